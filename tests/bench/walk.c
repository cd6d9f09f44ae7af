#include "tests/bench/walk.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/event/vocabulary.h"
#include "tests/bench/bench.h"
#include "tests/bench/line.h"

/* One side of a link. */
struct side {
	int64_t at_ms;
	uint32_t other; /* event of an item's, item of an event's */
	uint8_t flow;
};

struct walk {
	sqlite3 *db;
	sqlite3_stmt *naive[2];
	size_t items;
	size_t events;
	size_t links;
	uint8_t *kind;         /* by item */
	char **name;           /* by item */
	uint32_t *first_link;  /* by item, into of_item */
	struct side *of_item;  /* by time */
	uint32_t *first_item;  /* by event, into of_event */
	struct side *of_event; /* in any order */
	uint32_t *run_of;      /* by item: the run a package stands in */
	uint32_t *first_part;  /* by item, into part */
	uint32_t *part;        /* packages of a run with events of their own */
	size_t parts;
	uint32_t *reached; /* by item: the round that reached it last */
	int64_t *since_ms; /* by item: from when on it is exposed */
	uint32_t *queue;
	uint32_t round;
};

static const char ask_size[] = "select (select max(no) from item), (select max(no) from event), "
			       "(select count(*) from link)";
static const char ask_kinds[] = "select no, kind, kind || ':' || code from item";
static const char ask_links[] =
	"select item, event, role, at_ms from link order by item, at_ms, event, role";
static const char ask_parts[] =
	"select package.no, run.item from item as package join run on run.gtin = substr(package.code, 1, 14) "
	"and run.width = 100 and run.first <= cast(substr(package.code, 16, 8) as integer) "
	"and run.first > cast(substr(package.code, 16, 8) as integer) - $1 "
	"where package.kind = 'pkg'";

/* Who knows the tables, and nothing of time or of what the roles mean, writes this. It does without the packages that
 * were sold under their own names. */
static const char naive_forward_sql[] =
	"with recursive edge(a, b) as (values ('in', 'out'), ('in', 'of'), ('to', 'of'), ('to', 'out')), "
	"reached(item) as (select $1 union "
	"select there.item from reached join item on item.no = reached.item "
	"join by_item as here on here.item = reached.item join edge on edge.a = here.role "
	"join by_event as there on there.event = here.event and there.role = edge.b "
	"where here.role = 'in' or item.kind = 'group') "
	"select count(*) from reached join item on item.no = reached.item where item.kind <> 'group'";
static const char naive_back_sql[] =
	"with recursive reached(item) as (select $1 union "
	"select there.item from reached join by_item as here on here.item = reached.item and here.role = 'out' "
	"join by_event as there on there.event = here.event and there.role = 'in') "
	"select count(*) from reached";

/* The store keeps no index of links by event, and its links in two tables; who asks like that makes tables of his own,
 * and it is not timed. */
static const char make_by_event[] =
	"pragma temp_store = memory; create temp table by_event (event integer, role text, item integer, primary key (event, role, item)) "
	"without rowid; insert into by_event select event, role, item from link order by event, role, item; "
	"create temp table by_item (item integer, role text, event integer, primary key (item, role, event)) "
	"without rowid; insert into by_item select item, role, event from link order by item, role, event";

static int complain(struct walk *walk)
{
	(void)fprintf(stderr, "bench: walk: %s\n", sqlite3_errmsg(walk->db));
	return 1;
}

/* Each row of a query; $1 is bound to LINE_PACKAGES if there is one. */
static int each_row(
	struct walk *walk, const char *sql, void (*take)(struct walk *walk, sqlite3_stmt *row))
{
	sqlite3_stmt *rows = NULL;
	int result = sqlite3_prepare_v2(walk->db, sql, -1, &rows, NULL);
	if (result == SQLITE_OK && sqlite3_bind_parameter_count(rows) == 1)
		result = sqlite3_bind_int64(rows, 1, LINE_PACKAGES);
	while (result == SQLITE_OK || result == SQLITE_ROW) {
		result = sqlite3_step(rows);
		if (result == SQLITE_ROW)
			take(walk, rows);
	}
	(void)sqlite3_finalize(rows);
	return result == SQLITE_DONE ? 0 : complain(walk);
}

static size_t number(sqlite3_stmt *row, int column)
{
	return (size_t)sqlite3_column_int64(row, column);
}

