#include "core/view/recall_sheet.h"

#include "core/base/decimal.h"
#include "core/base/words.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MASS_DIGITS 3
#define CELL_TEXT   512

const char *recall_state_text(enum forward_state state)
{
	static const char *const texts[FORWARD_STATE_COUNT] = {
		[FORWARD_UNKNOWN] = N_("unknown"),
		[FORWARD_HELD] = N_("in stock"),
		[FORWARD_MOVING] = N_("on the way"),
		[FORWARD_SOLD] = N_("sold"),
		[FORWARD_GONE] = N_("used up"),
	};
	return words(texts[state]);
}

const char *recall_why_text(enum forward_why why)
{
	static const char *const texts[FORWARD_WHY_COUNT] = {
		[FORWARD_SEED] = N_("asked for"),
		[FORWARD_ABOUT] = N_("what the event is about"),
		[FORWARD_OF_LOT] = N_("packed under the lot"),
		[FORWARD_RENAMED] = N_("another name of the animal"),
		[FORWARD_MADE] = N_("made of it"),
		[FORWARD_GIVEN] = N_("was given it"),
		[FORWARD_WITHIN] = N_("stood in it"),
		[FORWARD_CASED] = N_("was packed with it"),
		[FORWARD_PART] = N_("one of its packages"),
	};
	return words(texts[why]);
}

const char *recall_due_text(enum recall_due due)
{
	static const char *const texts[RECALL_DUE_COUNT] = {
		[RECALL_DUE] = N_("due"),
		[RECALL_OVERDUE] = N_("OVERDUE"),
		[RECALL_DONE] = N_("done in time"),
		[RECALL_DONE_LATE] = N_("done too late"),
	};
	return words(texts[due]);
}

const char *recall_choice_title(enum choice choice, int value)
{
	return words_of("choice", vocabulary_choices[choice].titles[value]);
}

void recall_time(struct buf *into, int64_t at_ms, int offset_min)
{
	char text[MOMENT_TEXT];
	struct out out = out_into(text, sizeof(text));
	moment_format(&out, (struct moment){ at_ms / 60000 * 60000, offset_min });
	/* 2026-11-20T07:30:00+08:00 -> 2026-11-20 07:30 */
	text[10] = ' ';
	buf_bytes(into, text, out.len < 16 ? out.len : 16);
}

void recall_kg(struct buf *into, int64_t mass_g)
{
	char text[32];
	struct out out = out_into(text, sizeof(text));
	decimal_format(&out, mass_g, MASS_DIGITS);
	buf_text(into, text);
}

/* ---- cells ---- */

static void table_open(
	struct sheet *sheet, const char *title, int columns, const char *const *heads)
{
	assert(sheet->table_count < SHEET_TABLES_MOST && columns <= SHEET_COLUMNS_MOST);
	struct sheet_table *table = &sheet->tables[sheet->table_count++];
	*table = (struct sheet_table){
		.title = title, .note = "", .columns = columns, .first_cell = sheet->cell_count
	};
	for (int i = 0; i < columns; i++) {
		buf_text(&sheet->text, words(heads[i]));
		buf_char(&sheet->text, '\0');
		table->cell_count++;
		sheet->cell_count++;
	}
}

static struct sheet_table *table_now(struct sheet *sheet)
{
	return &sheet->tables[sheet->table_count - 1];
}

static void cell_end(struct sheet *sheet)
{
	buf_char(&sheet->text, '\0');
	sheet->cell_count++;
	table_now(sheet)->cell_count++;
}

static void cell(struct sheet *sheet, const char *text)
{
	buf_text(&sheet->text, text);
	cell_end(sheet);
}

static void cell_number(struct sheet *sheet, int64_t number)
{
	buf_format(&sheet->text, "%lld", (long long)number);
	cell_end(sheet);
}

static void cell_kg(struct sheet *sheet, int64_t mass_g)
{
	recall_kg(&sheet->text, mass_g);
	cell_end(sheet);
}

static void cell_time(struct sheet *sheet, int64_t at_ms, int offset_min)
{
	if (at_ms == 0)
		buf_char(&sheet->text, '-');
	else
		recall_time(&sheet->text, at_ms, offset_min);
	cell_end(sheet);
}

