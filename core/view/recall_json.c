#include "core/view/recall_sheet.h"

#include "core/base/words.h"

#define FATE_TEXT 32

static const char *const states[FORWARD_STATE_COUNT] = { "unknown", "held", "moving", "sold",
	"gone" };
static const char *const whys[FORWARD_WHY_COUNT] = { "seed", "about", "of_lot", "renamed", "made",
	"given", "within", "cased", "part" };
static const char *const dues[RECALL_DUE_COUNT] = { "due", "overdue", "done", "done_late" };

static void key(struct buf *into, const char *name)
{
	if (into->len > 0 && into->at[into->len - 1] != '{')
		buf_char(into, ',');
	buf_format(into, "\"%s\":", name);
}

static void next(struct buf *into)
{
	if (into->len > 0 && into->at[into->len - 1] != '[')
		buf_char(into, ',');
}

static void text(struct buf *into, const char *name, const char *value)
{
	key(into, name);
	if (value)
		buf_json(into, span_of(value));
	else
		buf_text(into, "null");
}

static void number(struct buf *into, const char *name, int64_t value)
{
	key(into, name);
	buf_format(into, "%lld", (long long)value);
}

static void truth(struct buf *into, const char *name, bool value)
{
	key(into, name);
	buf_text(into, value ? "true" : "false");
}

static void kg(struct buf *into, const char *name, int64_t mass_g)
{
	key(into, name);
	buf_char(into, '"');
	recall_kg(into, mass_g);
	buf_char(into, '"');
}

static void moment(struct buf *into, const char *name, int64_t at_ms, int offset_min)
{
	char at[MOMENT_TEXT];
	struct out out = out_into(at, sizeof(at));
	moment_format(&out, (struct moment){ at_ms, offset_min });
	text(into, name, at);
}

static void put_recall(const struct view_recall *view, struct buf *into)
{
	const struct recall *recall = view->recall;
	int offset_min = view->now.offset_min;
	key(into, "recall");
	if (!recall) {
		buf_text(into, "null");
		return;
	}
	buf_char(into, '{');
	text(into, "name", recall->name);
	text(into, "state", recall->closed ? "closed" : "open");
	text(into, "class", vocabulary_choices[CHOICE_RECALL_CLASS].values[recall->class_]);
	text(into, "reason", recall->reason);
	text(into, "opened_by", recall->opened_by);
	moment(into, "opened_at", recall->opened_at.at_ms, offset_min);
	text(into, "start", dues[recall->start]);
	moment(into, "start_due", recall->start_due_ms, offset_min);
	text(into, "finish", dues[recall->finish]);
	moment(into, "finish_due", recall->finish_due_ms, offset_min);
	if (recall->closed)
		moment(into, "closed_at", recall->closed_at.at_ms, offset_min);
	number(into, "not_entitled", (int64_t)recall->not_entitled);
	key(into, "notices");
	buf_char(into, '[');
	for (size_t i = 0; i < recall->notice_count; i++) {
		const struct recall_notice *notice = &recall->notices[i];
		next(into);
		buf_char(into, '{');
		text(into, "to", notice->to);
		text(into, "by", notice->by);
		moment(into, "at", notice->at.at_ms, offset_min);
		truth(into, "acknowledged", notice->acknowledged);
		if (notice->acknowledged)
			moment(into, "acknowledged_at", notice->ack_at.at_ms, offset_min);
		buf_char(into, '}');
	}
	buf_text(into, "]");
	key(into, "recovered");
	buf_char(into, '[');
	for (size_t i = 0; i < recall->recovery_count; i++) {
		const struct recall_recovery *recovery = &recall->recoveries[i];
		next(into);
		buf_char(into, '{');
		text(into, "item", recovery->item);
		truth(into, "affected", recall_plan_has(view->plan, recovery->item));
		text(into, "fate", vocabulary_choices[CHOICE_FATE].values[recovery->fate]);
		if (recovery->has_mass)
			kg(into, "kg", recovery->mass_g);
		if (recovery->has_count)
			number(into, "count", recovery->count);
		text(into, "by", recovery->by);
		text(into, "event", recovery->event);
		moment(into, "at", recovery->at.at_ms, offset_min);
		buf_char(into, '}');
	}
	buf_text(into, "]}");
}

static void put_sums(const struct recall_sums *sums, struct buf *into)
{
	key(into, "sums");
	buf_char(into, '{');
	kg(into, "affected_kg", sums->affected_g);
	number(into, "affected_count", sums->affected_count);
	number(into, "animals", sums->animals);
	kg(into, "held_kg", sums->held_g);
	kg(into, "moving_kg", sums->moving_g);
	kg(into, "sold_kg", sums->sold_g);
	kg(into, "unknown_kg", sums->unknown_g);
	kg(into, "recovered_kg", sums->recovered_g);
	for (int i = 0; i < RECALL_FATES; i++) {
		char name[FATE_TEXT];
		struct out out = out_into(name, sizeof(name));
		out_text(&out, vocabulary_choices[CHOICE_FATE].values[i]);
		out_text(&out, "_kg");
		kg(into, name, sums->fate_g[i]);
	}
	kg(into, "not_affected_kg", sums->apart_g);
	number(into, "unweighed", (int64_t)sums->unweighed);
	if (sums->effect_permille >= 0)
		number(into, "effect_permille", sums->effect_permille);
	buf_char(into, '}');
}

