/*
 * kit_picture.h - pictures of codes made here, as PNG and JPEG of every kind, and what is read of them.
 */
#ifndef PIGTRACE_TESTS_UNIT_KIT_PICTURE_H
#define PIGTRACE_TESTS_UNIT_KIT_PICTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/base/crc32.h"
#include "core/scan/picture.h"
#include "core/scan/scan.h"

#include <png.h>
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define URI          "https://id.example.cn/01/06901234567892/21/00000017K3F9A7QW2M4T"
#define DOTS         3 /* per module */
#define QUIET        4

/* What zbar sees, of half the size and of all of it; the other rungs of the ladder have a test of their own. */
static const struct scan_manner everything = { .bars = true, .rungs = 1U | 1U << SCAN_RUNG_FULL };

/* A drawing in black (0) and white (255), made here so that the fixtures owe nothing to label_draw. */
struct canvas {
	unsigned width;
	unsigned height;
	uint8_t *gray;
};

static inline struct canvas canvas_new(unsigned width, unsigned height)
{
	struct canvas canvas = { width, height, malloc((size_t)width * height) };
	assert_non_null(canvas.gray);
	memset(canvas.gray, 255, (size_t)width * height);
	return canvas;
}

static inline void black(
	struct canvas *canvas, unsigned x0, unsigned y0, unsigned width, unsigned height)
{
	for (unsigned y = y0; y < y0 + height; y++)
		memset(canvas->gray + (size_t)y * canvas->width + x0, 0, width);
}

static inline void qr_draw(struct canvas *canvas, unsigned x0, unsigned y0, const char *text)
{
	QRcode *code =
		QRcode_encodeData((int)strlen(text), (const unsigned char *)text, 0, QR_ECLEVEL_M);
	assert_non_null(code);
	unsigned side = (unsigned)code->width;
	for (unsigned y = 0; y < side; y++)
		for (unsigned x = 0; x < side; x++)
			if (code->data[y * side + x] & 1)
				black(canvas, x0 + (QUIET + x) * DOTS, y0 + (QUIET + y) * DOTS,
					DOTS, DOTS);
	QRcode_free(code);
}

/* A version 5 code (37 modules) with its quiet zone is 135 dots. */
static inline struct canvas one_code(void)
{
	struct canvas canvas = canvas_new(136, 136);
	qr_draw(&canvas, 0, 0, URI);
	return canvas;
}

/* One way of storing a picture as PNG. */
struct kind {
	int color;
	int depth;
	int interlace;
};

static inline void append(png_structp png, png_bytep bytes, size_t len)
{
	buf_bytes(png_get_io_ptr(png), bytes, len);
}

static inline void put_bits(uint8_t *row, unsigned x, int depth, unsigned value)
{
	unsigned at = x * (unsigned)depth, shift = 8 - (unsigned)depth - at % 8;
	row[at / 8] = (uint8_t)(row[at / 8] | value << shift);
}

/* White as the kind can say it: as transparent black where it has transparency. */
static inline void put_pixel(uint8_t *row, unsigned x, struct kind kind, uint8_t gray)
{
	bool alpha = kind.color & PNG_COLOR_MASK_ALPHA;
	unsigned channels = kind.color & PNG_COLOR_MASK_COLOR ? 3 : 1;
	if (kind.color == PNG_COLOR_TYPE_PALETTE) {
		put_bits(row, x, kind.depth, gray ? 1 : 0);
		return;
	}
	if (kind.depth < 8) {
		put_bits(row, x, kind.depth, gray ? (1U << kind.depth) - 1 : 0);
		return;
	}
	unsigned bytes = (unsigned)kind.depth / 8, all = channels + alpha;
	uint8_t *at = row + (size_t)x * all * bytes;
	memset(at, alpha ? 0 : gray, (size_t)channels * bytes);
	if (alpha)
		memset(at + (size_t)channels * bytes, gray ? 0 : 255, bytes);
}