/* Key and value, in a table of two columns. */
static void pair(struct sheet *sheet, const char *key, const char *format, ...) FORMAT_LIKE(3, 4);
static void pair(struct sheet *sheet, const char *key, const char *format, ...)
{
	char text[CELL_TEXT];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	cell(sheet, key);
	cell(sheet, text);
}

static void pair_kg(struct sheet *sheet, const char *key, int64_t mass_g)
{
	cell(sheet, key);
	cell_kg(sheet, mass_g);
}

/* ---- the recall itself ---- */

static void put_clock(struct sheet *sheet, const struct view_recall *view, const char *key,
	enum recall_due due, int64_t due_ms)
{
	cell(sheet, key);
	buf_text(&sheet->text, recall_due_text(due));
	buf_text(&sheet->text, " · ");
	recall_time(&sheet->text, due_ms, view->now.offset_min);
	cell_end(sheet);
}

static void put_recall(struct sheet *sheet, const struct view_recall *view)
{
	static const char *const heads[] = { N_("what"), N_("as recorded") };
	const struct recall *recall = view->recall;
	table_open(sheet, _("Recall"), 2, heads);
	if (view->drill) {
		pair(sheet, _("drill"), _("nobody was told; worked out in %lld ms"),
			(long long)view->took_ms);
	} else if (!recall) {
		pair(sheet, _("plan"), "%s", _("not opened; nobody was told"));
	} else {
		pair(sheet, _("name"), "%s", recall->name);
		pair(sheet, _("state"), "%s", recall->closed ? _("ended") : _("open"));
		pair(sheet, _("class"), "%s",
			recall_choice_title(CHOICE_RECALL_CLASS, recall->class_));
		pair(sheet, _("reason"), "%s", recall->reason);
		pair(sheet, _("opened by"), "%s", recall->opened_by);
		cell(sheet, _("opened"));
		cell_time(sheet, recall->opened_at.at_ms, view->now.offset_min);
		put_clock(sheet, view, _("first notice"), recall->start, recall->start_due_ms);
		put_clock(sheet, view, _("end"), recall->finish, recall->finish_due_ms);
		if (recall->closed && recall->close_reason)
			pair(sheet, _("reason of the end"), "%s", recall->close_reason);
		if (recall->not_entitled > 0)
			pair(sheet, _("events of stations not entitled"), "%zu",
				recall->not_entitled);
	}
	for (size_t i = 0; i < view->seed_count; i++)
		pair(sheet, _("seed"), "%s", view->seeds[i]);
	if (view->plan->forward->unknown_seeds > 0)
		pair(sheet, _("seeds nothing is recorded of"), "%zu",
			view->plan->forward->unknown_seeds);
}

/* ---- scope and sums ---- */

struct stage {
	uint32_t kinds;
	const char *title;
};

#define BIT(kind) (1u << ITEM_##kind)

static const struct stage stages[] = {
	{ BIT(INPUT), N_("feed, drugs, vaccines") },
	{ BIT(PIG) | BIT(EID), N_("animals") },
	{ BIT(CARCASS), N_("carcasses") },
	{ BIT(LOT), N_("lots") },
	{ BIT(RUN), N_("packing runs") },
	{ BIT(PKG), N_("single packages") },
	{ BIT(SSCC), N_("cases and pallets") },
};

static void put_scope(struct sheet *sheet, const struct view_recall *view)
{
	static const char *const heads[] = { N_("stage"), N_("items"), N_("number"), N_("kg") };
	const struct forward *forward = view->plan->forward;
	table_open(sheet, _("Scope"), 4, heads);
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		int64_t items = 0, count = 0, mass_g = 0;
		for (size_t j = 0; j < forward->item_count; j++) {
			const struct forward_item *item = &forward->items[j];
			if (item->holder || !(stages[i].kinds >> item->kind & 1))
				continue;
			items++;
			count += item->share_count;
			mass_g += item->share_g;
		}
		cell(sheet, words(stages[i].title));
		cell_number(sheet, items);
		cell_number(sheet, count);
		cell_kg(sheet, mass_g);
	}
	table_now(sheet)->note = _("number and kg: what is not told again under a narrower item, "
				   "and not used up");
}

