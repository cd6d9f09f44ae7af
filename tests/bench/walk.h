/*
 * walk.h - the limit a trace is held against: the same graph as plain arrays in memory, walked; and the query
 * somebody would write first.
 *
 * The walk follows the plain line (line.h) by its meaning: what used the item up leads to what was made, what was
 * given to a pen leads to the animals that stood in it then, a run to its packages. It finds which items are
 * reached and nothing else: no names, no reasons, no quantities; walk_answer names them.
 */
#ifndef PIGTRACE_TESTS_BENCH_WALK_H
#define PIGTRACE_TESTS_BENCH_WALK_H

#include "core/base/bytes.h"
#include "core/base/fault.h"

struct walk;

int walk_load(struct walk **walk, const char *store) MUST_CHECK; /* 0, or 1 after a message */
void walk_free(struct walk *walk);
size_t walk_bytes(const struct walk *walk);
size_t walk_links(const struct walk *walk);

/* Number of an item in the store, 0 if there is none. */
int64_t walk_find(struct walk *walk, const char *name);
/* How many items are reached from it (itself included), forward or back. */
size_t walk_forward(struct walk *walk, int64_t item);
size_t walk_back(struct walk *walk, int64_t item);
/* The walk forward with what an answer has: a copy of each item's name, in order. How many. */
size_t walk_answer(struct walk *walk, int64_t item);
/* A run the item went into, 0 if there is none. */
int64_t walk_to_run(struct walk *walk, int64_t item);

/* The same by one recursive query over the tables; negative after a message. */
int64_t naive_forward(struct walk *walk, int64_t item);
int64_t naive_back(struct walk *walk, int64_t item);

#endif
