#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/base/csv.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A copy without NUL in an exact allocation, so that a read past the end is seen. */
static char *copy(const char *text, size_t len)
{
	char *made = malloc(len ? len : 1);
	assert_non_null(made);
	memcpy(made, text, len);
	return made;
}

/* All rows as "cell|cell\n"; an error as "!N@line:column\n". */
static void read_all(const char *text, size_t len, char *into, size_t size)
{
	struct csv csv;
	struct csv_row row;
	struct out out = out_into(into, size);
	enum csv_error error;
	char *bytes = copy(text, len);
	csv_open(&csv, bytes, len);
	while ((error = csv_next(&csv, &row)) != CSV_END) {
		for (int i = 0; error == CSV_OK && i < row.count; i++) {
			out_text(&out, i ? "|" : "");
			out_span(&out, row.cells[i].text);
		}
		if (error != CSV_OK) {
			out_char(&out, '!');
			out_number(&out, (int64_t)error);
			out_char(&out, '@');
			out_number(&out, row.wrong_line);
			out_char(&out, ':');
			out_number(&out, row.wrong_column);
		}
		out_char(&out, '\n');
	}
	assert_false(out.full);
	free(bytes);
}

static void expect(const char *text, const char *rows)
{
	char read[2048];
	read_all(text, strlen(text), read, sizeof(read));
	assert_string_equal(read, rows);
}

