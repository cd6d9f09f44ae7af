/* Who is registered, and second readings: both by order of the administrator. */
#include "kit_intake.h"

static void a_station_may_speak_from_the_message_behind_its_registration(void **state)
{
	struct note_secret admin = key_of("admin", 'a'), key = key_of(FARM, 'f');
	struct buf early = { 0 };
	(void)state;
	buf_span(&early, sign_line(&key, FARM, 1, good(0)));
	begin_taking();
	take(FARM, buf_written(&early));
	take("admin", sign_line(&admin, "admin", 1, station_line(FARM, "add", "farm", &key.pub)));
	take(FARM, buf_written(&early));
	commit_batch(kit.f);
	assert_tally(2, 1, 0);
	assert_string_equal(look(kit.f, "select rule from quarantine"), "R-STA-02");
	assert_int_equal(events(), 1);
	buf_free(&early);
}

static void a_revoked_station_is_refused_from_the_next_message_on(void **state)
{
	struct note_secret admin = key_of("admin", 'a'), key = enroll_farm();
	char line[512];
	(void)state;
	(void)snprintf(line, sizeof(line), "%s", station_line(FARM, "revoke", NULL, NULL));
	begin_taking();
	take(FARM, sign_line(&key, FARM, 1, good(0)));
	take("admin", sign_line(&admin, "admin", kit.admin_seq++, line));
	take(FARM, sign_line(&key, FARM, 2, good(1)));
	commit_batch(kit.f);
	assert_tally(2, 1, 0);
	assert_held_by("R-STA-03");
	deliver(FARM, sign_line(&key, FARM, 3, good(2)));
	assert_held_by("R-STA-03");
	enroll(FARM, "farm", &key.pub);
	deliver(FARM, sign_line(&key, FARM, 2, good(1)));
	assert_tally(1, 0, 0);
}

static void a_new_key_takes_the_place_of_the_old_one_at_once(void **state)
{
	struct note_secret old = enroll_farm(), fresh = key_of(FARM, 'n');
	(void)state;
	deliver(FARM, sign_line(&old, FARM, 1, good(0)));
	enroll(FARM, "farm", &fresh.pub);
	deliver(FARM, sign_line(&old, FARM, 2, good(1)));
	assert_held_by("R-NOTE-05");
	deliver(FARM, sign_line(&fresh, FARM, 2, good(1)));
	assert_tally(1, 0, 0);
}

static void what_a_rolled_back_batch_registered_is_forgotten(void **state)
{
	struct note_secret admin = key_of("admin", 'a'), key = key_of(FARM, 'f');
	(void)state;
	begin_taking();
	take("admin", sign_line(&admin, "admin", 1, station_line(FARM, "add", "farm", &key.pub)));
	take(FARM, sign_line(&key, FARM, 1, good(0)));
	assert_tally(2, 0, 0);
	store_rollback(kit.f->store);
	intake_rollback(kit.intake);
	deliver(FARM, sign_line(&key, FARM, 1, good(0)));
	assert_held_by("R-STA-02");
	enroll_farm();
	deliver(FARM, sign_line(&key, FARM, 1, good(0)));
	assert_tally(1, 0, 0);
}

static void what_a_rolled_back_batch_revoked_may_speak_again(void **state)
{
	struct note_secret admin = key_of("admin", 'a'), key = enroll_farm();
	(void)state;
	begin_taking();
	take("admin", sign_line(&admin, "admin", 2, station_line(FARM, "revoke", NULL, NULL)));
	take(FARM, sign_line(&key, FARM, 1, good(0)));
	store_rollback(kit.f->store);
	intake_rollback(kit.intake);
	deliver(FARM, sign_line(&key, FARM, 1, good(0)));
	assert_tally(1, 0, 0);
}

static void more_stations_than_are_remembered_are_told_apart(void **state)
{
	struct note_secret admin = key_of("admin", 'a');
	char name[16];
	(void)state;
	begin_taking();
	for (int i = 0; i < 5000; i++) {
		(void)snprintf(name, sizeof(name), "s-%d", i);
		take("admin",
			sign_line(&admin, "admin", i + 1, station_line(name, "add", "farm", NULL)));
	}
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 10000; i++) { /* the second half is not registered */
			(void)snprintf(name, sizeof(name), "s-%d", i);
			take(name, span_of(good(round)));
		}
	}
	commit_batch(kit.f);
	assert_tally(15000, 10000, 0);
	assert_int_equal(number("select count(distinct station) from event"), 5001);
}

/* ---- who the administrator is ---- */

static void only_the_administrator_registers(void **state)
{
	struct note_secret key = enroll_farm(), other = key_of("farm-02", 'o');
	(void)state;
	deliver(FARM, sign_line(&key, FARM, 1, station_line("farm-02", "add", "farm", &other.pub)));
	assert_tally(0, 1, 0);
	assert_held_by("R-STA-05");
	deliver("farm-02", sign_line(&other, "farm-02", 1, good(0)));
	assert_held_by("R-STA-02");
}

