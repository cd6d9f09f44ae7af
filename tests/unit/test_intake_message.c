/* One message in: what is accepted, and what is refused under which rule. After every refusal the next good
 * message is accepted. */
#include "kit_intake.h"

static void the_lines_of_a_signed_note_become_events_under_their_numbers(void **state)
{
	struct note_secret key = enroll_farm();
	const char *lines[] = { good(0), good(1), good(2) };
	(void)state;
	deliver(FARM, sign_lines(&key, FARM, EPOCH, 7, lines, 3));
	assert_tally(3, 0, 0);
	assert_string_equal(
		look(kit.f, "select group_concat(seq || '/' || epoch || '/' || "
			    "assurance || '/' || kind) from event where epoch = 3 and "
			    "station = (select no from station where name = 'farm-01')"),
		"7/3/signed/weigh,8/3/signed/weigh,9/3/signed/weigh");
	assert_string_equal(look(kit.f, "select body from event where seq = 8"), lines[1]);
	assert_int_equal(held(), 0);
}

static void a_stored_note_can_be_verified_again(void **state)
{
	struct note_secret key = enroll_farm();
	const char *lines[] = { good(0), bad(1), good(2) };
	struct buf bytes = { 0 };
	(void)state;
	struct span note = sign_lines(&key, FARM, EPOCH, 1, lines, 3);
	deliver(FARM, note);
	int no = number("select max(no) from note");
	assert_ok(kit.f, store_note_bytes(kit.f->store, no, &bytes, &kit.f->fault));
	assert_true(span_equal(buf_written(&bytes), note));
	buf_free(&bytes);
}

static void a_bad_line_is_held_and_its_neighbours_are_accepted(void **state)
{
	struct note_secret key = enroll_farm();
	const char *lines[] = { good(0), bad(1), good(2) };
	(void)state;
	deliver(FARM, sign_lines(&key, FARM, EPOCH, 1, lines, 3));
	assert_tally(2, 1, 0);
	assert_held_by("R-EVT-10");
	assert_string_equal(
		look(kit.f, "select station || ' ' || epoch || ' ' || seq || ' ' || key || ' ' || "
			    "note || ' ' || settled_by from quarantine"),
		"farm-01 3 2 do 2 0");
	assert_string_equal(look(kit.f, "select cast(raw as text) from quarantine"), lines[1]);
	/* It is received all the same: nothing is missing. */
	assert_string_equal(look(kit.f, "select first || '-' || last from received where epoch = 3 "
					"and last > 1"),
		"1-3");
}

static void the_message_of_a_plain_station_is_an_event_the_broker_vouches_for(void **state)
{
	(void)state;
	enroll("scale-1", "farm", NULL);
	deliver("scale-1", span_of(good(0)));
	assert_tally(1, 0, 0);
	assert_string_equal(look(kit.f, "select seq || ' ' || epoch || ' ' || note || ' ' || "
					"assurance from event order by no desc limit 1"),
		"0 0 0 broker");
}

static void a_plain_station_that_has_a_key_may_sign_and_counts_as_signed(void **state)
{
	struct note_secret key = key_of("scale-1", 's');
	char text[NOTE_KEY_TEXT], line[512];
	(void)state;
	note_public_format(&key.pub, text);
	(void)snprintf(line, sizeof(line),
		"{\"do\":\"station\"," AT_NOON ",\"of\":\"station:scale-1\",\"action\":\"add\","
		"\"trade\":\"farm\",\"proof\":\"plain\",\"key\":\"%s\"}",
		text);
	administer(line);
	deliver("scale-1", sign_line(&key, "scale-1", 1, good(0)));
	assert_tally(1, 0, 0);
	assert_string_equal(
		look(kit.f, "select assurance from event order by no desc limit 1"), "signed");
}

static void a_plain_station_without_a_key_cannot_sign(void **state)
{
	struct note_secret key = key_of("scale-1", 's');
	(void)state;
	enroll("scale-1", "farm", NULL);
	deliver("scale-1", sign_line(&key, "scale-1", 1, good(0)));
	assert_tally(0, 1, 0);
	assert_held_by("R-NOTE-05");
}

/* ---- refused as a whole ---- */

static struct note_secret farm;

static void still_works(void)
{
	static int n;
	deliver(FARM, sign_line(&farm, FARM, number("select coalesce(max(seq), 0) + 1 from event"),
			      good(n++)));
	assert_tally(1, 0, 0);
}

