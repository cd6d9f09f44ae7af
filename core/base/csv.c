#include "core/base/csv.h"

#include "core/base/words.h"

#include <assert.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static bool line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* The separator that the first row has most of; a comma if it has none. */
static char find_separator(const char *text, size_t len)
{
	static const char separators[] = { ',', ';', '\t' };
	size_t counts[sizeof(separators)] = { 0 };
	bool quoted = false;
	for (size_t i = 0; i < len && (quoted || !line_end(text[i])); i++) {
		quoted ^= text[i] == '"';
		for (size_t s = 0; s < sizeof(separators); s++)
			counts[s] += !quoted && text[i] == separators[s];
	}
	size_t best = 0;
	for (size_t s = 1; s < sizeof(separators); s++)
		if (counts[s] > counts[best])
			best = s;
	return separators[best];
}

/* Pass over one line end, if it stands here. */
static void pass_line_end(struct csv *csv)
{
	if (csv->next == csv->len || !line_end(csv->at[csv->next]))
		return;
	bool two = csv->at[csv->next] == '\r' && csv->next + 1 < csv->len &&
	           csv->at[csv->next + 1] == '\n';
	csv->next += two ? 2 : 1;
	csv->line++;
}

static bool pass_empty_lines(struct csv *csv)
{
	while (csv->next < csv->len && line_end(csv->at[csv->next]))
		pass_line_end(csv);
	return csv->next < csv->len;
}

void csv_open(struct csv *csv, char *text, size_t len)
{
	*csv = (struct csv){ .at = text, .len = len, .line = 1, .separator = ',' };
	if (len == 0) /* text may be NULL */
		return;
	if (span_starts((struct span){ text, len }, BYTE_ORDER_MARK))
		csv->next = sizeof(BYTE_ORDER_MARK) - 1;
	size_t first = csv->next;
	while (first < len && line_end(text[first]))
		first++;
	csv->separator = find_separator(text + first, len - first);
}

/* Up to the separator or line end. */
static enum csv_error read_bare(struct csv *csv, struct span *cell)
{
	size_t start = csv->next, at = start;
	for (; at < csv->len && csv->at[at] != csv->separator && !line_end(csv->at[at]); at++) {
		if (csv->at[at] == '\0')
			return CSV_NUL;
		if (csv->at[at] == '"')
			return CSV_QUOTE_STRAY;
		if (at - start == CSV_CELL_MOST)
			return CSV_CELL_LONG;
	}
	*cell = (struct span){ csv->at + start, at - start };
	csv->next = at;
	return CSV_OK;
}

/* The closing quote of the cell that begins with the quote at `start`, without changing anything. */
static enum csv_error find_quote(const struct csv *csv, size_t start, size_t *end)
{
	size_t len = 0;
	for (size_t at = start + 1; at < csv->len; at++, len++) {
		if (csv->at[at] == '\0')
			return CSV_NUL;
		if (csv->at[at] == '"') {
			bool doubled = at + 1 < csv->len && csv->at[at + 1] == '"';
			if (!doubled) {
				*end = at;
				return CSV_OK;
			}
			at++;
		}
		if (len == CSV_CELL_MOST)
			return CSV_CELL_LONG;
	}
	return CSV_QUOTE_OPEN;
}

static enum csv_error read_quoted(struct csv *csv, struct span *cell)
{
	size_t start = csv->next, end = 0;
	enum csv_error error = find_quote(csv, start, &end);
	if (error != CSV_OK)
		return error;
	size_t behind = end + 1;
	if (behind < csv->len && csv->at[behind] != csv->separator && !line_end(csv->at[behind]))
		return CSV_QUOTE_STRAY;
	char *to = csv->at + start;
	for (size_t at = start + 1; at < end; at++) {
		if (line_end(csv->at[at]) && !(csv->at[at] == '\r' && csv->at[at + 1] == '\n'))
			csv->line++;
		*to++ = csv->at[at];
		at += csv->at[at] == '"'; /* the second of two */
	}
	*cell = (struct span){ csv->at + start, (size_t)(to - (csv->at + start)) };
	csv->next = behind;
	return CSV_OK;
}

static enum csv_error read_cell(struct csv *csv, struct csv_row *row)
{
	if (row->count == CSV_COLUMNS_MOST)
		return CSV_COLUMNS_MANY;
	struct csv_cell *cell = &row->cells[row->count];
	cell->line = csv->line;
	enum csv_error error = csv->next < csv->len && csv->at[csv->next] == '"'
	                               ? read_quoted(csv, &cell->text)
	                               : read_bare(csv, &cell->text);
	row->count += error == CSV_OK;
	return error;
}

/* The rest of the line that a bad cell begins on is given up. */
static enum csv_error refuse(struct csv *csv, struct csv_row *row, enum csv_error error)
{
	row->wrong_line = csv->line;
	row->wrong_column = row->count + 1;
	while (csv->next < csv->len && !line_end(csv->at[csv->next]))
		csv->next++;
	pass_line_end(csv);
	return error;
}

enum csv_error csv_next(struct csv *csv, struct csv_row *row)
{
	row->count = row->wrong_column = 0;
	row->line = row->wrong_line = csv->line;
	if (csv->len > CSV_TEXT_MOST)
		return CSV_TOO_LONG;
	if (!pass_empty_lines(csv))
		return CSV_END;
	row->line = row->wrong_line = csv->line;
	if (csv->rows == CSV_ROWS_MOST)
		return CSV_ROWS_MANY;
	csv->rows++;
	for (;;) {
		enum csv_error error = read_cell(csv, row);
		if (error != CSV_OK)
			return refuse(csv, row, error);
		if (csv->next == csv->len || csv->at[csv->next] != csv->separator)
			break;
		csv->next++;
	}
	pass_line_end(csv);
	return CSV_OK;
}

const char *csv_error_text(enum csv_error error)
{
	static const char *const texts[CSV_ERROR_COUNT] = {
		[CSV_OK] = N_("nothing is wrong"),
		[CSV_END] = N_("the table ends here"),
		[CSV_TOO_LONG] = N_("the table is larger than 8 MiB"),
		[CSV_ROWS_MANY] = N_("the table has more than 100,000 rows"),
		[CSV_COLUMNS_MANY] = N_("the row has more than 64 columns"),
		[CSV_CELL_LONG] = N_("the cell is longer than 4 KiB; is a quote missing?"),
		[CSV_QUOTE_OPEN] = N_("the quote that begins here does not end"),
		[CSV_QUOTE_STRAY] = N_("a quote stands where none may stand; inside a cell that "
				       "is quoted it must be doubled"),
		[CSV_NUL] = N_("the table holds bytes that are no text"),
	};
	assert((unsigned)error < CSV_ERROR_COUNT);
	return texts[error];
}
