/* What readers are told: links, runs, corrections, the log, the quarantine, the stations. */
#include "tests/unit/store_fixture.h"

#include "core/rule/rule.h"

/* What a walk told, one line a row. */
struct told {
	struct fixture *f;
	struct buf text;
	int stop_after; /* 0: never */
	int rows;
};

static int told_one(struct told *told)
{
	assert_false(told->text.failed);
	return ++told->rows == told->stop_after ? 42 : 0;
}

static int tell_link(void *context, const struct store_link *link)
{
	struct told *told = context;
	buf_format(&told->text, "%lld@%lld#%lld %s", (long long)link->item,
		(long long)(link->at_ms - NOON_MS) / 1000, (long long)link->event,
		vocabulary_roles[link->role].name);
	if (link->has_mass)
		buf_format(&told->text, " %lldg", (long long)link->mass_g);
	if (link->has_count)
		buf_format(&told->text, " x%lld", (long long)link->count);
	buf_char(&told->text, '\n');
	return told_one(told);
}

static int tell_gist(void *context, const struct store_gist *gist)
{
	struct told *told = context;
	struct span rest = gist->parts;
	struct store_part part;
	int more;
	buf_format(&told->text, "%lld %s @%lld%+d station %lld %lld/%lld", (long long)gist->event,
		vocabulary_kinds[gist->kind].name, (long long)(gist->at.at_ms - NOON_MS) / 1000,
		gist->at.offset_min, (long long)gist->station, (long long)gist->epoch,
		(long long)gist->seq);
	if (gist->has_mass || gist->has_net || gist->has_heads)
		buf_format(&told->text, " kg %lld net %lld count %lld", (long long)gist->mass_g,
			(long long)gist->net_g, (long long)gist->heads);
	while ((more = store_part_next(&rest, &part)) > 0) {
		buf_format(&told->text, ", %s %s %lld", vocabulary_roles[part.role].name,
			item_kind_name(part.kind), (long long)part.item);
		if (part.has_mass)
			buf_format(&told->text, " %lldg", (long long)part.mass_g);
		if (part.has_count)
			buf_format(&told->text, " x%lld", (long long)part.count);
	}
	buf_text(&told->text, more == 0 ? "\n" : " ?\n");
	return told_one(told);
}

static int tell_item(void *context, int64_t item, struct item what)
{
	struct told *told = context;
	buf_format(&told->text, "%lld %s:%.*s\n", (long long)item, item_kind_name(what.kind),
		(int)what.code.len, what.code.at);
	return told_one(told);
}

static int tell_event(void *context, const struct store_event *event)
{
	struct told *told = context;
	buf_format(&told->text, "%lld %.*s/%lld/%lld\n", (long long)event->no,
		(int)event->station.len, event->station.at, (long long)event->epoch,
		(long long)event->seq);
	return told_one(told);
}

static int tell_held(void *context, const struct store_held *held)
{
	struct told *told = context;
	buf_format(&told->text, "%lld seq %lld %.*s by %lld\n", (long long)held->no,
		(long long)held->seq, (int)held->rule.len, held->rule.at,
		(long long)held->settled_by);
	return told_one(told);
}

static int tell_correction(void *context, const struct store_correction *correction)
{
	struct told *told = context;
	buf_format(&told->text, "%lld %.*s %.*s\n", (long long)correction->event,
		(int)correction->station.len, correction->station.at, (int)correction->reason.len,
		correction->reason.at);
	return told_one(told);
}

static int tell_heard(void *context, const struct store_heard *heard)
{
	struct told *told = context;
	buf_format(&told->text, "%s %s epoch %lld events %lld held %lld conflicts %lld upto %lld",
		heard->station.name, heard->registered ? "known" : "stranger",
		(long long)heard->epoch, (long long)heard->events, (long long)heard->held,
		(long long)heard->conflicts, (long long)heard->numbering.upto);
	buf_format(&told->text, " missing %lld got %lld skew %lld\n",
		(long long)heard->numbering.missing,
		(long long)(heard->got_ms ? heard->got_ms - NOON_MS : -1),
		(long long)heard->skew_ms / 1000);
	return told_one(told);
}

static void expect(struct told *told, const char *want)
{
	assert_string_equal(buf_written(&told->text).at, want);
	buf_free(&told->text);
	told->rows = 0;
}

