/* The page in short: every rule that makes many events few lines, and what must not be lost by it. */
#include "tests/unit/kit_story.h"

#include "core/base/words.h"
#include "core/view/view.h"
#include "core/view/wrap.h"

#define PIG_3   "pig:114112400000003"
#define CARCASS "carcass:plant/20260701/"

struct page {
	struct kit *kit;
	struct buf text;
};

static struct page *page_open(void)
{
	struct page *page = calloc(1, sizeof(*page));
	assert_non_null(page);
	page->kit = kit_open();
	return page;
}

static void page_show(struct page *page, const char *seed, struct trace_settings settings,
	struct view_settings view)
{
	struct fault fault = { 0 };
	struct trace *trace = kit_ask_with(page->kit, seed, settings);
	buf_clear(&page->text);
	assert_int_equal(view_text(trace, &view, &page->text, &fault), 0);
	trace_free(trace);
}

static void page_ask(struct page *page, const char *seed)
{
	page_show(page, seed, (struct trace_settings){ .raw = false },
		(struct view_settings){ .full = false });
}

static void page_close(struct page *page)
{
	buf_free(&page->text);
	kit_close(page->kit);
	free(page);
}

static bool holds(const struct page *page, const char *what)
{
	return strstr(page->text.at, what) != NULL;
}

#define assert_holds(page, what)                                               \
	do {                                                                   \
		if (!holds(page, what))                                        \
			fail_msg("%s is not in\n%s", (what), (page)->text.at); \
	} while (0)
#define assert_lacks(page, what)                                           \
	do {                                                               \
		if (holds(page, what))                                     \
			fail_msg("%s is in\n%s", (what), (page)->text.at); \
	} while (0)

static size_t count_of(const struct page *page, const char *what)
{
	size_t count = 0;
	for (const char *at = page->text.at; (at = strstr(at, what)); at += strlen(what))
		count++;
	return count;
}

/* Two carcasses of three animals, so that animals can be told together. */
static void tell_pigs(struct kit *kit)
{
	(void)kit_say(
		kit, "plant", "slaughter", "0701T0800", "'in':'" PIG_1 "','out':'" CARCASS "1'");
	(void)kit_say(
		kit, "plant", "slaughter", "0701T0801", "'in':'" PIG_2 "','out':'" CARCASS "2'");
	(void)kit_say(
		kit, "plant", "slaughter", "0701T0802", "'in':'" PIG_3 "','out':'" CARCASS "4'");
	(void)kit_say(kit, "plant", "cut", "0702T0600",
		"'in':['" CARCASS "1','" CARCASS "2','" CARCASS "4'],'out':'" STORY_TRIM "'");
}

static const char *const pigs[] = { PIG_1, PIG_2, PIG_3 };

static void say_of(struct kit *kit, const char *station, const char *kind, const char *when,
	const char *pig, const char *more)
{
	char rest[300];
	(void)snprintf(rest, sizeof(rest), "'of':'%s',%s", pig, more);
	(void)kit_say(kit, station, kind, when, rest);
}

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

static void a_line_has_the_days_it_spans(void **state)
{
	struct page *page = page_open();
	struct kit *kit = page->kit;
	(void)state;
	say_of(kit, "farm-1", "weigh", "0101T0800", PIG_1, "'kg':'7'");
	page_ask(page, PIG_1);
	assert_holds(page, "\n  2026-01-01 08:00  weighing · weight 7 kg · farm-1\n");
	kit_forget(kit);
	say_of(kit, "farm-1", "weigh", "0101T0900", PIG_1, "'kg':'8'");
	page_ask(page, PIG_1);
	assert_holds(page, "\n  2026-01-01  weighing ×2 · weight 7..8 kg · farm-1\n");
	kit_forget(kit);
	say_of(kit, "farm-1", "weigh", "0301T0900", PIG_1, "'kg':'30'");
	page_ask(page, PIG_1);
	assert_holds(page, "\n  2026-01-01 → 03-01  weighing ×3 · weight 7..30 kg · farm-1\n");
	kit_forget(kit);
	size_t last = kit_say(kit, "farm-1", "weigh", "0401T0900", "'of':'" PIG_1 "','kg':'31'");
	char *year = strstr(kit->events[last].line, "2026");
	year[3] = '7';
	page_ask(page, PIG_1);
	assert_holds(page, "\n  2026-01-01 → 2027-04-01  weighing ×4");
	page_close(page);
}

