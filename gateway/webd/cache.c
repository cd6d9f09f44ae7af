/* A table of slots by hash; a new page takes the slot of the old one. */
#include "gateway/webd/web.h"

#include "core/base/map.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS      512
#define ENTRY_MOST ((size_t)256 * 1024)

struct cache {
	pthread_mutex_t lock;
	struct slot {
		struct cache_key key;
		struct coded coded; /* status 0: empty */
		struct buf bytes;
	} slots[SLOTS];
};

struct cache *cache_new(void)
{
	struct cache *cache = calloc(1, sizeof(*cache));
	if (cache)
		(void)pthread_mutex_init(&cache->lock, NULL);
	return cache;
}

void cache_free(struct cache *cache)
{
	if (!cache)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		buf_free(&cache->slots[i].bytes);
	(void)pthread_mutex_destroy(&cache->lock);
	free(cache);
}

static struct slot *slot_of(struct cache *cache, const struct cache_key *key)
{
	return &cache->slots[map_hash_text(span_of(key->text)) % SLOTS];
}

static bool same_key(const struct cache_key *a, const struct cache_key *b)
{
	return a->event == b->event && a->held == b->held && a->day == b->day &&
	       strcmp(a->text, b->text) == 0;
}

bool cache_get(
	struct cache *cache, const struct cache_key *key, struct buf *into, struct coded *coded)
{
	bool found;
	(void)pthread_mutex_lock(&cache->lock);
	const struct slot *slot = slot_of(cache, key);
	found = slot->coded.status != 0 && same_key(&slot->key, key);
	if (found) {
		buf_span(into, buf_written(&slot->bytes));
		*coded = slot->coded;
	}
	(void)pthread_mutex_unlock(&cache->lock);
	return found && !into->failed;
}

void cache_put(struct cache *cache, const struct cache_key *key, struct span bytes,
	const struct coded *coded)
{
	if (bytes.len > ENTRY_MOST)
		return;
	(void)pthread_mutex_lock(&cache->lock);
	struct slot *slot = slot_of(cache, key);
	buf_clear(&slot->bytes);
	buf_span(&slot->bytes, bytes);
	slot->key = *key;
	slot->coded = slot->bytes.failed ? (struct coded){ .status = 0 } : *coded;
	if (slot->bytes.failed)
		buf_free(&slot->bytes);
	(void)pthread_mutex_unlock(&cache->lock);
}
