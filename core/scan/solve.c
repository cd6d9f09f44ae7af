#include "core/scan/solve.h"

#include <math.h>

#define NOTHING 1e-9

void solve_add(struct solve *solve, const double *row, double value)
{
	for (int i = 0; i < solve->count; i++) {
		if (row[i] == 0)
			continue;
		for (int j = 0; j < solve->count; j++)
			solve->a[i][j] += row[i] * row[j];
		solve->b[i] += row[i] * value;
	}
}

static void swap_rows(struct solve *solve, int one, int other)
{
	for (int i = 0; i < solve->count; i++) {
		double each = solve->a[one][i];
		solve->a[one][i] = solve->a[other][i];
		solve->a[other][i] = each;
	}
	double each = solve->b[one];
	solve->b[one] = solve->b[other];
	solve->b[other] = each;
}

bool solve_done(struct solve *solve, double *x)
{
	int count = solve->count;
	for (int i = 0; i < count; i++) {
		int pivot = i;
		for (int j = i + 1; j < count; j++)
			if (fabs(solve->a[j][i]) > fabs(solve->a[pivot][i]))
				pivot = j;
		if (fabs(solve->a[pivot][i]) < NOTHING)
			return false;
		swap_rows(solve, i, pivot);
		for (int j = i + 1; j < count; j++) {
			double times = solve->a[j][i] / solve->a[i][i];
			for (int k = i; k < count; k++)
				solve->a[j][k] -= times * solve->a[i][k];
			solve->b[j] -= times * solve->b[i];
		}
	}
	for (int i = count - 1; i >= 0; i--) {
		x[i] = solve->b[i];
		for (int j = i + 1; j < count; j++)
			x[i] -= solve->a[i][j] * x[j];
		x[i] /= solve->a[i][i];
	}
	return true;
}
