#include "core/scan/lattice.h"

#include "core/scan/solve.h"

#include <math.h>
#include <string.h>

#define BLOCK_SIDE    7
#define QUAD_HOPELESS 0.1F /* agreement below which no step is worth trying */
#define FIXED_WEIGHT  3.0F /* of a module whose colour is known, beside one of the data */

static struct point mix(struct point a, struct point b, float share)
{
	return (struct point){ a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share };
}

/* ---- one corner square ---- */

/* Dark and light of a square and the light line around it, each half of the sum; `fine` samples a module. */
static float square_value(const struct even *even, const struct quad *quad, int fine)
{
	float sums[2] = { 0 }, weights[2] = { 0 };
	for (int v = -fine; v < 8 * fine; v++) {
		float down = ((float)v + 0.5F) / (7 * (float)fine);
		struct point left = mix(quad->at[0][0], quad->at[1][0], down);
		struct point right = mix(quad->at[0][1], quad->at[1][1], down);
		for (int u = -fine; u < 8 * fine; u++) {
			int mu = (u + fine) / fine - 4, mv = (v + fine) / fine - 4;
			int a = mu < 0 ? -mu : mu, b = mv < 0 ? -mv : mv, ring = a > b ? a : b;
			bool light = ring == 2 || ring == 4;
			float weight = ring == 4 ? 0.5F : 1;
			float value = even_at(
				even, mix(left, right, ((float)u + 0.5F) / (7 * (float)fine)));
			value = value > 1 ? 1 : value < -1 ? -1 : value;
			sums[light] += weight * (light ? -value : value);
			weights[light] += weight;
		}
	}
	return (sums[0] / weights[0] + sums[1] / weights[1]) / 2;
}

static struct quad quad_of(struct point middle, struct point right, struct point down)
{
	struct quad quad;
	for (int j = 0; j < 2; j++)
		for (int i = 0; i < 2; i++) {
			float a = i ? 1 : -1, b = j ? 1 : -1;
			quad.at[j][i] = (struct point){ middle.x + a * right.x + b * down.x,
				middle.y + a * right.y + b * down.y };
		}
	return quad;
}

/* One coordinate up or down by a step, if that is better. */
static bool try_move(float *coordinate, float step, float *best, const struct even *even,
	const struct quad *quad)
{
	float was = *coordinate;
	for (int way = -1; way <= 1; way += 2) {
		*coordinate = was + (float)way * step;
		float value = square_value(even, quad, 2);
		if (value > *best) {
			*best = value;
			return true;
		}
	}
	*coordinate = was;
	return false;
}

#define QUAD_TURNS 8 /* of a right angle */

float quad_fit(
	const struct even *even, struct point middle, float wide, float tall, struct quad *quad)
{
	static const float lengths[] = { 1, 0.78F, 1.28F };
	float best = -2;
	for (int turn = 0; turn < QUAD_TURNS; turn++) {
		float angle = ((float)turn - QUAD_TURNS / 2) * 1.5708F / QUAD_TURNS;
		float c = cosf(angle), s = sinf(angle), side = fmaxf(fabsf(c), fabsf(s)) * 3.5F;
		for (int k = 0; k < 9; k++) {
			float w = side * wide * lengths[k / 3], t = side * tall * lengths[k % 3];
			struct quad each = quad_of(middle, (struct point){ c * w, s * w },
				(struct point){ -s * t, c * t });
			float value = square_value(even, &each, 1);
			if (value > best) {
				best = value;
				*quad = each;
			}
		}
	}
	if (best < QUAD_HOPELESS)
		return best;
	best = square_value(even, quad, 2);
	float module = (wide + tall) / 2;
	for (float step = 0.6F * module; step > 0.07F * module; step /= 1.8F)
		for (int round = 0; round < 3; round++) {
			bool any = false;
			for (int k = 0; k < 4; k++) {
				struct point *at = &quad->at[k / 2][k % 2];
				any |= try_move(&at->x, step, &best, even, quad);
				any |= try_move(&at->y, step, &best, even, quad);
			}
			if (!any)
				break;
		}
	return best;
}

/* ---- the lattice ---- */

