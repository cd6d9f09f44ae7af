#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/ident/item.h"

#include <string.h>

#define COUNT(array)   (sizeof(array) / sizeof((array)[0]))
#define BEHIND(prefix) (sizeof(prefix) - 1)

#define G    "06901234000016"
#define X10  "xxxxxxxxxx"
#define X40  X10 X10 X10 X10
#define PIG4 "\xe7\x8c\xaa\xe7\x8c\xaa\xe7\x8c\xaa\xe7\x8c\xaa" /* four of them, 12 bytes */

static const char *const canonical[] = {
	"pig:114113000012345",
	"eid:156000000012345",
	"eid:900274877906943",
	"group:1411300001/F3",
	"group:1411300001/" PIG4,
	"group:1411300001/" X40,
	"carcass:lvliang-01/20261120/17",
	"carcass:A._-9/20000229/99999",
	"carcass:AZaz09/21991231/1",
	"station:az-09",
	"lot:" G "/L20261120",
	"lot:" G "/A/B:C",
	"lot:" G "//",
	"pkg:" G "/000000427HK3QW9ZB4TN",
	"pkg:" G "/!\"%&'()*+,-./:;<=>",
	"run:" G "/L20261120/1-400",
	"run:" G "/A/1-2/3/99900000-99999999",
	"run:" G "/L/1-1",
	"run:" G "/L/1-100000",
	"sscc:376104250021234569",
	"input:nongda/F2611-03",
	"truck:晋J12345",
	"doc:A/1400123456",
	"place:lvliang-01",
	"place:6291041500213",
	"place::",
	"station:farm-01",
	"station:" X10 X10 X10 "-0",
};

static void an_item_is_read_and_written_back_unchanged(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(canonical); i++) {
		struct item item = { 0 };
		char text[ITEM_TEXT];
		size_t at = 999;
		struct out out = out_into(text, sizeof(text));
		if (item_parse(span_of(canonical[i]), &item, &at) != IDENT_OK)
			fail_msg("%s refused at %zu", canonical[i], at);
		assert_int_equal(at, 999);
		item_format(&out, item);
		assert_string_equal(text, canonical[i]);
		assert_int_equal(item_code_check(item.kind, item.code, NULL), IDENT_OK);
		assert_true(item_equal(item, item));
	}
}

/* A new row of item.tsv is tested by being there. */
static void every_kind_knows_its_name_its_title_and_its_example(void **state)
{
	static const struct {
		const char *name;
		const char *title;
		const char *example;
	} rows[] = {
#define ROW(NAME, name, syntax, title, example) { name, title, example },
		ITEM_KIND_TABLE(ROW)
#undef ROW
	};
	(void)state;
	assert_int_equal(COUNT(rows), ITEM_KIND_COUNT);
	for (size_t i = 0; i < COUNT(rows); i++) {
		enum item_kind kind = ITEM_KIND_COUNT;
		struct item item;
		assert_true(item_kind_find(span_of(rows[i].name), &kind));
		assert_int_equal(kind, i);
		assert_string_equal(item_kind_name(kind), rows[i].name);
		assert_string_equal(item_kind_title(kind), rows[i].title);
		assert_int_equal(item_parse(span_of(rows[i].example), &item, NULL), IDENT_OK);
		assert_int_equal(item.kind, kind);
	}
}

