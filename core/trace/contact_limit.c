/*
 * How complete the answer is: what could hide a contact that it does not have.
 */
#include "core/trace/balance_heads.h"
#include "core/trace/contact_walk.h"

#include <stdlib.h>
#include <string.h>

/* ---- containers, and heads without a tag in them ---- */

/* A container's time of suspicion, all animals and stays together. */
struct span_of_place {
	size_t node;
	bool suspect;
	int64_t since_ms;
	int64_t until_ms;
	size_t cleaned;
};

struct spans {
	LIST(span_of_place, spans);
	struct map of_node;
};

static int widen(struct contact_walk *walk, struct spans *all, const struct span_of_place *by)
{
	struct work *work = &walk->roster.work;
	size_t cursor = 0, at;
	uint64_t hash = map_hash_number((uint64_t)by->node);
	if (!map_next(&all->of_node, hash, &cursor, &at)) {
		if (!WORK_ROOM_OF(work, all, spans))
			return FAULT_MEMORY;
		if (!map_put(&all->of_node, hash, all->spans_count))
			return work_memory(work);
		all->spans[all->spans_count++] = *by;
		return 0;
	}
	struct span_of_place *span = &all->spans[at];
	span->suspect = span->suspect || by->suspect;
	span->since_ms = by->since_ms < span->since_ms ? by->since_ms : span->since_ms;
	if (by->until_ms > span->until_ms) {
		span->until_ms = by->until_ms;
		span->cleaned = by->cleaned;
	}
	return 0;
}

/* The groups that stood in a suspect container; the list grows while it is walked. */
static int add_inside(struct contact_walk *walk, struct spans *all)
{
	struct roster *roster = &walk->roster;
	int code = 0;
	for (size_t i = 0; code == 0 && i < all->spans_count; i++) {
		struct span_of_place outer = all->spans[i];
		size_t at, inside;
		code = roster_ask(roster, outer.node, &at);
		for (size_t j = 0; code == 0 && j < roster->places[at].inside_count; j++) {
			struct span_of_place inner = { .node = roster->places[at].inside[j],
				.since_ms = outer.since_ms,
				.until_ms = outer.until_ms,
				.cleaned = NONE };
			size_t cursor = 0, found;
			if (map_next(&all->of_node, map_hash_number((uint64_t)inner.node), &cursor,
				    &found))
				continue;
			code = roster_ask(roster, inner.node, &inside);
			if (code == 0)
				code = widen(walk, all, &inner);
		}
	}
	return code;
}

/* The most heads known only by number within a time. */
static int untagged_in(
	struct contact_walk *walk, const struct span_of_place *span, int64_t *untagged)
{
	struct heads heads = { .entries = NULL };
	struct heads_now now = { 0, 0 };
	int64_t tagged, changed, most = 0;
	int code = heads_load(&walk->roster, span->node, &heads);
	for (size_t i = 0; code == 0 && i < heads.entries_count; i++) {
		const struct head_entry *entry = &heads.entries[i];
		if (entry->at_ms >= span->until_ms)
			break;
		/* What was there when the time began, or came within it. */
		if (entry->at_ms > span->since_ms && now.untagged > most)
			most = now.untagged;
		(void)heads_step(&now, entry, &tagged, &changed);
	}
	*untagged = now.untagged > most ? now.untagged : most;
	heads_free(&heads);
	return code;
}

static int compare_holders(const void *left, const void *right)
{
	const struct contact_holder *a = left, *b = right;
	return strcmp(a->name, b->name);
}

