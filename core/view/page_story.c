/*
 * The story: one fact for each line of the digest, told in what the public may read of it. What stations
 * write freely (remarks, reasons, buyers, plates, positions) has no row in the table below and is left out.
 */
#include "core/view/page_work.h"

#include "core/base/words.h"
#include "core/view/name.h"

#include <stdlib.h>

#define VALUES_MOST 3

/* Fields that are told, in this order; those without `titled` speak for themselves. */
static const struct {
	enum field field;
	bool titled;
} told_fields[] = {
	{ FIELD_BREED, false },
	{ FIELD_TAGGING, false },
	{ FIELD_DISEASE, false },
	{ FIELD_AGENT, false },
	{ FIELD_METHOD, false },
	{ FIELD_FINDING, false },
	{ FIELD_VERDICT, false },
	{ FIELD_FORM, false },
	{ FIELD_DISPOSAL, false },
	{ FIELD_PRODUCT, false },
	{ FIELD_TEMP_C, false },
	{ FIELD_READINGS, false },
	{ FIELD_NET_KG, true },
};

static struct span text_of(const struct digest *digest, const struct digest_value *value)
{
	return (struct span){ digest->texts.at + value->text_at, value->text_len };
}

static void begin_part(struct buf *text)
{
	buf_text(text, text->len > 0 ? " · " : "");
}

/* "a, b, c, …" */
static void put_values(
	struct buf *text, const struct digest *digest, const struct digest_line *line, int slot)
{
	unsigned count = 0;
	for (size_t i = line->first_value; i != DIGEST_NONE; i = digest->values[i].next) {
		const struct digest_value *value = &digest->values[i];
		struct item item;
		if (value->slot != slot || ++count > VALUES_MOST)
			continue;
		if (count == 1)
			begin_part(text);
		else
			buf_text(text, ", ");
		if (value->is_item && item_parse(text_of(digest, value), &item, NULL) == IDENT_OK)
			name_short(text, item);
		else
			buf_span(text, text_of(digest, value));
	}
	if (count > VALUES_MOST)
		buf_text(text, ", …");
}

/* "11 animals": how many of the answer it is about, where that says anything. */
static void put_counts(
	struct buf *text, const struct page_work *work, const struct digest_line *line)
{
	static const enum role roles[] = { ROLE_OF, ROLE_IN, ROLE_OUT };
	static const bool counted[ITEM_KIND_COUNT] = {
		[ITEM_PIG] = true, [ITEM_EID] = true, [ITEM_CARCASS] = true
	};
	const struct digest *digest = &work->digest;
	for (size_t r = 0; r < sizeof(roles) / sizeof(roles[0]); r++) {
		unsigned long count = 0;
		enum item_kind kind = ITEM_PIG;
		for (size_t i = line->first_value; i != DIGEST_NONE; i = digest->values[i].next) {
			const struct digest_value *value = &digest->values[i];
			struct item item;
			if (value->slot != (int)roles[r] || value->other || !value->is_item ||
				item_parse(text_of(digest, value), &item, NULL) != IDENT_OK ||
				!counted[item.kind])
				continue;
			kind = item.kind;
			count++;
		}
		if (count == 0)
			continue;
		begin_part(text);
		name_count(text, kind, count);
		return;
	}
}

static void put_ranges(struct buf *text, const struct digest_line *line, enum field field)
{
	for (int i = 0; i < line->ranges.count; i++) {
		const struct part_range *range = &line->ranges.list[i];
		if (range->field != field)
			continue;
		const struct vocabulary_field *told = &vocabulary_fields[field];
		begin_part(text);
		part_number(text, range->least, told->digits);
		if (range->most > range->least) {
			buf_text(text, "–");
			part_number(text, range->most, told->digits);
		}
		part_unit(text, told->unit);
	}
}

