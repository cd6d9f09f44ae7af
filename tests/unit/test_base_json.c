#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/base/json.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* All tokens as text: { } [ ], k(key) s(string) n(number) true false null, and E at an error. */
static void trace(struct span text, struct out *said, struct json *json, struct out *arena)
{
	static const char *const plain[] = { [JSON_OBJECT] = "{",
		[JSON_OBJECT_END] = "}",
		[JSON_ARRAY] = "[",
		[JSON_ARRAY_END] = "]",
		[JSON_KEY] = "k",
		[JSON_STRING] = "s",
		[JSON_NUMBER] = "n",
		[JSON_TRUE] = "true",
		[JSON_FALSE] = "false",
		[JSON_NULL] = "null",
		[JSON_ERROR] = "E" };
	struct json_token token;
	json_open(json, text, arena);
	while ((token = json_next(json)).kind != JSON_END) {
		out_text(said, plain[token.kind]);
		if (token.kind == JSON_ERROR)
			break;
		if (token.kind != JSON_KEY && token.kind != JSON_STRING &&
			token.kind != JSON_NUMBER)
			continue;
		out_char(said, '(');
		out_span(said, token.text);
		out_char(said, ')');
	}
}

static void what_is_json_is_read_token_by_token(void **state)
{
	static const struct {
		const char *text;
		const char *tokens;
	} cases[] = {
		{ "{}", "{}" },
		{ " \t\r\n[ ] \n", "[]" },
		{ "{\"a\":1,\"b\":[true,false,null]}", "{k(a)n(1)k(b)[truefalsenull]}" },
		{ "{ \"a\" : { \"b\" : [ ] } , \"c\" : \"d\" }", "{k(a){k(b)[]}k(c)s(d)}" },
		{ "[[],{},[{}]]", "[[]{}[{}]]" },
		{ "\"\"", "s()" },
		{ "\"称重\"", "s(称重)" },
		{ "[0,-0,10,-12.50,1e9,1E+2,0.1e-3]",
			"[n(0)n(-0)n(10)n(-12.50)n(1e9)n(1E+2)n(0.1e-3)]" },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "s(\"\\/\b\f\n\r\t)" },
		{ "\"\\u0041\\u00e9\\u732a\\uD83D\\uDC37\"", "s(Aé猪🐷)" },
		{ "\"a\\nb\\nc\"", "s(a\nb\nc)" },
		{ "{\"a\\u0062\":\"\"}", "{k(ab)s()}" },
		{ "\"\x7f\"", "s(\x7f)" },
		{ "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]", "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]" },
		{ "true", "true" },
		{ "-1", "n(-1)" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char room[128], said_room[256];
		struct span text = span_of(cases[i].text);
		struct out arena = out_into(room, text.len + 1);
		struct out said = out_into(said_room, sizeof(said_room));
		struct json json;
		trace(text, &said, &json, &arena);
		assert_string_equal(said.at, cases[i].tokens);
		assert_int_equal(json.error, JSON_OK);
	}
}

