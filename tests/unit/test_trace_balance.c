/* What went in comes out again, or somebody is told: heads of pens and trucks, kilograms of lots. */
#include "tests/unit/kit_trace.h"

#include "core/trace/balance.h"

#define TRUCK "truck:晋J1"
#define PIG_3 "pig:114113000000003"
#define LOT_1 "lot:" GTIN "/T1"
#define LOT_2 "lot:" GTIN "/T2"
#define HALF  "carcass:plant/20260701/1"
#define HALF2 "carcass:plant/20260701/2"
#define RUN_1 "run:" GTIN "/L1/1-400"

static int64_t at(const char *when)
{
	char text[MOMENT_TEXT];
	struct moment moment;
	(void)snprintf(text, sizeof(text), "2026-%.2s-%.2sT%.2s:%.2s:00+08:00", when, when + 2,
		when + 5, when + 7);
	assert_true(moment_parse(span_of(text), &moment, NULL));
	return moment.at_ms;
}

static struct balance_settings defaults(void)
{
	struct balance_settings settings = { .from_ms = INT64_MIN, .to_ms = at("1231T0000") };
	struct fault fault = { 0 };
	assert_int_equal(settings_start(balance_yields_table, BALANCE_YIELDS_COUNT,
				 &settings.yields, &fault),
		0);
	return settings;
}

static struct balance *ask_with(
	struct kit *kit, const char *scope, const struct balance_settings *settings)
{
	struct balance *balance = NULL;
	struct fault fault = { 0 };
	struct item item;
	if (!kit->store)
		kit_tell(kit, NULL, 0);
	assert_int_equal(item_parse(span_of(scope), &item, NULL), IDENT_OK);
	if (balance_find(kit->store, item, settings, &balance, &fault) != 0)
		fail_msg("%s", fault.text);
	return balance;
}

static struct balance *ask(struct kit *kit, const char *scope)
{
	struct balance_settings settings = defaults();
	return ask_with(kit, scope, &settings);
}

static const struct balance_alarm *alarm_of(
	const struct balance *balance, enum balance_alarm_kind kind)
{
	for (size_t i = 0; i < balance->alarm_count; i++)
		if (balance->alarms[i].kind == kind)
			return &balance->alarms[i];
	return NULL;
}

static const struct balance_lot *lot_of(const struct balance *balance, const char *item)
{
	for (size_t i = 0; i < balance->lot_count; i++)
		if (strcmp(balance->lots[i].item, item) == 0)
			return &balance->lots[i];
	fail_msg("%s is not told", item);
	return NULL;
}

static bool names(const struct kit *kit, const struct balance_events *events, size_t nth)
{
	char name[80];
	for (size_t i = 0; i < events->count; i++)
		if (strcmp(events->names[i], kit_name(kit, nth, name)) == 0)
			return true;
	return false;
}

/* ---- heads ---- */

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
	settings.from_ms = at("0201T0800");
	settings.to_ms = at("0301T0800");
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
	settings.from_ms = at("0602T0000"); /* what lacked before is nobody's loss within */
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

/* ---- kilograms ---- */

/* A pig of 110 kg, a carcass of 80, cuts of 78. */
static void meat(struct kit *kit)
{
	kit_register(kit, "admin", "admin");
	kit_register(kit, "plant", "slaughter");
	(void)kit_say(kit, "farm", "weigh", "0601T0800", "'of':'" PIG_1 "','kg':'95'");
	(void)kit_say(kit, "farm", "weigh", "0630T0800", "'of':'" PIG_1 "','kg':'110'");
	(void)kit_say(kit, "farm", "tag", "0630T0900", "'in':'" PIG_1 "','out':'" PIG_2 "'");
	(void)kit_say(kit, "farm", "weigh", "0701T0801", "'of':'" PIG_2 "','kg':'95'"); /* late */
	(void)kit_say(kit, "plant", "slaughter", "0701T0800",
		"'in':'" PIG_2 "','out':'" HALF "','kg':'80'");
	(void)kit_say(kit, "plant", "cut", "0702T0800",
		"'in':'" HALF "','out':[{'id':'" LOT_1 "','kg':'60'},{'id':'" LOT_2
		"','kg':'18'}]");
}

static size_t pack(struct kit *kit, const char *in, const char *run, const char *when)
{
	char rest[300];
	(void)snprintf(rest, sizeof(rest), "'in':%s,'out':'%s','net_kg':'0.3'", in, run);
	return kit_say(kit, "plant", "pack", when, rest);
}

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
	settings.to_ms = at("0703T0800");
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
	settings.from_ms = at("0702T0800");
	struct balance *balance = ask_with(kit, "station:plant", &settings);
	assert_int_equal(balance->stage_count, 1);
	assert_int_equal(balance->stages[0].step, BALANCE_CUT);
	balance_free(balance);
	kit_close(kit);
}

static void package_numbers_given_twice_are_an_alarm(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)pack(kit, "'" LOT_1 "'", "run:" GTIN "/L1/1-100", "0703T0800");
	(void)pack(kit, "'" LOT_2 "'", "run:" GTIN "/L1/101-200", "0703T0900");
	struct balance *balance = ask(kit, "lot:" GTIN "/L1");
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	size_t twice = pack(kit, "'" LOT_2 "'", "run:" GTIN "/L1/200-300", "0703T1000");
	kit_tell(kit, NULL, 0);
	balance = ask(kit, "lot:" GTIN "/L1");
	const struct balance_alarm *alarm = alarm_of(balance, BALANCE_SERIALS_TWICE);
	assert_non_null(alarm);
	assert_int_equal(alarm->entered, 1);
	assert_true(names(kit, &alarm->events, twice));
	balance_free(balance);
	kit_close(kit);
}

