/* What the page tells: steps and who said so, what was given, temperatures, weights, checks. */
#include "tests/unit/kit_page.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct page_fact *fact_of(
	const struct page *page, enum step step, enum event_kind kind)
{
	for (size_t i = 0; i < page->fact_count; i++)
		if (page->facts[i].step == step && page->facts[i].kind == kind)
			return &page->facts[i];
	fail_msg("no such fact");
	return NULL;
}

static void what_a_reader_asks_first_is_there(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene, NULL);
	const struct page *page = scene_ask(&scene);
	assert_string_equal(page->item, scene.pkg);
	assert_string_equal(page->lot, "L1");
	assert_int_equal(page->net_g, 300);
	assert_true(page->has_best_before && page->packed && page->sold && page->slaughtered);
	assert_int_equal(page->plants.count, 1);
	assert_string_equal(page->plants.texts[0], "plant");
	assert_int_equal(page->certificates.count, 2);
	assert_string_equal(page->certificates.texts[0], "B/1");
	assert_string_equal(page->certificates.texts[1], "PA/9");
	assert_int_equal(page->farms.count, 1);
	json_t *json = scene_json(&scene), *product = json_object_get(json, "product");
	assert_string_equal(json_string_value(json_object_get(json, "format")), "pigtrace-page/1");
	assert_string_equal(json_string_value(json_object_get(product, "net_kg")), "0.3");
	assert_string_equal(
		json_string_value(json_object_get(product, "best_before")), "2026-07-09");
	assert_string_equal(
		json_string_value(json_object_get(product, "sold")), "2026-07-04T09:00:00+08:00");
	json_decref(json);
	scene_close(&scene);
}

static void each_step_has_its_facts_and_one_without_is_missing(void **state)
{
	static const struct {
		enum step step;
		enum event_kind kind;
	} told[] = { { STEP_BREED, KIND_TAG }, { STEP_TRANSPORT, KIND_CERTIFY },
		{ STEP_TRANSPORT, KIND_LOAD }, { STEP_SLAUGHTER, KIND_SLAUGHTER },
		{ STEP_PACK, KIND_PACK }, { STEP_SELL, KIND_SELL } };
	struct scene scene;
	(void)state;
	scene_open(&scene, NULL);
	const struct page *page = scene_ask(&scene);
	for (size_t i = 0; i < COUNT(told); i++)
		(void)fact_of(page, told[i].step, told[i].kind);
	for (int step = 0; step < PAGE_STEPS; step++)
		assert_false(page->missing[step]);
	/* In the order of the steps, and in time within one. */
	for (size_t i = 1; i < page->fact_count; i++) {
		assert_true(page->facts[i - 1].step <= page->facts[i].step);
		if (page->facts[i - 1].step == page->facts[i].step)
			assert_true(page->facts[i - 1].first.at_ms <= page->facts[i].first.at_ms);
	}
	scene_close(&scene);

	scene_open(&scene, (const struct kit_line[]){ OUT("birth"), OUT("tag"), OUT("medicate"),
				   OUT("residue"), OUT("asf"), { 0 } });
	page = scene_ask(&scene);
	for (int step = 0; step < PAGE_STEPS; step++)
		assert_int_equal(page->missing[step], step == STEP_BREED);
	struct buf text = scene_show(&scene);
	assert_shows(&text, "<p class=\"missing\">Nothing is recorded of this step.</p>");
	assert_shows(&text, "{\"step\":\"breed\",\"missing\":true,\"facts\":[]}");
	buf_free(&text);
	scene_close(&scene);
}

static void every_fact_names_who_says_so_and_whether_it_is_signed(void **state)
{
	static const struct kit_line plain[] = { { "inspect", "plant", "inspect", "0701T0900",
							 "'of':'" CARCASS "','verdict':'pass'" BY,
							 true, false },
		{ 0 } };
	struct scene scene;
	(void)state;
	scene_open(&scene, NULL);
	const struct page *page = scene_ask(&scene);
	unsigned long statements = page->statements;
	assert_int_equal(page->signed_statements, statements);
	for (size_t i = 0; i < page->fact_count; i++) {
		assert_true(page->facts[i].by.count > 0);
		assert_true(page->facts[i].by.is_signed);
		for (size_t j = 0; j < page->facts[i].by.count; j++)
			assert_true(page->facts[i].by.parties[j] < page->party_count);
	}
	scene_close(&scene);

	scene_open(&scene, plain);
	page = scene_ask(&scene);
	assert_int_equal(page->statements, statements);
	assert_int_equal(page->signed_statements, statements - 1);
	assert_false(fact_of(page, STEP_SLAUGHTER, KIND_INSPECT)->by.is_signed);
	assert_true(fact_of(page, STEP_SLAUGHTER, KIND_SLAUGHTER)->by.is_signed);
	struct buf text = scene_show(&scene);
	assert_shows(&text, "<span class=\"plain\">not signed</span>");
	buf_free(&text);
	scene_close(&scene);
}

