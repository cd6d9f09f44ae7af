/*
 * A label for printers that speak ZPL II: one bitmap (^GFA), so that neither the printer's fonts nor its own
 * QR code matter. Hexadecimal digits with the run lengths of ZPL's alternative data compression scheme:
 * G..Y are 1..19 times, g..z 20..400 times the digit behind them; ',' fills a row with zeros, ':' repeats the row
 * above. (No row of a label ends in ones, which '!' would fill.)
 * Source  ZPL II Programming Guide, ^GF and "Alternative Data Compression Scheme".
 */
#include "core/label/draw.h"

#include <stdlib.h>
#include <string.h>

#define INK       128 /* grays below it are printed */
#define RUN_SMALL 20
#define RUN_MOST  419 /* 'z' and 'Y' */

struct bitmap {
	int row_bytes;
	char *row; /* hexadecimal digits */
	char *above;
	size_t digits;
};

static void row_make(const struct raster *raster, int y, struct bitmap *bitmap)
{
	static const char digits[] = "0123456789ABCDEF";
	const uint8_t *gray = raster->gray + (size_t)y * (size_t)raster->width;
	for (size_t i = 0; i < bitmap->digits; i++) {
		unsigned nibble = 0;
		for (size_t bit = 0; bit < 4; bit++) {
			size_t x = i * 4 + bit;
			nibble = nibble << 1 | (x < (size_t)raster->width && gray[x] < INK);
		}
		bitmap->row[i] = digits[nibble];
	}
}

static void put_run(struct buf *into, char digit, size_t run)
{
	for (; run > RUN_MOST; run -= RUN_MOST) {
		buf_text(into, "zY");
		buf_char(into, digit);
	}
	if (run >= RUN_SMALL)
		buf_char(into, (char)('g' + run / RUN_SMALL - 1));
	if (run % RUN_SMALL > 0 && run > 1)
		buf_char(into, (char)('G' + run % RUN_SMALL - 1));
	buf_char(into, digit);
}

static void put_row(struct buf *into, const struct bitmap *bitmap)
{
	if (memcmp(bitmap->row, bitmap->above, bitmap->digits) == 0) {
		buf_char(into, ':');
		return;
	}
	for (size_t at = 0; at < bitmap->digits;) {
		size_t run = 1;
		while (at + run < bitmap->digits && bitmap->row[at + run] == bitmap->row[at])
			run++;
		if (at + run == bitmap->digits && bitmap->row[at] == '0')
			buf_char(into, ',');
		else
			put_run(into, bitmap->row[at], run);
		at += run;
	}
}

int draw_zpl(const struct drawing *drawing, struct buf *into, struct fault *fault)
{
	struct bitmap bitmap = { .row_bytes = (drawing->width + 7) / 8 };
	struct raster raster;
	int code = raster_make(drawing, &raster, fault);
	if (code != 0)
		return code;
	int total = bitmap.row_bytes * drawing->height;
	bitmap.digits = (size_t)bitmap.row_bytes * 2;
	bitmap.row = malloc(bitmap.digits);
	bitmap.above = calloc(1, bitmap.digits); /* like no row: the first one is written out */
	if (bitmap.row && bitmap.above) {
		buf_format(into, "^XA\n^PW%d\n^LL%d\n^LH0,0\n^FO0,0^GFA,%d,%d,%d,", drawing->width,
			drawing->height, total, total, bitmap.row_bytes);
		for (int y = 0; y < drawing->height; y++) {
			char *swap = bitmap.above;
			row_make(&raster, y, &bitmap);
			put_row(into, &bitmap);
			bitmap.above = bitmap.row;
			bitmap.row = swap;
		}
		buf_format(into, "^FS\n^PQ%d\n^XZ\n", drawing->copies);
	} else {
		code = fault_set(fault, FAULT_MEMORY, "no memory to draw a label");
	}
	free(bitmap.row);
	free(bitmap.above);
	raster_free(&raster);
	return code;
}
