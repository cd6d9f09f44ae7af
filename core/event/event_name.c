#include "core/event/event.h"

#include <string.h>

#define STATION_MOST 32
#define NUMBER_MOST  INT64_C(9007199254740991) /* 2^53-1, as in a note's header */
#define HASH_DIGITS  16

static const char hex_digits[HASH_DIGITS + 1] = "0123456789abcdef";

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

/* Small letters only, for the same reason. */
static bool read_hash(struct span text, int64_t *hash)
{
	uint64_t bits = 0;
	if (text.len != HASH_DIGITS)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		const char *digit = memchr(hex_digits, text.at[i], HASH_DIGITS);
		if (!digit)
			return false;
		bits = bits << 4 | (uint64_t)(digit - hex_digits);
	}
	*hash = (int64_t)bits;
	return true;
}

bool event_name_parse(struct span text, struct event_name *name)
{
	struct event_name read = { .epoch = EVENT_NAME_PLAIN };
	struct span rest = text, epoch;
	if (!span_cut(&rest, '/', &read.station) || !station_good(read.station) ||
		!span_cut(&rest, '/', &epoch))
		return false;
	if (span_is(epoch, "-") ? !read_hash(rest, &read.seq)
				: !read_number(epoch, &read.epoch) || !read_number(rest, &read.seq))
		return false;
	*name = read;
	return true;
}

void event_name_format(struct out *out, struct event_name name)
{
	out_span(out, name.station);
	out_char(out, '/');
	if (name.epoch == EVENT_NAME_PLAIN) {
		out_text(out, "-/");
		for (int shift = 4 * (HASH_DIGITS - 1); shift >= 0; shift -= 4)
			out_char(out, hex_digits[(uint64_t)name.seq >> shift & 15]);
		return;
	}
	out_number(out, name.epoch);
	out_char(out, '/');
	out_number(out, name.seq);
}
