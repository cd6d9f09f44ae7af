/*
 * answer.h - one line of input: judged, kept, answered.
 *
 * Answers are collected and leave only after the outbox confirmed what they promise.
 */
#ifndef PIGTRACE_STATION_ANSWER_H
#define PIGTRACE_STATION_ANSWER_H

#include "firmware/ports/posix/station-main/input.h"
#include "firmware/ports/posix/station-main/options.h"
#include "firmware/ports/posix/station.h"

struct answers {
	struct station *station;
	const struct options *options;
	struct buf text;
	int64_t kept;
};

/* Judge one line and append it, or say why not. A fault is the storage's: then no answer may be given. */
int answer_line(
	struct answers *answers, const struct input_line *line, struct fault *fault) MUST_CHECK;

/* The same for an event this program made. */
int answer_event(struct answers *answers, struct span line, struct fault *fault) MUST_CHECK;

/* Nothing was kept, and why. */
void answer_refuse(struct answers *answers, const char *why);

/* Confirm, then write all answers to standard output. */
int answer_all(struct answers *answers, struct fault *fault) MUST_CHECK;

#endif
