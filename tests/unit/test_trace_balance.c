/* Kilograms that went in come out again, or somebody is told: stages and lots; what a balance is asked of. */
#include "tests/unit/kit_balance.h"

static void kilograms_go_from_stage_to_stage(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	meat(kit);
	(void)pack(kit, "'" LOT_1 "'", "run:" GTIN "/L1/1-190", "0703T0800");
	struct balance *balance = ask(kit, "station:plant");
	assert_int_equal(balance->stage_count, 3);
	const struct balance_stage *stage = &balance->stages[0];
	assert_int_equal(stage->step, BALANCE_CARCASS);
	assert_int_equal(stage->in_g, 110000); /* weighed under the tag it lost */
	assert_int_equal(stage->out_g, 80000);
	assert_int_equal(stage->least_g, 71500);
	assert_int_equal(stage->most_g, 90200);
	assert_int_equal(stage->unexplained_g, 0);
	assert_int_equal(stage->events.count, 2);
	stage = &balance->stages[1];
	assert_int_equal(stage->step, BALANCE_CUT);
	assert_int_equal(stage->in_g, 80000);
	assert_int_equal(stage->out_g, 78000);
	stage = &balance->stages[2];
	assert_int_equal(stage->step, BALANCE_PACK);
	assert_int_equal(stage->in_g, 60000);
	assert_int_equal(stage->out_g, 57000);
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	kit_close(kit);
}

static void a_loss_beyond_the_yield_is_told_and_no_alarm(void **state)
{
	struct kit *kit = kit_open();
	struct balance_settings settings = defaults();
	(void)state;
	meat(kit);
	settings.yields.cut_least = 99; /* 79.2 kg of 80 */
	struct balance *balance = ask_with(kit, "station:plant", &settings);
	assert_int_equal(balance->stages[1].unexplained_g, -1200);
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	kit_close(kit);
}

static void what_has_no_weight_is_unknown_and_not_zero(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	meat(kit);
	size_t blind = kit_say(kit, "plant", "slaughter", "0701T0900",
		"'in':'" PIG_3 "','out':'" HALF2 "','kg':'85'");
	struct balance *balance = ask(kit, "station:plant");
	const struct balance_stage *stage = &balance->stages[0];
	assert_int_equal(stage->in_g, 110000);
	assert_int_equal(stage->out_g, 80000);
	assert_int_equal(stage->unknown_in_g, 0);
	assert_int_equal(stage->unknown_out_g, 85000);
	assert_int_equal(stage->unknown.count, 1);
	assert_true(names(kit, &stage->unknown, blind));
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	kit_close(kit);
}

static void more_packages_than_the_lot_weighs_is_an_alarm(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	meat(kit);
	size_t fraud = pack(kit, "'" LOT_1 "'", RUN_1, "0703T0800"); /* 120 kg of 60 */
	static const char *const scopes[] = { LOT_1, RUN_1, "lot:" GTIN "/L1", "station:plant" };
	for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
		struct balance *balance = ask(kit, scopes[i]);
		assert_int_equal(balance->verdict, TRACE_FOUND);
		assert_int_equal(balance->alarm_count, 1);
		assert_int_equal(balance->alarms[0].kind, BALANCE_YIELD_ABOVE);
		assert_string_equal(balance->alarms[0].item, RUN_1);
		assert_int_equal(balance->alarms[0].entered, 60000);
		assert_int_equal(balance->alarms[0].left, 120000);
		assert_true(names(kit, &balance->alarms[0].events, fraud));
		balance_free(balance);
	}
	/* The day before it nothing was wrong. */
	struct balance_settings settings = defaults();
	settings.to_ms = kit_at("0703T0800");
	struct balance *balance = ask_with(kit, "station:plant", &settings);
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	kit_close(kit);
}

static void exactly_the_yield_is_no_alarm_and_a_gram_more_is(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "plant", "cut", "0702T0800",
		"'in':{'id':'" HALF "','kg':'100'},'out':{'id':'" LOT_1 "','kg':'101'}");
	size_t above = kit_say(kit, "plant", "cut", "0702T0900",
		"'in':{'id':'" HALF2 "','kg':'100'},'out':{'id':'" LOT_2 "','kg':'101.001'}");
	struct balance *balance = ask(kit, "station:plant");
	assert_int_equal(balance->alarm_count, 1);
	assert_true(names(kit, &balance->alarms[0].events, above));
	balance_free(balance);
	kit_close(kit);
}

