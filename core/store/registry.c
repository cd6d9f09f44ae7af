/*
 * The registry: who may speak. Derived from `station` events so that it does not matter in which order they came:
 * of all `add`s the newest counts, of all `revoke`s the newest, and the newer of those two says
 * whether the station may speak now. A revoke keeps what the add said; an add says everything anew.
 */
#include "core/store/inner.h"

#include <string.h>

/* a - b by time, epoch, number, station, bytes: a total order that knows nothing of arrival. */
static int compare(const struct store_event *a, const struct store_event *b)
{
	const int64_t keys[][2] = { { a->at_ms, b->at_ms }, { a->epoch, b->epoch },
		{ a->seq, b->seq } };
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (keys[i][0] != keys[i][1])
			return keys[i][0] < keys[i][1] ? -1 : 1;
	}
	int order = span_compare(a->station, b->station);
	return order != 0 ? order : span_compare(a->line, b->line);
}

static int take_event(struct store *store, int64_t no, struct statement **row,
	struct store_event *event, struct fault *fault)
{
	int code = engine_take(store->engine, SQL_EVENT_GET, row, fault);
	if (code != 0)
		return code;
	bind_int(*row, 1, no);
	code = engine_row(*row, fault);
	if (code == 0)
		return fault_set(fault, FAULT_CORRUPT, "event %lld is gone", (long long)no);
	if (code < 0)
		return code;
	event_row(*row, event);
	return 0;
}

/* Whether event a is newer than event b; b 0: there is none. */
static int is_newer(struct store *store, int64_t a, int64_t b, bool *newer, struct fault *fault)
{
	struct statement *rows[2];
	struct store_event events[2];
	*newer = b == 0;
	if (b == 0)
		return 0;
	int code = take_event(store, a, &rows[0], &events[0], fault);
	if (code != 0)
		return code;
	code = take_event(store, b, &rows[1], &events[1], fault);
	if (code == 0) {
		*newer = compare(&events[0], &events[1]) > 0;
		engine_release(rows[1]);
	}
	engine_release(rows[0]);
	return code;
}

struct sources {
	int64_t added_by;
	int64_t revoked_by;
};

static int load_sources(
	struct store *store, int64_t station, struct sources *sources, struct fault *fault)
{
	struct statement *row;
	*sources = (struct sources){ 0 };
	int code = engine_take(store->engine, SQL_REGISTRY_SOURCES, &row, fault);
	if (code != 0)
		return code;
	bind_int(row, 1, station);
	code = engine_row(row, fault);
	if (code <= 0)
		return code;
	*sources = (struct sources){ row_int(row, 0), row_int(row, 1) };
	engine_release(row);
	return 0;
}

static struct span said(const struct event *event, enum field field)
{
	const struct event_value *value = event_find(event, field);
	return value ? value->text : (struct span){ NULL, 0 };
}

static int put_add(struct store *store, int64_t station, const struct event *event, int64_t no,
	struct span state, struct fault *fault)
{
	static const enum field fields[] = { FIELD_TRADE, FIELD_PROOF, FIELD_KEY, FIELD_HOME,
		FIELD_TITLE };
	struct statement *put;
	int code = engine_take(store->engine, SQL_REGISTRY_ADD, &put, fault);
	if (code != 0)
		return code;
	bind_int(put, 1, station);
	bind_text(put, 2, state);
	for (int i = 0; i < (int)(sizeof(fields) / sizeof(fields[0])); i++)
		bind_text(put, 3 + i, said(event, fields[i]));
	bind_int(put, 8, no);
	return engine_run(put, fault);
}

static int put_revoke(
	struct store *store, int64_t station, int64_t no, struct span state, struct fault *fault)
{
	struct statement *put;
	int code = engine_take(store->engine, SQL_REGISTRY_REVOKE, &put, fault);
	if (code != 0)
		return code;
	bind_int(put, 1, station);
	bind_text(put, 2, state);
	bind_int(put, 3, no);
	return engine_run(put, fault);
}

