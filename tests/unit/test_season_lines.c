#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/rule/rule.h"
#include "tests/season/season.h"

#define STATIONS_MOST 64

static const struct season_settings usual = {
	.pigs = 200, .seed = 7, .wrong_permille = 5, .late_permille = 20
};

static struct season *open_season(const struct season_settings *settings)
{
	struct season *season = NULL;
	struct fault fault;
	assert_int_equal(season_open(&season, settings, &fault), 0);
	return season;
}

static bool next_line(struct season *season, struct season_line *line)
{
	struct fault fault;
	int found = season_next(season, line, &fault);
	assert_true(found >= 0);
	return found == 1;
}

static void hash_season(const struct season_settings *settings, unsigned char hash[static 32])
{
	struct season *season = open_season(settings);
	struct season_line line;
	crypto_hash_sha256_state state;
	crypto_hash_sha256_init(&state);
	while (next_line(season, &line)) {
		crypto_hash_sha256_update(
			&state, (const unsigned char *)&line.station, sizeof(line.station));
		crypto_hash_sha256_update(
			&state, (const unsigned char *)line.text.at, line.text.len);
	}
	crypto_hash_sha256_final(&state, hash);
	season_close(season);
}

static void the_same_seed_gives_the_same_bytes_and_another_seed_others(void **state)
{
	unsigned char one[32], again[32], other[32];
	struct season_settings changed = usual;
	(void)state;
	changed.seed++;
	hash_season(&usual, one);
	hash_season(&usual, again);
	hash_season(&changed, other);
	assert_memory_equal(one, again, 32);
	assert_memory_not_equal(one, other, 32);
}

/* The rule that refuses a line, NULL if none does. */
static const char *refused_by(struct span line)
{
	static struct event event;
	struct event_wrong wrong;
	struct judgement judgement;
	if (event_decode(line, &event, &wrong) == EVENT_OK)
		judgement = rule_judge_event(&event);
	else
		judgement = rule_judge_wrong(&wrong);
	return judgement.rule ? judgement.rule->id : NULL;
}

static void expect_judged(const struct season_line *line)
{
	const char *rule = refused_by(line->text);
	bool as_marked = line->rule ? rule && strcmp(rule, line->rule) == 0 : !rule;
	if (!as_marked)
		fail_msg("%s, not %s: %.*s", rule ? rule : "accepted",
			line->rule ? line->rule : "accepted", (int)line->text.len, line->text.at);
}

static void every_line_is_accepted_or_refused_by_the_rule_it_is_marked_with(void **state)
{
	static const enum season_pace paces[] = { SEASON_FULL, SEASON_LEAN };
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct season_settings settings = usual;
		struct season_line line;
		int wrong = 0;
		settings.pigs = 2500;
		settings.pace = paces[i];
		struct season *season = open_season(&settings);
		while (next_line(season, &line)) {
			expect_judged(&line);
			wrong += line.rule != NULL;
		}
		assert_true(wrong > 20);
		season_close(season);
	}
}

static void every_kind_of_wrong_line_is_refused_by_its_rule(void **state)
{
	const struct season_wrong *wrong;
	struct moment at = { .at_ms = SEASON_START_MS, .offset_min = SEASON_OFFSET_MIN };
	(void)state;
	for (size_t n = 0; (wrong = season_wrong_at(n)) != NULL; n++) {
		char text[SEASON_WRONG_MOST];
		struct out out = out_into(text, sizeof(text));
		season_wrong_write(wrong, at, span_of("pig:114113000000001"), &out);
		assert_false(out.full);
		const char *rule = refused_by(out_written(&out));
		assert_non_null(rule);
		assert_string_equal(rule, wrong->rule);
		assert_non_null(rule_find(span_of(wrong->rule)));
	}
}

static void a_station_says_only_what_its_trade_may_and_numbers_its_lines_without_a_gap(void **state)
{
	int64_t last[STATIONS_MOST] = { 0 };
	size_t count;
	struct season *season = open_season(&usual);
	const struct season_station *stations = season_stations(season, &count);
	struct season_line line;
	(void)state;
	assert_in_range(count, 8, STATIONS_MOST);
	while (next_line(season, &line)) {
		int trade;
		assert_true(vocabulary_find_choice(
			CHOICE_TRADE, span_of(stations[line.station].trade), &trade));
		assert_int_equal(line.seq, ++last[line.station]);
		if (!line.rule)
			assert_true(vocabulary_kinds[line.kind].trades >> trade & 1);
	}
	for (size_t i = 0; i < count; i++)
		assert_true(last[i] > 0);
	season_close(season);
}

