/*
 * contact_walk.h - who was reached, from whom, where and when; the inside of core/trace.
 */
#ifndef PIGTRACE_TRACE_CONTACT_WALK_H
#define PIGTRACE_TRACE_CONTACT_WALK_H

#include "core/trace/contact_work.h"

/* An animal is reached: it passes on from at_ms. */
struct arrival {
	size_t thing;
	size_t from; /* arrival, or NONE: the seed */
	size_t holder;
	int64_t at_ms;
	bool after;
	int degree;
	size_t first_suspect;
	size_t suspect_count;
};

/* An infectious animal's stay in a container, and until when that stays suspect. */
struct suspect {
	size_t arrival;
	size_t presence;
	size_t holder; /* node */
	int64_t since_ms;
	int64_t left_ms;
	int64_t until_ms;
	size_t cleaned; /* fact, or NONE */
};

/* Two stays in one container. */
struct meeting {
	size_t presence; /* of the animal that was met */
	size_t holder;
	int64_t since_ms;
	int64_t until_ms;
	int64_t after_ms;
	bool after;
	bool open;
	bool maybe;
};

struct contact_walk {
	struct roster roster;
	int64_t from_ms;
	int64_t to_ms;
	int64_t persist_ms;
	int degree;
	size_t seed; /* thing */
	LIST(arrival, arrivals);
	LIST(arrival, candidates);
	LIST(suspect, suspects);
};

/* Everybody reached from the seed, into walk->arrivals; things[].arrival is what counts. */
int contact_walk(struct contact_walk *walk) MUST_CHECK;
/* Whether the stay `presence` met the suspect. */
bool contact_meet(const struct contact_walk *walk, const struct suspect *suspect, size_t presence,
	struct meeting *meeting);

/* From walk to answer, sorted. */
int contact_finish(struct contact_walk *walk, struct contacts *contacts) MUST_CHECK;
/* The answer's limits: numbering gaps and times without a container. */
int contact_limits(struct contact_walk *walk, struct contacts *contacts) MUST_CHECK;

#endif
