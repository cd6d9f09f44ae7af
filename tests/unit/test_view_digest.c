/* The page in short: what makes many events one line, and what must not be lost by it. */
#include "tests/unit/kit_digest.h"

static void the_same_said_of_many_is_one_line(void **state)
{
	struct page *page = page_open();
	(void)state;
	tell_pigs(page->kit);
	for (size_t i = 0; i < 3; i++)
		say_of(page->kit, i < 2 ? "farm-1" : "farm-2", "vaccinate", "0330T0800", pigs[i],
			"'in':'input:vet/V1','disease':'猪瘟'");
	page_ask(page, STORY_TRIM);
	assert_holds(page,
		"  2026-03-30        vaccination ×3 · 3 animals · 猪瘟 · input vet/V1 · farm-1, farm-2\n");
	page_close(page);
}

static void different_findings_are_never_one_line(void **state)
{
	struct page *page = page_open();
	(void)state;
	tell_pigs(page->kit);
	for (size_t i = 0; i < 3; i++)
		say_of(page->kit, "farm-1", "test", "0602T0800", pigs[i],
			i == 1 ? "'agent':'asf','method':'pcr','finding':'positive'"
			       : "'agent':'asf','method':'pcr','finding':'negative'");
	page_ask(page, STORY_TRIM);
	assert_holds(page, "test ×2 · 2 animals · African swine fever · PCR · negative");
	assert_holds(page, "test · ear tag 114113000000002 · African swine fever · PCR · positive");
	page_close(page);
}

/* Each kind of fact that asks for attention, said twice alike: two marked lines, before the older ones. */
static void what_asks_for_attention_stands_alone_and_first(void **state)
{
	static const struct {
		const char *kind;
		const char *rest;
	} bad[] = { { "test", "'agent':'asf','method':'pcr','finding':'positive'" },
		{ "test", "'agent':'asf','method':'pcr','finding':'pending'" },
		{ "antemortem", "'verdict':'reject'" }, { "antemortem", "'verdict':'hold'" },
		{ "die", "'reason':'cough'" } };
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct page *page = page_open();
		say_of(page->kit, "farm-1", "weigh", "0101T0800", PIG_1, "'kg':'7'");
		say_of(page->kit, "farm-1", "antemortem", "0101T0801", PIG_1, "'verdict':'pass'");
		say_of(page->kit, "farm-1", bad[i].kind, "0602T0800", PIG_1, bad[i].rest);
		say_of(page->kit, "farm-1", bad[i].kind, "0603T0800", PIG_1, bad[i].rest);
		page_ask(page, PIG_1);
		assert_int_equal(count_of(page, "\n! 2026-06-0"), 2);
		assert_holds(page, "  attention   2 facts below are marked !\n");
		const char *step = strstr(page->text.at,
			strcmp(bad[i].kind, "antemortem") == 0 ? "\nslaughter\n" : "\nbreeding\n");
		assert_non_null(step);
		assert_int_equal(strncmp(strchr(step + 1, '\n'), "\n! 2026-06-02 08:00", 19), 0);
		page_close(page);
	}
}

static void nothing_to_attend_to_is_not_mentioned(void **state)
{
	struct page *page = page_open();
	(void)state;
	say_of(page->kit, "farm-1", "weigh", "0101T0800", PIG_1, "'kg':'7'");
	page_ask(page, PIG_1);
	assert_lacks(page, "attention");
	assert_lacks(page, "!");
	page_close(page);
}

