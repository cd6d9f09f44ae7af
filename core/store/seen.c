/* Has this number been received, and with these bytes? */
#include "core/store/inner.h"

#include <assert.h>

int find_event(struct store *store, struct event_name name, const struct span *line, int64_t *no,
	struct fault *fault)
{
	struct statement *rows;
	int code = engine_take(store->engine, SQL_EVENT_NAMED, &rows, fault);
	if (code != 0)
		return code;
	bind_text(rows, 1, name.station);
	bind_int(rows, 2, name.epoch);
	bind_int(rows, 3, name.seq);
	bind_int(rows, 4, name.seq - BUNDLE_EVENTS_MOST);
	while ((code = engine_row(rows, fault)) > 0) {
		if (line && !span_equal(*line, row_text(rows, 2)))
			continue;
		*no = row_int(rows, 0);
		engine_release(rows);
		return 1;
	}
	return code;
}

/* 1, 0 or a fault */
static int find_held(
	struct store *store, struct event_name name, struct span line, struct fault *fault)
{
	struct statement *rows;
	int code = engine_take(store->engine, SQL_HELD_NAMED, &rows, fault);
	if (code != 0)
		return code;
	bind_text(rows, 1, name.station);
	bind_int(rows, 2, name.epoch);
	bind_int(rows, 3, name.seq);
	while ((code = engine_row(rows, fault)) > 0) {
		if (span_equal(line, row_blob(rows, 2))) {
			engine_release(rows);
			return 1;
		}
	}
	return code;
}

/* Has it gone into an archive? 1, 0 or a fault */
static int find_archived(
	struct store *store, struct event_name name, struct span line, struct fault *fault)
{
	unsigned char hash[ARCHIVED_HASH];
	struct statement *row;
	int code = engine_take(store->engine, SQL_ARCHIVED_FIND, &row, fault);
	if (code != 0)
		return code;
	bind_text(row, 1, name.station);
	bind_int(row, 2, name.epoch);
	bind_int(row, 3, name.seq);
	bind_blob(row, 4, archived_hash(line, hash));
	code = engine_row(row, fault);
	if (code > 0)
		engine_release(row);
	return code;
}

int store_seen(struct store *store, struct span station, int64_t epoch, int64_t seq,
	struct span line, enum store_seen *seen, struct fault *fault)
{
	struct event_name name = { station, epoch, seq };
	struct known *known;
	struct received *received = NULL;
	int64_t no;
	assert(store->mode == STORE_WRITE && seq > 0);
	int code = ledger_find(store, station, false, &known, fault);
	if (code == 0 && known)
		code = received_find(store, known, epoch, &received, fault);
	if (code != 0)
		return code;
	if (!received || !received_has(received, seq)) {
		*seen = STORE_NEW;
		return 0;
	}
	code = find_event(store, name, &line, &no, fault);
	if (code == 0)
		code = find_held(store, name, line, fault);
	if (code == 0)
		code = find_archived(store, name, line, fault);
	if (code < 0)
		return code;
	*seen = code > 0 ? STORE_SAME : STORE_CONFLICT;
	return 0;
}

/* What has no number stands under none: all that the station said so is gone through. 1, 0 or a fault */
static int find_plain_event(
	struct store *store, struct event_name name, int64_t *no, struct fault *fault)
{
	struct statement *rows;
	int code = engine_take(store->engine, SQL_EVENTS_PLAIN, &rows, fault);
	if (code != 0)
		return code;
	bind_text(rows, 1, name.station);
	while ((code = engine_row(rows, fault)) > 0) {
		if (store_event_name(name.station, 0, 0, row_text(rows, 1)).seq != name.seq)
			continue;
		*no = row_int(rows, 0);
		engine_release(rows);
		return 1;
	}
	return code;
}

int store_event_find(struct store *store, struct event_name name, int64_t *no, struct fault *fault)
{
	char text[EVENT_NAME_TEXT];
	struct out out = out_into(text, sizeof(text));
	int code = name.epoch == EVENT_NAME_PLAIN ? find_plain_event(store, name, no, fault)
	                                          : find_event(store, name, NULL, no, fault);
	if (code != 0)
		return code < 0 ? code : 0;
	event_name_format(&out, name);
	return fault_set(fault, FAULT_NOT_FOUND, "no event %s", text);
}
