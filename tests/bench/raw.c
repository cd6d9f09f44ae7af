/*
 * SQLite alone: the rows of a store written again into a new one, in the order the gateway wrote them,
 * with prepared statements and nothing else. The limit the gateway is held against.
 */
#include "tests/bench/limits.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* One table's rows in the order they are to be written; `event` says with which event. */
struct rows {
	const char *table;
	const char *read; /* first column: the event it goes with, then the table's own */
	int columns;      /* without the first */
	sqlite3_value **values;
	int64_t *event;
	size_t count, cap, event_cap;
	sqlite3_stmt *statement;
	size_t next;
};

#define EVENT 2 /* its place in tables */

/* Notes and items go in front of the event that first needs them, links and gist behind it. */
static struct rows tables[] = {
	{ .table = "note",
		.read = "select event_from, * from note where event_from > $1 order by no" },
	{ .table = "item",
		.read = "select * from (select (select min(event) from link where item = item.no) as "
			"event, * from item) where event > $1 order by no" },
	{ .table = "event", .read = "select no, * from event where no > $1 order by no" },
	{ .table = "link_hot",
		.read = "select event, * from link where event > $1 order by event, item, role" },
	{ .table = "gist", .read = "select event, * from gist where event > $1 order by event" },
	{ .table = "run",
		.read = "select * from (select (select min(event) from link where item = run.item) as "
			"event, * from run) where event > $1 order by event" },
	/* Only the store knows which hash is whose; here they are made again. */
	{ .table = "plain",
		.read = "select no, at_ms, station, blake2b(body) from event where no > $1 and "
			"seq = 0 order by no" },
};
#define TABLES (sizeof(tables) / sizeof(tables[0]))

static void blake2b(sqlite3_context *context, int count, sqlite3_value **values)
{
	unsigned char hash[16];
	const unsigned char *text = sqlite3_value_text(values[0]);
	int len = sqlite3_value_bytes(values[0]);
	(void)count;
	(void)crypto_generichash(
		hash, sizeof(hash), text, len > 0 ? (unsigned long long)len : 0, NULL, 0);
	sqlite3_result_blob(context, hash, sizeof(hash), SQLITE_TRANSIENT);
}

static bool load(sqlite3 *from, int64_t behind, struct rows *rows)
{
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(from, rows->read, -1, &statement, NULL) != SQLITE_OK ||
		sqlite3_bind_int64(statement, 1, behind) != SQLITE_OK)
		return false;
	rows->columns = sqlite3_column_count(statement) - 1;
	while (sqlite3_step(statement) == SQLITE_ROW) {
		size_t base = rows->count * (size_t)rows->columns;
		if (!array_reserve(&rows->values, &rows->cap, base + (size_t)rows->columns,
			    sizeof(*rows->values)) ||
			!array_reserve(&rows->event, &rows->event_cap, rows->count + 1,
				sizeof(*rows->event)))
			break;
		for (int i = 0; i < rows->columns; i++)
			rows->values[base + (size_t)i] =
				sqlite3_value_dup(sqlite3_column_value(statement, i + 1));
		rows->event[rows->count++] = sqlite3_column_int64(statement, 0);
	}
	return sqlite3_finalize(statement) == SQLITE_OK;
}

static bool prepare(sqlite3 *to, struct rows *rows)
{
	char text[256];
	struct out sql = out_into(text, sizeof(text));
	out_text(&sql, "insert into ");
	out_text(&sql, rows->table);
	for (int i = 0; i < rows->columns; i++)
		out_text(&sql, i == 0 ? " values (?" : ",?");
	out_char(&sql, ')');
	return !sql.full && sqlite3_prepare_v2(to, text, -1, &rows->statement, NULL) == SQLITE_OK;
}

static bool write_upto(struct rows *rows, int64_t event)
{
	while (rows->next < rows->count && rows->event[rows->next] <= event) {
		size_t base = rows->next * (size_t)rows->columns;
		for (int i = 0; i < rows->columns; i++)
			(void)sqlite3_bind_value(
				rows->statement, i + 1, rows->values[base + (size_t)i]);
		if (sqlite3_step(rows->statement) != SQLITE_DONE)
			return false;
		(void)sqlite3_reset(rows->statement);
		rows->next++;
	}
	return true;
}

static bool write_all(sqlite3 *to, int64_t first, int64_t last, int64_t each)
{
	for (int64_t event = first; event <= last; event += each) {
		int64_t until = event + each - 1 < last ? event + each - 1 : last;
		bool good = sqlite3_exec(to, "begin immediate", NULL, NULL, NULL) == SQLITE_OK;
		for (int64_t no = event; good && no <= until; no++)
			for (size_t i = 0; good && i < TABLES; i++)
				good = write_upto(&tables[i], no);
		if (!good || sqlite3_exec(to, "commit", NULL, NULL, NULL) != SQLITE_OK)
			return false;
	}
	return true;
}

static void clear(void)
{
	for (size_t i = 0; i < TABLES; i++) {
		for (size_t j = 0; j < tables[i].count * (size_t)tables[i].columns; j++)
			sqlite3_value_free(tables[i].values[j]);
		free(tables[i].values);
		free(tables[i].event);
		tables[i].values = NULL;
		tables[i].event = NULL;
		tables[i].statement = NULL;
		tables[i].count = tables[i].cap = tables[i].event_cap = tables[i].next = 0;
	}
}

double raw_events_per_second(const char *store, int64_t behind, const char *copy, int64_t each)
{
	sqlite3 *from = NULL, *to = NULL;
	struct fault fault;
	double rate = 0;
	(void)unlink(copy);
	bool good = store_create(copy, &fault) == 0 &&
	            sqlite3_open_v2(store, &from, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
	            sqlite3_create_function_v2(from, "blake2b", 1, SQLITE_UTF8, NULL, blake2b, NULL,
			    NULL, NULL) == SQLITE_OK &&
	            sqlite3_open(copy, &to) == SQLITE_OK &&
	            sqlite3_exec(to,
			    "pragma journal_mode=wal; pragma synchronous=full;"
			    "pragma wal_autocheckpoint=20000",
			    NULL, NULL, NULL) == SQLITE_OK;
	for (size_t i = 0; good && i < TABLES; i++)
		good = load(from, behind, &tables[i]) && prepare(to, &tables[i]);
	if (good) {
		int64_t events = (int64_t)tables[EVENT].count; /* their numbers have no gaps */
		int64_t begun = bench_now_ns();
		good = write_all(to, behind + 1, behind + events, each);
		rate = (double)events * 1e9 / (double)(bench_now_ns() - begun);
	}
	if (!good)
		(void)fprintf(stderr, "bench: SQLite alone: %s\n",
			to ? sqlite3_errmsg(to) : "cannot open");
	for (size_t i = 0; i < TABLES; i++)
		(void)sqlite3_finalize(tables[i].statement);
	clear();
	(void)sqlite3_close(from);
	(void)sqlite3_close(to);
	return good ? rate : 0;
}
