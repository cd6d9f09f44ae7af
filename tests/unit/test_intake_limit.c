/* Stations of which too much is wrong: what is kept, what is shed, and that the store says so. */
#include "kit_intake.h"

#define MOST 10 /* refusals a minute */

static void limit_to(int64_t held_per_minute)
{
	intake_close(kit.intake);
	kit.settings.held_per_minute = held_per_minute;
	open_intake();
}

/* One message in a batch of its own, so many ms after noon. */
static void deliver_at(const char *station, struct span payload, int64_t after_ms)
{
	char topic[TOPIC_TEXT];
	topic_format(span_of(station), TOPIC_UP, topic);
	begin_taking();
	assert_ok(kit.f, intake_take(kit.intake, span_of(topic), payload, NOON_MS + after_ms,
				 &kit.tally, &kit.f->fault));
	commit_batch(kit.f);
	intake_committed(kit.intake);
}

static struct span rubbish(int n)
{
	static char text[64];
	(void)snprintf(text, sizeof(text), "{\"rubbish\":%d}", n);
	return span_of(text);
}

static int shed_rows(void)
{
	return number("select count(*) from quarantine where rule = 'R-STA-10'");
}

static void summarize_at(int64_t after_ms, bool all)
{
	begin_taking();
	assert_ok(kit.f,
		intake_summarize(kit.intake, NOON_MS + after_ms, all, &kit.tally, &kit.f->fault));
	commit_batch(kit.f);
	intake_committed(kit.intake);
}

static void what_is_too_much_is_counted_and_the_count_is_exact(void **state)
{
	int kept = 0, shed = 0;
	(void)state;
	enroll("scale-01", "farm", NULL);
	limit_to(MOST);
	for (int n = 0; n < 50; n++) {
		deliver_at("scale-01", rubbish(n), n);
		kept += (int)kit.tally.refused - (shed == 0 && kit.tally.shed);
		shed += (int)kit.tally.shed;
	}
	assert_int_equal(kept, MOST);
	assert_int_equal(kept + shed, 50);
	assert_int_equal(shed_rows(), 1); /* that it begins */
	assert_false(intake_summary_due(kit.intake, NOON_MS + 50000, false));
	assert_true(intake_summary_due(kit.intake, NOON_MS + 50000, true));
	assert_true(intake_summary_due(kit.intake, NOON_MS + 60010, false));
	summarize_at(60010, false);
	assert_int_equal(shed_rows(), 2);
	assert_int_equal(number("select json_extract(cast(raw as text), '$.messages') "
				"from quarantine order by no desc limit 1"),
		shed);
	assert_false(intake_summary_due(kit.intake, NOON_MS + 200000, true));
	assert_int_equal(held(), kept + 2);
}

static void what_is_good_is_taken_and_other_stations_are_not_touched(void **state)
{
	(void)state;
	enroll("scale-01", "farm", NULL);
	enroll("scale-02", "farm", NULL);
	limit_to(MOST);
	for (int n = 0; n < 50; n++)
		deliver_at("scale-01", rubbish(n), n);
	deliver_at("scale-01", span_of(good(1)), 60);
	assert_tally(1, 0, 0);
	deliver_at("scale-02", rubbish(100), 61);
	assert_tally(0, 1, 0);
	assert_held_by("R-EVT-09");
}

static void a_minute_later_it_is_kept_again(void **state)
{
	(void)state;
	enroll("scale-01", "farm", NULL);
	limit_to(MOST);
	for (int n = 0; n < 50; n++)
		deliver_at("scale-01", rubbish(n), n);
	deliver_at("scale-01", rubbish(51), 100);
	assert_int_equal(kit.tally.shed, 1);
	deliver_at("scale-01", rubbish(52), 60000 / MOST + 200); /* one token */
	assert_int_equal(kit.tally.shed, 0);
	deliver_at("scale-01", rubbish(53), 60000 / MOST + 201);
	assert_int_equal(kit.tally.shed, 1);
	for (int n = 60; n < 60 + MOST; n++)
		deliver_at("scale-01", rubbish(n), 130000);
	assert_tally(0, 1, 0);
	assert_int_equal(kit.tally.shed, 0);
	/* A clock that is set back gives nothing, and does not stop it for ever. */
	deliver_at("scale-01", rubbish(71), -1000000);
	assert_int_equal(kit.tally.shed, 1);
	deliver_at("scale-01", rubbish(72), -1000000 + 60000);
	assert_int_equal(kit.tally.shed, 0);
}

