#include "core/base/number_map.h"

#include "core/base/buf.h"

#include <stdlib.h>
#include <string.h>

static bool find_page(const struct number_map *map, uint64_t number, size_t *page)
{
	size_t cursor = 0;
	return map_next(&map->page_of, map_hash_number(number / NUMBER_MAP_PAGE), &cursor, page);
}

static bool add_page(struct number_map *map, uint64_t number, size_t *page)
{
	*page = map->pages_count;
	if (!array_reserve(
		    &map->pages, &map->pages_cap, map->pages_count + 1, sizeof(*map->pages)) ||
		!map_put(&map->page_of, map_hash_number(number / NUMBER_MAP_PAGE), *page))
		return false;
	memset(map->pages[map->pages_count++], 0, sizeof(*map->pages));
	return true;
}

bool number_map_put(struct number_map *map, int64_t number, size_t index)
{
	size_t page;
	if (index >= UINT32_MAX || (!find_page(map, (uint64_t)number, &page) &&
					   !add_page(map, (uint64_t)number, &page)))
		return false;
	map->pages[page][(uint64_t)number % NUMBER_MAP_PAGE] = (uint32_t)index + 1;
	return true;
}

bool number_map_find(const struct number_map *map, int64_t number, size_t *index)
{
	size_t page;
	if (!find_page(map, (uint64_t)number, &page))
		return false;
	uint32_t at = map->pages[page][(uint64_t)number % NUMBER_MAP_PAGE];
	if (at > 0)
		*index = at - 1;
	return at > 0;
}

void number_map_free(struct number_map *map)
{
	map_free(&map->page_of);
	free(map->pages);
	*map = (struct number_map){ 0 };
}
