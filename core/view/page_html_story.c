/* The page's lower part: checks, the way it took, pictures, what was given, the five steps, how far to trust it. */
#include "core/view/page_html.h"

#include "core/base/words.h"
#include "core/view/name.h"

#include <string.h>

#define FACTS_MOST   12 /* of one step */
#define PARTIES_MOST 3  /* of one line */
#define GIVEN_MOST   24
#define STOPS_MOST   8 /* of one trade */

static void begin_section(struct buf *into, const char *id, const char *title)
{
	buf_format(into, "<section id=\"%s\">", id);
	page_heading(into, title);
}

static void end_section(struct buf *into)
{
	buf_text(into, "</section>");
}

/* ---- checks and complaints ---- */

static void put_alarms(struct buf *into, const struct page_checks *checks)
{
	const struct {
		bool is;
		const char *text;
	} alarms[] = {
		{ checks->many,
			N_("It was checked more often than one package usually is: the code may have been copied.") },
		{ checks->far_apart,
			N_("It was checked in many regions: the code may have been copied.") },
		{ checks->long_after,
			N_("It was checked long after it must have been eaten: the code may have been copied.") },
		{ checks->before_made,
			N_("It was checked before it was packed: the code may have been copied.") },
	};
	for (size_t i = 0; i < sizeof(alarms) / sizeof(alarms[0]); i++) {
		if (!alarms[i].is)
			continue;
		buf_text(into, "<p class=\"alarm\">");
		html_say(into, words(alarms[i].text));
		buf_text(into, "</p>");
	}
}

/* Whoever has just checked is told which check it was. */
static void put_count(
	struct buf *into, const struct page_checks *checks, const struct page_frame *frame)
{
	struct buf first = { 0 };
	if (checks->count == 0) {
		if (!frame->checked)
			page_paragraph(into, _("Nobody has checked this code before."));
		return;
	}
	part_time_known(&first, checks->first, &checks->first);
	buf_text(into, "<p>");
	if (!first.failed)
		html_sayf(into,
			words_plural("Checked %1$lu time, first at %2$s.",
				"Checked %1$lu times, first at %2$s.", checks->count),
			checks->count, first.at);
	buf_text(into, "</p>");
	into->failed = into->failed || first.failed;
	buf_free(&first);
}

static void begin_form(struct buf *into, const struct page_frame *frame, const char *what)
{
	buf_text(into, "<form method=\"post\" action=\"");
	page_address(into, frame, "");
	buf_format(into,
		"\"><input type=\"hidden\" name=\"do\" value=\"%s\">"
		"<input type=\"hidden\" name=\"lang\" value=\"%s\">",
		what, strcmp(words_language(), "en") == 0 ? "en" : "zh");
}

static void put_complaint(struct buf *into, const struct page_frame *frame)
{
	const struct vocabulary_choice *subjects = &vocabulary_choices[CHOICE_COMPLAINT];
	buf_text(into, "<details><summary>");
	html_say(into, _("Something is wrong with it"));
	buf_text(into, "</summary>");
	begin_form(into, frame, "complain");
	buf_text(into, "<label for=\"about\">");
	html_say(into, _("What is wrong"));
	buf_text(into, "</label><select id=\"about\" name=\"about\">");
	for (int i = 0; i < subjects->count; i++) {
		buf_format(into, "<option value=\"%s\">", subjects->values[i]);
		html_say(into, words_of("choice", subjects->titles[i]));
		buf_text(into, "</option>");
	}
	buf_text(into, "</select><label for=\"text\">");
	html_say(
		into, _("In your own words (no names, no telephone numbers: it is kept for ever)"));
	buf_text(into,
		"</label><textarea id=\"text\" name=\"text\" rows=\"3\" maxlength=\"60\"></textarea><p><button>");
	html_say(into, _("Send"));
	buf_text(into, "</button></p></form></details>");
}

