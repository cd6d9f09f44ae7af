#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/base/buf.h"

#include <stdlib.h>
#include <string.h>

static void puts_of_every_kind_follow_each_other(void **state)
{
	struct buf buf = { 0 };
	(void)state;
	assert_true(span_is(buf_written(&buf), ""));
	buf_text(&buf, "a");
	buf_char(&buf, 'b');
	buf_span(&buf, (struct span){ "cdef", 1 });
	buf_span(&buf, (struct span){ 0 });
	buf_bytes(&buf, "\0d", 2);
	buf_format(&buf, "-%d-%s", 42, "e");
	assert_false(buf.failed);
	assert_int_equal(buf.len, 10);
	assert_memory_equal(buf.at, "abc\0d-42-e", 11); /* with the NUL behind it */
	buf_free(&buf);
	buf_free(&buf);
}

static void a_padded_text_ends_at_its_column_and_is_never_cut(void **state)
{
	struct buf buf = { 0 };
	(void)state;
	buf_padded(&buf, "\xe7\x8c\xaa", 4); /* pig: three bytes, two columns */
	buf_padded(&buf, "lot", 4);
	buf_padded(&buf, "package", 4);
	assert_string_equal(buf.at, "\xe7\x8c\xaa  lot package");
	buf_free(&buf);
}

static void a_long_text_grows_the_buffer_and_keeps_every_byte(void **state)
{
	struct buf buf = { 0 };
	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_char(&buf, (char)('a' + i % 26));
	buf_format(&buf, "%0600d", 0);
	assert_false(buf.failed);
	assert_int_equal(buf.len, 100600);
	for (int i = 0; i < 100000; i++)
		assert_true(buf.at[i] == 'a' + i % 26);
	assert_int_equal(strlen(buf.at), 100600);
	buf_free(&buf);
}

static void what_cannot_be_had_is_remembered_until_it_is_cleared(void **state)
{
	struct buf buf = { 0 };
	(void)state;
	buf_text(&buf, "kept");
	buf_bytes(&buf, "x", SIZE_MAX - 8);
	assert_true(buf.failed);
	buf_text(&buf, "more");
	buf_format(&buf, "more %d", 1);
	assert_string_equal(buf.at, "kept");
	buf_clear(&buf);
	assert_false(buf.failed);
	assert_string_equal(buf.at, "");
	buf_text(&buf, "again");
	assert_string_equal(buf.at, "again");
	buf_free(&buf);
}

/* For AddressSanitizer: a request that cannot be met gives NULL, as malloc does. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static void when_memory_is_out_what_was_there_stays(void **state)
{
	struct buf buf = { 0 };
	size_t large = SIZE_MAX / 4;
	(void)state;
	buf_text(&buf, "kept");
	buf_bytes(&buf, "x", large);
	assert_true(buf.failed);
	assert_string_equal(buf.at, "kept");
	buf_free(&buf);

	int64_t *numbers = NULL;
	size_t cap = 0;
	assert_false(array_reserve(&numbers, &cap, large / 8, sizeof(*numbers)));
	assert_null(numbers);
	assert_int_equal(cap, 0);
}

static void a_json_string_is_valid_whatever_the_bytes(void **state)
{
	struct buf buf = { 0 };
	(void)state;
	buf_text(&buf, "x:");
	buf_json(&buf, (struct span){ 0 });
	buf_json(&buf, span_of("a\"\n\x01"));
	buf_json(&buf, span_of("\xff"
			       "a\xe7\x8c\xe7\x8c\xaa\xed\xa0\x80"));
	assert_false(buf.failed);
	assert_string_equal(buf.at, "x:\"\"\"a\\\"\\n\\u0001\""
				    "\"\xef\xbf\xbd"
				    "a\xef\xbf\xbd\xef\xbf\xbd\xe7\x8c\xaa"
				    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
	assert_int_equal(strlen(buf.at), buf.len);
	buf_free(&buf);
}

static void an_array_grows_and_a_refusal_changes_nothing(void **state)
{
	int64_t *numbers = NULL;
	size_t cap = 0;
	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		assert_true(array_reserve(&numbers, &cap, i + 1, sizeof(*numbers)));
		assert_true(cap > i);
		numbers[i] = (int64_t)i;
	}
	size_t before = cap;
	int64_t *same = numbers;
	assert_true(array_reserve(&numbers, &cap, 10, sizeof(*numbers)));
	assert_false(array_reserve(&numbers, &cap, SIZE_MAX / 4, sizeof(*numbers)));
	assert_int_equal(cap, before);
	assert_ptr_equal(numbers, same);
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(numbers[i], i);
	free(numbers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(puts_of_every_kind_follow_each_other),
		cmocka_unit_test(a_long_text_grows_the_buffer_and_keeps_every_byte),
		cmocka_unit_test(what_cannot_be_had_is_remembered_until_it_is_cleared),
		cmocka_unit_test(a_padded_text_ends_at_its_column_and_is_never_cut),
		cmocka_unit_test(when_memory_is_out_what_was_there_stays),
		cmocka_unit_test(a_json_string_is_valid_whatever_the_bytes),
		cmocka_unit_test(an_array_grows_and_a_refusal_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
