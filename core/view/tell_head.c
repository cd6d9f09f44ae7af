/*
 * The top of the page: what a buyer, a farmer and an inspector ask first.
 */
#include "core/view/tell.h"

#include "core/base/decimal.h"
#include "core/base/words.h"
#include "core/view/name.h"
#include "core/view/wrap.h"

#include <stdlib.h>
#include <string.h>

#define PRODUCTS_MOST 4
#define SHARE_TEXT    32

struct head {
	struct buf *into;
	const struct digest *digest;
	struct part_range cold;             /* of meat; count 0: not measured */
	unsigned long packings;             /* of the least depth */
	struct buf packed;                  /* what the first of them said, parts by WRAP_BETWEEN */
	struct buf products[PRODUCTS_MOST]; /* different ones */
	size_t product_count;
	bool products_more;
};

#define LABEL_COLUMNS 12

static bool is_animal(enum item_kind kind)
{
	return kind == ITEM_PIG || kind == ITEM_EID;
}

bool tell_chain(const struct trace *trace)
{
	return trace->item_count > 0 &&
	       (is_animal(trace->items[0].kind) || name_is_meat(trace->items[0].kind));
}

static void put_row(struct head *head, const char *label, const struct buf *text)
{
	head->into->failed = head->into->failed || text->failed;
	if (text->len == 0)
		return;
	buf_text(head->into, "  ");
	wrap_pad(head->into, span_of(label), LABEL_COLUMNS);
	wrap_parts(head->into, buf_written(text), LABEL_COLUMNS + 2, LABEL_COLUMNS + 2);
}

void tell_precision(struct buf *into, const struct trace *trace)
{
	unsigned long animals = trace->animals, farms = trace->farms, carcasses = trace->carcasses;
	if (animals == 1 && farms == 1)
		buf_text(into, _("From one animal of one farm."));
	else if (animals == 1 && farms > 1)
		buf_format(into,
			words_plural("From one animal of %lu farm.",
				"From one animal of %lu farms.", farms),
			farms);
	else if (animals == 1)
		buf_text(into, _("From one animal; its farm is not recorded."));
	else if (animals > 1 && farms == 1)
		buf_format(into,
			words_plural("From one of %lu animal of one farm.",
				"From one of %lu animals of one farm.", animals),
			animals);
	else if (animals > 1 && farms > 1)
		buf_format(into, _("From one of %lu animals from %lu farms."), animals, farms);
	else if (animals > 1)
		buf_format(into,
			words_plural("From one of %lu animal; the farm is not recorded.",
				"From one of %lu animals; the farms are not recorded.", animals),
			animals);
	else
		buf_text(into, _("No animal behind it is recorded."));
	buf_char(into, '\n');
	if (carcasses > animals)
		buf_format(into,
			words_plural(
				"%lu carcass is behind it, not every one with a known animal.\n",
				"%lu carcasses are behind it, not every one with a known animal.\n",
				carcasses),
			carcasses);
}

/* ---- rows out of the events ---- */

static void join(struct buf *into, const char *title, struct span text)
{
	if (into->len > 0)
		buf_text(into, WRAP_BETWEEN);
	if (title) {
		buf_text(into, title);
		buf_char(into, ' ');
	}
	buf_span(into, text);
}

/* What was packed: the product, and what one package weighs and how long it lasts. */
static void take_product(struct head *head, const struct event *event)
{
	static const enum field fields[] = { FIELD_PRODUCT, FIELD_NET_KG, FIELD_BEST_BEFORE };
	struct buf text = { 0 }, value = { 0 };
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const struct event_value *said = event_find(event, fields[i]);
		if (!said)
			continue;
		buf_clear(&value);
		part_value(&value, said, NULL);
		join(&text,
			fields[i] == FIELD_PRODUCT
				? NULL
				: words_of("field", vocabulary_fields[fields[i]].title),
			buf_written(&value));
	}
	text.failed = text.failed || value.failed;
	buf_free(&value);
	for (size_t i = 0; i < head->product_count; i++) {
		if (!span_equal(buf_written(&head->products[i]), buf_written(&text)))
			continue;
		buf_free(&text);
		return;
	}
	head->products_more = head->products_more || head->product_count == PRODUCTS_MOST;
	if (head->product_count == PRODUCTS_MOST)
		buf_free(&text);
	else
		head->products[head->product_count++] = text;
}

