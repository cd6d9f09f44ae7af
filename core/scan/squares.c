#include "core/scan/squares.h"

#include <math.h>
#include <stdlib.h>

#define FOUND_MOST 512
#define SLACK      0.8F           /* of a module, that a run may be off */
#define DARK       (EVEN_ONE / 5) /* what is darker than nothing printed */
#define UNEVEN     3.0F           /* a label seen from its side, or around a bottle */
#define RUN_LEAST  5              /* px across a square of one pixel a module, nearly */

struct found {
	struct square at[FOUND_MOST];
	int count;
};

static bool dark(const struct even *even, int x, int y)
{
	return even->at[(size_t)y * (size_t)even->width + (size_t)x] > DARK;
}

/* Whether five runs are 1:1:3:1:1; *module is their mean. */
static bool runs_good(const int runs[static 5], float *module)
{
	static const float like[5] = { 1, 1, 3, 1, 1 };
	int sum = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
	*module = (float)sum / 7;
	if (sum < RUN_LEAST)
		return false;
	float slack = SLACK * *module + 0.5F;
	for (int i = 0; i < 5; i++)
		if (fabsf((float)runs[i] - like[i] * *module) > slack)
			return false;
	return true;
}

/* The five runs through (x, y) along (dx, dy); *middle is how far the middle of the third is from it. */
static bool across(const struct even *even, int x, int y, int dx, int dy, float most, float *module,
	float *middle)
{
	int runs[5] = { 0 }, half[2] = { 0 };
	if (!dark(even, x, y))
		return false;
	for (int side = 0; side < 2; side++) {
		int way = side ? 1 : -1, px = x, py = y, run = 2;
		for (;;) {
			px += dx * way;
			py += dy * way;
			if (px < 0 || py < 0 || px >= even->width || py >= even->height)
				break;
			if (dark(even, px, py) != (run % 2 == 0)) {
				run += way;
				if (run < 0 || run > 4)
					break;
			}
			if (++runs[run] > (int)most)
				return false;
			if (run == 2)
				half[side]++;
		}
		if (run != (side ? 5 : -1) && run != (side ? 4 : 0))
			return false;
	}
	runs[2]++;
	*middle = (float)(half[1] - half[0]) / 2;
	return runs_good(runs, module);
}

static void found_add(struct found *found, struct square square)
{
	for (int i = 0; i < found->count; i++) {
		struct square *old = &found->at[i];
		float dx = old->at.x - square.at.x, dy = old->at.y - square.at.y;
		if (fabsf(dx) > 2 * old->wide || fabsf(dy) > 2 * old->tall ||
			square.wide > old->wide * 1.6F || old->wide > square.wide * 1.6F)
			continue;
		float more = 1.0F / (float)(old->lines + 1);
		old->at.x -= dx * more;
		old->at.y -= dy * more;
		old->wide += (square.wide - old->wide) * more;
		old->tall += (square.tall - old->tall) * more;
		old->lines++;
		return;
	}
	if (found->count < FOUND_MOST)
		found->at[found->count++] = square;
}

static void candidate(
	const struct even *even, const int runs[static 5], int end, int y, struct found *found)
{
	float module, tall, wide, up, aside;
	if (!runs_good(runs, &module))
		return;
	int x = end - runs[4] - runs[3] - (runs[2] + 1) / 2;
	if (!across(even, x, y, 0, 1, 6 * module + 2, &tall, &up))
		return;
	int middle = y + (int)lrintf(up);
	if (middle < 0 || middle >= even->height ||
		!across(even, x, middle, 1, 0, 6 * module + 2, &wide, &aside))
		return;
	if (tall > UNEVEN * wide || wide > UNEVEN * tall)
		return;
	struct point at = { (float)(x + even->left) + aside + 0.5F,
		(float)(y + even->top) + up + 0.5F };
	found_add(found, (struct square){ at, wide, tall, 1 });
}

/* Three modules of rows cross the middle of a real one; chance has few, and few of those it should have. */
static float surety(const struct square *square)
{
	float lines = (float)square->lines, share = lines / (3 * square->tall);
	return lines * (share < 1 ? share : 1);
}

static int surer(const void *a, const void *b)
{
	float first = surety(a), second = surety(b);
	return (first < second) - (first > second);
}

void squares_find(const struct even *even, struct squares *squares)
{
	struct found found = { .count = 0 };
	for (int y = 0; y < even->height; y++) {
		int runs[5] = { 0 };
		bool was = false;
		for (int x = 0; x < even->width; x++) {
			bool now = dark(even, x, y);
			if (now != was) {
				if (was && runs[0] > 0)
					candidate(even, runs, x, y, &found);
				for (int i = 0; i < 4; i++)
					runs[i] = runs[i + 1];
				runs[4] = 0;
				was = now;
			}
			runs[4]++;
		}
	}
	qsort(found.at, (size_t)found.count, sizeof(found.at[0]), surer);
	squares->count = found.count < SQUARES_MOST ? found.count : SQUARES_MOST;
	for (int i = 0; i < squares->count; i++)
		squares->at[i] = found.at[i];
}