static int add_holder(
	struct contact_walk *walk, const struct span_of_place *span, struct contacts *contacts)
{
	int64_t untagged;
	int code = untagged_in(walk, span, &untagged);
	if (code != 0 || (!span->suspect && untagged == 0))
		return code;
	struct contact_holder *holder = &contacts->holders[contacts->holder_count++];
	*holder = (struct contact_holder){ .suspect = span->suspect,
		.since_ms = span->since_ms,
		.until_ms = span->until_ms,
		.untagged = untagged };
	contacts->untagged += untagged;
	holder->name = strdup(work_name(&walk->roster.work, span->node));
	if (span->cleaned != NONE)
		holder->cleaned_by = roster_event_name(&walk->roster, span->cleaned);
	if (!holder->name || (span->cleaned != NONE && !holder->cleaned_by))
		return work_memory(&walk->roster.work);
	return 0;
}

static int add_holders(struct contact_walk *walk, struct contacts *contacts)
{
	struct spans all = { .spans = NULL };
	int code = 0;
	for (size_t i = 0; code == 0 && i < walk->suspects_count; i++) {
		const struct suspect *suspect = &walk->suspects[i];
		code = widen(walk, &all,
			&(struct span_of_place){ .node = suspect->holder,
				.suspect = true,
				.since_ms = suspect->since_ms,
				.until_ms = suspect->until_ms,
				.cleaned = suspect->cleaned });
	}
	if (code == 0)
		code = add_inside(walk, &all);
	contacts->holders = calloc(all.spans_count + 1, sizeof(*contacts->holders));
	if (code == 0 && !contacts->holders)
		code = work_memory(&walk->roster.work);
	for (size_t i = 0; code == 0 && i < all.spans_count; i++)
		code = add_holder(walk, &all.spans[i], contacts);
	if (contacts->holder_count > 1)
		qsort(contacts->holders, contacts->holder_count, sizeof(*contacts->holders),
			compare_holders);
	map_free(&all.of_node);
	free(all.spans);
	return code;
}

/* ---- when the seed was in no container ---- */

static int compare_times(const void *left, const void *right)
{
	const struct contact_time *a = left, *b = right;
	return (a->since_ms > b->since_ms) - (a->since_ms < b->since_ms);
}

/* From when to when the seed was alive as far as the record goes. */
static struct contact_time life(const struct contact_walk *walk)
{
	const struct roster *roster = &walk->roster;
	const struct thing *seed = &roster->things[walk->seed];
	const struct trace_event *last = &roster->work.facts[seed->last_fact].told;
	bool ended = last->kind == KIND_DIE || last->kind == KIND_SLAUGHTER;
	struct contact_time life = { walk->from_ms, walk->to_ms };
	if (ended && last->at.at_ms < life.until_ms)
		life.until_ms = last->at.at_ms;
	for (size_t i = 0; i < seed->presence_count; i++) {
		const struct presence *presence = &roster->presences[seed->first_presence + i];
		if (roster->work.facts[presence->began].told.kind == KIND_BIRTH &&
			presence->since_ms > life.since_ms)
			life.since_ms = presence->since_ms;
	}
	return life;
}

static int add_blind(struct contact_walk *walk, struct contacts *contacts)
{
	const struct roster *roster = &walk->roster;
	const struct thing *seed = &roster->things[walk->seed];
	struct contact_time all = life(walk);
	size_t count = 0;
	struct contact_time *seen = malloc((seed->presence_count + 1) * sizeof(*seen));
	contacts->blind = calloc(seed->presence_count + 1, sizeof(*contacts->blind));
	if (!seen || !contacts->blind) {
		free(seen);
		return work_memory(&walk->roster.work);
	}
	for (size_t i = 0; i < seed->presence_count; i++) {
		const struct presence *presence = &roster->presences[seed->first_presence + i];
		seen[count++] = (struct contact_time){ presence->since_ms, presence->until_ms };
	}
	qsort(seen, count, sizeof(*seen), compare_times);
	int64_t at_ms = all.since_ms;
	for (size_t i = 0; i <= count && at_ms < all.until_ms; i++) {
		int64_t next_ms = i < count && seen[i].since_ms < all.until_ms ? seen[i].since_ms
		                                                               : all.until_ms;
		if (next_ms > at_ms)
			contacts->blind[contacts->blind_count++] =
				(struct contact_time){ at_ms, next_ms };
		if (i < count && seen[i].until_ms > at_ms)
			at_ms = seen[i].until_ms;
		if (next_ms == all.until_ms)
			break;
	}
	free(seen);
	return 0;
}

