/* The bars of a case's SSCC: read back by zbar, and held against what GS1 asks of them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/label/bars.h"
#include "core/label/label.h"
#include "core/scan/scan.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SSCC         "069012340000000016"
#define URI          "https://id.gs1.org/00/" SSCC

static const int densities[] = { 203, 300, 600 };

static struct label case_label(const char *sscc, int dpi)
{
	return (struct label){ .uri = span_of(URI),
		.sscc = span_of(sscc),
		.lines = { span_of("吕梁山猪五花肉"), span_of("批次 L1121") },
		.line_count = 2,
		.dpi = dpi };
}

static struct buf drawn(const struct label *label)
{
	struct buf buf = { 0 };
	struct fault fault = { 0 };
	if (label_draw(label, LABEL_PNG, &buf, &fault) != 0)
		fail_msg("%s", fault.text);
	return buf;
}

/* What is read of a picture: each code in a line. */
static void read_back(struct span png, char *codes, size_t size)
{
	struct scan scan;
	struct fault fault = { 0 };
	struct out out = out_into(codes, size);
	assert_int_equal(
		scan_picture(png, &(struct scan_manner){ .bars = true }, &scan, &fault), 0);
	for (size_t i = 0; i < scan.count; i++) {
		out_text(&out, scan.codes[i].type);
		out_char(&out, ':');
		out_span(&out, scan.codes[i].data);
		out_char(&out, '\n');
	}
	scan_free(&scan);
	assert_false(out.full);
}

static void every_pair_of_digits_is_read_as_what_it_is(void **state)
{
	(void)state;
	for (int first = 0; first < 100; first += BARS_SSCC / 2) {
		char sscc[BARS_SSCC + 1], codes[256], wanted[64];
		for (int i = 0; i < BARS_SSCC / 2; i++)
			(void)snprintf(sscc + 2 * i, 3, "%02d", (first + i) % 100);
		struct label label = case_label(sscc, 203);
		struct buf png = drawn(&label);
		read_back(buf_written(&png), codes, sizeof(codes));
		(void)snprintf(wanted, sizeof(wanted), "CODE-128:00%s\n", sscc);
		if (!strstr(codes, wanted) || !strstr(codes, "QR-Code:" URI "\n"))
			fail_msg("%s instead of %s", codes, wanted);
		buf_free(&png);
	}
}

/* The widths of a symbol are those of the standard's own example rows. */
static void it_begins_as_gs1_128_and_ends_with_the_stop(void **state)
{
	/* Start C 211232, FNC1 411131, "00" 212222; stop 2331112. */
	static const char head[] = "110100111001111010111011011001100";
	static const char tail[] = "1100011101011";
	struct bars bars;
	(void)state;
	assert_true(bars_make(span_of(SSCC), &bars));
	for (size_t i = 0; i < sizeof(head) - 1; i++)
		assert_int_equal(bars.dark[i], head[i] - '0');
	for (size_t i = 0; i < sizeof(tail) - 1; i++)
		assert_int_equal(bars.dark[BARS_MODULES - (sizeof(tail) - 1) + i], tail[i] - '0');
	int at, width, from = 0, dark = 0, count = 0;
	for (; bars_next(&bars, from, &at, &width); from = at + width, count++)
		dark += width;
	for (int i = 0; i < BARS_MODULES; i++)
		dark -= bars.dark[i];
	assert_int_equal(dark, 0);
	assert_int_equal(count, 13 * 3 + 4);
}

/* ---- dots ---- */

struct dots {
	int width, height;
	uint8_t *gray;
};

/* Read with libpng's other interface, so not with our own reader. */
static struct dots dots_of(struct span png)
{
	png_image image = { .version = PNG_IMAGE_VERSION };
	assert_int_not_equal(png_image_begin_read_from_memory(&image, png.at, png.len), 0);
	uint8_t *gray = malloc(PNG_IMAGE_SIZE(image));
	assert_non_null(gray);
	assert_int_not_equal(png_image_finish_read(&image, NULL, gray, 0, NULL), 0);
	return (struct dots){ (int)image.width, (int)image.height, gray };
}

static bool is_dark(const struct dots *dots, int x, int y)
{
	return dots->gray[(size_t)y * (size_t)dots->width + (size_t)x] < 128;
}

/* Rows that are like the one below them, upwards from y. */
static int alike_above(const struct dots *dots, int y)
{
	size_t width = (size_t)dots->width;
	const uint8_t *row = dots->gray + (size_t)y * width;
	int count = 1;
	while (y - count >= 0 && memcmp(row, row - (size_t)count * width, width) == 0)
		count++;
	return count;
}

/* The tallest band of rows that are all the same and not white: the bars. */
static int find_bars(const struct dots *dots, int *height)
{
	int best = -1;
	*height = 0;
	for (int y = dots->height - 1, alike; y >= 0; y -= alike) {
		bool ink = false;
		alike = alike_above(dots, y);
		for (int x = 0; x < dots->width; x++)
			ink = ink || is_dark(dots, x, y);
		if (ink && alike > *height) {
			*height = alike;
			best = y;
		}
	}
	return best;
}

