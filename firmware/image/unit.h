/*
 * unit.h - a station on a board: passport, outbox, courier, console, and the image's own work.
 *
 * Console  lines on HAL_CONSOLE, ended by LF or CR. A line that begins with '?' is a command (console.h); any
 *          other is the image's input. Every reading is answered there: `ok NUMBER` when it is confirmed and
 *          would survive a power cut, `refused WHY` when it was not kept. Lines with '#' are remarks.
 * Storage  firmware/core/places.h.
 * Memory   one struct unit, static; no allocation.
 */
#ifndef PIGTRACE_FIRMWARE_UNIT_H
#define PIGTRACE_FIRMWARE_UNIT_H

#include "firmware/core/courier.h"
#include "firmware/core/slice.h"
#include "firmware/hal/hal.h"
#include "firmware/hal/uplink.h"
#include "firmware/image/clock.h"
#include "firmware/image/renewal.h"
#include "firmware/core/passport.h"

#define UNIT_LINE_MOST   1024 /* of console input, and of an event an image makes */
#define UNIT_NEARLY_FULL 900  /* thousandths of the outbox at which people are told */

enum unit_state {
	UNIT_BLANK,  /* no passport: only the console works */
	UNIT_BROKEN, /* the outbox cannot be used: nothing is taken, see `outbox_error` */
	UNIT_WORKING
};

struct unit {
	enum unit_state state;
	enum outbox_error outbox_error;
	struct passport passport;
	struct slice slice;
	struct outbox outbox;
	struct courier courier;
	struct clock clock;
	struct renewal renewal;
	unsigned pressed; /* buttons pressed on the console (?press) */
	bool up;
	bool warned; /* people were told that the outbox is nearly full */
	bool dropping;
	uint32_t line_len;
	char line[UNIT_LINE_MOST];
	uint32_t told_len; /* lines of a passport being told, in `note` */
	char note[UPLINK_NOTE_MOST + 1];
};

/* What an image adds. All are called with a working unit. */
struct image {
	const char *name;
	void (*open)(struct unit *unit);
	void (*line)(struct unit *unit, struct span line); /* from the console */
	void (*step)(struct unit *unit, int64_t now_ms);   /* in every round of the main loop */
};

extern const struct image image;

void unit_open(struct unit *unit);
void unit_step(struct unit *unit, int64_t now_ms);

/* Keep one event line: confirm it, answer on the console, and let people hear it. */
void unit_keep(struct unit *unit, struct span line);

/* The buttons pressed since the last call, as hal_buttons. */
unsigned unit_buttons(struct unit *unit);

/* How the moment up_ms is written in events, and how uncertain that is. */
int64_t unit_at(struct unit *unit, int64_t up_ms, char text[static DATING_AT_TEXT]);

/* Somebody told the time: what waits for it is dated. */
void unit_hear_time(struct unit *unit, enum chrono_source source, int64_t utc_ms, int64_t error_ms);

/* A reading that made no event, and why: said and heard, nothing is kept. */
void unit_refuse(const char *why);

/* One line to the console. */
void unit_say(struct span line);

/* The JSON object of `state` and of ?state. */
void unit_state(const struct unit *unit, struct out *out);

#endif
