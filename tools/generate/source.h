/*
 * source.h - a table of tab-separated columns, and errors that name file, line and column.
 *
 * Shape   UTF-8, LF. Lines that are empty or begin with '#' are passed over; the first other line
 *         names the columns. Every row has exactly as many.
 * Memory  the heap; spans point into the source and live as long as it does.
 */
#ifndef PIGTRACE_GENERATE_SOURCE_H
#define PIGTRACE_GENERATE_SOURCE_H

#include "core/base/buf.h"

#include <limits.h>

#define SOURCE_COLUMNS_MOST 8
#define SOURCE_BYTES_MOST   ((size_t)1 << 20)

struct source {
	char path[PATH_MAX];
	struct buf text;
	struct span rest;
	size_t columns;
};

/* Read DIRECTORY/NAME, whose columns must be `header` (tab-separated). */
int source_open(struct source *source, const char *directory, const char *name, const char *header,
	struct fault *fault) MUST_CHECK;

/* The next row: 1 and its columns, 0 at the end, or a fault. */
int source_row(struct source *source, struct span columns[static SOURCE_COLUMNS_MOST],
	struct fault *fault) MUST_CHECK;

/* "file:line:column: what is wrong", for a place within the source. */
int source_wrong(const struct source *source, const char *at, struct fault *fault,
	const char *format, ...) FORMAT_LIKE(4, 5);

void source_close(struct source *source);

#endif
