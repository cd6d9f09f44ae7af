/* The oracle against the lines: what the events themselves say a package is made of. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/ident/digital_link.h"
#include "core/ident/serial.h"
#include "tests/season/season.h"

/* `made` came out of an event that `from` went into. */
struct edge {
	char made[ITEM_TEXT];
	char from[ITEM_TEXT];
};

struct lines {
	struct edge *edges;
	size_t count;
	size_t cap;
	char (*born)[ITEM_TEXT]; /* everything an event produced, but documents */
	size_t born_count;
	size_t born_cap;
	struct season_package *packages; /* names only: their lists do not outlive the next call */
	size_t package_count;
	size_t package_cap;
};

static struct season *open_season(int64_t pigs, enum season_pace pace)
{
	struct season *season = NULL;
	struct season_settings settings = {
		.pigs = pigs, .seed = 11, .wrong_permille = 5, .late_permille = 20, .pace = pace
	};
	struct fault fault;
	assert_int_equal(season_open(&season, &settings, &fault), 0);
	return season;
}

static void item_text(struct item item, char text[static ITEM_TEXT])
{
	struct out out = out_into(text, ITEM_TEXT);
	item_format(&out, item);
	assert_false(out.full);
}

static void note_birth(struct lines *lines, const struct event_item *made)
{
	if (made->item.kind == ITEM_DOC)
		return;
	assert_true(array_reserve(
		&lines->born, &lines->born_cap, lines->born_count + 1, sizeof(lines->born[0])));
	item_text(made->item, lines->born[lines->born_count++]);
}

static void note_edges(struct lines *lines, const struct event *event)
{
	const struct event_item *made, *from;
	for (int i = 0; (made = event_item_at(event, ROLE_OUT, i)) != NULL; i++) {
		note_birth(lines, made);
		for (int j = 0; (from = event_item_at(event, ROLE_IN, j)) != NULL; j++) {
			assert_true(array_reserve(&lines->edges, &lines->cap, lines->count + 1,
				sizeof(lines->edges[0])));
			item_text(made->item, lines->edges[lines->count].made);
			item_text(from->item, lines->edges[lines->count++].from);
		}
	}
}

static int64_t mass_in(const struct event *event, enum role role)
{
	const struct event_item *item;
	int64_t mass_g = 0;
	for (int i = 0; (item = event_item_at(event, role, i)) != NULL; i++)
		mass_g += item->has_mass ? item->mass_g : 0;
	return mass_g;
}

static void expect_no_more_out_than_in(const struct event *event)
{
	int64_t out_g = mass_in(event, ROLE_OUT), in_g = mass_in(event, ROLE_IN);
	if (event->kind != KIND_SLAUGHTER && event->kind != KIND_CUT && event->kind != KIND_PACK)
		return;
	assert_true(out_g > 0 && out_g <= in_g);
	if (event->kind == KIND_SLAUGHTER)
		assert_in_range(out_g * 1000 / in_g, 715, 770);
}

static void read_lines(struct season *season, struct lines *lines)
{
	static struct event event;
	struct event_wrong wrong;
	struct season_line line;
	struct season_package package;
	struct fault fault;
	while (season_next(season, &line, &fault) == 1) {
		while (season_package(season, &package, &fault) == 1) {
			assert_true(array_reserve(&lines->packages, &lines->package_cap,
				lines->package_count + 1, sizeof(lines->packages[0])));
			lines->packages[lines->package_count++] = package;
		}
		if (line.rule)
			continue;
		assert_int_equal(event_decode(line.text, &event, &wrong), EVENT_OK);
		note_edges(lines, &event);
		expect_no_more_out_than_in(&event);
	}
}

static void lines_free(struct lines *lines)
{
	free(lines->edges);
	free(lines->born);
	free(lines->packages);
}

/* Everything behind `seed`, of a kind, sorted. Breadth-first, repeats dropped. */
struct found {
	char (*names)[ITEM_TEXT];
	size_t count;
	size_t cap;
};

static void find_add(struct found *found, const char *name)
{
	for (size_t i = 0; i < found->count; i++)
		if (strcmp(found->names[i], name) == 0)
			return;
	assert_true(array_reserve(&found->names, &found->cap, found->count + 1, ITEM_TEXT));
	assert_true(span_copy(span_of(name), found->names[found->count++], ITEM_TEXT));
}

static struct found behind(const struct lines *lines, const char *seed)
{
	struct found found = { 0 };
	find_add(&found, seed);
	for (size_t at = 0; at < found.count; at++)
		for (size_t i = 0; i < lines->count; i++)
			if (strcmp(lines->edges[i].made, found.names[at]) == 0)
				find_add(&found, lines->edges[i].from);
	return found;
}

