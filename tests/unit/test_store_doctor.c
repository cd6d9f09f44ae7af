/* The doctor and the copy, on stores made by hand; whole stores with signatures are in tests/scenario. */
#include "tests/unit/store_fixture.h"

#include "core/store/doctor.h"

struct heard_of {
	char ids[256]; /* of the checks that were wrong, in order */
	int64_t looked;
	int64_t skipped;
};

static void on_finding(void *context, const char *check, const char *text)
{
	(void)context;
	(void)check;
	assert_true(strlen(text) > 0);
}

static void on_done(void *context, const struct doctor_check *check)
{
	struct heard_of *heard = context;
	heard->looked += check->looked;
	heard->skipped += check->skipped;
	if (check->found > 0)
		(void)snprintf(heard->ids + strlen(heard->ids),
			sizeof(heard->ids) - strlen(heard->ids), "%s ", check->id);
}

/* Which checks find something, as another process would ask. */
static struct heard_of visited(struct fixture *f, bool whole)
{
	char scratch[128];
	struct heard_of heard = { .looked = 0 };
	struct store *reader = NULL;
	int64_t found = 0;
	(void)snprintf(scratch, sizeof(scratch), "%s/doctor", f->dir);
	struct doctor_settings settings = { NULL, whole ? scratch : NULL, NULL, on_finding, on_done,
		&heard };
	assert_ok(f, store_open(&reader, f->path, STORE_READ, &f->fault));
	assert_ok(f, doctor_run(reader, &settings, &found, &f->fault));
	assert_int_equal(found > 0, heard.ids[0] != '\0');
	store_close(reader);
	return heard;
}

/* Events of a plain station, which need no note. */
static void fill(struct fixture *f)
{
	char line[256];
	begin_batch(f);
	for (int n = 0; n < 40; n++)
		(void)put_event(f, STATION, 0, 0, 0, weigh(line, n));
	commit_batch(f);
}

static void an_empty_store_is_sound(void **state)
{
	struct fixture *f = *state;
	struct heard_of heard = visited(f, true);
	assert_string_equal(heard.ids, "");
	assert_int_equal(heard.skipped, f->on_server); /* whose files are its own */
}

static void without_room_for_a_copy_the_last_check_is_skipped(void **state)
{
	struct fixture *f = *state;
	fill(f);
	struct heard_of heard = visited(f, false);
	assert_string_equal(heard.ids, "");
	assert_int_equal(heard.skipped, 1 + f->on_server);
	assert_true(heard.looked >= 40);
}

static void what_was_changed_behind_our_back_is_found(void **state)
{
	static const struct {
		const char *sql;
		const char *ids;
	} cases[] = {
		{ "update event set kind = 'feed' where no = 7", "log " },
		{ "update event set station = 99 where no = 7", "log derived " },
		{ "delete from event where no = 7", "derived " },
		{ "delete from link_hot where event = 7", "derived " },
		{ "insert into item values (999, 'pig', '114113000099999')", "derived " },
		{ "update heard set events = events + 1", "derived " },
		{ "insert into received values (1, 5, 1, 9)", "numbers derived " },
		{ "update event set epoch = 1, seq = 3 where no in (7, 8)", "numbers derived " },
	};
	struct fixture *f = *state;
	fill(f);
	close_writer(f);
	char save[512], back[1024];
	(void)snprintf(save, sizeof(save), "cp '%s' '%s.sound'", f->path, f->path);
	(void)snprintf(back, sizeof(back), "rm -f '%s-wal' '%s-shm'; cp '%s.sound' '%s'", f->path,
		f->path, f->path, f->path);
	assert_int_equal(system(save), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(system(back), 0);
		meddle(f, cases[i].sql);
		struct heard_of heard = visited(f, true);
		if (strcmp(heard.ids, cases[i].ids) != 0)
			fail_msg("%s: %s", cases[i].sql, heard.ids);
	}
	assert_int_equal(system(back), 0);
	assert_string_equal(visited(f, true).ids, "");
}

static void a_copy_holds_what_is_committed_and_no_more(void **state)
{
	struct fixture *f = *state;
	struct store *reader = NULL;
	struct store_copied copied = { .bytes = 0 };
	char copy[128], line[256];
	(void)snprintf(copy, sizeof(copy), "%s/copy", f->dir);
	fill(f);
	begin_batch(f);
	(void)put_event(f, STATION, 0, 0, 0, weigh(line, 90)); /* not committed */
	assert_ok(f, store_open(&reader, f->path, STORE_READ, &f->fault));
	assert_ok(f, store_copy(reader, copy, &copied, &f->fault));
	assert_int_equal(copied.census.events, 40);
	assert_true(copied.bytes > 0);
	assert_int_equal(store_copy(reader, copy, &copied, &f->fault), FAULT_SETTING);
	store_close(reader);
	commit_batch(f);
	shell(f, "sqlite3", copy, "select count(*) from event");
	assert_string_equal(f->shell.at, "40");
	assert_string_equal(look(f, "select count(*) from event"), "41");
}

static void a_census_counts_what_is_there_and_what_is_missing(void **state)
{
	struct fixture *f = *state;
	struct store_census census;
	char line[256];
	fill(f);
	begin_batch(f);
	int64_t note = put_note(f, STATION, 4, 5, 2);
	(void)put_event(f, STATION, 4, 5, note, weigh(line, 50));
	(void)put_held(f, STATION, 4, 6, note, "R-EVT-03", "x");
	(void)put_held(f, STATION, 4, 9, 0, "R-EVT-03", "y");
	commit_batch(f);
	assert_ok(f, store_census(f->store, &census, &f->fault));
	assert_int_equal(census.events, 41);
	assert_int_equal(census.notes, 1);
	assert_int_equal(census.missing, 4 + 2); /* 1..4, 7..8 */
	assert_int_equal(census.held, 2);
}

static void a_probe_writes_and_changes_nothing_that_is_said(void **state)
{
	struct fixture *f = *state;
	struct fault fault = { 0 };
	fill(f);
	char *before = strdup(look(f,
		"select * from event; select * from link order by item, at_ms, event, role; select * from heard"));
	assert_ok(f, store_probe(f->store, 1, &f->fault));
	assert_ok(f, store_probe(f->store, NOON_MS, &f->fault));
	assert_string_equal(
		look(f, "select value from meta where key = 'probed_ms'"), "1795147200000");
	assert_string_equal(
		look(f, "select * from event; select * from link order by item, at_ms, event, role; select * from heard"),
		before);
	free(before);
	/* What cannot be written says so, and the next probe works. */
	assert_ok(f, store_begin(f->store, &f->fault));
	store_rollback(f->store);
	forbid(f, "update", "meta", "true");
	assert_true(store_probe(f->store, 2, &fault) < 0);
	allow(f, "meta");
	assert_ok(f, store_probe(f->store, 3, &f->fault));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		proves(an_empty_store_is_sound),
		proves(without_room_for_a_copy_the_last_check_is_skipped),
		proves(a_copy_holds_what_is_committed_and_no_more),
		proves(a_census_counts_what_is_there_and_what_is_missing),
		proves(a_probe_writes_and_changes_nothing_that_is_said),
	};
	const struct CMUnitTest tests_of_files[] = {
		proves(what_was_changed_behind_our_back_is_found),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	if (!getenv("PIGTRACE_POSTGRES"))
		failed += cmocka_run_group_tests(tests_of_files, NULL, NULL);
	return failed;
}
