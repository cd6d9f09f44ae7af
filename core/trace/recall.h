/*
 * recall.h - a recall as its events tell it: opened, notified, acknowledged, recovered, closed.
 *
 * State    A function of the events that name the recall, in order of time (station, epoch, seq break
 *          ties), corrected ones left out, and of `now` where a clock is read.
 *          Opening again adds seeds and sets class and reason anew; after an end it starts again.
 * Whose    A recall is known by its name and the station that opened it: two stations that use one name have two
 *          recalls, and neither can take over, change or end the other's, whatever times they say. What a
 *          station says of the name is of its own recall. An administrator's notice or end is of its own
 *          while that is open, else of all that have the name; its opening is its own recall, and starts those
 *          again that others had ended. An acknowledgement or recovery is anybody's, and of all that have the name.
 *          What is not entitled is counted, and has no effect.
 * Clocks   By class: the first notice is due so many hours after the opening, the end so many working
 *          days after its day (Monday to Friday; public holidays are not known).
 *          Defaults: 食品召回管理办法, class I 24 h and 10 working days, II 48 h and 20, III 72 h and 30.
 * Effect   Recovered weight by affected weight, as far as both are said. Goods that came back under several names (a run
 *          and a part of it) or with several fates (found, then destroyed) count once, with the last fate, and
 *          no more than there is of them; what is not affected does not count, and is listed apart.
 */
#ifndef PIGTRACE_TRACE_RECALL_H
#define PIGTRACE_TRACE_RECALL_H

#include "core/trace/forward.h"

#define RECALL_CLASSES 3
#define RECALL_FATES   3

struct recall_clock {
	int start_hours;
	int finish_days; /* working days */
};

extern const struct recall_clock recall_clocks[RECALL_CLASSES]; /* by enum choice_recall_class */

enum recall_due {
	RECALL_DUE,     /* not done, in time */
	RECALL_OVERDUE, /* not done, too late */
	RECALL_DONE,
	RECALL_DONE_LATE,
	RECALL_DUE_COUNT
};

struct recall_notice {
	char *to; /* place:... or station:... */
	char *by;
	struct moment at;
	bool acknowledged;
	char *ack_by;
	struct moment ack_at;
};

struct recall_recovery {
	char *item;
	char *by;
	char *event;
	struct moment at;
	int fate; /* enum choice_fate */
	bool has_mass;
	bool has_count;
	int64_t mass_g;
	int64_t count;
};

struct recall {
	char *name; /* recall:... */
	bool closed;
	int class_; /* enum choice_recall_class */
	char *reason;
	char *opened_by; /* the station whose recall it is */
	struct moment opened_at;
	char *closed_by;
	char *close_reason;
	struct moment closed_at;
	struct forward_seed *seeds; /* their texts are in seed_texts */
	char **seed_texts;
	size_t seed_count;
	struct recall_notice *notices; /* one for each addressee, the first */
	size_t notice_count;
	struct recall_recovery *recoveries;
	size_t recovery_count;
	size_t not_entitled; /* events without effect */
	int64_t start_due_ms;
	int64_t finish_due_ms;
	enum recall_due start;
	enum recall_due finish;
};

struct recall_settings {
	int64_t now_ms;
	const struct recall_clock *clocks; /* RECALL_CLASSES of them; NULL: recall_clocks */
};

struct recalls {
	struct recall **list;
	size_t count;
};

/* 0 and the recalls of that name by station (none if nobody opened one), or a fault with *recalls untouched. */
int recall_read(struct store *store, struct item name, const struct recall_settings *settings,
	struct recalls *recalls, struct fault *fault) MUST_CHECK;
/* recall_free(NULL) is allowed. recalls_free frees what the list still has, and empties it. */
void recall_free(struct recall *recall);
void recalls_free(struct recalls *recalls);

/* Every name of a recall in the store, by name. */
typedef int recall_each_fn(void *context, struct item name);
int recall_each(
	struct store *store, recall_each_fn *each, void *context, struct fault *fault) MUST_CHECK;

/*
 * The open recalls that the trace's item is in, by name and station; their clocks are not read. Work grows with the trace
 * and the number of recalls, not with what they reach. 0 or a fault with *found untouched.
 */
int recall_find_all(struct store *store, const struct trace *trace, struct recalls *found,
	struct fault *fault) MUST_CHECK;
/* The same of those that are over. */
int recall_find_ended(struct store *store, const struct trace *trace, struct recalls *found,
	struct fault *fault) MUST_CHECK;
/* The name of the first of the open ones: 1, 0 if in none, or a fault. */
int recall_find(struct store *store, const struct trace *trace, char name[static ITEM_TEXT],
	struct fault *fault) MUST_CHECK;

/* ---- a plan: the closure, with whom to tell and what may be missing ---- */

struct recall_holder {
	char station[NOTE_NAME_MOST + 1];
	char title[96]; /* whom to call: the station's name for people; "" if none */
	char home[ITEM_TEXT];
	int trade; /* enum choice_trade; -1: not registered */
	size_t items;
	int64_t held_count; /* packages, carcasses and animals */
	int64_t held_g;
	int64_t moving_count;
	int64_t moving_g;
	int64_t sold_count;
	int64_t sold_g;
};

struct recall_gap {
	char station[NOTE_NAME_MOST + 1];
	int64_t missing; /* numbers not received */
	int64_t held;    /* messages in quarantine */
};

struct recall_sums {
	int64_t affected_g; /* meat and packages, by share */
	int64_t affected_count;
	int64_t animals; /* alive, by share */
	int64_t held_g;
	int64_t moving_g;
	int64_t sold_g;
	int64_t unknown_g;
	size_t unweighed; /* items with a share whose weight nobody said */
	int64_t recovered_g;
	int64_t fate_g[RECALL_FATES];
	size_t unweighed_recoveries;
	size_t apart; /* recoveries of what is not affected, which are in none of the above */
	int64_t apart_g;
	int effect_permille; /* recovered of affected; -1: unknown */
};

struct recall_plan {
	struct forward *forward;
	struct recall_holder *holders; /* by station */
	size_t holder_count;
	struct recall_gap *gaps; /* by station */
	size_t gap_count;
	struct recall_sums sums;
};

/* recall may be NULL: nothing is recovered yet. */
int recall_plan(struct store *store, const struct forward_seed *seeds, size_t count,
	const struct recall *recall, struct recall_plan **plan, struct fault *fault) MUST_CHECK;
void recall_plan_free(struct recall_plan *plan);
/* Whether the item, one that was recovered, is of the affected goods. */
bool recall_plan_has(const struct recall_plan *plan, const char *item);

#endif
