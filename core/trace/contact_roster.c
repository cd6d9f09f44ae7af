/*
 * Who was in which container: each animal's stays as stay.c finds them, and through the containers' own
 * stays the containers around.
 */
#include "core/trace/contact_work.h"

#include <stdlib.h>
#include <string.h>

int roster_open(struct roster *roster, struct store *store, size_t events_most, struct fault *fault)
{
	*roster = (struct roster){ .from_ms = INT64_MIN, .to_ms = EVER };
	roster->work.store = store;
	roster->work.fault = fault;
	roster->work.events_most = events_most ? events_most : TRACE_EVENTS_MOST;
	roster->work.event = malloc(sizeof(*roster->work.event));
	return roster->work.event ? 0 : work_memory(&roster->work);
}

void roster_free(struct roster *roster)
{
	for (size_t i = 0; i < roster->places_count; i++) {
		free(roster->places[i].cleans);
		free(roster->places[i].presences);
		free(roster->places[i].inside);
	}
	map_free(&roster->thing_of_node);
	map_free(&roster->place_of_node);
	free(roster->things);
	free(roster->places);
	free(roster->presences);
	free(roster->standings);
	free(roster->codes);
	work_free(&roster->work);
}

const char *roster_name(struct roster *roster, size_t thing)
{
	return work_name(&roster->work, roster->things[thing].name);
}

char *roster_event_name(const struct roster *roster, size_t fact)
{
	char name[TRACE_NAME_TEXT];
	const struct trace_event *told = &roster->work.facts[fact].told;
	trace_event_name(span_of(told->station), told->epoch, told->seq,
		(struct span){ told->line, told->line_len }, name);
	return strdup(name);
}

/* ---- links and items of the store ---- */

struct numbers {
	uint32_t flows;
	int64_t *list;
	size_t count;
	size_t cap;
};

static int take(struct numbers *numbers, enum role role, int64_t number)
{
	if ((numbers->flows >> vocabulary_roles[role].flow & 1) == 0)
		return 0;
	if (!array_reserve(&numbers->list, &numbers->cap, numbers->count + 1, sizeof(int64_t)))
		return FAULT_MEMORY;
	/* Links of one event stand together: of one in which the item has two roles it is told once. */
	if (numbers->count == 0 || numbers->list[numbers->count - 1] != number)
		numbers->list[numbers->count++] = number;
	return 0;
}

static int take_event(void *context, const struct store_link *link)
{
	return take(context, link->role, link->event);
}

static int give_numbers(
	struct roster *roster, int code, struct numbers *numbers, int64_t **list, size_t *count)
{
	if (code != 0) {
		free(numbers->list);
		return code == FAULT_MEMORY ? work_memory(&roster->work) : code;
	}
	*list = numbers->list;
	*count = numbers->count;
	return 0;
}

int roster_events_of(struct roster *roster, size_t node, uint32_t flows, int64_t since_ms,
	int64_t until_ms, int64_t **events, size_t *count)
{
	struct numbers taken = { .flows = flows };
	int code = 0;
	if (roster->work.nodes[node].number != 0)
		code = store_links_of_item(roster->work.store, roster->work.nodes[node].number,
			since_ms, until_ms, take_event, &taken, roster->work.fault);
	return give_numbers(roster, code, &taken, events, count);
}

void roster_count(const struct roster *roster, size_t at, int64_t *heads, bool *stated)
{
	const struct work *work = &roster->work;
	const struct fact *fact = &work->facts[at];
	*stated = fact->has_heads;
	*heads = fact->heads;
	for (size_t i = NONE; !fact->has_heads && part_next(work, at, FLOW(OBSERVED), &i);) {
		*stated = *stated || work->parts[i].has_count;
		*heads += work->parts[i].count;
	}
}

/* ---- containers ---- */

/* What ended a stay at until_ms: a death or slaughter rather than another movement of that instant. */
static size_t find_end(const struct work *work, int64_t until_ms)
{
	size_t found = NONE;
	for (size_t i = 0; i < work->rows_count; i++) {
		const struct fact *fact = &work->facts[work->rows[i].fact];
		if (fact->told.at.at_ms != until_ms)
			continue;
		bool final = fact->told.kind == KIND_DIE || fact->told.kind == KIND_SLAUGHTER;
		if (final || ((fact->to != NONE || fact->leaves) && found == NONE))
			found = work->rows[i].fact;
	}
	return found;
}