static inline struct buf png_of(const struct canvas *canvas, struct kind kind)
{
	struct buf buf = { 0 };
	/* The second colour is a transparent black. */
	png_color palette[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
	uint8_t opacity[2] = { 255, 0 };
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	assert_non_null(info);
	png_set_write_fn(png, &buf, append, NULL);
	png_set_IHDR(png, info, canvas->width, canvas->height, kind.depth, kind.color,
		kind.interlace, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	if (kind.color == PNG_COLOR_TYPE_PALETTE) {
		png_set_PLTE(png, info, palette, 2);
		png_set_tRNS(png, info, opacity, 2, NULL);
	}
	png_write_info(png, info);
	int passes = png_set_interlace_handling(png);
	size_t len = png_get_rowbytes(png, info);
	uint8_t *row = malloc(len);
	assert_non_null(row);
	for (int pass = 0; pass < passes; pass++) {
		for (unsigned y = 0; y < canvas->height; y++) {
			memset(row, 0, len);
			for (unsigned x = 0; x < canvas->width; x++)
				put_pixel(
					row, x, kind, canvas->gray[(size_t)y * canvas->width + x]);
			png_write_row(png, row);
		}
	}
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	free(row);
	return buf;
}

static const struct kind plain = { PNG_COLOR_TYPE_GRAY, 8, PNG_INTERLACE_NONE };

static inline struct buf png_of_code(void)
{
	struct canvas canvas = one_code();
	struct buf png = png_of(&canvas, plain);
	free(canvas.gray);
	return png;
}

static inline struct buf jpeg_of(const struct canvas *canvas, int sampling, int flags)
{
	struct buf buf = { 0 };
	unsigned char *jpeg = NULL;
	unsigned long len = 0;
	size_t pixels = (size_t)canvas->width * canvas->height;
	uint8_t *rgb = malloc(pixels * 3);
	tjhandle handle = tjInitCompress();
	assert_non_null(rgb);
	assert_non_null(handle);
	for (size_t i = 0; i < pixels * 3; i++)
		rgb[i] = canvas->gray[i / 3];
	assert_int_equal(tjCompress2(handle, rgb, (int)canvas->width, 0, (int)canvas->height,
				 TJPF_RGB, &jpeg, &len, sampling, 80, flags),
		0);
	buf_bytes(&buf, jpeg, len);
	tjFree(jpeg);
	(void)tjDestroy(handle);
	free(rgb);
	return buf;
}

static inline struct buf jpeg_of_code(int flags)
{
	struct canvas canvas = one_code();
	struct buf jpeg = jpeg_of(&canvas, TJSAMP_420, flags);
	free(canvas.gray);
	return jpeg;
}

static inline struct scan scanned(struct span picture)
{
	struct scan scan;
	struct fault fault = { 0 };
	if (scan_picture(picture, &everything, &scan, &fault) != 0)
		fail_msg("%s", fault.text);
	return scan;
}

static inline void reads(struct span picture, const char *want)
{
	struct scan scan = scanned(picture);
	assert_int_equal(scan.count, 1);
	assert_string_equal(scan.codes[0].type, "QR-Code");
	assert_true(span_is(scan.codes[0].data, want));
	scan_free(&scan);
}

static inline void refused(struct span picture, int code)
{
	struct scan scan;
	struct fault fault = { 0 };
	assert_int_equal(scan_picture(picture, &everything, &scan, &fault), code);
	assert_int_equal(fault.code, code);
	assert_int_not_equal(fault.text[0], '\0');
	assert_int_equal(scan.count, 0);
	scan_free(&scan);
}

/* An exact copy, so that AddressSanitizer sees a read past its end. */
static inline struct span copy_of(struct span bytes)
{
	char *copy = malloc(bytes.len ? bytes.len : 1);
	assert_non_null(copy);
	if (bytes.len)
		memcpy(copy, bytes.at, bytes.len);
	return (struct span){ copy, bytes.len };
}

static inline void free_copy(struct span copy)
{
	free((void *)(uintptr_t)copy.at);
}

/* Black is 0 and white 255, also where white was transparent. */
static inline void decodes_to(struct span png, const struct canvas *canvas)
{
	struct picture picture;
	assert_int_equal(picture_png(png, &picture, NULL), 0);
	assert_int_equal(picture.width, canvas->width);
	assert_int_equal(picture.height, canvas->height);
	assert_memory_equal(picture.gray, canvas->gray, (size_t)canvas->width * canvas->height);
	free(picture.gray);
}

#endif
