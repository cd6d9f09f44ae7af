/* What a batch puts is in the file, as another program reads it; what fails leaves nothing behind. */
#include "tests/unit/store_fixture.h"

#include <sodium.h>

static void an_event_is_stored_with_its_items_and_links(void **state)
{
	struct fixture *f = *state;
	begin_batch(f);
	int64_t note = put_note(f, STATION, 3, 17, 2);
	int64_t no = put_event(f, STATION, 3, 17, note,
		"{\"do\":\"feed\",\"at\":\"2026-11-20T12:00:01+08:00\",\"of\":\"group:1411300001/"
		"F3\","
		"\"in\":[{\"id\":\"input:nongda/"
		"F2611-03\",\"kg\":\"12.5\",\"count\":3}],\"by\":\"op-07\","
		"\"place\":\"place:barn-2\"}");
	commit_batch(f);
	assert_int_equal(no, 1);
	assert_string_equal(
		look(f, "select e.no, s.name, epoch, seq, at_ms, got_ms, kind, operator, "
			"assurance, note from event e join station s on s.no = e.station"),
		"1|farm-01|3|17|1795147201000|1795147200000|feed|op-07|signed|1");
	assert_string_equal(look(f, "select kind, code, role, at_ms, event, mass_g, count from "
				    "link join item on "
				    "item.no = link.item order by item.no"),
		"group|1411300001/F3|of|1795147201000|1||\n"
		"input|nongda/F2611-03|in|1795147201000|1|12500|3\n"
		"place|barn-2|site|1795147201000|1||");
	assert_string_equal(
		look(f, "select no, epoch, first, count, event_from from note"), "1|3|17|2|1");
	assert_string_equal(look(f, "select length(body), substr(body, 1, 12) from event"),
		"169|{\"do\":\"feed\"");
}

static void a_later_event_uses_the_items_that_are_there(void **state)
{
	struct fixture *f = *state;
	char line[256];
	begin_batch(f);
	put_event(f, STATION, 1, 1, put_note(f, STATION, 1, 1, 1), weigh(line, 0));
	commit_batch(f);
	close_writer(f);
	open_writer(f);
	begin_batch(f);
	put_event(f, STATION, 1, 2, put_note(f, STATION, 1, 2, 1), weigh(line, 0));
	put_event(f, STATION, 1, 3, put_note(f, STATION, 1, 3, 1), weigh(line, 1));
	commit_batch(f);
	assert_string_equal(
		look(f, "select group_concat(item || ':' || event, ' ') from link"), "1:1 1:2 2:3");
}

static void a_batch_whose_second_insert_fails_leaves_nothing_and_the_next_one_works(void **state)
{
	struct fixture *f = *state;
	char line[256];
	int64_t no = 0;
	close_writer(f);
	forbid(f, "insert", "event", "new.body like '%91.5%'");
	open_writer(f);
	begin_batch(f);
	int64_t note = put_note(f, STATION, 1, 1, 3);
	put_event(f, STATION, 1, 1, note, weigh(line, 0));
	/* Sooner or later, as engine.h says; and then so does all the rest. */
	int code = 0;
	for (int seq = 2; code == 0 && seq <= 3; seq++)
		code = try_event(f, STATION, 1, seq, note, weigh(line, seq - 1), &no);
	if (code == 0)
		code = store_commit(f->store, &f->fault);
	assert_int_equal(code, FAULT_CORRUPT);
	assert_non_null(strstr(f->fault.text, "made to fail"));
	assert_int_equal(try_event(f, STATION, 1, 3, note, weigh(line, 2), &no), FAULT_CORRUPT);
	assert_int_equal(store_commit(f->store, &f->fault), FAULT_CORRUPT);
	store_rollback(f->store);
	assert_string_equal(
		look(f, "select (select count(*) from event), (select count(*) from item), "
			"(select count(*) from note), (select count(*) from received), "
			"(select count(*) from station), (select count(*) from heard)"),
		"0|0|0|0|0|0");
	assert_int_equal(seen(f, STATION, 1, 1, weigh(line, 0)), STORE_NEW);
	begin_batch(f);
	note = put_note(f, STATION, 1, 1, 3);
	assert_int_equal(put_event(f, STATION, 1, 1, note, weigh(line, 0)), 1);
	assert_int_equal(put_event(f, STATION, 1, 3, note, weigh(line, 2)), 2);
	commit_batch(f);
	assert_string_equal(
		look(f, "select group_concat(no || ':' || seq, ' ') from event"), "1:1 2:3");
	assert_string_equal(
		look(f, "select group_concat(first || '-' || last, ' ') from received"), "1-1 3-3");
}

