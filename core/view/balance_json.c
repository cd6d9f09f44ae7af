#include "core/base/decimal.h"
#include "core/view/balance.h"

#include <jansson.h>

#define NUMBER_TEXT 32

static const char *const flows[BALANCE_FLOWS] = { [BALANCE_BORN] = "born",
	[BALANCE_IN] = "in",
	[BALANCE_DEAD] = "dead",
	[BALANCE_OUT] = "out",
	[BALANCE_BEFORE] = "before" };
static const char *const steps[BALANCE_STEPS] = {
	[BALANCE_CARCASS] = "carcass", [BALANCE_CUT] = "cut", [BALANCE_PACK] = "pack"
};
static const char *const alarms[BALANCE_ALARMS] = { [BALANCE_HEADS_LACKING] = "heads_lacking",
	[BALANCE_YIELD_ABOVE] = "yield_above",
	[BALANCE_LOT_OVERUSED] = "lot_overused",
	[BALANCE_USED_TWICE] = "used_twice",
	[BALANCE_SERIALS_TWICE] = "serials_twice",
	[BALANCE_SOLD_MORE] = "sold_more" };
static const char *const units[] = {
	[BALANCE_HEADS] = "heads", [BALANCE_GRAMS] = "kg", [BALANCE_PIECES] = "pieces"
};

static void add(json_t *list, json_t *value, bool *good)
{
	if (json_array_append_new(list, value) != 0)
		*good = false;
}

static void put(json_t *object, const char *key, json_t *value, bool *good)
{
	if (json_object_set_new(object, key, value) != 0)
		*good = false;
}

static json_t *kg(int64_t mass_g)
{
	char text[NUMBER_TEXT];
	struct out out = out_into(text, sizeof(text));
	decimal_format(&out, mass_g, 3);
	return json_string(text);
}

static json_t *amount(enum balance_unit unit, int64_t amount)
{
	return unit == BALANCE_GRAMS ? kg(amount) : json_integer(amount);
}

static json_t *moment(const struct balance *balance, int64_t at_ms)
{
	char text[MOMENT_TEXT];
	struct out out = out_into(text, sizeof(text));
	if (at_ms == INT64_MIN)
		return json_null();
	moment_format(&out, (struct moment){ at_ms, balance->offset_min });
	return json_string(text);
}

static json_t *names(const struct balance_events *events, bool *good)
{
	json_t *list = json_array();
	for (size_t i = 0; i < events->count; i++)
		add(list, json_string(events->names[i]), good);
	return list;
}

static json_t *holder(const struct balance_heads *heads, bool *good)
{
	json_t *object = json_object();
	put(object, "container", json_string(heads->holder), good);
	for (int i = 0; i < BALANCE_FLOWS; i++) {
		const struct balance_figure *figure = &heads->flows[i];
		put(object, flows[i],
			json_pack("{s:I,s:I,s:o}", "tagged", (json_int_t)figure->tagged, "untagged",
				(json_int_t)figure->untagged, "events",
				names(&figure->events, good)),
			good);
	}
	put(object, "present",
		json_pack("{s:I,s:I}", "tagged", (json_int_t)heads->tagged, "untagged",
			(json_int_t)heads->untagged),
		good);
	put(object, "lacking",
		json_pack("{s:I,s:o}", "heads", (json_int_t)heads->lacking, "events",
			names(&heads->lacking_events, good)),
		good);
	put(object, "unknown", names(&heads->unknown, good), good);
	return object;
}

static json_t *stage(const struct balance_stage *stage, bool *good)
{
	return json_pack("{s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:{s:o,s:o,s:o}}", "stage",
		steps[stage->step], "in_kg", kg(stage->in_g), "out_kg", kg(stage->out_g),
		"least_kg", kg(stage->least_g), "most_kg", kg(stage->most_g), "unexplained_kg",
		kg(stage->unexplained_g), "events", names(&stage->events, good), "unknown", "in_kg",
		kg(stage->unknown_in_g), "out_kg", kg(stage->unknown_out_g), "events",
		names(&stage->unknown, good));
}

static json_t *lot(const struct balance_lot *lot, bool *good)
{
	return json_pack("{s:s,s:o,s:o,s:o,s:o,s:o}", "item", lot->item, "kg",
		lot->known ? kg(lot->entered_g) : json_null(), "events", names(&lot->entered, good),
		"used_kg_least", kg(lot->used_g), "used_by", names(&lot->used, good), "unknown",
		names(&lot->unknown, good));
}

static json_t *alarm(const struct balance_alarm *alarm, bool *good)
{
	return json_pack("{s:s,s:s,s:s,s:o,s:o,s:o}", "alarm", alarms[alarm->kind], "item",
		alarm->item, "unit", units[alarm->unit], "entered",
		amount(alarm->unit, alarm->entered), "left", amount(alarm->unit, alarm->left),
		"events", names(&alarm->events, good));
}

static json_t *yields(const struct balance_yields *yields, bool *good)
{
	json_t *object = json_object();
	for (size_t i = 0; i < BALANCE_YIELDS_COUNT; i++) {
		const struct setting *row = &balance_yields_table[i];
		const int64_t *value =
			(const int64_t *)(const void *)((const char *)yields + row->offset);
		put(object, row->key, json_integer(*value), good);
	}
	return object;
}

static json_t *content(const struct balance *balance, bool *good)
{
	json_t *heads = json_array(), *stages = json_array(), *lots = json_array(),
	       *list = json_array();
	for (size_t i = 0; i < balance->head_count; i++)
		add(heads, holder(&balance->heads[i], good), good);
	for (size_t i = 0; i < balance->stage_count; i++)
		add(stages, stage(&balance->stages[i], good), good);
	for (size_t i = 0; i < balance->lot_count; i++)
		add(lots, lot(&balance->lots[i], good), good);
	for (size_t i = 0; i < balance->alarm_count; i++)
		add(list, alarm(&balance->alarms[i], good), good);
	return json_pack("{s:s,s:s,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "format",
		"pigtrace-balance/1", "scope", balance->scope, "verdict",
		balance->verdict == TRACE_FOUND ? "found" : "unknown", "from",
		moment(balance, balance->from_ms), "to", moment(balance, balance->to_ms), "yields",
		yields(&balance->yields, good), "alarms", list, "heads", heads, "stages", stages,
		"used", lots);
}

static int dump(const char *bytes, size_t len, void *into)
{
	buf_bytes(into, bytes, len);
	return 0;
}

int balance_view_json(const struct balance *balance, struct buf *into, struct fault *fault)
{
	bool good = true;
	json_t *top = content(balance, &good);
	if (!top || json_dump_callback(top, dump, into, JSON_INDENT(1)) != 0)
		good = false;
	json_decref(top);
	buf_char(into, '\n');
	return good && !into->failed ? 0 : fault_set(fault, FAULT_MEMORY, "no memory for JSON");
}
