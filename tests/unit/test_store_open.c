/* Creating, opening, locking, versions, and how readers and the writer leave the files. */
#include "tests/unit/store_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

static off_t size_of(struct fixture *f, const char *end)
{
	char name[256];
	struct stat stat_of;
	(void)snprintf(name, sizeof(name), "%s%s", f->path, end);
	return stat(name, &stat_of) == 0 ? stat_of.st_size : -1;
}

static void write_file(const char *path, const char *bytes, size_t len)
{
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

static int try_open(struct fixture *f, enum store_mode mode)
{
	struct store *store = NULL;
	int code = store_open(&store, f->path, mode, &f->fault);
	if (code != 0)
		assert_null(store);
	store_close(store);
	return code;
}

static void a_new_store_is_one_clean_file_that_says_what_it_is(void **state)
{
	struct fixture *f = *state;
	close_writer(f);
	assert_int_equal(size_of(f, "-wal"), -1);
	assert_int_equal(size_of(f, "-shm"), -1);
	assert_string_equal(
		look(f, "pragma application_id; pragma user_version; pragma page_size; "
			"pragma journal_mode; select value from meta where key = 'schema'"),
		"1349085012\n7\n8192\nwal\n7");
	shell(f, "find", f->dir, "-print");
	assert_non_null(strstr(f->shell.at, "pig.store"));
	assert_null(strstr(f->shell.at, ".new"));
}

static void a_file_that_exists_is_not_overwritten(void **state)
{
	struct fixture *f = *state;
	char other[256];
	assert_int_equal(store_create(f->path, &f->fault), FAULT_SETTING);
	assert_non_null(strstr(f->fault.text, "exists already"));
	(void)snprintf(other, sizeof(other), "%s/no/such/directory", f->dir);
	assert_int_equal(store_create(other, &f->fault), FAULT_IO);
	(void)snprintf(other, sizeof(other), "%s/second", f->dir);
	assert_ok(f, store_create(other, &f->fault));
	assert_string_equal(look(f, "select count(*) from event"), "0");
}

static void a_store_that_is_not_there_is_not_found(void **state)
{
	struct fixture *f = *state;
	close_writer(f);
	assert_int_equal(unlink(f->path), 0);
	assert_int_equal(try_open(f, STORE_READ), FAULT_NOT_FOUND);
	assert_int_equal(try_open(f, STORE_WRITE), FAULT_NOT_FOUND);
	assert_int_equal(size_of(f, ""), -1);
}

static void what_is_no_store_of_ours_is_refused_and_left_alone(void **state)
{
	struct fixture *f = *state;
	static char bytes[9000];
	close_writer(f);
	memset(bytes, 'x', sizeof(bytes));
	for (int mode = STORE_READ; mode <= STORE_WRITE; mode++) {
		write_file(f->path, bytes, sizeof(bytes));
		assert_int_equal(try_open(f, (enum store_mode)mode), FAULT_CORRUPT);
		assert_non_null(strstr(f->fault.text, "not a pigtrace store"));
		write_file(f->path, "", 0);
		assert_int_equal(try_open(f, (enum store_mode)mode), FAULT_SETTING);
		assert_non_null(strstr(f->fault.text, "not a pigtrace store"));
		assert_int_equal(size_of(f, ""), 0);
		assert_int_equal(unlink(f->path), 0);
		meddle(f, "create table mine (x); insert into mine values (1)");
		assert_int_equal(try_open(f, (enum store_mode)mode), FAULT_SETTING);
		assert_string_equal(
			look(f, "select * from mine; select count(*) from sqlite_master"), "1\n1");
		assert_int_equal(unlink(f->path), 0);
	}
}

static void a_newer_store_is_refused_by_name_of_its_version(void **state)
{
	struct fixture *f = *state;
	close_writer(f);
	char newer[64], own[64], named[32];
	(void)snprintf(newer, sizeof(newer), "pragma user_version = %d", STORE_VERSION + 1);
	(void)snprintf(own, sizeof(own), "pragma user_version = %d", STORE_VERSION);
	(void)snprintf(named, sizeof(named), "version %d", STORE_VERSION + 1);
	meddle(f, newer);
	assert_int_equal(try_open(f, STORE_READ), FAULT_NEWER);
	assert_int_equal(try_open(f, STORE_WRITE), FAULT_NEWER);
	assert_non_null(strstr(f->fault.text, named));
	meddle(f, own);
	assert_int_equal(try_open(f, STORE_WRITE), 0);
}

static void a_store_older_than_its_first_version_is_not_touched_by_a_reader(void **state)
{
	struct fixture *f = *state;
	close_writer(f);
	meddle(f, "pragma user_version = 0");
	assert_int_equal(try_open(f, STORE_READ), FAULT_SETTING);
	assert_int_equal(
		try_open(f, STORE_WRITE), FAULT_CORRUPT); /* its tables are there already */
	assert_string_equal(look(f, "pragma user_version"), "0");
}

static void a_second_writer_is_refused_and_told_who_writes(void **state)
{
	struct fixture *f = *state;
	char pid[32], linked[256];
	(void)snprintf(pid, sizeof(pid), "process %ld", (long)getpid());
	assert_int_equal(try_open(f, STORE_WRITE), FAULT_BUSY);
	assert_non_null(strstr(f->fault.text, pid));
	assert_int_equal(try_open(f, STORE_READ), 0);
	/* by another name, from another process */
	(void)snprintf(linked, sizeof(linked), "%s/link", f->dir);
	assert_int_equal(symlink(f->path, linked), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct store *store = NULL;
		_exit(-store_open(&store, linked, STORE_WRITE, NULL));
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), -FAULT_BUSY);
	close_writer(f);
	assert_int_equal(try_open(f, STORE_WRITE), 0);
	assert_true(size_of(f, ".lock") > 0);
}

