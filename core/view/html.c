#include "core/view/html.h"

#include "core/base/words.h"
#include "core/view/view.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void html_text(struct buf *into, struct span text)
{
	static const char *const entities[][2] = { { "&", "&amp;" }, { "<", "&lt;" },
		{ ">", "&gt;" }, { "\"", "&quot;" }, { "'", "&#39;" } };
	struct buf seen = { 0 };
	view_escape(&seen, text);
	into->failed = into->failed || seen.failed;
	for (size_t at = 0; at < seen.len; at++) {
		const char *entity = NULL;
		for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
			if (seen.at[at] == entities[i][0][0])
				entity = entities[i][1];
		if (entity)
			buf_text(into, entity);
		else
			buf_char(into, seen.at[at]);
	}
	buf_free(&seen);
}

void html_say(struct buf *into, const char *text)
{
	html_text(into, span_of(text));
}

void html_sayf(struct buf *into, const char *format, ...)
{
	char text[512];
	va_list arguments;
	va_start(arguments, format);
	int len = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (len < 0) {
		into->failed = true;
		return;
	}
	size_t end = (size_t)len < sizeof(text) ? (size_t)len : sizeof(text) - 1;
	/* What is cut may end within a character: its last one goes, whole or not. */
	bool is_cut = (size_t)len >= sizeof(text);
	while (is_cut && end > 0 && ((unsigned char)text[end - 1] & 0xc0) == 0x80)
		end--;
	if (is_cut && end > 0 && (unsigned char)text[end - 1] >= 0xc0)
		end--;
	html_text(into, (struct span){ text, end });
}

const char *html_language(void)
{
	return strcmp(words_language(), "en") == 0 ? "en" : "zh-CN";
}

void html_begin(struct buf *into, const char *title)
{
	buf_format(into, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><title>",
		html_language());
	html_say(into, title);
	buf_text(into, "</title>");
}
