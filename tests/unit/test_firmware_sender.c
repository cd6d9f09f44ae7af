/*
 * The sender against a gateway played by hand: what goes out after which receipt, and what no receipt may do.
 */
#include "kit_station.h"

struct bench {
	struct outbox outbox;
	struct sender sender;
	struct sender_keys keys;
	struct note_secret gateway;
	struct note_secret stranger;
	int64_t wait_ms;
	bool retained; /* what give() gives */
	char note[NOTE_MOST + 1];
};

static int set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	if (!bench)
		return -1;
	blank_outbox();
	bench->keys.station = key_of("farm-01", 1);
	bench->gateway = key_of("gateway", 2);
	bench->stranger = key_of("gateway", 3);
	bench->keys.gateway = bench->gateway.pub;
	open_outbox(&bench->outbox);
	sender_start(&bench->sender, &bench->outbox, &bench->keys);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

/* The next note must be first..last, signed by the station, with the bytes of the outbox. */
static void expect_note(struct bench *bench, int64_t now_ms, int64_t first, int64_t last)
{
	struct out note = out_into(bench->note, sizeof(bench->note));
	struct span text, line;
	struct bundle bundle;
	size_t at;
	assert_int_equal(sender_next(&bench->sender, now_ms, &note, &bench->wait_ms), 1);
	assert_int_equal(
		note_open(out_written(&note), &bench->keys.station.pub, &text, &at), NOTE_OK);
	assert_int_equal(bundle_parse(text, &bundle, &at), NOTE_OK);
	assert_true(span_is(bundle.station, "farm-01"));
	assert_int_equal(bundle.epoch, bench->outbox.epoch);
	assert_int_equal(bundle.first, first);
	assert_int_equal(bundle.first + bundle.count - 1, last);
	while (bundle_next(&bundle.lines, &line))
		assert_true(span_is(line, LINE));
}

static void expect_quiet(struct bench *bench, int64_t now_ms, int64_t wait_ms)
{
	struct out note = out_into(bench->note, sizeof(bench->note));
	assert_int_equal(sender_next(&bench->sender, now_ms, &note, &bench->wait_ms), 0);
	assert_int_equal(bench->wait_ms, wait_ms);
}

static struct receipt receipt_for(int64_t upto)
{
	struct receipt receipt = {
		.station = "farm-01", .epoch = EPOCH, .upto = upto, .now = { 1795131012000, 480 }
	};
	return receipt;
}

static enum sender_verdict give(struct bench *bench, int64_t now_ms, const struct receipt *receipt,
	const struct note_secret *key)
{
	char text[RECEIPT_MOST];
	struct out out = out_into(text, sizeof(text));
	receipt_write(&out, receipt);
	assert_int_equal(note_sign(&out, key), NOTE_OK);
	return sender_receipt(&bench->sender, now_ms, out_written(&out), bench->retained);
}

static enum sender_verdict give_upto(struct bench *bench, int64_t now_ms, int64_t upto)
{
	struct receipt receipt = receipt_for(upto);
	return give(bench, now_ms, &receipt, &bench->gateway);
}

static void nothing_leaves_without_a_connection(void **state)
{
	struct bench *bench = *state;
	append_lines(&bench->outbox, 3);
	expect_quiet(bench, 0, -1);
	sender_connected(&bench->sender, 10);
	expect_note(bench, 10, 1, 3);
	sender_disconnected(&bench->sender);
	append_lines(&bench->outbox, 1);
	expect_quiet(bench, 20, -1);
}

static void a_new_connection_begins_at_the_first_number_without_receipt(void **state)
{
	struct bench *bench = *state;
	append_lines(&bench->outbox, 300);
	sender_connected(&bench->sender, 0);
	expect_note(bench, 0, 1, 256);
	expect_note(bench, 0, 257, 300);
	assert_int_equal(give_upto(bench, 5, 256), SENDER_MOVED_ON);
	sender_disconnected(&bench->sender);
	sender_connected(&bench->sender, 100);
	expect_note(bench, 100, 257, 300);
	expect_quiet(bench, 100, SENDER_PATIENCE_MS);
}

