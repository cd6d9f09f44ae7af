/*
 * squares.h - where the corner squares of QR codes may be. Inside core/scan only.
 */
#ifndef PIGTRACE_SCAN_SQUARES_H
#define PIGTRACE_SCAN_SQUARES_H

#include "core/scan/even.h"

#define SQUARES_MOST 32

struct square {
	struct point at;
	float wide,
		tall; /* px a module, of the runs across it: up to 1.41 times its own where it is turned */
	int lines; /* rows that crossed it */
};

struct squares {
	struct square at[SQUARES_MOST]; /* the surest first */
	int count;
};

/* Rows of dark : light : dark : light : dark as 1:1:3:1:1 that also are so from top to bottom. */
void squares_find(const struct even *even, struct squares *squares);

#endif
