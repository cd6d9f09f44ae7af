#include "core/view/view.h"

#include "core/base/utf8.h"

/* Ranges of code points that do something to a terminal, or turn the text around them. */
static const struct {
	uint32_t first;
	uint32_t last;
} unseen[] = {
	{ 0x00, 0x1f },     /* C0: escape sequences, line feeds */
	{ 0x7f, 0x9f },     /* delete, C1 */
	{ 0x61c, 0x61c },   /* Arabic letter mark */
	{ 0x200b, 0x200f }, /* zero width, direction marks */
	{ 0x2028, 0x202e }, /* line and paragraph separators, embeddings, overrides */
	{ 0x2060, 0x206f }, /* joiners, isolates */
	{ 0xfeff, 0xfeff }, /* byte order mark */
	{ 0xfff9, 0xfffb }, /* interlinear annotations */
};

static bool is_unseen(uint32_t c)
{
	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
		if (c >= unseen[i].first && c <= unseen[i].last)
			return true;
	return false;
}

/* The code point of a valid character of `step` bytes. */
static uint32_t decode(const char *at, size_t step)
{
	static const unsigned char mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t c = (unsigned char)at[0] & mask[step];
	for (size_t i = 1; i < step; i++)
		c = c << 6 | ((unsigned char)at[i] & 0x3f);
	return c;
}

void view_escape(struct buf *into, struct span text)
{
	size_t step;
	for (size_t at = 0; at < text.len; at += step) {
		step = utf8_step(text.at + at, text.len - at);
		if (step == 0) {
			step = 1;
			buf_format(into, "\\x%02x", (unsigned)(unsigned char)text.at[at]);
			continue;
		}
		uint32_t c = decode(text.at + at, step);
		if (is_unseen(c))
			buf_format(into, "\\u%04x", (unsigned)c);
		else
			buf_bytes(into, text.at + at, step);
	}
}
