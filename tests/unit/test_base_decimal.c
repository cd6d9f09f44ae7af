#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/base/decimal.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void a_quantity_is_read_exactly_and_written_shortest(void **state)
{
	static const struct {
		const char *text;
		int scale;
		int64_t number;
		const char *written;
	} cases[] = {
		{ "112.5", 3, 112500, "112.5" },
		{ "112.500", 3, 112500, "112.5" },
		{ "0", 3, 0, "0" },
		{ "0.0", 3, 0, "0" },
		{ "-0", 3, 0, "0" },
		{ "0.001", 3, 1, "0.001" },
		{ "-0.5", 2, -50, "-0.5" },
		{ "-18", 2, -1800, "-18" },
		{ "7", 0, 7, "7" },
		{ "100", 0, 100, "100" },
		{ "1000000000000", 3, DECIMAL_MOST, "1000000000000" },
		{ "-1000000000000.000", 3, -DECIMAL_MOST, "-1000000000000" },
		{ "1000000000000000", 0, DECIMAL_MOST, "1000000000000000" },
		{ "0.000000001", 9, 1, "0.000000001" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[32];
		struct out out = out_into(text, sizeof(text));
		int64_t number = -7;
		assert_true(decimal_parse(span_of(cases[i].text), cases[i].scale, &number, NULL));
		assert_int_equal(number, cases[i].number);
		decimal_format(&out, number, cases[i].scale);
		assert_string_equal(text, cases[i].written);
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

static void what_is_no_quantity_is_refused_where_it_goes_wrong(void **state)
{
	static const struct {
		const char *text;
		int scale;
		size_t at;
	} cases[] = {
		{ "", 3, 0 },
		{ "-", 3, 1 },
		{ "--1", 3, 1 },
		{ "+1", 3, 0 },
		{ " 1", 3, 0 },
		{ "1 ", 3, 1 },
		{ ".5", 3, 0 },
		{ "5.", 3, 1 },
		{ "5.x", 3, 1 },
		{ "5,5", 3, 1 },
		{ "1e3", 3, 1 },
		{ "01", 3, 1 },
		{ "00", 3, 1 },
		{ "-01.5", 3, 2 },
		{ "1.2345", 3, 5 },
		{ "1.5", 0, 2 },
		{ "1.5.5", 3, 3 },
		{ "1000000000000.001", 3, 16 },
		{ "1000000000001", 3, 13 }, /* too much once it is scaled */
		{ "10000000000000000", 0, 16 },
		{ "99999999999999999999999", 0, 15 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t number = -7;
		size_t at = 999;
		struct span text = exact(cases[i].text);
		assert_false(decimal_parse(text, cases[i].scale, &number, &at));
		free((void *)(uintptr_t)text.at);
		assert_int_equal(at, cases[i].at);
		assert_int_equal(number, -7);
	}
}

static void every_number_written_reads_back(void **state)
{
	static const int64_t numbers[] = { 0, 1, 9, 10, 99, 100, 101, 12345, 1000000, 999999999,
		DECIMAL_MOST - 1, DECIMAL_MOST };
	(void)state;
	for (int scale = 0; scale <= 9; scale++) {
		for (size_t i = 0; i < 2 * COUNT(numbers); i++) {
			char text[32];
			struct out out = out_into(text, sizeof(text));
			int64_t number = i % 2 ? -numbers[i / 2] : numbers[i / 2];
			int64_t back = 0;
			decimal_format(&out, number, scale);
			assert_true(decimal_parse(out_written(&out), scale, &back, NULL));
			assert_int_equal(back, number);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quantity_is_read_exactly_and_written_shortest),
		cmocka_unit_test(what_is_no_quantity_is_refused_where_it_goes_wrong),
		cmocka_unit_test(every_number_written_reads_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
