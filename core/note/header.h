/*
 * header.h - the first line of a bundle and of a receipt.
 *
 * Shape   MAGIC STATION NUMBER... with one space between; numbers without leading zeros.
 * Memory  no allocation, no global state; safe in firmware. For core/note itself.
 */
#ifndef PIGTRACE_NOTE_HEADER_H
#define PIGTRACE_NOTE_HEADER_H

#include "core/note/note.h"

#define HEADER_NUMBERS_MOST 3

struct header_shape {
	const char *magic;
	size_t count; /* numbers behind the station */
	struct {
		int64_t least;
		int64_t most;
	} range[HEADER_NUMBERS_MOST];
};

struct header {
	struct span station;
	int64_t numbers[HEADER_NUMBERS_MOST];
};

/* Take the first line off *text. False, and *at the word at fault, if it is not of this shape. */
bool header_take(
	struct span *text, const struct header_shape *shape, struct header *header, size_t *at);

#endif