static void what_is_no_item_is_refused_with_reason_and_place(void **state)
{
	static const struct {
		const char *text;
		enum ident_error error;
		size_t at;
	} cases[] = {
		{ "", IDENT_EMPTY, 0 },
		{ "pig", IDENT_FORM, 3 },
		{ ":1", IDENT_KIND, 0 },
		{ "cow:1", IDENT_KIND, 0 },
		{ "Pig:114113000012345", IDENT_KIND, 0 },
		{ "pigs:114113000012345", IDENT_KIND, 0 },
		{ " pig:114113000012345", IDENT_KIND, 0 },
		{ "pig:", IDENT_EMPTY, 4 },
		{ "pig:114113000012345 ", IDENT_LENGTH, BEHIND("pig:114113000012345") },
		{ "pig:114113000000000", IDENT_RANGE, BEHIND("pig:1141130") },
		{ "pig:156000000012345", IDENT_COUNTY, BEHIND("pig:1") },
		{ "eid:999000000012345", IDENT_RANGE, 4 },
		{ "group:1411300001", IDENT_FORM, BEHIND("group:1411300001") },
		{ "group:1411300001/", IDENT_EMPTY, BEHIND("group:1411300001/") },
		{ "group:141130001/F3", IDENT_LENGTH, BEHIND("group:141130001") },
		{ "group:1411300001/F/3", IDENT_CHARACTER, BEHIND("group:1411300001/F") },
		{ "group:1411300001/F 3", IDENT_CHARACTER, BEHIND("group:1411300001/F") },
		{ "group:1411300001/" X40 "x", IDENT_LENGTH, BEHIND("group:1411300001/" X40) },
		{ "group:1411300001/" PIG4 PIG4 PIG4 "xx\xe7\x8c\xaa", IDENT_LENGTH,
			BEHIND("group:1411300001/" PIG4 PIG4 PIG4 "xx") },
		{ "carcass:p", IDENT_FORM, BEHIND("carcass:p") },
		{ "carcass:/20261120/1", IDENT_EMPTY, BEHIND("carcass:") },
		{ "carcass:p/20261120", IDENT_FORM, BEHIND("carcass:p/20261120") },
		{ "carcass:p/20261131/1", IDENT_DATE, BEHIND("carcass:p/") },
		{ "carcass:p/19991231/1", IDENT_DATE, BEHIND("carcass:p/") },
		{ "carcass:p/2026112/1", IDENT_LENGTH, BEHIND("carcass:p/2026112") },
		{ "carcass:p/2026-1-1/1", IDENT_CHARACTER, BEHIND("carcass:p/2026") },
		{ "carcass:p/20261120/", IDENT_EMPTY, BEHIND("carcass:p/20261120/") },
		{ "carcass:p/20261120/x", IDENT_CHARACTER, BEHIND("carcass:p/20261120/") },
		{ "carcass:p/20261120/0", IDENT_RANGE, BEHIND("carcass:p/20261120/") },
		{ "carcass:p/20261120/017", IDENT_RANGE, BEHIND("carcass:p/20261120/") },
		{ "carcass:p/20261120/100000", IDENT_RANGE, BEHIND("carcass:p/20261120/") },
		{ "carcass:p/20261120/1/2", IDENT_CHARACTER, BEHIND("carcass:p/20261120/1") },
		{ "carcass:p q/20261120/1", IDENT_CHARACTER, BEHIND("carcass:p") },
		{ "carcass:" X10 X10 "x/20261120/1", IDENT_LENGTH, BEHIND("carcass:" X10 X10) },
		{ "lot:" G, IDENT_FORM, BEHIND("lot:" G) },
		{ "lot:" G "/", IDENT_EMPTY, BEHIND("lot:" G "/") },
		{ "lot:" G "/a b", IDENT_CHARACTER, BEHIND("lot:" G "/a") },
		{ "lot:" G "/" X10 X10 "x", IDENT_LENGTH, BEHIND("lot:" G "/" X10 X10) },
		{ "lot:06901234000017/L", IDENT_CHECK_DIGIT, BEHIND("lot:0690123400001") },
		{ "lot:6901234000016/L", IDENT_LENGTH,
			BEHIND("lot:6901234000016") }, /* not padded */
		{ "pkg:" G "/\xe7\x8c\xaa", IDENT_CHARACTER, BEHIND("pkg:" G "/") },
		{ "run:" G "/L", IDENT_FORM, BEHIND("run:" G "/L") },
		{ "run:" G "/1-2", IDENT_FORM, BEHIND("run:" G "/1-2") },
		{ "run:" G "//1-2", IDENT_EMPTY, BEHIND("run:" G "/") },
		{ "run:" G "/L/", IDENT_FORM, BEHIND("run:" G "/L/") },
		{ "run:" G "/L/12", IDENT_FORM, BEHIND("run:" G "/L/12") },
		{ "run:" G "/L/-2", IDENT_EMPTY, BEHIND("run:" G "/L/") },
		{ "run:" G "/L/1-", IDENT_EMPTY, BEHIND("run:" G "/L/1-") },
		{ "run:" G "/L/0-5", IDENT_RANGE, BEHIND("run:" G "/L/") },
		{ "run:" G "/L/01-5", IDENT_RANGE, BEHIND("run:" G "/L/") },
		{ "run:" G "/L/1-05", IDENT_RANGE, BEHIND("run:" G "/L/1-") },
		{ "run:" G "/L/5-4", IDENT_RANGE, BEHIND("run:" G "/L/5-") },
		{ "run:" G "/L/1-100001", IDENT_RANGE, BEHIND("run:" G "/L/1-") },
		{ "run:" G "/L/99999999-100000000", IDENT_RANGE, BEHIND("run:" G "/L/99999999-") },
		{ "run:" G "/L/99999999999999999999-1", IDENT_RANGE, BEHIND("run:" G "/L/") },
		{ "run:" G "/L/1-2-3", IDENT_CHARACTER, BEHIND("run:" G "/L/1-2") },
		{ "sscc:376104250021234560", IDENT_CHECK_DIGIT, BEHIND("sscc:37610425002123456") },
		{ "input:nongda", IDENT_FORM, BEHIND("input:nongda") },
		{ "input:农大/F1", IDENT_CHARACTER, BEHIND("input:") },
		{ "input:nongda/", IDENT_EMPTY, BEHIND("input:nongda/") },
		{ "truck:", IDENT_EMPTY, BEHIND("truck:") },
		{ "truck:a\tb", IDENT_CHARACTER, BEHIND("truck:a") },
		{ "truck:a\x7f", IDENT_CHARACTER, BEHIND("truck:a") },
		{ "truck:\xff", IDENT_CHARACTER, BEHIND("truck:") },
		{ "truck:\xe6\x99", IDENT_CHARACTER, BEHIND("truck:") },
		{ "doc:A", IDENT_FORM, BEHIND("doc:A") },
		{ "doc:A/1/2", IDENT_CHARACTER, BEHIND("doc:A/1") },
		{ "place:" X40 "x", IDENT_LENGTH, BEHIND("place:" X40) },
		{ "place:" X40 "\xff", IDENT_LENGTH, BEHIND("place:" X40) },
		{ "place:a\xc2\xa0"
		  "b",
			IDENT_CHARACTER, BEHIND("place:a") },                  /* no-break space */
		{ "place:a\xc2\x85", IDENT_CHARACTER, BEHIND("place:a") },     /* C1 control */
		{ "place:a\xe3\x80\x80", IDENT_CHARACTER, BEHIND("place:a") }, /* wide space */
		{ "place:a\xe2\x80\x8b", IDENT_CHARACTER, BEHIND("place:a") }, /* zero width */
		{ "place:a\xe2\x80\xae", IDENT_CHARACTER, BEHIND("place:a") }, /* right to left */
		{ "place:a\xef\xbb\xbf", IDENT_CHARACTER, BEHIND("place:a") }, /* byte order mark */
		{ "place:a\xf3\xa0\x81\x81", IDENT_CHARACTER,
			BEHIND("place:a") }, /* a tag letter */
		{ "pig:" X40 X40 X10 "xxxxxx", IDENT_CHARACTER, BEHIND("pig:") },
		{ "pig:" X40 X40 X10 "xxxxxxx", IDENT_LENGTH, BEHIND("pig:") + ITEM_CODE_MOST },
		{ "station:" X10 X10 X10 "xx!", IDENT_LENGTH, BEHIND("station:" X10 X10 X10 "xx") },
		{ "station:Farm", IDENT_CHARACTER, BEHIND("station:") },
		{ "station:farm_1", IDENT_CHARACTER, BEHIND("station:farm") },
		{ "station:" X10 X10 X10 "xxx", IDENT_LENGTH, BEHIND("station:" X10 X10 X10 "xx") },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct item item = { .kind = ITEM_EID, .code = span_of("before") };
		size_t at = 999;
		enum ident_error error = item_parse(span_of(cases[i].text), &item, &at);
		if (error != cases[i].error || at != cases[i].at)
			fail_msg("%s: error %d at %zu", cases[i].text, (int)error, at);
		assert_int_equal(item_parse(span_of(cases[i].text), &item, NULL), error);
		assert_true(item.kind == ITEM_EID && span_is(item.code, "before"));
		assert_int_equal(item_parse(span_of(canonical[0]), &item, NULL), IDENT_OK);
	}
}

