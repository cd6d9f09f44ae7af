/*
 * The event decoder: whatever the line, its answer is in range; what it reads points into the line or
 * its arena and can be said again with the same meaning.
 */
#include "core/event/event.h"

#include "core/base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define AGAIN_MOST (4 * EVENT_LINE_MOST) /* escapes may be longer, and quantities spelt out */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static bool within(const char *at, size_t len, const char *start, size_t size)
{
	uintptr_t first = (uintptr_t)at, low = (uintptr_t)start;
	return first >= low && first + len <= low + size;
}

static void check_span(const struct event *event, struct span line, struct span text)
{
	check(within(text.at, text.len, line.at, line.len) ||
		within(text.at, text.len, event->arena, sizeof(event->arena)));
}

static void check_value(
	const struct event *event, struct span line, const struct event_value *value)
{
	const struct vocabulary_field *row = &vocabulary_fields[value->field];
	check(vocabulary_kinds[event->kind].allowed >> value->field & 1);
	if (value->text.at)
		check_span(event, line, value->text);
	else
		check(row->type == FIELD_IS_SERIES && value->number == event->reading_count);
	if (row->type == FIELD_IS_DECIMAL || row->type == FIELD_IS_INTEGER)
		check(value->number >= row->least && value->number <= row->most);
	if (row->type == FIELD_IS_CHOICE)
		check(span_is(value->text, vocabulary_choices[row->choice].values[value->number]));
	if (row->type == FIELD_IS_EVENT)
		check_span(event, line, value->name.station);
}

static void check_event(const struct event *event, struct span line)
{
	check((unsigned)event->kind < KIND_COUNT);
	check(event->item_count <= EVENT_ITEMS_MOST && event->value_count <= EVENT_VALUES_MOST);
	if (event->by.at)
		check_span(event, line, event->by);
	for (int i = 0; i < event->item_count; i++) {
		const struct event_item *item = &event->items[i];
		size_t at;
		check_span(event, line, item->item.code);
		check(item_code_check(item->item.kind, item->item.code, &at) == IDENT_OK);
		check(!item->has_mass || item->mass_g > 0);
		check(!item->has_count || item->count > 0);
	}
	for (int i = 0; i < event->value_count; i++)
		check_value(event, line, &event->values[i]);
	for (int i = 1; i < event->reading_count; i++)
		check(event->readings[i].after_s > event->readings[i - 1].after_s);
}

static void say_role(struct event_writer *writer, const struct event *event, enum role role)
{
	if (!event_item_at(event, role, 0))
		return;
	event_write_role(writer, role);
	for (int n = 0; event_item_at(event, role, n); n++) {
		const struct event_item *item = event_item_at(event, role, n);
		char room[ITEM_TEXT];
		struct out out = out_into(room, sizeof(room));
		item_format(&out, item->item);
		check(!out.full);
		event_write_item(writer, out_written(&out), item->has_mass ? item->mass_g : -1,
			item->has_count ? item->count : -1);
	}
}

static void say_value(struct event_writer *writer, const struct event_value *value)
{
	const struct vocabulary_field *row = &vocabulary_fields[value->field];
	if (row->type == FIELD_IS_DECIMAL)
		event_write_decimal(writer, row->name, value->number, row->digits);
	else if (row->type == FIELD_IS_INTEGER)
		event_write_integer(writer, row->name, value->number);
	else if (row->type != FIELD_IS_SERIES)
		event_write_text(writer, row->name, value->text);
}

static void say_again(const struct event *event, struct out *out)
{
	struct event_writer writer;
	event_write_begin(&writer, out, event->kind, event->at);
	if (event->by.at)
		event_write_text(&writer, "by", event->by);
	for (int role = 0; role < ROLE_COUNT; role++)
		if (vocabulary_roles[role].spoken)
			say_role(&writer, event, (enum role)role);
	for (int i = 0; i < event->value_count; i++)
		say_value(&writer, &event->values[i]);
	event_write_end(&writer);
}

static void compare(const struct event *a, const struct event *b)
{
	check(a->kind == b->kind && a->at.at_ms == b->at.at_ms && span_equal(a->by, b->by));
	for (int role = 0; role < ROLE_COUNT; role++) {
		const struct event_item *item;
		for (int n = 0; role != ROLE_SITE && (item = event_item_at(a, (enum role)role, n));
			n++) {
			const struct event_item *other = event_item_at(b, (enum role)role, n);
			check(other && item_equal(item->item, other->item));
			check(item->has_mass == other->has_mass &&
				item->has_count == other->has_count);
			check(item->mass_g == other->mass_g && item->count == other->count);
		}
	}
	for (int i = 0; i < a->value_count; i++) {
		const struct event_value *value = &a->values[i];
		if (vocabulary_fields[value->field].type == FIELD_IS_SERIES)
			continue;
		const struct event_value *other = event_find(b, value->field);
		check(other && value->number == other->number);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct event event, again;
	static char room[AGAIN_MOST];
	struct event_wrong wrong;
	struct span line = { (const char *)bytes, len };
	enum event_error error = event_decode(line, &event, &wrong);
	check(error == wrong.error && (unsigned)error < EVENT_ERROR_COUNT);
	if (error != EVENT_OK) {
		check(wrong.at <= len && memchr(wrong.key, '\0', sizeof(wrong.key)));
		check(utf8_valid(wrong.key, strlen(wrong.key)) == strlen(wrong.key));
		check((error == EVENT_ITEM) == (wrong.ident != IDENT_OK));
		return 0;
	}
	check_event(&event, line);
	struct out out = out_into(room, sizeof(room));
	say_again(&event, &out);
	check(!out.full);
	if (out.len > EVENT_LINE_MOST)
		return 0;
	check(event_decode(out_written(&out), &again, &wrong) == EVENT_OK);
	compare(&event, &again);
	return 0;
}
