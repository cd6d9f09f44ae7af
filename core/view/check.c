#include "core/view/check.h"

#include "core/base/decimal.h"
#include "core/base/words.h"
#include "core/view/check_json.h"
#include "core/view/view.h"

#define NUMBER_TEXT 32

static const struct {
	const char *title; /* msgid */
	const char *colour;
} shown[] = {
	[CHECK_APART] = { N_("does not apply"), "" },
	[CHECK_PASS] = { N_("passed"), "\033[32m" },
	[CHECK_WARN] = { N_("warning"), "\033[33m" },
	[CHECK_UNKNOWN] = { N_("unknown"), "\033[35m" },
	[CHECK_FAIL] = { N_("failed"), "\033[31m" },
};

static void verdict_text(
	enum check_verdict verdict, const struct check_look *look, struct buf *into)
{
	buf_text(into, look->colour ? shown[verdict].colour : "");
	buf_text(into, words(shown[verdict].title));
	buf_text(into, look->colour && *shown[verdict].colour ? "\033[0m" : "");
}

static void measure_value(const struct check_measure *measure, struct buf *into)
{
	static const char *const units[] = { [CHECK_COUNT] = "",
		[CHECK_MINUTES] = N_(" min"),
		[CHECK_DAYS] = N_(" days"),
		[CHECK_CENTI_C] = " °C" };
	char text[NUMBER_TEXT];
	struct out out = out_into(text, sizeof(text));
	decimal_format(&out, measure->value, measure->unit == CHECK_CENTI_C ? 2 : 0);
	buf_text(into, text);
	if (*units[measure->unit])
		buf_text(into, words(units[measure->unit]));
}

static void event_text(const struct check_event *event, struct buf *into)
{
	char at[MOMENT_TEXT];
	struct out out = out_into(at, sizeof(at));
	moment_format(&out, event->at);
	buf_format(into, "      %s  ", at);
	buf_text(into, words_of("kind", vocabulary_kinds[event->kind].title));
	buf_text(into, "  ");
	view_escape(into, span_of(event->station));
	if (event->by[0]) {
		buf_text(into, " · ");
		view_escape(into, span_of(event->by));
	}
	buf_format(into, "  [%s]\n", event->name);
}

static void finding_text(
	const struct check_finding *finding, const struct check_look *look, struct buf *into)
{
	buf_text(into, "    ");
	verdict_text(finding->verdict, look, into);
	buf_text(into, ": ");
	view_escape(into, span_of(finding->item));
	if (finding->others > 0) {
		unsigned long others = (unsigned long)finding->others;
		buf_char(into, ' ');
		buf_format(into, words_plural("and %lu other", "and %lu others", others), others);
	}
	buf_text(into, ": ");
	buf_text(into, words(finding->reason));
	for (int i = 0; i < finding->measure_count; i++) {
		buf_text(into, i == 0 ? " (" : ", ");
		buf_text(into, words(finding->measures[i].label));
		buf_char(into, ' ');
		measure_value(&finding->measures[i], into);
	}
	buf_text(into, finding->measure_count > 0 ? ")\n" : "\n");
	for (int i = 0; i < finding->event_count; i++)
		event_text(&finding->events[i], into);
	if (finding->more_events > 0) {
		unsigned long more = (unsigned long)finding->more_events;
		buf_text(into, "      ");
		buf_format(into, words_plural("and %lu more event", "and %lu more events", more),
			more);
		buf_char(into, '\n');
	}
}

static void rules_text(
	const struct check *check, const struct check_look *look, bool of_record, struct buf *into)
{
	size_t at = 0;
	for (size_t rule = 0; rule < check_rule_count(); rule++) {
		const struct record_rule *row = check_rule_at(rule);
		enum check_verdict verdict = check->rules[rule];
		bool told = !of_record || check_rule_of_record(rule);
		if (told && (look->all || verdict > CHECK_PASS)) {
			buf_format(into, "  %-9s ", row->id);
			verdict_text(verdict, look, into);
			buf_format(into, "  %s (%s)\n", words(row->text), words(row->source));
		}
		for (; at < check->finding_count && check->findings[at].rule == rule; at++)
			if (told)
				finding_text(&check->findings[at], look, into);
	}
}

void check_view_text(const struct check *check, const struct check_look *look, struct buf *into)
{
	view_escape(into, span_of(check->item));
	buf_text(into, ": ");
	verdict_text(check->verdict, look, into);
	buf_char(into, '\n');
	rules_text(check, look, false, into);
}

