#include "core/trace/printed.h"

#include "core/ident/serial.h"

#include <stdlib.h>
#include <string.h>

/* What is asked for, and the names it may have been printed under. */
struct question {
	struct store *store;
	struct fault *fault;
	struct event *event; /* room to decode in */
	struct item item;
	bool counted; /* first..last of gtin and lot */
	struct span gtin;
	char lot[GS1_X_TEXT]; /* "": any */
	int64_t first;
	int64_t last;
	char (*names)[ITEM_TEXT];
	size_t name_count;
	size_t name_cap;
	struct printed *printed;
};

static int add_name(struct question *question, struct item what)
{
	char text[ITEM_TEXT];
	struct out out = out_into(text, sizeof(text));
	item_format(&out, what);
	for (size_t i = 0; i < question->name_count; i++)
		if (strcmp(question->names[i], text) == 0)
			return 0;
	if (!array_reserve(&question->names, &question->name_cap, question->name_count + 1,
		    sizeof(*question->names)))
		return fault_set(question->fault, FAULT_MEMORY, "no memory for a trace");
	memcpy(question->names[question->name_count++], text, sizeof(text));
	return 0;
}

static bool common(const struct question *question, struct item what, int64_t *first, int64_t *last)
{
	struct item_run run;
	if (item_equal(what, question->item)) {
		*first = question->first;
		*last = question->last;
		return true;
	}
	if (!question->counted || !item_split_run(what, &run) ||
		!span_equal(run.gtin, question->gtin) ||
		(question->lot[0] && !span_is(run.lot, question->lot)) ||
		run.last < question->first || run.first > question->last)
		return false;
	*first = run.first > question->first ? run.first : question->first;
	*last = run.last < question->last ? run.last : question->last;
	return true;
}

static int take_run(void *context, int64_t no, struct item what)
{
	struct question *question = context;
	int64_t first, last;
	(void)no;
	return common(question, what, &first, &last) ? add_name(question, what) : 0;
}

static int put(struct question *question, const struct trace_event *told, struct item item,
	int64_t first, int64_t last)
{
	struct printed *printed = question->printed;
	struct printing made = { .at = told->at, .first = first, .last = last };
	made.reasoned = event_find(question->event, FIELD_REASON) != NULL;
	struct out out = out_into(made.item, sizeof(made.item));
	item_format(&out, item);
	trace_event_name(span_of(told->station), told->epoch, told->seq,
		(struct span){ told->line, told->line_len }, made.event);
	for (size_t i = 0; i < printed->count; i++)
		if (strcmp(printed->list[i].event, made.event) == 0 &&
			printed->list[i].first == first && printed->list[i].last == last)
			return 0;
	if (!array_reserve(
		    &printed->list, &printed->cap, printed->count + 1, sizeof(*printed->list)))
		return fault_set(question->fault, FAULT_MEMORY, "no memory for a trace");
	printed->list[printed->count++] = made;
	return 0;
}

/* The printings among the events of one name. */
static int take_events(struct question *question, const struct trace *trace)
{
	struct event_wrong wrong;
	int code = 0;
	for (size_t i = 0; code == 0 && i < trace->event_count; i++) {
		const struct trace_event *told = &trace->events[i];
		struct span line = { told->line, told->line_len };
		if (told->kind != KIND_PRINT ||
			event_decode(line, question->event, &wrong) != EVENT_OK)
			continue;
		for (int j = 0; code == 0 && j < question->event->item_count; j++) {
			const struct event_item *item = &question->event->items[j];
			int64_t first, last;
			if (item->role == ROLE_OF && common(question, item->item, &first, &last))
				code = put(question, told, item->item, first, last);
		}
	}
	return code;
}

static int ask(struct question *question, const char *name)
{
	struct trace_settings settings = { 0 };
	struct trace *trace = NULL;
	struct item item;
	if (item_parse(span_of(name), &item, NULL) != IDENT_OK)
		return 0;
	int code = trace_back(question->store, item, &settings, &trace, question->fault);
	if (code == 0)
		code = take_events(question, trace);
	trace_free(trace);
	return code;
}

