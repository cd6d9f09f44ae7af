/*
 * work.h - what a back-trace keeps while it runs; the inside of core/trace.
 *
 * Lists hold each other by index, since they move when they grow. Nothing here is in an order that
 * shows in the answer: finish.c sorts.
 */
#ifndef PIGTRACE_TRACE_WORK_H
#define PIGTRACE_TRACE_WORK_H

#include "core/base/map.h"
#include "core/base/number_map.h"
#include "core/ident/ear_tag.h"
#include "core/trace/trace.h"

#define NONE SIZE_MAX
#define EVER INT64_MAX

#define FLOW(name) (1u << FLOW_##name)
#define FLOWS_ALL  UINT32_MAX

/* An item that was met: part of the answer (depth >= 0), or only a container of something in it. */
struct node {
	char *name; /* "kind:code"; NULL until asked for: work_name */
	enum item_kind kind;
	int64_t number; /* in the store; 0: the store has no such item */
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
	size_t fact; /* NONE until asked for: link_fact */
	enum role_flow flow;
};

/* An item of an event, as the event says it. */
struct part {
	int64_t item; /* in the store */
	size_t node;  /* NONE until asked for: part_node */
	enum item_kind kind;
	enum role_flow flow;
	bool has_mass;
	bool has_count;
	int64_t mass_g;
	int64_t count;
};

/* Which item an event is told under, and how it reached it. */
struct telling {
	size_t node;
	size_t via; /* the container the event is about, or NONE */
	int level;  /* containers between them; 0: none */
	bool given; /* what the event consumed was given to the item */
};

/*
 * An event, from its gist. told.station is the voice's; told.line is NULL until asked for (work_line), but for an
 * event without a number, whose name and order need it. The answer takes copies and lines.
 */
