#include "core/trace/label_keys.h"

#include <stdlib.h>
#include <string.h>

struct stations {
	struct store_station *list;
	size_t count;
	size_t cap;
	struct fault *fault;
};

static int take_station(void *context, const struct store_heard *heard)
{
	struct stations *all = context;
	if (!heard->registered)
		return 0;
	if (!array_reserve(&all->list, &all->cap, all->count + 1, sizeof(*all->list)))
		return fault_set(all->fault, FAULT_MEMORY, "no memory for the registry");
	all->list[all->count++] = heard->station;
	return 0;
}

struct events {
	int64_t *list;
	size_t count;
	size_t cap;
	struct fault *fault;
};

static int take_event(void *context, const struct store_link *link)
{
	struct events *all = context;
	if (link->role != ROLE_OF)
		return 0;
	if (!array_reserve(&all->list, &all->cap, all->count + 1, sizeof(*all->list)))
		return fault_set(all->fault, FAULT_MEMORY, "no memory for the registry");
	all->list[all->count++] = link->event;
	return 0;
}

static struct label_key *known(struct label_keys *keys, const struct note_public *key)
{
	for (int i = 0; i < keys->count; i++)
		if (memcmp(keys->list[i].key.key, key->key, sizeof(key->key)) == 0 &&
			strcmp(keys->list[i].key.name, key->name) == 0)
			return &keys->list[i];
	return NULL;
}

/* The title as one line of the list. */
static void put_title(const char *title, struct label_key *entry)
{
	size_t len = strnlen(title, LABEL_TITLE_MOST);
	while (len > 0 && len == LABEL_TITLE_MOST && ((unsigned char)title[len] & 0xc0) == 0x80)
		len--;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)title[i];
		entry->title[i] = c < 0x20 || c == 0x7f ? '?' : title[i];
	}
	entry->title[len] = '\0';
}

/* What a `label_key` event says; others are passed over. */
static int take_key(const struct store_station *station, const struct event *event,
	struct label_keys *keys, struct fault *fault)
{
	const struct event_value *text = event_find(event, FIELD_KEY);
	const struct event_value *action = event_find(event, FIELD_ACTION);
	struct note_public key;
	if (event->kind != KIND_LABEL_KEY || !text || !action ||
		note_public_parse(text->text, &key) != NOTE_OK ||
		strcmp(key.name, station->name) != 0)
		return 0;
	struct label_key *entry = known(keys, &key);
	if (!entry && keys->count == LABEL_KEYS_MOST)
		return fault_set(fault, FAULT_LIMIT, "more than %d label keys", LABEL_KEYS_MOST);
	if (!entry) {
		entry = &keys->list[keys->count++];
		*entry = (struct label_key){ .key = key, .revoked = station->revoked };
		put_title(station->title, entry);
	}
	if (action->number == ACTION_REVOKE)
		entry->revoked = true;
	return 0;
}

static int keys_of(struct store *store, const struct store_station *station, struct event *event,
	struct label_keys *keys, struct fault *fault)
{
	struct events all = { .fault = fault };
	struct event_wrong wrong;
	int64_t item = 0;
	int code = store_item_find(
		store, (struct item){ ITEM_STATION, span_of(station->name) }, &item, fault);
	if (code == FAULT_NOT_FOUND)
		return 0;
	if (code == 0)
		code = store_links_of_item(
			store, item, INT64_MIN, INT64_MAX, take_event, &all, fault);
	for (size_t i = 0; code == 0 && i < all.count; i++) {
		struct store_event told;
		code = store_event_get(store, all.list[i], &told, fault);
		if (code == 0 && event_decode(told.line, event, &wrong) == EVENT_OK)
			code = take_key(station, event, keys, fault);
	}
	free(all.list);
	return code;
}

static int by_name(const void *a, const void *b)
{
	const struct label_key *x = a, *y = b;
	int order = strcmp(x->key.name, y->key.name);
	return order != 0 ? order : memcmp(x->key.key, y->key.key, sizeof(x->key.key));
}

int label_keys_gather(struct store *store, struct label_keys *keys, struct fault *fault)
{
	struct stations stations = { .fault = fault };
	struct event *event = malloc(sizeof(*event));
	keys->count = 0;
	int code = event ? store_read_begin(store, fault)
	                 : fault_set(fault, FAULT_MEMORY, "no memory for the registry");
	if (code == 0) {
		code = store_heard_each(store, take_station, &stations, fault);
		for (size_t i = 0; code == 0 && i < stations.count; i++)
			code = keys_of(store, &stations.list[i], event, keys, fault);
		store_read_end(store);
	}
	if (code == 0)
		qsort(keys->list, (size_t)keys->count, sizeof(keys->list[0]), by_name);
	free(stations.list);
	free(event);
	return code;
}

int label_keys_of(
	struct store *store, struct span station, struct label_keys *keys, struct fault *fault)
{
	struct store_station found;
	struct event *event;
	int code = store_station_find(store, station, &found, fault);
	if (code == FAULT_NOT_FOUND)
		return 0;
	if (code != 0)
		return code;
	event = malloc(sizeof(*event));
	if (!event)
		return fault_set(fault, FAULT_MEMORY, "no memory for the registry");
	code = keys_of(store, &found, event, keys, fault);
	free(event);
	return code;
}
