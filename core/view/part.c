#include "core/view/part.h"

#include "core/base/decimal.h"
#include "core/base/words.h"

#define NUMBER_TEXT 32

/* Units as the vocabulary spells them; kg stays. */
static const struct {
	const char *unit;
	const char *shown; /* msgid, context "unit" */
} units[] = { { "degC", "°C" }, { "deg", "°" }, { "d", "days" }, { "head", "head" } };

void part_time(struct buf *into, struct moment moment)
{
	char text[MOMENT_TEXT];
	struct out out = out_into(text, sizeof(text));
	moment_format(&out, moment);
	buf_bytes(into, text, 10);
	buf_char(into, ' ');
	buf_bytes(into, text + 11, 5);
	buf_char(into, ' ');
	buf_text(into, text + out.len - 6);
}

static void put_number(struct buf *into, int64_t number, int digits)
{
	char text[NUMBER_TEXT];
	struct out out = out_into(text, sizeof(text));
	decimal_format(&out, number, digits);
	buf_text(into, text);
}

static void put_unit(struct buf *into, const char *unit)
{
	if (*unit == '\0')
		return;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (span_is(span_of(unit), units[i].unit)) {
			buf_char(into, ' ');
			buf_text(into, words_of("unit", units[i].shown));
			return;
		}
	}
	buf_char(into, ' ');
	buf_text(into, unit);
}

void part_more(struct buf *into, struct span text)
{
	if (text.len == 0)
		return;
	buf_text(into, " · ");
	view_escape(into, text);
}

static void put_item(struct buf *into, const struct event_item *item)
{
	char text[ITEM_TEXT];
	struct out out = out_into(text, sizeof(text));
	item_format(&out, item->item);
	view_escape(into, out_written(&out));
	if (item->has_mass) {
		buf_text(into, " (");
		put_number(into, item->mass_g, 3);
		buf_text(into, " kg)");
	}
	if (item->has_count)
		buf_format(into, " ×%lld", (long long)item->count);
}

/* " · from place:a", the title left out for what the event is about. */
static void put_role(struct buf *into, const struct event *event, enum role role)
{
	unsigned long count = 0;
	while (event_item_at(event, role, (int)count))
		count++;
	if (count == 0)
		return;
	unsigned long shown = count > PART_ITEMS_MOST ? PART_ITEMS_MOST - 2 : count;
	buf_text(into, " · ");
	if (vocabulary_roles[role].flow != FLOW_OBSERVED) {
		buf_text(into, words_of("role", vocabulary_roles[role].title));
		buf_char(into, ' ');
	}
	for (unsigned long i = 0; i < shown; i++) {
		if (i > 0)
			buf_text(into, ", ");
		put_item(into, event_item_at(event, role, (int)i));
	}
	if (shown < count) {
		buf_text(into, ", … ");
		buf_format(into, words_plural("%lu in all", "%lu in all", count), count);
	}
}

static bool is_measured(enum field field)
{
	enum field_type type = vocabulary_fields[field].type;
	return type == FIELD_IS_DECIMAL || type == FIELD_IS_SERIES;
}

static void put_value(struct buf *into, const struct event_value *value)
{
	const struct vocabulary_field *field = &vocabulary_fields[value->field];
	struct moment moment;
	if (field->type == FIELD_IS_CHOICE)
		buf_text(into, words_of("choice",
				       vocabulary_choices[field->choice].titles[value->number]));
	else if (field->type == FIELD_IS_TIME && moment_parse(value->text, &moment, NULL))
		part_time(into, moment);
	else if (field->type == FIELD_IS_INTEGER)
		buf_format(into, "%lld", (long long)value->number);
	else
		view_escape(into, value->text);
	put_unit(into, field->unit);
}

void part_fixed(struct buf *into, const struct event *event)
{
	for (int role = 0; role < ROLE_COUNT; role++)
		if (vocabulary_roles[role].flow != FLOW_MENTIONED)
			put_role(into, event, (enum role)role);
	for (int i = 0; i < event->value_count; i++) {
		const struct event_value *value = &event->values[i];
		/* Whoever reads the serial key can make serials that verify. */
		if (is_measured(value->field) || value->field == FIELD_SERIAL_KEY)
			continue;
		buf_text(into, " · ");
		buf_text(into, words_of("field", vocabulary_fields[value->field].title));
		buf_char(into, ' ');
		put_value(into, value);
	}
}

static void measure(struct part_ranges *ranges, enum field field, int64_t number)
{
	struct part_range *range = NULL;
	for (int i = 0; i < ranges->count && !range; i++)
		if (ranges->list[i].field == field)
			range = &ranges->list[i];
	if (!range) {
		if (ranges->count == EVENT_VALUES_MOST)
			return;
		range = &ranges->list[ranges->count++];
		*range = (struct part_range){ field, number, number, 0 };
	}
	range->least = number < range->least ? number : range->least;
	range->most = number > range->most ? number : range->most;
	range->count++;
}

void part_measure(struct part_ranges *ranges, const struct event *event)
{
	for (int i = 0; i < event->value_count; i++) {
		const struct event_value *value = &event->values[i];
		if (vocabulary_fields[value->field].type == FIELD_IS_DECIMAL)
			measure(ranges, value->field, value->number);
		if (vocabulary_fields[value->field].type != FIELD_IS_SERIES)
			continue;
		for (int j = 0; j < event->reading_count; j++)
			measure(ranges, value->field, event->readings[j].value);
	}
}

void part_ranges(struct buf *into, const struct part_ranges *ranges)
{
	for (int i = 0; i < ranges->count; i++) {
		const struct part_range *range = &ranges->list[i];
		const struct vocabulary_field *field = &vocabulary_fields[range->field];
		buf_text(into, " · ");
		buf_text(into, words_of("field", field->title));
		buf_char(into, ' ');
		if (field->type == FIELD_IS_SERIES)
			buf_format(into, "%lu, ", range->count);
		put_number(into, range->least, field->digits);
		if (range->most != range->least) {
			buf_text(into, "..");
			put_number(into, range->most, field->digits);
		}
		put_unit(into, field->unit);
	}
}

int view_event_line(
	const struct event *event, struct span station, struct buf *into, struct fault *fault)
{
	struct part_ranges ranges = { .count = 0 };
	part_time(into, event->at);
	buf_text(into, "  ");
	buf_text(into, words_of("kind", vocabulary_kinds[event->kind].title));
	part_fixed(into, event);
	part_measure(&ranges, event);
	part_ranges(into, &ranges);
	part_more(into, station);
	part_more(into, event->by);
	return into->failed ? fault_set(fault, FAULT_MEMORY, "no memory for a line") : 0;
}
