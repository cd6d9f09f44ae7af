#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/base/bytes.h"

#include <limits.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void absent_and_empty_spans_are_equal_and_first_in_order(void **state)
{
	(void)state;
	struct span absent = { 0 };
	struct span empty = span_of("");
	assert_true(span_equal(absent, empty));
	assert_int_equal(span_compare(absent, empty), 0);
	assert_true(span_compare(absent, span_of("a")) < 0);
	assert_true(span_is(absent, ""));
	assert_true(span_starts(absent, ""));
	assert_false(span_starts(absent, "a"));
	assert_null(span_of(NULL).at);
	assert_int_equal(span_of(NULL).len, 0);
}

static void spans_are_ordered_by_bytes_then_by_length(void **state)
{
	static const char *const rising[] = { "", "a", "aa", "ab", "b", "\xe5\x90\x95" };
	(void)state;
	for (size_t i = 0; i < COUNT(rising); i++) {
		for (size_t j = 0; j < COUNT(rising); j++) {
			int order = span_compare(span_of(rising[i]), span_of(rising[j]));
			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
			assert_int_equal(
				span_equal(span_of(rising[i]), span_of(rising[j])), i == j);
		}
	}
}

static void a_span_starts_with_itself_and_each_shorter_beginning(void **state)
{
	(void)state;
	assert_true(span_starts(span_of("abc"), ""));
	assert_true(span_starts(span_of("abc"), "ab"));
	assert_true(span_starts(span_of("abc"), "abc"));
	assert_false(span_starts(span_of("abc"), "abcd"));
	assert_false(span_starts(span_of("abc"), "b"));
	assert_false(span_starts((struct span){ "abc", 2 }, "abc"));
}

static void a_cut_takes_the_mark_and_leaves_all_alone_without_one(void **state)
{
	(void)state;
	struct span rest = span_of("a//b");
	struct span head = { 0 };
	assert_true(span_cut(&rest, '/', &head));
	assert_true(span_is(head, "a") && span_is(rest, "/b"));
	assert_true(span_cut(&rest, '/', &head));
	assert_true(span_is(head, "") && span_is(rest, "b"));
	assert_false(span_cut(&rest, '/', &head));
	assert_true(span_is(head, "") && span_is(rest, "b"));
	rest = (struct span){ 0 };
	assert_false(span_cut(&rest, '/', &head));
}

static void a_number_is_digits_only_and_at_most_its_limit(void **state)
{
	static const struct {
		const char *text;
		int64_t most;
		bool good;
		int64_t number;
	} cases[] = {
		{ "0", 0, true, 0 },
		{ "1", 0, false, 0 },
		{ "9", 5, false, 0 }, /* one digit above a limit of one digit */
		{ "09", 5, false, 0 },
		{ "5", 5, true, 5 },
		{ "005", 5, true, 5 },
		{ "10", 9, false, 0 },
		{ "99", 100, true, 99 },
		{ "101", 100, false, 0 },
		{ "9223372036854775807", INT64_MAX, true, INT64_MAX },
		{ "9223372036854775808", INT64_MAX, false, 0 },
		{ "99999999999999999999999", INT64_MAX, false, 0 },
		{ "", 9, false, 0 },
		{ "-1", 9, false, 0 },
		{ "+1", 9, false, 0 },
		{ " 1", 9, false, 0 },
		{ "1a", 99, false, 0 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t number = -7;
		assert_int_equal(
			span_number(span_of(cases[i].text), cases[i].most, &number), cases[i].good);
		assert_int_equal(number, cases[i].good ? cases[i].number : -7);
	}
}

static void a_copy_that_does_not_fit_with_its_nul_leaves_nothing(void **state)
{
	char into[4] = "xyz";
	(void)state;
	assert_false(span_copy(span_of("abcd"), into, sizeof(into)));
	assert_string_equal(into, "");
	assert_true(span_copy(span_of("abc"), into, sizeof(into)));
	assert_string_equal(into, "abc");
	assert_true(span_copy((struct span){ 0 }, into, sizeof(into)));
	assert_string_equal(into, "");
}

static void once_full_a_buffer_takes_nothing_more(void **state)
{
	char into[6] = "xxxxx";
	struct out out = out_into(into, sizeof(into));
	(void)state;
	assert_string_equal(into, "");
	out_text(&out, "abc");
	out_text(&out, "def");
	out_char(&out, 'g');
	assert_true(out.full);
	assert_string_equal(into, "abc");
	out = out_into(into, sizeof(into));
	out_text(&out, "abcde");
	assert_false(out.full);
	assert_true(span_is(out_written(&out), "abcde"));
}

static void numbers_are_written_whole_and_padded_as_asked(void **state)
{
	char into[128];
	struct out out = out_into(into, sizeof(into));
	(void)state;
	out_number(&out, INT64_MIN);
	out_char(&out, ' ');
	out_number(&out, INT64_MAX);
	out_char(&out, ' ');
	out_number(&out, 0);
	out_char(&out, ' ');
	out_digits(&out, 7, 3);
	out_char(&out, ' ');
	out_digits(&out, 1234, 3);
	out_char(&out, ' ');
	out_digits(&out, UINT64_MAX, 20);
	assert_string_equal(
		into, "-9223372036854775808 9223372036854775807 0 007 1234 18446744073709551615");
}

static void a_json_string_escapes_quotes_and_every_control_character(void **state)
{
	char into[128];
	struct out out = out_into(into, sizeof(into));
	(void)state;
	out_json(&out, (struct span){ "a \"\\\n\r\t\x01\x1f\0/\x7f\xe7\x8c\xaa", 15 });
	assert_string_equal(
		into, "\"a \\\"\\\\\\n\\r\\t\\u0001\\u001f\\u0000/\\u007f\xe7\x8c\xaa\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(absent_and_empty_spans_are_equal_and_first_in_order),
		cmocka_unit_test(spans_are_ordered_by_bytes_then_by_length),
		cmocka_unit_test(a_span_starts_with_itself_and_each_shorter_beginning),
		cmocka_unit_test(a_cut_takes_the_mark_and_leaves_all_alone_without_one),
		cmocka_unit_test(a_number_is_digits_only_and_at_most_its_limit),
		cmocka_unit_test(a_copy_that_does_not_fit_with_its_nul_leaves_nothing),
		cmocka_unit_test(once_full_a_buffer_takes_nothing_more),
		cmocka_unit_test(numbers_are_written_whole_and_padded_as_asked),
		cmocka_unit_test(a_json_string_escapes_quotes_and_every_control_character),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