static void a_lot_packed_twice_is_an_alarm_with_or_without_kilograms(void **state)
{
	(void)state;
	for (int said = 0; said < 2; said++) {
		struct kit *kit = kit_open();
		const char *in = said ? "{'id':'" LOT_1 "','kg':'59'}" : "'" LOT_1 "'";
		meat(kit);
		size_t first = pack(kit, in, "run:" GTIN "/L1/1-190", "0703T0800");
		size_t second = pack(kit, in, "run:" GTIN "/L2/201-390", "0704T0800");
		struct balance *balance = ask(kit, LOT_1);
		assert_int_equal(balance->alarm_count, 1);
		assert_int_equal(balance->alarms[0].kind, BALANCE_LOT_OVERUSED);
		assert_int_equal(balance->alarms[0].entered, 60000);
		/* 57 kg of packages take 57 / 1.01 of the lot at least. */
		assert_int_equal(balance->alarms[0].left, said ? 118000 : 2 * 56435);
		assert_true(names(kit, &balance->alarms[0].events, first));
		assert_true(names(kit, &balance->alarms[0].events, second));
		assert_true(lot_of(balance, LOT_1)->known);
		assert_int_equal(balance->lot_count, 2); /* and the carcass it was cut from */
		balance_free(balance);
		kit_close(kit);
	}
}

static void two_halves_of_a_lot_are_no_alarm(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	meat(kit);
	(void)pack(kit, "'" LOT_1 "'", "run:" GTIN "/L1/1-95", "0703T0800");
	(void)pack(kit, "'" LOT_1 "'", "run:" GTIN "/L2/201-295", "0704T0800");
	(void)kit_say(kit, "shop", "sell", "0705T0800", "'of':{'id':'" LOT_1 "','kg':'3'}");
	struct balance *balance = ask(kit, LOT_1);
	assert_int_equal(balance->alarm_count, 0);
	assert_int_equal(lot_of(balance, LOT_1)->entered_g, 60000);
	assert_int_equal(lot_of(balance, LOT_1)->used_g, 2 * 28217 + 3000);
	assert_int_equal(balance->stages[1].unknown.count, 2); /* each one's share is not known */
	balance_free(balance);
	(void)kit_say(kit, "shop", "sell", "0706T0800", "'of':{'id':'" LOT_1 "','kg':'2'}");
	kit_tell(kit, NULL, 0);
	balance = ask(kit, LOT_1);
	assert_non_null(alarm_of(balance, BALANCE_LOT_OVERUSED));
	balance_free(balance);
	(void)kit_say(kit, "shop", "return", "0707T0800",
		"'of':{'id':'" LOT_1 "','kg':'2'},'reason':'spoilt'");
	kit_tell(kit, NULL, 0);
	balance = ask(kit, LOT_1);
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	kit_close(kit);
}

static void a_carcass_is_cut_up_whole_only_once(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	meat(kit);
	size_t again = kit_say(kit, "plant", "cut", "0703T0800",
		"'in':'" HALF "','out':{'id':'lot:" GTIN "/T3','kg':'2'}");
	struct balance *balance = ask(kit, "station:plant");
	const struct balance_alarm *alarm = alarm_of(balance, BALANCE_USED_TWICE);
	assert_non_null(alarm);
	assert_string_equal(alarm->item, HALF);
	assert_int_equal(alarm->left, 2);
	assert_true(names(kit, &alarm->events, again));
	balance_free(balance);
	(void)kit_correct(kit, "plant", again, "0704T0800");
	kit_tell(kit, NULL, 0);
	balance = ask(kit, "station:plant");
	assert_int_equal(balance->alarm_count, 0);
	assert_int_equal(balance->stages[1].unknown.count, 0);
	assert_int_equal(balance->stages[1].in_g, 80000);
	balance_free(balance);
	kit_close(kit);
}

static void a_package_is_opened_only_once(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "plant", "cut", "0703T0800",
		"'in':'pkg:" GTIN "/FOREIGN-1','out':'lot:" GTIN "/R1'");
	struct balance *balance = ask(kit, "station:plant");
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	size_t again = kit_say(kit, "plant", "cut", "0704T0800",
		"'in':'pkg:" GTIN "/FOREIGN-1','out':'lot:" GTIN "/R2'");
	kit_tell(kit, NULL, 0);
	balance = ask(kit, "station:plant");
	assert_int_equal(balance->alarm_count, 1);
	assert_int_equal(balance->alarms[0].kind, BALANCE_USED_TWICE);
	assert_true(names(kit, &balance->alarms[0].events, again));
	balance_free(balance);
	kit_close(kit);
}

