#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/ident/digital_link.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* offset of the first character behind prefix, so that a table says where without counting */
#define BEHIND(prefix) (sizeof(prefix) - 1)

#define G "06901234000016"

struct good {
	const char *uri;
	const char *gtin;
	const char *lot;
	const char *serial;
	const char *sscc;
	const char *gln;
	const char *base;
	const char *query; /* NULL: none */
};

static const struct good goods[] = {
	{ "https://id.example.cn/01/" G "/10/L20261120/21/000000427HK3QW9ZB4TN", G, "L20261120",
		"000000427HK3QW9ZB4TN", "", "", "https://id.example.cn", NULL },
	{ "https://id.gs1.org/01/09506000134352", "09506000134352", "", "", "", "",
		"https://id.gs1.org", NULL }, /* from GS1's own examples */
	{ "https://example.com/some/path/01/9506000134352/10/ABC/21/1", "09506000134352", "ABC",
		"1", "", "", "https://example.com/some/path", NULL },
	{ "http://h/01/96385074", "00000096385074", "", "", "", "", "http://h", NULL },
	{ "http://h/01/036000291452", "00036000291452", "", "", "", "", "http://h", NULL },
	{ "https://h/01/" G "/21/S1", G, "", "S1", "", "", "https://h", NULL },
	{ "https://h/00/376104250021234569", "", "", "", "376104250021234569", "", "https://h",
		NULL },
	{ "https://h/414/6291041500213", "", "", "", "", "6291041500213", "https://h", NULL },
	{ "https://h:8443/01/" G, G, "", "", "", "", "https://h:8443", NULL },
	{ "https://[2001:db8::1]:80/01/" G, G, "", "", "", "", "https://[2001:db8::1]:80", NULL },
	{ "HTTPS://ID.EXAMPLE.CN/01/" G "/10/L1", G, "L1", "", "", "", "HTTPS://ID.EXAMPLE.CN",
		NULL },
	{ "https://h/01/" G "?linkType=all&x=/01/1#there", G, "", "", "", "", "https://h",
		"linkType=all&x=/01/1" },
	{ "https://h/01/" G "#there?no=query", G, "", "", "", "", "https://h", NULL },
	{ "https://h/01/" G "?", G, "", "", "", "", "https://h", "" },
	/* escapes, small and capital; "+" is a plus */
	{ "https://h/01/" G "/10/A%2FB%2fC/21/%21%22a+b%25", G, "A/B/C", "!\"a+b%", "", "",
		"https://h", NULL },
	{ "https://h/01/" G "/10/%31%32", G, "12", "", "", "", "https://h", NULL },
	{ "https://h/01/" G "/10/12345678901234567890", G, "12345678901234567890", "", "", "",
		"https://h", NULL },
	{ "https://h/01/" G "/10/%2a%2A%3f%3F", G, "**??", "", "", "", "https://h", NULL },
	/* a prefix may hold anything, and a lot may look like a key */
	{ "https://h/01/" G "/01/09506000134352", "09506000134352", "", "", "", "",
		"https://h/01/" G, NULL },
	{ "https://h/00/01/" G, G, "", "", "", "", "https://h/00", NULL },
	{ "https://h//01/" G, G, "", "", "", "", "https://h/", NULL },
	{ "https://h/%zz/01/" G, G, "", "", "", "", "https://h/%zz", NULL },
	{ "https://h/01/" G "/10/01/21/00", G, "01", "00", "", "", "https://h", NULL },
	{ "https://h/01/" G "/10/10/21/21", G, "10", "21", "", "", "https://h", NULL },
	{ "https://h/01/" G "/10/414", G, "414", "", "", "", "https://h", NULL },
};

static void a_link_is_read_into_its_parts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(goods); i++) {
		struct digital_link link;
		size_t at = 999;
		memset(&link, 'x', sizeof(link));
		assert_int_equal(digital_link_parse(span_of(goods[i].uri), &link, &at), IDENT_OK);
		assert_int_equal(at, 999);
		assert_string_equal(link.gtin, goods[i].gtin);
		assert_string_equal(link.lot, goods[i].lot);
		assert_string_equal(link.serial, goods[i].serial);
		assert_string_equal(link.sscc, goods[i].sscc);
		assert_string_equal(link.gln, goods[i].gln);
		assert_true(span_is(link.base, goods[i].base));
		assert_int_equal(link.query.at != NULL, goods[i].query != NULL);
		assert_true(!goods[i].query || span_is(link.query, goods[i].query));
	}
}

