#include "tests/unit/kit_story.h"

#include "core/base/words.h"
#include "core/view/recall.h"

#include <jansson.h>

#define RECALL "recall:2026-001"

typedef int view_fn(const struct view_recall *view, struct buf *into, struct fault *fault);

/* A recall of the story's packages, with a reason and a place that mean harm. */
struct scene {
	struct kit *kit;
	struct recalls recalls;
	struct recall *recall;
	struct recall_plan *plan;
	struct view_recall view;
};

static void scene_open(struct scene *scene, bool opened)
{
	static const char *const seeds[] = { "lot:" GTIN "/L1" };
	struct recall_settings settings = { .now_ms = INT64_C(1785720000000) };
	struct fault fault;
	struct item item;
	struct forward_seed seed;
	char pkg[64];
	*scene = (struct scene){ .kit = story_open(pkg) };
	(void)kit_say(scene->kit, "admin", "station", "0101T0000",
		"'of':'station:shop','action':'add','trade':'shop','proof':'plain',"
		"'home':'place:shop-1','title':'=cmd|<b>店</b>'");
	if (opened) {
		(void)kit_say(scene->kit, "packer", "recall_open", "0801T0800",
			"'of':'lot:" GTIN "/L1','out':'" RECALL
			"','class':'II','reason':'<script>alert(1)</script> & more'");
		(void)kit_say(scene->kit, "packer", "recall_notice", "0801T0900",
			"'of':'" RECALL "','to':'place:shop-1'");
		(void)kit_say(scene->kit, "shop", "recall_recover", "0802T0900",
			"'of':'" RECALL "','fate':'destroyed','in':{'id':'" STORY_SMALL
			"','kg':'12'}");
	}
	kit_tell(scene->kit, NULL, 0);
	assert_int_equal(item_parse(span_of(RECALL), &item, NULL), IDENT_OK);
	assert_int_equal(
		recall_read(scene->kit->store, item, &settings, &scene->recalls, &fault), 0);
	scene->recall = opened ? scene->recalls.list[0] : NULL;
	assert_true(forward_seed_parse(span_of(seeds[0]), &seed));
	assert_int_equal(
		recall_plan(scene->kit->store, &seed, 1, scene->recall, &scene->plan, &fault), 0);
	scene->view = (struct view_recall){ .plan = scene->plan,
		.recall = scene->recall,
		.seeds = seeds,
		.seed_count = 1,
		.now = { .at_ms = settings.now_ms, .offset_min = 480 } };
}

static void scene_close(struct scene *scene)
{
	recall_plan_free(scene->plan);
	recalls_free(&scene->recalls);
	kit_close(scene->kit);
}

static struct buf show(const struct scene *scene, view_fn *view)
{
	struct buf text = { 0 };
	struct fault fault;
	assert_int_equal(view(&scene->view, &text, &fault), 0);
	return text;
}

static void assert_has(const struct buf *text, const char *part)
{
	if (!strstr(text->at, part))
		fail_msg("no '%s' in:\n%s", part, text->at);
}

static void assert_has_not(const struct buf *text, const char *part)
{
	if (strstr(text->at, part))
		fail_msg("'%s' in:\n%s", part, text->at);
}

static void a_cell_that_begins_like_a_formula_is_defused(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene, true);
	struct buf text = show(&scene, view_recall_csv);
	assert_memory_equal(text.at, "\xef\xbb\xbf\"item\",", 10);
	assert_has(&text, ",\"'=cmd|<b>店</b>\",");
	assert_has_not(&text, "\"=cmd");
	assert_has(&text, "\r\n\"run:" GTIN "/L1/1-100\",\"packing run\",\"in stock\",\"shop\",");
	assert_has(&text, ",\"100\",\"30\",\"99\",\"29.7\",");
	size_t line_feeds = 0, both = 0;
	for (size_t i = 0; i < text.len; i++) {
		line_feeds += text.at[i] == '\n';
		both += text.at[i] == '\n' && text.at[i - 1] == '\r';
	}
	assert_int_equal(line_feeds, both);
	assert_true(text.at[text.len - 1] == '\n');
	buf_free(&text);

	/* Each of the beginnings that a spreadsheet runs; and a quote within a cell. */
	static const char *const harms[][2] = { { "=1+1", "\"'=1+1\"" }, { "+1", "\"'+1\"" },
		{ "-1", "\"'-1\"" }, { "@SUM", "\"'@SUM\"" }, { "\tx", "\"'\tx\"" },
		{ "\rx", "\"'\rx\"" }, { "\nx", "\"'\nx\"" }, { "＝1", "\"'＝1\"" },
		{ "＋1", "\"'＋1\"" }, { "－1", "\"'－1\"" }, { "＠a", "\"'＠a\"" },
		{ "-", "\"-\"" }, { "a\"b", "\"a\"\"b\"" }, { "1=2", "\"1=2\"" } };
	for (size_t i = 0; i < sizeof(harms) / sizeof(harms[0]); i++) {
		for (size_t j = 0; j < scene.plan->holder_count; j++)
			(void)snprintf(scene.plan->holders[j].title,
				sizeof(scene.plan->holders[j].title), "%s", harms[i][0]);
		text = show(&scene, view_recall_csv);
		assert_has(&text, harms[i][1]);
		buf_free(&text);
	}
	scene_close(&scene);
}

