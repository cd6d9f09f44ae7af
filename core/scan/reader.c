#include "core/scan/reader.h"

#include "core/scan/corners.h"
#include "core/scan/equal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FLAT_LEAST  1.5F
#define FLAT_MOST   12.0F
#define TRIES_MOST  3 /* sizes of one sight */
#define TIMING_GOOD 0.25F
#define TIMING_PAIR 0.35F /* where only one side is seen */
#define VALUE_GOOD  0.50F
#define FITTED_GOOD 0.64F
#define FIT_SURE    0.85F
#define COST_MOST   1.7F
#define COST_PAIR   1.0F

int64_t reader_now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct size {
	int version;
	float timing;
};

static void lattice_of(struct lattice *lattice, int version, const struct sight *sight)
{
	lattice_start(lattice, version);
	for (int block = BLOCK_COUNT - 1; block >= 0; block--)
		if (sight->known >> block & 1)
			lattice_block(lattice, block, &sight->quads[block]);
}

/* The sizes whose timing pattern is found between the corners, the clearest first. */
static void sizes_find(const struct sight *sight, const struct even *even, struct lattice *lattice,
	struct size sizes[static TRIES_MOST], int *count)
{
	float least = sight->known == 7 ? TIMING_GOOD : TIMING_PAIR;
	*count = 0;
	for (int version = 1; version <= MATRIX_VERSION_MOST; version++) {
		float side = (float)MATRIX_SIDE(version);
		if (side < sight->least || side > sight->most)
			continue;
		lattice_of(lattice, version, sight);
		struct size size = { version, lattice_timing(lattice, even, sight->known) };
		int i = *count;
		if (size.timing < least || (i == TRIES_MOST && sizes[i - 1].timing >= size.timing))
			continue;
		if (i < TRIES_MOST)
			++*count;
		else
			i--;
		for (; i > 0 && sizes[i - 1].timing < size.timing; i--)
			sizes[i] = sizes[i - 1];
		sizes[i] = size;
	}
}

/*
 * Where nine modules or more are of one colour, ink has run or paper is torn: in a code that is masked as it
 * should be they hardly ever are. What is there is doubtful, however dark or light.
 */
static void doubt_blots(int side, float *dark)
{
	uint8_t blots[MATRIX_SIDE_MOST * MATRIX_SIDE_MOST] = { 0 };
	for (int v = 0; v + 3 <= side; v++)
		for (int u = 0; u + 3 <= side; u++) {
			int sum = 0;
			for (int k = 0; k < 9; k++)
				sum += dark[(v + k / 3) * side + u + k % 3] > 0;
			for (int k = 0; k < 9 && (sum == 0 || sum == 9); k++)
				blots[(v + k / 3) * side + u + k % 3]++;
		}
	for (int i = 0; i < side * side; i++)
		dark[i] /= (float)(1 + blots[i]);
}

/* The last resort for a lattice that fits but does not read. */
#define REFITS 3

/* Read what a lattice shows; where that fails, undo the blur, move the lattice to where what was read so would
 * be seen best, and look again. */
static bool lattice_read(
	struct lattice *lattice, const struct even *even, int refits, char *text, size_t *text_len)
{
	float sampled[MATRIX_SIDE_MOST * MATRIX_SIDE_MOST],
		dark[MATRIX_SIDE_MOST * MATRIX_SIDE_MOST];
	float seen[MATRIX_SIDE_MOST * MATRIX_SIDE_MOST];
	size_t size = sizeof(float) * (size_t)(lattice->side * lattice->side);
	lattice_sample(lattice, even, sampled);
	memcpy(dark, sampled, size);
	doubt_blots(lattice->side, dark);
	if (matrix_read(lattice->version, dark, text, text_len))
		return true;
	for (; refits > 0; refits--) {
		memcpy(dark, sampled, size);
		if (!equal_modules(lattice->version, lattice->fixed, dark))
			return false;
		bool ready = equal_seen(lattice->version, lattice->fixed, sampled, dark, seen);
		doubt_blots(lattice->side, dark);
		if (matrix_read(lattice->version, dark, text, text_len))
			return true;
		if (refits == 1 || !ready)
			return false;
		(void)lattice_refit(lattice, even, seen);
		lattice_sample(lattice, even, sampled);
	}
	return false;
}

