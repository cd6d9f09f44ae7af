/* The page for programs. */
#include "core/view/page_work.h"

#include "core/base/decimal.h"
#include "core/base/words.h"

#include <jansson.h>
#include <string.h>

#define NUMBER_TEXT 32

static const char *const satisfied_names[] = { [CHECK_APART] = "none",
	[CHECK_PASS] = "satisfied",
	[CHECK_WARN] = "unknown",
	[CHECK_UNKNOWN] = "unknown",
	[CHECK_FAIL] = "not_satisfied" };

static const char *const holders[] = {
	[PAGE_IN_PLANT] = "plant", [PAGE_ON_ROAD] = "road", [PAGE_IN_SHOP] = "shop"
};

struct json_page {
	const struct page *page;
	bool good;
};

static void put(struct json_page *json, json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		json->good = false;
}

static void add(struct json_page *json, json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		json->good = false;
}

static json_t *moment(struct moment at)
{
	char text[MOMENT_TEXT];
	struct out out = out_into(text, sizeof(text));
	moment_format(&out, at);
	return json_string(text);
}

static json_t *decimal(int64_t number, int digits)
{
	char text[NUMBER_TEXT];
	struct out out = out_into(text, sizeof(text));
	decimal_format(&out, number, digits);
	return json_string(text);
}

static json_t *day(int64_t number)
{
	struct buf text = { 0 };
	page_day_number(&text, number);
	json_t *value = text.failed ? NULL : json_string(text.at);
	buf_free(&text);
	return value;
}

static json_t *list(struct json_page *json, const struct page_list *texts)
{
	json_t *array = json_array();
	for (size_t i = 0; i < texts->count; i++)
		add(json, array, json_string(texts->texts[i]));
	return array;
}

static json_t *product(struct json_page *json)
{
	const struct page *page = json->page;
	json_t *object = json_object();
	if (page->product)
		put(json, object, "name", json_string(page->product));
	if (page->lot)
		put(json, object, "lot", json_string(page->lot));
	if (page->net_g > 0)
		put(json, object, "net_kg", decimal(page->net_g, 3));
	if (page->has_best_before)
		put(json, object, "best_before", day(page->best_before));
	if (page->packed)
		put(json, object, "packed", moment(page->packed_at));
	if (page->sold)
		put(json, object, "sold", moment(page->sold_at));
	return object;
}

static json_t *origin(struct json_page *json)
{
	const struct page *page = json->page;
	json_t *object = json_object();
	put(json, object, "animals", json_integer((json_int_t)page->trace->animals));
	put(json, object, "carcasses", json_integer((json_int_t)page->trace->carcasses));
	put(json, object, "farms", json_integer((json_int_t)page->trace->farms));
	put(json, object, "farm_names", list(json, &page->farms));
	put(json, object, "slaughterhouses", list(json, &page->plants));
	put(json, object, "certificates", list(json, &page->certificates));
	put(json, object, "inspections", list(json, &page->inspections));
	if (page->slaughtered)
		put(json, object, "slaughtered", moment(page->slaughter_first));
	return object;
}

static json_t *label(struct json_page *json)
{
	const struct page_label *told = &json->page->label;
	json_t *object = json_object();
	put(json, object, "signature", json_string(label_verdict_name(told->verdict)));
	if (told->by) {
		put(json, object, "by", json_string(told->by));
		put(json, object, "takes_part", json_boolean(told->takes_part));
	}
	return object;
}

static json_t *recalls(struct json_page *json)
{
	const struct page *page = json->page;
	json_t *list = json_array();
	for (size_t i = 0; i < page->recalls.count; i++) {
		const struct recall *recall = page->recalls.list[i];
		json_t *object = json_object();
		put(json, object, "id", json_string(recall->name));
		put(json, object, "class",
			json_string(
				vocabulary_choices[CHOICE_RECALL_CLASS].values[recall->class_]));
		put(json, object, "reason", json_string(recall->reason ? recall->reason : ""));
		put(json, object, "opened", moment(recall->opened_at));
		put(json, object, "by", json_string(page->recalled_by[i]));
		add(json, list, object);
	}
	return list;
}

static json_t *checks(struct json_page *json)
{
	const struct page_checks *told = &json->page->checks;
	json_t *object = json_object();
	put(json, object, "count", json_integer((json_int_t)told->count));
	if (told->count > 0) {
		put(json, object, "first", moment(told->first));
		put(json, object, "last", moment(told->last));
	}
	put(json, object, "regions", json_integer((json_int_t)told->regions));
	put(json, object, "suspicious",
		json_boolean(
			told->many || told->far_apart || told->long_after || told->before_made));
	return object;
}

static json_t *parties(struct json_page *json)
{
	const struct page *page = json->page;
	json_t *array = json_array();
	for (size_t i = 0; i < page->party_count; i++) {
		const struct page_party *party = &page->parties[i];
		if (party->facts == 0)
			continue;
		json_t *object = json_object();
		put(json, object, "name", json_string(party->name));
		if (party->trade >= 0)
			put(json, object, "trade",
				json_string(vocabulary_choices[CHOICE_TRADE].values[party->trade]));
		put(json, object, "first", moment(party->first));
		put(json, object, "last", moment(party->last));
		add(json, array, object);
	}
	return array;
}

static void put_by(struct json_page *json, json_t *object, const struct page_by *by)
{
	json_t *names = json_array();
	for (size_t i = 0; i < by->count; i++)
		add(json, names, json_string(json->page->parties[by->parties[i]].name));
	put(json, object, "by", names);
	put(json, object, "signed", json_boolean(by->is_signed));
}

