#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/base/crc32.h"

static void the_published_check_value_comes_out(void **state)
{
	(void)state;
	assert_int_equal(crc32_more(0, "123456789", 9), 0xcbf43926);
	assert_int_equal(crc32_more(0, "", 0), 0);
	assert_int_equal(crc32_more(0, "IEND", 4), 0xae426082); /* the end of every PNG file */
}

static void in_parts_or_at_once_gives_the_same(void **state)
{
	const char *text = "123456789";
	(void)state;
	for (size_t cut = 0; cut <= 9; cut++)
		assert_int_equal(
			crc32_more(crc32_more(0, text, cut), text + cut, 9 - cut), 0xcbf43926);
}

static void any_flipped_bit_is_seen(void **state)
{
	unsigned char bytes[32] = { 0 };
	(void)state;
	uint32_t right = crc32_more(0, bytes, sizeof(bytes));
	for (size_t bit = 0; bit < 8 * sizeof(bytes); bit++) {
		bytes[bit / 8] ^= (unsigned char)(1U << bit % 8);
		assert_int_not_equal(crc32_more(0, bytes, sizeof(bytes)), right);
		bytes[bit / 8] ^= (unsigned char)(1U << bit % 8);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_check_value_comes_out),
		cmocka_unit_test(in_parts_or_at_once_gives_the_same),
		cmocka_unit_test(any_flipped_bit_is_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
