/*
 * draw.h - a label worked out, and the functions that write it in one format. Inside core/label only.
 */
#ifndef PIGTRACE_LABEL_DRAW_H
#define PIGTRACE_LABEL_DRAW_H

#include "core/label/qr.h"
#include "core/label/type.h"

/* Sides are whole modules, and the code stands on whole modules, so nothing is ever resampled. */
struct drawing {
	struct span uri;
	int dpi;
	int dots;   /* per module */
	int width;  /* modules */
	int height; /* modules */
	int left;   /* modules left of the code's first one, quiet zone included */
	QRcode *code;
	struct type type; /* begins under the quiet zone below the code */
};

/* The first row of dots of the words. */
int drawing_type_top(const struct drawing *drawing);

int draw_png(const struct drawing *drawing, struct buf *into, struct fault *fault) MUST_CHECK;
int draw_svg(const struct drawing *drawing, struct buf *into, struct fault *fault) MUST_CHECK;

#endif