/* When, which lot and by whom; of several packings this stands in their step. */
static void take_packing(
	struct head *head, const struct trace_event *told, const struct event *event)
{
	const struct event_item *out = event_item_at(event, ROLE_OUT, 0);
	struct item_run run;
	struct buf text = { 0 };
	take_product(head, event);
	if (head->packings++ > 0)
		return;
	part_time_known(&head->packed, event->at, &head->digest->trace->events[0].at);
	if (out && item_split_run(out->item, &run)) {
		view_escape(&text, run.lot);
		join(&head->packed, words_of("item", item_kind_title(ITEM_LOT)),
			buf_written(&text));
	}
	buf_clear(&text);
	view_escape(&text, span_of(told->station));
	join(&head->packed, NULL, buf_written(&text));
	head->packed.failed = head->packed.failed || text.failed;
	buf_free(&text);
}

static void put_packings(struct head *head)
{
	for (size_t i = 0; i < head->product_count; i++)
		put_row(head,
			i == 0 ? words_of("field", vocabulary_fields[FIELD_PRODUCT].title) : "",
			&head->products[i]);
	struct buf more = { 0 };
	buf_text(&more, head->products_more ? "…" : "");
	put_row(head, "", &more);
	if (head->packings == 1)
		put_row(head, words_of("kind", vocabulary_kinds[KIND_PACK].title), &head->packed);
	buf_free(&more);
}

/* How cold meat was kept, from the carcass on. */
static void take_cold(struct head *head, const struct digest_line *line)
{
	const struct trace *trace = head->digest->trace;
	if (!name_is_meat(trace->items[trace->events[line->first].item].kind))
		return;
	for (int i = 0; i < line->ranges.count; i++) {
		const struct part_range *range = &line->ranges.list[i];
		if (range->field != FIELD_READINGS && range->field != FIELD_TEMP_C)
			continue;
		if (head->cold.count == 0)
			head->cold = *range;
		head->cold.field = FIELD_TEMP_C;
		head->cold.least =
			range->least < head->cold.least ? range->least : head->cold.least;
		head->cold.most = range->most > head->cold.most ? range->most : head->cold.most;
		head->cold.count += range->count;
	}
}

static int take_events(struct head *head, struct event *event, struct fault *fault)
{
	const struct trace *trace = head->digest->trace;
	int nearest = -1;
	for (size_t i = 0; i < trace->event_count; i++)
		if (trace->events[i].kind == KIND_PACK &&
			(nearest < 0 || trace->events[i].depth < nearest))
			nearest = trace->events[i].depth;
	for (size_t i = 0; i < trace->event_count; i++) {
		const struct trace_event *told = &trace->events[i];
		struct event_wrong wrong;
		if (told->kind != KIND_PACK || told->depth != nearest || told->corrected_by)
			continue;
		if (event_decode((struct span){ told->line, told->line_len }, event, &wrong) !=
			EVENT_OK)
			return fault_set(
				fault, FAULT_CORRUPT, "an event of the trace does not read");
		take_packing(head, told, event);
	}
	for (size_t i = 0; i < head->digest->line_count; i++)
		take_cold(head, &head->digest->lines[i]);
	return 0;
}

/* ---- rows out of the items ---- */

/* All items of a kind in the answer; the animals with the codes they wore before. */
static bool ranges_of(struct head *head, enum item_kind kind, struct buf *into)
{
	const struct digest *digest = head->digest;
	const struct trace *trace = digest->trace;
	struct item *items = calloc(trace->item_count + 1, sizeof(*items));
	size_t count = 0;
	for (size_t i = 0; items && i < trace->item_count; i++)
		if (trace->items[i].kind == kind &&
			item_parse(span_of(trace->items[i].name), &items[count], NULL) == IDENT_OK)
			count++;
	if (items)
		name_ranges(into, items, count);
	free(items);
	return items != NULL;
}

static void put_farms(struct head *head)
{
	const struct trace *trace = head->digest->trace;
	struct buf text = { 0 };
	for (size_t i = 0; i < trace->farms; i++) {
		buf_text(&text, i > 0 ? ", " : "");
		name_farm(&text, span_of(trace->farm_names[i]));
	}
	put_row(head, _("farms"), &text);
	buf_free(&text);
}

static bool put_animals(struct head *head)
{
	struct buf text = { 0 };
	bool good =
		is_animal(head->digest->trace->items[0].kind) || ranges_of(head, ITEM_PIG, &text);
	put_row(head, _("ear tags"), &text);
	buf_free(&text);
	return good;
}

static bool put_slaughter(struct head *head)
{
	const struct trace *trace = head->digest->trace;
	struct buf text = { 0 };
	bool good = true;
	for (size_t i = 0; i < head->digest->line_count; i++) {
		const struct digest_line *line = &head->digest->lines[i];
		if (trace->events[line->first].kind != KIND_SLAUGHTER)
			continue;
		buf_text(&text, text.len > 0 ? ", " : "");
		tell_when(&text, trace, line);
	}
	if (trace->carcasses > 0) {
		buf_text(&text, text.len > 0 ? WRAP_BETWEEN : "");
		name_count(&text, ITEM_CARCASS, trace->carcasses);
		buf_char(&text, ' ');
		good = ranges_of(head, ITEM_CARCASS, &text);
	}
	put_row(head, words_of("kind", vocabulary_kinds[KIND_SLAUGHTER].title), &text);
	buf_free(&text);
	return good;
}