static void put(struct fixture *f, int64_t seq, const char *line)
{
	put_event(f, STATION, 1, seq, put_note(f, STATION, 1, seq, 1), line);
}

static int64_t item_no(struct fixture *f, const char *text)
{
	struct item item;
	int64_t no = 0;
	assert_int_equal(item_parse(span_of(text), &item, NULL), IDENT_OK);
	assert_ok(f, store_item_find(f->store, item, &no, &f->fault));
	return no;
}

static void put_feeds(struct fixture *f)
{
	begin_batch(f);
	put(f, 1,
		"{\"do\":\"feed\",\"at\":\"2026-11-20T12:00:20+08:00\",\"of\":\"group:1411300001/"
		"F3\","
		"\"in\":{\"id\":\"input:nongda/A\",\"kg\":\"12.5\",\"count\":3}}");
	put(f, 2,
		"{\"do\":\"feed\",\"at\":\"2026-11-20T12:00:10+08:00\",\"of\":\"group:1411300001/"
		"F3\","
		"\"in\":\"input:nongda/A\",\"place\":\"place:barn\"}");
	put(f, 3,
		"{\"do\":\"move\",\"at\":\"2026-11-20T12:00:10+08:00\",\"of\":\"pig:"
		"114113000000001\","
		"\"from\":\"group:1411300001/F3\",\"to\":\"group:1411300001/F4\"}");
	commit_batch(f);
}

static void links_of_an_item_come_by_time_then_event_within_a_half_open_window(void **state)
{
	struct fixture *f = *state;
	struct told told = { .f = f };
	put_feeds(f);
	int64_t group = item_no(f, "group:1411300001/F3");
	assert_ok(
		f, store_links_of_item(f->store, group, 0, INT64_MAX, tell_link, &told, &f->fault));
	expect(&told, "1@10#2 of\n1@10#3 from\n1@20#1 of\n");
	assert_ok(f, store_links_of_item(f->store, group, NOON_MS + 10000, NOON_MS + 20000,
			     tell_link, &told, &f->fault));
	expect(&told, "1@10#2 of\n1@10#3 from\n");
	assert_ok(f, store_links_of_item(f->store, group, NOON_MS + 10001, NOON_MS + 20001,
			     tell_link, &told, &f->fault));
	expect(&told, "1@20#1 of\n");
	assert_ok(f, store_links_of_item(f->store, 999, 0, INT64_MAX, tell_link, &told, &f->fault));
	expect(&told, "");
}

static void a_gist_tells_what_an_event_says_of_items(void **state)
{
	struct fixture *f = *state;
	struct told told = { .f = f };
	put_feeds(f);
	assert_ok(f, store_gists(f->store, 1, 2, tell_gist, &told, &f->fault));
	expect(&told, "1 feed @20+480 station 1 1/1, of group 1, in input 2 12500g x3\n"
		      "2 feed @10+480 station 1 1/2, of group 1, in input 2, site place 3\n");
}

static void one_item_in_two_roles_has_two_parts_and_links(void **state)
{
	struct fixture *f = *state;
	struct told told = { .f = f };
	begin_batch(f);
	put(f, 1,
		"{\"do\":\"cut\",\"at\":\"2026-11-20T12:00:20+08:00\",\"in\":\"lot:06901234000016/"
		"A\","
		"\"out\":\"lot:06901234000016/A\"}");
	commit_batch(f);
	assert_ok(f, store_links_between(f->store, 1, 1, tell_link, &told, &f->fault));
	expect(&told, "1@20#1 in\n1@20#1 out\n");
	assert_ok(f, store_gists(f->store, 1, INT64_MAX, tell_gist, &told, &f->fault));
	expect(&told, "1 cut @20+480 station 1 1/1, in lot 1, out lot 1\n");
}

static int tell_code(void *context, int64_t item, struct item what)
{
	struct told *told = context;
	(void)item;
	buf_span(&told->text, what.code);
	buf_char(&told->text, '\n');
	return 0;
}

