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

/* The state of one thing while its rows are walked. Parts of it that stand elsewhere are at the end of own_stays,
 * until end_ms as long as nothing ends them. */
struct whereabouts {
	struct stay now; /* all of it, or what no part was taken of */
	bool ended;      /* it was sold, say; what moves of its run since then is the rest */
	int64_t loose;   /* arrived from one of several lorries, nobody said from which */
	int64_t arrived; /* of what was sent in parts, nobody said where */
	int64_t end_ms;  /* what is after this is not asked for */
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

/* ---- parts ---- */

static bool is_open(const struct whereabouts *where, const struct stay *stay)
{
	return stay->until_ms == where->end_ms;
}

/* A stay of no time is none. False: it went, and the next stands in its place. */
static bool end_part(struct work *work, size_t at, int64_t at_ms)
{
	struct stay *stay = &work->own_stays[at];
	stay->until_ms = at_ms;
	if (stay->since_ms < at_ms)
		return true;
	work->own_stays_count--;
	memmove(stay, stay + 1, (work->own_stays_count - at) * sizeof(*stay));
	return false;
}

static void end_parts(struct work *work, const struct whereabouts *where, int64_t at_ms)
{
	for (size_t i = 0; i < work->own_stays_count;)
		i += !is_open(where, &work->own_stays[i]) || end_part(work, i, at_ms);
}

/* All of it is nowhere any more. */
static int leave_all(struct work *work, struct whereabouts *where, int64_t at_ms)
{
	end_parts(work, where, at_ms);
	where->loose = where->arrived = 0;
	return leave(work, where, at_ms);
}

static enum tally tally_of(const struct fact *fact)
{
	if (fact->told.kind == KIND_ARRIVE || fact->told.kind == KIND_RECEIVE)
		return TALLY_ARRIVED;
	return fact->told.kind == KIND_SHIP ? TALLY_SENT : TALLY_MOVED;
}

static struct extent extent_left(const struct stay *stay)
{
	struct extent left = stay->extent;
	int64_t taken = 0;
	for (size_t i = 0; i < TALLY_COUNT; i++)
		taken = stay->taken[i] > taken ? stay->taken[i] : taken;
	left.size -= taken;
	return left;
}

/* Does a part stand there that `from` may mean? Nothing named: any lorry. */
static bool is_source(const struct work *work, const struct whereabouts *where,
	const struct stay *stay, int64_t from)
{
	const struct node *holder = &work->nodes[stay->holder];
	return is_open(where, stay) &&
	       (from != 0 ? holder->number == from : holder->kind == ITEM_TRUCK);
}

/* The only container that `from` may mean, or NONE; *total: of all parts in such. */
static size_t only_source(const struct work *work, const struct whereabouts *where, int64_t from,
	struct extent *total)
{
	size_t only = NONE;
	bool several = false;
	*total = (struct extent){ .measure = MEASURE_ALL };
	for (size_t i = 0; i < work->own_stays_count; i++) {
		const struct stay *stay = &work->own_stays[i];
		if (!is_source(work, where, stay, from))
			continue;
		several = several || (only != NONE && stay->holder != only);
		only = stay->holder;
		extent_add(total, stay->extent);
	}
	return several ? NONE : only;
}

/* From the parts that came first; one whose size cannot be compared goes whole, and alone. */
static void take_from_parts(struct work *work, const struct whereabouts *where,
	struct extent extent, const struct row *row, int64_t from)
{
	const struct fact *fact = &work->facts[row->fact];
	enum tally tally = tally_of(fact);
	int64_t left = extent.size;
	for (size_t i = 0; i < work->own_stays_count;) {
		struct stay *stay = &work->own_stays[i];
		if (!is_source(work, where, stay, from)) {
			i++;
			continue;
		}
		bool alike =
			extent.measure == stay->extent.measure && extent.measure != MEASURE_SOME;
		int64_t rest = stay->extent.size - stay->taken[tally];
		stay->taken[tally] += left;
		if (alike && !extent_reaches(stay->extent, extent.measure, stay->taken[tally]))
			return;
		i += end_part(work, i, fact->told.at.at_ms);
		left -= rest;
		if (!alike || left <= 0)
			return;
	}
}

/* From a lorry nobody named: if there are several, none is empty before all are. */
static void take_from_lorries(
	struct work *work, struct whereabouts *where, struct extent extent, const struct row *row)
{
	struct extent total;
	size_t only = only_source(work, where, 0, &total);
	if (only == NONE && total.measure == MEASURE_ALL)
		return;
	if (extent.measure == total.measure) {
		where->loose += extent.size;
		extent.size = where->loose;
	}
	if (only == NONE && !extent_reaches(total, extent.measure, extent.size))
		return;
	where->loose = 0;
	take_from_parts(work, where, extent, row, 0);
}

/* From where the rest of it stands, which is empty when all there ever was has been taken. */
static int take_from_rest(
	struct work *work, struct whereabouts *where, struct extent extent, const struct row *row)
{
	const struct fact *fact = &work->facts[row->fact];
	int64_t *taken = &where->now.taken[tally_of(fact)];
	if (extent.measure == MEASURE_SOME)
		return 0;
	*taken += extent.size;
	return extent_reaches(extent_whole(work, row->node), extent.measure, *taken)
	               ? leave(work, where, fact->told.at.at_ms)
	               : 0;
}

static bool rest_is_in(const struct work *work, const struct whereabouts *where, int64_t from)
{
	return where->now.holder != NONE && work->nodes[where->now.holder].number == from;
}

static int take_part(
	struct work *work, struct whereabouts *where, struct extent extent, const struct row *row)
{
	const struct fact *fact = &work->facts[row->fact];
	size_t rest = where->now.holder;
	if (fact->from != 0) {
		if (rest_is_in(work, where, fact->from))
			return take_from_rest(work, where, extent, row);
		take_from_parts(work, where, extent, row, fact->from);
		return 0;
	}
	if (tally_of(fact) == TALLY_ARRIVED) {
		if (rest != NONE && work->nodes[rest].kind == ITEM_TRUCK)
			return take_from_rest(work, where, extent, row);
		take_from_lorries(work, where, extent, row);
		return 0;
	}
	return rest == NONE ? 0 : take_from_rest(work, where, extent, row);
}

/* Sent there twice, or unloaded there and then said to have arrived: the same heads or packages. */
static bool stands_there(const struct work *work, const struct whereabouts *where, size_t holder,
	struct extent extent, const struct row *row)
{
	for (size_t i = 0; i < work->own_stays_count; i++) {
		const struct stay *stay = &work->own_stays[i];
		if (!is_open(where, stay) || stay->holder != holder)
			continue;
		if (stay->fact == row->fact)
			return true;
		if (tally_of(&work->facts[row->fact]) == TALLY_ARRIVED &&
			work->facts[stay->fact].told.kind == KIND_UNLOAD &&
			stay->extent.measure == extent.measure && stay->extent.size == extent.size)
			return true;
	}
	return false;
}

/* Part of a thing: which heads or packages nobody said. The thing goes on standing where it stood, and stands
 * where they went, too: what happens in either place may have reached any of it. */
static int join_in_part(struct work *work, const struct whereabouts *where, size_t holder,
	struct extent extent, const struct row *row)
{
	const struct fact *fact = &work->facts[row->fact];
	if (stands_there(work, where, holder, extent, row))
		return 0;
	if (!WORK_ROOM(work, own_stays))
		return FAULT_MEMORY;
	work->own_stays[work->own_stays_count++] = (struct stay){ .holder = holder,
		.since_ms = fact->told.at.at_ms,
		.until_ms = where->end_ms,
		.node = row->node,
		.fact = row->fact,
		.extent = extent };
	return 0;
}

/* ---- sent ---- */

static int send(struct work *work, size_t to, struct extent extent)
{
	if (extent.measure == MEASURE_ALL)
		work->sendings_count = 0;
	if (!WORK_ROOM(work, sendings))
		return FAULT_MEMORY;
	work->sendings[work->sendings_count++] = (struct sending){ to, extent };
	return 0;
}

/* One that was sent there in part is received in part, whether or not that is said again. */
static struct extent received(struct work *work, size_t to, struct extent extent)
{
	size_t kept = 0;
	for (size_t i = 0; i < work->sendings_count; i++) {
		struct sending sending = work->sendings[i];
		if (sending.to != to) {
			work->sendings[kept++] = sending;
			continue;
		}
		if (extent.measure == MEASURE_ALL)
			extent = sending.extent;
	}
	work->sendings_count = extent.measure == MEASURE_ALL ? 0 : kept;
	return extent;
}

/* ---- moves ---- */

static int join(struct work *work, struct whereabouts *where, size_t holder, struct extent extent,
	const struct row *row)
{
	int64_t at_ms = work->facts[row->fact].told.at.at_ms;
	int code;
	if (extent.measure != MEASURE_ALL) {
		code = take_part(work, where, extent, row);
		return code == 0 ? join_in_part(work, where, holder, extent, row) : code;
	}
	code = leave_all(work, where, at_ms);
	where->now = (struct stay){
		.holder = holder, .since_ms = at_ms, .node = row->node, .fact = row->fact
	};
	where->ended = false;
	return code;
}

static int go(
	struct work *work, struct whereabouts *where, struct extent extent, const struct row *row)
{
	if (extent.measure != MEASURE_ALL)
		return take_part(work, where, extent, row);
	return leave_all(work, where, work->facts[row->fact].told.at.at_ms);
}

/* Of parts sent to several places nobody said which this one is: each place is where it may be. */
static int take_in_part(
	struct work *work, struct whereabouts *where, struct extent extent, const struct row *row)
{
	struct extent total = { .measure = MEASURE_ALL };
	for (size_t i = 0; i < work->sendings_count; i++)
		extent_add(&total, work->sendings[i].extent);
	if (extent.measure == MEASURE_ALL && work->sendings_count > 1)
		extent.measure = MEASURE_SOME;
	if (extent.measure == MEASURE_ALL)
		extent = total;
	int code = take_part(work, where, extent, row);
	for (size_t i = 0; code == 0 && i < work->sendings_count; i++)
		code = join_in_part(work, where, work->sendings[i].to, extent, row);
	where->arrived += extent.size;
	if (extent_reaches(total, extent.measure, where->arrived)) {
		where->arrived = 0;
		work->sendings_count = 0;
	}
	return code;
}

/* Received where it was sent. */
static int take_in(
	struct work *work, struct whereabouts *where, struct extent extent, const struct row *row)
{
	const struct fact *fact = &work->facts[row->fact];
	size_t holder = where->now.holder, count = work->sendings_count;
	bool whole = count == 0 || work->sendings[0].extent.measure == MEASURE_ALL;
	if (!whole)
		return take_in_part(work, where, extent, row);
	work->sendings_count = 0;
	if (count > 0 && (holder == NONE || work->nodes[holder].kind == ITEM_TRUCK))
		return join(work, where, work->sendings[count - 1].to, extent, row);
	return fact->leaves ? go(work, where, extent, row) : 0;
}

/* What leaves a container that only a part of it stands in is that part, all of it. */
static struct extent moved_extent(
	struct work *work, const struct whereabouts *where, const struct row *row)
{
	const struct fact *fact = &work->facts[row->fact];
	struct extent extent = extent_of(work, row), left = extent;
	if (extent.measure != MEASURE_ALL || fact->from == 0 || rest_is_in(work, where, fact->from))
		return extent;
	for (size_t i = 0; i < work->own_stays_count;) {
		const struct stay *stay = &work->own_stays[i];
		bool leaves = stay->node == row->node && is_source(work, where, stay, fact->from);
		if (leaves)
			extent_add(&left, extent_left(stay));
		i += !leaves || end_part(work, i, fact->told.at.at_ms);
	}
	return left;
}

/* Heads that died on the road are not unloaded. */
static void bury(struct work *work, const struct whereabouts *where, const struct row *row)
{
	struct extent extent, total;
	if (work->facts[row->fact].told.kind != KIND_DIE ||
		only_source(work, where, 0, &total) == NONE)
		return;
	extent = extent_of(work, row);
	if (extent.measure == MEASURE_COUNT)
		take_from_parts(work, where, extent, row, 0);
}

static int move(struct work *work, struct whereabouts *where, const struct row *row)
{
	const struct fact *fact = &work->facts[row->fact];
	enum motion motion = motion_of(work, row);
	struct extent extent = { .measure = MEASURE_ALL };
	if (motion != MOTION_NONE && motion != MOTION_ENDS)
		extent = moved_extent(work, where, row);
	if (where->ended && extent.measure != MEASURE_ALL)
		return 0;
	switch (motion) {
	case MOTION_JOINS:
		if (fact->told.kind == KIND_RECEIVE)
			extent = received(work, fact->to, extent);
		return join(work, where, fact->to, extent, row);
	case MOTION_SENT: {
		int code = send(work, fact->to, extent);
		return code == 0 ? go(work, where, extent, row) : code;
	}
	case MOTION_TAKEN:
		return take_in(work, where, extent, row);
	case MOTION_ENDS:
		where->ended = true;
		return leave_all(work, where, fact->told.at.at_ms);
	case MOTION_LEAVES:
		return go(work, where, extent, row);
	case MOTION_NONE:
		bury(work, where, row);
		break;
	case MOTION_COUNT:
		break;
	}
	return 0;
}

int stays_find(struct work *work, int64_t until_ms)
{
	struct whereabouts where = { .now = { .holder = NONE }, .end_ms = until_ms };
	int code = 0;
	work->own_stays_count = work->sendings_count = 0;
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
