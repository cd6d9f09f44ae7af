/*
 * bundle.h - the note a station sends: a header line and its events, one a line.
 *
 * Shape   pigtrace/v1 STATION EPOCH FIRST COUNT\n   then COUNT lines
 *         STATION [a-z0-9-]{1,32}; EPOCH 1..2^53-1, raised whenever a station's memory is lost;
 *         FIRST 1..2^53-1, the number of the first line; COUNT 1..BUNDLE_EVENTS_MOST.
 * Memory  no allocation, no global state; safe in firmware.
 */
#ifndef PIGTRACE_NOTE_BUNDLE_H
#define PIGTRACE_NOTE_BUNDLE_H

#include "core/note/note.h"

#define BUNDLE_EVENTS_MOST 256
#define BUNDLE_NUMBER_MOST INT64_C(9007199254740991)
#define BUNDLE_HEADER_MOST 112 /* bytes of a header line with its newline */

struct bundle {
	struct span station;
	int64_t epoch;
	int64_t first;
	int count;
	struct span lines; /* behind the header; take them with bundle_next */
};

/* Read a note's text. Checks the header, that there are exactly `count` lines and that none is empty. */
enum note_error bundle_parse(struct span text, struct bundle *bundle, size_t *at);

/* The next line (without its newline) out of *lines; false at the end. */
bool bundle_next(struct span *lines, struct span *line);

/* The header line with its newline. */
void bundle_header(struct out *out, struct span station, int64_t epoch, int64_t first, int count);

#endif
