/*
 * How much of it there is, and who had it last: by its own events, or by those of the case, lorry or group
 * it stands in.
 */
#include "core/trace/forward_work.h"

#include <stdlib.h>
#include <string.h>

/* What an event says of who has the thing; the others say nothing. */
static const enum forward_state custody[KIND_COUNT] = {
	[KIND_BIRTH] = FORWARD_HELD,
	[KIND_TAG] = FORWARD_HELD,
	[KIND_MOVE] = FORWARD_HELD,
	[KIND_FEED] = FORWARD_HELD,
	[KIND_MEDICATE] = FORWARD_HELD,
	[KIND_DIE] = FORWARD_GONE,
	[KIND_LOAD] = FORWARD_MOVING,
	[KIND_UNLOAD] = FORWARD_HELD,
	[KIND_ARRIVE] = FORWARD_HELD,
	[KIND_SLAUGHTER] = FORWARD_HELD,
	[KIND_CHILL] = FORWARD_HELD,
	[KIND_CUT] = FORWARD_HELD,
	[KIND_PACK] = FORWARD_HELD,
	[KIND_CASE] = FORWARD_HELD,
	[KIND_SHIP] = FORWARD_MOVING,
	[KIND_RECEIVE] = FORWARD_HELD,
	[KIND_SELL] = FORWARD_SOLD,
	[KIND_RETURN] = FORWARD_HELD,
};

enum forward_state forward_state_of(const struct forward_work *fw, size_t fact)
{
	return custody[fw->work.facts[fact].told.kind];
}

/* The last of work.rows that says who has it; NONE. */
static size_t last_custody(const struct forward_work *fw)
{
	for (size_t i = fw->work.rows_count; i > 0; i--)
		if (forward_state_of(fw, fw->work.rows[i - 1].fact) != FORWARD_UNKNOWN)
			return fw->work.rows[i - 1].fact;
	return NONE;
}

static size_t later(const struct forward_work *fw, size_t a, size_t b)
{
	if (a == NONE || b == NONE)
		return a == NONE ? b : a;
	return event_order(&fw->work.facts[a].told, &fw->work.facts[b].told) >= 0 ? a : b;
}

int forward_holder_rows(struct forward_work *fw, size_t holder)
{
	struct work *work = &fw->work;
	work->windows_count = 0;
	int code = work_window(work, holder, FLOW_OBSERVED, INT64_MIN, INT64_MAX);
	return code == 0 ? rows_of_windows(work, holder) : code;
}

/* The container that the thing of own_stays still stands in; false if in none. */
static bool still_in(const struct work *work, struct stay *stay)
{
	if (work->own_stays_count == 0)
		return false;
	*stay = work->own_stays[work->own_stays_count - 1];
	return stay->until_ms == EVER;
}

/* The last custody event of a container, or of what it stands in. */
static int holder_last(struct forward_work *fw, size_t holder, int depth, size_t *last)
{
	struct mark *mark = mark_of(fw, holder);
	struct stay stay;
	if (!mark)
		return FAULT_MEMORY;
	*last = mark->last_fact;
	if (mark->seen || depth > TRACE_CONTAINER_DEPTH ||
		!kind_can_stay(fw->work.nodes[holder].kind))
		return 0;
	mark->seen = true; /* before going deeper: containers may be said to stand in each other */
	int code = forward_holder_rows(fw, holder);
	if (code == 0)
		code = stays_find(&fw->work, EVER);
	if (code != 0)
		return code;
	*last = last_custody(fw);
	if (still_in(&fw->work, &stay)) {
		size_t around;
		code = holder_last(fw, stay.holder, depth + 1, &around);
		if (around != NONE && fw->work.facts[around].told.at.at_ms >= stay.since_ms)
			*last = later(fw, *last, around);
	}
	if (!(mark = mark_of(fw, holder)))
		return FAULT_MEMORY;
	mark->last_fact = *last;
	return code;
}

/* ---- how much ---- */