static void refused(const char *station, struct span payload, const char *rule)
{
	int before = held();
	deliver(station, payload);
	assert_tally(0, 1, 0);
	assert_held_by(rule);
	assert_int_equal(held(), before + 1);
	/* All its bytes, and the topic it came by. */
	char sql[256];
	(void)snprintf(sql, sizeof(sql),
		"select length(raw) || ' ' || topic || ' ' || seq from quarantine where no = %d",
		before + 1);
	char expected[128];
	(void)snprintf(expected, sizeof(expected), "%zu pigtrace/v1/%s/up 0", payload.len, station);
	assert_string_equal(look(kit.f, sql), expected);
	still_works();
}

static void who_speaks_is_checked(void **state)
{
	struct note_secret other = key_of("farm-02", 'o');
	struct note_secret false_farm = key_of(FARM, 'x');
	struct note_secret false_admin = key_of("admin", 'x');
	(void)state;
	farm = enroll_farm();
	enroll("farm-02", "farm", &other.pub);
	refused("nobody", sign_line(&farm, "nobody", 1, good(0)), "R-STA-02");
	refused("nobody", span_of(good(1)), "R-STA-02");
	refused("farm-02", sign_line(&farm, FARM, 1, good(0)), "R-STA-01");
	refused(FARM, sign_line(&other, "farm-02", 1, good(0)), "R-STA-01");
	refused(FARM, sign_line(&other, FARM, 1, good(0)), "R-NOTE-05");
	refused(FARM, sign_line(&false_farm, FARM, 1, good(0)), "R-NOTE-05");
	refused(FARM, span_of(good(3)), "R-STA-04");
	refused("admin", sign_line(&false_admin, "admin", 50, good(4)), "R-NOTE-05");
	refused("admin", span_of(good(5)), "R-STA-04");
	strike("farm-02");
	refused("farm-02", sign_line(&other, "farm-02", 1, good(6)), "R-STA-03");
	assert_int_equal(
		number("select count(*) from note where station = (select no from station where "
		       "name = 'farm-02')"),
		0);
}

static void the_gateway_is_no_station_even_if_it_is_registered(void **state)
{
	struct note_secret key = key_of("gateway", 'y');
	(void)state;
	farm = enroll_farm();
	enroll("gateway", "farm", &key.pub);
	refused("gateway", sign_line(&key, "gateway", 1, good(0)), "R-STA-02");
	refused("gateway", sign_line(&kit.settings.gateway, "gateway", 1, good(1)), "R-STA-02");
}

static void a_changed_note_is_forged(void **state)
{
	(void)state;
	farm = enroll_farm();
	(void)sign_line(&farm, FARM, 9, good(0));
	char *digit = strstr(kit.note.at, "\"kg\":\"") + 6;
	*digit = *digit == '9' ? '8' : '9';
	refused(FARM, buf_written(&kit.note), "R-NOTE-06");
}

static void a_note_that_is_broken_is_refused_by_the_rule_it_breaks(void **state)
{
	static char large[1 << 20], text[NOTE_MOST];
	struct out out;
	(void)state;
	farm = enroll_farm();
	refused(FARM, span_of(""), "R-NOTE-03");
	refused(FARM, span_of("hello\n"), "R-NOTE-03");
	refused(FARM, span_of(" {}"), "R-NOTE-03");
	refused(FARM, span_of("\xff\xfe"), "R-NOTE-02");
	memset(large, 'x', sizeof(large));
	refused(FARM, (struct span){ large, NOTE_MOST + 1 }, "R-NOTE-01");
	refused(FARM, (struct span){ large, sizeof(large) }, "R-NOTE-01");
	refused(FARM, sign_text(&farm, "hello\n", 6), "R-NOTE-07");
	out = out_into(text, sizeof(text));
	bundle_header(&out, span_of(FARM), EPOCH, 1, 2);
	out_text(&out, good(1));
	out_char(&out, '\n');
	refused(FARM, sign_text(&farm, text, out.len), "R-NOTE-08");
	out = out_into(text, sizeof(text));
	out_text(&out, "hello\n");
	for (int i = 0; i < NOTE_SIGNATURES_MOST; i++)
		assert_int_equal(note_sign(&out, &farm), NOTE_OK);
	text[out.len - 1] = '\0';
	const char *last = strrchr(text, '\n') + 1;
	text[out.len - 1] = '\n';
	out_bytes(&out, last, out.len - (size_t)(last - text));
	refused(FARM, out_written(&out), "R-NOTE-04");
}

static void a_message_of_a_mebibyte_that_looks_like_an_event_is_held(void **state)
{
	static char large[1 << 20];
	(void)state;
	farm = enroll_farm();
	enroll("scale-1", "farm", NULL);
	memset(large, ' ', sizeof(large));
	large[0] = '{';
	refused("scale-1", (struct span){ large, sizeof(large) }, "R-EVT-01");
}

