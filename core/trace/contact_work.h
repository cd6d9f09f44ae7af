/*
 * contact_work.h - who was in which container, for contacts and head balances; the inside of core/trace.
 *
 * A roster asks a container for everything that ever joined it and keeps where each of these was. Lists hold
 * each other by index; their order is of no meaning (what is told is sorted by name).
 */
#ifndef PIGTRACE_TRACE_CONTACT_WORK_H
#define PIGTRACE_TRACE_CONTACT_WORK_H

#include "core/trace/contact.h"
#include "core/trace/work.h"

/* As WORK_ROOM, for a list of another struct. */
#define WORK_ROOM_OF(work, owner, name)                                                    \
	work_room((work), &(owner)->name, &(owner)->name##_cap, (owner)->name##_count + 1, \
		sizeof(*(owner)->name))

/* A thing was in holder, itself (level 0) or in a container within it. */
struct presence {
	size_t thing;
	size_t holder; /* node */
	size_t inner;  /* the container next below holder that the thing was in, or NONE */
	int level;
	int64_t since_ms;
	int64_t until_ms; /* EVER: no end is recorded */
	size_t began;     /* facts */
	size_t ended;     /* or NONE */
	bool counted;     /* a group around it moved by head count: perhaps without this animal */
};

/* An animal under all its codes. */
struct thing {
	size_t name; /* node: its present code */
	size_t first_code;
	size_t code_count;
	size_t first_presence;
	size_t presence_count;
	size_t last_fact; /* its latest event, or NONE */
	int64_t met_ms;   /* earliest arrival so far; EVER: none */
	size_t arrival;   /* of the least degree, or NONE */
	size_t pending;   /* candidate of the degree at hand, or NONE */
};

struct place_clean {
	int64_t at_ms;
	size_t fact;
};

/* A container. */
struct place {
	size_t node;
	bool asked; /* everything that joined it is known */
	bool cleans_known;
	size_t first_stay; /* where it stood itself */
	size_t stay_count;
	LIST(place_clean, cleans);
	size_t *presences;
	size_t presences_count;
	size_t presences_cap;
	size_t *inside; /* nodes of the groups that ever joined it */
	size_t inside_count;
	size_t inside_cap;
};

/* A container's stay in another. */
struct standing {
	size_t holder;
	int64_t since_ms;
	int64_t until_ms;
	size_t began;
	size_t ended;
	bool counted; /* so many heads of it: not certainly all */
};

struct roster {
	struct work work;
	int64_t from_ms; /* disinfections before this are not looked for */
	int64_t to_ms;   /* joins and disinfections at or after this are not looked for */
	struct map thing_of_node;
	struct map place_of_node;
	LIST(thing, things);
	LIST(place, places);
	LIST(presence, presences);
	LIST(standing, standings);
	size_t *codes; /* nodes */
	size_t codes_count;
	size_t codes_cap;
};

int roster_open(struct roster *roster, struct store *store, size_t events_most,
	struct fault *fault) MUST_CHECK;
void roster_free(struct roster *roster);

/* The animal of a code, with all its codes and presences. */
int roster_thing(struct roster *roster, size_t node, size_t *thing) MUST_CHECK;
/* A container, with its own stays. */
int roster_place(struct roster *roster, size_t node, size_t *place) MUST_CHECK;
/* The same, and everything that joined it or a group within it. */
int roster_ask(struct roster *roster, size_t node, size_t *place) MUST_CHECK;
/* Events that name the item in roles of these flows with since_ms <= at_ms < until_ms. */
int roster_events_of(struct roster *roster, size_t node, uint32_t flows, int64_t since_ms,
	int64_t until_ms, int64_t **events, size_t *count) MUST_CHECK;
/*
 * The earliest disinfection of a place at or after since_ms and before until_ms; *when is until_ms and
 * *fact NONE if there is none.
 */
int roster_cleaned(struct roster *roster, size_t place, int64_t since_ms, int64_t until_ms,
	int depth, int64_t *when, size_t *fact) MUST_CHECK;

/* The number of heads an event states, by its field or on its items; false if it states none. */
void roster_count(const struct roster *roster, size_t fact, int64_t *heads, bool *stated);

const char *roster_name(struct roster *roster, size_t thing);
/* A copy of an event's name; NULL: no memory. */
char *roster_event_name(const struct roster *roster, size_t fact);

#endif