static void an_offset_is_said_once_and_where_it_differs(void **state)
{
	struct page *page = page_open();
	struct kit *kit = page->kit;
	(void)state;
	say_of(kit, "farm-1", "weigh", "0101T0800", PIG_1, "'kg':'7'");
	size_t other = kit_say(kit, "farm-1", "tag", "0201T0900", "'out':'" PIG_1 "'");
	char *offset = strstr(kit->events[other].line, "+08:00");
	memcpy(offset, "+06:30", 6);
	page_ask(page, PIG_1);
	assert_holds(page, "times at +08:00");
	assert_holds(page, "2026-01-01 08:00         weighing");
	assert_holds(page, "2026-02-01 09:00 +06:30  tagging");
	page_close(page);
}

static void numbers_that_follow_each_other_are_a_range(void **state)
{
	struct page *page = page_open();
	(void)state;
	tell_pigs(page->kit);
	page_ask(page, STORY_TRIM);
	assert_holds(page, "in 3 carcasses plant/20260701/1-2, 4 ·");
	assert_holds(page, "  ear tags    114112400000003, 114113000000001-114113000000002\n");
	page_close(page);
}

static void a_list_of_ranges_ends_somewhere(void **state)
{
	struct page *page = page_open();
	char rest[600] = "'verdict':'pass','of':['" CARCASS "1'";
	size_t len = strlen(rest);
	(void)state;
	for (int i = 3; i < 20; i += 2)
		len += (size_t)snprintf(rest + len, sizeof(rest) - len, ",'" CARCASS "%d'", i);
	(void)snprintf(rest + len, sizeof(rest) - len, "],'report':'r1'");
	(void)kit_say(page->kit, "plant", "inspect", "0701T0900", rest);
	(void)kit_say(page->kit, "plant", "cut", "0702T0600",
		"'in':['" CARCASS "1','" CARCASS "3','" CARCASS "5','" CARCASS "7','" CARCASS
		"9'],'out':'" STORY_TRIM "'");
	page_ask(page, STORY_TRIM);
	assert_holds(page, "5 carcasses plant/20260701/1, 3, 5, 7, … and 5 others");
	page_close(page);
}

static void numbers_of_different_days_are_no_range(void **state)
{
	struct page *page = page_open();
	(void)state;
	(void)kit_say(page->kit, "plant", "cut", "0702T0600",
		"'in':['" CARCASS "2','carcass:plant/20260630/1'],'out':'" STORY_TRIM "'");
	page_ask(page, STORY_TRIM);
	assert_holds(page, "in 2 carcasses plant/20260630/1, plant/20260701/2 ·");
	page_close(page);
}

