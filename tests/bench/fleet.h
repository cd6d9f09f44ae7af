/*
 * fleet.h - a season's stations and the messages they send, before a real gateway.
 */
#ifndef PIGTRACE_TESTS_BENCH_FLEET_H
#define PIGTRACE_TESTS_BENCH_FLEET_H

#include "tests/bench/home.h"
#include "tests/bench/publish.h"

/* How the same events are sent. */
struct traffic {
	const char *name;
	bool is_signed;
	int64_t bundle; /* events a message */
};

struct speaker {
	const char *name;
	char password[64];
	struct note_secret key; /* of a signed station */
	int64_t seq;            /* of the last line given a number */
};

struct fleet {
	struct bench_home home;
	struct publisher *publisher;
	struct speaker *speakers;
	size_t count;
	struct speaker
		probe; /* a station of its own, always signed, that waits for each of its receipts */
	struct buf bytes; /* of all messages */
	struct outgoing *messages;
	size_t message_count, message_cap;
};

/* A gateway with options->events events in its store, a broker, and all stations of the season enrolled and connected. 0 on
 * success. */
int fleet_start(struct fleet *fleet, const struct bench_options *options,
	const struct season_station *stations, size_t count, const struct traffic *traffic);
/* Lines in the season's order, traffic->bundle lines of a station to a message. */
int fleet_pack(
	struct fleet *fleet, const struct season_lines *lines, const struct traffic *traffic);
void fleet_stop(struct fleet *fleet);

#endif
