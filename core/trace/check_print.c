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

void judge_printed_once(struct inquiry *inquiry)
{
	struct printed printed;
	struct item item;
	if (inquiry->record.trace->item_count == 0 ||
		item_parse(span_of(inquiry->record.trace->seed), &item, NULL) != IDENT_OK)
		return;
	int code = printed_find(inquiry->store, item, &printed, inquiry->fault);
	if (code == 0)
		judge_printings(inquiry, &printed);
	else if (inquiry->code == 0)
		inquiry->code = code;
	printed_free(&printed);
}
