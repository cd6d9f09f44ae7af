/* Items as a person at a phone writes them: what is read, and what is said of what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/say/say.h"

#define PIGS (UINT32_C(1) << ITEM_PIG | UINT32_C(1) << ITEM_EID | UINT32_C(1) << ITEM_GROUP)
#define PENS (UINT32_C(1) << ITEM_GROUP)

static struct say_refusal refusal;

/* The role as it stands in the line; NULL if it was refused. */
static const char *said(const char *text, uint32_t kinds)
{
	static char line[EVENT_LINE_MOST + 1];
	struct out out = out_into(line, sizeof(line));
	struct say_entry entry = { .key = { SAY_ROLE, ROLE_OF }, .value = span_of(text) };
	struct event_writer writer;
	event_write_begin(&writer, &out, KIND_WEIGH, (struct moment){ 0, 0 });
	event_write_role(&writer, ROLE_OF);
	if (!say_items_put(&writer, kinds, &entry, &refusal))
		return NULL;
	event_write_end(&writer);
	(void)out_written(&out);
	return strstr(line, "\"of\"");
}

static void is(const char *text, const char *role)
{
	const char *found = said(text, PIGS);
	if (!found)
		fail_msg("%s: %s", text, refusal.text);
	assert_string_equal(found, role);
}

static void digits_in_groups_are_one_ear_tag(void **state)
{
	static const char one[] = "\"of\":[\"pig:114113000012347\"]}";
	static const char two[] = "\"of\":[\"pig:114113000012347\",\"pig:114113000012348\"]}";
	(void)state;
	is("1141 1300 0012 347", one);
	is(" 1 141130  00012347 ", one);
	is("１１４１　１３００　００１２　３４７", one);
	is("1141 1300 0012 347 1141 1300 0012 348", two);
	is("1141 1300 0012 347\n114113000012348", two);
	is("114113000012347 1141 1300 0012 348", two);
}

static void other_digits_are_not_put_together(void **state)
{
	static const char *const cases[] = { "1141,1300,0012,347", "1141\n1300\n0012\n347",
		"1141 1300 0012 34", "1141 1300 0012 3478", "1141 1300 x 0012347" };
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_null(said(cases[i], PIGS));
		assert_string_equal(refusal.rule, "R-EVT-17");
	}
	assert_null(said("1141 1300 0012 347", PENS));
}

static void a_tag_with_a_digit_too_few_is_counted(void **state)
{
	(void)state;
	assert_null(said("11411300001234", PIGS));
	assert_string_equal(
		refusal.text, "'11411300001234': an ear tag has 15 digits, this has 14");
	assert_null(said("1141130000123477", PIGS));
	assert_non_null(strstr(refusal.text, "this has 16"));
	assert_null(said("11411300001234", PENS));
	assert_null(strstr(refusal.text, "ear tag"));
}

static void a_name_in_two_words_is_told_that_a_blank_parts_things(void **state)
{
	static const struct {
		const char *text;
		bool told;
	} cases[] = { { "三号 猪舍", true }, { "1411300001/F3 猪舍", true }, { "三号　猪舍", true },
		{ " 三号猪舍/ ", false }, { "三号/\n1411300001/F3", false } };
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_null(said(cases[i].text, PENS));
		if ((strstr(refusal.text, "blank") != NULL) != cases[i].told)
			fail_msg("%s: %s", cases[i].text, refusal.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_in_groups_are_one_ear_tag),
		cmocka_unit_test(other_digits_are_not_put_together),
		cmocka_unit_test(a_tag_with_a_digit_too_few_is_counted),
		cmocka_unit_test(a_name_in_two_words_is_told_that_a_blank_parts_things),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