static void what_is_rolled_back_was_never_there(void **state)
{
	struct fixture *f = *state;
	char line[256];
	begin_batch(f);
	put_event(f, STATION, 1, 1, put_note(f, STATION, 1, 1, 1), weigh(line, 0));
	commit_batch(f);
	begin_batch(f);
	put_event(f, STATION, 1, 2, put_note(f, STATION, 1, 2, 1), weigh(line, 1));
	put_held(f, "shop-9", 1, 1, 0, "R-EVT-01", "{");
	store_rollback(f->store);
	assert_int_equal(seen(f, STATION, 1, 2, weigh(line, 1)), STORE_NEW);
	begin_batch(f);
	put_event(f, STATION, 1, 4, put_note(f, STATION, 1, 4, 1), weigh(line, 3));
	commit_batch(f);
	assert_string_equal(look(f, "select group_concat(name, ',') from station"), "farm-01");
	assert_string_equal(
		look(f, "select group_concat(first || '-' || last, ' ') from received"), "1-1 4-4");
	assert_string_equal(look(f, "select events, newest_seq from heard"), "2|4");
	assert_string_equal(look(f, "select group_concat(no || code, ' ') from item"),
		"1114113000000001 2114113000000004");
}

/* 0 of what is no event. */
static int64_t time_of(const char *line)
{
	static struct event event;
	struct event_wrong wrong;
	return event_decode(span_of(line), &event, &wrong) == EVENT_OK ? event.at.at_ms : 0;
}

/* Refused as it was when it came, and readable now: its bytes are known under no time. */
static void a_message_that_was_held_is_known_whatever_time_it_says(void **state)
{
	struct fixture *f = *state;
	char line[256];
	enum store_seen result;
	(void)weigh(line, 0);
	begin_batch(f);
	put_held(f, "shop-1", 0, 0, 0, "R-STA-02", line);
	assert_ok(f, store_seen_plain(f->store, span_of("shop-1"), time_of(line), span_of(line),
			     &result, &f->fault));
	assert_int_equal(result, STORE_SAME);
	commit_batch(f);
	assert_string_equal(look(f, "select at_ms from plain"), "0");
}

static void a_plain_message_is_known_by_its_bytes_and_station(void **state)
{
	struct fixture *f = *state;
	char line[256];
	enum store_seen result;
	begin_batch(f);
	put_event(f, "shop-1", 0, 0, 0, weigh(line, 0));
	assert_ok(f, store_seen_plain(f->store, span_of("shop-1"), time_of(line), span_of(line),
			     &result, &f->fault));
	assert_int_equal(result, STORE_SAME);
	put_held(f, "shop-2", 0, 0, 0, "R-EVT-01", "rubbish");
	commit_batch(f);
	close_writer(f);
	open_writer(f);
	const struct {
		const char *station, *line;
		enum store_seen seen;
	} cases[] = { { "shop-1", line, STORE_SAME }, { "shop-2", line, STORE_NEW },
		{ "nobody", line, STORE_NEW }, { "shop-1", "x", STORE_NEW },
		{ "shop-2", "rubbish", STORE_SAME }, { "shop-1", "rubbish", STORE_NEW } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_ok(f, store_seen_plain(f->store, span_of(cases[i].station),
				     time_of(cases[i].line), span_of(cases[i].line), &result,
				     &f->fault));
		assert_int_equal(result, cases[i].seen);
	}
	assert_string_equal(
		look(f, "select assurance, note, epoch, seq from event"), "broker|0|0|0");
	assert_string_equal(look(f, "select count(*) from received"), "0");
}

static enum store_seen seen_plain(struct fixture *f, const char *station, const char *line)
{
	enum store_seen seen;
	assert_ok(f, store_seen_plain(f->store, span_of(station), time_of(line), span_of(line),
			     &seen, &f->fault));
	return seen;
}

