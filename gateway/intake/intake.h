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
#include "core/rule/rule.h"
#include "core/store/store.h"

struct intake;

/* What became of the lines of a message. */
struct intake_tally {
	int64_t accepted;
	int64_t refused;
	int64_t repeated;
	int64_t conflicts; /* counted in refused, too */
};

/* Told of every refusal, for the log. line 0 of a whole message. */
typedef void intake_refused_fn(void *context, struct span station, int64_t epoch, int64_t seq,
	const struct judgement *why, int64_t quarantine);

struct intake_settings {
	struct note_public admin; /* the trust anchor: its own name is its station */
	struct note_secret gateway;
	intake_refused_fn *refused; /* may be NULL */
	void *context;
};

int intake_open(struct intake **intake, struct store *store, const struct intake_settings *settings,
	struct fault *fault) MUST_CHECK;
void intake_close(struct intake *intake);

/* Within a batch. Adds to *tally. */
int intake_take(struct intake *intake, struct span topic, struct span payload, int64_t got_ms,
	struct intake_tally *tally, struct fault *fault) MUST_CHECK;

/* The batch was rolled back: forget what was learnt in it (registry, receipts due). */
void intake_rollback(struct intake *intake);

/*
 * After the commit: the next station a receipt is due to, and that receipt, signed. False when none is
 * left. A fault leaves the receipt due.
 */
int intake_receipt(struct intake *intake, struct moment now, bool *due, char topic[static 64],
	struct out *note, struct fault *fault) MUST_CHECK;

#endif