static void a_drug_says_until_when_its_withdrawal_lasts(void **state)
{
	struct page *page = page_open();
	struct kit *kit = page->kit;
	(void)state;
	say_of(kit, "farm-1", "medicate", "0601T0800", PIG_1,
		"'in':'input:a/1','withdrawal_days':28,'until':'2026-06-03T08:00:00+08:00'");
	say_of(kit, "farm-1", "medicate", "0501T0800", PIG_1,
		"'in':'input:a/2','withdrawal_days':1");
	say_of(kit, "farm-1", "medicate", "0401T0800", PIG_1,
		"'in':'input:a/3','withdrawal_days':0");
	/* The last of several counts, whichever comes last. */
	say_of(kit, "farm-1", "medicate", "0603T0800", PIG_1,
		"'in':'input:a/4','withdrawal_days':10,'until':'2026-06-13T08:00:00+08:00'");
	say_of(kit, "farm-1", "medicate", "0604T0800", PIG_1,
		"'in':'input:a/4','withdrawal_days':10");
	page_ask(page, PIG_1);
	assert_holds(page, "input a/1 · withdrawal period 28 days, until 2026-07-01 ·");
	assert_holds(page, "input a/2 · withdrawal period 1 day, until 2026-05-02 ·");
	assert_holds(page, "input a/3 · no withdrawal period ·");
	assert_holds(
		page, "medication ×2 · input a/4 · withdrawal period 10 days, until 2026-06-23");
	page_close(page);
}

/* As many diseases as given, each its own lot: four lines read well, more become one. */
static void lines_are_apart_for_reading_only_while_few(void **state)
{
	(void)state;
	for (int many = 4; many <= 5; many++) {
		struct page *page = page_open();
		for (int i = 0; i < many; i++) {
			char when[16], rest[120];
			(void)snprintf(when, sizeof(when), "060%dT0800", i + 1);
			(void)snprintf(
				rest, sizeof(rest), "'in':'input:v/%d','disease':'d%d'", i, i);
			say_of(page->kit, "farm-1", "vaccinate", when, PIG_1, rest);
		}
		page_ask(page, PIG_1);
		assert_int_equal(count_of(page, "vaccination"), many == 4 ? 4 : 1);
		if (many == 5)
			assert_holds(page,
				"vaccination ×5 · d0, d1, d2, … 5 in all · 5 inputs v/0, v/1, …");
		page_close(page);
	}
}

/* Whatever their number: a difference that matters keeps lines apart. */
static void withdrawal_days_and_choices_keep_lines_apart(void **state)
{
	struct page *page = page_open();
	(void)state;
	for (int i = 1; i <= 6; i++) {
		char when[16], rest[120];
		(void)snprintf(when, sizeof(when), "060%dT0800", i);
		(void)snprintf(rest, sizeof(rest), "'in':'input:v/1','withdrawal_days':%d", i);
		say_of(page->kit, "farm-1", "medicate", when, PIG_1, rest);
	}
	page_ask(page, PIG_1);
	assert_int_equal(count_of(page, "medication"), 6);
	page_close(page);
}

static void feed_is_summed_and_its_lots_listed(void **state)
{
	struct page *page = page_open();
	(void)state;
	for (int i = 0; i < 5; i++) {
		char when[16], rest[160];
		(void)snprintf(when, sizeof(when), "060%dT0800", i + 1);
		(void)snprintf(
			rest, sizeof(rest), "'in':{'id':'input:f/%d','kg':'10.5'},'kg':'2'", i);
		say_of(page->kit, "farm-1", "feed", when, PIG_1, rest);
	}
	page_ask(page, PIG_1);
	assert_holds(page,
		"2026-06-01 → 06-05  feeding ×5 · 5 inputs f/0, f/1, … (52.5 kg) · weight 10 kg · farm-1");
	say_of(page->kit, "farm-1", "feed", "0606T0800", PIG_1, "'in':'input:f/1'");
	kit_forget(page->kit);
	page_ask(page, PIG_1);
	assert_holds(page, "feeding ×6 · 5 inputs f/0, f/1, … (≥ 52.5 kg)");
	page_close(page);
}

