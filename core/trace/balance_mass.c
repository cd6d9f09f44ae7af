/*
 * What things weigh, and what one event makes of what.
 */
#include "core/trace/balance_work.h"

#include <stdlib.h>

/* ---- lists of facts ---- */

int picks_add(struct balance_walk *walk, struct picks *picks, size_t index)
{
	if (!WORK_ROOM_OF(&walk->roster.work, picks, list))
		return FAULT_MEMORY;
	picks->list[picks->list_count++] = index;
	return 0;
}

void picks_unique(struct picks *picks)
{
	size_t kept = 0;
	if (picks->list_count < 2)
		return;
	qsort(picks->list, picks->list_count, sizeof(*picks->list), index_order);
	for (size_t i = 0; i < picks->list_count; i++)
		if (kept == 0 || picks->list[kept - 1] != picks->list[i])
			picks->list[kept++] = picks->list[i];
	picks->list_count = kept;
}

struct sorting {
	size_t fact;
	const struct trace_event *told;
};

static int compare_facts(const void *left, const void *right)
{
	const struct sorting *a = left, *b = right;
	return event_order(a->told, b->told);
}

int picks_sort(struct balance_walk *walk, struct picks *facts)
{
	size_t kept = 0;
	if (facts->list_count < 2)
		return 0;
	struct sorting *sorting = malloc(facts->list_count * sizeof(*sorting));
	if (!sorting)
		return work_memory(&walk->roster.work);
	for (size_t i = 0; i < facts->list_count; i++)
		sorting[i] = (struct sorting){ facts->list[i],
			&walk->roster.work.facts[facts->list[i]].told };
	qsort(sorting, facts->list_count, sizeof(*sorting), compare_facts);
	for (size_t i = 0; i < facts->list_count; i++)
		if (kept == 0 || facts->list[kept - 1] != sorting[i].fact)
			facts->list[kept++] = sorting[i].fact;
	facts->list_count = kept;
	free(sorting);
	return 0;
}

int picks_of(struct balance_walk *walk, size_t node, uint32_t flows, struct picks *facts)
{
	struct work *work = &walk->roster.work;
	int64_t *events = NULL;
	size_t count = 0, fact;
	int code = roster_events_of(
		&walk->roster, node, flows, INT64_MIN, walk->to_ms, &events, &count);
	for (size_t i = 0; code == 0 && i < count; i++) {
		code = work_fact(work, events[i], &fact);
		if (code == 0 && fact_counts(work, &work->facts[fact]))
			code = picks_add(walk, facts, fact);
	}
	free(events);
	return code == 0 ? picks_sort(walk, facts) : code;
}

int balance_name_events(
	struct balance_walk *walk, struct picks *facts, struct balance_events *events)
{
	int code = picks_sort(walk, facts);
	if (code != 0 || facts->list_count == 0)
		return code;
	events->names = calloc(facts->list_count, sizeof(*events->names));
	if (!events->names)
		return work_memory(&walk->roster.work);
	for (size_t i = 0; i < facts->list_count; i++) {
		events->names[i] = roster_event_name(&walk->roster, facts->list[i]);
		if (!events->names[i])
			return work_memory(&walk->roster.work);
		events->count++;
	}
	return 0;
}

/* ---- what an event says ---- */

static int64_t pieces_of(struct work *work, size_t node)
{
	struct item_run run;
	if (work->nodes[node].kind == ITEM_PKG)
		return 1;
	return work->nodes[node].kind == ITEM_RUN && item_split_run(work_item_of(work, node), &run)
	               ? run.last - run.first + 1
	               : 0;
}

int balance_parts(struct balance_walk *walk, size_t at, struct portions *parts)
{
	struct work *work = &walk->roster.work;
	const struct fact *fact = &work->facts[at];
	int code = 0;
	parts->has_kg = fact->has_mass;
	parts->kg_g = fact->mass_g;
	parts->has_net = fact->has_net;
	parts->net_g = fact->net_g;
	parts->count = 0;
	for (size_t i = NONE; code == 0 && part_next(work, at, FLOWS_ALL, &i);) {
		struct part said = work->parts[i];
		struct portion *part = &parts->list[parts->count++];
		*part = (struct portion){
			.flow = said.flow, .has_mass = said.has_mass, .mass_g = said.mass_g
		};
		code = part_node(work, i, &part->node);
		if (code != 0)
			break;
		part->pieces = pieces_of(work, part->node);
		if (said.has_count && part->pieces > 0)
			part->pieces = said.count;
	}
	return code;
}

