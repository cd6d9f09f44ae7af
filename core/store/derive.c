/* From an event to what is derived from it. The same code runs when it arrives and when all is rebuilt. */
#include "core/store/inner.h"

#include <stdlib.h>
#include <string.h>

/* ---- numbering and clock ---- */

static int load_heard(struct store *store, struct known *known, struct fault *fault)
{
	struct statement *row;
	if (known->heard_loaded)
		return 0;
	int code = engine_take(store->engine, SQL_HEARD_GET, &row, fault);
	if (code != 0)
		return code;
	bind_int(row, 1, known->no);
	code = engine_row(row, fault);
	if (code < 0)
		return code;
	if (code > 0) {
		known->heard = (struct heard){
			.epoch = row_int(row, 0),
			.got_ms = row_int(row, 1),
			.events = row_int(row, 2),
			.newest_epoch = row_int(row, 3),
			.newest_seq = row_int(row, 4),
			.skew_ms = row_int(row, 5),
		};
		engine_release(row);
	}
	known->heard_loaded = true;
	return 0;
}

int derive_held_heard(
	struct store *store, struct known *station, const struct said *said, struct fault *fault)
{
	struct heard *heard = &station->heard;
	int code = load_heard(store, station, fault);
	if (code == 0 && said->seq > 0)
		code = received_add(store, station, said->epoch, said->seq, fault);
	if (code != 0)
		return code;
	if (said->epoch > heard->epoch)
		heard->epoch = said->epoch;
	if (said->got_ms > heard->got_ms)
		heard->got_ms = said->got_ms;
	ledger_changed(store, station);
	return 0;
}

static int load_note(struct store *store, int64_t no, struct fault *fault)
{
	struct statement *row;
	if (store->ledger.note.no == no)
		return 0;
	int code = engine_take(store->engine, SQL_NOTE_RANGE, &row, fault);
	if (code != 0)
		return code;
	bind_int(row, 1, no);
	code = engine_row(row, fault);
	if (code <= 0)
		return code;
	store->ledger.note = (struct note_kept){
		.no = no,
		.station = row_int(row, 0),
		.epoch = row_int(row, 1),
		.first = row_int(row, 2),
		.count = row_int(row, 3),
		.event_from = row_int(row, 4),
	};
	engine_release(row);
	return 0;
}

static bool within(int64_t number, int64_t first, int64_t count)
{
	return number >= first && number - first < count;
}

/* Make a numbered event that cannot be found through its note findable by its name. */
static int put_stray(struct store *store, const struct known *station, const struct said *said,
	struct fault *fault)
{
	const struct note_kept *note = &store->ledger.note;
	struct statement *put;
	int code = load_note(store, said->note, fault);
	if (code != 0)
		return code;
	if (note->no == said->note && note->station == station->no && note->epoch == said->epoch &&
		within(said->seq, note->first, note->count) &&
		within(said->no, note->event_from, note->count))
		return 0;
	code = engine_take(store->engine, SQL_STRAY_INSERT, &put, fault);
	if (code != 0)
		return code;
	bind_int(put, 1, station->no);
	bind_int(put, 2, said->epoch);
	bind_int(put, 3, said->seq);
	bind_int(put, 4, said->no);
	return engine_run(put, fault);
}

int derive_event_heard(
	struct store *store, struct known *station, const struct said *said, struct fault *fault)
{
	struct heard *heard = &station->heard;
	int code = derive_held_heard(store, station, said, fault);
	if (code == 0 && said->seq > 0)
		code = put_stray(store, station, said, fault);
	if (code != 0)
		return code;
	heard->events++;
	if (said->epoch > heard->newest_epoch ||
		(said->epoch == heard->newest_epoch && said->seq >= heard->newest_seq)) {
		heard->newest_epoch = said->epoch;
		heard->newest_seq = said->seq;
		heard->skew_ms = said->got_ms - said->at_ms;
	}
	return 0;
}

/* ---- items ---- */

static struct item_kept *place_of(struct store *store, struct item item)
{
	struct ledger *ledger = &store->ledger;
	if (!ledger->items)
		ledger->items = calloc(ITEMS_KEPT, sizeof(*ledger->items));
	if (!ledger->items) /* only slower without */
		return NULL;
	uint64_t hash = map_hash_text(item.code) + (uint64_t)item.kind;
	return &ledger->items[(hash ^ hash >> 32) & (ITEMS_KEPT - 1)];
}

static int insert_item(struct store *store, struct item item, int64_t *no, struct fault *fault)
{
	struct numbers *numbers;
	struct statement *put;
	int code = ledger_numbers(store, &numbers, fault);
	if (code == 0)
		code = engine_take(store->engine, SQL_ITEM_INSERT, &put, fault);
	if (code != 0)
		return code;
	bind_int(put, 1, numbers->item + 1);
	bind_text(put, 2, span_of(item_kind_name(item.kind)));
	bind_text(put, 3, item.code);
	code = engine_run(put, fault);
	if (code == 0)
		*no = ++numbers->item;
	return code;
}

