/* Heads that went in come out again, or somebody is told: pens, trucks, the slaughterhouse. */
#include "tests/unit/kit_balance.h"

static void born_and_come_less_dead_and_gone_is_present(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	size_t birth = kit_say(kit, "farm", "birth", "0101T0800",
		"'to':'" PEN_1 "','count':12,'out':['" PIG_1 "','" PIG_2 "']");
	(void)kit_say(kit, "farm", "move", "0102T0800", "'of':'" PIG_3 "','to':'" PEN_1 "'");
	size_t death = kit_say(kit, "farm", "die", "0103T0800", "'of':'" PEN_1 "','count':3");
	(void)kit_say(kit, "farm", "die", "0104T0800", "'of':'" PIG_2 "'");
	(void)kit_say(
		kit, "farm", "move", "0105T0800", "'of':'" PEN_1 "','to':'" PEN_2 "','count':4");
	(void)kit_say(kit, "farm", "move", "0106T0800", "'of':'" PIG_1 "','to':'" PEN_2 "'");
	struct balance *balance = ask(kit, PEN_1);
	assert_int_equal(balance->verdict, TRACE_FOUND);
	assert_int_equal(balance->head_count, 1);
	const struct balance_heads *heads = &balance->heads[0];
	assert_string_equal(heads->holder, PEN_1);
	assert_int_equal(heads->flows[BALANCE_BORN].tagged, 2);
	assert_int_equal(heads->flows[BALANCE_BORN].untagged, 10);
	assert_true(names(kit, &heads->flows[BALANCE_BORN].events, birth));
	assert_int_equal(heads->flows[BALANCE_IN].tagged, 1);
	assert_int_equal(heads->flows[BALANCE_DEAD].tagged, 1);
	assert_int_equal(heads->flows[BALANCE_DEAD].untagged, 3);
	assert_int_equal(heads->flows[BALANCE_DEAD].events.count, 2);
	assert_true(names(kit, &heads->flows[BALANCE_DEAD].events, death));
	assert_int_equal(heads->flows[BALANCE_OUT].tagged, 1);
	assert_int_equal(heads->flows[BALANCE_OUT].untagged, 4);
	assert_int_equal(heads->tagged, 1);
	assert_int_equal(heads->untagged, 3);
	assert_int_equal(heads->lacking, 0);
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	balance = ask(kit, PEN_2);
	assert_int_equal(balance->heads[0].tagged, 1);
	assert_int_equal(balance->heads[0].untagged, 4);
	balance_free(balance);
	kit_close(kit);
}

static void a_window_begins_with_what_was_there(void **state)
{
	struct kit *kit = kit_open();
	struct balance_settings settings = defaults();
	(void)state;
	(void)kit_say(kit, "farm", "birth", "0101T0800", "'to':'" PEN_1 "','count':12");
	(void)kit_say(kit, "farm", "die", "0201T0800", "'of':'" PEN_1 "','count':2");
	(void)kit_say(kit, "farm", "die", "0301T0800", "'of':'" PEN_1 "','count':1");
	(void)kit_say(kit, "farm", "move", "0210T0800", "'of':'" PIG_1 "','to':'" PEN_1 "'");
	(void)kit_say(kit, "farm", "move", "0301T0800", "'of':'" PIG_1 "','to':'" PEN_2 "'");
	settings.from_ms = kit_at("0201T0800");
	settings.to_ms = kit_at("0301T0800");
	struct balance *balance = ask_with(kit, PEN_1, &settings);
	assert_int_equal(balance->heads[0].tagged, 1);
	assert_int_equal(balance->heads[0].flows[BALANCE_OUT].events.count, 0);
	assert_int_equal(balance->heads[0].flows[BALANCE_BEFORE].untagged, 12);
	assert_int_equal(balance->heads[0].flows[BALANCE_BORN].untagged, 0);
	assert_int_equal(balance->heads[0].flows[BALANCE_DEAD].untagged, 2);
	assert_int_equal(balance->heads[0].untagged, 10);
	balance_free(balance);
	kit_close(kit);
}

static void a_head_that_gets_its_tag_is_not_one_more(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "farm", "birth", "0101T0800", "'to':'" PEN_1 "','count':3");
	(void)kit_say(kit, "farm", "tag", "0102T0800", "'out':'" PIG_1 "','to':'" PEN_1 "'");
	(void)kit_say(kit, "farm", "tag", "0103T0800", "'in':'" PIG_1 "','out':'" PIG_2 "'");
	/* Tagged without saying where, and sold from the pen. */
	(void)kit_say(kit, "farm", "tag", "0104T0800", "'out':'" PIG_3 "'");
	(void)kit_say(kit, "farm", "load", "0105T0800",
		"'of':'" PIG_3 "','from':'" PEN_1 "','to':'" TRUCK "'");
	struct balance *balance = ask(kit, PEN_1);
	assert_int_equal(balance->heads[0].tagged, 1);
	assert_int_equal(balance->heads[0].untagged, 1);
	assert_int_equal(balance->heads[0].lacking, 0);
	balance_free(balance);
	kit_close(kit);
}

