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

static void add_recoveries(struct recall_plan *plan, const struct recall *recall)
{
	struct recall_sums *sums = &plan->sums;
	for (size_t i = 0; recall && i < recall->recovery_count; i++) {
		const struct recall_recovery *recovery = &recall->recoveries[i];
		size_t at = forward_find(plan->forward, span_of(recovery->item));
		int64_t mass_g;
		if (recovery->has_count)
			sums->recovered_count += recovery->count;
		else if (at != FORWARD_NONE && !recovery->has_mass)
			sums->recovered_count += plan->forward->items[at].count;
		if (!recovered_mass(plan->forward, recovery, &mass_g)) {
			sums->unweighed_recoveries++;
			continue;
		}
		sums->recovered_g += mass_g;
		sums->fate_g[recovery->fate] += mass_g;
	}
	sums->effect_permille =
		sums->affected_g > 0 ? (int)(sums->recovered_g * 1000 / sums->affected_g) : -1;
}

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
	add_recoveries(p.plan, recall);
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
