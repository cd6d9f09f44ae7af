/* The page's first word: what is held against a record, and what comes before what. */
#include "tests/unit/kit_page.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define RECALL                                        \
	SAY("+", "plant", "recall_open", "0704T1000", \
		"'of':'" LOT_1 "','out':'recall:2026-001','class':'I','reason':'residue'" BY)
#define LOST(name, station, kind, when, rest)                \
	{                                                    \
		name, station, kind, when, rest, false, true \
	}

static void each_verdict_has_its_reason(void **state)
{
	static const struct {
		const char *why;
		int day; /* of July, asked at its first moment in China */
		enum page_verdict verdict;
		const char *title;
		struct kit_line edits[EDITS_MOST];
	} cases[] = {
		{ "in order", 5, PAGE_EDIBLE, "Fit to eat, sold", { { 0 } } },
		{ "in the shop yet", 5, PAGE_EDIBLE, "Fit to eat, on sale", { OUT("sell") } },
		{ "a warning alone forbids nothing", 5, PAGE_EDIBLE, "Fit to eat, sold",
			{ SAY("cut", "packer", "cut", "0702T0800",
				"'in':'" CARCASS "','out':'" LOT_1 "'") } },
		{ "its last day", 9, PAGE_EDIBLE, "Fit to eat, sold", { { 0 } } },
		{ "the day after", 10, PAGE_EXPIRED, "Past its date", { { 0 } } },
		{ "a rule fails", 5, PAGE_UNSURE, "Cannot be verified now",
			{ SAY("asf", "plant", "test", "0630T1200",
				"'of':'" PIG_1
				"','agent':'asf','method':'pcr','finding':'positive'" BY) } },
		{ "a rule that must hold is not decided", 5, PAGE_UNSURE, "Cannot be verified now",
			{ OUT("certify") } },
		{ "a bad date and a bad record: the date is surer", 10, PAGE_EXPIRED,
			"Past its date", { OUT("certify") } },
		{ "recalled", 5, PAGE_RECALLED, "RECALLED", { RECALL } },
		{ "recalled, and past its date", 10, PAGE_RECALLED, "RECALLED", { RECALL } },
		{ "recalled, and the record is bad", 5, PAGE_RECALLED, "RECALLED",
			{ RECALL, OUT("certify") } },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene scene;
		scene_open(&scene, cases[i].edits);
		scene.question.now_ms = july(cases[i].day);
		const struct page *page = scene_ask(&scene);
		if (page->verdict != cases[i].verdict ||
			strcmp(page_verdict_title(page), cases[i].title) != 0)
			fail_msg("%s: %s, '%s'", cases[i].why, page_verdict_name(page->verdict),
				page_verdict_title(page));
		scene_close(&scene);
	}
}

static void the_last_day_ends_at_midnight_in_china(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene, NULL);
	scene.question.now_ms = july(10) - 1;
	assert_int_equal(scene_ask(&scene)->verdict, PAGE_EDIBLE);
	scene.question.now_ms = july(10);
	assert_int_equal(scene_ask(&scene)->verdict, PAGE_EXPIRED);
	scene_close(&scene);
}

static void of_several_dates_the_earliest_counts(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene,
		(const struct kit_line[]){ SAY("+", "packer", "pack", "0702T0930",
						   "'in':'" LOT_1 "','out':'" RUN_1
						   "','net_kg':'0.4','best_before':'2026-07-07',"
						   "$KEY" BY),
			{ 0 } });
	scene.question.now_ms = july(8);
	assert_int_equal(scene_ask(&scene)->verdict, PAGE_EXPIRED);
	assert_int_equal(scene.page->net_g, 300);
	scene_close(&scene);
}

static void holes_in_the_numbering_are_said_and_forbid_nothing(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene,
		(const struct kit_line[]){ LOST("tag", "farm-1", "tag", "0110T0800",
						   "'out':'" PIG_1 "','tagging':'first'" BY),
			{ 0 } });
	const struct page *page = scene_ask(&scene);
	assert_int_equal(page->verdict, PAGE_EDIBLE);
	assert_true(page->holes);
	struct buf text = scene_show(&scene);
	assert_shows(&text, "reports have not arrived yet");
	assert_shows(&text, "\"holes\":true");
	buf_free(&text);
	scene_close(&scene);

	scene_open(&scene, NULL);
	assert_false(scene_ask(&scene)->holes);
	text = scene_show(&scene);
	assert_shows_not(&text, "have not arrived yet");
	buf_free(&text);
	scene_close(&scene);
}

/* ---- codes nobody issued ---- */

static void a_number_of_no_run_was_never_issued(void **state)
{
	char forged[64], beyond[64];
	struct scene scene;
	(void)state;
	scene_open(&scene, NULL);
	/* Right counter, wrong key; right key, counter behind the run. */
	kit_serial(8, "L1", 50, forged);
	kit_serial(7, "L1", 401, beyond);
	const char *const codes[] = { forged, beyond };
	for (size_t i = 0; i < COUNT(codes); i++) {
		assert_int_equal(
			item_parse(span_of(codes[i]), &scene.question.item, NULL), IDENT_OK);
		assert_int_equal(scene_ask(&scene)->verdict, PAGE_UNKNOWN);
		if (i == 0)
			assert_true(scene.page->never_issued);
		assert_int_equal(scene.page->fact_count, 0);
		assert_null(scene.page->product);
	}
	/* Nobody heard of it: not the same. */
	assert_int_equal(
		item_parse(span_of("pkg:" GTIN "/NOBODY"), &scene.question.item, NULL), IDENT_OK);
	assert_int_equal(scene_ask(&scene)->verdict, PAGE_UNKNOWN);
	assert_false(scene.page->never_issued);
	struct buf text = scene_show(&scene);
	assert_shows(&text, "Nothing is recorded by this code");
	assert_shows(&text, "\"never_issued\":false");
	buf_free(&text);
	/* And the real one is there afterwards. */
	assert_int_equal(item_parse(span_of(scene.pkg), &scene.question.item, NULL), IDENT_OK);
	assert_int_equal(scene_ask(&scene)->verdict, PAGE_EDIBLE);
	scene_close(&scene);
}

