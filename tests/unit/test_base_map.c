#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/map.h"
#include "core/base/number_map.h"

static void every_number_put_is_found_and_no_other(void **state)
{
	struct map map = { 0 };
	(void)state;
	for (uint64_t i = 0; i < 5000; i++)
		assert_true(map_put(&map, map_hash_number(i * 4096), (size_t)i));
	for (uint64_t i = 0; i < 5000; i++) {
		size_t cursor = 0, index = 0;
		assert_true(map_next(&map, map_hash_number(i * 4096), &cursor, &index));
		assert_int_equal(index, i);
		assert_false(map_next(&map, map_hash_number(i * 4096), &cursor, &index));
		cursor = 0;
		assert_false(map_next(&map, map_hash_number(i * 4096 + 1), &cursor, &index));
	}
	map_free(&map);
}

static void all_indexes_of_one_hash_are_walked(void **state)
{
	struct map map = { 0 };
	size_t cursor = 0, index, sum = 0, count = 0;
	(void)state;
	for (size_t i = 1; i <= 100; i++)
		assert_true(map_put(&map, 77, i)); /* as texts of one hash would be */
	while (map_next(&map, 77, &cursor, &index)) {
		sum += index;
		count++;
	}
	assert_int_equal(count, 100);
	assert_int_equal(sum, 5050);
	map_free(&map);
}

static void an_empty_map_finds_nothing_and_is_freed_twice(void **state)
{
	struct map map = { 0 };
	size_t cursor = 0, index;
	(void)state;
	assert_false(map_next(&map, 0, &cursor, &index));
	map_free(&map);
	map_free(&map);
}

static void texts_that_differ_in_one_byte_hash_apart(void **state)
{
	(void)state;
	assert_true(map_hash_text(span_of("pig:1")) != map_hash_text(span_of("pig:2")));
	assert_true(map_hash_text(span_of("")) != map_hash_text((struct span){ "\0", 1 }));
	assert_true(map_hash_text(span_of("ab")) != map_hash_text(span_of("ba")));
}

static void numbers_are_found_near_and_far(void **state)
{
	struct number_map map = { 0 };
	size_t index;
	(void)state;
	assert_false(number_map_find(&map, 0, &index));
	for (int64_t i = 0; i < 5000; i++) {
		assert_true(number_map_put(&map, i, (size_t)i));
		assert_true(number_map_put(&map, INT64_MAX - i * 4096, (size_t)i + 7));
	}
	for (int64_t i = 0; i < 5000; i++) {
		assert_true(number_map_find(&map, i, &index));
		assert_int_equal(index, i);
		assert_true(number_map_find(&map, INT64_MAX - i * 4096, &index));
		assert_int_equal(index, i + 7);
		assert_false(number_map_find(&map, INT64_MAX - i * 4096 - 1, &index));
		assert_false(number_map_find(&map, -1 - i, &index));
	}
	assert_true(number_map_put(&map, 17, 3));
	assert_true(number_map_find(&map, 17, &index));
	assert_int_equal(index, 3);
	assert_true(number_map_put(&map, -1, 0)); /* the store gives none, but who knows */
	assert_true(number_map_find(&map, -1, &index));
	assert_false(number_map_put(&map, 18, UINT32_MAX));
	assert_true(number_map_find(&map, 18, &index));
	assert_int_equal(index, 18);
	number_map_free(&map);
	number_map_free(&map);
	assert_false(number_map_find(&map, 17, &index));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_number_put_is_found_and_no_other),
		cmocka_unit_test(all_indexes_of_one_hash_are_walked),
		cmocka_unit_test(an_empty_map_finds_nothing_and_is_freed_twice),
		cmocka_unit_test(texts_that_differ_in_one_byte_hash_apart),
		cmocka_unit_test(numbers_are_found_near_and_far),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
