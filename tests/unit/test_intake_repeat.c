/* What comes again: kept once, however often, in whatever batch; and receipted again. */
#include "kit_intake.h"

static void the_same_note_again_changes_nothing(void **state)
{
	struct note_secret key = enroll_farm();
	const char *lines[] = { good(0), bad(1), good(2) };
	(void)state;
	struct span note = sign_lines(&key, FARM, EPOCH, 1, lines, 3);
	deliver(FARM, note);
	int notes = number("select count(*) from note");
	for (int i = 0; i < 3; i++) {
		deliver(FARM, note);
		assert_tally(0, 0, 3);
	}
	assert_int_equal(events(), 2);
	assert_int_equal(held(), 1);
	assert_int_equal(number("select count(*) from note"), notes);
	assert_int_equal(kit.refusals, 1);
}

static void a_repeat_within_one_batch_is_kept_once(void **state)
{
	struct note_secret key = enroll_farm();
	const char *lines[] = { good(0), bad(1) };
	(void)state;
	struct span note = sign_lines(&key, FARM, EPOCH, 1, lines, 2);
	begin_taking();
	for (int i = 0; i < 4; i++)
		take(FARM, note);
	commit_batch(kit.f);
	assert_tally(1, 1, 6);
	assert_int_equal(events(), 1);
	assert_int_equal(held(), 1);
}

static void lines_that_come_again_in_another_bundle_are_known(void **state)
{
	struct note_secret key = enroll_farm();
	const char *lines[] = { good(0), good(1), good(2), good(3) };
	(void)state;
	deliver(FARM, sign_lines(&key, FARM, EPOCH, 1, lines, 2));
	deliver(FARM, sign_lines(&key, FARM, EPOCH, 2, lines + 1, 3));
	assert_tally(2, 0, 1);
	deliver(FARM, sign_lines(&key, FARM, EPOCH, 1, lines, 4));
	assert_tally(0, 0, 4);
	assert_int_equal(events(), 4);
}

static void the_same_number_in_another_epoch_is_another_event(void **state)
{
	struct note_secret key = enroll_farm();
	const char *line = good(0);
	(void)state;
	deliver(FARM, sign_lines(&key, FARM, EPOCH, 1, &line, 1));
	deliver(FARM, sign_lines(&key, FARM, EPOCH + 1, 1, &line, 1));
	assert_tally(1, 0, 0);
	assert_int_equal(events(), 2);
}

static void one_number_with_two_contents_is_a_conflict(void **state)
{
	struct note_secret key = enroll_farm();
	const char *first = good(0), *second = good(1);
	(void)state;
	deliver(FARM, sign_line(&key, FARM, 1, first));
	deliver(FARM, sign_line(&key, FARM, 1, second));
	assert_tally(0, 1, 0);
	assert_int_equal(kit.tally.conflicts, 1);
	assert_held_by("R-SEQ-01");
	assert_string_equal(look(kit.f, "select body from event where kind = 'weigh'"), first);
	assert_string_equal(look(kit.f, "select cast(raw as text) from quarantine"), second);
}

static void a_bad_line_can_be_in_conflict_too(void **state)
{
	struct note_secret key = enroll_farm();
	(void)state;
	deliver(FARM, sign_line(&key, FARM, 1, bad(0)));
	deliver(FARM, sign_line(&key, FARM, 1, good(1)));
	assert_tally(0, 1, 0);
	assert_held_by("R-SEQ-01");
	assert_int_equal(events(), 0);
}

