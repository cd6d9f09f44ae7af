/* How far an answer reaches: its window, and what could hide a contact that it does not have. */
#include "tests/unit/kit_contact.h"

static void outside_the_window_nothing_counts(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PIG_1, PEN_1, "0101T0800");
	(void)move(kit, PIG_2, PEN_1, "0101T0800");
	(void)move(kit, PIG_2, PEN_2, "0301T0000"); /* leaves as the window begins */
	(void)move(kit, PIG_3, PEN_1, "0401T0000"); /* comes as it ends */
	(void)move(kit, PIG_4, PEN_1, "0331T2359");
	(void)move(kit, PIG_5, PEN_1, "0101T0800"); /* was there before, and comes back after */
	(void)move(kit, PIG_5, PEN_2, "0201T0800");
	(void)move(kit, PIG_5, PEN_1, "0402T0800");
	struct contacts *contacts = ask(kit, PIG_1, 1);
	assert_int_equal(contacts->count, 1);
	assert_non_null(find(contacts, PIG_4));
	contacts_free(contacts);
	kit_close(kit);
}

static void days_count_back_from_the_last_that_is_recorded_of_it(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PIG_1, PEN_1, "0101T0800");
	(void)move(kit, PIG_2, PEN_1, "0101T0800");
	(void)move(kit, PIG_2, PEN_2, "0315T0800");
	(void)kit_say(kit, "farm", "die", "0320T0800", "'of':'" PIG_1 "'");
	struct contact_settings settings = { .from_ms = CONTACT_UNSAID,
		.to_ms = kit_at("0601T0000"),
		.days = 5,
		.persist_days = -1 };
	struct contacts *contacts = ask_with(kit, PIG_1, &settings);
	assert_true(contacts->from_ms == kit_at("0315T0800"));
	assert_int_equal(contacts->persist_days, CONTACT_PERSIST_DAYS);
	assert_int_equal(contacts->degree, 1);
	assert_int_equal(contacts->count, 0);
	contacts_free(contacts);
	settings.days = 6;
	contacts = ask_with(kit, PIG_1, &settings);
	assert_int_equal(contacts->count, 1);
	contacts_free(contacts);
	kit_close(kit);
}

static void heads_known_only_by_number_are_counted_as_not_covered(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "farm", "birth", "0201T0800", "'to':'" PEN_1 "','count':12");
	(void)kit_say(kit, "farm", "tag", "0202T0800", "'out':'" PIG_1 "','to':'" PEN_1 "'");
	(void)kit_say(kit, "farm", "die", "0301T0800", "'of':'" PEN_1 "','count':2");
	(void)move(kit, PIG_1, PEN_2, "0302T0800");
	(void)kit_say(kit, "farm", "move", "0303T0800",
		"'of':'" PEN_1 "','to':'" PEN_3 "','count':9"); /* all that are left */
	(void)kit_say(kit, "farm", "birth", "0320T0800", "'to':'" PEN_1 "','count':50");
	struct contact_settings settings = window(1);
	struct contacts *contacts = ask_with(kit, PIG_1, &settings);
	assert_int_equal(contacts->holder_count, 2);
	assert_string_equal(contacts->holders[0].name, PEN_1);
	assert_int_equal(contacts->holders[0].untagged, 11);
	assert_int_equal(contacts->holders[1].untagged, 0);
	assert_int_equal(contacts->untagged, 11);
	contacts_free(contacts);
	settings.from_ms = kit_at("0301T0900");
	contacts = ask_with(kit, PIG_1, &settings);
	assert_int_equal(contacts->untagged, 9);
	contacts_free(contacts);
	kit_close(kit);
}

