/*
 * pair.h - one kind of question to a season's store of 10,000 pigs and to a larger one.
 */
#ifndef PIGTRACE_TESTS_BENCH_PAIR_H
#define PIGTRACE_TESTS_BENCH_PAIR_H

#include "tests/bench/keep.h"

#define PAIR_SMALL 10000
#define PAIR_LARGE 100000

struct pair {
	const char *name;
	const char *unit; /* what the size of an answer counts */
	int (*ask)(struct store *store, const struct keep_ask *ask, const void *context,
		int64_t *size, struct fault *fault);
	const void *context;
	int64_t asks_most; /* 0: as many as are asked for; an answer takes long */
};

int pair_ask(const struct bench_options *options, const struct pair *pair);

struct pair_p99 {
	int64_t warm_ns; /* its pages are in the kernel's memory; this store's handle has some of them */
	int64_t again_ns; /* asked a moment ago: what is left is the work itself */
};

/* Ask a store options->asks times, once more to warm up before; print. In processor time: nothing here waits, and
 * what else the machine does is not to show. */
int pair_warm(const struct bench_options *options, const struct pair *pair, const struct kept *kept,
	struct pair_p99 *p99);
void pair_compare(const struct pair *pair, enum keep_shape shape, int64_t pigs,
	struct pair_p99 small, struct pair_p99 large);

#endif
