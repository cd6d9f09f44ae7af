#include "core/scan/corners.h"

#include "core/scan/squares.h"

#include <math.h>

#define CORNER_GOOD 0.3F /* agreement with a corner square */
#define TURN_MOST   0.5F /* cosine that two squares of one code may be turned against each other */
#define SIDES_MOST  2.8F /* one square may be so many times as large as another */

static struct point way(struct point from, struct point to)
{
	return (struct point){ to.x - from.x, to.y - from.y };
}

static float length(struct point way)
{
	return hypotf(way.x, way.y);
}

static float dot(struct point a, struct point b)
{
	return a.x * b.x + a.y * b.y;
}

static float cross(struct point a, struct point b)
{
	return a.x * b.y - a.y * b.x;
}

static struct point half(struct point a, struct point b)
{
	return (struct point){ (a.x + b.x) / 2, (a.y + b.y) / 2 };
}

static void corner_add(struct corners *corners, const struct corner *corner)
{
	int i = corners->count;
	for (int k = 0; k < corners->count; k++) /* two runs of squares over one */
		if (length(way(corners->at[k].middle, corner->middle)) < corner->side / 3)
			return;
	if (i == CORNERS_MOST && corners->at[i - 1].value >= corner->value)
		return;
	if (i < CORNERS_MOST)
		corners->count++;
	else
		i--;
	for (; i > 0 && corners->at[i - 1].value < corner->value; i--)
		corners->at[i] = corners->at[i - 1];
	corners->at[i] = *corner;
}

void corners_find(const struct even *even, struct corners *corners)
{
	struct squares squares;
	corners->count = 0;
	squares_find(even, &squares);
	for (int i = 0; i < squares.count; i++) {
		const struct square *square = &squares.at[i];
		struct corner corner;
		struct quad *quad = &corner.quad;
		corner.value = quad_fit(even, square->at, square->wide, square->tall, quad);
		if (corner.value < CORNER_GOOD)
			continue;
		corner.middle = half(
			half(quad->at[0][0], quad->at[1][1]), half(quad->at[0][1], quad->at[1][0]));
		corner.side = sqrtf(fabsf(cross(way(quad->at[0][0], quad->at[1][1]),
					    way(quad->at[0][1], quad->at[1][0]))) /
				    2);
		if (corner.side > 3)
			corner_add(corners, &corner);
	}
}

/* Turn a quad by right angles until its upper side lies along `along` as well as it can. */
static struct quad quad_turned(const struct quad *quad, struct point along)
{
	struct quad best = *quad, each = *quad;
	float most = -INFINITY;
	for (int turn = 0; turn < 4; turn++) {
		struct point upper =
			way(half(each.at[0][0], each.at[1][0]), half(each.at[0][1], each.at[1][1]));
		float agree = dot(upper, along) / (length(upper) * length(along));
		if (agree > most) {
			most = agree;
			best = each;
		}
		struct point first = each.at[0][0];
		each.at[0][0] = each.at[0][1];
		each.at[0][1] = each.at[1][1];
		each.at[1][1] = each.at[1][0];
		each.at[1][0] = first;
	}
	return best;
}

/* Of a quad's middle lines: along it, or down. */
static struct point axis(const struct quad *quad, bool down)
{
	if (down)
		return way(
			half(quad->at[0][0], quad->at[0][1]), half(quad->at[1][0], quad->at[1][1]));
	return way(half(quad->at[0][0], quad->at[1][0]), half(quad->at[0][1], quad->at[1][1]));
}

static float off(struct point a, struct point b)
{
	return 1 - dot(a, b) / (length(a) * length(b));
}

static void sight_add(struct sights *sights, const struct sight *sight)
{
	int i = sights->count;
	if (i == SIGHTS_MOST && sights->at[i - 1].cost <= sight->cost)
		return;
	if (i < SIGHTS_MOST)
		sights->count++;
	else
		i--;
	for (; i > 0 && sights->at[i - 1].cost > sight->cost; i--)
		sights->at[i] = sights->at[i - 1];
	sights->at[i] = *sight;
}

static float side_modules(struct point between, struct point a, struct point b)
{
	return 7 + 7 * length(between) / ((length(a) + length(b)) / 2);
}