/* Two facts that differ in one field: whether they are one line, and what it says of the field. */
static void each_field_is_told_as_its_rule_says(void **state)
{
	static const struct {
		const char *kind;
		const char *first;
		const char *second;
		size_t lines;
		const char *said; /* NULL: nothing */
		const char *not_said;
	} cases[] = {
		{ "vaccinate", "'in':'input:v/1','dose':'1 ml'", "'in':'input:v/1','dose':'2 ml'",
			1, NULL, "dose" },
		{ "medicate", "'in':'input:v/1','withdrawal_days':3,'dose':'1 ml'",
			"'in':'input:v/1','withdrawal_days':3,'dose':'2 ml'", 1, "dose 1 ml, 2 ml",
			NULL },
		{ "medicate",
			"'in':'input:v/1','withdrawal_days':3,'until':'2026-06-05T08:00:00+08:00'",
			"'in':'input:v/1','withdrawal_days':3", 1, NULL, "ends" },
		{ "medicate", "'in':'input:v/1','withdrawal_days':3,'reason':'cough'",
			"'in':'input:v/1','withdrawal_days':3,'reason':'fever'", 2, "reason cough",
			NULL },
		{ "medicate", "'in':'input:v/1','withdrawal_days':3",
			"'in':'input:v/2','withdrawal_days':3", 2, "input v/2", NULL },
		{ "feed", "'in':'input:v/1'", "'in':'input:v/2'", 1, "2 inputs v/1, v/2", NULL },
		{ "unload", "'from':'truck:A','count':5", "'from':'truck:B','count':7", 1,
			"from A, B · number 12 head", NULL },
		{ "unload", "'from':'truck:A','count':1", "'from':'truck:A'", 1, NULL, "number" },
		{ "tag", "'sex':'male'", "'sex':'female'", 1, "male, female", NULL },
		{ "tag", "'breed':'a'", "'breed':'b'", 2, "tagging · a ·", NULL },
		{ "test", "'agent':'asf','method':'pcr','finding':'negative','report':'r1'",
			"'agent':'asf','method':'pcr','finding':'negative','report':'r2'", 1,
			"report number r1, r2", NULL },
		{ "test", "'agent':'asf','method':'pcr','finding':'negative'",
			"'agent':'asf','method':'strip','finding':'negative'", 2, "test strip",
			NULL },
		{ "certify",
			"'out':'doc:A/1','form':'A','expires':'2026-07-01T00:00:00+08:00',"
			"'destination':'x'",
			"'out':'doc:A/2','form':'A','expires':'2026-07-02T00:00:00+08:00',"
			"'destination':'y'",
			1, "2 documents A/1, A/2 · destination x, y", "valid until" },
		{ "arrive", "'cert':'doc:A/1','supplier':'x'", "'cert':'doc:A/2','supplier':'y'", 1,
			"certificate A/1, A/2 · supplier x, y", NULL },
		{ "weigh", "'kg':'7','remark':'x'", "'kg':'8','remark':'y'", 1, "remark x, y",
			NULL },
		{ "move", "'to':'" PEN_1 "'", "'to':'" PEN_2 "'", 2, "move · to F2", NULL },
		{ "move", "'to':'" PEN_1 "'", "'to':'group:1411240002/F1'", 1, "move ×2 · to F1 ·",
			NULL },
		{ "move", "'to':'place:a'", "'to':'place:b'", 1, "to a, b", NULL },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct page *page = page_open();
		bool tag = strcmp(cases[i].kind, "tag") == 0;
		char rest[300];
		for (int nth = 0; nth < 2; nth++) {
			(void)snprintf(rest, sizeof(rest), "'%s':'" PIG_1 "',%s",
				tag ? "out" : "of", nth ? cases[i].second : cases[i].first);
			(void)kit_say(page->kit, "farm-1", cases[i].kind,
				nth ? "0602T0800" : "0601T0800", rest);
		}
		page_ask(page, PIG_1);
		assert_int_equal(count_of(page, "\n  2026-06-0"), cases[i].lines);
		if (cases[i].said)
			assert_holds(page, cases[i].said);
		if (cases[i].not_said)
			assert_lacks(page, cases[i].not_said);
		page_close(page);
	}
}

