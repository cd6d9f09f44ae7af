#include "core/trace/printed.h"

#include "core/ident/serial.h"
#include "core/trace/work.h"

#include <stdlib.h>
#include <string.h>

/* What is asked for, and the names it may have been printed under. */
struct question {
	struct work work;
	struct item item;
	bool counted; /* first..last of gtin and lot */
	struct span gtin;
	char lot[GS1_X_TEXT]; /* "": any */
	int64_t first;
	int64_t last;
	size_t *names; /* nodes */
	size_t name_count;
	size_t name_cap;
	struct printed *printed;
};

static int add_name(struct question *question, size_t node)
{
	for (size_t i = 0; i < question->name_count; i++)
		if (question->names[i] == node)
			return 0;
	if (!work_room(&question->work, &question->names, &question->name_cap,
		    question->name_count + 1, sizeof(*question->names)))
		return FAULT_MEMORY;
	question->names[question->name_count++] = node;
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
	size_t node;
	if (!common(question, what, &first, &last))
		return 0;
	int code = work_named_item(&question->work, no, what, &node);
	return code == 0 ? add_name(question, node) : code;
}

static int put(struct question *question, const struct trace_event *told, struct item item,
	int64_t first, int64_t last)
{
	struct printed *printed = question->printed;
	struct printing made = { .at = told->at, .first = first, .last = last };
	made.reasoned = event_find(question->work.event, FIELD_REASON) != NULL;
	struct out out = out_into(made.item, sizeof(made.item));
	item_format(&out, item);
	trace_event_name(span_of(told->station), told->epoch, told->seq,
		(struct span){ told->line, told->line_len }, made.event);
	for (size_t i = 0; i < printed->count; i++)
		if (strcmp(printed->list[i].event, made.event) == 0 &&
			printed->list[i].first == first && printed->list[i].last == last)
			return 0;
	if (!work_room(&question->work, &printed->list, &printed->cap, printed->count + 1,
		    sizeof(*printed->list)))
		return FAULT_MEMORY;
	printed->list[printed->count++] = made;
	return 0;
}

static int take_event(struct question *question, size_t fact)
{
	struct work *work = &question->work;
	int code = work_decode(work, fact);
	for (int i = 0; code == 0 && i < work->event->item_count; i++) {
		const struct event_item *item = &work->event->items[i];
		int64_t first, last;
		if (item->role == ROLE_OF && common(question, item->item, &first, &last))
			code = put(question, &work->facts[fact].told, item->item, first, last);
	}
	return code;
}

/* The printings among the events of one name. */
static int ask(struct question *question, size_t node)
{
	struct work *work = &question->work;
	int code = work_own_links(work, node);
	for (size_t i = 0; code == 0 && i < work->nodes[node].link_count; i++) {
		size_t at;
		code = link_fact(work, work->nodes[node].first_link + i, &at);
		if (code == 0 && work->facts[at].told.kind == KIND_PRINT &&
			fact_counts(work, &work->facts[at]))
			code = take_event(question, at);
	}
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

/* The runs that the package stands in; their lot, unless it is several: two lots may have its counter. */
static int find_lot(struct question *question, size_t package)
{
	struct work *work = &question->work;
	bool several = false;
	work->nodes[package].seed = true; /* so that a wrong serial shows */
	int code = genuine_runs(work, package);
	for (size_t i = 0; code == 0 && i < work->stands_count; i++) {
		size_t node = work->stands[i].run;
		struct item_run run;
		if (!item_split_run(work_item_of(work, node), &run))
			continue;
		several = several || (question->lot[0] && !span_is(run.lot, question->lot));
		(void)span_copy(run.lot, question->lot, sizeof(question->lot));
		code = add_name(question, node);
	}
	if (several)
		question->lot[0] = '\0';
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
	return store_items_between(question->work.store, ITEM_RUN, out_written(&low),
		out_written(&high), take_run, question, question->work.fault);
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
	size_t node;
	int code = work_node(&question->work, question->item, &node);
	if (code == 0)
		code = add_name(question, node);
	if (code == 0 && question->counted)
		code = find_lot(question, node);
	return code == 0 && question->counted ? list_runs(question) : code;
}

static int run(struct question *question)
{
	int code = list_names(question);
	for (size_t i = 0; code == 0 && !question->work.not_genuine && i < question->name_count;
		i++)
		code = ask(question, question->names[i]);
	return code == 0 ? question->work.failed : code;
}

int printed_find(
	struct store *store, struct item item, struct printed *printed, struct fault *fault)
{
	struct question question = {
		.work = { .store = store, .fault = fault, .events_most = TRACE_EVENTS_MOST },
		.item = item,
		.printed = printed
	};
	*printed = (struct printed){ 0 };
	question.work.event = malloc(sizeof(*question.work.event));
	int code =
		question.work.event ? store_read_begin(store, fault) : work_memory(&question.work);
	if (code == 0) {
		code = run(&question);
		store_read_end(store);
	}
	if (code == 0 && printed->count > 1)
		qsort(printed->list, printed->count, sizeof(printed->list[0]), by_time);
	free(question.names);
	work_free(&question.work);
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
