/*
 * Degree after degree: the animals reached at one degree are infectious from the moment they were reached, and
 * whom they met from then on is the next. An animal reached again at a higher degree but earlier is
 * gone through again from that earlier moment, though its degree stays the least.
 */
#include "core/trace/contact_walk.h"

#include <string.h>

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t add_time(int64_t at_ms, int64_t span_ms)
{
	return at_ms > EVER - span_ms ? EVER : at_ms + span_ms;
}

bool contact_meet(const struct contact_walk *walk, const struct suspect *suspect, size_t at,
	struct meeting *meeting)
{
	const struct presence *other = &walk->roster.presences[at];
	const struct presence *own = &walk->roster.presences[suspect->presence];
	int64_t since_ms = most(other->since_ms, suspect->since_ms);
	int64_t until_ms = least(other->until_ms, suspect->left_ms);
	*meeting = (struct meeting){ .presence = at,
		.holder = suspect->holder,
		.since_ms = since_ms,
		.until_ms = until_ms,
		.open = other->until_ms == EVER,
		.maybe = other->counted || own->counted };
	/* Together in a pen within it: the pen tells of it. */
	if (since_ms < until_ms)
		return own->inner == NONE || own->inner != other->inner;
	meeting->since_ms = most(other->since_ms, suspect->left_ms);
	meeting->until_ms = least(other->until_ms, suspect->until_ms);
	meeting->after = true;
	meeting->after_ms = meeting->since_ms - suspect->left_ms;
	return meeting->since_ms < meeting->until_ms;
}

static const char *reached_from(struct contact_walk *walk, const struct arrival *arrival)
{
	return roster_name(&walk->roster, walk->arrivals[arrival->from].thing);
}

/* Earlier; then at the same time; then by names: an order that arrival of events cannot change. */
static bool is_better(struct contact_walk *walk, const struct arrival *a, const struct arrival *b)
{
	struct work *work = &walk->roster.work;
	if (a->at_ms != b->at_ms)
		return a->at_ms < b->at_ms;
	if (a->after != b->after)
		return b->after;
	int by = strcmp(reached_from(walk, a), reached_from(walk, b));
	if (by == 0)
		by = strcmp(work_name(work, a->holder), work_name(work, b->holder));
	return by < 0;
}

static int consider(struct contact_walk *walk, const struct suspect *suspect, size_t presence)
{
	struct meeting meeting;
	struct work *work = &walk->roster.work;
	if (!contact_meet(walk, suspect, presence, &meeting))
		return 0;
	struct thing *thing = &walk->roster.things[walk->roster.presences[presence].thing];
	struct arrival arrival = { .thing = walk->roster.presences[presence].thing,
		.from = suspect->arrival,
		.holder = suspect->holder,
		.at_ms = meeting.since_ms,
		.after = meeting.after,
		.degree = walk->arrivals[suspect->arrival].degree + 1 };
	/* Itself is never met earlier than it already was. */
	if (arrival.at_ms >= thing->met_ms)
		return 0;
	if (thing->pending != NONE) {
		if (is_better(walk, &arrival, &walk->candidates[thing->pending]))
			walk->candidates[thing->pending] = arrival;
		return 0;
	}
	if (!WORK_ROOM_OF(work, walk, candidates))
		return FAULT_MEMORY;
	thing->pending = walk->candidates_count;
	walk->candidates[walk->candidates_count++] = arrival;
	return 0;
}

/* One stay of an infectious animal: its container becomes suspect, and whoever was there is met. */
static int infect(struct contact_walk *walk, size_t arrival, size_t presence)
{
	struct roster *roster = &walk->roster;
	struct presence own = roster->presences[presence];
	struct suspect suspect = { .arrival = arrival,
		.presence = presence,
		.holder = own.holder,
		.since_ms = most(own.since_ms, walk->arrivals[arrival].at_ms),
		.left_ms = least(own.until_ms, walk->to_ms),
		.cleaned = NONE };
	size_t place;
	if (suspect.since_ms >= suspect.left_ms)
		return 0;
	int64_t limit_ms = least(add_time(own.until_ms, walk->persist_ms), walk->to_ms);
	int code = roster_ask(roster, own.holder, &place);
	if (code == 0)
		code = roster_cleaned(roster, place, suspect.left_ms, limit_ms, 0,
			&suspect.until_ms, &suspect.cleaned);
	if (code != 0)
		return code;
	if (!WORK_ROOM_OF(&roster->work, walk, suspects))
		return FAULT_MEMORY;
	walk->suspects[walk->suspects_count++] = suspect;
	for (size_t i = 0; code == 0 && i < roster->places[place].presences_count; i++)
		code = consider(walk, &suspect, roster->places[place].presences[i]);
	return code;
}

static int take_candidates(struct contact_walk *walk)
{
	for (size_t i = 0; i < walk->candidates_count; i++) {
		struct thing *thing = &walk->roster.things[walk->candidates[i].thing];
		if (!WORK_ROOM_OF(&walk->roster.work, walk, arrivals))
			return FAULT_MEMORY;
		if (thing->arrival == NONE)
			thing->arrival = walk->arrivals_count;
		thing->met_ms = walk->candidates[i].at_ms;
		thing->pending = NONE;
		walk->arrivals[walk->arrivals_count++] = walk->candidates[i];
	}
	walk->candidates_count = 0;
	return 0;
}

int contact_walk(struct contact_walk *walk)
{
	size_t first = 0;
	int code = 0;
	if (!WORK_ROOM_OF(&walk->roster.work, walk, candidates))
		return FAULT_MEMORY;
	walk->candidates[walk->candidates_count++] =
		(struct arrival){ .thing = walk->seed, .from = NONE, .at_ms = walk->from_ms };
	code = take_candidates(walk);
	for (int degree = 0; code == 0 && degree < walk->degree; degree++) {
		size_t end = walk->arrivals_count;
		for (size_t i = first; code == 0 && i < end; i++) {
			const struct thing *thing = &walk->roster.things[walk->arrivals[i].thing];
			size_t from = thing->first_presence, count = thing->presence_count;
			walk->arrivals[i].first_suspect = walk->suspects_count;
			for (size_t j = from; code == 0 && j < from + count; j++)
				code = infect(walk, i, j);
			walk->arrivals[i].suspect_count =
				walk->suspects_count - walk->arrivals[i].first_suspect;
		}
		first = end;
		if (code == 0)
			code = take_candidates(walk);
	}
	return code;
}
