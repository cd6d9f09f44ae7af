/*
 * text_file.h - what people's programs save as text: UTF-8, UTF-16 with its mark, or GB18030.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_TEXT_FILE_H
#define PIGTRACE_TOOLS_PIGTRACE_TEXT_FILE_H

#include "tools/pigtrace/command.h"

/* All of path ("-" is standard input) as UTF-8; says on standard error if it was something else. Exit code. */
int text_file_read(const struct call *call, const char *path, size_t most, struct buf *text);

#endif
