/* SQLite's every allocation and every byte of disk fails in turn: nothing is lost, nothing is half there. */
#include "tests/unit/store_fixture.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>

#define BATCH 12 /* events in the batch that meets the failure */

/* ---- SQLite's memory, with a countdown ---- */

static sqlite3_mem_methods inner;
static int allocations_left = -1; /* -1: no end */

static bool may_allocate(void)
{
	if (allocations_left < 0)
		return true;
	if (allocations_left == 0)
		return false;
	allocations_left--;
	return true;
}

static void *failing_malloc(int size)
{
	return may_allocate() ? inner.xMalloc(size) : NULL;
}

static void *failing_realloc(void *old, int size)
{
	return may_allocate() ? inner.xRealloc(old, size) : NULL;
}

static int wrap_memory(void)
{
	sqlite3_mem_methods outer;
	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &inner) != SQLITE_OK)
		return -1;
	outer = inner;
	outer.xMalloc = failing_malloc;
	outer.xRealloc = failing_realloc;
	return sqlite3_config(SQLITE_CONFIG_MALLOC, &outer) == SQLITE_OK ? 0 : -1;
}

/* ---- what is tried ---- */

static int try_batch(struct fixture *f, int64_t first)
{
	char line[256];
	int64_t no = 0;
	struct store_note note = { .station = span_of(STATION),
		.epoch = 1,
		.first = first,
		.count = BATCH,
		.got_ms = NOON_MS,
		.signatures = span_of("x\n") };
	struct store_claim held = { .station = span_of(STATION),
		.epoch = 1,
		.seq = first + BATCH - 1,
		.got_ms = NOON_MS,
		.line = span_of("refused") };
	int code = store_begin(f->store, &f->fault);
	if (code == 0)
		code = store_put_note(f->store, &note, &held.note, &f->fault);
	for (int i = 0; code == 0 && i < BATCH - 1; i++)
		code = try_event(f, STATION, 1, first + i, held.note, weigh(line, i), &no);
	if (code == 0)
		code = store_put_quarantine(
			f->store, &held, span_of("t"), "R-EVT-01", "", 0, &no, &f->fault);
	if (code == 0)
		code = store_commit(f->store, &f->fault);
	if (code != 0)
		store_rollback(f->store);
	return code;
}

/* Whole batches and nothing else, as another program reads them. */
static void expect_batches(struct fixture *f, int64_t batches)
{
	char want[128];
	(void)snprintf(want, sizeof(want), "ok\n%lld|%lld|%lld|%lld|1-%lld",
		(long long)batches * (BATCH - 1), (long long)batches * (BATCH - 1),
		(long long)batches, (long long)batches * (BATCH - 1), (long long)batches * BATCH);
	assert_string_equal(
		look(f, "pragma integrity_check; select (select count(*) from event), "
			"(select count(*) from link), (select count(*) from quarantine), "
			"(select events from heard), (select group_concat(first || '-' || "
			"last) from received)"),
		want);
}

static void a_batch_that_meets_the_end_of_memory_anywhere_is_whole_or_absent(void **state)
{
	struct fixture *f = *state;
	int64_t batches = 1;
	int code = -1, failures = 0;
	assert_ok(f, try_batch(f, 1));
	for (int left = 0; code != 0; left++) {
		close_writer(f);
		open_writer(f); /* so that every statement is prepared anew */
		allocations_left = left;
		code = try_batch(f, batches * BATCH + 1);
		allocations_left = -1;
		if (code != 0) {
			assert_int_equal(code, FAULT_MEMORY);
			failures++;
		} else {
			batches++;
		}
		if (left % 50 == 0)
			expect_batches(f, batches);
	}
	assert_true(failures > 50);
	assert_ok(f, try_batch(f, batches * BATCH + 1));
	expect_batches(f, batches + 1);
}

static void opening_that_meets_the_end_of_memory_leaves_nothing_open(void **state)
{
	struct fixture *f = *state;
	int code = -1, failures = 0;
	assert_ok(f, try_batch(f, 1));
	close_writer(f);
	for (int left = 0; code != 0; left++) {
		allocations_left = left;
		code = store_open(
			&f->store, f->path, left % 2 ? STORE_WRITE : STORE_READ, &f->fault);
		allocations_left = -1;
		if (code == 0) {
			store_close(f->store);
			f->store = NULL;
		} else {
			assert_null(f->store);
			failures++;
		}
	}
	assert_true(failures > 5);
	open_writer(f); /* the lock is free */
	assert_ok(f, try_batch(f, BATCH + 1));
	expect_batches(f, 2);
}

static void a_rebuild_that_meets_the_end_of_memory_changes_nothing(void **state)
{
	struct fixture *f = *state;
	int64_t unread;
	int code = -1;
	assert_ok(f, try_batch(f, 1));
	for (int left = 0; code != 0; left += 3) {
		close_writer(f);
		open_writer(f);
		allocations_left = left;
		code = store_rebuild(f->store, &unread, &f->fault);
		allocations_left = -1;
		if (left % 60 == 0)
			expect_batches(f, 1);
	}
	expect_batches(f, 1);
}

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* No file may grow beyond a limit that moves up a little at a time: as a disk that is full. */
static void a_batch_that_meets_a_full_disk_anywhere_is_whole_or_absent(void **state)
{
	struct fixture *f = *state;
	int64_t batches = 1;
	int failures = 0;
	struct rlimit whole;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &whole), 0);
	assert_ok(f, try_batch(f, 1));
	for (rlim_t most = 8192; batches < 4; most += 3000) {
		close_writer(f);
		open_writer(f);
		limit_files(most);
		int code = try_batch(f, batches * BATCH + 1);
		limit_files(whole.rlim_cur);
		if (code == 0) {
			batches++;
		} else {
			assert_int_equal(code, FAULT_IO);
			failures++;
		}
		expect_batches(f, batches);
	}
	assert_true(failures > 3);
	assert_ok(f, try_batch(f, batches * BATCH + 1)); /* in the handle that has seen it */
	expect_batches(f, batches + 1);
}

/* The disk is full when the log is to be moved into the store: the log stays, nothing is lost. */
static void a_checkpoint_on_a_full_disk_loses_nothing(void **state)
{
	struct fixture *f = *state;
	struct rlimit whole;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &whole), 0);
	assert_ok(f, try_batch(f, 1));
	close_writer(f);
	open_writer(f);
	for (int i = 1; i < 40; i++)
		assert_ok(f, try_batch(f, i * BATCH + 1));
	limit_files(200000);
	assert_int_equal(store_checkpoint(f->store, 0, &f->fault), FAULT_IO);
	close_writer(f);
	limit_files(whole.rlim_cur);
	expect_batches(f, 40);
	open_writer(f);
	assert_ok(f, store_checkpoint(f->store, 0, &f->fault));
	assert_ok(f, try_batch(f, 40 * BATCH + 1));
	expect_batches(f, 41);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		proves(a_batch_that_meets_the_end_of_memory_anywhere_is_whole_or_absent),
		proves(opening_that_meets_the_end_of_memory_leaves_nothing_open),
		proves(a_rebuild_that_meets_the_end_of_memory_changes_nothing),
		proves(a_batch_that_meets_a_full_disk_anywhere_is_whole_or_absent),
		proves(a_checkpoint_on_a_full_disk_loses_nothing),
	};
	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || wrap_memory() != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
