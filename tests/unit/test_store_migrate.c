/*
 * A store of every version there has been, tests/contract/store/vN.sql, is brought up to this one: it then
 * has the tables of a new store, and its log. A new version brings its fixture: the pragmas in its
 * first lines, then what `sqlite3 STORE .dump` says of a store of that version.
 */
#include "tests/unit/store_fixture.h"

static const char dump_schema[] = "select type, name, sql from sqlite_master order by type, name; "
				  "select * from meta; pragma user_version; pragma application_id; "
				  "pragma page_size";

static const char dump_log[] = "select * from event order by no; select * from note order by no; "
			       "select no, hex(raw), rule, settled_by from quarantine order by no";

static void load(struct fixture *f, int version)
{
	char command[256];
	close_writer(f);
	assert_int_equal(unlink(f->path), 0);
	(void)snprintf(command, sizeof(command), "sqlite3 '%s' < tests/contract/store/v%d.sql",
		f->path, version);
	assert_int_equal(system(command), 0);
}

static void an_old_store_becomes_like_a_new_one_and_keeps_its_log(void **state)
{
	struct fixture *f = *state;
	char *fresh = strdup(look(f, dump_schema));
	assert_non_null(fresh);
	for (int version = 1; version <= STORE_VERSION; version++) {
		int64_t unread = -1;
		load(f, version);
		char *log = strdup(look(f, dump_log));
		assert_non_null(log);
		assert_true(strlen(log) > 0);
		open_writer(f);
		assert_string_equal(look(f, dump_schema), fresh);
		assert_string_equal(look(f, dump_log), log);
		assert_ok(f, store_rebuild(f->store, &unread, &f->fault));
		assert_int_equal(unread, 0);
		free(log);
	}
	free(fresh);
}

static void what_was_derived_by_this_version_is_what_it_derives(void **state)
{
	static const char derived[] =
		"select * from item; select * from link order by item, at_ms, event, role; select * from gist; select * from received; "
		"select * from registry; select * from heard; select * from stray; "
		"select * from run; select * from correction; select * from lasting";
	struct fixture *f = *state;
	int64_t unread = -1;
	load(f, STORE_VERSION);
	char *before = strdup(look(f, derived));
	assert_non_null(before);
	open_writer(f);
	assert_ok(f, store_rebuild(f->store, &unread, &f->fault));
	assert_string_equal(look(f, derived), before);
	free(before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		proves(an_old_store_becomes_like_a_new_one_and_keeps_its_log),
		proves(what_was_derived_by_this_version_is_what_it_derives),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
