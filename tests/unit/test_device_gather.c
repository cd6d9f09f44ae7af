#include "kit_device.h"

#include "firmware/device/gather.h"

#define T0 INT64_C(1000000)

static struct gather weighing(void)
{
	struct gather gather;
	struct gather_settings settings = gather_defaults();
	settings.weighs = true;
	settings.by = span_of("op-07");
	gather_start(&gather, &settings);
	return gather;
}

static struct gather tracking(void)
{
	struct gather gather;
	struct gather_settings settings = gather_defaults();
	settings.track = span_of("truck:晋J12345");
	settings.has_limits = true;
	settings.least_c100 = 0;
	settings.most_c100 = 400;
	gather_start(&gather, &settings);
	return gather;
}

static enum gather_result tag(struct gather *gather, int64_t national, int64_t now_ms)
{
	struct reading reading = { .kind = READING_TAG, .is.tag = { 156, national } };
	return gather_take(gather, &reading, now_ms);
}

static enum gather_result code(struct gather *gather, const char *text, int64_t now_ms)
{
	struct reading reading = { .kind = READING_CODE, .is.code = span_of(text) };
	return gather_take(gather, &reading, now_ms);
}

static enum gather_result mass(struct gather *gather, int64_t mass_g, bool steady, int64_t now_ms)
{
	struct reading reading = { .kind = READING_MASS, .is.mass = { mass_g, steady } };
	return gather_take(gather, &reading, now_ms);
}

static enum gather_result degrees(struct gather *gather, int32_t temp_c100, int64_t now_ms)
{
	struct reading reading = { .kind = READING_TEMPERATURE, .is.temp_c100 = temp_c100 };
	return gather_take(gather, &reading, now_ms);
}

/* The line that was made, which the decoder must take. */
static void wrote(const struct gather *gather, const char *expected)
{
	static struct event event;
	char line[EVENT_LINE_MOST + 1];
	struct out out = out_into(line, sizeof(line));
	struct event_wrong wrong;
	gather_write(gather, span_of("2026-11-20T07:30:12+08:00"), 0, &out);
	assert_string_equal(line, expected);
	assert_int_equal(event_decode(out_written(&out), &event, &wrong), EVENT_OK);
}

static void a_tag_and_the_next_steady_weight_make_one_weighing(void **state)
{
	struct gather gather = weighing();
	(void)state;
	assert_int_equal(tag(&gather, 12345, T0), GATHER_WAITS);
	assert_int_equal(mass(&gather, 80000, false, T0 + 100), GATHER_NOTHING);
	assert_int_equal(mass(&gather, 112500, true, T0 + 900), GATHER_EVENT);
	assert_int_equal(gather.made.at_ms, T0 + 900);
	wrote(&gather, "{\"do\":\"weigh\",\"at\":\"2026-11-20T07:30:12+08:00\","
		       "\"of\":[\"eid:156000000012345\"],\"kg\":\"112.5\",\"by\":\"op-07\"}");
	/* It stands there, and is read again and again. */
	for (int i = 1; i < 50; i++) {
		assert_int_equal(mass(&gather, 112600, true, T0 + 900 + i * 1000), GATHER_NOTHING);
		assert_int_equal(tag(&gather, 12345, T0 + 900 + i * 1000), GATHER_REPEATED);
		assert_int_equal(gather_tick(&gather, T0 + 900 + i * 1000), GATHER_NOTHING);
	}
}

static void the_weight_may_come_first(void **state)
{
	struct gather gather = weighing();
	(void)state;
	assert_int_equal(mass(&gather, 112500, true, T0), GATHER_NOTHING);
	assert_int_equal(tag(&gather, 12345, T0 + 500), GATHER_EVENT);
	assert_int_equal(gather.made.mass_g, 112500);
}

