/* Which numbers have come: against a plain array of booleans, in any order, across batches and opens. */
#include "tests/unit/store_fixture.h"

#define NUMBERS 400 /* of the model */

/* A small generator of our own: the same numbers on every machine. */
static uint32_t draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

static struct store_numbering model_numbering(const bool *came)
{
	struct store_numbering want = { 0 };
	int64_t hole = 0;
	for (int64_t seq = 1; seq <= NUMBERS; seq++) {
		if (!came[seq]) {
			hole++;
			continue;
		}
		if (hole && want.range_count < 16) {
			want.ranges[want.range_count].first = seq - hole;
			want.ranges[want.range_count].last = seq - 1;
			want.range_count++;
		}
		want.missing += hole;
		hole = 0;
		want.highest = seq;
		if (want.missing == 0)
			want.upto = seq;
	}
	return want;
}

static void expect_numbering(
	struct fixture *f, struct store *store, int64_t epoch, const bool *came)
{
	struct store_numbering got, want = model_numbering(came);
	assert_ok(f, store_numbering(store, span_of(STATION), epoch, &got, &f->fault));
	assert_int_equal(got.upto, want.upto);
	assert_int_equal(got.highest, want.highest);
	assert_int_equal(got.missing, want.missing);
	assert_int_equal(got.range_count, want.range_count);
	for (int i = 0; i < want.range_count; i++) {
		assert_int_equal(got.ranges[i].first, want.ranges[i].first);
		assert_int_equal(got.ranges[i].last, want.ranges[i].last);
	}
}

/* Rows as another program reads them: exactly the maximal runs of the model. */
static void expect_rows(struct fixture *f, const bool *came)
{
	struct buf want = { 0 };
	for (int first = 1; first <= NUMBERS; first++) {
		int last = first;
		if (!came[first] || (first > 1 && came[first - 1]))
			continue;
		while (last < NUMBERS && came[last + 1])
			last++;
		buf_format(&want, "%s%d-%d", want.len ? " " : "", first, last);
	}
	assert_false(want.failed);
	assert_string_equal(
		look(f, "select group_concat(first || '-' || last, ' ') from (select * from "
			"received where epoch = 1 order by first) as one"),
		buf_written(&want).at);
	buf_free(&want);
}

static void put_number(struct fixture *f, int64_t epoch, int64_t seq, bool held)
{
	char line[256];
	int64_t note = put_note(f, STATION, epoch, seq, 1);
	weigh(line, (int)seq);
	if (held)
		put_held(f, STATION, epoch, seq, note, "R-EVT-01", line);
	else
		put_event(f, STATION, epoch, seq, note, line);
}

/* Random runs of numbers, rolled back now and then, over closing and opening. */
static void random_walk(struct fixture *f, uint32_t seed)
{
	static bool came[NUMBERS + 2], batch[NUMBERS + 2];
	memset(came, 0, sizeof(came));
	for (int round = 0; round < 30; round++) {
		memcpy(batch, came, sizeof(batch));
		begin_batch(f);
		for (uint32_t i = draw(&seed, 6); i > 0; i--) {
			uint32_t first = 1 + draw(&seed, NUMBERS), count = 1 + draw(&seed, 12);
			for (uint32_t seq = first; seq < first + count && seq <= NUMBERS; seq++) {
				if (batch[seq])
					continue;
				put_number(f, 1, seq, draw(&seed, 5) == 0);
				batch[seq] = true;
			}
			expect_numbering(f, f->store, 1, batch);
		}
		if (draw(&seed, 4) == 0) {
			store_rollback(f->store);
		} else {
			commit_batch(f);
			memcpy(came, batch, sizeof(came));
			expect_rows(f, came);
		}
		expect_numbering(f, f->store, 1, came);
		if (draw(&seed, 5) == 0) {
			close_writer(f);
			open_writer(f);
		}
	}
}

static void gaps_are_what_a_plain_array_says_in_any_order(void **state)
{
	for (uint32_t seed = 1; seed <= 4; seed++) {
		void *one = NULL;
		begin(&one);
		random_walk(one, seed);
		end(&one);
	}
	(void)state;
}

static void a_number_is_new_once_then_the_same_or_a_conflict(void **state)
{
	struct fixture *f = *state;
	char a[256], b[256], c[256];
	weigh(a, 1);
	weigh(b, 2);
	weigh(c, 3);
	begin_batch(f);
	assert_int_equal(seen(f, STATION, 1, 1, a), STORE_NEW);
	int64_t note = put_note(f, STATION, 1, 1, 2);
	put_event(f, STATION, 1, 1, note, a);
	put_held(f, STATION, 1, 2, note, "R-EVT-01", b);
	for (int round = 0; round < 3; round++) { /* in its batch, after it, after opening again */
		assert_int_equal(seen(f, STATION, 1, 1, a), STORE_SAME);
		assert_int_equal(seen(f, STATION, 1, 1, b), STORE_CONFLICT);
		assert_int_equal(seen(f, STATION, 1, 2, b), STORE_SAME);
		assert_int_equal(seen(f, STATION, 1, 2, a), STORE_CONFLICT);
		assert_int_equal(seen(f, STATION, 1, 3, c), STORE_NEW);
		assert_int_equal(seen(f, STATION, 2, 1, c), STORE_NEW);
		assert_int_equal(seen(f, "farm-02", 1, 1, c), STORE_NEW);
		if (round == 0)
			commit_batch(f);
		if (round == 1) {
			close_writer(f);
			open_writer(f);
		}
	}
	/* a conflict is kept, and known when it comes again */
	begin_batch(f);
	put_held(f, STATION, 1, 1, put_note(f, STATION, 1, 1, 1), "R-SEQ-01", c);
	assert_int_equal(seen(f, STATION, 1, 1, c), STORE_SAME);
	assert_int_equal(seen(f, STATION, 1, 1, a), STORE_SAME);
	assert_int_equal(seen(f, STATION, 1, 1, b), STORE_CONFLICT);
	commit_batch(f);
	assert_string_equal(look(f, "select first, last from received"), "1|2");
}

