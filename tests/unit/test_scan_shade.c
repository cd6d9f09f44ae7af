/* Pictures made out of pictures: what is even stays even, and each pixel counts. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/scan/shade.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef bool shade_fn(const struct picture *from, struct picture *into);

static shade_fn *const shades[] = { shade_smooth, shade_double, shade_halve };

static void an_even_picture_stays_as_it_is(void **state)
{
	uint8_t gray[11 * 7];
	(void)state;
	for (int level = 0; level <= 255; level += 15) {
		struct picture from = { 11, 7, gray };
		for (size_t i = 0; i < sizeof(gray); i++)
			gray[i] = (uint8_t)level;
		for (size_t s = 0; s < COUNT(shades); s++) {
			struct picture into;
			assert_true(shades[s](&from, &into));
			for (size_t i = 0; i < (size_t)into.width * into.height; i++)
				assert_int_equal(into.gray[i], level);
			free(into.gray);
		}
	}
}

static void half_the_size_is_the_mean_of_four(void **state)
{
	/* Each of the four alone; a last row and column that have no partner are left out. */
	static const uint8_t gray[5 * 3] = { 200, 0, 0, 200, 9, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9 };
	static const uint8_t lower[4 * 2] = { 0, 0, 0, 0, 200, 0, 0, 100 };
	struct picture from = { 5, 3, (uint8_t *)gray }, into;
	(void)state;
	assert_true(shade_halve(&from, &into));
	assert_int_equal(into.width, 2);
	assert_int_equal(into.height, 1);
	assert_int_equal(into.gray[0], 50);
	assert_int_equal(into.gray[1], 50);
	free(into.gray);
	from = (struct picture){ 4, 2, (uint8_t *)lower };
	assert_true(shade_halve(&from, &into));
	assert_int_equal(into.gray[0], 50);
	assert_int_equal(into.gray[1], 25);
	free(into.gray);
	from = (struct picture){ 1, 2, (uint8_t *)lower };
	assert_false(shade_halve(&from, &into));
}

static void light_and_dark_change_places(void **state)
{
	static const uint8_t gray[4] = { 0, 1, 128, 255 };
	struct picture from = { 2, 2, (uint8_t *)gray }, into;
	(void)state;
	assert_true(shade_invert(&from, &into));
	for (size_t i = 0; i < sizeof(gray); i++)
		assert_int_equal(into.gray[i], 255 - gray[i]);
	free(into.gray);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_even_picture_stays_as_it_is),
		cmocka_unit_test(half_the_size_is_the_mean_of_four),
		cmocka_unit_test(light_and_dark_change_places),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
