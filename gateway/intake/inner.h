/*
 * inner.h - what the files of gateway/intake share.
 */
#ifndef PIGTRACE_GATEWAY_INTAKE_INNER_H
#define PIGTRACE_GATEWAY_INTAKE_INNER_H

#include "core/base/map.h"
#include "core/note/topic.h"
#include "core/rule/clock.h"
#include "gateway/intake/intake.h"

#define INTAKE_CACHE 4096

struct cached_station {
	uint64_t registry; /* the state of the registry it was read from */
	struct store_station station;
};

struct due_receipt {
	char station[NOTE_NAME_MOST + 1];
	int64_t epoch;
	int64_t got_ms;                 /* the first message it answers; 0: none, an order */
	char ask[RECEIPT_ASK_MOST + 1]; /* "": nobody asked */
};

/* Receipts that are due, first in, first out: of two epochs of a station the broker retains the later one. */
struct due_list {
	struct due_receipt *list;
	size_t next;    /* the first that was not handed out */
	size_t durable; /* those before it were due before this batch */
	size_t count;
	size_t cap;
	struct map places; /* by station and epoch; may name places that have been given up */
};

#define INTAKE_LIMITS 256 /* stations with a limit of their own at a time */

struct limit_state {
	int64_t at_ms;    /* when the tokens were counted */
	int64_t tokens;   /* thousandths */
	int64_t since_ms; /* what is shed is counted since then; 0: nothing is */
	int64_t messages;
	int64_t bytes;
};

struct limit {
	char station[NOTE_NAME_MOST + 1];
	bool changed; /* in this batch; before it, it was `before` */
	struct limit_state now;
	struct limit_state before;
};

#define INTAKE_CLOCKS 256 /* stations with a wrong clock that are known by name */

/* A station whose clock is wrong, or was. */
struct clock_flag {
	char station[NOTE_NAME_MOST + 1];
	bool wrong[2];      /* behind, ahead */
	int64_t said_ms[2]; /* when this was told last */
};

struct intake {
	struct store *store;
	struct intake_settings settings;
	uint64_t registry;                         /* counts its states, from 1 */
	struct cached_station cache[INTAKE_CACHE]; /* by hash of the name; a clash is a miss */
	struct due_list due;
	int64_t answered_ms; /* got_ms of the receipt that was handed out last */
	struct limit limits[INTAKE_LIMITS];
	size_t limit_count;
	struct clock_flag clocks[INTAKE_CLOCKS];
	size_t clock_count;
	struct event event;
};

/* One message on its way through. */
struct source {
	struct span topic;
	struct span payload;
	struct store_claim claim; /* what all its lines have in common */
	const struct store_station *station;
	const struct intake_proof *proof; /* NULL: none was made */
	int64_t settles;                  /* quarantine row this is a second reading of, or 0 */
	int64_t order;                    /* event that ordered the second reading, or 0 */
	int64_t event;                    /* the last event that it has become, or 0 */
	int64_t at_ms;                    /* of the line judged last; 0 if it is no event */
	struct intake_tally *tally;
};

int intake_message(struct intake *intake, struct source *source, struct fault *fault) MUST_CHECK;
int intake_line(struct intake *intake, struct source *source, struct span line, int64_t seq,
	struct fault *fault) MUST_CHECK;

/* registry.c: the registry as of this batch; the administrator is known without it. */
int intake_station(struct intake *intake, struct span name, struct store_station *station,
	struct fault *fault) MUST_CHECK;
void intake_registry_changed(struct intake *intake);

/* retry.c: read a held message again, by order of the administrator in event `order`. */
int intake_retry(struct intake *intake, int64_t order, int64_t held, struct intake_tally *tally,
	struct fault *fault) MUST_CHECK;

/* clocks.c: what an event of this station, accepted, or its state proves of its clock. */
void intake_clock_event(struct intake *intake, const struct source *source);
void intake_clock_state(
	struct intake *intake, const struct source *source, const struct clock_said *said);

/* state.c: a station's state message: a question, and what it says of the time. */
int intake_state(struct intake *intake, struct source *source, struct fault *fault) MUST_CHECK;

/* receipts.c */
int intake_receipt_due(struct intake *intake, struct span station, int64_t epoch, int64_t got_ms,
	struct fault *fault) MUST_CHECK;
/* The same, repeating what the station asked in its state. */
int intake_receipt_asked(struct intake *intake, const struct source *source, int64_t epoch,
	struct span ask, struct fault *fault) MUST_CHECK;
/* Forget all, or what has come to be due in this batch. */
void intake_receipts_free(struct intake *intake);
void intake_receipts_rollback(struct intake *intake);

/* limit.c: has so much of this station been refused that what else is wrong is shed? */
bool intake_over_limit(struct intake *intake, const struct source *source);
/* len bytes were refused and kept. */
void intake_charge(struct intake *intake, const struct source *source, size_t len);
/* This message is counted instead of kept. */
int intake_shed(struct intake *intake, struct source *source, struct fault *fault) MUST_CHECK;
void intake_limits_keep(struct intake *intake);
void intake_limits_rollback(struct intake *intake);

#endif