static void what_is_written_reads_back_as_the_same_parts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(goods); i++) {
		char text[DIGITAL_LINK_MOST + 1], again[DIGITAL_LINK_MOST + 1];
		struct digital_link link, back;
		struct out out = out_into(text, sizeof(text));
		struct out out_again = out_into(again, sizeof(again));
		assert_int_equal(digital_link_parse(span_of(goods[i].uri), &link, NULL), IDENT_OK);
		digital_link_format(&out, link.base, &link);
		assert_false(out.full);
		assert_int_equal(digital_link_parse(out_written(&out), &back, NULL), IDENT_OK);
		assert_string_equal(back.gtin, link.gtin);
		assert_string_equal(back.lot, link.lot);
		assert_string_equal(back.serial, link.serial);
		assert_string_equal(back.sscc, link.sscc);
		assert_string_equal(back.gln, link.gln);
		assert_true(span_equal(back.base, link.base));
		assert_null(back.query.at);
		digital_link_format(&out_again, back.base, &back);
		assert_string_equal(again, text);
	}
}

static void all_but_unreserved_characters_are_escaped(void **state)
{
	struct digital_link link = { .gtin = G, .lot = "A/B-._~?", .serial = "100%&\"" };
	char text[256];
	struct out out = out_into(text, sizeof(text));
	(void)state;
	digital_link_format(&out, span_of("https://h/x"), &link);
	assert_string_equal(text, "https://h/x/01/" G "/10/A%2FB-._~%3F/21/100%25%26%22");
}

