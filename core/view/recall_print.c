/* The tables of a recall as text and as HTML, and its reasons in words. */
#include "core/view/recall_sheet.h"

#include "core/base/utf8.h"
#include "core/base/words.h"
#include "core/view/html.h"
#include "core/view/view.h"

#include <string.h>

static int memory(struct fault *fault)
{
	return fault_set(fault, FAULT_MEMORY, "no memory to show a recall");
}

/* ---- text ---- */

static size_t columns_of(const char *text)
{
	return utf8_columns(text, strlen(text));
}

/* Cells of other people's words, fit for a terminal, in columns. */
static const char *put_table(const struct sheet_table *table, const char *at, struct buf *into)
{
	size_t width[SHEET_COLUMNS_MOST] = { 0 };
	const char *end = at;
	struct buf safe = { 0 };
	for (size_t i = 0; i < table->cell_count; i++) {
		buf_clear(&safe);
		view_escape(&safe, span_of(end));
		size_t columns = safe.at ? columns_of(safe.at) : 0;
		size_t column = i % (size_t)table->columns;
		width[column] = columns > width[column] ? columns : width[column];
		end += strlen(end) + 1;
	}
	buf_format(into, "\n%s\n", table->title);
	for (size_t i = 0; i < table->cell_count; i++) {
		size_t column = i % (size_t)table->columns;
		bool last = column + 1 == (size_t)table->columns;
		buf_clear(&safe);
		view_escape(&safe, span_of(at));
		size_t columns = safe.at ? columns_of(safe.at) : 0;
		buf_text(into, column == 0 ? "  " : "");
		buf_span(into, buf_written(&safe));
		for (size_t pad = columns; !last && pad < width[column] + 2; pad++)
			buf_char(into, ' ');
		if (last)
			buf_char(into, '\n');
		at += strlen(at) + 1;
	}
	into->failed = into->failed || safe.failed;
	buf_free(&safe);
	if (table->note[0])
		buf_format(into, "  (%s)\n", table->note);
	return end;
}

int view_recall_text(const struct view_recall *view, struct buf *into, struct fault *fault)
{
	struct sheet sheet;
	bool good = sheet_of_recall(view, VIEW_RECALL_LINES, &sheet);
	const char *at = sheet.text.at;
	for (int i = 0; good && i < sheet.table_count; i++)
		at = put_table(&sheet.tables[i], at, into);
	sheet_free(&sheet);
	return good && !into->failed ? 0 : memory(fault);
}

/* ---- HTML ---- */

/* "0.5" and "14650" stand under each other by their last digit. */
static bool is_number(const char *text)
{
	return text[0] && strspn(text, "0123456789.") == strlen(text);
}

static const char *put_html_table(const struct sheet_table *table, const char *at, struct buf *into)
{
	size_t columns = (size_t)table->columns;
	buf_text(into, "<h2>");
	html_say(into, table->title);
	buf_text(into, "</h2>\n<div class=\"wide\"><table>\n<thead>");
	for (size_t i = 0; i < table->cell_count; i++) {
		const char *tag = i < columns ? "th" : "td";
		if (i == columns)
			buf_text(into, "</thead>\n<tbody>\n");
		buf_text(into, i % columns == 0 ? "<tr>" : "");
		buf_format(into, is_number(at) ? "<%s class=\"n\">" : "<%s>", tag);
		html_say(into, at);
		buf_format(into, "</%s>", tag);
		buf_text(into, i % columns == columns - 1 ? "</tr>\n" : "");
		at += strlen(at) + 1;
	}
	buf_text(into, table->cell_count > columns ? "</tbody></table></div>\n"
						   : "</thead></table></div>\n");
	if (table->note[0]) {
		buf_text(into, "<p>");
		html_say(into, table->note);
		buf_text(into, "</p>\n");
	}
	return at;
}

static const char *heading(const struct view_recall *view)
{
	if (view->drill)
		return _("Recall drill");
	return view->recall ? _("Recall report") : _("Recall plan");
}

int view_recall_html(const struct view_recall *view, struct buf *into, struct fault *fault)
{
	struct sheet sheet;
	bool good = sheet_of_recall(view, 0, &sheet);
	const char *at = sheet.text.at;
	html_begin(into, heading(view));
	buf_format(into,
		"<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
		"<style>%s</style></head>\n<body>\n<h1>",
		recall_style());
	html_say(into, heading(view));
	buf_text(into, "</h1>\n<p>");
	recall_time(into, view->now.at_ms, view->now.offset_min);
	buf_text(into, "</p>\n");
	for (int i = 0; good && i < sheet.table_count; i++)
		at = put_html_table(&sheet.tables[i], at, into);
	buf_text(into, "</body>\n</html>\n");
	sheet_free(&sheet);
	return good && !into->failed ? 0 : memory(fault);
}

/* ---- reasons ---- */

static void put_step(
	const struct forward *forward, const struct forward_item *item, int depth, struct buf *into)
{
	for (int i = 0; i < depth; i++)
		buf_text(into, "  ");
	view_escape(into, span_of(item->name));
	buf_format(into, "  (%s)", recall_why_text(item->why));
	if (item->event != FORWARD_NONE) {
		const struct forward_event *event = &forward->events[item->event];
		buf_text(into, "  ");
		recall_time(into, event->at.at_ms, event->at.offset_min);
		buf_format(into, "  %s  %s", words_of("kind", vocabulary_kinds[event->kind].title),
			event->name);
	}
	buf_char(into, '\n');
}

int view_recall_path(
	const struct forward *forward, size_t item, struct buf *into, struct fault *fault)
{
	int steps = forward->items[item].steps;
	for (int depth = 0; depth <= steps; depth++) {
		size_t at = item;
		for (int up = steps - depth; up > 0; up--)
			at = forward->items[at].from;
		put_step(forward, &forward->items[at], depth, into);
	}
	return into->failed ? memory(fault) : 0;
}

static const char *text_in(const struct buf *buf)
{
	return buf->at ? buf->at : "";
}

int view_recall_miss(const struct forward_miss *miss, const char *item, int offset_min,
	struct buf *into, struct fault *fault)
{
	struct buf its = { 0 }, other = { 0 };
	buf_format(into, _("%s is not in the recall"), item);
	if (miss->kind == FORWARD_FAR) {
		buf_format(into, ": %s\n",
			miss->known ? _("nothing it is made of, was given or stood in is")
				    : _("nothing is recorded of it"));
	} else {
		recall_time(&its, miss->its_ms, offset_min);
		recall_time(&other, miss->other_ms, offset_min);
		buf_text(into, ": ");
		if (miss->kind == FORWARD_EARLIER)
			buf_format(into,
				_("it was made of %s at %s, before that was reached at %s"),
				miss->thing, text_in(&its), text_in(&other));
		else if (miss->kind == FORWARD_BEFORE)
			buf_format(into, _("%s left %s at %s, before it was reached at %s"),
				miss->thing, miss->other, text_in(&its), text_in(&other));
		else
			buf_format(into, _("%s came to %s at %s, after that was over at %s"),
				miss->thing, miss->other, text_in(&its), text_in(&other));
		buf_char(into, '\n');
	}
	bool failed = into->failed || its.failed || other.failed;
	buf_free(&its);
	buf_free(&other);
	return failed ? memory(fault) : 0;
}
