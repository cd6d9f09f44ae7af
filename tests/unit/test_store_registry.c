/* The registry is a function of the set of its events: every order of them gives the same answer. */
#include "tests/unit/store_fixture.h"

#include <sodium.h>

#define EVENTS 5

static char key_text[NOTE_KEY_TEXT];

static void make_key(void)
{
	static const uint8_t seed[32] = { 1 };
	struct note_secret key;
	assert_int_equal(note_key_make(span_of("shop-1"), seed, &key), NOTE_OK);
	note_public_format(&key.pub, key_text);
}

static const char *say_add(char line[static 512], int n, int minute, const char *title)
{
	(void)snprintf(line, 512,
		"{\"do\":\"station\",\"at\":\"2026-11-20T12:%02d:00+08:00\",\"of\":\"station:shop-%"
		"d\","
		"\"action\":\"add\",\"trade\":\"shop\",\"proof\":\"signed\",\"key\":\"%s\","
		"\"home\":\"place:street-1\",\"title\":\"%s\"}",
		minute, n, key_text, title);
	return line;
}

static const char *say_revoke(char line[static 512], int n, int minute)
{
	(void)snprintf(line, 512,
		"{\"do\":\"station\",\"at\":\"2026-11-20T12:%02d:00+08:00\",\"of\":\"station:shop-%"
		"d\","
		"\"action\":\"revoke\"}",
		minute, n);
	return line;
}

static void put_one(struct fixture *f, int64_t seq, const char *line)
{
	put_event(f, "admin", 1, seq, put_note(f, "admin", 1, seq, 1), line);
}

static void an_added_station_is_found_with_all_that_was_said(void **state)
{
	struct fixture *f = *state;
	struct store_station station;
	char line[512], text[NOTE_KEY_TEXT];
	begin_batch(f);
	put_one(f, 1, say_add(line, 1, 0, "东关店"));
	assert_ok(f, store_station_find(f->store, span_of("shop-1"), &station, &f->fault));
	commit_batch(f);
	assert_string_equal(station.name, "shop-1");
	assert_int_equal(station.trade, TRADE_SHOP);
	assert_int_equal(station.proof, PROOF_SIGNED);
	assert_false(station.revoked);
	assert_true(station.has_key);
	note_public_format(&station.key, text);
	assert_string_equal(text, key_text);
	assert_string_equal(station.home, "place:street-1");
	assert_string_equal(station.title, "东关店");
	assert_string_equal(
		look(f, "select name, state, trade, proof, home, title, added_by, revoked_by "
			"from registry join station on no = station"),
		"shop-1|active|shop|signed|place:street-1|东关店|1|0");
	assert_int_equal(store_station_find(f->store, span_of("admin"), &station, &f->fault),
		FAULT_NOT_FOUND);
	assert_int_equal(
		store_station_find(f->store, span_of("x"), &station, &f->fault), FAULT_NOT_FOUND);
}

static void a_revoke_keeps_what_was_said_and_a_later_add_says_it_anew(void **state)
{
	struct fixture *f = *state;
	struct store_station station;
	char line[512];
	begin_batch(f);
	put_one(f, 1, say_add(line, 1, 0, "a"));
	put_one(f, 2, say_revoke(line, 1, 1));
	assert_ok(f, store_station_find(f->store, span_of("shop-1"), &station, &f->fault));
	assert_true(station.revoked);
	assert_string_equal(station.title, "a");
	assert_true(station.has_key);
	put_one(f, 3,
		"{\"do\":\"station\",\"at\":\"2026-11-20T12:02:00+08:00\",\"of\":\"station:shop-"
		"1\","
		"\"action\":\"add\",\"trade\":\"packer\",\"proof\":\"plain\"}");
	assert_ok(f, store_station_find(f->store, span_of("shop-1"), &station, &f->fault));
	commit_batch(f);
	assert_false(station.revoked);
	assert_false(station.has_key);
	assert_int_equal(station.trade, TRADE_PACKER);
	assert_int_equal(station.proof, PROOF_PLAIN);
	assert_string_equal(station.title, "");
	assert_string_equal(station.home, "");
}

static void a_revoked_station_that_was_never_added_may_not_speak(void **state)
{
	struct fixture *f = *state;
	struct store_station station;
	char line[512];
	begin_batch(f);
	put_one(f, 1, say_revoke(line, 1, 1));
	assert_ok(f, store_station_find(f->store, span_of("shop-1"), &station, &f->fault));
	assert_true(station.revoked);
	assert_false(station.has_key);
	assert_int_equal(station.trade, -1);
	store_rollback(f->store);
	assert_int_equal(store_station_find(f->store, span_of("shop-1"), &station, &f->fault),
		FAULT_NOT_FOUND);
}

/* The n-th of the orders of EVENTS things. */
static void permute(int n, int order[static EVENTS])
{
	for (int i = 0; i < EVENTS; i++)
		order[i] = i;
	for (int i = EVENTS; i > 1; i--) {
		int j = n % i, swapped = order[j];
		n /= i;
		order[j] = order[i - 1];
		order[i - 1] = swapped;
	}
}

/* Everything but the numbers of events, which are those of arrival; n: which of the stations. */
static const char *registry_of(struct fixture *f, int n)
{
	char sql[512];
	(void)snprintf(sql, sizeof(sql),
		"select state, trade, proof, title, a.seq - %d, r.seq - %d from "
		"registry "
		"join station s on s.no = registry.station left join event a on a.no = added_by "
		"left join event r on r.no = revoked_by where s.name = 'shop-%d'",
		n * EVENTS, n * EVENTS, n);
	return look(f, sql);
}

/* The last revoke is at this minute: before or behind the last add. */
static void in_every_order(struct fixture *f, int last_minute, const char *want)
{
	char lines[EVENTS][512];
	int order[EVENTS];
	begin_batch(f);
	for (int n = 0; n < 120; n++) {
		/* two adds of one minute: their numbers decide */
		say_add(lines[0], n, 0, "first");
		say_add(lines[1], n, 9, "ninth");
		say_add(lines[2], n, 9, "ninth again");
		say_revoke(lines[3], n, 5);
		say_revoke(lines[4], n, last_minute);
		permute(n, order);
		for (int i = 0; i < EVENTS; i++)
			put_one(f, n * EVENTS + order[i] + 1, lines[order[i]]);
	}
	commit_batch(f);
	for (int n = 0; n < 120; n++)
		assert_string_equal(registry_of(f, n), want);
}

static void every_order_gives_the_same_registry_where_the_last_word_is_an_add(void **state)
{
	in_every_order(*state, 7, "active|shop|signed|ninth again|3|5");
}

static void every_order_gives_the_same_registry_where_the_last_word_is_a_revoke(void **state)
{
	in_every_order(*state, 11, "revoked|shop|signed|ninth again|3|5");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		proves(an_added_station_is_found_with_all_that_was_said),
		proves(a_revoke_keeps_what_was_said_and_a_later_add_says_it_anew),
		proves(a_revoked_station_that_was_never_added_may_not_speak),
		proves(every_order_gives_the_same_registry_where_the_last_word_is_an_add),
		proves(every_order_gives_the_same_registry_where_the_last_word_is_a_revoke),
	};
	if (sodium_init() < 0)
		return 1;
	make_key();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
