#include "core/base/bytes.h"

#include <assert.h>
#include <string.h>

int span_compare(struct span a, struct span b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.at, b.at, common) : 0;
	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

bool span_starts(struct span a, const char *prefix)
{
	size_t len = strlen(prefix);
	return a.len >= len && (len == 0 || memcmp(a.at, prefix, len) == 0);
}

bool span_cut(struct span *rest, char mark, struct span *head)
{
	const char *found = rest->len ? memchr(rest->at, mark, rest->len) : NULL;
	if (!found)
		return false;
	size_t len = (size_t)(found - rest->at);
	*head = (struct span){ rest->at, len };
	*rest = (struct span){ found + 1, rest->len - len - 1 };
	return true;
}

bool span_number(struct span text, int64_t most, int64_t *number)
{
	int64_t value = 0;
	if (text.len == 0)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		int digit = text.at[i] - '0';
		if (digit > most || value > (most - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*number = value;
	return true;
}

bool span_copy(struct span from, char *into, size_t size)
{
	assert(size > 0);
	if (from.len >= size) {
		into[0] = '\0';
		return false;
	}
	if (from.len)
		memcpy(into, from.at, from.len);
	into[from.len] = '\0';
	return true;
}

struct out out_into(char *buffer, size_t size)
{
	assert(size > 0);
	buffer[0] = '\0';
	return (struct out){ .at = buffer, .size = size };
}

void out_bytes(struct out *out, const char *bytes, size_t len)
{
	if (out->full || len >= out->size - out->len) {
		out->full = true;
		return;
	}
	if (len)
		memcpy(out->at + out->len, bytes, len);
	out->len += len;
	out->at[out->len] = '\0';
}

void out_text(struct out *out, const char *text)
{
	out_bytes(out, text, strlen(text));
}

void out_span(struct out *out, struct span text)
{
	out_bytes(out, text.at, text.len);
}

void out_char(struct out *out, char c)
{
	out_bytes(out, &c, 1);
}

void out_digits(struct out *out, uint64_t number, int width)
{
	char digits[20];
	size_t first = sizeof(digits);
	assert(width <= (int)sizeof(digits));
	do {
		digits[--first] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	while (sizeof(digits) - first < (size_t)width)
		digits[--first] = '0';
	out_bytes(out, digits + first, sizeof(digits) - first);
}

void out_number(struct out *out, int64_t number)
{
	if (number < 0)
		out_char(out, '-');
	out_digits(out, number < 0 ? 0 - (uint64_t)number : (uint64_t)number, 1);
}

static void out_json_char(struct out *out, char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char named[][2] = { { '"', '"' }, { '\\', '\\' }, { '\n', 'n' }, { '\r', 'r' },
		{ '\t', 't' } };
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		if (c == named[i][0]) {
			out_char(out, '\\');
			out_char(out, named[i][1]);
			return;
		}
	}
	if ((unsigned char)c < 0x20 || c == 0x7f) { /* signed notes hold no control character */
		out_text(out, "\\u00");
		out_char(out, hex[(unsigned char)c >> 4]);
		out_char(out, hex[(unsigned char)c & 15]);
		return;
	}
	out_char(out, c);
}

void out_json_inside(struct out *out, struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		out_json_char(out, text.at[i]);
}

void out_json(struct out *out, struct span text)
{
	out_char(out, '"');
	out_json_inside(out, text);
	out_char(out, '"');
}

struct span out_written(const struct out *out)
{
	return (struct span){ out->at, out->len };
}
