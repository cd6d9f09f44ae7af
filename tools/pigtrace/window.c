#include "tools/pigtrace/window.h"

#include "core/base/clock.h"
#include "core/say/say.h"

bool window_moment(const struct call *call, const char *option, int64_t *at_ms)
{
	const char *said = call_value(call, option);
	struct day today = moment_day(clock_now());
	struct moment moment;
	char text[SAY_SHOWN_TEXT];
	if (!said)
		return true;
	if (!say_fold(span_of(said), text, sizeof(text)) ||
		(!say_time_read(span_of(text), today, &moment) &&
			!say_day_begin(span_of(text), today, &moment))) {
		(void)complain_usage(call,
			_("--%s: '%s' is neither a day (2026-11-20) nor a moment "
			  "(2026-11-20T07:30:00+08:00)"),
			option, said);
		return false;
	}
	*at_ms = moment.at_ms;
	return true;
}
