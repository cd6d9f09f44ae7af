/* The kinds' own fields: one reader for each type of the vocabulary. */
#include "core/event/decode.h"

#include "core/base/decimal.h"

#include <assert.h>

#define AFTER_MOST 86400 /* seconds: a series spans one day at most */

enum event_error decode_integer(struct decoder *decoder, struct json_token token, int64_t least,
	int64_t most, int64_t *number)
{
	if (token.kind == JSON_ERROR)
		return decode_wrong_json(decoder);
	if (token.kind != JSON_NUMBER)
		return decode_wrong(decoder, EVENT_TYPE, token.at);
	bool negative = token.text.at[0] == '-';
	struct span digits = { token.text.at + negative, token.text.len - negative };
	for (size_t i = 0; i < digits.len; i++)
		if (digits.at[i] < '0' || digits.at[i] > '9')
			return decode_wrong(decoder, EVENT_TYPE, token.at + negative + i);
	if (negative && digits.at[0] == '0') /* one number, one spelling */
		return decode_wrong(decoder, EVENT_TYPE, token.at);
	int64_t value = 0;
	bool fits = span_number(digits, INT64_MAX, &value);
	value = negative ? -value : value;
	if (!fits || value < least || value > most)
		return decode_wrong(decoder, EVENT_RANGE, token.at);
	*number = value;
	return EVENT_OK;
}

enum event_error decode_decimal(struct decoder *decoder, struct json_token token, int digits,
	int64_t least, int64_t most, int64_t *number)
{
	size_t inner = 0;
	int64_t value = 0;
	if (token.kind == JSON_ERROR)
		return decode_wrong_json(decoder);
	if (token.kind != JSON_STRING)
		return decode_wrong(decoder, EVENT_TYPE, token.at);
	if (!decimal_parse(token.text, digits, &value, &inner))
		return decode_wrong_inside(decoder, EVENT_TYPE, token, inner);
	if (value < least || value > most)
		return decode_wrong(decoder, EVENT_RANGE, token.at);
	*number = value;
	return EVENT_OK;
}

typedef enum event_error read_type(struct decoder *decoder, const struct vocabulary_field *field,
	struct json_token token, struct event_value *value);

static enum event_error read_text(struct decoder *decoder, const struct vocabulary_field *field,
	struct json_token token, struct event_value *value)
{
	(void)value;
	if (token.text.len < (size_t)field->least || token.text.len > (size_t)field->most)
		return decode_wrong(decoder, EVENT_RANGE, token.at);
	for (size_t i = 0; i < token.text.len; i++)
		if ((unsigned char)token.text.at[i] < 0x20 || token.text.at[i] == 0x7f)
			return decode_wrong_inside(decoder, EVENT_TYPE, token, i);
	return EVENT_OK;
}

static enum event_error read_decimal(struct decoder *decoder, const struct vocabulary_field *field,
	struct json_token token, struct event_value *value)
{
	return decode_decimal(
		decoder, token, field->digits, field->least, field->most, &value->number);
}

static enum event_error read_integer(struct decoder *decoder, const struct vocabulary_field *field,
	struct json_token token, struct event_value *value)
{
	return decode_integer(decoder, token, field->least, field->most, &value->number);
}

static enum event_error read_date(struct decoder *decoder, const struct vocabulary_field *field,
	struct json_token token, struct event_value *value)
{
	struct day day;
	size_t inner = 0;
	(void)field;
	if (!day_parse(token.text, &day, &inner))
		return decode_wrong_inside(decoder, EVENT_TYPE, token, inner);
	value->number = day_number(day);
	return EVENT_OK;
}

static enum event_error read_time(struct decoder *decoder, const struct vocabulary_field *field,
	struct json_token token, struct event_value *value)
{
	struct moment moment;
	size_t inner = 0;
	(void)field;
	if (!moment_parse(token.text, &moment, &inner))
		return decode_wrong_inside(decoder, EVENT_TYPE, token, inner);
	value->number = moment.at_ms;
	return EVENT_OK;
}

static enum event_error read_choice(struct decoder *decoder, const struct vocabulary_field *field,
	struct json_token token, struct event_value *value)
{
	int index = 0;
	if (!vocabulary_find_choice((enum choice)field->choice, token.text, &index))
		return decode_wrong(decoder, EVENT_CHOICE, token.at);
	value->number = index;
	return EVENT_OK;
}

static enum event_error read_item(struct decoder *decoder, const struct vocabulary_field *field,
	struct json_token token, struct event_value *value)
{
	(void)value;
	return decode_item(decoder, ROLE_REF, field->items, token);
}