/* Weight and number of one thing as its events say. */
struct amount {
	bool has_mass;
	bool used; /* wholly, as far as is said */
	int64_t mass_g;
	int64_t net_g; /* of one package; 0: unknown */
	int64_t used_g;
	int64_t used_count;
};

static void take_part(const struct forward_work *fw, size_t node, size_t at, enum role_flow flow,
	struct amount *amount)
{
	for (size_t i = NONE; part_next(&fw->work, at, 1u << flow, &i);) {
		const struct part *part = &fw->work.parts[i];
		if (part->item != fw->work.nodes[node].number)
			continue;
		if (flow == FLOW_PRODUCED && part->has_mass) {
			amount->has_mass = true;
			amount->mass_g += part->mass_g;
		}
		if (flow != FLOW_CONSUMED)
			continue;
		if (part->has_mass)
			amount->used_g += part->mass_g;
		else if (part->has_count)
			amount->used_count += part->count;
		else
			amount->used = true;
	}
}

static int take_link(
	struct forward_work *fw, size_t node, size_t nth, bool own, struct amount *amount)
{
	struct link link = fw->work.links[nth];
	size_t at;
	int code = link_fact(&fw->work, nth, &at);
	if (code != 0 || !fact_counts(&fw->work, &fw->work.facts[at]) ||
		fact_is_management(&fw->work.facts[at]) || fw->work.facts[at].renamed != NONE)
		return code;
	const struct fact *fact = &fw->work.facts[at];
	enum event_kind kind = fact->told.kind;
	if (link.flow == FLOW_PRODUCED && fact->net_g > 0)
		amount->net_g = fact->net_g;
	if (own && (link.flow == FLOW_PRODUCED || link.flow == FLOW_CONSUMED))
		take_part(fw, node, at, link.flow, amount);
	/* A weighing, or the weight at slaughter, stands for a thing that was given none otherwise. */
	bool weighed = (link.flow == FLOW_PRODUCED && kind == KIND_SLAUGHTER) || kind == KIND_WEIGH;
	if (own && weighed && fact->mass_g > 0) {
		amount->has_mass = true;
		amount->mass_g = fact->mass_g;
	}
	return 0;
}

static int measure(struct forward_work *fw, size_t node, struct amount *amount)
{
	struct work *work = &fw->work;
	int code = 0;
	for (size_t i = 0; code == 0 && i < fw->names_count; i++) {
		bool own = i == 0 || kind_is_animal(work->nodes[node].kind);
		const struct node *name = &work->nodes[fw->names[i]];
		size_t first = name->first_link, count = name->link_count;
		for (size_t j = 0; code == 0 && j < count; j++)
			code = take_link(fw, fw->names[i], first + j, own, amount);
	}
	return code;
}

static int64_t rest(int64_t whole, int64_t used)
{
	return whole > used ? whole - used : 0;
}

/* An animal is used up whole, whatever its weight was said to be then. What a carcass loses hanging and in
 * the saw is no meat that still hangs there: more than this part of it left is. */
#define CARCASS_LEFT_PERCENT 10

static bool used_up(enum item_kind kind, const struct amount *amount)
{
	bool some = amount->used_g > 0 || amount->used_count > 0;
	if (amount->used || (some && kind_is_animal(kind)))
		return true;
	return some && kind == ITEM_CARCASS &&
	       rest(amount->mass_g, amount->used_g) * 100 <= amount->mass_g * CARCASS_LEFT_PERCENT;
}

/* An animal of several names is counted under the first of them. */
static bool first_name(struct forward_work *fw, size_t node)
{
	for (size_t i = 0; i < fw->names_count; i++)
		if (fw->names[i] != node &&
			strcmp(work_name(&fw->work, fw->names[i]), work_name(&fw->work, node)) < 0)
			return false;
	return true;
}

