/*
 * output.h - writing generated files: quoting, and leaving alone what has not changed.
 */
#ifndef PIGTRACE_GENERATE_OUTPUT_H
#define PIGTRACE_GENERATE_OUTPUT_H

#include "core/base/buf.h"

#define SPAN(text) (int)(text).len, (text).at /* for "%.*s" */

/* A C string literal with its quotes, in ASCII; a newline inside ends a piece of it. */
void output_c(struct buf *buf, struct span text);

/* A JSON or PO string with its quotes. */
void output_quoted(struct buf *buf, struct span text);

/* Make ROOT/PATH hold what buf holds, unless it already does; directories are made. */
int output_save(
	const char *root, const char *path, const struct buf *buf, struct fault *fault) MUST_CHECK;

#endif
