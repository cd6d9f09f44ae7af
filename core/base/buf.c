#include "core/base/buf.h"

#include "core/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(struct buf *buf, size_t more)
{
	if (buf->failed)
		return false;
	if (more > SIZE_MAX / 2 - buf->len - 1) {
		buf->failed = true;
		return false;
	}
	size_t need = buf->len + more + 1;
	if (need <= buf->cap)
		return true;
	size_t cap = buf->cap ? buf->cap : 256;
	while (cap < need)
		cap *= 2;
	char *grown = realloc(buf->at, cap);
	if (!grown) {
		buf->failed = true;
		return false;
	}
	buf->at = grown;
	buf->cap = cap;
	return true;
}

void buf_bytes(struct buf *buf, const void *bytes, size_t len)
{
	if (!reserve(buf, len))
		return;
	if (len)
		memcpy(buf->at + buf->len, bytes, len);
	buf->len += len;
	buf->at[buf->len] = '\0';
}

void buf_text(struct buf *buf, const char *text)
{
	buf_bytes(buf, text, strlen(text));
}

void buf_span(struct buf *buf, struct span text)
{
	buf_bytes(buf, text.at, text.len);
}

void buf_char(struct buf *buf, char c)
{
	buf_bytes(buf, &c, 1);
}

void buf_padded(struct buf *buf, const char *text, size_t columns)
{
	buf_text(buf, text);
	for (size_t used = utf8_columns(text, strlen(text)); used < columns; used++)
		buf_char(buf, ' ');
}

void buf_format(struct buf *buf, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int need = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (need < 0 || !reserve(buf, (size_t)need)) {
		buf->failed = true;
		return;
	}
	va_start(args, format);
	(void)vsnprintf(buf->at + buf->len, (size_t)need + 1, format, args);
	va_end(args);
	buf->len += (size_t)need;
}

void buf_json(struct buf *buf, struct span text)
{
	if (text.len > SIZE_MAX / 8 || !reserve(buf, text.len * 6 + 2)) {
		buf->failed = true;
		return;
	}
	struct out out = out_into(buf->at + buf->len, text.len * 6 + 3);
	out_char(&out, '"');
	while (text.len) {
		size_t good = utf8_valid(text.at, text.len);
		out_json_inside(&out, (struct span){ text.at, good });
		bool bad = good < text.len;
		if (bad)
			out_text(&out, "\xef\xbf\xbd");
		text.at += good + bad;
		text.len -= good + bad;
	}
	out_char(&out, '"');
	buf->len += out.len;
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
	buf->failed = false;
	if (buf->at)
		buf->at[0] = '\0';
}

void buf_free(struct buf *buf)
{
	free(buf->at);
	*buf = (struct buf){ 0 };
}

struct span buf_written(const struct buf *buf)
{
	return (struct span){ buf->at ? buf->at : "", buf->len };
}

bool array_reserve(void *array, size_t *cap, size_t need, size_t size)
{
	void *now;
	if (need <= *cap)
		return true;
	size_t grown = *cap ? *cap : 16;
	while (grown < need) {
		if (grown > SIZE_MAX / 2 / size)
			return false;
		grown *= 2;
	}
	memcpy(&now, array, sizeof(now)); /* *array is some T *; its bits are a pointer's */
	void *moved = realloc(now, grown * size);
	if (!moved)
		return false;
	memcpy(array, &moved, sizeof(moved));
	*cap = grown;
	return true;
}
