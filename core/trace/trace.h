/*
 * trace.h - where a thing came from and what happened to it: the back-trace.
 *
 * The answer is a function of the set of events alone: arrival order, repeats and event numbers do
 * not show in it, and its lists are in a fixed order.
 *
 * How it goes: breadth-first over frontiers from the seed.
 *   An item's story is every event that observes or produces it; the seed's, also what used it up.
 *   An event that produces it leads to what that event consumed (in), at one more `depth`. A logistic unit
 *   is made of what was put into it. A `tag` event joins two codes of one animal at the same depth, both
 *   ways. A package stands in every packing run that holds its number, a run in every run of its lot around
 *   it; a lot that is printed on packages stands for its runs. What was given to it (feed, drugs) is
 *   named, not followed.
 *   A thing is in at most one container (group, vehicle, case, place) at a time by its own events, under
 *   whatever name: `to` begins a stay and ends the one before, `from` ends it; so do death, the sale of one
 *   piece (package, carcass, unit), and being used up. A certificate's `to` moves nothing. `ship` ends a stay;
 *   where it went to is entered by `receive`, whether or not that names the place. A stay is half-open
 *   [join, leave): an event on the container at the very instant of joining reaches the thing, at the
 *   instant of leaving not. Own events of one instant: leaving, then joining, then an end; then by
 *   station, epoch, seq, the last one stands.
 *   A group of which so many heads are moved (count) goes on standing where it stood, and stands where they
 *   went, too, until the end: which heads they were nobody said, so what happens in either place may have
 *   reached any of it.
 *   Events that observe a container reach what was in it then; containers stay in containers in turn. What holds
 *   of a group until some time (a treatment that goes on: `until`, that moment included) reaches who joins it
 *   before that is over, too.
 *   What an ancestor went through after it was used up is told only if it moves nothing and sells nothing
 *   (a laboratory result, an inspection).
 *   A corrected event is left out with its links, unless raw; who corrected it and why is told in raw.
 *   Only the station that made an event, or an administrator, corrects it; a correction that is itself
 *   corrected has no effect.
 */
#ifndef PIGTRACE_TRACE_TRACE_H
#define PIGTRACE_TRACE_TRACE_H

#include "core/store/store.h"

#define TRACE_CONTAINER_DEPTH 8      /* containers within containers */
#define TRACE_EVENTS_MOST     200000 /* an answer larger than this is FAULT_LIMIT */
#define TRACE_NO_EVENT        SIZE_MAX
#define TRACE_NAME_TEXT       EVENT_NAME_TEXT

struct trace_settings {
	bool raw; /* corrected events too */
	bool mentions; /* not its story: the events that name it in a field, as a load names its certificate */
	size_t events_most; /* events to look at; 0: TRACE_EVENTS_MOST */
};

enum trace_verdict {
	TRACE_FOUND,
	TRACE_UNKNOWN,    /* nothing in the store by this name */
	TRACE_NOT_GENUINE /* the packing run is known, but this serial was never made by it */
};

/* One item of the answer. Text is NUL-terminated "kind:code". */
struct trace_item {
	char *name;
	enum item_kind kind;
	int depth;  /* 0: the seed */
	bool input; /* feed, drug, vaccine: given to it, not part of it */
	/* How much of the seed's weight came from it, in billionths (each code of an animal tells the animal's). Known
	 * where all that went in together was weighed, or only one thing went in; not in raw. */
	bool has_share;
	int64_t share;
};

#define TRACE_SHARE_WHOLE INT64_C(1000000000)

/* By which two scales differ, in percent; our own choice. */
#define TRACE_SCALES_PERCENT 2

/*
 * item was made of `from` by event, or given it if `from` is an input: an edge of the picture. Numbers are
 * indexes into the lists. TRACE_NO_EVENT: item is one of the packages of run `from`.
 */
struct trace_edge {
	size_t item;
	size_t from;
	size_t event;
	bool has_mass;
	int64_t mass_g; /* of `from` that went in */
};

struct trace_event {
	char *station;
	int64_t epoch;
	int64_t seq;
	enum store_assurance assurance;
	enum event_kind kind;
	struct moment at;
	char *line; /* as signed */
	size_t line_len;
	size_t item; /* the item of the answer it is told under: the one of least depth, then first */
	char *via;   /* NULL, or the container it is about, which the item was in then */
	size_t reached; /* how many things of the answer (a retagged animal once) it tells of */
	int depth;
	char *corrected_by; /* raw only: NULL, or the name of the correction, the earliest if several */
	char *corrected_why;
};

struct trace {
	enum trace_verdict verdict;
	char *seed;
	struct trace_item *items; /* by depth, then name */
	size_t item_count;
	struct trace_edge *edges; /* by item, from, event */
	size_t edge_count;
	struct trace_event *events; /* by time, station, epoch, seq, line */
	size_t event_count;
	size_t animals; /* how many different animals it may come from (retagged ones counted once) */
	size_t carcasses;
	char **farm_names; /* each of them: a farm number, or "station:NAME"; by name */
	size_t farms;      /* different farm numbers of the groups those animals stood in (a
			    slaughterhouse's pens are none), else of the stations that reported on them */
};

/* 0 and *trace (its verdict says what was found), or a fault. trace_free(NULL) is allowed. */
int trace_back(struct store *store, struct item seed, const struct trace_settings *settings,
	struct trace **trace, struct fault *fault) MUST_CHECK;
void trace_free(struct trace *trace);

/* station/epoch/seq; of an event without a number, station/-/16 hex digits of its line's BLAKE2b. */
void trace_event_name(struct span station, int64_t epoch, int64_t seq, struct span line,
	char name[static TRACE_NAME_TEXT]);

#endif