static void the_season_uses_every_kind_that_is_not_the_administrators(void **state)
{
	bool seen[KIND_COUNT + 1] = { 0 };
	int64_t lines = 0;
	struct season *season = open_season(&usual);
	struct season_line line;
	(void)state;
	while (next_line(season, &line)) {
		seen[line.kind] = true;
		lines++;
	}
	for (int kind = 0; kind < KIND_COUNT; kind++)
		if (vocabulary_kinds[kind].step != STEP_MANAGE || kind == KIND_CORRECT)
			assert_true(seen[kind]);
	assert_in_range(lines, usual.pigs * 24, usual.pigs * 31);
	season_close(season);
}

static void without_late_lines_each_station_speaks_in_order_of_time(void **state)
{
	for (int late = 0; late <= 50; late += 50) {
		int64_t last[STATIONS_MOST] = { 0 };
		int behind = 0;
		struct season_settings settings = usual;
		struct season_line line;
		(void)state;
		settings.late_permille = late;
		struct season *season = open_season(&settings);
		while (next_line(season, &line)) {
			behind += line.at.at_ms < last[line.station];
			last[line.station] = line.at.at_ms;
		}
		assert_int_equal(behind > 0, late > 0);
		season_close(season);
	}
}

/* Finds the station/epoch/seq a correction names among the lines remembered. */
static void a_correction_names_two_weighings_of_its_own_station(void **state)
{
	static enum event_kind kinds[8][4096];
	static struct event event;
	struct event_wrong wrong;
	struct season_settings settings = usual;
	struct season_line line;
	size_t count;
	int corrections = 0;
	(void)state;
	settings.pigs = 60;
	settings.late_permille = 0;
	settings.epoch = 3;
	struct season *season = open_season(&settings);
	const struct season_station *stations = season_stations(season, &count);
	assert_int_equal(count, 8);
	while (next_line(season, &line)) {
		assert_in_range(line.seq, 1, 4095);
		kinds[line.station][line.seq] = line.kind;
		if (line.kind != KIND_CORRECT)
			continue;
		assert_int_equal(event_decode(line.text, &event, &wrong), EVENT_OK);
		const struct event_name *bad = &event_find(&event, FIELD_EVENT)->name;
		const struct event_name *good = &event_find(&event, FIELD_WITH)->name;
		assert_true(span_is(bad->station, stations[line.station].name));
		assert_true(span_is(good->station, stations[line.station].name));
		assert_int_equal(bad->epoch, 3);
		assert_true(bad->seq < good->seq && good->seq < line.seq);
		assert_int_equal(kinds[line.station][bad->seq], KIND_WEIGH);
		assert_int_equal(kinds[line.station][good->seq], KIND_WEIGH);
		corrections++;
	}
	assert_true(corrections > 0);
	season_close(season);
}

static void settings_out_of_range_are_refused_and_the_next_season_opens(void **state)
{
	static const struct season_settings bad[] = {
		{ .pigs = SEASON_PIGS_LEAST - 1 },
		{ .pigs = SEASON_PIGS_MOST + 1 },
		{ .pigs = 100, .wrong_permille = 1001 },
		{ .pigs = 100, .late_permille = -1 },
	};
	struct fault fault;
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct season *season = NULL;
		assert_int_equal(season_open(&season, &bad[i], &fault), FAULT_SETTING);
		assert_null(season);
	}
	season_close(open_season(&usual));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_gives_the_same_bytes_and_another_seed_others),
		cmocka_unit_test(every_line_is_accepted_or_refused_by_the_rule_it_is_marked_with),
		cmocka_unit_test(every_kind_of_wrong_line_is_refused_by_its_rule),
		cmocka_unit_test(
			a_station_says_only_what_its_trade_may_and_numbers_its_lines_without_a_gap),
		cmocka_unit_test(the_season_uses_every_kind_that_is_not_the_administrators),
		cmocka_unit_test(without_late_lines_each_station_speaks_in_order_of_time),
		cmocka_unit_test(a_correction_names_two_weighings_of_its_own_station),
		cmocka_unit_test(settings_out_of_range_are_refused_and_the_next_season_opens),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
