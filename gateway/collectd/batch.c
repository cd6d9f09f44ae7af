#include "gateway/collectd/batch.h"

#include <stdlib.h>

#define BATCH_SLACK ((size_t)1 << 20)

bool batch_full(const struct batch *batch)
{
	return batch->count >= batch->messages_most || batch->bytes.len >= batch->bytes_most;
}

bool batch_add(struct batch *batch, struct span topic, struct span payload, int64_t got_ms)
{
	struct batch_message message = {
		.topic_at = batch->bytes.len,
		.topic_len = topic.len,
		.payload_at = batch->bytes.len + topic.len,
		.payload_len = payload.len,
		.got_ms = got_ms,
	};
	if (!array_reserve(
		    &batch->messages, &batch->cap, batch->count + 1, sizeof(*batch->messages)))
		return false;
	buf_span(&batch->bytes, topic);
	buf_span(&batch->bytes, payload);
	if (batch->bytes.failed)
		return false;
	batch->messages[batch->count++] = message;
	return true;
}

struct span batch_topic(const struct batch *batch, size_t n)
{
	const struct batch_message *message = &batch->messages[n];
	return (struct span){ batch->bytes.at + message->topic_at, message->topic_len };
}

struct span batch_payload(const struct batch *batch, size_t n)
{
	const struct batch_message *message = &batch->messages[n];
	return (struct span){ batch->bytes.at + message->payload_at, message->payload_len };
}

void batch_clear(struct batch *batch)
{
	batch->count = 0;
	if (batch->bytes.cap > 2 * batch->bytes_most + BATCH_SLACK)
		buf_free(&batch->bytes); /* it grew for one large message */
	buf_clear(&batch->bytes);
}

void batch_free(struct batch *batch)
{
	free(batch->messages);
	buf_free(&batch->bytes);
	batch->messages = NULL;
	batch->count = batch->cap = 0;
}
