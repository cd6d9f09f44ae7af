#include "core/base/decimal.h"
#include "core/base/words.h"
#include "core/view/balance.h"
#include "core/view/part.h"

#define EVENTS_MOST 4  /* names in one list */
#define LOTS_MOST   20 /* more lots than these are told only if something is unknown of them */
#define NUMBER_TEXT 32

static const char *const flow_titles[BALANCE_FLOWS] = { [BALANCE_BORN] = N_("born"),
	[BALANCE_IN] = N_("came in"),
	[BALANCE_DEAD] = N_("died"),
	[BALANCE_OUT] = N_("went out"),
	[BALANCE_BEFORE] = N_("at the beginning") };

/* The order in which they are told. */
static const enum balance_flow flow_order[] = { BALANCE_BEFORE, BALANCE_BORN, BALANCE_IN,
	BALANCE_DEAD, BALANCE_OUT };

static const char *const step_titles[BALANCE_STEPS] = { [BALANCE_CARCASS] =
								N_("live weight → carcass"),
	[BALANCE_CUT] = N_("carcass → cuts"),
	[BALANCE_PACK] = N_("cuts → packages") };

static const char *const alarm_titles[BALANCE_ALARMS] = {
	[BALANCE_HEADS_LACKING] = N_("more heads left than were there"),
	[BALANCE_YIELD_ABOVE] = N_("more came out of one event than what went in allows"),
	[BALANCE_LOT_OVERUSED] = N_("more was made of it or sold than it weighs"),
	[BALANCE_USED_TWICE] = N_("a whole piece was used up more than once"),
	[BALANCE_SERIALS_TWICE] = N_("package numbers were given more than once"),
	[BALANCE_SOLD_MORE] = N_("more packages were sold than made")
};

static void put_kg(struct buf *into, int64_t mass_g)
{
	char text[NUMBER_TEXT];
	struct out out = out_into(text, sizeof(text));
	decimal_format(&out, mass_g, 3);
	buf_text(into, text);
	part_unit(into, "kg");
}

static void put_heads_number(struct buf *into, int64_t heads)
{
	buf_format(into,
		words_plural("%ld head", "%ld heads", (unsigned long)(heads < 0 ? -heads : heads)),
		(long)heads);
}

static void put_pieces(struct buf *into, int64_t pieces)
{
	buf_format(
		into, words_plural("%ld piece", "%ld pieces", (unsigned long)pieces), (long)pieces);
}

static void put_amount(struct buf *into, enum balance_unit unit, int64_t amount)
{
	static void (*const put[])(
		struct buf * into, int64_t amount) = { [BALANCE_HEADS] = put_heads_number,
		[BALANCE_GRAMS] = put_kg,
		[BALANCE_PIECES] = put_pieces };
	put[unit](into, amount);
}

static void put_events(struct buf *into, const struct balance_events *events)
{
	if (events->count == 0)
		return;
	buf_text(into, "  [");
	for (size_t i = 0; i < events->count && i < EVENTS_MOST; i++) {
		buf_text(into, i > 0 ? ", " : "");
		view_escape(into, span_of(events->names[i]));
	}
	if (events->count > EVENTS_MOST) {
		unsigned long count = (unsigned long)events->count;
		buf_text(into, ", … ");
		buf_format(into, words_plural("%lu in all", "%lu in all", count), count);
	}
	buf_char(into, ']');
}

/* ---- heads ---- */

static void put_untagged(struct buf *into, int64_t untagged)
{
	if (untagged > 0)
		buf_format(into, _(" (%lld of them without a tag)"), (long long)untagged);
	else if (untagged < 0)
		buf_format(into, _(" (%lld tagged ones left without being named)"),
			(long long)-untagged);
}

static void put_figure(struct buf *into, const char *title, int64_t heads, int64_t untagged)
{
	buf_text(into, "    ");
	buf_text(into, title);
	buf_text(into, ": ");
	put_heads_number(into, heads);
	put_untagged(into, untagged);
}

static void put_holder(struct buf *into, const struct balance_heads *heads)
{
	buf_text(into, "  ");
	view_escape(into, span_of(heads->holder));
	buf_char(into, '\n');
	for (size_t i = 0; i < BALANCE_FLOWS; i++) {
		enum balance_flow flow = flow_order[i];
		const struct balance_figure *figure = &heads->flows[flow];
		if (figure->events.count == 0)
			continue;
		put_figure(into, words(flow_titles[flow]), figure->tagged + figure->untagged,
			flow == BALANCE_BEFORE || figure->untagged > 0 ? figure->untagged : 0);
		put_events(into, &figure->events);
		buf_char(into, '\n');
	}
	put_figure(into, _("present"), heads->tagged + heads->untagged, heads->untagged);
	buf_char(into, '\n');
	if (heads->lacking > 0) {
		put_figure(into, _("left without having been there"), heads->lacking, 0);
		put_events(into, &heads->lacking_events);
		buf_char(into, '\n');
	}
	if (heads->unknown.count > 0) {
		buf_text(into, "    ");
		buf_text(into, _("unknown: events that do not say how many heads"));
		put_events(into, &heads->unknown);
		buf_char(into, '\n');
	}
}

