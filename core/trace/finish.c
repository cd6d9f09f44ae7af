/*
 * From what was found, in any order, to the answer in its one order.
 */
#include "core/trace/work.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* What was given to the items (feed, drugs) enters the answer, one depth below them: for each thing it was given
 * to, since who reads this takes a pig that is not named for one that was not treated. */
static int add_inputs(struct work *work)
{
	for (size_t i = 0; i < work->reaches_count; i++) {
		const struct reached *reached = &work->reaches[i];
		const struct fact *fact = &work->facts[reached->fact];
		if (!reached->telling.given || fact->produces)
			continue;
		for (size_t j = NONE; part_next(work, reached->fact, FLOW(CONSUMED), &j);) {
			size_t from;
			int code = part_node(work, j, &from);
			if (code != 0)
				return code;
			struct node *input = &work->nodes[from];
			int depth = work->nodes[reached->telling.node].depth + 1;
			if (input->depth >= 0 && !input->input)
				continue;
			if (input->depth < 0 || depth < input->depth)
				input->depth = depth;
			input->input = true;
			if (!WORK_ROOM(work, edges))
				return FAULT_MEMORY;
			work->edges[work->edges_count++] =
				(struct edge){ .node = reached->telling.node,
					.from = from,
					.fact = reached->fact,
					.has_mass = work->parts[j].has_mass,
					.mass_g = work->parts[j].mass_g };
		}
	}
	return 0;
}

static int compare_items(const void *left, const void *right)
{
	const struct trace_item *a = left, *b = right;
	return a->depth != b->depth ? a->depth - b->depth : strcmp(a->name, b->name);
}

/* The items, and for each node its place among them. */
static int finish_items(struct work *work, struct trace *trace, size_t *places)
{
	trace->items = calloc(work->nodes_count, sizeof(*trace->items));
	if (!trace->items)
		return work_memory(work);
	for (size_t i = 0; i < work->nodes_count; i++) {
		struct node *node = &work->nodes[i];
		if (node->depth < 0)
			continue;
		char *name = strdup(work_name(work, i));
		if (!name)
			return work_memory(work);
		trace->items[trace->item_count++] = (struct trace_item){
			.name = name, .kind = node->kind, .depth = node->depth, .input = node->input
		};
		trace->carcasses += node->kind == ITEM_CARCASS && !node->input;
	}
	qsort(trace->items, trace->item_count, sizeof(*trace->items), compare_items);
	for (size_t i = 0; i < work->nodes_count; i++) {
		places[i] = NONE;
		if (work->nodes[i].depth < 0)
			continue;
		struct trace_item key = { .name = work->nodes[i].name,
			.depth = work->nodes[i].depth };
		const struct trace_item *found = bsearch(&key, trace->items, trace->item_count,
			sizeof(*trace->items), compare_items);
		places[i] = found ? (size_t)(found - trace->items) : NONE;
	}
	return 0;
}

/* A told event on its way into its order. */
struct placed {
	const struct trace_event *told;
	size_t fact;
};

static int compare_placed(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;
	return event_order(a->told, b->told);
}

/* Into the answer, which owns its strings from here on. */
static int finish_event(
	struct work *work, size_t at, const size_t *places, struct trace_event *told)
{
	struct fact *fact = &work->facts[at];
	int code = work_line(work, at);
	*told = fact->told;
	told->station = strdup(fact->told.station);
	fact->told.line = fact->told.corrected_by = fact->told.corrected_why = NULL;
	if (code == 0 && !told->station)
		code = work_memory(work);
	if (code == 0 && fact->telling.via != NONE) {
		told->via = strdup(work_name(work, fact->telling.via));
		code = told->via ? 0 : work_memory(work);
	}
	told->item = places[fact->telling.node];
	told->reached = fact->reached;
	told->depth = work->nodes[fact->telling.node].depth;
	return code;
}

