/*
 * board_line.h - the console of a board: a serial line, or the UNIX socket of an emulated one.
 *
 * A command is one line that begins with '?'; the board answers with lines of which the last is `? WORD`
 * (firmware/image/console.h). Lines with '#' and states (`{...}`) may come at any time.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_BOARD_LINE_H
#define PIGTRACE_TOOLS_PIGTRACE_BOARD_LINE_H

#include "core/base/bytes.h"
#include "core/base/fault.h"

#define BOARD_LINE_MOST   1024
#define BOARD_PATIENCE_MS 10000
#define BOARD_WORD_MOST   64

struct board_line {
	int fd;
	size_t len; /* bytes at `at` that no call has taken */
	char at[BOARD_LINE_MOST + 1];
};

/* 115200-8N1 if it is a serial line. */
int board_open(struct board_line *board, const char *path, struct fault *fault) MUST_CHECK;
void board_close(struct board_line *board);

/* Send a command; its answer's word goes to `word`. FAULT_PEER if none comes in time. */
int board_ask(struct board_line *board, struct span command, char word[static BOARD_WORD_MOST],
	struct fault *fault) MUST_CHECK;

/* The next line that begins with `begin`, without its end, into text; others are passed over. */
int board_wait(struct board_line *board, const char *begin, int64_t patience_ms, char *text,
	size_t size, struct fault *fault) MUST_CHECK;

#endif
