/*
 * map.h - from a number or a text to the index of an element somebody else keeps. Host only.
 *
 * Shape   open addressing; a slot holds a 64-bit hash and an index. Different numbers have different
 *         hashes, so a number's slot is the number's. Two texts may share a hash: map_next walks all
 *         indexes of one hash and the caller compares.
 * Memory  16 bytes a slot, at most 2/3 full. A zeroed struct is an empty map.
 */
#ifndef PIGTRACE_BASE_MAP_H
#define PIGTRACE_BASE_MAP_H

#include "core/base/bytes.h"
#include "core/base/fault.h"

struct map_slot {
	uint64_t hash;
	size_t index; /* plus one; 0 is an empty slot */
};

struct map {
	struct map_slot *slots;
	size_t size; /* 0 or a power of two */
	size_t count;
};

uint64_t map_hash_number(uint64_t number); /* one to one */
uint64_t map_hash_text(struct span text);

/* False (and nothing changed) when memory is out. The same hash may be put several times. */
bool map_put(struct map *map, uint64_t hash, size_t index) MUST_CHECK;

/* The next index put under hash; *cursor begins at 0. False when there is none left. */
bool map_next(const struct map *map, uint64_t hash, size_t *cursor, size_t *index);

void map_free(struct map *map);

#endif
