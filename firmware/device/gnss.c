#include "firmware/device/gnss.h"

#include "core/base/moment.h"
#include "firmware/device/frame.h"

#define FIELDS        16 /* a sentence may have more; nothing behind these is used */
#define DAY_MS        INT64_C(86400000)
#define ROLLOVER_DAYS 7168 /* 1024 weeks */
#define ROLLOVERS     8

struct fields {
	struct span at[FIELDS];
	int count;
};

static struct fields fields_of(struct span text)
{
	struct fields fields = { .count = 0 };
	while (fields.count < FIELDS && span_cut(&text, ',', &fields.at[fields.count]))
		fields.count++;
	if (fields.count < FIELDS)
		fields.at[fields.count++] = text;
	return fields;
}

/* len digits from `at`; -1 if they are not there. */
static int digits_at(struct span text, size_t at, size_t len)
{
	int64_t number;
	if (text.len < at + len || !span_number((struct span){ text.at + at, len }, 999, &number))
		return -1;
	return (int)number;
}

/* hhmmss or hhmmss.s...: milliseconds of the day. */
static bool time_of(struct span text, int64_t *ms)
{
	int hour = digits_at(text, 0, 2), minute = digits_at(text, 2, 2),
	    second = digits_at(text, 4, 2);
	int64_t fraction = 0;
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 ||
		(text.len > 6 && text.at[6] != '.'))
		return false;
	for (size_t i = 0; i < 3; i++) {
		int digit = 7 + i < text.len ? digits_at(text, 7 + i, 1) : 0;
		if (digit < 0)
			return false;
		fraction = fraction * 10 + digit;
	}
	*ms = ((int64_t)hour * 60 + minute) * 60000 + (int64_t)second * 1000 + fraction;
	return true;
}

/* ddmmyy, moved out of an earlier cycle of weeks. */
static bool day_of(struct span text, int64_t floor_day, int64_t *number)
{
	struct day day = {
		.mday = digits_at(text, 0, 2),
		.month = digits_at(text, 2, 2),
		.year = 2000 + digits_at(text, 4, 2),
	};
	if (text.len != 6 || day.year < 2000 || !day_is_real(day))
		return false;
	*number = day_number(day);
	for (int i = 0; i < ROLLOVERS && *number < floor_day; i++)
		*number += ROLLOVER_DAYS;
	return *number >= floor_day;
}

/* dddmm.mmmm with `degrees` digits of degrees, in millionths of a degree. */
static bool angle_of(struct span text, size_t degrees, struct span side, const char *sides,
	int32_t most, int32_t *angle_e6)
{
	int whole = digits_at(text, 0, degrees), minutes = digits_at(text, degrees, 2);
	int64_t value = 0, unit = 1;
	if (whole < 0 || minutes < 0 || minutes > 59 || side.len != 1 ||
		(side.at[0] != sides[0] && side.at[0] != sides[1]))
		return false;
	if (text.len > degrees + 2 && text.at[degrees + 2] != '.')
		return false;
	for (size_t i = degrees + 3; i < text.len && unit < 10000000; i++, unit *= 10) {
		int digit = digits_at(text, i, 1);
		if (digit < 0)
			return false;
		value = value * 10 + digit;
	}
	/* minutes * 10^6 / 60, rounded */
	value = ((minutes * unit + value) * 100000 + 3 * unit) / (6 * unit) +
	        (int64_t)whole * 1000000;
	if (value > (int64_t)most * 1000000)
		return false;
	*angle_e6 = (int32_t)(side.at[0] == sides[1] ? -value : value);
	return true;
}

static bool position_of(const struct fields *fields, int from, struct reading *reading)
{
	return angle_of(fields->at[from], 2, fields->at[from + 1], "NS", 90,
		       &reading->is.fix.lat_e6) &&
	       angle_of(fields->at[from + 2], 3, fields->at[from + 3], "EW", 180,
		       &reading->is.fix.lon_e6);
}

static enum device_result take_rmc(
	const struct fields *fields, const struct gnss_settings *settings, struct reading *reading)
{
	enum { TIME = 1, STATUS = 2, POSITION = 3, DATE = 9 };
	int64_t ms, day;
	if (fields->count <= DATE)
		return DEVICE_FORM;
	if (span_is(fields->at[STATUS], "V"))
		return DEVICE_NO_FIX;
	if (!span_is(fields->at[STATUS], "A"))
		return DEVICE_FORM;
	if (!time_of(fields->at[TIME], &ms) ||
		!day_of(fields->at[DATE], settings->floor_day, &day) ||
		!position_of(fields, POSITION, reading))
		return DEVICE_RANGE;
	reading->is.fix.has_time = true;
	reading->is.fix.at_ms = day * DAY_MS + ms;
	return DEVICE_READING;
}

static enum device_result take_gga(const struct fields *fields, struct reading *reading)
{
	enum { TIME = 1, POSITION = 2, QUALITY = 6 };
	int64_t quality, ms;
	if (fields->count <= QUALITY || !span_number(fields->at[QUALITY], 9, &quality))
		return DEVICE_FORM;
	if (quality == 0)
		return DEVICE_NO_FIX;
	if (!time_of(fields->at[TIME], &ms) || !position_of(fields, POSITION, reading))
		return DEVICE_RANGE;
	reading->is.fix.has_time = false;
	reading->is.fix.at_ms = 0;
	return DEVICE_READING;
}

static enum device_result take_sentence(
	struct span text, const struct gnss_settings *settings, struct reading *reading)
{
	struct span sum = text, body;
	if (!span_cut(&sum, '*', &body) || sum.len != 2)
		return DEVICE_FORM;
	int high = frame_hex((uint8_t)sum.at[0]), low = frame_hex((uint8_t)sum.at[1]);
	if (high < 0 || low < 0 ||
		(high << 4 | low) != frame_xor((const uint8_t *)body.at, body.len))
		return DEVICE_CHECK;
	struct fields fields = fields_of(body);
	struct span name = fields.at[0];
	struct reading read = { .kind = READING_FIX };
	enum device_result result = DEVICE_NOTHING;
	if (name.len != 5)
		return DEVICE_NOTHING;
	if (span_is((struct span){ name.at + 2, 3 }, "RMC"))
		result = take_rmc(&fields, settings, &read);
	else if (span_is((struct span){ name.at + 2, 3 }, "GGA"))
		result = take_gga(&fields, &read);
	if (result == DEVICE_READING)
		*reading = read;
	return result;
}

enum device_result gnss_feed(struct gnss *parser, const struct gnss_settings *settings,
	uint8_t byte, struct reading *reading)
{
	if (byte == '$') { /* also in the middle of another: what came before was cut off */
		parser->inside = true;
		parser->len = 0;
		return DEVICE_NOTHING;
	}
	if (!parser->inside)
		return DEVICE_NOTHING;
	if (byte == '\r' || byte == '\n') {
		parser->inside = false;
		return take_sentence(
			(struct span){ parser->sentence, parser->len }, settings, reading);
	}
	if (parser->len == GNSS_SENTENCE_MOST) {
		parser->inside = false;
		return DEVICE_LONG;
	}
	parser->sentence[parser->len++] = (char)byte;
	return DEVICE_NOTHING;
}
