/*
 * store_fixture.h - a store of its own for each test, and another program to look into it with other eyes than ours:
 * a file and sqlite3; or, where PIGTRACE_POSTGRES is the address of a database, a schema of it and libpq.
 */
#ifndef PIGTRACE_TESTS_STORE_FIXTURE_H
#define PIGTRACE_TESTS_STORE_FIXTURE_H

#include "core/store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <libpq-fe.h>

#define STATION "farm-01"
#define NOON_MS INT64_C(1795147200000) /* 2026-11-20T04:00:00Z */

struct fixture {
	char dir[64];
	char path[192]; /* or address */
	bool on_server;
	PGconn *server;      /* to look and meddle */
	struct store *store; /* open for writing */
	struct fault fault;
	struct event *event; /* room to decode into */
	struct buf shell;    /* what the sqlite3 program said last */
};

#define assert_ok(f, call)                                          \
	do {                                                        \
		int code_ = (call);                                 \
		if (code_ != 0)                                     \
			fail_msg("%d: %s", code_, (f)->fault.text); \
	} while (0)

static inline void shell(struct fixture *f, const char *program, const char *path, const char *sql)
{
	struct buf command = { 0 };
	char chunk[4096];
	size_t got;
	buf_format(&command, "%s '%s' \"%s\" 2>&1", program, path, sql);
	assert_false(command.failed);
	FILE *pipe = popen(command.at, "r");
	assert_non_null(pipe);
	buf_clear(&f->shell);
	while ((got = fread(chunk, 1, sizeof(chunk), pipe)) > 0)
		buf_bytes(&f->shell, chunk, got);
	if (pclose(pipe) != 0)
		fail_msg("%s: %s", command.at, buf_written(&f->shell).at);
	while (f->shell.len > 0 && f->shell.at[f->shell.len - 1] == '\n')
		f->shell.at[--f->shell.len] = '\0';
	buf_free(&command);
}

/* Rows and columns as the sqlite3 program writes them. */
static inline void show_rows(struct fixture *f, const PGresult *rows)
{
	for (int row = 0; row < PQntuples(rows); row++) {
		buf_text(&f->shell, f->shell.len ? "\n" : "");
		for (int column = 0; column < PQnfields(rows); column++) {
			buf_text(&f->shell, column ? "|" : "");
			buf_text(&f->shell, PQgetvalue(rows, row, column));
		}
	}
}

static inline void ask_server(struct fixture *f, const char *sql)
{
	buf_clear(&f->shell);
	assert_int_equal(PQsendQuery(f->server, sql), 1);
	for (PGresult *rows; (rows = PQgetResult(f->server)); PQclear(rows)) {
		if (PQresultStatus(rows) == PGRES_FATAL_ERROR)
			fail_msg("%s: %s", sql, PQresultErrorMessage(rows));
		show_rows(f, rows);
	}
}

/* What another program reads in the store. Double quotes are the shell's; group_concat(x, y) is known to both. */
static inline const char *look(struct fixture *f, const char *sql)
{
	if (f->on_server)
		ask_server(f, sql);
	else
		shell(f, "sqlite3 -readonly", f->path, sql);
	return buf_written(&f->shell).at;
}

/* Change the store behind our back. */
static inline void meddle(struct fixture *f, const char *sql)
{
	if (f->on_server)
		ask_server(f, sql);
	else
		shell(f, "sqlite3", f->path, sql);
}

/* From now on, or no more, a change of the table fails where the condition holds. */
static inline void forbid(
	struct fixture *f, const char *change, const char *table, const char *where)
{
	char sql[512];
	if (f->on_server)
		(void)snprintf(sql, sizeof(sql),
			"create function no() returns trigger language plpgsql as 'begin raise exception ''made to fail''; end'; "
			"create trigger bad before %s on %s for each row when (%s) execute function no()",
			change, table, where);
	else
		(void)snprintf(sql, sizeof(sql),
			"create trigger bad before %s on %s when %s begin select raise(abort, 'made to fail'); end",
			change, table, where);
	meddle(f, sql);
}

static inline void allow(struct fixture *f, const char *table)
{
	char sql[128];
	(void)snprintf(sql, sizeof(sql), "drop trigger bad%s%s", f->on_server ? " on " : "",
		f->on_server ? table : "");
	meddle(f, sql);
}

