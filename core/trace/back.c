/*
 * Which items the answer has: breadth-first from the seed, one depth after the other. Another name
 * of a thing stands at the thing's depth, so a depth may grow while it is walked.
 */
#include "core/trace/work.h"

#include <stdlib.h>

static int queue_put(struct work *work, size_t **queue, size_t *count, size_t *cap, size_t node)
{
	if (!work_room(work, queue, cap, *count + 1, sizeof(**queue)))
		return FAULT_MEMORY;
	(*queue)[(*count)++] = node;
	return 0;
}

static int reach(struct work *work, size_t node, int depth, bool now)
{
	struct node *reached = &work->nodes[node];
	if (reached->depth >= 0 && reached->depth <= depth)
		return 0;
	reached->depth = depth;
	if (now)
		return queue_put(work, &work->queue, &work->queue_count, &work->queue_cap, node);
	return queue_put(work, &work->later, &work->later_count, &work->later_cap, node);
}

static int add_edge(
	struct work *work, size_t node, size_t from, size_t fact, const struct part *part)
{
	if (!WORK_ROOM(work, edges))
		return FAULT_MEMORY;
	work->edges[work->edges_count++] = (struct edge){ .node = node,
		.from = from,
		.fact = fact,
		.has_mass = part && part->has_mass,
		.mass_g = part ? part->mass_g : 0 };
	return 0;
}

static int join_twins(struct work *work, size_t node, size_t twin)
{
	work->nodes[twin_root(work, twin)].twin = twin_root(work, node);
	return reach(work, twin, work->nodes[node].depth, true);
}

/* node came out of what the event consumed, or is what the observed was put into. */
static int came_from(struct work *work, size_t node, size_t fact, uint32_t flows)
{
	int depth = work->nodes[node].depth + 1;
	int64_t at_ms = work->facts[fact].told.at.at_ms;
	int code = 0;
	for (size_t i = NONE; code == 0 && part_next(work, fact, flows, &i);) {
		size_t from;
		code = part_node(work, i, &from);
		if (code != 0)
			break;
		work->nodes[from].subject = true;
		if (work->nodes[from].used_ms < at_ms)
			work->nodes[from].used_ms = at_ms;
		code = reach(work, from, depth, false);
		if (code == 0)
			code = add_edge(work, node, from, fact, &work->parts[i]);
	}
	return code;
}

static int renamed_from(struct work *work, size_t node, size_t fact)
{
	int code = 0;
	for (size_t i = NONE; code == 0 && part_next(work, fact, FLOW(CONSUMED), &i);) {
		size_t from;
		code = part_node(work, i, &from);
		if (code == 0)
			code = join_twins(work, node, from);
		if (code == 0)
			code = add_edge(work, node, from, fact, &work->parts[i]);
	}
	return code;
}

static int follow(struct work *work, size_t node, size_t nth)
{
	struct link link = work->links[nth];
	size_t at;
	bool animal = kind_is_animal(work->nodes[node].kind);
	if (link.flow == FLOW_OBSERVED || (link.flow == FLOW_CONSUMED && !animal))
		return 0;
	int code = link_fact(work, nth, &at);
	if (code != 0)
		return code;
	const struct fact *fact = &work->facts[at];
	if (!fact_counts(work, fact))
		return 0;
	if (link.flow == FLOW_PRODUCED && fact->renamed == node)
		return renamed_from(work, node, at);
	if (link.flow == FLOW_PRODUCED)
		return came_from(work, node, at, FLOW(CONSUMED));
	if (link.flow == FLOW_JOINED && fact->to == node)
		return came_from(work, node, at, FLOW(OBSERVED));
	if (link.flow == FLOW_CONSUMED && fact->renamed != NONE)
		return join_twins(work, node, fact->renamed);
	return 0;
}

static int expand(struct work *work, size_t node)
{
	size_t stands = work->stands_count;
	int depth = work->nodes[node].depth;
	work->nodes[node].expanded = true;
	int code = work_own_links(work, node);
	for (size_t i = 0; code == 0 && i < work->nodes[node].link_count; i++)
		code = follow(work, node, work->nodes[node].first_link + i);
	if (code == 0)
		code = genuine_runs(work, node);
	for (size_t i = stands; code == 0 && i < work->stands_count; i++)
		code = reach(work, work->stands[i].run, depth, true);
	return code;
}

static int begin_with(struct work *work, size_t node)
{
	work->nodes[node].seed = true;
	work->nodes[node].subject = true;
	return reach(work, node, 0, true);
}

struct runs {
	struct work *work;
	size_t lot;
};

static int run_of_lot(void *context, int64_t item, struct item what)
{
	struct runs *runs = context;
	struct work *work = runs->work;
	size_t node;
	int code = work_named_item(work, item, what, &node);
	if (code != 0)
		return code;
	/* A lot with events of its own is a thing; else it is only the name of its packages. */
	if (work->nodes[runs->lot].link_count == 0)
		code = add_edge(work, runs->lot, node, NONE, NULL);
	return code == 0 ? begin_with(work, node) : code;
}

static int begin(struct work *work, size_t seed)
{
	struct item_lot lot;
	struct runs runs = { work, seed };
	int code = begin_with(work, seed);
	if (code != 0 || !item_split_lot(work_item_of(work, seed), &lot))
		return code;
	code = work_own_links(work, seed);
	if (code == 0)
		code = store_runs_of_lot(
			work->store, lot.gtin, lot.lot, run_of_lot, &runs, work->fault);
	return code;
}

static void next_depth(struct work *work)
{
	size_t *queue = work->queue;
	size_t cap = work->queue_cap;
	work->queue = work->later;
	work->queue_count = work->later_count;
	work->queue_cap = work->later_cap;
	work->later = queue;
	work->later_count = 0;
	work->later_cap = cap;
}

int back_walk(struct work *work, size_t seed)
{
	int code = begin(work, seed);
	while (code == 0 && !work->not_genuine && work->queue_count > 0) {
		code = work_stories(work, work->queue, work->queue_count);
		for (size_t i = 0; code == 0 && i < work->queue_count; i++)
			if (!work->nodes[work->queue[i]].expanded)
				code = expand(work, work->queue[i]);
		next_depth(work);
	}
	return code;
}
