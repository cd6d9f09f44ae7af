#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <string.h>

#include "core/note/bundle.h"
#include "core/rule/rule.h"

#define DASH           "\xe2\x80\x94 "
#define AT             ",\"at\":\"2026-11-20T07:30:12+08:00\""
#define DO(kind, rest) "{\"do\":\"" kind "\"" AT rest "}"
#define PIG            "\"pig:114113000012345\""
#define PIG2           "\"pig:114113000012346\""
#define LOT            "\"lot:06901234000016/L20261120\""
#define RUN            "\"run:06901234000016/L20261120/1-400\""
#define PKG            "\"pkg:06901234000016/000000427HK3QW9ZB4TN\""
#define BEEF           "\"carcass:lvliang-01/20261120/17\""
#define DRUG           "\"input:nongda/F2611-03\""
#define DOC            "\"doc:A/1400123456\""
/* The key of RFC 8032, 7.1, test 1, under the name farm-01. */
#define KEY   "\"farm-01+e0e6f7d4+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea\""
#define KEY32 "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\""

static struct event event;
static struct note_secret farm, other;
static char note[NOTE_MOST + 1024];
static char long_line[EVENT_LINE_MOST + 2];

static int make(void **state)
{
	uint8_t seed[32] = { 1 };
	(void)state;
	memset(long_line, ' ', sizeof(long_line) - 1);
	if (note_key_make(span_of("farm-01"), seed, &farm) != NOTE_OK)
		return 1;
	seed[0]++;
	return note_key_make(span_of("farm-01"), seed, &other) != NOTE_OK;
}

/* What the gateway does with a line. */
static struct judgement judge_line(const char *line)
{
	struct event_wrong wrong;
	if (event_decode(span_of(line), &event, &wrong) != EVENT_OK)
		return rule_judge_wrong(&wrong);
	return rule_judge_event(&event);
}

/* What the gateway does with a message from farm-01. */
static struct judgement judge_note(struct span message)
{
	struct span text;
	struct bundle bundle;
	size_t at = 0;
	enum note_error error = note_open(message, &farm.pub, &text, &at);
	if (error == NOTE_OK)
		error = bundle_parse(text, &bundle, &at);
	return error == NOTE_OK ? (struct judgement){ 0 } : rule_judge_note(error, at);
}

enum by { BY_NOBODY, BY_FARM, BY_OTHER };

/* A note that breaks a rule: who signs the text, what then stands behind it, and how often. */
struct bad_note {
	const char *text;
	enum by by;
	const char *tail;
	int times;
	char first; /* then written over the first character, if any */
};

static struct judgement judge_bad_note(const struct bad_note *bad)
{
	struct out out = out_into(note, sizeof(note));
	out_text(&out, bad->text);
	if (bad->by != BY_NOBODY)
		assert_int_equal(note_sign(&out, bad->by == BY_FARM ? &farm : &other), NOTE_OK);
	for (int i = 0; i < bad->times; i++)
		out_text(&out, bad->tail);
	assert_false(out.full);
	if (bad->first)
		note[0] = bad->first;
	return judge_note(out_written(&out));
}

#define GOOD_NOTE "pigtrace/v1 farm-01 1 1 1\nx\n"

static const struct {
	const char *id;
	struct bad_note note;
} bad_notes[] = {
	{ "R-NOTE-01", { "a\n", BY_FARM, "a\n", NOTE_MOST / 2, 0 } },
	{ "R-NOTE-02", { GOOD_NOTE, BY_FARM, "", 0, '\t' } },
	{ "R-NOTE-03", { GOOD_NOTE, BY_NOBODY, "", 0, 0 } },
	{ "R-NOTE-04", { GOOD_NOTE, BY_FARM, DASH "someone AAAAAAA=\n", NOTE_SIGNATURES_MOST, 0 } },
	{ "R-NOTE-05", { GOOD_NOTE, BY_OTHER, "", 0, 0 } },
	{ "R-NOTE-06", { GOOD_NOTE, BY_FARM, "", 0, 'P' } },
	{ "R-NOTE-07", { "hello\n", BY_FARM, "", 0, 0 } },
	{ "R-NOTE-08", { "pigtrace/v1 farm-01 1 1 2\nx\n", BY_FARM, "", 0, 0 } },
};

static const struct {
	const char *id;
	enum rule_envelope which;
} bad_envelopes[] = {
	{ "R-STA-01", RULE_TOPIC_STATION },
	{ "R-STA-02", RULE_STATION_UNKNOWN },
	{ "R-STA-03", RULE_STATION_REVOKED },
	{ "R-STA-04", RULE_STATION_PROOF },
	{ "R-SEQ-01", RULE_SEQ_CONFLICT },
	{ "R-STA-05", RULE_ADMIN_ONLY },
	{ "R-STA-10", RULE_STATION_FLOOD },
};

