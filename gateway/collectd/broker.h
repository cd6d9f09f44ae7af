/*
 * broker.h - the connection to the MQTT broker, in the three steps the promise needs.
 *
 * broker_read takes what has come and puts it into the batch; libmosquitto only queues the PUBACKs
 * then. The caller commits. broker_write lets the PUBACKs (and receipts) leave. This order is what
 * mosquitto_threaded_set(m, true) with an own loop gives for QoS 1; it is no documented promise of the
 * library, so tests/scenario kills the gateway between the steps to hold it. broker_drop closes the
 * connection instead: nothing queued leaves, and the broker delivers again.
 */
#ifndef PIGTRACE_GATEWAY_COLLECTD_BROKER_H
#define PIGTRACE_GATEWAY_COLLECTD_BROKER_H

#include "core/base/fault.h"
#include "gateway/collectd/batch.h"
#include "gateway/collectd/config.h"

struct broker;

/* Prepares, does not connect. The batch must outlive the broker. */
int broker_open(struct broker **broker, const struct config *config, struct batch *batch,
	struct fault *fault) MUST_CHECK;
/* NULL is allowed. Says goodbye if connected. */
void broker_close(struct broker *broker);

/* Connects or connects again when its time has come, and keeps the connection alive. Connecting blocks, but
 * for signals (signals.h), up to 15 s an address. */
void broker_tend(struct broker *broker, int64_t now_ms);
/* Reads until nothing is left or the batch is full; true if there may be more. */
bool broker_read(struct broker *broker);
void broker_write(struct broker *broker);
/* Connected and subscribed. */
bool broker_is_here(const struct broker *broker);
/* Forget everything queued and come back after a while. */
void broker_drop(struct broker *broker);
/* Whether receipts can be handed over now: connected, and not too many that the broker has not
 * acknowledged. */
bool broker_takes_receipts(const struct broker *broker);
/* QoS 1, retained. False if it could not be queued. */
bool broker_publish(struct broker *broker, const char *topic, struct span payload) MUST_CHECK;

/* The socket to wait on (-1 if none), for what, and when broker_tend is due. A broker that sends but does
 * not take its PUBACKs is not read from until it does. */
int broker_socket(const struct broker *broker);
bool broker_wants_read(const struct broker *broker);
bool broker_wants_write(const struct broker *broker);
int64_t broker_due_ms(const struct broker *broker);

#endif
