/*
 * store_fixture.h - a store in a directory of its own, and the sqlite3 program to look into it with
 * other eyes than ours.
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

#define STATION "farm-01"
#define NOON_MS INT64_C(1795147200000) /* 2026-11-20T04:00:00Z */

struct fixture {
	char dir[64];
	char path[96];
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
	assert_int_equal(pclose(pipe), 0);
	while (f->shell.len > 0 && f->shell.at[f->shell.len - 1] == '\n')
		f->shell.at[--f->shell.len] = '\0';
	buf_free(&command);
}

/* What another program reads in the store. Double quotes are the shell's. */
static inline const char *look(struct fixture *f, const char *sql)
{
	shell(f, "sqlite3 -readonly", f->path, sql);
	return buf_written(&f->shell).at;
}

/* Change the store behind our back. */
static inline void meddle(struct fixture *f, const char *sql)
{
	shell(f, "sqlite3", f->path, sql);
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
