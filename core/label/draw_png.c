#include "core/label/draw.h"

#include "core/base/words.h"
#include "core/label/png_guard.h"

#include <stdlib.h>
#include <string.h>

#define WHITE 0xff
#define BLACK 0x00

struct png_writer {
	png_structp png;
	png_infop info;
	char message[PNG_GUARD_TEXT];
	const struct drawing *drawing;
	cairo_surface_t *words; /* ink coverage, one byte a dot; NULL without words */
	uint8_t *row;
	struct buf *into;
};

/* Words as coverage (A8), so that the PNG's gray is just its complement. */
static cairo_surface_t *words_draw(const struct drawing *drawing)
{
	int width = drawing->width * drawing->dots;
	int top = drawing_type_top(drawing);
	cairo_surface_t *surface = cairo_image_surface_create(
		CAIRO_FORMAT_A8, width, drawing->height * drawing->dots - top);
	cairo_t *cairo = cairo_create(surface);
	pango_cairo_update_context(cairo, drawing->type.context);
	for (size_t i = 0; i < drawing->type.row_count; i++) {
		const struct type_row *row = &drawing->type.rows[i];
		cairo_move_to(cairo, (width - row->width) / 2, row->baseline);
		pango_cairo_show_layout_line(cairo, row->line);
	}
	bool good = cairo_status(cairo) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(cairo);
	cairo_surface_flush(surface);
	if (good)
		return surface;
	cairo_surface_destroy(surface);
	return NULL;
}

static void bytes_write(png_structp png, png_bytep bytes, size_t len)
{
	struct png_writer *writer = png_get_io_ptr(png);
	buf_bytes(writer->into, bytes, len);
	if (writer->into->failed)
		png_error(png, N_("no memory"));
}

static void nothing_to_flush(png_structp png)
{
	(void)png;
}

static void rows_of_code(struct png_writer *writer)
{
	const struct drawing *drawing = writer->drawing;
	size_t dots = (size_t)drawing->dots;
	size_t width = (size_t)drawing->width * dots;
	for (int y = -LABEL_QUIET; y < drawing->code->width + LABEL_QUIET; y++) {
		memset(writer->row, WHITE, width);
		for (int x = 0; y >= 0 && y < drawing->code->width && x < drawing->code->width; x++)
			if (qr_dark(drawing->code, x, y))
				memset(writer->row + (size_t)(drawing->left + x) * dots, BLACK,
					dots);
		for (size_t i = 0; i < dots; i++)
			png_write_row(writer->png, writer->row);
	}
}

static void rows_of_words(struct png_writer *writer)
{
	const uint8_t *ink = cairo_image_surface_get_data(writer->words);
	size_t stride = (size_t)cairo_image_surface_get_stride(writer->words);
	size_t width = (size_t)cairo_image_surface_get_width(writer->words);
	size_t height = (size_t)cairo_image_surface_get_height(writer->words);
	for (size_t y = 0; y < height; y++) {
		for (size_t x = 0; x < width; x++)
			writer->row[x] = (uint8_t)(WHITE - ink[y * stride + x]);
		png_write_row(writer->png, writer->row);
	}
}

/* False after an error of libpng, which jumps here. */
static bool png_make(struct png_writer *writer)
{
	const struct drawing *drawing = writer->drawing;
	uint32_t dots = (uint32_t)drawing->dots;
	uint32_t per_metre = ((uint32_t)drawing->dpi * 10000 + 127) / 254;
	if (setjmp(png_jmpbuf(writer->png)))
		return false;
	png_set_write_fn(writer->png, writer, bytes_write, nothing_to_flush);
	png_set_filter(writer->png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
	png_set_IHDR(writer->png, writer->info, (uint32_t)drawing->width * dots,
		(uint32_t)drawing->height * dots, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
		PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_set_pHYs(writer->png, writer->info, per_metre, per_metre, PNG_RESOLUTION_METER);
	png_write_info(writer->png, writer->info);
	rows_of_code(writer);
	if (writer->words)
		rows_of_words(writer);
	png_write_end(writer->png, writer->info);
	return true;
}

int draw_png(const struct drawing *drawing, struct buf *into, struct fault *fault)
{
	struct png_writer writer = { .drawing = drawing, .into = into };
	int code = 0;
	if (drawing->type.strange)
		return fault_set(fault, FAULT_SETTING,
			"no font on this machine has all characters of the label");
	if (drawing->type.row_count > 0) {
		writer.words = words_draw(drawing);
		if (!writer.words)
			return fault_set(fault, FAULT_MEMORY, "no memory to draw the words");
	}
	writer.row = malloc((size_t)drawing->width * (size_t)drawing->dots);
	writer.png = png_create_write_struct(
		PNG_LIBPNG_VER_STRING, writer.message, png_guard_error, png_guard_warning);
	writer.info = writer.png ? png_create_info_struct(writer.png) : NULL;
	if (!writer.row || !writer.info)
		code = fault_set(fault, FAULT_MEMORY, "no memory to draw a label");
	else if (!png_make(&writer))
		code = fault_set(
			fault, FAULT_MEMORY, "cannot write a PNG: %s", words(writer.message));
	png_destroy_write_struct(&writer.png, &writer.info);
	cairo_surface_destroy(writer.words);
	free(writer.row);
	return code;
}
