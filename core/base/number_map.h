/*
 * number_map.h - from a number to the index of an element somebody else keeps, for numbers that were given out one after
 * another and are asked for next to each other. Host only.
 *
 * Shape   pages of NUMBER_MAP_PAGE numbers side by side, found by a map (map.h).
 * Memory  4 bytes a number of each page that has any. A zeroed struct is an empty map.
 */
#ifndef PIGTRACE_BASE_NUMBER_MAP_H
#define PIGTRACE_BASE_NUMBER_MAP_H

#include "core/base/map.h"

#define NUMBER_MAP_PAGE 64

struct number_map {
	struct map page_of;
	uint32_t (*pages)[NUMBER_MAP_PAGE]; /* index plus one; 0: nothing */
	size_t pages_count;
	size_t pages_cap;
};

/* False (and nothing changed) when memory is out or index is UINT32_MAX or more. The last index put counts. */
bool number_map_put(struct number_map *map, int64_t number, size_t index) MUST_CHECK;

bool number_map_find(const struct number_map *map, int64_t number, size_t *index);

void number_map_free(struct number_map *map);

#endif
