/* What single events say: the packing, the slaughter, numbers of documents, temperatures, weights, checks. */
#include "core/view/page_work.h"

#include "core/view/name.h"

#include <stdlib.h>
#include <string.h>

#define READINGS_MOST 20000 /* of one page: a picture needs no more */

static void out_of_memory(struct page_work *work)
{
	work->failed = true;
}

static void take_pack(struct page_work *work, const struct trace_event *told)
{
	struct page *page = work->page;
	const struct event_value *product = event_find(work->event, FIELD_PRODUCT);
	const struct event_value *net = event_find(work->event, FIELD_NET_KG);
	const struct event_value *best = event_find(work->event, FIELD_BEST_BEFORE);
	if (product && !page->product)
		page->product = page_keep(work, product->text);
	if (net && page->net_g == 0)
		page->net_g = net->number;
	/* Of several packings the earliest date counts: it is the one nobody may pass. */
	if (best && (!page->has_best_before || best->number < page->best_before)) {
		page->has_best_before = true;
		page->best_before = best->number;
	}
	if (!page->packed)
		page->packed_at = told->at;
	page->packed = true;
}

static void take_slaughter(struct page *page, const struct trace_event *told)
{
	if (!page->slaughtered)
		page->slaughter_first = told->at;
	page->slaughter_last = told->at;
	page->slaughtered = true;
}

static void take_certificate(struct page_work *work, struct span code)
{
	page_list_add(work, &work->page->certificates, code);
}

static void take_documents(struct page_work *work)
{
	const struct event *event = work->event;
	const struct event_item *out = event_item_at(event, ROLE_OUT, 0);
	const struct event_value *cert = event_find(event, FIELD_CERT);
	const struct event_value *report = event_find(event, FIELD_REPORT);
	struct item item;
	if (event->kind == KIND_CERTIFY && out)
		take_certificate(work, out->item.code);
	if (cert && item_parse(cert->text, &item, NULL) == IDENT_OK)
		take_certificate(work, item.code);
	if (event->kind == KIND_INSPECT && report)
		page_list_add(work, &work->page->inspections, report->text);
}

/* ---- temperatures ---- */

static enum page_holder holder_of(enum step step)
{
	if (step == STEP_SELL)
		return PAGE_IN_SHOP;
	return step == STEP_TRANSPORT ? PAGE_ON_ROAD : PAGE_IN_PLANT;
}

static void add_reading(struct page_work *work, struct page_reading reading)
{
	struct page *page = work->page;
	if (page->reading_count >= READINGS_MOST)
		return;
	if (!array_reserve(&page->readings, &page->reading_cap, page->reading_count + 1,
		    sizeof(*page->readings))) {
		out_of_memory(work);
		return;
	}
	page->readings[page->reading_count++] = reading;
}

static void take_warmth(struct page_work *work, const struct trace_event *told)
{
	const struct event *event = work->event;
	const struct event_value *one = event_find(event, FIELD_TEMP_C);
	struct page_reading reading = { .holder = holder_of(
						digest_step(work->page->trace, told, event)),
		.series = told->item };
	if (!name_is_meat(work->page->trace->items[told->item].kind))
		return;
	reading.at_ms = told->at.at_ms;
	if (one) {
		reading.centi_c = one->number;
		add_reading(work, reading);
	}
	for (int i = 0; i < event->reading_count; i++) {
		reading.at_ms = told->at.at_ms + event->readings[i].after_s * INT64_C(1000);
		reading.centi_c = event->readings[i].value;
		add_reading(work, reading);
	}
}

static int compare_readings(const void *left, const void *right)
{
	const struct page_reading *a = left, *b = right;
	int by = (a->at_ms > b->at_ms) - (a->at_ms < b->at_ms);
	if (by == 0)
		by = (int)a->holder - (int)b->holder;
	if (by == 0)
		by = (a->centi_c > b->centi_c) - (a->centi_c < b->centi_c);
	return by != 0 ? by : (a->series > b->series) - (a->series < b->series);
}

/* ---- weights of live animals ---- */

static void take_weight(struct page_work *work, const struct trace_event *told)
{
	struct page *page = work->page;
	const struct event_value *kg = event_find(work->event, FIELD_KG);
	enum item_kind kind = page->trace->items[told->item].kind;
	size_t animal = told->item;
	if (!kg || told->kind != KIND_WEIGH || (kind != ITEM_PIG && kind != ITEM_EID))
		return;
	while (work->digest.roots[animal] != animal)
		animal = work->digest.roots[animal];
	if (!array_reserve(&page->weights, &page->weight_cap, page->weight_count + 1,
		    sizeof(*page->weights))) {
		out_of_memory(work);
		return;
	}
	page->weights[page->weight_count++] =
		(struct page_weight){ animal, told->at.at_ms, kg->number };
}

