#include "core/base/clock.h"

#include <time.h>

static int64_t read_ms(clockid_t id)
{
	struct timespec now;
	if (clock_gettime(id, &now) != 0)
		return 0; /* these clocks always exist on Linux */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
	return read_ms(CLOCK_REALTIME);
}

struct moment clock_now(void)
{
	struct moment now = { .at_ms = clock_now_ms() };
	time_t seconds = (time_t)(now.at_ms / 1000);
	struct tm local;
	if (localtime_r(&seconds, &local))
		now.offset_min = (int)(local.tm_gmtoff / 60);
	return now;
}

int64_t clock_steady_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

int64_t clock_steady_us(void)
{
	struct timespec now;
	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return 0;
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
