/*
 * Lines kept before the time was known: what they become, and that they become it once and for ever.
 */
#include "kit_station.h"

#include "core/event/event.h"

#include <stdio.h>

#define NOON INT64_C(1795000000000)
#define EAST 480

/* One start of a board. */
struct board {
	struct outbox outbox;
	struct dating dating;
	struct chrono chrono;
};

static void start(struct board *board)
{
	char scratch[OUTBOX_LINE_MOST + 1];
	memset(board, 0, sizeof(*board));
	open_outbox(&board->outbox);
	assert_int_equal(dating_open(&board->dating, &board->outbox, EAST, scratch), OUTBOX_OK);
}

static void keep(struct board *board, struct span line)
{
	int64_t seq;
	assert_int_equal(outbox_append(&board->outbox, line, &seq), OUTBOX_OK);
	assert_int_equal(outbox_sync(&board->outbox), OUTBOX_OK);
	assert_true(dating_took(&board->dating, line));
}

static void weigh(struct board *board, int64_t up_ms)
{
	char text[256], when[DATING_AT_TEXT];
	struct out line = out_into(text, sizeof(text)), at = out_into(when, sizeof(when));
	struct event_writer writer;
	int64_t error_ms;
	dating_at(&board->dating, &board->chrono, up_ms, &at, &error_ms);
	event_write_begin_at(&writer, &line, KIND_WEIGH, out_written(&at));
	event_write_role(&writer, ROLE_OF);
	event_write_item(&writer, span_of("eid:156000000012345"), -1, -1);
	event_write_decimal(&writer, "kg", 112500, 3);
	if (error_ms >= 1000)
		event_write_decimal(&writer, "clock_error_s", error_ms, 3);
	event_write_end(&writer);
	keep(board, out_written(&line));
}

/* The anchors that are due, each kept. */
static int anchor_all(struct board *board, int64_t up_ms)
{
	int count = 0;
	for (;;) {
		char text[512];
		struct out line = out_into(text, sizeof(text));
		if (!dating_anchor_due(
			    &board->dating, &board->chrono, up_ms, span_of("gate-01"), &line))
			return count;
		keep(board, out_written(&line));
		count++;
	}
}

struct told {
	int64_t at_ms;
	int64_t error_ms;
	enum event_kind kind;
};

/* A number as it would be sent; the gateway's own decoder reads it. */
static struct told tell(struct board *board, int64_t seq)
{
	static struct event event;
	struct event_wrong wrong;
	char line[OUTBOX_LINE_MOST + 1];
	size_t len;
	assert_int_equal(dating_read(&board->dating, seq, line, sizeof(line), &len), OUTBOX_OK);
	assert_int_equal(event_decode((struct span){ line, len }, &event, &wrong), EVENT_OK);
	assert_int_equal(event.at.offset_min, EAST);
	const struct event_value *error = event_find(&event, FIELD_CLOCK_ERROR_S);
	return (struct told){ event.at.at_ms, error ? error->number : 0, event.kind };
}

static void a_line_waits_for_its_time_and_then_has_it(void **state)
{
	struct board board;
	char line[OUTBOX_LINE_MOST + 1];
	size_t len;
	(void)state;
	blank_outbox();
	start(&board);
	weigh(&board, 5000);
	weigh(&board, 65000);
	assert_int_equal(dating_read(&board.dating, 1, line, sizeof(line), &len), OUTBOX_UNDATED);
	assert_int_equal(anchor_all(&board, 70000), 0);
	assert_true(chrono_hear(&board.chrono, CHRONO_GNSS, 100000, NOON, 1000));
	weigh(&board, 110000); /* dated at once */
	assert_int_equal(anchor_all(&board, 110000), 1);
	assert_int_equal(anchor_all(&board, 120000), 0);
	assert_true(tell(&board, 1).at_ms == NOON - 95000);
	assert_true(tell(&board, 2).at_ms == NOON - 35000);
	assert_true(tell(&board, 3).at_ms == NOON + 10000);
	assert_true(tell(&board, 4).at_ms == NOON + 10000);
	assert_int_equal(tell(&board, 4).kind, KIND_CLOCK);
	assert_int_equal(tell(&board, 1).error_ms, 1000 + 1 + 10); /* told, drifted to and fro */
}