static void only_the_administrator_orders_a_second_reading(void **state)
{
	struct note_secret key = enroll_farm();
	(void)state;
	deliver("nobody", span_of(good(0)));
	enroll("nobody", "farm", NULL);
	deliver(FARM, sign_line(&key, FARM, 1, "{\"do\":\"retry\"," AT_NOON ",\"held\":1}"));
	assert_held_by("R-STA-05");
	assert_int_equal(number("select settled_by from quarantine where no = 1"), 0);
}

static void the_administrators_key_cannot_be_registered_away(void **state)
{
	struct note_secret thief = key_of("admin", 't');
	(void)state;
	enroll("admin", "admin", &thief.pub);
	deliver("admin", sign_line(&thief, "admin", 90, good(0)));
	assert_held_by("R-NOTE-05");
	strike("admin");
	enroll_farm();
}

static void another_station_of_the_trade_admin_has_the_same_rights_if_it_signs(void **state)
{
	struct note_secret deputy = key_of("deputy", 'd'), key = key_of(FARM, 'f');
	(void)state;
	enroll("deputy", "admin", &deputy.pub);
	deliver("deputy",
		sign_line(&deputy, "deputy", 1, station_line(FARM, "add", "farm", &key.pub)));
	assert_tally(1, 0, 0);
	deliver(FARM, sign_line(&key, FARM, 1, good(0)));
	assert_tally(1, 0, 0);
}

static void a_brokers_login_alone_makes_no_administrator(void **state)
{
	struct note_secret key = key_of(FARM, 'f');
	(void)state;
	enroll("deputy", "admin", NULL);
	deliver("deputy", span_of(station_line(FARM, "add", "farm", &key.pub)));
	assert_held_by("R-STA-05");
	deliver("deputy", span_of(good(0)));
	assert_tally(1, 0, 0);
}

/* ---- second readings ---- */

/* A line that this program refuses, but a later one may not: as if it had been refused. */
static int64_t held_line(const struct note_secret *key, int64_t seq)
{
	deliver(FARM, sign_line(key, FARM, seq, bad(0)));
	int64_t no = kit.quarantine;
	struct buf sql = { 0 };
	close_writer(kit.f);
	buf_format(&sql, "update quarantine set raw = cast('%s' as blob) where no = %lld",
		"{\\\"do\\\":\\\"weigh\\\",\\\"at\\\":\\\"2026-11-20T07:00:00+08:00\\\","
		"\\\"of\\\":\\\"pig:114113000000001\\\",\\\"kg\\\":\\\"90\\\"}",
		(long long)no);
	meddle(kit.f, sql.at);
	buf_free(&sql);
	intake_close(kit.intake);
	open_writer(kit.f);
	open_intake();
	return no;
}

static int settled(int64_t no)
{
	char sql[96];
	(void)snprintf(sql, sizeof(sql), "select settled_by from quarantine where no = %lld",
		(long long)no);
	return number(sql);
}

static void a_held_line_becomes_an_event_under_its_own_number(void **state)
{
	struct note_secret key = enroll_farm();
	struct receipt receipt;
	char topic[TOPIC_TEXT];
	(void)state;
	int64_t no = held_line(&key, 4);
	drain_receipts();
	retry(no);
	assert_tally(2, 0, 0);
	assert_int_equal(settled(no), number("select max(no) from event"));
	assert_string_equal(look(kit.f, "select seq || ' ' || epoch || ' ' || assurance || ' ' || "
					"got_ms from event order by no desc limit 1"),
		"4 3 signed 1795147200000");
	/* Its station learns of it, and of the number that is held no more. */
	assert_true(next_receipt(&receipt, topic));
	assert_string_equal(receipt.station, FARM);
	assert_int_equal(receipt.held_count, 0);
	assert_true(next_receipt(&receipt, topic));
	assert_string_equal(receipt.station, "admin");
}

static void what_is_settled_is_not_read_a_third_time(void **state)
{
	struct note_secret key = enroll_farm();
	(void)state;
	int64_t no = held_line(&key, 4);
	retry(no);
	retry(no);
	assert_tally(1, 0, 0); /* the order itself */
	assert_int_equal(events(), 1);
}

static void what_is_still_wrong_stays_held_and_is_not_held_twice(void **state)
{
	struct note_secret key = enroll_farm();
	(void)state;
	deliver(FARM, sign_line(&key, FARM, 1, bad(0)));
	for (int i = 0; i < 3; i++) {
		retry(1);
		assert_tally(1, 0, 0);
	}
	assert_int_equal(held(), 1);
	assert_int_equal(settled(1), 0);
}

