/*
 * Which items are in. An item that is reached again with an earlier exposure is walked on from again, so that
 * the order of the walk does not show; the reasons are chosen when all are known.
 */
#include "core/trace/forward_work.h"

#include <stdlib.h>

static int put(struct forward_work *fw, size_t **list, size_t *count, size_t *cap, size_t node)
{
	if (!work_room(&fw->work, list, cap, *count + 1, sizeof(**list)))
		return FAULT_MEMORY;
	(*list)[(*count)++] = node;
	return 0;
}

static int add_cause(struct forward_work *fw, struct cause cause)
{
	if (!FORWARD_ROOM(fw, causes))
		return FAULT_MEMORY;
	fw->causes[fw->causes_count++] = cause;
	return 0;
}

int forward_reach(struct forward_work *fw, size_t node, struct cause cause)
{
	struct mark *mark = mark_of(fw, node);
	if (!mark)
		return FAULT_MEMORY;
	cause.child = vertex_of_node(node);
	if (!mark->in || cause.exposed_ms < mark->exposed_ms) {
		mark->in = true;
		mark->exposed_ms = cause.exposed_ms;
		if (!mark->queued &&
			put(fw, &fw->things, &fw->things_count, &fw->things_cap, node) != 0)
			return FAULT_MEMORY;
		mark->queued = true;
	}
	return add_cause(fw, cause);
}

static bool same_window(const struct window *a, const struct window *b)
{
	return a->holder == b->holder && a->since_ms == b->since_ms && a->until_ms == b->until_ms;
}

static uint64_t window_hash(const struct window *window)
{
	uint64_t hash = map_hash_number((uint64_t)window->holder);
	hash = map_hash_number(hash ^ (uint64_t)window->since_ms);
	return map_hash_number(hash ^ (uint64_t)window->until_ms);
}

int forward_open(struct forward_work *fw, struct window window, struct cause cause)
{
	uint64_t hash = window_hash(&window);
	size_t cursor = 0, at;
	bool known = false;
	struct mark *mark = mark_of(fw, window.holder);
	if (!mark)
		return FAULT_MEMORY;
	if (window.level > TRACE_CONTAINER_DEPTH || window.since_ms >= window.until_ms)
		return 0;
	while (!known && map_next(&fw->window_by_key, hash, &cursor, &at))
		known = same_window(&fw->windows[at], &window);
	/* Found again nearer to the exposure, it may reach deeper. */
	if (!known || window.level < fw->windows[at].level) {
		if (!mark->holder_queued && put(fw, &fw->holders, &fw->holders_count,
						    &fw->holders_cap, window.holder) != 0)
			return FAULT_MEMORY;
		mark->holder_queued = true;
	}
	if (known) {
		if (window.level < fw->windows[at].level)
			fw->windows[at].level = window.level;
	} else {
		if (!FORWARD_ROOM(fw, windows))
			return FAULT_MEMORY;
		at = fw->windows_count;
		if (!map_put(&fw->window_by_key, hash, at))
			return work_memory(&fw->work);
		window.next = mark->first_window;
		fw->windows[fw->windows_count++] = window;
		mark->first_window = at;
	}
	cause.child = vertex_of_window(at);
	cause.exposed_ms = window.since_ms;
	return add_cause(fw, cause);
}

/* ---- from an item on ---- */

int forward_moment(struct forward_work *fw, size_t at, size_t node, struct window *window)
{
	struct work *work = &fw->work;
	const struct trace_event *told = &work->facts[at].told;
	int64_t at_ms = told->at.at_ms;
	int code = 0;
	work->lastings_count = 0;
	if (vocabulary_kinds[told->kind].allowed >> FIELD_UNTIL & 1)
		code = work_lastings(work, node, at_ms, at_ms + 1);
	*window = (struct window){
		.holder = node, .since_ms = at_ms, .until_ms = at_ms + 1, .level = 1
	};
	for (size_t i = 0; i < work->lastings_count; i++)
		if (work->lastings[i].fact == at)
			window->until_ms = work->lastings[i].until_ms + 1;
	return code;
}

/* It was given to what the event is about; to a group, to those in it then. */
static int given(struct forward_work *fw, size_t node, size_t at, size_t to)
{
	enum item_kind kind = fw->work.nodes[to].kind;
	struct cause cause = { .parent = vertex_of_node(node),
		.fact = at,
		.why = FORWARD_GIVEN,
		.exposed_ms = ALWAYS };
	struct window window;
	int code = 0;
	if (kind_can_hold(kind)) {
		code = forward_moment(fw, at, to, &window);
		if (code == 0)
			code = forward_open(fw, window, cause);
	}
	if (code == 0 && kind_is_goods(kind))
		code = forward_reach(fw, to, cause);
	return code;
}

