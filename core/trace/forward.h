/*
 * forward.h - everything that a seed may be in, or that was exposed to it: the mirror of the back-trace.
 *
 * The promise: an animal, carcass, lot, run, package or case is in the answer exactly if its back-trace
 * names the seed as an item, as an input, or as a container it (or what it was made of) stood in within the
 * seed's window. One treatment of a pen reaches who was in it then, or came while it went on (its `until`); who
 * came later or left before is not in.
 *
 * Seeds   an item; "input:SUPPLIER/" and a star, all lots of a supplier; the name of an event (station/epoch/seq),
 *         a test result, say: what it was about, a group's members of that moment; a document, the same
 *         way. A group, vehicle, case or place counts for [since_ms, until_ms).
 *         A lot that is printed on packages stands for its runs. A package stands for itself; with
 *         `lot` for all packages of its lot. A run's packages are in whether or not they have events.
 * Time    What is exposed through a container is exposed from then on: what was taken from it
 *         before is not in. Being made of the seed has no such condition.
 * Reason  Each item says from which other item it was reached, why, and by which event; follow `from` to the
 *         seed. Of several reasons the earliest exposure, then the shortest way counts; equal ones by name.
 * Share   Of goods told several times (a run, a part of it in a case, one package sold) each gram is the
 *         share of the narrowest name; what was used up has none. Shares add up to what is affected.
 * Known   Entering a container is found among all entries into it before the window ends.
 * The answer is a function of the set of events alone.
 */
#ifndef PIGTRACE_TRACE_FORWARD_H
#define PIGTRACE_TRACE_FORWARD_H

#include "core/trace/trace.h"

#define FORWARD_EVENTS_MOST 50000000 /* an answer that looks at more is FAULT_LIMIT */
#define FORWARD_NONE        SIZE_MAX

enum forward_seed_kind {
	FORWARD_ITEM,
	FORWARD_SUPPLIER, /* text: input:SUPPLIER/ */
	FORWARD_EVENT     /* text: station/epoch/seq */
};

struct forward_seed {
	enum forward_seed_kind kind;
	struct span text; /* the caller's */
	bool lot;
	int64_t since_ms; /* INT64_MIN, INT64_MAX: ever */
	int64_t until_ms;
};

enum forward_why {
	FORWARD_SEED,
	FORWARD_ABOUT,   /* the seed event is about it */
	FORWARD_OF_LOT,  /* a run of the seed lot */
	FORWARD_RENAMED, /* another name of the animal */
	FORWARD_MADE,    /* made of it */
	FORWARD_GIVEN,   /* was given it */
	FORWARD_WITHIN,  /* stood in it */
	FORWARD_CASED,   /* it was put in there */
	FORWARD_PART,    /* one of the run's packages */
	FORWARD_WHY_COUNT
};

enum forward_state {
	FORWARD_UNKNOWN, /* nobody said where it is */
	FORWARD_HELD,    /* `station` had it last */
	FORWARD_MOVING,  /* loaded or shipped by `station`, not received */
	FORWARD_SOLD,    /* by `station` */
	FORWARD_GONE,    /* used up or dead */
	FORWARD_STATE_COUNT
};

/* A part of what went out in parts. */
struct forward_part {
	enum forward_state state;
	char *station;
	char *place; /* or NULL */
	int64_t seen_ms;
	int64_t share_count; /* of the item's shares; 0: how much is not known */
	int64_t share_g;
};

struct forward_item {
	char *name; /* "kind:code" */
	enum item_kind kind;
	bool holder; /* a container for a time, not goods: [since_ms, until_ms) */
	int64_t since_ms;
	int64_t until_ms;
	enum forward_why why;
	size_t from;        /* index of the item it was reached from; FORWARD_NONE: a seed */
	size_t event;       /* index of the event that did it, or FORWARD_NONE */
	int steps;          /* to the seed */
	int64_t exposed_ms; /* from when on; INT64_MIN: as a whole */
	bool has_count;
	bool has_mass;
	int64_t count;
	int64_t mass_g;
	int64_t share_count; /* of count and mass_g, what no narrower item tells */
	int64_t share_g;
	enum forward_state state;
	char *station; /* NULL: unknown */
	char *place;   /* the container or destination last said, or NULL */
	int64_t seen_ms;
	struct forward_part
		*parts;    /* of what several have: all of them; the above is the largest */
	size_t part_count; /* 0: one has it all */
};

struct forward_event {
	char *name;
	char *station;
	enum event_kind kind;
	struct moment at;
};

struct forward {
	struct forward_item
		*items; /* holders first, then by step of the chain, then name, then since */
	size_t item_count;
	struct forward_event *events; /* those that reasons name, in order of time */
	size_t event_count;
	size_t unknown_seeds; /* seeds the store knows nothing of */
	size_t looked;        /* events looked at */
};

struct forward_settings {
	size_t events_most; /* 0: FORWARD_EVENTS_MOST */
	bool names_only;    /* no quantities and states: which items, and why */
};

/*
 * A seed as people write it: an item, input:SUPPLIER/ and a star, or an event's name, at any time. False if it
 * is none. The seed's text points into text.
 */
bool forward_seed_parse(struct span text, struct forward_seed *seed);

/* 0 and *forward, or a fault. forward_free(NULL) is allowed. */
int trace_forward(struct store *store, const struct forward_seed *seeds, size_t count,
	const struct forward_settings *settings, struct forward **forward,
	struct fault *fault) MUST_CHECK;
void forward_free(struct forward *forward);

/* The item of the answer (goods or animal) with this name; FORWARD_NONE if it is not in. */
size_t forward_find(const struct forward *forward, struct span name);

/*
 * The item as one of those who have it is told: with the state, station, place, time and shares of part `nth`, or
 * itself if one has it all. Texts are the item's.
 */
struct forward_item forward_part_of(const struct forward_item *item, size_t nth);
/* How many there are, at least 1. */
size_t forward_part_count(const struct forward_item *item);

/* Why an item is not in: the nearest miss. */
enum forward_miss_kind {
	FORWARD_FAR,    /* it has nothing to do with the seeds */
	FORWARD_BEFORE, /* `thing` left `other` at its_ms; that was exposed from other_ms on */
	FORWARD_AFTER,  /* `thing` came to `other` at its_ms; that was exposed until other_ms */
	FORWARD_EARLIER /* it was made of `thing` at its_ms; `thing` was exposed from other_ms on */
};

struct forward_miss {
	bool known; /* the store knows the item at all */
	enum forward_miss_kind kind;
	char thing[ITEM_TEXT];
	char other[ITEM_TEXT];
	int64_t its_ms;
	int64_t other_ms;
};

/* For an item that is not in the answer. */
int forward_explain(struct store *store, const struct forward *forward, struct item item,
	struct forward_miss *miss, struct fault *fault) MUST_CHECK;

#endif
