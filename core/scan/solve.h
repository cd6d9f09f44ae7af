/*
 * solve.h - small systems of linear equations. Inside core/scan only.
 */
#ifndef PIGTRACE_SCAN_SOLVE_H
#define PIGTRACE_SCAN_SOLVE_H

#include <stdbool.h>

#define SOLVE_MOST 16

/* Normal equations of a least-squares problem, added to one equation at a time. */
struct solve {
	int count;
	double a[SOLVE_MOST][SOLVE_MOST];
	double b[SOLVE_MOST];
};

/* row . x = value */
void solve_add(struct solve *solve, const double *row, double value);
/* False: they do not say enough. */
bool solve_done(struct solve *solve, double *x);

#endif
