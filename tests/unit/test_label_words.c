/* The words of a label: rows, sizes, and what they keep off. */
#include "tests/unit/kit_label.h"

/* The words of an SVG, rows joined by '|'. */
static struct buf rows_of(const struct label *label)
{
	struct buf svg = drawn(label, LABEL_SVG), rows = { 0 };
	for (const char *at = svg.at; (at = strstr(at, "\"preserve\">"));) {
		at += strlen("\"preserve\">");
		struct span rest = span_of(at), text;
		assert_true(span_cut(&rest, '<', &text));
		if (rows.len > 0)
			buf_char(&rows, '|');
		buf_span(&rows, text);
	}
	buf_free(&svg);
	return rows;
}

static void a_line_too_long_is_wrapped_without_losing_or_gaining_a_character(void **state)
{
	static const struct {
		const char *line;
		const char *rows;
	} cases[] = {
		{ "生产日期 2026-11-20  保质期至 2026-11-27",
			"生产日期 2026-11-20|保质期至 2026-11-27" },
		{ "甲  乙", "甲  乙" },
		{ "  甲 ", "甲" },
		{ "00000017K3F9A7QW2M4T00000017K3F9A7QW2M4T", NULL },
		{ "吕梁山猪吕梁山猪吕梁山猪吕梁山猪吕梁山猪吕梁山猪吕梁山猪吕梁山猪", NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct label label = { .uri = span_of(URI),
			.lines = { { NULL, 0 }, span_of(cases[i].line) },
			.line_count = 2 };
		struct buf rows = rows_of(&label), joined = { 0 };
		if (cases[i].rows) {
			assert_string_equal(rows.at, cases[i].rows);
		} else {
			assert_non_null(strchr(rows.at, '|'));
			for (size_t j = 0; j < rows.len; j++)
				if (rows.at[j] != '|')
					buf_char(&joined, rows.at[j]);
			assert_string_equal(joined.at, cases[i].line);
		}
		buf_free(&rows);
		buf_free(&joined);
	}
}

static void a_wrapped_row_looks_like_a_line_of_its_own(void **state)
{
	struct label wrapped = { .uri = span_of(URI),
		.lines = { span_of("甲"),
			span_of("wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww") },
		.line_count = 2 };
	struct label broken = { .uri = span_of(URI) };
	struct buf rows = rows_of(&wrapped);
	struct span rest;
	(void)state;
	buf_char(&rows, '|');
	rest = buf_written(&rows);
	while (span_cut(&rest, '|', &broken.lines[broken.line_count]))
		broken.line_count++;
	assert_true(broken.line_count > 2);
	struct buf a = drawn(&wrapped, LABEL_PNG), b = drawn(&broken, LABEL_PNG);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.at, b.at, a.len);
	buf_free(&rows);
	buf_free(&a);
	buf_free(&b);
}

static void words_keep_off_the_edges(void **state)
{
	struct label label = { .uri = span_of(URI), .line_count = LABEL_LINES_MOST };
	(void)state;
	for (int i = 0; i < LABEL_LINES_MOST; i++)
		label.lines[i] =
			span_of("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW 吕粮山猪。。。，，，gjpqy");
	struct dots picture = dots_drawn(&label);
	struct found code = code_find(&picture);
	unsigned below = code.top + (code.side + LABEL_QUIET) * code.dots, ink = 0;
	assert_true(picture.width * 254 >= 300 * 400);
	for (unsigned y = 0; y < picture.height; y++) {
		for (unsigned x = 0; x < 2 * code.dots; x++) {
			assert_int_equal(picture.gray[y * picture.width + x], 255);
			assert_int_equal(picture.gray[(y + 1) * picture.width - 1 - x], 255);
		}
		for (unsigned x = 0; x < picture.width && y >= below; x++)
			ink += dark(&picture, x, y);
	}
	for (unsigned i = 0; i < picture.width * code.dots; i++)
		assert_int_equal(picture.gray[picture.width * picture.height - 1 - i], 255);
	assert_true(ink > 10000);
	free(picture.gray);
}

static void the_first_line_is_larger(void **state)
{
	struct label label = package_label(URI, 300);
	struct buf svg = drawn(&label, LABEL_SVG);
	(void)state;
	const char *title = strstr(svg.at, "font-size=\"");
	const char *words = strstr(title + 1, "font-size=\"");
	assert_true(strtol(title + 11, NULL, 10) > strtol(words + 11, NULL, 10));
	buf_free(&svg);
}

static void an_empty_line_takes_no_room(void **state)
{
	struct label with = { .uri = span_of(URI),
		.lines = { span_of("甲"), span_of(""), span_of("  "), span_of("乙") },
		.line_count = 4 };
	struct label without = {
		.uri = span_of(URI), .lines = { span_of("甲"), span_of("乙") }, .line_count = 2
	};
	struct buf a = drawn(&with, LABEL_PNG), b = drawn(&without, LABEL_PNG);
	(void)state;
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.at, b.at, a.len);
	buf_free(&a);
	buf_free(&b);
}

static void a_character_that_no_font_has_is_refused_in_a_png_only(void **state)
{
	struct label label = package_label(URI, 300);
	struct fault fault = { 0 };
	struct buf buf = { 0 };
	(void)state;
	label.lines[2] = span_of("\xf4\x80\x80\x80"); /* U+100000, private use */
	assert_int_equal(label_draw(&label, LABEL_PNG, &buf, &fault), FAULT_SETTING);
	assert_int_equal(buf.len, 0);
	assert_int_equal(label_draw(&label, LABEL_SVG, &buf, &fault), 0);
	buf_free(&buf);
}

static void words_grow_on_a_large_label_and_shrink_on_a_small_one(void **state)
{
	struct label label = sized_label(300, 35, 25);
	struct label_size small, usual, large;
	(void)state;
	assert_int_equal(label_measure(&label, &small, NULL), 0);
	label.width_um = label.height_um = 0;
	assert_int_equal(label_measure(&label, &usual, NULL), 0);
	label.width_um = 100000;
	label.height_um = 70000;
	assert_int_equal(label_measure(&label, &large, NULL), 0);
	assert_in_range(small.percent, LABEL_WORDS_LEAST, 99);
	assert_int_equal(usual.percent, 100);
	assert_true(large.percent > 100);
	assert_true(large.module_um > small.module_um);
	assert_in_range(large.module_um, LABEL_MODULE_UM, LABEL_MODULE_MOST_UM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_too_long_is_wrapped_without_losing_or_gaining_a_character),
		cmocka_unit_test(a_wrapped_row_looks_like_a_line_of_its_own),
		cmocka_unit_test(words_keep_off_the_edges),
		cmocka_unit_test(the_first_line_is_larger),
		cmocka_unit_test(an_empty_line_takes_no_room),
		cmocka_unit_test(a_character_that_no_font_has_is_refused_in_a_png_only),
		cmocka_unit_test(words_grow_on_a_large_label_and_shrink_on_a_small_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
