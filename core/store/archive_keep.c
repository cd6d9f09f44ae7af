/* What has to stay: from the items to their events, from the events to their notes. */
#include "core/store/archive_keep.h"

#include "core/store/inner.h"
#include "core/store/keyring.h"

#include <stdlib.h>

#define DAY_MS    INT64_C(86400000)
#define AGE_MS    (3 * 366 * DAY_MS) /* no package is sold later than that after its packing */
#define MARGIN_MS (30 * DAY_MS) /* of what is said of a place around the time somebody was there */

/* Run one statement of one number, or of none. */
static int run(struct store *store, enum sql_id id, const int64_t *number, struct fault *fault)
{
	struct statement *statement;
	int code = engine_take(store->engine, id, &statement, fault);
	if (code != 0)
		return code;
	if (number)
		bind_int(statement, 1, *number);
	return engine_run(statement, fault);
}

int keep_clear(struct store *store, struct fault *fault)
{
	static const enum sql_id clears[] = { SQL_KEEP_CLEAR_ITEM, SQL_KEEP_CLEAR_SPAN,
		SQL_KEEP_CLEAR_EVENT, SQL_KEEP_CLEAR_NOTE };
	int code = 0;
	for (size_t i = 0; code == 0 && i < sizeof(clears) / sizeof(clears[0]); i++)
		code = run(store, clears[i], NULL, fault);
	return code;
}

static int count(struct store *store, int64_t *all, struct fault *fault)
{
	struct statement *row;
	int code = engine_take(store->engine, SQL_KEEP_COUNT, &row, fault);
	if (code != 0)
		return code;
	code = engine_row(row, fault);
	if (code < 0)
		return code;
	*all = row_int(row, 0) + row_int(row, 1) + row_int(row, 2) + row_int(row, 3);
	engine_release(row);
	return 0;
}

/* Again and again, until nothing is added; b, if it is not a, after each. */
static int run_out(struct store *store, enum sql_id a, enum sql_id b, const int64_t *number,
	struct fault *fault)
{
	int64_t before = -1, now = 0;
	int code = count(store, &now, fault);
	while (code == 0 && now != before) {
		before = now;
		code = run(store, a, NULL, fault);
		if (code == 0 && b != a)
			code = run(store, b, number, fault);
		if (code == 0)
			code = count(store, &now, fault);
	}
	return code;
}

/* ---- goods that are good for longer than their last event says ---- */

static int keep_if_good(struct store *store, int64_t no, struct span line, int64_t oldest_day,
	struct event *room, struct fault *fault)
{
	struct event_wrong wrong;
	struct day day;
	if (event_decode(line, room, &wrong) != EVENT_OK)
		return 0;
	const struct event_value *best = event_find(room, FIELD_BEST_BEFORE);
	if (!best || !day_parse(best->text, &day, NULL) || day_number(day) < oldest_day)
		return 0;
	return run(store, SQL_KEEP_ITEM_OUT_OF, &no, fault);
}

static int keep_good(struct store *store, const struct archive_settings *settings,
	struct event *room, struct fault *fault)
{
	int64_t after = 0, before;
	int64_t oldest = settings->now_ms / DAY_MS - settings->best_before_days;
	do {
		struct statement *row;
		int code = engine_take(store->engine, SQL_EVENTS_OF_KIND, &row, fault);
		if (code != 0)
			return code;
		before = after;
		bind_text(row, 1, span_of(vocabulary_kinds[KIND_PACK].name));
		bind_int(row, 2, after);
		bind_int(row, 3, CHUNK_EVENTS);
		while (engine_next(row, &code, fault)) {
			after = row_int(row, 0);
			code = keep_if_good(store, after, row_text(row, 1), oldest, room, fault);
		}
		if (code != 0)
			return code;
	} while (after != before);
	return 0;
}

/* ---- what is said for good: registry, corrections, recalls ---- */

static int keep_management(struct store *store, struct fault *fault)
{
	int code = 0;
	for (int kind = 0; code == 0 && kind < KIND_COUNT; kind++) {
		struct statement *keep;
		if (vocabulary_kinds[kind].step != STEP_MANAGE)
			continue;
		code = engine_take(store->engine, SQL_KEEP_EVENT_KIND, &keep, fault);
		if (code != 0)
			break;
		bind_text(keep, 1, span_of(vocabulary_kinds[kind].name));
		code = engine_run(keep, fault);
	}
	return code;
}

/* ---- what could not be verified in a file, either ---- */

