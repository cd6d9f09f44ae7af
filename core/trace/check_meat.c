/*
 * Meat: made in a possible order, from something, packed, and sold once, in time and not under recall.
 */
#include "core/trace/check_work.h"

#include "core/base/words.h"
#include "core/trace/recall.h"

#include <stdlib.h>
#include <string.h>

#define PACKED (ITEMS(PKG) | ITEMS(RUN))
#define SINGLE (ITEMS(PKG) | ITEMS(SSCC)) /* sold as a whole */

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
		const struct mention *mention = at->said->mentions;
		for (size_t j = 0; j < at->said->mention_count; j++) {
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
		const struct mention *mention = at->said->mentions;
		if (statement_is(at, KINDS(PRINT))) /* labels may lie ready */
			continue;
		for (size_t j = 0; j < at->said->mention_count; j++) {
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

/* What a story is about, and the packing runs it stands in. */
static bool is_seed(const struct inquiry *inquiry, const struct story *story, size_t name)
{
	const struct trace *trace = story->trace;
	for (size_t i = 0; i < trace->item_count && trace->items[i].depth == 0; i++)
		if ((MEAT >> trace->items[i].kind & 1) &&
			strcmp(trace->items[i].name, inquiry->names[name]) == 0)
			return true;
	return false;
}

static bool is_of_kind(const struct story *story, uint32_t kinds)
{
	const struct trace_item *seed = &story->trace->items[0];
	return seed->depth == 0 && kinds >> seed->kind & 1;
}

const struct statement *inquiry_packing(const struct inquiry *inquiry, const struct story *story)
{
	for (size_t i = 0; i < story->count; i++) {
		const struct statement *at = &story->list[i];
		const struct mention *mention = at->said->mentions;
		for (size_t j = 0; statement_is(at, KINDS(PACK)) && j < at->said->mention_count;
			j++)
			if (mention[j].role == ROLE_OUT && is_seed(inquiry, story, mention[j].name))
				return at;
	}
	return NULL;
}

void judge_packed(struct inquiry *inquiry)
{
	if (!is_of_kind(&inquiry->record, PACKED))
		return;
	check_applies(inquiry);
	if (!inquiry_packing(inquiry, &inquiry->record))
		(void)check_find(inquiry, CHECK_WARN, N_("its packing is not recorded"), NO_NAME);
}

/* A sale of the goods in question, or of the case they were in. */
static bool is_sale(
	const struct inquiry *inquiry, const struct story *story, const struct statement *at)
{
	const struct mention *mention = at->said->mentions;
	if (!statement_is(at, KINDS(SELL)))
		return false;
	if (at->via != NO_NAME)
		return is_seed(inquiry, story, at->item);
	for (size_t i = 0; i < at->said->mention_count; i++)
		if (mention[i].role == ROLE_OF && is_seed(inquiry, story, mention[i].name))
			return true;
	return false;
}

/* What is asked for, or is in the case that is; not what these were packed of. */
static bool is_there(const struct trace *trace, size_t item, int level)
{
	if (trace->items[item].depth == 0 || level > TRACE_CONTAINER_DEPTH)
		return trace->items[item].depth == 0;
	for (size_t i = 0; i < trace->edge_count; i++) {
		const struct trace_edge *edge = &trace->edges[i];
		if (edge->from == item &&
			(edge->event == TRACE_NO_EVENT ||
				trace->items[edge->item].kind == ITEM_SSCC) &&
			is_there(trace, edge->item, level + 1))
			return true;
	}
	return false;
}

/* A packing made something of the story. *there: not only what was packed again. */
static bool packed_here(const struct inquiry *inquiry, const struct story *story,
	const struct statement *pack, bool *there)
{
	const struct trace *trace = story->trace;
	bool made = false;
	*there = false;
	for (size_t i = 0; statement_is(pack, KINDS(PACK)) && !*there && i < trace->item_count; i++)
		for (size_t j = 0; j < pack->said->mention_count; j++) {
			size_t name = pack->said->mentions[j].name;
			if (pack->said->mentions[j].role != ROLE_OUT ||
				strcmp(trace->items[i].name, inquiry->names[name]) != 0)
				continue;
			made = true;
			*there = *there || is_there(trace, i, 0);
		}
	return made;
}

/* A sale against every day that was printed on the goods, or on what they were packed of. */
static void sale_fresh(struct inquiry *inquiry, const struct story *story, size_t item,
	const struct statement *sale)
{
	bool dated = false;
	for (size_t i = 0; i < story->count; i++) {
		const struct statement *pack = &story->list[i];
		bool there;
		if (!packed_here(inquiry, story, pack, &there) ||
			!statement_says(pack, FIELD_BEST_BEFORE))
			continue;
		int64_t late = day_number(moment_day(sale->told->at)) -
		               pack->said->number[FIELD_BEST_BEFORE];
		dated = dated || there;
		if (late <= 0)
			continue;
		struct check_finding *finding = check_find(inquiry, there ? CHECK_FAIL : CHECK_WARN,
			there ? N_("it was sold after its best-before day")
			      : N_("it was packed of goods whose best-before day had passed when "
				   "it was sold"),
			item);
		check_measure(finding, N_("days too late"), CHECK_DAYS, late);
		check_behind(finding, pack);
		check_behind(finding, sale);
	}
	if (!dated)
		check_behind(check_find(inquiry, CHECK_UNKNOWN,
				     N_("it was sold, and no best-before day is recorded"), item),
			sale);
}

/* A crate of carcasses or of meat by weight bears no day. */
static bool is_packed(const struct story *story)
{
	for (size_t i = 0; i < story->trace->item_count; i++)
		if ((PACKED >> story->trace->items[i].kind & 1) && is_there(story->trace, i, 0))
			return true;
	return false;
}

static void sold_fresh(struct inquiry *inquiry, const struct story *story, size_t item)
{
	for (size_t i = 0; is_packed(story) && i < story->count; i++) {
		if (!is_sale(inquiry, story, &story->list[i]))
			continue;
		check_applies(inquiry);
		sale_fresh(inquiry, story, item, &story->list[i]);
	}
}

/* The statement is about a part of the run of this name: of which packages, it does not say. */
static bool is_part(const struct inquiry *inquiry, const struct statement *at, size_t name)
{
	for (size_t i = 0; i < at->said->mention_count; i++) {
		const struct mention *mention = &at->said->mentions[i];
		struct item item;
		struct item_run run;
		if (mention->name != name || mention->kind != ITEM_RUN ||
			item_parse(span_of(inquiry->names[name]), &item, NULL) != IDENT_OK ||
			!item_split_run(item, &run))
			continue;
		int64_t count = statement_says(at, FIELD_COUNT_) ? at->said->number[FIELD_COUNT_]
		                                                 : mention->count;
		return count > 0 ? count < run.last - run.first + 1 : mention->mass_g > 0;
	}
	return false;
}

static bool is_cased_in_part(const struct inquiry *inquiry, const struct story *story, size_t name)
{
	for (size_t i = 0; i < story->count; i++)
		if (statement_is(&story->list[i], KINDS(CASE)) &&
			is_part(inquiry, &story->list[i], name))
			return true;
	return false;
}

/* A sale or return was of this for certain: a part of its run need not hold this package, nor a case with such a part. */
static bool is_of_this(
	const struct inquiry *inquiry, const struct story *story, const struct statement *at)
{
	const struct mention *mention = at->said->mentions;
	if (at->via != NO_NAME)
		return !is_cased_in_part(inquiry, story, at->item);
	for (size_t i = 0; i < at->said->mention_count; i++)
		if (mention[i].role == ROLE_OF && is_seed(inquiry, story, mention[i].name) &&
			!is_part(inquiry, at, mention[i].name))
			return true;
	return false;
}

/* Sold to one who sells, who may do so: what a shop sells without naming the buyer goes over its counter. */
static bool is_sold_on(
	struct inquiry *inquiry, const struct statement *sold, const struct statement *again)
{
	struct store_station seller;
	if (sold->station == again->station)
		return false;
	return statement_says(sold, FIELD_BUYER) ||
	       (inquiry_station(inquiry, sold->told->station, &seller) &&
		       seller.trade != TRADE_SHOP);
}

/* Sold over a counter, a package is sold again only after somebody took it back. That another shop received one of
 * this number in between is what a copied code looks like. */
static void sold_once(struct inquiry *inquiry, const struct story *story, size_t item)
{
	const struct statement *sold = NULL;
	bool returned = false; /* perhaps: some of its run were */
	for (size_t i = 0; i < story->count; i++) {
		const struct statement *at = &story->list[i];
		if (statement_is(at, KINDS(RETURN)) && is_of_this(inquiry, story, at))
			sold = NULL;
		returned = returned || statement_is(at, KINDS(RETURN));
		if (!is_sale(inquiry, story, at))
			continue;
		check_applies(inquiry);
		if (!is_of_this(inquiry, story, at))
			continue;
		if (sold && !is_sold_on(inquiry, sold, at)) {
			struct check_finding *finding = check_find(inquiry,
				returned ? CHECK_UNKNOWN : CHECK_FAIL,
				returned ? N_("it was sold twice; whether it came back in between "
					      "is not known")
					 : N_("one package was sold twice"),
				item);
			check_behind(finding, sold);
			check_behind(finding, at);
		}
		sold = at;
		returned = false;
	}
}

/* ---- packages of a run that something happened to by themselves ---- */

#define COUNTER_DIGITS 8
#define AHEAD_MS       (INT64_C(14) * 3600000) /* of UTC: where the day begins first */

struct package {
	int64_t no;
	size_t name;
};

struct packages {
	struct inquiry *inquiry;
	struct package *list;
	size_t count;
	size_t cap;
};

static int take_package(void *context, int64_t no, struct item what)
{
	struct packages *all = context;
	char text[ITEM_TEXT];
	struct out out = out_into(text, sizeof(text));
	item_format(&out, what);
	if (!array_reserve(&all->list, &all->cap, all->count + 1, sizeof(*all->list)))
		return fault_set(all->inquiry->fault, FAULT_MEMORY, "no memory to check");
	all->list[all->count++] =
		(struct package){ no, inquiry_name(all->inquiry, out_written(&out)) };
	return all->inquiry->code;
}

static void list_packages(struct packages *all, struct item_run run)
{
	struct inquiry *inquiry = all->inquiry;
	char from[ITEM_TEXT], until[ITEM_TEXT];
	struct out low = out_into(from, sizeof(from)), high = out_into(until, sizeof(until));
	out_span(&low, run.gtin);
	out_char(&low, '/');
	out_digits(&low, (uint64_t)run.first, COUNTER_DIGITS);
	out_span(&high, run.gtin);
	out_char(&high, '/');
	out_digits(&high, (uint64_t)run.last, COUNTER_DIGITS);
	out_char(&high, '~'); /* behind every serial with this counter */
	int code = store_items_between(inquiry->store, ITEM_PKG, out_written(&low),
		out_written(&high), take_package, all, inquiry->fault);
	if (inquiry->code == 0)
		inquiry->code = code;
}

/* How often a package is named by itself, and when last. */
struct namings {
	int count;
	int64_t last_ms;
};

static int take_naming(void *context, const struct store_link *link)
{
	struct namings *namings = context;
	namings->count += link->role == ROLE_OF;
	namings->last_ms = link->at_ms;
	return 0;
}

/* Only a package that was named twice, or that late, is worth a trace of its own. */
static bool is_suspect(struct inquiry *inquiry, int64_t no, const struct statement *pack)
{
	struct namings namings = { .last_ms = INT64_MIN };
	int code = store_links_of_item(
		inquiry->store, no, INT64_MIN, INT64_MAX, take_naming, &namings, inquiry->fault);
	if (code != 0)
		inquiry->code = code;
	if (code == 0 && namings.count > 0)
		check_applies(inquiry);
	return namings.count > 1 ||
	       (namings.count > 0 &&
		       (!pack || !statement_says(pack, FIELD_BEST_BEFORE) ||
			       namings.last_ms + AHEAD_MS >=
				       (pack->said->number[FIELD_BEST_BEFORE] + 1) * DAY_MS));
}

static void judge_sales(struct inquiry *inquiry,
	void (*judge)(struct inquiry *inquiry, const struct story *story, size_t item))
{
	const struct trace *record = inquiry->record.trace;
	const struct statement *pack = inquiry_packing(inquiry, &inquiry->record);
	struct packages all = { .inquiry = inquiry };
	struct item item;
	struct item_run run;
	for (size_t i = 0; i < record->item_count && record->items[0].kind == ITEM_RUN &&
			   record->items[i].depth == 0;
		i++)
		if (inquiry->code == 0 &&
			item_parse(span_of(record->items[i].name), &item, NULL) == IDENT_OK &&
			item_split_run(item, &run))
			list_packages(&all, run);
	for (size_t i = 0; inquiry->code == 0 && i < all.count; i++) {
		struct story story;
		if (!is_suspect(inquiry, all.list[i].no, pack) || inquiry->code != 0)
			continue;
		if (item_parse(span_of(inquiry->names[all.list[i].name]), &item, NULL) != IDENT_OK)
			continue;
		story_read(inquiry, item, &story);
		if (inquiry->code == 0 && story.trace->verdict == TRACE_FOUND)
			judge(inquiry, &story, all.list[i].name);
		story_free(&story);
	}
	free(all.list);
}

void judge_sold_fresh(struct inquiry *inquiry)
{
	if (!is_of_kind(&inquiry->record, PACKED | SINGLE))
		return;
	sold_fresh(inquiry, &inquiry->record, NO_NAME);
	judge_sales(inquiry, sold_fresh);
}

void judge_sold_once(struct inquiry *inquiry)
{
	if (!is_of_kind(&inquiry->record, PACKED | SINGLE))
		return;
	if (is_of_kind(&inquiry->record, SINGLE))
		sold_once(inquiry, &inquiry->record, NO_NAME);
	judge_sales(inquiry, sold_once);
}

/* ---- recall ---- */

/* The statement that opened it: another station's recall may bear the same name. */
static const struct statement *opening_of(
	struct inquiry *inquiry, const struct recall *recall, size_t name)
{
	const struct story *told = inquiry_document(inquiry, name);
	for (size_t i = 0; told && i < told->count; i++)
		if (statement_is(&told->list[i], KINDS(RECALL_OPEN)) &&
			told->list[i].at_ms == recall->opened_at.at_ms &&
			strcmp(told->list[i].told->station, recall->opened_by) == 0)
			return &told->list[i];
	return NULL;
}

/* The goods in question were destroyed in the recall before a moment, all of them. */
static bool is_destroyed(const struct inquiry *inquiry, const struct recall *recall, int64_t at_ms)
{
	const struct trace *record = inquiry->record.trace;
	for (size_t i = 0; i < recall->recovery_count; i++) {
		const struct recall_recovery *back = &recall->recoveries[i];
		if (back->fate != FATE_DESTROYED || back->at.at_ms > at_ms || back->has_count ||
			back->has_mass)
			continue;
		for (size_t j = 0; j < record->item_count && record->items[j].depth == 0; j++)
			if (strcmp(record->items[j].name, back->item) == 0)
				return true;
	}
	return false;
}

static void is_recalled(struct inquiry *inquiry, const struct recall *recall)
{
	const struct story *record = &inquiry->record;
	size_t name = inquiry_name(inquiry, span_of(recall->name));
	const struct statement *open =
		inquiry->code == 0 ? opening_of(inquiry, recall, name) : NULL;
	bool sold = false;
	for (size_t i = 0; open && i < record->count; i++) {
		const struct statement *sale = &record->list[i];
		bool after = recall->closed && sale->at_ms >= recall->closed_at.at_ms;
		if (!is_sale(inquiry, record, sale) || sale->at_ms < open->at_ms ||
			(after && !is_destroyed(inquiry, recall, sale->at_ms)))
			continue;
		struct check_finding *finding = check_find(inquiry, CHECK_FAIL,
			after ? N_("it was sold although it had been destroyed in a recall")
			      : N_("it was sold although it had been recalled"),
			name);
		check_behind(finding, open);
		check_behind(finding, sale);
		sold = true;
	}
	if (!sold && !recall->closed)
		check_behind(check_find(inquiry, CHECK_FAIL, N_("it is under recall"), name), open);
}

/* What was sold in a recall stays so when that is over. */
void judge_not_recalled(struct inquiry *inquiry)
{
	check_applies(inquiry);
	for (int ended = 0; ended < 2 && inquiry->code == 0; ended++) {
		struct recalls found = { .count = 0 };
		inquiry->code = (ended ? recall_find_ended : recall_find_all)(
			inquiry->store, inquiry->record.trace, &found, inquiry->fault);
		for (size_t i = 0; i < found.count && inquiry->code == 0; i++)
			is_recalled(inquiry, found.list[i]);
		recalls_free(&found);
	}
}