/* That nothing stood there is remembered only as long as it is true. */
static void a_message_asked_for_in_vain_is_known_once_it_came(void **state)
{
	struct fixture *f = *state;
	char line[256];
	(void)weigh(line, 0);
	begin_batch(f);
	put_event(f, "shop-1", 1, 1, 0, weigh(line, 0)); /* the store knows this one's name */
	assert_int_equal(seen_plain(f, "shop-1", "rubbish"), STORE_NEW);
	assert_int_equal(seen_plain(f, "shop-1", line), STORE_NEW);
	assert_int_equal(seen_plain(f, "stranger", line), STORE_NEW);
	put_held(f, "shop-1", 0, 0, 0, "R-EVT-01", "rubbish");
	put_held(f, "shop-1", 0, 0, 0, "R-STA-02", line);
	put_held(f, "stranger", 0, 0, 0, "R-STA-02", line);
	assert_int_equal(seen_plain(f, "shop-1", "rubbish"), STORE_SAME);
	assert_int_equal(seen_plain(f, "shop-1", line), STORE_SAME);
	assert_int_equal(seen_plain(f, "stranger", line), STORE_SAME);
	assert_int_equal(seen_plain(f, "stranger", "rubbish"), STORE_NEW);
	assert_int_equal(seen_plain(f, "another", line), STORE_NEW);
	store_rollback(f->store);
	begin_batch(f);
	assert_int_equal(seen_plain(f, "shop-1", "rubbish"), STORE_NEW);
	assert_int_equal(seen_plain(f, "stranger", line), STORE_NEW);
	put_event(f, "shop-1", 0, 0, 0, line);
	assert_int_equal(seen_plain(f, "shop-1", line), STORE_SAME);
	commit_batch(f);
}

static void fate_is(struct fixture *f, struct store *reader, const char *station, const char *line,
	enum plain_fate wanted, const char *rule)
{
	struct store_plain_fate fate;
	assert_ok(f, store_plain_fate(reader, span_of(station), time_of(line), span_of(line), &fate,
			     &f->fault));
	assert_int_equal(fate.fate, wanted);
	assert_string_equal(fate.rule, rule);
}

/* Asked by who read before it came: nothing that a reader remembers may hide it. */
static void a_reader_sees_what_became_of_a_message(void **state)
{
	struct fixture *f = *state;
	struct store *reader;
	char line[256], later[256], other[256];
	assert_ok(f, store_open(&reader, f->path, STORE_READ, &f->fault));
	(void)weigh(line, 0);
	(void)weigh(later, 50);
	(void)weigh(other, 51);
	fate_is(f, reader, "shop-1", line, PLAIN_UNHEARD, "");
	begin_batch(f);
	put_event(f, "shop-1", 0, 0, 0, line);
	put_held(f, "shop-1", 0, 0, 0, "R-TAG-01", other);
	put_held(f, "stranger", 0, 0, 0, "R-STA-02", line);
	commit_batch(f);
	fate_is(f, reader, "shop-1", line, PLAIN_KEPT, "");
	fate_is(f, reader, "shop-1", other, PLAIN_HELD, "R-TAG-01");
	fate_is(f, reader, "stranger", line, PLAIN_HELD, "R-STA-02");
	fate_is(f, reader, "shop-1", later, PLAIN_UNHEARD, "");
	fate_is(f, reader, "nobody", line, PLAIN_UNHEARD, "");
	begin_batch(f);
	put_event(f, "shop-1", 0, 0, 0, later);
	put_event(f, "shop-1", 0, 0, 0, other); /* what was held has become an event */
	commit_batch(f);
	fate_is(f, reader, "shop-1", later, PLAIN_KEPT, "");
	fate_is(f, reader, "shop-1", other, PLAIN_KEPT, "");
	store_close(reader);
}

