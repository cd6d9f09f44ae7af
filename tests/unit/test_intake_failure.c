/* Our own failures: the batch is rolled back as if it had never been, and the same messages work again. */
#include "kit_intake.h"

#include <sys/mount.h>

/* Make the store refuse what `condition` describes. */
static void break_store(const char *table, const char *condition)
{
	struct buf sql = { 0 };
	close_writer(kit.f);
	intake_close(kit.intake);
	buf_format(&sql,
		"create trigger broken before insert on %s when %s begin select raise(abort, 'x'); "
		"end",
		table, condition);
	meddle(kit.f, sql.at);
	buf_free(&sql);
	open_writer(kit.f);
	open_intake();
}

static void mend_store(void)
{
	close_writer(kit.f);
	intake_close(kit.intake);
	meddle(kit.f, "drop trigger broken");
	open_writer(kit.f);
	open_intake();
}

static const char everything[] =
	"select * from station; select no, station, epoch, seq, body from event; select * from "
	"note; select no, station, seq, hex(raw) from quarantine; select station, hex(hash) from "
	"plain; select * from received; select * from heard; select * from item; select * from "
	"link; select * from registry";

static void roll_back_to(char *before)
{
	store_rollback(kit.f->store);
	intake_rollback(kit.intake);
	assert_int_equal(drain_receipts(), 0);
	assert_string_equal(look(kit.f, everything), before);
	mend_store();
	free(before);
}

static void fail_in(const char *table, const char *condition, struct span note)
{
	char *before = strdup(look(kit.f, everything));
	assert_non_null(before);
	break_store(table, condition);
	begin_taking();
	take("nobody", span_of("first"));
	assert_true(try_take(FARM, note) < 0);
	/* What follows in a failed batch fails too, without a crash. */
	assert_true(try_take(FARM, note) < 0);
	roll_back_to(before);
}

static void a_store_that_fails_within_a_batch_keeps_nothing_of_it(void **state)
{
	static const struct {
		const char *table, *condition;
	} places[] = {
		{ "event", "new.seq = 2" },
		{ "quarantine", "new.seq = 3" },
		{ "note", "new.first = 1 and new.epoch = 3 and new.count = 3" },
		{ "item", "new.kind = 'pig'" },
	};
	struct note_secret key = enroll_farm();
	const char *lines[] = { good(0), good(1), bad(2) };
	(void)state;
	drain_receipts();
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		fail_in(places[i].table, places[i].condition,
			sign_lines(&key, FARM, EPOCH, 1, lines, 3));
	deliver(FARM, sign_lines(&key, FARM, EPOCH, 1, lines, 3));
	assert_tally(2, 1, 0);
	assert_int_equal(drain_receipts(), 1);
}

static void a_commit_that_fails_keeps_nothing_and_makes_no_receipt_due(void **state)
{
	static const struct {
		const char *table, *condition;
	} written_last[] = { { "received", "1" }, { "link_hot", "new.role = 'of'" } };
	struct note_secret key = enroll_farm();
	(void)state;
	drain_receipts();
	for (size_t i = 0; i < sizeof(written_last) / sizeof(written_last[0]); i++) {
		char *before = strdup(look(kit.f, everything));
		assert_non_null(before);
		break_store(written_last[i].table, written_last[i].condition);
		begin_taking();
		take(FARM, sign_line(&key, FARM, 5, good(0)));
		assert_true(store_commit(kit.f->store, &kit.f->fault) < 0);
		roll_back_to(before);
	}
	deliver(FARM, sign_line(&key, FARM, 5, good(0)));
	assert_tally(1, 0, 0);
	assert_int_equal(drain_receipts(), 1);
}

static int any_link(void *context, const struct store_link *link)
{
	(void)context;
	(void)link;
	return 0;
}

