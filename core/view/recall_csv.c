#include "core/view/recall_sheet.h"

#include "core/base/words.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* What a spreadsheet takes for the beginning of a formula, quoted or not; the wide forms in Chinese and Japanese. */
static const char *const formula_starts[] = { "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋",
	"－", "＠" };

/* A sign that stands alone is none. */
static bool is_formula(const char *text)
{
	for (size_t i = 0; i < sizeof(formula_starts) / sizeof(formula_starts[0]); i++) {
		size_t len = strlen(formula_starts[i]);
		if (strncmp(text, formula_starts[i], len) == 0 && text[len] != '\0')
			return true;
	}
	return false;
}

/* In quotes, and defused. */
static void put_cell(struct buf *into, const char *text, bool *first)
{
	buf_text(into, *first ? "\"" : ",\"");
	*first = false;
	if (is_formula(text))
		buf_char(into, '\'');
	for (; *text; text++) {
		if (*text == '"')
			buf_char(into, '"');
		buf_char(into, *text);
	}
	buf_char(into, '"');
}

static void end_row(struct buf *into, bool *first)
{
	buf_text(into, "\r\n");
	*first = true;
}

static void put_number(struct buf *into, bool has, int64_t number, bool *first)
{
	char text[24] = "";
	struct out out = out_into(text, sizeof(text));
	if (has)
		out_number(&out, number);
	put_cell(into, text, first);
}

static void put_kg(struct buf *into, bool has, int64_t mass_g, bool *first)
{
	struct buf text = { 0 };
	if (has)
		recall_kg(&text, mass_g);
	put_cell(into, text.at ? text.at : "", first);
	into->failed = into->failed || text.failed;
	buf_free(&text);
}

static void put_time(struct buf *into, int64_t at_ms, int offset_min, bool *first)
{
	struct buf text = { 0 };
	if (at_ms != 0)
		recall_time(&text, at_ms, offset_min);
	put_cell(into, text.at ? text.at : "", first);
	into->failed = into->failed || text.failed;
	buf_free(&text);
}

static const char *title_of(const struct recall_plan *plan, const char *station)
{
	for (size_t i = 0; station && i < plan->holder_count; i++)
		if (strcmp(plan->holders[i].station, station) == 0)
			return plan->holders[i].title;
	return "";
}

static void put_item(
	const struct view_recall *view, const struct forward_item *item, struct buf *into)
{
	const struct forward *forward = view->plan->forward;
	const struct forward_event *event =
		item->event == FORWARD_NONE ? NULL : &forward->events[item->event];
	bool first = true;
	put_cell(into, item->name, &first);
	put_cell(into, words_of("item", item_kind_title(item->kind)), &first);
	put_cell(into, recall_state_text(item->state), &first);
	put_cell(into, item->station ? item->station : "", &first);
	put_cell(into, title_of(view->plan, item->station), &first);
	put_cell(into, item->place ? item->place : "", &first);
	put_number(into, item->has_count, item->count, &first);
	put_kg(into, item->has_mass, item->mass_g, &first);
	put_number(into, item->has_count, item->share_count, &first);
	put_kg(into, item->has_mass, item->share_g, &first);
	put_cell(into, recall_why_text(item->why), &first);
	put_cell(into, item->from == FORWARD_NONE ? "" : forward->items[item->from].name, &first);
	put_cell(into, event ? event->name : "", &first);
	put_time(into, event ? event->at.at_ms : 0, view->now.offset_min, &first);
	put_time(into, item->seen_ms, view->now.offset_min, &first);
	end_row(into, &first);
}

/* What several have is a row for each of them. */
static void put_parts(
	const struct view_recall *view, const struct forward_item *item, struct buf *into)
{
	for (size_t i = 0; i < forward_part_count(item); i++) {
		struct forward_item part = forward_part_of(item, i);
		put_item(view, &part, into);
	}
}

/* The other tables, one below the other, each under its title. */
static bool put_tables(const struct view_recall *view, struct buf *into)
{
	struct sheet sheet;
	bool first = true, good = sheet_of_recall(view, 0, &sheet);
	const char *cell = sheet.text.at;
	for (int i = 0; good && i < sheet.table_count; i++) {
		const struct sheet_table *table = &sheet.tables[i];
		if (!table->goods) {
			end_row(into, &first);
			put_cell(into, table->title, &first);
			end_row(into, &first);
		}
		for (size_t j = 1; j <= table->cell_count; j++, cell += strlen(cell) + 1) {
			if (table->goods)
				continue;
			put_cell(into, cell, &first);
			if (j % (size_t)table->columns == 0)
				end_row(into, &first);
		}
	}
	sheet_free(&sheet);
	return good;
}

int view_recall_csv(const struct view_recall *view, struct buf *into, struct fault *fault)
{
	static const char *const heads[] = { N_("item"), N_("kind"), N_("state"), N_("station"),
		N_("name"), N_("place"), N_("number"), N_("kg"), N_("share, number"),
		N_("share, kg"), N_("why"), N_("from"), N_("event"), N_("time"), N_("last seen") };
	bool first = true;
	buf_text(into, BYTE_ORDER_MARK);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		put_cell(into, words(heads[i]), &first);
	end_row(into, &first);
	for (size_t i = 0; i < view->plan->forward->item_count; i++)
		if (!view->plan->forward->items[i].holder)
			put_parts(view, &view->plan->forward->items[i], into);
	if (view->recall && !put_tables(view, into))
		into->failed = true;
	return into->failed ? fault_set(fault, FAULT_MEMORY, "no memory to show a recall") : 0;
}
