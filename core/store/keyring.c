#include "core/store/keyring.h"

#include "core/base/buf.h"
#include "core/store/inner.h"

#include <stdlib.h>

int keyring_add(struct keyring *ring, const struct note_public *key, struct fault *fault)
{
	if (!array_reserve(&ring->keys, &ring->cap, ring->count + 1, sizeof(*ring->keys)) ||
		!map_put(&ring->by_name, map_hash_text(span_of(key->name)), ring->count))
		return fault_set(fault, FAULT_MEMORY, "no memory for the keys of the stations");
	ring->keys[ring->count++] = *key;
	return 0;
}

int keyring_add_said(
	struct keyring *ring, struct span line, struct event *room, struct fault *fault)
{
	struct event_wrong wrong;
	struct note_public key;
	if (event_decode(line, room, &wrong) != EVENT_OK || room->kind != KIND_STATION)
		return 0;
	const struct event_value *said = event_find(room, FIELD_KEY);
	const struct event_item *station = event_item_at(room, ROLE_OF, 0);
	if (!said || !station || note_public_parse(said->text, &key) != NOTE_OK ||
		!span_is(station->item.code, key.name))
		return 0;
	return keyring_add(ring, &key, fault);
}

static int load_some(struct keyring *ring, struct store *store, int64_t *after, struct event *room,
	struct fault *fault)
{
	struct statement *row;
	int code = engine_take(store->engine, SQL_EVENTS_OF_KIND, &row, fault);
	if (code != 0)
		return code;
	bind_text(row, 1, span_of(vocabulary_kinds[KIND_STATION].name));
	bind_int(row, 2, *after);
	bind_int(row, 3, CHUNK_EVENTS);
	while (engine_next(row, &code, fault)) {
		*after = row_int(row, 0);
		code = keyring_add_said(ring, row_text(row, 1), room, fault);
	}
	return code;
}

int keyring_load(struct keyring *ring, struct store *store, const struct note_public *admin,
	struct event *room, struct fault *fault)
{
	int64_t after = 0, before;
	int code = admin ? keyring_add(ring, admin, fault) : 0;
	if (code != 0)
		return code;
	do {
		before = after;
		code = load_some(ring, store, &after, room, fault);
	} while (code == 0 && after != before);
	return code;
}

enum note_error keyring_open(const struct keyring *ring, struct span station, struct span note)
{
	enum note_error error = NOTE_STRANGER;
	size_t cursor = 0, index, at;
	struct span text;
	uint64_t hash = map_hash_text(station);
	while (error != NOTE_OK && map_next(&ring->by_name, hash, &cursor, &index)) {
		if (!span_is(station, ring->keys[index].name))
			continue;
		enum note_error one = note_open(note, &ring->keys[index], &text, &at);
		if (one == NOTE_OK || error == NOTE_STRANGER)
			error = one;
	}
	return error;
}

void keyring_free(struct keyring *ring)
{
	map_free(&ring->by_name);
	free(ring->keys);
	*ring = (struct keyring){ 0 };
}
