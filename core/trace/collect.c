/*
 * Which events the answer has: each thing's own, then those of the containers it was in, then those of
 * the containers these were in. Containers are asked once a level, for all that was in them. Or, where that is asked
 * for, those that only mention it.
 */
#include "core/trace/work.h"

#include <stdlib.h>
#include <string.h>

/* A thing of the answer: a subject, or all codes of one animal. */
struct member {
	size_t thing; /* the subject, or the root of the twins */
	size_t node;
};

static int compare_members(const void *left, const void *right)
{
	const struct member *a = left, *b = right;
	if (a->thing != b->thing)
		return a->thing < b->thing ? -1 : 1;
	return (a->node > b->node) - (a->node < b->node);
}

static int compare_names(struct work *work, size_t a, size_t b)
{
	return a == b ? 0 : strcmp(work_name(work, a), work_name(work, b));
}

/* Is telling it this way better than the other? An order that arrival cannot change. */
static bool told_better(struct work *work, const struct telling *a, const struct telling *b)
{
	int depth_a = work->nodes[a->node].depth, depth_b = work->nodes[b->node].depth;
	if (depth_a != depth_b)
		return depth_a < depth_b;
	int by = compare_names(work, a->node, b->node);
	if (by == 0)
		by = a->level - b->level;
	if (by == 0 && a->via != NONE && b->via != NONE)
		by = compare_names(work, a->via, b->via);
	return by < 0;
}

/* Count the thing among those the fact reached, once, and keep the best way to tell it of this thing. */
static int reach(struct work *work, size_t at, size_t thing, struct telling telling)
{
	uint64_t hash = map_hash_number((uint64_t)at << 32 | (uint64_t)thing);
	size_t cursor = 0, found;
	if (map_next(&work->reached_by_key, hash, &cursor, &found)) {
		if (told_better(work, &telling, &work->reaches[found].telling))
			work->reaches[found].telling = telling;
		return 0;
	}
	if (!WORK_ROOM(work, reaches))
		return FAULT_MEMORY;
	if (!map_put(&work->reached_by_key, hash, work->reaches_count))
		return work_memory(work);
	work->reaches[work->reaches_count++] =
		(struct reached){ .fact = at, .thing = thing, .telling = telling };
	work->facts[at].reached++;
	return 0;
}

static int tell(struct work *work, size_t at, size_t thing, struct telling telling)
{
	struct fact *fact = &work->facts[at];
	if (!fact->is_told || told_better(work, &telling, &fact->telling))
		fact->telling = telling;
	fact->is_told = true;
	return reach(work, at, thing, telling);
}

/* Whether a link is of the thing's story: what used it up is told of the seed alone. */
static bool in_story(const struct node *node, struct link link, bool seed)
{
	return link.flow != FLOW_CONSUMED || seed || kind_is_animal(node->kind);
}

static int add_rows(struct work *work, size_t node, bool seed)
{
	for (size_t i = 0; i < work->nodes[node].link_count; i++) {
		size_t nth = work->nodes[node].first_link + i, at;
		struct link link = work->links[nth];
		if (!in_story(&work->nodes[node], link, seed))
			continue;
		int code = link_fact(work, nth, &at);
		if (code != 0)
			return code;
		if (link.flow == FLOW_CONSUMED && !seed && work->facts[at].renamed == NONE)
			continue;
		code = row_add(work, at, node, link.flow);
		if (code != 0)
			return code;
	}
	return 0;
}

/* After it was used up, what became of the rest of a thing is not the answer's. */
static bool belongs(const struct fact *fact, enum role_flow flow, int64_t used_ms)
{
	if (flow == FLOW_PRODUCED || fact->told.at.at_ms <= used_ms)
		return true;
	return fact->to == NONE && !fact->leaves &&
	       vocabulary_kinds[fact->told.kind].step != STEP_SELL;
}

static int tell_rows(struct work *work, size_t thing, int64_t used_ms)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < work->rows_count; i++) {
		struct row row = work->rows[i];
		if (belongs(&work->facts[row.fact], row.flow, used_ms))
			code = tell(work, row.fact, thing,
				(struct telling){ .node = row.node,
					.via = NONE,
					.given = row.flow == FLOW_OBSERVED });
	}
	return code;
}

static int add_farm(struct work *work, const char *prefix, struct span name)
{
	if (!WORK_ROOM(work, farms))
		return FAULT_MEMORY;
	struct out out = out_into(work->farms[work->farms_count].text, sizeof(work->farms->text));
	out_text(&out, prefix);
	out_span(&out, name);
	work->farms_count++;
	return 0;
}

/* The farms of the groups an animal stood in; a slaughterhouse's pens are none. */
static int farms_of_stays(struct work *work)
{
	for (size_t i = 0; i < work->own_stays_count; i++) {
		size_t holder = work->own_stays[i].holder;
		const struct fact *fact = &work->facts[work->own_stays[i].fact];
		struct known_station station;
		if (work->nodes[holder].kind != ITEM_GROUP)
			continue;
		int code = work_station(work, fact->told.station, &station);
		struct span group = work_item_of(work, holder).code;
		if (code == 0 && station.trade != TRADE_SLAUGHTER && group.len >= FARM_NUMBER_LEN)
			code = add_farm(work, "", (struct span){ group.at, FARM_NUMBER_LEN });
		if (code != 0)
			return code;
	}
	return 0;
}

