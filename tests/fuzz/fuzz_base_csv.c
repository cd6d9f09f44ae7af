/*
 * Any bytes as a table: cells lie in the text and within the limits, lines only rise, and what was read,
 * written again with every cell in quotes, reads back the same.
 */
#include "core/base/csv.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void demand(bool held)
{
	if (!held)
		abort();
}

static void check_row(const struct csv *csv, const struct csv_row *row, int64_t before)
{
	demand(row->count >= 1 && row->count <= CSV_COLUMNS_MOST && row->line > before);
	for (int i = 0; i < row->count; i++) {
		struct span cell = row->cells[i].text;
		demand(cell.len <= CSV_CELL_MOST && row->cells[i].line >= row->line);
		demand(cell.at >= csv->at && cell.at + cell.len <= csv->at + csv->len);
		demand(cell.len == 0 || !memchr(cell.at, '\0', cell.len));
	}
}

static void write_row(struct buf *again, const struct csv_row *row, char separator)
{
	for (int i = 0; i < row->count; i++) {
		if (i)
			buf_char(again, separator);
		buf_char(again, '"');
		for (size_t c = 0; c < row->cells[i].text.len; c++) {
			if (row->cells[i].text.at[c] == '"')
				buf_char(again, '"');
			buf_char(again, row->cells[i].text.at[c]);
		}
		buf_char(again, '"');
	}
	buf_char(again, '\n');
}

/* One row by itself, its separator said by being the one there. */
static void check_again(const struct csv_row *row, char separator)
{
	struct buf again = { 0 };
	struct csv csv;
	static struct csv_row back;
	write_row(&again, row, separator);
	demand(!again.failed);
	csv_open(&csv, again.at, again.len);
	demand(row->count == 1 || csv.separator == separator);
	demand(csv_next(&csv, &back) == CSV_OK && back.count == row->count);
	for (int i = 0; i < row->count; i++)
		demand(span_equal(back.cells[i].text, row->cells[i].text));
	demand(csv_next(&csv, &back) == CSV_END);
	buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct csv csv;
	static struct csv_row row;
	enum csv_error error;
	int64_t before = 0;
	char *text = malloc(len ? len : 1);
	if (!text)
		return 0;
	if (len)
		memcpy(text, bytes, len);
	csv_open(&csv, text, len);
	while ((error = csv_next(&csv, &row)) != CSV_END) {
		if (error == CSV_TOO_LONG || error == CSV_ROWS_MANY)
			break;
		if (error == CSV_OK) {
			check_row(&csv, &row, before);
			check_again(&row, csv.separator);
		} else {
			demand(row.wrong_column >= 1 && row.wrong_line >= row.line);
		}
		before = row.line;
	}
	free(text);
	return 0;
}
