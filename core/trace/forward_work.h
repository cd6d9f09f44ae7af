/*
 * forward_work.h - what a forward closure keeps while it runs; the inside of core/trace/forward*.c.
 *
 * It walks with the back-trace's own machinery (work.h): the same facts, the same stays.
 * A vertex is an item that is in, or a window: a container for a time.
 */
#ifndef PIGTRACE_TRACE_FORWARD_WORK_H
#define PIGTRACE_TRACE_FORWARD_WORK_H

#include "core/trace/forward.h"
#include "core/trace/work.h"

#define ALWAYS INT64_MIN /* exposed as a whole */

/* What is known of a node here; the list runs beside work.nodes. */
struct mark {
	bool in;
	bool queued;
	bool holder_queued;
	bool listed; /* its packages and smaller runs are in insides */
	bool stood;  /* the runs it stands in are in work.stands */
	bool seen;   /* last_fact is worked out */
	int64_t exposed_ms;
	size_t round; /* of the container that looked at it last */
	size_t first_window;
	size_t first_inside;
	size_t inside_count;
	size_t first_stand;
	size_t stand_count;
	size_t last_fact;
};

/* A container for a time. */
struct window {
	size_t holder;
	int64_t since_ms;
	int64_t until_ms;
	int level;   /* containers from the exposure to here, itself included */
	size_t next; /* of the same holder */
};

/* A vertex was reached from another (NONE: a seed). */
struct cause {
	size_t child;
	size_t parent;
	size_t fact; /* or NONE */
	enum forward_why why;
	int64_t exposed_ms;
};

/* Who has some of the thing at hand: the fact that said so last. */
struct holding {
	size_t fact;
	enum forward_state state;
	struct extent extent;
	bool own;      /* said of the thing itself, not of a run it is part of */
	size_t holder; /* the container it stands in, or NONE */
};

struct entering {
	int64_t event;
};

struct forward_work {
	struct work work;
	struct map window_by_key;
	LIST(mark, marks);
	LIST(window, windows);
	LIST(cause, causes);
	LIST(entering, entries);
	LIST(holding, holdings);
	size_t *members; /* of the container at hand */
	size_t members_count;
	size_t members_cap;
	size_t *names; /* of the thing at hand */
	size_t names_count;
	size_t names_cap;
	size_t *insides;
	size_t insides_count;
	size_t insides_cap;
	size_t *things; /* to be walked on from */
	size_t things_count;
	size_t things_cap;
	size_t *holders; /* whose windows are to be looked into */
	size_t holders_count;
	size_t holders_cap;
	size_t *order; /* windows of the holder at hand, by time */
	size_t order_count;
	size_t order_cap;
	size_t round;
	size_t unknown_seeds;
};

#define FORWARD_ROOM(fw, name)                                                         \
	work_room(&(fw)->work, &(fw)->name, &(fw)->name##_cap, (fw)->name##_count + 1, \
		sizeof(*(fw)->name))

static inline size_t vertex_of_node(size_t node)
{
	return 2 * node;
}

static inline size_t vertex_of_window(size_t window)
{
	return 2 * window + 1;
}

/* ---- forward_work.c ---- */
/* NULL when memory is out. The pointer lives until the next call. */
struct mark *mark_of(struct forward_work *fw, size_t node);
/* The runs a package or run stands in, in work.stands from mark's first_stand on. */
int forward_stands(struct forward_work *fw, size_t node) MUST_CHECK;
/* All names whose events are the thing's, into names. */
int forward_names(struct forward_work *fw, size_t node) MUST_CHECK;
/* The events of the thing of `names`, in order, without what used it up; when that was last (or ALWAYS). */
int forward_rows(struct forward_work *fw, int64_t *used_ms) MUST_CHECK;
/* Where the thing of work.rows was. */
int forward_stays(struct forward_work *fw, enum item_kind kind, int64_t used_ms) MUST_CHECK;
bool kind_can_hold(enum item_kind kind);
bool kind_is_goods(enum item_kind kind);
bool fact_is_management(const struct fact *fact);
void forward_work_free(struct forward_work *fw);

/* ---- forward_inside.c ---- */
/* The packages and smaller runs of those of the nodes that are runs, in insides from their mark's first_inside on. */
int forward_insides(struct forward_work *fw, const size_t *nodes, size_t count) MUST_CHECK;

/* ---- forward_reach.c: which items are in ---- */
int forward_reach(struct forward_work *fw, size_t node, struct cause cause) MUST_CHECK;
int forward_open(struct forward_work *fw, struct window window, struct cause cause) MUST_CHECK;
/* The time in which what the fact says of a container reached who was in it. */
int forward_moment(
	struct forward_work *fw, size_t at, size_t node, struct window *window) MUST_CHECK;
int forward_close_over(struct forward_work *fw) MUST_CHECK;

/* ---- forward_hold.c: what was in a container ---- */
int forward_hold(struct forward_work *fw, size_t holder) MUST_CHECK;

/* ---- forward_seed.c ---- */
int forward_plant(struct forward_work *fw, const struct forward_seed *seed) MUST_CHECK;

/* ---- forward_fate.c: how much, and where it is now ---- */
int forward_fate(struct forward_work *fw, size_t node, struct forward_item *item) MUST_CHECK;
/* The events of a container in order, into work.rows. */
int forward_holder_rows(struct forward_work *fw, size_t holder) MUST_CHECK;
/* Take from each item what narrower ones tell; nodes[i] is the node of items[i]. */
int forward_share(struct forward_work *fw, struct forward_item *items, const size_t *nodes,
	size_t count) MUST_CHECK;

/* What an event says of who has a thing; FORWARD_UNKNOWN: nothing. */
enum forward_state forward_state_of(const struct forward_work *fw, size_t fact);

/* ---- forward_parts.c: who has which part ---- */
/* From work.rows and work.own_stays of the thing, into holdings. */
int forward_ledger(struct forward_work *fw, size_t node) MUST_CHECK;
/* From holdings, into the item. */
int forward_parts(struct forward_work *fw, struct forward_item *item) MUST_CHECK;
/* Shares of the parts, when the item's own are known. */
void forward_share_parts(struct forward_item *item);

/* ---- forward_finish.c ---- */
int forward_finish(struct forward_work *fw, bool names_only, struct forward *forward) MUST_CHECK;

#endif
