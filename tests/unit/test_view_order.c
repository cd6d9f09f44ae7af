/* The property that matters most: the same set of events, in any order, gives the same bytes. */
#include "tests/unit/kit_story.h"

#include "core/view/view.h"

#define PERMUTATIONS 200

/* A small generator of our own, so that a failure comes again. */
static uint32_t dice_state = 20261120;

static size_t dice(size_t sides)
{
	dice_state = dice_state * 1664525u + 1013904223u;
	return (dice_state >> 8) % sides;
}

/* Every event once and about a third of them twice, shuffled. */
static size_t shuffle(const struct kit *kit, size_t *order)
{
	size_t count = 0;
	for (size_t i = 0; i < kit->count; i++) {
		order[count++] = i;
		if (dice(3) == 0)
			order[count++] = i;
	}
	for (size_t i = count - 1; i > 0; i--) {
		size_t other = dice(i + 1);
		size_t kept = order[i];
		order[i] = order[other];
		order[other] = kept;
	}
	return count;
}

static void show(struct kit *kit, const char *seed, bool raw, struct buf *into)
{
	struct fault fault = { 0 };
	struct trace *trace = kit_ask_with(kit, seed, (struct trace_settings){ .raw = raw });
	assert_int_equal(view_json(trace, into, &fault), 0);
	assert_int_equal(view_text(trace, NULL, into, &fault), 0);
	assert_int_equal(
		view_text(trace, &(struct view_settings){ .full = true }, into, &fault), 0);
	assert_int_equal(view_dot(trace, into, &fault), 0);
	trace_free(trace);
}

static void show_all(struct kit *kit, const char *pkg, struct buf *into)
{
	const char *const seeds[] = { pkg, PIG_1, PIG_2, STORY_PIG_3, "carcass:plant/20260701/2",
		"lot:" GTIN "/L1", STORY_TRIM, SSCC_1, PEN_1, "truck:晋J1", "doc:A/1400001" };
	for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
		show(kit, seeds[i], false, into);
		show(kit, seeds[i], true, into);
	}
}

static void any_order_of_arrival_gives_the_same_bytes(void **state)
{
	char pkg[64];
	struct kit *kit = story_open(pkg);
	struct buf first = { 0 }, again = { 0 };
	static size_t order[2 * KIT_EVENTS];
	(void)state;
	assert_true(kit->count >= 60);
	show_all(kit, pkg, &first);
	assert_true(first.len > 10000);
	for (int i = 0; i < PERMUTATIONS; i++) {
		kit_tell(kit, order, shuffle(kit, order));
		buf_clear(&again);
		show_all(kit, pkg, &again);
		assert_int_equal(again.len, first.len);
		assert_memory_equal(again.at, first.at, first.len);
	}
	buf_free(&first);
	buf_free(&again);
	kit_close(kit);
}

static void without_its_derived_tables_the_store_answers_the_same(void **state)
{
	char pkg[64];
	struct kit *kit = story_open(pkg);
	struct buf first = { 0 }, again = { 0 };
	struct fault fault = { 0 };
	struct store *writer;
	int64_t unread;
	(void)state;
	show_all(kit, pkg, &first);
	store_close(kit->store);
	assert_int_equal(store_open(&writer, kit->path, STORE_WRITE, &fault), 0);
	assert_int_equal(store_rebuild(writer, &unread, &fault), 0);
	store_close(writer);
	assert_int_equal(store_open(&kit->store, kit->path, STORE_READ, &fault), 0);
	show_all(kit, pkg, &again);
	assert_int_equal(again.len, first.len);
	assert_memory_equal(again.at, first.at, first.len);
	buf_free(&first);
	buf_free(&again);
	kit_close(kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_order_of_arrival_gives_the_same_bytes),
		cmocka_unit_test(without_its_derived_tables_the_store_answers_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