static void a_whole_note_is_read_again_once_its_station_is_registered(void **state)
{
	struct note_secret key = key_of(FARM, 'f');
	struct receipt receipt;
	char topic[TOPIC_TEXT];
	const char *lines[] = { good(0), bad(1), good(2) };
	(void)state;
	deliver(FARM, sign_lines(&key, FARM, EPOCH, 1, lines, 3));
	assert_held_by("R-STA-02");
	retry(1);
	assert_tally(1, 0, 0);
	assert_int_equal(settled(1), 0);
	enroll_farm();
	drain_receipts();
	retry(1);
	assert_tally(3, 1, 0);
	assert_int_equal(settled(1), number("select max(no) from event"));
	assert_int_equal(events(), 2);
	assert_string_equal(
		look(kit.f, "select rule || seq from quarantine where no = 2"), "R-EVT-102");
	assert_true(next_receipt(&receipt, topic));
	assert_string_equal(receipt.station, FARM);
	assert_int_equal(receipt.upto, 3);
}

static void a_note_whose_lines_came_again_in_the_meantime_is_settled_by_the_order(void **state)
{
	struct note_secret key = key_of(FARM, 'f');
	(void)state;
	deliver(FARM, sign_line(&key, FARM, 1, good(0)));
	enroll_farm();
	deliver(FARM, sign_line(&key, FARM, 1, good(0)));
	assert_tally(1, 0, 0);
	deliver(FARM, sign_line(&key, FARM, 2, good(1)));
	retry(1);
	assert_tally(1, 0, 1);
	assert_int_equal(settled(1), number("select no from event where kind = 'retry'"));
	assert_int_equal(events(), 2);
}

static void a_plain_message_is_read_again_once_its_station_is_registered(void **state)
{
	(void)state;
	deliver("scale-1", span_of(good(0)));
	enroll("scale-1", "farm", NULL);
	deliver("scale-1", span_of(good(0)));
	assert_tally(0, 0, 1); /* it is held, and only its second reading makes it an event */
	retry(1);
	assert_tally(2, 0, 0);
	assert_string_equal(
		look(kit.f, "select assurance from event order by no desc limit 1"), "broker");
	retry(1);
	deliver("scale-1", span_of(good(0)));
	assert_tally(0, 0, 1);
	assert_int_equal(events(), 1);
}

static void a_conflict_cannot_be_retried(void **state)
{
	struct note_secret key = enroll_farm();
	(void)state;
	deliver(FARM, sign_line(&key, FARM, 1, good(0)));
	deliver(FARM, sign_line(&key, FARM, 1, good(1)));
	retry(1);
	assert_tally(1, 0, 0);
	assert_int_equal(settled(1), 0);
	assert_int_equal(events(), 1);
}

static void an_order_for_what_is_not_held_stands_in_the_log_and_does_nothing(void **state)
{
	(void)state;
	retry(77);
	assert_tally(1, 0, 0);
	assert_int_equal(held(), 0);
}

static void an_order_that_is_read_again_is_not_obeyed(void **state)
{
	struct note_secret deputy = key_of("deputy", 'd');
	const char *order = "{\"do\":\"retry\"," AT_NOON ",\"held\":1}";
	(void)state;
	deliver("scale-1", span_of(good(0)));
	deliver("deputy", sign_line(&deputy, "deputy", 1, order));
	enroll("scale-1", "farm", NULL);
	enroll("deputy", "admin", &deputy.pub);
	retry(2);
	assert_tally(2, 0, 0);
	assert_int_equal(settled(1), 0);
	retry(1);
	assert_tally(2, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		shows(a_station_may_speak_from_the_message_behind_its_registration),
		shows(a_revoked_station_is_refused_from_the_next_message_on),
		shows(a_new_key_takes_the_place_of_the_old_one_at_once),
		shows(what_a_rolled_back_batch_registered_is_forgotten),
		shows(what_a_rolled_back_batch_revoked_may_speak_again),
		shows(more_stations_than_are_remembered_are_told_apart),
		shows(only_the_administrator_registers),
		shows(only_the_administrator_orders_a_second_reading),
		shows(the_administrators_key_cannot_be_registered_away),
		shows(another_station_of_the_trade_admin_has_the_same_rights_if_it_signs),
		shows(a_brokers_login_alone_makes_no_administrator),
		shows(a_held_line_becomes_an_event_under_its_own_number),
		shows(what_is_settled_is_not_read_a_third_time),
		shows(what_is_still_wrong_stays_held_and_is_not_held_twice),
		shows(a_whole_note_is_read_again_once_its_station_is_registered),
		shows(a_note_whose_lines_came_again_in_the_meantime_is_settled_by_the_order),
		shows(a_plain_message_is_read_again_once_its_station_is_registered),
		shows(a_conflict_cannot_be_retried),
		shows(an_order_for_what_is_not_held_stands_in_the_log_and_does_nothing),
		shows(an_order_that_is_read_again_is_not_obeyed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