/* Later than all that is known: new without a search. At the same time or before: by its bytes. */
static void a_later_message_is_new_and_an_earlier_one_is_looked_for(void **state)
{
	static const char *const days[] = { "2026-11-20", "2026-11-19", "2026-11-21" };
	struct fixture *f = *state;
	char lines[3][160];
	for (int i = 0; i < 3; i++)
		(void)snprintf(lines[i], sizeof(lines[i]),
			"{\"do\":\"weigh\",\"at\":\"%sT07:30:00+08:00\",\"of\":\"pig:114113000000001\","
			"\"kg\":\"30\"}",
			days[i]);
	for (int opened = 0; opened < 2; opened++) {
		begin_batch(f);
		for (int i = 0; i < 3; i++) {
			assert_int_equal(seen_plain(f, "shop-1", lines[i]),
				opened == 0 ? STORE_NEW : STORE_SAME);
			if (opened == 0)
				put_event(f, "shop-1", 0, 0, 0, lines[i]);
			assert_int_equal(seen_plain(f, "shop-1", lines[i]), STORE_SAME);
			assert_int_equal(seen_plain(f, "shop-2", lines[i]), STORE_NEW);
		}
		commit_batch(f);
		close_writer(f);
		open_writer(f);
	}
}

static void a_topic_that_names_no_possible_station_is_kept_too(void **state)
{
	struct fixture *f = *state;
	char name[NOTE_NAME_MOST * 3];
	enum store_seen result;
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	begin_batch(f);
	put_held(f, name, 0, 0, 0, "R-STA-01", "a");
	put_held(f, "", 0, 0, 0, "R-STA-01", "b");
	commit_batch(f);
	assert_ok(
		f, store_seen_plain(f->store, span_of(name), 0, span_of("a"), &result, &f->fault));
	assert_int_equal(result, STORE_SAME);
	assert_string_equal(look(f, "select length(station) from quarantine order by no"), "95\n0");
}

static void quarantine_keeps_any_bytes_with_rule_key_and_place(void **state)
{
	struct fixture *f = *state;
	struct store_held held;
	static const char raw[] = "a\0b\xff\n";
	int64_t no = 0;
	struct store_claim claim = { .station = span_of(STATION),
		.epoch = 2,
		.seq = 5,
		.got_ms = NOON_MS,
		.note = 9,
		.line = { raw, sizeof(raw) - 1 } };
	begin_batch(f);
	assert_ok(f, store_put_quarantine(f->store, &claim, span_of("pigtrace/v1/farm-01/up"),
			     "R-EVT-02", "kg", 3, &no, &f->fault));
	commit_batch(f);
	assert_string_equal(
		look(f, "select no, station, epoch, seq, got_ms, note, topic, hex(raw), rule, "
			"key, at_byte, settled_by from quarantine"),
		"1|farm-01|2|5|1795147200000|9|pigtrace/v1/farm-01/up|610062FF0A|R-EVT-02|kg|3|0");
	assert_ok(f, store_held_get(f->store, no, &held, &f->fault));
	assert_true(span_equal(held.raw, claim.line));
	assert_true(span_is(held.rule, "R-EVT-02"));
	assert_true(span_is(held.key, "kg"));
	assert_true(span_is(held.topic, "pigtrace/v1/farm-01/up"));
	assert_int_equal(held.note, 9);
	assert_int_equal(held.at, 3);
}

static void settling_names_the_event_and_zero_leaves_it_open(void **state)
{
	struct fixture *f = *state;
	char line[256];
	begin_batch(f);
	int64_t note = put_note(f, STATION, 1, 1, 1);
	int64_t no = put_held(f, STATION, 1, 1, note, "R-EVT-01", weigh(line, 0));
	assert_ok(f, store_settle(f->store, no, 0, &f->fault));
	commit_batch(f);
	assert_string_equal(look(f, "select settled_by from quarantine"), "0");
	begin_batch(f);
	assert_ok(
		f, store_settle(f->store, no, put_event(f, STATION, 1, 1, note, line), &f->fault));
	commit_batch(f);
	assert_string_equal(look(f, "select settled_by from quarantine"), "1");
	begin_batch(f);
	assert_int_equal(store_settle(f->store, 77, 1, &f->fault), FAULT_NOT_FOUND);
	store_rollback(f->store);
}

/* ---- notes ---- */

/* A signed note of these lines. */
static void sign(struct out *out, const struct note_secret *key, int64_t first,
	const char *const *lines, int count)
{
	bundle_header(out, span_of(key->pub.name), 1, first, count);
	for (int i = 0; i < count; i++) {
		out_text(out, lines[i]);
		out_char(out, '\n');
	}
	assert_int_equal(note_sign(out, key), NOTE_OK);
	assert_false(out->full);
}

