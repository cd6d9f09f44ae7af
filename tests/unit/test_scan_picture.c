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

static struct canvas canvas_new(unsigned width, unsigned height)
{
	struct canvas canvas = { width, height, malloc((size_t)width * height) };
	assert_non_null(canvas.gray);
	memset(canvas.gray, 255, (size_t)width * height);
	return canvas;
}

static void black(struct canvas *canvas, unsigned x0, unsigned y0, unsigned width, unsigned height)
{
	for (unsigned y = y0; y < y0 + height; y++)
		memset(canvas->gray + (size_t)y * canvas->width + x0, 0, width);
}

static void qr_draw(struct canvas *canvas, unsigned x0, unsigned y0, const char *text)
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
static struct canvas one_code(void)
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

static void append(png_structp png, png_bytep bytes, size_t len)
{
	buf_bytes(png_get_io_ptr(png), bytes, len);
}

static void put_bits(uint8_t *row, unsigned x, int depth, unsigned value)
{
	unsigned at = x * (unsigned)depth, shift = 8 - (unsigned)depth - at % 8;
	row[at / 8] = (uint8_t)(row[at / 8] | value << shift);
}

/* White as the kind can say it: as transparent black where it has transparency. */
static void put_pixel(uint8_t *row, unsigned x, struct kind kind, uint8_t gray)
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

static struct buf png_of(const struct canvas *canvas, struct kind kind)
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

static struct buf png_of_code(void)
{
	struct canvas canvas = one_code();
	struct buf png = png_of(&canvas, plain);
	free(canvas.gray);
	return png;
}

static struct buf jpeg_of(const struct canvas *canvas, int sampling, int flags)
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

static struct buf jpeg_of_code(int flags)
{
	struct canvas canvas = one_code();
	struct buf jpeg = jpeg_of(&canvas, TJSAMP_420, flags);
	free(canvas.gray);
	return jpeg;
}

static struct scan scanned(struct span picture)
{
	struct scan scan;
	struct fault fault = { 0 };
	if (scan_picture(picture, &everything, &scan, &fault) != 0)
		fail_msg("%s", fault.text);
	return scan;
}

static void reads(struct span picture, const char *want)
{
	struct scan scan = scanned(picture);
	assert_int_equal(scan.count, 1);
	assert_string_equal(scan.codes[0].type, "QR-Code");
	assert_true(span_is(scan.codes[0].data, want));
	scan_free(&scan);
}

static void refused(struct span picture, int code)
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
static struct span copy_of(struct span bytes)
{
	char *copy = malloc(bytes.len ? bytes.len : 1);
	assert_non_null(copy);
	if (bytes.len)
		memcpy(copy, bytes.at, bytes.len);
	return (struct span){ copy, bytes.len };
}

static void free_copy(struct span copy)
{
	free((void *)(uintptr_t)copy.at);
}

/* Black is 0 and white 255, also where white was transparent. */
static void decodes_to(struct span png, const struct canvas *canvas)
{
	struct picture picture;
	assert_int_equal(picture_png(png, &picture, NULL), 0);
	assert_int_equal(picture.width, canvas->width);
	assert_int_equal(picture.height, canvas->height);
	assert_memory_equal(picture.gray, canvas->gray, (size_t)canvas->width * canvas->height);
	free(picture.gray);
}

static void every_kind_of_png_is_read(void **state)
{
	static const struct {
		int color;
		int depth;
	} kinds[] = {
		{ PNG_COLOR_TYPE_GRAY, 1 },
		{ PNG_COLOR_TYPE_GRAY, 2 },
		{ PNG_COLOR_TYPE_GRAY, 4 },
		{ PNG_COLOR_TYPE_GRAY, 8 },
		{ PNG_COLOR_TYPE_GRAY, 16 },
		{ PNG_COLOR_TYPE_GRAY_ALPHA, 8 },
		{ PNG_COLOR_TYPE_GRAY_ALPHA, 16 },
		{ PNG_COLOR_TYPE_RGB, 8 },
		{ PNG_COLOR_TYPE_RGB, 16 },
		{ PNG_COLOR_TYPE_RGB_ALPHA, 8 },
		{ PNG_COLOR_TYPE_RGB_ALPHA, 16 },
		{ PNG_COLOR_TYPE_PALETTE, 1 },
		{ PNG_COLOR_TYPE_PALETTE, 4 },
		{ PNG_COLOR_TYPE_PALETTE, 8 },
	};
	struct canvas canvas = one_code();
	(void)state;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		for (int interlace = 0; interlace < PNG_INTERLACE_LAST; interlace++) {
			struct kind kind = { kinds[i].color, kinds[i].depth, interlace };
			struct buf png = png_of(&canvas, kind);
			decodes_to(buf_written(&png), &canvas);
			reads(buf_written(&png), URI);
			buf_free(&png);
		}
	}
	free(canvas.gray);
}

