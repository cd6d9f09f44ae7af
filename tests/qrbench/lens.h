/*
 * lens.h - light, lens, sensor and file of a picture. Inside tests/qrbench only.
 */
#ifndef PIGTRACE_TESTS_QRBENCH_LENS_H
#define PIGTRACE_TESTS_QRBENCH_LENS_H

#include "tests/qrbench/paper.h"

struct frame {
	unsigned width, height;
	float *light; /* 0..255 and beyond */
	float *spare;
};

/* Light and lens; the code is `side` px wide around (x, y). */
void lens_apply(const struct qrbench_harm *harm, struct dice *dice, double x, double y, double side,
	struct frame *frame);
/* Sensor and file. False: no memory. */
bool lens_file(const struct qrbench_harm *harm, struct dice *dice, const struct frame *frame,
	uint8_t *gray);

#endif
