#include "core/event/event.h"

#define STATION_MOST 32
#define NUMBER_MOST  INT64_C(9007199254740991) /* 2^53-1, as in a note's header */

static bool station_good(struct span name)
{
	if (name.len == 0 || name.len > STATION_MOST)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-')
			return false;
	}
	return true;
}

/* One number, one spelling. */
static bool read_number(struct span text, int64_t *number)
{
	return !(text.len > 1 && text.at[0] == '0') && span_number(text, NUMBER_MOST, number);
}

bool event_name_parse(struct span text, struct event_name *name)
{
	struct event_name read;
	struct span rest = text, epoch;
	if (!span_cut(&rest, '/', &read.station) || !station_good(read.station) ||
		!span_cut(&rest, '/', &epoch) || !read_number(epoch, &read.epoch) ||
		!read_number(rest, &read.seq))
		return false;
	*name = read;
	return true;
}

void event_name_format(struct out *out, struct event_name name)
{
	out_span(out, name.station);
	out_char(out, '/');
	out_number(out, name.epoch);
	out_char(out, '/');
	out_number(out, name.seq);
}
