#include "gateway/http/target.h"

#include "core/base/utf8.h"

#include <string.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The byte an escape at text[at] stands for, -1 if it is none. */
static int escaped(struct span text, size_t at)
{
	if (at + 2 >= text.len || text.at[at] != '%')
		return -1;
	int high = hex_digit(text.at[at + 1]), low = hex_digit(text.at[at + 2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool is_printable(char c)
{
	return c > ' ' && c < 0x7f && !strchr("\"#<>\\^`{|}", c);
}

static bool good_characters(struct span text, bool controls)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!is_printable(text.at[i]))
			return false;
		if (text.at[i] != '%')
			continue;
		int byte = escaped(text, i);
		if (byte < 0 || (!controls && (byte < ' ' || byte == 0x7f)))
			return false;
	}
	return true;
}

/* "." or "..", some of it perhaps escaped. */
static bool is_dots(struct span segment)
{
	size_t dots = 0;
	for (size_t i = 0; i < segment.len; i++) {
		if (escaped(segment, i) == '.')
			i += 2;
		else if (segment.at[i] != '.')
			return false;
		dots++;
	}
	return dots == 1 || dots == 2;
}

static bool has_dots(struct span path)
{
	struct span segment;
	while (span_cut(&path, '/', &segment))
		if (is_dots(segment))
			return true;
	return is_dots(path);
}

enum http_wrong http_target_read(struct span text, struct http_target *target)
{
	struct span path = text, rest = text;
	if (text.len > HTTP_TARGET_MOST)
		return HTTP_TOO_LONG;
	if (text.len == 0 || text.at[0] != '/')
		return HTTP_MALFORMED;
	struct span query = span_cut(&rest, '?', &path) ? rest : (struct span){ 0 };
	if (!good_characters(path, false) || !good_characters(query, true) || has_dots(path))
		return HTTP_MALFORMED;
	*target = (struct http_target){ path, query };
	return HTTP_FINE;
}

/* The next pair of a form; false when there is none left. */
static bool next_pair(struct span *form, struct span *pair)
{
	if (form->len == 0)
		return false;
	if (!span_cut(form, '&', pair)) {
		*pair = *form;
		*form = (struct span){ 0 };
	}
	return true;
}

/* The name of a pair; *value is what stands behind '='. */
static struct span cut_pair(struct span pair, struct span *value)
{
	struct span name;
	*value = pair;
	if (span_cut(value, '=', &name))
		return name;
	*value = (struct span){ pair.at + pair.len, 0 };
	return pair;
}

static bool is_key(struct span pair, const char *key, struct span *value)
{
	return span_is(cut_pair(pair, value), key);
}

static bool decode(struct span text, struct out *value)
{
	size_t before = value->len;
	for (size_t i = 0; i < text.len; i++) {
		int byte = (unsigned char)text.at[i];
		if (byte == '+') {
			byte = ' ';
		} else if (byte == '%') {
			byte = escaped(text, i);
			i += 2;
		}
		if (byte < 0)
			return false;
		out_char(value, byte < ' ' || byte == 0x7f ? ' ' : (char)byte);
	}
	size_t len = value->len - before;
	return !value->full && utf8_valid(value->at + before, len) == len;
}

bool http_form_value(struct span form, const char *key, struct out *value)
{
	struct span pair, text;
	while (next_pair(&form, &pair))
		if (is_key(pair, key, &text))
			return decode(text, value);
	return false;
}

static bool decode_into(struct out *room, struct span text, struct span *decoded)
{
	size_t before = room->len;
	bool good = decode(text, room);
	*decoded = (struct span){ room->at + before, room->len - before };
	return good;
}

int http_form_next(struct span *form, struct out *room, struct span *key, struct span *value)
{
	struct span pair, text;
	if (!next_pair(form, &pair))
		return 0;
	pair = cut_pair(pair, &text);
	return decode_into(room, pair, key) && decode_into(room, text, value) ? 1 : -1;
}

void http_query_without(struct span query, const char *key, struct out *rest)
{
	struct span pair, value;
	while (next_pair(&query, &pair)) {
		if (pair.len == 0 || is_key(pair, key, &value))
			continue;
		out_char(rest, '&');
		out_span(rest, pair);
	}
}
