#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/base/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void every_scalar_value_is_written_and_stepped_over_whole(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		char text[4];
		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		size_t len = utf8_put(c, text);
		size_t right = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
		assert_int_equal(len, right);
		assert_int_equal(utf8_step(text, len), len);
		assert_int_equal(utf8_step(text, len - 1), 0); /* cut short */
		assert_int_equal(utf8_valid(text, len), len);
	}
}

static void a_character_is_written_as_rfc_3629_says(void **state)
{
	char text[4];
	(void)state;
	assert_int_equal(utf8_put('A', text), 1);
	assert_int_equal(text[0], 'A');
	assert_int_equal(utf8_put(0x732a, text), 3); /* 猪 */
	assert_memory_equal(text, "\xe7\x8c\xaa", 3);
	assert_int_equal(utf8_put(0x10ffff, text), 4);
	assert_memory_equal(text, "\xf4\x8f\xbf\xbf", 4);
	assert_int_equal(utf8_put(0xe9, text), 2);
	assert_memory_equal(text, "\xc3\xa9", 2);
}

/* All sequences of two and three bytes, against the arithmetic of RFC 3629 rather than its table. */
static bool valid_by_arithmetic(const unsigned char *b, size_t len)
{
	if (b[0] < 0x80)
		return len == 1;
	size_t need = b[0] >= 0xf0 ? 4 : b[0] >= 0xe0 ? 3 : b[0] >= 0xc0 ? 2 : 0;
	if (need != len || b[0] > 0xf7)
		return false;
	uint32_t c = b[0] & (0x7fU >> len);
	for (size_t i = 1; i < len; i++) {
		if (b[i] < 0x80 || b[i] > 0xbf)
			return false;
		c = c << 6 | (b[i] & 0x3fU);
	}
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	return c >= least[len] && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
}

static void every_pair_and_triple_of_bytes_is_judged_rightly(void **state)
{
	(void)state;
	for (unsigned a = 0; a < 256; a++) {
		for (unsigned b = 0; b < 256; b++) {
			unsigned char bytes[3] = { (unsigned char)a, (unsigned char)b, 0 };
			assert_int_equal(utf8_step((const char *)bytes, 2) == 2,
				valid_by_arithmetic(bytes, 2));
			for (unsigned c = 0x70; c < 0xd0; c++) {
				bytes[2] = (unsigned char)c;
				assert_int_equal(utf8_step((const char *)bytes, 3) == 3,
					valid_by_arithmetic(bytes, 3));
			}
		}
	}
}

static void the_first_invalid_byte_is_named(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		size_t at;
	} cases[] = {
		{ "", 0, 0 }, { "abc", 3, 3 }, { "a\xff", 2, 1 }, { "\xe7\x8c\xaa\xe7\x8c", 5, 3 },
		{ "\xc0\xaf", 2, 0 }, /* overlong '/' */
		{ "\xe0\x80\xaf", 3, 0 }, { "\xf0\x8f\xbf\xbf", 4, 0 },
		{ "ab\xed\xa0\x80", 5, 2 },   /* a surrogate */
		{ "\xf4\x90\x80\x80", 4, 0 }, /* above U+10FFFF */
		{ "\xf0\x9f\x90\x96", 4, 4 }, { "\xf0\x9f\x90z", 4, 0 },
		{ "\xf5\x80\x80\x80", 4, 0 }, { "\xc1\x80\x80\x80", 4, 0 },
		{ "\x80\x80\x80\x80", 4, 0 }, { "\x80", 1, 0 },
		{ "a\0b", 3, 3 }, /* NUL is a character */
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(utf8_valid(cases[i].text, cases[i].len), cases[i].at);
}

static void chinese_characters_take_two_columns_of_a_terminal(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		size_t columns;
	} cases[] = {
		{ "", 0, 0 },
		{ "lot", 3, 3 },
		{ "\xe7\x8c\xaa", 3, 2 },
		{ "\xc2\xb0\x43", 3, 2 }, /* degree sign */
		{ "\xe2\x86\x92", 3, 1 }, /* arrow */
		{ "\xef\xbc\x9a", 3, 2 }, /* full-width colon */
		{ "\xf0\x9f\x90\x96", 4, 2 },
		{ "a\xff"
		  "b",
			3, 1 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(utf8_columns(cases[i].text, cases[i].len), cases[i].columns);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_scalar_value_is_written_and_stepped_over_whole),
		cmocka_unit_test(a_character_is_written_as_rfc_3629_says),
		cmocka_unit_test(every_pair_and_triple_of_bytes_is_judged_rightly),
		cmocka_unit_test(the_first_invalid_byte_is_named),
		cmocka_unit_test(chinese_characters_take_two_columns_of_a_terminal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
