/* The page as HTML: the frame, the verdict, what it is. The story is in page_html_story.c. */
#include "core/view/page_html.h"

#include "core/base/words.h"
#include "core/view/tell.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void page_heading(struct buf *into, const char *text)
{
	buf_text(into, "<h2>");
	html_say(into, text);
	buf_text(into, "</h2>");
}

void page_paragraph(struct buf *into, const char *text)
{
	buf_text(into, "<p>");
	html_say(into, text);
	buf_text(into, "</p>");
}

/* ---- the frame ---- */

void page_address(struct buf *into, const struct page_frame *frame, const char *more)
{
	buf_text(into, frame->path);
	if (frame->query[0] || more[0])
		buf_char(into, '?');
	html_say(into, frame->query);
	if (frame->query[0] && more[0])
		buf_text(into, "&amp;");
	buf_text(into, more);
}

static void put_language(struct buf *into, const struct page_frame *frame)
{
	bool english = strcmp(html_language(), "en") == 0;
	const char *other = english ? "zh-CN" : "en";
	buf_format(into, "<nav aria-label=\"%s\"><a href=\"", _("language"));
	page_address(into, frame, english ? "lang=zh" : "lang=en");
	buf_format(into, "\" lang=\"%s\" hreflang=\"%s\">%s</a></nav>", other, other,
		english ? "中文" : "English");
}

static void begin(
	struct buf *into, const char *title, const char *class_, const struct page_frame *frame)
{
	html_begin(into, title);
	buf_text(into, "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
		       "<meta name=\"robots\" content=\"noindex,nofollow,noarchive\">"
		       "<meta name=\"color-scheme\" content=\"light dark\">"
		       "<meta name=\"format-detection\" content=\"telephone=no\">"
		       "<link rel=\"icon\" href=\"data:,\"><style>");
	buf_text(into, page_style());
	buf_format(into,
		"</style></head><body class=\"%s\"><header><p>"
		"<span class=\"seal\" lang=\"zh-CN\" aria-hidden=\"true\"><span>吕梁<br>山猪</span></span>",
		class_);
	html_say(into, _("Lüliang mountain pig"));
	buf_text(into, "</p>");
	if (frame->path[0])
		put_language(into, frame);
	buf_text(into, "</header><main>");
}

static void end(struct buf *into)
{
	buf_text(into, "</main></body></html>\n");
}

static void put_phone(struct buf *into, const struct page_frame *frame)
{
	if (!frame->phone[0])
		return;
	buf_text(into, "<p><a class=\"call\" href=\"tel:");
	for (const char *c = frame->phone; *c; c++)
		if ((*c >= '0' && *c <= '9') || *c == '+' || *c == '-')
			buf_char(into, *c);
	buf_text(into, "\">");
	html_sayf(into, _("Call %s"), frame->phone);
	buf_text(into, "</a></p>");
}

int page_notice(const char *title, const char *text, const struct page_frame *frame,
	struct buf *into, struct fault *fault)
{
	begin(into, title, "unknown", frame);
	buf_text(into, "<section class=\"verdict\"><h1>");
	html_say(into, title);
	buf_text(into, "</h1>");
	page_paragraph(into, text);
	put_phone(into, frame);
	buf_text(into, "</section>");
	end(into);
	return into->failed ? fault_set(fault, FAULT_MEMORY, "no memory for the page") : 0;
}

/* ---- the verdict ---- */

static void put_recall(struct buf *into, const struct recall *recall, const char *by)
{
	buf_text(into, "<p>");
	html_sayf(into, _("Reason: %s"), recall->reason ? recall->reason : "");
	buf_text(into, "</p><p>");
	buf_text(into,
		words_of("choice", vocabulary_choices[CHOICE_RECALL_CLASS].titles[recall->class_]));
	buf_text(into, " · ");
	page_day(into, recall->opened_at);
	buf_text(into, " · ");
	html_say(into, by);
	buf_text(into, " · ");
	html_say(into, recall->name + strlen("recall:"));
	buf_text(into, "</p>");
}

static void put_recalls(struct buf *into, const struct page *page)
{
	page_paragraph(into, _("Do not eat it. Take it back to where you bought it."));
	for (size_t i = 0; i < page->recalls.count; i++)
		put_recall(into, page->recalls.list[i], page->recalled_by[i]);
}

static void put_expired(struct buf *into, const struct page *page)
{
	struct buf day = { 0 };
	page_day_number(&day, page->best_before);
	buf_text(into, "<p>");
	html_sayf(into, _("Its best-before day was %s. Do not eat it."), day.at ? day.at : "");
	buf_text(into, "</p>");
	buf_free(&day);
}

static void put_reason(struct buf *into, const struct page *page)
{
	switch (page->verdict) {
	case PAGE_EDIBLE:
		page_paragraph(into,
			_("By what has been recorded, everything that is demanded of it is satisfied."));
		if (page->holes)
			page_paragraph(into, _("Some stations' reports have not arrived yet."));
		break;
	case PAGE_RECALLED:
		put_recalls(into, page);
		break;
	case PAGE_FORGED:
		break; /* the label's own lines say it */
	case PAGE_EXPIRED:
		put_expired(into, page);
		break;
	case PAGE_UNSURE:
		page_paragraph(into,
			_("Something in its record is not in order or not decided. Please ask before you eat it."));
		break;
	case PAGE_UNKNOWN:
	case PAGE_VERDICTS:
		page_paragraph(into,
			page->never_issued
				? _("This number was never issued for a package. The label may be invented: please do not buy it, and tell us.")
				: _("Nothing is recorded by this code. Please compare it with the label."));
		break;
	}
}

/* ---- who signed the label ---- */

