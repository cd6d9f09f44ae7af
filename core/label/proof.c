/*
 * What a label's raster is worth. The limits of the grades are those of ISO/IEC 15415:2011, 7.8; what is fixed in a
 * code, those of ISO/IEC 18004:2015.
 */
#include "core/label/draw.h"

#include "core/base/words.h"

#include <stdlib.h>

#define GRADE_MOST     4
#define APERTURE_TENTH 8 /* of a module: its diameter */
#define FINDER         8 /* modules of a finder pattern and its separator */
#define TIMING         6 /* row and column of the timing patterns */

static const struct {
	const char *title;
	const char *unit;
	bool less;              /* the less the better */
	int limits[GRADE_MOST]; /* of grade 4, 3, 2, 1 */
} grades[LABEL_GRADE_COUNT] = {
	[LABEL_GRADE_CONTRAST] = { N_("symbol contrast"), "%", false, { 70, 55, 40, 20 } },
	[LABEL_GRADE_MODULATION] = { N_("modulation"), "%", false, { 50, 40, 30, 20 } },
	[LABEL_GRADE_MARGIN] = { N_("reflectance margin"), "%", false, { 50, 40, 30, 20 } },
	[LABEL_GRADE_PATTERNS] = { N_("fixed pattern damage"), "", true, { 0, 1, 2, 3 } },
	[LABEL_GRADE_QUIET] = { N_("dark in the quiet zone"), "", true, { 0, 0, 0, 0 } },
	[LABEL_GRADE_AXIAL] = { N_("axial non-uniformity"), "‰", true, { 60, 80, 100, 120 } },
	[LABEL_GRADE_CORRECTION] = { N_("unused error correction"), "%", false,
		{ 62, 50, 37, 25 } },
};

const char *label_grade_title(enum label_grade grade)
{
	return grades[grade].title;
}

const char *label_grade_unit(enum label_grade grade)
{
	return grades[grade].unit;
}

static int grade_of(enum label_grade which, int value)
{
	for (int i = 0; i < GRADE_MOST; i++)
		if (grades[which].less ? value <= grades[which].limits[i]
				       : value >= grades[which].limits[i])
			return GRADE_MOST - i;
	return 0;
}

/* Mean reflectance, in 1/1000, of the aperture at the middle of module x, y (which may lie outside of the code). */
static int reflectance(const struct drawing *drawing, const struct raster *raster, int x, int y)
{
	int dots = drawing->dots, sum = 0, count = 0;
	int left = drawing->left + x * dots, top = drawing->top + y * dots;
	/* In half dots from the middle, so that a whole dot's middle is a whole number. */
	int radius = dots * APERTURE_TENTH / 10;
	for (int j = 0; j < dots; j++) {
		for (int i = 0; i < dots; i++) {
			int dx = 2 * i + 1 - dots, dy = 2 * j + 1 - dots;
			int column = left + i, row = top + j;
			if (dx * dx + dy * dy > radius * radius || column < 0 || row < 0 ||
				column >= raster->width || row >= raster->height)
				continue;
			sum += raster->gray[(size_t)row * (size_t)raster->width + (size_t)column];
			count++;
		}
	}
	return count ? sum * 1000 / (255 * count) : 1000;
}

static bool is_fixed(int side, int x, int y)
{
	bool left = x < FINDER, right = x >= side - FINDER;
	bool upper = y < FINDER, lower = y >= side - FINDER;
	return (left && upper) || (right && upper) || (left && lower) || x == TIMING || y == TIMING;
}

/* What was seen of all modules. */
struct look {
	int least;
	int most;
	int worst_margin; /* of a module from the threshold towards its own colour, 1/1000 */
	int wrong;
	int wrong_fixed;
	int quiet_dark;
};