void lattice_start(struct lattice *lattice, int version)
{
	int side = MATRIX_SIDE(version);
	const float at[4] = { 0, BLOCK_SIDE, (float)(side - BLOCK_SIDE), (float)side };
	lattice->version = version;
	lattice->want = NULL;
	lattice->side = side;
	matrix_fixed(version, lattice->fixed);
	for (int m = 0; m < side; m++)
		for (int k = 0; k < 4; k++) {
			float share = 1;
			for (int other = 0; other < 4; other++)
				if (other != k)
					share *=
						((float)m + 0.5F - at[other]) / (at[k] - at[other]);
			lattice->along[m][k] = share;
		}
}

static struct point *corner(struct lattice *lattice, int block, int j, int i)
{
	return &lattice->knots[block / 2 * 2 + j][block % 2 * 2 + i];
}

void lattice_block(struct lattice *lattice, int block, const struct quad *quad)
{
	for (int j = 0; j < 2; j++)
		for (int i = 0; i < 2; i++)
			*corner(lattice, block, j, i) = quad->at[j][i];
	lattice->module =
		hypotf(quad->at[0][1].x - quad->at[0][0].x, quad->at[0][1].y - quad->at[0][0].y);
	lattice->module +=
		hypotf(quad->at[1][0].x - quad->at[0][0].x, quad->at[1][0].y - quad->at[0][0].y);
	lattice->module /= 2 * BLOCK_SIDE;
}

static struct point place(const struct lattice *lattice, int u, int v)
{
	const float *a = lattice->along[u], *d = lattice->along[v];
	struct point sum = { 0, 0 };
	for (int j = 0; j < 4; j++)
		for (int i = 0; i < 4; i++) {
			sum.x += d[j] * a[i] * lattice->knots[j][i].x;
			sum.y += d[j] * a[i] * lattice->knots[j][i].y;
		}
	return sum;
}

/* The four knots along one row of modules. */
static void row_knots(const struct lattice *lattice, int v, struct point row[static 4])
{
	const float *d = lattice->along[v];
	for (int i = 0; i < 4; i++) {
		row[i] = (struct point){ 0, 0 };
		for (int j = 0; j < 4; j++) {
			row[i].x += d[j] * lattice->knots[j][i].x;
			row[i].y += d[j] * lattice->knots[j][i].y;
		}
	}
}

static struct point in_row(const struct point row[static 4], const float along[static 4])
{
	return (struct point){ row[0].x * along[0] + row[1].x * along[1] + row[2].x * along[2] +
				       row[3].x * along[3],
		row[0].y * along[0] + row[1].y * along[1] + row[2].y * along[2] +
			row[3].y * along[3] };
}

void lattice_sample(const struct lattice *lattice, const struct even *even, float *dark)
{
	for (int v = 0; v < lattice->side; v++) {
		struct point row[4];
		row_knots(lattice, v, row);
		for (int u = 0; u < lattice->side; u++)
			dark[v * lattice->side + u] = even_at(even, in_row(row, lattice->along[u]));
	}
}

static float clipped(float value)
{
	return value > 1 ? 1 : value < -1 ? -1 : value;
}

/* Agreement with what every module should look like. */
static float wanted_value(const struct lattice *lattice, const struct even *even)
{
	float sum = 0, weight = 0;
	for (int v = 0; v < lattice->side; v++) {
		struct point row[4];
		const float *want = lattice->want + v * lattice->side;
		row_knots(lattice, v, row);
		for (int u = 0; u < lattice->side; u++) {
			sum += want[u] * clipped(even_at(even, in_row(row, lattice->along[u])));
			weight += fabsf(want[u]);
		}
	}
	return weight > 0 ? sum / weight : 0;
}

/* Agreement of what is known, and clearness of every second other module. */
float lattice_value(const struct lattice *lattice, const struct even *even)
{
	float sum = 0, weight = 0;
	if (lattice->want)
		return wanted_value(lattice, even);
	for (int v = 0; v < lattice->side; v++) {
		struct point row[4];
		const int8_t *fixed = lattice->fixed + v * lattice->side;
		row_knots(lattice, v, row);
		for (int u = 0; u < lattice->side; u++) {
			int known = fixed[u];
			if ((known == 0 && (u + v) % 2) || known == MATRIX_FORMAT)
				continue;
			float value = clipped(even_at(even, in_row(row, lattice->along[u])));
			float each = known ? FIXED_WEIGHT : 1;
			sum += each * (known ? value * (float)known : fabsf(value));
			weight += each;
		}
	}
	return sum / weight;
}