static int number_item(struct store *store, struct item item, int64_t *no, struct fault *fault)
{
	struct item_kept *kept = place_of(store, item);
	if (kept && kept->no && kept->kind == item.kind && kept->len == item.code.len &&
		memcmp(kept->code, item.code.at, item.code.len) == 0) {
		*no = kept->no;
		return 0;
	}
	int code = find_item(store, item, no, fault);
	if (code == 0)
		code = insert_item(store, item, no, fault);
	if (code < 0)
		return code;
	if (kept && item.code.len <= sizeof(kept->code)) {
		*kept = (struct item_kept){ .no = *no, .kind = item.kind, .len = item.code.len };
		memcpy(kept->code, item.code.at, item.code.len);
	}
	return 0;
}

/* ---- runs ---- */

/* Runs of one width are searched together: see runs_with.sql. */
static int64_t run_width(const struct item_run *run)
{
	int64_t width = 10;
	while (width < run->last - run->first + 1)
		width *= 10;
	return width;
}

static int put_run(struct store *store, struct item item, int64_t no, struct fault *fault)
{
	struct item_run run;
	struct statement *put;
	if (!item_split_run(item, &run))
		return 0;
	int code = engine_take(store->engine, SQL_RUN_INSERT, &put, fault);
	if (code != 0)
		return code;
	bind_text(put, 1, run.gtin);
	bind_int(put, 2, run_width(&run));
	bind_int(put, 3, run.first);
	bind_int(put, 4, run.last);
	bind_text(put, 5, run.lot);
	bind_int(put, 6, no);
	return engine_run(put, fault);
}

static int put_correction(
	struct store *store, const struct event *event, int64_t no, struct fault *fault)
{
	const struct event_value *wrong = event_find(event, FIELD_EVENT);
	const struct event_value *reason = event_find(event, FIELD_REASON);
	struct statement *put;
	if (!wrong)
		return 0;
	int code = engine_take(store->engine, SQL_CORRECTION_INSERT, &put, fault);
	if (code != 0)
		return code;
	bind_text(put, 1, wrong->name.station);
	bind_int(put, 2, wrong->name.epoch);
	bind_int(put, 3, wrong->name.seq);
	bind_int(put, 4, no);
	bind_text(put, 5, reason ? reason->text : (struct span){ NULL, 0 });
	return engine_run(put, fault);
}

/* A treatment that goes on holds for who joins the group meanwhile. */
static int put_lasting(struct store *store, const struct said *said, const struct event *event,
	const struct event_item *item, int64_t no, struct fault *fault)
{
	const struct event_value *until = event_find(event, FIELD_UNTIL);
	struct statement *put;
	if (!until || item->role != ROLE_OF || item->item.kind != ITEM_GROUP)
		return 0;
	int code = engine_take(store->engine, SQL_LASTING_INSERT, &put, fault);
	if (code != 0)
		return code;
	bind_int(put, 1, no);
	bind_int(put, 2, until->number);
	bind_int(put, 3, said->no);
	bind_int(put, 4, event->at.at_ms);
	return engine_run(put, fault);
}

int derive_meaning(struct store *store, const struct known *station, const struct said *said,
	const struct event *event, struct fault *fault)
{
	int64_t numbers[EVENT_ITEMS_MOST];
	for (int i = 0; i < event->item_count; i++) {
		const struct event_item *item = &event->items[i];
		int code = number_item(store, item->item, &numbers[i], fault);
		if (code == 0)
			code = links_put(store,
				&(struct store_link){ .item = numbers[i],
					.at_ms = event->at.at_ms,
					.event = said->no,
					.role = item->role,
					.has_mass = item->has_mass,
					.has_count = item->has_count,
					.mass_g = item->mass_g,
					.count = item->count },
				fault);
		/* A strip of labels is no run of goods. */
		if (code == 0 && event->kind != KIND_PRINT &&
			(item->role == ROLE_OUT || item->role == ROLE_OF))
			code = put_run(store, item->item, numbers[i], fault);
		if (code == 0)
			code = put_lasting(store, said, event, item, numbers[i], fault);
		if (code != 0)
			return code;
	}
	int code = gist_put(store, event, said, station->no, numbers, fault);
	if (code == 0 && event->kind == KIND_CORRECT)
		code = put_correction(store, event, said->no, fault);
	if (code == 0 && event->kind == KIND_STATION)
		code = derive_registry(store, event, said->no, fault);
	return code;
}
