/* The log and its graph, as readers ask for them. */
#include "core/store/inner.h"

/* ---- rows kept for the caller ---- */

int keep_spans(struct store *store, struct span **spans, size_t count, struct fault *fault)
{
	buf_clear(&store->kept);
	for (size_t i = 0; i < count; i++)
		buf_span(&store->kept, *spans[i]);
	if (store->kept.failed)
		return fault_set(fault, FAULT_MEMORY, "no memory for a row");
	const char *at = buf_written(&store->kept).at;
	for (size_t i = 0; i < count; i++) {
		spans[i]->at = at;
		at += spans[i]->len;
	}
	return 0;
}

/* ---- items ---- */

int find_item(struct store *store, struct item item, int64_t *no, struct fault *fault)
{
	struct statement *row;
	int code = engine_take(store->engine, SQL_ITEM_FIND, &row, fault);
	if (code != 0)
		return code;
	bind_text(row, 1, span_of(item_kind_name(item.kind)));
	bind_text(row, 2, item.code);
	code = engine_row(row, fault);
	if (code <= 0)
		return code;
	*no = row_int(row, 0);
	engine_release(row);
	return 1;
}

int store_item_find(struct store *store, struct item what, int64_t *item, struct fault *fault)
{
	int code = find_item(store, what, item, fault);
	if (code == 0)
		return fault_set(fault, FAULT_NOT_FOUND, "no item %s:%.*s",
			item_kind_name(what.kind), (int)what.code.len, what.code.at);
	return code < 0 ? code : 0;
}

int store_item_name(
	struct store *store, int64_t item, char text[static ITEM_TEXT], struct fault *fault)
{
	struct statement *row;
	char room[ITEM_TEXT];
	struct out out = out_into(room, sizeof(room));
	int code = engine_take(store->engine, SQL_ITEM_GET, &row, fault);
	if (code != 0)
		return code;
	bind_int(row, 1, item);
	code = engine_row(row, fault);
	if (code == 0)
		return fault_set(fault, FAULT_NOT_FOUND, "no item %lld", (long long)item);
	if (code < 0)
		return code;
	out_span(&out, row_text(row, 0));
	out_char(&out, ':');
	out_span(&out, row_text(row, 1));
	engine_release(row);
	if (out.full)
		return fault_set(fault, FAULT_CORRUPT, "item %lld is too long", (long long)item);
	(void)span_copy(out_written(&out), text, ITEM_TEXT);
	return 0;
}

/* Rows of item, kind, code. */
static int walk_items(
	struct statement *rows, store_item_fn *each, void *context, struct fault *fault)
{
	int code = 0;
	while (engine_next(rows, &code, fault)) {
		struct item what = { .code = row_text(rows, 2) };
		if (item_kind_find(row_text(rows, 1), &what.kind))
			code = each(context, row_int(rows, 0), what);
		else
			code = fault_set(fault, FAULT_NEWER, "item %lld is of an unknown kind",
				(long long)row_int(rows, 0));
	}
	return code;
}

int store_runs_with(struct store *store, struct span gtin, int64_t counter, store_item_fn *each,
	void *context, struct fault *fault)
{
	struct statement *rows;
	int code = engine_take(store->engine, SQL_RUNS_WITH, &rows, fault);
	if (code != 0)
		return code;
	bind_text(rows, 1, gtin);
	bind_int(rows, 2, counter);
	return walk_items(rows, each, context, fault);
}

int store_runs_of_lot(struct store *store, struct span gtin, struct span lot, store_item_fn *each,
	void *context, struct fault *fault)
{
	struct statement *rows;
	int code = engine_take(store->engine, SQL_RUNS_OF_LOT, &rows, fault);
	if (code != 0)
		return code;
	bind_text(rows, 1, gtin);
	bind_text(rows, 2, lot);
	return walk_items(rows, each, context, fault);
}

int store_items_numbered(struct store *store, int64_t first, int64_t last, store_item_fn *each,
	void *context, struct fault *fault)
{
	struct statement *rows;
	int code = engine_take(store->engine, SQL_ITEMS_NUMBERED, &rows, fault);
	if (code != 0)
		return code;
	bind_int(rows, 1, first);
	bind_int(rows, 2, last);
	return walk_items(rows, each, context, fault);
}