static void a_weight_is_used_once_until_the_platform_was_empty(void **state)
{
	struct gather gather = weighing();
	(void)state;
	assert_int_equal(tag(&gather, 1, T0), GATHER_WAITS);
	assert_int_equal(mass(&gather, 112500, true, T0 + 100), GATHER_EVENT);
	assert_int_equal(tag(&gather, 2, T0 + 200), GATHER_WAITS);
	assert_int_equal(mass(&gather, 112500, true, T0 + 300), GATHER_NOTHING);
	assert_int_equal(mass(&gather, 0, true, T0 + 400), GATHER_NOTHING);
	assert_int_equal(mass(&gather, 98000, true, T0 + 500), GATHER_EVENT);
	assert_string_equal(gather.made.item, "eid:156000000000002");
	assert_int_equal(gather.made.mass_g, 98000);
}

static void two_animals_on_the_platform_are_not_weighed(void **state)
{
	struct gather gather = weighing();
	(void)state;
	assert_int_equal(tag(&gather, 1, T0), GATHER_WAITS);
	assert_int_equal(tag(&gather, 2, T0 + 100), GATHER_CROWD);
	assert_int_equal(mass(&gather, 230000, true, T0 + 200), GATHER_NOTHING);
	assert_int_equal(tag(&gather, 1, T0 + 300), GATHER_CROWD);
	assert_int_equal(mass(&gather, 230000, true, T0 + 400), GATHER_NOTHING);
	/* Emptied, then one after the other. */
	assert_int_equal(mass(&gather, 200, true, T0 + 5000), GATHER_NOTHING);
	assert_int_equal(tag(&gather, 2, T0 + 6000), GATHER_WAITS);
	assert_int_equal(mass(&gather, 115000, true, T0 + 6100), GATHER_EVENT);
	assert_string_equal(gather.made.item, "eid:156000000000002");
}

static void of_two_scans_the_newer_counts(void **state)
{
	struct gather gather = weighing();
	(void)state;
	assert_int_equal(code(&gather, "carcass:plant-01/20261121/1", T0), GATHER_WAITS);
	assert_int_equal(code(&gather, "carcass:plant-01/20261121/2", T0 + 100), GATHER_WAITS);
	assert_int_equal(mass(&gather, 82400, true, T0 + 200), GATHER_EVENT);
	wrote(&gather,
		"{\"do\":\"weigh\",\"at\":\"2026-11-20T07:30:12+08:00\","
		"\"of\":[\"carcass:plant-01/20261121/2\"],\"kg\":\"82.4\",\"by\":\"op-07\"}");
}

static void a_tag_without_a_weight_is_given_up_aloud(void **state)
{
	struct gather gather = weighing();
	(void)state;
	assert_int_equal(tag(&gather, 1, T0), GATHER_WAITS);
	assert_int_equal(gather_tick(&gather, T0 + GATHER_PAIR_MS), GATHER_NOTHING);
	assert_int_equal(gather_tick(&gather, T0 + GATHER_PAIR_MS + 1), GATHER_UNWEIGHED);
	assert_int_equal(gather_tick(&gather, T0 + GATHER_PAIR_MS + 2), GATHER_NOTHING);
	assert_int_equal(mass(&gather, 112500, true, T0 + GATHER_PAIR_MS + 3), GATHER_NOTHING);
	assert_int_equal(tag(&gather, 1, T0 + GATHER_PAIR_MS + 4000), GATHER_EVENT);
}

static void an_old_weight_is_not_taken_for_a_new_tag(void **state)
{
	struct gather gather = weighing();
	(void)state;
	assert_int_equal(mass(&gather, 112500, true, T0), GATHER_NOTHING);
	/* The indicator was switched off. */
	assert_int_equal(tag(&gather, 1, T0 + GATHER_PAIR_MS + 1), GATHER_WAITS);
}

