/* What is wrong with a record, as a consumer reads it: never the sentence of what must be true. */
#include "tests/unit/kit_page.h"

#include "core/view/page_html.h"

static void every_rule_says_what_was_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < check_rule_count(); i++) {
		const struct record_rule *rule = check_rule_at(i);
		const char *found = page_found(rule->id);
		if (!found)
			fail_msg("%s has no sentence for what was found", rule->id);
		assert_string_not_equal(found, rule->text);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(found, page_found(check_rule_at(j)->id));
	}
	assert_null(page_found("W-NONE-01"));
}

static void the_page_says_what_was_found(void **state)
{
	static const struct {
		const char *says, *not ;
		struct kit_line edits[EDITS_MOST];
	} cases[] = {
		{ "<h3>Found to be wrong:</h3><ul class=\"rules\"><li>the goods are under recall</li>",
			"<li>the goods are not under recall</li>",
			{ SAY("+", "plant", "recall_open", "0704T1000",
				"'of':'" LOT_1
				"','out':'recall:2026-001','class':'I','reason':'residue'" BY) } },
		{ "<h3>To be noted:</h3><ul class=\"rules\"><li>the person who did it is not always named</li>",
			"<li>the person who did it is named</li>",
			{ SAY("cut", "packer", "cut", "0702T0800",
				"'in':'" CARCASS "','out':'" LOT_1 "'") } },
		/* Not decided is whether it holds. */
		{ "<h3>Not decided by what is recorded:</h3><ul class=\"rules\"><li>every carcass passed meat inspection</li>",
			"did not pass", { OUT("inspect") } },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene scene;
		scene_open(&scene, cases[i].edits);
		(void)scene_ask(&scene);
		struct buf text = scene_show(&scene);
		assert_shows(&text, cases[i].says);
		assert_null(strstr(text.at, cases[i].not ));
		buf_free(&text);
		scene_close(&scene);
	}
}

static void whoever_has_checked_first_is_not_told_that_nobody_has(void **state)
{
	static const char nobody[] = "Nobody has checked this code before.";
	struct page_frame frame = {
		.path = "/01/x", .query = "", .home = "", .phone = "", .asks = true
	};
	struct scene scene;
	struct fault fault = { 0 };
	(void)state;
	scene_open(&scene, NULL);
	const struct page *page = scene_ask(&scene);
	for (int checked = 0; checked < 2; checked++) {
		struct buf text = { 0 };
		frame.checked = checked;
		assert_int_equal(page_html(page, &frame, &text, &fault), 0);
		assert_int_equal(strstr(text.at, nobody) != NULL, !checked);
		assert_int_equal(strstr(text.at, "It is no. 1.") != NULL, checked);
		buf_free(&text);
	}
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_says_what_was_found),
		cmocka_unit_test(the_page_says_what_was_found),
		cmocka_unit_test(whoever_has_checked_first_is_not_told_that_nobody_has),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