static int compare_weights(const void *left, const void *right)
{
	const struct page_weight *a = left, *b = right;
	int by = (a->animal > b->animal) - (a->animal < b->animal);
	if (by == 0)
		by = (a->at_ms > b->at_ms) - (a->at_ms < b->at_ms);
	return by != 0 ? by : (a->mass_g > b->mass_g) - (a->mass_g < b->mass_g);
}

static void number_animals(struct page *page)
{
	size_t number = 0;
	for (size_t i = 0; i < page->weight_count; i++) {
		size_t animal = page->weights[i].animal;
		bool next = i + 1 < page->weight_count && page->weights[i + 1].animal != animal;
		page->weights[i].animal = number;
		number += next;
	}
}

/* ---- checks ---- */

#define REGIONS_MOST 64

static void take_check(
	struct page_work *work, const struct trace_event *told, struct page_list *regions)
{
	struct page_checks *checks = &work->page->checks;
	const struct event_value *region = event_find(work->event, FIELD_REGION);
	if (told->kind == KIND_COMPLAIN)
		checks->complaints++;
	if (told->kind != KIND_CHECK)
		return;
	if (checks->count++ == 0)
		checks->first = told->at;
	checks->last = told->at;
	if (region && regions->count < REGIONS_MOST)
		page_list_add(work, regions, region->text);
}

static void judge_checks(struct page_work *work)
{
	struct page *page = work->page;
	const struct page_patterns *patterns = &work->question->patterns;
	struct page_checks *checks = &page->checks;
	int64_t late_ms = patterns->late_days * PAGE_DAY_MS;
	/* The best-before day ends at midnight in China. */
	int64_t eaten_ms = page->sold ? page->sold_at.at_ms
	                   : page->has_best_before
	                           ? (page->best_before + 1) * PAGE_DAY_MS - PAGE_DAY_MS / 3
	                           : INT64_MAX - late_ms;
	checks->many = checks->count > (unsigned long)patterns->many;
	checks->far_apart = checks->regions >= (size_t)patterns->regions;
	checks->long_after = checks->count > 0 && checks->last.at_ms > eaten_ms + late_ms;
	checks->before_made =
		checks->count > 0 && page->packed && checks->first.at_ms < page->packed_at.at_ms;
}

/* ---- all of them ---- */

static int nearest_packing(const struct trace *trace)
{
	int nearest = -1;
	for (size_t i = 0; i < trace->event_count; i++)
		if (trace->events[i].kind == KIND_PACK &&
			(nearest < 0 || trace->events[i].depth < nearest))
			nearest = trace->events[i].depth;
	return nearest;
}

static void look_at(struct page_work *work, const struct trace_event *told, int packing,
	struct page_list *regions)
{
	struct page *page = work->page;
	if (told->kind == KIND_PACK && told->depth == packing)
		take_pack(work, told);
	if (told->kind == KIND_SLAUGHTER)
		take_slaughter(page, told);
	if (told->kind == KIND_SELL && told->item == 0) {
		page->sold = true;
		page->sold_at = told->at;
	}
	take_documents(work);
	take_warmth(work, told);
	take_weight(work, told);
	if (told->item == 0)
		take_check(work, told, regions);
}

int page_look(struct page_work *work)
{
	struct page *page = work->page;
	const struct trace *trace = page->trace;
	struct page_list regions = { 0 };
	struct event_wrong wrong;
	int packing = nearest_packing(trace);
	for (size_t i = 0; i < trace->event_count; i++) {
		const struct trace_event *told = &trace->events[i];
		/* The digest has decoded them all before. */
		if (event_decode((struct span){ told->line, told->line_len }, work->event,
			    &wrong) == EVENT_OK)
			look_at(work, told, packing, &regions);
	}
	if (page->reading_count > 0)
		qsort(page->readings, page->reading_count, sizeof(*page->readings),
			compare_readings);
	if (page->weight_count > 0)
		qsort(page->weights, page->weight_count, sizeof(*page->weights), compare_weights);
	number_animals(page);
	page->checks.regions = regions.count;
	judge_checks(work);
	for (size_t i = 0; i < regions.count; i++)
		free(regions.texts[i]);
	free(regions.texts);
	return 0;
}
