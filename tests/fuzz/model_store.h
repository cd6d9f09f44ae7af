/*
 * model_store.h - the store's promises to the intake (core/store/store.h) kept in the simplest way there is: rows in
 * an array, looked for one by one. Linked instead of the store, it lets a fuzz target take messages some hundred
 * times as fast, and refuses (abort) what the intake must never ask of a store.
 *
 * The registry begins with farm-01, which signs, and scale-1, which does not.
 */
#ifndef PIGTRACE_TESTS_FUZZ_MODEL_STORE_H
#define PIGTRACE_TESTS_FUZZ_MODEL_STORE_H

#include "tests/fuzz/world_intake.h"

#define ROWS_MOST   16384
#define UNDO_MOST   4096
#define MODEL_BYTES ((size_t)8 << 20)
#define NOTES_MOST  4096

struct row {
	bool event; /* else held */
	int64_t no;
	enum event_kind kind;
	int64_t at_ms;
	struct store_claim claim;
	struct span topic;
	const char *rule;
	int64_t settled_by;
};

/* Everything that a rollback takes back by cutting it off. */
struct extent {
	size_t rows;
	size_t notes;
	int64_t events;
	int64_t held;
	size_t bytes;
};

static struct {
	struct row rows[ROWS_MOST];
	struct store_note notes[NOTES_MOST];
	struct extent now, committed;
	bool in_batch;
	size_t settled[UNDO_MOST]; /* rows that were settled in this batch */
	size_t settled_count;
	char bytes[MODEL_BYTES];
	struct event event;
} model;

static struct span model_keep(struct span text)
{
	char *at = model.bytes + model.now.bytes;
	check(text.len <= MODEL_BYTES - model.now.bytes);
	if (text.len > 0)
		memcpy(at, text.at, text.len);
	model.now.bytes += text.len;
	return (struct span){ at, text.len };
}

static void model_forget(void)
{
	model.now = model.committed = (struct extent){ 0 };
	model.in_batch = false;
	model.settled_count = 0;
}

/* ---- batches ---- */

int store_begin(struct store *store, struct fault *why)
{
	(void)store;
	(void)why;
	check(!model.in_batch);
	model.in_batch = true;
	model.committed = model.now;
	model.settled_count = 0;
	return 0;
}

int store_commit(struct store *store, struct fault *why)
{
	(void)store;
	(void)why;
	check(model.in_batch);
	model.in_batch = false;
	return 0;
}

void store_rollback(struct store *store)
{
	(void)store;
	check(model.in_batch);
	for (size_t i = 0; i < model.settled_count; i++)
		model.rows[model.settled[i]].settled_by = 0;
	model.now = model.committed;
	model.in_batch = false;
}

/* ---- what was received ---- */

static bool is_named(const struct row *row, struct span station, int64_t epoch, int64_t seq)
{
	return row->claim.seq == seq && row->claim.epoch == epoch &&
	       span_equal(row->claim.station, station);
}

int store_seen(struct store *store, struct span station, int64_t epoch, int64_t seq,
	struct span line, enum store_seen *seen, struct fault *why)
{
	(void)store;
	(void)why;
	check(model.in_batch && seq > 0 && epoch > 0);
	*seen = STORE_NEW;
	for (size_t i = 0; i < model.now.rows; i++) {
		if (!is_named(&model.rows[i], station, epoch, seq))
			continue;
		*seen = STORE_CONFLICT;
		if (span_equal(model.rows[i].claim.line, line)) {
			*seen = STORE_SAME;
			break;
		}
	}
	return 0;
}

int store_seen_plain(struct store *store, struct span station, int64_t at_ms, struct span line,
	enum store_seen *seen, struct fault *why)
{
	(void)store;
	(void)why;
	(void)at_ms;
	check(model.in_batch);
	*seen = STORE_NEW;
	for (size_t i = 0; i < model.now.rows && *seen == STORE_NEW; i++)
		if (is_named(&model.rows[i], station, 0, 0) &&
			span_equal(model.rows[i].claim.line, line))
			*seen = STORE_SAME;
	return 0;
}

/* ---- putting ---- */

int store_put_note(
	struct store *store, const struct store_note *note, int64_t *no, struct fault *why)
{
	(void)store;
	(void)why;
	check(model.in_batch && model.now.notes < NOTES_MOST);
	check(note->epoch > 0 && note->first > 0 && note->count > 0 &&
		note->count <= BUNDLE_EVENTS_MOST && note->signatures.len > 0 &&
		note->got_ms == NOON_MS);
	struct store_note *kept = &model.notes[model.now.notes++];
	*kept = *note;
	kept->station = model_keep(note->station);
	kept->signatures = (struct span){ NULL, 0 };
	*no = (int64_t)model.now.notes;
	return 0;
}

