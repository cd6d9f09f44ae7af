/*
 * when.h - what time a board without a battery clock may say.
 *
 * It counts from its start and learns what that means from a satellite fix, a time server or a fresh receipt of
 * the gateway. Until then an event is dated from the latest moment that is surely past, and says so in its remark:
 * "clock not set, up 75 s". Once it knows, the newest word of the better source counts; crystals are off by 100
 * parts per million at most, so what was learned long ago is said to be that uncertain: "clock within 9 s".
 *
 * Units   at_ms: milliseconds since 1970 UTC; up_ms: milliseconds since the board's start.
 * Memory  one struct when; no allocation, no global state.
 */
#ifndef PIGTRACE_FIRMWARE_WHEN_H
#define PIGTRACE_FIRMWARE_WHEN_H

#include "core/base/moment.h"

#define WHEN_REMARK 48
#define WHEN_GOOD_S 5 /* an uncertainty up to this is not worth a word */

enum when_source {
	WHEN_NEVER,   /* the clock is not set */
	WHEN_RECEIPT, /* within some seconds: it was written before it travelled */
	WHEN_NETWORK, /* a time server: within two seconds */
	WHEN_FIX,     /* a satellite: within one */
	WHEN_SOURCE_COUNT
};

struct when {
	enum when_source source;
	int64_t floor_ms;  /* surely past at the board's start */
	int64_t offset_ms; /* at_ms - up_ms */
	int64_t heard_ms;  /* up_ms when offset_ms was learned */
	int offset_min;    /* of the time zone it writes */
};

void when_start(struct when *when, int64_t floor_ms, int offset_min);

/* Somebody said what time it is. A worse source does not move what a better one has set within the last day. */
void when_hear(struct when *when, enum when_source source, int64_t at_ms, int64_t up_ms);

/* The moment of an event that was seen at up_ms. */
struct moment when_of(const struct when *when, int64_t up_ms);

/* What its remark has to say of that moment; false if nothing. */
bool when_remark(const struct when *when, int64_t up_ms, char text[static WHEN_REMARK]);

/* "unset", "receipt", "network", "fix" */
const char *when_source_word(enum when_source source);

#endif
