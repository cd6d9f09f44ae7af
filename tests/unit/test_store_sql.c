/* The SQL files say what they take and give: held against what each engine makes of them. */
#include "tests/unit/store_fixture.h"

#include "core/store/sql.gen.h"

#include <sqlite3.h>

static sqlite3 *open_raw(struct fixture *f)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open_v2(f->path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const struct sql_query *query)
{
	sqlite3_stmt *stmt = NULL;
	if (sqlite3_prepare_v2(db, query->text, -1, &stmt, NULL) != SQLITE_OK || !stmt)
		fail_msg("%s: %s", query->name, sqlite3_errmsg(db));
	return stmt;
}

static void check_takes(const struct sql_query *query, sqlite3_stmt *stmt)
{
	char name[16], want[16];
	struct span rest = span_of(query->takes), one;
	int n = 0;
	while (rest.len > 0) {
		if (!span_cut(&rest, ',', &one)) {
			one = rest;
			rest.len = 0;
		}
		while (one.len > 0 && one.at[0] == ' ')
			one = (struct span){ one.at + 1, one.len - 1 };
		(void)snprintf(name, sizeof(name), "$%d", ++n);
		(void)snprintf(want, sizeof(want), "$%d ", n);
		if (!span_starts(one, want) || one.len == strlen(want))
			fail_msg("%s: takes \"%.*s\" where %sNAME was due", query->name,
				(int)one.len, one.at, want);
		if (sqlite3_bind_parameter_index(stmt, name) == 0)
			fail_msg("%s: takes %s, but does not use it", query->name, name);
	}
	if (sqlite3_bind_parameter_count(stmt) != n)
		fail_msg("%s: takes %d, uses %d", query->name, n,
			sqlite3_bind_parameter_count(stmt));
}

static void check_gives(const struct sql_query *query, sqlite3_stmt *stmt)
{
	struct buf columns = { 0 };
	for (int i = 0; i < sqlite3_column_count(stmt); i++) {
		buf_text(&columns, i ? ", " : "");
		buf_text(&columns, sqlite3_column_name(stmt, i));
	}
	assert_false(columns.failed);
	if (!span_is(buf_written(&columns), query->gives))
		fail_msg("%s: gives \"%s\", says \"%s\"", query->name, buf_written(&columns).at,
			query->gives);
	buf_free(&columns);
}

static void every_query_takes_and_gives_what_it_says(void **state)
{
	struct fixture *f = *state;
	sqlite3 *db = open_raw(f);
	assert_true(SQL_COUNT > 0);
	for (int id = 0; id < SQL_COUNT; id++) {
		sqlite3_stmt *stmt = prepare(db, &sql_queries[id]);
		check_takes(&sql_queries[id], stmt);
		check_gives(&sql_queries[id], stmt);
		assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
	}
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void a_query_file_holds_one_statement(void **state)
{
	struct fixture *f = *state;
	sqlite3 *db = open_raw(f);
	for (int id = 0; id < SQL_COUNT; id++) {
		const char *rest = NULL;
		sqlite3_stmt *stmt = NULL;
		assert_int_equal(
			sqlite3_prepare_v2(db, sql_queries[id].text, -1, &stmt, &rest), SQLITE_OK);
		if (rest[strspn(rest, " \t\n;")] != '\0')
			fail_msg("%s: something behind the statement: %s", sql_queries[id].name,
				rest);
		(void)sqlite3_finalize(stmt);
	}
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* A scan of a large table where an index was meant would only be noticed by a farmer's queue. */
static void no_query_of_the_hot_path_scans_a_table(void **state)
{
	static const enum sql_id hot[] = { SQL_STATION_FIND, SQL_EVENT_NAMED, SQL_HELD_NAMED,
		SQL_PLAIN_FIND, SQL_PLAIN_OF_STATION, SQL_ITEM_FIND, SQL_ITEM_GET,
		SQL_LINKS_OF_ITEM, SQL_LINKS_OF_ITEM_AS, SQL_LINKS_BETWEEN, SQL_GISTS_BETWEEN,
		SQL_ITEMS_NUMBERED, SQL_LASTING_OF, SQL_STATION_NAME, SQL_RUNS_WITH,
		SQL_RUNS_OF_LOT, SQL_RECEIVED_OF, SQL_CORRECTIONS_OF, SQL_HELD_OF_STATION,
		SQL_EVENTS_AFTER, SQL_REGISTRY_FIND, SQL_NOTE_RANGE };
	struct fixture *f = *state;
	sqlite3 *db = open_raw(f);
	for (size_t i = 0; i < sizeof(hot) / sizeof(hot[0]); i++) {
		struct buf text = { 0 };
		struct sql_query plan = { .name = sql_queries[hot[i]].name };
		buf_text(&text, "explain query plan ");
		buf_text(&text, sql_queries[hot[i]].text);
		assert_false(text.failed);
		plan.text = text.at;
		sqlite3_stmt *stmt = prepare(db, &plan);
		while (sqlite3_step(stmt) == SQLITE_ROW) {
			const char *step = (const char *)sqlite3_column_text(stmt, 3);
			if (strncmp(step, "SCAN", 4) == 0 && strcmp(step, "SCAN CONSTANT ROW") != 0)
				fail_msg("%s: %s", plan.name, step);
		}
		(void)sqlite3_finalize(stmt);
		buf_free(&text);
	}
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static int count_of(const char *list)
{
	int count = *list != '\0';
	for (; *list; list++)
		count += *list == ',';
	return count;
}

static void check_described(const struct sql_query *query, const PGresult *as)
{
	struct span rest = span_of(query->gives), one;
	if (PQnparams(as) != count_of(query->takes))
		fail_msg("%s: takes %d, uses %d", query->name, count_of(query->takes),
			PQnparams(as));
	if (PQnfields(as) != count_of(query->gives))
		fail_msg("%s: gives %d, says %d", query->name, PQnfields(as),
			count_of(query->gives));
	for (int i = 0; i < PQnfields(as); i++) {
		if (!span_cut(&rest, ',', &one))
			one = rest;
		while (one.len > 0 && one.at[0] == ' ')
			one = (struct span){ one.at + 1, one.len - 1 };
		if (!span_is(one, PQfname(as, i)))
			fail_msg("%s: gives \"%s\" where it says \"%.*s\"", query->name,
				PQfname(as, i), (int)one.len, one.at);
	}
}

static void a_server_understands_every_query(void **state)
{
	struct fixture *f = *state;
	for (int id = 0; id < SQL_COUNT; id++) {
		const struct sql_query *query = &sql_queries[id];
		PGresult *made = PQprepare(f->server, query->name, query->text, 0, NULL);
		if (PQresultStatus(made) != PGRES_COMMAND_OK)
			fail_msg("%s: %s", query->name, PQresultErrorMessage(made));
		PQclear(made);
		PGresult *as = PQdescribePrepared(f->server, query->name);
		assert_int_equal(PQresultStatus(as), PGRES_COMMAND_OK);
		check_described(query, as);
		PQclear(as);
	}
}

int main(void)
{
	const struct CMUnitTest here[] = {
		proves(every_query_takes_and_gives_what_it_says),
		proves(a_query_file_holds_one_statement),
		proves(no_query_of_the_hot_path_scans_a_table),
	};
	const struct CMUnitTest there[] = { proves(a_server_understands_every_query) };
	return getenv("PIGTRACE_POSTGRES") ? cmocka_run_group_tests(there, NULL, NULL)
	                                   : cmocka_run_group_tests(here, NULL, NULL);
}