/* Who asks for links within a batch has them put; were they lost there, a commit would keep an event without. */
static void a_batch_whose_links_could_not_be_put_is_not_committed(void **state)
{
	struct note_secret key = enroll_farm();
	(void)state;
	drain_receipts();
	char *before = strdup(look(kit.f, everything));
	assert_non_null(before);
	break_store("link_hot", "new.role = 'of'");
	begin_taking();
	take(FARM, sign_line(&key, FARM, 5, good(0)));
	assert_true(
		store_links_between(kit.f->store, 1, INT64_MAX, any_link, NULL, &kit.f->fault) < 0);
	assert_true(store_commit(kit.f->store, &kit.f->fault) < 0);
	roll_back_to(before);
}

static void the_same_writer_goes_on_after_a_failure(void **state)
{
	struct note_secret key = enroll_farm();
	(void)state;
	break_store("event", "new.seq = 666");
	for (int64_t seq = 1; seq <= 3; seq++) {
		begin_taking();
		take(FARM, sign_line(&key, FARM, seq, good((int)seq)));
		assert_true(try_take(FARM, sign_line(&key, FARM, 666, good(7))) < 0);
		store_rollback(kit.f->store);
		intake_rollback(kit.intake);
		deliver(FARM, sign_line(&key, FARM, seq, good((int)seq)));
		assert_tally(1, 0, 0);
	}
	assert_int_equal(events(), 3);
	assert_string_equal(look(kit.f, "select first || '-' || last from received where epoch = 3 "
					"and station = (select no from station where name = "
					"'farm-01')"),
		"1-3");
	mend_store();
}

/* A disk that fills: as much room as the store needs and a little more. Needs a mount, so root. */
static void a_full_disk_fails_the_batch_and_freeing_it_mends_all(void **state)
{
	struct note_secret key = key_of(FARM, 'f');
	char path[96], command[256];
	int64_t seq = 0;
	(void)state;
	(void)snprintf(path, sizeof(path), "%s/small", kit.f->dir);
	(void)snprintf(command, sizeof(command),
		"mkdir %s && mount -t tmpfs -o size=1m x %s 2>/dev/null", path, path);
	if (geteuid() != 0 || system(command) != 0) {
		skip();
		return;
	}
	close_writer(kit.f);
	intake_close(kit.intake);
	(void)snprintf(kit.f->path, sizeof(kit.f->path), "%s/small/pig.store", kit.f->dir);
	assert_ok(kit.f, store_create(kit.f->path, &kit.f->fault));
	open_writer(kit.f);
	open_intake();
	enroll_farm();
	int code = 0;
	while (code == 0 && seq < 2000) {
		static char large[4000];
		struct out out = out_into(large, sizeof(large));
		seq++;
		out_span(&out, (struct span){ good((int)seq), strlen(good((int)seq)) - 1 });
		while (out.len < 3900)
			out_char(&out, ' ');
		out_char(&out, '}');
		begin_taking();
		code = try_take(FARM, sign_line(&key, FARM, seq, large));
		if (code == 0)
			code = store_commit(kit.f->store, &kit.f->fault);
	}
	assert_int_equal(code, FAULT_IO);
	store_rollback(kit.f->store);
	intake_rollback(kit.intake);
	assert_int_equal(number("select max(seq) from event where epoch = 3"), seq - 1);
	(void)snprintf(command, sizeof(command), "mount -o remount,size=8m %s", path);
	assert_int_equal(system(command), 0);
	deliver(FARM, sign_line(&key, FARM, seq, good((int)seq)));
	assert_tally(1, 0, 0);
	assert_string_equal(look(kit.f, "pragma integrity_check"), "ok");
	close_writer(kit.f);
	assert_int_equal(umount2(path, MNT_DETACH), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		shows(a_store_that_fails_within_a_batch_keeps_nothing_of_it),
		shows(a_commit_that_fails_keeps_nothing_and_makes_no_receipt_due),
		shows(a_batch_whose_links_could_not_be_put_is_not_committed),
		shows(the_same_writer_goes_on_after_a_failure),
		shows(a_full_disk_fails_the_batch_and_freeing_it_mends_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