/* From the beginning of range *at on, as long as rows stand in it or in the next that has any. *at becomes the range
 * to begin with again; count at the end. */
static int items_from(struct store *store, enum item_kind kind, const struct store_range *ranges,
	size_t count, size_t *at, store_item_fn *each, void *context, struct fault *fault)
{
	struct statement *rows;
	int code = engine_take(store->engine, SQL_ITEMS_FROM, &rows, fault);
	if (code != 0)
		return code;
	bind_text(rows, 1, span_of(item_kind_name(kind)));
	bind_text(rows, 2, ranges[*at].from);
	while (engine_next(rows, &code, fault)) {
		struct item what = { kind, row_text(rows, 1) };
		while (*at < count && span_compare(what.code, ranges[*at].until) >= 0)
			(*at)++;
		if (*at == count || span_compare(what.code, ranges[*at].from) < 0) {
			engine_release(rows);
			return 0;
		}
		code = each(context, row_int(rows, 0), what);
	}
	*at = count;
	return code;
}

int store_items_within(struct store *store, enum item_kind kind, const struct store_range *ranges,
	size_t count, store_item_fn *each, void *context, struct fault *fault)
{
	int code = 0;
	for (size_t at = 0; code == 0 && at < count;)
		code = items_from(store, kind, ranges, count, &at, each, context, fault);
	return code;
}

int store_items_between(struct store *store, enum item_kind kind, struct span from,
	struct span until, store_item_fn *each, void *context, struct fault *fault)
{
	struct store_range range = { from, until };
	return store_items_within(store, kind, &range, 1, each, context, fault);
}

/* ---- links ---- */

bool find_role(struct span name, enum role *role)
{
	for (int i = 0; name.len > 0 && i < ROLE_COUNT; i++) {
		const char *word = vocabulary_roles[i].name;
		if (*word == *name.at && span_is(name, word)) {
			*role = (enum role)i;
			return true;
		}
	}
	return false;
}

static int read_link(struct statement *row, struct store_link *link, struct fault *fault)
{
	*link = (struct store_link){
		.item = row_int(row, 0),
		.at_ms = row_int(row, 1),
		.event = row_int(row, 2),
		.has_mass = !row_is_null(row, 4),
		.has_count = !row_is_null(row, 5),
	};
	if (link->has_mass)
		link->mass_g = row_int(row, 4);
	if (link->has_count)
		link->count = row_int(row, 5);
	if (!find_role(row_text(row, 3), &link->role))
		return fault_set(fault, FAULT_NEWER, "event %lld has an unknown role",
			(long long)link->event);
	return 0;
}

static int walk_links(
	struct statement *rows, store_link_fn *each, void *context, struct fault *fault)
{
	int code = 0;
	while (engine_next(rows, &code, fault)) {
		struct store_link link;
		code = read_link(rows, &link, fault);
		if (code == 0)
			code = each(context, &link);
	}
	return code;
}

/* Within a batch, with what it has put itself. */
static int ask_links(
	struct store *store, enum sql_id id, struct statement **rows, struct fault *fault)
{
	int code = store->in_batch ? batch_done(store, links_flush(store, fault)) : 0;
	return code == 0 ? engine_take(store->engine, id, rows, fault) : code;
}

int store_links_of_item(struct store *store, int64_t item, int64_t since_ms, int64_t until_ms,
	store_link_fn *each, void *context, struct fault *fault)
{
	struct statement *rows;
	int code = ask_links(store, SQL_LINKS_OF_ITEM, &rows, fault);
	if (code != 0)
		return code;
	bind_int(rows, 1, item);
	bind_int(rows, 2, since_ms);
	bind_int(rows, 3, until_ms);
	return walk_links(rows, each, context, fault);
}

int store_links_of_item_as(struct store *store, int64_t item, enum role role, int64_t since_ms,
	int64_t until_ms, store_link_fn *each, void *context, struct fault *fault)
{
	struct statement *rows;
	int code = ask_links(store, SQL_LINKS_OF_ITEM_AS, &rows, fault);
	if (code != 0)
		return code;
	bind_int(rows, 1, item);
	bind_int(rows, 2, since_ms);
	bind_int(rows, 3, until_ms);
	bind_text(rows, 4, span_of(vocabulary_roles[role].name));
	return walk_links(rows, each, context, fault);
}