static void put_sums(struct sheet *sheet, const struct view_recall *view)
{
	static const char *const heads[] = { N_("meat and packages"), N_("kg") };
	const struct recall_sums *sums = &view->plan->sums;
	table_open(sheet, _("Mass balance"), 2, heads);
	pair_kg(sheet, _("affected"), sums->affected_g);
	pair_kg(sheet, recall_state_text(FORWARD_HELD), sums->held_g);
	pair_kg(sheet, recall_state_text(FORWARD_MOVING), sums->moving_g);
	pair_kg(sheet, recall_state_text(FORWARD_SOLD), sums->sold_g);
	pair_kg(sheet, recall_state_text(FORWARD_UNKNOWN), sums->unknown_g);
	if (view->recall) {
		pair_kg(sheet, _("recovered"), sums->recovered_g);
		for (int i = 0; i < RECALL_FATES; i++)
			pair_kg(sheet, recall_choice_title(CHOICE_FATE, i), sums->fate_g[i]);
	}
	if (view->recall && sums->effect_permille >= 0)
		pair(sheet, _("recovered of affected"), "%d.%d %%", sums->effect_permille / 10,
			sums->effect_permille % 10);
	if (sums->unweighed > 0)
		pair(sheet, _("items whose weight nobody said"), "%zu", sums->unweighed);
	if (sums->unweighed_recoveries > 0)
		pair(sheet, _("recoveries whose weight nobody said"), "%zu",
			sums->unweighed_recoveries);
}

/* ---- whom to tell ---- */

static void cell_amount(struct sheet *sheet, int64_t count, int64_t mass_g)
{
	if (count == 0 && mass_g == 0) {
		cell(sheet, "-");
		return;
	}
	buf_format(&sheet->text, "%lld / ", (long long)count);
	recall_kg(&sheet->text, mass_g);
	buf_char(&sheet->text, ' ');
	buf_text(&sheet->text, words_of("unit", "kg"));
	cell_end(sheet);
}

static const struct recall_notice *notice_of(
	const struct recall *recall, const struct recall_holder *holder)
{
	for (size_t i = 0; recall && i < recall->notice_count; i++) {
		const char *to = recall->notices[i].to;
		if (strcmp(to, holder->home) == 0 ||
			(strncmp(to, "station:", 8) == 0 && strcmp(to + 8, holder->station) == 0))
			return &recall->notices[i];
	}
	return NULL;
}

static const char *notice_state(const struct recall_notice *notice)
{
	if (!notice)
		return _("not told");
	return notice->acknowledged ? _("acknowledged") : _("told, no answer");
}

static void put_holders(struct sheet *sheet, const struct view_recall *view)
{
	static const char *const heads[] = { N_("station"), N_("name"), N_("trade"), N_("in stock"),
		N_("on the way"), N_("sold"), N_("notice") };
	table_open(sheet, _("Whom to tell"), 7, heads);
	for (size_t i = 0; i < view->plan->holder_count; i++) {
		const struct recall_holder *holder = &view->plan->holders[i];
		cell(sheet, holder->station);
		cell(sheet, holder->title[0] ? holder->title : "-");
		cell(sheet, holder->trade >= 0 ? recall_choice_title(CHOICE_TRADE, holder->trade)
					       : _("not registered"));
		cell_amount(sheet, holder->held_count, holder->held_g);
		cell_amount(sheet, holder->moving_count, holder->moving_g);
		cell_amount(sheet, holder->sold_count, holder->sold_g);
		cell(sheet, notice_state(notice_of(view->recall, holder)));
	}
}

static void put_notices(struct sheet *sheet, const struct view_recall *view)
{
	static const char *const heads[] = { N_("told"), N_("by"), N_("time"), N_("answer") };
	if (!view->recall || view->recall->notice_count == 0)
		return;
	table_open(sheet, _("Notices"), 4, heads);
	for (size_t i = 0; i < view->recall->notice_count; i++) {
		const struct recall_notice *notice = &view->recall->notices[i];
		cell(sheet, notice->to);
		cell(sheet, notice->by);
		cell_time(sheet, notice->at.at_ms, view->now.offset_min);
		cell_time(sheet, notice->acknowledged ? notice->ack_at.at_ms : 0,
			view->now.offset_min);
	}
}

