/*
 * courier.h - an outbox and a connection brought together: what leaves when, what a receipt changes.
 *
 * Whoever owns the connection calls courier_up when it is connected and its receipt topic subscribed,
 * courier_down when it is lost, courier_receipt for what arrives there, courier_held when lines were
 * confirmed, and courier_pump after any of these and when the time it asked for is over. The same on
 * every port; each brings two functions.
 *
 * Linger  Lines that are confirmed within linger_ms after an idle time leave in one note.
 * Memory  one struct courier, about 6 KB, and the buffer the notes are made in (at least BUNDLER_LEAST
 *         bytes; it bounds how long a note gets). No allocation, no global state.
 */
#ifndef PIGTRACE_FIRMWARE_COURIER_H
#define PIGTRACE_FIRMWARE_COURIER_H

#include "core/note/topic.h"
#include "firmware/core/sender.h"

struct courier_link {
	void *context;
	/* Whether a note of the buffer's size would be taken now. NULL: always. */
	bool (*ready)(void *context);
	/* Hand over bytes for one of our own topics; they are copied. False: not taken, nothing left. */
	bool (*publish)(void *context, enum topic_branch branch, struct span bytes);
};

struct courier {
	struct sender sender;
	struct courier_link link;
	char *note;
	size_t note_size;
	int linger_ms;
	int64_t hold_until_ms; /* lines wait for company until then */
	int64_t wait_ms;       /* after how long to pump again; -1: not before something happens */
	bool unreadable;       /* the outbox's device failed while a note was made */
};

void courier_start(struct courier *courier, struct outbox *outbox, const struct sender_keys *keys,
	const struct courier_link *link, char *note, size_t note_size);

/* Connected: say our state (a JSON object), then begin at the first number without receipt. */
void courier_up(struct courier *courier, int64_t now_ms, struct span state);
void courier_down(struct courier *courier);
enum sender_verdict courier_receipt(
	struct courier *courier, int64_t now_ms, struct span message, bool retained);

/* Lines are about to be confirmed: from an idle state they wait linger_ms for company. */
void courier_held(struct courier *courier, int64_t now_ms);

/* Publish what may leave now; sets wait_ms and unreadable. */
void courier_pump(struct courier *courier, int64_t now_ms);

/*
 * A station's state as it publishes it when it connects:
 * {"online":true,"version":"0.1.0","epoch":7,"waiting":3,"fill_permille":12,"damaged":0 EXTRA}
 * extra: further members, each with a comma in front; "" for none.
 */
void courier_state(struct out *out, const struct outbox *outbox, const char *extra);

#endif
