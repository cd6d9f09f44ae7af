/* A clock without a battery: what it says before it knows, whom it believes, and what it admits. */
#include "firmware/core/when.h"

#include <stdarg.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#define FLOOR INT64_C(1790000000000)
#define NOW   INT64_C(1795000000000)
#define DAY   INT64_C(86400000)

static void says(const struct when *when, int64_t up_ms, int64_t at_ms, const char *remark)
{
	char text[WHEN_REMARK] = "";
	assert_int_equal(when_of(when, up_ms).at_ms, at_ms);
	assert_int_equal(when_remark(when, up_ms, text), remark != NULL);
	if (remark)
		assert_string_equal(text, remark);
}

static void before_it_knows_it_counts_from_what_is_surely_past_and_says_so(void **state)
{
	struct when when;
	(void)state;
	when_start(&when, FLOOR, 480);
	says(&when, 75999, FLOOR + 75000, "clock not set, up 75 s");
	assert_int_equal(when_of(&when, 0).offset_min, 480);
	assert_string_equal(when_source_word(when.source), "unset");
}

static void what_it_was_told_counts_from_then_on_and_for_what_was_seen_before(void **state)
{
	struct when when;
	(void)state;
	when_start(&when, FLOOR, 0);
	when_hear(&when, WHEN_RECEIPT, NOW, 60000);
	says(&when, 70000, NOW + 10000, NULL);
	says(&when, 50000, NOW - 10000, NULL);
}

static void the_better_source_counts_until_it_is_old(void **state)
{
	struct when when;
	(void)state;
	when_start(&when, FLOOR, 0);
	when_hear(&when, WHEN_FIX, NOW, 0);
	when_hear(&when, WHEN_RECEIPT, NOW + 5000, 1000);
	assert_int_equal(when.source, WHEN_FIX);
	says(&when, 1000, NOW + 1000, NULL);
	when_hear(&when, WHEN_NETWORK, NOW + DAY + 9000, DAY + 1000);
	assert_int_equal(when.source, WHEN_NETWORK);
	says(&when, DAY + 1000, NOW + DAY + 9000, NULL);
	when_hear(&when, WHEN_NEVER, 0, 2 * DAY);
	assert_int_equal(when.source, WHEN_NETWORK);
}

static void a_clock_that_ran_alone_for_long_admits_it(void **state)
{
	struct when when;
	(void)state;
	when_start(&when, FLOOR, 0);
	when_hear(&when, WHEN_FIX, NOW, 0);
	says(&when, 50000000, NOW + 50000000, "clock within 6 s");
	says(&when, 10 * DAY, NOW + 10 * DAY, "clock within 87 s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_it_knows_it_counts_from_what_is_surely_past_and_says_so),
		cmocka_unit_test(what_it_was_told_counts_from_then_on_and_for_what_was_seen_before),
		cmocka_unit_test(the_better_source_counts_until_it_is_old),
		cmocka_unit_test(a_clock_that_ran_alone_for_long_admits_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
