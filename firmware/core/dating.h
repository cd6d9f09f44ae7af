/*
 * dating.h - events that were kept before the time was known, and how they get it.
 *
 * Undated  a line of the outbox whose "at" is "@BOOT+UP_MS" (1..9 and 1..15 digits): so many milliseconds after
 *          the start numbered BOOT. It is kept and numbered like any other, but it cannot be sent.
 * Anchor   a line of kind `clock` for that BOOT, kept behind it, says what time it was at some uptime and how
 *          wrong that may be. It is an event like others, so an inspector sees who told the time.
 * Dated    the same line with the anchor's time, and "clock_error_s" where the error is a second or more. It is worked
 *          out from two lines that the outbox holds, so however often a number is sent it has one content;
 *          and the outbox lets go of the anchor only after the lines before it.
 *          It counts when it is confirmed: dating_took comes after outbox_sync for it.
 * Boots    a start is numbered 1 above the highest number the outbox still holds, which is all it has to differ
 *          from. A start that never learnt the time gets an anchor later, between two times that are known.
 * Memory   one struct dating, about 2 KB; no allocation. One user at a time.
 */
#ifndef PIGTRACE_FIRMWARE_DATING_H
#define PIGTRACE_FIRMWARE_DATING_H

#include "core/base/moment.h"
#include "firmware/core/chrono.h"
#include "firmware/core/outbox.h"

#define DATING_BOOTS     32 /* starts without a time that can wait at once */
#define DATING_AT_TEXT   32
#define DATING_BOOT_MOST INT64_C(999999999)
#define DATING_UP_MOST   INT64_C(999999999999999)
#define DATING_GROWS     64 /* bytes a line may grow when it is dated */

struct dating_anchor {
	int64_t boot;
	int64_t up_ms;
	int64_t utc_ms;
	int64_t error_ms;
	int offset_min; /* of the anchor's own line: a line's content never depends on a setting */
};

/* A start with lines that are undated in the outbox. */
struct dating_boot {
	int64_t boot;
	int64_t most_up_ms; /* uptime of its last such line */
	int64_t before_ms;  /* newest date in front of them; 0: none */
	bool anchored;
	struct dating_anchor anchor;
};

struct dating {
	struct outbox *outbox;
	int64_t boot;      /* of this start */
	int offset_min;    /* new dates are written in this zone */
	int64_t newest_ms; /* newest date in the lines so far; 0: none */
	int count;
	struct dating_boot at[DATING_BOOTS];
};

/* Look through the outbox that was just opened. scratch: room for a line. */
enum outbox_error dating_open(struct dating *dating, struct outbox *outbox, int offset_min,
	char scratch[static OUTBOX_LINE_MOST + 1]);

/* How "at" is written: the date if chrono knows the time, else this start's uptime. *error_ms is 0 for that. */
void dating_at(const struct dating *dating, struct chrono *chrono, int64_t up_ms, struct out *at,
	int64_t *error_ms);

/* A line was appended: remember it if it is undated. False if too many starts wait. */
bool dating_took(struct dating *dating, struct span line);

/*
 * The time is known now: the next anchor line that has to be appended, written to out; false if none is
 * needed (any more). Call dating_took for it when it is appended, then ask again.
 */
bool dating_anchor_due(const struct dating *dating, const struct chrono *chrono, int64_t up_ms,
	struct span station, struct out *out);

/* As outbox_read, dated: OUTBOX_UNDATED if its anchor is not there yet. */
enum outbox_error dating_read(
	struct dating *dating, int64_t seq, char *into, size_t size, size_t *len);

/* Whether a line is undated, and its start and uptime. */
bool dating_parse(struct span line, int64_t *boot, int64_t *up_ms);

/* Put the time by this anchor into the len bytes of an undated line, in place; it grows by DATING_GROWS at most.
 * False, and nothing changed, if size bytes do not hold it. */
bool dating_resolve(char *line, size_t size, size_t *len, const struct dating_anchor *anchor);

#endif