static enum event_error read_event(struct decoder *decoder, const struct vocabulary_field *field,
	struct json_token token, struct event_value *value)
{
	(void)field;
	return event_name_parse(token.text, &value->name)
	               ? EVENT_OK
	               : decode_wrong(decoder, EVENT_TYPE, token.at);
}

static enum event_error read_hex(struct decoder *decoder, const struct vocabulary_field *field,
	struct json_token token, struct event_value *value)
{
	(void)value;
	if (token.text.len != (size_t)field->most * 2)
		return decode_wrong(decoder, EVENT_TYPE, token.at);
	for (size_t i = 0; i < token.text.len; i++) {
		char c = token.text.at[i];
		if ((c < '0' || c > '9') && (c < 'a' || c > 'f'))
			return decode_wrong_inside(decoder, EVENT_TYPE, token, i);
	}
	return EVENT_OK;
}

/* [seconds, "value"], behind its '['. Seconds must be above `before`. */
static enum event_error read_reading(
	struct decoder *decoder, const struct vocabulary_field *field, int64_t before)
{
	struct event *event = decoder->event;
	int64_t after = 0, number = 0;
	enum event_error error =
		decode_integer(decoder, json_next(&decoder->json), before + 1, AFTER_MOST, &after);
	if (error != EVENT_OK)
		return error;
	error = decode_decimal(decoder, json_next(&decoder->json), field->digits, field->least,
		field->most, &number);
	if (error != EVENT_OK)
		return error;
	struct json_token token = json_next(&decoder->json);
	if (token.kind == JSON_ERROR)
		return decode_wrong_json(decoder);
	if (token.kind != JSON_ARRAY_END)
		return decode_wrong(decoder, EVENT_TYPE, token.at);
	event->readings[event->reading_count++] =
		(struct event_reading){ (int32_t)after, (int32_t)number };
	return EVENT_OK;
}

static enum event_error read_series(struct decoder *decoder, const struct vocabulary_field *field,
	struct json_token token, struct event_value *value)
{
	struct event *event = decoder->event;
	size_t at = token.at;
	int64_t before = -1;
	while ((token = json_next(&decoder->json)).kind == JSON_ARRAY) {
		if (event->reading_count == EVENT_READINGS_MOST)
			return decode_wrong(decoder, EVENT_RANGE, token.at);
		enum event_error error = read_reading(decoder, field, before);
		if (error != EVENT_OK)
			return error;
		before = event->readings[event->reading_count - 1].after_s;
	}
	if (token.kind == JSON_ERROR)
		return decode_wrong_json(decoder);
	if (token.kind != JSON_ARRAY_END)
		return decode_wrong(decoder, EVENT_TYPE, token.at);
	value->number = event->reading_count;
	return value->number > 0 ? EVENT_OK : decode_wrong(decoder, EVENT_RANGE, at);
}

/* Every type is said as one kind of JSON value. */
static const struct {
	enum json_kind kind;
	read_type *read;
} types[] = {
	[FIELD_IS_TEXT] = { JSON_STRING, read_text },
	[FIELD_IS_DECIMAL] = { JSON_STRING, read_decimal },
	[FIELD_IS_INTEGER] = { JSON_NUMBER, read_integer },
	[FIELD_IS_DATE] = { JSON_STRING, read_date },
	[FIELD_IS_TIME] = { JSON_STRING, read_time },
	[FIELD_IS_CHOICE] = { JSON_STRING, read_choice },
	[FIELD_IS_ITEM] = { JSON_STRING, read_item },
	[FIELD_IS_EVENT] = { JSON_STRING, read_event },
	[FIELD_IS_HEX] = { JSON_STRING, read_hex },
	[FIELD_IS_SERIES] = { JSON_ARRAY, read_series },
};

enum event_error decode_field(struct decoder *decoder, enum field field, struct json_token token)
{
	const struct vocabulary_field *row = &vocabulary_fields[field];
	struct event *event = decoder->event;
	struct event_value value = { .field = field, .text = token.text };
	if (token.kind == JSON_ERROR)
		return decode_wrong_json(decoder);
	if (token.kind != types[row->type].kind)
		return decode_wrong(decoder, EVENT_TYPE, token.at);
	enum event_error error = types[row->type].read(decoder, row, token, &value);
	if (error != EVENT_OK)
		return error;
	assert(event->value_count <
		EVENT_VALUES_MOST); /* no kind has more fields, no field is twice */
	event->values[event->value_count++] = value;
	return EVENT_OK;
}