static const struct {
	const char *id;
	const char *line;
	const char *key;
} bad_lines[] = {
	{ "R-CER-01", DO("certify", ",\"of\":" PIG ",\"out\":" DOC ",\"form\":\"A\""), "expires" },
	{ "R-CER-02", DO("arrive", ",\"of\":" PIG), "cert" },
	{ "R-COR-01",
		DO("correct", ",\"event\":\"farm-01/1/7\",\"with\":\"farm-01/1/"
			      "7\",\"reason\":\"typing\""),
		"with" },
	{ "R-COR-02", DO("correct", ",\"event\":\"phone-01/0/0\",\"reason\":\"typing\""), "event" },
	{ "R-COR-02",
		DO("correct",
			",\"event\":\"phone-01/-/0000000000000000\",\"with\":\"phone-01/1/0\","
			"\"reason\":\"typing\""),
		"with" },
	{ "R-EVT-01", long_line, "" },
	{ "R-EVT-02", DO("weigh", ",\"remark\":\"\xff\""), "remark" },
	{ "R-EVT-03", DO("weigh", ",\"kg\":"), "kg" },
	{ "R-EVT-04", "{\"of\":[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]],\"do\":\"weigh\"}", "of" },
	{ "R-EVT-05", "[]", "" },
	{ "R-EVT-06", DO("weigh", ",\"kg\":\"1\",\"kg\":\"1\""), "kg" },
	{ "R-EVT-07", DO("weigh", ",\"colour\":\"pink\""), "colour" },
	{ "R-EVT-08", DO("weigh", ",\"dose\":\"2 ml\""), "dose" },
	{ "R-EVT-09", "{\"at\":\"2026-11-20T07:30:12+08:00\"}", "do" },
	{ "R-EVT-10", DO("fly", ""), "do" },
	{ "R-EVT-11", "{\"do\":\"weigh\"}", "at" },
	{ "R-EVT-12", "{\"do\":\"weigh\",\"at\":\"2026-11-20 07:30\"}", "at" },
	{ "R-EVT-13", DO("weigh", ",\"by\":\"Mr. Wang\""), "by" },
	{ "R-EVT-14", DO("weigh", ",\"kg\":112.5"), "kg" },
	{ "R-EVT-15", DO("weigh", ",\"kg\":\"0\""), "kg" },
	{ "R-EVT-16", DO("test", ",\"agent\":\"ghosts\""), "agent" },
	{ "R-EVT-17", DO("weigh", ",\"of\":\"pig:1\""), "of" },
	{ "R-EVT-18", DO("weigh", ",\"of\":" DRUG), "of" },
	{ "R-EVT-19", DO("die", ",\"of\":[" PIG "," PIG "]"), "of" },
	/* One slaughter is one animal: every carcass has its own. */
	{ "R-EVT-20", DO("slaughter", ",\"in\":[" PIG "," PIG2 "],\"out\":" BEEF), "in" },
	{ "R-ITM-01", DO("cut", ",\"in\":" LOT ",\"out\":" LOT), "out" },
	{ "R-ITM-01", DO("birth", ",\"of\":" PIG ",\"out\":[" PIG2 "," PIG "]"), "out" },
	{ "R-MED-01", DO("medicate", ",\"of\":" PIG ",\"withdrawal_days\":28"), "in" },
	{ "R-MED-01", DO("vaccinate", ",\"of\":" PIG), "in" },
	{ "R-MED-02", DO("medicate", ",\"of\":" PIG ",\"in\":" DRUG), "withdrawal_days" },
	{ "R-QTY-01", DO("pack", ",\"in\":" LOT ",\"net_kg\":\"0.5\""), "net_kg" },
	{ "R-QTY-02", DO("sell", ",\"of\":{\"id\":" PKG ",\"count\":2}"), "of" },
	{ "R-QTY-02", DO("cut", ",\"in\":{\"id\":" BEEF ",\"count\":2},\"out\":" LOT), "in" },
	{ "R-REQ-01", DO("weigh", ",\"of\":" PIG), "kg" },
	{ "R-REQ-01", DO("return", ",\"of\":" PKG), "reason" },
	{ "R-REQ-02", DO("weigh", ",\"kg\":\"112.5\""), "of" },
	{ "R-REQ-02", DO("slaughter", ",\"out\":" BEEF), "in" },
	{ "R-REQ-02", DO("pack", ",\"in\":" LOT), "out" },
	{ "R-RUN-01", DO("pack", ",\"in\":" LOT ",\"out\":" PKG ",\"serial_key\":" KEY32),
		"serial_key" },
	{ "R-STA-06",
		DO("station", ",\"of\":\"station:farm-01\",\"action\":\"add\",\"proof\":\"plain\""),
		"trade" },
	{ "R-STA-06",
		DO("station", ",\"of\":\"station:farm-01\",\"action\":\"add\",\"trade\":\"farm\""),
		"proof" },
	{ "R-STA-07",
		DO("station", ",\"of\":\"station:farm-01\",\"action\":\"add\",\"trade\":\"farm\","
			      "\"proof\":\"signed\""),
		"key" },
	{ "R-STA-08",
		DO("station",
			",\"of\":\"station:farm-01\",\"action\":\"revoke\",\"key\":\"farm-01\""),
		"key" },
	{ "R-STA-09",
		DO("station", ",\"of\":\"station:farm-02\",\"action\":\"revoke\",\"key\":" KEY),
		"key" },
	{ "R-STA-09",
		DO("label_key", ",\"of\":\"station:farm-02\",\"action\":\"add\",\"key\":" KEY),
		"key" },
	{ "R-TAG-01", DO("tag", ",\"in\":" PIG ",\"out\":" PIG), "out" },
	{ "R-TAG-02", DO("slaughter", ",\"in\":{\"id\":" PIG ",\"count\":2},\"out\":" BEEF), "in" },
	{ "R-TIME-01", DO("pack", ",\"in\":" LOT ",\"out\":" RUN ",\"best_before\":\"2026-11-19\""),
		"best_before" },
	{ "R-TIME-02",
		DO("medicate", ",\"of\":" PIG ",\"in\":" DRUG ",\"withdrawal_days\":28,"
			       "\"until\":\"2026-11-20T07:30:11+08:00\""),
		"until" },
	{ "R-TIME-03",
		DO("certify", ",\"of\":" PIG ",\"out\":" DOC ",\"form\":\"A\","
			      "\"expires\":\"2026-11-20T00:30:11+01:00\""),
		"expires" },
};

