/* The closure with whom to tell, the sums, and what may be missing from it. */
#include "core/trace/recall.h"

#include <stdlib.h>
#include <string.h>

struct planning {
	struct store *store;
	struct recall_plan *plan;
	struct fault *fault;
	size_t holder_cap;
	size_t gap_cap;
};

static int memory(struct planning *p)
{
	return fault_set(p->fault, FAULT_MEMORY, "no memory to plan a recall");
}

static int find_holder(struct planning *p, const char *station, size_t *at)
{
	struct recall_plan *plan = p->plan;
	struct store_station known;
	for (size_t i = 0; i < plan->holder_count; i++)
		if (strcmp(plan->holders[i].station, station) == 0) {
			*at = i;
			return 0;
		}
	if (!array_reserve(
		    &plan->holders, &p->holder_cap, plan->holder_count + 1, sizeof(*plan->holders)))
		return memory(p);
	struct recall_holder *holder = &plan->holders[plan->holder_count];
	*holder = (struct recall_holder){ .trade = -1 };
	(void)span_copy(span_of(station), holder->station, sizeof(holder->station));
	int code = store_station_find(p->store, span_of(station), &known, p->fault);
	if (code == 0) {
		holder->trade = known.trade;
		(void)span_copy(span_of(known.title), holder->title, sizeof(holder->title));
		(void)span_copy(span_of(known.home), holder->home, sizeof(holder->home));
	}
	*at = plan->holder_count++;
	return code == FAULT_NOT_FOUND ? 0 : code;
}

static bool is_alive(const struct forward_item *item)
{
	return item->kind == ITEM_PIG || item->kind == ITEM_EID;
}

/* Is there some of it left whose weight nobody said? A lot nobody has spoken of is only a name. */
static bool is_unweighed(const struct forward_item *item)
{
	if (item->has_mass || item->kind == ITEM_SSCC || item->kind == ITEM_INPUT)
		return false;
	if (item->has_count)
		return item->share_count > 0;
	return item->state != FORWARD_GONE && item->state != FORWARD_UNKNOWN;
}

static void add_to_sums(struct recall_sums *sums, const struct forward_item *item)
{
	if (is_alive(item)) {
		sums->animals += item->share_count;
		return;
	}
	sums->affected_g += item->share_g;
	sums->affected_count += item->share_count;
	sums->unweighed += is_unweighed(item);
}

static void add_to_state(struct recall_sums *sums, const struct forward_item *item)
{
	int64_t *of_state[FORWARD_STATE_COUNT] = { [FORWARD_UNKNOWN] = &sums->unknown_g,
		[FORWARD_HELD] = &sums->held_g,
		[FORWARD_MOVING] = &sums->moving_g,
		[FORWARD_SOLD] = &sums->sold_g };
	if (of_state[item->state] && !is_alive(item))
		*of_state[item->state] += item->share_g;
}

/* Was the station told of another part before? */
static bool is_known(const struct forward_item *item, size_t nth)
{
	for (size_t i = 0; i < nth; i++)
		if (strcmp(item->parts[i].station, item->parts[nth].station) == 0)
			return true;
	return false;
}

static int add_part(struct planning *p, const struct forward_item *item, bool known)
{
	size_t at = 0;
	add_to_state(&p->plan->sums, item);
	if (!item->station || item->state == FORWARD_GONE)
		return 0;
	int code = find_holder(p, item->station, &at);
	if (code != 0)
		return code;
	struct recall_holder *holder = &p->plan->holders[at];
	holder->items += !known;
	if (item->state == FORWARD_HELD) {
		holder->held_count += item->share_count;
		holder->held_g += item->share_g;
	} else if (item->state == FORWARD_MOVING) {
		holder->moving_count += item->share_count;
		holder->moving_g += item->share_g;
	} else if (item->state == FORWARD_SOLD) {
		holder->sold_count += item->share_count;
		holder->sold_g += item->share_g;
	}
	return 0;
}