/* A printed label is the administration's business: no step of the story. */
static void what_is_no_step_is_not_told(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene, NULL);
	const struct page *page = scene_ask(&scene);
	for (size_t i = 0; i < page->fact_count; i++)
		assert_int_not_equal(page->facts[i].kind, KIND_PRINT);
	scene_close(&scene);
}

/* ---- what was given ---- */

static void a_withdrawal_period_is_held_against_the_slaughter(void **state)
{
	static const struct {
		const char *what;
		const char *rest;
		const char *when;
		bool slaughtered;
		enum check_verdict satisfied;
		const char *shown;
	} cases[] = {
		{ "over", "'withdrawal_days':28", "0210T0800", true, CHECK_PASS,
			"28 days, until <time>2026-03-10</time><br><span class=\"ok\">" },
		{ "over on the very day", "'withdrawal_days':28", "0603T0800", true, CHECK_PASS,
			"over before slaughter" },
		{ "not over", "'withdrawal_days':28", "0604T0800", true, CHECK_FAIL,
			"not over at slaughter" },
		{ "none", "'withdrawal_days':0", "0604T0800", true, CHECK_APART, "<td>none</td>" },
		{ "not said", "'dose':'2 ml'", "0604T0800", true, CHECK_UNKNOWN,
			"<td>not said</td>" },
		{ "alive", "'withdrawal_days':28", "0210T0800", false, CHECK_UNKNOWN,
			"not slaughtered yet" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char rest[160];
		struct scene scene;
		(void)snprintf(rest, sizeof(rest), "'of':'" PEN_1 "','in':'input:pharma/D1',%s" BY,
			cases[i].rest);
		const struct kit_line edits[] = { SAY("medicate", "farm-1", "medicate",
							  cases[i].when, rest),
			{ cases[i].slaughtered ? NULL : "slaughter", NULL, NULL, NULL, NULL, false,
				false },
			{ 0 } };
		scene_open(&scene, edits);
		if (!cases[i].slaughtered)
			assert_int_equal(
				item_parse(span_of(PIG_1), &scene.question.item, NULL), IDENT_OK);
		const struct page *page = scene_ask(&scene);
		assert_int_equal(page->given_count, 1);
		if (page->given[0].satisfied != cases[i].satisfied)
			fail_msg("%s: %d", cases[i].what, (int)page->given[0].satisfied);
		struct buf text = scene_show(&scene);
		assert_shows(&text, cases[i].shown);
		buf_free(&text);
		scene_close(&scene);
	}
}

static void feed_has_no_withdrawal_and_stands_behind_medicine(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene,
		(const struct kit_line[]){ SAY("+", "farm-1", "feed", "0111T0800",
						   "'of':'" PEN_1 "','in':'input:nongda/F1'" BY),
			SAY("+", "farm-1", "vaccinate", "0112T0800",
				"'of':'" PEN_1
				"','in':'input:vet/V1','disease':'CSF','withdrawal_days':0" BY),
			{ 0 } });
	const struct page *page = scene_ask(&scene);
	assert_int_equal(page->given_count, 3);
	for (size_t i = 0; i < page->given_count; i++)
		if (page->given[i].kind == KIND_FEED)
			assert_int_equal(page->given[i].satisfied, CHECK_APART);
	struct buf text = { 0 };
	struct fault fault = { 0 };
	const struct page_frame frame = { .path = "/", .query = "", .home = "", .phone = "" };
	assert_int_equal(page_html(page, &frame, &text, &fault), 0);
	const char *drug = strstr(text.at, "pharma/D1"), *vaccine = strstr(text.at, "vet/V1"),
		   *feed = strstr(text.at, "nongda/F1");
	assert_non_null(drug);
	assert_non_null(feed);
	assert_true(drug < vaccine && vaccine < feed);
	/* No form where no check is taken. */
	assert_null(strstr(text.at, "<form"));
	buf_free(&text);
	scene_close(&scene);
}

