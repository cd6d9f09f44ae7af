/*
 * Items as nodes. Within the store an item is its number; its name is asked for when somebody compares or tells it,
 * for many together where it can be.
 */
#include "core/trace/work.h"

#include "core/base/sort.h"

#include <stdlib.h>
#include <string.h>

#define NAME_GAP 16 /* rows of item that are rather passed over than asked around */

static int add_node(struct work *work, enum item_kind kind, int64_t number, size_t *node)
{
	if (!WORK_ROOM(work, nodes))
		return FAULT_MEMORY;
	*node = work->nodes_count++;
	work->nodes[*node] = (struct node){ .kind = kind,
		.number = number,
		.loaded = number == 0,
		.depth = -1,
		.used_ms = INT64_MIN,
		.twin = *node };
	if (number != 0 && !number_map_put(&work->node_by_number, number, *node))
		return work_memory(work);
	return 0;
}

int work_item(struct work *work, int64_t number, enum item_kind kind, size_t *node)
{
	if (number_map_find(&work->node_by_number, number, node))
		return 0;
	return add_node(work, kind, number, node);
}

static int set_name(struct work *work, size_t node, struct item item)
{
	char name[ITEM_TEXT];
	struct out out = out_into(name, sizeof(name));
	if (work->nodes[node].name)
		return 0;
	item_format(&out, item);
	work->nodes[node].name = strdup(name);
	return work->nodes[node].name ? 0 : work_memory(work);
}

int work_named_item(struct work *work, int64_t number, struct item what, size_t *node)
{
	int code = work_item(work, number, what.kind, node);
	return code == 0 ? set_name(work, *node, what) : code;
}

int work_node(struct work *work, struct item item, size_t *node)
{
	char name[ITEM_TEXT];
	struct out out = out_into(name, sizeof(name));
	size_t cursor = 0;
	int64_t number = 0;
	item_format(&out, item);
	uint64_t hash = map_hash_text(out_written(&out));
	while (map_next(&work->node_by_name, hash, &cursor, node))
		if (strcmp(work->nodes[*node].name, name) == 0)
			return 0;
	int code = store_item_find(work->store, item, &number, work->fault);
	if (code == FAULT_NOT_FOUND)
		code = add_node(work, item.kind, 0, node);
	else if (code == 0)
		code = work_item(work, number, item.kind, node);
	if (code == 0)
		code = set_name(work, *node, item);
	if (code == 0 && !map_put(&work->node_by_name, hash, *node))
		code = work_memory(work);
	return code;
}

const char *work_name(struct work *work, size_t node)
{
	char name[ITEM_TEXT];
	struct node *of = &work->nodes[node];
	if (of->name)
		return of->name;
	int code = store_item_name(work->store, of->number, name, work->fault);
	if (code == 0 && !(of->name = strdup(name)))
		code = work_memory(work);
	if (code != 0 && work->failed == 0)
		work->failed = code;
	return code == 0 ? of->name : "";
}

struct item work_item_of(struct work *work, size_t node)
{
	struct span code = span_of(work_name(work, node));
	struct span kind;
	(void)span_cut(&code, ':', &kind);
	return (struct item){ work->nodes[node].kind, code };
}

/* ---- numbers asked for together ---- */

int work_want(struct work *work, int64_t number)
{
	if (!WORK_ROOM(work, wanted))
		return FAULT_MEMORY;
	work->wanted[work->wanted_count++] = number;
	return 0;
}

void work_wanted_settle(struct work *work)
{
	size_t kept = 0;
	sort_numbers(work->wanted, work->wanted_count);
	for (size_t i = 0; i < work->wanted_count; i++)
		if (kept == 0 || work->wanted[kept - 1] != work->wanted[i])
			work->wanted[kept++] = work->wanted[i];
	work->wanted_count = kept;
}

int64_t work_wanted_range(const struct work *work, size_t *at, int64_t gap)
{
	size_t last = *at;
	while (last + 1 < work->wanted_count &&
		work->wanted[last + 1] - work->wanted[last] <= gap + 1)
		last++;
	*at = last + 1;
	return work->wanted[last];
}

static int take_name(void *context, int64_t number, struct item what)
{
	struct work *work = context;
	size_t node;
	if (!number_map_find(&work->node_by_number, number, &node))
		return 0;
	return set_name(work, node, what);
}

/* The names of the numbers in work->wanted. */
static int ask_names(struct work *work)
{
	int code = 0;
	work_wanted_settle(work);
	for (size_t at = 0; code == 0 && at < work->wanted_count;) {
		int64_t first = work->wanted[at], last = work_wanted_range(work, &at, NAME_GAP);
		code = store_items_numbered(work->store, first, last, take_name, work, work->fault);
	}
	return code;
}

static int want_name(struct work *work, size_t node)
{
	return work->nodes[node].name ? 0 : work_want(work, work->nodes[node].number);
}

int work_names_of(struct work *work, const size_t *nodes, size_t count)
{
	int code = 0;
	work->wanted_count = 0;
	for (size_t i = 0; code == 0 && i < count; i++)
		code = want_name(work, nodes[i]);
	return code == 0 ? ask_names(work) : code;
}

