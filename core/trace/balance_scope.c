/*
 * Which events and containers a balance is about.
 */
#include "core/trace/balance_work.h"

#include <stdlib.h>
#include <string.h>

#define SCAN_MOST 4096 /* events asked for at once */

/* ---- all events of some stations ---- */

struct names {
	char (*list)[NOTE_NAME_MOST + 1];
	size_t count;
	size_t cap;
};

struct scan {
	const struct names *stations;
	int64_t to_ms;
	int64_t after;
	int64_t *list;
	size_t count;
	size_t cap;
	bool more;
};

static bool is_one_of(const struct names *names, struct span name)
{
	for (size_t i = 0; i < names->count; i++)
		if (span_is(name, names->list[i]))
			return true;
	return false;
}

static int take_event(void *context, const struct store_event *event)
{
	struct scan *scan = context;
	scan->after = event->no;
	scan->more = true;
	if (event->at_ms >= scan->to_ms || !is_one_of(scan->stations, event->station))
		return 0;
	if (!array_reserve(&scan->list, &scan->cap, scan->count + 1, sizeof(*scan->list)))
		return FAULT_MEMORY;
	scan->list[scan->count++] = event->no;
	return 0;
}

static int add_fact(struct balance_walk *walk, int64_t event, struct picks *facts)
{
	struct work *work = &walk->roster.work;
	size_t fact;
	int code = work_fact(work, event, &fact);
	if (code != 0 || !fact_counts(work, &work->facts[fact]))
		return code;
	return picks_add(walk, facts, fact);
}

static int scan_stations(
	struct balance_walk *walk, const struct names *stations, struct picks *facts)
{
	struct scan scan = { .stations = stations, .to_ms = walk->to_ms, .more = true };
	int code = 0;
	while (code == 0 && scan.more && stations->count > 0) {
		scan.more = false;
		code = store_events_after(walk->roster.work.store, scan.after, SCAN_MOST,
			take_event, &scan, walk->roster.work.fault);
	}
	if (code == FAULT_MEMORY)
		(void)work_memory(&walk->roster.work);
	for (size_t i = 0; code == 0 && i < scan.count; i++)
		code = add_fact(walk, scan.list[i], facts);
	free(scan.list);
	return code;
}

static int add_name(struct names *names, const char *name)
{
	if (!array_reserve(&names->list, &names->cap, names->count + 1, sizeof(*names->list)))
		return FAULT_MEMORY;
	(void)span_copy(span_of(name), names->list[names->count++], sizeof(*names->list));
	return 0;
}

struct homes {
	const char *home;
	struct names names;
};

static int take_home(void *context, const struct store_heard *heard)
{
	struct homes *homes = context;
	return strcmp(heard->station.home, homes->home) == 0
	               ? add_name(&homes->names, heard->station.name)
	               : 0;
}

/* ---- from facts to what is reckoned ---- */

/* What a slaughter, cut or pack of the window used and packed. */
static int add_conversion(struct balance_walk *walk, size_t fact)
{
	struct portions parts;
	int code = picks_add(walk, &walk->facts, fact);
	if (code == 0)
		code = balance_parts(walk, fact, &parts);
	for (size_t i = 0; code == 0 && i < parts.count; i++) {
		const struct portion *part = &parts.list[i];
		enum item_kind kind = walk->roster.work.nodes[part->node].kind;
		if (part->flow == FLOW_CONSUMED && !kind_is_animal(kind))
			code = picks_add(walk, &walk->lots, part->node);
		if (part->flow == FLOW_PRODUCED && kind == ITEM_RUN)
			code = picks_add(walk, &walk->runs, part->node);
	}
	return code;
}

static int add_conversions(struct balance_walk *walk, struct picks *facts)
{
	int code = picks_sort(walk, facts);
	for (size_t i = 0; code == 0 && i < facts->list_count; i++) {
		const struct trace_event *told = &walk->roster.work.facts[facts->list[i]].told;
		enum balance_step step;
		if (balance_step_of(told->kind, &step) && told->at.at_ms >= walk->from_ms)
			code = add_conversion(walk, facts->list[i]);
	}
	return code;
}

/*
 * A slaughterhouse is reckoned as one container: arrived - died - slaughtered. If it tells of no arrival at
 * all, another station at the gate does.
 */
static int add_intake(struct balance_walk *walk, size_t node, const struct picks *facts)
{
	bool takes_in = false;
	int code = 0;
	walk->station = node;
	for (size_t i = 0; code == 0 && i < facts->list_count; i++) {
		enum event_kind kind = walk->roster.work.facts[facts->list[i]].told.kind;
		if (kind != KIND_ARRIVE && kind != KIND_SLAUGHTER && kind != KIND_DIE)
			continue;
		takes_in = takes_in || kind == KIND_ARRIVE;
		code = picks_add(walk, &walk->intake, facts->list[i]);
	}
	if (!takes_in)
		walk->intake.list_count = 0;
	return code;
}

static bool holds_animals(enum item_kind kind)
{
	return kind == ITEM_GROUP || kind == ITEM_PLACE || kind == ITEM_TRUCK;
}