void check_view_record(const struct check *check, bool colour, struct buf *into)
{
	const struct check_look look = { .colour = colour };
	bool some = false;
	for (size_t rule = 0; rule < check_rule_count(); rule++)
		some = some || (check_rule_of_record(rule) && check->rules[rule] > CHECK_PASS);
	if (!some)
		return;
	buf_text(into, _("What is wrong with the record itself, or missing from it"));
	buf_char(into, '\n');
	rules_text(check, &look, true, into);
}

/* ---- JSON ---- */

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

static json_t *event_json(const struct check_event *event, bool *good)
{
	char at[MOMENT_TEXT];
	struct out out = out_into(at, sizeof(at));
	json_t *object = json_object();
	moment_format(&out, event->at);
	put(object, "name", json_string(event->name), good);
	put(object, "do", json_string(vocabulary_kinds[event->kind].name), good);
	put(object, "at", json_string(at), good);
	put(object, "station", json_string(event->station), good);
	put(object, "by", event->by[0] ? json_string(event->by) : json_null(), good);
	return object;
}

static json_t *measure_json(const struct check_measure *measure, bool *good)
{
	static const char *const units[] = { [CHECK_COUNT] = "count",
		[CHECK_MINUTES] = "min",
		[CHECK_DAYS] = "d",
		[CHECK_CENTI_C] = "0.01 degC" };
	json_t *object = json_object();
	put(object, "what", json_string(measure->label), good);
	put(object, "unit", json_string(units[measure->unit]), good);
	put(object, "value", json_integer(measure->value), good);
	return object;
}

static json_t *finding_json(const struct check_finding *finding, bool *good)
{
	json_t *object = json_object();
	json_t *events = json_array(), *measures = json_array();
	for (int i = 0; i < finding->event_count; i++)
		add(events, event_json(&finding->events[i], good), good);
	for (int i = 0; i < finding->measure_count; i++)
		add(measures, measure_json(&finding->measures[i], good), good);
	put(object, "verdict", json_string(check_verdict_name(finding->verdict)), good);
	put(object, "item", json_string(finding->item), good);
	put(object, "others", json_integer((json_int_t)finding->others), good);
	put(object, "reason", json_string(finding->reason), good);
	put(object, "measures", measures, good);
	put(object, "events", events, good);
	put(object, "more_events", json_integer((json_int_t)finding->more_events), good);
	return object;
}

json_t *check_json_rules(const struct check *check, bool of_record, bool *good)
{
	json_t *list = json_array();
	size_t at = 0;
	for (size_t rule = 0; rule < check_rule_count(); rule++) {
		const struct record_rule *row = check_rule_at(rule);
		json_t *object = json_object(), *findings = json_array();
		bool told = !of_record ||
		            (check_rule_of_record(rule) && check->rules[rule] > CHECK_PASS);
		for (; at < check->finding_count && check->findings[at].rule == rule; at++)
			add(findings, finding_json(&check->findings[at], good), good);
		put(object, "id", json_string(row->id), good);
		put(object, "verdict", json_string(check_verdict_name(check->rules[rule])), good);
		put(object, "severity",
			json_string(row->severity == CHECK_MUST ? "must" : "should"), good);
		put(object, "source", json_string(row->source), good);
		put(object, "text", json_string(row->text), good);
		put(object, "findings", findings, good);
		if (told)
			add(list, object, good);
		else
			json_decref(object);
	}
	return list;
}

static int dump(const char *bytes, size_t len, void *into)
{
	buf_bytes(into, bytes, len);
	return 0;
}

int check_view_json(const struct check *check, struct buf *into, struct fault *fault)
{
	bool good = true;
	json_t *top = json_object();
	put(top, "format", json_string("pigtrace-check/1"), &good);
	put(top, "item", json_string(check->item), &good);
	put(top, "verdict", json_string(check_verdict_name(check->verdict)), &good);
	put(top, "animals", json_integer((json_int_t)check->animals), &good);
	put(top, "rules", check_json_rules(check, false, &good), &good);
	if (good && json_dump_callback(top, dump, into, JSON_COMPACT) != 0)
		good = false;
	json_decref(top);
	buf_char(into, '\n');
	return good && !into->failed ? 0 : fault_set(fault, FAULT_MEMORY, "no memory for JSON");
}
