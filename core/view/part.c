#include "core/view/part.h"

#include "core/base/decimal.h"
#include "core/base/words.h"

#define NUMBER_TEXT 32

/* Units as the vocabulary spells them, where people spell them otherwise. */
static const struct {
	const char *unit;
	const char *shown;
} units[] = { { "degC", "°C" }, { "deg", "°" }, { "d", N_("days") }, { "head", N_("head") } };

void part_time_known(struct buf *into, struct moment moment, const struct moment *known)
{
	char text[MOMENT_TEXT];
	struct out out = out_into(text, sizeof(text));
	moment_format(&out, moment);
	buf_bytes(into, text, 10);
	buf_char(into, ' ');
	buf_bytes(into, text + 11, 5);
	if (known && known->offset_min == moment.offset_min)
		return;
	buf_char(into, ' ');
	buf_text(into, text + out.len - 6);
}

void part_time(struct buf *into, struct moment moment)
{
	part_time_known(into, moment, NULL);
}

void part_number(struct buf *into, int64_t number, int digits)
{
	char text[NUMBER_TEXT];
	struct out out = out_into(text, sizeof(text));
	decimal_format(&out, number, digits);
	buf_text(into, text);
}

void part_unit(struct buf *into, const char *unit)
{
	if (*unit == '\0')
		return;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (span_is(span_of(unit), units[i].unit)) {
			buf_char(into, ' ');
			buf_text(into, _(units[i].shown));
			return;
		}
	}
	buf_char(into, ' ');
	buf_text(into, words_of("unit", unit));
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
		part_number(into, item->mass_g, 3);
		part_unit(into, "kg");
		buf_char(into, ')');
	}
	if (item->has_count)
		buf_format(into, " ×%lld", (long long)item->count);
}

/* " · from place:a", the title left out for what the event is about. */
static void put_role(
	struct buf *into, const struct event *event, enum role role, unsigned long most)
{
	unsigned long count = 0;
	while (event_item_at(event, role, (int)count))
		count++;
	if (count == 0)
		return;
	unsigned long shown = count > most ? most - 2 : count;
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

void part_value(struct buf *into, const struct event_value *value, const struct moment *known)
{
	const struct vocabulary_field *field = &vocabulary_fields[value->field];
	struct moment moment;
	if (field->type == FIELD_IS_CHOICE)
		buf_text(into, words_of("choice",
				       vocabulary_choices[field->choice].titles[value->number]));
	else if (field->type == FIELD_IS_TIME && moment_parse(value->text, &moment, NULL))
		part_time_known(into, moment, known);
	else if (field->type == FIELD_IS_INTEGER)
		buf_format(into, "%lld", (long long)value->number);
	else
		view_escape(into, value->text);
	part_unit(into, field->unit);
}

void part_fixed(struct buf *into, const struct event *event, unsigned long most)
{
	for (int role = 0; role < ROLE_COUNT; role++)
		if (vocabulary_roles[role].flow != FLOW_MENTIONED)
			put_role(into, event, (enum role)role, most);
	for (int i = 0; i < event->value_count; i++) {
		const struct event_value *value = &event->values[i];
		/* Whoever reads the serial key can make serials that verify. */
		if (is_measured(value->field) || value->field == FIELD_SERIAL_KEY)
			continue;
		buf_text(into, " · ");
		buf_text(into, words_of("field", vocabulary_fields[value->field].title));
		buf_char(into, ' ');
		part_value(into, value, NULL);
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
		*range = (struct part_range){ field, number, number, 0, 0 };
	}
	range->least = number < range->least ? number : range->least;
	range->most = number > range->most ? number : range->most;
	range->sum += number;
	range->count++;
}

void part_measure(
	struct part_ranges *ranges, const struct event *event, const struct event_value *value)
{
	if (vocabulary_fields[value->field].type != FIELD_IS_SERIES) {
		measure(ranges, value->field, value->number);
		return;
	}
	for (int i = 0; i < event->reading_count; i++)
		measure(ranges, value->field, event->readings[i].value);
}

void part_range(struct buf *into, const struct part_range *range)
{
	const struct vocabulary_field *field = &vocabulary_fields[range->field];
	if (field->type == FIELD_IS_SERIES)
		buf_format(into, "%lu, ", range->count);
	part_number(into, range->least, field->digits);
	if (range->most != range->least) {
		buf_text(into, "..");
		part_number(into, range->most, field->digits);
	}
	part_unit(into, field->unit);
}

void part_measured(struct buf *into, const struct event *event)
{
	struct part_ranges ranges = { .count = 0 };
	for (int i = 0; i < event->value_count; i++)
		if (is_measured(event->values[i].field))
			part_measure(&ranges, event, &event->values[i]);
	for (int i = 0; i < ranges.count; i++) {
		buf_text(into, " · ");
		buf_text(into, words_of("field", vocabulary_fields[ranges.list[i].field].title));
		buf_char(into, ' ');
		part_range(into, &ranges.list[i]);
	}
}

int view_event_line(
	const struct event *event, struct span station, struct buf *into, struct fault *fault)
{
	part_time(into, event->at);
	buf_text(into, "  ");
	buf_text(into, words_of("kind", vocabulary_kinds[event->kind].title));
	part_fixed(into, event, PART_ITEMS_MOST);
	part_measured(into, event);
	part_more(into, station);
	part_more(into, event->by);
	return into->failed ? fault_set(fault, FAULT_MEMORY, "no memory for a line") : 0;
}
