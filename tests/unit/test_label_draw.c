#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/base/file.h"
#include "core/label/label.h"
#include "core/scan/scan.h"

#include <fcntl.h>
#include <png.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define URI          "https://id.example.cn/01/06901234567892/10/L20261120/21/00000017K3F9A7QW2M4T"

extern char **environ;

static const int densities[] = { 203, 300, 600 };

static struct label package_label(const char *uri, int dpi)
{
	return (struct label){
		.uri = span_of(uri),
		.lines = { span_of("吕梁山猪 五花肉 500 g"), span_of("批次 L20261120"),
			span_of("包装日期 2026-11-20  保质期至 2026-11-27"),
			span_of("00000017K3F9A7QW2M4T") },
		.line_count = 4,
		.dpi = dpi,
	};
}

static struct buf drawn(const struct label *label, enum label_format format)
{
	struct buf buf = { 0 };
	struct fault fault = { 0 };
	if (label_draw(label, format, &buf, &fault) != 0)
		fail_msg("%s", fault.text);
	return buf;
}

/* A PNG read with libpng's other interface, so not with our own reader. */
struct dots {
	unsigned width;
	unsigned height;
	uint8_t *gray;
};

static struct dots dots_of(struct span png)
{
	png_image image = { .version = PNG_IMAGE_VERSION };
	assert_int_not_equal(png_image_begin_read_from_memory(&image, png.at, png.len), 0);
	assert_int_equal(image.format, PNG_FORMAT_GRAY);
	uint8_t *gray = malloc(PNG_IMAGE_SIZE(image));
	assert_non_null(gray);
	assert_int_not_equal(png_image_finish_read(&image, NULL, gray, 0, NULL), 0);
	return (struct dots){ image.width, image.height, gray };
}

static struct dots dots_drawn(const struct label *label)
{
	struct buf png = drawn(label, LABEL_PNG);
	struct dots dots = dots_of(buf_written(&png));
	buf_free(&png);
	return dots;
}

/* The code found in the dots again: its place, side and modules. */
struct found {
	unsigned left; /* dots */
	unsigned top;
	unsigned dots; /* per module */
	unsigned side; /* modules */
};

static bool dark(const struct dots *picture, unsigned x, unsigned y)
{
	assert_in_range(x, 0, picture->width - 1);
	assert_in_range(y, 0, picture->height - 1);
	return picture->gray[y * picture->width + x] < 128;
}

static bool module_dark(
	const struct dots *picture, const struct found *code, unsigned x, unsigned y)
{
	return dark(picture, code->left + x * code->dots, code->top + y * code->dots);
}

/* The first dark row is the top of two finder patterns: 7 modules wide each, left and right. */
static struct found code_find(const struct dots *picture)
{
	struct found code = { 0 };
	unsigned run = 0, last = 0;
	while (code.top < picture->height && code.dots == 0) {
		for (unsigned x = 0; x < picture->width; x++) {
			if (!dark(picture, x, code.top))
				continue;
			if (run == 0)
				code.left = x;
			if (x == code.left + run)
				run++;
			last = x;
		}
		if (run > 0)
			code.dots = run / 7;
		else
			code.top++;
	}
	assert_int_not_equal(code.dots, 0);
	assert_int_equal(run % 7, 0);
	assert_int_equal((last + 1 - code.left) % code.dots, 0);
	code.side = (last + 1 - code.left) / code.dots;
	return code;
}