static bool sizes_alike(const struct corner *a, const struct corner *b)
{
	return a->side < SIDES_MOST * b->side && b->side < SIDES_MOST * a->side;
}

static bool three_make(const struct corners *corners, int a, int b, int c, struct sight *sight)
{
	const struct corner *corner = &corners->at[a], *right = &corners->at[b],
			    *down = &corners->at[c];
	struct point along = way(corner->middle, right->middle);
	struct point below = way(corner->middle, down->middle);
	float wide = length(along), tall = length(below);
	if (!sizes_alike(corner, right) || !sizes_alike(corner, down) || !sizes_alike(right, down))
		return false;
	if (cross(along, below) < 0.4F * wide * tall || wide > 3 * tall || tall > 3 * wide)
		return false;
	struct quad *quads = sight->quads;
	quads[0] = quad_turned(&corner->quad, along);
	quads[1] = quad_turned(&right->quad, along);
	quads[2] = quad_turned(&down->quad, axis(&quads[0], false));
	float turn = off(axis(&quads[0], false), along) + off(axis(&quads[1], false), along) +
	             off(axis(&quads[0], true), below) + off(axis(&quads[2], true), below);
	if (turn > TURN_MOST)
		return false;
	float m = side_modules(along, axis(&quads[0], false), axis(&quads[1], false));
	float n = side_modules(below, axis(&quads[0], true), axis(&quads[2], true));
	if (m < 13 || n < 13)
		return false;
	sight->mine = 1U << a | 1U << b | 1U << c;
	sight->known = 7;
	sight->least = 0.62F * fminf(m, n);
	sight->most = 1.25F * fmaxf(m, n);
	sight->cost = fabsf(logf(m / n)) + turn + 3 - corner->value - right->value - down->value;
	return true;
}

void sights_of_three(const struct corners *corners, struct sights *sights)
{
	struct sight sight;
	sights->count = 0;
	for (int a = 0; a < corners->count; a++)
		for (int b = 0; b < corners->count; b++)
			for (int c = 0; c < corners->count; c++)
				if (a != b && b != c && a != c &&
					three_make(corners, a, b, c, &sight))
					sight_add(sights, &sight);
}

/* The blocks two seen corners may be, the first on the left of the second as the code lies to their right. */
static const struct {
	int first, second;
	bool down; /* from the first to the second is down the code */
} pairs[] = {
	{ BLOCK_TOP_LEFT, BLOCK_TOP_RIGHT, false },
	{ BLOCK_TOP_LEFT, BLOCK_BOTTOM_LEFT, true },
};

static bool two_make(const struct corners *corners, int a, int b, size_t pair, struct sight *sight)
{
	const struct corner *first = &corners->at[a], *second = &corners->at[b];
	struct point between = way(first->middle, second->middle);
	bool down = pairs[pair].down;
	struct point along = down ? (struct point){ between.y, -between.x } : between;
	if (!sizes_alike(first, second) ||
		length(between) < 1.5F * (first->side + second->side) / 2)
		return false;
	struct quad one = quad_turned(&first->quad, along),
		    other = quad_turned(&second->quad, along);
	float turn = off(axis(&one, down), between) + off(axis(&other, down), between);
	if (turn > TURN_MOST / 4)
		return false;
	float m = side_modules(between, axis(&one, down), axis(&other, down));
	sight->quads[pairs[pair].first] = one;
	sight->quads[pairs[pair].second] = other;
	sight->known = 1U << pairs[pair].first | 1U << pairs[pair].second;
	sight->mine = 1U << a | 1U << b;
	sight->least = 0.85F * m;
	sight->most = 1.15F * m;
	sight->cost =
		turn + fabsf(logf(first->side / second->side)) + 2 - first->value - second->value;
	return m > 16;
}

void sights_of_two(const struct corners *corners, struct sights *sights)
{
	struct sight sight;
	sights->count = 0;
	for (int a = 0; a < corners->count; a++)
		for (int b = 0; b < corners->count; b++)
			for (size_t pair = 0; a != b && pair < sizeof(pairs) / sizeof(pairs[0]);
				pair++)
				if (two_make(corners, a, b, pair, &sight))
					sight_add(sights, &sight);
}
