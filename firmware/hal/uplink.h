/*
 * uplink.h - how notes leave a board and receipts come: MQTT over Ethernet, or in a modem.
 *
 * Promise  One connection at a time, clean session: nothing of the one before is left over. Comes back by
 *          itself, for ever: at once when the cable is plugged in or the modem finds its network, else after
 *          0.5 s, doubled up to 30 s. Says `offline` to the broker by last will. Keep-alive 10 s, so a
 *          connection that is dead without saying so is given up within 30 s.
 * Use      uplink_open once; then uplink_step in every round of the main loop, with hal_now_ms. Handlers
 *          are called inside uplink_step only. The settings outlive it.
 * Memory   static only.
 */
#ifndef PIGTRACE_FIRMWARE_UPLINK_H
#define PIGTRACE_FIRMWARE_UPLINK_H

#include "core/note/topic.h"

/* Strings are never NULL; "" is unset. */
struct uplink_settings {
	const char *station; /* names the topics and is the login */
	const char *host;    /* dotted IPv4 on Ethernet; what the modem resolves otherwise */
	uint16_t port;
	const char *password;
	const char *address; /* our own dotted IPv4, netmask and gateway; Ethernet only */
	const char *netmask;
	const char *router;
	const char *time_host; /* "": none; SNTP on Ethernet, a modem has its own */
	uint16_t time_port;
	uint32_t salt; /* differs from start to start: local ports and back-off */
};

struct uplink_handlers {
	void *context;
	void (*up)(void *context); /* connected and the receipt topic subscribed */
	void (*down)(void *context);
	/* A time server said what time it is, milliseconds since 1970 UTC; asked when connected, then each 6 h. */
	void (*time)(void *context, int64_t at_ms);
	/* One whole message of the receipt topic, until the call returns; retained: the broker had kept it since
	 * before this connection (an uplink that cannot tell says true until
	 * its first note of the connection went). Longer ones than UPLINK_MESSAGE_MOST are
	 * dropped by the uplink. */
	void (*receipt)(void *context, struct span message, bool retained);
};

#define UPLINK_MESSAGE_MOST 12448 /* RECEIPT_MOST and a signature line */
#define UPLINK_NOTE_MOST    4480  /* the longest note uplink_publish takes */

void uplink_open(const struct uplink_settings *settings, const struct uplink_handlers *handlers);
void uplink_step(int64_t now_ms);

/* Whether a message of UPLINK_NOTE_MOST bytes would be taken now. False while one is under way. */
bool uplink_ready(void);

/* Hand over one message with QoS 1 (state: retained); its bytes are copied. False: not taken. */
bool uplink_publish(enum topic_branch branch, struct span bytes);

#endif