/* One of every kind, each as near to a refusal as may be. */
static const char *const good_lines[] = {
	DO("birth", ",\"of\":" PIG ",\"out\":" PIG2),
	DO("tag", ",\"in\":" PIG ",\"out\":" PIG2 ",\"tagging\":\"lost\""),
	DO("move", ",\"of\":{\"id\":" PIG ",\"count\":1},\"to\":\"group:1411300001/F3\""),
	DO("feed", ",\"of\":\"group:1411300001/F3\",\"in\":" DRUG),
	DO("medicate", ",\"of\":" PIG ",\"in\":" DRUG ",\"withdrawal_days\":0,"
		       "\"until\":\"2026-11-20T07:30:12+08:00\""),
	DO("vaccinate", ",\"of\":" PIG ",\"in\":" DRUG),
	DO("weigh", ",\"of\":" PIG ",\"kg\":\"0.001\""),
	DO("test", ",\"of\":" PIG ",\"agent\":\"asf\",\"method\":\"pcr\",\"finding\":\"pending\""),
	DO("die", ",\"of\":{\"id\":\"group:1411300001/F3\",\"count\":3}"),
	DO("certify", ",\"of\":" PIG ",\"out\":" DOC ",\"form\":\"B\","
		      "\"expires\":\"2026-11-20T07:30:12+08:00\""),
	DO("load", ",\"of\":" PIG ",\"to\":\"truck:B12345\""),
	DO("track", ",\"of\":\"truck:B12345\""),
	DO("unload", ",\"of\":" PIG ",\"from\":\"truck:B12345\""),
	DO("disinfect", ",\"of\":\"truck:B12345\""),
	DO("arrive", ",\"of\":" PIG ",\"cert\":" DOC),
	DO("antemortem", ",\"of\":" PIG ",\"verdict\":\"pass\""),
	DO("slaughter", ",\"in\":" PIG ",\"out\":" BEEF),
	DO("inspect", ",\"of\":" BEEF ",\"verdict\":\"pass\""),
	DO("chill", ",\"of\":" BEEF ",\"until\":\"2026-11-20T07:30:12+08:00\""),
	DO("cut", ",\"in\":" BEEF ",\"out\":" LOT),
	DO("pack", ",\"in\":" LOT ",\"out\":" RUN ",\"net_kg\":\"0.5\",\"serial_key\":" KEY32
		   ",\"best_before\":\"2026-11-20\""),
	/* A run whose serials are somebody else's has no key. */
	DO("pack", ",\"in\":" LOT ",\"out\":" RUN),
	DO("pack", ",\"in\":" LOT ",\"out\":" PKG ",\"net_kg\":\"0.5\""),
	DO("case", ",\"of\":" RUN ",\"to\":\"sscc:069012340000000016\""),
	DO("ship", ",\"of\":" RUN ",\"to\":\"place:shop-01\""),
	DO("receive", ",\"of\":" RUN),
	DO("sell", ",\"of\":{\"id\":" PKG ",\"count\":1}"),
	DO("return", ",\"of\":" PKG ",\"reason\":\"torn\""),
	DO("correct", ",\"event\":\"farm-01/1/7\",\"with\":\"farm-01/1/8\",\"reason\":\"typing\""),
	DO("correct", ",\"event\":\"farm-01/1/7\",\"with\":\"farm-01/2/7\",\"reason\":\"typing\""),
	DO("correct", ",\"event\":\"farm-01/1/7\",\"with\":\"farm-02/1/7\",\"reason\":\"typing\""),
	DO("correct", ",\"event\":\"farm-01/1/7\",\"reason\":\"typing\""),
	DO("station", ",\"of\":\"station:farm-01\",\"action\":\"add\",\"trade\":\"farm\","
		      "\"proof\":\"signed\",\"key\":" KEY),
	DO("station", ",\"of\":\"station:farm-01\",\"action\":\"add\",\"trade\":\"farm\","
		      "\"proof\":\"plain\""),
	DO("station", ",\"of\":\"station:farm-01\",\"action\":\"revoke\""),
	DO("clock",
		",\"of\":\"station:gate-01\",\"boot\":1,\"uptime_ms\":0,\"clock_source\":\"gnss\","
		"\"clock_error_s\":\"1.5\""),
	DO("retry", ",\"held\":1,\"reason\":\"new rule\""),
	DO("recall_open", ",\"of\":\"lot:06901234000016/L1\",\"out\":\"recall:2026-001\","
			  "\"class\":\"I\",\"reason\":\"residue\","
			  "\"since\":\"2026-11-01T00:00:00+08:00\","
			  "\"before\":\"2026-11-02T00:00:00+08:00\""),
	DO("recall_notice", ",\"of\":\"recall:2026-001\",\"to\":\"station:shop-01\""),
	DO("recall_ack", ",\"of\":\"recall:2026-001\""),
	DO("recall_recover", ",\"of\":\"recall:2026-001\",\"fate\":\"found\","
			     "\"in\":{\"id\":\"lot:06901234000016/L1\",\"kg\":\"1.5\"}"),
	DO("recall_close", ",\"of\":\"recall:2026-001\""),
	DO("override", ",\"of\":\"lot:06901234000016/L1\",\"reason\":\"drill\""),
	DO("print", ",\"of\":[" RUN "," PKG "],\"reason\":\"smeared\",\"count\":2"),
	DO("label_key", ",\"of\":\"station:farm-01\",\"action\":\"add\",\"key\":" KEY),
	DO("check", ",\"of\":\"pkg:06901234000016/A1\""),
	DO("complain", ",\"of\":\"pkg:06901234000016/A1\",\"complaint\":\"smell\""),
};

