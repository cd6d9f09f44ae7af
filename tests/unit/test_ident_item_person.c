#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/ident/item.h"

#include <string.h>

#define COUNT(array)   (sizeof(array) / sizeof((array)[0]))
#define BEHIND(prefix) (sizeof(prefix) - 1)

#define G "06901234000016"

static void what_a_person_types_becomes_the_one_spelling(void **state)
{
	static const struct {
		const char *typed;
		const char *item;
	} cases[] = {
		{ "pig:114113000012345", "pig:114113000012345" },
		{ "114113000012345", "pig:114113000012345" },
		{ " \t114113000012345\r\n", "pig:114113000012345" },
		{ "\xe3\x80\x80 114113000012345 \xe3\x80\x80", "pig:114113000012345" },
		{ "156000000012345", "eid:156000000012345" },
		{ "900274877906943", "eid:900274877906943" },
		{ "208000000000001", "eid:208000000000001" }, /* Denmark: 08 is no province */
		{ "036000000000001", "eid:036000000000001" },
		{ "422000000000001", "eid:422000000000001" },
		{ "eid:214113000012345", "eid:214113000012345" },
		{ "376104250021234569", "sscc:376104250021234569" },
		{ "00376104250021234569", "sscc:376104250021234569" },
		{ "(00) 376104250021234569", "sscc:376104250021234569" },
		{ "]C100376104250021234569", "sscc:376104250021234569" },
		{ "006104250021234565",
			"sscc:006104250021234565" }, /* no bars: one that begins so */
		{ "6291041500213", "place:6291041500213" },
		{ "https://h/01/" G "/10/L1/21/S1", "pkg:" G "/S1" },
		{ "https://h/01/" G "/10/L/21/S", "pkg:" G "/S" },
		{ "https://h/01/" G "/10/L", "lot:" G "/L" },
		{ "https://h/01/" G "/21/S%2F1?x=1", "pkg:" G "/S/1" },
		{ " HTTPS://H/01/" G "/10/L%251 ", "lot:" G "/L%1" },
		{ "https://h/01/6901234000016/10/L1", "lot:" G "/L1" }, /* GTIN-13, padded */
		{ "https://h/01/96385074/10/L1", "lot:00000096385074/L1" },
		{ "https://h/00/376104250021234569", "sscc:376104250021234569" },
		{ "https://h/414/6291041500213", "place:6291041500213" },
		{ "truck:晋J12345", "truck:晋J12345" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[ITEM_TEXT], again[ITEM_TEXT];
		struct item item;
		struct out out = out_into(text, sizeof(text));
		struct out out_again = out_into(again, sizeof(again));
		size_t at = 999;
		enum ident_error error = item_from_person(span_of(cases[i].typed), &out, &at);
		if (error != IDENT_OK)
			fail_msg("%s: error %d at %zu", cases[i].typed, (int)error, at);
		assert_string_equal(text, cases[i].item);
		assert_int_equal(item_parse(span_of(text), &item, NULL), IDENT_OK);
		assert_int_equal(item_from_person(span_of(text), &out_again, NULL), IDENT_OK);
		assert_string_equal(again, text);
	}
}

static void what_names_no_item_is_refused_with_reason_and_place(void **state)
{
	static const struct {
		const char *typed;
		enum ident_error error;
		size_t at;
	} cases[] = {
		{ "", IDENT_EMPTY, 0 },
		{ " \n ", IDENT_EMPTY, 0 },
		{ "h", IDENT_UNKNOWN, 0 },
		{ "hello", IDENT_UNKNOWN, 0 },
		{ "  12345", IDENT_UNKNOWN, 2 },
		{ G, IDENT_UNKNOWN, 0 }, /* a product, not an item */
		{ "96385074", IDENT_UNKNOWN, 0 },
		{ "https://h/01/" G, IDENT_UNKNOWN, 0 },
		{ " https://h/01/" G, IDENT_UNKNOWN, 1 },
		{ "11411300001234x", IDENT_UNKNOWN, 0 },
		/* an ear tag with a wrong digit must not become the electronic tag of another country */
		{ "114113000000000", IDENT_RANGE, 7 },
		{ "214113000012345", IDENT_SPECIES, 0 },
		{ " 314113000012345", IDENT_SPECIES, 1 },
		{ "211000100000001", IDENT_SPECIES, 0 },
		{ "250000000000001", IDENT_SPECIES, 0 }, /* Chongqing or France: must be said */
		{ "999000000012345", IDENT_RANGE, 0 },
		{ "156999999999999", IDENT_RANGE, 3 },
		{ "376104250021234560", IDENT_CHECK_DIGIT, 17 },
		{ " (00) 376104250021234560", IDENT_CHECK_DIGIT, 23 },
		{ "01376104250021234569", IDENT_UNKNOWN, 0 },
		{ "]C10037610425002123456", IDENT_UNKNOWN, 0 },
		{ "]C1]C100376104250021234569", IDENT_UNKNOWN, 0 },
		{ "6291041500214", IDENT_CHECK_DIGIT, 12 },
		{ "javascript:alert(1)", IDENT_KIND, 0 },
		{ "https:h", IDENT_KIND, 0 },
		{ "  cow:1", IDENT_KIND, 2 },
		{ "  pig:1", IDENT_LENGTH, BEHIND("  pig:1") },
		{ " https://u@h/01/" G, IDENT_FORM, BEHIND(" https://u") },
		{ " https://h/01/" G "/10/%", IDENT_ESCAPE, BEHIND(" https://h/01/" G "/10/") },
		{ "1141130000 12345", IDENT_UNKNOWN, 0 },
		{ "\xe3\x80", IDENT_UNKNOWN, 0 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[ITEM_TEXT];
		struct out out = out_into(text, sizeof(text));
		size_t at = 999;
		enum ident_error error = item_from_person(span_of(cases[i].typed), &out, &at);
		if (error != cases[i].error || at != cases[i].at)
			fail_msg("%s: error %d at %zu", cases[i].typed, (int)error, at);
		assert_int_equal(item_from_person(span_of(cases[i].typed), &out, NULL), error);
		assert_string_equal(text, "");
		assert_int_equal(
			item_from_person(span_of("114113000012345"), &out, NULL), IDENT_OK);
	}
}

static void an_item_with_a_gs1_key_has_a_link_that_leads_back_to_it(void **state)
{
	static const struct {
		const char *item;
		const char *lot;
		const char *link;
	} cases[] = {
		{ "pkg:" G "/S/1", "L 1", NULL }, /* no lot of set 82 */
		{ "pkg:" G "/S/1", " ", NULL },
		{ "pkg:" G "/S/1", "L/1", "https://h/x/01/" G "/10/L%2F1/21/S%2F1" },
		{ "pkg:" G "/S1", NULL, "https://h/x/01/" G "/21/S1" },
		{ "lot:" G "/L1", NULL, "https://h/x/01/" G "/10/L1" },
		{ "sscc:376104250021234569", NULL, "https://h/x/00/376104250021234569" },
		{ "place:6291041500213", NULL, "https://h/x/414/6291041500213" },
		{ "place:6291041500214", NULL, NULL },
		{ "place:lvliang-01", NULL, NULL },
		{ "pig:114113000012345", NULL, NULL },
		{ "run:" G "/L1/1-2", NULL, NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct item item;
		char link[DIGITAL_LINK_MOST + 1], back[ITEM_TEXT];
		struct out out = out_into(link, sizeof(link));
		struct out out_back = out_into(back, sizeof(back));
		assert_int_equal(item_parse(span_of(cases[i].item), &item, NULL), IDENT_OK);
		bool has = item_to_link(item, span_of(cases[i].lot), span_of("https://h/x"), &out);
		assert_int_equal(has, cases[i].link != NULL);
		assert_string_equal(link, has ? cases[i].link : "");
		if (!has)
			continue;
		assert_int_equal(item_from_person(out_written(&out), &out_back, NULL), IDENT_OK);
		assert_string_equal(back, cases[i].item);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_person_types_becomes_the_one_spelling),
		cmocka_unit_test(what_names_no_item_is_refused_with_reason_and_place),
		cmocka_unit_test(an_item_with_a_gs1_key_has_a_link_that_leads_back_to_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
