/* When a clock is wrong for certain, and that a late word is not taken for it. */
#include "core/rule/clock.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#define T      INT64_C(1795000000000)
#define HOUR   INT64_C(3600000)
#define WITHIN CLOCK_TOLERANCE_MS

static void an_event_that_comes_before_its_time_is_ahead(void **state)
{
	(void)state;
	assert_int_equal(clock_off_event(T + HOUR, 0, T), HOUR);
	assert_int_equal(clock_off_event(T + WITHIN, 0, T), 0);
	assert_int_equal(clock_off_event(T + WITHIN + 1, 0, T), WITHIN + 1);
	/* What it says of its own uncertainty counts. */
	assert_int_equal(clock_off_event(T + HOUR, HOUR, T), 0);
	assert_int_equal(clock_off_event(T + 2 * HOUR, HOUR, T), HOUR);
}

static void an_event_that_comes_late_proves_nothing(void **state)
{
	(void)state;
	assert_int_equal(clock_off_event(T - 1000 * HOUR, 0, T), 0);
	assert_int_equal(clock_off_event(0, 0, T), 0);
}

static void a_state_proves_both_directions_however_late_it_comes(void **state)
{
	(void)state;
	struct clock_said ahead = { .now_ms = T + HOUR },
			  behind = { .now_ms = T, .seen_ms = T + HOUR };
	assert_int_equal(clock_off_state(&ahead, T), HOUR);
	assert_int_equal(clock_off_state(&behind, T + HOUR), -HOUR);
	assert_int_equal(clock_off_state(&behind, T + 1000 * HOUR), -HOUR);
	/* A right one that was on its way for a month. */
	struct clock_said right = { .now_ms = T, .seen_ms = T - 1000 };
	assert_int_equal(clock_off_state(&right, T + 700 * HOUR), 0);
	/* A receipt that came late to a right clock. */
	right.seen_ms = T - 10 * HOUR;
	assert_int_equal(clock_off_state(&right, T), 0);
	right.seen_ms = T + WITHIN;
	assert_int_equal(clock_off_state(&right, T), 0);
	behind.error_ms = HOUR;
	assert_int_equal(clock_off_state(&behind, T), 0);
}

static void who_says_nothing_of_the_time_is_not_accused(void **state)
{
	(void)state;
	struct clock_said none = { 0 }, no_receipt = { .now_ms = T };
	assert_int_equal(clock_off_state(&none, T), 0);
	none.seen_ms = T;
	assert_int_equal(clock_off_state(&none, T), 0);
	assert_int_equal(clock_off_state(&no_receipt, T + 1000 * HOUR), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_that_comes_before_its_time_is_ahead),
		cmocka_unit_test(an_event_that_comes_late_proves_nothing),
		cmocka_unit_test(a_state_proves_both_directions_however_late_it_comes),
		cmocka_unit_test(who_says_nothing_of_the_time_is_not_accused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
