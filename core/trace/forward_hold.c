/*
 * What was in a container within its windows: of all that ever entered it, the things whose own events have them
 * in it then. Containers within it get windows of their own.
 */
#include "core/trace/forward_work.h"

#include <stdlib.h>

static int keep_entry(void *context, const struct store_link *link)
{
	struct forward_work *fw = context;
	if (vocabulary_roles[link->role].flow != FLOW_JOINED)
		return 0;
	if (!FORWARD_ROOM(fw, entries))
		return FAULT_MEMORY;
	fw->entries[fw->entries_count++] = (struct entering){ link->event };
	return 0;
}

/* A window with what orders it, since qsort hands over nothing else. */
struct sorting {
	struct window window;
	size_t at;
};

static int compare_windows(const void *left, const void *right)
{
	const struct window *a = &((const struct sorting *)left)->window;
	const struct window *b = &((const struct sorting *)right)->window;
	if (a->since_ms != b->since_ms)
		return a->since_ms < b->since_ms ? -1 : 1;
	return (a->until_ms > b->until_ms) - (a->until_ms < b->until_ms);
}

/* The holder's windows by time, into fw->order; until when the last of them reaches. */
static int order_windows(struct forward_work *fw, size_t holder, int64_t *until_ms)
{
	size_t count = 0, at;
	struct sorting *sorting;
	*until_ms = INT64_MIN;
	for (at = fw->marks[holder].first_window; at != NONE; at = fw->windows[at].next)
		count++;
	if (!work_room(&fw->work, &fw->order, &fw->order_cap, count, sizeof(*fw->order)))
		return FAULT_MEMORY;
	sorting = malloc((count + 1) * sizeof(*sorting));
	if (!sorting)
		return work_memory(&fw->work);
	fw->order_count = 0;
	for (at = fw->marks[holder].first_window; at != NONE; at = fw->windows[at].next) {
		sorting[fw->order_count++] = (struct sorting){ fw->windows[at], at };
		if (fw->windows[at].until_ms > *until_ms)
			*until_ms = fw->windows[at].until_ms;
	}
	qsort(sorting, count, sizeof(*sorting), compare_windows);
	for (size_t i = 0; i < count; i++)
		fw->order[i] = sorting[i].at;
	free(sorting);
	return 0;
}

/* The thing of `names` stood in the window during its stay. */
static int expose(
	struct forward_work *fw, size_t node, size_t at, const struct stay *stay, bool first)
{
	struct window window = fw->windows[at];
	int64_t since_ms = stay->since_ms > window.since_ms ? stay->since_ms : window.since_ms;
	int64_t until_ms = stay->until_ms < window.until_ms ? stay->until_ms : window.until_ms;
	enum item_kind kind = fw->work.nodes[node].kind;
	struct cause cause = { .parent = vertex_of_window(at),
		.fact = stay->fact,
		.why = FORWARD_WITHIN,
		.exposed_ms = since_ms };
	int code = 0;
	if (kind_is_goods(kind) && first)
		for (size_t i = 0; code == 0 && i < (kind_is_animal(kind) ? fw->names_count : 1);
			i++)
			code = forward_reach(fw, fw->names[i], cause);
	if (code == 0 && kind_can_hold(kind))
		code = forward_open(fw,
			(struct window){ .holder = node,
				.since_ms = since_ms,
				.until_ms = until_ms,
				.level = window.level + 1 },
			cause);
	return code;
}

static int hold_thing(struct forward_work *fw, size_t holder, size_t node)
{
	struct work *work = &fw->work;
	struct mark *mark = mark_of(fw, node);
	int64_t used_ms;
	if (!mark)
		return FAULT_MEMORY;
	if (mark->round == fw->round)
		return 0;
	mark->round = fw->round;
	int code = forward_names(fw, node);
	for (size_t i = 0;
		code == 0 && kind_is_animal(work->nodes[node].kind) && i < fw->names_count; i++) {
		if (!(mark = mark_of(fw, fw->names[i])))
			return FAULT_MEMORY;
		mark->round = fw->round;
	}
	if (code == 0)
		code = forward_rows(fw, &used_ms);
	if (code == 0)
		code = forward_stays(fw, work->nodes[node].kind, used_ms);
	for (size_t i = 0; code == 0 && i < work->own_stays_count; i++) {
		struct stay stay = work->own_stays[i];
		bool first = true;
		for (size_t j = 0; code == 0 && stay.holder == holder && j < fw->order_count; j++) {
			const struct window *window = &fw->windows[fw->order[j]];
			if (window->since_ms >= stay.until_ms)
				break;
			if (window->until_ms <= stay.since_ms)
				continue;
			code = expose(fw, node, fw->order[j], &stay, first);
			first = false;
		}
	}
	return code;
}

static int hold_member(struct forward_work *fw, size_t holder, size_t node)
{
	int code = hold_thing(fw, holder, node);
	if (code == 0 && fw->work.nodes[node].kind != ITEM_RUN)
		return 0;
	for (size_t i = 0; code == 0 && i < fw->marks[node].inside_count; i++)
		code = hold_thing(fw, holder, fw->insides[fw->marks[node].first_inside + i]);
	return code;
}

/* The goods that an event brought into it, added to fw->members. */
static int list_members(struct forward_work *fw, size_t at)
{
	const struct fact *fact = &fw->work.facts[at];
	uint32_t flows = FLOW(OBSERVED) | FLOW(PRODUCED);
	int code = 0;
	if (!fact_counts(&fw->work, fact) || fact_is_management(fact))
		return 0;
	for (size_t i = NONE; code == 0 && part_next(&fw->work, at, flows, &i);) {
		if (!FORWARD_ROOM(fw, members))
			return FAULT_MEMORY;
		code = part_node(&fw->work, i, &fw->members[fw->members_count++]);
	}
	return code;
}

/* Of all that ever joined it before the last window's end, the events asked for together. */
static int ask_members(struct forward_work *fw, size_t holder, int64_t until_ms)
{
	struct work *work = &fw->work;
	int code = 0;
	fw->entries_count = fw->members_count = work->wanted_count = 0;
	if (work->nodes[holder].number != 0)
		code = store_links_of_item(work->store, work->nodes[holder].number, INT64_MIN,
			until_ms, keep_entry, fw, work->fault);
	for (size_t i = 0; code == 0 && i < fw->entries_count; i++)
		code = work_want(work, fw->entries[i].event);
	if (code == 0)
		code = work_facts(work);
	for (size_t i = 0; code == 0 && i < fw->entries_count; i++) {
		size_t at;
		code = work_fact(&fw->work, fw->entries[i].event, &at);
		if (code == 0)
			code = list_members(fw, at);
	}
	return code == 0 ? work_stories(work, fw->members, fw->members_count) : code;
}

int forward_hold(struct forward_work *fw, size_t holder)
{
	int64_t until_ms;
	int code = order_windows(fw, holder, &until_ms);
	fw->round++;
	if (code == 0)
		code = ask_members(fw, holder, until_ms);
	if (code == 0)
		code = forward_insides(fw, fw->members, fw->members_count);
	for (size_t i = 0; code == 0 && i < fw->members_count; i++)
		code = hold_member(fw, holder, fw->members[i]);
	return code;
}
