/* Days and times as people and their spreadsheets write them: what is read, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/say/say.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef bool reader(struct span text, struct day today, struct moment *moment);

static const struct day today = { 2026, 11, 27 };

/* What a reader makes of a text, "" if nothing; then the moment is as it was. */
static const char *read_as(reader *read, const char *text)
{
	static char room[MOMENT_TEXT];
	struct out out = out_into(room, sizeof(room));
	struct moment moment = { 77, 5 };
	if (read(span_of(text), today, &moment))
		moment_format(&out, moment);
	else
		assert_true(moment.at_ms == 77 && moment.offset_min == 5);
	(void)out_written(&out);
	return room;
}

static void here(const char *zone)
{
	assert_int_equal(setenv("TZ", zone, 1), 0);
	tzset();
}

static void a_time_is_read_as_it_is_written(void **state)
{
	static const char *const same[] = { "2026-11-20 07:30", "2026-11-20T07:30",
		"2026/11/20 7:30", "2026/11/20 7:30:00", "2026.11.20 07:30", "20261120 07:30",
		"2026年11月20日 7:30", "2026年11月20日7:30", "2026年11月20日7点半",
		"2026年11月20号7点30分", "2026年11月20日 7时30分", "2026年11月20日T07:30",
		"2026-11-20T07:30:00+08:00" };
	(void)state;
	for (size_t i = 0; i < COUNT(same); i++)
		if (strcmp(read_as(say_time_read, same[i]), "2026-11-20T07:30:00+08:00") != 0)
			fail_msg("%s: '%s'", same[i], read_as(say_time_read, same[i]));
	static const struct {
		const char *text;
		const char *clock;
	} parts[] = { { "凌晨2点", "02:00" }, { "早上7点半", "07:30" }, { "上午 7:30:00", "07:30" },
		{ "上午12点", "12:00" }, { "中午12点", "12:00" }, { "中午1点", "13:00" },
		{ "下午3点", "15:00" }, { "下午 3:30", "15:30" }, { "下午15:30", "15:30" },
		{ "傍晚6点", "18:00" }, { "晚上8点半", "20:30" } };
	for (size_t i = 0; i < COUNT(parts); i++)
		if (strncmp(read_as(say_time_read, parts[i].text) + 11, parts[i].clock, 5) != 0)
			fail_msg("%s: '%s'", parts[i].text, read_as(say_time_read, parts[i].text));
	assert_string_equal(
		read_as(say_time_read, "2026/11/20 下午 3:30:00"), "2026-11-20T15:30:00+08:00");
	assert_string_equal(read_as(say_time_read, "7:30"), "2026-11-27T07:30:00+08:00");
	assert_string_equal(read_as(say_time_read, "昨天7点"), "2026-11-26T07:00:00+08:00");
}

static void what_does_not_say_when_is_no_time(void **state)
{
	static const char *const bad[] = { "", "2026-11-20", "2026年11月20日", "昨天",
		"2026-11-207:30", "202611207:30", "2026/11-20 7:30", "2026年11-20 7:30",
		"2026年13月20日7:30", "2026年2月30日7:30", "26年11月20日7:30", "2026年11月20日7",
		"2026年11月20日24:00", "2026年11月20日7:30。", "日7:30", "晚上12点", "晚上1点",
		"凌晨9点", "上午3点", "下午", "下午8点", "上午下午3点", "昨天下午" };
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (read_as(say_time_read, bad[i])[0])
			fail_msg("%s: '%s'", bad[i], read_as(say_time_read, bad[i]));
}

static void a_day_alone_begins_at_midnight_here(void **state)
{
	static const char *const same[] = { "2026-11-20", "2026/11/20", "2026.11.20", "20261120",
		"2026年11月20日", "2026年11月20号" };
	static const char *const bad[] = { "", "2026-11", "11月20日", "2026年11月20",
		"2026-11-20 7:30", "2026年11月31日", "2026-11-20-", "07:30" };
	(void)state;
	for (size_t i = 0; i < COUNT(same); i++)
		if (strcmp(read_as(say_day_begin, same[i]), "2026-11-20T00:00:00+08:00") != 0)
			fail_msg("%s: '%s'", same[i], read_as(say_day_begin, same[i]));
	for (size_t i = 0; i < COUNT(bad); i++)
		if (read_as(say_day_begin, bad[i])[0])
			fail_msg("%s: '%s'", bad[i], read_as(say_day_begin, bad[i]));
	assert_string_equal(read_as(say_day_begin, "前天"), "2026-11-25T00:00:00+08:00");
	/* Where the clock is put forward at midnight the day begins an hour later. */
	here("Africa/Cairo");
	assert_string_equal(read_as(say_day_begin, "2026-04-24"), "2026-04-24T01:00:00+03:00");
	here("Asia/Shanghai");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_is_read_as_it_is_written),
		cmocka_unit_test(what_does_not_say_when_is_no_time),
		cmocka_unit_test(a_day_alone_begins_at_midnight_here),
	};
	here("Asia/Shanghai");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