static int add_item(struct planning *p, const struct forward_item *item)
{
	int code = 0;
	if (item->holder || item->kind == ITEM_INPUT)
		return 0;
	add_to_sums(&p->plan->sums, item);
	for (size_t i = 0; code == 0 && i < forward_part_count(item); i++) {
		struct forward_item part = forward_part_of(item, i);
		code = add_part(p, &part, is_known(item, i));
	}
	return code;
}

/* Weight of a recovery: as said; else of so many of the item as were said; else of all of it. */
static bool recovered_mass(
	const struct forward *forward, const struct recall_recovery *recovery, int64_t *mass_g)
{
	size_t at = forward_find(forward, span_of(recovery->item));
	*mass_g = recovery->mass_g;
	if (recovery->has_mass)
		return true;
	if (at == FORWARD_NONE || !forward->items[at].has_mass)
		return false;
	const struct forward_item *item = &forward->items[at];
	*mass_g = item->mass_g;
	if (recovery->has_count && item->count > 0)
		*mass_g = item->mass_g / item->count * recovery->count;
	return true;
}

/* ---- what came back ---- */

static bool run_named(const char *name, struct item_run *run)
{
	struct item item;
	return item_parse(span_of(name), &item, NULL) == IDENT_OK && item_split_run(item, run);
}

/* The widest run of the closure that all of `run` lies in; FORWARD_NONE. */
static size_t widest_run(const struct forward *forward, const struct item_run *run)
{
	size_t widest = FORWARD_NONE;
	struct item_run wide, best = { .first = 0 };
	for (size_t i = 0; i < forward->item_count; i++) {
		const struct forward_item *item = &forward->items[i];
		if (item->kind != ITEM_RUN || item->holder || !run_named(item->name, &wide) ||
			!span_equal(wide.gtin, run->gtin) || !span_equal(wide.lot, run->lot) ||
			wide.first > run->first || wide.last < run->last)
			continue;
		if (widest != FORWARD_NONE && wide.last - wide.first <= best.last - best.first)
			continue;
		widest = i;
		best = wide;
	}
	return widest;
}

/*
 * The affected goods that a recovered item is, or is part of: a run and a part of it are the same goods.
 * FORWARD_NONE: it is not affected.
 */
static size_t goods_of(const struct forward *forward, const char *name)
{
	size_t at = forward_find(forward, span_of(name));
	struct item_run run;
	if (at != FORWARD_NONE && forward->items[at].kind == ITEM_PKG &&
		forward->items[at].why == FORWARD_PART)
		name = forward->items[forward->items[at].from].name;
	if (!run_named(name, &run))
		return at;
	size_t widest = widest_run(forward, &run);
	return widest == FORWARD_NONE ? at : widest;
}

bool recall_plan_has(const struct recall_plan *plan, const char *item)
{
	return goods_of(plan->forward, item) != FORWARD_NONE;
}

/* The same affected goods, recovered: each gram with the fate that was said of it last. */
struct returned {
	size_t goods;
	int64_t total_g;
	int64_t fate_g[RECALL_FATES];
};

struct returns {
	struct returned *list;
	size_t count;
	size_t cap;
};

static int find_returned(struct planning *p, struct returns *returns, size_t goods, size_t *at)
{
	for (*at = 0; *at < returns->count; ++*at)
		if (returns->list[*at].goods == goods)
			return 0;
	if (!array_reserve(
		    &returns->list, &returns->cap, returns->count + 1, sizeof(*returns->list)))
		return memory(p);
	returns->list[returns->count++] = (struct returned){ .goods = goods };
	return 0;
}

/* How much of it can come back; INT64_MAX: nobody said what it weighs. */
static int64_t affected_mass(const struct forward_item *item)
{
	if (!item->has_mass)
		return INT64_MAX;
	return item->kind == ITEM_RUN ? item->mass_g : item->share_g;
}

/* What was found and is destroyed then is the same goods; what is more than there is was said twice. */
static void add_fate(
	const struct recall_plan *plan, struct returned *returned, int fate, int64_t mass_g)
{
	int64_t room_g = affected_mass(&plan->forward->items[returned->goods]) - returned->total_g;
	for (int i = 0; i < RECALL_FATES; i++) {
		int64_t moved_g = returned->fate_g[i] < mass_g ? returned->fate_g[i] : mass_g;
		if (i == fate)
			continue;
		returned->fate_g[i] -= moved_g;
		returned->fate_g[fate] += moved_g;
		mass_g -= moved_g;
	}
	mass_g = mass_g < room_g ? mass_g : room_g;
	returned->fate_g[fate] += mass_g;
	returned->total_g += mass_g;
}