static void times_at_which_the_seed_was_nowhere_are_told(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)move(kit, PIG_1, PEN_1, "0302T0800");
	(void)kit_say(kit, "farm", "load", "0305T0800",
		"'of':'" PIG_1 "','from':'" PEN_1 "','to':'" TRUCK "'");
	(void)kit_say(kit, "farm", "unload", "0305T0900", "'of':'" PIG_1 "','from':'" TRUCK "'");
	(void)move(kit, PIG_1, PEN_2, "0306T0800");
	(void)kit_say(kit, "farm", "die", "0310T0800", "'of':'" PIG_1 "'");
	struct contacts *contacts = ask(kit, PIG_1, 1);
	assert_int_equal(contacts->blind_count, 2);
	assert_true(contacts->blind[0].since_ms == kit_at("0301T0000"));
	assert_true(contacts->blind[0].until_ms == kit_at("0302T0800"));
	assert_true(contacts->blind[1].since_ms == kit_at("0305T0900"));
	assert_true(contacts->blind[1].until_ms == kit_at("0306T0800"));
	contacts_free(contacts);
	kit_close(kit);
}

static void missing_numbers_that_may_hide_a_contact_are_told(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	size_t order[8], count = 0;
	(void)move(kit, PIG_1, PEN_1, "0101T0800");
	(void)move(kit, PIG_2, PEN_2, "0102T0800"); /* withheld, before the window */
	(void)move(kit, PIG_3, PEN_3, "0103T0800");
	(void)move(kit, PIG_1, PEN_2, "0302T0800");
	(void)move(kit, PIG_2, PEN_2, "0303T0800"); /* withheld */
	(void)move(kit, PIG_3, PEN_1, "0304T0800");
	for (size_t i = 0; i < kit->count; i++)
		if (i != 1 && i != 4)
			order[count++] = i;
	kit_tell(kit, order, count);
	struct contacts *contacts = ask(kit, PIG_1, 1);
	assert_int_equal(contacts->gap_count, 1);
	assert_string_equal(contacts->gaps[0].station, "farm");
	assert_int_equal(contacts->gaps[0].first, 5);
	assert_int_equal(contacts->gaps[0].last, 5);
	assert_true(contacts->gaps[0].since_ms == kit_at("0302T0800"));
	contacts_free(contacts);
	kit_close(kit);
}

static void an_animal_nobody_spoke_of_is_unknown_and_meat_is_no_animal(void **state)
{
	struct kit *kit = kit_open();
	struct contacts *contacts;
	struct fault fault = { 0 };
	struct contact_settings settings = window(1);
	struct item meat = { ITEM_LOT, span_of(GTIN "/L1") };
	(void)state;
	(void)move(kit, PIG_1, PEN_1, "0302T0800");
	contacts = ask(kit, PIG_5, 1);
	assert_int_equal(contacts->verdict, TRACE_UNKNOWN);
	assert_int_equal(contacts->count, 0);
	contacts_free(contacts);
	assert_int_equal(
		contacts_find(kit->store, meat, &settings, &contacts, &fault), FAULT_SETTING);
	settings.degree = CONTACT_DEGREE_MOST + 1;
	struct item pig = { ITEM_PIG, span_of("114113000000001") };
	assert_int_equal(
		contacts_find(kit->store, pig, &settings, &contacts, &fault), FAULT_SETTING);
	settings = window(1);
	settings.to_ms = settings.from_ms;
	assert_int_equal(
		contacts_find(kit->store, pig, &settings, &contacts, &fault), FAULT_SETTING);
	contacts = ask(kit, PIG_1, 1); /* and the next call works */
	assert_int_equal(contacts->verdict, TRACE_FOUND);
	contacts_free(contacts);
	kit_close(kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outside_the_window_nothing_counts),
		cmocka_unit_test(days_count_back_from_the_last_that_is_recorded_of_it),
		cmocka_unit_test(heads_known_only_by_number_are_counted_as_not_covered),
		cmocka_unit_test(times_at_which_the_seed_was_nowhere_are_told),
		cmocka_unit_test(missing_numbers_that_may_hide_a_contact_are_told),
		cmocka_unit_test(an_animal_nobody_spoke_of_is_unknown_and_meat_is_no_animal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
