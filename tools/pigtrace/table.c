#include "tools/pigtrace/table.h"

#include "core/base/utf8.h"

#include <assert.h>

static size_t columns_of(struct span text)
{
	return utf8_columns(text.at, text.len);
}

void table_start(struct table *table, int columns)
{
	assert(columns > 0 && columns <= TABLE_COLUMNS_MOST);
	*table = (struct table){ .columns = columns };
}

void table_cell(struct table *table, struct span text)
{
	size_t column = table->count++ % (size_t)table->columns;
	size_t start = table->cells.len;
	for (size_t at = 0; at < text.len;) {
		size_t step = utf8_step(text.at + at, text.len - at);
		unsigned char c = (unsigned char)text.at[at];
		if (step == 0 || c < 0x20 || c == 0x7f) {
			buf_char(&table->cells, '?');
			at++;
			continue;
		}
		buf_bytes(&table->cells, text.at + at, step);
		at += step;
	}
	if (!table->cells.failed && table->cells.at) {
		size_t width = columns_of(
			(struct span){ table->cells.at + start, table->cells.len - start });
		if (width > table->width[column])
			table->width[column] = width;
	}
	buf_char(&table->cells, '\0');
}

void table_text(struct table *table, const char *text)
{
	table_cell(table, span_of(text));
}

void table_number(struct table *table, int64_t number)
{
	char text[24];
	struct out out = out_into(text, sizeof(text));
	out_number(&out, number);
	table_cell(table, out_written(&out));
}

bool table_finish(struct table *table, struct buf *into)
{
	const char *cell = table->cells.at;
	if (table->cells.failed)
		return false;
	for (size_t i = 0; i < table->count; i++) {
		size_t column = i % (size_t)table->columns;
		struct span text = span_of(cell);
		buf_span(into, text);
		if (column + 1 == (size_t)table->columns) {
			buf_char(into, '\n');
		} else {
			size_t pad = table->width[column] - columns_of(text) + 2;
			while (pad-- > 0)
				buf_char(into, ' ');
		}
		cell += text.len + 1;
	}
	return !into->failed;
}

void table_free(struct table *table)
{
	buf_free(&table->cells);
}
