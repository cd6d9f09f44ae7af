#include "firmware/core/when.h"

#define DAY_MS       INT64_C(86400000)
#define DRIFT        10000 /* one part in so many: 100 ppm */
#define MS_IN_SECOND 1000

void when_start(struct when *when, int64_t floor_ms, int offset_min)
{
	*when = (struct when){
		.floor_ms = floor_ms, .offset_ms = floor_ms, .offset_min = offset_min
	};
}

void when_hear(struct when *when, enum when_source source, int64_t at_ms, int64_t up_ms)
{
	bool better = source >= when->source || up_ms - when->heard_ms > DAY_MS;
	if (source == WHEN_NEVER || !better)
		return;
	when->source = source;
	when->offset_ms = at_ms - up_ms;
	when->heard_ms = up_ms;
}

struct moment when_of(const struct when *when, int64_t up_ms)
{
	int64_t at_ms = when->offset_ms + up_ms;
	return (struct moment){ at_ms / MS_IN_SECOND * MS_IN_SECOND, when->offset_min };
}

static const int within[WHEN_SOURCE_COUNT] = {
	[WHEN_RECEIPT] = 3, [WHEN_NETWORK] = 2, [WHEN_FIX] = 1
}; /* seconds */

bool when_remark(const struct when *when, int64_t up_ms, char text[static WHEN_REMARK])
{
	struct out out = out_into(text, WHEN_REMARK);
	int64_t age_ms = up_ms > when->heard_ms ? up_ms - when->heard_ms : when->heard_ms - up_ms;
	int64_t within_s = within[when->source] + age_ms / DRIFT / MS_IN_SECOND;
	if (when->source == WHEN_NEVER) {
		out_text(&out, "clock not set, up ");
		out_number(&out, up_ms / MS_IN_SECOND);
		out_text(&out, " s");
		return true;
	}
	if (within_s <= WHEN_GOOD_S)
		return false;
	out_text(&out, "clock within ");
	out_number(&out, within_s);
	out_text(&out, " s");
	return true;
}

const char *when_source_word(enum when_source source)
{
	static const char *const words[WHEN_SOURCE_COUNT] = { [WHEN_NEVER] = "unset",
		[WHEN_RECEIPT] = "receipt",
		[WHEN_NETWORK] = "network",
		[WHEN_FIX] = "fix" };
	return words[source];
}