static void a_conflict_that_is_sent_a_thousand_times_is_kept_once(void **state)
{
	struct note_secret key = enroll_farm();
	const char *second = good(1);
	(void)state;
	deliver(FARM, sign_line(&key, FARM, 1, good(0)));
	struct span note = sign_line(&key, FARM, 1, second);
	for (int batch = 0; batch < 10; batch++) {
		begin_taking();
		for (int i = 0; i < 100; i++)
			take(FARM, note);
		commit_batch(kit.f);
	}
	assert_tally(0, 0, 100);
	assert_int_equal(held(), 1);
	/* Signed anew it is another message, but the same line. */
	const char *lines[] = { second, good(2) };
	deliver(FARM, sign_lines(&key, FARM, EPOCH, 1, lines, 2));
	assert_tally(1, 0, 1);
	assert_int_equal(held(), 1);
}

static void a_refused_message_that_is_sent_a_thousand_times_is_kept_once(void **state)
{
	struct note_secret stranger = key_of("nobody", 'n');
	struct note_secret key = enroll_farm();
	(void)state;
	for (int batch = 0; batch < 10; batch++) {
		begin_taking();
		for (int i = 0; i < 100; i++)
			take("nobody", sign_line(&stranger, "nobody", 1, good(0)));
		for (int i = 0; i < 100; i++)
			take(FARM, span_of("rubbish"));
		commit_batch(kit.f);
	}
	assert_tally(0, 0, 200);
	assert_int_equal(held(), 2);
	assert_int_equal(kit.refusals, 2);
	deliver(FARM, sign_line(&key, FARM, 1, good(0)));
	assert_tally(1, 0, 0);
}

static void the_same_rubbish_of_two_stations_is_kept_twice(void **state)
{
	struct note_secret key = enroll_farm();
	(void)state;
	(void)key;
	deliver(FARM, span_of("rubbish"));
	deliver("nobody", span_of("rubbish"));
	assert_tally(0, 1, 0);
	deliver("nobody-else", span_of("rubbish"));
	assert_tally(0, 1, 0);
	assert_int_equal(held(), 3);
}

static void a_plain_message_is_told_by_its_bytes(void **state)
{
	(void)state;
	enroll("scale-1", "farm", NULL);
	enroll("scale-2", "farm", NULL);
	begin_taking();
	take("scale-1", span_of(good(0)));
	take("scale-1", span_of(good(0)));
	take("scale-2", span_of(good(0)));
	take("scale-1", span_of(bad(1)));
	take("scale-1", span_of(bad(1)));
	commit_batch(kit.f);
	assert_tally(2, 1, 2);
	deliver("scale-1", span_of(good(0)));
	assert_tally(0, 0, 1);
	deliver("scale-1", span_of(bad(1)));
	assert_tally(0, 0, 1);
	assert_int_equal(events(), 2);
	assert_int_equal(held(), 1);
}

static void another_gateway_process_knows_what_came_before(void **state)
{
	struct note_secret key = enroll_farm();
	const char *lines[] = { good(0), bad(1) };
	(void)state;
	struct span note = sign_lines(&key, FARM, EPOCH, 1, lines, 2);
	deliver(FARM, note);
	deliver("nobody", span_of("x"));
	intake_close(kit.intake);
	close_writer(kit.f);
	open_writer(kit.f);
	open_intake();
	deliver(FARM, note);
	assert_tally(0, 0, 2);
	deliver("nobody", span_of("x"));
	assert_tally(0, 0, 1);
	deliver(FARM, sign_line(&key, FARM, 2, good(3)));
	assert_held_by("R-SEQ-01");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		shows(the_same_note_again_changes_nothing),
		shows(a_repeat_within_one_batch_is_kept_once),
		shows(lines_that_come_again_in_another_bundle_are_known),
		shows(the_same_number_in_another_epoch_is_another_event),
		shows(one_number_with_two_contents_is_a_conflict),
		shows(a_bad_line_can_be_in_conflict_too),
		shows(a_conflict_that_is_sent_a_thousand_times_is_kept_once),
		shows(a_refused_message_that_is_sent_a_thousand_times_is_kept_once),
		shows(the_same_rubbish_of_two_stations_is_kept_twice),
		shows(a_plain_message_is_told_by_its_bytes),
		shows(another_gateway_process_knows_what_came_before),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
