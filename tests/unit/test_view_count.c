/* Days, numbers, pens and animals as a line counts them. */
#include "tests/unit/kit_digest.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_the_days_it_spans),
		cmocka_unit_test(an_offset_is_said_once_and_where_it_differs),
		cmocka_unit_test(numbers_that_follow_each_other_are_a_range),
		cmocka_unit_test(a_list_of_ranges_ends_somewhere),
		cmocka_unit_test(numbers_of_different_days_are_no_range),
		cmocka_unit_test(a_pen_says_how_many_of_the_answer_it_held),
		cmocka_unit_test(several_pens_say_from_how_few_to_how_many),
		cmocka_unit_test(a_retagged_animal_is_counted_once),
		cmocka_unit_test(meat_and_animals_are_told_apart),
	};
	words_open("en");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
