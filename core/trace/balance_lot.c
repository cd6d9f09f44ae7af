/*
 * Kilograms: stage by stage over the events of the window, and lot by lot over all that was made of it.
 */
#include "core/trace/balance_work.h"

#include <stdlib.h>
#include <string.h>

int64_t balance_percent(int64_t mass_g, int64_t percent)
{
	return mass_g / 100 * percent + mass_g % 100 * percent / 100;
}

static void yields_of(
	const struct balance_yields *yields, enum balance_step step, int64_t *least, int64_t *most)
{
	const struct {
		int64_t least, most;
	} of[BALANCE_STEPS] = { [BALANCE_CARCASS] = { yields->carcass_least, yields->carcass_most },
		[BALANCE_CUT] = { yields->cut_least, yields->cut_most },
		[BALANCE_PACK] = { yields->pack_least, yields->pack_most } };
	*least = of[step].least;
	*most = of[step].most;
}

/* ---- stages ---- */

struct stage {
	struct balance_stage sum;
	struct picks events;
	struct picks unknown;
};

static int add_conversion(struct balance_walk *walk, struct stage *stages, size_t fact)
{
	struct conversion made;
	struct picks why = { .list = NULL };
	int64_t least, most;
	int code = balance_convert(walk, fact, &made, &why);
	if (code != 0)
		goto out;
	struct stage *stage = &stages[made.step];
	bool known = made.in.known && made.out.known;
	yields_of(walk->yields, made.step, &least, &most);
	stage->sum.in_g += known ? made.in.mass_g : 0;
	stage->sum.out_g += known ? made.out.mass_g : 0;
	stage->sum.unknown_in_g += known ? 0 : made.in.mass_g;
	stage->sum.unknown_out_g += known ? 0 : made.out.mass_g;
	for (size_t i = 0; code == 0 && i < why.list_count; i++)
		code = picks_add(walk, known ? &stage->events : &stage->unknown, why.list[i]);
	if (code == 0 && made.in.known && made.out.mass_g > balance_percent(made.in.mass_g, most))
		code = balance_alarm(walk,
			(struct balance_alarm){ .kind = BALANCE_YIELD_ABOVE,
				.unit = BALANCE_GRAMS,
				.entered = made.in.mass_g,
				.left = made.out.mass_g },
			made.first_out, &why);
out:
	free(why.list);
	return code;
}

static int finish_stage(struct balance_walk *walk, enum balance_step step, struct stage *stage)
{
	struct balance_stage *sum = &stage->sum;
	int64_t least, most;
	if (stage->events.list_count + stage->unknown.list_count == 0)
		return 0;
	yields_of(walk->yields, step, &least, &most);
	sum->step = step;
	sum->least_g = balance_percent(sum->in_g, least);
	sum->most_g = balance_percent(sum->in_g, most);
	if (sum->out_g < sum->least_g)
		sum->unexplained_g = sum->out_g - sum->least_g;
	if (sum->out_g > sum->most_g)
		sum->unexplained_g = sum->out_g - sum->most_g;
	struct balance *made = walk->made;
	if (!work_room(&walk->roster.work, &made->stages, &walk->stages_cap, made->stage_count + 1,
		    sizeof(*made->stages)))
		return FAULT_MEMORY;
	struct balance_stage *kept = &made->stages[made->stage_count++];
	*kept = *sum;
	int code = balance_name_events(walk, &stage->events, &kept->events);
	return code == 0 ? balance_name_events(walk, &stage->unknown, &kept->unknown) : code;
}

int balance_stages(struct balance_walk *walk)
{
	struct stage stages[BALANCE_STEPS] = { 0 };
	int code = 0;
	for (size_t i = 0; code == 0 && i < walk->facts.list_count; i++)
		code = add_conversion(walk, stages, walk->facts.list[i]);
	for (int step = 0; step < BALANCE_STEPS; step++) {
		if (code == 0)
			code = finish_stage(walk, (enum balance_step)step, &stages[step]);
		free(stages[step].events.list);
		free(stages[step].unknown.list);
	}
	return code;
}

/* ---- lots ---- */

/* What became of one lot. */
struct lot {
	size_t node;
	struct weight entered;
	int64_t used_g;
	int64_t uses;
	int64_t whole; /* uses without kg */
	struct picks why_entered;
	struct picks why_used;
	struct picks unknown;
};

/* What the event must at least have taken of its only input to make what it made. */
static int use_at_least(struct balance_walk *walk, size_t fact, int64_t *mass_g)
{
	struct conversion made;
	struct picks why = { .list = NULL };
	int64_t least, most;
	int code = balance_convert(walk, fact, &made, &why);
	free(why.list);
	if (code != 0)
		return code;
	yields_of(walk->yields, made.step, &least, &most);
	*mass_g = most > 0 ? made.out.mass_g / most * 100 + made.out.mass_g % most * 100 / most : 0;
	return 0;
}