static void every_kind_of_jpeg_is_read(void **state)
{
	static const int samplings[] = { TJSAMP_GRAY, TJSAMP_444, TJSAMP_422, TJSAMP_420 };
	struct canvas canvas = one_code();
	(void)state;
	for (size_t i = 0; i < COUNT(samplings); i++) {
		for (int flags = 0; flags <= TJFLAG_PROGRESSIVE; flags += TJFLAG_PROGRESSIVE) {
			struct buf jpeg = jpeg_of(&canvas, samplings[i], flags);
			reads(buf_written(&jpeg), URI);
			buf_free(&jpeg);
		}
	}
	free(canvas.gray);
}

static void a_picture_without_a_code_is_read_as_none(void **state)
{
	static const unsigned sides[][2] = { { 1, 1 }, { 1, 300 }, { 300, 1 }, { 7, 9 },
		{ 640, 480 }, { SCAN_SIDE_MOST, 1 }, { 1, SCAN_SIDE_MOST } };
	(void)state;
	for (size_t i = 0; i < COUNT(sides); i++) {
		struct canvas canvas = canvas_new(sides[i][0], sides[i][1]);
		struct buf png = png_of(&canvas, plain);
		struct scan scan = scanned(buf_written(&png));
		assert_int_equal(scan.count, 0);
		scan_free(&scan);
		buf_free(&png);
		free(canvas.gray);
	}
}

static void several_codes_are_all_found_and_each_once(void **state)
{
	static const char *const texts[] = { URI "a", URI "b", URI "a", URI "c" };
	struct canvas canvas = canvas_new(280, 280);
	unsigned seen[3] = { 0 };
	(void)state;
	for (unsigned i = 0; i < COUNT(texts); i++)
		qr_draw(&canvas, i % 2 * 140, i / 2 * 140, texts[i]);
	struct buf png = png_of(&canvas, plain);
	struct scan scan = scanned(buf_written(&png));
	assert_int_equal(scan.count, 3);
	for (size_t i = 0; i < scan.count; i++) {
		struct span data = scan.codes[i].data;
		assert_true(span_starts(data, URI));
		assert_int_equal(data.len, strlen(URI) + 1);
		assert_in_range(data.at[data.len - 1], 'a', 'c');
		seen[data.at[data.len - 1] - 'a']++;
	}
	assert_int_equal(seen[0] * seen[1] * seen[2], 1);
	scan_free(&scan);
	buf_free(&png);
	free(canvas.gray);
}

/* EAN-13 of GS1 General Specifications 5.2: bars of the digits in sets A, B and C. */
static void ean13_draw(struct canvas *canvas, const char *digits)
{
	static const char *const a[] = { "0001101", "0011001", "0010011", "0111101", "0100011",
		"0110001", "0101111", "0111011", "0110111", "0001011" };
	static const char *const parity[] = { "AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB",
		"ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA" };
	char bars[96] = "101";
	size_t at = 3;
	for (unsigned i = 1; i < 13; i++) {
		const char *set = a[digits[i] - '0'];
		bool b = i < 7 && parity[digits[0] - '0'][i - 1] == 'B';
		if (i == 7) {
			memcpy(bars + at, "01010", 5);
			at += 5;
		}
		for (unsigned j = 0; j < 7; j++) /* B is C mirrored, C is A inverted */
			bars[at++] =
				(b ? set[6 - j] == '0' : (set[j] == '1') != (i >= 7)) ? '1' : '0';
	}
	memcpy(bars + at, "101", 3);
	for (unsigned i = 0; i < 95; i++)
		if (bars[i] == '1')
			black(canvas, 20 + i * 2, 10, 2, 60);
}