static void more_heads_sold_than_present_is_an_alarm(void **state)
{
	struct kit *kit = kit_open();
	struct balance_settings settings = defaults();
	(void)state;
	(void)kit_say(kit, "farm", "birth", "0101T0800", "'to':'" PEN_1 "','count':30");
	size_t wrong = kit_say(
		kit, "farm", "load", "0601T0800", "'of':'" PEN_1 "','to':'" TRUCK "','count':50");
	struct balance *balance = ask(kit, PEN_1);
	const struct balance_alarm *alarm = alarm_of(balance, BALANCE_HEADS_LACKING);
	assert_non_null(alarm);
	assert_string_equal(alarm->item, PEN_1);
	assert_int_equal(alarm->unit, BALANCE_HEADS);
	assert_int_equal(alarm->entered, 30);
	assert_int_equal(alarm->left, 50);
	assert_int_equal(alarm->events.count, 1);
	assert_true(names(kit, &alarm->events, wrong));
	assert_int_equal(balance->heads[0].lacking, 20);
	assert_int_equal(balance->heads[0].untagged, 0);
	balance_free(balance);
	settings.yields.heads_lacking = 20; /* as configured */
	balance = ask_with(kit, PEN_1, &settings);
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	settings = defaults();
	settings.from_ms = kit_at("0602T0000"); /* what lacked before is nobody's loss within */
	balance = ask_with(kit, PEN_1, &settings);
	assert_int_equal(balance->alarm_count, 0);
	assert_int_equal(balance->heads[0].flows[BALANCE_BEFORE].untagged, 0);
	balance_free(balance);
	/* The number was a slip of the pen: a corrected event does not count. */
	(void)kit_correct(kit, "farm", wrong, "0602T0800");
	kit_tell(kit, NULL, 0);
	balance = ask(kit, PEN_1);
	assert_int_equal(balance->alarm_count, 0);
	assert_int_equal(balance->heads[0].untagged, 30);
	balance_free(balance);
	kit_close(kit);
}

static void an_animal_that_leaves_twice_lacks_once(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "farm", "birth", "0101T0800", "'out':'" PIG_1 "','to':'" PEN_1 "'");
	(void)kit_say(kit, "farm", "load", "0201T0800",
		"'of':'" PIG_1 "','from':'" PEN_1 "','to':'" TRUCK "'");
	size_t again = kit_say(kit, "farm", "load", "0301T0800",
		"'of':'" PIG_1 "','from':'" PEN_1 "','to':'truck:晋J2'");
	struct balance *balance = ask(kit, PEN_1);
	const struct balance_alarm *alarm = alarm_of(balance, BALANCE_HEADS_LACKING);
	assert_non_null(alarm);
	assert_true(names(kit, &alarm->events, again));
	assert_int_equal(balance->heads[0].lacking, 1);
	balance_free(balance);
	kit_close(kit);
}

static void what_comes_and_goes_at_one_instant_does_not_lack(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(
		kit, "farm", "load", "0201T0800", "'of':'" PEN_1 "','to':'" TRUCK "','count':5");
	(void)kit_say(kit, "farm", "birth", "0201T0800", "'to':'" PEN_1 "','count':5");
	struct balance *balance = ask(kit, PEN_1);
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	kit_close(kit);
}

static void heads_that_left_by_number_are_named_on_arrival(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "farm", "birth", "0101T0800",
		"'out':['" PIG_1 "','" PIG_2 "','" PIG_3 "'],'to':'" PEN_1 "'");
	(void)kit_say(
		kit, "farm", "load", "0201T0800", "'of':'" PEN_1 "','to':'" TRUCK "','count':2");
	(void)kit_say(kit, "plant", "arrive", "0201T1200",
		"'of':['" PIG_1 "','" PIG_2 "'],'from':'" TRUCK
		"','to':'place:lairage','cert':'doc:A/1'");
	struct balance *balance = ask(kit, PEN_1);
	assert_int_equal(balance->heads[0].tagged, 1);
	assert_int_equal(balance->heads[0].untagged, 0);
	assert_int_equal(balance->heads[0].lacking, 0);
	balance_free(balance);
	/* Of the whole station: the truck is empty again, nothing lacks anywhere. */
	balance = ask(kit, "station:farm");
	assert_int_equal(balance->head_count, 2);
	assert_int_equal(balance->heads[1].tagged + balance->heads[1].untagged, 0);
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	balance = ask(kit, "place:lairage");
	assert_int_equal(balance->heads[0].tagged, 2);
	balance_free(balance);
	kit_close(kit);
}

