/*
 * work.h - what a back-trace keeps while it runs; the inside of core/trace.
 *
 * Lists hold each other by index, since they move when they grow. Nothing here is in an order that
 * shows in the answer: finish.c sorts.
 */
#ifndef PIGTRACE_TRACE_WORK_H
#define PIGTRACE_TRACE_WORK_H

#include "core/base/map.h"
#include "core/ident/ear_tag.h"
#include "core/ident/serial.h"
#include "core/trace/trace.h"

#define NONE SIZE_MAX
#define EVER INT64_MAX

#define FLOW(name) (1u << FLOW_##name)

/* A name that was met: part of the answer (depth >= 0), or only a container of something in it. */
struct node {
	char *name; /* "kind:code" */
	enum item_kind kind;
	int64_t number; /* in the store; 0: the store has no such item */
	bool asked;     /* number has been asked for */
	bool loaded;    /* its links are in work->links */
	bool expanded;
	bool seed;    /* asked for, or another name of it: nothing uses it up */
	bool subject; /* its own movements are followed; else it only stands for a subject */
	bool input;
	int depth;       /* -1: not in the answer */
	int64_t used_ms; /* the latest moment an event of the answer used it up */
	size_t twin;     /* codes of one animal: towards their common root */
	size_t first_link;
	size_t link_count;
};

struct link {
	int64_t at_ms;
	int64_t event;
	enum role_flow flow;
};

/* What an event consumed, or put into a logistic unit. */
struct use {
	size_t node;
	bool has_mass;
	int64_t mass_g;
};

/* Which item an event is told under, and how it reached it. */
struct telling {
	size_t node;
	size_t via; /* the container the event is about, or NONE */
	int level;  /* containers between them; 0: none */
	bool given; /* what the event consumed was given to the item */
};

/* An event, decoded once. Strings are owned until the answer takes them. */
struct fact {
	int64_t no;
	struct trace_event told;
	size_t to; /* what the items enter, or NONE */
	bool leaves;
	bool by_number; /* so many heads of what it names, not all of it */
	bool produces;
	bool corrected;
	bool is_told;
	struct telling telling;
	size_t reached; /* different things it was told of */
	size_t renamed; /* `tag`: the new code, or NONE */
	bool keyed;     /* `pack`: key makes the serials of its run */
	uint8_t key[SERIAL_KEY_LEN];
	size_t first_use;
	size_t use_count;
	size_t first_put;
	size_t put_count;
	size_t place; /* in the answer */
};

/* A fact reached a thing, and by which name of it. */
struct reached {
	size_t fact;
	size_t thing;
	struct telling telling;
};

struct edge {
	size_t node;
	size_t from;
	size_t fact; /* NONE: node is one of the packages of run `from` */
	bool has_mass;
	int64_t mass_g;
};

/* The run holds the package (or the smaller run). */
struct stand {
	size_t node;
	size_t run;
};

/* An event of a thing: which of its names takes part, and how. */
struct row {
	size_t fact;
	size_t node;
	enum role_flow flow;
	int rank; /* order within one instant */
};

/* In holder from since_ms to before until_ms. */
struct stay {
	size_t holder;
	int64_t since_ms;
	int64_t until_ms;
	size_t node;  /* who is told the holder's events */
	size_t thing; /* whose stay it is, under whatever name */
	size_t fact;  /* what began it */
};

/* A farm number, or "station:NAME" where none is known. */
struct farm {
	char text[48];
};

struct known_station {
	char name[NOTE_NAME_MOST + 1];
	int trade; /* -1: not registered */
	char farm[FARM_TEXT];
};

#define LIST(type, name)     \
	struct type *name;   \
	size_t name##_count; \
	size_t name##_cap

struct work {
	struct store *store;
	struct fault *fault;
	bool raw;
	size_t events_most;
	int corrections; /* looked at so far */
	bool not_genuine;
	struct event *event; /* room to decode in */
	struct map node_by_name;
	struct map fact_by_no;
	struct map reached_by_key; /* (fact, thing) */
	LIST(node, nodes);
	LIST(link, links);
	LIST(link, windows); /* a container's links of the moment */
	LIST(fact, facts);
	LIST(use, uses);
	LIST(edge, edges);
	LIST(stand, stands);
	LIST(row, rows);
	LIST(stay, stays);      /* of this level */
	LIST(stay, next_stays); /* of the containers they were in */
	LIST(stay, own_stays);  /* of the thing or container at hand */
	LIST(reached, reaches);
	LIST(farm, farms);
	LIST(known_station, stations);
	size_t *queue; /* nodes of the depth at hand */
	size_t queue_count;
	size_t queue_cap;
	size_t *later; /* nodes of the next */
	size_t later_count;
	size_t later_cap;
	size_t animals;
};

/* Room for one more at the end of list `name`; false: memory is out and the fault is set. */
#define WORK_ROOM(work, name)                                                           \
	work_room((work), &(work)->name, &(work)->name##_cap, (work)->name##_count + 1, \
		sizeof(*(work)->name))

/* ---- work.c ---- */
bool work_room(struct work *work, void *array, size_t *cap, size_t need, size_t size);
int work_memory(struct work *work);
int work_node(struct work *work, struct item item, size_t *node) MUST_CHECK;
struct item node_item(const struct node *node);
/* The links that make a node's own story, into work->links, once. */
int work_own_links(struct work *work, size_t node) MUST_CHECK;
/* Links of a container that observe it, added to work->windows. */
int work_window(struct work *work, size_t node, int64_t since_ms, int64_t until_ms) MUST_CHECK;
int work_station(struct work *work, const char *name, struct known_station *station) MUST_CHECK;
bool kind_is_animal(enum item_kind kind);
size_t twin_root(const struct work *work, size_t node);
void work_free(struct work *work);

/* ---- read.c: an event becomes a fact ---- */
int work_fact(struct work *work, int64_t event, size_t *fact) MUST_CHECK;
/* Whether it counts: not corrected, or everything is asked for. */
bool fact_counts(const struct work *work, const struct fact *fact);
/* By time, station, epoch, seq, line: an order that arrival cannot change. */
int event_order(const struct trace_event *a, const struct trace_event *b);

/* ---- correct.c ---- */
int correct_look(struct work *work, struct fact *fact) MUST_CHECK;

/* ---- genuine.c: the runs a package or smaller run stands in ---- */
int genuine_runs(struct work *work, size_t node) MUST_CHECK;

/* ---- back.c: which items the answer has ---- */
int back_walk(struct work *work, size_t seed) MUST_CHECK;

/* ---- stay.c ---- */
/* Sort the rows of one thing and keep one row an event. */
int rows_settle(struct work *work) MUST_CHECK;
/* Where the thing of work->rows was, up to until_ms, into work->own_stays. */
int stays_find(struct work *work, int64_t until_ms) MUST_CHECK;
/* Whether an item of this kind can be in a container at all. */
bool kind_can_stay(enum item_kind kind);

/* ---- collect.c: which events the answer has ---- */
int collect_events(struct work *work) MUST_CHECK;

/* ---- share.c: how much of the seed came from each item of a finished answer ---- */
int share_out(struct work *work, struct trace *trace) MUST_CHECK;

/* ---- finish.c ---- */
int finish_answer(struct work *work, size_t seed, struct trace *trace) MUST_CHECK;

#endif