static void without_a_scale_a_code_is_an_event_and_its_repetition_none(void **state)
{
	struct gather gather;
	struct gather_settings settings = gather_defaults();
	(void)state;
	settings.kind = KIND_RECEIVE;
	settings.place = span_of("place:shop-01");
	gather_start(&gather, &settings);
	assert_int_equal(code(&gather, "069012340000000016", T0), GATHER_EVENT);
	wrote(&gather, "{\"do\":\"receive\",\"at\":\"2026-11-20T07:30:12+08:00\","
		       "\"of\":[\"sscc:069012340000000016\"],\"place\":\"place:shop-01\"}");
	assert_int_equal(code(&gather, "069012340000000016", T0 + 2999), GATHER_REPEATED);
	assert_int_equal(code(&gather, "069012340000000016", T0 + 5998), GATHER_REPEATED);
	assert_int_equal(code(&gather, "069012340000000016", T0 + 8998), GATHER_EVENT);
	assert_int_equal(code(&gather, "rubbish", T0 + 9000), GATHER_CODE);
	assert_int_equal(gather.why, IDENT_UNKNOWN);
}

static void temperatures_leave_every_quarter_of_an_hour_with_the_position(void **state)
{
	struct reading fix = { .kind = READING_FIX,
		.is.fix = { .lat_e6 = 36980200, .lon_e6 = 111177467 } };
	struct gather gather = tracking();
	(void)state;
	for (int minute = 0; minute < 15; minute++) {
		int64_t now_ms = T0 + minute * INT64_C(60000);
		assert_int_equal(gather_take(&gather, &fix, now_ms), GATHER_NOTHING);
		assert_int_equal(degrees(&gather, 200 + minute, now_ms), GATHER_NOTHING);
		assert_int_equal(gather_tick(&gather, now_ms), GATHER_NOTHING);
	}
	assert_int_equal(gather_tick(&gather, T0 + GATHER_TRACK_MS), GATHER_EVENT);
	assert_int_equal(gather.made.at_ms, T0);
	wrote(&gather,
		"{\"do\":\"track\",\"at\":\"2026-11-20T07:30:12+08:00\",\"of\":[\"truck:晋J12345\"],"
		"\"readings\":[[0,\"2\"],[60,\"2.01\"],[120,\"2.02\"],[180,\"2.03\"],[240,\"2.04\"],"
		"[300,\"2.05\"],[360,\"2.06\"],[420,\"2.07\"],[480,\"2.08\"],[540,\"2.09\"],"
		"[600,\"2.1\"],[660,\"2.11\"],[720,\"2.12\"],[780,\"2.13\"],[840,\"2.14\"]],"
		"\"lat\":\"36.9802\",\"lon\":\"111.177467\"}");
	assert_int_equal(gather_tick(&gather, T0 + GATHER_TRACK_MS + 1), GATHER_NOTHING);
}

static void a_limit_crossed_is_told_at_once_and_so_is_the_return(void **state)
{
	struct gather gather = tracking();
	(void)state;
	assert_int_equal(degrees(&gather, 300, T0), GATHER_NOTHING);
	assert_int_equal(degrees(&gather, 401, T0 + 60000), GATHER_EVENT);
	assert_int_equal(gather.made.samples, 2);
	assert_int_equal(
		degrees(&gather, 450, T0 + 120000), GATHER_NOTHING); /* it is told already */
	assert_int_equal(degrees(&gather, 400, T0 + 180000), GATHER_EVENT);
	assert_int_equal(gather.made.samples, 2);
	assert_int_equal(degrees(&gather, -1, T0 + 240000), GATHER_EVENT);
}

static void a_broken_probe_is_absent_and_named_never_zero(void **state)
{
	struct gather gather = tracking();
	(void)state;
	gather_without(&gather, DEVICE_BROKEN, T0);
	gather_without(&gather, DEVICE_BROKEN, T0 + 60000);
	assert_int_equal(gather_tick(&gather, T0 + 60000), GATHER_NOTHING);
	assert_int_equal(gather_tick(&gather, T0 + GATHER_TRACK_MS), GATHER_EVENT);
	wrote(&gather,
		"{\"do\":\"track\",\"at\":\"2026-11-20T07:30:12+08:00\",\"of\":[\"truck:晋J12345\"],"
		"\"remark\":\"probe: sensor-broken\"}");
	assert_int_equal(degrees(&gather, 200, T0 + 1000000), GATHER_NOTHING);
	gather_without(&gather, DEVICE_SILENT, T0 + 1060000);
	assert_int_equal(gather_tick(&gather, T0 + 1900000), GATHER_EVENT);
	wrote(&gather,
		"{\"do\":\"track\",\"at\":\"2026-11-20T07:30:12+08:00\",\"of\":[\"truck:晋J12345\"],"
		"\"readings\":[[0,\"2\"]],\"remark\":\"probe: silent\"}");
}