static int add_use(struct balance_walk *walk, struct lot *lot, size_t fact)
{
	struct portions parts;
	size_t inputs = 0;
	int64_t mass_g = 0;
	enum balance_step step;
	int code = balance_parts(walk, fact, &parts);
	if (code != 0)
		return code;
	const struct portion *part = balance_part(&parts, lot->node, FLOW_CONSUMED);
	if (!part || !balance_step_of(walk->roster.work.facts[fact].told.kind, &step))
		return 0;
	for (size_t i = 0; i < parts.count; i++)
		inputs += parts.list[i].flow == FLOW_CONSUMED;
	lot->uses++;
	lot->whole += !part->has_mass;
	if (part->has_mass)
		mass_g = part->mass_g;
	else if (inputs == 1)
		code = use_at_least(walk, fact, &mass_g);
	lot->used_g += mass_g;
	if (code != 0)
		return code;
	return picks_add(walk, mass_g > 0 ? &lot->why_used : &lot->unknown, fact);
}

/* Sold as it is, or come back. */
static int add_sale(struct balance_walk *walk, struct lot *lot, size_t fact)
{
	enum event_kind kind = walk->roster.work.facts[fact].told.kind;
	struct portions parts;
	if (kind != KIND_SELL && kind != KIND_RETURN)
		return 0;
	int code = balance_parts(walk, fact, &parts);
	if (code != 0)
		return code;
	const struct portion *part = balance_part(&parts, lot->node, FLOW_OBSERVED);
	if (!part)
		return 0;
	lot->uses += kind == KIND_SELL;
	if (part->has_mass)
		lot->used_g += kind == KIND_SELL ? part->mass_g : -part->mass_g;
	return picks_add(walk, part->has_mass ? &lot->why_used : &lot->unknown, fact);
}

static int follow_lot(struct balance_walk *walk, struct lot *lot)
{
	struct picks facts = { .list = NULL };
	int code = balance_weight(walk, lot->node, walk->to_ms, &lot->entered, &lot->why_entered);
	if (code == 0)
		code = picks_of(walk, lot->node, FLOW(CONSUMED), &facts);
	for (size_t i = 0; code == 0 && i < facts.list_count; i++)
		code = add_use(walk, lot, facts.list[i]);
	facts.list_count = 0;
	if (code == 0)
		code = picks_of(walk, lot->node, FLOW(OBSERVED), &facts);
	for (size_t i = 0; code == 0 && i < facts.list_count; i++)
		code = add_sale(walk, lot, facts.list[i]);
	free(facts.list);
	return code;
}

static int judge_lot(struct balance_walk *walk, struct lot *lot)
{
	enum item_kind kind = walk->roster.work.nodes[lot->node].kind;
	struct balance_alarm over = { .kind = BALANCE_LOT_OVERUSED,
		.unit = BALANCE_GRAMS,
		.entered = lot->entered.mass_g,
		.left = lot->used_g };
	struct balance_alarm twice = {
		.kind = BALANCE_USED_TWICE, .unit = BALANCE_PIECES, .entered = 1, .left = lot->whole
	};
	struct picks facts = { .list = NULL };
	int code = 0;
	bool is_over =
		lot->uses > 1 && lot->entered.known &&
		lot->used_g > balance_percent(lot->entered.mass_g, walk->yields->weighing_most);
	bool is_twice = (kind == ITEM_CARCASS || kind == ITEM_PKG) && lot->whole > 1;
	const struct picks *lists[] = { &lot->why_entered, &lot->why_used, &lot->unknown };
	for (size_t i = is_over ? 0 : 1; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (size_t j = 0; code == 0 && j < lists[i]->list_count; j++)
			code = picks_add(walk, &facts, lists[i]->list[j]);
	if (code == 0 && is_over)
		code = balance_alarm(walk, over, lot->node, &facts);
	else if (code == 0 && is_twice)
		code = balance_alarm(walk, twice, lot->node, &facts);
	free(facts.list);
	return code;
}

static int keep_lot(struct balance_walk *walk, struct lot *lot)
{
	struct balance *made = walk->made;
	if (!work_room(&walk->roster.work, &made->lots, &walk->lots_cap, made->lot_count + 1,
		    sizeof(*made->lots)))
		return FAULT_MEMORY;
	struct balance_lot *kept = &made->lots[made->lot_count++];
	*kept = (struct balance_lot){
		.known = lot->entered.known, .entered_g = lot->entered.mass_g, .used_g = lot->used_g
	};
	kept->item = strdup(work_name(&walk->roster.work, lot->node));
	if (!kept->item)
		return work_memory(&walk->roster.work);
	int code = balance_name_events(walk, &lot->why_entered, &kept->entered);
	if (code == 0)
		code = balance_name_events(walk, &lot->why_used, &kept->used);
	return code == 0 ? balance_name_events(walk, &lot->unknown, &kept->unknown) : code;
}

int balance_lots(struct balance_walk *walk)
{
	int code = 0;
	picks_unique(&walk->lots);
	for (size_t i = 0; code == 0 && i < walk->lots.list_count; i++) {
		struct lot lot = { .node = walk->lots.list[i] };
		code = follow_lot(walk, &lot);
		if (code == 0)
			code = judge_lot(walk, &lot);
		if (code == 0)
			code = keep_lot(walk, &lot);
		free(lot.why_entered.list);
		free(lot.why_used.list);
		free(lot.unknown.list);
	}
	return code;
}
