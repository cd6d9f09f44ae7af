#include "core/base/decimal.h"
#include "core/view/check_json.h"
#include "core/view/view.h"

#define NUMBER_TEXT  32
#define MASS_DIGITS  3
#define SHARE_DIGITS 9 /* TRACE_SHARE_WHOLE is 1 */

static const char *const verdicts[] = {
	[TRACE_FOUND] = "found", [TRACE_UNKNOWN] = "unknown", [TRACE_NOT_GENUINE] = "not_genuine"
};

/* A value under a key; what could not be made shows as a false *good at the end. */
static void put(json_t *object, const char *key, json_t *value, bool *good)
{
	if (json_object_set_new(object, key, value) != 0)
		*good = false;
}

static void add(json_t *array, json_t *value, bool *good)
{
	if (json_array_append_new(array, value) != 0)
		*good = false;
}

static json_t *name_of(const struct trace_event *event)
{
	char name[TRACE_NAME_TEXT];
	trace_event_name(span_of(event->station), event->epoch, event->seq,
		(struct span){ event->line, event->line_len }, name);
	return json_string(name);
}

static json_t *decimal(int64_t number, int digits)
{
	char text[NUMBER_TEXT];
	struct out out = out_into(text, sizeof(text));
	decimal_format(&out, number, digits);
	return json_string(text);
}

static json_t *items(const struct trace *trace, bool *good)
{
	json_t *list = json_array();
	for (size_t i = 0; i < trace->item_count; i++) {
		const struct trace_item *item = &trace->items[i];
		json_t *object = json_object();
		put(object, "id", json_string(item->name), good);
		put(object, "kind", json_string(item_kind_name(item->kind)), good);
		put(object, "depth", json_integer(item->depth), good);
		put(object, "input", json_boolean(item->input), good);
		if (item->has_share)
			put(object, "share", decimal(item->share, SHARE_DIGITS), good);
		add(list, object, good);
	}
	return list;
}

/* What the items were made of, or (given) what was given to them. */
static json_t *edges(const struct trace *trace, bool given, bool *good)
{
	json_t *list = json_array();
	for (size_t i = 0; i < trace->edge_count; i++) {
		const struct trace_edge *edge = &trace->edges[i];
		if (trace->items[edge->from].input != given)
			continue;
		json_t *object = json_object();
		put(object, "item", json_string(trace->items[edge->item].name), good);
		put(object, given ? "input" : "from", json_string(trace->items[edge->from].name),
			good);
		put(object, "event",
			edge->event == TRACE_NO_EVENT ? json_null()
						      : name_of(&trace->events[edge->event]),
			good);
		if (edge->has_mass)
			put(object, "kg", decimal(edge->mass_g, MASS_DIGITS), good);
		add(list, object, good);
	}
	return list;
}

static json_t *event(const struct trace *trace, const struct trace_event *told, bool *good)
{
	char at[MOMENT_TEXT];
	struct out out = out_into(at, sizeof(at));
	json_t *object = json_object();
	moment_format(&out, told->at);
	put(object, "name", name_of(told), good);
	put(object, "do", json_string(vocabulary_kinds[told->kind].name), good);
	put(object, "at", json_string(at), good);
	put(object, "station", json_string(told->station), good);
	put(object, "assurance", json_string(told->assurance == STORE_SIGNED ? "signed" : "broker"),
		good);
	put(object, "item", json_string(trace->items[told->item].name), good);
	if (told->via)
		put(object, "via", json_string(told->via), good);
	put(object, "depth", json_integer(told->depth), good);
	put(object, "reached", json_integer((json_int_t)told->reached), good);
	if (told->corrected_by) {
		put(object, "corrected_by", json_string(told->corrected_by), good);
		put(object, "corrected_why", json_string(told->corrected_why), good);
	}
	put(object, "claim", json_loadb(told->line, told->line_len, JSON_REJECT_DUPLICATES, NULL),
		good);
	return object;
}

static json_t *precision(const struct trace *trace, bool *good)
{
	json_t *object = json_object();
	json_t *farms = json_array();
	for (size_t i = 0; i < trace->farms; i++)
		add(farms, json_string(trace->farm_names[i]), good);
	put(object, "animals", json_integer((json_int_t)trace->animals), good);
	put(object, "carcasses", json_integer((json_int_t)trace->carcasses), good);
	put(object, "farms", json_integer((json_int_t)trace->farms), good);
	put(object, "farm_names", farms, good);
	return object;
}

static json_t *recalled(const struct recalls *recalls, bool *good)
{
	json_t *list = json_array();
	for (size_t i = 0; i < recalls->count; i++) {
		const struct recall *recall = recalls->list[i];
		char at[MOMENT_TEXT];
		struct out out = out_into(at, sizeof(at));
		json_t *object = json_object();
		moment_format(&out, recall->opened_at);
		put(object, "name", json_string(recall->name), good);
		put(object, "station", json_string(recall->opened_by), good);
		put(object, "class",
			json_string(vocabulary_choices[CHOICE_RECALL_CLASS].values[recall->class_]),
			good);
		put(object, "reason", json_string(recall->reason), good);
		put(object, "opened", json_string(at), good);
		add(list, object, good);
	}
	return list;
}

static int dump(const char *bytes, size_t len, void *into)
{
	buf_bytes(into, bytes, len);
	return 0;
}

int view_json_checked(const struct trace *trace, const struct check *check,
	const struct recalls *recalls, struct buf *into, struct fault *fault)
{
	bool good = true;
	json_t *top = json_object();
	json_t *events = json_array();
	for (size_t i = 0; i < trace->event_count; i++)
		add(events, event(trace, &trace->events[i], &good), &good);
	put(top, "format", json_string("pigtrace-trace/1"), &good);
	put(top, "item", json_string(trace->seed), &good);
	put(top, "verdict", json_string(verdicts[trace->verdict]), &good);
	if (recalls)
		put(top, "recalls", recalled(recalls, &good), &good);
	put(top, "precision", precision(trace, &good), &good);
	if (check)
		put(top, "record", check_json_rules(check, true, &good), &good);
	put(top, "items", items(trace, &good), &good);
	put(top, "made_of", edges(trace, false, &good), &good);
	put(top, "given", edges(trace, true, &good), &good);
	put(top, "events", events, &good);
	if (good && json_dump_callback(top, dump, into, JSON_INDENT(1)) != 0)
		good = false;
	json_decref(top);
	buf_char(into, '\n');
	return good && !into->failed ? 0 : fault_set(fault, FAULT_MEMORY, "no memory for JSON");
}

int view_json(const struct trace *trace, struct buf *into, struct fault *fault)
{
	return view_json_checked(trace, NULL, NULL, into, fault);
}
