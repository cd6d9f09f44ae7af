/*
 * batch.h - messages between the broker and the store: at most one commit's worth of them.
 *
 * Bounded in messages and bytes; when it is full the loop stops reading, so that the broker holds
 * the rest. One message may pass the byte limit alone.
 */
#ifndef PIGTRACE_GATEWAY_COLLECTD_BATCH_H
#define PIGTRACE_GATEWAY_COLLECTD_BATCH_H

#include "core/base/buf.h"

struct batch_message {
	size_t topic_at, topic_len;
	size_t payload_at, payload_len;
	int64_t got_ms;
};

struct batch {
	struct buf bytes;
	struct batch_message *messages;
	size_t count;
	size_t cap;
	size_t messages_most;
	size_t bytes_most;
};

bool batch_full(const struct batch *batch);
/* False when memory is out: the message was not taken and must not be acknowledged. */
bool batch_add(
	struct batch *batch, struct span topic, struct span payload, int64_t got_ms) MUST_CHECK;
struct span batch_topic(const struct batch *batch, size_t n);
struct span batch_payload(const struct batch *batch, size_t n);
void batch_clear(struct batch *batch);
void batch_free(struct batch *batch);

#endif