static void names_hold_letters_of_any_script_and_pictures(void **state)
{
	static const char *const names[] = { "猪舍三号", "Zürich", "A-1_b.c", "🐖", "第3栋(东)",
		"\xc2\xa1", "\xe2\x80\xa7", "\xe2\x80\xb0", "\xe3\x80\x81" };
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		assert_int_equal(item_code_check(ITEM_PLACE, span_of(names[i]), NULL), IDENT_OK);
	assert_int_equal(
		item_code_check(ITEM_PLACE, (struct span){ "a\0b", 3 }, NULL), IDENT_CHARACTER);
}

static struct item item_of(const char *text)
{
	struct item item;
	assert_int_equal(item_parse(span_of(text), &item, NULL), IDENT_OK);
	return item;
}

static void compound_codes_split_into_their_parts(void **state)
{
	struct item_lot lot;
	struct item_pkg pkg;
	struct item_run run;
	(void)state;
	assert_true(item_split_lot(item_of("lot:" G "/A/B"), &lot));
	assert_true(span_is(lot.gtin, G) && span_is(lot.lot, "A/B"));
	assert_true(item_split_pkg(item_of("pkg:" G "/S-1"), &pkg));
	assert_true(span_is(pkg.gtin, G) && span_is(pkg.serial, "S-1"));
	assert_true(item_split_run(item_of("run:" G "/A/1-2/3/7-99"), &run));
	assert_true(span_is(run.gtin, G) && span_is(run.lot, "A/1-2/3"));
	assert_true(run.first == 7 && run.last == 99);
	assert_false(item_split_lot(item_of("pkg:" G "/S-1"), &lot));
	assert_false(item_split_pkg(item_of("lot:" G "/S-1"), &pkg));
	assert_false(item_split_run(item_of("lot:" G "/A/1-2"), &run));
}

static void items_differ_by_kind_and_by_code(void **state)
{
	(void)state;
	assert_true(item_equal(item_of("lot:" G "/1"), item_of("lot:" G "/1")));
	assert_false(item_equal(item_of("lot:" G "/1"), item_of("pkg:" G "/1")));
	assert_false(item_equal(item_of("lot:" G "/1"), item_of("lot:" G "/2")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_item_is_read_and_written_back_unchanged),
		cmocka_unit_test(every_kind_knows_its_name_its_title_and_its_example),
		cmocka_unit_test(what_is_no_item_is_refused_with_reason_and_place),
		cmocka_unit_test(names_hold_letters_of_any_script_and_pictures),
		cmocka_unit_test(compound_codes_split_into_their_parts),
		cmocka_unit_test(items_differ_by_kind_and_by_code),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
