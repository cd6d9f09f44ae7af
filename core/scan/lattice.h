/*
 * lattice.h - where each module of a code lies in the picture, flat or curved. Inside core/scan only.
 *
 * Model   The corners of the three corner squares, and of a fourth one that is not printed, are 16 knots:
 *         at 0, 7, side - 7 and side modules along and down. Between them a module's place is a cubic each
 *         way. That follows a label tilted before the camera and one around a bottle as well; what is left
 *         over on a half cylinder is a twentieth of a module.
 * Fit     Twelve knots are seen. The fourth block is guessed, then all of them are moved by ever smaller
 *         steps to where the fixed patterns agree best and the rest is clearest, dark or light.
 */
#ifndef PIGTRACE_SCAN_LATTICE_H
#define PIGTRACE_SCAN_LATTICE_H

#include "core/scan/even.h"
#include "core/scan/matrix.h"

enum { BLOCK_TOP_LEFT, BLOCK_TOP_RIGHT, BLOCK_BOTTOM_LEFT, BLOCK_BOTTOM_RIGHT, BLOCK_COUNT };

/* Four corners of a square: [row][column]. */
struct quad {
	struct point at[2][2];
};

struct lattice {
	int version, side;
	struct point knots[4][4];         /* [down][along] */
	float module;                     /* px, about */
	float along[MATRIX_SIDE_MOST][4]; /* a knot's share in the place of each module */
	const float *want;                /* while it is refitted */
	int8_t fixed[MATRIX_SIDE_MOST * MATRIX_SIDE_MOST];
};

/* Find the corners of a corner square about `middle` whose runs are of modules `wide` and `tall`; which corner
 * is which is not known. Returns how well it agrees, up to about 1. */
float quad_fit(
	const struct even *even, struct point middle, float wide, float tall, struct quad *quad);

void lattice_start(struct lattice *lattice, int version);
void lattice_block(struct lattice *lattice, int block, const struct quad *quad);

#define LATTICE_GUESSES 3

/* Place the blocks that `known` (a bit each) has not, by the `guess`-th likeliest place of the fourth one; false
 * if there is none. */
bool lattice_guess(struct lattice *lattice, const struct even *even, unsigned known, int guess);

/* How well the timing patterns between known blocks agree: -1..1. The others are put somewhere. */
float lattice_timing(struct lattice *lattice, const struct even *even, unsigned known);

/* How well the fixed patterns agree and how clear the rest is, up to about 1. */
float lattice_value(const struct lattice *lattice, const struct even *even);

/* Move the knots. Returns how well all agrees. */
float lattice_fit(struct lattice *lattice, const struct even *even, unsigned known);

/* The same against what every module should look like, want[side * side]; 0: not known. */
float lattice_refit(struct lattice *lattice, const struct even *even, const float *want);

/* Every module, side * side. */
void lattice_sample(const struct lattice *lattice, const struct even *even, float *dark);

#endif
