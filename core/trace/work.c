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

struct item node_item(const struct node *node)
{
	struct span code = span_of(node->name);
	struct span kind;
	(void)span_cut(&code, ':', &kind);
	return (struct item){ node->kind, code };
}

int work_node(struct work *work, struct item item, size_t *node)
{
	char name[ITEM_TEXT];
	struct out out = out_into(name, sizeof(name));
	size_t cursor = 0;
	item_format(&out, item);
	uint64_t hash = map_hash_text(out_written(&out));
	while (map_next(&work->node_by_name, hash, &cursor, node))
		if (strcmp(work->nodes[*node].name, name) == 0)
			return 0;
	if (!WORK_ROOM(work, nodes))
		return FAULT_MEMORY;
	*node = work->nodes_count;
	char *kept = strdup(name);
	if (!kept || !map_put(&work->node_by_name, hash, *node)) {
		free(kept);
		return work_memory(work);
	}
	work->nodes[work->nodes_count++] = (struct node){
		.name = kept, .kind = item.kind, .depth = -1, .used_ms = INT64_MIN, .twin = *node
	};
	return 0;
}

struct taking {
	struct work *work;
	uint32_t flows;
	struct link **list;
	size_t *count;
	size_t *cap;
};

static int take_link(void *context, const struct store_link *link)
{
	struct taking *taking = context;
	enum role_flow flow = vocabulary_roles[link->role].flow;
	if ((taking->flows >> flow & 1) == 0)
		return 0;
	if (!work_room(taking->work, taking->list, taking->cap, *taking->count + 1,
		    sizeof(struct link)))
		return FAULT_MEMORY;
	(*taking->list)[(*taking->count)++] = (struct link){ link->at_ms, link->event, flow };
	return 0;
}

static int ask_number(struct work *work, struct node *of)
{
	if (of->asked)
		return 0;
	int code = store_item_find(work->store, node_item(of), &of->number, work->fault);
	if (code != 0 && code != FAULT_NOT_FOUND)
		return code;
	if (code == FAULT_NOT_FOUND)
		of->number = 0;
	of->asked = true;
	return 0;
}

int work_own_links(struct work *work, size_t node)
{
	uint32_t flows = FLOW(OBSERVED) | FLOW(PRODUCED) | FLOW(CONSUMED);
	size_t first = work->links_count;
	if (work->nodes[node].loaded)
		return 0;
	if (work->nodes[node].kind == ITEM_SSCC)
		flows |= FLOW(JOINED);
	struct taking taking = { work, flows, &work->links, &work->links_count, &work->links_cap };
	int code = ask_number(work, &work->nodes[node]);
	if (code == 0 && work->nodes[node].number != 0)
		code = store_links_of_item(work->store, work->nodes[node].number, INT64_MIN,
			INT64_MAX, take_link, &taking, work->fault);
	work->nodes[node].loaded = true;
	work->nodes[node].first_link = first;
	work->nodes[node].link_count = work->links_count - first;
	return code;
}

int work_window(struct work *work, size_t node, int64_t since_ms, int64_t until_ms)
{
	struct taking taking = { work, FLOW(OBSERVED), &work->windows, &work->windows_count,
		&work->windows_cap };
	int code = ask_number(work, &work->nodes[node]);
	for (int role = 0; code == 0 && work->nodes[node].number != 0 && role < ROLE_COUNT; role++)
		if (vocabulary_roles[role].flow == FLOW_OBSERVED)
			code = store_links_of_item_as(work->store, work->nodes[node].number,
				(enum role)role, since_ms, until_ms, take_link, &taking,
				work->fault);
	return code;
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
		free(told->station);
		free(told->line);
		free(told->corrected_by);
		free(told->corrected_why);
	}
	map_free(&work->node_by_name);
	map_free(&work->fact_by_no);
	map_free(&work->reached_by_key);
	free(work->event);
	free(work->nodes);
	free(work->links);
	free(work->windows);
	free(work->facts);
	free(work->uses);
	free(work->edges);
	free(work->stands);
	free(work->rows);
	free(work->stays);
	free(work->next_stays);
	free(work->own_stays);
	free(work->reaches);
	free(work->farms);
	free(work->stations);
	free(work->queue);
	free(work->later);
	*work = (struct work){ 0 };
}