static bool sight_read(const struct sight *sight, const struct even *even, int64_t until_ms,
	float *best, char text[static MATRIX_TEXT_MOST], size_t *text_len)
{
	struct lattice lattice;
	struct size sizes[TRIES_MOST];
	int count;
	sizes_find(sight, even, &lattice, sizes, &count);
	for (int guess = 0; guess < LATTICE_GUESSES; guess++)
		for (int i = 0; i < count && reader_now_ms() < until_ms; i++) {
			lattice_of(&lattice, sizes[i].version, sight);
			if (!lattice_guess(&lattice, even, sight->known, guess))
				continue;
			float value = lattice_value(&lattice, even);
			if (value < VALUE_GOOD)
				continue;
			if (lattice_read(&lattice, even, 0, text, text_len))
				return true;
			value = lattice_fit(&lattice, even, sight->known);
			if (value < FITTED_GOOD)
				continue;
			if (lattice_read(&lattice, even, REFITS, text, text_len))
				return true;
			*best = fmaxf(*best, value);
		}
	return false;
}

/* The box that a code may fill, with light evened out at its own scale. */
static bool even_around(const struct reader *reader, const struct sight *sight, struct even *even)
{
	float left = INFINITY, right = 0, top = INFINITY, bottom = 0, module = 0;
	int count = 0;
	for (int block = 0; block < BLOCK_COUNT; block++) {
		if (!(sight->known >> block & 1))
			continue;
		for (int k = 0; k < 4; k++) {
			struct point at = sight->quads[block].at[k / 2][k % 2];
			left = fminf(left, at.x);
			right = fmaxf(right, at.x);
			top = fminf(top, at.y);
			bottom = fmaxf(bottom, at.y);
		}
		const struct quad *quad = &sight->quads[block];
		module += hypotf(quad->at[0][0].x - quad->at[1][1].x,
				  quad->at[0][0].y - quad->at[1][1].y) /
		          9.9F;
		count++;
	}
	module /= (float)count;
	float more = sight->known == 7 ? 0.3F : 1.1F,
	      room = fmaxf(right - left, bottom - top) * more + 6 * module;
	struct even_manner manner = { (int)(6 * module) + 2, reader->sign, FLAT_LEAST };
	return even_make(reader->picture, (int)(left - room), (int)(top - room),
		(int)(right + room), (int)(bottom + room), manner, even);
}

/* How many sights were read, or negative when no more are wanted. */
static int sights_read(const struct reader *reader, const struct sights *sights, unsigned *used)
{
	char text[MATRIX_TEXT_MOST];
	int found = 0;
	for (int i = 0; i < sights->count && reader_now_ms() < reader->until_ms; i++) {
		const struct sight *sight = &sights->at[i];
		if (sight->cost > (sight->known == 7 ? COST_MOST : COST_PAIR))
			break;
		struct even even;
		size_t text_len;
		if (*used & sight->mine || !even_around(reader, sight, &even))
			continue;
		float best = 0;
		bool good = sight_read(sight, &even, reader->until_ms, &best, text, &text_len);
		even_free(&even);
		if (best > FIT_SURE && sight->known == 7) /* it is a code, and not to be read */
			*used |= sight->mine;
		if (!good)
			continue;
		*used |= sight->mine;
		found++;
		if (!reader->found(reader->with, (struct span){ text, text_len }))
			break;
	}
	return found;
}

int reader_run(const struct reader *reader)
{
	struct even even;
	struct corners corners;
	struct sights sights;
	unsigned used = 0;
	int width = (int)reader->picture->width, height = (int)reader->picture->height;
	float noise = 4 * even_noise(reader->picture);
	struct even_manner manner = { (width < height ? width : height) / 20 + 2, reader->sign,
		noise < FLAT_LEAST  ? FLAT_LEAST
		: noise > FLAT_MOST ? FLAT_MOST
				    : noise };
	if (!even_make(reader->picture, 0, 0, width, height, manner, &even))
		return 0;
	corners_find(&even, &corners);
	even_free(&even);
	if (reader->pairs)
		sights_of_two(&corners, &sights);
	else
		sights_of_three(&corners, &sights);
	return sights_read(reader, &sights, &used);
}