const struct portion *balance_part(const struct portions *parts, size_t node, enum role_flow flow)
{
	for (size_t i = 0; i < parts->count; i++)
		if (parts->list[i].node == node && parts->list[i].flow == flow)
			return &parts->list[i];
	return NULL;
}

/* ---- weights ---- */

/* Its latest weighing up to at_ms, added to *latest if it is later than that. */
static int weighed(struct balance_walk *walk, size_t node, int64_t at_ms, size_t *latest)
{
	struct work *work = &walk->roster.work;
	struct picks facts = { .list = NULL };
	int code = picks_of(walk, node, FLOW(OBSERVED), &facts);
	for (size_t i = 0; code == 0 && i < facts.list_count; i++) {
		const struct trace_event *told = &work->facts[facts.list[i]].told;
		if (told->kind == KIND_WEIGH && told->at.at_ms <= at_ms &&
			(*latest == NONE || event_order(told, &work->facts[*latest].told) > 0))
			*latest = facts.list[i];
	}
	free(facts.list);
	return code;
}

static int weigh(struct balance_walk *walk, size_t node, int64_t at_ms, struct weight *weight,
	struct picks *why)
{
	size_t latest = NONE, thing;
	struct portions parts;
	int code = 0;
	if (!kind_is_animal(walk->roster.work.nodes[node].kind)) {
		code = weighed(walk, node, at_ms, &latest);
	} else {
		code = roster_thing(&walk->roster, node, &thing);
		for (size_t i = 0; code == 0 && i < walk->roster.things[thing].code_count; i++) {
			size_t first = walk->roster.things[thing].first_code;
			code = weighed(walk, walk->roster.codes[first + i], at_ms, &latest);
		}
	}
	if (code != 0 || latest == NONE)
		return code;
	code = balance_parts(walk, latest, &parts);
	*weight = (struct weight){ parts.has_kg, parts.kg_g };
	return code == 0 ? picks_add(walk, why, latest) : code;
}

/* What one part of an event weighs by that event alone. */
static bool part_weight(enum event_kind kind, const struct portions *parts,
	const struct portion *part, int64_t *mass_g)
{
	*mass_g = part->mass_g;
	if (part->has_mass)
		return true;
	*mass_g = parts->kg_g;
	if (kind == KIND_SLAUGHTER && part->flow == FLOW_PRODUCED)
		return parts->has_kg;
	*mass_g = part->pieces * parts->net_g;
	return kind == KIND_PACK && part->flow == FLOW_PRODUCED && parts->has_net &&
	       part->pieces > 0;
}

/* The sum of what the events of one flow say of it; unknown if one of them does not say. */
static int made(struct balance_walk *walk, size_t node, uint32_t flows, struct weight *weight,
	struct picks *why)
{
	struct picks facts = { .list = NULL };
	struct weight sum = { .known = false };
	bool all = true;
	int code = picks_of(walk, node, flows, &facts);
	for (size_t i = 0; code == 0 && i < facts.list_count; i++) {
		enum event_kind kind = walk->roster.work.facts[facts.list[i]].told.kind;
		struct portions parts;
		int64_t mass_g;
		if (flows == FLOW(OBSERVED) && kind != KIND_RECEIVE)
			continue;
		code = balance_parts(walk, facts.list[i], &parts);
		if (code != 0)
			break;
		const struct portion *part = balance_part(
			&parts, node, flows == FLOW(OBSERVED) ? FLOW_OBSERVED : FLOW_PRODUCED);
		bool said = part && part_weight(kind, &parts, part, &mass_g);
		all = all && said;
		sum.known = true;
		sum.mass_g += said ? mass_g : 0;
		code = picks_add(walk, why, facts.list[i]);
	}
	sum.known = sum.known && all;
	*weight = sum;
	free(facts.list);
	return code;
}