static void what_is_not_json_is_refused_where_it_goes_wrong(void **state)
{
	static const struct {
		const char *text;
		enum json_error error;
		size_t at;
	} cases[] = {
		{ "", JSON_SYNTAX, 0 },
		{ "  ", JSON_SYNTAX, 2 },
		{ "\xef\xbb\xbf{}", JSON_SYNTAX, 0 }, /* byte order mark */
		{ "{", JSON_SYNTAX, 1 },
		{ "}", JSON_SYNTAX, 0 },
		{ "]", JSON_SYNTAX, 0 },
		{ "[", JSON_SYNTAX, 1 },
		{ "[1", JSON_SYNTAX, 2 },
		{ "[1,", JSON_SYNTAX, 3 },
		{ "[1,]", JSON_SYNTAX, 3 },
		{ "[,1]", JSON_SYNTAX, 1 },
		{ "[1 2]", JSON_SYNTAX, 3 },
		{ "[1}", JSON_SYNTAX, 2 },
		{ "{]", JSON_SYNTAX, 1 },
		{ "{\"a\"}", JSON_SYNTAX, 4 },
		{ "{\"a\"", JSON_SYNTAX, 4 },
		{ "{\"a\":", JSON_SYNTAX, 5 },
		{ "{\"a\":}", JSON_SYNTAX, 5 },
		{ "{\"a\":1,}", JSON_SYNTAX, 7 },
		{ "{\"a\":1 \"b\":2}", JSON_SYNTAX, 7 },
		{ "{\"a\":1:2}", JSON_SYNTAX, 6 },
		{ "{a:1}", JSON_SYNTAX, 1 },
		{ "{1:1}", JSON_SYNTAX, 1 },
		{ "{'a':1}", JSON_SYNTAX, 1 },
		{ "{,}", JSON_SYNTAX, 1 },
		{ "tru", JSON_SYNTAX, 3 },
		{ "trux", JSON_SYNTAX, 3 },
		{ "True", JSON_SYNTAX, 0 },
		{ "nulll", JSON_TRAILING, 4 },
		{ "NaN", JSON_SYNTAX, 0 },
		{ "-", JSON_SYNTAX, 1 },
		{ "+1", JSON_SYNTAX, 0 },
		{ "-a", JSON_SYNTAX, 1 },
		{ "01", JSON_SYNTAX, 1 },
		{ "-00", JSON_SYNTAX, 2 },
		{ "1.", JSON_SYNTAX, 2 },
		{ ".5", JSON_SYNTAX, 0 },
		{ "1.e1", JSON_SYNTAX, 2 },
		{ "1e", JSON_SYNTAX, 2 },
		{ "1e+", JSON_SYNTAX, 3 },
		{ "0x10", JSON_TRAILING, 1 },
		{ "\"", JSON_SYNTAX, 1 },
		{ "\"ab", JSON_SYNTAX, 3 },
		{ "\"a\nb\"", JSON_SYNTAX, 2 },
		{ "\"\t\"", JSON_SYNTAX, 1 },
		{ "\"\\n\x01\"", JSON_SYNTAX, 3 },
		{ "\"\\", JSON_ESCAPE, 1 },
		{ "\"\\x41\"", JSON_ESCAPE, 1 },
		{ "\"ab\\u12\"", JSON_ESCAPE, 3 },
		{ "\"\\u12g4\"", JSON_ESCAPE, 1 },
		{ "\"\\u0000\"", JSON_ESCAPE, 1 },
		{ "\"\\ud83d\"", JSON_ESCAPE, 1 },
		{ "\"\\ud83dx\"", JSON_ESCAPE, 1 },
		{ "\"\\ud83d\\u0041\"", JSON_ESCAPE, 1 },
		{ "\"\\ud83d\\ud83d\"", JSON_ESCAPE, 1 },
		{ "\"\\udc37\"", JSON_ESCAPE, 1 },
		{ "\"\x80\"", JSON_UTF8, 1 },
		{ "\"a\xc0\xaf\"", JSON_UTF8, 2 },        /* overlong */
		{ "\"\xed\xa0\x80\"", JSON_UTF8, 1 },     /* surrogate */
		{ "\"\xf4\x90\x80\x80\"", JSON_UTF8, 1 }, /* above U+10FFFF */
		{ "\"\\n\xe7\x8c\"", JSON_UTF8, 3 },      /* cut off */
		{ "{\"\xff\":1}", JSON_UTF8, 2 },
		{ "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", JSON_DEEP, 16 },
		{ "{} {}", JSON_TRAILING, 3 },
		{ "1 2", JSON_TRAILING, 2 },
		{ "[]]", JSON_TRAILING, 2 },
		{ "{},", JSON_TRAILING, 2 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char room[128], said_room[256];
		struct span text = span_of(cases[i].text);
		struct out arena = out_into(room, text.len + 1);
		struct out said = out_into(said_room, sizeof(said_room));
		struct json json;
		trace(text, &said, &json, &arena);
		if (json.error != cases[i].error || json.error_at != cases[i].at)
			fail_msg("%s: error %d at %zu, not %d at %zu", cases[i].text,
				(int)json.error, json.error_at, (int)cases[i].error, cases[i].at);
	}
}

static void a_nul_byte_is_a_control_character(void **state)
{
	char room[8];
	struct out arena = out_into(room, sizeof(room));
	struct json json;
	(void)state;
	json_open(&json, (struct span){ "\"\0\"", 3 }, &arena);
	assert_int_equal(json_next(&json).kind, JSON_ERROR);
	assert_int_equal(json.error_at, 1);
	json_open(&json, (struct span){ "1\0", 2 }, &arena);
	assert_int_equal(json_next(&json).kind, JSON_NUMBER);
	assert_int_equal(json_next(&json).kind, JSON_ERROR);
	assert_int_equal(json.error, JSON_TRAILING);
}

static void a_string_that_does_not_fit_the_arena_ends_it(void **state)
{
	char room[4];
	struct out arena = out_into(room, sizeof(room));
	struct json json;
	(void)state;
	json_open(&json, span_of("[\"a\\n\",\"bcd\\n\"]"), &arena);
	assert_int_equal(json_next(&json).kind, JSON_ARRAY);
	assert_int_equal(json_next(&json).kind, JSON_STRING);
	assert_int_equal(json_next(&json).kind, JSON_ERROR);
	assert_int_equal(json.error, JSON_LONG);
	assert_int_equal(json.error_at, 7);
	assert_int_equal(json_next(&json).kind, JSON_ERROR);
}

static void the_end_and_an_error_stay_what_they_are(void **state)
{
	char room[8];
	struct out arena = out_into(room, sizeof(room));
	struct json json;
	(void)state;
	json_open(&json, span_of("[]"), &arena);
	(void)json_next(&json);
	(void)json_next(&json);
	for (int i = 0; i < 3; i++)
		assert_int_equal(json_next(&json).kind, JSON_END);
	json_open(&json, span_of("[1,x]"), &arena);
	(void)json_next(&json);
	(void)json_next(&json);
	for (int i = 0; i < 3; i++) {
		struct json_token token = json_next(&json);
		assert_int_equal(token.kind, JSON_ERROR);
		assert_int_equal(token.at, 3);
		assert_false(json_skip(&json, token));
	}
}

static void a_token_says_where_it_stands_and_a_plain_string_is_not_copied(void **state)
{
	static const char line[] = "{\"a\": \"bc\", \"d\":\"\\n\"}";
	static const size_t at[] = { 0, 1, 6, 12, 16, 20, 21 };
	char room[32];
	struct out arena = out_into(room, sizeof(room));
	struct json json;
	struct json_token token;
	(void)state;
	json_open(&json, span_of(line), &arena);
	for (size_t i = 0; i < COUNT(at); i++) {
		token = json_next(&json);
		assert_int_equal(token.at, at[i]);
		if (i == 2)
			assert_ptr_equal(token.text.at, line + 7);
		if (i == 4)
			assert_ptr_equal(token.text.at, room);
	}
	assert_int_equal(token.kind, JSON_END);
	assert_int_equal(arena.len, 1);
}

static void what_is_skipped_ends_behind_its_value(void **state)
{
	static const char line[] = "{\"a\":{\"b\":[1,{\"c\":2}],\"d\":{}},\"e\":3,\"f\":4}";
	char room[64];
	struct out arena = out_into(room, sizeof(room));
	struct json json;
	(void)state;
	json_open(&json, span_of(line), &arena);
	(void)json_next(&json);
	(void)json_next(&json);
	assert_true(json_skip(&json, json_next(&json)));
	assert_true(span_is(json_next(&json).text, "e"));
	assert_true(json_skip(&json, json_next(&json)));
	assert_true(span_is(json_next(&json).text, "f"));
	json_open(&json, span_of("[[1,[2}]"), &arena);
	(void)json_next(&json);
	assert_false(json_skip(&json, json_next(&json)));
	assert_int_equal(json.error_at, 6);
}

/* The arena of a text needs no more bytes than the text, even where every string has escapes. */
static void unescaped_strings_fit_an_arena_as_long_as_the_text(void **state)
{
	static const char *const lines[] = { "[\"\\n\",\"\\n\",\"\\u0041\"]", "\"\\nabcdefgh\"",
		"{\"\\t\":\"\\ud83d\\udc37\"}" };
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		char room[64], said_room[128];
		struct span text = span_of(lines[i]);
		struct out arena = out_into(room, text.len + 1);
		struct out said = out_into(said_room, sizeof(said_room));
		struct json json;
		trace(text, &said, &json, &arena);
		assert_int_equal(json.error, JSON_OK);
		assert_false(arena.full);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_json_is_read_token_by_token),
		cmocka_unit_test(what_is_not_json_is_refused_where_it_goes_wrong),
		cmocka_unit_test(a_nul_byte_is_a_control_character),
		cmocka_unit_test(a_string_that_does_not_fit_the_arena_ends_it),
		cmocka_unit_test(the_end_and_an_error_stay_what_they_are),
		cmocka_unit_test(a_token_says_where_it_stands_and_a_plain_string_is_not_copied),
		cmocka_unit_test(what_is_skipped_ends_behind_its_value),
		cmocka_unit_test(unescaped_strings_fit_an_arena_as_long_as_the_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
