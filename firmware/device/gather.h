/*
 * gather.h - readings into events: which weight belongs to which animal, what a scan says, a quarter of an
 * hour on the road.
 *
 * Weigh   where there is a scale, a tag or code and the next steady weight make one `weigh`, in either order,
 *         within pair_ms. A weight is used once: the platform must have been empty (below least_g) before
 *         the next. Two animals' tags without the platform empty between them are GATHER_CROWD and
 *         neither is weighed: never a false single pig. A scanned code is a person's decision: the newer
 *         one counts.
 * Scan    without a scale, a tag or code makes one event of the kind that was set. The same one again within
 *         repeat_ms is the same reading: readers and fingers repeat themselves.
 * Track   each temperature is kept, and sent as one `track` with its readings every track_ms; at once when a
 *         limit is crossed, in either direction. A probe without a reading leaves a gap and is named in
 *         the remark: absent is never 0. The newest position, not older than FIX_MS, goes with it.
 * Units   times are milliseconds of a clock that does not go back; temperatures hundredths of a degree.
 * Memory  one struct gather, about 2.5 KB; no allocation, no global state. One event a call at most: what a
 *         call made is to be written before the next.
 */
#ifndef PIGTRACE_FIRMWARE_GATHER_H
#define PIGTRACE_FIRMWARE_GATHER_H

#include "core/event/event.h"
#include "firmware/device/reading.h"

#define GATHER_SAMPLES   32
#define GATHER_FIX_MS    120000
#define GATHER_LEAST_G   1000
#define GATHER_PAIR_MS   20000
#define GATHER_REPEAT_MS 3000
#define GATHER_TRACK_MS  900000

enum gather_result {
	GATHER_NOTHING,
	GATHER_EVENT,     /* gather->made is to be written */
	GATHER_REPEATED,  /* the same tag or code again */
	GATHER_WAITS,     /* a tag or code, now its weight is awaited */
	GATHER_CROWD,     /* two animals on one platform: neither is weighed */
	GATHER_UNWEIGHED, /* no steady weight came in time: that reading is given up */
	GATHER_CODE,      /* what was scanned is no code of ours; gather->why says why */
	GATHER_RESULT_COUNT
};

struct gather_settings {
	enum event_kind kind; /* of a tag or code without a scale */
	bool weighs;
	bool has_limits;
	int32_t least_c100; /* outside of these is an alarm */
	int32_t most_c100;
	int64_t least_g;
	int64_t pair_ms;
	int64_t repeat_ms;
	int64_t track_ms;
	struct span track; /* item of `track` events; its text outlives the gather */
	struct span place; /* of every event but track; may be empty */
	struct span by;
};

struct gather_sample {
	int64_t at_ms;
	int32_t temp_c100;
};

/* What an event is made of. */
struct gathered {
	enum event_kind kind;
	int64_t at_ms; /* when it was seen, on the caller's clock */
	char item[ITEM_TEXT];
	int64_t mass_g; /* below 0: none */
	int samples;    /* of gather->sample */
	bool has_fix;
	int32_t lat_e6;
	int32_t lon_e6;
	const char *without; /* why there was a moment without temperature; NULL: there was none */
};

struct gather {
	struct gather_settings settings;
	struct gathered made;
	enum ident_error why;

	char last[ITEM_TEXT]; /* newest tag or code, and when it was read last */
	int64_t last_ms;
	bool waiting; /* `last` has no weight yet */
	bool waiting_scanned;
	bool weighed; /* `last` has: it may stay in front of the reader */
	bool crowd;
	bool used; /* the load on the platform is weighed already */
	bool has_mass;
	int64_t mass_g; /* of the load, steady */
	int64_t mass_ms;

	bool has_fix;
	int64_t fix_ms;
	int32_t lat_e6;
	int32_t lon_e6;
	bool outside; /* the newest temperature is beyond a limit */
	const char *without;
	bool begun; /* there is something for the next track, since begun_ms */
	int64_t begun_ms;
	int samples;
	struct gather_sample sample[GATHER_SAMPLES];
};

/* The limits of time and weight of this file, nothing else set. */
struct gather_settings gather_defaults(void);
void gather_start(struct gather *gather, const struct gather_settings *settings);

enum gather_result gather_take(
	struct gather *gather, const struct reading *reading, int64_t now_ms);

/* A probe that has no temperature to tell. */
void gather_without(struct gather *gather, enum device_result why, int64_t now_ms);

/* What became due by time alone; call it at least every second. */
enum gather_result gather_tick(struct gather *gather, int64_t now_ms);

/* The event line of gather->made; `at` is how its time is written, error_ms how uncertain that is (below a second
 * it is not said). out->full if it does not fit. */
void gather_write(const struct gather *gather, struct span at, int64_t error_ms, struct out *out);

/* One English sentence for a person, a gettext msgid; a word for a log line. */
const char *gather_result_text(enum gather_result result);
const char *gather_result_word(enum gather_result result);

#endif