/* A number is one of its note's; whatever has none has no note. */
static void check_claim(const struct store_claim *claim)
{
	check(claim->station.len <= NOTE_NAME_MOST && claim->got_ms == NOON_MS);
	check((claim->seq > 0) == (claim->epoch > 0) && (claim->seq > 0) == (claim->note > 0));
	if (claim->note == 0)
		return;
	check(claim->note <= (int64_t)model.now.notes);
	const struct store_note *note = &model.notes[claim->note - 1];
	check(note->epoch == claim->epoch && claim->seq >= note->first &&
		claim->seq - note->first < note->count &&
		span_equal(note->station, claim->station));
}

static struct row *add_row(const struct store_claim *claim)
{
	check(model.in_batch && model.now.rows < ROWS_MOST);
	check_claim(claim);
	struct row *row = &model.rows[model.now.rows++];
	*row = (struct row){ .claim = *claim };
	row->claim.station = model_keep(claim->station);
	row->claim.line = model_keep(claim->line);
	return row;
}

static bool has_event(const struct store_claim *claim)
{
	for (size_t i = 0; i < model.now.rows; i++)
		if (model.rows[i].event &&
			is_named(&model.rows[i], claim->station, claim->epoch, claim->seq))
			return true;
	return false;
}

/* The line says this event, nothing objects to it, and it may come from this station in this way. */
static void check_event(
	struct store *store, const struct store_claim *claim, const struct event *event)
{
	struct event_wrong wrong;
	struct store_station station;
	bool admin = span_is(claim->station, world.admin.pub.name);
	check(event_decode(claim->line, &model.event, &wrong) == EVENT_OK);
	check(model.event.kind == event->kind && model.event.at.at_ms == event->at.at_ms &&
		model.event.item_count == event->item_count);
	check(!rule_judge_event(event).rule);
	if (vocabulary_kinds[event->kind].trades == UINT32_C(1) << TRADE_ADMIN)
		check(claim->assurance == STORE_SIGNED);
	check(!admin || claim->seq > 0);
	/* Who spoke a numbered line was looked at when it came: this may be a second reading. */
	if (claim->seq > 0) {
		check(claim->assurance == STORE_SIGNED);
		check(!has_event(claim));
		return;
	}
	must(store_station_find(store, claim->station, &station, &fault));
	check(!station.revoked && station.proof == PROOF_PLAIN && claim->assurance == STORE_BROKER);
}

int store_put_event(struct store *store, const struct store_claim *claim, const struct event *event,
	int64_t *no, struct fault *why)
{
	(void)why;
	check_event(store, claim, event);
	struct row *row = add_row(claim);
	row->event = true;
	row->kind = event->kind;
	row->at_ms = event->at.at_ms;
	row->no = *no = ++model.now.events;
	return 0;
}

int store_put_quarantine(struct store *store, const struct store_claim *claim, struct span topic,
	const char *rule, const char *key, size_t at, int64_t *no, struct fault *why)
{
	(void)store;
	(void)why;
	check(rule_find(span_of(rule)) && key &&
		strlen(key) < sizeof(((struct judgement *)0)->key));
	check(at <= claim->line.len || at == NOTE_MOST);
	struct row *row = add_row(claim);
	row->topic = model_keep(topic);
	row->rule = rule;
	row->no = *no = ++model.now.held;
	return 0;
}

static struct row *find_row(bool event, int64_t no)
{
	for (size_t i = 0; i < model.now.rows; i++)
		if (model.rows[i].event == event && model.rows[i].no == no)
			return &model.rows[i];
	return NULL;
}

int store_settle(struct store *store, int64_t quarantine, int64_t event, struct fault *why)
{
	struct row *row = find_row(false, quarantine);
	(void)store;
	(void)why;
	check(model.in_batch && row && row->settled_by == 0 && event <= model.now.events);
	row->settled_by = event;
	check(model.settled_count < UNDO_MOST);
	model.settled[model.settled_count++] = (size_t)(row - model.rows);
	return 0;
}

/* ---- the registry: of all adds the newest counts, of all revokes the newest (core/store/registry.c) ---- */

static bool is_newer(const struct row *a, const struct row *b)
{
	const struct store_claim *x = &a->claim, *y = b ? &b->claim : NULL;
	if (!b)
		return true;
	if (a->at_ms != b->at_ms)
		return a->at_ms > b->at_ms;
	if (x->epoch != y->epoch)
		return x->epoch > y->epoch;
	if (x->seq != y->seq)
		return x->seq > y->seq;
	int order = span_compare(x->station, y->station);
	return order != 0 ? order > 0 : span_compare(x->line, y->line) > 0;
}