static void a_start_that_never_learnt_the_time_is_dated_between_two_that_are_known(void **state)
{
	struct board board;
	(void)state;
	blank_outbox();
	start(&board);
	assert_true(chrono_hear(&board.chrono, CHRONO_GNSS, 0, NOON, 1000));
	weigh(&board, 1000);
	start(&board); /* power was lost; no satellites in the barn */
	weigh(&board, 2000);
	weigh(&board, 602000);
	start(&board);
	weigh(&board, 3000);
	assert_int_equal(board.dating.boot, 2);
	assert_true(chrono_hear(&board.chrono, CHRONO_GATEWAY, 10000, NOON + 7200000, 100));
	assert_int_equal(anchor_all(&board, 10000), 2);
	/* Between 1 s behind noon and two hours later less 10 s of this start and 602 s of that one. */
	int64_t earliest = NOON + 1000, latest = NOON + 7200000 - 10000 - 602000;
	struct told told = tell(&board, 2);
	assert_true(told.at_ms - 2000 >= earliest && told.at_ms - 2000 <= latest);
	assert_true(told.error_ms >= (latest - earliest) / 2);
	assert_true(tell(&board, 3).at_ms == told.at_ms + 600000);
	assert_true(tell(&board, 4).at_ms == NOON + 7200000 - 7000);
	assert_true(tell(&board, 4).error_ms < 1000);
}

/* All that would be sent, as one text. */
static size_t all_of(struct board *board, char *into, size_t size)
{
	struct out out = out_into(into, size);
	for (int64_t seq = board->outbox.first; seq <= board->outbox.synced; seq++) {
		char line[OUTBOX_LINE_MOST + 1];
		size_t len;
		enum outbox_error error =
			dating_read(&board->dating, seq, line, sizeof(line), &len);
		if (error == OUTBOX_UNDATED)
			break;
		assert_int_equal(error, OUTBOX_OK);
		out_bytes(&out, line, len);
		out_char(&out, '\n');
	}
	assert_false(out.full);
	return out.len;
}

/*
 * Starts, lines, times and losses of power in any order: what could once be sent stays as it was, byte for byte,
 * and in the end all of it can be.
 */
static void what_could_be_sent_never_changes(void **state)
{
	static char before[400000], after[400000];
	(void)state;
	srand(11);
	for (int run = 0; run < 40; run++) {
		struct board board;
		size_t had = 0;
		int64_t up_ms = 0, utc_ms = NOON;
		blank_outbox();
		start(&board);
		for (int step = 0; step < 120; step++) {
			int64_t passed = rand() % 100000;
			up_ms += passed;
			utc_ms += passed;
			int what = rand() % 10;
			if (what == 0 && board.dating.count < 10) {
				start(&board);
				up_ms = 0;
			} else if (what == 1 && rand() % 3 == 0) {
				(void)chrono_hear(&board.chrono, CHRONO_GATEWAY, up_ms,
					utc_ms + rand() % 2000 - 1000, 1000);
			} else if (what == 2) {
				/* One of them only: the power may go before the others. */
				char text[512];
				struct out line = out_into(text, sizeof(text));
				if (dating_anchor_due(&board.dating, &board.chrono, up_ms,
					    span_of("gate-01"), &line))
					keep(&board, out_written(&line));
			} else {
				weigh(&board, up_ms);
			}
			size_t has = all_of(&board, after, sizeof(after));
			assert_true(has >= had);
			assert_memory_equal(before, after, had);
			memcpy(before, after, has);
			had = has;
		}
		(void)chrono_hear(&board.chrono, CHRONO_GATEWAY, up_ms, utc_ms, 10);
		(void)anchor_all(&board, up_ms);
		for (int64_t seq = board.outbox.first; seq <= board.outbox.synced; seq++)
			(void)tell(&board, seq);
	}
}

