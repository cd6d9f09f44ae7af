#include "core/trace/forward_work.h"

#include <string.h>

#define STAR '*'

bool forward_seed_parse(struct span text, struct forward_seed *seed)
{
	struct forward_seed read = { .text = text, .since_ms = INT64_MIN, .until_ms = INT64_MAX };
	struct event_name name;
	struct item item;
	if (item_parse(text, &item, NULL) == IDENT_OK) {
		/* "input:SUPPLIER/" and a star would be a lot of that name, too. */
		if (item.kind == ITEM_INPUT && text.len > 2 && text.at[text.len - 1] == STAR &&
			text.at[text.len - 2] == '/') {
			read.kind = FORWARD_SUPPLIER;
			read.text.len--;
		}
	} else if (event_name_parse(text, &name)) {
		read.kind = FORWARD_EVENT;
	} else {
		return false;
	}
	*seed = read;
	return true;
}

static int plant_node(struct forward_work *fw, size_t node, int64_t since_ms, int64_t until_ms,
	enum forward_why why)
{
	enum item_kind kind = fw->work.nodes[node].kind;
	struct cause cause = { .parent = NONE, .fact = NONE, .why = why, .exposed_ms = ALWAYS };
	int code = 0;
	if (kind_can_hold(kind))
		code = forward_open(fw,
			(struct window){ .holder = node,
				.since_ms = since_ms,
				.until_ms = until_ms,
				.level = 1 },
			cause);
	if (code == 0 && (kind_is_goods(kind) || kind == ITEM_INPUT))
		code = forward_reach(fw, node, cause);
	return code;
}

/* ---- a lot's runs ---- */

struct planting {
	struct forward_work *fw;
	size_t first; /* what it collects in fw->insides begins here */
};

static int keep_node(void *context, int64_t number, struct item what)
{
	struct planting *planting = context;
	struct forward_work *fw = planting->fw;
	size_t node;
	int code = work_named_item(&fw->work, number, what, &node);
	if (code != 0)
		return code;
	if (!FORWARD_ROOM(fw, insides))
		return FAULT_MEMORY;
	fw->insides[fw->insides_count++] = node;
	return 0;
}

static int plant_kept(
	struct planting *planting, const struct forward_seed *seed, enum forward_why why)
{
	struct forward_work *fw = planting->fw;
	int code = 0;
	for (size_t i = planting->first; code == 0 && i < fw->insides_count; i++)
		code = plant_node(fw, fw->insides[i], seed->since_ms, seed->until_ms, why);
	return code;
}

static int plant_runs(
	struct forward_work *fw, struct span gtin, struct span lot, const struct forward_seed *seed)
{
	struct planting planting = { fw, fw->insides_count };
	int code =
		store_runs_of_lot(fw->work.store, gtin, lot, keep_node, &planting, fw->work.fault);
	return code == 0 ? plant_kept(&planting, seed, FORWARD_OF_LOT) : code;
}

/* All runs of the lots that a package or run is of. */
static int widen(struct forward_work *fw, size_t node, const struct forward_seed *seed)
{
	struct item_run run;
	if (item_split_run(work_item_of(&fw->work, node), &run))
		return plant_runs(fw, run.gtin, run.lot, seed);
	int code = forward_stands(fw, node);
	struct mark mark = fw->marks[node];
	for (size_t i = 0; code == 0 && i < mark.stand_count; i++) {
		size_t in = fw->work.stands[mark.first_stand + i].run;
		if (item_split_run(work_item_of(&fw->work, in), &run))
			code = plant_runs(fw, run.gtin, run.lot, seed);
	}
	return code;
}

static int plant_item(struct forward_work *fw, struct item item, const struct forward_seed *seed)
{
	struct item_lot lot;
	size_t node, before = fw->insides_count;
	int code = work_node(&fw->work, item, &node);
	if (code == 0)
		code = plant_node(fw, node, seed->since_ms, seed->until_ms, FORWARD_SEED);
	if (code == 0 && seed->lot && (item.kind == ITEM_PKG || item.kind == ITEM_RUN))
		code = widen(fw, node, seed);
	if (code == 0 && item_split_lot(work_item_of(&fw->work, node), &lot))
		code = plant_runs(fw, lot.gtin, lot.lot, seed);
	if (code == 0 && item.kind == ITEM_PKG)
		code = forward_stands(fw, node);
	if (code == 0 && fw->work.nodes[node].number == 0 && fw->insides_count == before &&
		fw->marks[node].stand_count == 0)
		fw->unknown_seeds++;
	return code;
}