static void what_is_no_link_is_refused_with_reason_and_place(void **state)
{
	static const struct {
		const char *uri;
		enum ident_error error;
		size_t at;
	} cases[] = {
		{ "", IDENT_EMPTY, 0 },
		{ "h", IDENT_FORM, 0 },
		{ "http:/h/01/" G, IDENT_FORM, 0 },
		{ "javascript:alert(1)//01/" G, IDENT_FORM, 0 },
		{ "javascript://h/01/" G, IDENT_FORM, 0 },
		{ "ftp://h/01/" G, IDENT_FORM, 0 },
		{ " https://h/01/" G, IDENT_FORM, 0 },
		{ "https://", IDENT_FORM, BEHIND("https://") },
		{ "https:///01/" G, IDENT_FORM, BEHIND("https://") },
		{ "https://:443/01/" G, IDENT_FORM, BEHIND("https://") },
		{ "https://u@h/01/" G, IDENT_FORM, BEHIND("https://u") },
		{ "https://u:p@h/01/" G, IDENT_FORM, BEHIND("https://u:p") },
		{ "https://h:80x/01/" G, IDENT_FORM, BEHIND("https://h:80") },
		{ "https://h%2e/01/" G, IDENT_FORM, BEHIND("https://h") },
		{ "https://[::1/01/" G, IDENT_FORM, BEHIND("https://[::1") },
		{ "https://[]/01/" G, IDENT_FORM, BEHIND("https://[") },
		{ "https://h\\@good.cn/01/" G, IDENT_CHARACTER, BEHIND("https://h") },
		{ "https://h/ /01/" G, IDENT_CHARACTER, BEHIND("https://h/") },
		{ "https://h/01/" G "\n", IDENT_CHARACTER, BEHIND("https://h/01/" G) },
		{ "https://h/01/" G "?<script>", IDENT_CHARACTER, BEHIND("https://h/01/" G "?") },
		{ "https://\xe5\x90\x95/01/" G, IDENT_CHARACTER, BEHIND("https://") },
		{ "https://h", IDENT_FORM, BEHIND("https://h") },
		{ "https://h/", IDENT_FORM, BEHIND("https://h/") },
		{ "https://h?x=/01/" G, IDENT_FORM, BEHIND("https://h") },
		{ "https://h/1/" G, IDENT_FORM, BEHIND("https://h/1/" G) },
		{ "https://h/01", IDENT_FORM, BEHIND("https://h/01") },
		{ "https://h/01/", IDENT_EMPTY, BEHIND("https://h/01/") },
		{ "https://h/01/?" G, IDENT_EMPTY, BEHIND("https://h/01/") },
		{ "https://h/01/0690123400001x", IDENT_CHARACTER,
			BEHIND("https://h/01/0690123400001") },
		{ "https://h/01/069012340", IDENT_LENGTH, BEHIND("https://h/01/069012340") },
		{ "https://h/01/%306901234000016", IDENT_CHARACTER, BEHIND("https://h/01/") },
		{ "https://h/01/06901234000017", IDENT_CHECK_DIGIT,
			BEHIND("https://h/01/0690123400001") },
		{ "https://h/01/" G "/", IDENT_FORM, BEHIND("https://h/01/" G "/") },
		{ "https://h/01/" G "/11/261120", IDENT_FORM, BEHIND("https://h/01/" G "/") },
		{ "https://h/01/" G "/10", IDENT_FORM, BEHIND("https://h/01/" G "/10") },
		{ "https://h/01/" G "/10/", IDENT_EMPTY, BEHIND("https://h/01/" G "/10/") },
		{ "https://h/01/" G "/10//21/1", IDENT_EMPTY, BEHIND("https://h/01/" G "/10/") },
		{ "https://h/01/" G "/21/1/10/L", IDENT_FORM, BEHIND("https://h/01/" G "/21/1/") },
		{ "https://h/01/" G "/10/L/21/1/x", IDENT_FORM,
			BEHIND("https://h/01/" G "/10/L/21/1/") },
		{ "https://h/01/" G "/10/A%", IDENT_ESCAPE, BEHIND("https://h/01/" G "/10/A") },
		{ "https://h/01/" G "/10/A%2", IDENT_ESCAPE, BEHIND("https://h/01/" G "/10/A") },
		{ "https://h/01/" G "/10/A%2/21/1", IDENT_ESCAPE,
			BEHIND("https://h/01/" G "/10/A") },
		{ "https://h/01/" G "/10/A%g0", IDENT_ESCAPE, BEHIND("https://h/01/" G "/10/A") },
		{ "https://h/01/" G "/10/A%0g", IDENT_ESCAPE, BEHIND("https://h/01/" G "/10/A") },
		{ "https://h/01/" G "/10/A%00", IDENT_CHARACTER,
			BEHIND("https://h/01/" G "/10/A") },
		{ "https://h/01/" G "/10/%41%20", IDENT_CHARACTER,
			BEHIND("https://h/01/" G "/10/%41") },
		{ "https://h/01/" G "/10/%E6%89%B9", IDENT_CHARACTER,
			BEHIND("https://h/01/" G "/10/") },
		{ "https://h/01/" G "/10/~", IDENT_CHARACTER, BEHIND("https://h/01/" G "/10/") },
		{ "https://h/01/" G "/10/%30234567890123456789012", IDENT_LENGTH,
			BEHIND("https://h/01/" G "/10/%302345678901234567890") },
		{ "https://h/00/376104250021234568", IDENT_CHECK_DIGIT,
			BEHIND("https://h/00/37610425002123456") },
		{ "https://h/00/37610425002123456", IDENT_LENGTH,
			BEHIND("https://h/00/37610425002123456") },
		{ "https://h/00/376104250021234569/21/1", IDENT_FORM,
			BEHIND("https://h/00/376104250021234569/") },
		{ "https://h/414/6291041500214", IDENT_CHECK_DIGIT,
			BEHIND("https://h/414/629104150021") },
		/* the key is at fault, not the lot that looks like one */
		{ "https://h/01/06901234000017/10/00", IDENT_CHECK_DIGIT,
			BEHIND("https://h/01/0690123400001") },
		{ "https://h/01/" G "/10/00/x", IDENT_FORM, BEHIND("https://h/01/" G "/10/00/") },
		{ "https://h/00/376104250021234569/00/x", IDENT_FORM,
			BEHIND("https://h/00/376104250021234569/") },
		{ "https://h/414/6291041500213/00/x", IDENT_FORM,
			BEHIND("https://h/414/6291041500213/") },
		/* of two keys at fault the one on the right */
		{ "https://h/01/06901234000017/01/06901234000018", IDENT_CHECK_DIGIT,
			BEHIND("https://h/01/06901234000017/01/0690123400001") },
		{ "https://h/01/x/01/06901234000017", IDENT_CHECK_DIGIT,
			BEHIND("https://h/01/x/01/0690123400001") },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct digital_link link = { .gtin = "before" };
		size_t at = 999;
		enum ident_error error = digital_link_parse(span_of(cases[i].uri), &link, &at);
		if (error != cases[i].error || at != cases[i].at)
			fail_msg("%s: error %d at %zu", cases[i].uri, (int)error, at);
		assert_string_equal(link.gtin, "before");
		assert_int_equal(
			digital_link_parse(span_of("https://h/01/" G), &link, NULL), IDENT_OK);
	}
}

static void a_link_has_at_most_512_bytes(void **state)
{
	char uri[DIGITAL_LINK_MOST + 2];
	struct digital_link link;
	size_t at = 0;
	(void)state;
	memset(uri, 'p', sizeof(uri));
	memcpy(uri, "https://h/", 10);
	memcpy(uri + DIGITAL_LINK_MOST - 18, "/01/" G, 18);
	assert_int_equal(
		digital_link_parse((struct span){ uri, DIGITAL_LINK_MOST }, &link, &at), IDENT_OK);
	assert_int_equal(
		digital_link_parse((struct span){ uri, DIGITAL_LINK_MOST + 1 }, &link, &at),
		IDENT_LENGTH);
	assert_int_equal(at, DIGITAL_LINK_MOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_is_read_into_its_parts),
		cmocka_unit_test(what_is_written_reads_back_as_the_same_parts),
		cmocka_unit_test(all_but_unreserved_characters_are_escaped),
		cmocka_unit_test(what_is_no_link_is_refused_with_reason_and_place),
		cmocka_unit_test(a_link_has_at_most_512_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
