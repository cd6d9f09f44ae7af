#include "core/scan/shade.h"

#include <stdlib.h>

static bool start(unsigned width, unsigned height, struct picture *into)
{
	*into = (struct picture){ width, height, malloc((size_t)width * height) };
	return into->gray != NULL;
}

bool shade_smooth(const struct picture *from, struct picture *into)
{
	size_t width = from->width, height = from->height;
	if (!start(from->width, from->height, into))
		return false;
	for (size_t y = 0; y < height; y++) {
		const uint8_t *row = from->gray + y * width;
		const uint8_t *above = y > 0 ? row - width : row;
		const uint8_t *below = y + 1 < height ? row + width : row;
		uint8_t *out = into->gray + y * width;
		unsigned left = 0, here = above[0] + 2U * row[0] + below[0], right = here;
		left = here;
		for (size_t x = 0; x < width; x++) {
			if (x + 1 < width)
				right = above[x + 1] + 2U * row[x + 1] + below[x + 1];
			out[x] = (uint8_t)((left + 2 * here + right + 8) / 16);
			left = here;
			here = right;
		}
	}
	return true;
}

bool shade_double(const struct picture *from, struct picture *into)
{
	size_t width = from->width, height = from->height;
	if (!start(from->width * 2, from->height * 2, into))
		return false;
	for (size_t y = 0; y < 2 * height; y++) {
		/* A quarter of a pixel above or below the middle of its own. */
		size_t near = y / 2, far = y % 2 ? near + 1 : near - (near > 0);
		const uint8_t *a = from->gray + near * width;
		const uint8_t *b = from->gray + (far < height ? far : near) * width;
		uint8_t *out = into->gray + y * 2 * width;
		for (size_t x = 0; x < width; x++) {
			size_t l = x > 0 ? x - 1 : x, r = x + 1 < width ? x + 1 : x;
			unsigned before = 3U * a[l] + b[l], here = 3U * a[x] + b[x];
			unsigned after = 3U * a[r] + b[r];
			out[2 * x] = (uint8_t)((before + 3 * here + 8) / 16);
			out[2 * x + 1] = (uint8_t)((after + 3 * here + 8) / 16);
		}
	}
	return true;
}

bool shade_halve(const struct picture *from, struct picture *into)
{
	size_t width = from->width / 2, height = from->height / 2;
	if (width == 0 || height == 0 || !start((unsigned)width, (unsigned)height, into))
		return false;
	for (size_t y = 0; y < height; y++) {
		const uint8_t *a = from->gray + 2 * y * from->width, *b = a + from->width;
		uint8_t *out = into->gray + y * width;
		for (size_t x = 0; x < width; x++)
			out[x] =
				(uint8_t)((2U + a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1]) /
					  4);
	}
	return true;
}

bool shade_invert(const struct picture *from, struct picture *into)
{
	if (!start(from->width, from->height, into))
		return false;
	for (size_t i = 0; i < (size_t)from->width * from->height; i++)
		into->gray[i] = (uint8_t)(255 - from->gray[i]);
	return true;
}