static void take_size(struct walk *walk, sqlite3_stmt *row)
{
	walk->items = number(row, 0);
	walk->events = number(row, 1);
	walk->links = number(row, 2);
}

static void take_kind(struct walk *walk, sqlite3_stmt *row)
{
	enum item_kind kind;
	const char *text = (const char *)sqlite3_column_text(row, 1);
	const char *name = (const char *)sqlite3_column_text(row, 2);
	if (text && item_kind_find(span_of(text), &kind))
		walk->kind[number(row, 0)] = (uint8_t)kind;
	if (name)
		walk->name[number(row, 0)] = strdup(name);
}

static uint8_t flow_of(sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);
	for (int i = 0; text && i < ROLE_COUNT; i++)
		if (strcmp(vocabulary_roles[i].name, text) == 0)
			return (uint8_t)vocabulary_roles[i].flow;
	return FLOW_SITE;
}

/* Rows come by item and time; first_link[item + 1] counts up, first_item holds counts till the end. */
static void take_link(struct walk *walk, sqlite3_stmt *row)
{
	size_t item = number(row, 0), event = number(row, 1),
	       at = walk->first_link[walk->items + 1]++;
	walk->of_item[at] =
		(struct side){ sqlite3_column_int64(row, 3), (uint32_t)event, flow_of(row, 2) };
	walk->first_link[item]++;
	walk->first_item[event]++;
}

static void take_part(struct walk *walk, sqlite3_stmt *row)
{
	walk->run_of[number(row, 0)] = (uint32_t)number(row, 1);
	walk->first_part[number(row, 1)]++;
	walk->parts++;
}

/* From counts to where each one's begin; what is filled in moves them up to where they end. */
static void begin_at(uint32_t *counts, size_t count)
{
	uint32_t sum = 0;
	for (size_t i = 0; i <= count; i++) {
		uint32_t own = counts[i];
		counts[i] = sum;
		sum += own;
	}
	counts[count + 1] = sum;
}

static void back_to_begin(uint32_t *ends, size_t count)
{
	memmove(ends + 1, ends, (count + 1) * sizeof(*ends));
	ends[0] = 0;
}

static bool make_room(struct walk *walk)
{
	size_t items = walk->items + 2, events = walk->events + 2;
	walk->kind = calloc(items, sizeof(*walk->kind));
	walk->name = calloc(items, sizeof(*walk->name));
	walk->first_link = calloc(items, sizeof(*walk->first_link));
	walk->of_item = calloc(walk->links + 1, sizeof(*walk->of_item));
	walk->first_item = calloc(events, sizeof(*walk->first_item));
	walk->of_event = calloc(walk->links + 1, sizeof(*walk->of_event));
	walk->run_of = calloc(items, sizeof(*walk->run_of));
	walk->first_part = calloc(items, sizeof(*walk->first_part));
	walk->part = calloc(items, sizeof(*walk->part));
	walk->reached = calloc(items, sizeof(*walk->reached));
	walk->since_ms = calloc(items, sizeof(*walk->since_ms));
	walk->queue = calloc(items, sizeof(*walk->queue));
	return walk->kind && walk->name && walk->first_link && walk->of_item && walk->first_item &&
	       walk->of_event && walk->run_of && walk->first_part && walk->part && walk->reached &&
	       walk->since_ms && walk->queue;
}

static void turn_links(struct walk *walk)
{
	walk->first_link[walk->items + 1] = 0;
	begin_at(walk->first_link, walk->items);
	begin_at(walk->first_item, walk->events);
	begin_at(walk->first_part, walk->items);
	for (size_t item = 0; item <= walk->items; item++)
		for (uint32_t i = walk->first_link[item]; i < walk->first_link[item + 1]; i++) {
			struct side side = walk->of_item[i];
			uint32_t event = side.other;
			side.other = (uint32_t)item;
			walk->of_event[walk->first_item[event]++] = side;
		}
	back_to_begin(walk->first_item, walk->events);
	for (size_t item = 0; item <= walk->items; item++)
		if (walk->run_of[item] != 0)
			walk->part[walk->first_part[walk->run_of[item]]++] = (uint32_t)item;
	back_to_begin(walk->first_part, walk->items);
}

