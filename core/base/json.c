#include "core/base/json.h"

#include "core/base/utf8.h"

#include <string.h>

/* What may come next; struct json.expect. */
enum expect {
	EXPECT_VALUE,
	EXPECT_VALUE_OR_END, /* behind '[' */
	EXPECT_KEY,          /* behind ',' in an object */
	EXPECT_KEY_OR_END,   /* behind '{' */
	EXPECT_COMMA_OR_END, /* behind a value in a container */
	EXPECT_NOTHING,      /* behind the one value */
	EXPECT_FAILED
};

void json_open(struct json *json, struct span text, struct out *arena)
{
	*json = (struct json){ .text = text, .arena = arena, .expect = EXPECT_VALUE };
}

/* Tokens are filled in where the caller wants them: handed up by value through every level, copying them
 * took a third of the reader's time. */
static void fail(struct json *json, struct json_token *token, enum json_error error, size_t at)
{
	json->expect = EXPECT_FAILED;
	json->error = error;
	json->error_at = at;
	*token = (struct json_token){ .kind = JSON_ERROR, .at = at };
}

static void skip_space(struct json *json)
{
	while (json->at < json->text.len) {
		char c = json->text.at[json->at];
		if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
			return;
		json->at++;
	}
}

static bool in_object(const struct json *json)
{
	return (json->objects >> json->depth) & 1;
}

static void value_done(struct json *json)
{
	json->expect = json->depth > 0 ? EXPECT_COMMA_OR_END : EXPECT_NOTHING;
}

static void open_container(struct json *json, struct json_token *token, bool object)
{
	if (json->depth == JSON_DEPTH_MOST) {
		fail(json, token, JSON_DEEP, json->at);
		return;
	}
	token->kind = object ? JSON_OBJECT : JSON_ARRAY;
	json->at++;
	json->depth++;
	json->objects &= ~(UINT32_C(1) << json->depth);
	json->objects |= (uint32_t)object << json->depth;
	json->expect = object ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
}

static void close_container(struct json *json, struct json_token *token)
{
	token->kind = in_object(json) ? JSON_OBJECT_END : JSON_ARRAY_END;
	json->at++;
	json->depth--;
	value_done(json);
}

/* Four hexadecimal digits at `at`. */
static bool read_hex(struct span text, size_t at, uint32_t *unit)
{
	uint32_t value = 0;
	if (text.len < at + 4)
		return false;
	for (size_t i = at; i < at + 4; i++) {
		char c = text.at[i];
		char small = (char)(c | 0x20);
		if (c >= '0' && c <= '9')
			value = value << 4 | (uint32_t)(c - '0');
		else if (small >= 'a' && small <= 'f')
			value = value << 4 | (uint32_t)(small - 'a' + 10);
		else
			return false;
	}
	*unit = value;
	return true;
}

/* \uXXXX, with its second half if it is a surrogate. Returns the bytes read, 0 if it is broken. */
static size_t read_unicode(struct span text, size_t at, struct out *arena)
{
	uint32_t c, low;
	char bytes[4];
	size_t used = 6;
	if (!read_hex(text, at + 2, &c) || c == 0 || (c >= 0xdc00 && c <= 0xdfff))
		return 0;
	if (c >= 0xd800 && c <= 0xdbff) {
		if (text.len < at + 12 || text.at[at + 6] != '\\' || text.at[at + 7] != 'u' ||
			!read_hex(text, at + 8, &low) || low < 0xdc00 || low > 0xdfff)
			return 0;
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
		used = 12;
	}
	out_bytes(arena, bytes, utf8_put(c, bytes));
	return used;
}

