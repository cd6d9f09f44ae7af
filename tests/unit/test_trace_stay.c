/* Where things were at an event's own time: pens, lorries, cases, and the instants between them. */
#include "tests/unit/kit_trace.h"

#define TRUCK "truck:晋J1"

static void move(struct kit *kit, const char *pig, const char *to, const char *when)
{
	char rest[160];
	(void)snprintf(rest, sizeof(rest), "'of':'%s','to':'%s'", pig, to);
	(void)kit_say(kit, "farm", "move", when, rest);
}

static size_t medicate(struct kit *kit, const char *of, const char *when)
{
	char rest[160];
	(void)snprintf(
		rest, sizeof(rest), "'of':'%s','in':'input:drug/D1','withdrawal_days':28", of);
	return kit_say(kit, "farm", "medicate", when, rest);
}

static bool reaches(struct kit *kit, const char *seed, size_t nth)
{
	struct trace *trace = kit_ask(kit, seed);
	bool told = kit_told(kit, trace, nth) != NULL;
	trace_free(trace);
	return told;
}

static void a_pig_moved_out_the_day_before_medication_is_not_touched(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	move(kit, PIG_1, PEN_1, "0101T0800");
	move(kit, PIG_2, PEN_1, "0101T0800");
	move(kit, PIG_1, PEN_2, "0301T0800");
	size_t drug = medicate(kit, PEN_1, "0302T0800");
	assert_false(reaches(kit, PIG_1, drug));
	assert_true(reaches(kit, PIG_2, drug));
	kit_close(kit);
}

static void a_pig_moved_in_an_hour_after_is_not_touched(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	size_t drug = medicate(kit, PEN_1, "0302T0800");
	move(kit, PIG_1, PEN_1, "0302T0900");
	assert_false(reaches(kit, PIG_1, drug));
	kit_close(kit);
}

static void a_move_that_arrives_late_changes_the_answer(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	move(kit, PIG_1, PEN_1, "0101T0800");
	size_t drug = medicate(kit, PEN_1, "0302T0800");
	assert_true(reaches(kit, PIG_1, drug));
	move(kit, PIG_1, PEN_2, "0301T0800"); /* heard of only now */
	kit_tell(kit, NULL, 0);
	assert_false(reaches(kit, PIG_1, drug));
	kit_close(kit);
}

static void an_event_at_the_instant_of_joining_reaches_and_of_leaving_not(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	move(kit, PIG_1, PEN_1, "0301T0800");
	size_t joining = medicate(kit, PEN_1, "0301T0800");
	size_t leaving = medicate(kit, PEN_1, "0401T0800");
	size_t next = medicate(kit, PEN_2, "0401T0800");
	move(kit, PIG_1, PEN_2, "0401T0800");
	assert_true(reaches(kit, PIG_1, joining));
	assert_false(reaches(kit, PIG_1, leaving));
	assert_true(reaches(kit, PIG_1, next));
	kit_close(kit);
}

static void leaving_and_joining_of_one_instant_is_one_move_in_either_order(void **state)
{
	(void)state;
	for (int turned = 0; turned < 2; turned++) {
		struct kit *kit = kit_open();
		(void)kit_say(
			kit, "truck", "load", "0301T0800", "'of':'" PIG_1 "','to':'" TRUCK "'");
		for (int i = 0; i < 2; i++) {
			if (i == turned)
				(void)kit_say(kit, "farm", "unload", "0302T0800",
					"'of':'" PIG_1 "','from':'" TRUCK "'");
			else
				move(kit, PIG_1, PEN_2, "0302T0800");
		}
		size_t drug = medicate(kit, PEN_2, "0303T0800");
		assert_true(reaches(kit, PIG_1, drug));
		kit_close(kit);
	}
}

static void of_two_joins_in_one_instant_the_last_by_number_stands(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	move(kit, PIG_1, PEN_1, "0301T0800");
	move(kit, PIG_1, PEN_2, "0301T0800");
	size_t first = medicate(kit, PEN_1, "0301T0800");
	size_t last = medicate(kit, PEN_2, "0301T0800");
	assert_false(reaches(kit, PIG_1, first));
	assert_true(reaches(kit, PIG_1, last));
	kit_close(kit);
}

static void of_two_joins_in_one_instant_the_last_station_by_name_stands(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "b-farm", "move", "0301T0800", "'of':'" PIG_1 "','to':'" PEN_1 "'");
	(void)kit_say(kit, "a-farm", "weigh", "0101T0800", "'of':'" PIG_1 "','kg':'30'");
	(void)kit_say(kit, "a-farm", "move", "0301T0800", "'of':'" PIG_1 "','to':'" PEN_2 "'");
	size_t drug = medicate(kit, PEN_1, "0301T0800");
	assert_true(reaches(kit, PIG_1, drug));
	kit_close(kit);
}