/* ---- what an event is about ---- */

static int plant_about(struct forward_work *fw, size_t at)
{
	int code = 0;
	for (size_t i = NONE; code == 0 && part_next(&fw->work, at, FLOW(OBSERVED), &i);) {
		struct window then;
		size_t node;
		code = part_node(&fw->work, i, &node);
		if (code == 0)
			code = forward_moment(fw, at, node, &then);
		if (code == 0)
			code = plant_node(fw, node, then.since_ms, then.until_ms, FORWARD_ABOUT);
	}
	return code;
}

static int plant_event(struct forward_work *fw, struct span text)
{
	struct event_name name;
	int64_t no;
	size_t at;
	if (!event_name_parse(text, &name))
		return fault_set(fw->work.fault, FAULT_SETTING, "%.*s is not an event's name",
			(int)text.len, text.at);
	int code = store_event_find(fw->work.store, name, &no, fw->work.fault);
	if (code == FAULT_NOT_FOUND) {
		fw->unknown_seeds++;
		return 0;
	}
	if (code == 0)
		code = work_fact(&fw->work, no, &at);
	return code == 0 ? plant_about(fw, at) : code;
}

/* A certificate stands for the animals and goods it was written for. */
static int plant_document(struct forward_work *fw, struct item item)
{
	struct work *work = &fw->work;
	size_t node, at;
	int code = work_node(work, item, &node);
	if (code == 0)
		code = work_own_links(work, node);
	if (code == 0 && work->nodes[node].number == 0)
		fw->unknown_seeds++;
	for (size_t i = 0; code == 0 && i < work->nodes[node].link_count; i++) {
		size_t nth = work->nodes[node].first_link + i;
		if (work->links[nth].flow != FLOW_PRODUCED)
			continue;
		code = link_fact(work, nth, &at);
		if (code == 0 && fact_counts(work, &work->facts[at]))
			code = plant_about(fw, at);
	}
	return code;
}

static int plant_supplier(struct forward_work *fw, const struct forward_seed *seed)
{
	char until[ITEM_TEXT];
	struct planting planting = { fw, fw->insides_count };
	struct span from = seed->text, kind;
	(void)span_cut(&from, ':', &kind);
	if (from.len == 0 || !span_copy(from, until, sizeof(until)))
		return fault_set(fw->work.fault, FAULT_SETTING, "%.*s is not a supplier",
			(int)seed->text.len, seed->text.at);
	until[from.len - 1]++; /* the '/' becomes what follows it */
	int code = store_items_between(fw->work.store, ITEM_INPUT, from, span_of(until), keep_node,
		&planting, fw->work.fault);
	if (code == 0 && fw->insides_count == planting.first)
		fw->unknown_seeds++;
	return code == 0 ? plant_kept(&planting, seed, FORWARD_SEED) : code;
}

int forward_plant(struct forward_work *fw, const struct forward_seed *seed)
{
	struct item item;
	if (seed->kind == FORWARD_SUPPLIER)
		return plant_supplier(fw, seed);
	if (seed->kind == FORWARD_EVENT)
		return plant_event(fw, seed->text);
	if (item_parse(seed->text, &item, NULL) != IDENT_OK)
		return fault_set(fw->work.fault, FAULT_SETTING, "%.*s is not an item",
			(int)seed->text.len, seed->text.at);
	if (item.kind == ITEM_DOC)
		return plant_document(fw, item);
	if (!kind_can_hold(item.kind) && !kind_is_goods(item.kind) && item.kind != ITEM_INPUT)
		return fault_set(fw->work.fault, FAULT_SETTING, "nothing can be made of %.*s",
			(int)seed->text.len, seed->text.at);
	return plant_item(fw, item, seed);
}
