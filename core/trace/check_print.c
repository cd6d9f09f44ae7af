/* Labels: the number of a package stands on one of them. */
#include "core/trace/check_work.h"

#include "core/base/words.h"
#include "core/trace/printed.h"

#include <string.h>

static const struct statement *find(const struct story *story, const char *event)
{
	char name[TRACE_NAME_TEXT];
	for (size_t i = 0; i < story->count; i++) {
		const struct trace_event *told = story->list[i].told;
		trace_event_name(span_of(told->station), told->epoch, told->seq,
			(struct span){ told->line, told->line_len }, name);
		if (strcmp(name, event) == 0)
			return &story->list[i];
	}
	return NULL;
}

/* A strip of labels has a story of its own, which the record does not tell. */
static void behind(
	struct inquiry *inquiry, struct check_finding *finding, const struct printing *printing)
{
	const struct statement *told = find(&inquiry->record, printing->event);
	struct story strip = { 0 };
	struct item item;
	if (!told && item_parse(span_of(printing->item), &item, NULL) == IDENT_OK) {
		story_read(inquiry, item, &strip);
		told = inquiry->code == 0 ? find(&strip, printing->event) : NULL;
	}
	if (told)
		check_behind(finding, told);
	story_free(&strip);
}

/* Every printing of numbers that had been printed before: with a reason it is said, without one it fails. */
static void judge_printings(struct inquiry *inquiry, const struct printed *printed)
{
	size_t again = 0, before = 0;
	if (printed->count > 0)
		check_applies(inquiry);
	for (size_t from = 1; printed_twice(printed, from, &again, &before); from = again + 1) {
		const struct printing *second = &printed->list[again];
		struct check_finding *finding = check_find(inquiry,
			second->reasoned ? CHECK_WARN : CHECK_FAIL,
			second->reasoned
				? N_("its label was printed again, for a stated reason")
				: N_("the same number was printed twice, and nobody says why"),
			NO_NAME);
		check_measure(finding, N_("labels"), CHECK_COUNT, second->last - second->first + 1);
		behind(inquiry, finding, &printed->list[before]);
		behind(inquiry, finding, second);
	}
}

/* Ask for the printings of what the record is about; false if there are none to judge. */
static bool find_printings(struct inquiry *inquiry, struct printed *printed)
{
	struct item item;
	*printed = (struct printed){ 0 };
	if (inquiry->record.trace->item_count == 0 ||
		item_parse(span_of(inquiry->record.trace->seed), &item, NULL) != IDENT_OK)
		return false;
	int code = printed_find(inquiry->store, item, printed, inquiry->fault);
	if (inquiry->code == 0)
		inquiry->code = code;
	return code == 0;
}

void judge_printed_once(struct inquiry *inquiry)
{
	struct printed printed;
	if (find_printings(inquiry, &printed))
		judge_printings(inquiry, &printed);
	printed_free(&printed);
}

/* ---- printed in time ---- */

/* Somebody had named a reason to print it all the same. */
static bool overridden(const struct story *story, int64_t at_ms)
{
	const struct statement *said = story_first(story, KINDS(OVERRIDE));
	return said && said->at_ms <= at_ms;
}

/* The reason may stand beside the strip that was printed, or beside the run or package asked for. */
static bool has_reason(struct inquiry *inquiry, const struct printing *printing)
{
	struct story strip = { 0 };
	struct item item;
	bool reasoned = overridden(&inquiry->record, printing->at.at_ms);
	if (!reasoned && item_parse(span_of(printing->item), &item, NULL) == IDENT_OK) {
		story_read(inquiry, item, &strip);
		reasoned = inquiry->code == 0 && overridden(&strip, printing->at.at_ms);
	}
	story_free(&strip);
	return reasoned;
}

static void judge_late(
	struct inquiry *inquiry, const struct printing *printing, const struct statement *pack)
{
	int64_t late = day_number(moment_day(printing->at)) - pack->said->number[FIELD_BEST_BEFORE];
	if (late <= 0)
		return;
	bool reasoned = has_reason(inquiry, printing);
	struct check_finding *finding = check_find(inquiry, reasoned ? CHECK_WARN : CHECK_FAIL,
		reasoned
			? N_("its label was printed after the best-before day, for a stated reason")
			: N_("its label was printed after the best-before day"),
		NO_NAME);
	check_measure(finding, N_("days too late"), CHECK_DAYS, late);
	check_behind(finding, pack);
	behind(inquiry, finding, printing);
}

void judge_printed_fresh(struct inquiry *inquiry)
{
	const struct statement *pack = inquiry_packing(inquiry, &inquiry->record);
	struct printed printed;
	if (!pack || !statement_says(pack, FIELD_BEST_BEFORE))
		return;
	bool found = find_printings(inquiry, &printed);
	for (size_t i = 0; found && inquiry->code == 0 && i < printed.count; i++) {
		check_applies(inquiry);
		judge_late(inquiry, &printed.list[i], pack);
	}
	printed_free(&printed);
}
