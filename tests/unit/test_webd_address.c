/* What is asked for: the path of a Digital Link, level by level, and the signature in its query. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/webd/web.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define G            "06901234000016"
#define SSCC         "376104250021234569"

static void a_link_is_read_and_what_nobody_keeps_a_record_by_is_passed_over(void **state)
{
	static const struct {
		const char *asked, *path, *item;
	} cases[] = {
		{ "/01/" G "/10/L1/21/S1", "/01/" G "/10/L1/21/S1", "pkg:" G "/S1" },
		{ "/01/" G "/21/S1", "/01/" G "/21/S1", "pkg:" G "/S1" },
		{ "/01/" G "/10/L1", "/01/" G "/10/L1", "lot:" G "/L1" },
		{ "/01/" G, "/01/" G, "" },
		{ "/01/6901234000016/10/L1", "/01/" G "/10/L1", "lot:" G "/L1" },
		{ "/01/" G "/10/L1/21/S1/", "/01/" G "/10/L1/21/S1", "pkg:" G "/S1" },
		{ "/01/" G "/22/A/10/L1/235/X/21/S1/8008/1", "/01/" G "/10/L1/21/S1",
			"pkg:" G "/S1" },
		{ "/01/" G "/10/A%2FB", "/01/" G "/10/A%2FB", "lot:" G "/A/B" },
		{ "/00/" SSCC, "/00/" SSCC, "sscc:" SSCC },
		{ "/414/6291041500213", "/414/6291041500213", "place:6291041500213" },
		{ "/414/6291041500213/254/X", "/414/6291041500213", "place:6291041500213" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct address address;
		if (address_read(span_of(cases[i].asked), &address) != ADDRESS_FINE)
			fail_msg("%s", cases[i].asked);
		assert_string_equal(address.path, cases[i].path);
		assert_string_equal(address.item, cases[i].item);
		/* Its own path is read as the same. */
		struct address again;
		assert_int_equal(address_read(span_of(address.path), &again), ADDRESS_FINE);
		assert_string_equal(again.path, address.path);
		assert_string_equal(again.item, address.item);
	}
}

static void another_path_is_none_and_a_wrong_link_is_bad(void **state)
{
	static const struct {
		const char *asked;
		enum address_wrong wrong;
	} cases[] = {
		{ "/", ADDRESS_NONE },
		{ "/page", ADDRESS_NONE },
		{ "/8003/1", ADDRESS_NONE },
		{ "/x/01/" G, ADDRESS_NONE },
		{ "/01", ADDRESS_NONE },
		{ "/01/", ADDRESS_BAD },
		{ "/01/06901234000017", ADDRESS_BAD },
		{ "/01/" G "/10", ADDRESS_BAD },
		{ "/01/" G "/10/", ADDRESS_BAD },
		{ "/01/" G "//L1", ADDRESS_BAD },
		{ "/01/" G "/1/A/10/L1", ADDRESS_BAD },
		{ "/01/" G "/10000/A/10/L1", ADDRESS_BAD },
		{ "/01/" G "/lot/L1", ADDRESS_BAD },
		{ "/01/" G "/21/S1/10/L1", ADDRESS_BAD },
		{ "/01/" G "/10/L1/10/L2", ADDRESS_BAD },
		{ "/01/" G "/10/%", ADDRESS_BAD },
		{ "/01/" G "/10/%00", ADDRESS_BAD },
		{ "/01/" G "/10/%E7%8C%AA", ADDRESS_BAD },
		{ "/01/" G "/10/AAAAAAAAAAAAAAAAAAAAA", ADDRESS_BAD },
		{ "/00/376104250021234560", ADDRESS_BAD },
		{ "/414/6291041500214", ADDRESS_BAD },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct address address;
		enum address_wrong wrong = address_read(span_of(cases[i].asked), &address);
		if (wrong != cases[i].wrong)
			fail_msg("%s: %d", cases[i].asked, (int)wrong);
		assert_int_equal(address_read(span_of("/01/" G), &address), ADDRESS_FINE);
	}
}

static void one_that_is_longer_than_any_label_is_refused_whole(void **state)
{
	char path[WEB_PATH_TEXT * 3];
	struct out out = out_into(path, sizeof(path));
	struct address address;
	(void)state;
	out_text(&out, "/01/" G);
	while (out.len < sizeof(path) - 16)
		out_text(&out, "/22/AAAA");
	assert_int_equal(address_read(out_written(&out), &address), ADDRESS_BAD);
}

static void the_way_up_ends_at_the_product(void **state)
{
	static const char *const levels[] = { ("/01/" G "/10/L1/21/S1"), ("/01/" G "/10/L1"),
		("/01/" G) };
	struct address at, up;
	(void)state;
	assert_int_equal(address_read(span_of(levels[0]), &at), ADDRESS_FINE);
	for (size_t i = 1; i < COUNT(levels); i++) {
		assert_true(address_up(&at, &up));
		assert_string_equal(up.path, levels[i]);
		at = up;
	}
	assert_string_equal(at.item, "");
	assert_false(address_up(&at, &up));
	assert_int_equal(address_read(span_of("/01/" G "/21/S1"), &at), ADDRESS_FINE);
	assert_true(address_up(&at, &up));
	assert_string_equal(up.path, "/01/" G);
	assert_int_equal(address_read(span_of("/00/" SSCC), &at), ADDRESS_FINE);
	assert_false(address_up(&at, &up));
}

static void of_a_query_the_signature_alone_is_kept(void **state)
{
	static const struct {
		const char *query, *kept;
	} cases[] = {
		{ "", "" },
		{ "s=A&k=B", "s=A&k=B" },
		{ "a=1&s=A&b=2&k=B&c", "s=A&k=B" },
		{ "k=B&s=A", "k=B&s=A" },
		{ "s=A", "s=A" },
		{ "k=B", "" },
		{ "s=", "s=" },
		{ "s", "" },
		{ "ss=A&ks=B&as=C", "" },
		{ "S=A", "" },
		{ "&&s=A&&", "s=A" },
		{ "s=A&s=B",
			"s=A&s=B" }, /* two of them are none, which the page must be able to say */
		{ "s=%41%3C", "s=%41%3C" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[64] = "x";
		struct out out = out_into(text, sizeof(text));
		address_signature(span_of(cases[i].query), &out);
		assert_string_equal(text, cases[i].kept);
		assert_int_equal(out.len, strlen(cases[i].kept));
	}
	/* Behind something that stands there already; and nothing of what does not fit. */
	char text[8];
	struct out out = out_into(text, sizeof(text));
	out_text(&out, "a?");
	address_signature(span_of("s=1&k=2"), &out);
	assert_string_equal(text, "a?");
	address_signature(span_of("s=1"), &out);
	assert_string_equal(text, "a?s=1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_is_read_and_what_nobody_keeps_a_record_by_is_passed_over),
		cmocka_unit_test(another_path_is_none_and_a_wrong_link_is_bad),
		cmocka_unit_test(one_that_is_longer_than_any_label_is_refused_whole),
		cmocka_unit_test(the_way_up_ends_at_the_product),
		cmocka_unit_test(of_a_query_the_signature_alone_is_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