/* The same for what happens to meat. */
static void fields_of_meat_are_told_as_their_rules_say(void **state)
{
	struct page *page = page_open();
	struct kit *kit = page->kit;
	(void)state;
	for (int i = 1; i <= 2; i++) {
		char rest[200];
		(void)snprintf(rest, sizeof(rest),
			"'of':'" STORY_TRIM "','to':'place:a','buyer':'x%d'", i);
		(void)kit_say(kit, "plant", "ship", "0705T0800", rest);
		(void)snprintf(rest, sizeof(rest),
			"'in':'" STORY_TRIM "','out':'run:" GTIN
			"/L%d/1-9','best_before':'2026-08-0%d'",
			i, i);
		(void)kit_say(kit, "plant", "pack", "0704T0800", rest);
		(void)snprintf(rest, sizeof(rest),
			"'of':'" STORY_TRIM "','to':'place:b','until':'2026-07-0%dT08:00:00+08:00'",
			i);
		(void)kit_say(kit, "plant", "chill", "0703T0800", rest);
		(void)kit_say(kit, "shop", "return", "0706T0800",
			"'of':'" STORY_TRIM "','reason':'smell'");
	}
	(void)kit_say(kit, "plant", "pack", "0704T0900",
		"'in':'" STORY_TRIM "','out':'run:" GTIN "/L4/1-9','best_before':'2026-08-02',"
		"'net_kg':'0.5'");
	(void)kit_say(kit, "packer", "receive", "0707T0800",
		"'of':[{'id':'" STORY_TRIM "','count':3},{'id':'run:" GTIN "/L1/1-9','count':9}]");
	page_ask(page, "run:" GTIN "/L1/1-9");
	assert_lacks(page, "×9");
	page_ask(page, STORY_TRIM);
	assert_holds(page, "receiving · lot T1 and 1 other ×3 ·");
	assert_holds(page, "shipping ×2 · to a · buyer x1, x2");
	assert_holds(page, "chilling ×2 · to b · ends 2026-07-01 08:00, 2026-07-02 08:00");
	assert_int_equal(count_of(page, "packing ·"), 3);
	assert_int_equal(count_of(page, "\n! 2026-07-06 08:00  return"), 2);
	page_close(page);
}

/* A case in a case: of all cases put together the answer's own is named, the others are counted. */
static void the_case_it_was_in_is_named_among_others(void **state)
{
	struct page *page = page_open();
	struct kit *kit = page->kit;
	(void)state;
	(void)kit_say(kit, "packer", "pack", "0702T0800",
		"'in':'" STORY_TRIM "','out':['run:" GTIN "/L1/1-9','run:" GTIN "/L2/1-9']");
	(void)kit_say(kit, "packer", "case", "0702T0900",
		"'of':{'id':'run:" GTIN "/L1/1-9','count':9},'to':'" SSCC_1 "'");
	(void)kit_say(kit, "packer", "case", "0702T1000",
		"'of':['sscc:069012340000000023','" SSCC_1 "'],'to':'sscc:069012340000000030'");
	page_ask(page, "run:" GTIN "/L1/1-9");
	assert_holds(page, "casing · logistic unit 069012340000000016 and 1 other · to 0690");
	/* A run's name says how many it is. */
	page_ask(page, SSCC_1);
	assert_holds(page, "casing · packing run L1/1-9 · to 069012340000000016 ·");
	page_close(page);
}

static void a_broker_login_is_marked_and_counted(void **state)
{
	struct page *page = page_open();
	struct kit *kit = page->kit;
	(void)state;
	say_of(kit, "farm-1", "weigh", "0101T0800", PIG_1, "'kg':'7'");
	page_ask(page, PIG_1);
	assert_holds(page, "  facts       1, signed by its station · times");
	kit_forget(kit);
	say_of(kit, "farm-1", "weigh", "0102T0800", PIG_1, "'kg':'8'");
	page_ask(page, PIG_1);
	assert_holds(page, "  facts       2, all signed by their stations · times");
	assert_lacks(page, "broker login only");
	kit_forget(kit);
	(void)kit_say_as(kit, "scale", true, "weigh", "0103T0800", "'of':'" PIG_1 "','kg':'9'");
	page_ask(page, PIG_1);
	assert_holds(page, "  facts       3, of which 1 rests on a broker login only · times");
	assert_holds(page, "weighing ×2 · weight 7..8 kg · farm-1\n");
	assert_holds(page, "weighing · weight 9 kg · scale · broker login only\n");
	page_close(page);
}

