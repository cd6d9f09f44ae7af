#include "core/trace/balance_heads.h"

#include <stdlib.h>

#define MOTIONS (1u << KIND_MOVE | 1u << KIND_LOAD | 1u << KIND_UNLOAD | 1u << KIND_ARRIVE)

static int add_entry(struct roster *roster, struct heads *heads, struct head_entry entry)
{
	if (!WORK_ROOM_OF(&roster->work, heads, entries))
		return FAULT_MEMORY;
	entry.at_ms = roster->work.facts[entry.fact].told.at.at_ms;
	heads->entries[heads->entries_count++] = entry;
	return 0;
}

static int add_unknown(struct roster *roster, struct heads *heads, size_t fact)
{
	if (!WORK_ROOM_OF(&roster->work, heads, unknown))
		return FAULT_MEMORY;
	heads->unknown[heads->unknown_count++] = fact;
	return 0;
}

/* ---- tagged animals ---- */

static int enter(struct roster *roster, struct heads *heads, const struct presence *presence)
{
	const struct fact *fact = &roster->work.facts[presence->began];
	struct head_entry entry = { .class = HEAD_IN, .fact = presence->began, .tagged = 1 };
	if (presence->level == 0 && fact->told.kind == KIND_BIRTH)
		entry.class = HEAD_BORN;
	entry.first_tag =
		presence->level == 0 && fact->told.kind == KIND_TAG && fact->used_count == 0;
	return add_entry(roster, heads, entry);
}

int index_order(const void *left, const void *right)
{
	const size_t *a = left, *b = right;
	return (*a > *b) - (*a < *b);
}

static int exit_of(struct roster *roster, struct heads *heads, const struct presence *presence,
	const size_t *left, size_t left_count)
{
	if (presence->ended == NONE || presence->until_ms >= roster->to_ms)
		return 0;
	bool dead = roster->work.facts[presence->ended].told.kind == KIND_DIE;
	bool here = left_count > 0 &&
	            bsearch(&presence->ended, left, left_count, sizeof(*left), index_order);
	return add_entry(roster, heads,
		(struct head_entry){ .class = dead ? HEAD_DEAD : HEAD_OUT,
			.fact = presence->ended,
			.tagged = 1,
			.elsewhere = !dead && !here });
}

/* A group that moved by number brings its heads by number, not each of its animals. */
static int add_tagged(struct roster *roster, size_t place, struct heads *heads, const size_t *left,
	size_t left_count)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < roster->places[place].presences_count; i++) {
		struct presence presence = roster->presences[roster->places[place].presences[i]];
		if (presence.counted || presence.since_ms >= roster->to_ms)
			continue;
		code = enter(roster, heads, &presence);
		if (code == 0)
			code = exit_of(roster, heads, &presence, left, left_count);
	}
	return code;
}

static bool was_in(const struct roster *roster, size_t thing, size_t node, int64_t at_ms)
{
	const struct thing *of = &roster->things[thing];
	for (size_t i = 0; i < of->presence_count; i++) {
		const struct presence *presence = &roster->presences[of->first_presence + i];
		if (presence->holder == node && !presence->counted && presence->since_ms <= at_ms &&
			presence->until_ms >= at_ms)
			return true;
	}
	return false;
}

/* ---- heads by number ---- */

/* What an event names and counts, as far as one container is concerned. */
struct counted {
	bool joined; /* the container is `to` */
	bool left;
	bool observed;
	bool from_other; /* it says that they left something else */
	bool stated;
	int64_t heads;
	int64_t named;  /* animals */
	int64_t absent; /* animals that leave the container without having been in it */
	bool groups;    /* groups of which no animal is known are among the observed */
};

static int look_at_part(
	struct roster *roster, size_t node, size_t fact, size_t part, struct counted *counted)
{
	size_t item, thing;
	struct work *work = &roster->work;
	enum role_flow flow = work->parts[part].flow;
	int code = part_node(work, part, &item);
	if (code != 0)
		return code;
	bool animal = kind_is_animal(work->nodes[item].kind);
	counted->joined = counted->joined || (flow == FLOW_JOINED && item == node);
	counted->left = counted->left || (flow == FLOW_LEFT && item == node);
	counted->from_other = counted->from_other || (flow == FLOW_LEFT && item != node);
	if (flow != FLOW_OBSERVED && flow != FLOW_PRODUCED)
		return 0;
	/* At a birth the mother is observed. */
	if (work->facts[fact].told.kind == KIND_BIRTH && flow == FLOW_OBSERVED)
		return 0;
	counted->observed = counted->observed || item == node;
	counted->named += animal;
	if (work->nodes[item].kind == ITEM_GROUP && item != node) {
		size_t place;
		code = roster_place(roster, item, &place);
		counted->groups = counted->groups ||
		                  (code == 0 && roster->places[place].presences_count == 0);
	}
	if (!animal || !counted->left)
		return code;
	code = roster_thing(roster, item, &thing);
	if (code == 0 && !was_in(roster, thing, node, work->facts[fact].told.at.at_ms))
		counted->absent++;
	return code;
}

static int look_at_event(struct roster *roster, size_t node, size_t fact, struct counted *counted)
{
	static const uint32_t flows[] = { FLOW(JOINED), FLOW(LEFT), FLOW(OBSERVED),
		FLOW(PRODUCED) };
	int code = 0;
	roster_count(roster, fact, &counted->heads, &counted->stated);
	for (size_t f = 0; code == 0 && f < sizeof(flows) / sizeof(flows[0]); f++)
		for (size_t i = NONE; code == 0 && part_next(&roster->work, fact, flows[f], &i);)
			code = look_at_part(roster, node, fact, i, counted);
	return code;
}

