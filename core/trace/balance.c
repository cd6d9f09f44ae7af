#include "core/trace/balance_work.h"

#include "core/base/words.h"

#include <stdlib.h>
#include <string.h>

#define YIELD(name, initial, help)                                                              \
	{                                                                                       \
#name, SETTING_NUMBER, offsetof(struct balance_yields, name), initial, 0, 1000, \
			help                                                                    \
	}

const struct setting balance_yields_table[BALANCE_YIELDS_COUNT] = {
	YIELD(carcass_least, "65", N_("carcass, percent of live weight, at least")),
	YIELD(carcass_most, "82", N_("carcass, percent of live weight, at most")),
	YIELD(cut_least, "90", N_("cuts, percent of what was cut, at least")),
	YIELD(cut_most, "101", N_("cuts, percent of what was cut, at most")),
	YIELD(pack_least, "90", N_("packages, percent of what was packed, at least")),
	YIELD(pack_most, "101", N_("packages, percent of what was packed, at most")),
	YIELD(weighing_most, "101", N_("use of a lot, percent of its weight, at most")),
	YIELD(heads_lacking, "0", N_("heads that may lack without an alarm")),
};

/* ---- memory ---- */

static void free_events(struct balance_events *events)
{
	for (size_t i = 0; i < events->count; i++)
		free(events->names[i]);
	free(events->names);
}

static void free_heads(struct balance_heads *heads)
{
	for (int i = 0; i < BALANCE_FLOWS; i++)
		free_events(&heads->flows[i].events);
	free_events(&heads->lacking_events);
	free_events(&heads->unknown);
	free(heads->holder);
}

void balance_free(struct balance *balance)
{
	if (!balance)
		return;
	for (size_t i = 0; i < balance->head_count; i++)
		free_heads(&balance->heads[i]);
	for (size_t i = 0; i < balance->stage_count; i++) {
		free_events(&balance->stages[i].events);
		free_events(&balance->stages[i].unknown);
	}
	for (size_t i = 0; i < balance->lot_count; i++) {
		free(balance->lots[i].item);
		free_events(&balance->lots[i].entered);
		free_events(&balance->lots[i].used);
		free_events(&balance->lots[i].unknown);
	}
	for (size_t i = 0; i < balance->alarm_count; i++) {
		free(balance->alarms[i].item);
		free_events(&balance->alarms[i].events);
	}
	free(balance->heads);
	free(balance->stages);
	free(balance->lots);
	free(balance->alarms);
	free(balance->scope);
	free(balance);
}

/* ---- alarms ---- */

int balance_alarm(
	struct balance_walk *walk, struct balance_alarm alarm, size_t node, struct picks *facts)
{
	struct balance *made = walk->made;
	if (!work_room(&walk->roster.work, &made->alarms, &walk->alarms_cap, made->alarm_count + 1,
		    sizeof(*made->alarms)))
		return FAULT_MEMORY;
	struct balance_alarm *kept = &made->alarms[made->alarm_count++];
	*kept = alarm;
	kept->item = strdup(work_name(&walk->roster.work, node));
	if (!kept->item)
		return work_memory(&walk->roster.work);
	return balance_name_events(walk, facts, &kept->events);
}

/* ---- heads ---- */

static const enum balance_flow flow_of[HEAD_COUNT] = { [HEAD_BORN] = BALANCE_BORN,
	[HEAD_IN] = BALANCE_IN,
	[HEAD_DEAD] = BALANCE_DEAD,
	[HEAD_OUT] = BALANCE_OUT };

/* The facts behind the figures of one container. */
struct reckoning {
	struct balance_heads sum;
	struct picks flows[BALANCE_FLOWS];
	struct picks lacking;
	struct picks unknown;
};

static int reckon_entry(struct balance_walk *walk, struct reckoning *reckoning,
	struct heads_now *now, const struct head_entry *entry)
{
	int64_t tagged, untagged;
	bool before = entry->at_ms < walk->from_ms;
	enum balance_flow flow = before ? BALANCE_BEFORE : flow_of[entry->class];
	bool takes = !before && (entry->class == HEAD_DEAD || entry->class == HEAD_OUT);
	int64_t lacking = heads_step(now, entry, &tagged, &untagged);
	struct balance_figure *figure = &reckoning->sum.flows[flow];
	figure->tagged += takes ? -tagged : tagged;
	figure->untagged += takes ? -untagged : untagged;
	int code = picks_add(walk, &reckoning->flows[flow], entry->fact);
	if (code != 0 || lacking == 0)
		return code;
	/* Heads that lacked before the window are nobody's loss within it. */
	if (before) {
		figure->untagged += lacking;
		return 0;
	}
	reckoning->sum.lacking += lacking;
	return picks_add(walk, &reckoning->lacking, entry->fact);
}

