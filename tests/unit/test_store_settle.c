/* Links that stand apart for a while and then come to their last place: whoever reads sees the same. */
#include "tests/unit/store_fixture.h"

#include "core/store/inner.h"

#include <stdlib.h>

#define STATION "farm-01"
#define PIGS    9
#define ROUNDS  40 /* commits, of PIGS events each */

static const char all_links[] = "select * from link order by item, at_ms, event, role";

/* One weighing of each pig, in another order in each round. */
static void weigh_all(struct fixture *f, int round)
{
	char line[256];
	int64_t first = 1 + (int64_t)round * PIGS;
	begin_batch(f);
	int64_t note = put_note(f, STATION, 1, first, PIGS);
	for (int i = 0; i < PIGS; i++)
		put_event(f, STATION, 1, first + i, note, weigh(line, (i * 4 + round * 7) % PIGS));
	commit_batch(f);
}

static char *links_with(struct fixture *f, int64_t hot)
{
	store_keep_hot(f->store, hot);
	for (int round = 0; round < ROUNDS; round++)
		weigh_all(f, round);
	char *links = strdup(look(f, all_links));
	assert_non_null(links);
	return links;
}

static int64_t number(struct fixture *f, const char *sql)
{
	return strtoll(look(f, sql), NULL, 10);
}

static void as_many_move_as_have_come_and_none_is_lost(void **state)
{
	struct fixture *f = *state;
	char *together = links_with(f, INT64_MAX);
	assert_int_equal(number(f, "select count(*) from link_settled"), 0);
	assert_int_equal(number(f, "select count(*) from link_hot"), ROUNDS * PIGS);
	(void)end(state);
	(void)begin(state);
	f = *state;
	char *apart = links_with(f, 20);
	assert_string_equal(apart, together);
	assert_in_range(number(f, "select count(*) from link_hot"), 1, 20 + PIGS);
	/* Not only the first items, over and over. */
	assert_int_equal(number(f, "select count(distinct item) from link_settled"), PIGS);
	free(together);
	free(apart);
}

static void a_store_with_more_than_may_stay_catches_up(void **state)
{
	struct fixture *f = *state;
	free(links_with(f, INT64_MAX));
	close_writer(f);
	open_writer(f);
	store_keep_hot(f->store, 30);
	char *before = strdup(look(f, "select count(*) from link"));
	for (int round = ROUNDS; round < ROUNDS + 12; round++)
		weigh_all(f, round);
	assert_in_range(number(f, "select count(*) from link_hot"), 1, 30 + PIGS);
	assert_int_equal(number(f, "select count(*) from link"),
		strtoll(before, NULL, 10) + INT64_C(12) * PIGS);
	free(before);
}

enum { NOTES = 30, EVENTS = 200 };

/* Two commits, of more links than one statement moves. */
static void weigh_many(struct fixture *f, int64_t hot)
{
	char line[256];
	store_keep_hot(f->store, hot);
	for (int commit = 0; commit < 2; commit++) {
		begin_batch(f);
		for (int i = 0; i < NOTES; i++) {
			int64_t first = 1 + ((int64_t)commit * NOTES + i) * EVENTS;
			int64_t note = put_note(f, STATION, 1, first, EVENTS);
			for (int j = 0; j < EVENTS; j++)
				put_event(f, STATION, 1, first + j, note, weigh(line, j % PIGS));
		}
		commit_batch(f);
	}
}

static void a_large_commit_moves_them_in_steps(void **state)
{
	struct fixture *f = *state;
	weigh_many(f, 10);
	assert_int_equal(number(f, "select count(*) from link"), 2 * NOTES * EVENTS);
	assert_in_range(number(f, "select count(*) from link_hot"), 0, 10);
	assert_int_equal(
		number(f, "select count(*) from (select item, event from link_hot intersect "
			  "select item, event from link_settled) as both_have"),
		0);
}

static void all_of_them_move_when_an_archive_is_made(void **state)
{
	struct fixture *f = *state;
	weigh_many(f, INT64_MAX);
	assert_int_equal(number(f, "select count(*) from link_hot"), 2 * NOTES * EVENTS);
	begin_batch(f);
	assert_ok(f, links_settle_all(f->store, &f->fault));
	commit_batch(f);
	assert_int_equal(number(f, "select count(*) from link_hot"), 0);
	assert_int_equal(number(f, "select count(*) from link_settled"), 2 * NOTES * EVENTS);
}

