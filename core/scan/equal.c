#include "core/scan/equal.h"

#include "core/scan/solve.h"

#include <math.h>
#include <string.h>

#define REACH  2 /* modules on each side that are mixed in */
#define WIDTH  (2 * REACH + 1)
#define TAPS   (WIDTH * WIDTH)
#define PAIRS  (TAPS / 2 + 1) /* a mixture is the same seen from the other side */
#define ROUNDS 40
#define RIDGE  0.3 /* what a share is held to 0 by, beside one equation */
#define BORDER REACH
#define ROOM   (MATRIX_SIDE_MOST + 2 * BORDER)

struct mixture {
	float share[TAPS];
	float shift;
};

/* The known colour at (u, v); around the code there is paper. */
static int colour(int side, const int8_t *fixed, int u, int v)
{
	if (u < 0 || v < 0 || u >= side || v >= side)
		return -1;
	int known = fixed[v * side + u];
	return known == MATRIX_FORMAT ? 0 : known;
}

static bool mixture_find(int side, const int8_t *fixed, const float *dark, struct mixture *mixture)
{
	struct solve solve = { .count = PAIRS + 1 };
	double shares[PAIRS + 1];
	int equations = 0;
	for (int v = 0; v < side; v++)
		for (int u = 0; u < side; u++) {
			double row[PAIRS + 1] = { 0 };
			bool all = true;
			for (int k = 0; k < TAPS && all; k++) {
				int known = colour(
					side, fixed, u + k % WIDTH - REACH, v + k / WIDTH - REACH);
				all = known != 0;
				row[k < PAIRS ? k : TAPS - 1 - k] += known;
			}
			row[PAIRS] = 1;
			if (!all)
				continue;
			solve_add(&solve, row, (double)dark[v * side + u]);
			equations++;
		}
	if (equations < 4 * PAIRS)
		return false;
	for (int i = 0; i < PAIRS; i++)
		solve.a[i][i] += RIDGE * equations / 10 * (i == PAIRS - 1 ? 0.1 : 1);
	if (!solve_done(&solve, shares))
		return false;
	for (int k = 0; k < TAPS; k++)
		mixture->share[k] = (float)shares[k < PAIRS ? k : TAPS - 1 - k];
	mixture->shift = (float)shares[PAIRS];
	return mixture->share[TAPS / 2] > 0.05F;
}

/* into = shares * from, over the inside of a room with a border. */
static void mix_all(int side, const struct mixture *mixture, const float *from, float *into)
{
	int stride = side + 2 * BORDER;
	for (int v = 0; v < side; v++)
		for (int u = 0; u < side; u++) {
			const float *at = from + v * stride + u;
			float sum = 0;
			for (int j = 0; j < WIDTH; j++)
				for (int i = 0; i < WIDTH; i++)
					sum += mixture->share[j * WIDTH + i] * at[j * stride + i];
			into[v * side + u] = sum;
		}
}

bool equal_modules(int version, const int8_t *fixed, float *dark)
{
	float clear[ROOM * ROOM], off[ROOM * ROOM], seen[MATRIX_SIDE_MOST * MATRIX_SIDE_MOST];
	int side = MATRIX_SIDE(version), stride = side + 2 * BORDER;
	struct mixture mixture;
	float norm = 0;
	if (!mixture_find(side, fixed, dark, &mixture))
		return false;
	for (int k = 0; k < TAPS; k++)
		norm += fabsf(mixture.share[k]);
	for (int v = -BORDER; v < side + BORDER; v++)
		for (int u = -BORDER; u < side + BORDER; u++) {
			int at = (v + BORDER) * stride + u + BORDER,
			    known = colour(side, fixed, u, v);
			clear[at] = (float)known;
			off[at] = 0;
			if (known == 0) {
				float value = (dark[v * side + u] - mixture.shift) / norm;
				clear[at] = value > 1 ? 1 : value < -1 ? -1 : value;
			}
		}
	/* Projected gradient: the mixture is its own transpose. */
	float step = 1 / (norm * norm);
	for (int round = 0; round < ROUNDS; round++) {
		mix_all(side, &mixture, clear, seen);
		for (int v = 0; v < side; v++)
			for (int u = 0; u < side; u++)
				off[(v + BORDER) * stride + u + BORDER] =
					dark[v * side + u] - mixture.shift - seen[v * side + u];
		mix_all(side, &mixture, off, seen);
		for (int v = 0; v < side; v++)
			for (int u = 0; u < side; u++) {
				if (colour(side, fixed, u, v) != 0)
					continue;
				float *at = &clear[(v + BORDER) * stride + u + BORDER];
				float value = *at + step * seen[v * side + u];
				*at = value > 1 ? 1 : value < -1 ? -1 : value;
			}
	}
	for (int v = 0; v < side; v++)
		for (int u = 0; u < side; u++)
			dark[v * side + u] = clear[(v + BORDER) * stride + u + BORDER];
	return true;
}

bool equal_seen(
	int version, const int8_t *fixed, const float *sampled, const float *dark, float *seen)
{
	float clear[ROOM * ROOM];
	int side = MATRIX_SIDE(version), stride = side + 2 * BORDER;
	struct mixture mixture;
	if (!mixture_find(side, fixed, sampled, &mixture))
		return false;
	for (int v = -BORDER; v < side + BORDER; v++)
		for (int u = -BORDER; u < side + BORDER; u++) {
			bool inside = u >= 0 && v >= 0 && u < side && v < side;
			clear[(v + BORDER) * stride + u + BORDER] =
				inside && dark[v * side + u] > 0 ? 1 : -1;
		}
	mix_all(side, &mixture, clear, seen);
	for (int i = 0; i < side * side; i++)
		seen[i] += mixture.shift;
	return true;
}
