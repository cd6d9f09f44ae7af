/* The code on a label: its modules, its white, what reads it; and the formats that carry it. */
#include "tests/unit/kit_label.h"

static void every_uri_is_read_back_by_our_scan_and_by_zbarimg_at_every_density(void **state)
{
	static const size_t lens[] = { 1, 14, 15, 76, 106, 107, 271, LABEL_URI_MOST };
	(void)state;
	for (size_t i = 0; i < COUNT(lens); i++) {
		char uri[LABEL_URI_MOST + 1] = URI;
		for (size_t j = 0; j < lens[i]; j++)
			if (j >= strlen(URI) || lens[i] < strlen(URI))
				uri[j] = "/aB3%2F-~_.?=&"[(j * 7 + i) % 14];
		uri[lens[i]] = '\0';
		for (size_t j = 0; j < COUNT(densities); j++) {
			struct label label = package_label(uri, densities[j]);
			struct buf png = drawn(&label, LABEL_PNG);
			scan_reads(buf_written(&png), uri);
			program_reads(buf_written(&png), uri);
			buf_free(&png);
		}
	}
}

static void block_is(const struct dots *picture, unsigned x0, unsigned y0, unsigned side, int value)
{
	for (unsigned y = y0; y < y0 + side; y++)
		for (unsigned x = x0; x < x0 + side; x++)
			assert_int_equal(picture->gray[y * picture->width + x], value);
}

static void every_module_is_whole_dots_pure_and_wide_enough(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(densities); i++) {
		struct label label = package_label(URI, densities[i]);
		struct dots picture = dots_drawn(&label);
		struct found code = code_find(&picture);
		unsigned dots = code.dots;
		assert_true(dots * 25400 >= LABEL_MODULE_UM * (unsigned)densities[i]);
		assert_true((dots - 1) * 25400 < LABEL_MODULE_UM * (unsigned)densities[i]);
		for (unsigned y = 0; y < code.side; y++)
			for (unsigned x = 0; x < code.side; x++)
				block_is(&picture, code.left + x * dots, code.top + y * dots, dots,
					module_dark(&picture, &code, x, y) ? 0 : 255);
		free(picture.gray);
	}
}

static void four_modules_around_the_code_are_white(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * COUNT(densities); i++) {
		struct label label = package_label(URI, densities[i / 2]);
		label.line_count = i % 2 == 0 ? 0 : 4;
		struct dots picture = dots_drawn(&label);
		struct found code = code_find(&picture);
		unsigned quiet = LABEL_QUIET * code.dots, side = code.side * code.dots;
		assert_true(code.left >= quiet);
		assert_int_equal(code.top, quiet);
		assert_int_equal(picture.width, 2 * code.left + side);
		for (unsigned y = 0; y < side + 2 * quiet; y++)
			for (unsigned x = code.left - quiet; x < code.left + side + quiet; x++)
				if (y < quiet || y >= quiet + side || x < code.left ||
					x >= code.left + side)
					assert_int_equal(picture.gray[y * picture.width + x], 255);
		if (label.line_count == 0)
			assert_int_equal(picture.width, picture.height);
		free(picture.gray);
	}
}

static void the_dots_of_a_module_are_the_callers_if_they_are_enough(void **state)
{
	struct label label = package_label(URI, 300);
	struct fault fault = { 0 };
	struct buf none = { 0 };
	(void)state;
	label.dots = 9;
	struct dots picture = dots_drawn(&label);
	assert_int_equal(code_find(&picture).dots, 9);
	free(picture.gray);
	label.dots = 4; /* 339 um */
	assert_int_equal(label_draw(&label, LABEL_PNG, &none, &fault), FAULT_SETTING);
	label.dots = LABEL_DOTS_MOST + 1;
	assert_int_equal(label_draw(&label, LABEL_PNG, &none, &fault), FAULT_SETTING);
	assert_int_equal(none.len, 0);
}

