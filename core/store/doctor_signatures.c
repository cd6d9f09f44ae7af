/* Every note, made again from its lines, against every key its station ever had. */
#include "core/store/doctor_inner.h"

#include "core/base/words.h"

#include <stdlib.h>

struct keyring {
	struct note_public *keys;
	size_t count;
	size_t cap;
	struct map by_name;
};

static int add_key(struct keyring *ring, const struct note_public *key, struct fault *fault)
{
	if (!array_reserve(&ring->keys, &ring->cap, ring->count + 1, sizeof(*ring->keys)) ||
		!map_put(&ring->by_name, map_hash_text(span_of(key->name)), ring->count))
		return fault_set(fault, FAULT_MEMORY, "no memory for the keys of the stations");
	ring->keys[ring->count++] = *key;
	return 0;
}

/* What a registry event says of a key, if it does. */
static int add_key_of(struct doctor *doctor, struct keyring *ring, struct span line)
{
	struct event_wrong wrong;
	struct note_public key;
	if (event_decode(line, &doctor->event, &wrong) != EVENT_OK)
		return 0; /* the check of the log has said so */
	const struct event_value *said = event_find(&doctor->event, FIELD_KEY);
	const struct event_item *station = event_item_at(&doctor->event, ROLE_OF, 0);
	if (!said || !station || note_public_parse(said->text, &key) != NOTE_OK ||
		!span_is(station->item.code, key.name))
		return 0;
	return add_key(ring, &key, doctor->fault);
}

static int collect_keys(struct doctor *doctor, struct keyring *ring)
{
	int64_t after = 0, before;
	int code = 0;
	if (doctor->settings->admin)
		code = add_key(ring, doctor->settings->admin, doctor->fault);
	if (code != 0)
		return code;
	do {
		struct statement *row;
		code = engine_take(doctor->store->engine, SQL_EVENTS_OF_KIND, &row, doctor->fault);
		if (code != 0)
			return code;
		before = after;
		bind_text(row, 1, span_of(vocabulary_kinds[KIND_STATION].name));
		bind_int(row, 2, after);
		bind_int(row, 3, CHUNK_EVENTS);
		while ((code = engine_row(row, doctor->fault)) > 0) {
			after = row_int(row, 0);
			code = add_key_of(doctor, ring, row_text(row, 1));
			if (code != 0) {
				engine_release(row);
				return code;
			}
		}
		if (code < 0)
			return code;
	} while (after != before);
	return 0;
}

/* NOTE_OK as soon as one of the station's keys verifies it; else what the last one said. */
static enum note_error open_with_any(
	const struct keyring *ring, struct span station, struct span note)
{
	enum note_error error = NOTE_STRANGER;
	size_t cursor = 0, index, at;
	struct span text;
	while (error != NOTE_OK &&
		map_next(&ring->by_name, map_hash_text(station), &cursor, &index)) {
		if (!span_is(station, ring->keys[index].name))
			continue;
		enum note_error one = note_open(note, &ring->keys[index], &text, &at);
		if (one == NOTE_OK || error == NOTE_STRANGER)
			error = one;
	}
	return error;
}

/* Has one of the note's numbers two contents? Then its bytes may not be the ones made again. */
static int is_doubtful(struct doctor *doctor, struct statement *note, bool *doubtful)
{
	struct statement *row;
	int code = engine_take(doctor->store->engine, SQL_DOCTOR_CONTENTS, &row, doctor->fault);
	if (code != 0)
		return code;
	bind_text(row, 1, row_text(note, 1));
	bind_int(row, 2, row_int(note, 2));
	bind_int(row, 3, row_int(note, 3));
	bind_int(row, 4, row_int(note, 3) + row_int(note, 4) - 1);
	code = engine_row(row, doctor->fault);
	if (code < 0)
		return code;
	*doubtful = row_int(row, 0) > 0;
	engine_release(row);
	return 0;
}

static int check_note(
	struct doctor *doctor, const struct keyring *ring, struct statement *row, struct buf *bytes)
{
	struct fault fault = { 0 };
	struct span station = row_text(row, 1);
	long long no = (long long)row_int(row, 0);
	bool doubtful = false;
	buf_clear(bytes);
	doctor->check->looked++;
	int code = store_note_bytes(doctor->store, no, bytes, &fault);
	if (code == FAULT_CORRUPT) {
		doctor_find(doctor, "%s", fault.text);
		return 0;
	}
	if (code != 0) {
		*doctor->fault = fault;
		return code;
	}
	enum note_error error = open_with_any(ring, station, buf_written(bytes));
	if (error == NOTE_OK)
		return 0;
	code = is_doubtful(doctor, row, &doubtful);
	if (doubtful)
		doctor->check->doubts++;
	else if (code == 0)
		doctor_find(doctor, _("note %lld of %.*s does not verify: %s"), no,
			(int)station.len, station.at, words(note_error_text(error)));
	return code;
}

static int check_notes(struct doctor *doctor, const struct keyring *ring, struct buf *bytes)
{
	int64_t after = 0, before;
	do {
		struct statement *row;
		int code = engine_take(doctor->store->engine, SQL_NOTES_AFTER, &row, doctor->fault);
		if (code != 0)
			return code;
		before = after;
		bind_int(row, 1, after);
		bind_int(row, 2, CHUNK_EVENTS);
		while ((code = engine_row(row, doctor->fault)) > 0) {
			after = row_int(row, 0);
			code = check_note(doctor, ring, row, bytes);
			if (code != 0) {
				engine_release(row);
				return code;
			}
		}
		if (code < 0)
			return code;
	} while (after != before);
	return 0;
}

int doctor_signatures(struct doctor *doctor)
{
	struct keyring ring = { 0 };
	struct buf bytes = { 0 };
	int code = collect_keys(doctor, &ring);
	if (code == 0)
		code = check_notes(doctor, &ring, &bytes);
	buf_free(&bytes);
	map_free(&ring.by_name);
	free(ring.keys);
	return code;
}
