/* A balance as people and programs read it. */
#include "tests/unit/kit_trace.h"

#include "core/base/words.h"
#include "core/view/balance.h"

#include <jansson.h>

#define LOT_1 "lot:" GTIN "/T1"
#define RUN_1 "run:" GTIN "/L1/1-400"

static void told(struct kit *kit, bool json, struct buf *into)
{
	struct balance_settings settings = { .from_ms = INT64_MIN,
		.to_ms = INT64_C(1798675200000) /* 2026-12-31 */ };
	struct balance *balance = NULL;
	struct fault fault = { 0 };
	struct item scope = { ITEM_STATION, span_of("plant") };
	if (!kit->store)
		kit_tell(kit, NULL, 0);
	assert_int_equal(settings_start(balance_yields_table, BALANCE_YIELDS_COUNT,
				 &settings.yields, &fault),
		0);
	assert_int_equal(balance_find(kit->store, scope, &settings, &balance, &fault), 0);
	assert_int_equal((json ? balance_view_json : balance_view_text)(balance, into, &fault), 0);
	balance_free(balance);
}

static struct kit *story(void)
{
	struct kit *kit = kit_open();
	(void)kit_say(kit, "plant", "arrive", "0601T0800",
		"'of':['" PIG_1 "','" PIG_2 "'],'to':'place:lairage','count':5,'cert':'doc:A/1'");
	(void)kit_say(kit, "plant", "die", "0601T0900", "'of':'" PIG_2 "'");
	(void)kit_say(kit, "plant", "slaughter", "0701T0800",
		"'in':'" PIG_1 "','out':'carcass:plant/20260701/1','kg':'80'");
	(void)kit_say(kit, "plant", "cut", "0702T0800",
		"'in':'carcass:plant/20260701/1','out':{'id':'" LOT_1 "','kg':'60.5'}");
	(void)kit_say(kit, "plant", "pack", "0703T0800",
		"'in':'" LOT_1 "','out':'" RUN_1 "','net_kg':'0.3'");
	return kit;
}

static void the_text_names_figures_events_alarms_and_what_is_unknown(void **state)
{
	struct kit *kit = story();
	struct buf text = { 0 };
	(void)state;
	words_open("en");
	told(kit, false, &text);
	static const char *const said[] = { "from the beginning → 2026-12-31 08:00 +08:00",
		RUN_1 ": more came out of one event than what went in allows · 60.5 kg → 120 kg  "
		      "[plant/1/4, plant/1/5]",
		"came in: 5 heads (3 of them without a tag)  [plant/1/1]",
		"died: 1 head  [plant/1/2]", "went out: 1 head  [plant/1/3]", "present: 3 heads",
		"80 kg → 60.5 kg · expected 72 kg .. 80.8 kg · unexplained loss 11.5 kg",
		"a weight is unknown: of the others, in 0 kg, out 80 kg  [plant/1/3]",
		LOT_1 ": 60.5 kg  [plant/1/4] · used or sold at least 118.811 kg" };
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
	const char *format, *alarm, *left, *from_unit;
	json_int_t tagged, untagged, yield;
	json_t *from;
	(void)state;
	told(kit, true, &text);
	json_t *top = json_loads(text.at, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(top);
	assert_int_equal(json_unpack(top, "{s:s,s:o,s:{s:I},s:[{s:s,s:s,s:s}],s:[{s:{s:I,s:I}}]}",
				 "format", &format, "from", &from, "yields", "cut_most", &yield,
				 "alarms", "alarm", &alarm, "left", &left, "unit", &from_unit,
				 "heads", "in", "tagged", &tagged, "untagged", &untagged),
		0);
	assert_string_equal(format, "pigtrace-balance/1");
	assert_true(json_is_null(from));
	assert_int_equal(yield, 101);
	assert_string_equal(alarm, "yield_above");
	assert_string_equal(left, "120");
	assert_string_equal(from_unit, "kg");
	assert_int_equal(tagged, 2);
	assert_int_equal(untagged, 3);
	json_decref(top);
	buf_free(&text);
	kit_close(kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_names_figures_events_alarms_and_what_is_unknown),
		cmocka_unit_test(the_json_is_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