static void the_size_is_the_least_and_the_level_the_best_of_that_size(void **state)
{
	/* Bytes that fit: ISO/IEC 18004:2015 table 7. Level bits: table 12, M 00, Q 11, H 10. */
	static const struct {
		size_t len;
		unsigned side;
		unsigned level;
	} cases[] = {
		{ 1, 21, 2 },
		{ 7, 21, 2 },
		{ 8, 21, 3 },
		{ 11, 21, 3 },
		{ 12, 21, 0 },
		{ 14, 21, 0 },
		{ 15, 25, 3 },
		{ 20, 25, 3 },
		{ 21, 25, 0 },
		{ 26, 25, 0 },
		{ 27, 29, 3 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct label label = { .uri = { URI, cases[i].len } };
		struct dots picture = dots_drawn(&label);
		struct found code = code_find(&picture);
		/* The first two format bits, which the standard inverts with 10. */
		unsigned level = (unsigned)module_dark(&picture, &code, 0, 8) << 1 |
		                 module_dark(&picture, &code, 1, 8);
		assert_int_equal(code.side, cases[i].side);
		assert_int_equal(level ^ 2, cases[i].level);
		free(picture.gray);
	}
}

static void a_png_says_its_dots_per_metre(void **state)
{
	static const uint32_t per_metre[] = { 7992, 11811, 23622 };
	(void)state;
	for (size_t i = 0; i < COUNT(densities); i++) {
		struct label label = package_label(URI, densities[i]);
		struct buf png = drawn(&label, LABEL_PNG);
		const unsigned char want[] = { 'p', 'H', 'Y', 's', 0, 0,
			(unsigned char)(per_metre[i] >> 8), (unsigned char)per_metre[i], 0, 0,
			(unsigned char)(per_metre[i] >> 8), (unsigned char)per_metre[i], 1 };
		/* Behind signature, IHDR and the length of this chunk. */
		assert_true(png.len > 37 + sizeof(want));
		assert_memory_equal(png.at + 37, want, sizeof(want));
		buf_free(&png);
	}
}

static void the_same_label_gives_the_same_bytes(void **state)
{
	struct label label = package_label(URI, 300);
	struct label other = package_label("https://example.cn/another", 600);
	(void)state;
	for (int format = 0; format < LABEL_FORMAT_COUNT; format++) {
		struct buf first = drawn(&label, (enum label_format)format);
		struct buf between = drawn(&other, (enum label_format)format);
		struct buf second = drawn(&label, (enum label_format)format);
		assert_int_equal(first.len, second.len);
		assert_memory_equal(first.at, second.at, first.len);
		assert_int_not_equal(between.len, first.len);
		buf_free(&first);
		buf_free(&between);
		buf_free(&second);
	}
}

static void a_drawing_is_appended(void **state)
{
	struct label label = package_label(URI, 300);
	struct buf buf = { 0 };
	(void)state;
	buf_text(&buf, "before");
	assert_int_equal(label_draw(&label, LABEL_SVG, &buf, NULL), 0);
	assert_memory_equal(buf.at, "before<?xml ", 12);
	buf_free(&buf);
}

static void the_svg_draws_the_modules_of_the_png(void **state)
{
	struct label label = package_label(URI, 300);
	struct dots picture = dots_drawn(&label);
	struct found code = code_find(&picture);
	struct buf svg = drawn(&label, LABEL_SVG);
	const char *at = strstr(svg.at, " d=\"M");
	unsigned seen = 0, want = 0, left = code.left / code.dots;
	(void)state;
	assert_non_null(at);
	for (at += 4; *at == 'M'; at = strchr(at, 'z') + 1) {
		unsigned x, y, run, back;
		assert_int_equal(sscanf(at, "M%u %uh%uv1h-%uz", &x, &y, &run, &back), 4);
		assert_int_equal(run, back);
		for (unsigned i = 0; i < run; i++, seen++)
			assert_true(module_dark(&picture, &code, x + i - left, y - LABEL_QUIET));
	}
	for (unsigned y = 0; y < code.side; y++)
		for (unsigned x = 0; x < code.side; x++)
			want += module_dark(&picture, &code, x, y);
	assert_int_equal(seen, want);
	buf_free(&svg);
	free(picture.gray);
}

static void the_svg_has_size_language_fonts_and_escaped_words(void **state)
{
	/* 95 by 90 modules of 5 dots at 300 dpi. */
	static const char *const wanted[] = {
		"width=\"40.216mm\" height=\"38.1mm\" viewBox=\"0 0 95 90\"",
		"xml:lang=\"zh-CN\"",
		"shape-rendering=\"crispEdges\"",
		"<title>https://example.cn/01/06901234567892?a=1&amp;b=&quot;&lt;&gt;",
		"font-family=\"Noto Sans CJK SC, Source Han Sans SC, WenQuanYi ",
		">山猪 &lt;&amp;&gt; &quot;甲&quot;</text>",
		">批次 L20261120</text>",
		">包装日期 2026-11-20</text>",
		">保质期至 2026-11-27</text>",
	};
	struct label label = package_label(
		"https://example.cn/01/06901234567892?a=1&b=\"<>&pigs=114113000012345-and-more",
		300);
	(void)state;
	label.lines[0] = span_of("山猪 <&> \"甲\"");
	struct buf svg = drawn(&label, LABEL_SVG);
	for (size_t i = 0; i < COUNT(wanted); i++)
		if (!strstr(svg.at, wanted[i]))
			fail_msg("no %s in %s", wanted[i], svg.at);
	buf_free(&svg);
}

static void a_format_is_found_by_its_name_alone(void **state)
{
	enum label_format format = LABEL_FORMAT_COUNT;
	(void)state;
	assert_true(label_format_find(span_of("png"), &format));
	assert_int_equal(format, LABEL_PNG);
	assert_true(label_format_find(span_of("svg"), &format));
	assert_int_equal(format, LABEL_SVG);
	assert_false(label_format_find(span_of("PNG"), &format));
	assert_false(label_format_find(span_of("sv"), &format));
	assert_false(label_format_find(span_of(""), &format));
	assert_int_equal(format, LABEL_SVG);
}

static void zpl_asks_the_printer_for_the_copies(void **state)
{
	struct label label = sized_label(203, 60, 40);
	(void)state;
	label.copies = 7;
	struct buf zpl = drawn(&label, LABEL_ZPL);
	assert_memory_equal(zpl.at, "^XA\n^PW479\n^LL319\n", 18);
	assert_non_null(strstr(zpl.at, "^PQ7\n^XZ\n"));
	buf_free(&zpl);
	label.copies = LABEL_COPIES_MOST + 1;
	assert_int_equal(label_draw(&label, LABEL_ZPL, &zpl, NULL), FAULT_SETTING);
}

/* ---- proof ---- */

static void a_proof_of_what_we_draw_is_the_best_grade(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(densities); i++) {
		struct label label = sized_label(densities[i], 60, 40);
		struct label_proof proof;
		struct fault fault;
		assert_int_equal(label_prove(&label, &proof, &fault), 0);
		for (int grade = 0; grade < LABEL_GRADE_COUNT; grade++) {
			assert_int_equal(proof.grade[grade], 4);
			assert_true(label_grade_title((enum label_grade)grade)[0]);
		}
		assert_int_equal(proof.overall, 4);
		assert_int_equal(proof.value[LABEL_GRADE_CONTRAST], 100);
		assert_true(proof.size.module_um >= LABEL_MODULE_UM);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_uri_is_read_back_by_our_scan_and_by_zbarimg_at_every_density),
		cmocka_unit_test(every_module_is_whole_dots_pure_and_wide_enough),
		cmocka_unit_test(four_modules_around_the_code_are_white),
		cmocka_unit_test(the_dots_of_a_module_are_the_callers_if_they_are_enough),
		cmocka_unit_test(the_size_is_the_least_and_the_level_the_best_of_that_size),
		cmocka_unit_test(a_png_says_its_dots_per_metre),
		cmocka_unit_test(the_same_label_gives_the_same_bytes),
		cmocka_unit_test(a_drawing_is_appended),
		cmocka_unit_test(the_svg_draws_the_modules_of_the_png),
		cmocka_unit_test(the_svg_has_size_language_fonts_and_escaped_words),
		cmocka_unit_test(a_format_is_found_by_its_name_alone),
		cmocka_unit_test(zpl_asks_the_printer_for_the_copies),
		cmocka_unit_test(a_proof_of_what_we_draw_is_the_best_grade),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
