/* What is derived can be dropped and made again, byte for byte. */
#include "tests/unit/store_fixture.h"

#define STATIONS 4

static uint32_t draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

static const char dump_derived[] =
	"select 'item', * from item order by no; select 'link', * from link "
	"order by item, at_ms, event, role; "
	"select 'gist', * from gist order by event; "
	"select 'run', * from run order by gtin, first, last, item; "
	"select 'received', * from received order by station, epoch, first; "
	"select 'stray', * from stray order by station, epoch, seq, event; "
	"select 'registry', * from registry order by station; "
	"select 'correction', * from correction order by station, epoch, seq, event; "
	"select 'heard', * from heard order by station";

static const char dump_truth[] =
	"select * from meta order by key; select * from station order by no; "
	"select * from note order by no; select * from event order by no; "
	"select at_ms, station, hex(hash) as hash from plain order by at_ms, station, hash; "
	"select *, hex(raw) from quarantine order by no";

/* A line of kind n % 7 about a few things, at a time that does not follow the numbers. */
static const char *line_of(char line[static 512], uint32_t n, uint32_t minute)
{
	static const struct {
		const char *head, *tail;
	} shapes[] = {
		{ "weigh", "\"of\":\"pig:11411300000000%u\",\"kg\":\"99.5\"" },
		{ "feed", "\"of\":\"group:1411300001/F%u\",\"in\":{\"id\":\"input:nongda/F1\","
			  "\"kg\":\"7.25\"},\"place\":\"place:barn\"" },
		{ "pack", "\"in\":\"lot:06901234000016/L%u\","
			  "\"out\":{\"id\":\"run:06901234000016/L1/1-400\",\"count\":400}" },
		{ "correct", "\"event\":\"s-0/1/%u\",\"reason\":\"写错\"" },
		{ "correct", "\"event\":\"s-0/-/fedcba987654321%u\",\"reason\":\"写错\"" },
		{ "station", "\"of\":\"station:new-%u\",\"action\":\"add\",\"trade\":\"farm\","
			     "\"proof\":\"plain\",\"title\":\"x\"" },
		{ "station", "\"of\":\"station:new-%u\",\"action\":\"revoke\"" },
	};
	struct out out = out_into(line, 512);
	struct span head, tail = span_of(shapes[n % 7].tail);
	char at[64];
	(void)snprintf(at, sizeof(at), "\",\"at\":\"2026-11-20T%02u:%02u:00+08:00\",",
		minute / 60 % 24, minute % 60);
	out_text(&out, "{\"do\":\"");
	out_text(&out, shapes[n % 7].head);
	out_text(&out, at);
	assert_true(span_cut(&tail, '%', &head));
	out_span(&out, head);
	out_number(&out, 1 + n % 5);
	out_text(&out, tail.at + 1);
	out_char(&out, '}');
	assert_false(out.full);
	return line;
}

/* Numbered, plain, held, settled and lost lines of a few stations, in random order. */
static void put_anything(struct fixture *f, uint32_t *seed, int rounds)
{
	int64_t next[STATIONS] = { 1, 1, 1, 1 };
	char line[512], name[16];
	for (int i = 0; i < rounds; i++) {
		uint32_t s = draw(seed, STATIONS), what = draw(seed, 10);
		int64_t epoch = 1 + draw(seed, 2);
		(void)snprintf(name, sizeof(name), "s-%u", s);
		line_of(line, draw(seed, 1000), draw(seed, 1400));
		if (what == 0) {
			put_event(f, name, 0, 0, 0, line);
			continue;
		}
		int64_t seq = next[s]++;
		int64_t note = put_note(f, name, epoch, seq, 1 + (int)draw(seed, 3));
		if (what == 1)
			continue; /* lost */
		if (what > 3) {
			put_event(f, name, epoch, seq, note, line);
			continue;
		}
		int64_t held = put_held(f, name, epoch, seq, note, "R-EVT-01", line);
		if (what == 2)
			assert_ok(
				f, store_settle(f->store, held,
					   put_event(f, name, epoch, seq, note, line), &f->fault));
	}
}

