/* Receipts: when they are due, what they say, who signs them. */
#include "kit_intake.h"

static struct receipt receipt;
static char topic[TOPIC_TEXT];

static void a_note_makes_a_signed_receipt_due(void **state)
{
	struct note_secret key = enroll_farm();
	(void)state;
	drain_receipts();
	deliver(FARM, sign_line(&key, FARM, 1, good(0)));
	assert_true(next_receipt(&receipt, topic));
	assert_string_equal(topic, "pigtrace/v1/farm-01/receipt");
	assert_string_equal(receipt.station, FARM);
	assert_int_equal(receipt.epoch, EPOCH);
	assert_int_equal(receipt.upto, 1);
	assert_int_equal(receipt.now.at_ms, NOON_MS);
	assert_int_equal(receipt.now.offset_min, 480);
	assert_int_equal(receipt.missing_count, 0);
	assert_int_equal(receipt.held_count, 0);
	assert_false(next_receipt(&receipt, topic));
}

/* A state message of a station. */
static void tell_state(const char *station, const char *text)
{
	char name[TOPIC_TEXT];
	topic_format(span_of(station), TOPIC_STATE, name);
	assert_ok(kit.f, intake_take(kit.intake, span_of(name), span_of(text), NOON_MS, &kit.tally,
				 &kit.f->fault));
}

static void a_state_that_asks_is_answered_with_what_it_asked(void **state)
{
	struct note_secret key = enroll_farm();
	(void)state;
	drain_receipts();
	begin_taking();
	tell_state(FARM,
		"{\"online\":true,\"epoch\":7,\"clock\":\"none\",\"more\":[1,{}],\"ask\":\"9f3c01\"}");
	tell_state(FARM, "{\"epoch\":7,\"ask\":\"9f3c02\"}"); /* the newer question counts */
	commit_batch(kit.f);
	assert_true(next_receipt(&receipt, topic));
	assert_string_equal(topic, "pigtrace/v1/farm-01/receipt");
	assert_string_equal(receipt.ask, "9f3c02");
	assert_int_equal(receipt.epoch, 7);
	assert_int_equal(receipt.upto, 0);
	assert_int_equal(receipt.now.at_ms, NOON_MS);
	assert_false(next_receipt(&receipt, topic));
	/* The next receipt was not asked for. */
	deliver(FARM, sign_line(&key, FARM, 1, good(0)));
	assert_true(next_receipt(&receipt, topic));
	assert_string_equal(receipt.ask, "");
	assert_int_equal(held(), 0);
}

static void a_state_that_is_wrong_or_a_strangers_is_not_answered_and_not_kept(void **state)
{
	static const char *const wrong[] = { "{\"epoch\":7}", "{\"ask\":\"9f\"}",
		"{\"epoch\":0,\"ask\":\"9f\"}", "{\"epoch\":7,\"ask\":\"9f\\u0022\"}",
		"{\"epoch\":7,\"ask\":\"\"}", "{\"epoch\":7,\"ask\":5}",
		"{\"epoch\":7,\"ask\":\"9f\"} x", "[\"ask\"]", "" };
	(void)state;
	(void)enroll_farm();
	drain_receipts();
	begin_taking();
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		tell_state(FARM, wrong[i]);
	tell_state("nobody", "{\"epoch\":7,\"ask\":\"9f\"}");
	commit_batch(kit.f);
	assert_int_equal(drain_receipts(), 0);
	strike(FARM);
	drain_receipts();
	begin_taking();
	tell_state(FARM, "{\"epoch\":7,\"ask\":\"9f\"}");
	commit_batch(kit.f);
	assert_int_equal(drain_receipts(), 0);
	assert_int_equal(held(), 0);
}

static void a_receipt_says_what_is_missing(void **state)
{
	struct note_secret key = enroll_farm();
	(void)state;
	drain_receipts();
	begin_taking();
	for (int64_t seq = 2; seq <= 60; seq += 3)
		take(FARM, sign_line(&key, FARM, seq, good((int)seq)));
	commit_batch(kit.f);
	assert_true(next_receipt(&receipt, topic));
	assert_int_equal(receipt.upto, 0);
	assert_int_equal(receipt.missing_count, RECEIPT_MISSING_MOST);
	assert_int_equal(receipt.missing[0].first, 1);
	assert_int_equal(receipt.missing[0].last, 1);
	assert_int_equal(receipt.missing[1].first, 3);
	assert_int_equal(receipt.missing[1].last, 4);
}