int work_names(struct work *work)
{
	int code = 0;
	work->wanted_count = 0;
	for (size_t i = 0; code == 0 && i < work->nodes_count; i++)
		code = want_name(work, i);
	return code == 0 ? ask_names(work) : code;
}

/* ---- links ---- */

static int keep_link(
	struct work *work, struct link **list, size_t *count, size_t *cap, struct link link)
{
	if (!work_room(work, list, cap, *count + 1, sizeof(struct link)))
		return FAULT_MEMORY;
	(*list)[(*count)++] = link;
	return 0;
}

static bool in_own_story(const struct node *node, enum role_flow flow)
{
	return flow == FLOW_OBSERVED || flow == FLOW_PRODUCED || flow == FLOW_CONSUMED ||
	       (flow == FLOW_JOINED && node->kind == ITEM_SSCC);
}

/* The node whose links come; rows of the next begin behind those of the one before. */
struct taking {
	struct work *work;
	int64_t item;
	size_t node;
};

static int take_own(void *context, const struct store_link *link)
{
	struct taking *taking = context;
	struct work *work = taking->work;
	enum role_flow flow = vocabulary_roles[link->role].flow;
	if (taking->item != link->item) {
		taking->item = link->item;
		if (!number_map_find(&work->node_by_number, link->item, &taking->node) ||
			work->nodes[taking->node].loaded)
			taking->node = NONE;
		else
			work->nodes[taking->node].first_link = work->links_count;
	}
	if (taking->node == NONE || !in_own_story(&work->nodes[taking->node], flow))
		return 0;
	work->nodes[taking->node].link_count++;
	return keep_link(work, &work->links, &work->links_count, &work->links_cap,
		(struct link){ link->at_ms, link->event, NONE, flow });
}

int work_own_links(struct work *work, size_t node)
{
	struct taking taking = { .work = work, .node = NONE };
	int64_t number = work->nodes[node].number;
	if (work->nodes[node].loaded)
		return 0;
	int code = store_links_between(work->store, number, number, take_own, &taking, work->fault);
	work->nodes[node].loaded = code == 0;
	return code;
}

/* Only numbers that follow each other: what stands between might be a place with a million links. */
static int load_links(struct work *work, const size_t *nodes, size_t count)
{
	struct taking taking = { .work = work, .node = NONE };
	int code = 0;
	work->wanted_count = 0;
	for (size_t i = 0; code == 0 && i < count; i++)
		if (!work->nodes[nodes[i]].loaded)
			code = work_want(work, work->nodes[nodes[i]].number);
	work_wanted_settle(work);
	for (size_t at = 0; code == 0 && at < work->wanted_count;) {
		int64_t first = work->wanted[at], last = work_wanted_range(work, &at, 0);
		code = store_links_between(
			work->store, first, last, take_own, &taking, work->fault);
	}
	for (size_t i = 0; code == 0 && i < count; i++)
		work->nodes[nodes[i]].loaded = true;
	return code;
}

int work_stories(struct work *work, const size_t *nodes, size_t count)
{
	int code = load_links(work, nodes, count);
	work->wanted_count = 0;
	for (size_t i = 0; code == 0 && i < count; i++) {
		const struct node *node = &work->nodes[nodes[i]];
		for (size_t j = 0; code == 0 && j < node->link_count; j++)
			code = work_want(work, work->links[node->first_link + j].event);
	}
	return code == 0 ? work_facts(work) : code;
}

static int take_window(void *context, const struct store_link *link)
{
	struct work *work = context;
	return keep_link(work, &work->windows, &work->windows_count, &work->windows_cap,
		(struct link){ link->at_ms, link->event, NONE, vocabulary_roles[link->role].flow });
}

int work_window(
	struct work *work, size_t node, enum role_flow flow, int64_t since_ms, int64_t until_ms)
{
	int code = 0;
	for (int role = 0; code == 0 && work->nodes[node].number != 0 && role < ROLE_COUNT; role++)
		if (vocabulary_roles[role].flow == flow)
			code = store_links_of_item_as(work->store, work->nodes[node].number,
				(enum role)role, since_ms, until_ms, take_window, work,
				work->fault);
	return code;
}

static int take_lasting(void *context, int64_t event, int64_t until_ms)
{
	struct work *work = context;
	if (!WORK_ROOM(work, lastings))
		return FAULT_MEMORY;
	work->lastings[work->lastings_count++] = (struct lasting){ event, NONE, until_ms };
	return 0;
}

int work_lastings(struct work *work, size_t node, int64_t since_ms, int64_t until_ms)
{
	int code = 0;
	work->lastings_count = 0;
	if (work->nodes[node].kind == ITEM_GROUP && work->nodes[node].number != 0)
		code = store_lasting(work->store, work->nodes[node].number, since_ms, until_ms,
			take_lasting, work, work->fault);
	for (size_t i = 0; code == 0 && i < work->lastings_count; i++)
		code = work_fact(work, work->lastings[i].event, &work->lastings[i].fact);
	return code;
}