static int renamed(struct forward_work *fw, size_t node, size_t at)
{
	size_t new_name = fw->work.facts[at].renamed;
	struct cause cause = { .parent = vertex_of_node(node),
		.fact = at,
		.why = FORWARD_RENAMED,
		.exposed_ms = fw->marks[node].exposed_ms };
	int code = new_name != node ? forward_reach(fw, new_name, cause) : 0;
	for (size_t i = NONE; code == 0 && part_next(&fw->work, at, FLOW(CONSUMED), &i);) {
		size_t used;
		code = part_node(&fw->work, i, &used);
		if (code == 0 && used != node)
			code = forward_reach(fw, used, cause);
	}
	return code;
}

/* The event used it up, or used it on something. */
static int used(struct forward_work *fw, size_t node, size_t at)
{
	bool made = fw->work.facts[at].produces;
	uint32_t flows = made ? FLOW(PRODUCED) : FLOW(OBSERVED);
	int code = 0;
	for (size_t i = NONE; code == 0 && part_next(&fw->work, at, flows, &i);) {
		size_t other;
		code = part_node(&fw->work, i, &other);
		if (code == 0 && made)
			code = forward_reach(fw, other,
				(struct cause){ .parent = vertex_of_node(node),
					.fact = at,
					.why = FORWARD_MADE,
					.exposed_ms = ALWAYS });
		else if (code == 0)
			code = given(fw, node, at, other);
	}
	return code;
}

static int follow(struct forward_work *fw, size_t node, size_t nth)
{
	struct work *work = &fw->work;
	struct link link = work->links[nth];
	size_t at;
	int code = link_fact(work, nth, &at);
	if (code != 0)
		return code;
	const struct fact *fact = &work->facts[at];
	int64_t exposed_ms = fw->marks[node].exposed_ms;
	bool since = exposed_ms == ALWAYS || fact->told.at.at_ms > exposed_ms;
	if (!fact_counts(work, fact) || fact_is_management(fact))
		return 0;
	if (fact->renamed != NONE && link.flow != FLOW_OBSERVED)
		return renamed(fw, node, at);
	if (link.flow == FLOW_CONSUMED && since)
		return used(fw, node, at);
	if (link.flow == FLOW_OBSERVED && since && fact->to != NONE &&
		work->nodes[fact->to].kind == ITEM_SSCC)
		return forward_reach(fw, fact->to,
			(struct cause){ .parent = vertex_of_node(node),
				.fact = at,
				.why = FORWARD_CASED,
				.exposed_ms = ALWAYS });
	return 0;
}

/* Packages exposed later than they were made are looked at one by one, in forward_hold. */
static bool asks_packages(const struct forward_work *fw, size_t node)
{
	return fw->work.nodes[node].kind == ITEM_RUN && fw->marks[node].exposed_ms == ALWAYS;
}

static int packages_of(struct forward_work *fw, size_t run)
{
	int code = forward_insides(fw, &run, 1);
	for (size_t i = 0; code == 0 && i < fw->marks[run].inside_count; i++)
		code = forward_reach(fw, fw->insides[fw->marks[run].first_inside + i],
			(struct cause){ .parent = vertex_of_node(run),
				.fact = NONE,
				.why = FORWARD_PART,
				.exposed_ms = ALWAYS });
	return code;
}

static int walk_on(struct forward_work *fw, size_t node)
{
	struct work *work = &fw->work;
	int code = work_own_links(work, node);
	for (size_t i = 0; code == 0 && i < work->nodes[node].link_count; i++)
		code = follow(fw, node, work->nodes[node].first_link + i);
	if (code == 0 && asks_packages(fw, node))
		code = packages_of(fw, node);
	return code;
}

static int list_packages(struct forward_work *fw, const size_t *wave, size_t count)
{
	size_t *runs = malloc((count + 1) * sizeof(*runs));
	size_t many = 0;
	if (!runs)
		return work_memory(&fw->work);
	for (size_t i = 0; i < count; i++)
		if (asks_packages(fw, wave[i]))
			runs[many++] = wave[i];
	int code = forward_insides(fw, runs, many);
	free(runs);
	return code;
}

/* All that waits to be walked on from; its events and packages are asked for together. */
static int walk_wave(struct forward_work *fw)
{
	size_t *wave = fw->things, count = fw->things_count;
	int code = work_stories(&fw->work, wave, count);
	if (code == 0)
		code = list_packages(fw, wave, count);
	fw->things = NULL;
	fw->things_count = fw->things_cap = 0;
	for (size_t i = 0; code == 0 && i < count; i++) {
		fw->marks[wave[i]].queued = false;
		code = walk_on(fw, wave[i]);
	}
	free(wave);
	return code;
}

int forward_close_over(struct forward_work *fw)
{
	int code = 0;
	while (code == 0 && (fw->things_count > 0 || fw->holders_count > 0)) {
		while (code == 0 && fw->things_count > 0)
			code = walk_wave(fw);
		while (code == 0 && fw->holders_count > 0) {
			size_t holder = fw->holders[--fw->holders_count];
			fw->marks[holder].holder_queued = false;
			code = forward_hold(fw, holder);
		}
	}
	return code;
}
