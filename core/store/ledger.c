/* What the writer remembers between calls: stations by name, and the highest numbers given. */
#include "core/store/inner.h"

#include <stdlib.h>

static struct known *recall(const struct ledger *ledger, struct span name)
{
	size_t cursor = 0, index;
	uint64_t hash = map_hash_text(name);
	while (map_next(&ledger->by_name, hash, &cursor, &index)) {
		if (span_is(name, ledger->known[index]->name))
			return ledger->known[index];
	}
	return NULL;
}

static int remember(struct ledger *ledger, struct span name, int64_t no, struct known **known,
	struct fault *fault)
{
	struct known *fresh = calloc(1, sizeof(*fresh));
	if (!fresh ||
		!array_reserve(&ledger->known, &ledger->known_cap, ledger->known_count + 1,
			sizeof(*ledger->known)) ||
		!map_put(&ledger->by_name, map_hash_text(name), ledger->known_count)) {
		free(fresh);
		return fault_set(fault, FAULT_MEMORY, "no memory for a station");
	}
	(void)span_copy(name, fresh->name, sizeof(fresh->name)); /* its length was checked */
	fresh->no = no;
	ledger->no_strangers = ledger->no_strangers && name.len > 0;
	ledger->known[ledger->known_count++] = fresh;
	*known = fresh;
	return 0;
}

static int look_up(struct store *store, struct span name, int64_t *no, struct fault *fault)
{
	struct statement *find;
	int code = engine_take(store->engine, SQL_STATION_FIND, &find, fault);
	if (code != 0)
		return code;
	bind_text(find, 1, name);
	code = engine_row(find, fault);
	if (code <= 0)
		return code;
	*no = row_int(find, 0);
	engine_release(find);
	return 0;
}

static int insert(struct store *store, struct span name, int64_t *no, struct fault *fault)
{
	struct statement *put;
	struct numbers *numbers;
	int code = ledger_numbers(store, &numbers, fault);
	if (code == 0)
		code = engine_take(store->engine, SQL_STATION_INSERT, &put, fault);
	if (code != 0)
		return code;
	bind_int(put, 1, numbers->station + 1);
	bind_text(put, 2, name);
	code = engine_run(put, fault);
	if (code == 0)
		*no = ++numbers->station;
	return code;
}

int ledger_find(
	struct store *store, struct span name, bool make, struct known **known, struct fault *fault)
{
	struct ledger *ledger = &store->ledger;
	int64_t no = 0;
	if (name.len > NOTE_NAME_MOST)
		return fault_set(fault, FAULT_LIMIT, "a station's name has at most %d bytes",
			NOTE_NAME_MOST);
	if (!name.at)
		name = span_of("");
	*known = recall(ledger, name);
	if (*known)
		return 0;
	int code = look_up(store, name, &no, fault);
	if (code == 0 && no == 0 && make)
		code = insert(store, name, &no, fault);
	if (code != 0 || no == 0)
		return code;
	return remember(ledger, name, no, known, fault);
}

int ledger_numbers(struct store *store, struct numbers **out, struct fault *fault)
{
	struct numbers *numbers = &store->ledger.numbers;
	struct statement *highest;
	*out = numbers;
	if (numbers->loaded)
		return 0;
	int code = engine_take(store->engine, SQL_NUMBERS, &highest, fault);
	if (code != 0)
		return code;
	code = engine_row(highest, fault);
	if (code < 0)
		return code;
	*numbers = (struct numbers){
		.loaded = true,
		.station = row_int(highest, 0),
		.note = row_int(highest, 1),
		.event = row_int(highest, 2),
		.held = row_int(highest, 3),
		.item = row_int(highest, 4),
	};
	engine_release(highest);
	return 0;
}

void ledger_changed(struct store *store, struct known *known)
{
	if (known->changed)
		return;
	known->changed = true;
	known->next_changed = store->ledger.changed;
	store->ledger.changed = known;
}

static int flush_heard(struct store *store, const struct known *known, struct fault *fault)
{
	const struct heard *heard = &known->heard;
	struct statement *put;
	int code = engine_take(store->engine, SQL_HEARD_PUT, &put, fault);
	if (code != 0)
		return code;
	bind_int(put, 1, known->no);
	bind_int(put, 2, heard->epoch);
	bind_int(put, 3, heard->got_ms);
	bind_int(put, 4, heard->events);
	bind_int(put, 5, heard->newest_epoch);
	bind_int(put, 6, heard->newest_seq);
	bind_int(put, 7, heard->skew_ms);
	return engine_run(put, fault);
}

int ledger_flush(struct store *store, struct fault *fault)
{
	while (store->ledger.changed) {
		struct known *known = store->ledger.changed;
		int code = flush_heard(store, known, fault);
		for (int i = 0; code == 0 && i < EPOCHS_KEPT; i++)
			code = received_flush(store, known, &known->received[i], fault);
		if (code != 0)
			return code;
		known->changed = false;
		store->ledger.changed = known->next_changed;
	}
	return 0;
}

void ledger_forget(struct store *store)
{
	struct ledger *ledger = &store->ledger;
	for (size_t i = 0; i < ledger->known_count; i++) {
		for (int j = 0; j < EPOCHS_KEPT; j++)
			free(ledger->known[i]->received[j].list);
		free(ledger->known[i]);
	}
	free(ledger->known);
	map_free(&ledger->by_name);
	free(ledger->items);
	*ledger = (struct ledger){ 0 };
	free(store->hot.waiting);
	store->hot = (struct hot){
		.most = store->hot.most, .around = store->hot.around, .settled = store->hot.settled
	};
}
