#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/note/topic.h"

static void a_topic_is_written_and_read_back(void **state)
{
	static const struct {
		enum topic_branch branch;
		const char *text;
	} rows[] = {
		{ TOPIC_UP, "pigtrace/v1/farm-01/up" },
		{ TOPIC_RECEIPT, "pigtrace/v1/farm-01/receipt" },
		{ TOPIC_STATE, "pigtrace/v1/farm-01/state" },
	};
	char text[TOPIC_TEXT];
	struct span station;
	enum topic_branch branch;
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		topic_format(span_of("farm-01"), rows[i].branch, text);
		assert_string_equal(text, rows[i].text);
		assert_true(topic_parse(span_of(text), &station, &branch));
		assert_true(span_is(station, "farm-01"));
		assert_int_equal(branch, rows[i].branch);
	}
}

static void the_longest_station_fits(void **state)
{
	char name[NOTE_NAME_MOST + 1], text[TOPIC_TEXT];
	(void)state;
	memset(name, 'z', NOTE_NAME_MOST);
	name[NOTE_NAME_MOST] = '\0';
	topic_format(span_of(name), TOPIC_RECEIPT, text);
	assert_int_equal(
		strlen(text), strlen("pigtrace/v1/") + NOTE_NAME_MOST + strlen("/receipt"));
}

static void any_other_topic_is_not_ours(void **state)
{
	static const char *const bad[] = { "", "pigtrace/v1/", "pigtrace/v1/farm-01",
		"pigtrace/v1/farm-01/", "pigtrace/v1/farm-01/up/", "pigtrace/v1/farm-01/upper",
		"pigtrace/v1//up", "pigtrace/v1/+/up", "pigtrace/v1/#", "pigtrace/v1/Farm/up",
		"pigtrace/v2/farm-01/up", "/pigtrace/v1/farm-01/up", "pigtrace/v1/a/b/up",
		"pigtrace/v1/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/up" };
	struct span station;
	enum topic_branch branch;
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(topic_parse(span_of(bad[i]), &station, &branch));
	assert_true(topic_parse(span_of("pigtrace/v1/farm-01/up"), &station, &branch));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_topic_is_written_and_read_back),
		cmocka_unit_test(the_longest_station_fits),
		cmocka_unit_test(any_other_topic_is_not_ours),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