/* ---- kilograms ---- */

static void put_unexplained(struct buf *into, int64_t mass_g)
{
	if (mass_g == 0)
		return;
	buf_text(into, mass_g < 0 ? _(" · unexplained loss ") : _(" · unexplained surplus "));
	put_kg(into, mass_g < 0 ? -mass_g : mass_g);
}

static void put_stage(struct buf *into, const struct balance_stage *stage)
{
	buf_text(into, "  ");
	buf_text(into, words(step_titles[stage->step]));
	buf_char(into, '\n');
	if (stage->events.count > 0) {
		buf_text(into, "    ");
		put_kg(into, stage->in_g);
		buf_text(into, " → ");
		put_kg(into, stage->out_g);
		buf_text(into, _(" · expected "));
		put_kg(into, stage->least_g);
		buf_text(into, " .. ");
		put_kg(into, stage->most_g);
		put_unexplained(into, stage->unexplained_g);
		put_events(into, &stage->events);
		buf_char(into, '\n');
	}
	if (stage->unknown.count > 0) {
		buf_text(into, "    ");
		buf_text(into, _("a weight is unknown: of the others, in "));
		put_kg(into, stage->unknown_in_g);
		buf_text(into, _(", out "));
		put_kg(into, stage->unknown_out_g);
		put_events(into, &stage->unknown);
		buf_char(into, '\n');
	}
}

static void put_lot(struct buf *into, const struct balance_lot *lot)
{
	buf_text(into, "  ");
	view_escape(into, span_of(lot->item));
	buf_text(into, ": ");
	if (lot->known)
		put_kg(into, lot->entered_g);
	else
		buf_text(into, _("weight unknown"));
	put_events(into, &lot->entered);
	if (lot->used.count > 0) {
		buf_text(into, _(" · used or sold at least "));
		put_kg(into, lot->used_g);
		put_events(into, &lot->used);
	}
	if (lot->unknown.count > 0) {
		buf_text(into, _(" · used without a weight"));
		put_events(into, &lot->unknown);
	}
	buf_char(into, '\n');
}

static void put_alarm(struct buf *into, const struct balance_alarm *alarm)
{
	buf_text(into, "  ");
	view_escape(into, span_of(alarm->item));
	buf_text(into, ": ");
	buf_text(into, words(alarm_titles[alarm->kind]));
	buf_text(into, " · ");
	put_amount(into, alarm->unit, alarm->entered);
	buf_text(into, " → ");
	put_amount(into, alarm->unit, alarm->left);
	put_events(into, &alarm->events);
	buf_char(into, '\n');
}

static void put_lots(struct buf *into, const struct balance *balance)
{
	unsigned long silent = 0;
	for (size_t i = 0; i < balance->lot_count; i++) {
		const struct balance_lot *lot = &balance->lots[i];
		if (balance->lot_count > LOTS_MOST && lot->known && lot->unknown.count == 0)
			silent++;
		else
			put_lot(into, lot);
	}
	if (silent == 0)
		return;
	buf_text(into, "  ");
	buf_format(into,
		words_plural("%lu other with known weights (--json tells each)\n",
			"%lu others with known weights (--json tells each)\n", silent),
		silent);
}

/* ---- all ---- */

static void put_title(struct buf *into, const char *title)
{
	buf_char(into, '\n');
	buf_text(into, title);
	buf_char(into, '\n');
}

static void put_head(struct buf *into, const struct balance *balance)
{
	view_escape(into, span_of(balance->scope));
	buf_char(into, '\n');
	if (balance->from_ms == INT64_MIN)
		buf_text(into, _("from the beginning"));
	else
		part_time(into, (struct moment){ balance->from_ms, balance->offset_min });
	buf_text(into, " → ");
	part_time(into, (struct moment){ balance->to_ms, balance->offset_min });
	buf_char(into, '\n');
}

static void put_all(struct buf *into, const struct balance *balance)
{
	if (balance->alarm_count > 0)
		put_title(into, _("More leaves than entered"));
	for (size_t i = 0; i < balance->alarm_count; i++)
		put_alarm(into, &balance->alarms[i]);
	if (balance->head_count > 0)
		put_title(into, _("Heads"));
	for (size_t i = 0; i < balance->head_count; i++)
		put_holder(into, &balance->heads[i]);
	if (balance->stage_count > 0)
		put_title(into, _("Kilograms (yields are configuration)"));
	for (size_t i = 0; i < balance->stage_count; i++)
		put_stage(into, &balance->stages[i]);
	if (balance->lot_count > 0)
		put_title(into, _("What was used"));
	put_lots(into, balance);
}

int balance_view_text(const struct balance *balance, struct buf *into, struct fault *fault)
{
	put_head(into, balance);
	if (balance->verdict != TRACE_FOUND)
		buf_text(into, _("Nothing is recorded of it.\n"));
	else
		put_all(into, balance);
	return into->failed ? fault_set(fault, FAULT_MEMORY, "no memory to tell the balance") : 0;
}