static void a_receipt_names_the_newest_held_lines_and_their_rules(void **state)
{
	struct note_secret key = enroll_farm();
	(void)state;
	drain_receipts();
	begin_taking();
	for (int64_t seq = 1; seq <= 20; seq++)
		take(FARM, sign_line(&key, FARM, seq, bad((int)seq)));
	commit_batch(kit.f);
	assert_true(next_receipt(&receipt, topic));
	assert_int_equal(receipt.upto, 20);
	assert_int_equal(receipt.held_count, RECEIPT_HELD_MOST);
	for (int i = 0; i < receipt.held_count; i++) {
		assert_int_equal(receipt.held[i].seq, 20 - i);
		assert_string_equal(receipt.held[i].rule, "R-EVT-10");
		assert_string_equal(receipt.held[i].words, event_error_text(EVENT_KIND_UNKNOWN));
	}
}

static void a_receipt_is_due_once_for_a_station_and_epoch_of_a_batch(void **state)
{
	struct note_secret key = enroll_farm(), other = key_of("farm-02", 'o');
	const char *line = good(0);
	(void)state;
	enroll("farm-02", "farm", &other.pub);
	drain_receipts();
	begin_taking();
	for (int64_t seq = 1; seq <= 5; seq++) {
		take(FARM, sign_line(&key, FARM, seq, good((int)seq)));
		take("farm-02", sign_line(&other, "farm-02", seq, good((int)seq)));
	}
	take(FARM, sign_lines(&key, FARM, EPOCH + 1, 1, &line, 1));
	commit_batch(kit.f);
	assert_true(next_receipt(&receipt, topic));
	assert_string_equal(receipt.station, FARM);
	assert_int_equal(receipt.upto, 5);
	assert_true(next_receipt(&receipt, topic));
	assert_string_equal(receipt.station, "farm-02");
	/* Of two epochs the later one is said, and so retained, last. */
	assert_true(next_receipt(&receipt, topic));
	assert_string_equal(receipt.station, FARM);
	assert_int_equal(receipt.epoch, EPOCH + 1);
	assert_int_equal(receipt.upto, 1);
	assert_false(next_receipt(&receipt, topic));
}

static void what_comes_again_is_receipted_again(void **state)
{
	struct note_secret key = enroll_farm();
	struct span note = sign_line(&key, FARM, 1, good(0));
	(void)state;
	deliver(FARM, note);
	drain_receipts();
	for (int i = 0; i < 3; i++) {
		deliver(FARM, note);
		assert_tally(0, 0, 1);
		assert_true(next_receipt(&receipt, topic));
		assert_int_equal(receipt.upto, 1);
		assert_false(next_receipt(&receipt, topic));
	}
}

static void whoever_was_answered_is_answered_again_though_others_wait(void **state)
{
	struct note_secret key = enroll_farm(), other = key_of("farm-02", 'o');
	(void)state;
	enroll("farm-02", "farm", &other.pub);
	drain_receipts();
	begin_taking();
	take(FARM, sign_line(&key, FARM, 1, good(0)));
	take("farm-02", sign_line(&other, "farm-02", 1, good(0)));
	commit_batch(kit.f);
	assert_true(next_receipt(&receipt, topic)); /* the farm's; then the broker takes no more */
	deliver(FARM, sign_line(&key, FARM, 2, good(1)));
	assert_true(next_receipt(&receipt, topic));
	assert_string_equal(receipt.station, "farm-02");
	assert_true(next_receipt(&receipt, topic));
	assert_string_equal(receipt.station, FARM);
	assert_int_equal(receipt.upto, 2);
	assert_false(next_receipt(&receipt, topic));
}

