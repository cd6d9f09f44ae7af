/*
 * wrap.h - columns of a terminal and lines that fit them; the inside of core/view.
 */
#ifndef PIGTRACE_VIEW_WRAP_H
#define PIGTRACE_VIEW_WRAP_H

#include "core/base/buf.h"

#define WRAP_COLUMNS 100
#define WRAP_BETWEEN " · " /* between the parts of a line, where it is broken first */

/* Columns of valid UTF-8 without control characters. */
size_t wrap_width(struct span text);
void wrap_pad(struct buf *into, struct span text, size_t columns);
/*
 * The parts of text from `column` on and a newline; later lines begin at `indent`. A part too long for a
 * line is broken behind a comma or before a bracket, else at its spaces; a word too long stays whole.
 */
void wrap_parts(struct buf *into, struct span text, size_t column, size_t indent);

#endif