/* An inspector who opens the report as a spreadsheet has all of it there. */
static void the_csv_of_a_recall_has_its_other_tables_below_the_items(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene, true);
	struct buf text = show(&scene, view_recall_csv);
	const char *items = strstr(text.at, "\r\n\r\n\"Recall\"\r\n\"what\",\"as recorded\"\r\n");
	assert_non_null(items);
	static const char *const tables[] = { "Scope", "Mass balance", "Whom to tell", "Notices",
		"Recovered", "Stations that may know more" };
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		char title[64];
		(void)snprintf(title, sizeof(title), "\r\n\r\n\"%s\"\r\n", tables[i]);
		assert_non_null(strstr(items, title));
	}
	assert_has_not(&text, "Goods and animals");
	buf_free(&text);
	scene.view.recall = NULL;
	text = show(&scene, view_recall_csv);
	assert_has_not(&text, "Mass balance");
	buf_free(&text);
	scene_close(&scene);
}

static void what_others_wrote_is_only_text_in_the_page(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene, true);
	struct buf text = show(&scene, view_recall_html);
	assert_has(&text, "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more");
	assert_has_not(&text, "<script");
	assert_has_not(&text, "<b>");
	assert_has_not(&text, "http");
	assert_has(&text, "<html lang=\"en\">");
	assert_has(&text, "@media print");
	/* Numbers by their last digit, words by their first; the page's colours, in both schemes. */
	assert_has(&text, "<td class=\"n\">12</td>");
	assert_has_not(&text, "<td class=\"n\">shop");
	assert_has(&text, "<td>99 / 29.7 kg</td>");
	assert_has(&text, "@media (prefers-color-scheme:dark)");
	assert_has(&text, "<h2>Whom to tell</h2>");
	buf_free(&text);
	scene_close(&scene);
}

static void the_json_reads_and_has_its_format(void **state)
{
	struct scene scene;
	json_error_t error;
	(void)state;
	scene_open(&scene, true);
	struct buf text = show(&scene, view_recall_json);
	json_t *root = json_loads(text.at, JSON_REJECT_DUPLICATES, &error);
	if (!root)
		fail_msg("%s at %d", error.text, error.position);
	assert_string_equal(
		json_string_value(json_object_get(root, "format")), "pigtrace-recall/1");
	json_t *recall = json_object_get(root, "recall");
	assert_string_equal(json_string_value(json_object_get(recall, "class")), "II");
	assert_string_equal(json_string_value(json_object_get(recall, "start")), "done");
	assert_string_equal(json_string_value(json_object_get(recall, "finish_due")),
		"2026-08-29T00:00:00+08:00");
	json_t *sums = json_object_get(root, "sums");
	assert_string_equal(json_string_value(json_object_get(sums, "affected_kg")), "120");
	assert_string_equal(json_string_value(json_object_get(sums, "recovered_kg")), "12");
	assert_int_equal(json_integer_value(json_object_get(sums, "effect_permille")), 100);
	assert_int_equal(
		json_array_size(json_object_get(root, "items")), scene.plan->forward->item_count);
	/* `from` is a place in the list. */
	json_t *items = json_object_get(root, "items");
	for (size_t i = 0; i < json_array_size(items); i++) {
		json_t *from = json_object_get(json_array_get(items, i), "from");
		assert_true(!from || (size_t)json_integer_value(from) < json_array_size(items));
	}
	json_decref(root);
	buf_free(&text);
	scene_close(&scene);
}

