/*
 * chrono.h - what time it is, for a board without a clock that survives power: uptime until something tells.
 *
 * Sources  a satellite receiver, the gateway's answer to our question, SNTP. Each tells a time and how wrong it
 *          may be; the one that is least wrong now counts, and what we have drifts by CHRONO_DRIFT_PPM.
 *          A retained receipt only says that it is not earlier than that. A time below such a floor is refused.
 *          Two times that cannot both be right are counted in `disputes`: said, not hidden.
 * Dates    rise with the uptime within one start, whatever source corrects another: a date never goes back, its
 *          error grows instead.
 * Units    up_ms milliseconds since the start, utc_ms milliseconds since 1970 UTC, error_ms plus or minus.
 * Memory   one struct chrono; no allocation, no clock inside.
 */
#ifndef PIGTRACE_FIRMWARE_CHRONO_H
#define PIGTRACE_FIRMWARE_CHRONO_H

#include <stdbool.h>
#include <stdint.h>

#define CHRONO_DRIFT_PPM  100 /* a watch crystal over -20..60 degrees, with room */
#define CHRONO_GNSS_MS    1000
#define CHRONO_ERROR_MOST INT64_C(86400000000) /* 1000 days: worse is not known */

enum chrono_source { CHRONO_NONE, CHRONO_GNSS, CHRONO_GATEWAY, CHRONO_SNTP, CHRONO_SOURCE_COUNT };

struct chrono {
	enum chrono_source source; /* CHRONO_NONE: the time is not known */
	int64_t up_ms;             /* when it was told */
	int64_t utc_ms;
	int64_t error_ms;
	bool has_floor;
	int64_t floor_up_ms;
	int64_t floor_utc_ms;
	bool has_newest; /* chrono_now gave a date, the newest of all */
	int64_t newest_utc_ms;
	int32_t disputes;
};

struct chrono_date {
	int64_t utc_ms;
	int64_t error_ms;
};

/* A source told the time of up_ms. False if it is not taken: worse than what we have, or below the floor. */
bool chrono_hear(struct chrono *chrono, enum chrono_source source, int64_t up_ms, int64_t utc_ms,
	int64_t error_ms);

/* At up_ms it was utc_ms or later: somebody we trust wrote this time earlier. */
void chrono_not_before(struct chrono *chrono, int64_t up_ms, int64_t utc_ms);

/* The date of an uptime of this start, earlier ones too; false if the time is not known. */
bool chrono_date(const struct chrono *chrono, int64_t up_ms, struct chrono_date *date);

/* The same for something that happens now: it never goes back. up_ms does not go back either. */
bool chrono_now(struct chrono *chrono, int64_t up_ms, struct chrono_date *date);

/* "none", "gnss", "gateway", "sntp": as choice clock_source of the vocabulary has them. */
const char *chrono_word(enum chrono_source source);

#endif
