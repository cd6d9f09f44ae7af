/*
 * sender.h - what a station sends next, and what a receipt changes. No clock, no socket inside.
 *
 * The program calls sender_connected, then sender_next whenever it could publish, sender_receipt for what
 * arrives on the station's receipt topic, and comes back when sender_next asked for it. Times are
 * milliseconds of any clock that does not go back.
 *
 * Order   What the gateway says is missing goes first, exactly those numbers, at most one round per
 *         SENDER_RESEND_MS. Then numbers not yet sent on this connection, at most SENDER_WINDOW notes
 *         without receipt. If no receipt moves on for a while (SENDER_PATIENCE_MS, doubled each time up
 *         to SENDER_PATIENCE_MOST_MS), sending begins again at the first number without receipt.
 * Trust   Only a receipt signed by the gateway's key, for this station and this epoch, changes
 *         anything; the outbox forgets only what it covers, and only what this sender has sent: of two
 *         copies of one outbox each has to say its numbers itself, and the gateway sees that they differ.
 * Memory  one struct sender, about 6 KB (a receipt with its held lines); no allocation, no global state.
 */
#ifndef PIGTRACE_FIRMWARE_SENDER_H
#define PIGTRACE_FIRMWARE_SENDER_H

#include "core/note/receipt.h"
#include "firmware/core/bundler.h"

#define SENDER_WINDOW           8
#define SENDER_RESEND_MS        1000
#define SENDER_PATIENCE_MS      1500
#define SENDER_PATIENCE_MOST_MS 60000

enum sender_verdict {
	SENDER_MOVED_ON, /* numbers were receipted for the first time */
	SENDER_NOTHING_NEW,
	SENDER_FORGED,   /* not signed by the gateway, or no receipt at all: changes nothing */
	SENDER_STRANGER, /* for another station: changes nothing */
	SENDER_EPOCH,    /* for another epoch: changes nothing */
	SENDER_BEYOND,   /* covers numbers never given (restored from a copy?): changes nothing */
	SENDER_VERDICT_COUNT
};

struct sender_keys {
	struct note_secret station;
	struct note_public gateway;
};

struct sender {
	struct outbox *outbox;
	const struct sender_keys *keys;
	struct dating *dating; /* of lines without a time; NULL (the start): there are none */
	bool connected;
	bool has_receipt;    /* `receipt` is the newest that was believed */
	int64_t unsent;      /* lowest number not yet sent on this connection */
	int64_t said;        /* highest number sent since sender_start */
	int64_t said_before; /* the same when this connection began */
	int64_t patience_ms;
	int64_t again_at_ms;  /* when to give up waiting for a receipt */
	int64_t resend_at_ms; /* not before this may missing numbers go out again */
	int missing_at;       /* next range of receipt.missing to resend; missing_count: none */
	int64_t missing_from; /* within that range */
	bool resending;       /* a round of missing numbers is under way */
	int flights;          /* notes without receipt */
	int64_t flight_last[SENDER_WINDOW]; /* their last numbers, rising */
	int64_t skipped;                    /* damaged records passed over */
	struct receipt receipt;
};

void sender_start(struct sender *sender, struct outbox *outbox, const struct sender_keys *keys);
void sender_connected(struct sender *sender, int64_t now_ms);
void sender_disconnected(struct sender *sender);

/*
 * The next note to publish into *note (empty, at least BUNDLER_LEAST bytes): 1. Nothing to send now: 0 and
 * *wait_ms says after how long to ask again (-1: not before something happens). The device failed: -1.
 */
int sender_next(struct sender *sender, int64_t now_ms, struct out *note, int64_t *wait_ms);

/*
 * A message on the receipt topic. retained: the broker had kept it since before this connection; it speaks only
 * of what was sent on earlier ones. A port whose MQTT client does not tell says false.
 */
enum sender_verdict sender_receipt(
	struct sender *sender, int64_t now_ms, struct span message, bool retained);

/* A word for a log line. */
const char *sender_verdict_word(enum sender_verdict verdict);

#endif