/* ---- the block that is not seen ---- */

/* The plane that the known corners lie in, as a homography of module coordinates; false if too few. */
static bool plane_find(const struct lattice *lattice, unsigned known, double h[static 8])
{
	struct solve solve = { .count = 8 };
	const double at[4] = { 0, BLOCK_SIDE, lattice->side - BLOCK_SIDE, lattice->side };
	for (int j = 0; j < 4; j++)
		for (int i = 0; i < 4; i++) {
			if (!(known >> (j / 2 * 2 + i / 2) & 1))
				continue;
			/* Scaled so that the equations are of one size. */
			double u = at[i] / lattice->side, v = at[j] / lattice->side;
			double x = (double)(lattice->knots[j][i].x - lattice->knots[0][0].x) / 100;
			double y = (double)(lattice->knots[j][i].y - lattice->knots[0][0].y) / 100;
			solve_add(&solve, (double[]){ u, v, 1, 0, 0, 0, -u * x, -v * x }, x);
			solve_add(&solve, (double[]){ 0, 0, 0, u, v, 1, -u * y, -v * y }, y);
		}
	return solve_done(&solve, h);
}

static bool plane_quad(const struct lattice *lattice, unsigned known, int block, struct quad *quad)
{
	double h[8];
	const double at[4] = { 0, BLOCK_SIDE, lattice->side - BLOCK_SIDE, lattice->side };
	if (!plane_find(lattice, known, h))
		return false;
	for (int j = 0; j < 2; j++)
		for (int i = 0; i < 2; i++) {
			double u = at[block % 2 * 2 + i] / lattice->side;
			double v = at[block / 2 * 2 + j] / lattice->side;
			double w = h[6] * u + h[7] * v + 1;
			if (fabs(w) < 0.05)
				return false;
			quad->at[j][i].x = lattice->knots[0][0].x +
			                   (float)(100 * (h[0] * u + h[1] * v + h[2]) / w);
			quad->at[j][i].y = lattice->knots[0][0].y +
			                   (float)(100 * (h[3] * u + h[4] * v + h[5]) / w);
		}
	return true;
}

/* The fourth corner of parallelograms over the other three blocks, corner by corner. */
static void bent_quad(const struct lattice *lattice, int block, struct quad *quad)
{
	int row = block / 2 * 2, column = block % 2 * 2, other_row = 2 - row,
	    other_column = 2 - column;
	for (int j = 0; j < 2; j++)
		for (int i = 0; i < 2; i++) {
			/* Across by the nearer knot of the other blocks. */
			int near_row = other_row ? 2 : 1, near_column = other_column ? 2 : 1;
			struct point a = lattice->knots[row + j][near_column];
			struct point b = lattice->knots[near_row][column + i];
			struct point c = lattice->knots[near_row][near_column];
			quad->at[j][i] = (struct point){ a.x + b.x - c.x, a.y + b.y - c.y };
		}
}

/* Something for the blocks that are not seen, so that the lines between those that are can be followed. */
static void blocks_rough(struct lattice *lattice, unsigned known)
{
	for (int block = 0; block < BLOCK_COUNT; block++) {
		struct quad quad;
		if (known >> block & 1)
			continue;
		float module = lattice->module;
		if (__builtin_popcount(known) >= 3) {
			bent_quad(lattice, block, &quad);
		} else {
			/* On from the one above, or the one to the left, as its sides go. */
			bool down = block >= 2 && known >> (block - 2) & 1;
			int from = down ? block - 2 : block - block % 2;
			struct point corners[4];
			for (int k = 0; k < 4; k++)
				corners[k] = *corner(lattice, from, k / 2, k % 2);
			float on = (float)(lattice->side - BLOCK_SIDE) / BLOCK_SIDE;
			struct point by = down ? (struct point){ corners[2].x - corners[0].x,
				corners[2].y - corners[0].y }
			                       : (struct point){ corners[1].x - corners[0].x,
							 corners[1].y - corners[0].y };
			for (int k = 0; k < 4; k++)
				quad.at[k / 2][k % 2] = (struct point){ corners[k].x + on * by.x,
					corners[k].y + on * by.y };
		}
		lattice_block(lattice, block, &quad);
		lattice->module = module;
		known |= 1U << block;
	}
}

