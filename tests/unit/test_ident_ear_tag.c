#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/ident/ear_tag.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void a_tag_is_read_into_its_three_numbers_and_written_back(void **state)
{
	static const struct {
		const char *text;
		int32_t county;
		int32_t serial;
	} cases[] = {
		{ "114113000012345", 141130, 12345 }, /* Jiaokou */
		{ "111000100000001", 110001, 1 },
		{ "182999999999999", 829999, 99999999 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ear_tag tag = { 0 };
		char text[EAR_TAG_TEXT];
		assert_int_equal(ear_tag_parse(span_of(cases[i].text), &tag, NULL), IDENT_OK);
		assert_int_equal(tag.species, 1);
		assert_int_equal(tag.county, cases[i].county);
		assert_int_equal(tag.serial, cases[i].serial);
		ear_tag_format(tag, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void what_is_no_ear_tag_is_refused_with_reason_and_place(void **state)
{
	static const struct {
		const char *text;
		enum ident_error error;
		size_t at;
	} cases[] = {
		{ "", IDENT_EMPTY, 0 },
		{ "1", IDENT_LENGTH, 1 },
		{ "11411300001234", IDENT_LENGTH, 14 },
		{ "1141130000123456", IDENT_LENGTH, 15 },
		{ "114113000012345 ", IDENT_LENGTH, 15 },
		{ " 14113000012345", IDENT_CHARACTER, 0 },
		{ "11411300001234x", IDENT_CHARACTER, 14 },
		{ "1141130-0012345", IDENT_CHARACTER, 7 },
		{ "x", IDENT_CHARACTER, 0 },
		{ "214113000012345", IDENT_SPECIES, 0 }, /* cattle */
		{ "014113000012345", IDENT_SPECIES, 0 },
		{ "156000000012345", IDENT_COUNTY, 1 }, /* an electronic tag of China */
		{ "110113000012345", IDENT_COUNTY, 1 },
		{ "114000000012345", IDENT_COUNTY, 1 }, /* a province, no county */
		{ "114113000000000", IDENT_RANGE, 7 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ear_tag tag = { .species = 7, .county = 8, .serial = 9 };
		size_t at = 999;
		assert_int_equal(ear_tag_parse(span_of(cases[i].text), &tag, &at), cases[i].error);
		assert_int_equal(at, cases[i].at);
		assert_true(tag.species == 7 && tag.county == 8 && tag.serial == 9);
		assert_int_equal(ear_tag_parse(span_of("114113000012345"), &tag, NULL), IDENT_OK);
	}
}

static void a_farm_number_is_a_county_and_a_sequence(void **state)
{
	static const struct {
		const char *text;
		enum ident_error error;
		size_t at;
	} bad[] = {
		{ "", IDENT_EMPTY, 0 },
		{ "141130000", IDENT_LENGTH, 9 },
		{ "14113000011", IDENT_LENGTH, 10 },
		{ "14113O0001", IDENT_CHARACTER, 5 },
		{ "9911300001", IDENT_COUNTY, 0 },
		{ "1400000001", IDENT_COUNTY, 0 },
		{ "1411300000", IDENT_RANGE, 6 },
	};
	struct farm_number farm = { 0 };
	char text[FARM_TEXT];
	(void)state;
	assert_int_equal(farm_number_parse(span_of("1411300001"), &farm, NULL), IDENT_OK);
	assert_int_equal(farm.county, 141130);
	assert_int_equal(farm.sequence, 1);
	farm_number_format(farm, text);
	assert_string_equal(text, "1411300001");
	for (size_t i = 0; i < COUNT(bad); i++) {
		size_t at = 999;
		assert_int_equal(farm_number_parse(span_of(bad[i].text), &farm, &at), bad[i].error);
		assert_int_equal(at, bad[i].at);
		assert_true(farm.county == 141130 && farm.sequence == 1);
	}
}

static void every_county_of_lueliang_has_its_name(void **state)
{
	static const struct {
		int32_t county;
		const char *name;
	} counties[] = {
		{ 141102, "Lishi District" },
		{ 141121, "Wenshui County" },
		{ 141122, "Jiaocheng County" },
		{ 141123, "Xing County" },
		{ 141124, "Lin County" },
		{ 141125, "Liulin County" },
		{ 141126, "Shilou County" },
		{ 141127, "Lan County" },
		{ 141128, "Fangshan County" },
		{ 141129, "Zhongyang County" },
		{ 141130, "Jiaokou County" },
		{ 141181, "Xiaoyi City" },
		{ 141182, "Fenyang City" },
	};
	size_t named = 0;
	(void)state;
	for (size_t i = 0; i < COUNT(counties); i++)
		assert_string_equal(county_name(counties[i].county), counties[i].name);
	for (int32_t county = -1; county <= 1000000; county++)
		named += county_name(county) != NULL;
	assert_int_equal(named, COUNT(counties));
}

static void only_the_34_provinces_are_known(void **state)
{
	static const int provinces[] = { 11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37,
		41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82 };
	size_t known = 0;
	(void)state;
	for (size_t i = 0; i < COUNT(provinces); i++)
		assert_true(county_province_known(provinces[i] * 10000 + 101));
	for (int province = 0; province < 100; province++)
		known += county_province_known(province * 10000);
	assert_int_equal(known, 34);
	assert_false(county_province_known(-140000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tag_is_read_into_its_three_numbers_and_written_back),
		cmocka_unit_test(what_is_no_ear_tag_is_refused_with_reason_and_place),
		cmocka_unit_test(a_farm_number_is_a_county_and_a_sequence),
		cmocka_unit_test(every_county_of_lueliang_has_its_name),
		cmocka_unit_test(only_the_34_provinces_are_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