/* A schema with the name of the directory, which is nobody else's. */
static inline void make_schema(struct fixture *f, const char *address)
{
	const char *name = strrchr(f->dir, '-') + 1;
	char sql[512];
	f->on_server = true;
	f->server = PQconnectdb(address);
	assert_int_equal(PQstatus(f->server), CONNECTION_OK);
	(void)snprintf(sql, sizeof(sql),
		"create schema \"%s\"; set search_path to \"%s\"; "
		"create aggregate group_concat(text, text) (sfunc = string_agg_transfn, "
		"stype = internal, finalfunc = string_agg_finalfn)",
		name, name);
	meddle(f, sql);
	(void)snprintf(
		f->path, sizeof(f->path), "%s&options=-csearch_path%%3D%%22%s%%22", address, name);
}

static inline void open_writer(struct fixture *f)
{
	assert_ok(f, store_open(&f->store, f->path, STORE_WRITE, &f->fault));
}

static inline void close_writer(struct fixture *f)
{
	store_close(f->store);
	f->store = NULL;
}

static inline int begin(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->event = malloc(sizeof(*f->event));
	assert_non_null(f->event);
	(void)snprintf(f->dir, sizeof(f->dir), "/tmp/pigtrace-store-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	(void)snprintf(f->path, sizeof(f->path), "%s/pig.store", f->dir);
	if (getenv("PIGTRACE_POSTGRES"))
		make_schema(f, getenv("PIGTRACE_POSTGRES"));
	assert_ok(f, store_create(f->path, &f->fault));
	open_writer(f);
	*state = f;
	return 0;
}

static inline int end(void **state)
{
	struct fixture *f = *state;
	char command[128];
	store_close(f->store);
	PQfinish(f->server);
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", f->dir);
	assert_int_equal(system(command), 0);
	buf_free(&f->shell);
	free(f->event);
	free(f);
	return 0;
}

#define proves(test) cmocka_unit_test_setup_teardown(test, begin, end)

/* ---- putting ---- */

static inline int64_t put_note(
	struct fixture *f, const char *station, int64_t epoch, int64_t first, int count)
{
	int64_t no = 0;
	struct store_note note = {
		.station = span_of(station),
		.epoch = epoch,
		.first = first,
		.count = count,
		.got_ms = NOON_MS,
		.signatures = span_of("— x AAAA\n"),
	};
	assert_ok(f, store_put_note(f->store, &note, &no, &f->fault));
	return no;
}

/* As store_put_event; the line is decoded here. */
static inline int try_event(struct fixture *f, const char *station, int64_t epoch, int64_t seq,
	int64_t note, const char *line, int64_t *no)
{
	struct event_wrong wrong;
	struct store_claim claim = {
		.station = span_of(station),
		.epoch = epoch,
		.seq = seq,
		.got_ms = NOON_MS,
		.note = note,
		.assurance = seq ? STORE_SIGNED : STORE_BROKER,
		.line = span_of(line),
	};
	enum event_error error = event_decode(claim.line, f->event, &wrong);
	if (error != EVENT_OK)
		fail_msg("%s: %s at %zu", line, event_error_text(error), wrong.at);
	return store_put_event(f->store, &claim, f->event, no, &f->fault);
}

static inline int64_t put_event(struct fixture *f, const char *station, int64_t epoch, int64_t seq,
	int64_t note, const char *line)
{
	int64_t no = 0;
	assert_ok(f, try_event(f, station, epoch, seq, note, line, &no));
	return no;
}

static inline int64_t put_held(struct fixture *f, const char *station, int64_t epoch, int64_t seq,
	int64_t note, const char *rule, const char *line)
{
	int64_t no = 0;
	struct store_claim claim = {
		.station = span_of(station),
		.epoch = epoch,
		.seq = seq,
		.got_ms = NOON_MS,
		.note = note,
		.line = span_of(line),
	};
	assert_ok(f, store_put_quarantine(f->store, &claim, span_of("pigtrace/v1/x/up"), rule, "kg",
			     7, &no, &f->fault));
	return no;
}

static inline void begin_batch(struct fixture *f)
{
	assert_ok(f, store_begin(f->store, &f->fault));
}

static inline void commit_batch(struct fixture *f)
{
	assert_ok(f, store_commit(f->store, &f->fault));
}

static inline enum store_seen seen(
	struct fixture *f, const char *station, int64_t epoch, int64_t seq, const char *line)
{
	enum store_seen result = STORE_NEW;
	assert_ok(f, store_seen(f->store, span_of(station), epoch, seq, span_of(line), &result,
			     &f->fault));
	return result;
}

/* A weighing of pig n at minute n: different n, different lines. */
static inline const char *weigh(char line[static 256], int n)
{
	(void)snprintf(line, 256,
		"{\"do\":\"weigh\",\"at\":\"2026-11-20T%02d:%02d:00+08:00\","
		"\"of\":\"pig:1141130%08d\",\"kg\":\"%d.5\",\"by\":\"op-07\"}",
		n / 60 % 24, n % 60, n + 1, 90 + n % 40);
	return line;
}

#endif