/* The pen held three pigs, one of them retagged; the lot is of two of them. */
static void a_pen_says_how_many_of_the_answer_it_held(void **state)
{
	struct page *page = page_open();
	struct kit *kit = page->kit;
	struct fault fault = { 0 };
	(void)state;
	tell_pigs(kit);
	(void)kit_say(kit, "farm-1", "move", "0101T0800",
		"'of':['" PIG_1 "','" PIG_2 "','pig:114113000000009'],'to':'" PEN_1 "'");
	(void)kit_say(kit, "farm-1", "tag", "0115T0800",
		"'in':'pig:114113000000008','out':'" PIG_2 "','tagging':'lost'");
	(void)kit_say(
		kit, "farm-1", "move", "0110T0800", "'of':'pig:114113000000008','to':'" PEN_1 "'");
	size_t fed =
		kit_say(kit, "farm-1", "feed", "0201T0800", "'of':'" PEN_1 "','in':'input:f/1'");
	page_ask(page, STORY_TRIM);
	assert_holds(page, "feeding · group F1 · input f/1 · reached 2 animals · farm-1");
	assert_holds(page, "move ×2 · 2 animals and 1 other · to F1");
	struct trace *trace = kit_ask(kit, STORY_TRIM);
	assert_int_equal(kit_told(kit, trace, fed)->reached, 2);
	trace_free(trace);
	/* In the pen and named beside it is still one. */
	fed = kit_say(kit, "farm-1", "feed", "0202T0800",
		"'of':['" PEN_1 "','" PIG_1 "'],'in':'input:f/1'");
	kit_forget(kit);
	trace = kit_ask(kit, STORY_TRIM);
	assert_int_equal(kit_told(kit, trace, fed)->reached, 2);
	buf_clear(&page->text);
	assert_int_equal(view_json(trace, &page->text, &fault), 0);
	assert_holds(page, "\"reached\": 2");
	assert_holds(page, "\"farm_names\": [\n   \"1411300001\"");
	trace_free(trace);
	page_ask(page, PIG_1);
	assert_lacks(page, "reached");
	page_close(page);
}

/* Pens of different fill, and a pen within another. */
static void several_pens_say_from_how_few_to_how_many(void **state)
{
	struct page *page = page_open();
	struct kit *kit = page->kit;
	(void)state;
	tell_pigs(kit);
	(void)kit_say(kit, "farm-1", "move", "0101T0800",
		"'of':['" PIG_1 "','" PIG_2 "'],'to':'" PEN_1 "'");
	(void)kit_say(kit, "farm-1", "move", "0101T0800", "'of':'" PIG_3 "','to':'" PEN_2 "'");
	(void)kit_say(
		kit, "farm-1", "move", "0102T0800", "'of':'" PEN_1 "','to':'group:1411300001/B1'");
	(void)kit_say(kit, "farm-1", "feed", "0201T0800", "'of':'" PEN_1 "','in':'input:f/1'");
	(void)kit_say(kit, "farm-1", "feed", "0202T0800", "'of':'" PEN_2 "','in':'input:f/1'");
	(void)kit_say(kit, "farm-1", "test", "0203T0800",
		"'of':'group:1411300001/B1','agent':'asf','method':'pcr','finding':'negative'");
	(void)kit_say(kit, "farm-1", "medicate", "0204T0800",
		"'of':['" PEN_1 "','" PEN_2 "'],'in':'input:f/2','withdrawal_days':0");
	page_ask(page, STORY_TRIM);
	assert_holds(page, "medication · 2 groups F1, F2 · input f/2 · no withdrawal period ·");
	assert_holds(page, "feeding ×2 · 2 groups F1, F2 · input f/1 · reached 1..2 animals");
	assert_holds(
		page, "test · group B1 · African swine fever · PCR · negative · reached 2 animals");
	page_close(page);
}

/* Codes of one animal, in whatever order they are met, are one animal. */
static void a_retagged_animal_is_counted_once(void **state)
{
	struct page *page = page_open();
	struct kit *kit = page->kit;
	(void)state;
	tell_pigs(kit);
	(void)kit_say(kit, "farm-1", "tag", "0115T0800",
		"'in':'pig:114113000000008','out':'" PIG_2 "','tagging':'lost'");
	say_of(kit, "farm-1", "weigh", "0101T0800", "pig:114113000000008", "'kg':'7'");
	say_of(kit, "farm-1", "weigh", "0301T0800", PIG_2, "'kg':'30'");
	say_of(kit, "farm-1", "weigh", "0302T0800", PIG_1, "'kg':'31'");
	page_ask(page, STORY_TRIM);
	(void)kit_say(kit, "farm-1", "tag", "0116T0800",
		"'in':'pig:114113000000007','out':'pig:114113000000008','tagging':'lost'");
	kit_forget(kit);
	page_ask(page, STORY_TRIM);
	assert_holds(page, "weighing ×3 · 2 animals · weight 7..31 kg");
	assert_holds(page, "in ear tag 114113000000007 ·\n");
	assert_int_equal(count_of(page, "tagging ·"), 2);
	assert_holds(page, "in ear tag 114113000000008 ·\n");
	page_close(page);
}

