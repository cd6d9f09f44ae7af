/* PDF: a page for each label, or sheets of them. */
#include "core/label/draw.h"

#include <cairo-pdf.h>
#include <stdlib.h>
#include <string.h>

#define UM_PER_INCH      25400.0
#define POINTS           72.0
#define MARK_UM          2000 /* length of a cutting mark */
#define MARK_DISTANCE_UM 1000 /* from the labels */
#define MARK_WIDTH_UM    100

/* The same label makes the same bytes: no time of making. */
#define MADE "2000-01-01T00:00:00Z"

struct label_book {
	label_write_fn *write;
	void *context;
	bool refused; /* the writer could not take it */
	cairo_surface_t *surface;
	cairo_t *cairo;
	int sheet_width_um;
	int sheet_height_um;
	int width_um; /* of a label on a sheet; 0: none has come */
	int height_um;
	int columns;
	int rows;
	int next; /* place on the sheet */
};

static double points(double um)
{
	return um * POINTS / UM_PER_INCH;
}

static cairo_status_t take(void *closure, const unsigned char *bytes, unsigned int len)
{
	struct label_book *book = closure;
	if (book->refused || !book->write(book->context, (struct span){ (const char *)bytes, len }))
		book->refused = true;
	return book->refused ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

int label_book_open(struct label_book **book, int sheet_width_um, int sheet_height_um,
	label_write_fn *write, void *context, struct fault *fault)
{
	struct label_book *made = calloc(1, sizeof(*made));
	if (!made)
		return fault_set(fault, FAULT_MEMORY, "no memory for a PDF");
	made->write = write;
	made->context = context;
	made->sheet_width_um = sheet_width_um;
	made->sheet_height_um = sheet_height_um;
	made->surface = cairo_pdf_surface_create_for_stream(
		take, made, points(sheet_width_um), points(sheet_height_um));
	cairo_pdf_surface_set_metadata(made->surface, CAIRO_PDF_METADATA_CREATE_DATE, MADE);
	made->cairo = cairo_create(made->surface);
	*book = made;
	return 0;
}

static int book_check(const struct label_book *book, struct fault *fault)
{
	if (book->refused)
		return fault_set(fault, FAULT_IO, "the PDF cannot be written");
	if (cairo_status(book->cairo) != CAIRO_STATUS_SUCCESS)
		return fault_set(fault, FAULT_MEMORY, "no memory for a PDF");
	return 0;
}

/* ---- sheets ---- */

static int grid_set(struct label_book *book, const struct label *label, struct fault *fault)
{
	if (book->columns > 0 && book->width_um == label->width_um &&
		book->height_um == label->height_um)
		return 0;
	if (book->width_um)
		return fault_set(fault, FAULT_SETTING, "labels of two sizes on one sheet");
	int columns = label->width_um > 0
	                      ? (book->sheet_width_um - 2 * LABEL_MARGIN_UM) / label->width_um
	                      : 0;
	int rows = label->height_um > 0
	                   ? (book->sheet_height_um - 2 * LABEL_MARGIN_UM) / label->height_um
	                   : 0;
	if (columns <= 0 || rows <= 0)
		return fault_set(fault, FAULT_SETTING, "no label of %d by %d mm fits on the sheet",
			label->width_um / 1000, label->height_um / 1000);
	book->width_um = label->width_um;
	book->height_um = label->height_um;
	book->columns = columns;
	book->rows = rows;
	return 0;
}

static double grid_left(const struct label_book *book)
{
	return (book->sheet_width_um - (double)book->columns * book->width_um) / 2;
}

static double grid_top(const struct label_book *book)
{
	return (book->sheet_height_um - (double)book->rows * book->height_um) / 2;
}

static void mark(struct label_book *book, double x, double y, double dx, double dy)
{
	cairo_move_to(book->cairo, points(x), points(y));
	cairo_line_to(book->cairo, points(x + dx), points(y + dy));
}

/* Outside of the grid only: between labels they would be printed on one of them. */
static void put_marks(struct label_book *book)
{
	double left = grid_left(book), top = grid_top(book);
	double right = left + (double)book->columns * book->width_um;
	double bottom = top + (double)book->rows * book->height_um;
	cairo_set_line_width(book->cairo, points(MARK_WIDTH_UM));
	for (int i = 0; i <= book->columns; i++) {
		double x = left + (double)i * book->width_um;
		mark(book, x, top - MARK_DISTANCE_UM, 0, -MARK_UM);
		mark(book, x, bottom + MARK_DISTANCE_UM, 0, MARK_UM);
	}
	for (int i = 0; i <= book->rows; i++) {
		double y = top + (double)i * book->height_um;
		mark(book, left - MARK_DISTANCE_UM, y, -MARK_UM, 0);
		mark(book, right + MARK_DISTANCE_UM, y, MARK_UM, 0);
	}
	cairo_stroke(book->cairo);
}

/* ---- one label ---- */

/* Modules side by side are one rectangle, so that no hairline shows between them. */
static void put_code(cairo_t *cairo, const struct drawing *drawing)
{
	const QRcode *code = drawing->code;
	int dots = drawing->dots;
	for (int y = 0; y < code->width; y++) {
		for (int x = 0; x < code->width;) {
			int run = 0;
			while (x + run < code->width && qr_dark(code, x + run, y))
				run++;
			if (run > 0)
				cairo_rectangle(cairo, drawing->left + x * dots,
					drawing->top + y * dots, run * dots, dots);
			x += run + 1;
		}
	}
	cairo_fill(cairo);
}

static void put_bars(cairo_t *cairo, const struct drawing *drawing)
{
	int at, width, from = 0;
	for (; bars_next(&drawing->bars, from, &at, &width); from = at + width)
		cairo_rectangle(cairo, drawing->bars_left + at * drawing->bar_dots,
			drawing->bars_top, width * drawing->bar_dots, drawing->bars_height);
	cairo_fill(cairo);
	for (size_t i = 0; i < drawing->digits.row_count; i++) {
		const struct type_row *row = &drawing->digits.rows[i];
		cairo_move_to(cairo, drawing_digits_left(drawing, row),
			drawing->digits_top + row->baseline);
		pango_cairo_show_layout_line(cairo, row->line);
	}
}

static void put_words(cairo_t *cairo, const struct drawing *drawing)
{
	for (size_t i = 0; i < drawing->type.row_count; i++) {
		const struct type_row *row = &drawing->type.rows[i];
		cairo_move_to(
			cairo, drawing_row_left(drawing, row), drawing->words_top + row->baseline);
		pango_cairo_show_layout_line(cairo, row->line);
	}
}

static void put_label(struct label_book *book, const struct drawing *drawing, double left_um,
	double top_um, double unit)
{
	cairo_save(book->cairo);
	cairo_translate(book->cairo, points(left_um), points(top_um));
	cairo_scale(book->cairo, unit, unit);
	put_code(book->cairo, drawing);
	put_words(book->cairo, drawing);
	if (drawing->bar_dots > 0)
		put_bars(book->cairo, drawing);
	cairo_restore(book->cairo);
}

static void add_page(struct label_book *book, const struct drawing *drawing, double unit)
{
	for (int i = 0; i < drawing->copies; i++) {
		cairo_pdf_surface_set_size(
			book->surface, drawing->width * unit, drawing->height * unit);
		put_label(book, drawing, 0, 0, unit);
		cairo_show_page(book->cairo);
	}
}

static int add_to_sheet(struct label_book *book, const struct label *label,
	const struct drawing *drawing, double unit, struct fault *fault)
{
	int code = grid_set(book, label, fault);
	for (int i = 0; code == 0 && i < drawing->copies; i++) {
		int column = book->next % book->columns, row = book->next / book->columns;
		if (book->next == 0)
			put_marks(book);
		put_label(book, drawing, grid_left(book) + (double)column * book->width_um,
			grid_top(book) + (double)row * book->height_um, unit);
		if (++book->next == book->columns * book->rows) {
			cairo_show_page(book->cairo);
			book->next = 0;
		}
	}
	return code;
}

int label_book_add(struct label_book *book, const struct label *label, struct fault *fault)
{
	struct drawing drawing;
	double unit = POINTS / (label->dpi ? label->dpi : LABEL_DPI);
	int code = drawing_make(&drawing, label, unit, fault);
	if (code == 0 && drawing.type.strange)
		code = fault_set(fault, FAULT_SETTING,
			"no font on this machine has all characters of the label");
	if (code == 0 && book->sheet_width_um)
		code = add_to_sheet(book, label, &drawing, unit, fault);
	else if (code == 0)
		add_page(book, &drawing, unit);
	drawing_free(&drawing);
	return code == 0 ? book_check(book, fault) : code;
}

int label_book_close(struct label_book *book, struct fault *fault)
{
	if (!book)
		return 0;
	if (book->next > 0)
		cairo_show_page(book->cairo);
	cairo_surface_finish(book->surface);
	int code = book_check(book, fault);
	if (code == 0 && cairo_surface_status(book->surface) != CAIRO_STATUS_SUCCESS)
		code = fault_set(fault, FAULT_IO, "the PDF cannot be written");
	cairo_destroy(book->cairo);
	cairo_surface_destroy(book->surface);
	free(book);
	return code;
}
