/* The dots of a label. */
#include "core/label/draw.h"

#include <stdlib.h>
#include <string.h>

#define WHITE 0xff
#define BLACK 0x00

/* Words as coverage (A8), so that gray is just its complement. */
static cairo_surface_t *words_draw(const struct drawing *drawing)
{
	cairo_surface_t *surface = cairo_image_surface_create(
		CAIRO_FORMAT_A8, drawing->width, drawing->height - drawing->words_top);
	cairo_t *cairo = cairo_create(surface);
	pango_cairo_update_context(cairo, drawing->type.context);
	for (size_t i = 0; i < drawing->type.row_count; i++) {
		const struct type_row *row = &drawing->type.rows[i];
		cairo_move_to(cairo, drawing_row_left(drawing, row), row->baseline);
		pango_cairo_show_layout_line(cairo, row->line);
	}
	for (size_t i = 0; i < drawing->digits.row_count; i++) {
		const struct type_row *row = &drawing->digits.rows[i];
		cairo_move_to(cairo, drawing_digits_left(drawing, row),
			drawing->digits_top - drawing->words_top + row->baseline);
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

static void lay_words(cairo_surface_t *surface, int top, struct raster *raster)
{
	const uint8_t *ink = cairo_image_surface_get_data(surface);
	size_t stride = (size_t)cairo_image_surface_get_stride(surface);
	size_t width = (size_t)raster->width;
	for (size_t y = 0; y < (size_t)(raster->height - top); y++) {
		uint8_t *row = raster->gray + (y + (size_t)top) * width;
		for (size_t x = 0; x < width; x++)
			if (ink[y * stride + x])
				row[x] = (uint8_t)(WHITE - ink[y * stride + x]);
	}
}

static void lay_code(const struct drawing *drawing, struct raster *raster)
{
	size_t dots = (size_t)drawing->dots, width = (size_t)raster->width;
	for (int y = 0; y < drawing->code->width; y++) {
		uint8_t *row = raster->gray + ((size_t)drawing->top + (size_t)y * dots) * width +
		               drawing->left;
		for (int x = 0; x < drawing->code->width; x++)
			if (qr_dark(drawing->code, x, y))
				memset(row + (size_t)x * dots, BLACK, dots);
		for (size_t i = 1; i < dots; i++)
			memcpy(row + i * width, row, (size_t)drawing->code->width * dots);
	}
}

static void lay_bars(const struct drawing *drawing, struct raster *raster)
{
	size_t width = (size_t)raster->width, dots = (size_t)drawing->bar_dots;
	int at, wide, from = 0;
	if (drawing->bar_dots == 0)
		return;
	uint8_t *row = raster->gray + (size_t)drawing->bars_top * width;
	for (; bars_next(&drawing->bars, from, &at, &wide); from = at + wide)
		memset(row + (size_t)drawing->bars_left + (size_t)at * dots, BLACK,
			(size_t)wide * dots);
	for (int i = 1; i < drawing->bars_height; i++)
		memcpy(row + (size_t)i * width, row, width);
}

int raster_make(const struct drawing *drawing, struct raster *raster, struct fault *fault)
{
	size_t size = (size_t)drawing->width * (size_t)drawing->height;
	*raster = (struct raster){ NULL, drawing->width, drawing->height };
	if (drawing->type.strange)
		return fault_set(fault, FAULT_SETTING,
			"no font on this machine has all characters of the label");
	raster->gray = malloc(size);
	if (!raster->gray)
		return fault_set(fault, FAULT_MEMORY, "no memory to draw a label");
	memset(raster->gray, WHITE, size);
	if (drawing->type.row_count > 0 || drawing->bar_dots > 0) {
		cairo_surface_t *words = words_draw(drawing);
		if (!words) {
			raster_free(raster);
			return fault_set(fault, FAULT_MEMORY, "no memory to draw the words");
		}
		lay_words(words, drawing->words_top, raster);
		cairo_surface_destroy(words);
	}
	lay_code(drawing, raster);
	lay_bars(drawing, raster);
	return 0;
}

void raster_free(struct raster *raster)
{
	free(raster->gray);
	raster->gray = NULL;
}