/* For an animal that stood in no group: the farms that reported on it. */
static int farms_of_rows(struct work *work)
{
	for (size_t i = 0; i < work->rows_count; i++) {
		const struct fact *fact = &work->facts[work->rows[i].fact];
		struct known_station station;
		if (vocabulary_kinds[fact->told.kind].step != STEP_BREED)
			continue;
		int code = work_station(work, fact->told.station, &station);
		if (code == 0 && (station.trade == TRADE_FARM || station.trade == -1))
			code = station.farm[0] ? add_farm(work, "", span_of(station.farm))
			                       : add_farm(work, "station:", span_of(station.name));
		if (code != 0)
			return code;
	}
	return 0;
}

static int keep_stays(struct work *work, size_t thing)
{
	for (size_t i = 0; i < work->own_stays_count; i++) {
		if (!WORK_ROOM(work, stays))
			return FAULT_MEMORY;
		work->stays[work->stays_count] = work->own_stays[i];
		work->stays[work->stays_count++].thing = thing;
	}
	return 0;
}

static int collect_thing(struct work *work, const struct member *members, size_t count)
{
	bool seed = false;
	int64_t used_ms = INT64_MIN;
	bool animal = kind_is_animal(work->nodes[members[0].thing].kind);
	int code = 0;
	work->rows_count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct node *node = &work->nodes[members[i].node];
		if (!animal && members[i].node != members[i].thing)
			continue;
		seed = seed || node->seed;
		used_ms = node->used_ms > used_ms ? node->used_ms : used_ms;
	}
	if (seed)
		used_ms = EVER;
	for (size_t i = 0; code == 0 && i < count; i++)
		code = add_rows(work, members[i].node, seed);
	if (code == 0)
		code = rows_settle(work);
	if (code != 0)
		return code;
	code = tell_rows(work, members[0].thing, used_ms);
	if (code == 0)
		code = stays_find(work, used_ms);
	if (code == 0)
		code = keep_stays(work, members[0].thing);
	if (!animal || code != 0)
		return code;
	size_t farms = work->farms_count;
	work->animals++;
	code = farms_of_stays(work);
	return code == 0 && farms == work->farms_count ? farms_of_rows(work) : code;
}

/* All things of the answer with their names: twins together, packages with their runs. */
static int list_members(struct work *work, struct member **members, size_t *count)
{
	struct member *list = malloc((work->nodes_count + work->stands_count) * sizeof(*list));
	if (!list)
		return work_memory(work);
	*count = 0;
	for (size_t i = 0; i < work->nodes_count; i++) {
		const struct node *node = &work->nodes[i];
		if (node->depth < 0 || !(node->subject || kind_is_animal(node->kind)))
			continue;
		size_t thing = kind_is_animal(node->kind) ? twin_root(work, i) : i;
		list[(*count)++] = (struct member){ thing, i };
	}
	for (size_t i = 0; i < work->stands_count; i++)
		if (work->nodes[work->stands[i].node].subject)
			list[(*count)++] =
				(struct member){ work->stands[i].node, work->stands[i].run };
	qsort(list, *count, sizeof(*list), compare_members);
	*members = list;
	return 0;
}

static int collect_things(struct work *work)
{
	struct member *members = NULL;
	size_t count = 0;
	int code = list_members(work, &members, &count);
	if (code != 0)
		return code;
	for (size_t first = 0, end; code == 0 && first < count; first = end) {
		for (end = first + 1; end < count && members[end].thing == members[first].thing;)
			end++;
		code = collect_thing(work, members + first, end - first);
	}
	free(members);
	return code;
}

static int compare_stays(const void *left, const void *right)
{
	const struct stay *a = left, *b = right;
	if (a->holder != b->holder)
		return a->holder < b->holder ? -1 : 1;
	if (a->since_ms != b->since_ms)
		return a->since_ms < b->since_ms ? -1 : 1;
	return (a->until_ms > b->until_ms) - (a->until_ms < b->until_ms);
}

/* The container's events while anything was in it; all before, too, if it moves itself. */
static int load_holder(struct work *work, const struct stay *stays, size_t count, bool moves)
{
	int64_t since_ms = moves ? INT64_MIN : stays[0].since_ms;
	int64_t until_ms = stays[0].until_ms;
	int code = 0;
	work->windows_count = 0;
	for (size_t i = 1; code == 0 && i < count; i++) {
		if (!moves && stays[i].since_ms > until_ms) {
			code = work_window(
				work, stays[0].holder, FLOW_OBSERVED, since_ms, until_ms);
			since_ms = stays[i].since_ms;
		}
		until_ms = stays[i].until_ms > until_ms ? stays[i].until_ms : until_ms;
	}
	if (code == 0)
		code = work_window(work, stays[0].holder, FLOW_OBSERVED, since_ms, until_ms);
	if (code == 0)
		code = rows_of_windows(work, stays[0].holder);
	return code == 0 ? work_lastings(work, stays[0].holder, stays[0].since_ms, until_ms) : code;
}