static void assert_answer(struct judgement judgement, const char *id, const char *key)
{
	if (!judgement.rule)
		fail_msg("%s is not broken", id);
	assert_string_equal(judgement.rule->id, id);
	assert_string_equal(judgement.key, key);
	assert_ptr_equal(rule_find(span_of(id)), judgement.rule);
}

static void a_line_that_breaks_a_rule_is_answered_by_it_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad_lines) / sizeof(bad_lines[0]); i++) {
		assert_answer(judge_line(bad_lines[i].line), bad_lines[i].id, bad_lines[i].key);
		assert_null(judge_line(good_lines[0]).rule);
	}
}

static void a_note_that_breaks_a_rule_is_answered_by_it_alone(void **state)
{
	const struct bad_note good = { GOOD_NOTE, BY_FARM, "", 0, 0 };
	(void)state;
	for (size_t i = 0; i < sizeof(bad_notes) / sizeof(bad_notes[0]); i++) {
		assert_answer(judge_bad_note(&bad_notes[i].note), bad_notes[i].id, "");
		assert_null(judge_bad_note(&good).rule);
	}
}

static void an_envelope_that_breaks_a_rule_is_answered_by_it(void **state)
{
	(void)state;
	assert_int_equal(sizeof(bad_envelopes) / sizeof(bad_envelopes[0]), RULE_ENVELOPE_COUNT);
	for (size_t i = 0; i < RULE_ENVELOPE_COUNT; i++)
		assert_answer(rule_judge_envelope(bad_envelopes[i].which), bad_envelopes[i].id, "");
}