/* Ranges beside each other, in each other, empty, and behind all there is: each item once, in order. */
static void items_within_many_ranges_come_once(void **state)
{
	struct fixture *f = *state;
	struct told told = { .f = f };
	static const struct {
		const char *from;
		const char *until;
	} asked[] = { { "A", "B" }, { "B", "B" }, { "C", "F" }, { "D", "D1" }, { "D", "E" },
		{ "E", "G" }, { "L", "M" }, { "Z", "ZZ" } };
	struct store_range ranges[sizeof(asked) / sizeof(asked[0])];
	size_t count = sizeof(asked) / sizeof(asked[0]);
	begin_batch(f);
	for (char c = 'A'; c <= 'K'; c++) {
		char line[160];
		(void)snprintf(line, sizeof(line),
			"{\"do\":\"feed\",\"at\":\"2026-11-20T12:00:20+08:00\","
			"\"of\":\"group:1411300001/F3\",\"in\":\"input:%c/%c\"}",
			c, c);
		put(f, c - 'A' + 1, line);
	}
	commit_batch(f);
	for (size_t i = 0; i < count; i++)
		ranges[i] = (struct store_range){ span_of(asked[i].from), span_of(asked[i].until) };
	assert_ok(f, store_items_within(
			     f->store, ITEM_INPUT, ranges, count, tell_code, &told, &f->fault));
	expect(&told, "A/A\nC/C\nD/D\nE/E\nF/F\n");
	assert_ok(f,
		store_items_within(f->store, ITEM_INPUT, ranges, 0, tell_code, &told, &f->fault));
	expect(&told, "");
	assert_ok(f, store_items_between(f->store, ITEM_INPUT, span_of("J/J"), span_of("K/K"),
			     tell_code, &told, &f->fault));
	expect(&told, "J/J\n");
}

static void what_is_no_gist_ends_in_a_refusal(void **state)
{
	static const char *const wrong[] = { "of", "of ", "of pig", "of pig ", "of pig x",
		"of pig 1*", "of pig 1*2#", "of pig 1 ", "of cow 1", "by pig 1", "of pig 1;",
		"of pig 1;;to group 2", "of pig 99999999999999999999", "of pig -1",
		"of pig 1#2*3" };
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct span rest = span_of(wrong[i]);
		struct store_part part;
		int more;
		do
			more = store_part_next(&rest, &part);
		while (more > 0);
		if (more != -1)
			fail_msg("\"%s\" was taken for a gist", wrong[i]);
	}
}

static void an_item_is_found_by_name_and_named_by_number(void **state)
{
	struct fixture *f = *state;
	struct item item;
	char text[ITEM_TEXT];
	int64_t no;
	put_feeds(f);
	assert_ok(f, store_item_name(f->store, 2, text, &f->fault));
	assert_string_equal(text, "input:nongda/A");
	assert_int_equal(store_item_name(f->store, 77, text, &f->fault), FAULT_NOT_FOUND);
	assert_int_equal(item_parse(span_of("truck:晋J12345"), &item, NULL), IDENT_OK);
	assert_int_equal(store_item_find(f->store, item, &no, &f->fault), FAULT_NOT_FOUND);
}

/* ---- callbacks ---- */

static int tell_neighbours(void *context, const struct store_link *link)
{
	struct told *told = context;
	struct told inner = { .f = told->f };
	int64_t event = link->event;
	assert_ok(told->f, store_links_of_item(told->f->store, link->item, 0, INT64_MAX, tell_link,
				   &inner, &told->f->fault));
	buf_format(&told->text, "#%lld: %d\n", (long long)event, inner.rows);
	buf_free(&inner.text);
	return told_one(told);
}

static void a_callback_may_ask_the_same_question_again(void **state)
{
	struct fixture *f = *state;
	struct told told = { .f = f };
	put_feeds(f);
	assert_ok(f, store_read_begin(f->store, &f->fault));
	assert_ok(f, store_links_of_item(f->store, item_no(f, "group:1411300001/F3"), 0, INT64_MAX,
			     tell_neighbours, &told, &f->fault));
	store_read_end(f->store);
	expect(&told, "#2: 3\n#3: 3\n#1: 3\n");
}

static void a_callback_ends_the_walk_with_its_own_answer(void **state)
{
	struct fixture *f = *state;
	struct told told = { .f = f, .stop_after = 2 };
	put_feeds(f);
	assert_int_equal(
		store_links_of_item(f->store, 1, 0, INT64_MAX, tell_link, &told, &f->fault), 42);
	expect(&told, "1@10#2 of\n1@10#3 from\n");
	assert_int_equal(store_events_after(f->store, 0, 100, tell_event, &told, &f->fault), 42);
	expect(&told, "1 farm-01/1/1\n2 farm-01/1/2\n");
	begin_batch(f); /* no row is left open that would be in the way */
	put(f, 4,
		"{\"do\":\"die\",\"at\":\"2026-11-20T12:00:30+08:00\",\"of\":\"pig:"
		"114113000000001\"}");
	commit_batch(f);
}