static int by_time(const void *a, const void *b)
{
	const struct printing *x = a, *y = b;
	if (x->at.at_ms != y->at.at_ms)
		return x->at.at_ms < y->at.at_ms ? -1 : 1;
	int order = strcmp(x->event, y->event);
	if (order != 0)
		return order;
	return x->first != y->first ? (x->first < y->first ? -1 : 1) : 0;
}

/* The lot of the runs the package stands in, unless they are of several: two lots may have its counter. */
static int find_lot(struct question *question)
{
	struct trace_settings settings = { 0 };
	struct trace *trace = NULL;
	struct item item;
	struct item_run run;
	int code = trace_back(question->store, question->item, &settings, &trace, question->fault);
	for (size_t i = 0; code == 0 && i < trace->edge_count; i++) {
		const struct trace_edge *edge = &trace->edges[i];
		if (edge->item != 0 || edge->event != TRACE_NO_EVENT ||
			item_parse(span_of(trace->items[edge->from].name), &item, NULL) !=
				IDENT_OK ||
			!item_split_run(item, &run) || span_is(run.lot, question->lot))
			continue;
		if (question->lot[0]) {
			question->lot[0] = '\0';
			break;
		}
		(void)span_copy(run.lot, question->lot, sizeof(question->lot));
	}
	trace_free(trace);
	return code;
}

/* Every strip of labels of the lot that shares numbers with what is asked. The code of a run begins with GTIN
 * and lot, so they stand together among the items. */
static int list_runs(struct question *question)
{
	char from[ITEM_TEXT], until[ITEM_TEXT];
	struct out low = out_into(from, sizeof(from)), high = out_into(until, sizeof(until));
	if (!question->lot[0])
		return 0;
	out_span(&low, question->gtin);
	out_char(&low, '/');
	out_text(&low, question->lot);
	high = low;
	high.at = until;
	(void)span_copy(out_written(&low), until, sizeof(until));
	out_char(&low, '/');
	out_char(&high, '/' + 1);
	return store_items_between(question->store, ITEM_RUN, out_written(&low), out_written(&high),
		take_run, question, question->fault);
}

static int list_names(struct question *question)
{
	struct item_run run;
	struct item_pkg pkg;
	if (item_split_run(question->item, &run)) {
		question->counted = true;
		question->gtin = run.gtin;
		(void)span_copy(run.lot, question->lot, sizeof(question->lot));
		question->first = run.first;
		question->last = run.last;
		return list_runs(question);
	}
	if (!item_split_pkg(question->item, &pkg))
		return 0;
	question->gtin = pkg.gtin;
	question->counted = serial_counter(pkg.serial, &question->first);
	question->last = question->first;
	int code = add_name(question, question->item);
	if (code == 0 && question->counted)
		code = find_lot(question);
	return code == 0 && question->counted ? list_runs(question) : code;
}

int printed_find(
	struct store *store, struct item item, struct printed *printed, struct fault *fault)
{
	struct question question = { .store = store,
		.fault = fault,
		.item = item,
		.printed = printed,
		.event = malloc(sizeof(struct event)) };
	*printed = (struct printed){ 0 };
	int code = question.event ? list_names(&question)
	                          : fault_set(fault, FAULT_MEMORY, "no memory for a trace");
	for (size_t i = 0; code == 0 && i < question.name_count; i++)
		code = ask(&question, question.names[i]);
	if (code == 0 && printed->count > 1)
		qsort(printed->list, printed->count, sizeof(printed->list[0]), by_time);
	free(question.names);
	free(question.event);
	return code;
}

void printed_free(struct printed *printed)
{
	free(printed->list);
	*printed = (struct printed){ 0 };
}

bool printed_twice(const struct printed *printed, size_t from, size_t *again, size_t *before)
{
	for (size_t i = from; i < printed->count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (printed->list[j].first > printed->list[i].last ||
				printed->list[j].last < printed->list[i].first)
				continue;
			*again = i;
			*before = j;
			return true;
		}
	}
	return false;
}