void page_html_checks(struct buf *into, const struct page *page, const struct page_frame *frame)
{
	const struct page_checks *checks = &page->checks;
	begin_section(into, "check", _("Check this code"));
	put_count(into, checks, frame);
	put_alarms(into, checks);
	if (frame->checked) {
		buf_text(into, "<p class=\"ok\" role=\"status\">");
		html_sayf(into, _("Your check is recorded. It is no. %lu."),
			checks->count + (frame->counted ? 0 : 1));
		buf_text(into, "</p>");
	}
	if (frame->complained) {
		buf_text(into, "<p class=\"ok\" role=\"status\">");
		html_say(into, _("Thank you. Your complaint is recorded and will be looked into."));
		buf_text(into, "</p>");
	}
	if (frame->asks) {
		begin_form(into, frame, "check");
		buf_text(into, "<button>");
		html_say(into, _("Check"));
		buf_text(into, "</button></form><p class=\"soft\">");
		html_say(into,
			_("Time and region of a check are kept, nothing of you. A first check is a good sign, no proof: a label can be photographed."));
		buf_text(into, "</p>");
		put_complaint(into, frame);
	}
	end_section(into);
}

/* ---- the way it took ---- */

static void put_stop(struct buf *into, const struct page_party *party)
{
	buf_text(into, "<li><b><bdi>");
	html_say(into, party->name);
	buf_text(into, "</bdi></b> <small>");
	html_say(into, words_of("choice", vocabulary_choices[CHOICE_TRADE].titles[party->trade]));
	buf_text(into, "</small><br><time>");
	page_days(into, party->first, party->last);
	buf_text(into, "</time></li>");
}

static void put_route(struct buf *into, const struct page *page)
{
	int trade = -1;
	size_t of_trade = 0, stops = 0;
	for (size_t i = 0; i < page->party_count; i++)
		stops += page->parties[i].trade >= 0 && page->parties[i].facts > 0;
	if (stops == 0)
		return;
	begin_section(into, "route", _("The way it took"));
	buf_text(into, "<ol class=\"route\">");
	for (size_t i = 0; i < page->party_count; i++) {
		const struct page_party *party = &page->parties[i];
		if (party->trade < 0 || party->facts == 0)
			continue;
		of_trade = party->trade == trade ? of_trade + 1 : 0;
		trade = party->trade;
		if (of_trade < STOPS_MOST)
			put_stop(into, party);
		else if (of_trade == STOPS_MOST)
			buf_text(into, "<li>…</li>");
	}
	buf_text(into, "</ol>");
	end_section(into);
}

/* ---- pictures ---- */

static void put_cold(struct buf *into, const struct page *page)
{
	int64_t least, most;
	struct buf text[3] = { { 0 }, { 0 }, { 0 } };
	if (page->reading_count == 0)
		return;
	least = most = page->readings[0].centi_c;
	for (size_t i = 0; i < page->reading_count; i++) {
		int64_t centi_c = page->readings[i].centi_c;
		least = centi_c < least ? centi_c : least;
		most = centi_c > most ? centi_c : most;
	}
	part_number(&text[0], least, 2);
	part_number(&text[1], most, 2);
	part_number(&text[2], page->limit_centi_c, 2);
	begin_section(into, "cold", _("Kept cold"));
	buf_text(into, "<figure>");
	page_svg_cold(into, page);
	buf_text(into, "<figcaption>");
	if (!text[0].failed && !text[1].failed && !text[2].failed)
		html_sayf(into,
			words_plural(
				"%1$lu reading where the meat was: %2$s to %3$s °C. The dashed line is %4$s °C; a carcass comes in warm and cools down.",
				"%1$lu readings where the meat was: %2$s to %3$s °C. The dashed line is %4$s °C; a carcass comes in warm and cools down.",
				page->reading_count),
			(unsigned long)page->reading_count, text[0].at, text[1].at, text[2].at);
	buf_text(into, "</figcaption></figure>");
	end_section(into);
	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		into->failed = into->failed || text[i].failed;
		buf_free(&text[i]);
	}
}

static void put_growth(struct buf *into, const struct page *page)
{
	if (page->weight_count < 2)
		return;
	begin_section(into, "growth", _("How the animals grew (kg)"));
	buf_text(into, "<figure>");
	page_svg_weight(into, page);
	buf_text(into, "<figcaption>");
	html_sayf(into, words_plural("%lu weighing", "%lu weighings", page->weight_count),
		(unsigned long)page->weight_count);
	buf_text(into, "</figcaption></figure>");
	end_section(into);
}