/* ---- runs ---- */

/* A run of ten packages and one of eleven stand apart in the store, and so on: both ends of each are found. */
static void run_of_every_width(struct fixture *f, struct told *told)
{
	static const char other[] = "06901234000030";
	int64_t counts[] = { 1, 10, 11, 100, 101, 1000, 1001, 10000, 10001, 100000 }, first = 1;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		char line[256], want[128];
		int64_t last = first + counts[i] - 1;
		(void)snprintf(line, sizeof(line),
			"{\"do\":\"sell\",\"at\":\"2026-11-20T12:01:00+08:00\",\"of\":[\"run:%s/W/%lld-%lld\"]}",
			other, (long long)first, (long long)last);
		begin_batch(f);
		put(f, 100 + (int64_t)i, line);
		commit_batch(f);
		(void)snprintf(want, sizeof(want), "%zu run:%s/W/%lld-%lld\n", 8 + i, other,
			(long long)first, (long long)last);
		for (int64_t counter = first - 1; counter <= last + 1;
			counter += counter == first && last > first ? last - first : 1) {
			bool in = counter >= first && counter <= last;
			assert_ok(f, store_runs_with(f->store, span_of(other), counter, tell_item,
					     told, &f->fault));
			expect(told, in ? want : "");
		}
		first = last + 3; /* a gap, so that neighbours do not answer */
	}
}

