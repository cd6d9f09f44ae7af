/*
 * recall_sheet.h - the tables of a recall before they are text or HTML; the inside of core/view/recall*.c.
 */
#ifndef PIGTRACE_VIEW_RECALL_SHEET_H
#define PIGTRACE_VIEW_RECALL_SHEET_H

#include "core/view/recall.h"

#define SHEET_COLUMNS_MOST 10
#define SHEET_TABLES_MOST  10

/* Cells one after the other, each with a NUL behind it: the heads, then the rows. */
struct sheet_table {
	const char *title;
	const char *note; /* below it, or "" */
	bool goods;       /* the affected items: CSV has a fuller list of them */
	int columns;
	size_t first_cell;
	size_t cell_count;
};

struct sheet {
	struct buf text;
	size_t cell_count;
	struct sheet_table tables[SHEET_TABLES_MOST];
	int table_count;
};

/* Build all of it; false when memory is out. lines_most 0: every item. */
bool sheet_of_recall(const struct view_recall *view, size_t lines_most, struct sheet *sheet);
void sheet_free(struct sheet *sheet);

/* Words shared with the other formats. */
const char *recall_state_text(enum forward_state state);
const char *recall_why_text(enum forward_why why);
const char *recall_due_text(enum recall_due due);
const char *recall_choice_title(enum choice choice, int value);
void recall_time(struct buf *into, int64_t at_ms, int offset_min);
void recall_kg(struct buf *into, int64_t mass_g);

#endif