static void no_more_than_the_window_leaves_without_receipt(void **state)
{
	struct bench *bench = *state;
	append_lines(&bench->outbox, 900);
	sender_connected(&bench->sender, 0);
	for (int i = 0; i < SENDER_WINDOW; i++) {
		struct out note = out_into(bench->note, BUNDLER_LEAST);
		assert_int_equal(sender_next(&bench->sender, 0, &note, &bench->wait_ms), 1);
	}
	assert_true(bench->sender.unsent < 900);
	expect_quiet(bench, 0, SENDER_PATIENCE_MS);
	assert_int_equal(give_upto(bench, 1, bench->sender.flight_last[0]), SENDER_MOVED_ON);
	expect_note(bench, 1, bench->sender.unsent, 900);
	expect_quiet(bench, 1, SENDER_PATIENCE_MS);
}

static void a_full_receipt_leaves_nothing_to_do(void **state)
{
	struct bench *bench = *state;
	append_lines(&bench->outbox, 2);
	sender_connected(&bench->sender, 0);
	expect_note(bench, 0, 1, 2);
	assert_int_equal(give_upto(bench, 3, 2), SENDER_MOVED_ON);
	expect_quiet(bench, 3, -1);
	expect_quiet(bench, 1000000, -1);
	append_lines(&bench->outbox, 1);
	expect_note(bench, 1000000, 3, 3);
	expect_quiet(bench, 1000000, SENDER_PATIENCE_MS);
}

static void without_receipts_it_begins_again_ever_less_often(void **state)
{
	struct bench *bench = *state;
	int64_t now_ms = 0, patience_ms = SENDER_PATIENCE_MS;
	append_lines(&bench->outbox, 2);
	sender_connected(&bench->sender, 0);
	for (int i = 0; i < 8; i++) {
		expect_note(bench, now_ms, 1, 2);
		expect_quiet(bench, now_ms, patience_ms);
		expect_quiet(bench, now_ms + patience_ms - 1, 1);
		now_ms += patience_ms;
		patience_ms *= 2;
		if (patience_ms > SENDER_PATIENCE_MOST_MS)
			patience_ms = SENDER_PATIENCE_MOST_MS;
	}
	assert_int_equal(give_upto(bench, now_ms, 1), SENDER_MOVED_ON);
	expect_quiet(bench, now_ms, SENDER_PATIENCE_MS);
	expect_note(bench, now_ms + SENDER_PATIENCE_MS, 2, 2);
}

static void a_receipt_that_is_not_the_gateways_changes_nothing(void **state)
{
	struct bench *bench = *state;
	struct receipt receipt = receipt_for(3);
	char broken[RECEIPT_MOST];
	struct sender before;
	append_lines(&bench->outbox, 3);
	sender_connected(&bench->sender, 0);
	expect_note(bench, 0, 1, 3);
	before = bench->sender;
	assert_int_equal(give(bench, 1, &receipt, &bench->stranger), SENDER_FORGED);
	assert_int_equal(give(bench, 1, &receipt, &bench->keys.station), SENDER_FORGED);
	struct out out = out_into(broken, sizeof(broken));
	receipt_write(&out, &receipt);
	assert_int_equal(
		sender_receipt(&bench->sender, 1, out_written(&out), false), SENDER_FORGED);
	assert_int_equal(note_sign(&out, &bench->gateway), NOTE_OK);
	char *digit = strstr(broken, " 3\n");
	assert_non_null(digit);
	digit[1] = '2';
	assert_int_equal(
		sender_receipt(&bench->sender, 1, out_written(&out), false), SENDER_FORGED);
	assert_int_equal(sender_receipt(&bench->sender, 1, span_of(""), false), SENDER_FORGED);
	assert_memory_equal(&before, &bench->sender, sizeof(before));
	assert_int_equal(bench->outbox.first, 1);
	assert_int_equal(give(bench, 2, &receipt, &bench->gateway), SENDER_MOVED_ON);
	assert_int_equal(bench->outbox.first, 4);
}

static void another_station_epoch_or_a_number_never_given_changes_nothing(void **state)
{
	struct bench *bench = *state;
	struct receipt receipt = receipt_for(2);
	struct sender before;
	append_lines(&bench->outbox, 2);
	sender_connected(&bench->sender, 0);
	expect_note(bench, 0, 1, 2);
	before = bench->sender;
	(void)memcpy(receipt.station, "farm-02", 8);
	assert_int_equal(give(bench, 1, &receipt, &bench->gateway), SENDER_STRANGER);
	receipt = receipt_for(2);
	receipt.epoch = EPOCH + 1;
	assert_int_equal(give(bench, 1, &receipt, &bench->gateway), SENDER_EPOCH);
	receipt.epoch = EPOCH - 1;
	assert_int_equal(give(bench, 1, &receipt, &bench->gateway), SENDER_EPOCH);
	assert_int_equal(give_upto(bench, 1, 3), SENDER_BEYOND);
	assert_memory_equal(&before, &bench->sender, sizeof(before));
	assert_int_equal(bench->outbox.first, 1);
	assert_int_equal(give_upto(bench, 2, 2), SENDER_MOVED_ON);
}

