/*
 * type.h - the words of a label as rows of type, set by pango. Inside core/label only.
 */
#ifndef PIGTRACE_LABEL_TYPE_H
#define PIGTRACE_LABEL_TYPE_H

#include "core/label/label.h"

#include <pango/pangocairo.h>

/* Families by falling beauty; the last is whatever fontconfig calls sans-serif. */
#define TYPE_FAMILIES "Noto Sans CJK SC, Source Han Sans SC, WenQuanYi Micro Hei, sans-serif"
#define TYPE_LANGUAGE "zh-CN"

/* One row as it stands on the label; all in dots, y from the top of the first row. */
struct type_row {
	PangoLayout *layout;   /* a reference, so that line stays */
	PangoLayoutLine *line; /* owned by layout */
	struct span text;      /* points into layout; without spaces at its ends */
	int size;
	int baseline;
	int width;
};

struct type {
	PangoContext *context;
	struct type_row *rows;
	size_t row_count;
	size_t row_cap;
	int height;
	int width;    /* of the widest row */
	bool strange; /* there is a character that no font has */
};

/* How words are to be set. */
struct type_size {
	int dpi;
	int width;   /* dots to fit into */
	int percent; /* of their usual size */
	double unit; /* as in drawing_make */
	bool number; /* the last line may be set smaller to stay on one row */
};

/* Set the label's lines (valid UTF-8). type_free after any answer. */
int type_set(const struct label *label, const struct type_size *size, struct type *type,
	struct fault *fault) MUST_CHECK;
void type_free(struct type *type);

#endif