static int add_link(void *context, const struct store_link *link)
{
	int64_t *last = context;
	assert_true(link->at_ms > last[0] || (link->at_ms == last[0] && link->event > last[1]));
	last[0] = link->at_ms;
	last[1] = link->event;
	last[2]++;
	return 0;
}

static void links_of_an_item_are_in_order_wherever_they_stand(void **state)
{
	struct fixture *f = *state;
	free(links_with(f, 20));
	for (int64_t item = 1; item <= PIGS; item++) {
		int64_t last[3] = { INT64_MIN, 0, 0 };
		assert_ok(f, store_links_of_item(f->store, item, INT64_MIN, INT64_MAX, add_link,
				     last, &f->fault));
		assert_int_equal(last[2], ROUNDS);
	}
}

static void a_batch_sees_its_own_links(void **state)
{
	struct fixture *f = *state;
	char line[256];
	int64_t last[3] = { INT64_MIN, 0, 0 };
	begin_batch(f);
	int64_t note = put_note(f, STATION, 1, 1, 2);
	put_event(f, STATION, 1, 1, note, weigh(line, 1));
	assert_ok(f, store_links_between(f->store, 1, INT64_MAX, add_link, last, &f->fault));
	assert_int_equal(last[2], 1);
	put_event(f, STATION, 1, 2, note, weigh(line, 2));
	commit_batch(f);
	assert_int_equal(number(f, "select count(*) from link"), 2);
}

/* More than wait in memory, and the last one like all before. */
static void a_batch_may_have_more_links_than_wait(void **state)
{
	struct fixture *f = *state;
	char line[256];
	enum { HUGE_NOTES = 90 };
	begin_batch(f);
	for (int64_t first = 1; first < HUGE_NOTES * EVENTS; first += EVENTS) {
		int64_t note = put_note(f, STATION, 1, first, EVENTS);
		for (int j = 0; j < EVENTS; j++)
			put_event(f, STATION, 1, first + j, note, weigh(line, j % PIGS));
	}
	commit_batch(f);
	assert_int_equal(number(f, "select count(*) from link"), HUGE_NOTES * EVENTS);
	assert_int_equal(number(f, "select count(distinct event) from link"), HUGE_NOTES * EVENTS);
}

static void what_is_rolled_back_moves_nothing(void **state)
{
	struct fixture *f = *state;
	char line[256];
	free(links_with(f, 20));
	char *before = strdup(look(f, "select 'hot', * from link_hot; select * from link_settled"));
	begin_batch(f);
	int64_t note = put_note(f, STATION, 2, 1, 1);
	put_event(f, STATION, 2, 1, note, weigh(line, 1));
	store_rollback(f->store);
	assert_string_equal(
		look(f, "select 'hot', * from link_hot; select * from link_settled"), before);
	weigh_all(f, ROUNDS);
	assert_int_equal(number(f, "select count(*) from link"), (ROUNDS + 1) * PIGS);
	free(before);
}

static void a_rebuild_settles_on_the_way(void **state)
{
	struct fixture *f = *state;
	int64_t unread = 1;
	char *before = links_with(f, 20);
	assert_ok(f, store_rebuild(f->store, &unread, &f->fault));
	assert_int_equal(unread, 0);
	assert_string_equal(look(f, all_links), before);
	assert_true(number(f, "select count(*) from link_settled") > 0);
	free(before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		proves(as_many_move_as_have_come_and_none_is_lost),
		proves(a_store_with_more_than_may_stay_catches_up),
		proves(a_large_commit_moves_them_in_steps),
		proves(all_of_them_move_when_an_archive_is_made),
		proves(links_of_an_item_are_in_order_wherever_they_stand),
		proves(a_batch_sees_its_own_links),
		proves(a_batch_may_have_more_links_than_wait),
		proves(what_is_rolled_back_moves_nothing),
		proves(a_rebuild_settles_on_the_way),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
