/*
 * The picture: what the item was made of, from the left. Graphviz reads a label's backslashes, so they
 * are doubled; quotes are escaped; what a terminal would act on is shown as in the text.
 *
 * A large answer is drawn with one node for all items of a kind that went the same way: the pigs of a
 * county whose carcasses were cut together, all the feed these were given. Items are taken by depth, so what
 * one went into has its node already.
 */
#include "core/base/words.h"
#include "core/view/name.h"
#include "core/view/names.h"
#include "core/view/view.h"

#include <stdlib.h>
#include <string.h>

#define ITEMS_MOST    24 /* with more of them, those that went the same way are one node */
#define NAMES_MOST    4  /* named in such a node */
#define DATE_LEN      10
#define YEAR_LEN      5
#define COUNTY_AT     5 /* in pig:1CCCCCC... */
#define COUNTY_DIGITS 6

static const char *const shapes[ITEM_KIND_COUNT] = { [ITEM_PIG] = "ellipse",
	[ITEM_EID] = "ellipse",
	[ITEM_GROUP] = "octagon",
	[ITEM_CARCASS] = "house",
	[ITEM_LOT] = "box3d",
	[ITEM_PKG] = "box",
	[ITEM_RUN] = "folder",
	[ITEM_SSCC] = "tab",
	[ITEM_INPUT] = "hexagon",
	[ITEM_TRUCK] = "cds",
	[ITEM_DOC] = "note",
	[ITEM_PLACE] = "pentagon" };

/* All edges of one kind of event between two nodes. */
struct arrow {
	size_t from;
	size_t to;
	size_t first; /* events; TRACE_NO_EVENT */
	size_t last;
};

struct picture {
	const struct trace *trace;
	struct buf *into;
	size_t *nodes;  /* of each item: the first item of its node */
	size_t *counts; /* of each node: how many items */
	struct names ways;
	size_t *way_nodes; /* of each way: its node */
	size_t *given;     /* edges by what they come from */
	size_t *given_at;  /* of each item: its first in given; one more at the end */
	struct names arrow_keys;
	struct arrow *arrows;
	size_t arrow_cap;
};

/* ---- which items are one node ---- */

static int compare_texts(const void *left, const void *right)
{
	return strcmp(left, right);
}

#define TARGET_TEXT 48

static bool sort_edges(struct picture *picture)
{
	const struct trace *trace = picture->trace;
	size_t *at = calloc(trace->item_count + 2, sizeof(*at));
	picture->given = calloc(trace->edge_count + 1, sizeof(*picture->given));
	picture->given_at = at;
	if (!at || !picture->given)
		return false;
	for (size_t i = 0; i < trace->edge_count; i++)
		at[trace->edges[i].from + 2]++;
	for (size_t i = 2; i < trace->item_count + 2; i++)
		at[i] += at[i - 1];
	/* Each count becomes the end, and so the next one's begin, by being filled. */
	for (size_t i = 0; i < trace->edge_count; i++)
		picture->given[at[trace->edges[i].from + 1]++] = i;
	return true;
}

/* What an item became, each once and in order: nodes and the kinds of event. */
static bool put_targets(const struct picture *picture, size_t item, struct buf *way)
{
	const struct trace *trace = picture->trace;
	char(*targets)[TARGET_TEXT] = NULL;
	size_t count = 0, cap = 0;
	for (size_t i = picture->given_at[item]; i < picture->given_at[item + 1]; i++) {
		const struct trace_edge *edge = &trace->edges[picture->given[i]];
		if (!array_reserve(&targets, &cap, count + 1, sizeof(*targets))) {
			free(targets);
			return false;
		}
		struct out out = out_into(targets[count++], TARGET_TEXT);
		out_number(&out, (int64_t)picture->nodes[edge->item]);
		out_char(&out, ' ');
		out_number(&out, edge->event == TRACE_NO_EVENT
					 ? -1
					 : (int64_t)trace->events[edge->event].kind);
	}
	if (count > 1)
		qsort(targets, count, sizeof(*targets), compare_texts);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || strcmp(targets[i - 1], targets[i]) != 0)
			buf_format(way, "|%s", targets[i]);
	free(targets);
	return true;
}

