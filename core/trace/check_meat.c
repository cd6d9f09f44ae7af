/*
 * Meat: made in a possible order, from something, packed, and sold once, in time and not under recall.
 */
#include "core/trace/check_work.h"

#include "core/base/words.h"
#include "core/trace/recall.h"

#include <stdlib.h>

/* What made each item of the record, by place; NULL where nothing did. */
static const struct statement **makers(struct inquiry *inquiry)
{
	const struct story *record = &inquiry->record;
	const struct statement **made = calloc(record->trace->item_count + 1, sizeof(*made));
	if (!made) {
		inquiry->code = fault_set(inquiry->fault, FAULT_MEMORY, "no memory to check");
		return NULL;
	}
	for (size_t i = 0; i < record->count; i++) {
		const struct statement *at = &record->list[i];
		const struct mention *mention = record->mentions + at->first_mention;
		for (size_t j = 0; j < at->mention_count; j++) {
			size_t name = mention[j].name;
			if (mention[j].role != ROLE_OUT || name >= inquiry->place_count ||
				inquiry->place_of[name] == NO_NAME)
				continue;
			if (!made[inquiry->place_of[name]])
				made[inquiry->place_of[name]] = at;
		}
	}
	return made;
}

void judge_meat_order(struct inquiry *inquiry)
{
	const struct story *record = &inquiry->record;
	const struct statement **made = makers(inquiry);
	for (size_t i = 0; made && i < record->count; i++) {
		const struct statement *at = &record->list[i];
		const struct mention *mention = record->mentions + at->first_mention;
		for (size_t j = 0; j < at->mention_count; j++) {
			size_t name = mention[j].name;
			size_t place =
				name < inquiry->place_count ? inquiry->place_of[name] : NO_NAME;
			if (place == NO_NAME || !(MEAT >> mention[j].kind & 1) || !made[place] ||
				(mention[j].role != ROLE_OF && mention[j].role != ROLE_IN))
				continue;
			check_applies(inquiry);
			if (at->at_ms >= made[place]->at_ms)
				continue;
			struct check_finding *finding = check_find(inquiry, CHECK_FAIL,
				N_("something is reported of it before it was made"), name);
			check_behind(finding, at);
			check_behind(finding, made[place]);
		}
	}
	free(made);
}

static bool has_source(const struct trace *record, size_t item)
{
	for (size_t i = 0; i < record->edge_count; i++)
		if (record->edges[i].item == item && !record->items[record->edges[i].from].input)
			return true;
	return false;
}

void judge_leads_to_animals(struct inquiry *inquiry)
{
	const struct trace *record = inquiry->record.trace;
	for (size_t i = 0; i < record->item_count; i++) {
		const struct trace_item *item = &record->items[i];
		if (item->input || !(MEAT >> item->kind & 1))
			continue;
		check_applies(inquiry);
		if (has_source(record, i))
			continue;
		(void)check_find(inquiry, CHECK_UNKNOWN,
			item->kind == ITEM_CARCASS
				? N_("the slaughter of this carcass is not recorded")
				: N_("what this was made of is not recorded"),
			inquiry_name(inquiry, span_of(item->name)));
	}
}

/* The item the check is about, and the packing runs it stands in. */
static bool is_seed(const struct inquiry *inquiry, size_t name)
{
	if (name >= inquiry->place_count || inquiry->place_of[name] == NO_NAME)
		return false;
	const struct trace_item *item = &inquiry->record.trace->items[inquiry->place_of[name]];
	return item->depth == 0 && (MEAT >> item->kind & 1);
}

static bool is_packed(const struct inquiry *inquiry)
{
	const struct trace_item *seed = &inquiry->record.trace->items[0];
	return seed->depth == 0 && (seed->kind == ITEM_PKG || seed->kind == ITEM_RUN);
}

/* The packing that made the goods in question. */
static const struct statement *packing(const struct inquiry *inquiry)
{
	const struct story *record = &inquiry->record;
	for (size_t i = 0; i < record->count; i++) {
		const struct statement *at = &record->list[i];
		const struct mention *mention = record->mentions + at->first_mention;
		for (size_t j = 0; statement_is(at, KINDS(PACK)) && j < at->mention_count; j++)
			if (mention[j].role == ROLE_OUT && is_seed(inquiry, mention[j].name))
				return at;
	}
	return NULL;
}