static void set_amount(struct forward_work *fw, size_t node, const struct amount *amount,
	struct forward_item *item)
{
	struct item_run run;
	item->has_count = item->kind != ITEM_LOT && item->kind != ITEM_SSCC;
	item->count = item->has_count;
	if (item_split_run(work_item_of(&fw->work, node), &run))
		item->count = run.last - run.first + 1;
	item->has_mass = amount->has_mass;
	item->mass_g = amount->mass_g;
	if (item->kind == ITEM_RUN || item->kind == ITEM_PKG) {
		item->has_mass = amount->net_g > 0;
		item->mass_g = item->count * amount->net_g;
	}
	item->share_count = amount->used ? 0 : rest(item->count, amount->used_count);
	item->share_g = amount->used ? 0 : rest(item->mass_g, amount->used_g);
	if (item->kind == ITEM_RUN && !amount->used)
		item->share_g = rest(item->share_g, amount->used_count * amount->net_g);
	if (kind_is_animal(item->kind) && (!first_name(fw, node) || item->state == FORWARD_GONE))
		item->share_count = item->share_g = 0;
}

/* ---- where ---- */

static int set_text(struct forward_work *fw, char **text, const char *from)
{
	*text = strdup(from);
	return *text ? 0 : work_memory(&fw->work);
}

static int set_custody(struct forward_work *fw, size_t fact, struct forward_item *item)
{
	const struct trace_event *told = &fw->work.facts[fact].told;
	item->state = forward_state_of(fw, fact);
	item->seen_ms = told->at.at_ms;
	return set_text(fw, &item->station, told->station);
}

/* Each part where its container went since; then the largest stands for the item. */
static int follow_parts(struct forward_work *fw, struct forward_item *item)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < fw->holdings_count; i++) {
		size_t around = NONE, holder = fw->holdings[i].holder;
		if (holder != NONE)
			code = holder_last(fw, holder, 1, &around);
		if (around == NONE || later(fw, around, fw->holdings[i].fact) != around)
			continue;
		fw->holdings[i].fact = around;
		fw->holdings[i].state = forward_state_of(fw, around);
	}
	return code == 0 ? forward_parts(fw, item) : code;
}

int forward_fate(struct forward_work *fw, size_t node, struct forward_item *item)
{
	struct work *work = &fw->work;
	struct amount amount = { 0 };
	struct stay stay;
	size_t last, around = NONE, place = NONE;
	int64_t used_ms;
	int code = forward_names(fw, node);
	if (code == 0)
		code = forward_rows(fw, &used_ms);
	if (code == 0)
		code = measure(fw, node, &amount);
	if (code == 0)
		code = forward_stays(fw, item->kind, used_ms);
	if (code == 0)
		code = forward_ledger(fw, node);
	if (code != 0)
		return code;
	last = last_custody(fw);
	if (last != NONE && forward_state_of(fw, last) == FORWARD_MOVING)
		place = work->facts[last].to;
	/* Its names must be kept: asking for the container's events takes the lists. */
	bool in = still_in(work, &stay);
	if (in) {
		place = stay.holder;
		code = holder_last(fw, stay.holder, 1, &around);
		if (around != NONE && work->facts[around].told.at.at_ms >= stay.since_ms)
			last = later(fw, around, last);
	}
	if (code == 0 && last != NONE)
		code = set_custody(fw, last, item);
	amount.used = used_up(item->kind, &amount);
	bool piece = item->kind != ITEM_LOT && item->kind != ITEM_RUN;
	if (amount.used && (piece || amount.used_g == 0))
		item->state = FORWARD_GONE;
	if (code == 0 && place != NONE && item->state != FORWARD_GONE)
		code = set_text(fw, &item->place, work_name(work, place));
	if (code == 0)
		set_amount(fw, node, &amount, item);
	if (code == 0 && fw->holdings_count > 1 && item->state != FORWARD_GONE)
		code = follow_parts(fw, item);
	return code;
}

/* ---- shares ---- */

struct range {
	struct item_run run;
	size_t item;
};

