/* What stations write freely never reaches the page, names only by consent, and all of it as text. */
#include "tests/unit/kit_page.h"

#include "core/view/page_html.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- what somebody wrote ---- */

/* Each line of the record with every free text that its kind may carry. */
static void what_stations_write_freely_is_never_shown(void **state)
{
	static const enum field free_fields[] = { FIELD_REMARK, FIELD_REASON, FIELD_BUYER,
		FIELD_SUPPLIER, FIELD_DESTINATION, FIELD_DOSE };
	static char rests[KIT_GOOD][700];
	static struct kit_line edits[KIT_GOOD + 1];
	unsigned said[COUNT(free_fields)] = { 0 };
	struct scene scene;
	(void)state;
	for (size_t i = 0; i < KIT_GOOD; i++) {
		struct out out = out_into(rests[i], sizeof(rests[i]));
		enum event_kind kind;
		edits[i] = kit_good[i];
		assert_true(vocabulary_find_kind(span_of(edits[i].kind), &kind));
		out_text(&out, edits[i].rest);
		for (size_t f = 0; f < COUNT(free_fields); f++) {
			if (!(vocabulary_kinds[kind].allowed >> free_fields[f] & 1))
				continue;
			out_text(&out, ",'");
			out_text(&out, vocabulary_fields[free_fields[f]].name);
			out_text(&out, "':'SECRET'");
			said[f]++;
		}
		assert_false(out.full);
		edits[i].rest = rests[i];
	}
	for (size_t f = 0; f < COUNT(free_fields); f++)
		assert_true(said[f] > 0);
	scene_open(&scene, edits);
	assert_true(scene_ask(&scene)->fact_count > 10);
	struct buf text = scene_show(&scene);
	assert_shows_not(&text, "SECRET");
	buf_free(&text);
	scene_close(&scene);
}

static void plates_positions_and_operators_are_never_shown(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(&scene, (const struct kit_line[]){ SAY("+", "truck-1", "track", "0703T0640",
							      "'of':'truck:晋J2','lat':'37.123456',"
							      "'lon':'111.654321'" BY),
				   { 0 } });
	(void)scene_ask(&scene);
	struct buf text = scene_show(&scene);
	assert_shows_not(&text, "晋J");
	assert_shows_not(&text, "37.123");
	assert_shows_not(&text, "111.654");
	assert_shows_not(&text, "op-1");
	buf_free(&text);
	scene_close(&scene);
}

/* ---- names ---- */

#define FARM(when, title, consent)                                                                   \
	SAY("+", "admin", "station", when,                                                           \
		"'of':'station:farm-1','action':'add','trade':'farm','proof':'plain','home':'" PEN_1 \
		"','title':'" title "'" consent)
#define YES ",'consent':'name'"
#define NO  ",'consent':'none'"

static void a_farms_name_is_shown_only_while_it_consents(void **state)
{
	static const struct {
		const char *why;
		bool shown;
		struct kit_line edits[EDITS_MOST];
	} cases[] = {
		{ "never asked", false, { FARM("0102T0000", "FARM TITLE", "") } },
		{ "consents", true, { FARM("0102T0000", "FARM TITLE", YES) } },
		{ "refuses", false, { FARM("0102T0000", "FARM TITLE", NO) } },
		{ "took it back", false,
			{ FARM("0102T0000", "FARM TITLE", YES),
				FARM("0103T0000", "FARM TITLE", NO) } },
		{ "took it back, heard of in the other order", false,
			{ FARM("0103T0000", "FARM TITLE", NO),
				FARM("0102T0000", "FARM TITLE", YES) } },
		{ "gave it later", true,
			{ FARM("0103T0000", "FARM TITLE", YES),
				FARM("0102T0000", "FARM TITLE", NO) } },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct scene scene;
		scene_open(&scene, cases[i].edits);
		(void)scene_ask(&scene);
		struct buf text = scene_show(&scene);
		bool shown = strstr(text.at, "FARM TITLE") != NULL;
		if (shown != cases[i].shown)
			fail_msg("%s: shown %d", cases[i].why, shown);
		if (!shown)
			assert_shows(&text, "1411300001");
		buf_free(&text);
		scene_close(&scene);
	}
}

static void a_consent_that_was_corrected_was_never_given(void **state)
{
	struct scene scene;
	(void)state;
	scene_open(
		&scene, (const struct kit_line[]){ FARM("0102T0000", "FARM TITLE", YES), { 0 } });
	(void)kit_correct(scene.kit, "admin", scene.kit->count - 1, "0103T0000");
	kit_tell(scene.kit, NULL, 0);
	(void)scene_ask(&scene);
	struct buf text = scene_show(&scene);
	assert_shows_not(&text, "FARM TITLE");
	buf_free(&text);
	scene_close(&scene);
}