static int load_standings(struct roster *roster, size_t node)
{
	struct work *work = &roster->work;
	int code = 0;
	work->windows_count = work->own_stays_count = 0;
	if (kind_can_stay(work->nodes[node].kind))
		code = work_window(work, node, FLOW_OBSERVED, INT64_MIN, INT64_MAX);
	if (code == 0)
		code = rows_of_windows(work, node);
	if (code == 0)
		code = stays_find(work, EVER);
	for (size_t i = 0; code == 0 && i < work->own_stays_count; i++) {
		const struct stay *stay = &work->own_stays[i];
		if (!WORK_ROOM_OF(&roster->work, roster, standings))
			return FAULT_MEMORY;
		struct standing *standing = &roster->standings[roster->standings_count++];
		int64_t heads;
		*standing = (struct standing){ .holder = stay->holder,
			.since_ms = stay->since_ms,
			.until_ms = stay->until_ms,
			.began = stay->fact,
			.ended = stay->until_ms == EVER ? NONE : find_end(work, stay->until_ms) };
		roster_count(roster, stay->fact, &heads, &standing->counted);
	}
	return code;
}

int roster_place(struct roster *roster, size_t node, size_t *place)
{
	struct work *work = &roster->work;
	size_t cursor = 0, first = roster->standings_count;
	uint64_t hash = map_hash_number((uint64_t)node);
	if (map_next(&roster->place_of_node, hash, &cursor, place))
		return 0;
	int code = load_standings(roster, node);
	if (code != 0)
		return code;
	if (!WORK_ROOM_OF(&roster->work, roster, places))
		return FAULT_MEMORY;
	*place = roster->places_count;
	if (!map_put(&roster->place_of_node, hash, *place))
		return work_memory(work);
	roster->places[roster->places_count++] = (struct place){
		.node = node, .first_stay = first, .stay_count = roster->standings_count - first
	};
	return 0;
}

/* ---- animals ---- */

static int add_code(struct roster *roster, size_t first, size_t node)
{
	for (size_t i = first; i < roster->codes_count; i++)
		if (roster->codes[i] == node)
			return 0;
	if (!WORK_ROOM_OF(&roster->work, roster, codes))
		return FAULT_MEMORY;
	roster->codes[roster->codes_count++] = node;
	return 0;
}

static int add_used_codes(struct roster *roster, size_t first, size_t at)
{
	struct work *work = &roster->work;
	int code = 0;
	for (size_t i = NONE; code == 0 && part_next(work, at, FLOW(CONSUMED), &i);) {
		size_t node;
		code = part_node(work, i, &node);
		if (code == 0)
			code = add_code(roster, first, node);
	}
	return code;
}

/* The codes that `tag` events join to this one, and its rows. */
static int follow_code(struct roster *roster, size_t first, size_t node)
{
	struct work *work = &roster->work;
	int code = work_own_links(work, node);
	for (size_t i = 0; code == 0 && i < work->nodes[node].link_count; i++) {
		size_t nth = work->nodes[node].first_link + i, at;
		struct link link = work->links[nth];
		code = link_fact(work, nth, &at);
		if (code == 0)
			code = row_add(work, at, node, link.flow);
		if (code != 0 || !fact_counts(work, &work->facts[at]) ||
			work->facts[at].renamed == NONE)
			continue;
		if (link.flow == FLOW_CONSUMED)
			code = add_code(roster, first, work->facts[at].renamed);
		if (code == 0 && work->facts[at].renamed == node)
			code = add_used_codes(roster, first, at);
	}
	return code;
}

/* The code that no `tag` event replaced, first by name if there are several. */
static size_t present_code(struct roster *roster, size_t first, size_t count)
{
	struct work *work = &roster->work;
	size_t best = NONE;
	bool best_replaced = true;
	for (size_t i = first; i < first + count; i++) {
		size_t node = roster->codes[i];
		bool replaced = false;
		for (size_t j = 0; j < work->rows_count && !replaced; j++)
			replaced = work->rows[j].node == node &&
			           work->rows[j].flow == FLOW_CONSUMED &&
			           work->facts[work->rows[j].fact].renamed != NONE;
		if (best == NONE || replaced < best_replaced ||
			(replaced == best_replaced &&
				strcmp(work_name(work, node), work_name(work, best)) < 0)) {
			best = node;
			best_replaced = replaced;
		}
	}
	return best;
}

static int add_presence(struct roster *roster, const struct presence *presence)
{
	if (!WORK_ROOM_OF(&roster->work, roster, presences))
		return FAULT_MEMORY;
	roster->presences[roster->presences_count++] = *presence;
	return 0;
}