static void a_package_is_in_every_run_that_holds_its_number(void **state)
{
	struct fixture *f = *state;
	struct told told = { .f = f };
	struct span gtin = span_of("06901234000016");
	begin_batch(f);
	put(f, 1,
		"{\"do\":\"pack\",\"at\":\"2026-11-20T12:00:20+08:00\",\"in\":\"lot:06901234000016/"
		"A\","
		"\"out\":[\"run:06901234000016/A/1-400\",\"run:06901234000016/B/401-401\","
		"\"run:06901234000023/A/1-400\"]}");
	put(f, 2,
		"{\"do\":\"ship\",\"at\":\"2026-11-20T12:00:20+08:00\",\"to\":\"place:shop\","
		"\"of\":[\"run:06901234000016/A/1-400\",\"run:06901234000016/A/400-500\","
		"\"run:06901234000016/L/1000000-1099999\"]}");
	commit_batch(f);
	const struct {
		int64_t counter;
		const char *want;
	} cases[] = {
		{ 0, "" },
		{ 1, "2 run:06901234000016/A/1-400\n" },
		{ 399, "2 run:06901234000016/A/1-400\n" },
		{ 400, "2 run:06901234000016/A/1-400\n6 run:06901234000016/A/400-500\n" },
		{ 401, "3 run:06901234000016/B/401-401\n6 run:06901234000016/A/400-500\n" },
		{ 501, "" },
		{ 999999, "" },
		{ 1000000, "7 run:06901234000016/L/1000000-1099999\n" },
		{ 1099999,
			"7 run:06901234000016/L/1000000-1099999\n" }, /* the longest run's last */
		{ 1100000, "" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_ok(f, store_runs_with(f->store, gtin, cases[i].counter, tell_item, &told,
				     &f->fault));
		expect(&told, cases[i].want);
	}
	run_of_every_width(f, &told);
	assert_ok(f, store_runs_of_lot(f->store, gtin, span_of("A"), tell_item, &told, &f->fault));
	expect(&told, "2 run:06901234000016/A/1-400\n6 run:06901234000016/A/400-500\n");
	assert_ok(f, store_runs_of_lot(f->store, gtin, span_of("C"), tell_item, &told, &f->fault));
	expect(&told, "");
}

/* ---- log, corrections ---- */

static void the_log_is_read_in_order_from_any_number(void **state)
{
	struct fixture *f = *state;
	struct told told = { .f = f };
	struct store_event event;
	int64_t newest = 0, held = 0;
	put_feeds(f);
	assert_ok(f, store_events_after(f->store, 1, 1, tell_event, &told, &f->fault));
	expect(&told, "2 farm-01/1/2\n");
	assert_ok(f, store_events_after(f->store, 3, 10, tell_event, &told, &f->fault));
	expect(&told, "");
	assert_ok(f, store_event_get(f->store, 2, &event, &f->fault));
	assert_true(span_is(event.station, STATION));
	assert_true(span_starts(event.line, "{\"do\":\"feed\""));
	assert_int_equal(event.at_ms, NOON_MS + 10000);
	assert_int_equal(event.note, 2);
	assert_int_equal(event.assurance, STORE_SIGNED);
	assert_int_equal(store_event_get(f->store, 4, &event, &f->fault), FAULT_NOT_FOUND);
	assert_ok(f, store_newest(f->store, &newest, &held, &f->fault));
	assert_int_equal(newest, 3);
	assert_int_equal(held, 0);
}

static void a_correction_is_found_even_before_what_it_corrects(void **state)
{
	struct fixture *f = *state;
	struct told told = { .f = f };
	struct event_name name = { span_of("farm-02"), 1, 9 };
	int64_t no;
	begin_batch(f);
	put(f, 1,
		"{\"do\":\"correct\",\"at\":\"2026-11-20T12:00:20+08:00\",\"event\":\"farm-02/1/"
		"9\","
		"\"with\":\"farm-02/1/10\",\"reason\":\"称错了\"}");
	commit_batch(f);
	assert_ok(f, store_corrections_of(f->store, name, tell_correction, &told, &f->fault));
	expect(&told, "1 farm-01 称错了\n");
	assert_int_equal(store_event_find(f->store, name, &no, &f->fault), FAULT_NOT_FOUND);
	name.seq = 10;
	assert_ok(f, store_corrections_of(f->store, name, tell_correction, &told, &f->fault));
	expect(&told, "");
}

#define LINE_HASH "c82bf53f625f19d3" /* of the line below, as Python says */

static void what_has_no_number_is_found_and_corrected_by_its_bytes(void **state)
{
	static const char line[] = "{\"do\":\"feed\",\"at\":\"2026-11-20T12:00:20+08:00\",\"of\":"
				   "\"pig:114113000000001\",\"in\":\"input:n/1\"}";
	struct fixture *f = *state;
	struct told told = { .f = f };
	struct event_name name = store_event_name(span_of(STATION), 0, 0, span_of(line)), other;
	int64_t no = 0;
	assert_true(event_name_parse(span_of("farm-01/-/" LINE_HASH), &other));
	assert_int_equal(name.epoch, EVENT_NAME_PLAIN);
	assert_int_equal(name.seq, other.seq);
	begin_batch(f);
	put(f, 1,
		"{\"do\":\"correct\",\"at\":\"2026-11-20T12:00:30+08:00\",\"event\":\"farm-01/-/" LINE_HASH
		"\",\"reason\":\"称错了\"}");
	put_event(f, STATION, 0, 0, 0, line);
	commit_batch(f);
	assert_ok(f, store_corrections_of(f->store, name, tell_correction, &told, &f->fault));
	expect(&told, "1 farm-01 称错了\n");
	assert_ok(f, store_event_find(f->store, name, &no, &f->fault));
	assert_int_equal(no, 2);
	name.seq ^= 1;
	assert_int_equal(store_event_find(f->store, name, &no, &f->fault), FAULT_NOT_FOUND);
	assert_non_null(strstr(f->fault.text, "farm-01/-/"));
	name = (struct event_name){ span_of("farm-02"), EVENT_NAME_PLAIN, other.seq };
	assert_int_equal(store_event_find(f->store, name, &no, &f->fault), FAULT_NOT_FOUND);
}

/* ---- quarantine, stations ---- */

static void put_held_lines(struct fixture *f)
{
	begin_batch(f);
	for (int64_t seq = 1; seq <= 4; seq++)
		put_held(f, STATION, 1, seq, 0, "R-EVT-01", "x");
	put_held(f, STATION, 2, 1, 0, "R-EVT-02", "x");
	put_held(f, STATION, 1, 2, 0, rule_judge_envelope(RULE_SEQ_CONFLICT).rule->id, "y");
	assert_ok(f, store_settle(f->store, 3, 77, &f->fault));
	commit_batch(f);
}

static void held_messages_are_listed_open_or_all_and_newest_first_for_a_receipt(void **state)
{
	struct fixture *f = *state;
	struct told told = { .f = f };
	put_held_lines(f);
	assert_ok(f, store_held_after(f->store, 1, true, 2, tell_held, &told, &f->fault));
	expect(&told, "2 seq 2 R-EVT-01 by 0\n4 seq 4 R-EVT-01 by 0\n");
	assert_ok(f, store_held_after(f->store, 2, false, 2, tell_held, &told, &f->fault));
	expect(&told, "3 seq 3 R-EVT-01 by 77\n4 seq 4 R-EVT-01 by 0\n");
	assert_ok(f, store_held_of_station(
			     f->store, span_of(STATION), 1, 3, tell_held, &told, &f->fault));
	expect(&told, "6 seq 2 R-SEQ-01 by 0\n4 seq 4 R-EVT-01 by 0\n2 seq 2 R-EVT-01 by 0\n");
	assert_ok(f,
		store_held_of_station(f->store, span_of("x"), 1, 3, tell_held, &told, &f->fault));
	expect(&told, "");
	struct store_held held;
	assert_int_equal(store_held_get(f->store, 7, &held, &f->fault), FAULT_NOT_FOUND);
}

static void every_station_tells_how_it_stands(void **state)
{
	struct fixture *f = *state;
	struct told told = { .f = f };
	put_held_lines(f);
	begin_batch(f);
	put_event(f, "admin", 1, 1, put_note(f, "admin", 1, 1, 1),
		"{\"do\":\"station\",\"at\":\"2026-11-20T11:59:00+08:00\",\"of\":\"station:shop-"
		"1\","
		"\"action\":\"add\",\"trade\":\"shop\",\"proof\":\"plain\"}");
	put_event(f, "admin", 1, 4, put_note(f, "admin", 1, 4, 1),
		"{\"do\":\"station\",\"at\":\"2026-11-20T11:58:00+08:00\",\"of\":\"station:farm-"
		"01\","
		"\"action\":\"add\",\"trade\":\"farm\",\"proof\":\"plain\"}");
	put_held(f, "forged", 0, 0, 0, "R-STA-01", "whole message"); /* of the log it is not */
	commit_batch(f);
	assert_ok(f, store_heard_each(f->store, tell_heard, &told, &f->fault));
	expect(&told,
		"admin stranger epoch 1 events 2 held 0 conflicts 0 upto 1 missing 2 got 0 skew "
		"120\n"
		"farm-01 known epoch 2 events 0 held 5 conflicts 1 upto 1 missing 0 got 0 skew 0\n"
		"shop-1 known epoch 0 events 0 held 0 conflicts 0 upto 0 missing 0 got -1 skew "
		"0\n");
}

/* A line that comes late says nothing of the clock as it is now. */
static void a_clock_is_judged_by_the_newest_number_not_by_the_last_arrival(void **state)
{
	struct fixture *f = *state;
	char line[256];
	begin_batch(f);
	put_event(f, STATION, 1, 9, put_note(f, STATION, 1, 9, 1), weigh(line, 11 * 60 + 50));
	put_event(f, STATION, 1, 3, put_note(f, STATION, 1, 3, 1), weigh(line, 60));
	commit_batch(f);
	assert_string_equal(look(f, "select newest_seq, skew_ms from heard"), "9|600000");
	begin_batch(f);
	put_event(f, STATION, 2, 1, put_note(f, STATION, 2, 1, 1), weigh(line, 11 * 60 + 59));
	commit_batch(f);
	assert_string_equal(
		look(f, "select newest_epoch, newest_seq, skew_ms from heard"), "2|1|60000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		proves(links_of_an_item_come_by_time_then_event_within_a_half_open_window),
		proves(a_gist_tells_what_an_event_says_of_items),
		proves(one_item_in_two_roles_has_two_parts_and_links),
		proves(items_within_many_ranges_come_once),
		proves(what_is_no_gist_ends_in_a_refusal),
		proves(an_item_is_found_by_name_and_named_by_number),
		proves(a_callback_may_ask_the_same_question_again),
		proves(a_callback_ends_the_walk_with_its_own_answer),
		proves(a_package_is_in_every_run_that_holds_its_number),
		proves(the_log_is_read_in_order_from_any_number),
		proves(a_correction_is_found_even_before_what_it_corrects),
		proves(what_has_no_number_is_found_and_corrected_by_its_bytes),
		proves(held_messages_are_listed_open_or_all_and_newest_first_for_a_receipt),
		proves(every_station_tells_how_it_stands),
		proves(a_clock_is_judged_by_the_newest_number_not_by_the_last_arrival),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
