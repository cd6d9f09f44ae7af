/* Everything derived, made again from the log. */
#include "core/store/inner.h"

#include <assert.h>
#include <stdlib.h>

static const enum sql_id forgets[] = { SQL_FORGET_ITEM, SQL_FORGET_LINK, SQL_FORGET_LINK_HOT,
	SQL_FORGET_GIST, SQL_FORGET_LASTING, SQL_FORGET_RUN, SQL_FORGET_RECEIVED, SQL_FORGET_STRAY,
	SQL_FORGET_REGISTRY, SQL_FORGET_CORRECTION, SQL_FORGET_HEARD };

struct rebuild {
	struct store *store;
	struct fault *fault;
	struct event *event; /* room to decode into */
	int64_t after;       /* the last row done */
	int64_t unread;
};

static int forget_all(struct store *store, struct fault *fault)
{
	for (size_t i = 0; i < sizeof(forgets) / sizeof(forgets[0]); i++) {
		struct statement *forget;
		int code = engine_take(store->engine, forgets[i], &forget, fault);
		if (code == 0)
			code = engine_run(forget, fault);
		if (code != 0)
			return code;
	}
	ledger_forget(store);
	return 0;
}

static int replay_event(void *context, const struct store_event *row)
{
	struct rebuild *rebuild = context;
	struct known *station;
	struct event_wrong wrong;
	struct said said = {
		.no = row->no,
		.epoch = row->epoch,
		.seq = row->seq,
		.at_ms = row->at_ms,
		.got_ms = row->got_ms,
		.note = row->note,
	};
	rebuild->after = row->no;
	int code = ledger_find(rebuild->store, row->station, true, &station, rebuild->fault);
	if (code == 0)
		code = derive_event_heard(rebuild->store, station, &said, rebuild->fault);
	if (code != 0)
		return code;
	if (event_decode(row->line, rebuild->event, &wrong) != EVENT_OK) {
		rebuild->unread++;
		return 0;
	}
	return derive_meaning(rebuild->store, station, &said, rebuild->event, rebuild->fault);
}

static int replay_events(struct rebuild *rebuild)
{
	int64_t before;
	do {
		before = rebuild->after;
		int code = store_events_after(rebuild->store, before, CHUNK_EVENTS, replay_event,
			rebuild, rebuild->fault);
		if (code == 0)
			code = links_settle(rebuild->store, rebuild->fault);
		if (code != 0)
			return code;
	} while (rebuild->after != before);
	return 0;
}

static int replay_held(struct rebuild *rebuild, struct statement *row)
{
	struct known *station;
	struct said said = {
		.epoch = row_int(row, 2),
		.seq = row_int(row, 3),
		.got_ms = row_int(row, 4),
	};
	rebuild->after = row_int(row, 0);
	int code = ledger_find(rebuild->store, row_text(row, 1), true, &station, rebuild->fault);
	return code != 0 ? code : derive_held_heard(rebuild->store, station, &said, rebuild->fault);
}

/* One chunk of held lines. */
static int replay_some_held(struct rebuild *rebuild)
{
	struct statement *rows;
	int code =
		engine_take(rebuild->store->engine, SQL_HELD_NUMBERS_AFTER, &rows, rebuild->fault);
	if (code != 0)
		return code;
	bind_int(rows, 1, rebuild->after);
	bind_int(rows, 2, CHUNK_EVENTS);
	while (engine_next(rows, &code, rebuild->fault)) {
		code = replay_held(rebuild, rows);
	}
	return code;
}

static int replay_all_held(struct rebuild *rebuild)
{
	int64_t before;
	rebuild->after = 0;
	do {
		before = rebuild->after;
		int code = replay_some_held(rebuild);
		if (code != 0)
			return code;
	} while (rebuild->after != before);
	return 0;
}

/* One chunk of numbers that have been moved into archives: they were received, whatever is known of them. */
static int replay_some_archived(struct store *store, struct said *last, int64_t *station_no,
	bool *more, struct fault *fault)
{
	struct statement *row;
	int code = engine_take(store->engine, SQL_ARCHIVED_AFTER, &row, fault);
	if (code != 0)
		return code;
	bind_int(row, 1, *station_no);
	bind_int(row, 2, last->epoch);
	bind_int(row, 3, last->seq);
	bind_int(row, 4, CHUNK_EVENTS);
	*more = false;
	while (engine_next(row, &code, fault)) {
		struct known *station;
		*more = true;
		*station_no = row_int(row, 0);
		*last = (struct said){
			.epoch = row_int(row, 2), .seq = row_int(row, 3), .got_ms = row_int(row, 4)
		};
		code = ledger_find(store, row_text(row, 1), true, &station, fault);
		if (code == 0)
			code = derive_held_heard(store, station, last, fault);
	}
	return code;
}

static int replay_archived(struct store *store, struct fault *fault)
{
	struct said last = { 0 };
	int64_t station_no = 0;
	bool more = true;
	int code = 0;
	while (code == 0 && more)
		code = replay_some_archived(store, &last, &station_no, &more, fault);
	return code;
}

int rebuild_derived(struct store *store, int64_t *unread, struct fault *fault)
{
	struct rebuild rebuild = { .store = store, .fault = fault };
	rebuild.event = malloc(sizeof(*rebuild.event));
	if (!rebuild.event)
		return fault_set(fault, FAULT_MEMORY, "no memory to rebuild");
	int code = forget_all(store, fault);
	if (code == 0)
		code = replay_archived(store, fault);
	if (code == 0)
		code = replay_events(&rebuild);
	if (code == 0)
		code = replay_all_held(&rebuild);
	free(rebuild.event);
	if (code == 0)
		*unread = rebuild.unread;
	return code;
}

int store_rebuild(struct store *store, int64_t *unread, struct fault *fault)
{
	int code = store_begin(store, fault);
	if (code != 0)
		return code;
	code = rebuild_derived(store, unread, fault);
	if (code == 0)
		code = store_commit(store, fault);
	if (code != 0)
		store_rollback(store);
	return code;
}