static void the_text_says_state_clocks_sums_and_who_has_not_been_told(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene, true);
	struct buf text = show(&scene, view_recall_text);
	assert_has(&text, RECALL);
	assert_has(&text, "class II");
	assert_has(&text, "done in time · 2026-08-03 08:00");
	assert_has(&text, "due · 2026-08-29 00:00");
	assert_has(&text, "10.0 %");
	assert_has(&text, "told, no answer");
	assert_has(&text, "not told");
	assert_has(&text, "99 / 29.7 kg");
	assert_has(&text, "no station misses numbers");
	buf_free(&text);
	scene_close(&scene);
}

static void a_plan_says_that_nobody_was_told_and_a_drill_how_long_it_took(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene, false);
	struct buf text = show(&scene, view_recall_text);
	assert_has(&text, "not opened; nobody was told");
	assert_has_not(&text, "recovered");
	buf_free(&text);
	scene.view.drill = true;
	scene.view.took_ms = 17;
	text = show(&scene, view_recall_text);
	assert_has(&text, "nobody was told; worked out in 17 ms");
	buf_free(&text);
	text = show(&scene, view_recall_html);
	assert_has(&text, "<h1>Recall drill</h1>");
	buf_free(&text);
	scene_close(&scene);
}

static void what_was_used_up_is_not_listed_again(void **state)
{
	struct scene scene;
	struct forward_seed seed;
	struct fault fault;
	(void)state;
	scene_open(&scene, false);
	recall_plan_free(scene.plan);
	assert_true(forward_seed_parse(span_of(PIG_1), &seed));
	assert_int_equal(recall_plan(scene.kit->store, &seed, 1, NULL, &scene.plan, &fault), 0);
	scene.view.plan = scene.plan;
	struct buf text = show(&scene, view_recall_text);
	assert_has(&text, "\n  " STORY_SMALL " ");
	assert_has(&text, "\n  lot:" GTIN "/T2 ");
	assert_has_not(&text, "\n  carcass:");
	assert_has_not(&text, "\n  pig:");
	assert_has_not(&text, "\n  " STORY_TRIM " ");
	buf_free(&text);
	scene_close(&scene);
}

static void the_reason_is_told_step_by_step(void **state)
{
	struct scene scene;
	struct buf text = { 0 };
	struct fault fault;
	struct forward_miss miss = { .known = true,
		.kind = FORWARD_BEFORE,
		.thing = PIG_1,
		.other = PEN_1,
		.its_ms = INT64_C(1785720000000),
		.other_ms = INT64_C(1785806400000) };
	(void)state;
	scene_open(&scene, false);
	size_t at = forward_find(scene.plan->forward, span_of(STORY_SMALL));
	assert_true(at != FORWARD_NONE);
	assert_int_equal(view_recall_path(scene.plan->forward, at, &text, &fault), 0);
	assert_has(&text, STORY_SMALL "  (packed under the lot)\n");
	buf_clear(&text);
	at = forward_find(scene.plan->forward, span_of(SSCC_1));
	assert_int_equal(view_recall_path(scene.plan->forward, at, &text, &fault), 0);
	assert_string_equal(text.at,
		STORY_SMALL "  (packed under the lot)\n  " SSCC_1
			    "  (was packed with it)  2026-07-02 09:00  casing  "
			    "packer/1/2\n");
	buf_clear(&text);
	assert_int_equal(view_recall_miss(&miss, "pkg:x", 480, &text, &fault), 0);
	assert_string_equal(text.at, "pkg:x is not in the recall: " PIG_1 " left " PEN_1
				     " at 2026-08-03 09:20, before it was reached at 2026-08-04 "
				     "09:20\n");
	buf_clear(&text);
	miss.kind = FORWARD_FAR;
	miss.known = false;
	assert_int_equal(view_recall_miss(&miss, "pkg:x", 480, &text, &fault), 0);
	assert_string_equal(text.at, "pkg:x is not in the recall: nothing is recorded of it\n");
	buf_free(&text);
	scene_close(&scene);
}

static int speak_english(void **state)
{
	(void)state;
	words_open("en");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cell_that_begins_like_a_formula_is_defused),
		cmocka_unit_test(the_csv_of_a_recall_has_its_other_tables_below_the_items),
		cmocka_unit_test(what_others_wrote_is_only_text_in_the_page),
		cmocka_unit_test(the_json_reads_and_has_its_format),
		cmocka_unit_test(the_text_says_state_clocks_sums_and_who_has_not_been_told),
		cmocka_unit_test(a_plan_says_that_nobody_was_told_and_a_drill_how_long_it_took),
		cmocka_unit_test(what_was_used_up_is_not_listed_again),
		cmocka_unit_test(the_reason_is_told_step_by_step),
	};
	return cmocka_run_group_tests(tests, speak_english, NULL);
}
