/*
 * link_mqtt.h - a station's connection to its broker. Comes back by itself, for ever.
 *
 * Publishes notes to the station's `up` topic with QoS 1, subscribes its `receipt` topic, keeps its `state`
 * topic (retained; the broker says offline for us if we vanish). Each connection is a new MQTT session
 * with nothing left over from the one before: what was not receipted is the sender's to send again.
 * Between two tries it waits 0.5 s, doubled up to 30 s, less a random part so that a thousand stations do not
 * knock at once. Looking up the host name blocks for as long as the system's resolver does.
 *
 * Use     poll link_fd (-1: none) for POLLIN, and POLLOUT if link_wants_write; call link_step when it is
 *         ready, and after at most link_wait_ms. Handlers are called inside link_step.
 * Memory  heap; strings in the settings must outlive the link. Call mosquitto_lib_init once before.
 */
#ifndef PIGTRACE_FIRMWARE_LINK_MQTT_H
#define PIGTRACE_FIRMWARE_LINK_MQTT_H

#include "core/base/bytes.h"
#include "core/base/fault.h"

/* NULL or "" where not wanted. A cafile or port 8883 means TLS. */
struct link_settings {
	const char *station;
	const char *host;
	int port;
	const char *username;
	const char *password;
	const char *cafile;
	const char *cert;
	const char *key_file;
};

struct link_handlers {
	void *context;
	void (*up)(void *context);                    /* connected and subscribed */
	void (*down)(void *context, const char *why); /* connection lost, or a try failed */
	void (*receipt)(void *context, struct span message, bool retained);
};

struct link;

/* FAULT_MEMORY only; a broker that is away is no fault. */
int link_open(struct link **link, const struct link_settings *settings,
	const struct link_handlers *handlers, struct fault *fault) MUST_CHECK;
int link_fd(const struct link *link);
bool link_wants_write(const struct link *link);
int64_t link_wait_ms(const struct link *link, int64_t now_ms);
void link_step(struct link *link, int64_t now_ms);
bool link_is_up(const struct link *link);

/* Hand one note, or our state (a JSON object, retained), to the connection. False if it is down. */
bool link_publish_note(struct link *link, struct span note);
bool link_publish_state(struct link *link, struct span state);

/* TLS if the settings want it, with their certificates: for a connection that somebody else makes, too. A MOSQ_ERR_. */
struct mosquitto;
int link_set_tls(struct mosquitto *mosquitto, const struct link_settings *settings);

/* Say offline, disconnect, free. */
void link_close(struct link *link);

#endif
