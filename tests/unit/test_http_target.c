/* What stands behind GET, read strictly: what is refused, what is left alone, what a form says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/http/target.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void a_target_is_a_path_and_a_query(void **state)
{
	static const struct {
		const char *text, *path, *query;
	} cases[] = {
		{ "/", "/", NULL }, { "/?", "/", "" },
		{ "/01/06901234000016?linkType=gs1:pip", "/01/06901234000016", "linkType=gs1:pip" },
		{ "/a?b?c", "/a", "b?c" },
		{ "/01/06901234000016/10/A%2FB", "/01/06901234000016/10/A%2FB", NULL },
		{ "/a..b/...", "/a..b/...", NULL }, { "//x", "//x", NULL },
		{ "/a?x=%00", "/a", "x=%00" }, /* a form value, decoded where it is read */
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct http_target target = { 0 };
		assert_int_equal(http_target_read(span_of(cases[i].text), &target), HTTP_FINE);
		assert_true(span_is(target.path, cases[i].path));
		assert_true(cases[i].query ? span_is(target.query, cases[i].query)
					   : target.query.at == NULL);
	}
}

static void what_two_programs_could_read_in_two_ways_is_refused(void **state)
{
	static const char *const cases[] = { "", "*", "http://a/b", "a", "/a b", "/a#b", "/a\tb",
		"/\x80", "/%", "/%2", "/%2g", "/%00", "/a%0d%0aSet-Cookie:x", "/%1f", "/%7f", "/.",
		"/..", "/../etc/passwd", "/a/%2e%2e/b", "/a/.%2E", "/%2e", "/a/..", "/a?%zz",
		"/a\\b", "/<a>", "/\"" };
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct http_target target = { .path = { "untouched", 9 } };
		assert_int_equal(http_target_read(span_of(cases[i]), &target), HTTP_MALFORMED);
		assert_true(span_is(target.path, "untouched"));
	}
}

static void a_target_has_a_limit(void **state)
{
	char text[HTTP_TARGET_MOST + 1];
	struct http_target target;
	(void)state;
	memset(text, 'a', sizeof(text));
	text[0] = '/';
	assert_int_equal(
		http_target_read((struct span){ text, HTTP_TARGET_MOST }, &target), HTTP_FINE);
	assert_int_equal(http_target_read((struct span){ text, HTTP_TARGET_MOST + 1 }, &target),
		HTTP_TOO_LONG);
}

static bool value_is(const char *form, const char *key, const char *wanted)
{
	char text[32];
	struct out out = out_into(text, sizeof(text));
	bool found = http_form_value(span_of(form), key, &out);
	return wanted ? found && strcmp(text, wanted) == 0 : !found;
}

static void a_form_value_is_decoded(void **state)
{
	(void)state;
	assert_true(value_is("a=1&b=2", "b", "2"));
	assert_true(value_is("a=1&a=2", "a", "1"));
	assert_true(value_is("a=x+y%20z", "a", "x y z"));
	assert_true(value_is("a=%E7%8C%AA", "a", "猪"));
	assert_true(value_is("a=%0D%0Ab%00", "a", "  b "));
	assert_true(value_is("a", "a", ""));
	assert_true(value_is("&&a=1&", "a", "1"));
	assert_true(value_is("aa=1&ba=2", "a", NULL));
	assert_true(value_is("", "a", NULL));
	assert_true(value_is("a=%E7%8C", "a", NULL)); /* half a character */
	assert_true(value_is("a=%", "a", NULL));
	assert_true(value_is("a=12345678901234567890123456789012345", "a", NULL)); /* no room */
	assert_true(value_is("a=1=2", "a", "1=2"));
}

static void the_pairs_of_a_form_come_one_by_one(void **state)
{
	static const char *const wanted[][2] = { { "a", "1" }, { "", "" }, { "b c", "猪" },
		{ "a", "" } };
	struct span form = span_of("a=1&&b+c=%E7%8C%AA&a"), key, value;
	char text[16];
	struct out room = out_into(text, sizeof(text));
	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		assert_int_equal(http_form_next(&form, &room, &key, &value), 1);
		assert_true(span_is(key, wanted[i][0]) && span_is(value, wanted[i][1]));
	}
	assert_int_equal(http_form_next(&form, &room, &key, &value), 0);
	form = span_of("a=%E7%8C");
	assert_int_equal(http_form_next(&form, &room, &key, &value), -1);
	form = span_of("a=1234567890123456");
	assert_int_equal(http_form_next(&form, &room, &key, &value), -1); /* no room */
}

static void a_query_goes_on_without_one_key(void **state)
{
	char text[64];
	struct out out = out_into(text, sizeof(text));
	(void)state;
	http_query_without(span_of("linkType=a&x=1&y&linkType=b&z=%20"), "linkType", &out);
	assert_string_equal(text, "&x=1&y&z=%20");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_target_is_a_path_and_a_query),
		cmocka_unit_test(what_two_programs_could_read_in_two_ways_is_refused),
		cmocka_unit_test(a_target_has_a_limit),
		cmocka_unit_test(a_form_value_is_decoded),
		cmocka_unit_test(the_pairs_of_a_form_come_one_by_one),
		cmocka_unit_test(a_query_goes_on_without_one_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
