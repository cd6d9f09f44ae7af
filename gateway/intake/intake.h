/*
 * intake.h - one message in, rows in the store out: open, decode, judge, append or quarantine.
 *
 * Everything the gateway does to a message but the network: tests, fuzzers and benches drive the same
 * code without a broker. The caller owns the transaction (store_begin .. store_commit) around one or many
 * messages and publishes the receipts that are due after the commit.
 *
 * What the world sends wrong is stored and counted, never a fault; a fault is ours (disk, memory), after
 * which the caller rolls the batch back with intake_rollback and may take the same messages again.
 */
#ifndef PIGTRACE_GATEWAY_INTAKE_INTAKE_H
#define PIGTRACE_GATEWAY_INTAKE_INTAKE_H

#include "core/note/receipt.h"
#include "core/note/topic.h"
#include "core/rule/rule.h"
#include "core/store/store.h"

#define INTAKE_DUE_MOST 16384 /* receipts due at once; whoever gets none sends again */

struct intake;

/* What became of the lines of a message; a message that is refused as a whole counts as one line. What is read
 * again by order of the administrator counts where it is accepted, and as refused where it is not yet held. */
struct intake_tally {
	int64_t accepted;
	int64_t refused;
	int64_t repeated;
	int64_t conflicts; /* counted in refused, too */
	int64_t clock_wrong
		[2];  /* events and states that prove a clock wrong: behind, ahead (clocks.c) */
	int64_t shed; /* messages that were wrong and too many: left alone or counted (limit.c) */
};

/* Told of every refusal, for the log; seq 0 of a whole message. The batch may still be rolled back. */
typedef void intake_refused_fn(void *context, struct span station, int64_t epoch, int64_t seq,
	const struct judgement *why, int64_t quarantine);

/* A station's clock has become wrong (off_ms above 0: ahead by so much, below 0: behind), or is right again as far as its
 * newest word goes (0); ahead: which of the two. */
typedef void intake_clock_fn(void *context, struct span station, bool ahead, int64_t off_ms);

struct intake_settings {
	struct note_public admin;   /* the trust anchor: its own name is its station */
	struct note_secret gateway; /* its name is no station, whatever the registry says */
	int64_t held_per_minute;    /* refusals of a station that are kept; 0: all of them */
	intake_refused_fn *refused; /* may be NULL */
	intake_clock_fn *clock;     /* may be NULL */
	void *context;
};

int intake_open(struct intake **intake, struct store *store, const struct intake_settings *settings,
	struct fault *fault) MUST_CHECK;
void intake_close(struct intake *intake);

/*
 * What a note's bytes and one key say, which takes longer than all the rest of a message: a function of the
 * two alone, so that another thread may work it out before the message's turn.
 */
struct intake_proof {
	bool is_note; /* the message begins like one, and its station had a key; else nothing follows */
	struct note_public key;
	struct note_parts parts;
	enum note_error split; /* of note_split */
	enum note_error verified;
	size_t split_at;
	size_t verified_at;
};

/* Within a batch: the key to prove a message with, as of now; false if there is nothing to prove. */
int intake_key(struct intake *intake, struct span topic, struct span payload, bool *provable,
	struct note_public *key, struct fault *fault) MUST_CHECK;
/* In any thread. */
void intake_prove(struct span payload, const struct note_public *key, struct intake_proof *proof);

/* Within a batch. Adds to *tally. A proof with a key that is the station's no longer is not used. */
int intake_take_proven(struct intake *intake, struct span topic, struct span payload,
	int64_t got_ms, const struct intake_proof *proof, struct intake_tally *tally,
	struct fault *fault) MUST_CHECK;
/* The same without a proof. */
int intake_take(struct intake *intake, struct span topic, struct span payload, int64_t got_ms,
	struct intake_tally *tally, struct fault *fault) MUST_CHECK;

/*
 * Within a batch: rows of the quarantine that say how much was shed, of the stations for which a minute is over,
 * or of all. Due: is there any?
 */
bool intake_summary_due(const struct intake *intake, int64_t now_ms, bool all);
int intake_summarize(struct intake *intake, int64_t now_ms, bool all, struct intake_tally *tally,
	struct fault *fault) MUST_CHECK;

/* The batch is durable. */
void intake_committed(struct intake *intake);
/* Whether a message on a state topic asks for a receipt or tells the time: the others are not for the gateway. */
bool intake_minds(struct span payload);

/* Stations whose clock is wrong now, by what they said last; of the INTAKE_CLOCKS that were wrong last. */
size_t intake_clocks_wrong(const struct intake *intake, bool ahead);

/* The batch was rolled back: forget what was learnt in it (registry, receipts that came to be due). */
void intake_rollback(struct intake *intake);

/*
 * After the commit: the next receipt that is due, signed, once for a station and epoch; *due is false when
 * none is left. After a fault of the store it is due still.
 */
int intake_receipt(struct intake *intake, struct moment now, bool *due,
	char topic[static TOPIC_TEXT], struct out *note, struct fault *fault) MUST_CHECK;
/* When the first message came that the receipt handed out last answers; 0 if it answers an order. */
int64_t intake_receipt_answers(const struct intake *intake);

#endif