static void program_reads(struct span picture, const char *want)
{
	char path[] = "/tmp/pigtrace-label-XXXXXX", got[1024];
	char *argv[] = { "zbarimg", "--raw", "-q", "-Sdisable", "-Sqrcode.enable", path, NULL };
	int pipes[2], status;
	size_t len = 0;
	ssize_t step;
	pid_t pid;
	posix_spawn_file_actions_t actions;
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(file_write_all(fd, picture.at, picture.len, NULL), 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
	assert_int_equal(posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO), 0);
	assert_int_equal(posix_spawn_file_actions_addclose(&actions, pipes[0]), 0);
	assert_int_equal(
		posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0),
		0);
	/* zbarimg is part of the machine this runs on: without it nothing is proven. */
	assert_int_equal(posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ), 0);
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)close(pipes[1]);
	while (len < sizeof(got) && (step = read(pipes[0], got + len, sizeof(got) - len)) > 0)
		len += (size_t)step;
	(void)close(pipes[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	(void)unlink(path);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(len, strlen(want) + 1);
	assert_memory_equal(got, want, len - 1);
	assert_int_equal(got[len - 1], '\n');
}

static void scan_reads(struct span picture, const char *want)
{
	struct scan scan;
	struct fault fault = { 0 };
	if (scan_picture(picture, NULL, &scan, &fault) != 0)
		fail_msg("%s", fault.text);
	assert_int_equal(scan.count, 1);
	assert_string_equal(scan.codes[0].type, "QR-Code");
	assert_true(span_is(scan.codes[0].data, want));
	scan_free(&scan);
}

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

static void what_cannot_be_drawn_is_refused_and_the_next_label_is_drawn(void **state)
{
	char long_uri[LABEL_URI_MOST + 2], long_line[LABEL_LINE_MOST + 2];
	memset(long_uri, 'a', sizeof(long_uri) - 1);
	memset(long_line, 'a', sizeof(long_line) - 1);
	long_uri[sizeof(long_uri) - 1] = long_line[sizeof(long_line) - 1] = '\0';
	const struct {
		const char *uri;
		const char *line;
		int dpi;
		int dots;
		int code;
	} cases[] = {
		{ "", "甲", 0, 0, FAULT_SETTING },
		{ "https://例.cn/", "甲", 0, 0, FAULT_SETTING },
		{ "https://a.cn/ b", "甲", 0, 0, FAULT_SETTING },
		{ "https://a.cn/\n", "甲", 0, 0, FAULT_SETTING },
		{ "https://a.cn/\x7f", "甲", 0, 0, FAULT_SETTING },
		{ long_uri, "甲", 0, 0, FAULT_LIMIT },
		{ URI, long_line, 0, 0, FAULT_LIMIT },
		{ URI, "\xff", 0, 0, FAULT_SETTING },
		{ URI, "\xe7\x94", 0, 0, FAULT_SETTING }, /* half an ideograph */
		{ URI, "a\nb", 0, 0, FAULT_SETTING },
		{ URI, "a\x7f", 0, 0, FAULT_SETTING },
		{ URI, "\xc2\x85", 0, 0, FAULT_SETTING },     /* next line, C1 */
		{ URI, "\xe2\x80\xa8", 0, 0, FAULT_SETTING }, /* line separator */
		{ URI, "\xef\xbf\xbe", 0, 0, FAULT_SETTING }, /* U+FFFE is no XML character */
		{ URI, "甲", LABEL_DPI_LEAST - 1, 0, FAULT_SETTING },
		{ URI, "甲", LABEL_DPI_MOST + 1, 0, FAULT_SETTING },
		{ URI, "甲", -300, 0, FAULT_SETTING },
		{ URI, "甲", 0, -1, FAULT_SETTING },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct label bad = { .uri = span_of(cases[i].uri),
			.lines = { span_of(cases[i].line) },
			.line_count = 1,
			.dpi = cases[i].dpi,
			.dots = cases[i].dots };
		struct label good = package_label(URI, 300);
		for (int format = 0; format < LABEL_FORMAT_COUNT; format++) {
			struct buf buf = { 0 };
			struct fault fault = { 0 };
			assert_int_equal(label_draw(&bad, (enum label_format)format, &buf, &fault),
				cases[i].code);
			assert_int_equal(fault.code, cases[i].code);
			assert_int_not_equal(fault.text[0], '\0');
			assert_int_equal(buf.len, 0);
			assert_int_equal(
				label_draw(&good, (enum label_format)format, &buf, &fault), 0);
			buf_free(&buf);
		}
	}
}

static void a_label_larger_than_the_limit_is_refused(void **state)
{
	char uri[LABEL_URI_MOST], wide[LABEL_LINE_MOST];
	struct fault fault = { 0 };
	struct buf buf = { 0 };
	struct label label = package_label(URI, LABEL_DPI_MOST);
	(void)state;
	memset(uri, 'a', sizeof(uri));
	label.uri = (struct span){ uri, sizeof(uri) };
	label.dots = LABEL_DOTS_MOST;
	for (int i = 0; i < LABEL_LINES_MOST; i++)
		label.lines[i] = span_of("a  b");
	label.line_count = LABEL_LINES_MOST;
	assert_int_equal(label_draw(&label, LABEL_PNG, &buf, &fault), 0);
	/* Five rows each, 40 in all, under a code of 6208 by 6208 dots. */
	memset(wide, 'W', sizeof(wide));
	for (int i = 0; i < LABEL_LINES_MOST; i++)
		label.lines[i] = (struct span){ wide, sizeof(wide) };
	buf_clear(&buf);
	assert_int_equal(label_draw(&label, LABEL_PNG, &buf, &fault), FAULT_LIMIT);
	assert_int_equal(buf.len, 0);
	buf_free(&buf);
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

/* ---- labels of a given size ---- */

static struct label sized_label(int dpi, int width_mm, int height_mm)
{
	struct label label = package_label(URI, dpi);
	label.width_um = width_mm * 1000;
	label.height_um = height_mm * 1000;
	label.number = true;
	return label;
}

static void a_label_of_a_given_size_has_it_and_reads(void **state)
{
	static const int sizes[][2] = { { 40, 30 }, { 60, 40 }, { 40, 60 }, { 100, 70 },
		{ 30, 60 } };
	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		for (size_t j = 0; j < COUNT(densities); j++) {
			struct label label = sized_label(densities[j], sizes[i][0], sizes[i][1]);
			struct buf png = drawn(&label, LABEL_PNG);
			label.line_count = 0; /* the words may stand higher than the code */
			struct dots picture = dots_drawn(&label);
			struct found code = code_find(&picture);
			assert_int_equal(picture.width, sizes[i][0] * densities[j] * 10 / 254);
			assert_int_equal(picture.height, sizes[i][1] * densities[j] * 10 / 254);
			assert_true(code.left >= LABEL_QUIET * code.dots);
			assert_true(code.top >= LABEL_QUIET * code.dots);
			assert_int_equal(code.left % code.dots, 0);
			assert_true(code.dots * 25400 >= LABEL_MODULE_UM * (unsigned)densities[j]);
			program_reads(buf_written(&png), URI);
			buf_free(&png);
			free(picture.gray);
		}
	}
}

static void what_does_not_fit_is_refused_and_never_cut(void **state)
{
	struct label label = sized_label(203, 25, 25);
	struct fault fault;
	struct buf none = { 0 };
	struct label_size size;
	(void)state;
	for (int format = 0; format < LABEL_FORMAT_COUNT; format++)
		assert_int_equal(
			label_draw(&label, (enum label_format)format, &none, &fault), FAULT_LIMIT);
	label = sized_label(300, 40, 30);
	char text[LABEL_LINE_MOST + 1] = "";
	for (size_t i = 0; i + 3 <= LABEL_LINE_MOST; i += 3)
		memcpy(text + i, "\xe8\x82\x89", 4);
	label.lines[1] = label.lines[2] = span_of(text);
	assert_int_equal(label_measure(&label, &size, &fault), FAULT_LIMIT);
	label.lines[1] = label.lines[2] = span_of("L1");
	label.height_um = 0; /* half a size */
	assert_int_equal(label_measure(&label, &size, &fault), FAULT_SETTING);
	label.height_um = 40000;
	assert_int_equal(label_measure(&label, &size, &fault), 0);
	assert_int_equal(none.len, 0);
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

/* ---- PDF and ZPL: what other programs read of them stands in tests/scenario/24-printing.bats ---- */

struct kept {
	struct buf bytes;
	size_t most;
};

static bool keep(void *context, struct span bytes)
{
	struct kept *kept = context;
	buf_span(&kept->bytes, bytes);
	return kept->bytes.len <= kept->most;
}

static void a_book_that_cannot_be_written_says_so(void **state)
{
	struct label label = sized_label(300, 40, 30);
	struct label_book *book = NULL;
	struct fault fault;
	(void)state;
	for (size_t most = 0; most < 4096; most += 512) {
		struct kept kept = { .most = most };
		int code = label_book_open(
			&book, LABEL_A4_WIDTH_UM, LABEL_A4_HEIGHT_UM, keep, &kept, &fault);
		for (int i = 0; code == 0 && i < 50; i++)
			code = label_book_add(book, &label, &fault);
		int closed = label_book_close(book, &fault);
		assert_int_equal(code == 0 ? closed : code, FAULT_IO);
		buf_free(&kept.bytes);
	}
	assert_int_equal(label_book_close(NULL, &fault), 0);
}

static void a_sheet_takes_labels_of_one_size_that_fit_it(void **state)
{
	struct kept kept = { .most = SIZE_MAX };
	struct label label = sized_label(300, 40, 30), other = sized_label(300, 41, 30);
	struct label huge = sized_label(300, 205, 30), loose = package_label(URI, 300);
	struct label_book *book = NULL;
	struct fault fault;
	(void)state;
	assert_int_equal(
		label_book_open(&book, LABEL_A4_WIDTH_UM, LABEL_A4_HEIGHT_UM, keep, &kept, &fault),
		0);
	assert_int_equal(label_book_add(book, &huge, &fault), FAULT_SETTING);
	assert_int_equal(label_book_add(book, &loose, &fault), FAULT_SETTING);
	assert_int_equal(label_book_add(book, &label, &fault), 0);
	assert_int_equal(label_book_add(book, &other, &fault), FAULT_SETTING);
	assert_int_equal(label_book_add(book, &label, &fault), 0);
	assert_int_equal(label_book_close(book, &fault), 0);
	assert_memory_equal(kept.bytes.at, "%PDF-", 5);
	buf_free(&kept.bytes);
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
		cmocka_unit_test(a_line_too_long_is_wrapped_without_losing_or_gaining_a_character),
		cmocka_unit_test(a_wrapped_row_looks_like_a_line_of_its_own),
		cmocka_unit_test(words_keep_off_the_edges),
		cmocka_unit_test(the_first_line_is_larger),
		cmocka_unit_test(an_empty_line_takes_no_room),
		cmocka_unit_test(what_cannot_be_drawn_is_refused_and_the_next_label_is_drawn),
		cmocka_unit_test(a_label_larger_than_the_limit_is_refused),
		cmocka_unit_test(a_character_that_no_font_has_is_refused_in_a_png_only),
		cmocka_unit_test(a_format_is_found_by_its_name_alone),
		cmocka_unit_test(a_label_of_a_given_size_has_it_and_reads),
		cmocka_unit_test(what_does_not_fit_is_refused_and_never_cut),
		cmocka_unit_test(words_grow_on_a_large_label_and_shrink_on_a_small_one),
		cmocka_unit_test(a_book_that_cannot_be_written_says_so),
		cmocka_unit_test(a_sheet_takes_labels_of_one_size_that_fit_it),
		cmocka_unit_test(zpl_asks_the_printer_for_the_copies),
		cmocka_unit_test(a_proof_of_what_we_draw_is_the_best_grade),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
