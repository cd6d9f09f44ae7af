/* Numbers of a day on flash: none is given twice, whatever cuts the power. */
#define CHIP_BLOCK  1024
#define CHIP_BLOCKS 2

#include "kit_chip.h"

#include "firmware/core/slice.h"
#include "firmware/core/tally.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>

#define DAY 20783

static struct slice slice;

/* Of the last byte only these many bits are cleared before the power fails. */
static int bits_of_last;

static void tear_bits(uint32_t at, const uint8_t *from, uint32_t len)
{
	(void)from;
	for (uint32_t i = 0; i < len; i++)
		chip[at + i] &= (uint8_t)(0xFF << bits_of_last);
}

static int set_up(void **state)
{
	(void)state;
	chip_blank();
	chip_tear = tear_bits;
	assert_true(slice_of(&slice, &chip_device, 1, 1));
	return 0;
}

static void expect(struct tally *tally, int64_t day, uint32_t number)
{
	uint32_t given = 0;
	assert_int_equal(tally_next(tally, day, &given), TALLY_OK);
	assert_int_equal(given, number);
}

static void numbers_go_on_behind_a_start(void **state)
{
	struct tally tally;
	(void)state;
	for (uint32_t i = 0; i < 100; i += 2) {
		assert_int_equal(tally_open(&tally, &slice.device), TALLY_OK);
		expect(&tally, DAY, i + 1);
		expect(&tally, DAY, i + 2);
	}
	assert_int_equal(chip[0], 0xFF); /* the slice before is not ours */
}

static void a_new_day_begins_at_one_and_no_old_one_comes_back(void **state)
{
	struct tally tally;
	uint32_t number;
	(void)state;
	assert_int_equal(tally_open(&tally, &slice.device), TALLY_OK);
	expect(&tally, DAY, 1);
	expect(&tally, DAY + 1, 1);
	expect(&tally, DAY + 1, 2);
	assert_int_equal(tally_next(&tally, DAY, &number), TALLY_BACK);
	assert_int_equal(tally_open(&tally, &slice.device), TALLY_OK);
	assert_int_equal(tally_next(&tally, DAY, &number), TALLY_BACK);
	expect(&tally, DAY + 1, 3);
}

static void a_number_that_was_being_given_when_the_power_failed_is_not_given_again(void **state)
{
	(void)state;
	for (int bits = 1; bits <= 8; bits++) {
		struct tally tally;
		uint32_t number;
		(void)set_up(NULL);
		assert_int_equal(tally_open(&tally, &slice.device), TALLY_OK);
		expect(&tally, DAY, 1);
		bits_of_last = bits;
		chip_steps_left = 1;
		assert_int_equal(tally_next(&tally, DAY, &number), TALLY_DEVICE);
		chip_power_on();
		assert_int_equal(tally_open(&tally, &slice.device), TALLY_OK);
		expect(&tally, DAY, 3);
	}
}

static void a_full_day_says_so(void **state)
{
	struct tally tally;
	uint32_t number;
	(void)state;
	assert_int_equal(tally_open(&tally, &slice.device), TALLY_OK);
	for (uint32_t i = 1; i <= CHIP_BLOCK - CHIP_PAGE; i++)
		expect(&tally, DAY, i);
	assert_int_equal(tally_next(&tally, DAY, &number), TALLY_FULL);
	assert_int_equal(tally_open(&tally, &slice.device), TALLY_OK);
	assert_int_equal(tally_next(&tally, DAY, &number), TALLY_FULL);
	expect(&tally, DAY + 1, 1);
}

static void a_slice_is_within_its_device(void **state)
{
	(void)state;
	assert_true(slice_of(&slice, &chip_device, 0, 2));
	assert_false(slice_of(&slice, &chip_device, 1, 2));
	assert_false(slice_of(&slice, &chip_device, 3, 0));
	assert_false(slice_of(&slice, &chip_device, UINT32_MAX, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(numbers_go_on_behind_a_start, set_up),
		cmocka_unit_test_setup(a_new_day_begins_at_one_and_no_old_one_comes_back, set_up),
		cmocka_unit_test_setup(
			a_number_that_was_being_given_when_the_power_failed_is_not_given_again,
			set_up),
		cmocka_unit_test_setup(a_full_day_says_so, set_up),
		cmocka_unit_test(a_slice_is_within_its_device),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