float lattice_timing(struct lattice *lattice, const struct even *even, unsigned known)
{
	float sum = 0;
	int count = 0;
	blocks_rough(lattice, known);
	for (int i = 8; i < lattice->side - 8; i++) {
		float sign = i % 2 ? -1 : 1;
		if ((known & 3) == 3) {
			sum += sign * clipped(even_at(even, place(lattice, i, 6)));
			count++;
		}
		if ((known & 5) == 5) {
			sum += sign * clipped(even_at(even, place(lattice, 6, i)));
			count++;
		}
	}
	return count ? sum / (float)count : 0;
}

/* How well the fixed modules in and about one block agree when it is moved by (x, y). */
static float block_value(const struct lattice *lattice, const struct even *even, int block,
	const struct quad *quad, float x, float y)
{
	int from_u = block % 2 ? lattice->side - BLOCK_SIDE : 0;
	int from_v = block / 2 ? lattice->side - BLOCK_SIDE : 0;
	float sums[2] = { 0 };
	int counts[2] = { 0 };
	for (int v = -2; v < 9; v++)
		for (int u = -2; u < 9; u++) {
			int mu = from_u + u, mv = from_v + v;
			if (mu < 0 || mv < 0 || mu >= lattice->side || mv >= lattice->side)
				continue;
			int known = lattice->fixed[mv * lattice->side + mu];
			if (known != 1 && known != -1)
				continue;
			float across = ((float)u + 0.5F) / 7, down = ((float)v + 0.5F) / 7;
			struct point at = mix(mix(quad->at[0][0], quad->at[1][0], down),
				mix(quad->at[0][1], quad->at[1][1], down), across);
			at.x += x;
			at.y += y;
			sums[known > 0] += clipped(even_at(even, at)) * (float)known;
			counts[known > 0]++;
		}
	return counts[0] && counts[1]
	               ? (sums[0] / (float)counts[0] + sums[1] / (float)counts[1]) / 2
	               : 0;
}

#define GUESS_REACH 5      /* modules that a guess may be off */
#define GUESS_STEP  0.5F   /* modules */
#define GUESS_FAR   0.012F /* agreement that a module farther must bring */

#define GUESS_APART 0.9F /* modules between two places */

struct place {
	struct quad quad;
	float value;
};

struct places {
	struct place at[LATTICE_GUESSES];
	int count;
};

static void place_add(struct places *places, const struct place *place, float module)
{
	int i = 0;
	for (; i < places->count; i++) {
		struct point old = places->at[i].quad.at[0][0], new = place->quad.at[0][0];
		if (hypotf(old.x - new.x, old.y - new.y) < GUESS_APART * module)
			break;
	}
	if (i < places->count && places->at[i].value >= place->value)
		return;
	if (i == places->count && i == LATTICE_GUESSES && places->at[--i].value >= place->value)
		return;
	if (i == places->count)
		places->count++;
	for (; i > 0 && places->at[i - 1].value < place->value; i--)
		places->at[i] = places->at[i - 1];
	places->at[i] = *place;
}

static void block_search(const struct lattice *lattice, const struct even *even, int block,
	const struct quad *quad, struct places *places)
{
	float m = lattice->module;
	int most = (int)(GUESS_REACH / GUESS_STEP);
	for (int j = -most; j <= most; j++)
		for (int i = -most; i <= most; i++) {
			float x = (float)i * GUESS_STEP * m, y = (float)j * GUESS_STEP * m;
			struct place place = { *quad,
				block_value(lattice, even, block, quad, x, y) -
					GUESS_FAR * GUESS_STEP * hypotf((float)i, (float)j) };
			for (int k = 0; k < 4; k++) {
				place.quad.at[k / 2][k % 2].x += x;
				place.quad.at[k / 2][k % 2].y += y;
			}
			place_add(places, &place, m);
		}
}