static int name_reckoning(
	struct balance_walk *walk, struct reckoning *reckoning, struct balance_heads *kept)
{
	int code = 0;
	for (int i = 0; code == 0 && i < BALANCE_FLOWS; i++)
		code = balance_name_events(walk, &reckoning->flows[i], &kept->flows[i].events);
	if (code == 0)
		code = balance_name_events(walk, &reckoning->unknown, &kept->unknown);
	if (code == 0)
		code = balance_name_events(walk, &reckoning->lacking, &kept->lacking_events);
	return code;
}

static int keep_heads(struct balance_walk *walk, struct reckoning *reckoning, size_t node)
{
	struct balance *made = walk->made;
	if (!work_room(&walk->roster.work, &made->heads, &walk->heads_cap, made->head_count + 1,
		    sizeof(*made->heads)))
		return FAULT_MEMORY;
	struct balance_heads *kept = &made->heads[made->head_count++];
	*kept = reckoning->sum;
	kept->holder = strdup(work_name(&walk->roster.work, node));
	if (!kept->holder)
		return work_memory(&walk->roster.work);
	int code = name_reckoning(walk, reckoning, kept);
	if (code != 0 || kept->lacking <= walk->yields->heads_lacking)
		return code;
	int64_t left = 0;
	for (int i = BALANCE_DEAD; i <= BALANCE_OUT; i++)
		left += kept->flows[i].tagged + kept->flows[i].untagged;
	return balance_alarm(walk,
		(struct balance_alarm){ .kind = BALANCE_HEADS_LACKING,
			.unit = BALANCE_HEADS,
			.entered = left - kept->lacking,
			.left = left },
		node, &reckoning->lacking);
}

static int reckon(struct balance_walk *walk, size_t node, const struct heads *heads)
{
	struct heads_now now = { 0, 0 };
	struct reckoning reckoning = { .sum = { .holder = NULL } };
	int code = 0;
	for (size_t i = 0; code == 0 && i < heads->entries_count; i++)
		code = reckon_entry(walk, &reckoning, &now, &heads->entries[i]);
	for (size_t i = 0; code == 0 && i < heads->unknown_count; i++)
		code = picks_add(walk, &reckoning.unknown, heads->unknown[i]);
	reckoning.sum.tagged = now.tagged;
	reckoning.sum.untagged = now.untagged;
	if (code == 0 && heads->entries_count + heads->unknown_count > 0)
		code = keep_heads(walk, &reckoning, node);
	for (int i = 0; i < BALANCE_FLOWS; i++)
		free(reckoning.flows[i].list);
	free(reckoning.lacking.list);
	free(reckoning.unknown.list);
	return code;
}

static int reckon_holder(struct balance_walk *walk, size_t node)
{
	struct heads heads = { .entries = NULL };
	int code = heads_load(&walk->roster, node, &heads);
	if (code == 0)
		code = reckon(walk, node, &heads);
	heads_free(&heads);
	return code;
}

/* The heads an event names and counts, as one entry of a slaughterhouse. */
static int intake_entry(struct balance_walk *walk, size_t fact, struct head_entry *entry)
{
	const struct trace_event *told = &walk->roster.work.facts[fact].told;
	enum role_flow flow = told->kind == KIND_SLAUGHTER ? FLOW_CONSUMED : FLOW_OBSERVED;
	struct portions parts;
	int64_t heads;
	bool stated;
	*entry = (struct head_entry){ .class = HEAD_IN, .at_ms = told->at.at_ms, .fact = fact };
	if (told->kind != KIND_ARRIVE)
		entry->class = told->kind == KIND_DIE ? HEAD_DEAD : HEAD_OUT;
	roster_count(&walk->roster, fact, &heads, &stated);
	int code = balance_parts(walk, fact, &parts);
	for (size_t i = 0; code == 0 && i < parts.count; i++)
		entry->tagged += parts.list[i].flow == flow &&
		                 kind_is_animal(walk->roster.work.nodes[parts.list[i].node].kind);
	if (code == 0 && stated && heads > entry->tagged)
		entry->untagged = heads - entry->tagged;
	return code;
}