/* ---- numbers that are missing ---- */

struct heard_gap {
	char station[NOTE_NAME_MOST + 1];
	int64_t epoch;
	struct store_numbering numbering;
};

struct heard_gaps {
	struct heard_gap *list;
	size_t count;
	size_t cap;
};

static int take_gap(void *context, const struct store_heard *heard)
{
	struct heard_gaps *gaps = context;
	if (heard->numbering.missing == 0)
		return 0;
	if (!array_reserve(&gaps->list, &gaps->cap, gaps->count + 1, sizeof(*gaps->list)))
		return FAULT_MEMORY;
	struct heard_gap *gap = &gaps->list[gaps->count++];
	memcpy(gap->station, heard->station.name, sizeof(gap->station));
	gap->epoch = heard->epoch;
	gap->numbering = heard->numbering;
	return 0;
}

/* The moment of one event of a station; CONTACT_UNSAID if it is not there (or held back). */
static int moment_of(struct work *work, const struct heard_gap *gap, int64_t seq, int64_t *at_ms)
{
	struct event_name name = { span_of(gap->station), gap->epoch, seq };
	struct store_event event;
	int64_t no;
	*at_ms = CONTACT_UNSAID;
	if (seq < 1)
		return 0;
	int code = store_event_find(work->store, name, &no, work->fault);
	if (code == FAULT_NOT_FOUND)
		return 0;
	if (code == 0)
		code = store_event_get(work->store, no, &event, work->fault);
	if (code == 0)
		*at_ms = event.at_ms;
	return code;
}

/* Missing numbers that were all given before the window began hide nothing of it. */
static int add_gap(struct contact_walk *walk, const struct heard_gap *gap,
	struct contacts *contacts, size_t *cap)
{
	struct work *work = &walk->roster.work;
	int code = 0;
	for (int i = 0; code == 0 && i < gap->numbering.range_count; i++) {
		int64_t first = gap->numbering.ranges[i].first,
			last = gap->numbering.ranges[i].last;
		int64_t before_ms, next_ms;
		code = moment_of(work, gap, first - 1, &before_ms);
		if (code == 0)
			code = moment_of(work, gap, last + 1, &next_ms);
		if (code != 0 || (next_ms != CONTACT_UNSAID && next_ms < walk->from_ms))
			continue;
		if (!work_room(work, &contacts->gaps, cap, contacts->gap_count + 1,
			    sizeof(*contacts->gaps)))
			return FAULT_MEMORY;
		struct contact_gap *made = &contacts->gaps[contacts->gap_count++];
		*made = (struct contact_gap){ .station = strdup(gap->station),
			.epoch = gap->epoch,
			.first = first,
			.last = last,
			.since_ms = before_ms };
		if (!made->station)
			return work_memory(work);
	}
	return code;
}

static int add_gaps(struct contact_walk *walk, struct contacts *contacts)
{
	struct work *work = &walk->roster.work;
	struct heard_gaps gaps = { .list = NULL };
	size_t cap = 0;
	int code = store_heard_each(work->store, take_gap, &gaps, work->fault);
	if (code == FAULT_MEMORY)
		(void)work_memory(work);
	for (size_t i = 0; code == 0 && i < gaps.count; i++)
		code = add_gap(walk, &gaps.list[i], contacts, &cap);
	free(gaps.list);
	return code;
}

int contact_limits(struct contact_walk *walk, struct contacts *contacts)
{
	int code = add_holders(walk, contacts);
	if (code == 0)
		code = add_blind(walk, contacts);
	return code == 0 ? add_gaps(walk, contacts) : code;
}
