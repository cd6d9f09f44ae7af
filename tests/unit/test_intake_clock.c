/* Stations whose clock is wrong: told once when it begins and once when it ends, each direction by itself. */
#include "kit_intake.h"

#define HOUR INT64_C(3600000)

static struct {
	int told;
	bool ahead;
	int64_t off_ms;
	char station[NOTE_NAME_MOST + 1];
} heard;

static void hear(void *context, struct span station, bool ahead, int64_t off_ms)
{
	(void)context;
	heard.told++;
	heard.ahead = ahead;
	heard.off_ms = off_ms;
	(void)span_copy(station, heard.station, sizeof(heard.station));
}

static void listen(void)
{
	memset(&heard, 0, sizeof(heard));
	intake_close(kit.intake);
	kit.settings.clock = hear;
	open_intake();
}

static void deliver_at(
	const char *station, enum topic_branch branch, struct span payload, int64_t got_ms)
{
	char topic[TOPIC_TEXT];
	topic_format(span_of(station), branch, topic);
	begin_taking();
	assert_ok(kit.f, intake_take(kit.intake, span_of(topic), payload, got_ms, &kit.tally,
				 &kit.f->fault));
	commit_batch(kit.f);
	intake_committed(kit.intake);
}

/* A state that says now_ms and has a receipt of seen_ms, after noon. */
static void say(const char *station, int64_t now_ms, int64_t seen_ms, int64_t got_ms)
{
	char text[256];
	(void)snprintf(text, sizeof(text),
		"{\"online\":true,\"epoch\":7,\"now_ms\":%lld,\"seen_ms\":%lld,\"other\":[1]}",
		(long long)(NOON_MS + now_ms), (long long)(NOON_MS + seen_ms));
	assert_true(intake_minds(span_of(text)));
	deliver_at(station, TOPIC_STATE, span_of(text), NOON_MS + got_ms);
}

static void an_event_of_tomorrow_is_kept_counted_and_told_once(void **state)
{
	(void)state;
	struct note_secret key = enroll_farm();
	listen();
	for (int n = 1; n <= 3; n++)
		deliver_at(FARM, TOPIC_UP, sign_line(&key, FARM, n, good(n)), NOON_MS - 48 * HOUR);
	assert_int_equal(kit.tally.accepted, 1);
	assert_int_equal(kit.tally.clock_wrong[true], 1);
	assert_int_equal(heard.told, 1);
	assert_true(heard.ahead && heard.off_ms > 24 * HOUR);
	assert_string_equal(heard.station, FARM);
	assert_int_equal(intake_clocks_wrong(kit.intake, true), 1);
	assert_int_equal(intake_clocks_wrong(kit.intake, false), 0);
	/* The next one came behind its time. */
	deliver_at(FARM, TOPIC_UP, sign_line(&key, FARM, 4, good(4)), NOON_MS + 480 * HOUR);
	assert_int_equal(kit.tally.clock_wrong[true], 0);
	assert_int_equal(heard.told, 2);
	assert_int_equal(heard.off_ms, 0);
	assert_int_equal(intake_clocks_wrong(kit.intake, true), 0);
}

static void weeks_in_an_outbox_accuse_nobody(void **state)
{
	(void)state;
	struct note_secret key = enroll_farm();
	listen();
	deliver_at(FARM, TOPIC_UP, sign_line(&key, FARM, 1, good(1)), NOON_MS + 1000 * HOUR);
	say(FARM, 0, -1000, 1000 * HOUR);
	assert_int_equal(heard.told, 0);
	assert_int_equal(
		intake_clocks_wrong(kit.intake, true) + intake_clocks_wrong(kit.intake, false), 0);
}

static void a_state_tells_of_a_clock_that_is_behind_and_events_do_not_clear_it(void **state)
{
	(void)state;
	struct note_secret key = enroll_farm();
	listen();
	say(FARM, -2 * HOUR, 0, 5);
	assert_int_equal(kit.tally.clock_wrong[false], 1);
	assert_int_equal(heard.told, 1);
	assert_true(!heard.ahead && heard.off_ms == -2 * HOUR);
	deliver_at(FARM, TOPIC_UP, sign_line(&key, FARM, 1, good(1)), NOON_MS + 10);
	assert_int_equal(intake_clocks_wrong(kit.intake, false), 1);
	/* An hour of it is told again, minutes are not. */
	say(FARM, -2 * HOUR + 60000, 60000, 60000);
	assert_int_equal(heard.told, 1);
	say(FARM, -HOUR, HOUR, HOUR + 6);
	assert_int_equal(heard.told, 2);
	say(FARM, 2 * HOUR, 2 * HOUR, 2 * HOUR);
	assert_int_equal(heard.told, 3);
	assert_int_equal(heard.off_ms, 0);
	assert_int_equal(intake_clocks_wrong(kit.intake, false), 0);
}

static void who_is_not_registered_and_what_is_no_state_say_nothing(void **state)
{
	static const char *const wrong[] = { "{\"now_ms\":99999999999999999}", "{\"now_ms\":\"1\"}",
		"{\"now_ms\":-5}", "{\"now_ms\":1e3}", "{\"now_ms\":1700000000000",
		"[\"now_ms\":1]", "{\"now_ms\":1700000000000}x" };
	(void)state;
	(void)enroll_farm();
	listen();
	say("nobody-01", 50 * HOUR, 0, 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		deliver_at(FARM, TOPIC_STATE, span_of(wrong[i]), 1);
	assert_int_equal(heard.told, 0);
	assert_int_equal(held(), 0);
	say(FARM, 50 * HOUR, 0, 0);
	assert_int_equal(heard.told, 1);
}

static void more_stations_than_have_a_place_are_counted_still(void **state)
{
	char name[32];
	int64_t wrong = 0;
	(void)state;
	for (int i = 0; i < 300; i++) {
		(void)snprintf(name, sizeof(name), "scale-%03d", i);
		enroll(name, "farm", NULL);
	}
	listen();
	for (int i = 0; i < 300; i++) {
		(void)snprintf(name, sizeof(name), "scale-%03d", i);
		say(name, 5 * HOUR, 0, i);
		wrong += kit.tally.clock_wrong[true];
	}
	assert_int_equal(wrong, 300);
	assert_int_equal(intake_clocks_wrong(kit.intake, true), 256);
	say("scale-000", 0, 0, 0);
	assert_int_equal(intake_clocks_wrong(kit.intake, true), 255);
	say("scale-100", 5 * HOUR, 0, 1000);
	assert_int_equal(intake_clocks_wrong(kit.intake, true), 255);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		shows(an_event_of_tomorrow_is_kept_counted_and_told_once),
		shows(weeks_in_an_outbox_accuse_nobody),
		shows(a_state_tells_of_a_clock_that_is_behind_and_events_do_not_clear_it),
		shows(who_is_not_registered_and_what_is_no_state_say_nothing),
		shows(more_stations_than_have_a_place_are_counted_still),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
