#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/base/moment.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* at_ms from `date -u -d ... +%s`, not from our own code. */
static void a_moment_is_read_to_the_millisecond_and_written_back(void **state)
{
	static const struct {
		const char *text;
		int64_t at_ms;
		int offset_min;
		const char *written;
	} cases[] = {
		{ "2026-11-20T07:30:12+08:00", 1795131012000, 480, NULL },
		{ "2026-11-19T23:30:12Z", 1795131012000, 0, "2026-11-19T23:30:12+00:00" },
		{ "2026-11-20T07:30:12.5+08:00", 1795131012500, 480,
			"2026-11-20T07:30:12.500+08:00" },
		{ "2026-11-20T07:30:12.05+08:00", 1795131012050, 480,
			"2026-11-20T07:30:12.050+08:00" },
		{ "2026-11-20T07:30:12.123+08:00", 1795131012123, 480, NULL },
		{ "2000-01-01T00:00:00+14:00", 946634400000, 840, NULL },
		{ "2000-02-29T12:00:00-14:00", 951876000000, -840, NULL },
		{ "2026-11-20T07:30:12+05:59", 1795131012000 + (480 - 359) * 60000, 359, NULL },
		{ "2199-12-31T23:59:59-00:30", 7258120199000, -30, NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[MOMENT_TEXT];
		struct moment moment = { 0 };
		struct out out = out_into(text, sizeof(text));
		assert_true(moment_parse(span_of(cases[i].text), &moment, NULL));
		assert_int_equal(moment.at_ms, cases[i].at_ms);
		assert_int_equal(moment.offset_min, cases[i].offset_min);
		moment_format(&out, moment);
		assert_false(out.full);
		assert_string_equal(text, cases[i].written ? cases[i].written : cases[i].text);
	}
}

/* A copy without a byte behind it, so that reading too far is seen. */
static struct span exact(const char *text)
{
	size_t len = strlen(text);
	char *copy = malloc(len ? len : 1);
	assert_non_null(copy);
	if (len)
		memcpy(copy, text, len);
	return (struct span){ copy, len };
}

static void what_is_no_moment_is_refused_where_it_goes_wrong(void **state)
{
	static const struct {
		const char *text;
		size_t at;
	} cases[] = {
		{ "", 0 },
		{ "x", 0 },
		{ "1999-12-31T00:00:00Z", 0 }, /* before the range */
		{ "2200-01-01T00:00:00Z", 0 }, /* behind it */
		{ "2100-02-29T00:00:00Z", 0 }, /* no leap year */
		{ "2026-11-31T00:00:00Z", 0 },
		{ "2026-00-01T00:00:00Z", 0 },
		{ "2026-13-01T00:00:00Z", 0 },
		{ "2026-11-00T00:00:00Z", 0 },
		{ "2026/11/20T07:30:12Z", 4 },
		{ "2026-1-20T07:30:12Z", 5 },
		{ "2026-11-20 07:30:12Z", 10 },
		{ "2026-11-20t07:30:12Z", 10 },
		{ "2026-11-20T24:00:00Z", 11 },
		{ "2026-11-20T07:60:00Z", 11 },
		{ "2026-11-20T23:59:60Z", 11 }, /* leap second */
		{ "2026-11-20T07:30Z", 16 },
		{ "2026-11-20T07:30:12", 19 },
		{ "2026-11-20T07:30:12z", 19 },
		{ "2026-11-20T07:30:12.Z", 20 },
		{ "2026-11-20T07:30:12.1234Z", 23 },
		{ "2026-11-20T07:30:12+0800", 22 },
		{ "2026-11-20T07:30:12+14:01", 19 },
		{ "2026-11-20T07:30:12-15:00", 19 },
		{ "2026-11-20T07:30:12+08:60", 19 },
		{ "2026-11-20T07:30:12+08:00 ", 25 },
		{ "2026-11-20T07:30:12ZZ", 20 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct moment moment = { .at_ms = 42, .offset_min = 7 };
		size_t at = 999;
		struct span text = exact(cases[i].text);
		assert_false(moment_parse(text, &moment, &at));
		free((void *)(uintptr_t)text.at);
		assert_int_equal(at, cases[i].at);
		assert_int_equal(moment.at_ms, 42);
		assert_int_equal(moment.offset_min, 7);
	}
}

static void every_day_of_the_range_has_its_own_number_and_back(void **state)
{
	struct day day = { 2000, 1, 1 };
	int64_t number = 10957;
	(void)state;
	assert_int_equal(day_number((struct day){ 1970, 1, 1 }), 0);
	for (; day.year < 2200; number++) {
		assert_int_equal(day_number(day), number);
		struct day back = day_from_number(number);
		assert_true(
			back.year == day.year && back.month == day.month && back.mday == day.mday);
		assert_true(day_is_real(day));
		day.mday++;
		if (!day_is_real(day)) {
			day.mday = 1;
			day.month++;
		}
		if (day.month > 12) {
			day.month = 1;
			day.year++;
		}
	}
	assert_int_equal(number, 10957 + 200 * 365 + 49); /* leap years 2000..2196, without 2100 */
}

static void the_day_of_a_moment_is_the_day_on_the_wall(void **state)
{
	static const struct {
		const char *text;
		int mday;
	} cases[] = {
		{ "2026-11-20T00:00:00+08:00", 20 },
		{ "2026-11-20T23:59:59.999+08:00", 20 },
		{ "2026-11-20T00:00:00-08:00", 20 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct moment moment;
		assert_true(moment_parse(span_of(cases[i].text), &moment, NULL));
		assert_int_equal(moment_day(moment).mday, cases[i].mday);
		moment.offset_min = 0;
	}
	/* before 1970 the division must round down */
	struct day day = moment_day((struct moment){ .at_ms = -1 });
	assert_true(day.year == 1969 && day.month == 12 && day.mday == 31);
}

static void a_day_is_read_in_both_spellings_and_nothing_else(void **state)
{
	static const struct {
		const char *text;
		size_t at;
	} bad[] = { { "", 0 }, { "2026-11-2", 8 }, { "2026-02-30", 0 }, { "20261120", 4 },
		{ "2026-11-20T", 10 } };
	static const char *const bad_compact[] = { "", "2026112", "202611200", "20260230",
		"2026-1-1", "19991231" };
	struct day day = { 0 };
	(void)state;
	assert_true(day_parse(span_of("2026-11-20"), &day, NULL));
	assert_true(day.year == 2026 && day.month == 11 && day.mday == 20);
	for (size_t i = 0; i < COUNT(bad); i++) {
		size_t at = 999;
		assert_false(day_parse(span_of(bad[i].text), &day, &at));
		assert_int_equal(at, bad[i].at);
		assert_int_equal(day.mday, 20);
	}
	assert_true(day_parse_compact(span_of("20240229"), &day));
	assert_true(day.year == 2024 && day.month == 2 && day.mday == 29);
	for (size_t i = 0; i < COUNT(bad_compact); i++)
		assert_false(day_parse_compact(span_of(bad_compact[i]), &day));
	assert_int_equal(day.mday, 29);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_moment_is_read_to_the_millisecond_and_written_back),
		cmocka_unit_test(what_is_no_moment_is_refused_where_it_goes_wrong),
		cmocka_unit_test(every_day_of_the_range_has_its_own_number_and_back),
		cmocka_unit_test(the_day_of_a_moment_is_the_day_on_the_wall),
		cmocka_unit_test(a_day_is_read_in_both_spellings_and_nothing_else),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
