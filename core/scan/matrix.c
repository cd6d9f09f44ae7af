#include "core/scan/matrix.h"

#include <stdlib.h>
#include <string.h>

#define VERSION_WORD_FROM 7
#define VERSION_POLY      0x1f25

struct map {
	int side;
	int8_t *fixed;
};

static void set(const struct map *map, int x, int y, int dark)
{
	if (x >= 0 && y >= 0 && x < map->side && y < map->side)
		map->fixed[y * map->side + x] = (int8_t)dark;
}

/* A corner square with the light line around it; (x, y) is its middle. */
static void finder_put(const struct map *map, int x, int y)
{
	for (int dy = -4; dy <= 4; dy++)
		for (int dx = -4; dx <= 4; dx++) {
			int ring = abs(dx) > abs(dy) ? abs(dx) : abs(dy);
			set(map, x + dx, y + dy, ring == 2 || ring == 4 ? -1 : 1);
		}
}

static void alignment_put(const struct map *map, int x, int y)
{
	for (int dy = -2; dy <= 2; dy++)
		for (int dx = -2; dx <= 2; dx++) {
			int ring = abs(dx) > abs(dy) ? abs(dx) : abs(dy);
			set(map, x + dx, y + dy, ring == 1 ? -1 : 1);
		}
}

int matrix_alignments(int version, int centres[static 7])
{
	if (version < 2)
		return 0;
	int count = version / 7 + 2, side = MATRIX_SIDE(version);
	int step = (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
	centres[0] = 6;
	for (int i = count - 1, at = side - 7; i > 0; i--, at -= step)
		centres[i] = at;
	return count;
}

static void version_put(const struct map *map, int version)
{
	int word = version;
	for (int i = 0; i < 12; i++)
		word = word << 1 ^ (word >> 11) * VERSION_POLY;
	word |= version << 12;
	for (int i = 0; i < 18; i++) {
		int a = map->side - 11 + i % 3, b = i / 3, dark = word >> i & 1 ? 1 : -1;
		set(map, a, b, dark);
		set(map, b, a, dark);
	}
}

static void format_put(const struct map *map)
{
	for (int i = 0; i < 9; i++) {
		if (i != 6) {
			set(map, 8, i, MATRIX_FORMAT);
			set(map, i, 8, MATRIX_FORMAT);
		}
	}
	for (int i = 1; i <= 8; i++) {
		set(map, map->side - i, 8, MATRIX_FORMAT);
		set(map, 8, map->side - i, MATRIX_FORMAT);
	}
	set(map, 8, map->side - 8, 1);
}

void matrix_fixed(int version, int8_t *fixed)
{
	struct map map = { MATRIX_SIDE(version), fixed };
	int centres[7], far = map.side - 4;
	memset(fixed, 0, (size_t)map.side * (size_t)map.side);
	int count = matrix_alignments(version, centres);
	for (int i = 0; i < map.side; i++) {
		set(&map, i, 6, i % 2 ? -1 : 1);
		set(&map, 6, i, i % 2 ? -1 : 1);
	}
	for (int i = 0; i < count; i++)
		for (int j = 0; j < count; j++) {
			int last = count - 1; /* where the corner squares are, there is none */
			if ((i || j) && !(i == 0 && j == last) && !(i == last && j == 0))
				alignment_put(&map, centres[i], centres[j]);
		}
	format_put(&map);
	if (version >= VERSION_WORD_FROM)
		version_put(&map, version);
	finder_put(&map, 3, 3);
	finder_put(&map, far, 3);
	finder_put(&map, 3, far);
}
