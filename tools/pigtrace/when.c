#include "tools/pigtrace/when.h"

#include "core/base/words.h"

#include <stdio.h>
#include <time.h>

void when_local(int64_t at_ms, char text[static WHEN_TEXT])
{
	time_t seconds = (time_t)(at_ms / 1000);
	struct tm local;
	if (at_ms == 0 || !localtime_r(&seconds, &local) ||
		strftime(text, WHEN_TEXT, "%Y-%m-%d %H:%M:%S", &local) == 0)
		(void)snprintf(text, WHEN_TEXT, "-");
}

void when_span(int64_t ms, char text[static WHEN_TEXT])
{
	static const struct {
		int64_t ms;
		const char *name;
	} units[] = { { INT64_C(86400000), N_("d") }, { 3600000, N_("h") }, { 60000, N_("min") },
		{ 1000, N_("s") }, { 1, N_("ms") } };
	int64_t size = ms < 0 ? -ms : ms;
	size_t i = 0;
	while (i + 1 < sizeof(units) / sizeof(units[0]) && size < 2 * units[i].ms)
		i++;
	(void)snprintf(
		text, WHEN_TEXT, "%lld %s", (long long)(ms / units[i].ms), words(units[i].name));
}
