/*
 * moment.h - points in time as the record writes them.
 *
 * Shape   RFC 3339 with a numeric offset or Z: 2026-11-20T07:30:12+08:00, optionally .1 to .123
 *         seconds. A space or lower-case t/z is refused: one moment, one spelling per offset.
 * Range   2000-01-01 .. 2199-12-31; offset -14:00..+14:00; no leap second (59 is the last).
 * Units   at_ms: milliseconds since 1970-01-01T00:00:00Z. offset_min: minutes east of UTC.
 * Memory  no allocation, no global state, no time zone database; safe in firmware.
 */
#ifndef PIGTRACE_BASE_MOMENT_H
#define PIGTRACE_BASE_MOMENT_H

#include "core/base/bytes.h"

struct moment {
	int64_t at_ms;
	int offset_min;
};

struct day {
	int year;
	int month;
	int mday;
};

#define MOMENT_TEXT 32 /* buffer for moment_format, NUL included */

/* False (and *moment untouched) if text is not exactly one moment; *at is the offending byte. */
bool moment_parse(struct span text, struct moment *moment, size_t *at);

/* Milliseconds are written only when there are any. */
void moment_format(struct out *out, struct moment moment);

/* YYYY-MM-DD, within the same range; day_parse_compact reads YYYYMMDD. */
bool day_parse(struct span text, struct day *day, size_t *at);
bool day_parse_compact(struct span text, struct day *day);
bool day_is_real(struct day day);

/* The local day of a moment, at its own offset. */
struct day moment_day(struct moment moment);

/* Days since 1970-01-01 and back. */
int64_t day_number(struct day day);
struct day day_from_number(int64_t number);

#endif