static int add_holders(struct balance_walk *walk, const struct picks *facts)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < facts->list_count; i++) {
		struct portions parts;
		code = balance_parts(walk, facts->list[i], &parts);
		for (size_t j = 0; code == 0 && j < parts.count; j++) {
			const struct portion *part = &parts.list[j];
			if (!holds_animals(walk->roster.work.nodes[part->node].kind) ||
				part->flow == FLOW_SITE || part->flow == FLOW_MENTIONED)
				continue;
			code = picks_add(walk, &walk->holders, part->node);
		}
	}
	picks_unique(&walk->holders);
	return code;
}

/* ---- scopes ---- */

static int scope_station(struct balance_walk *walk, size_t node)
{
	struct picks facts = { .list = NULL };
	struct names names = { .list = NULL };
	struct span name = work_item_of(&walk->roster.work, node).code;
	char text[NOTE_NAME_MOST + 1];
	int code = span_copy(name, text, sizeof(text)) ? add_name(&names, text) : 0;
	if (code != 0)
		(void)work_memory(&walk->roster.work);
	if (code == 0)
		code = scan_stations(walk, &names, &facts);
	if (code == 0)
		code = add_holders(walk, &facts);
	if (code == 0)
		code = add_intake(walk, node, &facts);
	if (code == 0)
		code = add_conversions(walk, &facts);
	walk->made->verdict = facts.list_count > 0 ? TRACE_FOUND : TRACE_UNKNOWN;
	free(names.list);
	free(facts.list);
	return code;
}

static int scope_place(struct balance_walk *walk, size_t node)
{
	struct picks facts = { .list = NULL };
	struct homes homes = { .home = work_name(&walk->roster.work, node) };
	int code = store_heard_each(
		walk->roster.work.store, take_home, &homes, walk->roster.work.fault);
	if (code == FAULT_MEMORY)
		(void)work_memory(&walk->roster.work);
	if (code == 0)
		code = scan_stations(walk, &homes.names, &facts);
	if (code == 0)
		code = picks_of(walk, node, FLOW(SITE), &facts);
	if (code == 0)
		code = add_conversions(walk, &facts);
	if (code == 0)
		code = picks_add(walk, &walk->holders, node);
	walk->made->verdict = facts.list_count > 0 || walk->roster.work.nodes[node].number != 0
	                              ? TRACE_FOUND
	                              : TRACE_UNKNOWN;
	free(homes.names.list);
	free(facts.list);
	return code;
}

static int scope_group(struct balance_walk *walk, size_t node)
{
	size_t place;
	int code = roster_ask(&walk->roster, node, &place);
	walk->made->verdict =
		walk->roster.work.nodes[node].number != 0 ? TRACE_FOUND : TRACE_UNKNOWN;
	return code == 0 ? picks_add(walk, &walk->holders, node) : code;
}

struct runs {
	struct balance_walk *walk;
	struct picks nodes;
};

static int take_run(void *context, int64_t item, struct item what)
{
	struct runs *runs = context;
	size_t node;
	int code = work_named_item(&runs->walk->roster.work, item, what, &node);
	return code == 0 ? picks_add(runs->walk, &runs->nodes, node) : code;
}

/* A lot is what was cut, or the name on packages, or both. */
static int scope_lot(struct balance_walk *walk, size_t node)
{
	struct picks facts = { .list = NULL };
	struct runs runs = { .walk = walk };
	struct item_lot lot;
	int code = picks_of(walk, node, FLOW(PRODUCED) | FLOW(CONSUMED), &facts);
	bool own = walk->roster.work.nodes[node].number != 0;
	if (code == 0 && item_split_lot(work_item_of(&walk->roster.work, node), &lot))
		code = store_runs_of_lot(walk->roster.work.store, lot.gtin, lot.lot, take_run,
			&runs, walk->roster.work.fault);
	for (size_t i = 0; code == 0 && i < runs.nodes.list_count; i++)
		code = picks_of(walk, runs.nodes.list[i], FLOW(PRODUCED), &facts);
	if (code == 0)
		code = add_conversions(walk, &facts);
	if (code == 0 && own)
		code = picks_add(walk, &walk->lots, node);
	walk->made->verdict = own || runs.nodes.list_count > 0 ? TRACE_FOUND : TRACE_UNKNOWN;
	free(runs.nodes.list);
	free(facts.list);
	return code;
}

static int scope_run(struct balance_walk *walk, size_t node)
{
	struct picks facts = { .list = NULL };
	int code = picks_of(walk, node, FLOW(PRODUCED) | FLOW(CONSUMED), &facts);
	if (code == 0)
		code = add_conversions(walk, &facts);
	if (code == 0)
		code = picks_add(walk, &walk->runs, node);
	walk->made->verdict =
		walk->roster.work.nodes[node].number != 0 ? TRACE_FOUND : TRACE_UNKNOWN;
	free(facts.list);
	return code;
}

int balance_scope(struct balance_walk *walk, size_t node)
{
	static const struct {
		enum item_kind kind;
		int (*scope)(struct balance_walk *walk, size_t node);
	} scopes[] = { { ITEM_STATION, scope_station }, { ITEM_PLACE, scope_place },
		{ ITEM_GROUP, scope_group }, { ITEM_LOT, scope_lot }, { ITEM_RUN, scope_run } };
	for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++)
		if (scopes[i].kind == walk->roster.work.nodes[node].kind)
			return scopes[i].scope(walk, node);
	return fault_set(walk->roster.work.fault, FAULT_SETTING,
		"a balance is of a group, place, station, lot or packing run");
}
