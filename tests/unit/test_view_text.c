/* What a trace looks like: text and JSON against files read by a person, and what must never show. */
#include "tests/unit/kit_story.h"

#include "core/base/file.h"
#include "core/base/words.h"
#include "core/view/view.h"

#include <jansson.h>

#define GOLDEN_MOST (1 << 20)

enum form { FORM_TEXT, FORM_FULL, FORM_JSON, FORM_DOT };

static void show(struct kit *kit, const char *seed, bool raw, enum form form, struct buf *into)
{
	struct fault fault = { 0 };
	struct trace *trace = kit_ask_with(kit, seed, (struct trace_settings){ .raw = raw });
	if (form == FORM_TEXT || form == FORM_FULL)
		assert_int_equal(
			view_text(trace, &(struct view_settings){ .full = form == FORM_FULL }, into,
				&fault),
			0);
	if (form == FORM_JSON)
		assert_int_equal(view_json(trace, into, &fault), 0);
	if (form == FORM_DOT)
		assert_int_equal(view_dot(trace, into, &fault), 0);
	trace_free(trace);
}

/* PIGTRACE_GOLDEN=write makes the file anew, to be read and committed by a person. */
static void assert_golden(const char *name, struct span shown)
{
	struct buf golden = { 0 };
	struct fault fault = { 0 };
	char path[128];
	const char *wanted = getenv("PIGTRACE_GOLDEN");
	(void)snprintf(path, sizeof(path), "tests/golden/%s", name);
	if (wanted && strcmp(wanted, "write") == 0)
		assert_int_equal(file_write(path, shown, 0644, &fault), 0);
	if (file_read(path, GOLDEN_MOST, &golden, &fault) != 0)
		fail_msg("%s", fault.text);
	if (!span_equal(buf_written(&golden), shown))
		print_message("%.*s\n", (int)shown.len, shown.at);
	assert_true(span_equal(buf_written(&golden), shown));
	buf_free(&golden);
}

static void the_story_of_a_package_reads_as_agreed(void **state)
{
	static const struct {
		const char *golden;
		enum form form;
		bool raw;
	} views[] = {
		{ "package.en.txt", FORM_TEXT, false },
		{ "package-raw.en.txt", FORM_TEXT, true },
		{ "package-full.en.txt", FORM_FULL, false },
		{ "package.json", FORM_JSON, false },
		{ "package.dot", FORM_DOT, false },
	};
	char pkg[64];
	struct kit *kit = story_open(pkg);
	(void)state;
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		struct buf shown = { 0 };
		show(kit, pkg, views[i].raw, views[i].form, &shown);
		assert_golden(views[i].golden, buf_written(&shown));
		buf_free(&shown);
	}
	kit_close(kit);
}

static bool holds(const struct buf *text, const char *what)
{
	return text->at && strstr(text->at, what) != NULL;
}

static void text_of_an_event_never_reaches_the_terminal_raw(void **state)
{
	static const char *const dangers[] = { "\033", "\302\233", "\342\200\256" };
	char pkg[64];
	struct kit *kit = story_open(pkg);
	struct buf text = { 0 }, dot = { 0 };
	(void)state;
	show(kit, pkg, true, FORM_TEXT, &text);
	assert_true(holds(&text, "\\u009b31mred\\u202eder"));
	show(kit, pkg, true, FORM_FULL, &text);
	show(kit, pkg, true, FORM_DOT, &dot);
	assert_true(holds(&text, "\\u009b31mred\\u202eder"));
	for (size_t i = 0; i < sizeof(dangers) / sizeof(dangers[0]); i++) {
		assert_false(holds(&text, dangers[i]));
		assert_false(holds(&dot, dangers[i]));
	}
	buf_free(&text);
	buf_free(&dot);
	kit_close(kit);
}

static void every_control_character_is_escaped(void **state)
{
	struct buf text = { 0 };
	(void)state;
	static const char raw[] = "a\0\n\033[1m\177\302\205\342\200\250\377中\303";
	view_escape(&text, (struct span){ raw, sizeof(raw) - 1 });
	assert_string_equal(text.at, "a\\u0000\\u000a\\u001b[1m\\u007f\\u0085\\u2028\\xff中\\xc3");
	buf_free(&text);
}

static void the_serial_key_is_not_printed(void **state)
{
	char pkg[64];
	struct kit *kit = story_open(pkg);
	struct buf text = { 0 };
	(void)state;
	show(kit, pkg, true, FORM_TEXT, &text);
	show(kit, pkg, true, FORM_FULL, &text);
	assert_true(holds(&text, "五花肉"));
	assert_false(holds(&text, "07070707"));
	buf_free(&text);
	kit_close(kit);
}

static void json_tells_unknown_and_not_genuine_apart(void **state)
{
	char pkg[64];
	struct kit *kit = story_open(pkg);
	static const char *const verdicts[] = { "unknown", "not_genuine", "found" };
	(void)state;
	kit_serial(6, "L1", 50, pkg);
	const char *const seeds[] = { "pig:114113000000777", pkg, PIG_1 };
	for (size_t i = 0; i < 3; i++) {
		struct buf text = { 0 };
		show(kit, seeds[i], false, FORM_JSON, &text);
		json_t *top = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, NULL);
		assert_non_null(top);
		assert_int_equal(text.at[text.len - 1], '\n');
		assert_string_equal(
			json_string_value(json_object_get(top, "verdict")), verdicts[i]);
		assert_int_equal(json_array_size(json_object_get(top, "events")) > 0, i == 2);
		json_decref(top);
		buf_free(&text);
	}
	kit_close(kit);
}

