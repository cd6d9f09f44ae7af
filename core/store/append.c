/* What a batch puts: notes, events, and what was refused. */
#include "core/store/inner.h"

#include <assert.h>
#include <string.h>

static const char *const assurances[] = {
	[STORE_BROKER] = "broker",
	[STORE_SIGNED] = "signed",
};

const char *assurance_name(enum store_assurance assurance)
{
	return assurances[assurance];
}

/* ---- notes ---- */

static int put_note(
	struct store *store, const struct store_note *note, int64_t *no, struct fault *fault)
{
	struct known *station;
	struct numbers *numbers;
	struct statement *put;
	int code = ledger_find(store, note->station, true, &station, fault);
	if (code == 0)
		code = ledger_numbers(store, &numbers, fault);
	if (code == 0)
		code = engine_take(store->engine, SQL_NOTE_INSERT, &put, fault);
	if (code != 0)
		return code;
	struct note_kept kept = {
		.no = numbers->note + 1,
		.station = station->no,
		.epoch = note->epoch,
		.first = note->first,
		.count = note->count,
		.event_from = numbers->event + 1,
	};
	bind_int(put, 1, kept.no);
	bind_int(put, 2, kept.station);
	bind_int(put, 3, kept.epoch);
	bind_int(put, 4, kept.first);
	bind_int(put, 5, kept.count);
	bind_int(put, 6, note->got_ms);
	bind_int(put, 7, kept.event_from);
	bind_text(put, 8, note->signatures.at ? note->signatures : span_of(""));
	code = engine_run(put, fault);
	if (code != 0)
		return code;
	store->ledger.note = kept;
	*no = ++numbers->note;
	return 0;
}

int store_put_note(
	struct store *store, const struct store_note *note, int64_t *no, struct fault *fault)
{
	int code = batch_check(store, fault);
	return code != 0 ? code : batch_done(store, put_note(store, note, no, fault));
}

/* ---- events ---- */

static int insert_event(struct store *store, const struct known *station,
	const struct store_claim *claim, const struct event *event, int64_t no, struct fault *fault)
{
	struct statement *put;
	int code = engine_take(store->engine, SQL_EVENT_INSERT, &put, fault);
	if (code != 0)
		return code;
	bind_int(put, 1, no);
	bind_int(put, 2, station->no);
	bind_int(put, 3, claim->epoch);
	bind_int(put, 4, claim->seq);
	bind_int(put, 5, event->at.at_ms);
	bind_int(put, 6, claim->got_ms);
	bind_text(put, 7, span_of(vocabulary_kinds[event->kind].name));
	bind_text(put, 8, event->by);
	bind_text(put, 9, span_of(assurances[claim->assurance]));
	bind_int(put, 10, claim->note);
	bind_text(put, 11, claim->line);
	return engine_run(put, fault);
}

static int put_event(struct store *store, const struct store_claim *claim,
	const struct event *event, int64_t *no, struct fault *fault)
{
	struct known *station;
	struct numbers *numbers;
	int code = ledger_find(store, claim->station, true, &station, fault);
	if (code == 0)
		code = ledger_numbers(store, &numbers, fault);
	if (code != 0)
		return code;
	struct said said = {
		.no = numbers->event + 1,
		.epoch = claim->epoch,
		.seq = claim->seq,
		.at_ms = event->at.at_ms,
		.got_ms = claim->got_ms,
		.note = claim->note,
	};
	code = insert_event(store, station, claim, event, said.no, fault);
	if (code == 0 && claim->seq == 0)
		code = plain_put(store, claim->station, said.at_ms, claim->line, fault);
	if (code == 0)
		code = derive_event_heard(store, station, &said, fault);
	if (code == 0)
		code = derive_meaning(store, station, &said, event, fault);
	if (code != 0)
		return code;
	*no = ++numbers->event;
	return 0;
}

int store_put_event(struct store *store, const struct store_claim *claim, const struct event *event,
	int64_t *no, struct fault *fault)
{
	int code = batch_check(store, fault);
	return code != 0 ? code : batch_done(store, put_event(store, claim, event, no, fault));
}

/* ---- quarantine ---- */

static int insert_held(struct store *store, const struct store_claim *claim, struct span topic,
	const char *rule, const char *key, size_t at, int64_t no, struct fault *fault)
{
	struct statement *put;
	int code = engine_take(store->engine, SQL_HELD_INSERT, &put, fault);
	if (code != 0)
		return code;
	bind_int(put, 1, no);
	bind_text(put, 2, claim->station.at ? claim->station : span_of(""));
	bind_int(put, 3, claim->epoch);
	bind_int(put, 4, claim->seq);
	bind_int(put, 5, claim->got_ms);
	bind_int(put, 6, claim->note);
	bind_text(put, 7, topic.at ? topic : span_of(""));
	bind_blob(put, 8, claim->line.at ? claim->line : span_of(""));
	bind_text(put, 9, span_of(rule));
	bind_text(put, 10, span_of(key ? key : ""));
	bind_int(put, 11, (int64_t)at);
	bind_int(put, 12, 0);
	return engine_run(put, fault);
}

static int hear_held(struct store *store, const struct store_claim *claim, struct fault *fault)
{
	struct known *station;
	if (claim->seq == 0)
		return plain_put(store, claim->station, 0, claim->line, fault);
	struct said said = { .epoch = claim->epoch, .seq = claim->seq, .got_ms = claim->got_ms };
	int code = ledger_find(store, claim->station, true, &station, fault);
	return code != 0 ? code : derive_held_heard(store, station, &said, fault);
}

static int put_held(struct store *store, const struct store_claim *claim, struct span topic,
	const char *rule, const char *key, size_t at, int64_t *no, struct fault *fault)
{
	struct numbers *numbers;
	int code = ledger_numbers(store, &numbers, fault);
	if (code == 0)
		code = insert_held(store, claim, topic, rule, key, at, numbers->held + 1, fault);
	if (code == 0)
		code = hear_held(store, claim, fault);
	if (code != 0)
		return code;
	*no = ++numbers->held;
	return 0;
}

int store_put_quarantine(struct store *store, const struct store_claim *claim, struct span topic,
	const char *rule, const char *key, size_t at, int64_t *no, struct fault *fault)
{
	int code = batch_check(store, fault);
	return code != 0
	               ? code
	               : batch_done(store, put_held(store, claim, topic, rule, key, at, no, fault));
}

static int settle(struct store *store, int64_t quarantine, int64_t event, struct fault *fault)
{
	struct store_held held;
	struct statement *put;
	int code = store_held_get(store, quarantine, &held, fault);
	if (code != 0 || event == 0)
		return code;
	code = engine_take(store->engine, SQL_HELD_SETTLE, &put, fault);
	if (code != 0)
		return code;
	bind_int(put, 1, quarantine);
	bind_int(put, 2, event);
	return engine_run(put, fault);
}

int store_settle(struct store *store, int64_t quarantine, int64_t event, struct fault *fault)
{
	int code = batch_check(store, fault);
	return code != 0 ? code : batch_done(store, settle(store, quarantine, event, fault));
}
