#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/ident/serial.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char gtin[] = "06901234000016";

static void fill_key(uint8_t key[SERIAL_KEY_LEN])
{
	for (int i = 0; i < SERIAL_KEY_LEN; i++)
		key[i] = (uint8_t)i;
}

/* Expected values: Python hashlib.blake2b(b"gtin/lot/00000001", key=bytes(range(32)), digest_size=16). */
static void serials_are_those_of_another_implementation(void **state)
{
	static const struct {
		const char *lot;
		int64_t counter;
		const char *serial;
	} cases[] = {
		{ "L20261120", 1, "00000001XGSG9BHDZTPJ" },
		{ "L20261120", 99999999, "99999999ZX9V96AHAZP4" },
		{ "A/B", 427, "00000427C1ZRMD4TEPXY" },
	};
	uint8_t key[SERIAL_KEY_LEN];
	(void)state;
	fill_key(key);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char serial[SERIAL_TEXT];
		int64_t counter = 0;
		serial_make(key, span_of(gtin), span_of(cases[i].lot), cases[i].counter, serial);
		assert_string_equal(serial, cases[i].serial);
		assert_true(serial_counter(span_of(serial), &counter));
		assert_int_equal(counter, cases[i].counter);
		assert_true(
			serial_check(key, span_of(gtin), span_of(cases[i].lot), span_of(serial)));
		assert_int_equal(gs1_x_check(span_of(serial), NULL), IDENT_OK);
	}
}

static void a_serial_holds_for_its_own_key_product_lot_and_number_only(void **state)
{
	uint8_t key[SERIAL_KEY_LEN];
	char serial[SERIAL_TEXT];
	(void)state;
	fill_key(key);
	serial_make(key, span_of(gtin), span_of("L1"), 42, serial);
	struct span good = span_of(serial);
	assert_false(serial_check(key, span_of(gtin), span_of("L2"), good));
	assert_false(serial_check(key, span_of("06901234000023"), span_of("L1"), good));
	for (size_t i = 0; i < SERIAL_LEN; i++) { /* every character counts */
		char before = serial[i];
		serial[i] = before == '1' ? '2' : '1';
		assert_false(serial_check(key, span_of(gtin), span_of("L1"), good));
		serial[i] = before;
	}
	for (size_t bit = 0; bit < 8 * SERIAL_KEY_LEN; bit++) { /* and every bit of the key */
		key[bit / 8] ^= (uint8_t)(1U << bit % 8);
		assert_false(serial_check(key, span_of(gtin), span_of("L1"), good));
		key[bit / 8] ^= (uint8_t)(1U << bit % 8);
	}
	assert_true(serial_check(key, span_of(gtin), span_of("L1"), good));
}

static void serials_of_somebody_else_have_no_counter(void **state)
{
	static const char *const foreign[] = { "", "1", "00000001XGSG9BHDZTP",
		"00000001XGSG9BHDZTPJ0", "00000000XGSG9BHDZTPJ", /* counters begin at 1 */
		"0000000aXGSG9BHDZTPJ", "00000001xgsg9bhdztpj",
		"00000001IGSG9BHDZTPJ", /* no I, L, O, U */
		"00000001XLSG9BHDZTPJ", "00000001XGSG9BHDZTPO", "00000001XGSG9BHDZTPU",
		"00000001XGSG9BHDZTP/" };
	uint8_t key[SERIAL_KEY_LEN] = { 0 };
	int64_t none = -7;
	(void)state;
	assert_false(serial_counter((struct span){ "00000001XGSG9BHDZTP\0", SERIAL_LEN }, &none));
	for (size_t i = 0; i < COUNT(foreign); i++) {
		int64_t counter = -7;
		assert_false(serial_counter(span_of(foreign[i]), &counter));
		assert_int_equal(counter, -7);
		assert_false(serial_check(key, span_of(gtin), span_of("L1"), span_of(foreign[i])));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serials_are_those_of_another_implementation),
		cmocka_unit_test(a_serial_holds_for_its_own_key_product_lot_and_number_only),
		cmocka_unit_test(serials_of_somebody_else_have_no_counter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