static int add_counted(
	struct roster *roster, struct heads *heads, size_t fact, const struct counted *counted)
{
	enum event_kind kind = roster->work.facts[fact].told.kind;
	int64_t unnamed = counted->stated && counted->heads > counted->named
	                          ? counted->heads - counted->named
	                          : 0;
	struct head_entry entry = { .fact = fact, .untagged = unnamed };
	bool moves = MOTIONS >> kind & 1;
	bool leaves =
		moves &&
		(counted->left || (counted->observed && !counted->from_other && !counted->joined));
	bool dies = kind == KIND_DIE && counted->observed;
	bool joins = counted->joined && (moves || kind == KIND_BIRTH);
	bool silent = !counted->stated && counted->named == 0;
	int code = 0;
	if (silent && ((kind == KIND_BIRTH && joins) || dies || (joins && counted->groups)))
		code = add_unknown(roster, heads, fact);
	entry.class = kind == KIND_BIRTH ? HEAD_BORN : HEAD_IN;
	if (code == 0 && joins && unnamed > 0)
		code = add_entry(roster, heads, entry);
	entry.class = dies ? HEAD_DEAD : HEAD_OUT;
	entry.untagged += leaves ? counted->absent : 0;
	if (code == 0 && (leaves || dies) && entry.untagged > 0)
		code = add_entry(roster, heads, entry);
	return code;
}

/* Entries from the events that name the container itself; those it is left by into *left. */
static int add_events(
	struct roster *roster, size_t node, struct heads *heads, size_t **left, size_t *left_count)
{
	struct work *work = &roster->work;
	int64_t *events = NULL;
	size_t count = 0, cap = 0, last = NONE;
	int code = roster_events_of(roster, node, FLOW(JOINED) | FLOW(LEFT) | FLOW(OBSERVED),
		INT64_MIN, roster->to_ms, &events, &count);
	for (size_t i = 0; code == 0 && i < count; i++) {
		struct counted counted = { .joined = false };
		size_t fact;
		code = work_fact(work, events[i], &fact);
		if (code != 0 || !fact_counts(work, &work->facts[fact]) || fact == last ||
			work->facts[fact].told.kind == KIND_CERTIFY)
			continue;
		last = fact;
		code = look_at_event(roster, node, fact, &counted);
		if (code == 0)
			code = add_counted(roster, heads, fact, &counted);
		if (code != 0 || !counted.left)
			continue;
		if (!work_room(work, left, &cap, *left_count + 1, sizeof(**left)))
			code = FAULT_MEMORY;
		else
			(*left)[(*left_count)++] = fact;
	}
	free(events);
	return code;
}

/* ---- in order ---- */

struct sorting {
	struct head_entry entry;
	const struct trace_event *told;
};

static int compare_entries(const void *left, const void *right)
{
	const struct sorting *a = left, *b = right;
	if (a->entry.at_ms != b->entry.at_ms)
		return a->entry.at_ms < b->entry.at_ms ? -1 : 1;
	if (a->entry.class != b->entry.class)
		return (int)a->entry.class - (int)b->entry.class;
	int by = event_order(a->told, b->told);
	if (by == 0)
		by = (int)a->entry.elsewhere - (int)b->entry.elsewhere;
	/* Entries that are left are of one event and differ in their numbers alone. */
	if (by == 0 && a->entry.tagged != b->entry.tagged)
		by = a->entry.tagged < b->entry.tagged ? -1 : 1;
	if (by == 0 && a->entry.untagged != b->entry.untagged)
		by = a->entry.untagged < b->entry.untagged ? -1 : 1;
	return by;
}

int heads_sort(struct roster *roster, struct heads *heads)
{
	if (heads->entries_count < 2)
		return 0;
	struct sorting *sorting = malloc(heads->entries_count * sizeof(*sorting));
	if (!sorting)
		return work_memory(&roster->work);
	for (size_t i = 0; i < heads->entries_count; i++)
		sorting[i] = (struct sorting){ heads->entries[i],
			&roster->work.facts[heads->entries[i].fact].told };
	qsort(sorting, heads->entries_count, sizeof(*sorting), compare_entries);
	for (size_t i = 0; i < heads->entries_count; i++)
		heads->entries[i] = sorting[i].entry;
	free(sorting);
	return 0;
}

int heads_load(struct roster *roster, size_t node, struct heads *heads)
{
	size_t *left = NULL;
	size_t left_count = 0, place;
	int code = roster_ask(roster, node, &place);
	if (code == 0)
		code = add_events(roster, node, heads, &left, &left_count);
	if (left_count > 1)
		qsort(left, left_count, sizeof(*left), index_order);
	if (code == 0)
		code = add_tagged(roster, place, heads, left, left_count);
	if (code == 0)
		code = heads_sort(roster, heads);
	free(left);
	return code;
}

int64_t heads_step(
	struct heads_now *now, const struct head_entry *entry, int64_t *tagged, int64_t *untagged)
{
	bool adds = entry->class == HEAD_BORN || entry->class == HEAD_IN;
	int64_t lacking = 0;
	*tagged = adds ? entry->tagged : -entry->tagged;
	*untagged = adds ? entry->untagged : -entry->untagged;
	/* A head that had no tag has one now; one that left unnamed is named elsewhere now. */
	if (entry->first_tag && now->untagged > 0)
		*untagged -= 1;
	if (entry->elsewhere && now->untagged < 0)
		*untagged += 1;
	now->tagged += *tagged;
	now->untagged += *untagged;
	if (now->tagged + now->untagged < 0) {
		lacking = -(now->tagged + now->untagged);
		now->untagged += lacking;
	}
	return lacking;
}

void heads_free(struct heads *heads)
{
	free(heads->entries);
	free(heads->unknown);
	*heads = (struct heads){ 0 };
}
