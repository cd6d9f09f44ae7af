#include "core/base/moment.h"

#define DAY_MS 86400000

int64_t day_number(struct day day)
{
	/* Years run from March, so that the leap day is a year's last. */
	int64_t year = day.month <= 2 ? day.year - 1 : day.year;
	int64_t era = year / 400; /* never negative in our range */
	int64_t year_of_era = year - era * 400;
	int64_t month = (day.month + 9) % 12;
	int64_t day_of_year = (153 * month + 2) / 5 + day.mday - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

struct day day_from_number(int64_t number)
{
	int64_t shifted = number + 719468;
	int64_t era = shifted / 146097;
	int64_t day_of_era = shifted - era * 146097;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153;
	int64_t real_month = month < 10 ? month + 3 : month - 9;
	return (struct day){
		.year = (int)(year_of_era + era * 400 + (real_month <= 2)),
		.month = (int)real_month,
		.mday = (int)(day_of_year - (153 * month + 2) / 5 + 1),
	};
}

bool day_is_real(struct day day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (day.year < 2000 || day.year > 2199 || day.month < 1 || day.month > 12 || day.mday < 1)
		return false;
	bool leap = day.year % 4 == 0 && (day.year % 100 != 0 || day.year % 400 == 0);
	return day.mday <= days[day.month - 1] + (leap && day.month == 2);
}

/* Exactly width digits at *at, which moves behind them. */
static bool number_at(struct span text, size_t *at, size_t width, int *number)
{
	int64_t value;
	if (text.len - *at < width ||
		!span_number((struct span){ text.at + *at, width }, 9999, &value))
		return false;
	*number = (int)value;
	*at += width;
	return true;
}

static bool mark_at(struct span text, size_t *at, char mark)
{
	if (*at >= text.len || text.at[*at] != mark)
		return false;
	(*at)++;
	return true;
}

static bool day_at(struct span text, size_t *at, struct day *day)
{
	size_t start = *at;
	if (!number_at(text, at, 4, &day->year) || !mark_at(text, at, '-') ||
		!number_at(text, at, 2, &day->month) || !mark_at(text, at, '-') ||
		!number_at(text, at, 2, &day->mday))
		return false;
	if (!day_is_real(*day)) {
		*at = start;
		return false;
	}
	return true;
}

/* 1 to 3 digits of a second; .5 is 500 ms. */
static bool fraction_at(struct span text, size_t *at, int *ms)
{
	int scale = 100;
	*ms = 0;
	if (!mark_at(text, at, '.'))
		return true;
	size_t start = *at;
	while (*at < text.len && text.at[*at] >= '0' && text.at[*at] <= '9') {
		if (scale == 0)
			return false;
		*ms += (text.at[(*at)++] - '0') * scale;
		scale /= 10;
	}
	return *at > start;
}

static bool offset_at(struct span text, size_t *at, int *offset_min)
{
	int hours, minutes;
	*offset_min = 0;
	if (mark_at(text, at, 'Z'))
		return true;
	size_t start = *at;
	int sign = mark_at(text, at, '-') ? -1 : 1;
	if (sign == 1 && !mark_at(text, at, '+'))
		return false;
	if (!number_at(text, at, 2, &hours) || !mark_at(text, at, ':') ||
		!number_at(text, at, 2, &minutes))
		return false;
	*offset_min = sign * (hours * 60 + minutes);
	if (minutes > 59 || hours * 60 + minutes > 14 * 60) {
		*at = start;
		return false;
	}
	return true;
}

static bool clock_at(struct span text, size_t *at, int clock[static 4])
{
	size_t start = *at;
	if (!number_at(text, at, 2, &clock[0]) || !mark_at(text, at, ':') ||
		!number_at(text, at, 2, &clock[1]) || !mark_at(text, at, ':') ||
		!number_at(text, at, 2, &clock[2]) || !fraction_at(text, at, &clock[3]))
		return false;
	if (clock[0] > 23 || clock[1] > 59 || clock[2] > 59) {
		*at = start;
		return false;
	}
	return true;
}

bool moment_parse(struct span text, struct moment *moment, size_t *at)
{
	size_t pos = 0;
	struct day day;
	int clock[4], offset_min;
	bool good = day_at(text, &pos, &day) && mark_at(text, &pos, 'T') &&
	            clock_at(text, &pos, clock) && offset_at(text, &pos, &offset_min) &&
	            pos == text.len;
	if (!good) {
		if (at)
			*at = pos;
		return false;
	}
	int64_t seconds = ((int64_t)clock[0] * 60 + clock[1]) * 60 + clock[2];
	moment->at_ms =
		day_number(day) * DAY_MS + seconds * 1000 + clock[3] - (int64_t)offset_min * 60000;
	moment->offset_min = offset_min;
	return true;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

struct day moment_day(struct moment moment)
{
	return day_from_number(
		floor_div(moment.at_ms + (int64_t)moment.offset_min * 60000, DAY_MS));
}

void moment_format(struct out *out, struct moment moment)
{
	int64_t local = moment.at_ms + (int64_t)moment.offset_min * 60000;
	int64_t number = floor_div(local, DAY_MS);
	uint64_t ms = (uint64_t)(local - number * DAY_MS);
	struct day day = day_from_number(number);
	int offset = moment.offset_min < 0 ? -moment.offset_min : moment.offset_min;
	out_digits(out, (uint64_t)day.year, 4);
	out_char(out, '-');
	out_digits(out, (uint64_t)day.month, 2);
	out_char(out, '-');
	out_digits(out, (uint64_t)day.mday, 2);
	out_char(out, 'T');
	out_digits(out, ms / 3600000, 2);
	out_char(out, ':');
	out_digits(out, ms / 60000 % 60, 2);
	out_char(out, ':');
	out_digits(out, ms / 1000 % 60, 2);
	if (ms % 1000) {
		out_char(out, '.');
		out_digits(out, ms % 1000, 3);
	}
	out_char(out, moment.offset_min < 0 ? '-' : '+');
	out_digits(out, (uint64_t)offset / 60, 2);
	out_char(out, ':');
	out_digits(out, (uint64_t)offset % 60, 2);
}

bool day_parse(struct span text, struct day *day, size_t *at)
{
	size_t pos = 0;
	struct day read;
	if (!day_at(text, &pos, &read) || pos != text.len) {
		if (at)
			*at = pos;
		return false;
	}
	*day = read;
	return true;
}

bool day_parse_compact(struct span text, struct day *day)
{
	size_t pos = 0;
	struct day read;
	if (text.len != 8 || !number_at(text, &pos, 4, &read.year) ||
		!number_at(text, &pos, 2, &read.month) || !number_at(text, &pos, 2, &read.mday) ||
		!day_is_real(read))
		return false;
	*day = read;
	return true;
}
