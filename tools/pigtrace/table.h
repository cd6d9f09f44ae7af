/*
 * table.h - rows in columns for a terminal; Chinese characters count two columns.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_TABLE_H
#define PIGTRACE_TOOLS_PIGTRACE_TABLE_H

#include "core/base/buf.h"

#define TABLE_COLUMNS_MOST 12

struct table {
	struct buf cells; /* each NUL-terminated, row after row */
	int columns;
	size_t count; /* cells so far */
	size_t width[TABLE_COLUMNS_MOST];
};

void table_start(struct table *table, int columns);
/* Control characters in text are shown as '?'. */
void table_cell(struct table *table, struct span text);
void table_text(struct table *table, const char *text);
void table_number(struct table *table, int64_t number);
/* False when memory was out. */
bool table_finish(struct table *table, struct buf *into);
void table_free(struct table *table);

#endif