/* The escape at `at`, a backslash. Returns the bytes read, 0 if it is broken. */
static size_t read_escape(struct span text, size_t at, struct out *arena)
{
	static const char said[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	if (at + 1 >= text.len)
		return 0;
	if (text.at[at + 1] == 'u')
		return read_unicode(text, at, arena);
	const char *found = memchr(said, text.at[at + 1], sizeof(said) - 1);
	if (!found)
		return 0;
	out_char(arena, meant[found - said]);
	return 2;
}

#define EACH_BYTE(c) (UINT64_C(0x0101010101010101) * (c))

/* Whether one of the eight bytes is zero. */
static uint64_t has_zero(uint64_t bytes)
{
	return (bytes - EACH_BYTE(1)) & ~bytes & EACH_BYTE(0x80);
}

/* Eight characters of ASCII that a string may hold as they are. */
static bool eight_plain(const char *at)
{
	uint64_t bytes;
	memcpy(&bytes, at, sizeof(bytes));
	uint64_t control = (bytes - EACH_BYTE(0x20)) & ~bytes;
	return ((bytes | control) & EACH_BYTE(0x80)) == 0 && !has_zero(bytes ^ EACH_BYTE('"')) &&
	       !has_zero(bytes ^ EACH_BYTE('\\'));
}

/* From `at` to the first byte that is not plain: quote, backslash, or no string byte at all. */
static size_t plain_end(struct span text, size_t at)
{
	while (at < text.len) {
		if (text.len - at >= 8 && eight_plain(text.at + at)) {
			at += 8;
			continue;
		}
		unsigned char c = (unsigned char)text.at[at];
		if (c == '"' || c == '\\' || c < 0x20)
			break;
		size_t step = c < 0x80 ? 1 : utf8_step(text.at + at, text.len - at);
		if (step == 0)
			break;
		at += step;
	}
	return at;
}

/* The rest of a string whose first escape is at `at`: unescaped, piece by piece, into the arena. False if an
 * escape is broken or there is no room. */
static bool escaped_string(struct json *json, struct json_token *token, size_t at)
{
	struct span text = json->text;
	struct out *arena = json->arena;
	size_t start = arena->len;
	size_t from = token->at + 1;
	for (;;) {
		out_bytes(arena, text.at + from, at - from);
		if (at == text.len || text.at[at] != '\\')
			break;
		size_t used = read_escape(text, at, arena);
		if (used == 0) {
			fail(json, token, JSON_ESCAPE, at);
			return false;
		}
		from = at + used;
		at = plain_end(text, from);
	}
	if (arena->full) {
		fail(json, token, JSON_LONG, token->at);
		return false;
	}
	json->at = at;
	token->text = (struct span){ arena->at + start, arena->len - start };
	return true;
}

static bool read_string(struct json *json, struct json_token *token, enum json_kind kind)
{
	struct span text = json->text;
	size_t first = json->at + 1;
	size_t end = plain_end(text, first);
	token->kind = kind;
	token->text = (struct span){ text.at + first, end - first };
	json->at = end;
	if (end < text.len && text.at[end] == '\\' && !escaped_string(json, token, end))
		return false;
	if (json->at < text.len && text.at[json->at] == '"') {
		json->at++;
		return true;
	}
	bool broken = json->at == text.len || (unsigned char)text.at[json->at] < 0x20;
	fail(json, token, broken ? JSON_SYNTAX : JSON_UTF8, json->at);
	return false;
}

static size_t digits_end(struct span text, size_t at)
{
	while (at < text.len && text.at[at] >= '0' && text.at[at] <= '9')
		at++;
	return at;
}

static bool any_of(struct span text, size_t at, const char *two)
{
	return at < text.len && (text.at[at] == two[0] || text.at[at] == two[1]);
}

static bool read_number(struct json *json, struct json_token *token)
{
	struct span text = json->text;
	size_t at = json->at;
	if (text.at[at] == '-')
		at++;
	bool zero = at < text.len && text.at[at] == '0';
	size_t end = digits_end(text, at);
	bool good = end > at && !(zero && end > at + 1);
	if (end > at && !good)
		at++;
	if (good && end < text.len && text.at[end] == '.') {
		at = end + 1;
		end = digits_end(text, at);
		good = end > at;
	}
	if (good && any_of(text, end, "eE")) {
		at = end + 1;
		if (any_of(text, at, "+-"))
			at++;
		end = digits_end(text, at);
		good = end > at;
	}
	if (!good) {
		fail(json, token, JSON_SYNTAX, at);
		return false;
	}
	token->kind = JSON_NUMBER;
	token->text = (struct span){ text.at + json->at, end - json->at };
	json->at = end;
	return true;
}

static bool read_word(
	struct json *json, struct json_token *token, enum json_kind kind, const char *word)
{
	token->kind = kind;
	for (; *word != '\0'; word++, json->at++) {
		if (json->at == json->text.len || json->text.at[json->at] != *word) {
			fail(json, token, JSON_SYNTAX, json->at);
			return false;
		}
	}
	return true;
}

static bool read_scalar(struct json *json, struct json_token *token)
{
	switch (json->text.at[json->at]) {
	case '"':
		return read_string(json, token, JSON_STRING);
	case 't':
		return read_word(json, token, JSON_TRUE, "true");
	case 'f':
		return read_word(json, token, JSON_FALSE, "false");
	case 'n':
		return read_word(json, token, JSON_NULL, "null");
	default:
		return read_number(json, token);
	}
}

static void read_value(struct json *json, struct json_token *token)
{
	char c = json->text.at[json->at];
	if (c == '{' || c == '[')
		open_container(json, token, c == '{');
	else if (read_scalar(json, token))
		value_done(json);
}

static void read_key(struct json *json, struct json_token *token)
{
	if (json->text.at[json->at] != '"') {
		fail(json, token, JSON_SYNTAX, json->at);
		return;
	}
	if (!read_string(json, token, JSON_KEY))
		return;
	skip_space(json);
	if (json->at == json->text.len || json->text.at[json->at] != ':') {
		fail(json, token, JSON_SYNTAX, json->at);
		return;
	}
	json->at++;
	json->expect = EXPECT_VALUE;
}

/* At the first byte of a key, a value, or what ends their container; there is one. */
static void read_next(struct json *json, struct json_token *token)
{
	char c = json->text.at[json->at];
	if (json->expect != EXPECT_VALUE && json->expect != EXPECT_KEY &&
		c == (in_object(json) ? '}' : ']')) {
		close_container(json, token);
		return;
	}
	if (json->expect == EXPECT_COMMA_OR_END) {
		if (c == ',') {
			json->at++;
			skip_space(json);
		}
		if (c != ',' || json->at == json->text.len) {
			fail(json, token, JSON_SYNTAX, json->at);
			return;
		}
		token->at = json->at;
		json->expect = in_object(json) ? EXPECT_KEY : EXPECT_VALUE;
	}
	if (json->expect == EXPECT_KEY || json->expect == EXPECT_KEY_OR_END)
		read_key(json, token);
	else
		read_value(json, token);
}

struct json_token json_next(struct json *json)
{
	struct json_token token = { .kind = JSON_ERROR, .at = json->error_at };
	if (json->expect == EXPECT_FAILED)
		return token;
	skip_space(json);
	token.at = json->at;
	if (json->at < json->text.len && json->expect != EXPECT_NOTHING)
		read_next(json, &token);
	else if (json->expect != EXPECT_NOTHING)
		fail(json, &token, JSON_SYNTAX, json->at);
	else if (json->at < json->text.len)
		fail(json, &token, JSON_TRAILING, json->at);
	else
		token.kind = JSON_END;
	return token;
}

bool json_skip(struct json *json, struct json_token token)
{
	if (token.kind == JSON_OBJECT || token.kind == JSON_ARRAY) {
		int outside = json->depth - 1;
		while (json->depth > outside)
			if (json_next(json).kind == JSON_ERROR)
				return false;
	}
	return token.kind != JSON_ERROR;
}