static bool verifies(const struct keyring *ring, struct span note)
{
	struct note_parts parts;
	struct bundle bundle;
	size_t at;
	return note_split(note, &parts, &at) == NOTE_OK &&
	       bundle_parse(parts.text, &bundle, &at) == NOTE_OK &&
	       keyring_open(ring, bundle.station, note) == NOTE_OK;
}

static int keep_note(struct store *store, int64_t no, struct fault *fault)
{
	return run(store, SQL_KEEP_NOTE_PUT, &no, fault);
}

/* One chunk; *after is the last one looked at. */
static int keep_some_unverified(struct store *store, const struct keyring *ring, int64_t *after,
	int64_t *unverified, struct buf *bytes, struct fault *fault)
{
	struct statement *row;
	int code = engine_take(store->engine, SQL_MOVE_NOTES, &row, fault);
	if (code != 0)
		return code;
	bind_int(row, 1, *after);
	bind_int(row, 2, 1); /* what is kept changes what follows */
	code = engine_row(row, fault);
	if (code <= 0)
		return code;
	*after = row_int(row, 0);
	engine_release(row);
	buf_clear(bytes);
	code = store_note_bytes(store, *after, bytes, fault);
	if (code != 0 && code != FAULT_CORRUPT)
		return code;
	if (code == 0 && verifies(ring, buf_written(bytes)))
		return 1;
	(*unverified)++;
	code = keep_note(store, *after, fault);
	return code != 0 ? code : 1;
}

static int keep_unverified(struct store *store, const struct note_public *admin, struct event *room,
	int64_t *unverified, struct fault *fault)
{
	struct keyring ring = { 0 };
	struct buf bytes = { 0 };
	int64_t after = 0;
	int code = keyring_load(&ring, store, admin, room, fault);
	*unverified = 0;
	if (code == 0) {
		do
			code = keep_some_unverified(
				store, &ring, &after, unverified, &bytes, fault);
		while (code == 1);
	}
	buf_free(&bytes);
	keyring_free(&ring);
	return code;
}

/* ---- all of it ---- */

static int keep_items(struct store *store, const struct archive_settings *settings,
	struct event *room, struct fault *fault)
{
	const int64_t margin = MARGIN_MS, age = AGE_MS;
	int code = run(store, SQL_KEEP_ITEM_RECENT, &settings->before_ms, fault);
	if (code == 0)
		code = run(store, SQL_KEEP_ITEM_ALIVE, NULL, fault);
	if (code == 0)
		code = run(store, SQL_KEEP_ITEM_BREEDING, NULL, fault);
	if (code == 0)
		code = keep_good(store, settings, room, fault);
	if (code == 0)
		code = run_out(store, SQL_KEEP_ITEM_BEHIND, SQL_KEEP_ITEM_RUNS, &age, fault);
	if (code == 0)
		code = run(store, SQL_KEEP_SPAN_OF_ITEMS, &margin, fault);
	if (code == 0)
		code = run_out(store, SQL_KEEP_SPAN_BEHIND, SQL_KEEP_SPAN_BEHIND, NULL, fault);
	return code;
}

static int keep_events(
	struct store *store, const struct archive_settings *settings, struct fault *fault)
{
	int code = run(store, SQL_KEEP_EVENT_OF_ITEMS, NULL, fault);
	if (code == 0)
		code = run(store, SQL_KEEP_EVENT_OF_SPANS, NULL, fault);
	if (code == 0)
		code = run(store, SQL_KEEP_EVENT_RECENT, &settings->before_ms, fault);
	if (code == 0)
		code = keep_management(store, fault);
	if (code == 0)
		code = run(store, SQL_KEEP_NOTE_OF_EVENTS, NULL, fault);
	if (code == 0)
		code = run(store, SQL_KEEP_NOTE_RECENT, &settings->before_ms, fault);
	return code;
}

int keep_choose(struct store *store, const struct archive_settings *settings, int64_t *unverified,
	struct fault *fault)
{
	struct event *room = malloc(sizeof(*room));
	if (!room)
		return fault_set(fault, FAULT_MEMORY, "no memory for an archive");
	int code = keep_clear(store, fault);
	if (code == 0)
		code = keep_items(store, settings, room, fault);
	if (code == 0)
		code = keep_events(store, settings, fault);
	if (code == 0)
		code = keep_unverified(store, settings->admin, room, unverified, fault);
	if (code == 0)
		code = run_out(store, SQL_KEEP_NOTE_BESIDE, SQL_KEEP_NOTE_BESIDE, NULL, fault);
	free(room);
	return code;
}
