/*
 * cold.h - one question by a process that has just begun, to a file nobody has in memory; and what a question
 * takes in memory, seen from outside.
 */
#ifndef PIGTRACE_TESTS_BENCH_COLD_H
#define PIGTRACE_TESTS_BENCH_COLD_H

#include "tests/bench/bench.h"

/* Ask and return 0, or non-zero after a message. */
typedef int cold_question(struct store *store, const void *context);

struct cold_answer {
	int64_t took_ns;    /* opening the store included */
	int64_t before_kib; /* resident in memory at most, before the question */
	int64_t after_kib;  /* and after it */
};

/* In a child process; `drop` lets the kernel forget the store's pages first. 0, or 1 after a message. */
int cold_ask(const char *store, bool drop, cold_question *question, const void *context,
	struct cold_answer *answer);

/* Read the file once, so that the kernel has as much of it in memory as it will. */
int cold_undo(const char *store);

#endif
