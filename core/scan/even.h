/*
 * even.h - a part of a picture with its light evened out: how dark each pixel is beside its neighbours.
 * Inside core/scan only.
 */
#ifndef PIGTRACE_SCAN_EVEN_H
#define PIGTRACE_SCAN_EVEN_H

#include "core/scan/picture.h"

struct point {
	float x, y; /* px; the middle of the first pixel is (0.5, 0.5) */
};

#define EVEN_ONE 48 /* one standard deviation of the neighbourhood; darker is positive */

struct even {
	int left, top, width, height;
	int8_t *at; /* free() */
};

/* How a picture is to be looked at. */
struct even_manner {
	int reach;  /* windows are 2 * reach + 1 pixels */
	int sign;   /* -1: light ink on dark */
	float flat; /* gray levels: a smaller deviation is the sensor's, not ink */
};

/* Deviation of neighbours where nothing is printed, in gray levels. */
float even_noise(const struct picture *picture);

/* The box [left, right) x [top, bottom), cut to the picture. False: no memory, or nothing of the box is in
 * the picture. */
bool even_make(const struct picture *picture, int left, int top, int right, int bottom,
	struct even_manner manner, struct even *even);
void even_free(struct even *even);

/* 1 for one deviation darker, linear between pixels; 0 outside. */
static inline float even_at(const struct even *even, struct point point)
{
	float x = point.x - 0.5F - (float)even->left, y = point.y - 0.5F - (float)even->top;
	if (!(x >= 0 && y >= 0 && x < (float)(even->width - 1) && y < (float)(even->height - 1)))
		return 0;
	int ix = (int)x, iy = (int)y;
	float fx = x - (float)ix, fy = y - (float)iy;
	const int8_t *at = even->at + (size_t)iy * (size_t)even->width + (size_t)ix;
	const int8_t *below = at + even->width;
	float up = (float)at[0] + fx * (float)(at[1] - at[0]);
	float down = (float)below[0] + fx * (float)(below[1] - below[0]);
	return (up + fy * (down - up)) * (1.0F / EVEN_ONE);
}

#endif