static void add_returned(struct recall_sums *sums, const struct returned *returned)
{
	sums->recovered_g += returned->total_g;
	for (int i = 0; i < RECALL_FATES; i++)
		sums->fate_g[i] += returned->fate_g[i];
}

static int permille(int64_t part, int64_t whole)
{
	if (whole <= 0)
		return -1;
	return part < whole ? (int)(part * 1000 / whole) : 1000;
}

static int add_recoveries(struct planning *p, const struct recall *recall)
{
	struct recall_sums *sums = &p->plan->sums;
	struct returns returns = { .count = 0 };
	int code = 0;
	for (size_t i = 0; code == 0 && recall && i < recall->recovery_count; i++) {
		const struct recall_recovery *recovery = &recall->recoveries[i];
		size_t goods = goods_of(p->plan->forward, recovery->item), at = 0;
		int64_t mass_g;
		bool weighed = recovered_mass(p->plan->forward, recovery, &mass_g);
		if (goods == FORWARD_NONE) {
			sums->apart++;
			sums->apart_g += weighed ? mass_g : 0;
		} else if (!weighed) {
			sums->unweighed_recoveries++;
		} else {
			code = find_returned(p, &returns, goods, &at);
			if (code == 0)
				add_fate(p->plan, &returns.list[at], recovery->fate, mass_g);
		}
	}
	for (size_t i = 0; i < returns.count; i++)
		add_returned(sums, &returns.list[i]);
	sums->effect_permille = permille(sums->recovered_g, sums->affected_g);
	free(returns.list);
	return code;
}

/* ---- what may be missing ---- */

static int add_gap(void *context, const struct store_heard *heard)
{
	struct planning *p = context;
	struct recall_plan *plan = p->plan;
	if (heard->numbering.missing == 0 && heard->held == 0)
		return 0;
	if (!array_reserve(&plan->gaps, &p->gap_cap, plan->gap_count + 1, sizeof(*plan->gaps)))
		return memory(p);
	struct recall_gap *gap = &plan->gaps[plan->gap_count++];
	*gap = (struct recall_gap){ .missing = heard->numbering.missing, .held = heard->held };
	(void)span_copy(span_of(heard->station.name), gap->station, sizeof(gap->station));
	return 0;
}

static int compare_holders(const void *left, const void *right)
{
	const struct recall_holder *a = left, *b = right;
	return strcmp(a->station, b->station);
}

int recall_plan(struct store *store, const struct forward_seed *seeds, size_t count,
	const struct recall *recall, struct recall_plan **plan, struct fault *fault)
{
	struct planning p = {
		.store = store, .fault = fault, .plan = calloc(1, sizeof(struct recall_plan))
	};
	int code = p.plan ? store_read_begin(store, fault) : memory(&p);
	if (code != 0)
		goto out;
	code = trace_forward(store, seeds, count, NULL, &p.plan->forward, fault);
	for (size_t i = 0; code == 0 && i < p.plan->forward->item_count; i++)
		code = add_item(&p, &p.plan->forward->items[i]);
	if (code == 0)
		code = store_heard_each(store, add_gap, &p, fault);
	store_read_end(store);
	if (code != 0)
		goto out;
	if (p.plan->holder_count > 1)
		qsort(p.plan->holders, p.plan->holder_count, sizeof(*p.plan->holders),
			compare_holders);
	code = add_recoveries(&p, recall);
	if (code != 0)
		goto out;
	*plan = p.plan;
	p.plan = NULL;
out:
	recall_plan_free(p.plan);
	return code;
}

void recall_plan_free(struct recall_plan *plan)
{
	if (!plan)
		return;
	forward_free(plan->forward);
	free(plan->holders);
	free(plan->gaps);
	free(plan);
}
