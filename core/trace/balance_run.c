/*
 * Packages: numbers given twice, and more of them sold than were made.
 */
#include "core/trace/balance_work.h"

#include <stdlib.h>
#include <string.h>

/* One making of a range of packages. */
struct range {
	size_t node;
	size_t fact;
	struct item_run run;            /* points into the node's name */
	const struct trace_event *told; /* only while sorted */
};

struct ranges {
	struct balance_walk *walk;
	struct picks nodes; /* every run of the lot, made or only sold */
	LIST(range, made);
};

static int take_run(void *context, int64_t item, struct item what)
{
	struct ranges *ranges = context;
	size_t node;
	int code = work_named_item(&ranges->walk->roster.work, item, what, &node);
	return code == 0 ? picks_add(ranges->walk, &ranges->nodes, node) : code;
}

/* A node's name does not move, unlike the node. */
static bool run_of(struct balance_walk *walk, size_t node, struct item_run *run)
{
	return item_split_run(work_item_of(&walk->roster.work, node), run);
}

static int add_made(struct ranges *ranges, size_t node)
{
	struct balance_walk *walk = ranges->walk;
	struct picks facts = { .list = NULL };
	int code = picks_of(walk, node, FLOW(PRODUCED), &facts);
	for (size_t i = 0; code == 0 && i < facts.list_count; i++) {
		struct range range = { .node = node, .fact = facts.list[i] };
		if (!run_of(walk, node, &range.run))
			continue;
		if (!WORK_ROOM_OF(&walk->roster.work, ranges, made)) {
			code = FAULT_MEMORY;
			break;
		}
		ranges->made[ranges->made_count++] = range;
	}
	free(facts.list);
	return code;
}

static int compare_ranges(const void *left, const void *right)
{
	const struct range *a = left, *b = right;
	if (a->run.first != b->run.first)
		return a->run.first < b->run.first ? -1 : 1;
	if (a->run.last != b->run.last)
		return a->run.last < b->run.last ? -1 : 1;
	return event_order(a->told, b->told);
}

/* ---- numbers given twice ---- */

static int find_overlaps(struct ranges *ranges)
{
	struct balance_walk *walk = ranges->walk;
	int code = 0;
	for (size_t i = 0; i < ranges->made_count; i++)
		ranges->made[i].told = &walk->roster.work.facts[ranges->made[i].fact].told;
	if (ranges->made_count > 1)
		qsort(ranges->made, ranges->made_count, sizeof(*ranges->made), compare_ranges);
	for (size_t i = 1, widest = 0; code == 0 && i < ranges->made_count; i++) {
		const struct range *before = &ranges->made[widest], *now = &ranges->made[i];
		int64_t last = before->run.last < now->run.last ? before->run.last : now->run.last;
		int64_t both = last - now->run.first + 1;
		size_t pair[] = { before->fact, now->fact };
		struct picks facts = { .list = pair, .list_count = 2, .list_cap = 2 };
		if (both > 0)
			code = balance_alarm(walk,
				(struct balance_alarm){ .kind = BALANCE_SERIALS_TWICE,
					.unit = BALANCE_PIECES,
					.entered = both,
					.left = 2 * both },
				now->node, &facts);
		if (now->run.last > before->run.last)
			widest = i;
	}
	return code;
}

/* ---- sold ---- */

struct sold {
	int64_t pieces;
	struct picks why;
};

static int add_sold(struct balance_walk *walk, size_t node, struct sold *sold)
{
	struct picks facts = { .list = NULL };
	int code = picks_of(walk, node, FLOW(OBSERVED), &facts);
	for (size_t i = 0; code == 0 && i < facts.list_count; i++) {
		enum event_kind kind = walk->roster.work.facts[facts.list[i]].told.kind;
		struct portions parts;
		if (kind != KIND_SELL && kind != KIND_RETURN)
			continue;
		code = balance_parts(walk, facts.list[i], &parts);
		if (code != 0)
			break;
		const struct portion *part = balance_part(&parts, node, FLOW_OBSERVED);
		int64_t pieces = part ? part->pieces : 0;
		sold->pieces += kind == KIND_SELL ? pieces : -pieces;
		code = picks_add(walk, &sold->why, facts.list[i]);
	}
	free(facts.list);
	return code;
}

struct packages {
	struct balance_walk *walk;
	const struct range *range;
	struct picks nodes;
};