static int reckon_intake(struct balance_walk *walk)
{
	struct heads heads = { .entries = NULL };
	int code = 0;
	for (size_t i = 0; code == 0 && i < walk->intake.list_count; i++) {
		struct head_entry entry;
		code = intake_entry(walk, walk->intake.list[i], &entry);
		if (code != 0)
			break;
		if (entry.tagged + entry.untagged == 0)
			code = WORK_ROOM_OF(&walk->roster.work, &heads, unknown) ? 0 : FAULT_MEMORY;
		else
			code = WORK_ROOM_OF(&walk->roster.work, &heads, entries) ? 0 : FAULT_MEMORY;
		if (code == 0 && entry.tagged + entry.untagged == 0)
			heads.unknown[heads.unknown_count++] = entry.fact;
		else if (code == 0)
			heads.entries[heads.entries_count++] = entry;
	}
	if (code == 0)
		code = heads_sort(&walk->roster, &heads);
	if (code == 0)
		code = reckon(walk, walk->station, &heads);
	heads_free(&heads);
	return code;
}

/* ---- the answer ---- */

static int compare_heads(const void *left, const void *right)
{
	const struct balance_heads *a = left, *b = right;
	return strcmp(a->holder, b->holder);
}

static int compare_lots(const void *left, const void *right)
{
	const struct balance_lot *a = left, *b = right;
	return strcmp(a->item, b->item);
}

static int compare_alarms(const void *left, const void *right)
{
	const struct balance_alarm *a = left, *b = right;
	if (a->kind != b->kind)
		return (int)a->kind - (int)b->kind;
	int by = strcmp(a->item, b->item);
	for (size_t i = 0; by == 0 && i < a->events.count && i < b->events.count; i++)
		by = strcmp(a->events.names[i], b->events.names[i]);
	return by != 0 ? by
	               : (a->events.count > b->events.count) - (a->events.count < b->events.count);
}

static void sort(struct balance *made)
{
	if (made->head_count > 1)
		qsort(made->heads, made->head_count, sizeof(*made->heads), compare_heads);
	if (made->lot_count > 1)
		qsort(made->lots, made->lot_count, sizeof(*made->lots), compare_lots);
	if (made->alarm_count > 1)
		qsort(made->alarms, made->alarm_count, sizeof(*made->alarms), compare_alarms);
}

/* How a person may be told the times: as the latest event that counts says its own. */
static int latest_offset(const struct balance_walk *walk)
{
	const struct trace_event *latest = NULL;
	for (size_t i = 0; i < walk->roster.work.facts_count; i++) {
		const struct fact *fact = &walk->roster.work.facts[i];
		if (fact_counts(&walk->roster.work, fact) && fact->told.at.at_ms < walk->to_ms &&
			(!latest || event_order(&fact->told, latest) > 0))
			latest = &fact->told;
	}
	return latest ? latest->at.offset_min : 0;
}

static int run(
	struct balance_walk *walk, struct item scope, const struct balance_settings *settings)
{
	size_t node;
	walk->from_ms = settings->from_ms;
	walk->to_ms = walk->roster.to_ms = settings->to_ms;
	if (walk->from_ms >= walk->to_ms)
		return fault_set(
			walk->roster.work.fault, FAULT_SETTING, "the window ends before it begins");
	int code = work_node(&walk->roster.work, scope, &node);
	if (code != 0)
		return code;
	walk->made->scope = strdup(work_name(&walk->roster.work, node));
	if (!walk->made->scope)
		return work_memory(&walk->roster.work);
	code = balance_scope(walk, node);
	for (size_t i = 0; code == 0 && i < walk->holders.list_count; i++)
		code = reckon_holder(walk, walk->holders.list[i]);
	if (code == 0)
		code = reckon_intake(walk);
	if (code == 0)
		code = balance_stages(walk);
	if (code == 0)
		code = balance_lots(walk);
	if (code == 0)
		code = balance_runs(walk);
	walk->made->offset_min = latest_offset(walk);
	sort(walk->made);
	return code;
}

int balance_find(struct store *store, struct item scope, const struct balance_settings *settings,
	struct balance **balance, struct fault *fault)
{
	struct balance_walk walk = { .yields = &settings->yields };
	int code = roster_open(&walk.roster, store, settings->events_most, fault);
	if (code != 0)
		return code;
	walk.made = calloc(1, sizeof(*walk.made));
	if (!walk.made) {
		code = work_memory(&walk.roster.work);
		goto out;
	}
	walk.made->from_ms = settings->from_ms;
	walk.made->to_ms = settings->to_ms;
	walk.made->yields = settings->yields;
	code = store_read_begin(store, fault);
	if (code != 0)
		goto out;
	code = run(&walk, scope, settings);
	if (code == 0)
		code = walk.roster.work.failed;
	store_read_end(store);
	if (code != 0)
		goto out;
	*balance = walk.made;
	walk.made = NULL;
out:
	free(walk.facts.list);
	free(walk.lots.list);
	free(walk.runs.list);
	free(walk.holders.list);
	free(walk.intake.list);
	roster_free(&walk.roster);
	balance_free(walk.made);
	return code;
}
