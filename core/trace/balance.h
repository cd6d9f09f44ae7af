/*
 * balance.h - does what went in come out again: heads and kilograms.
 *
 * The answer is a function of the set of events and the settings alone; corrected events do not count.
 * What has no weight is told as unknown, never counted as zero. Every number names its events.
 *
 * Heads       of each container: present at the beginning + in + born - dead - out = present at the end. Tagged
 *             animals by their stays (trace.h), others by the counts that events state beyond the animals
 *             they name. Within one instant what adds comes before what takes away. Heads that left without
 *             having been there are `lacking`. Untagged heads in a group that stands in the container are not
 *             reckoned to it unless their number was said when it entered. A slaughterhouse station is
 *             reckoned as one, too: arrived - died - slaughtered.
 * Kilograms   of each stage: live weight -> carcass -> cuts -> packages. An event counts if both sides are
 *             known: an item's own kg in the event, else its weighing, its making, or (packages) count times
 *             net weight. A lot used without kg is used whole only if nothing else uses it.
 * Alarms      more leaves than entered: what relabelling fraud looks like (enum balance_alarm_kind).
 * Scopes      group, place, station, lot, run. A place is what happened at it and what the stations whose home
 *             it is say. A station's and a place's events are looked for in the whole log. Lots are held
 *             against their whole history before `to`, not only the window's.
 */
#ifndef PIGTRACE_TRACE_BALANCE_H
#define PIGTRACE_TRACE_BALANCE_H

#include "core/base/settings.h"
#include "core/trace/trace.h"

/* Percent, all configuration: no law names them. */
struct balance_yields {
	int64_t carcass_least; /* carcass of live weight */
	int64_t carcass_most;
	int64_t cut_least; /* cuts of what was cut */
	int64_t cut_most;
	int64_t pack_least; /* packages (net) of what was packed */
	int64_t pack_most;
	int64_t weighing_most; /* use of a lot, of what the lot weighs */
	int64_t heads_lacking; /* heads, not percent: so many may lack without an alarm */
};

#define BALANCE_YIELDS_COUNT 8
extern const struct setting balance_yields_table[BALANCE_YIELDS_COUNT];

struct balance_settings {
	int64_t from_ms;
	int64_t to_ms; /* not in it */
	struct balance_yields yields;
	size_t events_most; /* 0: TRACE_EVENTS_MOST */
};

/* Names of events, in order of time. */
struct balance_events {
	char **names;
	size_t count;
};

enum balance_flow {
	BALANCE_BORN,
	BALANCE_IN,
	BALANCE_DEAD,
	BALANCE_OUT,
	BALANCE_BEFORE, /* present at the beginning: everything before it */
	BALANCE_FLOWS
};

struct balance_figure {
	int64_t tagged;
	int64_t untagged; /* below zero: tagged heads that left unnamed */
	struct balance_events events;
};

struct balance_heads {
	char *holder;
	struct balance_figure flows[BALANCE_FLOWS];
	int64_t tagged; /* present at the end */
	int64_t untagged;
	int64_t lacking;
	struct balance_events lacking_events;
	struct balance_events unknown; /* whose number of heads is not said */
};

enum balance_step { BALANCE_CARCASS, BALANCE_CUT, BALANCE_PACK, BALANCE_STEPS };

struct balance_stage {
	enum balance_step step;
	int64_t in_g; /* of the events where both sides are known */
	int64_t out_g;
	int64_t least_g; /* what the yields let expect of in_g */
	int64_t most_g;
	int64_t unexplained_g; /* out_g below least_g: negative; above most_g: positive; else 0 */
	struct balance_events events;
	int64_t unknown_in_g; /* what is known of the others */
	int64_t unknown_out_g;
	struct balance_events unknown;
};

/* A lot, carcass or packing run that was used or sold. */
struct balance_lot {
	char *item;
	bool known; /* entered_g is */
	int64_t entered_g;
	struct balance_events entered;
	int64_t used_g; /* at least */
	struct balance_events used;
	struct balance_events unknown; /* uses whose weight is not known, even at least */
};

enum balance_alarm_kind {
	BALANCE_HEADS_LACKING, /* more heads left than were there */
	BALANCE_YIELD_ABOVE,   /* one event gives more than it took allows */
	BALANCE_LOT_OVERUSED,  /* more was made of it or sold than it weighs */
	BALANCE_USED_TWICE,    /* a whole piece used up by several events */
	BALANCE_SERIALS_TWICE, /* package numbers given by several events */
	BALANCE_SOLD_MORE,     /* more packages sold than made */
	BALANCE_ALARMS
};

enum balance_unit { BALANCE_HEADS, BALANCE_GRAMS, BALANCE_PIECES };

struct balance_alarm {
	enum balance_alarm_kind kind;
	enum balance_unit unit;
	char *item; /* container, lot, run; of YIELD_ABOVE the first thing that came out */
	int64_t entered;
	int64_t left;
	struct balance_events events;
};

struct balance {
	enum trace_verdict verdict; /* never TRACE_NOT_GENUINE */
	char *scope;
	int64_t from_ms;
	int64_t to_ms;
	struct balance_yields yields;
	int offset_min;              /* of the latest event looked at */
	struct balance_heads *heads; /* by holder */
	size_t head_count;
	struct balance_stage *stages; /* by step; those with events */
	size_t stage_count;
	struct balance_lot *lots; /* by item */
	size_t lot_count;
	struct balance_alarm *alarms; /* by kind, item, first event */
	size_t alarm_count;
};

/* FAULT_SETTING for an item of another kind or an empty window. balance_free(NULL) is allowed. */
int balance_find(struct store *store, struct item scope, const struct balance_settings *settings,
	struct balance **balance, struct fault *fault) MUST_CHECK;
void balance_free(struct balance *balance);

#endif
