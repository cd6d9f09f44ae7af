/*
 * corners.h - corner squares with their corners, and which of them may be of one code. Inside core/scan only.
 */
#ifndef PIGTRACE_SCAN_CORNERS_H
#define PIGTRACE_SCAN_CORNERS_H

#include "core/scan/lattice.h"

#define CORNERS_MOST 14
#define SIGHTS_MOST  16

struct corner {
	struct quad quad; /* from some corner clockwise */
	struct point middle;
	float side; /* px */
	float value;
};

struct corners {
	struct corner at[CORNERS_MOST]; /* the best first */
	int count;
};

/* What is known of a code before its size is. */
struct sight {
	unsigned mine;  /* a bit for each corner that belongs to it */
	unsigned known; /* a bit for each block that is seen */
	struct quad quads[BLOCK_COUNT];
	float least, most; /* modules a side */
	float cost;
};

struct sights {
	struct sight at[SIGHTS_MOST]; /* the likeliest first */
	int count;
};

void corners_find(const struct even *even, struct corners *corners);

/* Three corners that may be of one code, as its upper left, upper right and lower left. */
void sights_of_three(const struct corners *corners, struct sights *sights);
/* Two, with the third not seen. */
void sights_of_two(const struct corners *corners, struct sights *sights);

#endif
