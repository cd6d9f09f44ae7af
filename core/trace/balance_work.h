/*
 * balance_work.h - what a balance keeps while it is drawn; the inside of core/trace.
 */
#ifndef PIGTRACE_TRACE_BALANCE_WORK_H
#define PIGTRACE_TRACE_BALANCE_WORK_H

#include "core/trace/balance.h"
#include "core/trace/balance_heads.h"

/* Facts or nodes, each once. A zeroed struct is empty. */
struct picks {
	size_t *list;
	size_t list_count;
	size_t list_cap;
};

struct balance_walk {
	struct roster roster;
	int64_t from_ms;
	int64_t to_ms;
	const struct balance_yields *yields;
	struct picks facts;   /* slaughter, cut, pack of the window */
	struct picks lots;    /* nodes of what they used */
	struct picks runs;    /* nodes of packing runs */
	struct picks holders; /* nodes of containers */
	struct picks intake;  /* facts: arrivals, slaughter and deaths of a slaughterhouse */
	size_t station;       /* the node whose intake it is */
	struct balance *made;
	size_t stages_cap, lots_cap, heads_cap, alarms_cap;
};

/* An item as one event names it. */
struct portion {
	size_t node;
	enum role_flow flow;
	bool has_mass;
	int64_t mass_g;
	int64_t pieces; /* packages: as counted, else as many as its code names; 0: not packages */
};

/* What an event says. */
struct portions {
	struct portion list[EVENT_ITEMS_MOST];
	size_t count;
	bool has_kg;
	int64_t kg_g; /* of the whole event */
	bool has_net;
	int64_t net_g;
};

struct weight {
	bool known;
	int64_t mass_g;
};

/* One event that makes things of things. */
struct conversion {
	enum balance_step step;
	struct weight in; /* mass_g is what is known of it, also if not all is */
	struct weight out;
	size_t first_out; /* node, or NONE */
};

/* ---- balance_mass.c ---- */
int picks_add(struct balance_walk *walk, struct picks *picks, size_t index) MUST_CHECK;
/* Each once, in no order of meaning. */
void picks_unique(struct picks *picks);
/* Put facts in the order of the answer. */
int picks_sort(struct balance_walk *walk, struct picks *facts) MUST_CHECK;
/* The counting facts that name a node in roles of these flows before `to`. */
int picks_of(
	struct balance_walk *walk, size_t node, uint32_t flows, struct picks *facts) MUST_CHECK;
/* Facts as names, in order. */
int balance_name_events(
	struct balance_walk *walk, struct picks *facts, struct balance_events *events) MUST_CHECK;
int balance_parts(struct balance_walk *walk, size_t fact, struct portions *parts) MUST_CHECK;
/* What a thing weighs at a moment, and the facts that say so. */
int balance_weight(struct balance_walk *walk, size_t node, int64_t at_ms, struct weight *weight,
	struct picks *why) MUST_CHECK;
bool balance_step_of(enum event_kind kind, enum balance_step *step);
int balance_convert(struct balance_walk *walk, size_t fact, struct conversion *conversion,
	struct picks *why) MUST_CHECK;

const struct portion *balance_part(const struct portions *parts, size_t node, enum role_flow flow);

/* ---- balance_lot.c ---- */
int balance_stages(struct balance_walk *walk) MUST_CHECK;
int balance_lots(struct balance_walk *walk) MUST_CHECK;
int64_t balance_percent(int64_t mass_g, int64_t percent);
/* ---- balance_run.c ---- */
int balance_runs(struct balance_walk *walk) MUST_CHECK;
/* ---- balance_scope.c ---- */
int balance_scope(struct balance_walk *walk, size_t node) MUST_CHECK;
/* ---- balance.c ---- */
/* One more alarm, of the item `node`, with the facts behind it. */
int balance_alarm(struct balance_walk *walk, struct balance_alarm alarm, size_t node,
	struct picks *facts) MUST_CHECK;

#endif