/* ---- readers beside the writer ---- */

static int64_t count_events(struct fixture *f, struct store *reader)
{
	int64_t event = -1, held = -1;
	assert_ok(f, store_newest(reader, &event, &held, &f->fault));
	return event;
}

static void put_some(struct fixture *f, int64_t first, int count)
{
	char line[256];
	int64_t note = put_note(f, STATION, 1, first, count);
	for (int i = 0; i < count; i++)
		put_event(f, STATION, 1, first + i, note, weigh(line, (int)first + i));
}

static void a_reader_sees_whole_batches_and_one_view_until_it_ends_it(void **state)
{
	struct fixture *f = *state;
	struct store *reader = NULL;
	assert_ok(f, store_open(&reader, f->path, STORE_READ, &f->fault));
	begin_batch(f);
	put_some(f, 1, 100);
	assert_int_equal(count_events(f, reader), 0);
	commit_batch(f);
	assert_int_equal(count_events(f, reader), 100);
	assert_ok(f, store_read_begin(reader, &f->fault));
	assert_int_equal(count_events(f, reader), 100);
	begin_batch(f);
	put_some(f, 101, 50);
	commit_batch(f);
	assert_ok(f, store_read_begin(reader, &f->fault)); /* views nest */
	assert_int_equal(count_events(f, reader), 100);
	store_read_end(reader);
	assert_int_equal(count_events(f, reader), 100);
	store_read_end(reader);
	assert_int_equal(count_events(f, reader), 150);
	store_close(reader);
}

static void the_writer_reads_its_own_batch(void **state)
{
	struct fixture *f = *state;
	begin_batch(f);
	put_some(f, 1, 3);
	assert_ok(f, store_read_begin(f->store, &f->fault));
	assert_int_equal(count_events(f, f->store), 3);
	store_read_end(f->store);
	put_some(f, 4, 1);
	commit_batch(f);
	assert_int_equal(count_events(f, f->store), 4);
}

static void a_reader_neither_checkpoints_nor_changes_a_file(void **state)
{
	struct fixture *f = *state;
	struct store *reader = NULL;
	begin_batch(f);
	put_some(f, 1, 200);
	commit_batch(f);
	off_t wal = size_of(f, "-wal"), main_size = size_of(f, "");
	assert_true(wal > 0);
	assert_ok(f, store_open(&reader, f->path, STORE_READ, &f->fault));
	assert_int_equal(count_events(f, reader), 200);
	store_close(reader);
	assert_int_equal(size_of(f, "-wal"), wal);
	assert_int_equal(size_of(f, ""), main_size);
}

/* A writer that was killed leaves its log; the reader that comes next must leave it, too. */
static void what_a_killed_writer_committed_is_read_and_stays(void **state)
{
	struct fixture *f = *state;
	struct store *reader = NULL;
	close_writer(f);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		char line[256];
		open_writer(f);
		begin_batch(f);
		put_some(f, 1, 20);
		commit_batch(f);
		begin_batch(f);
		put_event(f, STATION, 1, 21, 0, weigh(line, 21));
		_exit(0);
	}
	assert_int_equal(waitpid(child, NULL, 0), child);
	off_t wal = size_of(f, "-wal");
	assert_true(wal > 0);
	assert_ok(f, store_open(&reader, f->path, STORE_READ, &f->fault));
	assert_int_equal(count_events(f, reader), 20);
	store_close(reader);
	assert_int_equal(size_of(f, "-wal"), wal);
	open_writer(f);
	assert_int_equal(count_events(f, f->store), 20);
	close_writer(f);
	assert_int_equal(size_of(f, "-wal"), -1);
	assert_string_equal(
		look(f, "pragma integrity_check; select count(*) from event"), "ok\n20");
}

static void a_checkpoint_waits_until_the_log_has_grown(void **state)
{
	struct fixture *f = *state;
	begin_batch(f);
	put_some(f, 1, 200);
	commit_batch(f);
	off_t before = size_of(f, "");
	assert_ok(f, store_checkpoint(f->store, 100000, &f->fault));
	assert_int_equal(size_of(f, ""), before);
	assert_ok(f, store_checkpoint(f->store, 2, &f->fault));
	assert_true(size_of(f, "") > before);
	assert_ok(f, store_checkpoint(f->store, 0, &f->fault));
}

static void closing_in_the_middle_of_a_batch_drops_it(void **state)
{
	struct fixture *f = *state;
	begin_batch(f);
	put_some(f, 1, 5);
	close_writer(f);
	assert_string_equal(look(f, "select count(*) from event"), "0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		proves(a_new_store_is_one_clean_file_that_says_what_it_is),
		proves(a_file_that_exists_is_not_overwritten),
		proves(a_store_that_is_not_there_is_not_found),
		proves(what_is_no_store_of_ours_is_refused_and_left_alone),
		proves(a_newer_store_is_refused_by_name_of_its_version),
		proves(a_store_older_than_its_first_version_is_not_touched_by_a_reader),
		proves(a_second_writer_is_refused_and_told_who_writes),
		proves(a_reader_sees_whole_batches_and_one_view_until_it_ends_it),
		proves(the_writer_reads_its_own_batch),
		proves(a_reader_neither_checkpoints_nor_changes_a_file),
		proves(what_a_killed_writer_committed_is_read_and_stays),
		proves(a_checkpoint_waits_until_the_log_has_grown),
		proves(closing_in_the_middle_of_a_batch_drops_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
