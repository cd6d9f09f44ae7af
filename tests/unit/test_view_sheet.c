/* The text as it lies on the sheet: its head, the width of lines, what is left out; and the picture of the tree. */
#include "tests/unit/kit_digest.h"

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
		cmocka_unit_test(cold_is_told_in_the_head_and_a_store_is_no_road),
		cmocka_unit_test(lines_fit_the_page),
		cmocka_unit_test(a_long_line_is_broken_between_its_parts),
		cmocka_unit_test(a_long_part_is_broken_at_commas_and_keeps_units),
		cmocka_unit_test(how_much_is_left_out_is_said),
		cmocka_unit_test(in_full_every_fact_is_told_with_its_codes),
		cmocka_unit_test(the_head_says_what_was_packed),
		cmocka_unit_test(the_head_says_which_farms),
		cmocka_unit_test(a_large_picture_draws_alike_things_once),
		cmocka_unit_test(what_went_the_same_ways_is_one_node_in_any_order),
	};
	words_open("en");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
