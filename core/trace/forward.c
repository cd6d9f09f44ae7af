#include "core/trace/forward_work.h"

#include <stdlib.h>
#include <string.h>

static int run(struct forward_work *fw, const struct forward_seed *seeds, size_t count,
	const struct forward_settings *settings, struct forward *forward)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < count; i++)
		code = forward_plant(fw, &seeds[i]);
	if (code == 0)
		code = forward_close_over(fw);
	return code == 0 ? forward_finish(fw, settings && settings->names_only, forward) : code;
}

int trace_forward(struct store *store, const struct forward_seed *seeds, size_t count,
	const struct forward_settings *settings, struct forward **forward, struct fault *fault)
{
	struct forward_work fw = { .work = { .store = store,
					   .fault = fault,
					   .events_most = settings && settings->events_most
		                                                  ? settings->events_most
		                                                  : FORWARD_EVENTS_MOST } };
	struct forward *made = calloc(1, sizeof(*made));
	int code;
	fw.work.event = malloc(sizeof(*fw.work.event));
	if (!made || !fw.work.event) {
		code = work_memory(&fw.work);
		goto out;
	}
	code = store_read_begin(store, fault);
	if (code != 0)
		goto out;
	code = run(&fw, seeds, count, settings, made);
	store_read_end(store);
	if (code != 0)
		goto out;
	*forward = made;
	made = NULL;
out:
	forward_work_free(&fw);
	forward_free(made);
	return code;
}

void forward_free(struct forward *forward)
{
	if (!forward)
		return;
	for (size_t i = 0; i < forward->item_count; i++) {
		free(forward->items[i].name);
		free(forward->items[i].station);
		free(forward->items[i].place);
		for (size_t j = 0; j < forward->items[i].part_count; j++) {
			free(forward->items[i].parts[j].station);
			free(forward->items[i].parts[j].place);
		}
		free(forward->items[i].parts);
	}
	for (size_t i = 0; i < forward->event_count; i++) {
		free(forward->events[i].name);
		free(forward->events[i].station);
	}
	free(forward->items);
	free(forward->events);
	free(forward);
}

size_t forward_find(const struct forward *forward, struct span name)
{
	for (size_t i = 0; i < forward->item_count; i++)
		if (!forward->items[i].holder && span_is(name, forward->items[i].name))
			return i;
	return FORWARD_NONE;
}
