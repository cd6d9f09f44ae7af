#include "core/label/draw.h"

#include "core/base/utf8.h"

#include <assert.h>

static const struct {
	const char *name;
	int (*draw)(const struct drawing *drawing, struct buf *into, struct fault *fault);
} formats[LABEL_FORMAT_COUNT] = {
	[LABEL_PNG] = { "png", draw_png },
	[LABEL_SVG] = { "svg", draw_svg },
	[LABEL_PDF] = { "pdf", NULL }, /* a book of one page */
	[LABEL_ZPL] = { "zpl", draw_zpl },
};

const char *label_format_name(enum label_format format)
{
	return formats[format].name;
}

bool label_format_find(struct span name, enum label_format *format)
{
	for (int i = 0; i < LABEL_FORMAT_COUNT; i++) {
		if (span_is(name, formats[i].name)) {
			*format = (enum label_format)i;
			return true;
		}
	}
	return false;
}

static int uri_check(struct span uri, struct fault *fault)
{
	if (uri.len == 0)
		return fault_set(fault, FAULT_SETTING, "a label needs a URI");
	if (uri.len > LABEL_URI_MOST)
		return fault_set(fault, FAULT_LIMIT, "the URI of a label is longer than %d bytes",
			LABEL_URI_MOST);
	for (size_t i = 0; i < uri.len; i++)
		if (uri.at[i] < 0x21 || uri.at[i] > 0x7e)
			return fault_set(fault, FAULT_SETTING,
				"byte %zu of the label's URI is not printable ASCII", i);
	return 0;
}

/* What neither XML nor one row of type can hold: C0, DEL, C1, line and paragraph separators,
 * U+FFFE and U+FFFF. */
static bool unfit(const char *at, size_t len)
{
	const unsigned char *c = (const unsigned char *)at;
	if (len == 1)
		return c[0] < 0x20 || c[0] == 0x7f;
	if (len == 2)
		return c[0] == 0xc2 && c[1] < 0xa0;
	if (len == 3 && c[0] == 0xe2 && c[1] == 0x80)
		return c[2] == 0xa8 || c[2] == 0xa9;
	return len == 3 && c[0] == 0xef && c[1] == 0xbf && c[2] >= 0xbe;
}

static int line_check(struct span line, int number, struct fault *fault)
{
	if (line.len > LABEL_LINE_MOST)
		return fault_set(fault, FAULT_LIMIT, "line %d of the label is longer than %d bytes",
			number, LABEL_LINE_MOST);
	for (size_t at = 0; at < line.len;) {
		size_t step = utf8_step(line.at + at, line.len - at);
		if (step == 0)
			return fault_set(fault, FAULT_SETTING,
				"line %d of the label is not UTF-8 at byte %zu", number, at);
		if (unfit(line.at + at, step))
			return fault_set(fault, FAULT_SETTING,
				"line %d of the label has a control character at byte %zu", number,
				at);
		at += step;
	}
	return 0;
}

int label_check(const struct label *label, struct fault *fault)
{
	assert(label->line_count >= 0 && label->line_count <= LABEL_LINES_MOST);
	int code = uri_check(label->uri, fault);
	for (int i = 0; i < label->line_count && code == 0; i++)
		code = line_check(label->lines[i], i + 1, fault);
	return code;
}

static bool put_buf(void *context, struct span bytes)
{
	struct buf *into = context;
	buf_span(into, bytes);
	return !into->failed;
}

static int draw_page(const struct label *label, struct buf *into, struct fault *fault)
{
	struct label_book *book = NULL;
	int code = label_book_open(&book, 0, 0, put_buf, into, fault);
	if (code == 0)
		code = label_book_add(book, label, fault);
	int closed = label_book_close(book, code == 0 ? fault : NULL);
	return code == 0 ? closed : code;
}

static int draw_one(
	const struct label *label, enum label_format format, struct buf *into, struct fault *fault)
{
	struct drawing drawing;
	int code = drawing_make(&drawing, label, 1, fault);
	if (code == 0)
		code = formats[format].draw(&drawing, into, fault);
	drawing_free(&drawing);
	return code;
}

int label_draw(
	const struct label *label, enum label_format format, struct buf *into, struct fault *fault)
{
	struct buf made = { 0 };
	int code = formats[format].draw ? draw_one(label, format, &made, fault)
	                                : draw_page(label, &made, fault);
	if (code == 0)
		buf_span(into, buf_written(&made));
	if (code == 0 && (made.failed || into->failed))
		code = fault_set(fault, FAULT_MEMORY, "no memory for a label");
	buf_free(&made);
	return code;
}
