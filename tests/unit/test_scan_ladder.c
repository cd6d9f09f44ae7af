#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/scan/scan.h"
#include "tests/qrbench/qrbench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Enough on a slow machine, under a sanitizer: what is read must not depend on the time. */
#define LONG_MS 1000000
#define PLAIN   (1U << SCAN_RUNG_PLAIN)

/* A sanitizer makes a picture ten times as dear. */
#ifdef __SANITIZE_ADDRESS__
#define SHOTS      1
#define LEVEL_STEP 4
#else
#define SHOTS      2
#define LEVEL_STEP 1
#endif

static int look(const struct qrbench_shot *shot, uint32_t rungs)
{
	struct scan_manner manner = { .rungs = rungs, .budget_ms = LONG_MS };
	struct scan scan;
	struct fault fault = { 0 };
	assert_int_equal(
		scan_gray(shot->gray, shot->width, shot->height, &manner, &scan, &fault), 0);
	int answer = scan.count > 0;
	for (size_t i = 0; i < scan.count; i++)
		if (!span_is(scan.codes[i].data, shot->text))
			answer = -1;
	scan_free(&scan);
	return answer;
}

static size_t kind_named(const char *name)
{
	size_t kind = 0;
	while (kind < qrbench_kind_count && strcmp(qrbench_kinds[kind].name, name) != 0)
		kind++;
	assert_true(kind < qrbench_kind_count);
	return kind;
}

/* Kinds that are not read throughout, and the percent that must be: well below what is. */
static int floor_of(const char *kind)
{
	static const struct {
		const char *kind;
		int percent;
	} floors[] = { { "tiny", 60 }, { "blur", 40 }, { "motion", 60 }, { "finder", 50 },
		{ "combined", 50 } };
	for (size_t i = 0; i < sizeof(floors) / sizeof(floors[0]); i++)
		if (strcmp(kind, floors[i].kind) == 0)
			return floors[i].percent;
	return 80;
}

static void harmed_labels_are_read_and_none_is_read_wrongly(void **state)
{
	int shots = 0, read = 0, plain = 0;
	(void)state;
	for (size_t kind = 0; kind < qrbench_kind_count; kind++) {
		int of_kind = 0, read_of_kind = 0;
		for (int level = 0; level < QRBENCH_LEVELS; level += LEVEL_STEP)
			for (unsigned number = 0; number < SHOTS; number++, of_kind++) {
				struct qrbench_shot shot;
				assert_true(qrbench_shoot(20261120, kind, level, number, &shot));
				int answer = look(&shot, 0);
				assert_true(answer >= 0);
				read_of_kind += answer;
				plain += look(&shot, PLAIN) > 0;
				free(shot.gray);
			}
		/* Each rung is there for a kind: where all pictures are taken, one that is broken shows. */
		const char *name = qrbench_kinds[kind].name;
		if (LEVEL_STEP == 1 && read_of_kind * 100 < of_kind * floor_of(name))
			fail_msg("%s: %d of %d read", name, read_of_kind, of_kind);
		shots += of_kind;
		read += read_of_kind;
	}
	print_message("%d of %d read, %d by zbar alone\n", read, shots, plain);
	assert_true(read * 100 >= shots * 82);
	assert_true(plain < read);
}

static void labels_around_a_bottle_are_read(void **state)
{
	int shots = 0, read = 0;
	size_t kind = kind_named("cylinder");
	(void)state;
	for (int level = 0; level < QRBENCH_LEVELS; level += LEVEL_STEP)
		for (unsigned number = 100; number < 100 + SHOTS; number++, shots++) {
			struct qrbench_shot shot;
			assert_true(qrbench_shoot(20261120, kind, level, number, &shot));
			read += look(&shot, 0) > 0;
			free(shot.gray);
		}
	assert_true(read * 10 >= shots * 7);
}

static void a_picture_is_the_same_every_time_and_another_seed_is_another(void **state)
{
	struct qrbench_shot one, same, other;
	(void)state;
	size_t kind = kind_named("combined");
	assert_true(qrbench_shoot(1, kind, 2, 3, &one));
	assert_true(qrbench_shoot(1, kind, 2, 3, &same));
	assert_true(qrbench_shoot(2, kind, 2, 3, &other));
	size_t len = (size_t)one.width * one.height;
	assert_memory_equal(one.gray, same.gray, len);
	assert_string_equal(one.text, same.text);
	assert_true(memcmp(one.gray, other.gray, len) != 0);
	assert_string_not_equal(one.text, other.text);
	free(one.gray);
	free(same.gray);
	free(other.gray);
}

static void a_large_photograph_is_read(void **state)
{
	struct qrbench_shot shot;
	(void)state;
	/* Far away: halved twice, it is still large enough. */
	assert_true(qrbench_shoot_sized(5, kind_named("clean"), 0, 0, 3, 2400, 1800, &shot));
	assert_int_equal(look(&shot, 0), 1);
	free(shot.gray);
	/* And one that only the whole picture shows. */
	assert_true(qrbench_shoot_sized(5, kind_named("clean"), 0, 0, 0.45, 2400, 1800, &shot));
	assert_int_equal(look(&shot, 0), 1);
	free(shot.gray);
}

static void nothing_is_read_where_there_is_no_code(void **state)
{
	struct qrbench_shot shot = { .width = 640, .height = 480, .text = "" };
	(void)state;
	shot.gray = malloc((size_t)640 * 480);
	assert_non_null(shot.gray);
	for (unsigned which = 0; which < 4; which++) {
		for (unsigned i = 0; i < 640 * 480; i++) {
			uint32_t mixed = (i + which) * 2654435761U;
			unsigned u = i % 640 / 3 % 8, v = i / 640 / 3 % 8;
			bool ring = u < 7 && v < 7 && (u % 6 == 0 || v % 6 == 0);
			shot.gray[i] =
				which == 0   ? 128
				: which == 1 ? (uint8_t)(mixed >> 24)
				: which == 2
					? (ring || (u > 1 && u < 5 && v > 1 && v < 5) ? 0 : 255)
					: (uint8_t)(i / 640 % 7 < 3 ? 0 : 255);
		}
		assert_int_equal(look(&shot, 0), 0);
	}
	free(shot.gray);
}

static void a_picture_of_no_size_is_refused_and_a_small_one_is_not(void **state)
{
	static const uint8_t gray[9] = { 0, 255, 0, 255, 0, 255, 0, 255, 0 };
	struct scan scan;
	struct fault fault = { 0 };
	(void)state;
	assert_int_equal(scan_gray(gray, 0, 3, NULL, &scan, &fault), FAULT_SETTING);
	assert_int_equal(scan_gray(gray, SCAN_SIDE_MOST + 1, 1, NULL, &scan, &fault), FAULT_LIMIT);
	for (unsigned width = 1; width <= 9; width++) {
		assert_int_equal(scan_gray(gray, width, 9 / width, NULL, &scan, &fault), 0);
		assert_int_equal(scan.count, 0);
		scan_free(&scan);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(harmed_labels_are_read_and_none_is_read_wrongly),
		cmocka_unit_test(labels_around_a_bottle_are_read),
		cmocka_unit_test(a_picture_is_the_same_every_time_and_another_seed_is_another),
		cmocka_unit_test(a_large_photograph_is_read),
		cmocka_unit_test(nothing_is_read_where_there_is_no_code),
		cmocka_unit_test(a_picture_of_no_size_is_refused_and_a_small_one_is_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