static void expect_same(
	const struct found *found, const char *kind, const struct span *names, size_t count)
{
	size_t of_kind = 0;
	for (size_t i = 0; i < found->count; i++)
		of_kind += span_starts(span_of(found->names[i]), kind);
	assert_int_equal(of_kind, count);
	assert_true(count > 0);
	for (size_t i = 0; i < count; i++) {
		bool there = false;
		for (size_t j = 0; j < found->count; j++)
			there |= span_is(names[i], found->names[j]);
		assert_true(there);
		assert_true(i == 0 || span_compare(names[i - 1], names[i]) < 0);
	}
}

static void the_oracle_says_of_each_package_what_the_lines_say(void **state)
{
	struct lines lines = { 0 };
	struct season_package package;
	struct fault fault;
	size_t several = 0, asked = 0, renamed = 0;
	struct season *season = open_season(240, SEASON_FULL);
	(void)state;
	read_lines(season, &lines);
	assert_true(lines.package_count > 100);
	season_close(season);
	season = open_season(240, SEASON_FULL);
	struct season_line line;
	assert_int_equal(season_next(season, &line, &fault), 1);
	while (season_package(season, &package, &fault) == 1) {
		if (package.sold && asked++ % 8)
			continue;
		struct found found = behind(&lines, package.run);
		expect_same(&found, "carcass:", package.carcasses, package.carcass_count);
		expect_same(&found, "pig:", package.pigs, package.pig_count);
		assert_in_range(package.farm_count, 1, 2);
		assert_true(package.pig_count >= package.carcass_count);
		renamed += package.pig_count > package.carcass_count;
		several += package.farm_count > 1;
		free(found.names);
	}
	assert_true(several > 0); /* boning mixes the farms */
	assert_true(renamed > 0); /* a tag was lost and replaced */
	season_close(season);
	lines_free(&lines);
}

static int name_order(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void nothing_comes_into_being_twice(void **state)
{
	static const enum season_pace paces[] = { SEASON_FULL, SEASON_LEAN };
	(void)state;
	for (size_t n = 0; n < 2; n++) {
		struct lines lines = { 0 };
		struct season *season = open_season(n ? 14001 : 300, paces[n]);
		read_lines(season, &lines);
		qsort(lines.born, lines.born_count, ITEM_TEXT, name_order);
		for (size_t i = 1; i < lines.born_count; i++)
			assert_string_not_equal(lines.born[i - 1], lines.born[i]);
		season_close(season);
		lines_free(&lines);
	}
}

static void find_key(struct season *season, const char *run, uint8_t key[static SERIAL_KEY_LEN])
{
	static struct event event;
	struct event_wrong wrong;
	struct season_line line;
	struct fault fault;
	while (season_next(season, &line, &fault) == 1) {
		char name[ITEM_TEXT];
		if (line.kind != KIND_PACK)
			continue;
		assert_int_equal(event_decode(line.text, &event, &wrong), EVENT_OK);
		item_text(event_item_at(&event, ROLE_OUT, 0)->item, name);
		if (strcmp(name, run) != 0)
			continue;
		struct span hex = event_find(&event, FIELD_SERIAL_KEY)->text;
		assert_int_equal(
			sodium_hex2bin(key, SERIAL_KEY_LEN, hex.at, hex.len, NULL, NULL, NULL), 0);
		return;
	}
	fail_msg("no packing of %s", run);
}

static void a_packages_link_leads_to_its_serial_which_its_run_proves(void **state)
{
	uint8_t key[SERIAL_KEY_LEN];
	struct season_line line;
	struct season_package package;
	struct digital_link link;
	struct fault fault;
	char uri[ITEM_TEXT + 32], name[ITEM_TEXT];
	struct out out = out_into(uri, sizeof(uri)), again = out_into(name, sizeof(name));
	struct season *season = open_season(10, SEASON_FULL);
	(void)state;
	assert_int_equal(season_next(season, &line, &fault), 1);
	assert_int_equal(season_package(season, &package, &fault), 1);
	out_text(&out, "https://id.example.cn");
	out_text(&out, package.path);
	assert_int_equal(digital_link_parse(out_written(&out), &link, NULL), IDENT_OK);
	assert_string_equal(link.lot, package.lot);
	out_text(&again, "pkg:");
	out_text(&again, link.gtin);
	out_char(&again, '/');
	out_text(&again, link.serial);
	assert_string_equal(name, package.name);
	find_key(season, package.run, key);
	assert_true(serial_check(key, span_of(link.gtin), span_of(link.lot), span_of(link.serial)));
	season_close(season);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_oracle_says_of_each_package_what_the_lines_say),
		cmocka_unit_test(nothing_comes_into_being_twice),
		cmocka_unit_test(a_packages_link_leads_to_its_serial_which_its_run_proves),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