static void a_bar_code_is_named_as_zbarimg_names_it(void **state)
{
	struct canvas canvas = canvas_new(240, 80);
	(void)state;
	ean13_draw(&canvas, "6901234567892");
	struct buf png = png_of(&canvas, plain);
	struct scan scan = scanned(buf_written(&png));
	assert_int_equal(scan.count, 1);
	assert_string_equal(scan.codes[0].type, "EAN-13");
	assert_true(span_is(scan.codes[0].data, "6901234567892"));
	scan_free(&scan);
	buf_free(&png);
	free(canvas.gray);
}

static void the_bytes_of_a_code_are_not_rewritten(void **state)
{
	/* UTF-8, GB 18030 and bytes that are no text: a guess at the encoding would change some. */
	static const char *const texts[] = { "吕梁山猪", "\xc2\xc0\xc1\xba\xc9\xbd\xd6\xed",
		"\xe9\x80\xff\x01\x7f", "caf\xe9" };
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct canvas canvas = canvas_new(140, 140);
		qr_draw(&canvas, 0, 0, texts[i]);
		struct buf png = png_of(&canvas, plain);
		reads(buf_written(&png), texts[i]);
		buf_free(&png);
		free(canvas.gray);
	}
}

static void put_number(char *at, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		at[i] = (char)(number >> (24 - 8 * i));
}

/* Let the header claim another size; its check sum fits again. */
static void png_claim(struct buf *png, uint32_t width, uint32_t height)
{
	put_number(png->at + 16, width);
	put_number(png->at + 20, height);
	put_number(png->at + 29, crc32_more(0, png->at + 12, 17));
}

/* Offset of the 2-byte height in the frame header. */
static size_t jpeg_frame(const struct buf *jpeg)
{
	for (size_t i = 0; i + 9 < jpeg->len; i++)
		if (memcmp(jpeg->at + i, "\xff\xc0", 2) == 0 ||
			memcmp(jpeg->at + i, "\xff\xc2", 2) == 0)
			return i + 5;
	fail_msg("no frame");
	return 0;
}

static void jpeg_claim(struct buf *jpeg, unsigned width, unsigned height)
{
	char *at = jpeg->at + jpeg_frame(jpeg);
	at[0] = (char)(height >> 8);
	at[1] = (char)height;
	at[2] = (char)(width >> 8);
	at[3] = (char)width;
}

static void a_header_that_claims_too_much_is_a_limit_and_costs_nothing(void **state)
{
	static const unsigned sides[][2] = { { 65500, 65500 }, { SCAN_SIDE_MOST, SCAN_SIDE_MOST },
		{ SCAN_SIDE_MOST + 1, 1 }, { 1, SCAN_SIDE_MOST + 1 }, { 8193, 8192 } };
	struct buf png = png_of_code(), jpeg = jpeg_of_code(0), good = png_of_code();
	(void)state;
	for (size_t i = 0; i < COUNT(sides); i++) {
		png_claim(&png, sides[i][0], sides[i][1]);
		refused(buf_written(&png), FAULT_LIMIT);
		jpeg_claim(&jpeg, sides[i][0], sides[i][1]);
		refused(buf_written(&jpeg), FAULT_LIMIT);
		reads(buf_written(&good), URI);
	}
	png_claim(&png, 0xffffffff, 0xffffffff);
	refused(buf_written(&png), FAULT_LIMIT);
	png_claim(&png, 0, 100);
	refused(buf_written(&png), FAULT_SETTING);
	png_claim(&png, 137, 136); /* a little more than is there */
	refused(buf_written(&png), FAULT_SETTING);
	buf_free(&png);
	buf_free(&jpeg);
	buf_free(&good);
}

static void a_jpeg_that_must_be_held_whole_has_a_smaller_limit(void **state)
{
	struct buf whole = jpeg_of_code(TJFLAG_PROGRESSIVE), rows = jpeg_of_code(0);
	(void)state;
	jpeg_claim(&whole, 4097, 4096);
	refused(buf_written(&whole), FAULT_LIMIT);
	jpeg_claim(&rows, 4097, 4096); /* within the limit, so it is decoded until it ends */
	refused(buf_written(&rows), FAULT_SETTING);
	/* Its one scan header made one of a single component: not interleaved. */
	for (size_t i = 0; i + 10 < rows.len; i++) {
		if (memcmp(rows.at + i, "\xff\xda", 2) != 0)
			continue;
		memcpy(rows.at + i + 2, "\x00\x08\x01", 3);
		memcpy(rows.at + i + 7, "\x00\x3f\x00", 3);
		break;
	}
	refused(buf_written(&rows), FAULT_LIMIT);
	buf_free(&whole);
	buf_free(&rows);
}

