/* Days and times of day as people and spreadsheets write them. */
#include "core/say/say.h"

#include <time.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* least..most digits in front of *rest. */
static bool take_number(struct span *rest, size_t least, size_t most, int *number)
{
	size_t len = 0;
	int64_t value = 0;
	while (len < rest->len && len < most && is_digit(rest->at[len]))
		len++;
	if (len < least || !span_number((struct span){ rest->at, len }, 9999, &value))
		return false;
	*rest = (struct span){ rest->at + len, rest->len - len };
	*number = (int)value;
	return true;
}

static bool take_mark(struct span *rest, const char *mark)
{
	size_t len = span_of(mark).len;
	if (!span_starts(*rest, mark))
		return false;
	*rest = (struct span){ rest->at + len, rest->len - len };
	return true;
}

/* One way to write a day, in front of *rest. */
static bool take_day_as(struct span *rest, const char *const marks[static 3], struct day *day)
{
	struct span left = *rest;
	struct day read;
	size_t least = marks[0][0] ? 1 : 2; /* without marks all digits must stand */
	if (!take_number(&left, 4, 4, &read.year) || !take_mark(&left, marks[0]) ||
		!take_number(&left, least, 2, &read.month) || !take_mark(&left, marks[1]) ||
		!take_number(&left, least, 2, &read.mday) || !take_mark(&left, marks[2]) ||
		!day_is_real(read))
		return false;
	*rest = left;
	*day = read;
	return true;
}

static bool take_day(struct span *rest, struct day *day)
{
	static const char *const ways[][3] = { { "-", "-", "" }, { "/", "/", "" }, { ".", ".", "" },
		{ "年", "月", "日" }, { "年", "月", "号" }, { "", "", "" } };
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (take_day_as(rest, ways[i], day))
			return true;
	return false;
}

/* "today", "yesterday" as people say them, in front of *rest. */
static bool take_recent_day(struct span *rest, struct day today, struct day *day)
{
	static const struct {
		const char *word;
		int days; /* ago */
	} words[] = { { "今天", 0 }, { "今日", 0 }, { "today", 0 }, { "昨天", 1 }, { "昨日", 1 },
		{ "yesterday", 1 }, { "前天", 2 } };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!take_mark(rest, words[i].word))
			continue;
		*rest = say_trim(*rest);
		*day = day_from_number(day_number(today) - words[i].days);
		return true;
	}
	return false;
}

/* Parts of the day, as people say them and spreadsheets write them, with the hours that each is said of. An hour
 * that fits by neither clock (晚上12点: of which day?) is none. */
static const struct {
	const char *word;
	int first;
	int last;
} day_parts[] = { { "凌晨", 0, 6 }, { "早上", 4, 11 }, { "早晨", 4, 11 }, { "上午", 5, 12 },
	{ "中午", 11, 14 }, { "下午", 12, 19 }, { "傍晚", 16, 20 }, { "晚上", 17, 23 } };

/* The hour as the 24-hour clock has it. */
static bool take_hour(struct span *rest, int *hour)
{
	size_t i = 0;
	while (i < sizeof(day_parts) / sizeof(day_parts[0]) && !take_mark(rest, day_parts[i].word))
		i++;
	*rest = say_trim(*rest);
	if (!take_number(rest, 1, 2, hour))
		return false;
	if (i == sizeof(day_parts) / sizeof(day_parts[0]))
		return true;
	if (*hour < day_parts[i].first)
		*hour += 12;
	return *hour >= day_parts[i].first && *hour <= day_parts[i].last;
}

/* 7:30, 07:30:15, 7点, 7点半, 7点30分, 7时30分, 下午3点: all of text. */
static bool read_clock(struct span rest, int clock[static 3])
{
	if (!take_hour(&rest, &clock[0]))
		return false;
	if (take_mark(&rest, ":"))
		return take_number(&rest, 2, 2, &clock[1]) &&
		       (!take_mark(&rest, ":") || take_number(&rest, 2, 2, &clock[2])) &&
		       rest.len == 0;
	if (!take_mark(&rest, "点") && !take_mark(&rest, "时"))
		return false;
	if (take_mark(&rest, "半"))
		clock[1] = 30;
	else if (take_number(&rest, 1, 2, &clock[1]))
		(void)take_mark(&rest, "分");
	return rest.len == 0;
}

bool say_day_read(struct span text, struct day *day)
{
	struct day read;
	if (!take_day(&text, &read) || text.len > 0)
		return false;
	*day = read;
	return true;
}

/* *tm becomes what the clock shows then: another time, where it has no such one. */
static bool moment_of(struct tm *tm, struct moment *moment)
{
	time_t seconds = mktime(tm);
	*moment = (struct moment){ (int64_t)seconds * 1000, (int)(tm->tm_gmtoff / 60) };
	return seconds >= 0;
}

/* A local day and time of day here; false where the clock has no such time. */
static bool local_moment(struct day day, const int clock[static 3], struct moment *moment)
{
	struct tm tm = { .tm_year = day.year - 1900,
		.tm_mon = day.month - 1,
		.tm_mday = day.mday,
		.tm_hour = clock[0],
		.tm_min = clock[1],
		.tm_sec = clock[2],
		.tm_isdst = -1 };
	struct moment read;
	if (!moment_of(&tm, &read) || tm.tm_hour != clock[0] || tm.tm_min != clock[1] ||
		tm.tm_sec != clock[2])
		return false;
	*moment = read;
	return true;
}

bool say_day_begin(struct span text, struct day today, struct moment *moment)
{
	struct day day;
	struct moment read;
	if ((!take_recent_day(&text, today, &day) && !take_day(&text, &day)) || text.len > 0)
		return false;
	struct tm tm = { .tm_year = day.year - 1900,
		.tm_mon = day.month - 1,
		.tm_mday = day.mday,
		.tm_isdst = -1 };
	if (!moment_of(&tm, &read))
		return false;
	*moment = read;
	return true;
}

bool say_time_read(struct span text, struct day today, struct moment *moment)
{
	struct span rest = text;
	struct day day = today;
	int clock[3] = { 0 };
	if (moment_parse(text, moment, NULL))
		return true;
	if (!take_recent_day(&rest, today, &day) && take_day(&rest, &day)) {
		bool ended = !is_digit(rest.at[-1]); /* 日 */
		if (!take_mark(&rest, "T") && !ended && say_trim(rest).len == rest.len)
			return false;
		rest = say_trim(rest);
	}
	return read_clock(rest, clock) && local_moment(day, clock, moment);
}