static char *fact_text(struct page_work *work, const struct digest_line *line)
{
	struct buf text = { 0 };
	put_counts(&text, work, line);
	for (size_t i = 0; i < sizeof(told_fields) / sizeof(told_fields[0]); i++) {
		enum field field = told_fields[i].field;
		put_values(&text, &work->digest, line, DIGEST_FIELDS + (int)field);
		put_ranges(&text, line, field);
	}
	put_ranges(&text, line, FIELD_KG);
	char *kept = text.failed ? NULL : page_keep(work, buf_written(&text));
	work->failed = work->failed || !kept;
	buf_free(&text);
	return kept;
}

static int take_by(struct page_work *work, const struct digest_line *line, struct page_by *by)
{
	const struct digest *digest = &work->digest;
	char name[NOTE_NAME_MOST + 1];
	size_t cap = 0;
	int code = 0;
	by->is_signed = work->page->trace->events[line->first].assurance == STORE_SIGNED;
	for (size_t i = line->first_value; code == 0 && i != DIGEST_NONE;
		i = digest->values[i].next) {
		const struct digest_value *value = &digest->values[i];
		if (value->slot != DIGEST_STATIONS ||
			!span_copy(text_of(digest, value), name, sizeof(name)))
			continue;
		if (!array_reserve(&by->parties, &cap, by->count + 1, sizeof(*by->parties)))
			return fault_set(work->fault, FAULT_MEMORY, "no memory for the page");
		by->parties[by->count++] = page_party_of(work, name, &code);
	}
	return code;
}

/* ---- feed, vaccines, drugs ---- */

static bool is_given(enum event_kind kind)
{
	return kind == KIND_FEED || kind == KIND_MEDICATE || kind == KIND_VACCINATE;
}

static int add_given(struct page_work *work, const struct digest_line *line, enum event_kind kind)
{
	struct page *page = work->page;
	const struct trace *trace = page->trace;
	struct buf what = { 0 };
	put_values(&what, &work->digest, line, DIGEST_FIELDS + (int)FIELD_DISEASE);
	put_values(&what, &work->digest, line, (int)ROLE_IN);
	if (what.failed || !array_reserve(&page->given, &page->given_cap, page->given_count + 1,
				   sizeof(*page->given))) {
		buf_free(&what);
		return fault_set(work->fault, FAULT_MEMORY, "no memory for the page");
	}
	struct page_given *given = &page->given[page->given_count++];
	*given = (struct page_given){ .kind = kind,
		.first = trace->events[line->first].at,
		.last = trace->events[line->last].at,
		.count = line->count,
		.what = page_keep(work, buf_written(&what)),
		.withdrawal_days = (int)line->withdrawal_days,
		.edible = line->edible };
	buf_free(&what);
	return take_by(work, line, &given->by);
}

/* ---- all of it ---- */

static int add_fact(struct page_work *work, const struct digest_line *line)
{
	struct page *page = work->page;
	const struct trace_event *first = &page->trace->events[line->first];
	if (!array_reserve(
		    &page->facts, &page->fact_cap, page->fact_count + 1, sizeof(*page->facts)))
		return fault_set(work->fault, FAULT_MEMORY, "no memory for the page");
	struct page_fact *fact = &page->facts[page->fact_count++];
	*fact = (struct page_fact){ .step = line->step,
		.kind = first->kind,
		.stored = first->kind == KIND_TRACK && line->step != STEP_TRANSPORT,
		.first = first->at,
		.last = page->trace->events[line->last].at,
		.count = line->count,
		.attention = line->attention };
	fact->text = fact_text(work, line);
	return take_by(work, line, &fact->by);
}

int page_story(struct page_work *work)
{
	struct page *page = work->page;
	int code = 0;
	for (int step = 0; code == 0 && step < PAGE_STEPS; step++) {
		size_t before = page->fact_count, given = page->given_count;
		for (size_t i = 0; code == 0 && i < work->digest.line_count; i++) {
			const struct digest_line *line = &work->digest.lines[i];
			enum event_kind kind = page->trace->events[line->first].kind;
			if ((int)line->step != step)
				continue;
			/* What was given has a table of its own. */
			code = is_given(kind) ? add_given(work, line, kind) : add_fact(work, line);
		}
		page->missing[step] = page->fact_count == before && page->given_count == given;
	}
	return code;
}
