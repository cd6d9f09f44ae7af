/*
 * kit_balance.h - asking what a story's heads and kilograms add up to, for the tests of the balance.
 */
#ifndef PIGTRACE_TESTS_UNIT_KIT_BALANCE_H
#define PIGTRACE_TESTS_UNIT_KIT_BALANCE_H

#include "tests/unit/kit_trace.h"

#include "core/trace/balance.h"

#define TRUCK "truck:晋J1"
#define PIG_3 "pig:114113000000003"
#define LOT_1 "lot:" GTIN "/T1"
#define LOT_2 "lot:" GTIN "/T2"
#define HALF  "carcass:plant/20260701/1"
#define HALF2 "carcass:plant/20260701/2"
#define RUN_1 "run:" GTIN "/L1/1-400"

static inline struct balance_settings defaults(void)
{
	struct balance_settings settings = { .from_ms = INT64_MIN, .to_ms = kit_at("1231T0000") };
	struct fault fault = { 0 };
	assert_int_equal(settings_start(balance_yields_table, BALANCE_YIELDS_COUNT,
				 &settings.yields, &fault),
		0);
	return settings;
}

static inline struct balance *ask_with(
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

static inline struct balance *ask(struct kit *kit, const char *scope)
{
	struct balance_settings settings = defaults();
	return ask_with(kit, scope, &settings);
}

static inline const struct balance_alarm *alarm_of(
	const struct balance *balance, enum balance_alarm_kind kind)
{
	for (size_t i = 0; i < balance->alarm_count; i++)
		if (balance->alarms[i].kind == kind)
			return &balance->alarms[i];
	return NULL;
}

static inline const struct balance_lot *lot_of(const struct balance *balance, const char *item)
{
	for (size_t i = 0; i < balance->lot_count; i++)
		if (strcmp(balance->lots[i].item, item) == 0)
			return &balance->lots[i];
	fail_msg("%s is not told", item);
	return NULL;
}

static inline bool names(const struct kit *kit, const struct balance_events *events, size_t nth)
{
	char name[80];
	for (size_t i = 0; i < events->count; i++)
		if (strcmp(events->names[i], kit_name(kit, nth, name)) == 0)
			return true;
	return false;
}

/* A pig of 110 kg, a carcass of 80, cuts of 78. */
static inline void meat(struct kit *kit)
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

static inline size_t pack(struct kit *kit, const char *in, const char *run, const char *when)
{
	char rest[300];
	(void)snprintf(rest, sizeof(rest), "'in':%s,'out':'%s','net_kg':'0.3'", in, run);
	return kit_say(kit, "plant", "pack", when, rest);
}

#endif