static void a_jpeg_of_many_scans_is_a_limit(void **state)
{
	struct buf jpeg = jpeg_of_code(0), many = { 0 };
	(void)state;
	/* A comment of 70 scan markers, behind the start of image, in a picture of 15 million pixels. */
	buf_bytes(&many, jpeg.at, 2);
	buf_bytes(&many, "\xff\xfe\x00\x8e", 4);
	for (int i = 0; i < 70; i++)
		buf_bytes(&many, "\xff\xda", 2);
	buf_bytes(&many, jpeg.at + 2, jpeg.len - 2);
	reads(buf_written(&many), URI); /* no harm in a small one */
	jpeg_claim(&many, 4000, 4000);
	refused(buf_written(&many), FAULT_LIMIT);
	buf_free(&jpeg);
	buf_free(&many);
}

static void a_picture_of_nothing_but_code_corners_is_a_limit(void **state)
{
	/* 1200 by 1200 of 8 by 8: 150 by 150 corners, three lines across each. */
	struct canvas canvas = canvas_new(1200, 1200);
	(void)state;
	for (unsigned y = 0; y < 150; y++) {
		for (unsigned x = 0; x < 150; x++) {
			black(&canvas, x * 8, y * 8, 7, 7);
			for (unsigned i = 0; i < 25; i++)
				if (i / 5 % 4 == 0 || i % 5 % 4 == 0)
					canvas.gray[(y * 8 + 1 + i / 5) * 1200 + x * 8 + 1 +
						    i % 5] = 255;
		}
	}
	struct buf png = png_of(&canvas, plain);
	refused(buf_written(&png), FAULT_LIMIT);
	buf_free(&png);
	free(canvas.gray);
}

static void a_truncated_picture_is_refused_and_the_next_one_is_read(void **state)
{
	struct canvas canvas = one_code();
	struct buf pictures[] = {
		png_of(&canvas, plain),
		png_of(&canvas, (struct kind){ PNG_COLOR_TYPE_RGB_ALPHA, 16, PNG_INTERLACE_ADAM7 }),
		jpeg_of(&canvas, TJSAMP_420, 0),
		jpeg_of(&canvas, TJSAMP_444, TJFLAG_PROGRESSIVE),
	};
	(void)state;
	for (size_t i = 0; i < COUNT(pictures); i++) {
		struct span all = buf_written(&pictures[i]);
		for (size_t len = 0; len < all.len;
			len += len + 97 < all.len ? 97 : all.len - len - 1) {
			struct span cut = copy_of((struct span){ all.at, len });
			refused(cut, FAULT_SETTING);
			free_copy(cut);
			if (len == all.len - 1)
				break;
		}
		reads(all, URI);
		buf_free(&pictures[i]);
	}
	free(canvas.gray);
}

static void a_damaged_picture_is_read_or_refused_and_libraries_keep_quiet(void **state)
{
	struct canvas canvas = one_code();
	struct buf pictures[] = {
		png_of(&canvas, (struct kind){ PNG_COLOR_TYPE_PALETTE, 8, PNG_INTERLACE_ADAM7 }),
		jpeg_of(&canvas, TJSAMP_420, 0),
		jpeg_of(&canvas, TJSAMP_444, TJFLAG_PROGRESSIVE),
	};
	FILE *heard = tmpfile();
	int before = dup(STDERR_FILENO);
	size_t bad = 0;
	(void)state;
	assert_non_null(heard);
	assert_true(dup2(fileno(heard), STDERR_FILENO) >= 0);
	for (size_t i = 0; i < COUNT(pictures); i++) {
		for (size_t at = 2; at < pictures[i].len; at += 13) {
			struct scan scan;
			pictures[i].at[at] = (char)~pictures[i].at[at];
			int code =
				scan_picture(buf_written(&pictures[i]), &everything, &scan, NULL);
			bad += code != 0 && code != FAULT_SETTING && code != FAULT_LIMIT;
			scan_free(&scan);
			pictures[i].at[at] = (char)~pictures[i].at[at];
		}
	}
	off_t said = lseek(STDERR_FILENO, 0, SEEK_END);
	assert_true(dup2(before, STDERR_FILENO) >= 0);
	(void)close(before);
	(void)fclose(heard);
	assert_int_equal(said, 0);
	assert_int_equal(bad, 0);
	for (size_t i = 0; i < COUNT(pictures); i++) {
		reads(buf_written(&pictures[i]), URI);
		buf_free(&pictures[i]);
	}
	free(canvas.gray);
}