static int finish_events(struct work *work, struct trace *trace, const size_t *places)
{
	size_t count = 0;
	int code = 0;
	struct placed *placed = malloc((work->facts_count + 1) * sizeof(*placed));
	trace->events = calloc(work->facts_count + 1, sizeof(*trace->events));
	if (!placed || !trace->events) {
		free(placed);
		return work_memory(work);
	}
	for (size_t i = 0; i < work->facts_count; i++)
		if (work->facts[i].is_told)
			placed[count++] = (struct placed){ &work->facts[i].told, i };
	qsort(placed, count, sizeof(*placed), compare_placed);
	for (size_t i = 0; code == 0 && i < count; i++) {
		work->facts[placed[i].fact].place = i;
		trace->event_count = i + 1;
		code = finish_event(work, placed[i].fact, places, &trace->events[i]);
	}
	free(placed);
	return code;
}

static int compare_index(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_edges(const void *left, const void *right)
{
	const struct trace_edge *a = left, *b = right;
	int by = compare_index(a->item, b->item);
	if (by == 0)
		by = compare_index(a->from, b->from);
	return by != 0 ? by : compare_index(a->event, b->event);
}

static int finish_edges(struct work *work, struct trace *trace, const size_t *places)
{
	trace->edges = calloc(work->edges_count + 1, sizeof(*trace->edges));
	if (!trace->edges)
		return work_memory(work);
	for (size_t i = 0; i < work->edges_count; i++) {
		const struct edge *edge = &work->edges[i];
		assert(edge->fact == NONE || work->facts[edge->fact].is_told);
		trace->edges[trace->edge_count++] = (struct trace_edge){ .item = places[edge->node],
			.from = places[edge->from],
			.event =
				edge->fact == NONE ? TRACE_NO_EVENT : work->facts[edge->fact].place,
			.has_mass = edge->has_mass,
			.mass_g = edge->mass_g };
	}
	qsort(trace->edges, trace->edge_count, sizeof(*trace->edges), compare_edges);
	return 0;
}

static int compare_farms(const void *left, const void *right)
{
	const struct farm *a = left, *b = right;
	return strcmp(a->text, b->text);
}

static int finish_farms(struct work *work, struct trace *trace)
{
	trace->farm_names = calloc(work->farms_count + 1, sizeof(*trace->farm_names));
	if (!trace->farm_names)
		return work_memory(work);
	if (work->farms_count > 1)
		qsort(work->farms, work->farms_count, sizeof(*work->farms), compare_farms);
	for (size_t i = 0; i < work->farms_count; i++) {
		const char *name = work->farms[i].text;
		if (i > 0 && strcmp(work->farms[i - 1].text, name) == 0)
			continue;
		trace->farm_names[trace->farms] = strdup(name);
		if (!trace->farm_names[trace->farms])
			return work_memory(work);
		trace->farms++;
	}
	return 0;
}

int finish_answer(struct work *work, size_t seed, struct trace *trace)
{
	trace->seed = strdup(work_name(work, seed));
	if (!trace->seed)
		return work_memory(work);
	if (work->not_genuine) {
		trace->verdict = TRACE_NOT_GENUINE;
		return 0;
	}
	if (work->nodes[seed].number == 0 && work->edges_count == 0 && work->facts_count == 0) {
		trace->verdict = TRACE_UNKNOWN;
		return 0;
	}
	trace->verdict = TRACE_FOUND;
	trace->animals = work->animals;
	int code = finish_farms(work, trace);
	if (code == 0)
		code = add_inputs(work);
	if (code == 0)
		code = work_names(work);
	size_t *places = malloc(work->nodes_count * sizeof(*places));
	if (!places)
		return code != 0 ? code : work_memory(work);
	if (code == 0)
		code = finish_items(work, trace, places);
	if (code == 0)
		code = finish_events(work, trace, places);
	if (code == 0)
		code = finish_edges(work, trace, places);
	free(places);
	if (code == 0 && !work->raw)
		code = share_out(work, trace);
	return code;
}
