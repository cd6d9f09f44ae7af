/*
 * From what was reached to the answer: for each item one reason, the earliest exposure by the shortest way,
 * and everything in its one order.
 */
#include "core/trace/forward_work.h"

#include "core/base/sort.h"

#include <stdlib.h>
#include <string.h>

#define UNLABELLED (-1)

/* What is known of a vertex while reasons are chosen. */
struct label {
	int depth;
	size_t cause;
};

struct finishing {
	struct forward_work *fw;
	struct label *labels; /* by vertex */
	size_t vertices;
	size_t *by_parent; /* causes, those of one parent together */
	size_t *first;     /* by vertex: where its causes begin in by_parent */
	size_t *frontier;
	size_t *next;
	size_t *places; /* by vertex: its place in the answer, or NONE */
};

static const struct window *window_of(const struct forward_work *fw, size_t vertex)
{
	return vertex % 2 ? &fw->windows[vertex / 2] : NULL;
}

static const char *vertex_name(struct forward_work *fw, size_t vertex)
{
	const struct window *window = window_of(fw, vertex);
	return work_name(&fw->work, window ? window->holder : vertex / 2);
}

static int compare_ms(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_vertices(struct forward_work *fw, size_t a, size_t b)
{
	const struct window *wa = window_of(fw, a), *wb = window_of(fw, b);
	int by = strcmp(vertex_name(fw, a), vertex_name(fw, b));
	if (by != 0 || !wa || !wb)
		return by != 0 ? by : (wa != NULL) - (wb != NULL);
	by = compare_ms(wa->since_ms, wb->since_ms);
	return by != 0 ? by : compare_ms(wa->until_ms, wb->until_ms);
}

/* Between two causes of one vertex at one depth: an order that arrival cannot change. */
static bool better(struct forward_work *fw, const struct cause *a, const struct cause *b)
{
	int by = (int)a->why - (int)b->why;
	if (by == 0 && a->parent != NONE && b->parent != NONE)
		by = compare_vertices(fw, a->parent, b->parent);
	if (by == 0 && a->fact != NONE && b->fact != NONE)
		by = event_order(&fw->work.facts[a->fact].told, &fw->work.facts[b->fact].told);
	return by < 0;
}

/* A cause that does not tell of the item's earliest exposure would make the reason a false one. */
static bool earliest(const struct forward_work *fw, const struct cause *cause)
{
	return cause->child % 2 || cause->exposed_ms == fw->marks[cause->child / 2].exposed_ms;
}

/* Label the child if this cause is its best so far at this depth; true if it is new. */
static bool label(struct finishing *f, size_t cause_at, int depth)
{
	const struct cause *cause = &f->fw->causes[cause_at];
	struct label *to = &f->labels[cause->child];
	if (to->depth == UNLABELLED) {
		*to = (struct label){ depth, cause_at };
		return true;
	}
	if (to->depth == depth && better(f->fw, cause, &f->fw->causes[to->cause]))
		to->cause = cause_at;
	return false;
}

/* Breadth-first from the labelled vertices of the frontier. */
static void spread(struct finishing *f, size_t count, int depth, bool any)
{
	while (count > 0) {
		size_t found = 0;
		depth++;
		for (size_t i = 0; i < count; i++) {
			size_t vertex = f->frontier[i];
			for (size_t j = f->first[vertex]; j < f->first[vertex + 1]; j++) {
				size_t at = f->by_parent[j];
				if ((any || earliest(f->fw, &f->fw->causes[at])) &&
					label(f, at, depth))
					f->next[found++] = f->fw->causes[at].child;
			}
		}
		size_t *swap = f->frontier;
		f->frontier = f->next;
		f->next = swap;
		count = found;
	}
}

static void choose_reasons(struct finishing *f)
{
	size_t count = 0;
	for (size_t i = 0; i < f->fw->causes_count; i++)
		if (f->fw->causes[i].parent == NONE && label(f, i, 0))
			f->frontier[count++] = f->fw->causes[i].child;
	spread(f, count, 0, false);
	/* Things that were made of each other have no earliest reason but one in a ring: any will do. */
	count = 0;
	for (size_t i = 0; i < f->vertices; i++)
		if (f->labels[i].depth != UNLABELLED)
			f->frontier[count++] = i;
	spread(f, count, (int)f->vertices, true);
}

/* Sort causes by parent: count, then fill. */
static void group_causes(struct finishing *f)
{
	const struct forward_work *fw = f->fw;
	for (size_t i = 0; i < fw->causes_count; i++)
		if (fw->causes[i].parent != NONE)
			f->first[fw->causes[i].parent + 1]++;
	for (size_t i = 0; i < f->vertices; i++)
		f->first[i + 1] += f->first[i];
	for (size_t i = fw->causes_count; i > 0; i--) {
		size_t parent = fw->causes[i - 1].parent;
		if (parent != NONE)
			f->by_parent[f->first[parent] + f->places[parent]++] = i - 1;
	}
}

static int prepare(struct finishing *f)
{
	struct forward_work *fw = f->fw;
	size_t most =
		fw->work.nodes_count > fw->windows_count ? fw->work.nodes_count : fw->windows_count;
	if (!mark_of(fw, fw->work.nodes_count))
		return FAULT_MEMORY;
	f->vertices = 2 * most;
	f->labels = malloc((f->vertices + 1) * sizeof(*f->labels));
	f->by_parent = malloc((fw->causes_count + 1) * sizeof(*f->by_parent));
	f->first = calloc(f->vertices + 2, sizeof(*f->first));
	f->frontier = malloc((f->vertices + 1) * sizeof(*f->frontier));
	f->next = malloc((f->vertices + 1) * sizeof(*f->next));
	f->places = calloc(f->vertices + 1, sizeof(*f->places));
	if (!f->labels || !f->by_parent || !f->first || !f->frontier || !f->next || !f->places)
		return work_memory(&fw->work);
	for (size_t i = 0; i < f->vertices; i++)
		f->labels[i] = (struct label){ UNLABELLED, NONE };
	group_causes(f);
	return 0;
}

/* ---- the order of the answer ---- */

static const int stages[ITEM_KIND_COUNT] = { [ITEM_INPUT] = 1,
	[ITEM_PIG] = 2,
	[ITEM_EID] = 2,
	[ITEM_CARCASS] = 3,
	[ITEM_LOT] = 4,
	[ITEM_RUN] = 5,
	[ITEM_PKG] = 6,
	[ITEM_SSCC] = 7 };

struct sorting {
	size_t vertex;
	int stage;
	const char *name;
	int64_t since_ms;
	int64_t until_ms;
};

static int compare_sorting(const void *left, const void *right)
{
	const struct sorting *a = left, *b = right;
	int by = a->stage - b->stage;
	if (by == 0)
		by = strcmp(a->name, b->name);
	if (by == 0)
		by = compare_ms(a->since_ms, b->since_ms);
	return by != 0 ? by : compare_ms(a->until_ms, b->until_ms);
}

static size_t list_vertices(struct finishing *f, struct sorting *list)
{
	struct forward_work *fw = f->fw;
	size_t count = 0;
	for (size_t i = 0; i < fw->work.nodes_count; i++)
		if (fw->marks[i].in)
			list[count++] = (struct sorting){ .vertex = vertex_of_node(i),
				.stage = stages[fw->work.nodes[i].kind],
				.name = work_name(&fw->work, i) };
	for (size_t i = 0; i < fw->windows_count; i++)
		list[count++] = (struct sorting){ .vertex = vertex_of_window(i),
			.name = work_name(&fw->work, fw->windows[i].holder),
			.since_ms = fw->windows[i].since_ms,
			.until_ms = fw->windows[i].until_ms };
	sort_list(list, count, sizeof(*list), compare_sorting);
	return count;
}

static int steps_of(const struct finishing *f, size_t vertex)
{
	int steps = 0;
	for (size_t cause = f->labels[vertex].cause;
		cause != NONE && f->fw->causes[cause].parent != NONE;
		cause = f->labels[f->fw->causes[cause].parent].cause)
		steps++;
	return steps;
}

static int fill_item(struct finishing *f, size_t vertex, struct forward_item *item)
{
	struct forward_work *fw = f->fw;
	const struct window *window = window_of(fw, vertex);
	const struct cause *cause = &fw->causes[f->labels[vertex].cause];
	size_t node = window ? window->holder : vertex / 2;
	*item = (struct forward_item){ .kind = fw->work.nodes[node].kind,
		.holder = window != NULL,
		.since_ms = window ? window->since_ms : INT64_MIN,
		.until_ms = window ? window->until_ms : INT64_MAX,
		.why = cause->why,
		.from = cause->parent == NONE ? FORWARD_NONE : f->places[cause->parent],
		.event = cause->fact, /* of the work; renumbered by finish_events */
		.steps = steps_of(f, vertex),
		.exposed_ms = window ? window->since_ms : fw->marks[node].exposed_ms };
	if (!window)
		return 0; /* finish_items hands it its name */
	item->name = strdup(work_name(&fw->work, node));
	return item->name ? 0 : work_memory(&fw->work);
}

/* ---- the events that reasons name ---- */

struct naming {
	int64_t at_ms;
	size_t fact;
	const struct trace_event *told;
};

static int compare_naming(const void *left, const void *right)
{
	const struct naming *a = left, *b = right;
	int by = compare_ms(a->at_ms, b->at_ms);
	return by != 0 ? by : event_order(a->told, b->told);
}

static int fill_event(struct forward_work *fw, size_t fact, struct forward_event *event)
{
	const struct trace_event *told = &fw->work.facts[fact].told;
	char name[TRACE_NAME_TEXT];
	trace_event_name(span_of(told->station), told->epoch, told->seq,
		(struct span){ told->line, told->line_len }, name);
	event->kind = told->kind;
	event->at = told->at;
	event->name = strdup(name);
	event->station = strdup(told->station);
	return event->name && event->station ? 0 : work_memory(&fw->work);
}

static int finish_events(struct forward_work *fw, struct forward *forward)
{
	size_t all = fw->work.facts_count, count = 0;
	struct naming *named = malloc((all + 1) * sizeof(*named));
	size_t *places = malloc((all + 1) * sizeof(*places));
	int code = named && places ? 0 : work_memory(&fw->work);
	for (size_t i = 0; code == 0 && i < all; i++)
		places[i] = FORWARD_NONE;
	for (size_t i = 0; code == 0 && i < forward->item_count; i++) {
		size_t fact = forward->items[i].event;
		if (fact == NONE || places[fact] != FORWARD_NONE)
			continue;
		places[fact] = 0;
		const struct trace_event *told = &fw->work.facts[fact].told;
		named[count++] = (struct naming){ told->at.at_ms, fact, told };
	}
	if (code == 0) {
		sort_list(named, count, sizeof(*named), compare_naming);
		forward->events = calloc(count + 1, sizeof(*forward->events));
		code = forward->events ? 0 : work_memory(&fw->work);
	}
	for (size_t i = 0; code == 0 && i < count; i++) {
		places[named[i].fact] = i;
		code = fill_event(fw, named[i].fact, &forward->events[i]);
		forward->event_count = i + 1;
	}
	for (size_t i = 0; code == 0 && i < forward->item_count; i++)
		if (forward->items[i].event != NONE)
			forward->items[i].event = places[forward->items[i].event];
	free(named);
	free(places);
	return code;
}

static int finish_items(struct finishing *f, bool names_only, struct forward *forward)
{
	struct forward_work *fw = f->fw;
	size_t most = fw->work.nodes_count + fw->windows_count + 1;
	struct sorting *list = malloc(most * sizeof(*list));
	size_t *nodes = malloc(most * sizeof(*nodes));
	int code = list && nodes ? 0 : work_memory(&fw->work);
	size_t count = code == 0 ? list_vertices(f, list) : 0;
	for (size_t i = 0; i < count; i++)
		f->places[list[i].vertex] = i;
	if (code == 0) {
		forward->items = calloc(count + 1, sizeof(*forward->items));
		code = forward->items ? 0 : work_memory(&fw->work);
	}
	for (size_t i = 0; code == 0 && i < count; i++) {
		nodes[i] = list[i].vertex % 2 ? NONE : list[i].vertex / 2;
		code = fill_item(f, list[i].vertex, &forward->items[i]);
		forward->item_count = i + 1;
		if (code == 0 && !names_only && nodes[i] != NONE &&
			kind_is_goods(forward->items[i].kind))
			code = forward_fate(fw, nodes[i], &forward->items[i]);
	}
	if (code == 0 && !names_only)
		code = forward_share(fw, forward->items, nodes, count);
	/* Nobody asks the work for names any more: an item takes its node's. */
	for (size_t i = 0; code == 0 && i < count; i++) {
		if (nodes[i] == NONE)
			continue;
		forward->items[i].name = fw->work.nodes[nodes[i]].name;
		fw->work.nodes[nodes[i]].name = NULL;
	}
	free(list);
	free(nodes);
	return code;
}

int forward_finish(struct forward_work *fw, bool names_only, struct forward *forward)
{
	struct finishing f = { .fw = fw };
	int code = work_names(&fw->work);
	if (code == 0)
		code = prepare(&f);
	if (code == 0) {
		choose_reasons(&f);
		code = finish_items(&f, names_only, forward);
	}
	if (code == 0)
		code = finish_events(fw, forward);
	if (code == 0)
		code = fw->work.failed;
	forward->unknown_seeds = fw->unknown_seeds;
	forward->looked = fw->work.facts_count;
	free(f.labels);
	free(f.by_parent);
	free(f.first);
	free(f.frontier);
	free(f.next);
	free(f.places);
	return code;
}
