/* What has room on a label, a sheet and in memory, and what is refused. */
#include "tests/unit/kit_label.h"

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

/* ---- labels of a given size ---- */

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_drawn_is_refused_and_the_next_label_is_drawn),
		cmocka_unit_test(a_label_larger_than_the_limit_is_refused),
		cmocka_unit_test(a_label_of_a_given_size_has_it_and_reads),
		cmocka_unit_test(what_does_not_fit_is_refused_and_never_cut),
		cmocka_unit_test(a_book_that_cannot_be_written_says_so),
		cmocka_unit_test(a_sheet_takes_labels_of_one_size_that_fit_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
