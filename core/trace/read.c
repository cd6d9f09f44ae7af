#include "core/trace/work.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define PLAIN_HASH_LEN 32 /* of BLAKE2b; its first 8 bytes name the event */

void trace_event_name(struct span station, int64_t epoch, int64_t seq, struct span line,
	char name[static TRACE_NAME_TEXT])
{
	unsigned char hash[PLAIN_HASH_LEN];
	char hex[17];
	struct out out = out_into(name, TRACE_NAME_TEXT);
	if (seq != 0) {
		event_name_format(&out, (struct event_name){ station, epoch, seq });
		return;
	}
	(void)crypto_generichash(
		hash, sizeof(hash), (const unsigned char *)line.at, line.len, NULL, 0);
	(void)sodium_bin2hex(hex, sizeof(hex), hash, 8);
	out_span(&out, station);
	out_text(&out, "/-/");
	out_text(&out, hex);
}

bool fact_counts(const struct work *work, const struct fact *fact)
{
	return work->raw || !fact->corrected;
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int event_order(const struct trace_event *a, const struct trace_event *b)
{
	int by = order(a->at.at_ms, b->at.at_ms);
	if (by == 0)
		by = strcmp(a->station, b->station);
	if (by == 0)
		by = order(a->epoch, b->epoch);
	if (by == 0)
		by = order(a->seq, b->seq);
	if (by == 0)
		by = span_compare((struct span){ a->line, a->line_len },
			(struct span){ b->line, b->line_len });
	return by;
}

static char *copy(struct span text)
{
	char *kept = malloc(text.len + 1);
	if (kept)
		(void)span_copy(text, kept, text.len + 1);
	return kept;
}

/* Keep the items of one flow in work->uses. */
static int keep_uses(struct work *work, const struct event *event, enum role_flow flow,
	size_t *first, size_t *count)
{
	*first = work->uses_count;
	for (int i = 0; i < event->item_count; i++) {
		const struct event_item *item = &event->items[i];
		size_t node;
		if (vocabulary_roles[item->role].flow != flow)
			continue;
		int code = work_node(work, item->item, &node);
		if (code != 0)
			return code;
		if (!WORK_ROOM(work, uses))
			return FAULT_MEMORY;
		work->uses[work->uses_count++] = (struct use){ node, item->has_mass, item->mass_g };
	}
	*count = work->uses_count - *first;
	return 0;
}

/* What the event says about where things go and what becomes of what. */
static int read_items(struct work *work, const struct event *event, struct fact *fact)
{
	int code = 0;
	for (int i = 0; code == 0 && i < event->item_count; i++) {
		const struct event_item *item = &event->items[i];
		enum role_flow flow = vocabulary_roles[item->role].flow;
		if (flow == FLOW_JOINED && fact->to == NONE)
			code = work_node(work, item->item, &fact->to);
		if (flow == FLOW_PRODUCED && event->kind == KIND_TAG)
			code = work_node(work, item->item, &fact->renamed);
		fact->leaves = fact->leaves || flow == FLOW_LEFT;
		fact->by_number = fact->by_number || (flow == FLOW_OBSERVED && item->has_count);
		fact->produces = fact->produces || flow == FLOW_PRODUCED;
	}
	if (code == 0)
		code = keep_uses(work, event, FLOW_CONSUMED, &fact->first_use, &fact->use_count);
	if (code == 0 && fact->to != NONE && work->nodes[fact->to].kind == ITEM_SSCC)
		code = keep_uses(work, event, FLOW_OBSERVED, &fact->first_put, &fact->put_count);
	return code;
}

static void read_key(const struct event *event, struct fact *fact)
{
	const struct event_value *key = event_find(event, FIELD_SERIAL_KEY);
	size_t len;
	fact->keyed = key &&
	              sodium_hex2bin(fact->key, sizeof(fact->key), key->text.at, key->text.len,
			      NULL, &len, NULL) == 0 &&
	              len == sizeof(fact->key);
}

static int read_event(struct work *work, struct fact *fact)
{
	struct store_event stored;
	struct event_wrong wrong;
	struct trace_event *told = &fact->told;
	int code = store_event_get(work->store, fact->no, &stored, work->fault);
	if (code != 0)
		return code;
	told->station = copy(stored.station);
	told->line = copy(stored.line);
	told->line_len = stored.line.len;
	told->epoch = stored.epoch;
	told->seq = stored.seq;
	told->assurance = stored.assurance;
	if (!told->station || !told->line)
		return work_memory(work);
	if (event_decode((struct span){ told->line, told->line_len }, work->event, &wrong) !=
		EVENT_OK)
		return fault_set(work->fault, FAULT_CORRUPT,
			"event %lld of the store does not read: %s", (long long)fact->no,
			event_error_text(wrong.error));
	told->kind = work->event->kind;
	told->at = work->event->at;
	fact->by_number = event_find(work->event, FIELD_COUNT_) != NULL;
	read_key(work->event, fact);
	return read_items(work, work->event, fact);
}

int work_fact(struct work *work, int64_t event, size_t *fact)
{
	size_t cursor = 0;
	uint64_t hash = map_hash_number((uint64_t)event);
	if (map_next(&work->fact_by_no, hash, &cursor, fact))
		return 0;
	if (work->facts_count >= work->events_most)
		return fault_set(work->fault, FAULT_LIMIT, "the answer has more than %zu events",
			work->events_most);
	if (!WORK_ROOM(work, facts))
		return FAULT_MEMORY;
	*fact = work->facts_count++;
	struct fact *kept = &work->facts[*fact];
	*kept = (struct fact){ .no = event, .to = NONE, .renamed = NONE };
	int code = read_event(work, kept);
	if (code == 0)
		code = correct_look(work, kept);
	if (code == 0 && !map_put(&work->fact_by_no, hash, *fact))
		code = work_memory(work);
	return code;
}