static void check_bars(const struct label *label, int least_um)
{
	struct buf png = drawn(label);
	struct dots dots = dots_of(buf_written(&png));
	struct label_size size;
	int height, left = 0, right = dots.width - 1, edge = 0, run = 0, narrowest = dots.width;
	int y = find_bars(&dots, &height);
	assert_true(y >= 0);
	assert_int_equal(label_measure(label, &size, NULL), 0);
	/* Millimetres are compared without rounding. */
	assert_true((int64_t)height * 25400 >= (int64_t)BARS_HEIGHT_UM * label->dpi);
	while (!is_dark(&dots, left, y))
		left++;
	while (!is_dark(&dots, right, y))
		right--;
	int across = right + 1 - left, module = across / BARS_MODULES;
	assert_int_equal(across % BARS_MODULES, 0);
	assert_int_equal(size.bar_um, (int)((int64_t)module * 25400 / label->dpi));
	assert_true((int64_t)module * 25400 >= (int64_t)least_um * label->dpi);
	assert_true((int64_t)module * 25400 <= (int64_t)BARS_MODULE_MOST_UM * label->dpi);
	assert_true(left >= BARS_QUIET * module);
	assert_true(dots.width - 1 - right >= BARS_QUIET * module);
	/* Whole dots: each bar and space is a multiple of the module. */
	for (edge = left; edge <= right; edge++) {
		run++;
		if (edge < right && is_dark(&dots, edge, y) == is_dark(&dots, edge + 1, y))
			continue;
		assert_int_equal(run % module, 0);
		narrowest = run < narrowest ? run : narrowest;
		run = 0;
	}
	assert_int_equal(narrowest, module);
	/* The number stands below, and nothing but white between it and the bars' end. */
	bool digits = false;
	for (int x = 0; x < dots.width; x++)
		assert_false(is_dark(&dots, x, y + 1) || is_dark(&dots, x, y + 2));
	for (int below = y + 1; below < dots.height; below++)
		for (int x = 0; x < dots.width; x++)
			digits = digits || is_dark(&dots, x, below);
	assert_true(digits);
	free(dots.gray);
	buf_free(&png);
}

static void they_are_as_large_as_gs1_asks_at_every_density(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(densities); i++) {
		struct label label = case_label(SSCC, densities[i]);
		check_bars(&label, BARS_MODULE_UM);
		label.width_um = 105000;
		label.height_um = 148000;
		check_bars(&label, BARS_MODULE_UM);
		/* Twice as wide: the bars grow to what is allowed and no further. */
		label.width_um = 300000;
		check_bars(&label, 930);
		label.line_count = 0;
		check_bars(&label, 930);
	}
}

static void a_label_without_room_is_refused_and_the_next_one_is_drawn(void **state)
{
	static const struct {
		int width_um, height_um;
	} sizes[] = { { 60000, 100000 }, { 105000, 30000 }, { 105000, 45000 } };
	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct label label = case_label(SSCC, 300);
		struct buf png = { 0 };
		struct fault fault = { 0 };
		label.width_um = sizes[i].width_um;
		label.height_um = sizes[i].height_um;
		assert_int_equal(label_draw(&label, LABEL_PNG, &png, &fault), FAULT_LIMIT);
		assert_non_null(strstr(fault.text, "GS1-128"));
		assert_int_equal(png.len, 0);
		label.width_um = label.height_um = 105000;
		check_bars(&label, BARS_MODULE_UM);
	}
}

static void what_is_no_sscc_gets_no_bars(void **state)
{
	static const char *const wrong[] = { "", "06901234000000001", "0690123400000000160",
		"06901234000000001X", "06901234000000001/", "(00) 0690123400000" };
	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct label label = case_label(wrong[i], 300);
		struct buf png = { 0 };
		struct fault fault = { 0 };
		assert_int_equal(label_draw(&label, LABEL_PNG, &png, &fault), FAULT_SETTING);
		buf_free(&png);
	}
	struct label label = case_label(SSCC, 300);
	check_bars(&label, BARS_MODULE_UM);
}

static void a_label_that_asks_for_none_has_none(void **state)
{
	struct label label = case_label(SSCC, 300);
	struct label_size size;
	char codes[256];
	(void)state;
	label.sscc = (struct span){ NULL, 0 };
	struct buf png = drawn(&label);
	read_back(buf_written(&png), codes, sizeof(codes));
	assert_string_equal(codes, "QR-Code:" URI "\n");
	assert_int_equal(label_measure(&label, &size, NULL), 0);
	assert_int_equal(size.bar_um, 0);
	buf_free(&png);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pair_of_digits_is_read_as_what_it_is),
		cmocka_unit_test(it_begins_as_gs1_128_and_ends_with_the_stop),
		cmocka_unit_test(they_are_as_large_as_gs1_asks_at_every_density),
		cmocka_unit_test(a_label_without_room_is_refused_and_the_next_one_is_drawn),
		cmocka_unit_test(what_is_no_sscc_gets_no_bars),
		cmocka_unit_test(a_label_that_asks_for_none_has_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
