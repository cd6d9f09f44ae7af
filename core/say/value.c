/* Values of fields as people write them: one writer for each type of the vocabulary. */
#include "core/say/say.h"

#include "core/base/decimal.h"

struct value {
	struct event_writer *writer;
	const struct vocabulary_field *field;
	const struct say_entry *entry;
	struct span text; /* folded, without its unit */
	struct moment now;
	struct say_refusal *refusal;
};

/* Other ways to write a unit of the vocabulary. */
static const struct {
	const char *unit;
	const char *word;
} unit_words[] = {
	{ "kg", "公斤" },
	{ "kg", "千克" },
	{ "head", "头" },
	{ "head", "只" },
	{ "d", "days" },
	{ "d", "天" },
	{ "d", "日" },
	{ "degC", "°C" },
	{ "degC", "℃" },
	{ "degC", "C" },
	{ "degC", "度" },
	{ "deg", "°" },
};

static bool cut_end(struct span *text, const char *end)
{
	size_t len = span_of(end).len;
	if (len == 0 || text->len <= len ||
		!span_starts((struct span){ text->at + text->len - len, len }, end))
		return false;
	*text = say_trim((struct span){ text->at, text->len - len });
	return true;
}

static struct span without_unit(struct span text, const char *unit)
{
	if (cut_end(&text, unit))
		return text;
	for (size_t i = 0; i < sizeof(unit_words) / sizeof(unit_words[0]); i++)
		if (span_is(span_of(unit), unit_words[i].unit) &&
			cut_end(&text, unit_words[i].word))
			return text;
	return text;
}

static bool wrong(const struct value *value, enum event_error error)
{
	char shown[SAY_SHOWN_TEXT];
	struct buf about = { 0 };
	say_describe(SAY_NO_KIND, value->entry->key, &about);
	(void)say_refuse(value->refusal, value->entry, error, "'%s': %s (%s)",
		say_shown(value->text, shown), words(event_error_text(error)),
		about.at ? about.at : "");
	buf_free(&about);
	return false;
}

static bool put_text(const struct value *value)
{
	event_write_text(value->writer, value->field->name, value->text);
	return true;
}

static bool put_decimal(const struct value *value)
{
	int64_t number;
	if (!decimal_parse(value->text, value->field->digits, &number, NULL))
		return wrong(value, EVENT_TYPE);
	if (number < value->field->least || number > value->field->most)
		return wrong(value, EVENT_RANGE);
	event_write_decimal(value->writer, value->field->name, number, value->field->digits);
	return true;
}

static bool put_integer(const struct value *value)
{
	int64_t number;
	if (!decimal_parse(value->text, 0, &number, NULL))
		return wrong(value, EVENT_TYPE);
	if (number < value->field->least || number > value->field->most)
		return wrong(value, EVENT_RANGE);
	event_write_integer(value->writer, value->field->name, number);
	return true;
}

static bool put_date(const struct value *value)
{
	char text[MOMENT_TEXT];
	struct out out = out_into(text, sizeof(text));
	struct day day;
	if (!say_day_read(value->text, &day))
		return wrong(value, EVENT_TYPE);
	out_digits(&out, (uint64_t)day.year, 4);
	out_char(&out, '-');
	out_digits(&out, (uint64_t)day.month, 2);
	out_char(&out, '-');
	out_digits(&out, (uint64_t)day.mday, 2);
	event_write_text(value->writer, value->field->name, out_written(&out));
	return true;
}

static bool put_time(const struct value *value)
{
	char text[MOMENT_TEXT];
	struct out out = out_into(text, sizeof(text));
	struct moment moment;
	if (!say_time_read(value->text, moment_day(value->now), &moment))
		return wrong(value, EVENT_TYPE);
	moment_format(&out, moment);
	event_write_text(value->writer, value->field->name, out_written(&out));
	return true;
}

static bool put_choice(const struct value *value)
{
	const struct vocabulary_choice *choice = &vocabulary_choices[value->field->choice];
	int index;
	if (!say_choice_find((enum choice)value->field->choice, value->text, &index))
		return wrong(value, EVENT_CHOICE);
	event_write_text(value->writer, value->field->name, span_of(choice->values[index]));
	return true;
}

static bool put_item(const struct value *value)
{
	char text[ITEM_TEXT];
	if (!say_item_read(value->text, value->field->items, value->entry, text, value->refusal))
		return false;
	event_write_text(value->writer, value->field->name, span_of(text));
	return true;
}

static bool put_event(const struct value *value)
{
	struct event_name name;
	if (!event_name_parse(value->text, &name))
		return wrong(value, EVENT_TYPE);
	return put_text(value);
}

static bool put_hex(const struct value *value)
{
	char text[SAY_VALUE_MOST + 1];
	struct out out = out_into(text, sizeof(text));
	for (size_t i = 0; i < value->text.len; i++) {
		char c = value->text.at[i];
		out_char(&out, c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c);
	}
	event_write_text(value->writer, value->field->name, out_written(&out));
	return true;
}

/* "0:3.1,900:3.4": seconds after the event, and the value then. */
static bool put_series(const struct value *value)
{
	const struct vocabulary_field *field = value->field;
	struct event_reading readings[EVENT_READINGS_MOST];
	struct span rest = value->text, part, after;
	int64_t after_s, number;
	int count = 0;
	for (bool more = true; more; count++) {
		more = span_cut(&rest, ',', &part);
		part = say_trim(more ? part : rest);
		if (count == EVENT_READINGS_MOST || !span_cut(&part, ':', &after) ||
			!span_number(say_trim(after), INT32_MAX, &after_s) ||
			!decimal_parse(say_trim(part), field->digits, &number, NULL))
			return wrong(value, EVENT_TYPE);
		if (number < field->least || number > field->most)
			return wrong(value, EVENT_RANGE);
		readings[count] = (struct event_reading){ (int32_t)after_s, (int32_t)number };
	}
	event_write_series(value->writer, field->name, readings, count, field->digits);
	return true;
}

static bool (*const writers[])(const struct value *value) = {
	[FIELD_IS_TEXT] = put_text,
	[FIELD_IS_DECIMAL] = put_decimal,
	[FIELD_IS_INTEGER] = put_integer,
	[FIELD_IS_DATE] = put_date,
	[FIELD_IS_TIME] = put_time,
	[FIELD_IS_CHOICE] = put_choice,
	[FIELD_IS_ITEM] = put_item,
	[FIELD_IS_EVENT] = put_event,
	[FIELD_IS_HEX] = put_hex,
	[FIELD_IS_SERIES] = put_series,
};

bool say_value_put(struct event_writer *writer, const struct say_entry *entry, struct moment now,
	struct say_refusal *refusal)
{
	char folded[SAY_VALUE_MOST + 1];
	const struct vocabulary_field *field = &vocabulary_fields[entry->key.number];
	struct value value = { .writer = writer,
		.field = field,
		.entry = entry,
		.text = say_trim(entry->value),
		.now = now,
		.refusal = refusal };
	if (field->type != FIELD_IS_TEXT) {
		if (!say_fold(entry->value, folded, sizeof(folded)))
			return say_refuse(refusal, entry, EVENT_TOO_LONG, NULL);
		value.text = without_unit(span_of(folded), field->unit);
		if (say_shortened(value.text, entry, refusal))
			return false;
	}
	if (value.text.len == 0)
		return say_refuse(refusal, entry, EVENT_TYPE, _("nothing is said here"));
	return writers[field->type](&value);
}