/* ---- pictures ---- */

static void temperatures_are_those_of_the_meat_by_time_and_holder(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene,
		(const struct kit_line[]){ SAY("+", "shop", "track", "0703T0900",
						   "'of':'place:shop-1','temp_c':'3.25'" BY),
			SAY("+", "truck-1", "track", "0630T0900",
				"'of':'truck:晋J1','temp_c':'31'" BY),
			{ 0 } });
	const struct page *page = scene_ask(&scene);
	/* Three of the carcass, three of the lorry, one of the shop; not those of the live animal's lorry. */
	assert_int_equal(page->reading_count, 7);
	for (size_t i = 1; i < page->reading_count; i++)
		assert_true(page->readings[i - 1].at_ms <= page->readings[i].at_ms);
	assert_int_equal(page->readings[0].centi_c, 1800);
	assert_int_equal(page->readings[0].holder, PAGE_IN_PLANT);
	assert_int_equal(page->readings[3].centi_c, 250);
	assert_int_equal(page->readings[3].holder, PAGE_ON_ROAD);
	assert_int_equal(page->readings[6].centi_c, 325);
	assert_int_equal(page->limit_centi_c, scene.limits.chilled_most_c);
	struct buf text = scene_show(&scene);
	assert_shows(&text, "7 readings where the meat was: 2 to 18 °C");
	assert_shows(&text, "<svg");
	buf_free(&text);
	scene_close(&scene);
}

static int count_of(const struct scene *scene, const char *what)
{
	struct buf text = scene_show(scene);
	int count = 0;
	for (const char *at = text.at; (at = strstr(at, what)) != NULL; at++)
		count++;
	buf_free(&text);
	return count;
}

static int curves_of(const struct scene *scene)
{
	return count_of(scene, "class=\"cur\"");
}

/* A line from one carcass's warmth to another's would tell of a swing that never was. */
static void each_carcass_and_load_has_a_curve_of_its_own(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene, NULL);
	assert_int_equal(scene_ask(&scene)->reading_count, 6);
	assert_int_equal(curves_of(&scene), 2);
	for (size_t i = 0; i < 6; i++)
		scene.page->readings[i].series = i;
	assert_int_equal(curves_of(&scene), 6);
	/* A reading alone is a mark, and no other reading is in its curve. */
	assert_int_equal(count_of(&scene, "h3\"/>"), 6);
	scene_close(&scene);

	/* Of many, how low and how high they went. */
	scene_open(&scene,
		(const struct kit_line[]){ SAY("+", "shop", "track", "0703T0900",
						   "'of':'place:shop-1','temp_c':'3.25'" BY),
			{ 0 } });
	(void)scene_ask(&scene);
	for (size_t i = 0; i < scene.page->reading_count; i++)
		scene.page->readings[i].series = i;
	assert_int_equal(scene.page->reading_count, 7);
	assert_int_equal(curves_of(&scene), 1);
	scene_close(&scene);
}

static void weights_are_of_animals_numbered_from_nothing(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene,
		(const struct kit_line[]){ SAY("+", "farm-1", "weigh", "0601T0800",
						   "'of':'" PIG_1 "','kg':'98.25'" BY),
			SAY("+", "farm-1", "weigh", "0301T0800", "'of':'" PIG_1 "','kg':'31.5'" BY),
			{ 0 } });
	const struct page *page = scene_ask(&scene);
	assert_int_equal(page->weight_count, 2);
	assert_int_equal(page->weights[0].animal, 0);
	assert_int_equal(page->weights[0].mass_g, 31500);
	assert_int_equal(page->weights[1].mass_g, 98250);
	json_t *json = scene_json(&scene), *weights = json_object_get(json, "weights");
	assert_int_equal(json_array_size(weights), 2);
	assert_string_equal(
		json_string_value(json_array_get(json_array_get(weights, 1), 2)), "98.25");
	json_decref(json);
	scene_close(&scene);
}

/* ---- checks ---- */

