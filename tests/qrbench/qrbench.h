/*
 * qrbench.h - photographs of labels that nobody took: one table of what goes wrong in the field, and a
 * camera that shows a label so.
 *
 * Model   A label (its QR code and the words under it) lies flat or around a cylinder in front of a pinhole
 *         camera; every pixel is a ray traced to the label's ink, four to a pixel. Then come the light, the
 *         lens, the sensor and the file, in that order.
 * Repeat  A picture is a function of (seed, kind, level, number): integers and IEEE arithmetic. Kinds and
 *         levels do not move one another's dice.
 */
#ifndef PIGTRACE_TESTS_QRBENCH_QRBENCH_H
#define PIGTRACE_TESTS_QRBENCH_QRBENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QRBENCH_WIDTH     640
#define QRBENCH_HEIGHT    480
#define QRBENCH_LEVELS    5 /* of severity in each kind, 0 the mildest */
#define QRBENCH_TEXT_MOST 256

/* What is done to one picture. Lengths in modules of the code unless they say px; angles in degrees. */
struct qrbench_harm {
	double module_px; /* width of a module in the middle of the picture */
	double roll, lean;
	double bend;     /* half of the angle the code takes of the cylinder; 0: flat */
	double focus;    /* radius of the disc that a point is smeared to */
	double motion;   /* length that a point moves */
	double noise;    /* standard deviation, of 255 */
	double contrast; /* of 1, between ink and paper */
	double slope;    /* of 1: how much darker the light is at one side */
	double shadow;   /* of 1: how much darker it is behind an edge */
	double damage;   /* of 1: the share of the code that is scratched or stained */
	double finder;   /* of 1: the share of one corner square that is gone */
	double glare;    /* radius of a reflection */
	double quality;  /* of the JPEG; 0: none */
	double quiet;    /* margin around the code */
	double invert;   /* 1: light on dark */
};

/* One kind of harm: the mildest and the hardest; between them lie the levels. */
struct qrbench_kind {
	const char *name;
	struct qrbench_harm least, most;
};

extern const struct qrbench_kind qrbench_kinds[];
extern const size_t qrbench_kind_count;

struct qrbench_shot {
	unsigned width, height;
	uint8_t *gray; /* free() */
	char text[QRBENCH_TEXT_MOST];
};

/* False: no memory. */
bool qrbench_shoot(
	uint64_t seed, size_t kind, int level, unsigned number, struct qrbench_shot *shot);
/* The same at another size: a clean frame of a camera, or a telephone's picture. `scale` enlarges all. */
bool qrbench_shoot_sized(uint64_t seed, size_t kind, int level, unsigned number, double scale,
	unsigned width, unsigned height, struct qrbench_shot *shot);

#endif
