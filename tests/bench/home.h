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

int home_start(struct bench_home *home, const struct bench_options *options);
int home_add_station(const struct bench_home *home, const struct season_station *station);
/* Key and password of a station that was added. */
int home_station(const struct bench_home *home, const char *name, struct note_secret *key,
	char *password, size_t size);
/* Highest resident memory of collectd so far, KiB. */
int64_t home_peak_kib(const struct bench_home *home);
/* CPU seconds of collectd so far. */
double home_cpu_s(const struct bench_home *home);
/* SIGTERM to both, and wait. */
void home_stop(struct bench_home *home);

#endif
