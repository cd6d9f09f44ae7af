#include "core/trace/forward_work.h"

#include <stdlib.h>
#include <string.h>

#define BIT(kind) (1u << ITEM_##kind)
#define GOODS     (BIT(PIG) | BIT(EID) | BIT(CARCASS) | BIT(LOT) | BIT(RUN) | BIT(PKG) | BIT(SSCC))
#define PIECES    (BIT(PIG) | BIT(EID) | BIT(PKG))

bool kind_is_goods(enum item_kind kind)
{
	return GOODS >> kind & 1;
}

bool fact_is_management(const struct fact *fact)
{
	return vocabulary_kinds[fact->told.kind].step == STEP_MANAGE;
}

bool kind_can_hold(enum item_kind kind)
{
	for (int i = 0; i < KIND_COUNT; i++) {
		const struct vocabulary_slot *to = vocabulary_slot_of((enum event_kind)i, ROLE_TO);
		if (vocabulary_kinds[i].step != STEP_MANAGE && to && (to->items >> kind & 1))
			return true;
	}
	return false;
}

struct mark *mark_of(struct forward_work *fw, size_t node)
{
	while (fw->marks_count <= node) {
		if (!FORWARD_ROOM(fw, marks))
			return NULL;
		fw->marks[fw->marks_count++] = (struct mark){
			.exposed_ms = EVER, .first_window = NONE, .last_fact = NONE
		};
	}
	return &fw->marks[node];
}

/* ---- items ---- */

int forward_stands(struct forward_work *fw, size_t node)
{
	struct mark *mark = mark_of(fw, node);
	if (!mark)
		return FAULT_MEMORY;
	if (mark->stood)
		return 0;
	size_t first = fw->work.stands_count;
	int code = genuine_runs(&fw->work, node);
	if (!(mark = mark_of(fw, node)))
		return FAULT_MEMORY;
	mark->stood = true;
	mark->first_stand = first;
	mark->stand_count = fw->work.stands_count - first;
	return code;
}

/* ---- things ---- */

static int add_name(struct forward_work *fw, size_t node)
{
	for (size_t i = 0; i < fw->names_count; i++)
		if (fw->names[i] == node)
			return 0;
	if (!FORWARD_ROOM(fw, names))
		return FAULT_MEMORY;
	fw->names[fw->names_count++] = node;
	return 0;
}

static int add_used(struct forward_work *fw, size_t fact)
{
	int code = 0;
	for (size_t i = NONE; code == 0 && part_next(&fw->work, fact, FLOW(CONSUMED), &i);) {
		size_t node;
		code = part_node(&fw->work, i, &node);
		if (code == 0)
			code = add_name(fw, node);
	}
	return code;
}

static int add_twins(struct forward_work *fw, size_t node)
{
	struct work *work = &fw->work;
	int code = work_own_links(work, node);
	for (size_t i = 0; code == 0 && i < work->nodes[node].link_count; i++) {
		size_t nth = work->nodes[node].first_link + i, at;
		struct link link = work->links[nth];
		if (link.flow == FLOW_OBSERVED)
			continue;
		code = link_fact(work, nth, &at);
		if (code != 0 || !fact_counts(work, &work->facts[at]))
			continue;
		size_t renamed = work->facts[at].renamed;
		if (link.flow == FLOW_CONSUMED && renamed != NONE)
			code = add_name(fw, renamed);
		if (link.flow == FLOW_PRODUCED && renamed == node)
			code = add_used(fw, at);
	}
	return code;
}

int forward_names(struct forward_work *fw, size_t node)
{
	enum item_kind kind = fw->work.nodes[node].kind;
	fw->names_count = 0;
	int code = add_name(fw, node);
	for (size_t i = 0; code == 0 && kind_is_animal(kind) && i < fw->names_count; i++)
		code = add_twins(fw, fw->names[i]);
	if (code != 0 || (kind != ITEM_RUN && kind != ITEM_PKG))
		return code;
	code = forward_stands(fw, node);
	const struct mark *mark = &fw->marks[node];
	for (size_t i = 0; code == 0 && i < mark->stand_count; i++)
		code = add_name(fw, fw->work.stands[mark->first_stand + i].run);
	return code;
}

static int add_row(struct forward_work *fw, size_t nth, size_t link_at, int64_t *used_ms)
{
	struct work *work = &fw->work;
	struct link link = work->links[link_at];
	size_t node = fw->names[nth];
	bool animal = kind_is_animal(work->nodes[node].kind);
	size_t at;
	int code = link_fact(work, link_at, &at);
	if (code != 0 || !fact_counts(work, &work->facts[at]))
		return code;
	const struct fact *fact = &work->facts[at];
	if (link.flow == FLOW_CONSUMED && fact->renamed == NONE) {
		if ((animal || nth == 0) && fact->told.at.at_ms > *used_ms)
			*used_ms = fact->told.at.at_ms;
		return 0;
	}
	if (link.flow == FLOW_CONSUMED && !animal)
		return 0;
	return row_add(work, at, node, link.flow);
}

int forward_rows(struct forward_work *fw, int64_t *used_ms)
{
	struct work *work = &fw->work;
	int code = 0;
	work->rows_count = 0;
	*used_ms = ALWAYS;
	for (size_t i = 0; code == 0 && i < fw->names_count; i++) {
		code = work_own_links(work, fw->names[i]);
		const struct node *node = &work->nodes[fw->names[i]];
		size_t first = node->first_link, count = node->link_count;
		for (size_t j = 0; code == 0 && j < count; j++)
			code = add_row(fw, i, first + j, used_ms);
	}
	return code == 0 ? rows_settle(work) : code;
}

int forward_stays(struct forward_work *fw, enum item_kind kind, int64_t used_ms)
{
	bool ends = (PIECES >> kind & 1) && used_ms != ALWAYS;
	return stays_find(&fw->work, ends ? used_ms : EVER);
}

void forward_work_free(struct forward_work *fw)
{
	map_free(&fw->window_by_key);
	free(fw->marks);
	free(fw->windows);
	free(fw->causes);
	free(fw->entries);
	free(fw->holdings);
	free(fw->members);
	free(fw->names);
	free(fw->insides);
	free(fw->things);
	free(fw->holders);
	free(fw->order);
	work_free(&fw->work);
}
