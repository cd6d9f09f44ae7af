/*
 * The picture: what the item was made of, from the left. Graphviz reads a label's backslashes, so they
 * are doubled; quotes are escaped; what a terminal would act on is shown as in the text.
 */
#include "core/base/words.h"
#include "core/view/view.h"

static const char *const shapes[ITEM_KIND_COUNT] = { [ITEM_PIG] = "ellipse",
	[ITEM_EID] = "ellipse",
	[ITEM_GROUP] = "octagon",
	[ITEM_CARCASS] = "house",
	[ITEM_LOT] = "box3d",
	[ITEM_PKG] = "box",
	[ITEM_RUN] = "folder",
	[ITEM_SSCC] = "tab",
	[ITEM_INPUT] = "invtriangle",
	[ITEM_TRUCK] = "cds",
	[ITEM_DOC] = "note",
	[ITEM_PLACE] = "pentagon" };

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

static void put_node(struct buf *into, size_t nth, const struct trace_item *item)
{
	struct span code = span_of(item->name);
	struct span kind;
	(void)span_cut(&code, ':', &kind);
	buf_format(into, "\tn%zu [shape=%s, label=\"", nth,
		shapes[item->kind] ? shapes[item->kind] : "box");
	put_label(into, span_of(words_of("item", item_kind_title(item->kind))));
	buf_text(into, "\\n");
	put_label(into, code);
	buf_char(into, '"');
	if (item->depth == 0)
		buf_text(into, ", penwidth=2");
	if (item->input)
		buf_text(into, ", style=dashed");
	buf_text(into, "];\n");
}

static void put_edge(struct buf *into, const struct trace *trace, const struct trace_edge *edge)
{
	char at[MOMENT_TEXT];
	struct out out = out_into(at, sizeof(at));
	bool input = trace->items[edge->from].input;
	buf_format(into, "\tn%zu -> n%zu [label=\"", edge->from, edge->item);
	if (edge->event != TRACE_NO_EVENT) {
		const struct trace_event *event = &trace->events[edge->event];
		moment_format(&out, event->at);
		put_label(into, span_of(words_of("kind", vocabulary_kinds[event->kind].title)));
		buf_text(into, "\\n");
		buf_bytes(into, at, 10);
	}
	buf_format(
		into, "\"%s];\n", input || edge->event == TRACE_NO_EVENT ? ", style=dashed" : "");
}

/* The same input given again is drawn once: edges are by item, from, event. */
static bool drawn(const struct trace *trace, size_t nth)
{
	const struct trace_edge *edge = &trace->edges[nth];
	return nth > 0 && trace->items[edge->from].input && edge[-1].item == edge->item &&
	       edge[-1].from == edge->from;
}

int view_dot(const struct trace *trace, struct buf *into, struct fault *fault)
{
	buf_text(into, "digraph trace {\n\trankdir=LR;\n"
		       "\tnode [fontname=\"Noto Sans CJK SC, sans-serif\"];\n"
		       "\tedge [fontname=\"Noto Sans CJK SC, sans-serif\", fontsize=10];\n");
	for (size_t i = 0; i < trace->item_count; i++)
		put_node(into, i, &trace->items[i]);
	for (size_t i = 0; i < trace->edge_count; i++)
		if (!drawn(trace, i))
			put_edge(into, trace, &trace->edges[i]);
	buf_text(into, "}\n");
	return into->failed ? fault_set(fault, FAULT_MEMORY, "no memory for the picture") : 0;
}
