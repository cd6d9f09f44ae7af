#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>

#include "firmware/core/chrono.h"

#define NOON INT64_C(1795000000000)

static void nothing_is_known_until_somebody_tells(void **state)
{
	struct chrono chrono = { 0 };
	struct chrono_date date;
	(void)state;
	assert_false(chrono_date(&chrono, 5, &date));
	assert_false(chrono_now(&chrono, 5, &date));
	assert_true(chrono_hear(&chrono, CHRONO_GNSS, 1000, NOON, CHRONO_GNSS_MS));
	assert_true(chrono_date(&chrono, 1000, &date));
	assert_true(date.utc_ms == NOON && date.error_ms == CHRONO_GNSS_MS);
	assert_true(chrono_date(&chrono, 0, &date)); /* before it was told */
	assert_true(date.utc_ms == NOON - 1000 && date.error_ms == CHRONO_GNSS_MS);
}

static void what_is_told_drifts_until_it_is_told_again(void **state)
{
	struct chrono chrono = { 0 };
	struct chrono_date date;
	(void)state;
	assert_true(chrono_hear(&chrono, CHRONO_GATEWAY, 0, NOON, 200));
	assert_true(chrono_date(&chrono, 86400000, &date));
	assert_int_equal(date.error_ms, 200 + 8640);
	/* A worse time than ours is not taken, a better one is. */
	assert_false(chrono_hear(&chrono, CHRONO_GATEWAY, 86400000, NOON + 86400000, 9000));
	assert_true(chrono_hear(&chrono, CHRONO_GATEWAY, 86400000, NOON + 86405000, 300));
	assert_true(chrono_date(&chrono, 86400000, &date));
	assert_true(date.utc_ms == NOON + 86405000 && date.error_ms == 300);
	assert_int_equal(chrono.disputes, 0);
}

static void two_times_that_cannot_both_be_right_are_counted(void **state)
{
	struct chrono chrono = { 0 };
	(void)state;
	assert_true(chrono_hear(&chrono, CHRONO_GNSS, 0, NOON, 1000));
	assert_true(chrono_hear(&chrono, CHRONO_GATEWAY, 10, NOON + 5000, 100));
	assert_int_equal(chrono.disputes, 1);
	assert_int_equal(chrono.source, CHRONO_GATEWAY);
}

static void a_time_below_the_floor_is_refused_and_one_believed_is_given_up(void **state)
{
	struct chrono chrono = { 0 };
	struct chrono_date date;
	(void)state;
	chrono_not_before(&chrono, 1000, NOON);
	assert_false(chrono_hear(&chrono, CHRONO_GNSS, 2000, NOON - 100000, 1000));
	assert_int_equal(chrono.disputes, 1);
	assert_false(chrono_date(&chrono, 2000, &date));
	assert_true(chrono_hear(&chrono, CHRONO_GNSS, 2000, NOON + 1000, 1000));
	chrono_not_before(&chrono, 3000, NOON - 50000); /* an older receipt says less */
	assert_true(chrono_date(&chrono, 3000, &date));
	chrono_not_before(&chrono, 3000, NOON + 900000);
	assert_false(chrono_date(&chrono, 3000, &date));
	assert_int_equal(chrono.disputes, 2);
}

static void impossible_times_are_not_taken(void **state)
{
	struct chrono chrono = { 0 };
	(void)state;
	assert_false(chrono_hear(&chrono, CHRONO_GNSS, 0, -1, 0));
	assert_false(chrono_hear(&chrono, CHRONO_GNSS, -1, NOON, 0));
	assert_false(chrono_hear(&chrono, CHRONO_GNSS, 0, NOON, -1));
	assert_false(chrono_hear(&chrono, CHRONO_GNSS, 0, NOON, CHRONO_ERROR_MOST + 1));
	assert_int_equal(chrono.source, CHRONO_NONE);
}

/*
 * Whatever sources say in whatever order, with a true time and errors that are honest: dates given as things
 * happen never go back, and the true time is within each date's error.
 */
static void dates_never_go_back_and_their_error_is_honest(void **state)
{
	(void)state;
	srand(7);
	for (int run = 0; run < 300; run++) {
		struct chrono chrono = { 0 };
		struct chrono_date date;
		int64_t up_ms = 0, last_ms = 0;
		/* The board's clock runs up to 90 ppm fast or slow. */
		double rate = 1.0 + (rand() % 181 - 90) / 1e6;
		for (int step = 0; step < 200; step++) {
			up_ms += rand() % (rand() % 50 ? 5000 : 5000000);
			int64_t true_ms = NOON + (int64_t)((double)up_ms * rate);
			int64_t error_ms = 1 + rand() % 20000;
			if (rand() % 4 == 0)
				(void)chrono_hear(&chrono,
					(enum chrono_source)(
						1 + rand() % (CHRONO_SOURCE_COUNT - 1)),
					up_ms, true_ms + rand() % (2 * error_ms) - error_ms,
					error_ms);
			if (rand() % 10 == 0)
				chrono_not_before(&chrono, up_ms, true_ms - rand() % 1000000);
			if (!chrono_now(&chrono, up_ms, &date))
				continue;
			assert_true(date.utc_ms >= last_ms);
			assert_true(llabs(date.utc_ms - true_ms) <= date.error_ms + 1);
			last_ms = date.utc_ms;
		}
		assert_int_equal(chrono.disputes, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_known_until_somebody_tells),
		cmocka_unit_test(what_is_told_drifts_until_it_is_told_again),
		cmocka_unit_test(two_times_that_cannot_both_be_right_are_counted),
		cmocka_unit_test(a_time_below_the_floor_is_refused_and_one_believed_is_given_up),
		cmocka_unit_test(impossible_times_are_not_taken),
		cmocka_unit_test(dates_never_go_back_and_their_error_is_honest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
