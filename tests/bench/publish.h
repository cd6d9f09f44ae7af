/*
 * publish.h - many stations that do nothing but publish, from one thread: MQTT 3.1.1, QoS 1, written by hand.
 *
 * Stations are other machines; what they cost here should be as little as possible, so that the figure is
 * the gateway's. Every measurement of a bench is fed by the same publisher.
 */
#ifndef PIGTRACE_TESTS_BENCH_PUBLISH_H
#define PIGTRACE_TESTS_BENCH_PUBLISH_H

#include "core/base/bytes.h"

struct publisher;

/* Connects to the broker on this machine; NULL, and a word on stderr, if that fails. */
struct publisher *publisher_open(int port, size_t stations);
/* Logs station n in. 0 on success. */
int publisher_join(struct publisher *publisher, size_t n, const char *name, const char *password);

struct outgoing {
	size_t station;
	struct span payload;
};

/* Publishes all, each station's in order, and returns when the broker has acknowledged every one;
 * 0 on success. Blocks; may run in a thread of its own. */
int publisher_say(struct publisher *publisher, const struct outgoing *outgoing, size_t count);
void publisher_close(struct publisher *publisher);

#endif