static int compare_ranges(const void *left, const void *right)
{
	const struct range *a = left, *b = right;
	int by = span_compare(a->run.gtin, b->run.gtin);
	if (by == 0)
		by = span_compare(a->run.lot, b->run.lot);
	if (by == 0 && a->run.first != b->run.first)
		return a->run.first < b->run.first ? -1 : 1;
	if (by == 0 && a->run.last != b->run.last)
		return a->run.last > b->run.last ? -1 : 1;
	return by;
}

static void take_away(struct forward_item *item, int64_t count)
{
	int64_t each_g = item->has_mass && item->count > 0 ? item->mass_g / item->count : 0;
	item->share_count = rest(item->share_count, count);
	item->share_g = rest(item->share_g, count * each_g);
}

/*
 * The range at `at` takes its packages from the open ranges it lies in, the one opened last first. Whoever took
 * from a wider one began at or before this one and stands behind it: nothing is taken twice.
 */
static void take_range(const struct range *ranges, const size_t *open, size_t open_count, size_t at,
	struct forward_item *items)
{
	int64_t first = ranges[at].run.first, last = ranges[at].run.last;
	for (size_t i = open_count; i > 0 && first <= last; i--) {
		const struct range *wide = &ranges[open[i - 1]];
		int64_t upto = wide->run.last < last ? wide->run.last : last;
		if (upto < first)
			continue;
		take_away(&items[wide->item], upto - first + 1);
		first = upto + 1;
	}
}

static void share_ranges(
	const struct range *ranges, size_t count, size_t *open, struct forward_item *items)
{
	size_t open_count = 0;
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && (!span_equal(ranges[i].run.gtin, ranges[i - 1].run.gtin) ||
				     !span_equal(ranges[i].run.lot, ranges[i - 1].run.lot)))
			open_count = 0;
		while (open_count > 0 &&
			ranges[open[open_count - 1]].run.last < ranges[i].run.first)
			open_count--;
		take_range(ranges, open, open_count, i, items);
		open[open_count++] = i;
	}
}

/* A package with events of its own takes itself from the narrowest run it stands in. */
static void share_package(
	struct forward_work *fw, size_t node, struct forward_item *items, const size_t *place)
{
	const struct mark *mark = &fw->marks[node];
	size_t narrowest = NONE;
	int64_t width = INT64_MAX;
	for (size_t i = 0; i < mark->stand_count; i++) {
		size_t run_node = fw->work.stands[mark->first_stand + i].run;
		struct item_run run;
		if (!item_split_run(work_item_of(&fw->work, run_node), &run) ||
			place[run_node] == NONE || run.last - run.first >= width)
			continue;
		width = run.last - run.first;
		narrowest = place[run_node];
	}
	if (narrowest != NONE)
		take_away(&items[narrowest], 1);
}

int forward_share(
	struct forward_work *fw, struct forward_item *items, const size_t *nodes, size_t count)
{
	size_t ranges_count = 0, all = fw->work.nodes_count;
	struct range *ranges = malloc((count + 1) * sizeof(*ranges));
	size_t *open = malloc((count + 1) * sizeof(*open));
	size_t *place = malloc((all + 1) * sizeof(*place));
	int code = ranges && open && place ? 0 : work_memory(&fw->work);
	for (size_t i = 0; code == 0 && i < all; i++)
		place[i] = NONE;
	for (size_t i = 0; code == 0 && i < count; i++) {
		struct item_run run;
		if (items[i].holder || nodes[i] == NONE)
			continue;
		place[nodes[i]] = i;
		if (item_split_run(work_item_of(&fw->work, nodes[i]), &run))
			ranges[ranges_count++] = (struct range){ .run = run, .item = i };
	}
	if (code == 0) {
		qsort(ranges, ranges_count, sizeof(*ranges), compare_ranges);
		share_ranges(ranges, ranges_count, open, items);
	}
	for (size_t i = 0; code == 0 && i < count; i++)
		if (!items[i].holder && items[i].kind == ITEM_PKG)
			share_package(fw, nodes[i], items, place);
	for (size_t i = 0; code == 0 && i < count; i++)
		forward_share_parts(&items[i]);
	free(ranges);
	free(open);
	free(place);
	return code;
}
