#include "core/trace/work.h"

#include <stdlib.h>
#include <string.h>

int work_memory(struct work *work)
{
	return fault_set(work->fault, FAULT_MEMORY, "no memory to trace");
}

bool work_room(struct work *work, void *array, size_t *cap, size_t need, size_t size)
{
	if (array_reserve(array, cap, need, size))
		return true;
	(void)work_memory(work);
	return false;
}

int work_station(struct work *work, const char *name, struct known_station *station)
{
	struct store_station found;
	struct item home;
	for (size_t i = 0; i < work->stations_count; i++) {
		if (strcmp(work->stations[i].name, name) == 0) {
			*station = work->stations[i];
			return 0;
		}
	}
	*station = (struct known_station){ .trade = -1 };
	(void)span_copy(span_of(name), station->name, sizeof(station->name));
	int code = store_station_find(work->store, span_of(name), &found, work->fault);
	if (code != 0 && code != FAULT_NOT_FOUND)
		return code;
	if (code == 0) {
		station->trade = found.trade;
		if (item_parse(span_of(found.home), &home, NULL) == IDENT_OK &&
			home.kind == ITEM_GROUP && home.code.len >= FARM_NUMBER_LEN)
			(void)span_copy((struct span){ home.code.at, FARM_NUMBER_LEN },
				station->farm, sizeof(station->farm));
	}
	if (!WORK_ROOM(work, stations))
		return FAULT_MEMORY;
	work->stations[work->stations_count++] = *station;
	return 0;
}

bool kind_is_animal(enum item_kind kind)
{
	return kind == ITEM_PIG || kind == ITEM_EID;
}

size_t twin_root(const struct work *work, size_t node)
{
	while (work->nodes[node].twin != node)
		node = work->nodes[node].twin;
	return node;
}

void work_free(struct work *work)
{
	for (size_t i = 0; i < work->nodes_count; i++)
		free(work->nodes[i].name);
	for (size_t i = 0; i < work->facts_count; i++) {
		struct trace_event *told = &work->facts[i].told;
		free(told->line);
		free(told->corrected_by);
		free(told->corrected_why);
	}
	for (size_t i = 0; i < work->voices_count; i++)
		free(work->voices[i]);
	map_free(&work->node_by_name);
	number_map_free(&work->node_by_number);
	map_free(&work->voice_by_no);
	number_map_free(&work->fact_by_no);
	map_free(&work->reached_by_key);
	free(work->event);
	free(work->nodes);
	free(work->links);
	free(work->windows);
	free(work->lastings);
	free(work->facts);
	free(work->parts);
	free(work->voices);
	free(work->wanted);
	free(work->edges);
	free(work->stands);
	free(work->rows);
	free(work->stays);
	free(work->next_stays);
	free(work->own_stays);
	free(work->sendings);
	free(work->reaches);
	free(work->farms);
	free(work->stations);
	free(work->queue);
	free(work->later);
	*work = (struct work){ 0 };
}