/* Asked together, as two pigs in one lot: the drug of that instant is the other pig's alone. */
static void a_pen_mates_longer_stay_does_not_lengthen_ones_own(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	move(kit, PIG_1, PEN_1, "0101T0800");
	move(kit, PIG_2, PEN_1, "0101T0800");
	move(kit, PIG_1, PEN_2, "0301T0800");
	size_t drug = medicate(kit, PEN_1, "0301T0800");
	(void)kit_say(kit, "plant", "slaughter", "0401T0800",
		"'in':'" PIG_1 "','out':'carcass:plant/20260401/1'");
	(void)kit_say(kit, "plant", "slaughter", "0401T0801",
		"'in':'" PIG_2 "','out':'carcass:plant/20260401/2'");
	(void)kit_say(kit, "plant", "cut", "0402T0800",
		"'in':['carcass:plant/20260401/1','carcass:plant/20260401/2'],'out':'lot:" GTIN
		"/T'");
	struct trace *trace = kit_ask(kit, "lot:" GTIN "/T");
	assert_string_equal(trace->items[kit_told(kit, trace, drug)->item].name, PIG_2);
	trace_free(trace);
	kit_close(kit);
}

static void a_pig_that_joins_a_pen_shares_nothing_from_before(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	move(kit, PEN_1, "group:1411300001/B1", "0101T0800");
	size_t before = medicate(kit, "group:1411300001/B1", "0102T0800");
	move(kit, PIG_1, PEN_1, "0201T0800");
	size_t after = medicate(kit, "group:1411300001/B1", "0202T0800");
	assert_false(reaches(kit, PIG_1, before));
	assert_true(reaches(kit, PIG_1, after));
	kit_close(kit);
}

static void between_two_rides_on_one_lorry_its_road_is_not_the_pigs(void **state)
{
	struct kit *kit = kit_open();
	size_t roads[3];
	static const char *const days[][3] = { { "0301T0800", "0301T0900", "0301T1000" },
		{ NULL, "0302T0900", NULL }, { "0303T0800", "0303T0900", "0303T1000" } };
	(void)state;
	for (int i = 0; i < 3; i++) {
		if (days[i][0])
			(void)kit_say(kit, "truck", "load", days[i][0],
				"'of':'" PIG_1 "','to':'" TRUCK "'");
		roads[i] =
			kit_say(kit, "truck", "track", days[i][1], "'of':'" TRUCK "','temp_c':'9'");
		if (days[i][2])
			(void)kit_say(kit, "truck", "unload", days[i][2],
				"'of':'" PIG_1 "','from':'" TRUCK "'");
	}
	assert_true(reaches(kit, PIG_1, roads[0]));
	assert_false(reaches(kit, PIG_1, roads[1]));
	assert_true(reaches(kit, PIG_1, roads[2]));
	kit_close(kit);
}

/* The pen goes on the lorry; each pig only for the part of the road it was there. */
static void a_lorry_carrying_a_pen_reaches_each_pig_in_its_own_window(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	move(kit, PIG_1, PEN_1, "0101T0800");
	move(kit, PIG_2, PEN_1, "0101T0800");
	size_t before =
		kit_say(kit, "truck", "track", "0301T0700", "'of':'" TRUCK "','temp_c':'20'");
	(void)kit_say(kit, "truck", "load", "0301T0800", "'of':'" PEN_1 "','to':'" TRUCK "'");
	size_t both = kit_say(kit, "truck", "track", "0301T0900", "'of':'" TRUCK "','temp_c':'21'");
	(void)kit_say(kit, "truck", "unload", "0301T1000",
		"'of':'" PIG_1 "','from':'" TRUCK "','to':'place:lairage'");
	size_t second =
		kit_say(kit, "truck", "track", "0301T1100", "'of':'" TRUCK "','temp_c':'22'");
	(void)kit_say(kit, "truck", "unload", "0301T1200", "'of':'" PEN_1 "','from':'" TRUCK "'");
	size_t after =
		kit_say(kit, "truck", "track", "0301T1300", "'of':'" TRUCK "','temp_c':'23'");
	assert_false(reaches(kit, PIG_1, before));
	assert_true(reaches(kit, PIG_1, both));
	assert_false(reaches(kit, PIG_1, second));
	assert_false(reaches(kit, PIG_2, before));
	assert_true(reaches(kit, PIG_2, both));
	assert_true(reaches(kit, PIG_2, second));
	assert_false(reaches(kit, PIG_2, after));
	kit_close(kit);
}