static void more_packages_sold_than_made_is_an_alarm(void **state)
{
	struct kit *kit = kit_open();
	char pkg[64], rest[200], text[96];
	(void)state;
	(void)snprintf(rest, sizeof(rest), "'in':'" LOT_1 "','out':'run:" GTIN "/L1/1-100',%s",
		kit_key(7, text));
	(void)kit_say(kit, "plant", "pack", "0703T0800", rest);
	(void)kit_say(kit, "shop", "sell", "0704T0800", "'of':'run:" GTIN "/L1/1-99'");
	kit_serial(7, "L1", 100, pkg);
	(void)snprintf(rest, sizeof(rest), "'of':'%s'", pkg);
	(void)kit_say(kit, "shop", "sell", "0704T0900", rest);
	kit_serial(9, "L1", 100, pkg); /* of another run: its key is not this one's */
	(void)snprintf(rest, sizeof(rest), "'of':'%s'", pkg);
	(void)kit_say(kit, "shop", "sell", "0704T1000", rest);
	struct balance *balance = ask(kit, "run:" GTIN "/L1/1-100");
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	size_t more = kit_say(kit, "shop", "sell", "0705T0800", "'of':'run:" GTIN "/L1/50-50'");
	kit_tell(kit, NULL, 0);
	balance = ask(kit, "run:" GTIN "/L1/1-100");
	const struct balance_alarm *alarm = alarm_of(balance, BALANCE_SOLD_MORE);
	assert_non_null(alarm);
	assert_int_equal(alarm->entered, 100);
	assert_int_equal(alarm->left, 101);
	assert_true(names(kit, &alarm->events, more));
	balance_free(balance);
	kit_close(kit);
}

static void every_range_within_a_wide_one_is_told(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)pack(kit, "'" LOT_1 "'", "run:" GTIN "/L1/1-300", "0703T0800");
	(void)pack(kit, "'" LOT_2 "'", "run:" GTIN "/L1/10-20", "0703T0900");
	(void)pack(kit, "'" LOT_2 "'", "run:" GTIN "/L1/250-260", "0703T1000");
	struct balance *balance = ask(kit, "lot:" GTIN "/L1");
	assert_int_equal(balance->alarm_count, 2);
	assert_int_equal(balance->alarms[0].entered, 11);
	assert_string_equal(balance->alarms[1].item, "run:" GTIN "/L1/250-260");
	balance_free(balance);
	kit_close(kit);
}

static void packages_sold_by_number_come_back_and_of_another_run_do_not_count(void **state)
{
	struct kit *kit = kit_open();
	(void)state;
	(void)pack(kit, "'" LOT_1 "'", "run:" GTIN "/L1/1-100", "0703T0800");
	(void)pack(kit, "'" LOT_2 "'", "run:" GTIN "/L1/101-200", "0703T0900");
	(void)kit_say(
		kit, "shop", "sell", "0704T0800", "'of':{'id':'run:" GTIN "/L1/1-100','count':30}");
	(void)kit_say(
		kit, "shop", "sell", "0704T0900", "'of':{'id':'run:" GTIN "/L1/1-100','count':70}");
	(void)kit_say(kit, "shop", "return", "0705T0800",
		"'of':{'id':'run:" GTIN "/L1/1-100','count':1},'reason':'spoilt'");
	(void)kit_say(kit, "shop", "sell", "0706T0900", "'of':'run:" GTIN "/L1/7-7'");
	(void)kit_say(kit, "shop", "sell", "0706T0900", "'of':'run:" GTIN "/L1/101-200'");
	struct balance *balance = ask(kit, "lot:" GTIN "/L1");
	assert_int_equal(balance->alarm_count, 0);
	balance_free(balance);
	(void)kit_say(kit, "shop", "sell", "0707T0900", "'of':'run:" GTIN "/L1/8-8'");
	kit_tell(kit, NULL, 0);
	balance = ask(kit, "lot:" GTIN "/L1");
	assert_int_equal(balance->alarm_count, 1);
	assert_int_equal(balance->alarms[0].left, 101);
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
		size_t order[KIT_EVENTS], count = kit->count;
		for (size_t i = 0; i < count; i++)
			order[i] = i;
		for (size_t i = count; round > 0 && i-- > 1;) {
			random = random * 1664525u + 1013904223u;
			size_t other = random % (i + 1), kept = order[i];
			order[i] = order[other];
			order[other] = kept;
		}
		order[count] = order[0];
		kit_tell(kit, order, count + 1);
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
		cmocka_unit_test(every_range_within_a_wide_one_is_told),
		cmocka_unit_test(packages_sold_by_number_come_back_and_of_another_run_do_not_count),
		cmocka_unit_test(package_numbers_given_twice_are_an_alarm),
		cmocka_unit_test(more_packages_sold_than_made_is_an_alarm),
		cmocka_unit_test(a_place_has_what_the_stations_at_home_there_say),
		cmocka_unit_test(what_nobody_spoke_of_is_unknown_and_a_pig_has_no_balance),
		cmocka_unit_test(shuffled_and_repeated_events_give_the_same_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
