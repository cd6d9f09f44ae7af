/*
 * limits.h - what the gateway is held against: how fast each of its parts could be alone, with the
 * very messages of the run.
 */
#ifndef PIGTRACE_TESTS_BENCH_LIMITS_H
#define PIGTRACE_TESTS_BENCH_LIMITS_H

#include "tests/bench/fleet.h"

/* libmosquitto alone in the gateway's place (which has ended): messages a second through the same broker,
 * and CPU microseconds each. 0 on success. */
int limit_receive(struct fleet *fleet, double *per_second, double *cpu_us);

/* CPU microseconds an event of each stage, one thread, no broker, into a store of its own. */
struct stages {
	double verify_us; /* split the note, check its signature */
	double decode_us; /* decode and judge its lines */
	double append_us; /* the rest of intake_take: repeats, rows */
	double commit_us; /* the rows that only a commit writes, and the commit */
	double wall_us;   /* of all, disk included */
};
int limit_stages(const struct fleet *fleet, const struct bench_options *options,
	const struct season_station *stations, const struct traffic *traffic, int64_t events,
	struct stages *stages);

/* raw.c: how many events a second SQLite alone writes of the same rows as in `store` behind event `behind`, into a new
 * store, `each` events a commit; 0 on a failure. */
double raw_events_per_second(const char *store, int64_t behind, const char *copy, int64_t each);

/*
 * latency.c: one event at a time, from publish to the station having its signed receipt, as the fleet's probe:
 * on an idle gateway; or while all the others speak, with whose messages its own stand in one queue. 0 on success.
 */
int idle_latency(struct fleet *fleet, struct samples *times);

struct probing;
struct probing *probe_start(struct fleet *fleet);
int64_t probe_events(const struct probing *probing); /* it has published so far */
/* Ends it; NULL is allowed. */
int probe_stop(struct probing *probing, struct samples *times);

#endif
