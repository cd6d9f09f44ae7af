/*
 * peer.h - the scripts somebody would write instead (tests/bench/peers), fed like the gateway.
 */
#ifndef PIGTRACE_TESTS_BENCH_PEER_H
#define PIGTRACE_TESTS_BENCH_PEER_H

#include "tests/bench/fleet.h"

/* Each script that is installed takes all messages of the fleet (whose gateway has ended); prints its rate and
 * how many times faster the gateway was. What is not installed is said. 0 unless one fails. */
int peers_run(struct fleet *fleet, const struct bench_options *options, double gateway_per_second);

#endif