int balance_weight(struct balance_walk *walk, size_t node, int64_t at_ms, struct weight *weight,
	struct picks *why)
{
	enum item_kind kind = walk->roster.work.nodes[node].kind;
	struct weight weighing = { .known = false };
	int code = 0;
	*weight = weighing;
	/* A lot is weighed in parts as it shrinks: what made it tells more. */
	if (kind == ITEM_LOT || kind == ITEM_RUN || kind == ITEM_PKG)
		code = made(walk, node, FLOW(PRODUCED), weight, why);
	if (code == 0 && !weight->known)
		code = weigh(walk, node, at_ms, &weighing, why);
	if (weighing.known)
		*weight = weighing;
	if (code == 0 && !weight->known && kind == ITEM_CARCASS)
		code = made(walk, node, FLOW(PRODUCED), weight, why);
	if (code == 0 && !weight->known && kind == ITEM_LOT)
		code = made(walk, node, FLOW(OBSERVED), weight, why);
	return code;
}

/* ---- conversions ---- */

bool balance_step_of(enum event_kind kind, enum balance_step *step)
{
	static const struct {
		enum event_kind kind;
		enum balance_step step;
	} steps[] = { { KIND_SLAUGHTER, BALANCE_CARCASS }, { KIND_CUT, BALANCE_CUT },
		{ KIND_PACK, BALANCE_PACK } };
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (steps[i].kind != kind)
			continue;
		*step = steps[i].step;
		return true;
	}
	return false;
}

static int convert_in(struct balance_walk *walk, const struct portion *part, int64_t at_ms,
	struct weight *weight, struct picks *why)
{
	struct picks users = { .list = NULL };
	*weight = (struct weight){ part->has_mass, part->mass_g };
	if (part->has_mass)
		return 0;
	int code = picks_of(walk, part->node, FLOW(CONSUMED), &users);
	size_t count = users.list_count;
	free(users.list);
	/* Of something that several events use, this one's share is not known. */
	if (code != 0 || count > 1)
		return code;
	return balance_weight(walk, part->node, at_ms, weight, why);
}

static int convert_out(struct balance_walk *walk, enum event_kind kind,
	const struct portions *parts, const struct portion *part, struct weight *weight,
	struct picks *why)
{
	*weight = (struct weight){ .known = true };
	if (part_weight(kind, parts, part, &weight->mass_g))
		return 0;
	*weight = (struct weight){ .known = false };
	if (walk->roster.work.nodes[part->node].kind != ITEM_CARCASS)
		return 0;
	return balance_weight(walk, part->node, EVER, weight, why);
}

static void add_weight(struct weight *sum, struct weight weight)
{
	sum->known = sum->known && weight.known;
	sum->mass_g += weight.known ? weight.mass_g : 0;
}

int balance_convert(
	struct balance_walk *walk, size_t fact, struct conversion *conversion, struct picks *why)
{
	const struct trace_event *told = &walk->roster.work.facts[fact].told;
	enum event_kind kind = told->kind;
	int64_t at_ms = told->at.at_ms;
	struct portions parts;
	*conversion = (struct conversion){
		.in = { .known = true }, .out = { .known = true }, .first_out = NONE
	};
	(void)balance_step_of(kind, &conversion->step);
	int code = balance_parts(walk, fact, &parts);
	for (size_t i = 0; code == 0 && i < parts.count; i++) {
		const struct portion *part = &parts.list[i];
		struct weight weight;
		if (part->flow == FLOW_CONSUMED) {
			code = convert_in(walk, part, at_ms, &weight, why);
			add_weight(&conversion->in, weight);
		} else if (part->flow == FLOW_PRODUCED) {
			if (conversion->first_out == NONE)
				conversion->first_out = part->node;
			code = convert_out(walk, kind, &parts, part, &weight, why);
			add_weight(&conversion->out, weight);
		}
	}
	return code == 0 ? picks_add(walk, why, fact) : code;
}