static void put_alarm(struct buf *into, const char *text)
{
	buf_text(into, "<p class=\"alarm\">");
	html_say(into, text);
	buf_text(into, "</p>");
}

static void put_valid(struct buf *into, const struct page *page)
{
	const struct page_label *label = &page->label;
	bool silent = page->statements == 0 && !page->never_issued;
	bool stranger = !label->takes_part && page->statements > 0;
	buf_text(into, stranger ? "<p class=\"alarm\">" : "<p class=\"ok\">");
	if (stranger)
		html_sayf(into,
			_("The label is signed by %s, which has no part in this record: the code may be invented."),
			label->by);
	else
		html_sayf(into, _("✓ The label is signed by %s."), label->by);
	buf_text(into, "</p>");
	if (silent)
		page_paragraph(into,
			_("The label was issued; what happened to the package has not been reported yet."));
}

static void put_label(struct buf *into, const struct page *page)
{
	const struct page_label *label = &page->label;
	switch (label->verdict) {
	case LABEL_VALID:
		put_valid(into, page);
		break;
	case LABEL_REVOKED:
		buf_text(into, "<p class=\"alarm\">");
		html_sayf(into,
			_("The label is signed by %s with a key that has been revoked since: it may be invented."),
			label->by);
		buf_text(into, "</p>");
		break;
	case LABEL_UNSIGNED:
		buf_text(into, "<p class=\"soft\">");
		html_say(into, _("No signature of a packer is on this code."));
		buf_text(into, "</p>");
		break;
	case LABEL_INVALID:
	case LABEL_UNKNOWN_KEY:
	case LABEL_FOREIGN:
	case LABEL_VERDICT_COUNT:
		put_alarm(into,
			_("No packer has signed this number: the code is invented, or a part of another. Please scan the label itself once more; if this comes again, do not buy it, and tell us."));
		break;
	}
}

static void put_verdict(struct buf *into, const struct page *page, const struct page_frame *frame)
{
	static const char *const marks[PAGE_VERDICTS] = { "✓", "!", "✗", "!", "?", "?" };
	buf_format(into,
		"<section class=\"verdict\"><h1><span class=\"mark\" aria-hidden=\"true\">%s</span>",
		marks[page->verdict]);
	html_say(into, words(page_verdict_title(page)));
	buf_text(into, "</h1>");
	put_reason(into, page);
	put_label(into, page);
	if (page->verdict != PAGE_EDIBLE)
		put_phone(into, frame);
	buf_text(into, "</section>");
}

/* ---- what it is ---- */

static void begin_row(struct buf *into, const char *label)
{
	buf_text(into, "<dt>");
	html_say(into, label);
	buf_text(into, "</dt><dd>");
}

static void put_list(struct buf *into, const char *label, const struct page_list *list)
{
	if (list->count == 0)
		return;
	begin_row(into, label);
	for (size_t i = 0; i < list->count && i < PAGE_LIST_MOST; i++) {
		buf_text(into, i > 0 ? "<br><bdi>" : "<bdi>");
		html_say(into, list->texts[i]);
		buf_text(into, "</bdi>");
	}
	if (list->count > PAGE_LIST_MOST) {
		buf_text(into, "<br>");
		html_sayf(into, words_plural("… %lu in all", "… %lu in all", list->count),
			(unsigned long)list->count);
	}
	buf_text(into, "</dd>");
}

static void put_product(struct buf *into, const struct page *page)
{
	buf_text(into, "<section><h2 class=\"name\">");
	html_say(into, page->product ? page->product : _("Lüliang mountain pork"));
	buf_text(into, "</h2><dl>");
	if (page->lot) {
		begin_row(into, words_of("item", item_kind_title(ITEM_LOT)));
		html_say(into, page->lot);
		buf_text(into, "</dd>");
	}
	if (page->net_g > 0) {
		begin_row(into, _("net weight"));
		part_number(into, page->net_g, 3);
		buf_text(into, " kg</dd>");
	}
	if (page->has_best_before) {
		begin_row(into, words_of("field", vocabulary_fields[FIELD_BEST_BEFORE].title));
		page_day_number(into, page->best_before);
		buf_text(into, "</dd>");
	}
	if (page->slaughtered) {
		begin_row(into, _("slaughtered"));
		page_days(into, page->slaughter_first, page->slaughter_last);
		buf_text(into, "</dd>");
	}
	put_list(into, _("slaughterhouse"), &page->plants);
	put_list(into, _("quarantine no."), &page->certificates);
	put_list(into, _("inspection no."), &page->inspections);
	put_list(into, _("farm"), &page->farms);
	buf_text(into, "</dl><p class=\"soft\">");
	struct buf precision = { 0 };
	tell_precision(&precision, page->trace);
	into->failed = into->failed || precision.failed;
	struct span rest = buf_written(&precision), line;
	while (span_cut(&rest, '\n', &line)) {
		html_text(into, line);
		buf_text(into, rest.len > 0 ? "<br>" : "");
	}
	html_text(into, rest);
	buf_free(&precision);
	buf_text(into, "</p></section>");
}

int page_html(const struct page *page, const struct page_frame *frame, struct buf *into,
	struct fault *fault)
{
	char title[256];
	bool known = page->verdict != PAGE_UNKNOWN;
	(void)snprintf(title, sizeof(title), "%s · %s", words(page_verdict_title(page)),
		known && page->product ? page->product : _("Lüliang mountain pork"));
	begin(into, title, page_verdict_name(page->verdict), frame);
	put_verdict(into, page, frame);
	if (known) {
		put_product(into, page);
		page_html_checks(into, page, frame);
		page_html_story(into, page);
	}
	page_html_footer(into, page, frame);
	end(into);
	return into->failed ? fault_set(fault, FAULT_MEMORY, "no memory for the page") : 0;
}