/* ---- how much of it is of which carcass ---- */

#define SHARES_TOLD 6

struct share {
	const struct trace_item *item;
};

/* The largest first, then by name. */
static int compare_shares(const void *left, const void *right)
{
	const struct trace_item *a = ((const struct share *)left)->item;
	const struct trace_item *b = ((const struct share *)right)->item;
	if (a->share != b->share)
		return a->share > b->share ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* "plant-01/20260701/2 60 %", with one digit behind the point. */
static void put_share(struct buf *text, const struct trace_item *item)
{
	const int64_t permille = TRACE_SHARE_WHOLE / 1000;
	char number[SHARE_TEXT];
	struct out out = out_into(number, sizeof(number));
	struct span code = span_of(item->name), kind;
	(void)span_cut(&code, ':', &kind);
	decimal_format(&out, (item->share + permille / 2) / permille, 1);
	view_escape(text, code);
	buf_format(text, " %s %%", number);
}

/* Only if there are several and each one's is known. */
static bool put_shares(struct head *head)
{
	const struct trace *trace = head->digest->trace;
	struct share *shares = calloc(trace->item_count + 1, sizeof(*shares));
	struct buf text = { 0 };
	size_t count = 0, carcasses = 0;
	for (size_t i = 0; shares && i < trace->item_count; i++) {
		bool carcass = trace->items[i].kind == ITEM_CARCASS && trace->items[i].depth > 0;
		carcasses += carcass;
		if (carcass && trace->items[i].has_share)
			shares[count++].item = &trace->items[i];
	}
	if (count > 1 && count == carcasses) {
		qsort(shares, count, sizeof(*shares), compare_shares);
		for (size_t i = 0; i < count && i < SHARES_TOLD; i++) {
			buf_text(&text, i > 0 ? ", " : "");
			put_share(&text, shares[i].item);
		}
		buf_text(&text, count > SHARES_TOLD ? ", …" : "");
	}
	put_row(head, _("by weight"), &text);
	buf_free(&text);
	free(shares);
	return shares != NULL;
}

/* ---- how far to trust it ---- */

static void put_facts(struct head *head)
{
	const struct trace *trace = head->digest->trace;
	unsigned long all = trace->event_count, plain = 0, bad = 0;
	struct buf text = { 0 };
	char at[MOMENT_TEXT];
	struct out out = out_into(at, sizeof(at));
	if (all == 0)
		return;
	for (size_t i = 0; i < all; i++)
		plain += trace->events[i].assurance != STORE_SIGNED;
	for (size_t i = 0; i < head->digest->line_count; i++)
		bad += head->digest->lines[i].attention;
	if (plain == 0)
		buf_format(&text,
			words_plural("%lu, signed by its station",
				"%lu, all signed by their stations", all),
			all);
	else
		buf_format(&text,
			words_plural("%1$lu, of which %2$lu rests on a broker login only",
				"%1$lu, of which %2$lu rest on a broker login only", plain),
			all, plain);
	moment_format(&out, trace->events[0].at);
	buf_text(&text, WRAP_BETWEEN);
	buf_format(&text, _("times at %s"), at + out.len - 6);
	put_row(head, _("facts"), &text);
	buf_clear(&text);
	if (bad > 0)
		buf_format(&text,
			words_plural(
				"%lu fact below is marked !", "%lu facts below are marked !", bad),
			bad);
	put_row(head, _("attention"), &text);
	buf_free(&text);
}

int tell_head(
	struct buf *into, const struct digest *digest, struct event *event, struct fault *fault)
{
	const struct trace *trace = digest->trace;
	struct head head = { .into = into, .digest = digest };
	struct buf cold = { 0 };
	bool good = true;
	int code = take_events(&head, event, fault);
	if (trace->item_count > 0 && name_is_meat(trace->items[0].kind))
		tell_precision(into, trace);
	put_packings(&head);
	if (tell_chain(trace)) {
		put_farms(&head);
		good = put_animals(&head) && put_slaughter(&head) && put_shares(&head);
	}
	if (head.cold.count > 0)
		part_range(&cold, &head.cold);
	put_row(&head, _("cold chain"), &cold);
	put_facts(&head);
	buf_free(&cold);
	buf_free(&head.packed);
	for (size_t i = 0; i < head.product_count; i++)
		buf_free(&head.products[i]);
	if (code == 0 && (!good || into->failed))
		return fault_set(fault, FAULT_MEMORY, "no memory to tell the trace");
	return code;
}
