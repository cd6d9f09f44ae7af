/*
 * Where a thing was. Its own events, in order, move it from container to container; within one instant
 * leaving comes before joining and an end comes last, so that "out of F1" and "into F2" of the same minute
 * are one move whichever was written first.
 */
#include "core/trace/work.h"

#include "core/base/sort.h"

#include <stdlib.h>
#include <string.h>

enum motion {
	MOTION_NONE,
	MOTION_LEAVES,
	MOTION_SENT, /* on its way: `to` is where it shall be received */
	MOTION_JOINS,
	MOTION_TAKEN, /* received where it was sent */
	MOTION_ENDS,  /* dead, sold or used up: it is nowhere any more */
	MOTION_COUNT
};

static const int ranks[MOTION_COUNT] = { [MOTION_NONE] = 1,
	[MOTION_LEAVES] = 0,
	[MOTION_SENT] = 0,
	[MOTION_JOINS] = 1,
	[MOTION_TAKEN] = 1,
	[MOTION_ENDS] = 2 };

#define BIT(kind) (1u << ITEM_##kind)

/* Kinds of things that are one piece: sold, dead or used up once. Lots and runs go part by part. */
static const struct {
	enum event_kind event;
	uint32_t items;
} ends[] = {
	{ KIND_DIE, BIT(PIG) | BIT(EID) },
	{ KIND_SELL, BIT(PKG) | BIT(SSCC) | BIT(CARCASS) },
};

#define PIECES (BIT(PIG) | BIT(EID) | BIT(PKG))

static bool ends_it(enum event_kind event, enum item_kind item)
{
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (ends[i].event == event && (ends[i].items >> item & 1))
			return true;
	return false;
}

static enum motion motion_of(const struct work *work, const struct row *row)
{
	const struct fact *fact = &work->facts[row->fact];
	enum item_kind kind = work->nodes[row->node].kind;
	if (row->flow == FLOW_CONSUMED)
		return fact->renamed == NONE && (PIECES >> kind & 1) ? MOTION_ENDS : MOTION_NONE;
	if (row->flow != FLOW_OBSERVED && row->flow != FLOW_PRODUCED)
		return MOTION_NONE;
	if (ends_it(fact->told.kind, kind))
		return MOTION_ENDS;
	/* A certificate names the vehicle to come; the animals are still in their pen. */
	if (fact->told.kind == KIND_CERTIFY)
		return MOTION_NONE;
	if (fact->told.kind == KIND_SHIP)
		return MOTION_SENT;
	if (fact->to != NONE)
		return MOTION_JOINS;
	if (fact->told.kind == KIND_RECEIVE)
		return MOTION_TAKEN;
	return fact->leaves ? MOTION_LEAVES : MOTION_NONE;
}

/* A row with all it is ordered by, since qsort hands over nothing else. */
struct sorting {
	struct row row;
	const struct trace_event *told;
	const char *name;
};

static int compare_rows(const void *left, const void *right)
{
	const struct sorting *a = left, *b = right;
	if (a->told->at.at_ms != b->told->at.at_ms)
		return a->told->at.at_ms < b->told->at.at_ms ? -1 : 1;
	if (a->row.rank != b->row.rank)
		return a->row.rank - b->row.rank;
	int by = event_order(a->told, b->told);
	if (by != 0)
		return by;
	/* The same event twice: its product before what it looked at or used. */
	by = (b->row.flow == FLOW_PRODUCED) - (a->row.flow == FLOW_PRODUCED);
	if (by != 0)
		return by;
	return a->row.flow != b->row.flow ? (int)a->row.flow - (int)b->row.flow
	                                  : strcmp(a->name, b->name);
}

#define ROWS_FEW 16 /* of most things; more take memory of their own */

int rows_settle(struct work *work)
{
	struct sorting few[ROWS_FEW], *sorting = few;
	size_t kept = 0;
	if (work->rows_count < 2)
		return 0;
	if (work->rows_count > ROWS_FEW)
		sorting = malloc(work->rows_count * sizeof(*sorting));
	if (!sorting)
		return work_memory(work);
	bool alike = true; /* all of one name */
	for (size_t i = 1; i < work->rows_count; i++)
		alike = alike && work->rows[i].node == work->rows[0].node;
	for (size_t i = 0; i < work->rows_count; i++) {
		struct row *row = &work->rows[i];
		row->rank = ranks[motion_of(work, row)];
		sorting[i] = (struct sorting){ *row, &work->facts[row->fact].told,
			alike ? "" : work_name(work, row->node) };
	}
	sort_list(sorting, work->rows_count, sizeof(*sorting), compare_rows);
	for (size_t i = 0; i < work->rows_count; i++)
		if (kept == 0 || work->rows[kept - 1].fact != sorting[i].row.fact)
			work->rows[kept++] = sorting[i].row;
	work->rows_count = kept;
	if (sorting != few)
		free(sorting);
	return 0;
}