static void expect_same_after_rebuild(struct fixture *f)
{
	int64_t unread = -1;
	char *truth = strdup(look(f, dump_truth)), *derived = strdup(look(f, dump_derived));
	assert_non_null(truth);
	assert_non_null(derived);
	assert_ok(f, store_rebuild(f->store, &unread, &f->fault));
	assert_int_equal(unread, 0);
	assert_string_equal(look(f, dump_derived), derived);
	assert_string_equal(look(f, dump_truth), truth);
	free(truth);
	free(derived);
}

static void a_rebuild_changes_nothing_whatever_came_in_whatever_order(void **state)
{
	for (uint32_t seed = 1; seed <= 6; seed++) {
		void *one = NULL;
		uint32_t from = seed;
		begin(&one);
		struct fixture *f = one;
		for (int batch = 0; batch < 6; batch++) {
			begin_batch(f);
			put_anything(f, &from, 30);
			commit_batch(f);
		}
		expect_same_after_rebuild(f);
		/* and what comes behind it goes on from the same numbers */
		begin_batch(f);
		put_anything(f, &from, 30);
		commit_batch(f);
		expect_same_after_rebuild(f);
		end(&one);
	}
	(void)state;
}

static void a_rebuild_repairs_what_was_derived_wrongly(void **state)
{
	struct fixture *f = *state;
	uint32_t seed = 11;
	int64_t unread;
	begin_batch(f);
	put_anything(f, &seed, 60);
	commit_batch(f);
	char *derived = strdup(look(f, dump_derived));
	assert_non_null(derived);
	close_writer(f);
	meddle(f, "delete from link_hot where item % 2 = 0; update item set code = code || 'x'; "
		  "insert into item values (900, 'pig', 'y'); "
		  "insert into link_settled values (900, 1, 1, 'of', null, null); "
		  "insert into received values (1, 9, 900, 901); insert into heard values (90, 1, "
		  "1, 1, 1, 1, 1); "
		  "insert into stray values (1, 9, 9, 9); insert into correction values ('x', 1, "
		  "1, 1, 'x'); "
		  "insert into run values ('06901234000016', 10, 5, 6, 900, 'L'); "
		  "update heard set events = 0; update registry set state = 'active'; "
		  "insert into registry values (90, 'active', null, null, null, null, null, 1, 0)");
	open_writer(f);
	assert_ok(f, store_rebuild(f->store, &unread, &f->fault));
	assert_string_equal(look(f, dump_derived), derived);
	free(derived);
}

static void an_event_that_this_version_cannot_read_is_counted_and_has_no_links(void **state)
{
	struct fixture *f = *state;
	char line[256];
	int64_t unread = 0;
	begin_batch(f);
	int64_t note = put_note(f, STATION, 1, 1, 2);
	put_event(f, STATION, 1, 1, note, weigh(line, 0));
	put_event(f, STATION, 1, 2, note, weigh(line, 1));
	commit_batch(f);
	close_writer(f);
	meddle(f, "update event set body = replace(body, 'weigh', 'levitate') where no = 1");
	open_writer(f);
	assert_ok(f, store_rebuild(f->store, &unread, &f->fault));
	assert_int_equal(unread, 1);
	assert_string_equal(
		look(f, "select group_concat(event || code, ',') from link join item on no = item"),
		"2114113000000002");
	assert_string_equal(look(f, "select first, last from received"), "1|2");
	assert_string_equal(look(f, "select events from heard"), "2");
}

static void a_rebuild_that_fails_leaves_the_store_as_it_was(void **state)
{
	struct fixture *f = *state;
	uint32_t seed = 5;
	int64_t unread = -1;
	begin_batch(f);
	put_anything(f, &seed, 60);
	commit_batch(f);
	close_writer(f);
	forbid(f, "insert", "item", "new.no = 5");
	char *derived = strdup(look(f, dump_derived));
	assert_non_null(derived);
	open_writer(f);
	assert_int_equal(store_rebuild(f->store, &unread, &f->fault), FAULT_CORRUPT);
	assert_int_equal(unread, -1);
	assert_string_equal(look(f, dump_derived), derived);
	begin_batch(f); /* the next call works */
	put_held(f, STATION, 1, 1, 0, "R-EVT-01", "x");
	commit_batch(f);
	free(derived);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rebuild_changes_nothing_whatever_came_in_whatever_order),
		proves(a_rebuild_repairs_what_was_derived_wrongly),
		proves(an_event_that_this_version_cannot_read_is_counted_and_has_no_links),
		proves(a_rebuild_that_fails_leaves_the_store_as_it_was),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
