/*
 * bench.h - what the benches share. They print figures and ratios to a limit measured in the same run;
 * they never assert time: machines are noisy.
 */
#ifndef PIGTRACE_TESTS_BENCH_BENCH_H
#define PIGTRACE_TESTS_BENCH_BENCH_H

#include "core/base/buf.h"
#include "core/store/store.h"
#include "tests/season/season.h"

struct bench_options {
	int64_t pigs;
	int64_t bundle;
	int64_t asks;
	int64_t events;
	int64_t live;
	int64_t shots; /* 0: as the bench thinks */
	int64_t pages;
	int64_t seed;
	bool peers;
	bool scatter;
	const char *dir; /* where the bench makes its files; removed by the caller */
	bool keep;       /* dir was asked for */
	const char *bin; /* directory of the programs */
};

#define LONG_EVENTS 20000000
#define LONG_LIVE   1000000

int bench_ingest(const struct bench_options *options);
int bench_sustained(const struct bench_options *options);
int bench_decode(const struct bench_options *options);
int bench_trace(const struct bench_options *options);
int bench_recall(const struct bench_options *options);
int bench_contacts(const struct bench_options *options);
int bench_check(const struct bench_options *options);
int bench_scan(const struct bench_options *options);
int bench_rungs(const struct bench_options *options);
int bench_label(const struct bench_options *options);
int bench_web(const struct bench_options *options);

int64_t bench_now_ns(void);
int64_t bench_cpu_ns(void); /* of this thread */
/* A line of /proc/self/io: rchar, wchar, syscr ...; 0 if it is not told. */
int64_t bench_io(const char *what);

/* Numbers, for percentiles. */
struct samples {
	int64_t *at;
	size_t count;
	size_t cap;
};

void samples_add(struct samples *samples, int64_t number);
/* The per-mille-th smallest; sorts. 0 if there are none. */
int64_t samples_permille(struct samples *samples, int permille);
void samples_free(struct samples *samples);

/* A whole season's accepted lines with the station they are of. */
struct season_lines {
	struct buf text;
	struct season_lines_row {
		size_t at, len;
		size_t station;
	} * rows;
	size_t count;
	size_t cap;
};

int season_lines_load(struct season_lines *lines, struct season *season);
void season_lines_free(struct season_lines *lines);

/* The last words of a bench that cannot go on. Returns 1. */
int give_up(const char *what, const struct fault *fault);

int make_directory(const char *path);

#endif