static int add_own_stays(struct roster *roster, size_t thing, size_t first)
{
	struct work *work = &roster->work;
	int code = 0;
	for (size_t i = 0; code == 0 && i < work->own_stays_count; i++) {
		const struct stay *stay = &work->own_stays[i];
		size_t ended = stay->until_ms == EVER ? NONE : find_end(work, stay->until_ms);
		struct presence *last = roster->presences_count > first
		                                ? &roster->presences[roster->presences_count - 1]
		                                : NULL;
		/* Moved to where it was, or tagged there: it went on standing there. */
		if (last && last->holder == stay->holder && last->until_ms == stay->since_ms) {
			last->until_ms = stay->until_ms;
			last->ended = ended;
			continue;
		}
		code = add_presence(roster, &(struct presence){ .thing = thing,
						    .holder = stay->holder,
						    .inner = NONE,
						    .since_ms = stay->since_ms,
						    .until_ms = stay->until_ms,
						    .began = stay->fact,
						    .ended = ended });
	}
	return code;
}

static struct presence around(const struct presence *inside, const struct standing *standing)
{
	struct presence around = *inside;
	around.inner = inside->holder;
	around.holder = standing->holder;
	around.level = inside->level + 1;
	around.counted = inside->counted || standing->counted;
	if (standing->since_ms > around.since_ms) {
		around.since_ms = standing->since_ms;
		around.began = standing->began;
	}
	if (standing->until_ms < around.until_ms) {
		around.until_ms = standing->until_ms;
		around.ended = standing->ended;
	}
	return around;
}

/* From the containers a thing was in to those around them; the list grows while it is walked. */
static int add_surroundings(struct roster *roster, size_t first)
{
	int code = 0;
	for (size_t i = first; code == 0 && i < roster->presences_count; i++) {
		struct presence inside = roster->presences[i];
		size_t place;
		if (inside.level + 1 >= TRACE_CONTAINER_DEPTH)
			continue;
		code = roster_place(roster, inside.holder, &place);
		for (size_t j = 0; code == 0 && j < roster->places[place].stay_count; j++) {
			struct presence outside = around(
				&inside, &roster->standings[roster->places[place].first_stay + j]);
			if (outside.since_ms < outside.until_ms)
				code = add_presence(roster, &outside);
		}
	}
	return code;
}

static int show_presences(struct roster *roster, size_t first)
{
	for (size_t i = first; i < roster->presences_count; i++) {
		size_t at;
		int code = roster_place(roster, roster->presences[i].holder, &at);
		if (code != 0)
			return code;
		struct place *place = &roster->places[at];
		if (!WORK_ROOM_OF(&roster->work, place, presences))
			return FAULT_MEMORY;
		place->presences[place->presences_count++] = i;
	}
	return 0;
}

/* The stays of the animal whose rows are in work->rows. */
static int load_stays(struct roster *roster, struct thing *thing)
{
	struct work *work = &roster->work;
	size_t first = roster->presences_count;
	int code = rows_settle(work);
	if (code != 0)
		return code;
	thing->last_fact = work->rows_count ? work->rows[work->rows_count - 1].fact : NONE;
	code = stays_find(work, EVER);
	if (code == 0)
		code = add_own_stays(roster, roster->things_count, first);
	if (code == 0)
		code = add_surroundings(roster, first);
	if (code == 0)
		code = show_presences(roster, first);
	thing->first_presence = first;
	thing->presence_count = roster->presences_count - first;
	return code;
}

int roster_thing(struct roster *roster, size_t node, size_t *thing)
{
	struct work *work = &roster->work;
	size_t cursor = 0, first = roster->codes_count;
	if (map_next(&roster->thing_of_node, map_hash_number((uint64_t)node), &cursor, thing))
		return 0;
	work->rows_count = 0;
	int code = add_code(roster, first, node);
	for (size_t i = first; code == 0 && i < roster->codes_count; i++)
		code = follow_code(roster, first, roster->codes[i]);
	if (code != 0)
		return code;
	struct thing made = { .first_code = first,
		.code_count = roster->codes_count - first,
		.met_ms = EVER,
		.arrival = NONE,
		.pending = NONE };
	made.name = present_code(roster, first, made.code_count);
	code = load_stays(roster, &made);
	if (code == 0 && !WORK_ROOM_OF(&roster->work, roster, things))
		code = FAULT_MEMORY;
	if (code != 0)
		return code;
	*thing = roster->things_count;
	roster->things[roster->things_count++] = made;
	for (size_t i = 0; i < made.code_count; i++)
		if (!map_put(&roster->thing_of_node,
			    map_hash_number((uint64_t)roster->codes[first + i]), *thing))
			return work_memory(work);
	return 0;
}

/* ---- all that joined a container ---- */