static void what_is_no_picture_is_refused(void **state)
{
	static const struct span cases[] = {
		{ NULL, 0 },
		{ "", 0 },
		{ "\x89", 1 },
		{ "\x89PNG\r\n\x1a\n", 8 },
		{ "\x89PNG\r\n\x1a\n\0\0\0\x0dIDAT\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\0\0\0\0", 33 },
		{ "\xff\xd8", 2 },
		{ "\xff\xd8\xff", 3 },
		{ "\xff\xd8\xff\xd9", 4 },
		{ "\xff\xd8\xff\xff\xff\xff\xff", 7 },
		{ "\xff\xd8\xff\xc0\0\x0b", 6 },
		{ "GIF89a\1\0\1\0", 10 },
		{ "https://id.example.cn/", 22 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span copy = copy_of(cases[i]);
		refused(copy, FAULT_SETTING);
		free_copy(copy);
	}
	refused((struct span){ NULL, 0 }, FAULT_SETTING);
	refused((struct span){ "", SCAN_FILE_MOST + 1 }, FAULT_LIMIT);
}

static void what_follows_the_picture_does_not_matter(void **state)
{
	struct buf png = png_of_code(), jpeg = jpeg_of_code(0);
	(void)state;
	buf_text(&png, "trailer of a telephone");
	buf_text(&jpeg, "trailer of a telephone");
	reads(buf_written(&png), URI);
	reads(buf_written(&jpeg), URI);
	buf_free(&png);
	buf_free(&jpeg);
}

static void more_codes_than_the_limit_are_refused(void **state)
{
	struct canvas canvas = canvas_new(9 * 100, 8 * 100);
	(void)state;
	for (unsigned i = 0; i <= SCAN_CODES_MOST; i++) {
		char text[8];
		(void)snprintf(text, sizeof(text), "code%02u", i);
		qr_draw(&canvas, i % 9 * 100, i / 9 * 100, text);
	}
	struct buf png = png_of(&canvas, plain);
	refused(buf_written(&png), FAULT_LIMIT);
	buf_free(&png);
	for (unsigned y = 700; y < 800; y++) /* without code 63 */
		memset(canvas.gray + (size_t)y * 900, 255, 100);
	png = png_of(&canvas, plain);
	struct scan scan = scanned(buf_written(&png));
	assert_int_equal(scan.count, SCAN_CODES_MOST);
	scan_free(&scan);
	buf_free(&png);
	free(canvas.gray);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_png_is_read),
		cmocka_unit_test(every_kind_of_jpeg_is_read),
		cmocka_unit_test(a_picture_without_a_code_is_read_as_none),
		cmocka_unit_test(several_codes_are_all_found_and_each_once),
		cmocka_unit_test(a_bar_code_is_named_as_zbarimg_names_it),
		cmocka_unit_test(the_bytes_of_a_code_are_not_rewritten),
		cmocka_unit_test(a_header_that_claims_too_much_is_a_limit_and_costs_nothing),
		cmocka_unit_test(a_jpeg_that_must_be_held_whole_has_a_smaller_limit),
		cmocka_unit_test(a_jpeg_of_many_scans_is_a_limit),
		cmocka_unit_test(a_picture_of_nothing_but_code_corners_is_a_limit),
		cmocka_unit_test(a_truncated_picture_is_refused_and_the_next_one_is_read),
		cmocka_unit_test(a_damaged_picture_is_read_or_refused_and_libraries_keep_quiet),
		cmocka_unit_test(what_is_no_picture_is_refused),
		cmocka_unit_test(what_follows_the_picture_does_not_matter),
		cmocka_unit_test(more_codes_than_the_limit_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
