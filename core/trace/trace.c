#include "core/trace/work.h"

#include <stdlib.h>

static int tell_story(struct work *work, size_t seed)
{
	int code = back_walk(work, seed);
	return code == 0 && !work->not_genuine ? collect_events(work) : code;
}

static int run(struct work *work, struct item seed, bool mentions, struct trace *trace)
{
	size_t node;
	int code = work_node(work, seed, &node);
	if (code == 0)
		code = mentions ? collect_mentions(work, node) : tell_story(work, node);
	if (code == 0)
		code = finish_answer(work, node, trace);
	return code == 0 ? work->failed : code;
}

int trace_back(struct store *store, struct item seed, const struct trace_settings *settings,
	struct trace **trace, struct fault *fault)
{
	struct work work = { .store = store,
		.fault = fault,
		.raw = settings && settings->raw,
		.events_most = settings && settings->events_most ? settings->events_most
		                                                 : TRACE_EVENTS_MOST };
	struct trace *made = calloc(1, sizeof(*made));
	int code;
	work.event = malloc(sizeof(*work.event));
	if (!made || !work.event) {
		code = work_memory(&work);
		goto out;
	}
	code = store_read_begin(store, fault);
	if (code != 0)
		goto out;
	code = run(&work, seed, settings && settings->mentions, made);
	store_read_end(store);
	if (code != 0)
		goto out;
	*trace = made;
	made = NULL;
out:
	work_free(&work);
	trace_free(made);
	return code;
}

void trace_free(struct trace *trace)
{
	if (!trace)
		return;
	for (size_t i = 0; i < trace->item_count; i++)
		free(trace->items[i].name);
	for (size_t i = 0; i < trace->event_count; i++) {
		free(trace->events[i].station);
		free(trace->events[i].line);
		free(trace->events[i].via);
		free(trace->events[i].corrected_by);
		free(trace->events[i].corrected_why);
	}
	for (size_t i = 0; i < trace->farms; i++)
		free(trace->farm_names[i]);
	free(trace->farm_names);
	free(trace->seed);
	free(trace->items);
	free(trace->edges);
	free(trace->events);
	free(trace);
}