static void a_plain_event_is_named_by_its_bytes(void **state)
{
	char pkg[64];
	struct kit *kit = story_open(pkg);
	struct buf text = { 0 };
	(void)state;
	show(kit, STORY_PIG_3, false, FORM_JSON, &text);
	const char *name = strstr(text.at, "\"name\": \"scale/-/");
	assert_non_null(name);
	assert_int_equal(strspn(name + 17, "0123456789abcdef"), 16);
	assert_int_equal(name[33], '"');
	buf_free(&text);
	kit_close(kit);
}

/* Each brace, bracket and quote of the picture closes. */
static void the_picture_closes_all_it_opens(void **state)
{
	char pkg[64];
	struct kit *kit = story_open(pkg);
	struct buf dot = { 0 };
	int braces = 0, brackets = 0;
	bool quoted = false;
	(void)state;
	show(kit, pkg, true, FORM_DOT, &dot);
	assert_true(span_starts(buf_written(&dot), "digraph trace {\n"));
	for (size_t i = 0; i < dot.len; i++) {
		char c = dot.at[i];
		if (c == '"')
			quoted = !quoted;
		else if (quoted)
			i += c == '\\';
		else if (c == '{' || c == '}')
			braces += c == '{' ? 1 : -1;
		else if (c == '[' || c == ']')
			brackets += c == '[' ? 1 : -1;
		assert_true(braces >= 0 && brackets >= 0 && brackets <= 1);
		assert_false(quoted && dot.at[i] == '\n');
	}
	assert_int_equal(braces, 0);
	assert_int_equal(brackets, 0);
	assert_false(quoted);
	buf_free(&dot);
	kit_close(kit);
}

static void a_quote_in_a_name_cannot_leave_its_label(void **state)
{
	struct kit *kit = kit_open();
	struct buf dot = { 0 };
	(void)state;
	(void)kit_say(kit, "truck", "track", "0101T0800", "'of':'truck:\\u0022]\\\\','temp_c':'1'");
	show(kit, "truck:\"]\\", false, FORM_DOT, &dot);
	assert_true(holds(&dot, "\\n\\\"]\\\\\""));
	buf_free(&dot);
	kit_close(kit);
}

static void one_event_is_one_line_with_its_own_clock(void **state)
{
	static struct event event;
	struct event_wrong wrong;
	struct fault fault = { 0 };
	struct buf line = { 0 };
	(void)state;
	const char *said = "{\"do\":\"weigh\",\"at\":\"2026-11-20T07:30:12-02:30\",\"of\":\"" PIG_1
			   "\",\"kg\":\"112.50\",\"by\":\"op-07\"}";
	assert_int_equal(event_decode(span_of(said), &event, &wrong), EVENT_OK);
	assert_int_equal(view_event_line(&event, span_of("farm-01"), &line, &fault), 0);
	assert_string_equal(line.at, "2026-11-20 07:30 -02:30  weighing · " PIG_1
				     " · weight 112.5 kg · farm-01 · op-07");
	buf_free(&line);
}

static void a_long_list_on_one_line_says_how_long_it_is(void **state)
{
	static struct event event;
	struct event_wrong wrong;
	struct fault fault = { 0 };
	struct buf said = { 0 }, line = { 0 };
	(void)state;
	buf_text(&said, "{\"do\":\"antemortem\",\"at\":\"2026-11-20T07:30:12+08:00\","
			"\"verdict\":\"pass\",\"of\":[\"" PIG_1 "\"");
	for (int i = 2; i <= 20; i++)
		buf_format(&said, ",\"pig:1141130000000%02d\"", i);
	buf_text(&said, "]}");
	assert_int_equal(event_decode(buf_written(&said), &event, &wrong), EVENT_OK);
	assert_int_equal(view_event_line(&event, span_of("plant"), &line, &fault), 0);
	assert_true(holds(&line, "pig:114113000000004, … 20 in all · verdict passed"));
	buf_free(&said);
	buf_free(&line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_story_of_a_package_reads_as_agreed),
		cmocka_unit_test(text_of_an_event_never_reaches_the_terminal_raw),
		cmocka_unit_test(every_control_character_is_escaped),
		cmocka_unit_test(the_serial_key_is_not_printed),
		cmocka_unit_test(json_tells_unknown_and_not_genuine_apart),
		cmocka_unit_test(a_plain_event_is_named_by_its_bytes),
		cmocka_unit_test(the_picture_closes_all_it_opens),
		cmocka_unit_test(a_quote_in_a_name_cannot_leave_its_label),
		cmocka_unit_test(one_event_is_one_line_with_its_own_clock),
		cmocka_unit_test(a_long_list_on_one_line_says_how_long_it_is),
	};
	words_open("en");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