static void what_is_refused_as_a_whole_or_has_no_number_gets_no_receipt(void **state)
{
	struct note_secret key = enroll_farm(), thief = key_of(FARM, 't');
	(void)state;
	(void)key;
	enroll("scale-1", "farm", NULL);
	drain_receipts();
	deliver(FARM, sign_line(&thief, FARM, 1, good(0)));
	deliver(FARM, span_of("rubbish"));
	deliver("nobody", span_of("rubbish"));
	deliver("scale-1", span_of(good(1)));
	assert_false(next_receipt(&receipt, topic));
}

static void a_rollback_takes_back_what_came_to_be_due_and_nothing_else(void **state)
{
	struct note_secret key = enroll_farm(), other = key_of("farm-02", 'o');
	(void)state;
	enroll("farm-02", "farm", &other.pub);
	drain_receipts();
	begin_taking();
	take(FARM, sign_line(&key, FARM, 1, good(0)));
	take("farm-02", sign_line(&other, "farm-02", 1, good(0)));
	commit_batch(kit.f);
	assert_true(next_receipt(&receipt, topic)); /* the broker goes away behind it */
	begin_taking();
	take(FARM, sign_line(&key, FARM, 2, good(1)));
	take("farm-02", sign_line(&other, "farm-02", 2, good(1)));
	store_rollback(kit.f->store);
	intake_rollback(kit.intake);
	deliver(FARM, sign_line(&key, FARM, 2, good(1)));
	assert_true(next_receipt(&receipt, topic));
	assert_string_equal(receipt.station, "farm-02");
	assert_int_equal(receipt.upto, 1);
	assert_true(next_receipt(&receipt, topic));
	assert_string_equal(receipt.station, FARM);
	assert_int_equal(receipt.upto, 2);
	assert_false(next_receipt(&receipt, topic));
}

static void a_receipt_that_does_not_fit_is_dropped_and_the_next_one_made(void **state)
{
	struct note_secret key = enroll_farm();
	char small[40];
	struct moment now = { NOON_MS, 480 };
	bool due = false;
	(void)state;
	drain_receipts();
	deliver(FARM, sign_line(&key, FARM, 1, good(0)));
	struct out out = out_into(small, sizeof(small));
	assert_int_equal(
		intake_receipt(kit.intake, now, &due, topic, &out, &kit.f->fault), FAULT_LIMIT);
	assert_false(next_receipt(&receipt, topic));
	deliver(FARM, sign_line(&key, FARM, 2, good(1)));
	assert_true(next_receipt(&receipt, topic));
	assert_int_equal(receipt.upto, 2);
}

static void receipts_that_are_due_are_bounded(void **state)
{
	struct note_secret key = enroll_farm();
	const char *line = good(0);
	(void)state;
	drain_receipts();
	begin_taking();
	for (int64_t epoch = 1; epoch <= INTAKE_DUE_MOST + 10; epoch++)
		take(FARM, sign_lines(&key, FARM, epoch, 1, &line, 1));
	commit_batch(kit.f);
	assert_tally(INTAKE_DUE_MOST + 10, 0, 0);
	assert_int_equal(drain_receipts(), INTAKE_DUE_MOST);
	/* Whoever got none sends again. */
	deliver(FARM, sign_lines(&key, FARM, INTAKE_DUE_MOST + 5, 1, &line, 1));
	assert_true(next_receipt(&receipt, topic));
	assert_int_equal(receipt.epoch, INTAKE_DUE_MOST + 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		shows(a_note_makes_a_signed_receipt_due),
		shows(a_state_that_asks_is_answered_with_what_it_asked),
		shows(a_state_that_is_wrong_or_a_strangers_is_not_answered_and_not_kept),
		shows(a_receipt_says_what_is_missing),
		shows(a_receipt_names_the_newest_held_lines_and_their_rules),
		shows(a_receipt_is_due_once_for_a_station_and_epoch_of_a_batch),
		shows(what_comes_again_is_receipted_again),
		shows(whoever_was_answered_is_answered_again_though_others_wait),
		shows(what_is_refused_as_a_whole_or_has_no_number_gets_no_receipt),
		shows(a_rollback_takes_back_what_came_to_be_due_and_nothing_else),
		shows(a_receipt_that_does_not_fit_is_dropped_and_the_next_one_made),
		shows(receipts_that_are_due_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