static void a_store_of_plain_events_alone_reads_too(void **state)
{
	struct page *page = page_open();
	(void)state;
	(void)kit_say_as(
		page->kit, "scale", true, "weigh", "0103T0800", "'of':'" PIG_1 "','kg':'9'");
	(void)kit_say_as(
		page->kit, "scale", true, "weigh", "0104T0800", "'of':'" PIG_1 "','kg':'9.5'");
	page_ask(page, PIG_1);
	assert_holds(page, "  facts       2, of which 2 rest on a broker login only · times");
	assert_holds(page, "weighing ×2 · weight 9..9.5 kg · scale · broker login only\n");
	page_close(page);
}

static void a_step_without_facts_says_so_where_it_is_expected(void **state)
{
	struct page *page = page_open();
	(void)state;
	tell_pigs(page->kit);
	page_ask(page, STORY_TRIM);
	assert_holds(
		page, "\nbreeding: nothing recorded\ntransport: nothing recorded\n\nslaughter\n");
	assert_holds(page, "\npackaging: nothing recorded\nsale: nothing recorded\n");
	assert_lacks(page, "management");
	(void)kit_say(page->kit, "truck", "track", "0630T0900", "'of':'truck:晋J1','temp_c':'25'");
	kit_forget(page->kit);
	page_ask(page, "truck:晋J1");
	assert_lacks(page, "nothing recorded");
	page_close(page);
}

static void a_corrected_fact_stands_alone_with_its_reason(void **state)
{
	struct page *page = page_open();
	struct kit *kit = page->kit;
	(void)state;
	(void)kit_correct(kit, "farm-1",
		kit_say(kit, "farm-1", "weigh", "0101T0800", "'of':'" PIG_1 "','kg':'70'"),
		"0101T0900");
	say_of(kit, "farm-1", "weigh", "0102T0800", PIG_1, "'kg':'7'");
	say_of(kit, "farm-1", "weigh", "0103T0800", PIG_1, "'kg':'8'");
	page_show(page, PIG_1, (struct trace_settings){ .raw = true },
		(struct view_settings){ .full = false });
	assert_holds(page, "weighing ×2 · weight 7..8 kg");
	assert_holds(
		page, "weighing · weight 70 kg · farm-1 · corrected by farm-1/1/2: wrong pen\n");
	page_close(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_said_of_many_is_one_line),
		cmocka_unit_test(different_findings_are_never_one_line),
		cmocka_unit_test(what_asks_for_attention_stands_alone_and_first),
		cmocka_unit_test(nothing_to_attend_to_is_not_mentioned),
		cmocka_unit_test(a_drug_says_until_when_its_withdrawal_lasts),
		cmocka_unit_test(lines_are_apart_for_reading_only_while_few),
		cmocka_unit_test(withdrawal_days_and_choices_keep_lines_apart),
		cmocka_unit_test(feed_is_summed_and_its_lots_listed),
		cmocka_unit_test(each_field_is_told_as_its_rule_says),
		cmocka_unit_test(fields_of_meat_are_told_as_their_rules_say),
		cmocka_unit_test(the_case_it_was_in_is_named_among_others),
		cmocka_unit_test(a_broker_login_is_marked_and_counted),
		cmocka_unit_test(a_store_of_plain_events_alone_reads_too),
		cmocka_unit_test(a_step_without_facts_says_so_where_it_is_expected),
		cmocka_unit_test(a_corrected_fact_stands_alone_with_its_reason),
	};
	words_open("en");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
