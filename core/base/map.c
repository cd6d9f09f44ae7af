#include "core/base/map.h"

#include <stdlib.h>
#include <string.h>

#define NEAR 2 /* bits: four slots are a cache line */
#define REST (UINT64_MAX >> NEAR)

/* The finalizer of splitmix64, on the bits above NEAR: every step can be undone, so no two numbers meet. Numbers come
 * as they were given out, one after another, and what is next to each other is asked for together. */
uint64_t map_hash_number(uint64_t number)
{
	uint64_t rest = ((number >> NEAR) + 0x9e3779b97f4a7c15) & REST;
	rest = ((rest ^ (rest >> 30)) * 0xbf58476d1ce4e5b9) & REST;
	rest = ((rest ^ (rest >> 27)) * 0x94d049bb133111eb) & REST;
	return (rest ^ (rest >> 31)) << NEAR | (number & ~(UINT64_MAX << NEAR));
}

/* Eight bytes after eight, each time finished as a number is. */
uint64_t map_hash_text(struct span text)
{
	uint64_t hash = text.len;
	uint64_t word;
	for (; text.len >= sizeof(word); text.at += sizeof(word), text.len -= sizeof(word)) {
		memcpy(&word, text.at, sizeof(word));
		hash = map_hash_number(hash ^ word);
	}
	word = 0;
	if (text.len > 0)
		memcpy(&word, text.at, text.len);
	return map_hash_number(hash ^ word);
}

static void put(struct map_slot *slots, size_t size, uint64_t hash, size_t index)
{
	size_t at = (size_t)hash & (size - 1);
	while (slots[at].index != 0)
		at = (at + 1) & (size - 1);
	slots[at] = (struct map_slot){ hash, index };
}

static bool grow(struct map *map)
{
	size_t size = map->size ? map->size * 2 : 64;
	struct map_slot *slots = calloc(size, sizeof(*slots));
	if (!slots)
		return false;
	for (size_t i = 0; i < map->size; i++)
		if (map->slots[i].index != 0)
			put(slots, size, map->slots[i].hash, map->slots[i].index);
	free(map->slots);
	map->slots = slots;
	map->size = size;
	return true;
}

bool map_put(struct map *map, uint64_t hash, size_t index)
{
	if ((map->count + 1) * 3 > map->size * 2 && !grow(map))
		return false;
	put(map->slots, map->size, hash, index + 1);
	map->count++;
	return true;
}

bool map_next(const struct map *map, uint64_t hash, size_t *cursor, size_t *index)
{
	for (; *cursor < map->size; (*cursor)++) {
		const struct map_slot *slot =
			&map->slots[((size_t)hash + *cursor) & (map->size - 1)];
		if (slot->index == 0)
			return false;
		if (slot->hash == hash) {
			*index = slot->index - 1;
			(*cursor)++;
			return true;
		}
	}
	return false;
}

void map_free(struct map *map)
{
	free(map->slots);
	*map = (struct map){ 0 };
}