struct fact {
	int64_t no;
	struct trace_event told;
	size_t to;     /* what the items enter, or NONE */
	bool leaves;   /* the items leave something */
	int64_t from;  /* that, in the store */
	bool produces; /* something begins */
	bool has_heads;
	bool has_mass;
	bool has_net;
	bool corrected;
	bool is_told;
	int64_t heads;  /* its field count */
	int64_t mass_g; /* its field kg */
	int64_t net_g;  /* of one package */
	struct telling telling;
	size_t reached; /* different things it was told of */
	size_t renamed; /* `tag`: the new code, or NONE */
	size_t first_part;
	size_t part_count;
	size_t used_count; /* parts that it consumed */
	size_t place;      /* in the answer */
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

/* How much of a thing moved: all of it, or a part, which ones nobody said. */
enum measure {
	MEASURE_ALL,
	MEASURE_COUNT,
	MEASURE_MASS,
	MEASURE_SOME, /* a part; how much is not known */
};

struct extent {
	enum measure measure;
	int64_t size;
};

/* Statements of one sort tell different goods; one of another sort may tell the same goods once more. */
enum tally { TALLY_MOVED, TALLY_SENT, TALLY_ARRIVED, TALLY_COUNT };

/* In holder from since_ms to before until_ms. */
struct stay {
	size_t holder;
	int64_t since_ms;
	int64_t until_ms;
	size_t node;  /* who is told the holder's events */
	size_t thing; /* whose stay it is, under whatever name */
	size_t fact;  /* what began it */
	struct extent extent;
	int64_t taken[TALLY_COUNT]; /* of the extent, since */
};

/* On its way to where it shall be received. */
struct sending {
	size_t to;
	struct extent extent;
};

/* A fact that holds for who joins the group up to until_ms, too. */
struct lasting {
	int64_t event;
	size_t fact;
	int64_t until_ms;
};

/* A farm number, or "station:NAME" where none is known. */
struct farm {
	char text[48];
};

/* A station as a speaker of events. */
struct voice {
	int64_t no;
	bool corrected; /* some event of it once was */
	char name[NOTE_NAME_MOST + 1];
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
	int corrections; /* looked at for the event at hand */
	bool not_genuine;
	int failed;              /* why a name could not be had (work_name) */
	struct event *event;     /* room to decode in */
	struct map node_by_name; /* of names that were asked for by name */
	struct number_map node_by_number;
	struct number_map fact_by_no;
	struct map voice_by_no;
	struct map reached_by_key; /* (fact, thing) */
	LIST(node, nodes);
	LIST(link, links);
	LIST(link, windows);     /* a container's links of the moment */
	LIST(lasting, lastings); /* of the container of the moment */
	LIST(fact, facts);
	LIST(part, parts);
	LIST(edge, edges);
	LIST(stand, stands);
	LIST(row, rows);
	LIST(stay, stays);       /* of this level */
	LIST(stay, next_stays);  /* of the containers they were in */
	LIST(stay, own_stays);   /* of the thing or container at hand */
	LIST(sending, sendings); /* of the thing at hand */
	LIST(reached, reaches);
	LIST(farm, farms);
	LIST(known_station, stations);
	struct voice **voices;
	size_t voices_count;
	size_t voices_cap;
	int64_t *wanted; /* numbers to be asked for together */
	size_t wanted_count;
	size_t wanted_cap;
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
int work_station(struct work *work, const char *name, struct known_station *station) MUST_CHECK;
bool kind_is_animal(enum item_kind kind);
size_t twin_root(const struct work *work, size_t node);
void work_free(struct work *work);

/* ---- node.c: items and their links ---- */
int work_node(struct work *work, struct item item, size_t *node) MUST_CHECK;
int work_item(struct work *work, int64_t number, enum item_kind kind, size_t *node) MUST_CHECK;
/* A store_item_fn's item. */
int work_named_item(struct work *work, int64_t number, struct item what, size_t *node) MUST_CHECK;
/* Never NULL and good for the life of the work. A failure is kept in work->failed: whoever gives the answer looks. */
const char *work_name(struct work *work, size_t node);
struct item work_item_of(struct work *work, size_t node);
/* The names of these nodes, or of all, asked for together. */
int work_names_of(struct work *work, const size_t *nodes, size_t count) MUST_CHECK;
int work_names(struct work *work) MUST_CHECK;
/* The links that make a node's own story, into work->links, once. */
int work_own_links(struct work *work, size_t node) MUST_CHECK;
/* The same of many nodes and the facts of all these links, asked for together. */
int work_stories(struct work *work, const size_t *nodes, size_t count) MUST_CHECK;
/* Links of one flow (of a container, those that observe it), added to work->windows. */
int work_window(struct work *work, size_t node, enum role_flow flow, int64_t since_ms,
	int64_t until_ms) MUST_CHECK;
/* What holds of a group until some time and held in [since_ms, until_ms), into work->lastings. */
int work_lastings(struct work *work, size_t node, int64_t since_ms, int64_t until_ms) MUST_CHECK;
/* Sort work->wanted; each number once. */
void work_wanted_settle(struct work *work);
int work_want(struct work *work, int64_t number) MUST_CHECK;
/* The last number of a range of wanted ones that begins at *at and skips at most `gap` others; *at goes behind it. */
int64_t work_wanted_range(const struct work *work, size_t *at, int64_t gap);

/* ---- read.c: an event becomes a fact ---- */
int work_fact(struct work *work, int64_t event, size_t *fact) MUST_CHECK;
/* The fact of work->links[link]. */
int link_fact(struct work *work, size_t link, size_t *fact) MUST_CHECK;
/* The facts of the events in work->wanted, asked for together. */
int work_facts(struct work *work) MUST_CHECK;
/* The next part of a fact in one of these flows; *part begins at NONE. False behind the last. */
bool part_next(const struct work *work, size_t fact, uint32_t flows, size_t *part);
/* The node of a part, by its index. */
int part_node(struct work *work, size_t part, size_t *node) MUST_CHECK;
/* Bytes and assurance of an event, into fact->told. */
int work_line(struct work *work, size_t fact) MUST_CHECK;
/* The line decoded, into work->event. */
int work_decode(struct work *work, size_t fact) MUST_CHECK;
/* Whether it counts: not corrected, or everything is asked for. */
bool fact_counts(const struct work *work, const struct fact *fact);
/* By time, station, epoch, seq, line: an order that arrival cannot change. */
int event_order(const struct trace_event *a, const struct trace_event *b);

/* ---- correct.c ---- */
int correct_look(struct work *work, size_t fact) MUST_CHECK;

/* ---- genuine.c: the runs a package or smaller run stands in ---- */
/* Whether the uncorrected `pack` fact carries a key, and if so whether it makes the serial of run's lot. */
int genuine_serial(struct work *work, size_t fact, struct item_run run, struct span serial,
	bool *keyed, bool *made) MUST_CHECK;
int genuine_runs(struct work *work, size_t node) MUST_CHECK;

/* ---- back.c: which items the answer has ---- */
int back_walk(struct work *work, size_t seed) MUST_CHECK;

/* ---- extent.c ---- */
/* How much of its node a row moves. */
struct extent extent_of(struct work *work, const struct row *row);
/* All there ever was of the thing of work->rows; MEASURE_SOME: not known. */
struct extent extent_whole(struct work *work, size_t node);
/* Parts of different measures are together a part of unknown size. */
void extent_add(struct extent *total, struct extent extent);
/* Whether `size` is all of `whole`, as far as scales can tell. */
bool extent_reaches(struct extent whole, enum measure measure, int64_t size);

/* ---- stay.c ---- */
/* An event of the thing of work->rows, if it counts. */
int row_add(struct work *work, size_t fact, size_t node, enum role_flow flow) MUST_CHECK;
/* Sort the rows of one thing and keep one row an event. */
int rows_settle(struct work *work) MUST_CHECK;
/* The events of work->windows that count become the rows of their container, settled. */
int rows_of_windows(struct work *work, size_t holder) MUST_CHECK;
/* Where the thing of work->rows was, up to until_ms, into work->own_stays. */
int stays_find(struct work *work, int64_t until_ms) MUST_CHECK;
/* Whether an item of this kind can be in a container at all. */
bool kind_can_stay(enum item_kind kind);

/* ---- collect.c: which events the answer has ---- */
int collect_events(struct work *work) MUST_CHECK;
int collect_mentions(struct work *work, size_t seed) MUST_CHECK;

/* ---- share.c: how much of the seed came from each item of a finished answer ---- */
int share_out(struct work *work, struct trace *trace) MUST_CHECK;

/* ---- finish.c ---- */
int finish_answer(struct work *work, size_t seed, struct trace *trace) MUST_CHECK;

#endif