static void the_sender_sends_nothing_undated_and_then_all(void **state)
{
	static struct sender sender;
	static char note[NOTE_MOST + 1];
	struct board board;
	struct sender_keys keys = { 0 };
	uint8_t seed[32] = { 3 };
	struct note_parts parts;
	struct bundle bundle;
	int64_t wait_ms;
	size_t at;
	(void)state;
	assert_int_equal(note_key_make(span_of("gate-01"), seed, &keys.station), NOTE_OK);
	blank_outbox();
	start(&board);
	weigh(&board, 1000);
	sender_start(&sender, &board.outbox, &keys);
	sender.dating = &board.dating;
	sender_connected(&sender, 0);
	struct out out = out_into(note, sizeof(note));
	assert_int_equal(sender_next(&sender, 0, &out, &wait_ms), 0);
	assert_int_equal(wait_ms, -1);
	assert_true(chrono_hear(&board.chrono, CHRONO_SNTP, 2000, NOON, 50));
	assert_int_equal(anchor_all(&board, 2000), 1);
	out = out_into(note, sizeof(note));
	assert_int_equal(sender_next(&sender, 10, &out, &wait_ms), 1);
	assert_int_equal(note_split(out_written(&out), &parts, &at), NOTE_OK);
	assert_int_equal(bundle_parse(parts.text, &bundle, &at), NOTE_OK);
	assert_int_equal(bundle.count, 2);
	/* Numbers that are missing at the gateway but have no time: the sender does not turn in circles. */
	weigh(&board, 3000);
	start(&board);
	weigh(&board, 10);
	sender_start(&sender, &board.outbox, &keys);
	sender.dating = &board.dating;
	sender_connected(&sender, 0);
	sender.unsent = board.outbox.next;
	sender.receipt.missing_count = 1;
	sender.receipt.missing[0] =
		(struct receipt_range){ board.outbox.next - 1, board.outbox.next - 1 };
	sender.missing_at = 0;
	out = out_into(note, sizeof(note));
	assert_int_equal(sender_next(&sender, 0, &out, &wait_ms), 0);
}

static void only_our_own_spelling_is_undated(void **state)
{
	static const char *const others[] = {
		"{\"do\":\"weigh\",\"at\":\"2026-11-20T07:30:12+08:00\"}",
		"{\"do\":\"weigh\",\"at\":\"@1\"}",
		"{\"do\":\"weigh\",\"at\":\"@+5\"}",
		"{\"do\":\"weigh\",\"at\":\"@1+5x\"}",
		"{\"do\":\"weigh\",\"at\":\"@1234567890+5\"}",
		"{\"do\":\"weigh\",\"at\":\"2026-11-20T07:30:12+08:00\",\"remark\":\"\\\"at\\\":\\\"@1+5\\\"\"}",
		"{\"at\":\"@1+5\"}",
		"",
	};
	int64_t boot, up_ms;
	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(dating_parse(span_of(others[i]), &boot, &up_ms));
	assert_true(dating_parse(span_of("{\"do\":\"weigh\",\"at\":\"@12+345\"}"), &boot, &up_ms));
	assert_true(boot == 12 && up_ms == 345);
}

static void a_line_that_would_not_fit_is_left_as_it_is(void **state)
{
	const struct dating_anchor anchor = { .boot = 1, .utc_ms = NOON, .error_ms = 5000 };
	char line[128] = "{\"do\":\"weigh\",\"at\":\"@1+5\"}";
	size_t len = strlen(line);
	(void)state;
	assert_false(dating_resolve(line, len + 10, &len, &anchor));
	assert_string_equal(line, "{\"do\":\"weigh\",\"at\":\"@1+5\"}");
	assert_true(dating_resolve(line, sizeof(line), &len, &anchor));
	line[len] = '\0';
	assert_non_null(strstr(line, ",\"clock_error_s\":\"5\"}"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_waits_for_its_time_and_then_has_it),
		cmocka_unit_test(
			a_start_that_never_learnt_the_time_is_dated_between_two_that_are_known),
		cmocka_unit_test(what_could_be_sent_never_changes),
		cmocka_unit_test(the_sender_sends_nothing_undated_and_then_all),
		cmocka_unit_test(only_our_own_spelling_is_undated),
		cmocka_unit_test(a_line_that_would_not_fit_is_left_as_it_is),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
