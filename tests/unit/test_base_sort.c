#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/sort.h"

struct element {
	int key;
	int nth;
	char rest[12];
};

static long compared;

static int compare(const void *left, const void *right)
{
	const struct element *a = left, *b = right;
	compared++;
	return (a->key > b->key) - (a->key < b->key);
}

static uint32_t dice_state = 20261127;

static uint32_t dice(uint32_t sides)
{
	dice_state ^= dice_state << 13;
	dice_state ^= dice_state >> 17;
	dice_state ^= dice_state << 5;
	return dice_state % sides;
}

static void lists_of_every_shape_are_in_order_and_equal_ones_stay(void **state)
{
	static struct element list[600];
	(void)state;
	for (int round = 0; round < 3000; round++) {
		size_t count = dice(round % 10 ? 40 : 600);
		int sides = 1 + (int)dice(round % 3 ? 1000 : 8), sum = 0;
		int run = 1 + (int)dice(30);
		for (size_t i = 0; i < count; i++) {
			bool goes_on = i > 0 && (int)i % run != 0;
			int key = goes_on ? list[i - 1].key + (round % 2 ? 1 : -1)
			                  : (int)dice((uint32_t)sides);
			list[i] = (struct element){ .key = key, .nth = (int)i };
			sum += key;
		}
		sort_list(list, count, sizeof(*list), compare);
		for (size_t i = 0; i < count; i++) {
			sum -= list[i].key;
			if (i > 0)
				assert_true(list[i - 1].key < list[i].key ||
					    (list[i - 1].key == list[i].key &&
						    list[i - 1].nth < list[i].nth));
		}
		assert_int_equal(sum, 0);
	}
}

static void what_is_in_order_costs_one_look(void **state)
{
	static struct element list[1000];
	(void)state;
	for (int i = 0; i < 1000; i++)
		list[i] = (struct element){ .key = i };
	compared = 0;
	sort_list(list, 1000, sizeof(*list), compare);
	assert_int_equal(compared, 999);
	/* Two stretches: seen, merged, seen. */
	for (int i = 0; i < 1000; i++)
		list[i].key = i % 500 * 2 + i / 500;
	compared = 0;
	sort_list(list, 1000, sizeof(*list), compare);
	assert_true(compared < 4000);
	assert_int_equal(list[999].key, 999);
}

static void numbers_of_every_width_are_in_order(void **state)
{
	static int64_t list[5000];
	(void)state;
	for (int round = 0; round < 300; round++) {
		size_t count = dice(round % 3 ? 5000 : 700);
		uint64_t sum = 0, mask = round % 5 == 0 ? UINT64_MAX : UINT64_MAX >> dice(64);
		for (size_t i = 0; i < count; i++) {
			uint64_t drawn = (uint64_t)dice(UINT32_MAX) << 32 | dice(UINT32_MAX);
			list[i] = (int64_t)(drawn & mask) - (round % 2 ? 1000 : 0);
			sum += (uint64_t)list[i];
		}
		if (round % 7 == 0 && count > 2) {
			sum += (uint64_t)INT64_MIN + (uint64_t)INT64_MAX - (uint64_t)list[0] -
			       (uint64_t)list[1];
			list[0] = INT64_MAX;
			list[1] = INT64_MIN;
		}
		sort_numbers(list, count);
		for (size_t i = 0; i < count; i++) {
			sum -= (uint64_t)list[i];
			assert_true(i == 0 || list[i - 1] <= list[i]);
		}
		assert_true(sum == 0);
	}
	sort_numbers(NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_of_every_shape_are_in_order_and_equal_ones_stay),
		cmocka_unit_test(what_is_in_order_costs_one_look),
		cmocka_unit_test(numbers_of_every_width_are_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
