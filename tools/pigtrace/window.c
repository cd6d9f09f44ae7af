#include "tools/pigtrace/window.h"

#include "core/base/moment.h"

#include <time.h>

bool window_moment(const struct call *call, const char *option, int64_t *at_ms)
{
	const char *text = call_value(call, option);
	struct moment moment;
	struct day day;
	if (!text)
		return true;
	if (moment_parse(span_of(text), &moment, NULL)) {
		*at_ms = moment.at_ms;
		return true;
	}
	if (!day_parse(span_of(text), &day, NULL)) {
		(void)complain_usage(call,
			_("--%s: '%s' is neither a day (2026-11-20) nor a moment "
			  "(2026-11-20T07:30:00+08:00)"),
			option, text);
		return false;
	}
	struct tm local = { .tm_year = day.year - 1900,
		.tm_mon = day.month - 1,
		.tm_mday = day.mday,
		.tm_isdst = -1 };
	*at_ms = (int64_t)mktime(&local) * 1000;
	return true;
}
