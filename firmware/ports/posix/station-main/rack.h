/*
 * rack.h - the devices that are plugged into this station, and what their readings become.
 *
 * A line that goes away is opened again every second. What is refused is answered once, not with each of the
 * frames a device repeats for ever; noise on a line goes to the log only.
 */
#ifndef PIGTRACE_STATION_RACK_H
#define PIGTRACE_STATION_RACK_H

#include "firmware/device/gather.h"
#include "firmware/ports/posix/station-main/answer.h"

#include <poll.h>

struct plugged {
	const struct plug *plug;
	struct device device;
	int fd;
	bool begun;           /* bytes since the last silence, or a question without an answer */
	int64_t heard_ms;     /* newest byte or question */
	int64_t ask_at_ms;    /* the next question */
	int64_t reopen_at_ms; /* it is away */
	enum device_result state; /* the newest result that was not a reading, told already */
};

struct rack {
	struct plugged at[PLUGS_MOST];
	int count;
	struct gather gather;
	enum gather_result state; /* told already */
	struct answers *answers;
};

/* FAULT_IO if one of them is not there. */
int rack_open(struct rack *rack, struct answers *answers, struct fault *fault) MUST_CHECK;

/* rack->count descriptors to poll (-1: away); returns after how many ms at most to step. */
int rack_poll(struct rack *rack, struct pollfd ready[static PLUGS_MOST]);

/* A fault is the storage's. The answers still have to leave (answer_all). */
int rack_step(struct rack *rack, const struct pollfd ready[static PLUGS_MOST],
	struct fault *fault) MUST_CHECK;

#endif
