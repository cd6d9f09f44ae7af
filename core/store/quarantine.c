/* What was refused, as readers ask for it. */
#include "core/store/inner.h"

/* Columns of held_get and its likes. */
static struct store_held held_row(struct statement *row)
{
	return (struct store_held){
		.no = row_int(row, 0),
		.station = row_text(row, 1),
		.epoch = row_int(row, 2),
		.seq = row_int(row, 3),
		.got_ms = row_int(row, 4),
		.note = row_int(row, 5),
		.topic = row_text(row, 6),
		.rule = row_text(row, 7),
		.key = row_text(row, 8),
		.at = row_int(row, 9),
		.settled_by = row_int(row, 10),
		.raw = row_blob(row, 11),
	};
}

static int walk_held(
	struct statement *rows, store_held_fn *each, void *context, struct fault *fault)
{
	int code = 0;
	while (engine_next(rows, &code, fault)) {
		struct store_held held = held_row(rows);
		code = each(context, &held);
	}
	return code;
}

int store_held_after(struct store *store, int64_t after, bool open_only, int most,
	store_held_fn *each, void *context, struct fault *fault)
{
	struct statement *rows;
	int code = engine_take(
		store->engine, open_only ? SQL_HELD_OPEN_AFTER : SQL_HELD_AFTER, &rows, fault);
	if (code != 0)
		return code;
	bind_int(rows, 1, after);
	bind_int(rows, 2, most);
	return walk_held(rows, each, context, fault);
}

int store_held_of_station(struct store *store, struct span station, int64_t epoch, int most,
	store_held_fn *each, void *context, struct fault *fault)
{
	struct statement *rows;
	int code = engine_take(store->engine, SQL_HELD_OF_STATION, &rows, fault);
	if (code != 0)
		return code;
	bind_text(rows, 1, station);
	bind_int(rows, 2, epoch);
	bind_int(rows, 3, most);
	return walk_held(rows, each, context, fault);
}

int store_held_get(struct store *store, int64_t no, struct store_held *held, struct fault *fault)
{
	struct statement *row;
	int code = engine_take(store->engine, SQL_HELD_GET, &row, fault);
	if (code != 0)
		return code;
	bind_int(row, 1, no);
	code = engine_row(row, fault);
	if (code == 0)
		return fault_set(fault, FAULT_NOT_FOUND, "no held message %lld", (long long)no);
	if (code < 0)
		return code;
	struct store_held got = held_row(row);
	struct span *spans[] = { &got.station, &got.topic, &got.rule, &got.key, &got.raw };
	code = keep_spans(store, spans, sizeof(spans) / sizeof(spans[0]), fault);
	engine_release(row);
	if (code == 0)
		*held = got;
	return code;
}
