/* The farmer's form: a question for everything that a kind demands, under the name the server reads it by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "core/base/words.h"
#include "core/view/form.h"

static char *page_in(const char *language, struct buf *page)
{
	struct fault fault;
	words_open("zh_CN");
	words_turn(language);
	assert_int_equal(form_html(page, &fault), 0);
	return page->at;
}

static bool has_question(const char *page, const char *kind, const char *key, bool required)
{
	char text[128];
	(void)snprintf(text, sizeof(text), " id=\"%s-%s\" name=\"%s\"%s>", kind, key, key,
		required ? " required" : "");
	return strstr(page, text) != NULL;
}

static void every_demand_has_its_question(void **state)
{
	struct buf buf = { 0 };
	const char *page = page_in("zh", &buf);
	int offered = 0;
	(void)state;
	for (int i = 0; i < KIND_COUNT; i++) {
		const struct vocabulary_kind *kind = &vocabulary_kinds[i];
		char form[64];
		(void)snprintf(form, sizeof(form), "<form class=\"kind\" id=\"%s\"", kind->name);
		assert_int_equal(strstr(page, form) != NULL, form_offers((enum event_kind)i));
		if (!form_offers((enum event_kind)i))
			continue;
		offered++;
		assert_true(has_question(page, kind->name, "at", false));
		for (int j = 0; j < kind->slot_count; j++)
			assert_true(has_question(page, kind->name,
				vocabulary_roles[kind->slots[j].role].name,
				kind->slots[j].least > 0));
		for (int j = 0; j < FIELD_COUNT; j++)
			if (kind->required >> j & 1)
				assert_true(has_question(
					page, kind->name, vocabulary_fields[j].name, true));
	}
	assert_true(offered >= 12);
	buf_free(&buf);
}

/* Whoever looks after pigs or drives them finds all that he may state of them. */
static void farms_and_drivers_have_their_kinds(void **state)
{
	static const enum event_kind kinds[] = { KIND_BIRTH, KIND_TAG, KIND_MOVE, KIND_FEED,
		KIND_MEDICATE, KIND_VACCINATE, KIND_WEIGH, KIND_TEST, KIND_DIE, KIND_CERTIFY,
		KIND_LOAD, KIND_TRACK, KIND_UNLOAD, KIND_DISINFECT };
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		assert_true(form_offers(kinds[i]));
	assert_false(form_offers(KIND_PACK));
	assert_false(form_offers(KIND_STATION));
}

static void it_speaks_the_readers_language(void **state)
{
	struct buf zh = { 0 }, en = { 0 };
	(void)state;
	assert_non_null(strstr(page_in("zh", &zh), "<h1>猪场记录</h1>"));
	assert_non_null(strstr(page_in("en", &en), "<h1>Farm records</h1>"));
	assert_non_null(strstr(en.at, "lang=\"en\""));
	buf_free(&zh);
	buf_free(&en);
}

/* What stands between the tags is what the policy's hash is of. */
static void style_and_script_cannot_end_early(void **state)
{
	(void)state;
	assert_null(strstr(form_script(), "</"));
	assert_null(strstr(form_style(), "</"));
	assert_null(strstr(form_script(), "<!--"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_demand_has_its_question),
		cmocka_unit_test(farms_and_drivers_have_their_kinds),
		cmocka_unit_test(it_speaks_the_readers_language),
		cmocka_unit_test(style_and_script_cannot_end_early),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