/* A package with events of its own; one whose serial another run's key made is not of this run. */
static int take_package(void *context, int64_t item, struct item what)
{
	struct packages *packages = context;
	struct balance_walk *walk = packages->walk;
	struct work *work = &walk->roster.work;
	struct item_pkg pkg;
	size_t node;
	bool keyed, made;
	if (!item_split_pkg(what, &pkg))
		return 0;
	int code = genuine_serial(
		work, packages->range->fact, packages->range->run, pkg.serial, &keyed, &made);
	if (code != 0 || (keyed && !made))
		return code;
	code = work_named_item(work, item, what, &node);
	return code == 0 ? picks_add(walk, &packages->nodes, node) : code;
}

static void package_code(const struct item_run *run, int64_t counter, char *into, size_t size)
{
	struct out out = out_into(into, size);
	out_span(&out, run->gtin);
	out_char(&out, '/');
	out_digits(&out, (uint64_t)counter, 8);
}

static int add_packages(struct balance_walk *walk, const struct range *range, struct sold *sold)
{
	struct packages packages = { .walk = walk, .range = range };
	char from[ITEM_TEXT], until[ITEM_TEXT];
	package_code(&range->run, range->run.first, from, sizeof(from));
	package_code(&range->run, range->run.last + 1, until, sizeof(until));
	int code = store_items_between(walk->roster.work.store, ITEM_PKG, span_of(from),
		span_of(until), take_package, &packages, walk->roster.work.fault);
	for (size_t i = 0; code == 0 && i < packages.nodes.list_count; i++)
		code = add_sold(walk, packages.nodes.list[i], sold);
	free(packages.nodes.list);
	return code;
}

static int judge_range(struct ranges *ranges, const struct range *range)
{
	struct balance_walk *walk = ranges->walk;
	struct sold sold = { .pieces = 0 };
	int64_t made = range->run.last - range->run.first + 1;
	int code = add_packages(walk, range, &sold);
	for (size_t i = 0; code == 0 && i < ranges->nodes.list_count; i++) {
		struct item_run run;
		if (run_of(walk, ranges->nodes.list[i], &run) && run.first >= range->run.first &&
			run.last <= range->run.last)
			code = add_sold(walk, ranges->nodes.list[i], &sold);
	}
	if (code == 0 && sold.pieces > made)
		code = picks_add(walk, &sold.why, range->fact);
	if (code == 0 && sold.pieces > made)
		code = balance_alarm(walk,
			(struct balance_alarm){ .kind = BALANCE_SOLD_MORE,
				.unit = BALANCE_PIECES,
				.entered = made,
				.left = sold.pieces },
			range->node, &sold.why);
	free(sold.why.list);
	return code;
}

/* ---- */

static int judge_lot_of(struct balance_walk *walk, struct item_run run)
{
	struct ranges ranges = { .walk = walk };
	int code = store_runs_of_lot(walk->roster.work.store, run.gtin, run.lot, take_run, &ranges,
		walk->roster.work.fault);
	for (size_t i = 0; code == 0 && i < ranges.nodes.list_count; i++)
		code = add_made(&ranges, ranges.nodes.list[i]);
	if (code == 0)
		code = find_overlaps(&ranges);
	for (size_t i = 0; code == 0 && i < ranges.made_count; i++)
		code = judge_range(&ranges, &ranges.made[i]);
	free(ranges.nodes.list);
	free(ranges.made);
	return code;
}

static bool same_lot(const struct item_run *a, const struct item_run *b)
{
	return span_equal(a->gtin, b->gtin) && span_equal(a->lot, b->lot);
}

int balance_runs(struct balance_walk *walk)
{
	struct map seen = { .slots = NULL };
	int code = 0;
	picks_unique(&walk->runs);
	for (size_t i = 0; code == 0 && i < walk->runs.list_count; i++) {
		struct item_run run, other;
		size_t cursor = 0, at;
		bool known = !run_of(walk, walk->runs.list[i], &run);
		if (known)
			continue;
		/* From the GTIN up to the end of the lot: they stand together in the code. */
		uint64_t hash = map_hash_text((struct span){
			run.gtin.at, (size_t)(run.lot.at + run.lot.len - run.gtin.at) });
		while (!known && map_next(&seen, hash, &cursor, &at))
			known = run_of(walk, walk->runs.list[at], &other) && same_lot(&run, &other);
		if (!known && !map_put(&seen, hash, i))
			code = work_memory(&walk->roster.work);
		if (!known && code == 0)
			code = judge_lot_of(walk, run);
	}
	map_free(&seen);
	return code;
}