static void a_lower_upto_changes_nothing(void **state)
{
	struct bench *bench = *state;
	append_lines(&bench->outbox, 5);
	sender_connected(&bench->sender, 0);
	expect_note(bench, 0, 1, 5);
	assert_int_equal(give_upto(bench, 1, 4), SENDER_MOVED_ON);
	struct sender before = bench->sender;
	assert_int_equal(give_upto(bench, 2, 3), SENDER_NOTHING_NEW);
	assert_int_equal(give_upto(bench, 2, 0), SENDER_NOTHING_NEW);
	assert_memory_equal(&before, &bench->sender, sizeof(before));
	assert_int_equal(bench->outbox.first, 5);
	assert_int_equal(give_upto(bench, 3, 5), SENDER_MOVED_ON);
}

/* Two copies of one outbox: the receipt for the other's 1..3 must not make this one forget its own. */
static void what_was_never_sent_is_not_forgotten(void **state)
{
	struct bench *bench = *state;
	append_lines(&bench->outbox, 300);
	assert_int_equal(give_upto(bench, 0, 3), SENDER_NOTHING_NEW);
	sender_connected(&bench->sender, 0);
	expect_note(bench, 0, 1, 256);
	bench->retained = true;
	assert_int_equal(give_upto(bench, 1, 3), SENDER_NOTHING_NEW);
	assert_int_equal(bench->outbox.first, 1);
	bench->retained = false;
	assert_int_equal(give_upto(bench, 2, 300), SENDER_MOVED_ON);
	assert_int_equal(bench->outbox.first, 257);
	expect_note(bench, 2, 257, 300);
	/* Sent on an earlier connection: what the broker kept since then speaks of it. */
	sender_disconnected(&bench->sender);
	sender_connected(&bench->sender, 10);
	bench->retained = true;
	assert_int_equal(give_upto(bench, 11, 290), SENDER_MOVED_ON);
	assert_int_equal(bench->outbox.first, 291);
	expect_note(bench, 12, 291, 300);
	assert_int_equal(give_upto(bench, 13, 289), SENDER_NOTHING_NEW);
	assert_int_equal(bench->outbox.first, 291);
}

static void missing_numbers_are_sent_again_exactly_and_not_too_often(void **state)
{
	struct bench *bench = *state;
	struct receipt receipt = receipt_for(10);
	append_lines(&bench->outbox, 40);
	sender_connected(&bench->sender, 0);
	expect_note(bench, 0, 1, 40);
	append_lines(&bench->outbox, 5);
	/* 5..10 are receipted already by the time this is read; 44..99 were not sent yet. */
	receipt.missing_count = 4;
	receipt.missing[0] = (struct receipt_range){ 5, 12 };
	receipt.missing[1] = (struct receipt_range){ 20, 20 };
	receipt.missing[2] = (struct receipt_range){ 30, 33 };
	receipt.missing[3] = (struct receipt_range){ 44, 99 };
	assert_int_equal(give(bench, 100, &receipt, &bench->gateway), SENDER_MOVED_ON);
	expect_note(bench, 100, 11, 12);
	expect_note(bench, 100, 20, 20);
	expect_note(bench, 100, 30, 33);
	expect_note(bench, 100, 41, 45);
	expect_quiet(bench, 100, SENDER_PATIENCE_MS);
	/* The gateway says the same again before what was resent could have reached it. */
	receipt.missing_count = 3;
	assert_int_equal(give(bench, 150, &receipt, &bench->gateway), SENDER_NOTHING_NEW);
	expect_quiet(bench, 150, 100 + SENDER_RESEND_MS - 150);
	expect_note(bench, 100 + SENDER_RESEND_MS, 11, 12);
	/* Now it has them; what it no longer misses is not sent. */
	receipt = receipt_for(19);
	receipt.missing_count = 1;
	receipt.missing[0] = (struct receipt_range){ 30, 33 };
	assert_int_equal(give(bench, 1200, &receipt, &bench->gateway), SENDER_MOVED_ON);
	expect_quiet(bench, 1200, 100 + 2 * SENDER_RESEND_MS - 1200);
	expect_note(bench, 100 + 2 * SENDER_RESEND_MS, 30, 33);
	assert_int_equal(give_upto(bench, 2200, 45), SENDER_MOVED_ON);
	expect_quiet(bench, 2200, -1);
}