static bool has_case(const char *id)
{
	for (size_t i = 0; i < sizeof(bad_lines) / sizeof(bad_lines[0]); i++)
		if (strcmp(bad_lines[i].id, id) == 0)
			return true;
	for (size_t i = 0; i < sizeof(bad_notes) / sizeof(bad_notes[0]); i++)
		if (strcmp(bad_notes[i].id, id) == 0)
			return true;
	for (size_t i = 0; i < sizeof(bad_envelopes) / sizeof(bad_envelopes[0]); i++)
		if (strcmp(bad_envelopes[i].id, id) == 0)
			return true;
	return false;
}

static void no_rule_is_without_a_case_that_breaks_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < rule_count(); i++)
		if (!has_case(rule_at(i)->id))
			fail_msg("%s", rule_at(i)->id);
}

static void every_kind_of_event_can_be_said(void **state)
{
	uint64_t said = 0;
	(void)state;
	for (size_t i = 0; i < sizeof(good_lines) / sizeof(good_lines[0]); i++) {
		struct judgement judgement = judge_line(good_lines[i]);
		if (judgement.rule)
			fail_msg("%s at %zu: %s", judgement.rule->id, judgement.at, good_lines[i]);
		assert_string_equal(judgement.key, "");
		said |= UINT64_C(1) << event.kind;
	}
	assert_int_equal(said, (UINT64_C(1) << KIND_COUNT) - 1);
}

static void rules_are_in_order_of_id_and_complete(void **state)
{
	(void)state;
	for (size_t i = 0; i < rule_count(); i++) {
		const struct rule *rule = rule_at(i);
		if (i > 0)
			assert_true(strcmp(rule_at(i - 1)->id, rule->id) < 0);
		assert_true(strlen(rule->id) <= 16);
		assert_true(strlen(rule->source) > 0);
		assert_true(strlen(rule->text) > 0);
		assert_ptr_equal(rule_find(span_of(rule->id)), rule);
	}
	assert_null(rule_find(span_of("R-MED-99")));
	assert_null(rule_find(span_of("R-MED-0")));
	assert_null(rule_find(span_of("")));
}

static void every_error_of_a_message_has_its_rule_and_sentence(void **state)
{
	(void)state;
	for (int i = NOTE_OK + 1; i < NOTE_ERROR_COUNT; i++) {
		if (i == NOTE_ROOM || i == NOTE_KEY)
			continue;
		struct judgement judgement = rule_judge_note((enum note_error)i, 7);
		assert_non_null(judgement.rule);
		assert_ptr_equal(judgement.rule->text, note_error_text((enum note_error)i));
		assert_int_equal(judgement.at, 7);
	}
	for (int i = EVENT_OK + 1; i < EVENT_ERROR_COUNT; i++) {
		struct event_wrong wrong = { .error = (enum event_error)i, .at = 9, .key = "kg" };
		struct judgement judgement = rule_judge_wrong(&wrong);
		assert_non_null(judgement.rule);
		assert_ptr_equal(judgement.rule->text, event_error_text((enum event_error)i));
		assert_int_equal(judgement.at, 9);
		assert_string_equal(judgement.key, "kg");
	}
}

/* The farm's law is named before the general rule that a required field is missing. */
static void a_missing_withdrawal_period_names_the_law(void **state)
{
	struct judgement judgement = judge_line(DO("medicate", ""));
	(void)state;
	assert_string_equal(judgement.rule->id, "R-MED-01");
	judgement = judge_line(DO("medicate", ",\"in\":" DRUG));
	assert_string_equal(judgement.rule->id, "R-MED-02");
	assert_string_equal(judgement.rule->source, "兽药管理条例 Art. 38");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_that_breaks_a_rule_is_answered_by_it_alone),
		cmocka_unit_test(a_note_that_breaks_a_rule_is_answered_by_it_alone),
		cmocka_unit_test(an_envelope_that_breaks_a_rule_is_answered_by_it),
		cmocka_unit_test(no_rule_is_without_a_case_that_breaks_it),
		cmocka_unit_test(every_kind_of_event_can_be_said),
		cmocka_unit_test(rules_are_in_order_of_id_and_complete),
		cmocka_unit_test(every_error_of_a_message_has_its_rule_and_sentence),
		cmocka_unit_test(a_missing_withdrawal_period_names_the_law),
	};
	return sodium_init() < 0 || cmocka_run_group_tests(tests, make, NULL);
}