#define CHECK(when, region) \
	SAY("+", "web", "check", when, "'of':'$PKG','by':'consumer','region':'" region "'")

static void a_pattern_of_checks_is_flagged_at_its_limit_and_not_before(void **state)
{
	static const struct {
		const char *why;
		bool many, far_apart, long_after, before_made;
		unsigned long count;
		size_t regions;
		struct kit_line edits[EDITS_MOST];
	} cases[] = {
		{ "nobody looked", false, false, false, false, 0, 0, { { 0 } } },
		{ "three looks in two places", false, false, false, false, 3, 2,
			{ CHECK("0704T1000", "山西"), CHECK("0704T1100", "山西"),
				CHECK("0705T1100", "北京") } },
		{ "a fourth", true, false, false, false, 4, 2,
			{ CHECK("0704T1000", "山西"), CHECK("0704T1100", "山西"),
				CHECK("0705T1100", "北京"), CHECK("0705T1200", "北京") } },
		{ "a third place", false, true, false, false, 3, 3,
			{ CHECK("0704T1000", "山西"), CHECK("0704T1100", "河北"),
				CHECK("0705T1100", "北京") } },
		{ "thirty days after the sale", false, false, false, false, 1, 1,
			{ CHECK("0803T0900", "山西") } },
		{ "and a minute", false, false, true, false, 1, 1, { CHECK("0803T0901", "山西") } },
		{ "never sold: thirty days after its last day", false, false, false, false, 1, 1,
			{ OUT("sell"), CHECK("0808T2359", "山西") } },
		{ "never sold: and then", false, false, true, false, 1, 1,
			{ OUT("sell"), CHECK("0809T0001", "山西") } },
		{ "before it was packed", false, false, false, true, 1, 1,
			{ CHECK("0702T0859", "山西") } },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene scene;
		scene_open(&scene, cases[i].edits);
		const struct page_checks *checks = &scene_ask(&scene)->checks;
		if (checks->many != cases[i].many || checks->far_apart != cases[i].far_apart ||
			checks->long_after != cases[i].long_after ||
			checks->before_made != cases[i].before_made ||
			checks->count != cases[i].count || checks->regions != cases[i].regions)
			fail_msg("%s: %lu checks, %zu regions, %d %d %d %d", cases[i].why,
				checks->count, checks->regions, checks->many, checks->far_apart,
				checks->long_after, checks->before_made);
		struct buf text = scene_show(&scene);
		bool any = cases[i].many || cases[i].far_apart || cases[i].long_after ||
		           cases[i].before_made;
		assert_shows(&text, any ? "\"suspicious\":true" : "\"suspicious\":false");
		if (any)
			assert_shows(&text, "<p class=\"alarm\">It was checked");
		assert_shows_not(&text, "正品");
		assert_shows_not(&text, "genuine");
		buf_free(&text);
		scene_close(&scene);
	}
}

static void a_complaint_is_counted_and_its_words_stay_where_they_are(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene, (const struct kit_line[]){
				   SAY("+", "web", "complain", "0705T0900",
					   "'of':'$PKG','by':'consumer','complaint':'smell',"
					   "'remark':'SECRET'"),
				   { 0 } });
	assert_int_equal(scene_ask(&scene)->checks.complaints, 1);
	assert_int_equal(scene.page->checks.count, 0);
	struct buf text = scene_show(&scene);
	assert_shows_not(&text, "SECRET");
	buf_free(&text);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_reader_asks_first_is_there),
		cmocka_unit_test(each_step_has_its_facts_and_one_without_is_missing),
		cmocka_unit_test(every_fact_names_who_says_so_and_whether_it_is_signed),
		cmocka_unit_test(what_is_no_step_is_not_told),
		cmocka_unit_test(a_withdrawal_period_is_held_against_the_slaughter),
		cmocka_unit_test(feed_has_no_withdrawal_and_stands_behind_medicine),
		cmocka_unit_test(temperatures_are_those_of_the_meat_by_time_and_holder),
		cmocka_unit_test(each_carcass_and_load_has_a_curve_of_its_own),
		cmocka_unit_test(weights_are_of_animals_numbered_from_nothing),
		cmocka_unit_test(a_pattern_of_checks_is_flagged_at_its_limit_and_not_before),
		cmocka_unit_test(a_complaint_is_counted_and_its_words_stay_where_they_are),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