static void long_rubbish_costs_more(void **state)
{
	static char text[20000];
	(void)state;
	enroll("scale-01", "farm", NULL);
	limit_to(MOST);
	memset(text, 'x', sizeof(text) - 1);
	deliver_at("scale-01", span_of(text), 0);
	assert_tally(0, 1, 0);
	deliver_at("scale-01", rubbish(1), 1);
	assert_int_equal(kit.tally.shed, 1);
}

static void a_signed_note_is_left_alone_whole_and_gets_no_receipt(void **state)
{
	struct note_secret key = enroll_farm();
	const char *lines[3];
	(void)state;
	limit_to(MOST);
	for (int n = 0; n < MOST; n++)
		deliver_at(FARM, sign_line(&key, FARM, n + 1, bad(n)), n);
	assert_tally(0, 1, 0);
	assert_true(drain_receipts() > 0);
	lines[0] = good(1);
	lines[1] = bad(100);
	lines[2] = good(2);
	deliver_at(FARM, sign_lines(&key, FARM, EPOCH, MOST + 1, lines, 3), MOST);
	assert_int_equal(kit.tally.shed, 1);
	assert_int_equal(kit.tally.accepted, 0);
	assert_int_equal(drain_receipts(), 0);
	assert_int_equal(number("select count(*) from note where first > 10"), 0);
	/* Good notes of the same station pass, and what was kept before is repeated as ever. */
	deliver_at(FARM, sign_line(&key, FARM, MOST + 4, good(3)), MOST + 1);
	assert_tally(1, 0, 0);
	deliver_at(FARM, sign_line(&key, FARM, 1, bad(0)), MOST + 2);
	assert_tally(0, 0, 1);
	assert_int_equal(drain_receipts(), 1); /* one a station and epoch */
	/* Its outbox says it again when there is room: nothing is lost. */
	deliver_at(FARM, sign_lines(&key, FARM, EPOCH, MOST + 1, lines, 3), 120000);
	assert_tally(2, 1, 0);
	assert_int_equal(drain_receipts(), 1);
	assert_string_equal(
		look(kit.f, "select first || '-' || last from received where epoch = 3 "
			    "and station = (select no from station where name = 'farm-01')"),
		"1-14");
}

static void a_batch_that_is_rolled_back_leaves_no_count(void **state)
{
	char topic[TOPIC_TEXT];
	(void)state;
	enroll("scale-01", "farm", NULL);
	limit_to(MOST);
	topic_format(span_of("scale-01"), TOPIC_UP, topic);
	for (int round = 0; round < 2; round++) {
		begin_taking();
		for (int n = 0; n < 30; n++)
			assert_ok(kit.f, intake_take(kit.intake, span_of(topic), rubbish(n),
						 NOON_MS, &kit.tally, &kit.f->fault));
		assert_int_equal(kit.tally.refused, MOST + 1);
		assert_int_equal(kit.tally.shed, 30 - MOST);
		if (round == 0) {
			store_rollback(kit.f->store);
			intake_rollback(kit.intake);
			assert_false(intake_summary_due(kit.intake, NOON_MS, true));
		}
	}
	commit_batch(kit.f);
	intake_committed(kit.intake);
	assert_int_equal(shed_rows(), 1);
	summarize_at(1, true);
	assert_int_equal(number("select json_extract(cast(raw as text), '$.messages') "
				"from quarantine order by no desc limit 1"),
		30 - MOST);
}

/* Names that somebody makes up: however many, the table is bounded and all is said. */
static void strangers_without_end_share_a_limit(void **state)
{
	int64_t refused = 0, shed = 0;
	(void)state;
	limit_to(1);
	for (int n = 0; n < 2000; n++) {
		char name[32];
		(void)snprintf(name, sizeof(name), "stranger-%d", n % 1000);
		deliver_at(name, rubbish(n), 1);
		refused += kit.tally.refused;
		shed += kit.tally.shed;
	}
	assert_int_equal(held(), refused);
	assert_int_equal(refused + shed - shed_rows(), 2000);
	assert_true(refused < 800);
}

static void without_a_limit_everything_is_kept(void **state)
{
	(void)state;
	enroll("scale-01", "farm", NULL);
	for (int n = 0; n < 50; n++)
		deliver_at("scale-01", rubbish(n), n);
	assert_int_equal(held(), 50);
	assert_int_equal(kit.tally.shed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		shows(what_is_too_much_is_counted_and_the_count_is_exact),
		shows(what_is_good_is_taken_and_other_stations_are_not_touched),
		shows(a_minute_later_it_is_kept_again),
		shows(long_rubbish_costs_more),
		shows(a_signed_note_is_left_alone_whole_and_gets_no_receipt),
		shows(a_batch_that_is_rolled_back_leaves_no_count),
		shows(strangers_without_end_share_a_limit),
		shows(without_a_limit_everything_is_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