static bool find_way(struct picture *picture, size_t nth, struct buf *way)
{
	const struct trace_item *item = &picture->trace->items[nth];
	size_t number;
	bool is_new = true;
	buf_clear(way);
	buf_format(way, "%d %d", (int)item->kind, item->input);
	if (item->kind == ITEM_PIG)
		buf_format(way, " %.*s", COUNTY_DIGITS, item->name + COUNTY_AT);
	if (picture->trace->item_count <= ITEMS_MOST)
		buf_format(way, " alone %zu", nth);
	else if (!put_targets(picture, nth, way))
		return false;
	if (way->failed || !names_number(&picture->ways, buf_written(way), &number, &is_new))
		return false;
	if (is_new)
		picture->way_nodes[number] = nth;
	picture->nodes[nth] = picture->way_nodes[number];
	picture->counts[picture->nodes[nth]]++;
	return true;
}

static bool find_nodes(struct picture *picture)
{
	size_t count = picture->trace->item_count + 1;
	struct buf way = { 0 };
	bool good;
	picture->nodes = calloc(count, sizeof(*picture->nodes));
	picture->counts = calloc(count, sizeof(*picture->counts));
	picture->way_nodes = calloc(count, sizeof(*picture->way_nodes));
	good = sort_edges(picture) && picture->nodes && picture->counts && picture->way_nodes;
	for (size_t i = 0; good && i + 1 < count; i++)
		picture->nodes[i] = i;
	for (size_t i = 0; good && i + 1 < count; i++)
		good = find_way(picture, i, &way);
	buf_free(&way);
	return good;
}

static bool find_arrows(struct picture *picture)
{
	const struct trace *trace = picture->trace;
	struct buf key = { 0 };
	bool good = true;
	for (size_t i = 0; good && i < trace->edge_count; i++) {
		const struct trace_edge *edge = &trace->edges[i];
		struct arrow arrow = { picture->nodes[edge->from], picture->nodes[edge->item],
			edge->event, edge->event };
		size_t number;
		bool is_new = false;
		if (arrow.from == arrow.to)
			continue;
		buf_clear(&key);
		buf_format(&key, "%zu %zu %d", arrow.from, arrow.to,
			edge->event == TRACE_NO_EVENT ? -1 : (int)trace->events[edge->event].kind);
		good = !key.failed &&
		       names_number(&picture->arrow_keys, buf_written(&key), &number, &is_new) &&
		       array_reserve(&picture->arrows, &picture->arrow_cap, number + 1,
			       sizeof(*picture->arrows));
		if (!good)
			break;
		struct arrow *drawn = &picture->arrows[number];
		if (is_new)
			*drawn = arrow;
		/* Events are in order of time. */
		drawn->first = edge->event < drawn->first ? edge->event : drawn->first;
		drawn->last = edge->event > drawn->last ? edge->event : drawn->last;
	}
	buf_free(&key);
	return good;
}

/* ---- what is drawn ---- */

static void put_label(struct buf *into, struct span text)
{
	struct buf seen = { 0 };
	view_escape(&seen, text);
	for (size_t i = 0; i < seen.len; i++) {
		if (seen.at[i] == '"' || seen.at[i] == '\\')
			buf_char(into, '\\');
		buf_char(into, seen.at[i]);
	}
	into->failed = into->failed || seen.failed;
	buf_free(&seen);
}

