/*
 * The event decoder against jansson: what it accepts is an object that jansson reads, too, and says the same, key by
 * key; what it calls no JSON jansson refuses; and what is only wrong as an event is JSON to both.
 */
/* Both headers name the kinds of values alike; here ours are OUR_*. */
#define JSON_OBJECT OUR_OBJECT
#define JSON_ARRAY  OUR_ARRAY
#define JSON_STRING OUR_STRING
#define JSON_TRUE   OUR_TRUE
#define JSON_FALSE  OUR_FALSE
#define JSON_NULL   OUR_NULL
#include "core/event/event.h"
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL

#include "core/base/decimal.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static bool says(const json_t *value, struct span text)
{
	return json_is_string(value) && json_string_length(value) == text.len &&
	       (text.len == 0 || memcmp(json_string_value(value), text.at, text.len) == 0);
}

/* ---- items ---- */

static bool is_item(const json_t *value, const struct event_item *item)
{
	char room[ITEM_TEXT];
	struct out out = out_into(room, sizeof(room));
	item_format(&out, item->item);
	return says(value, out_written(&out));
}

static void compare_mass(const json_t *value, const struct event_item *item)
{
	int64_t mass_g = 0;
	check((value != NULL) == item->has_mass);
	if (!value)
		return;
	check(json_is_string(value) &&
		decimal_parse((struct span){ json_string_value(value), json_string_length(value) },
			3, &mass_g, NULL));
	check(mass_g == item->mass_g);
}

static void compare_item(const json_t *value, const struct event_item *item)
{
	check(item != NULL);
	if (json_is_string(value)) {
		check(is_item(value, item) && !item->has_mass && !item->has_count);
		return;
	}
	check(json_is_object(value) && is_item(json_object_get(value, "id"), item));
	compare_mass(json_object_get(value, "kg"), item);
	const json_t *count = json_object_get(value, "count");
	check((count != NULL) == item->has_count);
	check(!count || (json_is_integer(count) && json_integer_value(count) == item->count));
}

static int compare_role(const json_t *value, const struct event *event, enum role role)
{
	if (!json_is_array(value)) {
		compare_item(value, event_item_at(event, role, 0));
		return 1;
	}
	int count = (int)json_array_size(value);
	for (int i = 0; i < count; i++)
		compare_item(json_array_get(value, (size_t)i), event_item_at(event, role, i));
	check(event_item_at(event, role, count) == NULL);
	return count;
}

/* ---- fields ---- */

static void compare_series(
	const json_t *value, const struct event *event, const struct vocabulary_field *row)
{
	check(json_is_array(value) && (int)json_array_size(value) == event->reading_count);
	for (int i = 0; i < event->reading_count; i++) {
		const json_t *pair = json_array_get(value, (size_t)i);
		const json_t *said = json_array_get(pair, 1);
		int64_t number = 0;
		check(json_array_size(pair) == 2 &&
			json_integer_value(json_array_get(pair, 0)) == event->readings[i].after_s);
		check(json_is_string(said) && decimal_parse((struct span){ json_string_value(said),
								    json_string_length(said) },
						      row->digits, &number, NULL));
		check(number == event->readings[i].value);
	}
}

static void compare_field(const json_t *value, const struct event *event, enum field field)
{
	const struct vocabulary_field *row = &vocabulary_fields[field];
	const struct event_value *ours = event_find(event, field);
	int64_t number = 0;
	check(ours != NULL);
	if (row->type == FIELD_IS_SERIES) {
		compare_series(value, event, row);
	} else if (row->type == FIELD_IS_INTEGER) {
		check(json_is_integer(value) && json_integer_value(value) == ours->number);
	} else {
		check(says(value, ours->text));
		if (row->type == FIELD_IS_DECIMAL)
			check(decimal_parse(ours->text, row->digits, &number, NULL) &&
				number == ours->number);
	}
}

/* ---- the whole ---- */

struct counted {
	int items;
	int values;
};

static void compare_pair(
	const char *key, const json_t *value, const struct event *event, struct counted *counted)
{
	enum role role;
	enum field field;
	struct moment at;
	if (strcmp(key, "do") == 0) {
		check(says(value, span_of(vocabulary_kinds[event->kind].name)));
	} else if (strcmp(key, "at") == 0) {
		check(json_is_string(value) && moment_parse((struct span){ json_string_value(value),
								    json_string_length(value) },
						       &at, NULL));
		check(at.at_ms == event->at.at_ms && at.offset_min == event->at.offset_min);
	} else if (strcmp(key, "by") == 0) {
		check(says(value, event->by));
	} else if (strcmp(key, "place") == 0) {
		check(is_item(value, event_item_at(event, ROLE_SITE, 0)));
		counted->items++;
	} else if (vocabulary_find_role(span_of(key), &role)) {
		counted->items += compare_role(value, event, role);
	} else {
		check(vocabulary_find_field(span_of(key), &field));
		compare_field(value, event, field);
		counted->values++;
		counted->items += vocabulary_fields[field].type == FIELD_IS_ITEM;
	}
}

static void compare(json_t *theirs, const struct event *event)
{
	struct counted counted = { 0 };
	const char *key;
	json_t *value;
	check(json_is_object(theirs));
	json_object_foreach(theirs, key, value) compare_pair(key, value, event, &counted);
	check(counted.items == event->item_count && counted.values == event->value_count);
	check(json_object_get(theirs, "do") && json_object_get(theirs, "at"));
	check((json_object_get(theirs, "by") != NULL) == (event->by.at != NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct event event;
	struct event_wrong wrong;
	json_error_t error;
	struct span line = { (const char *)bytes, len };
	if (len > EVENT_LINE_MOST)
		return 0;
	enum event_error ours = event_decode(line, &event, &wrong);
	if (len > 0 && memchr(bytes, '\0', len)) { /* jansson loses a NUL byte behind a number */
		check(ours != EVENT_OK);
		return 0;
	}
	json_t *theirs = json_loadb(line.at, len, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
	if (ours == EVENT_OK) {
		check(theirs != NULL);
		compare(theirs, &event);
	}
	if (ours == EVENT_JSON || ours == EVENT_UTF8)
		check(theirs == NULL);
	if (ours == EVENT_NOT_OBJECT)
		check(!json_is_object(theirs));
	if (ours == EVENT_KIND_MISSING && theirs)
		check(json_object_get(theirs, "do") == NULL);
	json_decref(theirs);
	return 0;
}