static void a_position_alone_leaves_every_quarter_of_an_hour_too(void **state)
{
	struct reading fix = { .kind = READING_FIX,
		.is.fix = { .lat_e6 = 36980200, .lon_e6 = 111177467 } };
	struct gather gather = tracking();
	(void)state;
	for (int second = 0; second < 900; second++) {
		assert_int_equal(gather_take(&gather, &fix, T0 + second * 1000), GATHER_NOTHING);
		assert_int_equal(gather_tick(&gather, T0 + second * 1000), GATHER_NOTHING);
	}
	assert_int_equal(gather_tick(&gather, T0 + GATHER_TRACK_MS), GATHER_EVENT);
	wrote(&gather,
		"{\"do\":\"track\",\"at\":\"2026-11-20T07:30:12+08:00\",\"of\":[\"truck:晋J12345\"],"
		"\"lat\":\"36.9802\",\"lon\":\"111.177467\"}");
}

static void an_old_position_is_left_out(void **state)
{
	struct reading fix = { .kind = READING_FIX, .is.fix = { .lat_e6 = 1, .lon_e6 = 1 } };
	struct gather gather = tracking();
	(void)state;
	assert_int_equal(gather_take(&gather, &fix, T0), GATHER_NOTHING);
	assert_int_equal(degrees(&gather, 500, T0 + GATHER_FIX_MS + 1), GATHER_EVENT);
	assert_false(gather.made.has_fix);
}

static void more_samples_than_fit_leave_early(void **state)
{
	struct gather gather = tracking();
	(void)state;
	for (int i = 0; i + 1 < GATHER_SAMPLES; i++)
		assert_int_equal(degrees(&gather, 200, T0 + i * 1000), GATHER_NOTHING);
	assert_int_equal(degrees(&gather, 200, T0 + 99000), GATHER_EVENT);
	assert_int_equal(gather.made.samples, GATHER_SAMPLES);
	assert_int_equal(degrees(&gather, 200, T0 + 100000), GATHER_NOTHING);
}

static void every_result_has_a_word_and_a_sentence(void **state)
{
	(void)state;
	for (int i = 0; i < GATHER_RESULT_COUNT; i++)
		assert_true(gather_result_word((enum gather_result)i) &&
			    gather_result_text((enum gather_result)i));
	for (int i = 0; i < DEVICE_RESULT_COUNT; i++)
		assert_true(device_result_word((enum device_result)i) &&
			    device_result_text((enum device_result)i));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tag_and_the_next_steady_weight_make_one_weighing),
		cmocka_unit_test(the_weight_may_come_first),
		cmocka_unit_test(a_weight_is_used_once_until_the_platform_was_empty),
		cmocka_unit_test(two_animals_on_the_platform_are_not_weighed),
		cmocka_unit_test(of_two_scans_the_newer_counts),
		cmocka_unit_test(a_tag_without_a_weight_is_given_up_aloud),
		cmocka_unit_test(an_old_weight_is_not_taken_for_a_new_tag),
		cmocka_unit_test(without_a_scale_a_code_is_an_event_and_its_repetition_none),
		cmocka_unit_test(temperatures_leave_every_quarter_of_an_hour_with_the_position),
		cmocka_unit_test(a_limit_crossed_is_told_at_once_and_so_is_the_return),
		cmocka_unit_test(a_broken_probe_is_absent_and_named_never_zero),
		cmocka_unit_test(a_position_alone_leaves_every_quarter_of_an_hour_too),
		cmocka_unit_test(an_old_position_is_left_out),
		cmocka_unit_test(more_samples_than_fit_leave_early),
		cmocka_unit_test(every_result_has_a_word_and_a_sentence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
