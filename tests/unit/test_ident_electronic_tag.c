#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/ident/electronic_tag.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void a_tag_is_read_into_country_and_number_and_written_back(void **state)
{
	static const struct {
		const char *text;
		int country;
		int64_t national;
	} cases[] = {
		{ "156000000012345", 156, 12345 },
		{ "001000000000000", 1, 0 },
		{ "900274877906943", 900,
			ELECTRONIC_TAG_NATIONAL_MOST }, /* a maker's code, 38 bits full */
		{ "998000000000001", 998, 1 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct electronic_tag tag = { 0 };
		char text[ELECTRONIC_TAG_TEXT];
		assert_int_equal(
			electronic_tag_parse(span_of(cases[i].text), &tag, NULL), IDENT_OK);
		assert_int_equal(tag.country, cases[i].country);
		assert_int_equal(tag.national, cases[i].national);
		electronic_tag_format(tag, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void what_is_no_electronic_tag_is_refused_with_reason_and_place(void **state)
{
	static const struct {
		const char *text;
		enum ident_error error;
		size_t at;
	} cases[] = {
		{ "", IDENT_EMPTY, 0 },
		{ "15600000001234", IDENT_LENGTH, 14 },
		{ "1560000000123450", IDENT_LENGTH, 15 },
		{ "156 00000012345", IDENT_CHARACTER, 3 },
		{ "000000000012345", IDENT_RANGE, 0 },
		{ "999000000012345", IDENT_RANGE, 0 },
		{ "156274877906944", IDENT_RANGE, 3 }, /* needs 39 bits */
		{ "156999999999999", IDENT_RANGE, 3 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct electronic_tag tag = { .country = 7, .national = 8 };
		size_t at = 999;
		assert_int_equal(
			electronic_tag_parse(span_of(cases[i].text), &tag, &at), cases[i].error);
		assert_int_equal(at, cases[i].at);
		assert_true(tag.country == 7 && tag.national == 8);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tag_is_read_into_country_and_number_and_written_back),
		cmocka_unit_test(what_is_no_electronic_tag_is_refused_with_reason_and_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
