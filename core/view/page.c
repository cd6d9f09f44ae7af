/* A page is made from a trace: what it is first, then the story, then what is held against it. */
#include "core/view/page_work.h"

#include "core/base/words.h"

#include <stdlib.h>
#include <string.h>

char *page_keep(struct page_work *work, struct span text)
{
	char *kept = malloc(text.len + 1);
	if (!kept) {
		work->failed = true;
		return NULL;
	}
	(void)span_copy(text, kept, text.len + 1);
	return kept;
}

void page_list_add(struct page_work *work, struct page_list *list, struct span text)
{
	for (size_t i = 0; i < list->count; i++)
		if (span_is(text, list->texts[i]))
			return;
	if (!array_reserve(&list->texts, &list->cap, list->count + 1, sizeof(*list->texts))) {
		work->failed = true;
		return;
	}
	char *kept = page_keep(work, text);
	if (kept)
		list->texts[list->count++] = kept;
}

/* ---- the label's lot beside the record's ---- */

static void take_lot(struct page_work *work)
{
	struct page *page = work->page;
	const struct trace *trace = page->trace;
	struct span wanted = work->question->lot;
	bool run_known = false, run_fits = false;
	for (size_t i = 0; i < trace->item_count; i++) {
		struct item item;
		struct item_run run;
		struct item_lot lot;
		if (trace->items[i].depth > 1 ||
			item_parse(span_of(trace->items[i].name), &item, NULL) != IDENT_OK)
			continue;
		if (item_split_run(item, &run)) {
			run_known = true;
			run_fits = run_fits || span_equal(run.lot, wanted);
			if (!page->lot)
				page->lot = page_keep(work, run.lot);
		} else if (i == 0 && item_split_lot(item, &lot)) {
			page->lot = page_keep(work, lot.lot);
		}
	}
	if (wanted.at && trace->items[0].kind == ITEM_PKG && run_known && !run_fits)
		page->never_issued = true;
}

/* ---- making ---- */

static int tell(struct page_work *work)
{
	int code = digest_make(&work->digest, work->page->trace, work->event, work->fault);
	if (code == 0)
		code = page_look(work);
	if (code == 0)
		code = page_parties(work);
	return code == 0 ? page_story(work) : code;
}

static int make(struct page_work *work)
{
	struct page *page = work->page;
	int code = trace_back(work->store, work->question->item,
		&(struct trace_settings){ .raw = false }, &page->trace, work->fault);
	if (code != 0)
		return code;
	bool found = page->trace->verdict == TRACE_FOUND;
	page->verdict = PAGE_UNKNOWN;
	page->never_issued = page->trace->verdict == TRACE_NOT_GENUINE;
	if (found)
		take_lot(work);
	found = found && !page->never_issued;
	if (found)
		code = tell(work);
	if (code == 0)
		code = page_label(work);
	return code == 0 && found ? page_judge(work) : code;
}

int page_make(struct store *store, const struct page_question *question, struct page **out,
	struct fault *fault)
{
	struct page_work work = { .question = question, .store = store, .fault = fault };
	struct out item;
	bool reading = false;
	int code = fault_set(fault, FAULT_MEMORY, "no memory for the page");
	work.page = calloc(1, sizeof(*work.page));
	work.event = malloc(sizeof(*work.event));
	if (!work.page || !work.event)
		goto out;
	item = out_into(work.page->item, sizeof(work.page->item));
	item_format(&item, question->item);
	code = store_read_begin(store, fault);
	reading = code == 0;
	if (code == 0)
		code = make(&work);
	if (code == 0 && work.failed)
		code = fault_set(fault, FAULT_MEMORY, "no memory for the page");
	if (code == 0) {
		*out = work.page;
		work.page = NULL;
	}
out:
	if (reading)
		store_read_end(store);
	digest_free(&work.digest);
	free(work.event);
	page_free(work.page);
	return code;
}

static void list_free(struct page_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->texts[i]);
	free(list->texts);
}

void page_free(struct page *page)
{
	if (!page)
		return;
	for (size_t i = 0; i < page->party_count; i++) {
		free(page->parties[i].station);
		free(page->parties[i].name);
	}
	for (size_t i = 0; i < page->fact_count; i++) {
		free(page->facts[i].text);
		free(page->facts[i].by.parties);
	}
	for (size_t i = 0; i < page->given_count; i++) {
		free(page->given[i].what);
		free(page->given[i].by.parties);
	}
	list_free(&page->plants);
	list_free(&page->farms);
	list_free(&page->certificates);
	list_free(&page->inspections);
	free(page->parties);
	free(page->facts);
	free(page->given);
	free(page->readings);
	free(page->weights);
	free(page->label.by);
	for (size_t i = 0; page->recalled_by && i < page->recalls.count; i++)
		free(page->recalled_by[i]);
	free(page->recalled_by);
	free(page->product);
	free(page->lot);
	recalls_free(&page->recalls);
	check_free(page->check);
	trace_free(page->trace);
	free(page);
}

/* ---- words for the verdict ---- */

const char *page_verdict_name(enum page_verdict verdict)
{
	static const char *const names[PAGE_VERDICTS] = { "edible", "recalled", "forged", "expired",
		"unsure", "unknown" };
	return names[verdict];
}

const char *page_verdict_title(const struct page *page)
{
	static const char *const titles[PAGE_VERDICTS] = { N_("Fit to eat, on sale"),
		N_("RECALLED"), N_("The label's signature is false"), N_("Past its date"),
		N_("Cannot be verified now"), N_("No such record") };
	if (page->verdict == PAGE_EDIBLE && page->sold)
		return N_("Fit to eat, sold");
	return titles[page->verdict];
}