static void an_event_says_through_which_container_it_reached(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	move(kit, PIG_1, PEN_1, "0101T0800");
	size_t own = medicate(kit, PIG_1, "0201T0800");
	size_t pen = medicate(kit, PEN_1, "0202T0800");
	(void)kit_say(kit, "truck", "load", "0301T0800", "'of':'" PEN_1 "','to':'" TRUCK "'");
	size_t road = kit_say(kit, "truck", "track", "0301T0900", "'of':'" TRUCK "','temp_c':'21'");
	struct trace *trace = kit_ask(kit, PIG_1);
	assert_null(kit_told(kit, trace, own)->via);
	assert_string_equal(kit_told(kit, trace, pen)->via, PEN_1);
	assert_string_equal(kit_told(kit, trace, road)->via, TRUCK);
	assert_string_equal(trace->items[kit_told(kit, trace, road)->item].name, PIG_1);
	trace_free(trace);
	kit_close(kit);
}

/* Farm in farm in farm: as deep as the limit, and a ring of pens comes to an end. */
static void nested_containers_are_followed_and_rings_end(void **state)
{
	struct kit *kit = kit_open();
	char inner[40], outer[40];
	size_t drugs[TRACE_CONTAINER_DEPTH + 1];
	(void)state;
	move(kit, PIG_1, "group:1411300001/N0", "0101T0800");
	for (int i = 0; i <= TRACE_CONTAINER_DEPTH; i++) {
		(void)snprintf(inner, sizeof(inner), "group:1411300001/N%d", i);
		(void)snprintf(outer, sizeof(outer), "group:1411300001/N%d", i + 1);
		move(kit, inner, outer, "0102T0800");
		drugs[i] = medicate(kit, inner, "0201T0800");
	}
	for (int i = 0; i < TRACE_CONTAINER_DEPTH; i++)
		assert_true(reaches(kit, PIG_1, drugs[i]));
	assert_false(reaches(kit, PIG_1, drugs[TRACE_CONTAINER_DEPTH]));
	move(kit, PIG_2, PEN_1, "0101T0800");
	move(kit, PEN_1, PEN_2, "0102T0800");
	move(kit, PEN_2, PEN_1, "0102T0800");
	move(kit, PEN_2, PEN_2, "0103T0800");
	size_t drug = medicate(kit, PEN_2, "0102T0900");
	kit_tell(kit, NULL, 0);
	assert_true(reaches(kit, PIG_2, drug));
	kit_close(kit);
}

static void a_certificate_for_a_lorry_leaves_the_pigs_in_their_pen(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	move(kit, PIG_1, PEN_1, "0101T0800");
	(void)kit_say(kit, "farm", "certify", "0301T0800",
		"'of':'" PIG_1 "','out':'doc:A/1','to':'" TRUCK "','form':'A',"
		"'expires':'2026-03-05T00:00:00+08:00'");
	size_t drug = medicate(kit, PEN_1, "0301T0900");
	size_t road = kit_say(kit, "truck", "track", "0301T1000", "'of':'" TRUCK "','temp_c':'21'");
	assert_true(reaches(kit, PIG_1, drug));
	assert_false(reaches(kit, PIG_1, road));
	kit_close(kit);
}

static void goods_on_the_way_are_not_yet_in_the_shop(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "packer", "ship", "0301T0800", "'of':'" SSCC_1 "','to':'place:shop'");
	size_t before =
		kit_say(kit, "shop", "track", "0301T0900", "'of':'place:shop','temp_c':'9'");
	(void)kit_say(kit, "truck", "load", "0301T0900", "'of':'" SSCC_1 "','to':'" TRUCK "'");
	size_t road = kit_say(kit, "truck", "track", "0301T1000", "'of':'" TRUCK "','temp_c':'2'");
	(void)kit_say(kit, "shop", "receive", "0301T1200", "'of':'" SSCC_1 "'");
	size_t there = kit_say(kit, "shop", "track", "0302T0900", "'of':'place:shop','temp_c':'3'");
	size_t after =
		kit_say(kit, "truck", "track", "0302T1000", "'of':'" TRUCK "','temp_c':'30'");
	assert_false(reaches(kit, SSCC_1, before));
	assert_true(reaches(kit, SSCC_1, road));
	assert_true(reaches(kit, SSCC_1, there));
	assert_false(reaches(kit, SSCC_1, after));
	kit_close(kit);
}

