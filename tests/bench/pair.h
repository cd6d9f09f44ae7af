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
};

int pair_ask(const struct bench_options *options, const struct pair *pair);

/* Ask a store options->asks times, once more to warm up before; print, and the 99th percentile. */
int pair_warm(const struct bench_options *options, const struct pair *pair, const struct kept *kept,
	int64_t *p99_ns);

#endif