int store_lasting(struct store *store, int64_t item, int64_t since_ms, int64_t until_ms,
	store_lasting_fn *each, void *context, struct fault *fault)
{
	struct statement *rows;
	int code = engine_take(store->engine, SQL_LASTING_OF, &rows, fault);
	if (code != 0)
		return code;
	bind_int(rows, 1, item);
	bind_int(rows, 2, since_ms);
	bind_int(rows, 3, until_ms);
	while (engine_next(rows, &code, fault))
		code = each(context, row_int(rows, 0), row_int(rows, 1));
	return code;
}

int store_links_between(struct store *store, int64_t first, int64_t last, store_link_fn *each,
	void *context, struct fault *fault)
{
	struct statement *rows;
	int code = ask_links(store, SQL_LINKS_BETWEEN, &rows, fault);
	if (code != 0)
		return code;
	bind_int(rows, 1, first);
	bind_int(rows, 2, last);
	return walk_links(rows, each, context, fault);
}

/* ---- events ---- */

void event_row(struct statement *row, struct store_event *event)
{
	*event = (struct store_event){
		.no = row_int(row, 0),
		.station = row_text(row, 1),
		.epoch = row_int(row, 2),
		.seq = row_int(row, 3),
		.at_ms = row_int(row, 4),
		.got_ms = row_int(row, 5),
		.note = row_int(row, 6),
		.assurance = span_is(row_text(row, 7), assurance_name(STORE_SIGNED)) ? STORE_SIGNED
		                                                                     : STORE_BROKER,
		.line = row_text(row, 8),
	};
}

int store_event_get(struct store *store, int64_t no, struct store_event *event, struct fault *fault)
{
	struct statement *row;
	struct store_event got;
	int code = engine_take(store->engine, SQL_EVENT_GET, &row, fault);
	if (code != 0)
		return code;
	bind_int(row, 1, no);
	code = engine_row(row, fault);
	if (code == 0)
		return fault_set(fault, FAULT_NOT_FOUND, "no event %lld", (long long)no);
	if (code < 0)
		return code;
	event_row(row, &got);
	struct span *spans[] = { &got.station, &got.line };
	code = keep_spans(store, spans, sizeof(spans) / sizeof(spans[0]), fault);
	engine_release(row);
	if (code == 0)
		*event = got;
	return code;
}

int store_events_after(struct store *store, int64_t after, int most, store_event_fn *each,
	void *context, struct fault *fault)
{
	struct statement *rows;
	int code = engine_take(store->engine, SQL_EVENTS_AFTER, &rows, fault);
	if (code != 0)
		return code;
	bind_int(rows, 1, after);
	bind_int(rows, 2, most);
	while (engine_next(rows, &code, fault)) {
		struct store_event event;
		event_row(rows, &event);
		code = each(context, &event);
	}
	return code;
}

int store_corrections_of(struct store *store, struct event_name name, store_correction_fn *each,
	void *context, struct fault *fault)
{
	struct statement *rows;
	int code = engine_take(store->engine, SQL_CORRECTIONS_OF, &rows, fault);
	if (code != 0)
		return code;
	bind_text(rows, 1, name.station);
	bind_int(rows, 2, name.epoch);
	bind_int(rows, 3, name.seq);
	while (engine_next(rows, &code, fault)) {
		struct store_correction correction = {
			.event = row_int(rows, 0),
			.station = row_text(rows, 1),
			.reason = row_text(rows, 2),
		};
		code = each(context, &correction);
	}
	return code;
}

int store_newest(struct store *store, int64_t *event, int64_t *held, struct fault *fault)
{
	struct statement *row;
	int code = engine_take(store->engine, SQL_NEWEST, &row, fault);
	if (code != 0)
		return code;
	code = engine_row(row, fault);
	if (code < 0)
		return code;
	*event = row_int(row, 0);
	*held = row_int(row, 1);
	engine_release(row);
	return 0;
}

int store_census(struct store *store, struct store_census *census, struct fault *fault)
{
	struct statement *row;
	int code = engine_take(store->engine, SQL_CENSUS, &row, fault);
	if (code != 0)
		return code;
	code = engine_row(row, fault);
	if (code < 0)
		return code;
	*census = (struct store_census){
		.events = row_int(row, 0),
		.notes = row_int(row, 1),
		.missing = row_int(row, 2),
		.held = row_int(row, 3),
	};
	engine_release(row);
	return 0;
}
