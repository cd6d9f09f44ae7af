#include "core/base/utf8.h"

#include <assert.h>
#include <stdbool.h>

/* What may follow a lead byte: its length, and the narrowed range of the second byte. */
static size_t lead(unsigned char c, unsigned char *low, unsigned char *high)
{
	*low = 0x80;
	*high = 0xbf;
	if (c >= 0xc2 && c <= 0xdf)
		return 2;
	if (c >= 0xe0 && c <= 0xef) {
		if (c == 0xe0)
			*low = 0xa0;
		if (c == 0xed)
			*high = 0x9f;
		return 3;
	}
	if (c >= 0xf0 && c <= 0xf4) {
		if (c == 0xf0)
			*low = 0x90;
		if (c == 0xf4)
			*high = 0x8f;
		return 4;
	}
	return 0;
}

size_t utf8_step(const char *text, size_t len)
{
	const unsigned char *at = (const unsigned char *)text;
	unsigned char low, high;
	if (len == 0)
		return 0;
	if (at[0] < 0x80)
		return 1;
	size_t need = lead(at[0], &low, &high);
	if (need == 0 || need > len || at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < need; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return need;
}

size_t utf8_valid(const char *text, size_t len)
{
	size_t at = 0;
	while (at < len) {
		size_t step = utf8_step(text + at, len - at);
		if (step == 0)
			break;
		at += step;
	}
	return at;
}

size_t utf8_put(uint32_t c, char into[static 4])
{
	assert(c <= 0x10ffff && (c < 0xd800 || c > 0xdfff));
	if (c < 0x80) {
		into[0] = (char)c;
		return 1;
	}
	size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = len - 1; i > 0; i--) {
		into[i] = (char)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	static const unsigned char mark[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	into[0] = (char)(mark[len] | c);
	return len;
}

size_t utf8_columns(const char *text, size_t len)
{
	size_t columns = 0;
	for (size_t at = 0; at < len;) {
		size_t step = utf8_step(text + at, len - at);
		const unsigned char *c = (const unsigned char *)text + at;
		if (step == 0)
			break;
		/* What is written here in three bytes or more is CJK, two columns wide; dashes and
		 * such (U+2000..U+2BFF) are one. */
		bool wide = step == 4 || (step == 3 && !(c[0] == 0xe2 && c[1] < 0xb0));
		columns += wide ? 2 : 1;
		at += step;
	}
	return columns;
}