static void a_topic_that_is_not_ours_is_refused_and_kept_under_no_name(void **state)
{
	(void)state;
	farm = enroll_farm();
	static const char *const topics[] = { "pigtrace/v1/farm-01/down", "pigtrace/v2/farm-01/up",
		"pigtrace/v1/Farm/up", "pigtrace/v1//up", "", "pigtrace/v1/farm-01/receipt" };
	for (size_t i = 0; i < sizeof(topics) / sizeof(topics[0]); i++) {
		begin_taking();
		assert_ok(kit.f, intake_take(kit.intake, span_of(topics[i]),
					 sign_line(&farm, FARM, 90 + (int64_t)i, good(0)), NOON_MS,
					 &kit.tally, &kit.f->fault));
		commit_batch(kit.f);
		assert_tally(0, 1, 0);
		assert_held_by("R-STA-01");
		assert_string_equal(look(kit.f, "select station || '|' || topic from quarantine "
						"order by no desc limit 1") +
					    1,
			topics[i]);
	}
	still_works();
}

/* ---- the longest line ---- */

static void a_line_of_the_longest_length_is_an_event_and_one_byte_more_is_held(void **state)
{
	static char lines[2][EVENT_LINE_MOST + 2];
	const char *both[] = { lines[0], lines[1] };
	(void)state;
	struct note_secret key = enroll_farm();
	for (int i = 0; i < 2; i++) {
		size_t len = EVENT_LINE_MOST + (size_t)i, start = strlen(good(i));
		memset(lines[i], ' ', len); /* JSON may have spaces */
		memcpy(lines[i], good(i), start - 1);
		lines[i][len - 1] = '}';
		lines[i][len] = '\0';
	}
	deliver(FARM, sign_lines(&key, FARM, EPOCH, 1, both, 2));
	assert_tally(1, 1, 0);
	assert_held_by("R-EVT-01");
	assert_int_equal(number("select length(body) from event where seq = 1 and epoch = 3 and "
				"kind = 'weigh'"),
		EVENT_LINE_MOST);
	assert_int_equal(number("select length(raw) from quarantine"), EVENT_LINE_MOST + 1);
}

static void a_line_in_front_of_a_refused_message_does_not_change_the_verdict(void **state)
{
	(void)state;
	farm = enroll_farm();
	begin_taking();
	take(FARM, sign_line(&farm, FARM, 1, good(0)));
	take("nobody", span_of("x"));
	take(FARM, sign_line(&farm, FARM, 2, good(1)));
	commit_batch(kit.f);
	assert_tally(2, 1, 0);
	assert_int_equal(events(), 2);
	assert_int_equal(held(), 1);
}

/* ---- strangers ---- */

static void strangers_leave_no_name_in_the_store(void **state)
{
	char name[32];
	(void)state;
	farm = enroll_farm();
	int before = number("select count(*) from station");
	begin_taking();
	for (int i = 0; i < 300; i++) {
		(void)snprintf(name, sizeof(name), "stranger-%d", i);
		take(name, span_of("hello"));
	}
	commit_batch(kit.f);
	assert_tally(0, 300, 0);
	/* All of them together are the one without a name. */
	assert_int_equal(number("select count(*) from station"), before + 1);
	assert_int_equal(number("select count(distinct station) from quarantine"), 300);
	deliver("stranger-7", span_of("hello"));
	assert_tally(0, 0, 1);
	still_works();
}

static void a_strangers_message_does_not_make_a_stations_same_message_a_repeat(void **state)
{
	(void)state;
	enroll("scale-1", "farm", NULL);
	deliver("nobody", span_of(good(0)));
	assert_tally(0, 1, 0);
	deliver("scale-1", span_of(good(0)));
	assert_tally(1, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		shows(the_lines_of_a_signed_note_become_events_under_their_numbers),
		shows(a_stored_note_can_be_verified_again),
		shows(a_bad_line_is_held_and_its_neighbours_are_accepted),
		shows(the_message_of_a_plain_station_is_an_event_the_broker_vouches_for),
		shows(a_plain_station_that_has_a_key_may_sign_and_counts_as_signed),
		shows(a_plain_station_without_a_key_cannot_sign),
		shows(who_speaks_is_checked),
		shows(the_gateway_is_no_station_even_if_it_is_registered),
		shows(a_changed_note_is_forged),
		shows(a_note_that_is_broken_is_refused_by_the_rule_it_breaks),
		shows(a_message_of_a_mebibyte_that_looks_like_an_event_is_held),
		shows(a_topic_that_is_not_ours_is_refused_and_kept_under_no_name),
		shows(a_line_of_the_longest_length_is_an_event_and_one_byte_more_is_held),
		shows(a_line_in_front_of_a_refused_message_does_not_change_the_verdict),
		shows(strangers_leave_no_name_in_the_store),
		shows(a_strangers_message_does_not_make_a_stations_same_message_a_repeat),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