int derive_registry(struct store *store, const struct event *event, int64_t no, struct fault *fault)
{
	const struct event_item *item = event_item_at(event, ROLE_OF, 0);
	const struct event_value *action = event_find(event, FIELD_ACTION);
	struct known *station;
	struct sources sources;
	bool newest, last;
	if (!item || item->item.kind != ITEM_STATION || !action)
		return 0;
	int code = ledger_find(store, item->item.code, true, &station, fault);
	if (code == 0)
		code = load_sources(store, station->no, &sources, fault);
	if (code != 0)
		return code;
	bool add = action->number == ACTION_ADD;
	code = is_newer(store, no, add ? sources.added_by : sources.revoked_by, &newest, fault);
	if (code == 0)
		code = is_newer(
			store, no, add ? sources.revoked_by : sources.added_by, &last, fault);
	if (code != 0 || !newest)
		return code;
	if (add)
		return put_add(
			store, station->no, event, no, span_of(last ? "active" : "revoked"), fault);
	return put_revoke(store, station->no, no, span_of(last ? "revoked" : "active"), fault);
}

/* ---- reading ---- */

static bool fits(struct span text, char *into, size_t size)
{
	return span_copy(text.at ? text : span_of(""), into, size);
}

int registry_row(
	struct statement *row, int column, struct store_station *station, struct fault *fault)
{
	struct span trade = row_text(row, column + 2), proof = row_text(row, column + 3);
	struct span key = row_text(row, column + 4);
	*station = (struct store_station){ .trade = -1, .proof = PROOF_SIGNED };
	if (!fits(row_text(row, column), station->name, sizeof(station->name)) ||
		!fits(row_text(row, column + 5), station->home, sizeof(station->home)) ||
		!fits(row_text(row, column + 6), station->title, sizeof(station->title)))
		return fault_set(fault, FAULT_CORRUPT, "a row of the registry is too long");
	station->revoked = span_is(row_text(row, column + 1), "revoked");
	if ((trade.at && !vocabulary_find_choice(CHOICE_TRADE, trade, &station->trade)) ||
		(proof.at && !vocabulary_find_choice(CHOICE_PROOF, proof, &station->proof)))
		return fault_set(fault, FAULT_NEWER,
			"the registry says of %s what this version does not know", station->name);
	station->has_key = key.at && note_public_parse(key, &station->key) == NOTE_OK;
	return 0;
}

int store_station_name(struct store *store, int64_t station, char name[static NOTE_NAME_MOST + 1],
	bool *corrected, struct fault *fault)
{
	struct statement *row;
	int code = engine_take(store->engine, SQL_STATION_NAME, &row, fault);
	if (code != 0)
		return code;
	bind_int(row, 1, station);
	code = engine_row(row, fault);
	if (code == 0)
		return fault_set(fault, FAULT_NOT_FOUND, "no station %lld", (long long)station);
	if (code < 0)
		return code;
	bool fits = span_copy(row_text(row, 0), name, NOTE_NAME_MOST + 1);
	*corrected = row_int(row, 1) != 0;
	engine_release(row);
	return fits ? 0
	            : fault_set(fault, FAULT_CORRUPT, "the name of station %lld is too long",
			      (long long)station);
}

int store_station_find(
	struct store *store, struct span name, struct store_station *out, struct fault *fault)
{
	struct statement *row;
	struct store_station station;
	int code = engine_take(store->engine, SQL_REGISTRY_FIND, &row, fault);
	if (code != 0)
		return code;
	bind_text(row, 1, name);
	code = engine_row(row, fault);
	if (code == 0)
		return fault_set(fault, FAULT_NOT_FOUND, "station %.*s is not in the registry",
			(int)name.len, name.at);
	if (code < 0)
		return code;
	code = registry_row(row, 0, &station, fault);
	engine_release(row);
	if (code == 0)
		*out = station;
	return code;
}