static void a_lot_of_which_one_part_has_no_weight_has_none(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	meat(kit);
	(void)kit_say(kit, "plant", "cut", "0702T0900", "'in':'" HALF2 "','out':'" LOT_1 "'");
	(void)pack(kit, "'" LOT_1 "'", "run:" GTIN "/L1/1-190", "0703T0800");
	(void)pack(kit, "'" LOT_1 "'", "run:" GTIN "/L2/201-390", "0704T0800");
	struct balance *balance = ask(kit, LOT_1);
	assert_false(lot_of(balance, LOT_1)->known);
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	kit_close(kit);
}

static void what_was_made_of_several_lots_is_not_laid_to_each(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	meat(kit);
	(void)pack(kit, "['" LOT_1 "','" LOT_2 "']", "run:" GTIN "/L1/1-200", "0703T0800");
	(void)pack(kit, "'" LOT_1 "'", "run:" GTIN "/L2/201-260", "0704T0800");
	struct balance *balance = ask(kit, LOT_1);
	assert_int_equal(balance->alarm_count, 0);
	assert_int_equal(lot_of(balance, LOT_1)->unknown.count, 1);
	balance_free(balance);
	kit_close(kit);
}

static void stages_are_of_the_window_alone(void **state)
{
	struct kit *kit = kit_open();
	struct balance_settings settings = defaults();
	(void)state;
	meat(kit);
	settings.from_ms = kit_at("0702T0800");
	struct balance *balance = ask_with(kit, "station:plant", &settings);
	assert_int_equal(balance->stage_count, 1);
	assert_int_equal(balance->stages[0].step, BALANCE_CUT);
	balance_free(balance);
	kit_close(kit);
}

static void a_place_has_what_the_stations_at_home_there_say(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)kit_say(kit, "admin", "station", "0101T0000",
		"'of':'station:plant','action':'add','trade':'slaughter','proof':'plain',"
		"'home':'place:works'");
	(void)kit_say(kit, "plant", "cut", "0702T0800",
		"'in':{'id':'" HALF "','kg':'100'},'out':{'id':'" LOT_1 "','kg':'95'}");
	(void)kit_say(kit, "guest", "cut", "0702T0900",
		"'in':{'id':'" HALF2 "','kg':'100'},'out':{'id':'" LOT_2 "','kg':'96'},"
		"'place':'place:works'");
	(void)kit_say(kit, "other", "cut", "0702T1000",
		"'in':{'id':'carcass:plant/20260701/3','kg':'100'},"
		"'out':{'id':'lot:" GTIN "/T3','kg':'97'}");
	struct balance *balance = ask(kit, "place:works");
	assert_int_equal(balance->stage_count, 1);
	assert_int_equal(balance->stages[0].out_g, 191000);
	balance_free(balance);
	kit_close(kit);
}

static void what_nobody_spoke_of_is_unknown_and_a_pig_has_no_balance(void **state)
{
	struct kit *kit = kit_open();
	static const char *const scopes[] = { PEN_2, "place:nowhere", "station:nobody",
		"lot:" GTIN "/T9", "run:" GTIN "/L9/1-2" };
	struct balance_settings settings = defaults();
	struct balance *balance;
	struct fault fault = { 0 };
	struct item pig = { ITEM_PIG, span_of("114113000000001") };
	(void)state;
	(void)kit_say(kit, "farm", "birth", "0101T0800", "'to':'" PEN_1 "','count':3");
	for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
		balance = ask(kit, scopes[i]);
		assert_int_equal(balance->verdict, TRACE_UNKNOWN);
		balance_free(balance);
	}
	assert_int_equal(balance_find(kit->store, pig, &settings, &balance, &fault), FAULT_SETTING);
	settings.to_ms = settings.from_ms;
	pig = (struct item){ ITEM_GROUP, span_of("1411300001/F1") };
	assert_int_equal(balance_find(kit->store, pig, &settings, &balance, &fault), FAULT_SETTING);
	balance = ask(kit, PEN_1);
	assert_int_equal(balance->verdict, TRACE_FOUND);
	balance_free(balance);
	kit_close(kit);
}

/* ---- any order of arrival ---- */

static void put_events(struct buf *into, const struct balance_events *events)
{
	for (size_t i = 0; i < events->count; i++)
		buf_format(into, " %s", events->names[i]);
	buf_char(into, '\n');
}