static void every_line_of_full_notes_that_overlap_is_found_by_its_name(void **state)
{
	struct fixture *f = *state;
	char line[256];
	int64_t no = 0;
	begin_batch(f);
	int64_t note = put_note(f, STATION, 1, 1, 256);
	for (int seq = 1; seq <= 256; seq += 2) /* every second one was lost */
		put_event(f, STATION, 1, seq, note, weigh(line, seq));
	note = put_note(f, STATION, 1, 1, 256);
	for (int seq = 2; seq <= 256; seq += 2)
		put_event(f, STATION, 1, seq, note, weigh(line, seq));
	note = put_note(f, STATION, 1, 257, 1);
	put_event(f, STATION, 1, 257, note, weigh(line, 257));
	commit_batch(f);
	for (int seq = 1; seq <= 257; seq++)
		assert_int_equal(seen(f, STATION, 1, seq, weigh(line, seq)), STORE_SAME);
	assert_ok(f, store_event_find(f->store, (struct event_name){ span_of(STATION), 1, 256 },
			     &no, &f->fault));
	assert_int_equal(no, 256);
	assert_int_equal(store_event_find(f->store, (struct event_name){ span_of(STATION), 1, 258 },
				 &no, &f->fault),
		FAULT_NOT_FOUND);
	assert_string_equal(look(f, "select count(*) from stray"), "0");
}

/* An administrator's `retry` brings other events in between the lines of its own note. */
static void an_event_behind_a_retry_in_its_note_is_found_by_its_name(void **state)
{
	struct fixture *f = *state;
	char line[256];
	int64_t no = 0;
	begin_batch(f);
	int64_t held_in = put_note(f, STATION, 1, 5, 1);
	int64_t held = put_held(f, STATION, 1, 5, held_in, "R-EVT-01", weigh(line, 5));
	int64_t note = put_note(f, "admin", 1, 1, 2);
	put_event(f, "admin", 1, 1, note, weigh(line, 11));
	int64_t settled = put_event(f, STATION, 1, 5, held_in, weigh(line, 5));
	assert_ok(f, store_settle(f->store, held, settled, &f->fault));
	put_event(f, "admin", 1, 2, note, weigh(line, 12));
	commit_batch(f);
	assert_int_equal(seen(f, "admin", 1, 2, weigh(line, 12)), STORE_SAME);
	assert_int_equal(seen(f, "admin", 1, 1, weigh(line, 11)), STORE_SAME);
	assert_ok(f, store_event_find(f->store, (struct event_name){ span_of(STATION), 1, 5 }, &no,
			     &f->fault));
	assert_int_equal(no, settled);
	assert_ok(f, store_event_find(f->store, (struct event_name){ span_of("admin"), 1, 2 }, &no,
			     &f->fault));
	assert_int_equal(no, 3);
}

static void more_epochs_than_are_remembered_are_kept_apart(void **state)
{
	struct fixture *f = *state;
	bool came[NUMBERS + 2] = { false };
	begin_batch(f);
	for (int64_t seq = 1; seq <= 9; seq += 2) {
		for (int64_t epoch = 1; epoch <= 9; epoch++)
			put_number(f, epoch, seq, false);
		came[seq] = true;
	}
	commit_batch(f);
	for (int64_t epoch = 1; epoch <= 9; epoch++)
		expect_numbering(f, f->store, epoch, came);
	assert_string_equal(
		look(f, "select count(*), count(distinct epoch) from received"), "45|9");
	assert_string_equal(look(f, "select epoch, events from heard"), "9|45");
}

static void a_reader_gives_the_same_numbering(void **state)
{
	struct fixture *f = *state;
	struct store *reader = NULL;
	struct store_numbering numbering;
	bool came[NUMBERS + 2] = { false };
	begin_batch(f);
	for (int64_t seq = 3; seq <= 40; seq += 2) { /* 19 gaps: 16 of them are told */
		put_number(f, 1, seq, false);
		came[seq] = true;
	}
	commit_batch(f);
	assert_ok(f, store_open(&reader, f->path, STORE_READ, &f->fault));
	expect_numbering(f, reader, 1, came);
	assert_ok(f, store_numbering(reader, span_of(STATION), 1, &numbering, &f->fault));
	assert_int_equal(numbering.upto, 0);
	assert_int_equal(numbering.range_count, 16);
	assert_int_equal(numbering.missing, 20);
	assert_ok(f, store_numbering(reader, span_of("nobody"), 1, &numbering, &f->fault));
	assert_int_equal(numbering.highest, 0);
	store_close(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gaps_are_what_a_plain_array_says_in_any_order),
		proves(a_number_is_new_once_then_the_same_or_a_conflict),
		proves(every_line_of_full_notes_that_overlap_is_found_by_its_name),
		proves(an_event_behind_a_retry_in_its_note_is_found_by_its_name),
		proves(more_epochs_than_are_remembered_are_kept_apart),
		proves(a_reader_gives_the_same_numbering),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
