/*
 * receipt.h - the gateway's signed answer to a station: what is durable, what is missing, what is held.
 *
 * Shape   pigtrace-receipt/v1 STATION EPOCH UPTO\n
 *         {"now":"...","missing":[[1001,1004]],"held":[{"seq":1040,"rule":"R-TAG-03","text":"..."}]}\n
 *         UPTO 0.. : every number at or below it is durable, as an event or in quarantine. It is
 *         cumulative and retained by the broker, so the newest receipt says it all. A station that wants to know
 *         the time sets "ask" in its state; the receipt that repeats it was made since.
 * Limits  RECEIPT_MISSING_MOST ranges, RECEIPT_HELD_MOST held lines (the newest); more are left out.
 * Memory  no allocation, no global state; safe in firmware. Parsing takes about 2.5 KB of stack.
 */
#ifndef PIGTRACE_NOTE_RECEIPT_H
#define PIGTRACE_NOTE_RECEIPT_H

#include "core/base/moment.h"
#include "core/note/note.h"

#define RECEIPT_MISSING_MOST 16
#define RECEIPT_HELD_MOST    16
#define RECEIPT_RULE_MOST    16
#define RECEIPT_ASK_MOST     32 /* [0-9A-Za-z] */
#define RECEIPT_WORDS_MOST   256
#define RECEIPT_MOST         12288 /* bytes of a whole receipt */
#define RECEIPT_ESCAPED_MOST 2048  /* bytes of one string of it that holds escapes */

struct receipt_range {
	int64_t first;
	int64_t last;
};

struct receipt_held {
	int64_t seq;
	char rule[RECEIPT_RULE_MOST + 1];
	char words[RECEIPT_WORDS_MOST + 1];
};

struct receipt {
	char station[NOTE_NAME_MOST + 1];
	int64_t epoch;
	int64_t upto;
	struct moment now;
	char ask[RECEIPT_ASK_MOST +
		 1]; /* what the station asked, "" if it did not: so `now` is the present */
	int missing_count;
	int held_count;
	struct receipt_range missing[RECEIPT_MISSING_MOST];
	struct receipt_held held[RECEIPT_HELD_MOST];
};

/* Whether this may stand as "ask". */
bool receipt_ask_good(struct span ask);

/* The text of a receipt (unsigned); out->full if it does not fit. */
void receipt_write(struct out *out, const struct receipt *receipt);

/* Whose receipt it is, and up to where. */
struct receipt_head {
	struct span station;
	int64_t epoch;
	int64_t upto;
};

/* The first line alone: enough to see whether the rest matters. */
enum note_error receipt_peek(struct span text, struct receipt_head *head);

/* Read a note's text; unknown keys of the JSON object are passed over (a newer gateway). */
enum note_error receipt_parse(struct span text, struct receipt *receipt, size_t *at);

#endif
