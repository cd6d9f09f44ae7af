/*
 * Why an item is not in: of all it was made of, the one that came nearest to a container that was in the
 * recall, or that was in the recall itself but only after this was taken from it.
 */
#include "core/trace/forward_work.h"

#include <stdlib.h>
#include <string.h>

struct explaining {
	struct forward_work fw;
	const struct forward *forward;
	struct forward_miss *miss;
	int64_t nearest_ms; /* how near the miss was; EVER: none yet */
};

static int64_t gap(int64_t from_ms, int64_t to_ms)
{
	return to_ms < from_ms || (from_ms < 0 && to_ms > EVER + from_ms) ? EVER - 1
	                                                                  : to_ms - from_ms;
}

static void note_miss(struct explaining *e, enum forward_miss_kind kind, const char *thing,
	const char *other, int64_t its_ms, int64_t other_ms)
{
	struct forward_miss *miss = e->miss;
	int64_t near_ms = its_ms < other_ms ? gap(its_ms, other_ms) : gap(other_ms, its_ms);
	if (near_ms > e->nearest_ms ||
		(near_ms == e->nearest_ms && strcmp(thing, miss->thing) >= 0))
		return;
	e->nearest_ms = near_ms;
	miss->kind = kind;
	miss->its_ms = its_ms;
	miss->other_ms = other_ms;
	(void)span_copy(span_of(thing), miss->thing, sizeof(miss->thing));
	(void)span_copy(span_of(other), miss->other, sizeof(miss->other));
}

/* Its stay in a container, against the times when that was in the recall. */
static void compare_stay(struct explaining *e, size_t node, const struct stay *stay)
{
	const char *holder = work_name(&e->fw.work, stay->holder);
	const char *name = work_name(&e->fw.work, node);
	for (size_t i = 0; i < e->forward->item_count && e->forward->items[i].holder; i++) {
		const struct forward_item *item = &e->forward->items[i];
		if (strcmp(item->name, holder) != 0)
			continue;
		if (stay->until_ms <= item->since_ms)
			note_miss(e, FORWARD_BEFORE, name, holder, stay->until_ms, item->since_ms);
		else if (stay->since_ms >= item->until_ms)
			note_miss(e, FORWARD_AFTER, name, holder, stay->since_ms, item->until_ms);
	}
}

static int compare_thing(struct explaining *e, size_t node)
{
	struct work *work = &e->fw.work;
	int64_t used_ms;
	size_t in = forward_find(e->forward, span_of(work_name(work, node)));
	if (in != FORWARD_NONE && e->forward->items[in].exposed_ms != ALWAYS) {
		note_miss(e, FORWARD_EARLIER, work_name(work, node), work_name(work, node),
			work->nodes[node].used_ms, e->forward->items[in].exposed_ms);
		return 0;
	}
	int code = forward_names(&e->fw, node);
	if (code == 0)
		code = forward_rows(&e->fw, &used_ms);
	if (code == 0)
		code = forward_stays(&e->fw, work->nodes[node].kind, used_ms);
	for (size_t i = 0; code == 0 && i < work->own_stays_count; i++)
		compare_stay(e, node, &work->own_stays[i]);
	return code;
}

static int explain(struct explaining *e, struct item item)
{
	struct work *work = &e->fw.work;
	size_t node;
	int code = work_node(work, item, &node);
	if (code == 0)
		code = back_walk(work, node);
	if (code != 0)
		return code;
	e->miss->known = work->nodes[node].number != 0 || work->edges_count > 0;
	size_t all = work->nodes_count;
	for (size_t i = 0; code == 0 && i < all; i++)
		if (work->nodes[i].depth >= 0 && kind_is_goods(work->nodes[i].kind))
			code = compare_thing(e, i);
	return code == 0 ? work->failed : code;
}

int forward_explain(struct store *store, const struct forward *forward, struct item item,
	struct forward_miss *miss, struct fault *fault)
{
	struct explaining e = { .fw = { .work = { .store = store,
						.fault = fault,
						.events_most = TRACE_EVENTS_MOST } },
		.forward = forward,
		.miss = miss,
		.nearest_ms = EVER };
	int code;
	*miss = (struct forward_miss){ .kind = FORWARD_FAR };
	e.fw.work.event = malloc(sizeof(*e.fw.work.event));
	if (!e.fw.work.event)
		return work_memory(&e.fw.work);
	code = store_read_begin(store, fault);
	if (code == 0) {
		code = explain(&e, item);
		store_read_end(store);
	}
	forward_work_free(&e.fw);
	return code;
}
