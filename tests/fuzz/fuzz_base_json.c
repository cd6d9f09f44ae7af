/*
 * The JSON reader against jansson: both take a text or both refuse it, except where a limit says so,
 * and what both take has the same strings.
 */
/* Both headers name the kinds of values alike; here ours are OUR_*. */
#define JSON_OBJECT OUR_OBJECT
#define JSON_ARRAY  OUR_ARRAY
#define JSON_STRING OUR_STRING
#define JSON_TRUE   OUR_TRUE
#define JSON_FALSE  OUR_FALSE
#define JSON_NULL   OUR_NULL
#include "core/base/json.h"
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL

#include "core/base/utf8.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MOST 4096

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

struct seen {
	bool accepted;
	bool deep;  /* refused for our limit on nesting, which is far below jansson's */
	bool large; /* holds a number that jansson may refuse: above 64 bits, or above a double */
	size_t strings, keys, others;
	size_t bytes; /* of all strings and keys, unescaped */
};

static void check(bool holds)
{
	if (!holds)
		abort();
}

static struct seen read_ours(struct span text, char *room)
{
	struct out arena = out_into(room, text.len + 1);
	struct seen seen = { .accepted = false };
	struct json_token token;
	struct json json;
	size_t before = 0;
	json_open(&json, text, &arena);
	do {
		token = json_next(&json);
		check(token.at <= text.len && (token.at >= before || token.kind == JSON_ERROR));
		before = token.at;
		seen.keys += token.kind == JSON_KEY;
		seen.strings += token.kind == OUR_STRING;
		seen.others += token.kind == JSON_NUMBER || token.kind == OUR_TRUE ||
		               token.kind == OUR_FALSE || token.kind == OUR_NULL;
		seen.large = seen.large || (token.kind == JSON_NUMBER && token.text.len > 15);
		for (size_t i = 0; token.kind == JSON_NUMBER && i < token.text.len; i++)
			seen.large = seen.large || (token.text.at[i] | 0x20) == 'e';
		if (token.kind != JSON_KEY && token.kind != OUR_STRING)
			continue;
		check(utf8_valid(token.text.at, token.text.len) == token.text.len);
		check(token.text.len == 0 || !memchr(token.text.at, '\0', token.text.len));
		seen.bytes += token.text.len;
	} while (token.kind != JSON_END && token.kind != JSON_ERROR);
	check(!arena.full && json_next(&json).kind == token.kind);
	seen.accepted = token.kind == JSON_END;
	seen.deep = json.error == JSON_DEEP;
	check(seen.accepted == (json.error == JSON_OK));
	return seen;
}

static void count_theirs(json_t *value, struct seen *seen)
{
	const char *key;
	json_t *inner;
	size_t i;
	if (json_is_string(value)) {
		seen->strings++;
		seen->bytes += json_string_length(value);
	} else if (json_is_array(value)) {
		json_array_foreach(value, i, inner) count_theirs(inner, seen);
	} else if (json_is_object(value)) {
		json_object_foreach(value, key, inner)
		{
			seen->keys++;
			seen->bytes += strlen(key);
			count_theirs(inner, seen);
		}
	} else {
		seen->others++;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static char room[INPUT_MOST + 1];
	struct span text = { (const char *)bytes, len };
	struct seen theirs = { .accepted = false };
	json_error_t error;
	if (len > INPUT_MOST)
		return 0;
	struct seen ours = read_ours(text, room);
	if (len > 0 && memchr(bytes, '\0', len)) { /* jansson loses a NUL byte behind a number */
		check(!ours.accepted);
		return 0;
	}
	json_t *unique = json_loadb(text.at, len, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
	json_t *value = json_loadb(text.at, len, JSON_DECODE_ANY, &error);
	if (ours.accepted && !value)
		check(ours.large);
	if (!ours.accepted && value)
		check(ours.deep);
	if (ours.accepted && unique) {
		count_theirs(unique, &theirs);
		check(ours.keys == theirs.keys && ours.strings == theirs.strings);
		check(ours.others == theirs.others && ours.bytes == theirs.bytes);
	}
	json_decref(unique);
	json_decref(value);
	return 0;
}