void judge_packed(struct inquiry *inquiry)
{
	if (!is_packed(inquiry))
		return;
	check_applies(inquiry);
	if (!packing(inquiry))
		(void)check_find(inquiry, CHECK_WARN, N_("its packing is not recorded"), NO_NAME);
}

/* A sale of the goods in question, or of the case they were in. */
static bool is_sale(const struct inquiry *inquiry, const struct statement *at)
{
	const struct mention *mention = inquiry->record.mentions + at->first_mention;
	if (!statement_is(at, KINDS(SELL)))
		return false;
	if (at->via != NO_NAME)
		return is_seed(inquiry, at->item);
	for (size_t i = 0; i < at->mention_count; i++)
		if (mention[i].role == ROLE_OF && is_seed(inquiry, mention[i].name))
			return true;
	return false;
}

void judge_sold_fresh(struct inquiry *inquiry)
{
	const struct story *record = &inquiry->record;
	const struct statement *pack = packing(inquiry);
	for (size_t i = 0; i < record->count; i++) {
		const struct statement *sale = &record->list[i];
		if (!is_sale(inquiry, sale) || !is_packed(inquiry))
			continue;
		check_applies(inquiry);
		if (!pack || !statement_says(pack, FIELD_BEST_BEFORE)) {
			check_behind(check_find(inquiry, CHECK_UNKNOWN,
					     N_("it was sold, and no best-before day is recorded"),
					     NO_NAME),
				sale);
			continue;
		}
		int64_t late =
			day_number(moment_day(sale->told->at)) - pack->number[FIELD_BEST_BEFORE];
		if (late <= 0)
			continue;
		struct check_finding *finding = check_find(
			inquiry, CHECK_FAIL, N_("it was sold after its best-before day"), NO_NAME);
		check_measure(finding, N_("days too late"), CHECK_DAYS, late);
		check_behind(finding, pack);
		check_behind(finding, sale);
	}
}

/* A package is sold again only after somebody took it back or received it. */
void judge_sold_once(struct inquiry *inquiry)
{
	const struct story *record = &inquiry->record;
	const struct statement *sold = NULL;
	if (record->trace->items[0].kind != ITEM_PKG)
		return;
	for (size_t i = 0; i < record->count; i++) {
		const struct statement *at = &record->list[i];
		if (statement_is(at, KINDS(RETURN) | KINDS(RECEIVE)))
			sold = NULL;
		if (!is_sale(inquiry, at))
			continue;
		check_applies(inquiry);
		if (sold) {
			struct check_finding *finding = check_find(
				inquiry, CHECK_FAIL, N_("one package was sold twice"), NO_NAME);
			check_behind(finding, sold);
			check_behind(finding, at);
		}
		sold = at;
	}
}

/* ---- recall ---- */

void judge_not_recalled(struct inquiry *inquiry)
{
	const struct story *record = &inquiry->record;
	char name[ITEM_TEXT];
	bool sold = false;
	int found = recall_find(inquiry->store, record->trace, name, inquiry->fault);
	if (found < 0) {
		inquiry->code = found;
		return;
	}
	check_applies(inquiry);
	if (found == 0)
		return;
	size_t recall = inquiry_name(inquiry, span_of(name));
	const struct story *opening = inquiry->code == 0 ? inquiry_document(inquiry, recall) : NULL;
	const struct statement *open = opening ? story_first(opening, KINDS(RECALL_OPEN)) : NULL;
	for (size_t i = 0; open && i < record->count; i++) {
		const struct statement *sale = &record->list[i];
		if (!is_sale(inquiry, sale) || sale->at_ms < open->at_ms)
			continue;
		struct check_finding *finding = check_find(inquiry, CHECK_FAIL,
			N_("it was sold although it had been recalled"), recall);
		check_behind(finding, open);
		check_behind(finding, sale);
		sold = true;
	}
	if (!sold)
		check_behind(
			check_find(inquiry, CHECK_FAIL, N_("it is under recall"), recall), open);
}