static void put_by(struct buf *into, const struct page *page, const struct page_by *by)
{
	buf_text(into, "<span class=\"by\">");
	for (size_t i = 0; i < by->count && i < PARTIES_MOST; i++) {
		buf_text(into, i > 0 ? ", <bdi>" : "<bdi>");
		html_say(into, page->parties[by->parties[i]].name);
		buf_text(into, "</bdi>");
	}
	if (by->count > PARTIES_MOST)
		buf_format(into, ", … (%zu)", by->count);
	buf_format(into, " · <span class=\"%s\">", by->is_signed ? "sign" : "plain");
	html_say(into, by->is_signed ? _("signed") : _("not signed"));
	buf_text(into, "</span></span>");
}

/* ---- feed, vaccines, drugs ---- */

static void put_withdrawal(
	struct buf *into, const struct page *page, const struct page_given *given)
{
	if (given->withdrawal_days < 0) {
		if (given->kind == KIND_FEED)
			buf_text(into, "–");
		else
			html_say(into, _("not said"));
		return;
	}
	if (given->withdrawal_days == 0) {
		html_say(into, _("none"));
		return;
	}
	html_sayf(into,
		words_plural(
			"%d day, until", "%d days, until", (unsigned long)given->withdrawal_days),
		given->withdrawal_days);
	buf_text(into, " <time>");
	page_day(into, given->edible);
	buf_text(into, "</time><br>");
	if (given->satisfied == CHECK_PASS) {
		buf_text(into, "<span class=\"ok\">✓ ");
		html_say(into, _("over before slaughter"));
	} else if (given->satisfied == CHECK_FAIL) {
		buf_text(into, "<span class=\"no\">✗ ");
		html_say(into, _("not over at slaughter"));
	} else {
		buf_text(into, "<span class=\"un\">? ");
		html_say(into, page->slaughtered ? _("not decided") : _("not slaughtered yet"));
	}
	buf_text(into, "</span>");
}

static void put_given_row(struct buf *into, const struct page *page, const struct page_given *given)
{
	buf_text(into, "<tr><th scope=\"row\"><b>");
	html_say(into, words_of("kind", vocabulary_kinds[given->kind].title));
	if (given->count > 1)
		buf_format(into, " ×%lu", given->count);
	buf_text(into, "</b> <time>");
	page_days(into, given->first, given->last);
	buf_text(into, "</time><br><bdi>");
	html_say(into, given->what);
	buf_text(into, "</bdi>");
	put_by(into, page, &given->by);
	buf_text(into, "</th><td>");
	put_withdrawal(into, page, given);
	buf_text(into, "</td></tr>");
}

static void put_given(struct buf *into, const struct page *page)
{
	if (page->given_count == 0)
		return;
	begin_section(into, "given", _("Feed, vaccines, medicine"));
	buf_text(into, "<div class=\"wide\"><table><thead><tr><th scope=\"col\">");
	html_say(into, _("what, when, against what, which lot"));
	buf_text(into, "</th><th scope=\"col\">");
	html_say(into, words_of("field", vocabulary_fields[FIELD_WITHDRAWAL_DAYS].title));
	buf_text(into, "</th></tr></thead><tbody>");
	/* Medicine first: it is what people ask for. */
	static const enum event_kind order[] = { KIND_MEDICATE, KIND_VACCINATE, KIND_FEED };
	size_t rows = 0;
	for (size_t k = 0; k < sizeof(order) / sizeof(order[0]); k++)
		for (size_t i = 0; i < page->given_count; i++)
			if (page->given[i].kind == order[k] && rows++ < GIVEN_MOST)
				put_given_row(into, page, &page->given[i]);
	buf_text(into, "</tbody></table></div>");
	if (rows > GIVEN_MOST) {
		buf_text(into, "<p class=\"soft\">");
		html_sayf(into, words_plural("… %lu in all", "… %lu in all", rows),
			(unsigned long)rows);
		buf_text(into, "</p>");
	}
	end_section(into);
}

/* ---- the five steps ---- */

static void put_fact(struct buf *into, const struct page *page, const struct page_fact *fact)
{
	buf_format(into, "<li%s><time>", fact->attention ? " class=\"bad\"" : "");
	page_days(into, fact->first, fact->last);
	buf_text(into, "</time> <b>");
	html_say(into, fact->stored ? _("in store")
				    : words_of("kind", vocabulary_kinds[fact->kind].title));
	if (fact->count > 1)
		buf_format(into, " ×%lu", fact->count);
	buf_text(into, fact->count > 1 && fact->text[0] ? "</b> · " : "</b> ");
	html_say(into, fact->text);
	put_by(into, page, &fact->by);
	buf_text(into, "</li>");
}

