/*
 * Whether an item is in a recall, asked from the item's side: what it was made of and stood in, against
 * the seeds. forward.h promises that this is the same as walking from the seeds.
 */
#include "core/trace/forward_work.h"
#include "core/trace/recall.h"

#include <stdlib.h>
#include <string.h>

struct finding {
	struct forward_work fw;
	const struct trace *trace;
	const struct recall *recall;
	struct recalls found;
	size_t found_cap;
	size_t most; /* of found; no more are asked for */
	bool ended;  /* those that are over, instead of the open ones */
	struct fault *fault;
	bool walked; /* the back-trace's items are in fw.work */
	bool is;
};

static bool is_run_of(struct item item, struct item_lot lot)
{
	struct item_run run;
	return item_split_run(item, &run) && span_equal(run.gtin, lot.gtin) &&
	       span_equal(run.lot, lot.lot);
}

/* Does the trace name the seed, or what the seed stands for? */
static bool names_seed(const struct trace *trace, const struct forward_seed *seed)
{
	struct item item, wanted;
	struct item_lot lot;
	bool of_lot =
		item_parse(seed->text, &wanted, NULL) == IDENT_OK && item_split_lot(wanted, &lot);
	for (size_t i = 0; i < trace->item_count; i++) {
		struct span name = span_of(trace->items[i].name);
		if (seed->kind == FORWARD_SUPPLIER && name.len > seed->text.len &&
			memcmp(name.at, seed->text.at, seed->text.len) == 0)
			return true;
		if (seed->kind != FORWARD_SUPPLIER && span_equal(name, seed->text))
			return true;
		if (of_lot && item_parse(name, &item, NULL) == IDENT_OK && is_run_of(item, lot))
			return true;
	}
	return false;
}

/* A certificate stands for what it was written for. */
static bool certified(const struct trace *trace, struct span doc)
{
	for (size_t i = 0; i < trace->event_count; i++) {
		struct span line = { trace->events[i].line, trace->events[i].line_len };
		struct event_wrong wrong;
		struct event event;
		if (trace->events[i].kind != KIND_CERTIFY ||
			event_decode(line, &event, &wrong) != EVENT_OK)
			continue;
		const struct event_item *out = event_item_at(&event, ROLE_OUT, 0);
		char name[ITEM_TEXT];
		struct out text = out_into(name, sizeof(name));
		if (out)
			item_format(&text, out->item);
		if (span_equal(out_written(&text), doc))
			return true;
	}
	return false;
}

/* ---- containers ---- */

static bool overlaps(struct finding *f, const struct stay *stay)
{
	const char *holder = work_name(&f->fw.work, stay->holder);
	for (size_t i = 0; i < f->recall->seed_count; i++) {
		const struct forward_seed *seed = &f->recall->seeds[i];
		if (span_is(seed->text, holder) && stay->since_ms < seed->until_ms &&
			stay->until_ms > seed->since_ms)
			return true;
	}
	return false;
}

/* The stays of work.own_stays cut to [since_ms, until_ms), and the containers around them. */
static int look_at_stays(struct finding *f, int64_t since_ms, int64_t until_ms, int depth)
{
	struct work *work = &f->fw.work;
	size_t count = work->own_stays_count;
	int code = 0;
	if (count == 0 || depth > TRACE_CONTAINER_DEPTH)
		return 0;
	struct stay *stays = malloc(count * sizeof(*stays));
	if (!stays)
		return work_memory(work);
	memcpy(stays, work->own_stays, count * sizeof(*stays));
	for (size_t i = 0; code == 0 && !f->is && i < count; i++) {
		struct stay stay = stays[i];
		stay.since_ms = stay.since_ms < since_ms ? since_ms : stay.since_ms;
		stay.until_ms = stay.until_ms > until_ms ? until_ms : stay.until_ms;
		if (stay.since_ms >= stay.until_ms)
			continue;
		f->is = overlaps(f, &stay);
		if (f->is || !kind_can_stay(work->nodes[stay.holder].kind))
			continue;
		code = forward_holder_rows(&f->fw, stay.holder);
		if (code == 0)
			code = stays_find(work, EVER);
		if (code == 0)
			code = look_at_stays(f, stay.since_ms, stay.until_ms, depth + 1);
	}
	free(stays);
	return code;
}

/* When the thing of `names` was last used for the answer; EVER if it is what was asked for. */
static int64_t used_of_names(const struct finding *f, size_t node)
{
	const struct work *work = &f->fw.work;
	bool animal = kind_is_animal(work->nodes[node].kind);
	int64_t used_ms = INT64_MIN;
	for (size_t i = 0; i < (animal ? f->fw.names_count : 1); i++) {
		const struct node *name = &work->nodes[f->fw.names[i]];
		if (name->seed)
			return EVER;
		used_ms = name->used_ms > used_ms ? name->used_ms : used_ms;
	}
	return used_ms;
}

