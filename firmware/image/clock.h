/*
 * clock.h - what time a board may say that has no clock of its own (firmware/core/chrono.h, dating.h).
 *
 * It asks in its state, with a question that no start before ever asked: starts are counted on flash. What it keeps
 * before it knows is undated and waits; when somebody tells the time, an anchor line dates it. While undated lines
 * wait, a block of the outbox is kept free for anchors.
 * Memory  one struct clock, about 2.5 KB.
 */
#ifndef PIGTRACE_FIRMWARE_CLOCK_H
#define PIGTRACE_FIRMWARE_CLOCK_H

#include "core/note/receipt.h"
#include "firmware/core/chrono.h"
#include "firmware/core/dating.h"
#include "firmware/core/slice.h"
#include "firmware/core/tally.h"

#define CLOCK_NETWORK_MS 2000 /* a time server's or a mobile network's word: plus or minus */

struct clock {
	struct chrono chrono;
	struct dating dating;
	struct slice slice;
	struct tally starts;
	uint32_t start; /* of how many this is */
	char ask[RECEIPT_ASK_MOST + 1];
	int64_t asked_ms;
	int64_t ask_at_ms;
};

/* Behind outbox_open. block: of the storage, where starts are counted. scratch: room for a line. */
enum outbox_error clock_open(struct clock *clock, struct outbox *outbox, int zone_min,
	const struct block_device *storage, uint32_t block,
	char scratch[static OUTBOX_LINE_MOST + 1]);

/* A receipt that was believed: the present, if it repeats our question; else not earlier than this. True if it does:
 * then it is of this start. */
bool clock_receipt(
	struct clock *clock, const struct receipt *receipt, bool retained, int64_t now_ms);

/* Whether a line may be kept: it is not undated from elsewhere, and leaves room for an anchor if one is awaited. */
bool clock_takes(const struct clock *clock, struct span line);

/* Members of the state: what is known, and the question. */
void clock_state(const struct clock *clock, int64_t now_ms, struct out *extra);

/* Make a new question for the next state; true when it is time to ask again. */
void clock_ask(struct clock *clock, int64_t now_ms);
bool clock_asks(const struct clock *clock, int64_t now_ms);

/* Whether the time is known, and today's day at zone_min then. */
bool clock_today(struct clock *clock, int64_t now_ms, struct day *day);

#endif
