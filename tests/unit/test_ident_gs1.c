#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/ident/gs1.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Keys printed in GS1 publications and on common goods, not computed here. */
static const char *const published[] = {
	"9783161484100",      /* a book: check digit 0 */
	"6291041500213",      /* GTIN-13, GS1's page on check digits */
	"09506000134352",     /* GTIN-14 of the Digital Link examples */
	"09520123456788",     /* GTIN-14 of the Digital Link examples */
	"376104250021234569", /* SSCC, GS1 manual on check digits */
	"96385074",           /* GTIN-8 */
	"036000291452",       /* GTIN-12 */
};

static void the_check_digits_of_published_keys_come_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(published); i++) {
		struct span key = span_of(published[i]);
		assert_int_equal(
			gs1_check_digit((struct span){ key.at, key.len - 1 }), key.at[key.len - 1]);
		assert_int_equal(gs1_key_check(key, key.len, NULL), IDENT_OK);
	}
}

static void one_wrong_digit_anywhere_is_seen(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(published); i++) {
		char key[SSCC_TEXT];
		size_t len = strlen(published[i]);
		assert_true(span_copy(span_of(published[i]), key, sizeof(key)));
		for (size_t j = 0; j < len; j++) {
			for (char c = '0'; c <= '9'; c++) {
				size_t at = 999;
				key[j] = c;
				enum ident_error error = gs1_key_check(span_of(key), len, &at);
				assert_int_equal(
					error, c == published[i][j] ? IDENT_OK : IDENT_CHECK_DIGIT);
				assert_int_equal(at, error ? len - 1 : 999);
			}
			key[j] = published[i][j];
		}
	}
}

static void a_key_of_the_wrong_shape_is_refused_with_reason_and_place(void **state)
{
	static const struct {
		const char *text;
		enum ident_error error;
		size_t at;
	} cases[] = {
		{ "", IDENT_EMPTY, 0 },
		{ "629104150021", IDENT_LENGTH, 12 },
		{ "62910415002133", IDENT_LENGTH, 13 },
		{ "629104150021x", IDENT_CHARACTER, 12 },
		{ "62910 1500213", IDENT_CHARACTER, 5 },
		{ "6291041500214", IDENT_CHECK_DIGIT, 12 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t at = 999;
		assert_int_equal(
			gs1_key_check(span_of(cases[i].text), GLN_LEN, &at), cases[i].error);
		assert_int_equal(at, cases[i].at);
	}
}

static void a_gtin_of_any_length_becomes_fourteen_digits(void **state)
{
	static const struct {
		const char *text;
		const char *gtin;
	} good[] = {
		{ "96385074", "00000096385074" },
		{ "036000291452", "00036000291452" },
		{ "6291041500213", "06291041500213" },
		{ "09506000134352", "09506000134352" },
	};
	static const struct {
		const char *text;
		enum ident_error error;
		size_t at;
	} bad[] = {
		{ "", IDENT_EMPTY, 0 },
		{ "963850", IDENT_LENGTH, 6 },
		{ "963850740", IDENT_LENGTH, 9 },
		{ "00000000000", IDENT_LENGTH, 11 },
		{ "095060001343520", IDENT_LENGTH, 14 },
		{ "96385075", IDENT_CHECK_DIGIT, 7 },
		{ "036000291453", IDENT_CHECK_DIGIT, 11 },
		{ "9638507l", IDENT_CHARACTER, 7 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		char gtin[GTIN_TEXT] = "";
		char again[GTIN_TEXT] = "";
		assert_int_equal(gtin_parse(span_of(good[i].text), gtin, NULL), IDENT_OK);
		assert_string_equal(gtin, good[i].gtin);
		assert_int_equal(gtin_parse(span_of(gtin), again, NULL), IDENT_OK);
		assert_string_equal(again, gtin);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		char gtin[GTIN_TEXT] = "before";
		size_t at = 999;
		assert_int_equal(gtin_parse(span_of(bad[i].text), gtin, &at), bad[i].error);
		assert_int_equal(at, bad[i].at);
		assert_string_equal(gtin, "before");
	}
}

static void set_82_is_these_82_characters(void **state)
{
	static const char set[] = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_"
				  "abcdefghijklmnopqrstuvwxyz";
	(void)state;
	assert_int_equal(strlen(set), 82);
	for (int c = 0; c < 256; c++) {
		char one = (char)c;
		bool member = c != 0 && strchr(set, c) != NULL;
		assert_int_equal(gs1_x_check((struct span){ &one, 1 }, NULL),
			member ? IDENT_OK : IDENT_CHARACTER);
	}
}

static void a_lot_has_one_to_twenty_characters(void **state)
{
	static const struct {
		const char *text;
		enum ident_error error;
		size_t at;
	} cases[] = {
		{ "L", IDENT_OK, 999 },
		{ "12345678901234567890", IDENT_OK, 999 },
		{ "", IDENT_EMPTY, 0 },
		{ "123456789012345678901", IDENT_LENGTH, 20 },
		{ "12345678901234567890\n", IDENT_LENGTH, 20 },
		{ "L 1", IDENT_CHARACTER, 1 },
		{ "L#", IDENT_CHARACTER, 1 },
		{ "\xe6\x89\xb9", IDENT_CHARACTER, 0 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t at = 999;
		assert_int_equal(gs1_x_check(span_of(cases[i].text), &at), cases[i].error);
		assert_int_equal(at, cases[i].at);
	}
}

static void every_error_has_a_sentence_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < IDENT_ERROR_COUNT; i++) {
		assert_true(strlen(ident_error_text((enum ident_error)i)) > 5);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(ident_error_text((enum ident_error)i),
				ident_error_text((enum ident_error)j));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_check_digits_of_published_keys_come_out),
		cmocka_unit_test(one_wrong_digit_anywhere_is_seen),
		cmocka_unit_test(a_key_of_the_wrong_shape_is_refused_with_reason_and_place),
		cmocka_unit_test(a_gtin_of_any_length_becomes_fourteen_digits),
		cmocka_unit_test(set_82_is_these_82_characters),
		cmocka_unit_test(a_lot_has_one_to_twenty_characters),
		cmocka_unit_test(every_error_has_a_sentence_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
