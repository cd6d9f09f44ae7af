/*
 * csv.h - a pull reader for the tables that spreadsheets write.
 *
 * Shape   RFC 4180: cells between separators, rows between LF, CRLF or CR; a cell that begins with a quote
 *         ends with one, may hold separators and line ends, and doubles a quote inside. A byte order mark in
 *         front is passed over. Comma, semicolon and tab are separators: the one that stands most often in
 *         the first row, outside of quotes. Empty lines are passed over. Bytes are not looked into further:
 *         whoever needs UTF-8 checks it first.
 * Errors  A row that is refused ends with the line that its bad cell begins on, so that one lost quote costs one
 *         row; the next call gives the next row.
 * Limits  CSV_TEXT_MOST bytes, CSV_ROWS_MOST rows, CSV_COLUMNS_MOST cells in a row, CSV_CELL_MOST bytes in a cell.
 * Memory  no allocation, no global state. Cells point into the text, which is rewritten in place where quotes are
 *         taken away: a text is read once, and its cells live as long as it.
 * Source  RFC 4180.
 */
#ifndef PIGTRACE_BASE_CSV_H
#define PIGTRACE_BASE_CSV_H

#include "core/base/bytes.h"

#define CSV_TEXT_MOST    ((size_t)8 << 20)
#define CSV_ROWS_MOST    100000
#define CSV_COLUMNS_MOST 64
#define CSV_CELL_MOST    4096

enum csv_error {
	CSV_OK,
	CSV_END,          /* no row is left */
	CSV_TOO_LONG,     /* text above CSV_TEXT_MOST; nothing is read */
	CSV_ROWS_MANY,    /* CSV_ROWS_MOST rows were given; every later call gives the same */
	CSV_COLUMNS_MANY, /* more cells than CSV_COLUMNS_MOST in this row */
	CSV_CELL_LONG,    /* a cell above CSV_CELL_MOST, or a quote that does not end by then */
	CSV_QUOTE_OPEN,   /* the text ends within quotes */
	CSV_QUOTE_STRAY, /* something between a closing quote and the separator, or a quote within a bare cell */
	CSV_NUL, /* a zero byte: no text at all */
	CSV_ERROR_COUNT
};

struct csv_cell {
	struct span text;
	int64_t line; /* it begins on, from 1 */
};

struct csv_row {
	int64_t line; /* it begins on, from 1 */
	int count;
	struct csv_cell cells[CSV_COLUMNS_MOST];
	/* After an error: where. */
	int64_t wrong_line;
	int wrong_column; /* number of the cell, from 1 */
};

struct csv {
	char *at; /* of the text */
	size_t len;
	size_t next;
	int64_t line;
	int64_t rows;
	char separator;
};

/* Read len bytes at text (no NUL needed), which must outlive the cells. */
void csv_open(struct csv *csv, char *text, size_t len);

/* The next row. *row is filled in any case; its cells count only after CSV_OK. */
enum csv_error csv_next(struct csv *csv, struct csv_row *row);

/* One English sentence for a person; a gettext msgid. */
const char *csv_error_text(enum csv_error error);

#endif