/* Who has some of what several have. */
static void put_parts(
	const struct view_recall *view, const struct forward_item *item, struct buf *into)
{
	if (item->part_count == 0)
		return;
	key(into, "parts");
	buf_char(into, '[');
	for (size_t i = 0; i < item->part_count; i++) {
		const struct forward_part *part = &item->parts[i];
		next(into);
		buf_char(into, '{');
		text(into, "state", states[part->state]);
		text(into, "station", part->station);
		text(into, "place", part->place);
		moment(into, "last_seen", part->seen_ms, view->now.offset_min);
		if (item->has_count)
			number(into, "share_count", part->share_count);
		if (item->has_mass)
			kg(into, "share_kg", part->share_g);
		buf_char(into, '}');
	}
	buf_char(into, ']');
}

static void put_item(
	const struct view_recall *view, const struct forward_item *item, struct buf *into)
{
	const struct forward *forward = view->plan->forward;
	int offset_min = view->now.offset_min;
	next(into);
	buf_char(into, '{');
	text(into, "id", item->name);
	text(into, "kind", item_kind_name(item->kind));
	truth(into, "holder", item->holder);
	if (item->holder && item->since_ms != INT64_MIN)
		moment(into, "since", item->since_ms, offset_min);
	if (item->holder && item->until_ms != INT64_MAX)
		moment(into, "until", item->until_ms, offset_min);
	text(into, "why", whys[item->why]);
	if (item->from != FORWARD_NONE)
		number(into, "from", (int64_t)item->from);
	if (item->event != FORWARD_NONE)
		text(into, "event", forward->events[item->event].name);
	if (!item->holder && item->kind != ITEM_INPUT) {
		text(into, "state", states[item->state]);
		text(into, "station", item->station);
		text(into, "place", item->place);
		if (item->seen_ms != 0)
			moment(into, "last_seen", item->seen_ms, offset_min);
		if (item->has_count) {
			number(into, "count", item->count);
			number(into, "share_count", item->share_count);
		}
		if (item->has_mass) {
			kg(into, "kg", item->mass_g);
			kg(into, "share_kg", item->share_g);
		}
		put_parts(view, item, into);
	}
	buf_char(into, '}');
}

static void put_holder(const struct recall_holder *holder, struct buf *into)
{
	next(into);
	buf_char(into, '{');
	text(into, "station", holder->station);
	text(into, "title", holder->title);
	text(into, "trade",
		holder->trade >= 0 ? vocabulary_choices[CHOICE_TRADE].values[holder->trade] : NULL);
	text(into, "home", holder->home);
	number(into, "items", (int64_t)holder->items);
	number(into, "held_count", holder->held_count);
	kg(into, "held_kg", holder->held_g);
	number(into, "moving_count", holder->moving_count);
	kg(into, "moving_kg", holder->moving_g);
	number(into, "sold_count", holder->sold_count);
	kg(into, "sold_kg", holder->sold_g);
	buf_char(into, '}');
}

int view_recall_json(const struct view_recall *view, struct buf *into, struct fault *fault)
{
	const struct recall_plan *plan = view->plan;
	buf_char(into, '{');
	text(into, "format", "pigtrace-recall/1");
	moment(into, "now", view->now.at_ms, view->now.offset_min);
	truth(into, "drill", view->drill);
	if (view->drill)
		number(into, "took_ms", view->took_ms);
	key(into, "seeds");
	buf_char(into, '[');
	for (size_t i = 0; i < view->seed_count; i++) {
		next(into);
		buf_json(into, span_of(view->seeds[i]));
	}
	buf_char(into, ']');
	number(into, "unknown_seeds", (int64_t)plan->forward->unknown_seeds);
	put_recall(view, into);
	put_sums(&plan->sums, into);
	key(into, "holders");
	buf_char(into, '[');
	for (size_t i = 0; i < plan->holder_count; i++)
		put_holder(&plan->holders[i], into);
	buf_char(into, ']');
	key(into, "items");
	buf_char(into, '[');
	for (size_t i = 0; i < plan->forward->item_count; i++)
		put_item(view, &plan->forward->items[i], into);
	buf_char(into, ']');
	key(into, "gaps");
	buf_char(into, '[');
	for (size_t i = 0; i < plan->gap_count; i++) {
		next(into);
		buf_char(into, '{');
		text(into, "station", plan->gaps[i].station);
		number(into, "missing", plan->gaps[i].missing);
		number(into, "held", plan->gaps[i].held);
		buf_char(into, '}');
	}
	buf_text(into, "]}\n");
	return into->failed ? fault_set(fault, FAULT_MEMORY, "no memory to show a recall") : 0;
}