static json_t *given(struct json_page *json)
{
	const struct page *page = json->page;
	json_t *array = json_array();
	for (size_t i = 0; i < page->given_count; i++) {
		const struct page_given *at = &page->given[i];
		json_t *object = json_object();
		put(json, object, "do", json_string(vocabulary_kinds[at->kind].name));
		put(json, object, "what", json_string(at->what));
		put(json, object, "first", moment(at->first));
		put(json, object, "last", moment(at->last));
		put(json, object, "count", json_integer((json_int_t)at->count));
		if (at->withdrawal_days > 0)
			put(json, object, "edible", moment(at->edible));
		put(json, object, "withdrawal", json_string(satisfied_names[at->satisfied]));
		put_by(json, object, &at->by);
		add(json, array, object);
	}
	return array;
}

static json_t *facts(struct json_page *json, int step)
{
	const struct page *page = json->page;
	json_t *array = json_array();
	for (size_t i = 0; i < page->fact_count; i++) {
		const struct page_fact *fact = &page->facts[i];
		if ((int)fact->step != step)
			continue;
		json_t *object = json_object();
		put(json, object, "do", json_string(vocabulary_kinds[fact->kind].name));
		put(json, object, "first", moment(fact->first));
		put(json, object, "last", moment(fact->last));
		put(json, object, "count", json_integer((json_int_t)fact->count));
		put(json, object, "text", json_string(fact->text));
		put_by(json, object, &fact->by);
		put(json, object, "attention", json_boolean(fact->attention));
		add(json, array, object);
	}
	return array;
}

static json_t *steps(struct json_page *json)
{
	json_t *array = json_array();
	for (int step = 0; step < PAGE_STEPS; step++) {
		json_t *object = json_object();
		put(json, object, "step", json_string(vocabulary_steps[step].name));
		put(json, object, "missing", json_boolean(json->page->missing[step]));
		put(json, object, "facts", facts(json, step));
		add(json, array, object);
	}
	return array;
}

static json_t *readings(struct json_page *json)
{
	const struct page *page = json->page;
	json_t *array = json_array();
	for (size_t i = 0; i < page->reading_count; i++) {
		const struct page_reading *at = &page->readings[i];
		add(json, array,
			json_pack("[o,o,s]",
				moment((struct moment){
					at->at_ms, page->trace->events[0].at.offset_min }),
				decimal(at->centi_c, 2), holders[at->holder]));
	}
	return array;
}

static json_t *weights(struct json_page *json)
{
	const struct page *page = json->page;
	json_t *array = json_array();
	for (size_t i = 0; i < page->weight_count; i++) {
		const struct page_weight *at = &page->weights[i];
		add(json, array,
			json_pack("[I,o,o]", (json_int_t)at->animal,
				moment((struct moment){
					at->at_ms, page->trace->events[0].at.offset_min }),
				decimal(at->mass_g, 3)));
	}
	return array;
}

static json_t *rules(struct json_page *json)
{
	json_t *object = json_object();
	for (size_t i = 0; i < check_rule_count(); i++)
		if (json->page->check->rules[i] >= CHECK_WARN)
			put(json, object, check_rule_at(i)->id,
				json_string(check_verdict_name(json->page->check->rules[i])));
	return object;
}

static json_t *evidence(struct json_page *json)
{
	json_t *object = json_object();
	put(json, object, "statements", json_integer((json_int_t)json->page->statements));
	put(json, object, "signed", json_integer((json_int_t)json->page->signed_statements));
	put(json, object, "holes", json_boolean(json->page->holes));
	put(json, object, "rules", rules(json));
	return object;
}

static void put_known(struct json_page *json, json_t *top)
{
	const struct page *page = json->page;
	put(json, top, "product", product(json));
	put(json, top, "origin", origin(json));
	if (page->recalls.count > 0)
		put(json, top, "recalls", recalls(json));
	put(json, top, "checks", checks(json));
	put(json, top, "parties", parties(json));
	put(json, top, "steps", steps(json));
	put(json, top, "given", given(json));
	put(json, top, "limit_c", decimal(page->limit_centi_c, 2));
	put(json, top, "temperatures", readings(json));
	put(json, top, "weights", weights(json));
	put(json, top, "evidence", evidence(json));
}

static int dump(const char *bytes, size_t len, void *into)
{
	buf_bytes(into, bytes, len);
	return 0;
}

int page_json(const struct page *page, struct buf *into, struct fault *fault)
{
	struct json_page json = { page, true };
	json_t *top = json_object();
	put(&json, top, "format", json_string("pigtrace-page/1"));
	put(&json, top, "item", json_string(page->item));
	put(&json, top, "verdict", json_string(page_verdict_name(page->verdict)));
	put(&json, top, "title", json_string(words(page_verdict_title(page))));
	put(&json, top, "label", label(&json));
	if (page->verdict == PAGE_UNKNOWN)
		put(&json, top, "never_issued", json_boolean(page->never_issued));
	else
		put_known(&json, top);
	if (json.good && json_dump_callback(top, dump, into, JSON_COMPACT) != 0)
		json.good = false;
	json_decref(top);
	buf_char(into, '\n');
	return json.good && !into->failed ? 0
	                                  : fault_set(fault, FAULT_MEMORY, "no memory for JSON");
}
