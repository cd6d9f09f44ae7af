/*
 * paper.h - the ink and paper of one label, and what it lies on. Inside tests/qrbench only.
 */
#ifndef PIGTRACE_TESTS_QRBENCH_PAPER_H
#define PIGTRACE_TESTS_QRBENCH_PAPER_H

#include "tests/qrbench/qrbench.h"
#include "tests/season/dice.h"

#define PAPER_DOTS 6 /* per module */

struct paper {
	int modules;       /* a side of the code */
	double left, top;  /* modules of paper beside and above the code */
	int width, height; /* dots */
	uint8_t *ink;      /* 0 black .. 255 paper; free() */
	/* The ground it lies on: bands and patches of a printed film. */
	struct patch {
		double x0, y0, x1, y1;
		uint8_t gray;
	} patches[8];
	uint8_t ground;
};

/* Print a code of `text`; damaged as `harm` says. */
bool paper_print(
	const char *text, const struct qrbench_harm *harm, struct dice *dice, struct paper *paper);
void paper_free(struct paper *paper);

/* 0..255 at (u, v) in modules from the code's corner. */
double paper_at(const struct paper *paper, double u, double v);

double dice_real(struct dice *dice, double least, double most);

#endif
