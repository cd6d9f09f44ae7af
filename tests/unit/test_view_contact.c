/* Contacts as people and programs read them. */
#include "tests/unit/kit_trace.h"

#include "core/base/words.h"
#include "core/view/contact.h"

#include <jansson.h>

#define TRUCK "truck:晋J1"
#define PIG_3 "pig:114113000000003"

static void told(struct kit *kit, bool json, struct buf *into)
{
	struct contact_settings settings = { .from_ms = INT64_C(1772294400000), /* 2026-03-01 */
		.to_ms = INT64_C(1774972800000),
		.persist_days = 10,
		.degree = 2 };
	struct contacts *contacts = NULL;
	struct fault fault = { 0 };
	struct item seed;
	if (!kit->store)
		kit_tell(kit, NULL, 0);
	assert_int_equal(item_parse(span_of(PIG_1), &seed, NULL), IDENT_OK);
	assert_int_equal(contacts_find(kit->store, seed, &settings, &contacts, &fault), 0);
	assert_int_equal((json ? contact_view_json : contact_view_text)(contacts, into, &fault), 0);
	contacts_free(contacts);
}

static struct kit *story(void)
{
	struct kit *kit = kit_open();
	(void)kit_say(kit, "farm", "birth", "0201T0800", "'to':'" PEN_1 "','count':4");
	(void)kit_say(kit, "farm", "move", "0302T0800", "'of':'" PIG_1 "','to':'" PEN_1 "'");
	(void)kit_say(kit, "farm", "move", "0305T0800", "'of':'" PIG_1 "','to':'" PEN_2 "'");
	(void)kit_say(kit, "farm", "move", "0305T1100", "'of':'" PIG_2 "','to':'" PEN_1 "'");
	(void)kit_say(kit, "farm", "load", "0306T0800", "'of':'" PIG_2 "','to':'" TRUCK "'");
	(void)kit_say(kit, "farm", "load", "0306T0900", "'of':'" PIG_3 "','to':'" TRUCK "'");
	(void)kit_say(kit, "farm", "disinfect", "0308T0800", "'of':'" PEN_1 "'");
	return kit;
}

static void the_text_names_the_way_the_place_and_what_is_not_covered(void **state)
{
	struct kit *kit = story();
	struct buf text = { 0 };
	(void)state;
	words_open("en");
	told(kit, false, &text);
	static const char *const said[] = { "Degree 1: 1 animal\n", "Degree 2: 1 animal\n",
		"3 h after it had left", "at the same time", "now in " TRUCK,
		"by way of " PIG_1 " → " PEN_1, "suspect until its disinfection farm/1/7",
		"4 heads without a tag: which of them were met is not recorded",
		"2026-03-01 00:00 +08:00 → 2026-03-02 08:00 +08:00: where the animal was",
		"suspect for 10 days at most (configuration)" };
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		if (!strstr(text.at, said[i]))
			fail_msg("'%s' is not in\n%s", said[i], text.at);
	buf_free(&text);
	kit_close(kit);
}

static void the_json_is_read_back(void **state)
{
	struct kit *kit = story();
	struct buf text = { 0 };
	const char *format, *code, *container;
	json_int_t degree, untagged;
	json_t *list, *path;
	(void)state;
	told(kit, true, &text);
	json_t *top = json_loads(text.at, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(top);
	assert_int_equal(json_unpack(top, "{s:s,s:o,s:{s:I}}", "format", &format, "contacts", &list,
				 "limits", "untagged", &untagged),
		0);
	assert_string_equal(format, "pigtrace-contacts/1");
	assert_int_equal(untagged, 4);
	assert_int_equal(json_array_size(list), 2);
	assert_int_equal(json_unpack(json_array_get(list, 1), "{s:[s],s:I,s:o}", "codes", &code,
				 "degree", &degree, "path", &path),
		0);
	assert_string_equal(code, PIG_3);
	assert_int_equal(degree, 2);
	assert_int_equal(json_array_size(path), 2);
	assert_int_equal(json_unpack(json_array_get(path, 1), "{s:s}", "container", &container), 0);
	assert_string_equal(container, TRUCK);
	json_decref(top);
	buf_free(&text);
	kit_close(kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_names_the_way_the_place_and_what_is_not_covered),
		cmocka_unit_test(the_json_is_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
