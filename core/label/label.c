#include "core/label/draw.h"

#include "core/base/utf8.h"

#include <assert.h>

#define UM_PER_INCH 25400

/* Modules left white under the last row of words. */
#define FOOT 2

static const struct {
	const char *name;
	int (*draw)(const struct drawing *drawing, struct buf *into, struct fault *fault);
} formats[LABEL_FORMAT_COUNT] = {
	[LABEL_PNG] = { "png", draw_png },
	[LABEL_SVG] = { "svg", draw_svg },
};

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

static int label_check(const struct label *label, struct fault *fault)
{
	assert(label->line_count >= 0 && label->line_count <= LABEL_LINES_MOST);
	int code = uri_check(label->uri, fault);
	for (int i = 0; i < label->line_count && code == 0; i++)
		code = line_check(label->lines[i], i + 1, fault);
	return code;
}

static int ceiling(int number, int by)
{
	return (number + by - 1) / by;
}

static int scale_set(const struct label *label, struct drawing *drawing, struct fault *fault)
{
	int dpi = label->dpi ? label->dpi : LABEL_DPI;
	if (dpi < LABEL_DPI_LEAST || dpi > LABEL_DPI_MOST)
		return fault_set(fault, FAULT_SETTING, "%d dots per inch is not within %d..%d", dpi,
			LABEL_DPI_LEAST, LABEL_DPI_MOST);
	int least = ceiling(LABEL_MODULE_UM * dpi, UM_PER_INCH);
	int dots = label->dots ? label->dots : least;
	if (dots < least || dots > LABEL_DOTS_MOST)
		return fault_set(fault, FAULT_SETTING,
			"%d dots per module is not within %d..%d at %d dots per inch", dots, least,
			LABEL_DOTS_MOST, dpi);
	drawing->dpi = dpi;
	drawing->dots = dots;
	return 0;
}

static bool bears_words(const struct label *label)
{
	for (int i = 0; i < label->line_count; i++)
		if (label->lines[i].len > 0)
			return true;
	return false;
}

/* Wide enough for the code and, if there are words, for them; the code exactly in the middle. */
static void width_set(const struct label *label, struct drawing *drawing)
{
	int bare = drawing->code->width + 2 * LABEL_QUIET;
	int words = ceiling(LABEL_WIDTH_UM * drawing->dpi / UM_PER_INCH, drawing->dots);
	drawing->width = bare;
	if (bears_words(label) && words > bare)
		drawing->width = words + (words - bare) % 2;
	drawing->left = (drawing->width - drawing->code->width) / 2;
}

static int height_set(struct drawing *drawing, struct fault *fault)
{
	int height = drawing->code->width + 2 * LABEL_QUIET;
	if (drawing->type.row_count > 0)
		height += ceiling(drawing->type.height, drawing->dots) + FOOT;
	int64_t total = (int64_t)height * drawing->dots * drawing->width * drawing->dots;
	if (total > LABEL_DOTS_TOTAL_MOST)
		return fault_set(fault, FAULT_LIMIT, "the label would be %d by %d dots",
			drawing->width * drawing->dots, height * drawing->dots);
	drawing->height = height;
	return 0;
}

int drawing_type_top(const struct drawing *drawing)
{
	return (drawing->code->width + 2 * LABEL_QUIET) * drawing->dots;
}

int label_draw(
	const struct label *label, enum label_format format, struct buf *into, struct fault *fault)
{
	struct drawing drawing = { .uri = label->uri };
	struct buf made = { 0 };
	int code = label_check(label, fault);
	if (code == 0)
		code = scale_set(label, &drawing, fault);
	if (code == 0)
		code = qr_make(label->uri, &drawing.code, fault);
	if (code != 0)
		goto out;
	width_set(label, &drawing);
	code = type_set(label, drawing.dpi, (drawing.width - 2 * LABEL_QUIET) * drawing.dots,
		&drawing.type, fault);
	if (code == 0)
		code = height_set(&drawing, fault);
	if (code == 0)
		code = formats[format].draw(&drawing, &made, fault);
	if (code == 0)
		buf_span(into, buf_written(&made));
	if (code == 0 && (made.failed || into->failed))
		code = fault_set(fault, FAULT_MEMORY, "no memory for a label");
out:
	buf_free(&made);
	type_free(&drawing.type);
	QRcode_free(drawing.code);
	return code;
}