static void a_note_never_outgrows_its_limit(void **state)
{
	struct bench *bench = *state;
	static char line[OUTBOX_LINE_MOST];
	int64_t seq, sent = 0;
	memset(line, 'x', sizeof(line));
	for (int i = 0; i < 40; i++)
		assert_int_equal(
			outbox_append(&bench->outbox, (struct span){ line, sizeof(line) }, &seq),
			OUTBOX_OK);
	assert_int_equal(outbox_sync(&bench->outbox), OUTBOX_OK);
	sender_connected(&bench->sender, 0);
	while (sent < 40) {
		struct out note = out_into(bench->note, sizeof(bench->note));
		assert_int_equal(sender_next(&bench->sender, 0, &note, &bench->wait_ms), 1);
		assert_true(note.len <= NOTE_MOST);
		assert_true(sent == 30 || bench->sender.unsent - 1 - sent == 15);
		sent = bench->sender.unsent - 1;
	}
	/* 16 lines of 4089 bytes with their newline are just what leaves no room for the signature. */
	assert_int_equal(give_upto(bench, 1, 40), SENDER_MOVED_ON);
	for (int i = 0; i < 16; i++)
		assert_int_equal(outbox_append(&bench->outbox, (struct span){ line, 4088 }, &seq),
			OUTBOX_OK);
	assert_int_equal(outbox_sync(&bench->outbox), OUTBOX_OK);
	struct out full = out_into(bench->note, sizeof(bench->note));
	assert_int_equal(sender_next(&bench->sender, 1, &full, &bench->wait_ms), 1);
	assert_in_range(full.len, 15 * 4089, NOTE_MOST);
	full = out_into(bench->note, sizeof(bench->note));
	assert_int_equal(sender_next(&bench->sender, 1, &full, &bench->wait_ms), 1);
	/* The smallest buffer still takes the longest line. */
	sender_connected(&bench->sender, 2);
	assert_int_equal(outbox_append(&bench->outbox, (struct span){ line, sizeof(line) }, &seq),
		OUTBOX_OK);
	assert_int_equal(outbox_sync(&bench->outbox), OUTBOX_OK);
	assert_int_equal(give_upto(bench, 3, seq - 1), SENDER_MOVED_ON);
	struct out least = out_into(bench->note, BUNDLER_LEAST);
	assert_int_equal(sender_next(&bench->sender, 3, &least, &bench->wait_ms), 1);
	assert_int_equal(bench->sender.unsent, seq + 1);
}

static void a_damaged_record_is_left_out_and_counted(void **state)
{
	struct bench *bench = *state;
	append_lines(&bench->outbox, 6);
	chip[3 * OUTBOX_PAGE + 30] ^= 8; /* the record of number 3 */
	sender_connected(&bench->sender, 0);
	expect_note(bench, 0, 1, 2);
	expect_note(bench, 0, 4, 6);
	assert_int_equal(bench->sender.skipped, 1);
	expect_quiet(bench, 0, SENDER_PATIENCE_MS);
}

static void every_verdict_has_its_word(void **state)
{
	(void)state;
	for (int i = 0; i < SENDER_VERDICT_COUNT; i++)
		assert_non_null(sender_verdict_word((enum sender_verdict)i));
}

#define SENDER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SENDER_TEST(nothing_leaves_without_a_connection),
		SENDER_TEST(a_new_connection_begins_at_the_first_number_without_receipt),
		SENDER_TEST(no_more_than_the_window_leaves_without_receipt),
		SENDER_TEST(a_full_receipt_leaves_nothing_to_do),
		SENDER_TEST(without_receipts_it_begins_again_ever_less_often),
		SENDER_TEST(a_receipt_that_is_not_the_gateways_changes_nothing),
		SENDER_TEST(another_station_epoch_or_a_number_never_given_changes_nothing),
		SENDER_TEST(a_lower_upto_changes_nothing),
		SENDER_TEST(what_was_never_sent_is_not_forgotten),
		SENDER_TEST(missing_numbers_are_sent_again_exactly_and_not_too_often),
		SENDER_TEST(a_note_never_outgrows_its_limit),
		SENDER_TEST(a_damaged_record_is_left_out_and_counted),
		cmocka_unit_test(every_verdict_has_its_word),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
