/*
 * keep.h - stores for the benches that ask: made once, offline, and used again where --dir says to keep them.
 *
 * Shapes  KEEP_LINE, the plain line (line.h): a package comes from one pig, whatever the size of the store.
 *         KEEP_SEASON, the season of tests/season in its lean pace: mixed lots, mince, certificates, cold chain, late
 *         and corrected events; an answer has some hundred events.
 */
#ifndef PIGTRACE_TESTS_BENCH_KEEP_H
#define PIGTRACE_TESTS_BENCH_KEEP_H

#include "tests/bench/bench.h"

enum keep_shape { KEEP_LINE, KEEP_SEASON };

#define KEEP_ASKS 4096 /* things to ask for, at most */

struct kept {
	enum keep_shape shape;
	int64_t pigs;
	int64_t events;
	char path[4096];
	struct keep_ask {
		char package[ITEM_TEXT];
		char pig[ITEM_TEXT]; /* one it may come from */
	} * asks;
	size_t ask_count;
};

/* Make the store unless it stands there; say how fast on standard output. 0, or 1 after a message. */
int keep_store(const struct bench_options *options, enum keep_shape shape, int64_t pigs,
	struct kept *kept);
void keep_free(struct kept *kept);

const char *keep_name(enum keep_shape shape);

/* Which ask comes n-th: the same ones in the same order, spread over the whole store. */
const struct keep_ask *keep_ask(const struct kept *kept, uint64_t n);

#endif