/* A fact that asks for attention is always among those that are told. */
static void put_facts(struct buf *into, const struct page *page, enum step step)
{
	size_t count = 0, told = 0;
	for (size_t i = 0; i < page->fact_count; i++)
		count += page->facts[i].step == step;
	buf_text(into, "<ol class=\"line\">");
	for (size_t i = 0; i < page->fact_count; i++) {
		const struct page_fact *fact = &page->facts[i];
		if (fact->step != step || (told >= FACTS_MOST && !fact->attention))
			continue;
		put_fact(into, page, fact);
		told++;
	}
	buf_text(into, "</ol>");
	if (told < count) {
		buf_text(into, "<p class=\"soft\">");
		html_sayf(into,
			words_plural("… and %lu line more", "… and %lu lines more", count - told),
			(unsigned long)(count - told));
		buf_text(into, "</p>");
	}
}

static void put_steps(struct buf *into, const struct page *page)
{
	begin_section(into, "story", _("The five steps"));
	for (int step = 0; step < PAGE_STEPS; step++) {
		buf_text(into, "<div class=\"step\"><h3>");
		html_say(into, words_of("step", vocabulary_steps[step].title));
		buf_text(into, "</h3>");
		if (page->missing[step]) {
			buf_text(into, "<p class=\"missing\">");
			html_say(into, _("Nothing is recorded of this step."));
			buf_text(into, "</p>");
		} else {
			put_facts(into, page, (enum step)step);
		}
		buf_text(into, "</div>");
	}
	end_section(into);
}

/* ---- how far to trust it ---- */

/* What is not decided is what must be true; what does not hold is what was found. */
static const char *rule_says(const struct record_rule *rule, enum check_verdict verdict)
{
	const char *found = verdict == CHECK_UNKNOWN ? NULL : page_found(rule->id);
	return words(found ? found : rule->text);
}

static void put_rules(
	struct buf *into, const struct check *check, enum check_verdict verdict, const char *title)
{
	bool any = false;
	for (size_t i = 0; i < check_rule_count(); i++) {
		if (check->rules[i] != verdict)
			continue;
		if (!any) {
			buf_text(into, "<h3>");
			html_say(into, title);
			buf_text(into, "</h3><ul class=\"rules\">");
		}
		any = true;
		buf_text(into, "<li>");
		html_say(into, rule_says(check_rule_at(i), verdict));
		buf_text(into, "</li>");
	}
	buf_text(into, any ? "</ul>" : "");
}

static void put_trust(struct buf *into, const struct page *page)
{
	begin_section(into, "trust", _("How far to trust this record"));
	buf_text(into, "<p>");
	html_sayf(into, _("%lu statements, %lu of them signed by the station that made them."),
		page->statements, page->signed_statements);
	buf_text(into, "</p>");
	if (page->holes)
		page_paragraph(into,
			_("Some stations' reports have not arrived yet: what they say is missing here."));
	put_rules(into, page->check, CHECK_FAIL, _("Found to be wrong:"));
	put_rules(into, page->check, CHECK_UNKNOWN, _("Not decided by what is recorded:"));
	put_rules(into, page->check, CHECK_WARN, _("To be noted:"));
	end_section(into);
}

void page_html_story(struct buf *into, const struct page *page)
{
	put_cold(into, page);
	put_route(into, page);
	put_growth(into, page);
	put_given(into, page);
	put_steps(into, page);
	put_trust(into, page);
}

void page_html_footer(struct buf *into, const struct page *page, const struct page_frame *frame)
{
	buf_text(into, "<footer><p>");
	html_say(into,
		_("What stands here was stated by the farms, carriers, plants and shops themselves; nothing of it is edited or deleted. Personal data are not shown."));
	buf_text(into, "<p><bdi>");
	html_say(into, page->item);
	buf_text(into, "</bdi></p>");
	if (page->verdict != PAGE_UNKNOWN) {
		buf_text(into, "<p><a href=\"");
		page_address(into, frame, "format=json");
		buf_text(into, "\">JSON</a></p>");
	}
	buf_text(into, "</footer>");
}