static void read_word(const struct row *row, struct span name, const struct row **added,
	const struct row **revoked)
{
	struct event_wrong wrong;
	if (!row->event || row->kind != KIND_STATION)
		return;
	check(event_decode(row->claim.line, &model.event, &wrong) == EVENT_OK);
	const struct event_item *of = event_item_at(&model.event, ROLE_OF, 0);
	const struct event_value *action = event_find(&model.event, FIELD_ACTION);
	if (!of || of->item.kind != ITEM_STATION || !action || !span_equal(of->item.code, name))
		return;
	const struct row **last = action->number == ACTION_ADD ? added : revoked;
	if (is_newer(row, *last))
		*last = row;
}

static void read_add(const struct row *row, struct store_station *station)
{
	struct event_wrong wrong;
	check(event_decode(row->claim.line, &model.event, &wrong) == EVENT_OK);
	const struct event_value *trade = event_find(&model.event, FIELD_TRADE);
	const struct event_value *proof = event_find(&model.event, FIELD_PROOF);
	const struct event_value *key = event_find(&model.event, FIELD_KEY);
	station->trade = trade ? (int)trade->number : -1;
	station->proof = proof ? (int)proof->number : PROOF_SIGNED;
	station->has_key = key && note_public_parse(key->text, &station->key) == NOTE_OK;
}

/* Who is there before anybody has said so. */
static bool read_first(struct span name, struct store_station *station)
{
	bool farm = span_is(name, "farm-01");
	station->trade = TRADE_FARM;
	station->proof = farm ? PROOF_SIGNED : PROOF_PLAIN;
	station->has_key = farm;
	if (farm)
		station->key = world.farm.pub;
	return farm || span_is(name, "scale-1");
}

int store_station_find(
	struct store *store, struct span name, struct store_station *out, struct fault *why)
{
	const struct row *added = NULL, *revoked = NULL;
	struct store_station station = { .trade = -1, .proof = PROOF_SIGNED };
	(void)store;
	for (size_t i = 0; i < model.now.rows; i++)
		read_word(&model.rows[i], name, &added, &revoked);
	if (added)
		read_add(added, &station);
	else if (!read_first(name, &station)) {
		if (!revoked)
			return fault_set(why, FAULT_NOT_FOUND, "no such station");
		station = (struct store_station){ .trade = -1, .proof = PROOF_SIGNED };
	}
	station.revoked = revoked && (!added || is_newer(revoked, added));
	(void)span_copy(name, station.name, sizeof(station.name));
	*out = station;
	return 0;
}

/* ---- reading ---- */

static void read_held(const struct row *row, struct store_held *held)
{
	*held = (struct store_held){
		.no = row->no,
		.station = row->claim.station,
		.epoch = row->claim.epoch,
		.seq = row->claim.seq,
		.got_ms = row->claim.got_ms,
		.note = row->claim.note,
		.topic = row->topic,
		.rule = span_of(row->rule),
		.settled_by = row->settled_by,
		.raw = row->claim.line,
	};
}

int store_held_get(struct store *store, int64_t no, struct store_held *held, struct fault *why)
{
	const struct row *row = find_row(false, no);
	(void)store;
	if (!row)
		return fault_set(why, FAULT_NOT_FOUND, "no such row");
	read_held(row, held);
	return 0;
}

int store_held_of_station(struct store *store, struct span station, int64_t epoch, int most,
	store_held_fn *each, void *context, struct fault *why)
{
	(void)store;
	(void)why;
	for (size_t i = model.now.rows; i > 0 && most > 0; i--) {
		const struct row *row = &model.rows[i - 1];
		struct store_held held;
		if (row->event || row->settled_by != 0 || row->claim.epoch != epoch ||
			row->claim.seq == 0 || !span_equal(row->claim.station, station))
			continue;
		read_held(row, &held);
		must(each(context, &held));
		most--;
	}
	return 0;
}

static bool has_number(struct span station, int64_t epoch, int64_t seq)
{
	for (size_t i = 0; i < model.now.rows; i++)
		if (is_named(&model.rows[i], station, epoch, seq))
			return true;
	return false;
}

/* Up to which number all are there; what is missing behind it is not told, a receipt need not. */
int store_numbering(struct store *store, struct span station, int64_t epoch,
	struct store_numbering *numbering, struct fault *why)
{
	(void)store;
	(void)why;
	*numbering = (struct store_numbering){ 0 };
	while (has_number(station, epoch, numbering->upto + 1))
		numbering->upto++;
	return 0;
}

int store_newest(struct store *store, int64_t *event, int64_t *held, struct fault *why)
{
	(void)store;
	(void)why;
	*event = model.now.events;
	*held = model.now.held;
	return 0;
}

#endif