bool lattice_guess(struct lattice *lattice, const struct even *even, unsigned known, int guess)
{
	for (int block = 0; block < BLOCK_COUNT; block++) {
		struct quad quad;
		struct places places = { .count = 0 };
		float module = lattice->module;
		if (known >> block & 1)
			continue;
		if (plane_quad(lattice, known, block, &quad))
			block_search(lattice, even, block, &quad, &places);
		if (__builtin_popcount(known) == 3) {
			bent_quad(lattice, block, &quad);
			block_search(lattice, even, block, &quad, &places);
		}
		int which = block == BLOCK_BOTTOM_RIGHT ? guess : 0;
		if (which >= places.count)
			return false;
		lattice_block(lattice, block, &places.at[which].quad);
		lattice->module = module;
		known |= 1U << block;
	}
	return true;
}

/* ---- the fit ---- */

static bool block_move(
	struct lattice *lattice, const struct even *even, int block, float x, float y, float *best)
{
	for (int k = 0; k < 4; k++) {
		corner(lattice, block, k / 2, k % 2)->x += x;
		corner(lattice, block, k / 2, k % 2)->y += y;
	}
	float value = lattice_value(lattice, even);
	if (value > *best) {
		*best = value;
		return true;
	}
	for (int k = 0; k < 4; k++) {
		corner(lattice, block, k / 2, k % 2)->x -= x;
		corner(lattice, block, k / 2, k % 2)->y -= y;
	}
	return false;
}

static bool knot_move(struct lattice *lattice, const struct even *even, float *coordinate,
	float step, float *best)
{
	float was = *coordinate;
	for (int way = -1; way <= 1; way += 2) {
		*coordinate = was + (float)way * step;
		float value = lattice_value(lattice, even);
		if (value > *best) {
			*best = value;
			return true;
		}
	}
	*coordinate = was;
	return false;
}

#define FIT_FIRST 0.5F /* modules, of the first steps */
#define FIT_LAST  0.08F
#define FIT_DONE  0.004F /* a round that brings less is the last of its step */

float lattice_fit(struct lattice *lattice, const struct even *even, unsigned known)
{
	float best = lattice_value(lattice, even);
	for (float step = FIT_FIRST; step > FIT_LAST; step /= 2) {
		float by = step * lattice->module;
		for (int round = 0; round < 3; round++) {
			float before = best;
			for (int block = 0; block < BLOCK_COUNT; block++) {
				if (known >> block & 1 && step > 0.3F)
					continue;
				(void)(block_move(lattice, even, block, by, 0, &best) ||
					block_move(lattice, even, block, -by, 0, &best));
				(void)(block_move(lattice, even, block, 0, by, &best) ||
					block_move(lattice, even, block, 0, -by, &best));
			}
			for (int k = 0; k < 16; k++) {
				struct point *knot = &lattice->knots[k / 4][k % 4];
				if (known >> (k / 8 * 2 + k % 4 / 2) & 1 && step > 0.3F)
					continue;
				(void)knot_move(lattice, even, &knot->x, by, &best);
				(void)knot_move(lattice, even, &knot->y, by, &best);
			}
			if (best - before < FIT_DONE)
				break;
		}
	}
	return best;
}

float lattice_refit(struct lattice *lattice, const struct even *even, const float *want)
{
	lattice->want = want;
	float best = lattice_value(lattice, even);
	for (float step = 0.4F; step > FIT_LAST; step /= 2)
		for (int round = 0; round < 2; round++) {
			float before = best, by = step * lattice->module;
			for (int k = 0; k < 16; k++) {
				struct point *knot = &lattice->knots[k / 4][k % 4];
				(void)knot_move(lattice, even, &knot->x, by, &best);
				(void)knot_move(lattice, even, &knot->y, by, &best);
			}
			if (best - before < FIT_DONE)
				break;
		}
	lattice->want = NULL;
	return best;
}
