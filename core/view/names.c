#include "core/view/names.h"

#include <stdlib.h>

bool names_number(struct names *names, struct span text, size_t *number, bool *is_new)
{
	uint64_t hash = map_hash_text(text);
	size_t cursor = 0;
	*is_new = false;
	while (map_next(&names->by_text, hash, &cursor, number)) {
		const struct names_text *known = &names->list[*number];
		if (span_equal((struct span){ names->pool.at + known->at, known->len }, text))
			return true;
	}
	if (!array_reserve(&names->list, &names->cap, names->count + 1, sizeof(*names->list)) ||
		!map_put(&names->by_text, hash, names->count))
		return false;
	*number = names->count;
	*is_new = true;
	names->list[names->count++] = (struct names_text){ names->pool.len, text.len };
	buf_span(&names->pool, text);
	return !names->pool.failed;
}

void names_free(struct names *names)
{
	buf_free(&names->pool);
	free(names->list);
	map_free(&names->by_text);
}
