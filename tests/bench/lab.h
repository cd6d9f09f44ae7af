/*
 * lab.h - a gateway without a network: the store and the intake of collectd in this process, for what a
 * broker would only blur.
 */
#ifndef PIGTRACE_TESTS_BENCH_LAB_H
#define PIGTRACE_TESTS_BENCH_LAB_H

#include "gateway/intake/intake.h"
#include "tests/bench/bench.h"

#define LAB_CHECKPOINT_PAGES 20000 /* as the gateway's default */

struct lab {
	struct store *store;
	struct intake *intake;
	struct note_secret admin;
	int64_t admin_seq;
	struct intake_tally tally;
	int pages; /* of the log before a checkpoint */
};

/* A new store at path, or the one that stands there, with its administrator. 0 on success; lab_close in any case. */
int lab_open(struct lab *lab, const char *path, const struct note_secret *admin);
/* A station that signs with key, or without one (NULL). */
int lab_enroll(struct lab *lab, const char *name, const char *trade, const struct note_public *key);
int lab_take(struct lab *lab, const char *station, struct span payload);
int lab_begin(struct lab *lab);
int lab_commit(struct lab *lab);
/* Receipts that are due, as many as there are. */
int lab_receipts(struct lab *lab);
void lab_close(struct lab *lab);

/* The key that a name has in every lab. */
struct note_secret lab_key(const char *name);

/* CPU time of this thread. */
int64_t lab_cpu_ns(void);

#endif