static void digest(const struct balance *balance, struct buf *into)
{
	for (size_t i = 0; i < balance->head_count; i++) {
		const struct balance_heads *heads = &balance->heads[i];
		buf_format(into, "%s %lld %lld %lld", heads->holder, (long long)heads->tagged,
			(long long)heads->untagged, (long long)heads->lacking);
		for (int j = 0; j < BALANCE_FLOWS; j++) {
			buf_format(into, " %lld+%lld", (long long)heads->flows[j].tagged,
				(long long)heads->flows[j].untagged);
			put_events(into, &heads->flows[j].events);
		}
	}
	for (size_t i = 0; i < balance->stage_count; i++) {
		buf_format(into, "%lld %lld", (long long)balance->stages[i].in_g,
			(long long)balance->stages[i].out_g);
		put_events(into, &balance->stages[i].events);
		put_events(into, &balance->stages[i].unknown);
	}
	for (size_t i = 0; i < balance->lot_count; i++) {
		buf_format(
			into, "%s %lld", balance->lots[i].item, (long long)balance->lots[i].used_g);
		put_events(into, &balance->lots[i].used);
	}
	for (size_t i = 0; i < balance->alarm_count; i++) {
		buf_format(into, "%d %s %lld %lld", (int)balance->alarms[i].kind,
			balance->alarms[i].item, (long long)balance->alarms[i].entered,
			(long long)balance->alarms[i].left);
		put_events(into, &balance->alarms[i].events);
	}
	assert_false(into->failed);
}

static void busy_plant(struct kit *kit)
{
	meat(kit);
	(void)kit_say(kit, "plant", "arrive", "0601T0800",
		"'of':['" PIG_2 "','" PIG_3 "'],'to':'place:lairage','count':5,'cert':'doc:A/1'");
	(void)kit_say(kit, "plant", "die", "0601T0800", "'of':'" PIG_3 "'");
	(void)kit_say(kit, "plant", "move", "0601T0900",
		"'of':'" PEN_1 "','from':'place:lairage','to':'" PEN_2 "','count':9");
	(void)kit_say(kit, "plant", "move", "0601T0900",
		"'of':'" PEN_2 "','to':'place:lairage','count':1");
	(void)pack(kit, "'" LOT_1 "'", RUN_1, "0703T0800");
	(void)pack(kit, "['" LOT_1 "','" LOT_2 "']", "run:" GTIN "/L1/300-500", "0703T0800");
	(void)pack(kit, "'" LOT_2 "'", "run:" GTIN "/L1/300-500", "0703T0900");
	(void)kit_say(kit, "plant", "sell", "0704T0800", "'of':'" RUN_1 "'");
	(void)kit_say(kit, "plant", "sell", "0704T0900", "'of':'" RUN_1 "'");
}

static void shuffled_and_repeated_events_give_the_same_answer(void **state)
{
	struct kit *kit = kit_open();
	struct buf first = { 0 };
	uint32_t random = 7;
	(void)state;
	busy_plant(kit);
	for (int round = 0; round < 5; round++) {
		kit_tell_shuffled(kit, &random, round == 0);
		struct balance *balance = ask(kit, "station:plant");
		struct buf now = { 0 };
		digest(balance, &now);
		assert_true(balance->alarm_count > 3);
		if (round == 0)
			buf_span(&first, buf_written(&now));
		assert_string_equal(now.at, first.at);
		buf_free(&now);
		balance_free(balance);
	}
	buf_free(&first);
	kit_close(kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kilograms_go_from_stage_to_stage),
		cmocka_unit_test(a_loss_beyond_the_yield_is_told_and_no_alarm),
		cmocka_unit_test(what_has_no_weight_is_unknown_and_not_zero),
		cmocka_unit_test(more_packages_than_the_lot_weighs_is_an_alarm),
		cmocka_unit_test(exactly_the_yield_is_no_alarm_and_a_gram_more_is),
		cmocka_unit_test(a_lot_packed_twice_is_an_alarm_with_or_without_kilograms),
		cmocka_unit_test(two_halves_of_a_lot_are_no_alarm),
		cmocka_unit_test(a_carcass_is_cut_up_whole_only_once),
		cmocka_unit_test(a_package_is_opened_only_once),
		cmocka_unit_test(a_lot_of_which_one_part_has_no_weight_has_none),
		cmocka_unit_test(what_was_made_of_several_lots_is_not_laid_to_each),
		cmocka_unit_test(stages_are_of_the_window_alone),
		cmocka_unit_test(a_place_has_what_the_stations_at_home_there_say),
		cmocka_unit_test(what_nobody_spoke_of_is_unknown_and_a_pig_has_no_balance),
		cmocka_unit_test(shuffled_and_repeated_events_give_the_same_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