static int64_t store_parts(struct fixture *f, struct out *out, int64_t first, int count)
{
	struct note_parts parts;
	size_t at;
	int64_t no = 0;
	assert_int_equal(note_split(out_written(out), &parts, &at), NOTE_OK);
	struct store_note note = { .station = span_of(STATION),
		.epoch = 1,
		.first = first,
		.count = count,
		.got_ms = NOON_MS,
		.signatures = parts.signatures };
	assert_ok(f, store_put_note(f->store, &note, &no, &f->fault));
	return no;
}

static void expect_bytes(
	struct fixture *f, int64_t note, const struct out *want, const struct note_secret *key)
{
	struct buf bytes = { 0 };
	struct span text;
	size_t at;
	assert_ok(f, store_note_bytes(f->store, note, &bytes, &f->fault));
	assert_string_equal(bytes.at, want->at);
	assert_int_equal(note_open(buf_written(&bytes), &key->pub, &text, &at), NOTE_OK);
	buf_free(&bytes);
}

static void a_stored_note_verifies_again_with_held_repeated_and_conflicting_lines(void **state)
{
	struct fixture *f = *state;
	static const uint8_t seed[32] = { 7 };
	char lines[5][256], first[4096], second[4096];
	const char *const held = "{\"do\":\"no such kind\"}";
	struct note_secret key;
	struct out one = out_into(first, sizeof(first)), two = out_into(second, sizeof(second));
	assert_int_equal(note_key_make(span_of(STATION), seed, &key), NOTE_OK);
	for (int i = 0; i < 5; i++)
		weigh(lines[i], i);
	sign(&one, &key, 10, (const char *const[]){ lines[0], held, lines[1] }, 3);
	/* number 12 comes again with the same bytes, 11 with others; 13 is new */
	sign(&two, &key, 11, (const char *const[]){ lines[4], lines[1], lines[3] }, 3);
	begin_batch(f);
	int64_t a = store_parts(f, &one, 10, 3);
	put_event(f, STATION, 1, 10, a, lines[0]);
	put_held(f, STATION, 1, 11, a, "R-EVT-04", held);
	put_event(f, STATION, 1, 12, a, lines[1]);
	int64_t b = store_parts(f, &two, 11, 3);
	put_held(f, STATION, 1, 11, b, "R-SEQ-01", lines[4]);
	put_event(f, STATION, 1, 13, b, lines[3]);
	commit_batch(f);
	expect_bytes(f, a, &one, &key);
	expect_bytes(f, b, &two, &key);
}

static void a_note_that_is_not_there_is_said_to_be_missing(void **state)
{
	struct fixture *f = *state;
	struct buf bytes = { 0 };
	assert_int_equal(store_note_bytes(f->store, 1, &bytes, &f->fault), FAULT_NOT_FOUND);
	begin_batch(f);
	int64_t note = put_note(f, STATION, 1, 1, 1); /* its line never came */
	commit_batch(f);
	assert_int_equal(store_note_bytes(f->store, note, &bytes, &f->fault), FAULT_CORRUPT);
	buf_free(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		proves(an_event_is_stored_with_its_items_and_links),
		proves(a_later_event_uses_the_items_that_are_there),
		proves(a_batch_whose_second_insert_fails_leaves_nothing_and_the_next_one_works),
		proves(what_is_rolled_back_was_never_there),
		proves(a_plain_message_is_known_by_its_bytes_and_station),
		proves(a_message_asked_for_in_vain_is_known_once_it_came),
		proves(a_reader_sees_what_became_of_a_message),
		proves(a_later_message_is_new_and_an_earlier_one_is_looked_for),
		proves(a_message_that_was_held_is_known_whatever_time_it_says),
		proves(a_topic_that_names_no_possible_station_is_kept_too),
		proves(quarantine_keeps_any_bytes_with_rule_key_and_place),
		proves(settling_names_the_event_and_zero_leaves_it_open),
		proves(a_stored_note_verifies_again_with_held_repeated_and_conflicting_lines),
		proves(a_note_that_is_not_there_is_said_to_be_missing),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
