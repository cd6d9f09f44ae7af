/* Outbox and connection together, on a clock of our own: an hour without a gateway, a link that takes nothing. */
#include "kit_station.h"

#include "firmware/core/courier.h"

#define HOUR_MS INT64_C(3600000)

static struct outbox outbox;
static struct courier courier;
static struct sender_keys keys;
static struct note_secret gateway;
static char note[BUNDLER_LEAST + 2000];
static int notes, states;
static bool ready, takes;

static bool link_ready(void *context)
{
	(void)context;
	return ready;
}

static bool link_publish(void *context, enum topic_branch branch, struct span bytes)
{
	(void)context;
	assert_true(bytes.len > 0);
	notes += takes && branch == TOPIC_UP;
	states += takes && branch == TOPIC_STATE;
	return takes;
}

static int set_up(void **state)
{
	static const struct courier_link link = { NULL, link_ready, link_publish };
	(void)state;
	blank_outbox();
	open_outbox(&outbox);
	keys.station = key_of("farm-01", 1);
	gateway = key_of("gateway", 2);
	keys.gateway = gateway.pub;
	courier_start(&courier, &outbox, &keys, &link, note, sizeof(note));
	notes = states = 0;
	ready = takes = true;
	return 0;
}

static void keep(int count, int64_t now_ms)
{
	courier_held(&courier, now_ms);
	append_lines(&outbox, count);
}

static enum sender_verdict receipt(int64_t upto, int64_t now_ms)
{
	static char text[RECEIPT_MOST];
	struct receipt receipt = {
		.epoch = EPOCH, .upto = upto, .now = { INT64_C(1795000000000), 0 }
	};
	struct out out = out_into(text, sizeof(text));
	(void)span_copy(span_of("farm-01"), receipt.station, sizeof(receipt.station));
	receipt_write(&out, &receipt);
	assert_int_equal(note_sign(&out, &gateway), NOTE_OK);
	return courier_receipt(&courier, now_ms, out_written(&out), false);
}

/* Pump whenever it asks for it, for so long. */
static int64_t run(int64_t now_ms, int64_t for_ms)
{
	int64_t end_ms = now_ms + for_ms;
	while (now_ms < end_ms) {
		courier_pump(&courier, now_ms);
		assert_false(courier.unreadable);
		if (courier.wait_ms < 0)
			break;
		now_ms += courier.wait_ms ? courier.wait_ms : 1;
	}
	return end_ms;
}

static void an_hour_without_a_gateway_costs_some_notes_and_no_line(void **state)
{
	int64_t now_ms = 0;
	(void)state;
	keep(20, now_ms);
	courier_up(&courier, now_ms, span_of("{}"));
	assert_int_equal(states, 1);
	for (int minute = 0; minute < 60; minute++) {
		keep(1, now_ms);
		now_ms = run(now_ms, HOUR_MS / 60);
	}
	assert_int_equal(outbox.next - outbox.first, 80);
	/* Ever less often, at most once a minute in the end: a thousand stations do not bury it when it is back. */
	assert_in_range(notes, 60, 400);
	assert_int_equal(receipt(80, now_ms), SENDER_MOVED_ON);
	assert_int_equal(outbox.next - outbox.first, 0);
	int before = notes;
	now_ms = run(now_ms, HOUR_MS);
	assert_int_equal(notes, before);
	/* And the next line leaves at once. */
	keep(1, now_ms);
	courier_pump(&courier, now_ms);
	assert_int_equal(notes, before + 1);
}

static void a_link_that_is_not_ready_is_not_asked(void **state)
{
	(void)state;
	keep(3, 0);
	ready = false;
	courier_up(&courier, 0, span_of("{}"));
	courier_pump(&courier, 0);
	assert_int_equal(notes, 0);
	ready = true;
	courier_pump(&courier, 10);
	assert_int_equal(notes, 1);
}

static void what_a_link_did_not_take_comes_again(void **state)
{
	int64_t now_ms = 0;
	(void)state;
	keep(3, now_ms);
	courier_up(&courier, now_ms, span_of("{}"));
	takes = false;
	courier_pump(&courier, now_ms);
	assert_int_equal(notes, 0);
	takes = true;
	(void)run(now_ms, 2 * SENDER_PATIENCE_MS);
	assert_true(notes >= 1);
	assert_int_equal(receipt(3, now_ms), SENDER_MOVED_ON);
}

static void lines_that_follow_each_other_leave_in_one_note(void **state)
{
	(void)state;
	courier.linger_ms = 20;
	courier_up(&courier, 0, span_of("{}"));
	keep(1, 100);
	courier_pump(&courier, 100);
	assert_int_equal(notes, 0);
	assert_int_equal(courier.wait_ms, 20);
	keep(1, 110);
	courier_pump(&courier, 120);
	assert_int_equal(notes, 1);
	assert_int_equal(receipt(2, 130), SENDER_MOVED_ON);
}

static void the_state_says_what_waits(void **state)
{
	char text[256];
	struct out out = out_into(text, sizeof(text));
	(void)state;
	keep(3, 0);
	courier_state(&out, &outbox, ",\"image\":\"gate\"");
	assert_string_equal(text, "{\"online\":true,\"version\":\"" PIGTRACE_VERSION
				  "\",\"epoch\":1790000000,\"waiting\":3,"
				  "\"fill_permille\":3,\"damaged\":0,\"image\":\"gate\"}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			an_hour_without_a_gateway_costs_some_notes_and_no_line, set_up),
		cmocka_unit_test_setup(a_link_that_is_not_ready_is_not_asked, set_up),
		cmocka_unit_test_setup(what_a_link_did_not_take_comes_again, set_up),
		cmocka_unit_test_setup(lines_that_follow_each_other_leave_in_one_note, set_up),
		cmocka_unit_test_setup(the_state_says_what_waits, set_up),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
