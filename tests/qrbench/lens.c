#include "tests/qrbench/lens.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#define TURN       6.28318530717959
#define GLARE_PEAK 420.0
#define PENUMBRA   6.0 /* px that the edge of a shadow is soft */
#define REFLECTED  0.9

static float *at(const struct frame *frame, unsigned x, unsigned y)
{
	return frame->light + (size_t)y * frame->width + x;
}

/* The light falls off across the picture, and is cut by the edge of something before it. */
static void light_fall(const struct qrbench_harm *harm, struct dice *dice, double x0, double y0,
	double side, struct frame *frame)
{
	double way = dice_real(dice, 0, TURN), edge = dice_real(dice, 0, TURN);
	double off = dice_real(dice, -0.3, 0.3) * side;
	for (unsigned y = 0; y < frame->height; y++) {
		for (unsigned x = 0; x < frame->width; x++) {
			double dx = x - x0, dy = y - y0;
			double along = (dx * cos(way) + dy * sin(way)) / side + 0.5;
			along = along < 0 ? 0 : along > 1 ? 1 : along;
			double light = 1 - harm->slope * along;
			double over = (dx * cos(edge) + dy * sin(edge) - off) / PENUMBRA;
			light *= 1 - harm->shadow / (1 + exp(-over));
			*at(frame, x, y) *= (float)light;
		}
	}
}

static void glare(const struct qrbench_harm *harm, struct dice *dice, double x0, double y0,
	double side, struct frame *frame)
{
	double radius = harm->glare * harm->module_px, way = dice_real(dice, 0, TURN);
	double x1 = x0 + dice_real(dice, -0.3, 0.3) * side,
	       y1 = y0 + dice_real(dice, -0.3, 0.3) * side;
	double longer = dice_real(dice, 1, 2);
	for (unsigned y = 0; y < frame->height; y++) {
		for (unsigned x = 0; x < frame->width; x++) {
			double dx = x - x1, dy = y - y1;
			double a = (dx * cos(way) + dy * sin(way)) / (radius * longer);
			double b = (dy * cos(way) - dx * sin(way)) / radius;
			*at(frame, x, y) +=
				(float)(GLARE_PEAK * exp(-2 * REFLECTED * (a * a + b * b)));
		}
	}
}

static float clamped(const struct frame *frame, int x, int y)
{
	int right = (int)frame->width - 1, bottom = (int)frame->height - 1;
	x = x < 0 ? 0 : x > right ? right : x;
	y = y < 0 ? 0 : y > bottom ? bottom : y;
	return frame->light[(size_t)y * frame->width + (size_t)x];
}

static void swap(struct frame *frame)
{
	float *light = frame->light;
	frame->light = frame->spare;
	frame->spare = light;
}

/* A point out of focus is a disc: each of its rows is a difference of two running sums. */
static void defocus(double radius, struct frame *frame)
{
	int rows = (int)ceil(radius), width = (int)frame->width, height = (int)frame->height;
	double area = 0;
	memset(frame->spare, 0, sizeof(float) * frame->width * frame->height);
	for (int dy = -rows; dy <= rows; dy++) {
		double half = radius * radius - dy * dy;
		half = half > 0 ? sqrt(half) : 0;
		int whole = (int)half;
		float part = (float)(half - whole);
		if (half <= 0 && dy != 0)
			continue;
		area += 2 * whole + 1 + 2 * (double)part;
		for (int y = 0; y < height; y++) {
			float sum = 0;
			for (int x = -whole; x <= whole; x++)
				sum += clamped(frame, x, y + dy);
			for (int x = 0; x < width; x++) {
				frame->spare[(size_t)y * frame->width + (size_t)x] +=
					sum + part * (clamped(frame, x - whole - 1, y + dy) +
							     clamped(frame, x + whole + 1, y + dy));
				sum += clamped(frame, x + whole + 1, y + dy) -
				       clamped(frame, x - whole, y + dy);
			}
		}
	}
	for (size_t i = 0; i < (size_t)frame->width * frame->height; i++)
		frame->spare[i] /= (float)area;
	swap(frame);
}

static void moved(double len, double way, struct frame *frame)
{
	int steps = (int)ceil(len) + 1;
	double dx = cos(way) * len, dy = sin(way) * len;
	for (unsigned y = 0; y < frame->height; y++) {
		for (unsigned x = 0; x < frame->width; x++) {
			float sum = 0;
			for (int i = 0; i < steps; i++) {
				double t = (i + 0.5) / steps - 0.5;
				double px = x + t * dx, py = y + t * dy;
				int ix = (int)floor(px), iy = (int)floor(py);
				float fx = (float)(px - ix), fy = (float)(py - iy);
				sum += (1 - fy) * ((1 - fx) * clamped(frame, ix, iy) +
							  fx * clamped(frame, ix + 1, iy)) +
				       fy * ((1 - fx) * clamped(frame, ix, iy + 1) +
						    fx * clamped(frame, ix + 1, iy + 1));
			}
			frame->spare[(size_t)y * frame->width + x] = sum / (float)steps;
		}
	}
	swap(frame);
}

void lens_apply(const struct qrbench_harm *harm, struct dice *dice, double x, double y, double side,
	struct frame *frame)
{
	light_fall(harm, dice, x, y, side, frame);
	if (harm->glare > 0)
		glare(harm, dice, x, y, side, frame);
	if (harm->focus > 0)
		defocus(harm->focus * harm->module_px, frame);
	if (harm->motion > 0)
		moved(harm->motion * harm->module_px, dice_real(dice, 0, TURN), frame);
}

/* Nearly normal: twelve throws of one, less six. */
static double grain(struct dice *dice)
{
	uint64_t a = dice_throw(dice), b = dice_throw(dice), c = dice_throw(dice);
	uint64_t sum = 0;
	for (int shift = 0; shift < 64; shift += 16)
		sum += (a >> shift & 0xffff) + (b >> shift & 0xffff) + (c >> shift & 0xffff);
	return (double)sum / 65535.0 - 6;
}

static bool through_jpeg(int quality, unsigned width, unsigned height, uint8_t *gray)
{
	unsigned char *jpeg = NULL;
	unsigned long len = 0;
	tjhandle pack = tjInitCompress(), unpack = tjInitDecompress();
	bool done = pack && unpack &&
	            tjCompress2(pack, gray, (int)width, 0, (int)height, TJPF_GRAY, &jpeg, &len,
			    TJSAMP_GRAY, quality, TJFLAG_ACCURATEDCT) == 0 &&
	            tjDecompress2(unpack, jpeg, len, gray, (int)width, 0, (int)height, TJPF_GRAY,
			    TJFLAG_ACCURATEDCT) == 0;
	tjFree(jpeg);
	if (pack)
		(void)tjDestroy(pack);
	if (unpack)
		(void)tjDestroy(unpack);
	return done;
}

bool lens_file(const struct qrbench_harm *harm, struct dice *dice, const struct frame *frame,
	uint8_t *gray)
{
	for (size_t i = 0; i < (size_t)frame->width * frame->height; i++) {
		double light = frame->light[i] + harm->noise * grain(dice);
		gray[i] = (uint8_t)(light < 0 ? 0 : light > 255 ? 255 : light);
	}
	return harm->quality < 1 ||
	       through_jpeg((int)harm->quality, frame->width, frame->height, gray);
}