static void put_recovered(
	struct sheet *sheet, const struct view_recall *view, const char *title, bool affected)
{
	static const char *const heads[] = { N_("item"), N_("fate"), N_("number"), N_("kg"),
		N_("by"), N_("time") };
	table_open(sheet, title, 6, heads);
	for (size_t i = 0; i < view->recall->recovery_count; i++) {
		const struct recall_recovery *recovery = &view->recall->recoveries[i];
		if (recall_plan_has(view->plan, recovery->item) != affected)
			continue;
		cell(sheet, recovery->item);
		cell(sheet, recall_choice_title(CHOICE_FATE, recovery->fate));
		if (recovery->has_count)
			cell_number(sheet, recovery->count);
		else
			cell(sheet, "-");
		if (recovery->has_mass)
			cell_kg(sheet, recovery->mass_g);
		else
			cell(sheet, "-");
		cell(sheet, recovery->by);
		cell_time(sheet, recovery->at.at_ms, view->now.offset_min);
	}
}

static void put_recoveries(struct sheet *sheet, const struct view_recall *view)
{
	size_t apart = view->plan->sums.apart;
	if (!view->recall)
		return;
	if (view->recall->recovery_count > apart)
		put_recovered(sheet, view, _("Recovered"), true);
	if (apart > 0) {
		put_recovered(sheet, view, _("Recovered, but not affected"), false);
		table_now(sheet)->note = _("these are in no sum");
	}
}

/* ---- goods, gaps ---- */

static void put_good(
	struct sheet *sheet, const struct forward *forward, const struct forward_item *item)
{
	cell(sheet, item->name);
	cell(sheet, recall_state_text(item->state));
	cell(sheet, item->station ? item->station : "-");
	cell(sheet, item->place ? item->place : "-");
	cell_number(sheet, item->share_count);
	cell_kg(sheet, item->share_g);
	buf_text(&sheet->text, recall_why_text(item->why));
	if (item->from != FORWARD_NONE)
		buf_format(&sheet->text, ": %s", forward->items[item->from].name);
	cell_end(sheet);
}

/* What was used up, or is all told under narrower names, stands there. */
static bool is_listed(const struct forward_item *item)
{
	if (item->holder || item->kind == ITEM_INPUT || item->state == FORWARD_GONE)
		return false;
	return item->share_count > 0 || item->share_g > 0 || item->kind == ITEM_SSCC ||
	       (!item->has_mass && !item->has_count);
}

static void put_goods(struct sheet *sheet, const struct view_recall *view, size_t lines_most)
{
	static const char *const heads[] = { N_("item"), N_("state"), N_("station"), N_("place"),
		N_("number"), N_("kg"), N_("why") };
	const struct forward *forward = view->plan->forward;
	size_t shown = 0, all = 0;
	table_open(sheet, _("Goods and animals"), 7, heads);
	table_now(sheet)->goods = true;
	for (size_t i = 0; i < forward->item_count; i++) {
		const struct forward_item *item = &forward->items[i];
		if (!is_listed(item))
			continue;
		all++;
		if (lines_most > 0 && shown >= lines_most)
			continue;
		shown++;
		for (size_t j = 0; j < forward_part_count(item); j++) {
			struct forward_item part = forward_part_of(item, j);
			put_good(sheet, forward, &part);
		}
	}
	if (shown < all)
		table_now(sheet)->note = _("there are more; --format csv lists all");
}

static void put_gaps(struct sheet *sheet, const struct view_recall *view)
{
	static const char *const heads[] = { N_("station"), N_("numbers missing"),
		N_("messages held") };
	table_open(sheet, _("Stations that may know more"), 3, heads);
	for (size_t i = 0; i < view->plan->gap_count; i++) {
		cell(sheet, view->plan->gaps[i].station);
		cell_number(sheet, view->plan->gaps[i].missing);
		cell_number(sheet, view->plan->gaps[i].held);
	}
	table_now(sheet)->note =
		view->plan->gap_count > 0
			? _("what these have not delivered could belong to the recall")
			: _("no station misses numbers, no message is held");
}

bool sheet_of_recall(const struct view_recall *view, size_t lines_most, struct sheet *sheet)
{
	*sheet = (struct sheet){ .cell_count = 0 };
	put_recall(sheet, view);
	put_scope(sheet, view);
	put_sums(sheet, view);
	put_holders(sheet, view);
	put_notices(sheet, view);
	put_recoveries(sheet, view);
	put_goods(sheet, view, lines_most);
	put_gaps(sheet, view);
	return !sheet->text.failed;
}

void sheet_free(struct sheet *sheet)
{
	buf_free(&sheet->text);
}
