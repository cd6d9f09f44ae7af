#include "core/rule/clock.h"

/* How much later `later` is than what may have been meant; 0 within the tolerance. */
static int64_t beyond(int64_t later, int64_t earlier, int64_t error_ms)
{
	int64_t off_ms = later - earlier - error_ms;
	return off_ms > CLOCK_TOLERANCE_MS ? off_ms : 0;
}

int64_t clock_off_event(int64_t at_ms, int64_t error_ms, int64_t got_ms)
{
	return beyond(at_ms, got_ms, error_ms);
}

int64_t clock_off_state(const struct clock_said *said, int64_t got_ms)
{
	if (said->now_ms == 0)
		return 0;
	int64_t ahead_ms = beyond(said->now_ms, got_ms, said->error_ms);
	if (ahead_ms)
		return ahead_ms;
	return said->seen_ms ? -beyond(said->seen_ms, said->now_ms, said->error_ms) : 0;
}