static void a_real_number_under_another_lot_was_never_issued(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene, NULL);
	scene.question.lot = span_of("L1");
	assert_int_equal(scene_ask(&scene)->verdict, PAGE_EDIBLE);
	assert_string_equal(scene.page->lot, "L1");
	scene.question.lot = span_of("L2");
	assert_int_equal(scene_ask(&scene)->verdict, PAGE_UNKNOWN);
	assert_true(scene.page->never_issued);
	struct buf text = scene_show(&scene);
	assert_shows(&text, "never issued for a package");
	buf_free(&text);
	scene_close(&scene);
}

/* ---- a recall ---- */

static void a_recall_says_who_when_why_and_what_to_do(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene, (const struct kit_line[]){ RECALL, { 0 } });
	const struct page *page = scene_ask(&scene);
	assert_int_equal(page->recalls.count, 1);
	assert_string_equal(page->recalls.list[0]->name, "recall:2026-001");
	assert_string_equal(page->recalled_by[0], "plant");
	struct buf text = scene_show(&scene);
	assert_shows(&text, "<span class=\"mark\" aria-hidden=\"true\">!</span>RECALLED</h1>"
			    "<p>Do not eat it. Take it back to where you bought it.</p>"
			    "<p>Reason: residue</p>");
	assert_shows(&text, "\"recalls\":[{\"id\":\"recall:2026-001\",\"class\":\"I\","
			    "\"reason\":\"residue\",\"opened\":\"2026-07-04T10:00:00+08:00\","
			    "\"by\":\"plant\"}]");
	buf_free(&text);
	scene_close(&scene);
}

static void every_open_recall_is_told_and_no_other(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene,
		(const struct kit_line[]){ RECALL,
			SAY("+", "packer", "recall_open", "0704T1100",
				"'of':'" LOT_1
				"','out':'recall:b','class':'II','reason':'torn wrapping'" BY),
			SAY("+", "packer", "recall_open", "0704T1200",
				"'of':'" LOT_1
				"','out':'recall:c','class':'III','reason':'a slip of the pen'" BY),
			SAY("+", "packer", "recall_close", "0704T1300", "'of':'recall:c'" BY),
			{ 0 } });
	assert_int_equal(scene_ask(&scene)->recalls.count, 2);
	struct buf text = scene_show(&scene);
	assert_shows(&text,
		"<p>Do not eat it. Take it back to where you bought it.</p>"
		"<p>Reason: residue</p><p>class I · 2026-07-04 · plant · 2026-001</p>"
		"<p>Reason: torn wrapping</p><p>class II · 2026-07-04 · packer · b</p>");
	assert_shows(&text, "\"reason\":\"torn wrapping\",\"opened\":\"2026-07-04T11:00:00+08:00\","
			    "\"by\":\"packer\"}]");
	assert_null(strstr(text.at, "slip of the pen</p>"));
	buf_free(&text);
	scene_close(&scene);
}

/* ---- any order ---- */

static void the_same_events_in_any_order_make_the_same_page(void **state)
{
	static size_t order[KIT_EVENTS];
	struct scene scene;
	struct buf first, again;
	uint32_t dice = 20260705;
	(void)state;
	scene_open(&scene, (const struct kit_line[]){ RECALL, { 0 } });
	(void)scene_ask(&scene);
	first = scene_show(&scene);
	size_t count = scene.kit->count;
	for (int round = 0; round < 12; round++) {
		for (size_t i = 0; i < count; i++)
			order[i] = i;
		for (size_t i = count - 1; i > 0; i--) {
			dice = dice * 1664525u + 1013904223u;
			size_t other = (dice >> 8) % (i + 1), kept = order[i];
			order[i] = order[other];
			order[other] = kept;
		}
		kit_tell(scene.kit, order, count);
		(void)scene_ask(&scene);
		again = scene_show(&scene);
		assert_string_equal(first.at, again.at);
		buf_free(&again);
	}
	buf_free(&first);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_verdict_has_its_reason),
		cmocka_unit_test(the_last_day_ends_at_midnight_in_china),
		cmocka_unit_test(of_several_dates_the_earliest_counts),
		cmocka_unit_test(holes_in_the_numbering_are_said_and_forbid_nothing),
		cmocka_unit_test(a_number_of_no_run_was_never_issued),
		cmocka_unit_test(a_real_number_under_another_lot_was_never_issued),
		cmocka_unit_test(a_recall_says_who_when_why_and_what_to_do),
		cmocka_unit_test(every_open_recall_is_told_and_no_other),
		cmocka_unit_test(the_same_events_in_any_order_make_the_same_page),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