int walk_load(struct walk **made, const char *store)
{
	struct walk *walk = calloc(1, sizeof(*walk));
	int code = walk ? 0 : give_up("no memory for the walk", NULL);
	if (code == 0 && sqlite3_open_v2(store, &walk->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		code = complain(walk);
	if (code == 0)
		code = each_row(walk, ask_size, take_size);
	if (code == 0 && !make_room(walk))
		code = give_up("no memory for the walk", NULL);
	if (code == 0)
		code = each_row(walk, ask_kinds, take_kind);
	if (code == 0)
		code = each_row(walk, ask_links, take_link);
	if (code == 0)
		code = each_row(walk, ask_parts, take_part);
	if (code == 0 && sqlite3_exec(walk->db, make_by_event, NULL, NULL, NULL) != SQLITE_OK)
		code = complain(walk);
	if (code == 0) {
		turn_links(walk);
		*made = walk;
	} else {
		walk_free(walk);
	}
	return code;
}

static void free_names(char **names, size_t count)
{
	for (size_t i = 0; names && i < count; i++)
		free(names[i]);
	free(names);
}

void walk_free(struct walk *walk)
{
	if (!walk)
		return;
	for (int i = 0; i < 2; i++)
		(void)sqlite3_finalize(walk->naive[i]);
	(void)sqlite3_close(walk->db);
	free_names(walk->name, walk->items + 2);
	free(walk->kind);
	free(walk->first_link);
	free(walk->of_item);
	free(walk->first_item);
	free(walk->of_event);
	free(walk->run_of);
	free(walk->first_part);
	free(walk->part);
	free(walk->reached);
	free(walk->since_ms);
	free(walk->queue);
	free(walk);
}

size_t walk_bytes(const struct walk *walk)
{
	return 2 * walk->links * sizeof(struct side) +
	       walk->items * (6 * sizeof(uint32_t) + sizeof(int64_t) + 1) +
	       walk->events * sizeof(uint32_t);
}

size_t walk_links(const struct walk *walk)
{
	return walk->links;
}

int64_t walk_find(struct walk *walk, const char *name)
{
	sqlite3_stmt *row = NULL;
	struct span code = span_of(name), kind;
	int64_t found = 0;
	(void)span_cut(&code, ':', &kind);
	if (sqlite3_prepare_v2(walk->db, "select no from item where kind = $1 and code = $2", -1,
		    &row, NULL) == SQLITE_OK &&
		sqlite3_bind_text(row, 1, kind.at, (int)kind.len, SQLITE_STATIC) == SQLITE_OK &&
		sqlite3_bind_text(row, 2, code.at, (int)code.len, SQLITE_STATIC) == SQLITE_OK &&
		sqlite3_step(row) == SQLITE_ROW)
		found = sqlite3_column_int64(row, 0);
	(void)sqlite3_finalize(row);
	return found;
}

/* ---- walking ---- */

static void reach(struct walk *walk, size_t *count, uint32_t item, int64_t since_ms)
{
	if (walk->reached[item] == walk->round)
		return;
	walk->reached[item] = walk->round;
	walk->since_ms[item] = since_ms;
	walk->queue[(*count)++] = item;
}

/* Did it stay from the entering at `since` until `at_ms`? */
static bool stays(const struct walk *walk, uint32_t item, int64_t since_ms, int64_t at_ms)
{
	for (uint32_t i = walk->first_link[item]; i < walk->first_link[item + 1]; i++) {
		const struct side *link = &walk->of_item[i];
		if (link->at_ms <= since_ms)
			continue;
		if (link->at_ms > at_ms)
			break;
		if (link->flow == FLOW_CONSUMED)
			return false;
		for (uint32_t j = walk->first_item[link->other];
			j < walk->first_item[link->other + 1]; j++)
			if (walk->of_event[j].flow == FLOW_JOINED ||
				walk->of_event[j].flow == FLOW_LEFT)
				return false;
	}
	return true;
}

/* The animals that stood in the pen at that moment. */
static void reach_pen(struct walk *walk, size_t *count, uint32_t pen, int64_t at_ms)
{
	for (uint32_t i = walk->first_link[pen]; i < walk->first_link[pen + 1]; i++) {
		const struct side *link = &walk->of_item[i];
		if (link->at_ms > at_ms)
			break;
		if (link->flow != FLOW_JOINED)
			continue;
		for (uint32_t j = walk->first_item[link->other];
			j < walk->first_item[link->other + 1]; j++) {
			const struct side *in = &walk->of_event[j];
			if ((in->flow == FLOW_OBSERVED || in->flow == FLOW_PRODUCED) &&
				stays(walk, in->other, link->at_ms, at_ms))
				reach(walk, count, in->other, at_ms);
		}
	}
}

static void reach_of(struct walk *walk, size_t *count, const struct side *link)
{
	uint32_t first = walk->first_item[link->other], last = walk->first_item[link->other + 1];
	bool makes = false;
	for (uint32_t i = first; i < last; i++)
		makes = makes || walk->of_event[i].flow == FLOW_PRODUCED;
	for (uint32_t i = first; i < last; i++) {
		const struct side *there = &walk->of_event[i];
		if (makes && there->flow == FLOW_PRODUCED)
			reach(walk, count, there->other, INT64_MIN);
		else if (!makes && there->flow == FLOW_OBSERVED &&
			 walk->kind[there->other] == ITEM_GROUP)
			reach_pen(walk, count, there->other, link->at_ms);
		else if (!makes && there->flow == FLOW_OBSERVED)
			reach(walk, count, there->other, INT64_MIN);
	}
}

size_t walk_forward(struct walk *walk, int64_t item)
{
	size_t count = 0;
	walk->round++;
	reach(walk, &count, (uint32_t)item, INT64_MIN);
	for (size_t at = 0; at < count; at++) {
		uint32_t own = walk->queue[at];
		for (uint32_t i = walk->first_link[own]; i < walk->first_link[own + 1]; i++)
			if (walk->of_item[i].flow == FLOW_CONSUMED &&
				walk->of_item[i].at_ms > walk->since_ms[own])
				reach_of(walk, &count, &walk->of_item[i]);
		for (uint32_t i = walk->first_part[own]; i < walk->first_part[own + 1]; i++)
			reach(walk, &count, walk->part[i], INT64_MIN);
	}
	return count;
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

size_t walk_answer(struct walk *walk, int64_t item)
{
	size_t count = walk_forward(walk, item), named = 0;
	char **names = calloc(count + 1, sizeof(*names));
	for (size_t i = 0; names && i < count; i++)
		if (walk->name[walk->queue[i]] &&
			(names[named] = strdup(walk->name[walk->queue[i]])))
			named++;
	if (names)
		qsort(names, named, sizeof(*names), compare_names);
	free_names(names, named);
	return named;
}

int64_t walk_to_run(struct walk *walk, int64_t item)
{
	size_t count = walk_forward(walk, item);
	for (size_t i = 0; i < count; i++)
		if (walk->kind[walk->queue[i]] == ITEM_RUN)
			return walk->queue[i];
	return 0;
}

size_t walk_back(struct walk *walk, int64_t item)
{
	size_t count = 0;
	walk->round++;
	reach(walk, &count, (uint32_t)item, INT64_MIN);
	for (size_t at = 0; at < count; at++) {
		uint32_t own = walk->queue[at];
		if (walk->run_of[own] != 0)
			reach(walk, &count, walk->run_of[own], INT64_MIN);
		for (uint32_t i = walk->first_link[own]; i < walk->first_link[own + 1]; i++) {
			const struct side *link = &walk->of_item[i];
			if (link->flow != FLOW_PRODUCED)
				continue;
			for (uint32_t j = walk->first_item[link->other];
				j < walk->first_item[link->other + 1]; j++)
				if (walk->of_event[j].flow == FLOW_CONSUMED)
					reach(walk, &count, walk->of_event[j].other, INT64_MIN);
		}
	}
	return count;
}

/* ---- one recursive query ---- */

static int64_t naive(struct walk *walk, int which, const char *sql, int64_t item)
{
	sqlite3_stmt **kept = &walk->naive[which];
	int64_t count = -1;
	if (!*kept && sqlite3_prepare_v2(walk->db, sql, -1, kept, NULL) != SQLITE_OK) {
		(void)complain(walk);
		return -1;
	}
	if (sqlite3_bind_int64(*kept, 1, item) == SQLITE_OK && sqlite3_step(*kept) == SQLITE_ROW)
		count = sqlite3_column_int64(*kept, 0);
	else
		(void)complain(walk);
	(void)sqlite3_reset(*kept);
	return count;
}

int64_t naive_forward(struct walk *walk, int64_t item)
{
	return naive(walk, 0, naive_forward_sql, item);
}

int64_t naive_back(struct walk *walk, int64_t item)
{
	return naive(walk, 1, naive_back_sql, item);
}