/* A carrier is a person as often as not; a plant, packer or shop is a house with a sign. */
static void a_carrier_is_its_code_and_a_house_its_name(void **state)
{
	static const struct {
		const char *station, *trade;
		bool shown;
	} cases[] = { { "truck-1", "transport", false }, { "plant", "slaughter", true },
		{ "packer", "packer", true }, { "shop", "shop", true } };
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char rest[200];
		struct scene scene;
		(void)snprintf(rest, sizeof(rest),
			"'of':'station:%s','action':'add','trade':'%s','proof':'plain',"
			"'title':'HOUSE SIGN'",
			cases[i].station, cases[i].trade);
		const struct kit_line edits[] = { SAY("+", "admin", "station", "0102T0000", rest),
			{ 0 } };
		scene_open(&scene, edits);
		(void)scene_ask(&scene);
		struct buf text = scene_show(&scene);
		if (cases[i].shown)
			assert_shows(&text, "HOUSE SIGN");
		else
			assert_shows_not(&text, "HOUSE SIGN");
		if (!cases[i].shown)
			assert_shows(&text, cases[i].station);
		buf_free(&text);
		scene_close(&scene);
	}
}

/* ---- as text ---- */

static void every_character_of_markup_is_written_out(void **state)
{
	struct buf text = { 0 };
	(void)state;
	html_say(&text, "<a href=\"x\" title='y'>&amp;</a>\x1b[31m\xe2\x80\xae");
	assert_string_equal(text.at, "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;"
				     "&lt;/a&gt;\\u001b[31m\\u202e");
	buf_clear(&text);
	html_sayf(&text, "%s · %d", "<b>", 7);
	assert_string_equal(text.at, "&lt;b&gt; · 7");
	buf_free(&text);
}

/* A sentence that is too long is cut between characters. */
static void what_is_cut_ends_with_a_whole_character(void **state)
{
	char foreign[700];
	(void)state;
	for (size_t shift = 0; shift < 3; shift++) {
		struct buf text = { 0 };
		struct out out = out_into(foreign, sizeof(foreign));
		for (size_t i = 0; i < shift; i++)
			out_char(&out, 'x');
		while (!out.full && out.len < sizeof(foreign) - 4)
			out_text(&out, "猪");
		html_sayf(&text, "%s", foreign);
		assert_true(text.len > 505 && text.len < 512);
		assert_memory_equal(text.at, foreign, text.len);
		assert_int_equal((text.len - shift) % 3, 0);
		assert_null(strchr(text.at, '\\'));
		buf_free(&text);
	}
}

static void days_are_written_as_short_as_they_stay_clear(void **state)
{
	static const struct {
		const char *first, *last, *text;
	} cases[] = {
		{ "2026-07-02T08:00:00+08:00", "2026-07-02T23:59:59+08:00", "2026-07-02" },
		{ "2026-04-04T08:00:00+08:00", "2026-08-26T08:00:00+08:00", "2026-04-04 – 08-26" },
		{ "2026-12-31T08:00:00+08:00", "2027-01-01T08:00:00+08:00",
			"2026-12-31 – 2027-01-01" },
		/* The day is that of the place where it was said. */
		{ "2026-07-02T00:30:00+08:00", "2026-07-01T16:31:00Z", "2026-07-02 – 07-01" },
	};
	struct buf text = { 0 };
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct moment first, last;
		assert_true(moment_parse(span_of(cases[i].first), &first, NULL));
		assert_true(moment_parse(span_of(cases[i].last), &last, NULL));
		buf_clear(&text);
		page_days(&text, first, last);
		assert_string_equal(text.at, cases[i].text);
	}
	buf_clear(&text);
	page_day_number(&text, 20638);
	assert_string_equal(text.at, "2026-07-04");
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stations_write_freely_is_never_shown),
		cmocka_unit_test(plates_positions_and_operators_are_never_shown),
		cmocka_unit_test(a_farms_name_is_shown_only_while_it_consents),
		cmocka_unit_test(a_consent_that_was_corrected_was_never_given),
		cmocka_unit_test(a_carrier_is_its_code_and_a_house_its_name),
		cmocka_unit_test(every_character_of_markup_is_written_out),
		cmocka_unit_test(what_is_cut_ends_with_a_whole_character),
		cmocka_unit_test(days_are_written_as_short_as_they_stay_clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