static void a_group_that_comes_off_a_truck_does_not_leave_its_pen_again(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(
		kit, "farm", "birth", "0101T0800", "'of':'" PIG_3 "','to':'" PEN_1 "','count':40");
	(void)kit_say(
		kit, "farm", "load", "0201T0800", "'of':'" PEN_1 "','to':'" TRUCK "','count':25");
	(void)kit_say(kit, "plant", "arrive", "0201T1200",
		"'of':'" PEN_1 "','from':'" TRUCK
		"','to':'place:lairage','count':25,'cert':'doc:A/1'");
	struct balance *balance = ask(kit, PEN_1);
	assert_int_equal(balance->heads[0].flows[BALANCE_BORN].untagged, 40); /* less no mother */
	assert_int_equal(balance->heads[0].untagged, 15);
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	balance = ask(kit, "place:lairage");
	assert_int_equal(balance->heads[0].untagged, 25);
	balance_free(balance);
	kit_close(kit);
}

static void a_named_head_that_leaves_is_none_of_the_unnamed_before(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "farm", "birth", "0101T0800",
		"'out':['" PIG_1 "','" PIG_2 "','" PIG_3 "'],'to':'" PEN_1 "'");
	(void)kit_say(
		kit, "farm", "load", "0201T0800", "'of':'" PEN_1 "','to':'" TRUCK "','count':2");
	(void)kit_say(kit, "farm", "load", "0202T0800",
		"'of':'" PIG_1 "','from':'" PEN_1 "','to':'" TRUCK "'");
	struct balance *balance = ask(kit, PEN_1);
	assert_int_equal(balance->heads[0].tagged + balance->heads[0].untagged, 0);
	balance_free(balance);
	kit_close(kit);
}

static void more_slaughtered_than_arrived_is_an_alarm(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "plant", "arrive", "0701T0600",
		"'of':['" PIG_1 "','" PEN_1 "'],'count':3,'cert':'doc:A/1'");
	(void)kit_say(kit, "plant", "die", "0701T0700", "'of':'" PEN_1 "','count':1");
	(void)kit_say(kit, "plant", "slaughter", "0701T0800", "'in':'" PIG_1 "','out':'" HALF "'");
	(void)kit_say(kit, "plant", "slaughter", "0701T0900", "'in':'" PIG_2 "','out':'" HALF2 "'");
	struct balance *balance = ask(kit, "station:plant");
	const struct balance_heads *heads = &balance->heads[balance->head_count - 1];
	assert_string_equal(heads->holder, "station:plant");
	assert_int_equal(heads->flows[BALANCE_IN].tagged, 1);
	assert_int_equal(heads->flows[BALANCE_IN].untagged, 2);
	assert_int_equal(heads->flows[BALANCE_DEAD].untagged, 1);
	assert_int_equal(heads->flows[BALANCE_OUT].tagged, 2);
	assert_int_equal(heads->lacking, 0);
	balance_free(balance);
	size_t more = kit_say(kit, "plant", "slaughter", "0701T1000",
		"'in':'" PIG_3 "','out':'carcass:plant/20260701/3'");
	kit_tell(kit, NULL, 0);
	balance = ask(kit, "station:plant");
	const struct balance_alarm *alarm = alarm_of(balance, BALANCE_HEADS_LACKING);
	while (strcmp(alarm->item, "station:plant") != 0)
		alarm++;
	assert_true(names(kit, &alarm->events, more));
	assert_int_equal(alarm->entered, 3);
	assert_int_equal(alarm->left, 4);
	balance_free(balance);
	kit_close(kit);
}

static void a_number_of_heads_that_is_not_said_is_unknown(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	size_t birth = kit_say(kit, "farm", "birth", "0101T0800", "'to':'" PEN_1 "'");
	struct balance *balance = ask(kit, PEN_1);
	assert_int_equal(balance->heads[0].unknown.count, 1);
	assert_true(names(kit, &balance->heads[0].unknown, birth));
	balance_free(balance);
	/* A group of which no animal is known comes in whole. */
	size_t whole =
		kit_say(kit, "farm", "move", "0102T0800", "'of':'" PEN_1 "','to':'" PEN_2 "'");
	kit_tell(kit, NULL, 0);
	balance = ask(kit, PEN_2);
	assert_int_equal(balance->heads[0].unknown.count, 1);
	assert_true(names(kit, &balance->heads[0].unknown, whole));
	balance_free(balance);
	kit_close(kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(born_and_come_less_dead_and_gone_is_present),
		cmocka_unit_test(a_window_begins_with_what_was_there),
		cmocka_unit_test(a_head_that_gets_its_tag_is_not_one_more),
		cmocka_unit_test(more_heads_sold_than_present_is_an_alarm),
		cmocka_unit_test(an_animal_that_leaves_twice_lacks_once),
		cmocka_unit_test(what_comes_and_goes_at_one_instant_does_not_lack),
		cmocka_unit_test(heads_that_left_by_number_are_named_on_arrival),
		cmocka_unit_test(a_group_that_comes_off_a_truck_does_not_leave_its_pen_again),
		cmocka_unit_test(a_named_head_that_leaves_is_none_of_the_unnamed_before),
		cmocka_unit_test(more_slaughtered_than_arrived_is_an_alarm),
		cmocka_unit_test(a_number_of_heads_that_is_not_said_is_unknown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