static size_t first_row_at(const struct work *work, int64_t at_ms)
{
	size_t low = 0, high = work->rows_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (work->facts[work->rows[middle].fact].told.at.at_ms < at_ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int tell_through(struct work *work, size_t fact, const struct stay *stay, int level)
{
	return tell(work, fact, stay->thing,
		(struct telling){
			.node = stay->node, .via = stay->holder, .level = level, .given = true });
}

/* What had begun when the thing came, and went on. */
static int tell_lasting(struct work *work, const struct stay *stay, int level)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < work->lastings_count; i++) {
		struct lasting lasting = work->lastings[i];
		const struct fact *fact = &work->facts[lasting.fact];
		if (fact_counts(work, fact) && fact->told.at.at_ms < stay->since_ms &&
			lasting.until_ms >= stay->since_ms)
			code = tell_through(work, lasting.fact, stay, level);
	}
	return code;
}

static int tell_holder(struct work *work, const struct stay *stay, int level)
{
	int code = tell_lasting(work, stay, level);
	for (size_t i = first_row_at(work, stay->since_ms); code == 0 && i < work->rows_count;
		i++) {
		size_t fact = work->rows[i].fact;
		if (work->facts[fact].told.at.at_ms >= stay->until_ms)
			break;
		code = tell_through(work, fact, stay, level);
	}
	return code;
}

/* Where the container itself was while something was in it. */
static int stays_around(struct work *work, const struct stay *stays, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < work->own_stays_count; j++) {
			struct stay around = work->own_stays[j];
			if (around.since_ms < stays[i].since_ms)
				around.since_ms = stays[i].since_ms;
			if (around.until_ms > stays[i].until_ms)
				around.until_ms = stays[i].until_ms;
			if (around.since_ms >= around.until_ms)
				continue;
			around.node = stays[i].node;
			around.thing = stays[i].thing;
			if (!WORK_ROOM(work, next_stays))
				return FAULT_MEMORY;
			work->next_stays[work->next_stays_count++] = around;
		}
	}
	return 0;
}

static int collect_holder(struct work *work, const struct stay *stays, size_t count, int level)
{
	bool moves = kind_can_stay(work->nodes[stays[0].holder].kind);
	int code = load_holder(work, stays, count, moves);
	if (code != 0)
		return code;
	for (size_t i = 0; code == 0 && i < count; i++)
		code = tell_holder(work, &stays[i], level);
	if (!moves || code != 0)
		return code;
	code = stays_find(work, EVER);
	return code == 0 ? stays_around(work, stays, count) : code;
}

static void next_level(struct work *work)
{
	struct stay *stays = work->stays;
	size_t cap = work->stays_cap;
	work->stays = work->next_stays;
	work->stays_count = work->next_stays_count;
	work->stays_cap = work->next_stays_cap;
	work->next_stays = stays;
	work->next_stays_count = 0;
	work->next_stays_cap = cap;
}

static int collect_level(struct work *work, int level)
{
	int code = 0;
	if (work->stays_count > 1)
		qsort(work->stays, work->stays_count, sizeof(*work->stays), compare_stays);
	for (size_t first = 0, end; code == 0 && first < work->stays_count; first = end) {
		const struct stay *stays = work->stays + first;
		for (end = first + 1;
			end < work->stays_count && work->stays[end].holder == stays->holder;)
			end++;
		code = collect_holder(work, stays, end - first, level);
	}
	next_level(work);
	return code;
}

int collect_events(struct work *work)
{
	int code = collect_things(work);
	for (int level = 1; code == 0 && level <= TRACE_CONTAINER_DEPTH && work->stays_count > 0;
		level++)
		code = collect_level(work, level);
	return code;
}

static int tell_window(struct work *work, size_t window, size_t node)
{
	size_t fact;
	int code = work_fact(work, work->windows[window].event, &fact);
	if (code != 0 || !fact_counts(work, &work->facts[fact]))
		return code;
	return tell(work, fact, node, (struct telling){ .node = node, .via = NONE });
}

int collect_mentions(struct work *work, size_t seed)
{
	int code;
	work->nodes[seed].seed = work->nodes[seed].subject = true;
	work->nodes[seed].depth = 0;
	work->windows_count = work->wanted_count = 0;
	code = work_window(work, seed, FLOW_MENTIONED, INT64_MIN, INT64_MAX);
	for (size_t i = 0; code == 0 && i < work->windows_count; i++)
		code = work_want(work, work->windows[i].event);
	if (code == 0)
		code = work_facts(work);
	for (size_t i = 0; code == 0 && i < work->windows_count; i++)
		code = tell_window(work, i, seed);
	return code;
}