static void meat_and_animals_are_told_apart(void **state)
{
	struct page *page = page_open();
	(void)state;
	tell_pigs(page->kit);
	say_of(page->kit, "plant", "weigh", "0630T0800", PIG_1, "'kg':'110'");
	say_of(page->kit, "plant", "weigh", "0701T1800", CARCASS "1", "'kg':'80'");
	page_ask(page, STORY_TRIM);
	assert_int_equal(count_of(page, "weighing ·"), 2);
	assert_holds(page, "weighing · carcass plant/20260701/1 · weight 80 kg");
	assert_true(strstr(page->text.at, "80 kg") > strstr(page->text.at, "\nslaughter\n"));
	page_close(page);
}

static void cold_is_told_in_the_head_and_a_store_is_no_road(void **state)
{
	struct page *page = page_open();
	struct kit *kit = page->kit;
	(void)state;
	tell_pigs(kit);
	(void)kit_say(kit, "truck", "load", "0630T0800", "'of':'" PIG_1 "','to':'truck:晋J1'");
	(void)kit_say(kit, "truck", "track", "0630T0900", "'of':'truck:晋J1','temp_c':'25'");
	(void)kit_say(kit, "plant", "chill", "0701T1000",
		"'of':'" CARCASS "1','to':'place:chill-1','readings':[[0,'3.5'],[3600,'0.5']]");
	(void)kit_say(kit, "plant", "track", "0701T1200", "'of':'place:chill-1','temp_c':'4.5'");
	page_ask(page, STORY_TRIM);
	assert_holds(page, "  cold chain  0.5..4.5 °C\n");
	assert_holds(page, "in store · place chill-1 · temperature 4.5 °C");
	assert_holds(page, "on the road · vehicle 晋J1 · temperature 25 °C");
	assert_true(strstr(page->text.at, "in store") > strstr(page->text.at, "\nslaughter\n"));
	page_ask(page, PIG_1);
	assert_lacks(page, "cold chain");
	page_ask(page, "truck:晋J1");
	assert_lacks(page, "cold chain");
	assert_lacks(page, "No animal");
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

static void lines_fit_the_page(void **state)
{
	static const char *const seeds[] = { STORY_TRIM, PIG_1, SSCC_1, PEN_1, "lot:" GTIN "/L1" };
	struct page *page = page_open();
	char pkg[64];
	(void)state;
	page_close(page);
	page = calloc(1, sizeof(*page));
	assert_non_null(page);
	page->kit = story_open(pkg);
	for (size_t i = 0; i < 2 * sizeof(seeds) / sizeof(seeds[0]); i++) {
		page_show(page, seeds[i / 2], (struct trace_settings){ .raw = true },
			(struct view_settings){ .full = i % 2 });
		struct span rest = buf_written(&page->text), line;
		while (span_cut(&rest, '\n', &line))
			if (wrap_width(line) > WRAP_COLUMNS)
				fail_msg("%.*s", (int)line.len, line.at);
	}
	page_close(page);
}

static void a_long_line_is_broken_between_its_parts(void **state)
{
	struct buf text = { 0 };
	char part[100];
	(void)state;
	memset(part, 'x', 60);
	part[60] = '\0';
	buf_format(&text, "%s · 12 猪 · ", part);
	part[30] = '\0';
	buf_format(&text, "%s", part);
	struct buf shown = { 0 };
	buf_text(&shown, "head");
	wrap_parts(&shown, buf_written(&text), 4, 2);
	char wanted[200];
	(void)snprintf(wanted, sizeof(wanted),
		"headxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx · 12 猪 ·\n  %s\n",
		part);
	assert_string_equal(shown.at, wanted);
	assert_int_equal(wrap_width(span_of("12 猪 → a…")), 10);
	buf_free(&text);
	buf_free(&shown);
}

static void a_long_part_is_broken_at_commas_and_keeps_units(void **state)
{
	struct buf text = { 0 }, shown = { 0 };
	(void)state;
	for (int i = 0; i < 12; i++)
		buf_format(&text, "%sname-%d", i > 0 ? ", " : "", i);
	buf_text(&text, " (1234.5 kg)");
	wrap_parts(&shown, buf_written(&text), 0, 2);
	assert_string_equal(shown.at,
		"name-0, name-1, name-2, name-3, name-4, name-5, name-6, name-7, name-8, name-9, "
		"name-10, name-11\n  (1234.5 kg)\n");
	buf_free(&text);
	buf_free(&shown);
}

static void how_much_is_left_out_is_said(void **state)
{
	struct page *page = page_open();
	(void)state;
	say_of(page->kit, "farm-1", "weigh", "0101T0800", PIG_1, "'kg':'7'");
	say_of(page->kit, "farm-1", "weigh", "0102T0800", PIG_1, "'kg':'8'");
	say_of(page->kit, "farm-1", "die", "0103T0800", PIG_1, "'reason':'cough'");
	page_ask(page, PIG_1);
	assert_holds(page, "\nFacts: 3, lines here: 2. With --full each fact is told");
	page_close(page);
}

static void in_full_every_fact_is_told_with_its_codes(void **state)
{
	struct page *page = page_open();
	struct kit *kit = page->kit;
	(void)state;
	for (int i = 0; i < 9; i++)
		(void)kit_say(kit, "truck", "track", "0630T0800",
			"'of':'truck:晋J1','temp_c':'25','lat':'37.5','lon':'111.25','by':'op-07'");
	page_ask(page, "truck:晋J1");
	assert_holds(page, "on the road ×9");
	assert_lacks(page, "op-07");
	assert_lacks(page, "37.5");
	assert_lacks(page, "111.25");
	page_show(page, "truck:晋J1", (struct trace_settings){ .raw = false },
		(struct view_settings){ .full = true });
	assert_int_equal(count_of(page, "on the road · truck:晋J1"), 9);
	assert_int_equal(count_of(page, "op-07"), 9);
	assert_int_equal(count_of(page, "latitude 37.5"), 9);
	assert_lacks(page, "Facts:");
	page_close(page);
}

static void the_head_says_what_was_packed(void **state)
{
	struct page *page = page_open();
	struct kit *kit = page->kit;
	char rest[200];
	(void)state;
	for (int i = 1; i <= 2; i++) {
		(void)snprintf(rest, sizeof(rest),
			"'in':'" STORY_TRIM "','out':'run:" GTIN "/L%d/1-10','product':'%s',"
			"'net_kg':'0.3','best_before':'2026-07-09'",
			i, i == 1 ? "五花肉" : "里脊");
		(void)kit_say(kit, "packer", "pack", i == 1 ? "0702T0800" : "0702T0900", rest);
	}
	page_ask(page, "run:" GTIN "/L1/1-10");
	assert_holds(page,
		"  product     五花肉 · net weight of one 0.3 kg · best before 2026-07-09\n"
		"  packing     2026-07-02 08:00 · lot L1 · packer\n");
	assert_holds(page, "No animal behind it is recorded.\n");
	page_ask(page, STORY_TRIM);
	assert_holds(page,
		"  product     五花肉 · net weight of one 0.3 kg · best before 2026-07-09\n"
		"              里脊 · net weight of one 0.3 kg · best before 2026-07-09\n");
	assert_lacks(page, "08:00 · lot L1 · packer");
	/* Packed again: only the last packing is the head's. A corrected one never is. */
	(void)kit_say(kit, "packer", "pack", "0703T0800",
		"'in':'run:" GTIN "/L1/1-10','out':'run:" GTIN "/L3/1-10','product':'拼盘'");
	(void)kit_correct(kit, "packer",
		kit_say(kit, "packer", "pack", "0702T2000",
			"'in':'run:" GTIN "/L2/1-10','out':'run:" GTIN
			"/L3/1-10','product':'wrong'"),
		"0703T0900");
	kit_forget(kit);
	page_show(page, "run:" GTIN "/L3/1-10", (struct trace_settings){ .raw = true },
		(struct view_settings){ .full = false });
	assert_holds(
		page, "  product     拼盘\n  packing     2026-07-03 08:00 · lot L3 · packer\n");
	page_close(page);
}

static void the_head_says_which_farms(void **state)
{
	struct page *page = page_open();
	struct kit *kit = page->kit;
	(void)state;
	tell_pigs(kit);
	(void)kit_say(kit, "farm-1", "move", "0101T0800", "'of':'" PIG_1 "','to':'" PEN_1 "'");
	(void)kit_say(kit, "farm-2", "weigh", "0101T0800", "'of':'" PIG_3 "','kg':'7'");
	page_ask(page, STORY_TRIM);
	assert_holds(page, "From one of 3 animals from 2 farms.\n");
	assert_holds(page, "  farms       Jiaokou County 1411300001, farm-2\n");
	page_close(page);
}

/* A picture of many: pigs of one county whose carcasses went the same way, and their feed, are one node. */
static void a_large_picture_draws_alike_things_once(void **state)
{
	struct page *page = page_open();
	struct kit *kit = page->kit;
	struct fault fault = { 0 };
	char rest[1000] = "'out':'" STORY_TRIM "','in':[";
	size_t len = strlen(rest);
	(void)state;
	for (int i = 1; i <= 14; i++) {
		char one[120];
		(void)snprintf(one, sizeof(one), "'in':'pig:%s%02d','out':'" CARCASS "%d'",
			i <= 7 ? "1141130000000" : "1141124000000", i, i);
		(void)kit_say(kit, "plant", "slaughter", "0701T0800", one);
		len += (size_t)snprintf(
			rest + len, sizeof(rest) - len, "%s'" CARCASS "%d'", i > 1 ? "," : "", i);
	}
	(void)snprintf(rest + len, sizeof(rest) - len, "]");
	(void)kit_say(kit, "plant", "cut", "0702T0600", rest);
	say_of(kit, "farm", "feed", "0101T0800", "pig:114113000000001", "'in':'input:f/1'");
	say_of(kit, "farm", "feed", "0301T0800", "pig:114113000000002", "'in':'input:f/2'");
	struct trace *trace = kit_ask(kit, STORY_TRIM);
	assert_int_equal(view_dot(trace, &page->text, &fault), 0);
	trace_free(trace);
	assert_holds(page, "label=\"14 carcasses\\nplant/20260701/1-14\"");
	assert_holds(page, "label=\"7 animals\\n114113000000001-114113000000007\"");
	assert_holds(page, "label=\"7 animals\\n114112400000008-114112400000014\"");
	assert_holds(page, "label=\"2 inputs\\nf/1\\nf/2\"");
	assert_holds(page, "feeding\\n2026-01-01 → 03-01");
	assert_int_equal(count_of(page, "shape="), 5);
	assert_int_equal(count_of(page, " -> "), 4);
	page_close(page);
}

/* Odd carcasses are cut, even ones packed; one feed goes to pigs 1 and 2, the other to 2, 3 and 4. */
static void what_went_the_same_ways_is_one_node_in_any_order(void **state)
{
	static const char *const made[] = { STORY_TRIM, "run:" GTIN "/L9/1-9" };
	struct page *page = page_open();
	struct kit *kit = page->kit;
	struct fault fault = { 0 };
	(void)state;
	for (int lot = 1; lot <= 2; lot++) {
		char rest[1000];
		size_t len =
			(size_t)snprintf(rest, sizeof(rest), "'out':'%s','in':[", made[lot - 1]);
		for (int i = lot; i <= 14; i += 2) {
			char one[120];
			(void)snprintf(one, sizeof(one),
				"'in':'pig:1141130000000%02d','out':'" CARCASS "%d'", i, i);
			(void)kit_say(kit, "plant", "slaughter", "0701T0800", one);
			len += (size_t)snprintf(rest + len, sizeof(rest) - len, "%s'" CARCASS "%d'",
				i > lot ? "," : "", i);
		}
		(void)snprintf(rest + len, sizeof(rest) - len, "]");
		(void)kit_say(kit, "plant", lot == 1 ? "cut" : "pack", "0702T0600", rest);
		(void)snprintf(rest, sizeof(rest), "'of':'%s','to':'" SSCC_1 "'", made[lot - 1]);
		(void)kit_say(kit, "packer", "case", "0703T0800", rest);
	}
	for (int i = 1; i <= 3; i++) {
		char pig[32];
		(void)snprintf(pig, sizeof(pig), "pig:11411300000000%d", i);
		if (i <= 2)
			say_of(kit, "farm", "feed", "0101T0800", pig, "'in':'input:f/1'");
		if (i >= 2)
			say_of(kit, "farm", "feed", "0301T0800", pig, "'in':'input:f/2'");
	}
	say_of(kit, "farm", "feed", "0302T0800", "pig:114113000000004", "'in':'input:f/2'");
	struct trace *trace = kit_ask(kit, SSCC_1);
	assert_int_equal(view_dot(trace, &page->text, &fault), 0);
	trace_free(trace);
	assert_holds(page, "label=\"2 inputs\\nf/1\\nf/2\"");
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
		cmocka_unit_test(a_line_has_the_days_it_spans),
		cmocka_unit_test(an_offset_is_said_once_and_where_it_differs),
		cmocka_unit_test(numbers_that_follow_each_other_are_a_range),
		cmocka_unit_test(a_list_of_ranges_ends_somewhere),
		cmocka_unit_test(a_pen_says_how_many_of_the_answer_it_held),
		cmocka_unit_test(a_retagged_animal_is_counted_once),
		cmocka_unit_test(meat_and_animals_are_told_apart),
		cmocka_unit_test(cold_is_told_in_the_head_and_a_store_is_no_road),
		cmocka_unit_test(a_broker_login_is_marked_and_counted),
		cmocka_unit_test(a_store_of_plain_events_alone_reads_too),
		cmocka_unit_test(a_step_without_facts_says_so_where_it_is_expected),
		cmocka_unit_test(a_corrected_fact_stands_alone_with_its_reason),
		cmocka_unit_test(lines_fit_the_page),
		cmocka_unit_test(a_long_line_is_broken_between_its_parts),
		cmocka_unit_test(a_long_part_is_broken_at_commas_and_keeps_units),
		cmocka_unit_test(how_much_is_left_out_is_said),
		cmocka_unit_test(in_full_every_fact_is_told_with_its_codes),
		cmocka_unit_test(the_head_says_what_was_packed),
		cmocka_unit_test(the_head_says_which_farms),
		cmocka_unit_test(a_large_picture_draws_alike_things_once),
		cmocka_unit_test(each_field_is_told_as_its_rule_says),
		cmocka_unit_test(fields_of_meat_are_told_as_their_rules_say),
		cmocka_unit_test(the_case_it_was_in_is_named_among_others),
		cmocka_unit_test(several_pens_say_from_how_few_to_how_many),
		cmocka_unit_test(numbers_of_different_days_are_no_range),
		cmocka_unit_test(what_went_the_same_ways_is_one_node_in_any_order),
	};
	words_open("en");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