/* The codes of a node with several items: numbers as ranges, names one below the other. */
static bool put_many(struct picture *picture, size_t node)
{
	const struct trace *trace = picture->trace;
	enum item_kind kind = trace->items[node].kind;
	struct item *items = calloc(picture->counts[node], sizeof(*items));
	struct buf text = { 0 };
	size_t count = 0;
	if (!items)
		return false;
	for (size_t i = node; i < trace->item_count; i++)
		if (picture->nodes[i] == node &&
			item_parse(span_of(trace->items[i].name), &items[count], NULL) == IDENT_OK)
			count++;
	name_count(&text, kind, (unsigned long)count);
	put_label(picture->into, buf_written(&text));
	buf_clear(&text);
	if (kind == ITEM_PIG || kind == ITEM_EID || kind == ITEM_CARCASS) {
		buf_text(picture->into, "\\n");
		name_ranges(&text, items, count);
		put_label(picture->into, buf_written(&text));
	} else {
		for (size_t i = 0; i < count && i < NAMES_MOST; i++) {
			buf_text(picture->into, "\\n");
			put_label(picture->into, items[i].code);
		}
		buf_text(picture->into, count > NAMES_MOST ? "\\n…" : "");
	}
	picture->into->failed = picture->into->failed || text.failed;
	buf_free(&text);
	free(items);
	return true;
}

static bool put_node(struct picture *picture, size_t nth)
{
	struct buf *into = picture->into;
	const struct trace_item *item = &picture->trace->items[nth];
	struct span code = span_of(item->name);
	struct span kind;
	bool good = true;
	(void)span_cut(&code, ':', &kind);
	buf_format(into, "\tn%zu [shape=%s, label=\"", nth,
		shapes[item->kind] ? shapes[item->kind] : "box");
	if (picture->counts[nth] > 1) {
		good = put_many(picture, nth);
	} else {
		put_label(into, span_of(words_of("item", item_kind_title(item->kind))));
		buf_text(into, "\\n");
		put_label(into, code);
	}
	buf_char(into, '"');
	if (item->depth == 0)
		buf_text(into, ", penwidth=2");
	if (item->input)
		buf_text(into, ", style=dashed");
	buf_text(into, "];\n");
	return good;
}

static void put_arrow(struct picture *picture, const struct arrow *arrow)
{
	const struct trace *trace = picture->trace;
	struct buf *into = picture->into;
	bool dashed = trace->items[arrow->from].input || arrow->first == TRACE_NO_EVENT;
	buf_format(into, "\tn%zu -> n%zu [label=\"", arrow->from, arrow->to);
	if (arrow->first != TRACE_NO_EVENT) {
		char first[MOMENT_TEXT], last[MOMENT_TEXT];
		struct out out_first = out_into(first, sizeof(first));
		struct out out_last = out_into(last, sizeof(last));
		moment_format(&out_first, trace->events[arrow->first].at);
		moment_format(&out_last, trace->events[arrow->last].at);
		put_label(into, span_of(words_of("kind",
					vocabulary_kinds[trace->events[arrow->first].kind].title)));
		buf_text(into, "\\n");
		buf_bytes(into, first, DATE_LEN);
		size_t shared = memcmp(first, last, YEAR_LEN) == 0 ? YEAR_LEN : 0;
		if (memcmp(first, last, DATE_LEN) != 0) {
			buf_text(into, " → ");
			buf_bytes(into, last + shared, DATE_LEN - shared);
		}
	}
	buf_format(into, "\"%s];\n", dashed ? ", style=dashed" : "");
}

int view_dot(const struct trace *trace, struct buf *into, struct fault *fault)
{
	struct picture picture = { .trace = trace, .into = into };
	bool good = find_nodes(&picture) && find_arrows(&picture);
	buf_text(into, "digraph trace {\n\trankdir=LR;\n"
		       "\tnode [fontname=\"Noto Sans CJK SC, sans-serif\"];\n"
		       "\tedge [fontname=\"Noto Sans CJK SC, sans-serif\", fontsize=10];\n");
	for (size_t i = 0; good && i < trace->item_count; i++)
		if (picture.nodes[i] == i)
			good = put_node(&picture, i);
	for (size_t i = 0; good && i < picture.arrow_keys.count; i++)
		put_arrow(&picture, &picture.arrows[i]);
	buf_text(into, "}\n");
	names_free(&picture.ways);
	names_free(&picture.arrow_keys);
	free(picture.nodes);
	free(picture.counts);
	free(picture.way_nodes);
	free(picture.given);
	free(picture.given_at);
	free(picture.arrows);
	return !good || into->failed ? fault_set(fault, FAULT_MEMORY, "no memory for the picture")
	                             : 0;
}
