/*
 * input.h - lines from a descriptor that may be a pipe, a file, a terminal or a serial scanner.
 *
 * A line ends with LF or CR (scanners send either); empty lines are passed over. A line longer than
 * EVENT_LINE_MOST bytes is given once as `too_long`, without its text, and the rest of it is dropped.
 * Memory  one struct input.
 */
#ifndef PIGTRACE_STATION_INPUT_H
#define PIGTRACE_STATION_INPUT_H

#include "core/base/fault.h"
#include "core/event/event.h"

#define INPUT_ROOM 65536

struct input {
	int fd;
	bool ended;    /* nothing more will come */
	bool dropping; /* inside a line that is too long */
	size_t from;   /* unread bytes are at[from] .. at[len-1] */
	size_t len;
	char at[INPUT_ROOM];
};

struct input_line {
	struct span text; /* until the next call */
	bool too_long;
};

/* Standard input, or a device (a terminal line is set raw, without echo). */
int input_open(struct input *input, const char *device, struct fault *fault) MUST_CHECK;

/* Take what is there, without waiting. FAULT_IO if the device is gone. */
int input_fill(struct input *input, struct fault *fault) MUST_CHECK;

/* The next whole line; behind the end also an unfinished last one. */
bool input_next(struct input *input, struct input_line *line);

#endif