static int look_at_containers(struct finding *f)
{
	struct work *work = &f->fw.work;
	struct item item;
	size_t seed;
	int code = 0;
	if (!f->walked && item_parse(span_of(f->trace->seed), &item, NULL) == IDENT_OK) {
		code = work_node(work, item, &seed);
		if (code == 0)
			code = back_walk(work, seed);
		f->walked = code == 0;
	}
	size_t all = work->nodes_count;
	for (size_t i = 0; code == 0 && !f->is && i < all; i++) {
		int64_t used_ms;
		if (work->nodes[i].depth < 0 ||
			!(work->nodes[i].subject || kind_is_animal(work->nodes[i].kind)))
			continue;
		code = forward_names(&f->fw, i);
		if (code == 0)
			code = forward_rows(&f->fw, &used_ms);
		if (code == 0)
			code = forward_stays(&f->fw, work->nodes[i].kind, used_ms);
		if (code == 0)
			code = look_at_stays(f, INT64_MIN, used_of_names(f, i), 1);
	}
	return code;
}

static int look(struct finding *f)
{
	bool held = false;
	for (size_t i = 0; !f->is && i < f->recall->seed_count; i++) {
		const struct forward_seed *seed = &f->recall->seeds[i];
		struct item item;
		bool parsed = item_parse(seed->text, &item, NULL) == IDENT_OK;
		if (parsed && item.kind == ITEM_DOC)
			f->is = certified(f->trace, seed->text);
		else if (parsed && kind_can_hold(item.kind))
			held = true;
		f->is = f->is || names_seed(f->trace, seed);
	}
	return held && !f->is ? look_at_containers(f) : 0;
}

/* ---- every recall ---- */

struct names {
	char (*list)[ITEM_TEXT];
	size_t count;
	size_t cap;
};

static int keep_name(void *context, struct item name)
{
	struct names *names = context;
	if (!array_reserve(&names->list, &names->cap, names->count + 1, sizeof(*names->list)))
		return FAULT_MEMORY;
	struct out out = out_into(names->list[names->count++], ITEM_TEXT);
	item_format(&out, name);
	return 0;
}

struct each {
	recall_each_fn *each;
	void *context;
};

static int pass_on(void *context, int64_t number, struct item what)
{
	const struct each *each = context;
	(void)number;
	return each->each(each->context, what);
}

int recall_each(struct store *store, recall_each_fn *each, void *context, struct fault *fault)
{
	struct each passing = { each, context };
	return store_items_between(
		store, ITEM_RECALL, span_of(""), span_of("\xff"), pass_on, &passing, fault);
}

/* Whether it is in the recall; if so, that is taken from its list. */
static int find_in(struct finding *f, struct recall **recall)
{
	f->recall = *recall;
	f->is = false;
	int code = look(f);
	if (code != 0 || !f->is)
		return code;
	if (!work_room(&f->fw.work, &f->found.list, &f->found_cap, f->found.count + 1,
		    sizeof(struct recall *)))
		return FAULT_MEMORY;
	f->found.list[f->found.count++] = *recall;
	*recall = NULL;
	return 0;
}

static int find_among(struct finding *f, const struct names *names)
{
	int code = 0;
	for (size_t i = 0; code == 0 && f->found.count < f->most && i < names->count; i++) {
		struct recalls recalls = { .count = 0 };
		struct item item;
		if (item_parse(span_of(names->list[i]), &item, NULL) != IDENT_OK)
			continue;
		code = recall_read(f->fw.work.store, item, NULL, &recalls, f->fault);
		for (size_t j = 0; code == 0 && f->found.count < f->most && j < recalls.count; j++)
			if (recalls.list[j]->closed == f->ended)
				code = find_in(f, &recalls.list[j]);
		recalls_free(&recalls);
	}
	return code;
}

static int find_most(struct store *store, const struct trace *trace, size_t most, bool ended,
	struct recalls *found, struct fault *fault)
{
	struct finding f = { .fw = { .work = { .store = store,
					     .fault = fault,
					     .events_most = TRACE_EVENTS_MOST } },
		.trace = trace,
		.most = most,
		.ended = ended,
		.fault = fault };
	struct names names = { 0 };
	int code = store_read_begin(store, fault);
	if (code != 0)
		return code;
	f.fw.work.event = malloc(sizeof(*f.fw.work.event));
	code = f.fw.work.event ? recall_each(store, keep_name, &names, fault)
	                       : work_memory(&f.fw.work);
	if (code == FAULT_MEMORY)
		(void)work_memory(&f.fw.work);
	if (code == 0)
		code = find_among(&f, &names);
	if (code == 0)
		code = f.fw.work.failed;
	store_read_end(store);
	free(names.list);
	forward_work_free(&f.fw);
	if (code == 0)
		*found = f.found;
	else
		recalls_free(&f.found);
	return code;
}

int recall_find_all(
	struct store *store, const struct trace *trace, struct recalls *found, struct fault *fault)
{
	return find_most(store, trace, SIZE_MAX, false, found, fault);
}

int recall_find_ended(
	struct store *store, const struct trace *trace, struct recalls *found, struct fault *fault)
{
	return find_most(store, trace, SIZE_MAX, true, found, fault);
}

int recall_find(struct store *store, const struct trace *trace, char name[static ITEM_TEXT],
	struct fault *fault)
{
	struct recalls found = { .count = 0 };
	int code = find_most(store, trace, 1, false, &found, fault);
	bool is = code == 0 && found.count > 0;
	if (is)
		(void)span_copy(span_of(found.list[0]->name), name, ITEM_TEXT);
	recalls_free(&found);
	return code == 0 ? is : code;
}
