#include "core/scan/even.h"

#include <math.h>
#include <stdlib.h>

#define NOISE_STEP 7       /* every so many pixels are looked at */
#define NOISE_ONE  1.0483F /* median of |a - b| for two of deviation 1 is 0.954 */

/* Sums of a window, kept per column while the window moves down. */
struct columns {
	uint32_t *sum;
	uint64_t *square;
};

static void row_add(const struct picture *picture, const struct even *even, int y, int sign,
	const struct columns *columns)
{
	const uint8_t *row = picture->gray + (size_t)y * picture->width + (size_t)even->left;
	for (int x = 0; x < even->width; x++) {
		uint32_t gray = row[x];
		columns->sum[x] += sign > 0 ? gray : 0U - gray;
		columns->square[x] += sign > 0 ? gray * gray : 0U - (uint64_t)gray * gray;
	}
}

static void row_even(const struct picture *picture, int y, int rows, struct even_manner manner,
	const struct columns *columns, struct even *even)
{
	const uint8_t *from = picture->gray + (size_t)y * picture->width + (size_t)even->left;
	int8_t *into = even->at + (size_t)(y - even->top) * (size_t)even->width;
	uint64_t sum = 0, square = 0;
	int first = 0, last = 0; /* the window holds columns first .. last - 1 */
	for (int x = 0; x < even->width; x++) {
		for (; last < even->width && last <= x + manner.reach; last++) {
			sum += columns->sum[last];
			square += columns->square[last];
		}
		for (; first < x - manner.reach; first++) {
			sum -= columns->sum[first];
			square -= columns->square[first];
		}
		float count = (float)((last - first) * rows), mean = (float)sum / count;
		float spread = (float)square / count - mean * mean;
		float deviation = spread > manner.flat * manner.flat ? sqrtf(spread) : manner.flat;
		float dark = (mean - (float)from[x]) * (float)manner.sign * EVEN_ONE / deviation;
		into[x] = (int8_t)(dark > 127 ? 127 : dark < -127 ? -127 : dark);
	}
}

float even_noise(const struct picture *picture)
{
	uint32_t counts[256] = { 0 }, total = 0, sum = 0;
	size_t pixels = (size_t)picture->width * picture->height;
	for (size_t i = 0; i + 2 < pixels; i += NOISE_STEP, total++)
		counts[abs(picture->gray[i] - picture->gray[i + 2])]++;
	int median = 0;
	while (median < 255 && (sum += counts[median]) * 2 < total)
		median++;
	return (float)median * NOISE_ONE;
}

bool even_make(const struct picture *picture, int left, int top, int right, int bottom,
	struct even_manner manner, struct even *even)
{
	int width = (int)picture->width, height = (int)picture->height;
	left = left < 0 ? 0 : left;
	top = top < 0 ? 0 : top;
	right = right > width ? width : right;
	bottom = bottom > height ? height : bottom;
	*even = (struct even){ left, top, right - left, bottom - top, NULL };
	if (even->width < 2 || even->height < 2)
		return false;
	struct columns columns = { calloc((size_t)even->width, sizeof(uint32_t)),
		calloc((size_t)even->width, sizeof(uint64_t)) };
	even->at = malloc((size_t)even->width * (size_t)even->height);
	bool good = columns.sum && columns.square && even->at;
	int first = top, last = top;
	for (int y = top; good && y < bottom; y++) {
		for (; last < bottom && last <= y + manner.reach; last++)
			row_add(picture, even, last, 1, &columns);
		for (; first < y - manner.reach; first++)
			row_add(picture, even, first, -1, &columns);
		row_even(picture, y, last - first, manner, &columns, even);
	}
	free(columns.sum);
	free(columns.square);
	if (!good)
		even_free(even);
	return good;
}

void even_free(struct even *even)
{
	free(even->at);
	even->at = NULL;
}