int row_add(struct work *work, size_t fact, size_t node, enum role_flow flow)
{
	if (!fact_counts(work, &work->facts[fact]))
		return 0;
	if (!WORK_ROOM(work, rows))
		return FAULT_MEMORY;
	work->rows[work->rows_count++] = (struct row){ .fact = fact, .node = node, .flow = flow };
	return 0;
}

int rows_of_windows(struct work *work, size_t holder)
{
	int code = 0;
	work->rows_count = 0;
	for (size_t i = 0; code == 0 && i < work->windows_count; i++) {
		struct link link = work->windows[i];
		size_t fact;
		code = work_fact(work, link.event, &fact);
		if (code == 0)
			code = row_add(work, fact, holder, link.flow);
	}
	return code == 0 ? rows_settle(work) : code;
}

/* The state of one thing while its rows are walked. */
struct whereabouts {
	struct stay now;
	size_t sent_to;
	int64_t end_ms; /* what is after this is not asked for */
};

static int leave(struct work *work, struct whereabouts *where, int64_t at_ms)
{
	struct stay *now = &where->now;
	if (now->holder == NONE)
		return 0;
	now->until_ms = at_ms;
	if (now->since_ms < at_ms) {
		if (!WORK_ROOM(work, own_stays))
			return FAULT_MEMORY;
		work->own_stays[work->own_stays_count++] = *now;
	}
	now->holder = NONE;
	return 0;
}

static int join(struct work *work, struct whereabouts *where, size_t holder, const struct row *row)
{
	int64_t at_ms = work->facts[row->fact].told.at.at_ms;
	int code = leave(work, where, at_ms);
	where->now = (struct stay){
		.holder = holder, .since_ms = at_ms, .node = row->node, .fact = row->fact
	};
	return code;
}

/* Heads of a group by number: which they were nobody said. The group goes on standing where it stood, and
 * stands where they went, too: what happens in either place may have reached any of it. */
static int join_in_part(struct work *work, const struct whereabouts *where, const struct row *row)
{
	const struct fact *fact = &work->facts[row->fact];
	if (!WORK_ROOM(work, own_stays))
		return FAULT_MEMORY;
	work->own_stays[work->own_stays_count++] = (struct stay){ .holder = fact->to,
		.since_ms = fact->told.at.at_ms,
		.until_ms = where->end_ms,
		.node = row->node,
		.fact = row->fact };
	return 0;
}

static int take_in(struct work *work, struct whereabouts *where, const struct row *row)
{
	const struct fact *fact = &work->facts[row->fact];
	size_t holder = where->now.holder;
	size_t sent_to = where->sent_to;
	where->sent_to = NONE;
	if (sent_to != NONE && (holder == NONE || work->nodes[holder].kind == ITEM_TRUCK))
		return join(work, where, sent_to, row);
	return fact->leaves ? leave(work, where, fact->told.at.at_ms) : 0;
}

static int move(struct work *work, struct whereabouts *where, const struct row *row)
{
	const struct fact *fact = &work->facts[row->fact];
	switch (motion_of(work, row)) {
	case MOTION_JOINS:
		if (fact->told.kind == KIND_RECEIVE)
			where->sent_to = NONE;
		if (fact->by_number && work->nodes[row->node].kind == ITEM_GROUP)
			return join_in_part(work, where, row);
		return join(work, where, fact->to, row);
	case MOTION_SENT:
		where->sent_to = fact->to;
		return leave(work, where, fact->told.at.at_ms);
	case MOTION_TAKEN:
		return take_in(work, where, row);
	case MOTION_LEAVES:
	case MOTION_ENDS:
		return leave(work, where, fact->told.at.at_ms);
	case MOTION_NONE:
	case MOTION_COUNT:
		break;
	}
	return 0;
}

int stays_find(struct work *work, int64_t until_ms)
{
	struct whereabouts where = {
		.now = { .holder = NONE }, .sent_to = NONE, .end_ms = until_ms
	};
	int code = 0;
	work->own_stays_count = 0;
	for (size_t i = 0; code == 0 && i < work->rows_count; i++) {
		if (work->facts[work->rows[i].fact].told.at.at_ms >= until_ms)
			break;
		code = move(work, &where, &work->rows[i]);
	}
	return code == 0 ? leave(work, &where, until_ms) : code;
}

bool kind_can_stay(enum item_kind kind)
{
	for (int i = 0; i < KIND_COUNT; i++) {
		bool moves = vocabulary_slot_of((enum event_kind)i, ROLE_TO) != NULL;
		const struct vocabulary_slot *of = vocabulary_slot_of((enum event_kind)i, ROLE_OF);
		if (moves && of && (of->items >> kind & 1))
			return true;
	}
	return false;
}