static struct look look_at(const struct drawing *drawing, const struct raster *raster)
{
	int side = drawing->code->width;
	struct look look = { .least = 1000, .worst_margin = 1000 };
	for (int y = -LABEL_QUIET; y < side + LABEL_QUIET; y++) {
		for (int x = -LABEL_QUIET; x < side + LABEL_QUIET; x++) {
			int is = reflectance(drawing, raster, x, y);
			look.least = is < look.least ? is : look.least;
			look.most = is > look.most ? is : look.most;
		}
	}
	int threshold = (look.least + look.most) / 2;
	for (int y = -LABEL_QUIET; y < side + LABEL_QUIET; y++) {
		for (int x = -LABEL_QUIET; x < side + LABEL_QUIET; x++) {
			bool inside = x >= 0 && y >= 0 && x < side && y < side;
			int is = reflectance(drawing, raster, x, y);
			bool dark = inside && qr_dark(drawing->code, x, y);
			int margin = dark ? threshold - is : is - threshold;
			if (!inside) {
				look.quiet_dark += margin <= 0;
				continue;
			}
			look.worst_margin = margin < look.worst_margin ? margin : look.worst_margin;
			look.wrong += margin <= 0;
			look.wrong_fixed += margin <= 0 && is_fixed(side, x, y);
		}
	}
	return look;
}

/* The outer edges of the code in the raster, from its middle row and column outwards in the quiet zone. */
static int extent(const struct drawing *drawing, const struct raster *raster, bool across)
{
	int length = across ? raster->width : raster->height;
	int first = length, last = -1;
	int side = drawing->code->width * drawing->dots;
	int from = (across ? drawing->left : drawing->top) - LABEL_QUIET * drawing->dots;
	for (int i = from < 0 ? 0 : from;
		i < length && i < from + side + 2 * LABEL_QUIET * drawing->dots; i++) {
		for (int j = 0; j < side; j++) {
			int x = across ? i : drawing->left + j, y = across ? drawing->top + j : i;
			if (raster->gray[(size_t)y * (size_t)raster->width + (size_t)x] >= 128)
				continue;
			first = i < first ? i : first;
			last = i;
			break;
		}
	}
	return last - first + 1;
}

static void grades_set(
	const struct drawing *drawing, const struct raster *raster, struct label_proof *proof)
{
	struct look look = look_at(drawing, raster);
	int contrast = look.most - look.least;
	int across = extent(drawing, raster, true), down = extent(drawing, raster, false);
	int *value = proof->value;
	int margin = contrast ? 2 * look.worst_margin * 100 / contrast : -100;
	value[LABEL_GRADE_CONTRAST] = contrast / 10;
	value[LABEL_GRADE_MODULATION] = abs(margin);
	value[LABEL_GRADE_MARGIN] = margin;
	value[LABEL_GRADE_PATTERNS] = look.wrong_fixed;
	value[LABEL_GRADE_QUIET] = look.quiet_dark;
	value[LABEL_GRADE_AXIAL] = abs(across - down) * 2000 / (across + down);
	value[LABEL_GRADE_CORRECTION] = look.wrong == 0 ? 100 : 0;
	proof->overall = proof->size.module_um >= LABEL_MODULE_UM ? GRADE_MOST : 0;
	for (int i = 0; i < LABEL_GRADE_COUNT; i++) {
		proof->grade[i] = grade_of((enum label_grade)i, value[i]);
		if (proof->grade[i] < proof->overall)
			proof->overall = proof->grade[i];
	}
}

int label_prove(const struct label *label, struct label_proof *proof, struct fault *fault)
{
	struct drawing drawing;
	struct raster raster = { 0 };
	int code = drawing_make(&drawing, label, 1, fault);
	if (code == 0)
		code = raster_make(&drawing, &raster, fault);
	if (code == 0) {
		proof->dots = drawing.dots;
		drawing_size(&drawing, &proof->size);
		grades_set(&drawing, &raster, proof);
	}
	raster_free(&raster);
	drawing_free(&drawing);
	return code;
}