static int add_inside(struct roster *roster, size_t at, size_t node)
{
	struct place *place = &roster->places[at];
	for (size_t i = 0; i < place->inside_count; i++)
		if (place->inside[i] == node)
			return 0;
	if (!WORK_ROOM_OF(&roster->work, place, inside))
		return FAULT_MEMORY;
	place->inside[place->inside_count++] = node;
	return 0;
}

static int ask_joined(struct roster *roster, size_t place, int64_t event)
{
	struct work *work = &roster->work;
	size_t at;
	int code = work_fact(work, event, &at);
	if (code != 0 || !fact_counts(work, &work->facts[at]))
		return code;
	for (size_t i = NONE;
		code == 0 && part_next(work, at, FLOW(OBSERVED) | FLOW(PRODUCED), &i);) {
		size_t node, found;
		code = part_node(work, i, &node);
		if (code != 0)
			break;
		if (kind_is_animal(work->nodes[node].kind))
			code = roster_thing(roster, node, &found);
		else if (work->nodes[node].kind == ITEM_GROUP)
			code = add_inside(roster, place, node);
	}
	return code;
}

int roster_ask(struct roster *roster, size_t node, size_t *at)
{
	int64_t *events = NULL;
	size_t count = 0, inside;
	int code = roster_place(roster, node, at);
	if (code != 0 || roster->places[*at].asked)
		return code;
	roster->places[*at].asked = true;
	code = roster_events_of(
		roster, node, FLOW(JOINED), INT64_MIN, roster->to_ms, &events, &count);
	for (size_t i = 0; code == 0 && i < count; i++)
		code = ask_joined(roster, *at, events[i]);
	for (size_t i = 0; code == 0 && i < roster->places[*at].inside_count; i++)
		code = roster_ask(roster, roster->places[*at].inside[i], &inside);
	free(events);
	return code;
}

/* ---- disinfection ---- */

static int load_cleans(struct roster *roster, size_t at)
{
	struct work *work = &roster->work;
	int64_t *events = NULL;
	size_t count = 0;
	int code = roster_events_of(roster, roster->places[at].node, FLOW(OBSERVED),
		roster->from_ms, roster->to_ms, &events, &count);
	for (size_t i = 0; code == 0 && i < count; i++) {
		size_t fact;
		code = work_fact(work, events[i], &fact);
		if (code != 0 || work->facts[fact].told.kind != KIND_DISINFECT ||
			!fact_counts(work, &work->facts[fact]))
			continue;
		struct place *place = &roster->places[at];
		if (!WORK_ROOM_OF(&roster->work, place, cleans)) {
			code = FAULT_MEMORY;
			break;
		}
		place->cleans[place->cleans_count++] =
			(struct place_clean){ work->facts[fact].told.at.at_ms, fact };
	}
	roster->places[at].cleans_known = code == 0;
	free(events);
	return code;
}

static void earlier_clean(
	const struct work *work, struct place_clean clean, int64_t *when, size_t *fact)
{
	if (clean.fact == NONE || clean.at_ms > *when)
		return;
	if (clean.at_ms == *when && (*fact == NONE || event_order(&work->facts[clean.fact].told,
							      &work->facts[*fact].told) >= 0))
		return;
	*when = clean.at_ms;
	*fact = clean.fact;
}

int roster_cleaned(struct roster *roster, size_t at, int64_t since_ms, int64_t until_ms, int depth,
	int64_t *when, size_t *fact)
{
	int code = roster->places[at].cleans_known ? 0 : load_cleans(roster, at);
	*when = until_ms;
	*fact = NONE;
	for (size_t i = 0; code == 0 && i < roster->places[at].cleans_count; i++)
		if (roster->places[at].cleans[i].at_ms >= since_ms)
			earlier_clean(&roster->work, roster->places[at].cleans[i], when, fact);
	if (depth + 1 >= TRACE_CONTAINER_DEPTH)
		return code;
	for (size_t i = 0; code == 0 && i < roster->places[at].stay_count; i++) {
		struct standing standing = roster->standings[roster->places[at].first_stay + i];
		int64_t since = standing.since_ms > since_ms ? standing.since_ms : since_ms;
		int64_t until = standing.until_ms < *when ? standing.until_ms : *when;
		struct place_clean outer;
		size_t holder;
		if (since >= until)
			continue;
		code = roster_place(roster, standing.holder, &holder);
		if (code == 0)
			code = roster_cleaned(
				roster, holder, since, until, depth + 1, &outer.at_ms, &outer.fact);
		if (code == 0)
			earlier_clean(&roster->work, outer, when, fact);
	}
	return code;
}
