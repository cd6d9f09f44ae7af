/*
 * home.h - a real gateway for a bench: pigtrace init, mosquitto, pigtrace-collectd, stations.
 */
#ifndef PIGTRACE_TESTS_BENCH_HOME_H
#define PIGTRACE_TESTS_BENCH_HOME_H

#include "tests/bench/bench.h"

#include <sys/types.h>

struct bench_home {
	char dir[4096];
	const char *bin;
	int port;
	pid_t broker;
	pid_t collectd;
};

/* Its directory, by pigtrace init; then the broker and collectd. */
int home_make(struct bench_home *home, const struct bench_options *options);
int home_start(struct bench_home *home, const struct bench_options *options);
int home_add_station(
	const struct bench_home *home, const struct season_station *station, bool is_signed);
/* Key and password of a station that was added; the gateway's password at the broker. */
int home_key(const struct bench_home *home, const char *name, struct note_secret *key);
int home_password(const struct bench_home *home, const char *name, char *password, size_t size);
int home_gateway_password(const struct bench_home *home, char *password, size_t size);
/* Highest resident memory of collectd so far, KiB. */
int64_t home_peak_kib(const struct bench_home *home);
/* CPU seconds of collectd so far. */
double home_cpu_s(const struct bench_home *home);
/* SIGTERM, and wait. */
void home_stop_gateway(struct bench_home *home);
void home_stop(struct bench_home *home);

/* Start a program with its output appended to a log file; 0 on a failure. Its exit code. */
pid_t home_program(const char *log, char *const argv[]);
int home_finish(pid_t child);
/* Until a word stands in a log; 0, or 1 if that takes too long. */
int home_wait_for_word(const char *log, const char *word);

#endif