static void what_is_received_into_a_named_room_is_there(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "packer", "ship", "0301T0800", "'of':'" SSCC_1 "','to':'place:shop'");
	(void)kit_say(kit, "truck", "unload", "0301T1100",
		"'of':'" SSCC_1 "','from':'" TRUCK "','to':'place:cold'");
	(void)kit_say(kit, "shop", "receive", "0301T1200", "'of':'" SSCC_1 "'");
	size_t cold = kit_say(kit, "shop", "track", "0302T0900", "'of':'place:cold','temp_c':'3'");
	size_t shop = kit_say(kit, "shop", "track", "0302T0900", "'of':'place:shop','temp_c':'9'");
	assert_true(reaches(kit, SSCC_1, cold));
	assert_false(reaches(kit, SSCC_1, shop));
	kit_close(kit);
}

static void the_dead_and_the_sold_are_nowhere(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	move(kit, PIG_1, PEN_1, "0101T0800");
	(void)kit_say(kit, "farm", "die", "0201T0800", "'of':'" PIG_1 "'");
	size_t drug = medicate(kit, PEN_1, "0202T0800");
	(void)kit_say(kit, "shop", "unload", "0301T0800",
		"'of':'pkg:" GTIN "/A-1','from':'" TRUCK "','to':'place:shop'");
	(void)kit_say(kit, "shop", "sell", "0301T1000", "'of':'pkg:" GTIN "/A-1'");
	size_t shop = kit_say(kit, "shop", "track", "0301T1100", "'of':'place:shop','temp_c':'9'");
	assert_false(reaches(kit, PIG_1, drug));
	assert_false(reaches(kit, "pkg:" GTIN "/A-1", shop));
	kit_close(kit);
}

static void a_slaughtered_pig_is_in_no_pen(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	move(kit, PIG_1, PEN_1, "0101T0800");
	(void)kit_say(kit, "plant", "slaughter", "0201T0800",
		"'in':'" PIG_1 "','out':'carcass:plant/20260201/1'");
	size_t at = medicate(kit, PEN_1, "0201T0800");
	size_t after = medicate(kit, PEN_1, "0202T0800");
	assert_false(reaches(kit, PIG_1, after));
	assert_false(reaches(kit, "carcass:plant/20260201/1", after));
	assert_false(reaches(kit, "carcass:plant/20260201/1", at));
	kit_close(kit);
}

static void a_slaughterhouses_pen_is_no_farm(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	kit_register(kit, "plant", "slaughter");
	move(kit, PIG_1, PEN_1, "0101T0800");
	(void)kit_say(kit, "plant", "arrive", "0201T0800",
		"'of':'" PIG_1 "','to':'group:1411300099/L1','cert':'doc:A/1'");
	struct trace *trace = kit_ask(kit, PIG_1);
	assert_int_equal(trace->farms, 1);
	trace_free(trace);
	kit_close(kit);
}

static void without_a_pen_the_reporting_farm_counts(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "farm-1", "weigh", "0101T0800", "'of':'" PIG_1 "','kg':'30'");
	(void)kit_say(kit, "farm-2", "weigh", "0201T0800", "'of':'" PIG_1 "','kg':'60'");
	struct trace *trace = kit_ask(kit, PIG_1);
	assert_int_equal(trace->farms, 2);
	trace_free(trace);
	kit_close(kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pig_moved_out_the_day_before_medication_is_not_touched),
		cmocka_unit_test(a_pig_moved_in_an_hour_after_is_not_touched),
		cmocka_unit_test(a_move_that_arrives_late_changes_the_answer),
		cmocka_unit_test(an_event_at_the_instant_of_joining_reaches_and_of_leaving_not),
		cmocka_unit_test(leaving_and_joining_of_one_instant_is_one_move_in_either_order),
		cmocka_unit_test(of_two_joins_in_one_instant_the_last_by_number_stands),
		cmocka_unit_test(of_two_joins_in_one_instant_the_last_station_by_name_stands),
		cmocka_unit_test(a_pen_mates_longer_stay_does_not_lengthen_ones_own),
		cmocka_unit_test(a_pig_that_joins_a_pen_shares_nothing_from_before),
		cmocka_unit_test(between_two_rides_on_one_lorry_its_road_is_not_the_pigs),
		cmocka_unit_test(a_lorry_carrying_a_pen_reaches_each_pig_in_its_own_window),
		cmocka_unit_test(an_event_says_through_which_container_it_reached),
		cmocka_unit_test(nested_containers_are_followed_and_rings_end),
		cmocka_unit_test(a_certificate_for_a_lorry_leaves_the_pigs_in_their_pen),
		cmocka_unit_test(goods_on_the_way_are_not_yet_in_the_shop),
		cmocka_unit_test(what_is_received_into_a_named_room_is_there),
		cmocka_unit_test(the_dead_and_the_sold_are_nowhere),
		cmocka_unit_test(a_slaughtered_pig_is_in_no_pen),
		cmocka_unit_test(a_slaughterhouses_pen_is_no_farm),
		cmocka_unit_test(without_a_pen_the_reporting_farm_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
