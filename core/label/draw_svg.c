#include "core/label/draw.h"

#include "core/base/decimal.h"

#define UM_PER_INCH 25400

/* thousandths as a decimal number: no printf, whose decimal point follows the locale. */
static void put_decimal(struct buf *into, int64_t thousandths)
{
	char text[32];
	struct out out = out_into(text, sizeof(text));
	decimal_format(&out, thousandths, 3);
	buf_span(into, out_written(&out));
}

/* A length in dots, in modules. */
static void put_modules(struct buf *into, const struct drawing *drawing, int dots)
{
	put_decimal(into, (int64_t)dots * 1000 / drawing->dots);
}

static void put_mm(struct buf *into, const struct drawing *drawing, int dots)
{
	put_decimal(into, (int64_t)dots * UM_PER_INCH / drawing->dpi);
	buf_text(into, "mm");
}

static void put_escaped(struct buf *into, struct span text)
{
	static const struct {
		char c;
		const char *entity;
	} entities[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" } };
	for (size_t i = 0; i < text.len; i++) {
		const char *entity = NULL;
		for (size_t j = 0; j < sizeof(entities) / sizeof(entities[0]) && !entity; j++)
			if (text.at[i] == entities[j].c)
				entity = entities[j].entity;
		if (entity)
			buf_text(into, entity);
		else
			buf_char(into, text.at[i]);
	}
}

/* One path of runs: dark modules side by side are one rectangle. */
static void put_code(struct buf *into, const struct drawing *drawing)
{
	const QRcode *code = drawing->code;
	int left = drawing->left / drawing->dots, top = drawing->top / drawing->dots;
	buf_text(into, "<path shape-rendering=\"crispEdges\" d=\"");
	for (int y = 0; y < code->width; y++) {
		for (int x = 0; x < code->width;) {
			int run = 0;
			while (x + run < code->width && qr_dark(code, x + run, y))
				run++;
			if (run > 0)
				buf_format(into, "M%d %dh%dv1h-%dz", left + x, top + y, run, run);
			x += run + 1;
		}
	}
	buf_text(into, "\"/>\n");
}

/* anchor: in halves of a dot. */
static void put_type(struct buf *into, const struct drawing *drawing, const struct type *type,
	const char *align, int anchor, int top)
{
	buf_format(into, "<g font-family=\"" TYPE_FAMILIES "\" text-anchor=\"%s\">\n", align);
	for (size_t i = 0; i < type->row_count; i++) {
		const struct type_row *row = &type->rows[i];
		buf_text(into, "<text x=\"");
		put_decimal(into, (int64_t)anchor * 500 / drawing->dots);
		buf_text(into, "\" y=\"");
		put_modules(into, drawing, top + row->baseline);
		buf_text(into, "\" font-size=\"");
		put_modules(into, drawing, row->size);
		buf_text(into, "\" xml:space=\"preserve\">");
		put_escaped(into, row->text);
		buf_text(into, "</text>\n");
	}
	buf_text(into, "</g>\n");
}

static void put_words(struct buf *into, const struct drawing *drawing)
{
	put_type(into, drawing, &drawing->type, drawing->beside ? "start" : "middle",
		2 * drawing->words_left + (drawing->beside ? 0 : drawing->words_width),
		drawing->words_top);
}

static void put_bars(struct buf *into, const struct drawing *drawing)
{
	int at, width, from = 0;
	buf_text(into, "<path shape-rendering=\"crispEdges\" d=\"");
	for (; bars_next(&drawing->bars, from, &at, &width); from = at + width) {
		buf_char(into, 'M');
		put_modules(into, drawing, drawing->bars_left + at * drawing->bar_dots);
		buf_char(into, ' ');
		put_modules(into, drawing, drawing->bars_top);
		buf_char(into, 'h');
		put_modules(into, drawing, width * drawing->bar_dots);
		buf_char(into, 'v');
		put_modules(into, drawing, drawing->bars_height);
		buf_text(into, "h-");
		put_modules(into, drawing, width * drawing->bar_dots);
		buf_char(into, 'z');
	}
	buf_text(into, "\"/>\n");
	put_type(into, drawing, &drawing->digits, "middle",
		2 * drawing->bars_left + BARS_MODULES * drawing->bar_dots, drawing->digits_top);
}

int draw_svg(const struct drawing *drawing, struct buf *into, struct fault *fault)
{
	buf_text(into, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		       "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"" TYPE_LANGUAGE
		       "\" width=\"");
	put_mm(into, drawing, drawing->width);
	buf_text(into, "\" height=\"");
	put_mm(into, drawing, drawing->height);
	buf_text(into, "\" viewBox=\"0 0 ");
	put_modules(into, drawing, drawing->width);
	buf_char(into, ' ');
	put_modules(into, drawing, drawing->height);
	buf_text(into, "\">\n<title>");
	put_escaped(into, drawing->uri);
	buf_text(into, "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
	put_code(into, drawing);
	if (drawing->type.row_count > 0)
		put_words(into, drawing);
	if (drawing->bar_dots > 0)
		put_bars(into, drawing);
	buf_text(into, "</svg>\n");
	return into->failed ? fault_set(fault, FAULT_MEMORY, "no memory for a label") : 0;
}