static void cells_come_out_as_a_spreadsheet_meant_them(void **state)
{
	static const struct {
		const char *text;
		const char *rows;
	} cases[] = {
		{ "", "" }, { "a", "a\n" }, { "a,b\nc,d", "a|b\nc|d\n" },
		{ "a,b\r\nc,d\r\n", "a|b\nc|d\n" },
		{ "a,b\rc,d\r", "a|b\nc|d\n" }, /* an old Macintosh */
		{ "\xef\xbb\xbf"
		  "a,b\n",
			"a|b\n" },                    /* Excel's CSV UTF-8 */
		{ "\xef\xbb\xbf\"a\",b\n", "a|b\n" }, /* the mark is not part of the first cell */
		{ "a;b,c;d\n", "a|b,c|d\n" },         /* Excel where the comma is decimal */
		{ "a\tb\n1,5\t2\n", "a|b\n1,5|2\n" },
		{ "\"a;b;c\",d\n", "a;b;c|d\n" }, /* separators in quotes are not counted */
		{ "\"a,b\",\"c\nd\",\"e \"\"f\"\"\"\n", "a,b|c\nd|e \"f\"\n" },
		{ "\"\",\n", "|\n" }, { ",,\n", "||\n" },
		{ "\n\na\n\n\nb\n\n", "a\nb\n" }, /* empty lines are no rows */
		{ " a , b \n", " a | b \n" },     /* spaces belong to the cell */
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect(cases[i].text, cases[i].rows);
}

static void a_bad_row_costs_one_row_and_says_where(void **state)
{
	static const struct {
		const char *text;
		const char *rows;
	} cases[] = {
		{ "a,b\"c\nd,e\n", "!7@1:2\nd|e\n" },
		{ "a,\"b\"c,d\ne\n", "!7@1:2\ne\n" },
		{ "a\nb,\"c\nd\ne\n", "a\n!6@2:2\nd\ne\n" },
		{ "\"a\nb\",\"c\n\"x,d\ne\n",
			"!7@2:2\n!6@3:1\ne\n" }, /* line 3 is a row of its own then */
		{ "a,\"b", "!6@1:2\n" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect(cases[i].text, cases[i].rows);
}

static void a_zero_byte_is_refused_in_and_out_of_quotes(void **state)
{
	static const char bare[] = "a,b\0c\nd\n", quoted[] = "a,\"b\0c\"\nd\n";
	char read[64];
	(void)state;
	read_all(bare, sizeof(bare) - 1, read, sizeof(read));
	assert_string_equal(read, "!8@1:2\nd\n");
	read_all(quoted, sizeof(quoted) - 1, read, sizeof(read));
	assert_string_equal(read, "!8@1:2\nd\n");
}

static void a_cell_knows_the_line_it_begins_on(void **state)
{
	char text[] = "\n\"a\r\nb\",\"c\nd\"\n\ne\n";
	struct csv csv;
	struct csv_row row;
	(void)state;
	csv_open(&csv, text, sizeof(text) - 1);
	assert_int_equal(csv_next(&csv, &row), CSV_OK);
	assert_int_equal(row.line, 2);
	assert_int_equal(row.cells[0].line, 2);
	assert_int_equal(row.cells[1].line, 3);
	assert_int_equal(csv_next(&csv, &row), CSV_OK);
	assert_int_equal(row.line, 6);
	assert_int_equal(csv_next(&csv, &row), CSV_END);
	assert_int_equal(csv_next(&csv, &row), CSV_END);
}

/* `many` times `part`, then `last`; the answer to the first row, and that the row behind it is still read. */
static enum csv_error first_row(
	const char *before, size_t many, char part, const char *last, int *count)
{
	struct csv csv;
	static struct csv_row row;
	size_t head = strlen(before), tail = strlen(last), len = head + many + tail;
	char *text = malloc(len);
	assert_non_null(text);
	memcpy(text, before, head);
	memset(text + head, part, many);
	memcpy(text + head + many, last, tail);
	csv_open(&csv, text, len);
	enum csv_error error = csv_next(&csv, &row);
	*count = row.count;
	assert_int_equal(csv_next(&csv, &row), CSV_OK);
	assert_true(span_is(row.cells[0].text, "next"));
	free(text);
	return error;
}

static void every_limit_holds_to_the_byte(void **state)
{
	int count = 0;
	(void)state;
	assert_int_equal(first_row("", CSV_CELL_MOST, 'x', "\nnext", &count), CSV_OK);
	assert_int_equal(first_row("", CSV_CELL_MOST + 1, 'x', "\nnext", &count), CSV_CELL_LONG);
	assert_int_equal(first_row("\"", CSV_CELL_MOST, 'x', "\"\nnext", &count), CSV_OK);
	assert_int_equal(
		first_row("\"", CSV_CELL_MOST + 1, 'x', "\"\nnext", &count), CSV_CELL_LONG);
	assert_int_equal(first_row("", CSV_COLUMNS_MOST - 1, ',', "\nnext", &count), CSV_OK);
	assert_int_equal(count, CSV_COLUMNS_MOST);
	assert_int_equal(first_row("", CSV_COLUMNS_MOST, ',', "\nnext", &count), CSV_COLUMNS_MANY);
}

static void a_text_or_table_above_its_limit_is_refused(void **state)
{
	struct csv csv;
	static struct csv_row row;
	size_t len = CSV_TEXT_MOST + 1;
	char *text = malloc(len);
	(void)state;
	assert_non_null(text);
	memset(text, '\n', len);
	csv_open(&csv, text, len);
	assert_int_equal(csv_next(&csv, &row), CSV_TOO_LONG);
	for (size_t i = 0; i < 2 * (CSV_ROWS_MOST + 1); i += 2)
		text[i] = 'x';
	csv_open(&csv, text, len - 1);
	for (int i = 0; i < CSV_ROWS_MOST; i++)
		assert_int_equal(csv_next(&csv, &row), CSV_OK);
	assert_int_equal(csv_next(&csv, &row), CSV_ROWS_MANY);
	assert_int_equal(csv_next(&csv, &row), CSV_ROWS_MANY);
	/* exactly as many rows as allowed is no error */
	csv_open(&csv, text, 2 * CSV_ROWS_MOST);
	for (int i = 0; i < CSV_ROWS_MOST; i++)
		assert_int_equal(csv_next(&csv, &row), CSV_OK);
	assert_int_equal(csv_next(&csv, &row), CSV_END);
	free(text);
}

static void every_error_has_a_sentence(void **state)
{
	(void)state;
	for (int i = 0; i < CSV_ERROR_COUNT; i++)
		assert_true(csv_error_text((enum csv_error)i)[0] != '\0');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_come_out_as_a_spreadsheet_meant_them),
		cmocka_unit_test(a_bad_row_costs_one_row_and_says_where),
		cmocka_unit_test(a_zero_byte_is_refused_in_and_out_of_quotes),
		cmocka_unit_test(a_cell_knows_the_line_it_begins_on),
		cmocka_unit_test(every_limit_holds_to_the_byte),
		cmocka_unit_test(a_text_or_table_above_its_limit_is_refused),
		cmocka_unit_test(every_error_has_a_sentence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
