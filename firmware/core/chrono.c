#include "firmware/core/chrono.h"

#include <assert.h>

static int64_t distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

static int64_t capped(int64_t error_ms)
{
	return error_ms < CHRONO_ERROR_MOST ? error_ms : CHRONO_ERROR_MOST;
}

static int64_t drifted(const struct chrono *chrono, int64_t up_ms)
{
	int64_t error_ms =
		chrono->error_ms + distance(up_ms, chrono->up_ms) / (1000000 / CHRONO_DRIFT_PPM);
	return capped(error_ms);
}

static bool below_floor(const struct chrono *chrono, int64_t up_ms, int64_t latest_ms)
{
	int64_t passed = up_ms - chrono->floor_up_ms;
	return chrono->has_floor &&
	       latest_ms + distance(up_ms, chrono->floor_up_ms) / (1000000 / CHRONO_DRIFT_PPM) <
	               chrono->floor_utc_ms + passed;
}

bool chrono_hear(struct chrono *chrono, enum chrono_source source, int64_t up_ms, int64_t utc_ms,
	int64_t error_ms)
{
	struct chrono_date have;
	assert(source > CHRONO_NONE && source < CHRONO_SOURCE_COUNT);
	if (error_ms < 0 || error_ms > CHRONO_ERROR_MOST || utc_ms < 0 || up_ms < 0)
		return false;
	if (below_floor(chrono, up_ms, utc_ms + error_ms)) {
		chrono->disputes++;
		return false;
	}
	if (chrono_date(chrono, up_ms, &have)) {
		if (distance(have.utc_ms, utc_ms) > have.error_ms + error_ms)
			chrono->disputes++;
		if (error_ms >= have.error_ms)
			return false;
	}
	chrono->source = source;
	chrono->up_ms = up_ms;
	chrono->utc_ms = utc_ms;
	chrono->error_ms = error_ms;
	return true;
}

void chrono_not_before(struct chrono *chrono, int64_t up_ms, int64_t utc_ms)
{
	if (chrono->has_floor && utc_ms - up_ms <= chrono->floor_utc_ms - chrono->floor_up_ms)
		return;
	chrono->has_floor = true;
	chrono->floor_up_ms = up_ms;
	chrono->floor_utc_ms = utc_ms;
	/* What we believed cannot be: it is not known any more. */
	if (chrono->source != CHRONO_NONE &&
		below_floor(chrono, chrono->up_ms, chrono->utc_ms + chrono->error_ms)) {
		chrono->source = CHRONO_NONE;
		chrono->disputes++;
	}
}

bool chrono_date(const struct chrono *chrono, int64_t up_ms, struct chrono_date *date)
{
	if (chrono->source == CHRONO_NONE)
		return false;
	date->utc_ms = chrono->utc_ms + (up_ms - chrono->up_ms);
	date->error_ms = drifted(chrono, up_ms);
	return true;
}

bool chrono_now(struct chrono *chrono, int64_t up_ms, struct chrono_date *date)
{
	if (!chrono_date(chrono, up_ms, date))
		return false;
	if (chrono->has_newest && date->utc_ms < chrono->newest_utc_ms) {
		date->error_ms = capped(date->error_ms + chrono->newest_utc_ms - date->utc_ms);
		date->utc_ms = chrono->newest_utc_ms;
	}
	chrono->has_newest = true;
	chrono->newest_utc_ms = date->utc_ms;
	return true;
}

const char *chrono_word(enum chrono_source source)
{
	static const char *const words[CHRONO_SOURCE_COUNT] = {
		[CHRONO_NONE] = "none",
		[CHRONO_GNSS] = "gnss",
		[CHRONO_GATEWAY] = "gateway",
		[CHRONO_SNTP] = "sntp",
	};
	return words[source];
}
