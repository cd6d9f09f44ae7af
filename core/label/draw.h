/*
 * draw.h - a label worked out, and the functions that write it in one format. Inside core/label only.
 */
#ifndef PIGTRACE_LABEL_DRAW_H
#define PIGTRACE_LABEL_DRAW_H

#include "core/label/bars.h"
#include "core/label/qr.h"
#include "core/label/type.h"

/* All in dots. The code stands whole modules from the label's edges, so nothing is ever resampled. */
struct drawing {
	struct span uri;
	int dpi;
	int dots; /* per module */
	int width;
	int height;
	int left; /* of the code's first module; its quiet zone lies outside */
	int top;
	int words_left;
	int words_top;
	int words_width;
	bool beside; /* the words stand beside the code, flush left; else centred under it */
	int percent; /* of the usual size of words */
	int copies;
	QRcode *code;
	struct type type;
	/* A case's bars; 0 dots wide: there are none. */
	struct bars bars;
	int bar_dots;
	int bars_left; /* of the first bar; the quiet zone lies outside */
	int bars_top;
	int bars_height;
	int digits_top; /* of the readable number below them */
	struct type digits;
};

/* Whether a URI and words are such as a label may bear. */
int label_check(const struct label *label, struct fault *fault) MUST_CHECK;

/* Work a label out. unit: dots of the words' fonts per dot of the label (1, or less in a PDF). */
int drawing_make(struct drawing *drawing, const struct label *label, double unit,
	struct fault *fault) MUST_CHECK;
void drawing_free(struct drawing *drawing);

void drawing_size(const struct drawing *drawing, struct label_size *size);

/* The x of a row of words, and of the number below the bars. */
int drawing_row_left(const struct drawing *drawing, const struct type_row *row);
int drawing_digits_left(const struct drawing *drawing, const struct type_row *row);

/* Every dot of a label as gray, 0 (black) to 255. */
struct raster {
	uint8_t *gray; /* width * height */
	int width;
	int height;
};

int raster_make(
	const struct drawing *drawing, struct raster *raster, struct fault *fault) MUST_CHECK;
void raster_free(struct raster *raster);

/* ---- foot.c: where the bars stand ---- */
/* The dots they take of the label's height; 0 if it has none. A fault if it is too narrow. */
int foot_height(const struct label *label, struct drawing *drawing, int *height,
	struct fault *fault) MUST_CHECK;
/* Bars, code and words have no room on a label of this size. */
int foot_refuse(const struct label *label, const struct drawing *drawing, struct fault *fault);
/* Below what is laid out, which is made wider if it must be. */
int foot_lay(const struct label *label, struct drawing *drawing, int height, double unit,
	struct fault *fault) MUST_CHECK;

int draw_png(const struct drawing *drawing, struct buf *into, struct fault *fault) MUST_CHECK;
int draw_svg(const struct drawing *drawing, struct buf *into, struct fault *fault) MUST_CHECK;
int draw_zpl(const struct drawing *drawing, struct buf *into, struct fault *fault) MUST_CHECK;

#endif
