/* What the vocabulary says about roles and fields: for help, questions, complaints and forms. */
#include "core/say/say.h"

#include "core/base/decimal.h"

#define ITEM_EXAMPLE(capitals, name, syntax, title, example) example,
static const char *const item_examples[] = { ITEM_KIND_TABLE(ITEM_EXAMPLE) };

const char *say_title(struct say_key key)
{
	static const struct {
		enum say_part part;
		const char *title;
	} frame[] = { { SAY_DO, N_("what was done") }, { SAY_AT, N_("time") },
		{ SAY_DAY, N_("day") }, { SAY_BY, N_("operator") }, { SAY_PLACE, N_("place") } };
	if (key.part == SAY_ROLE)
		return words_of("role", vocabulary_roles[key.number].title);
	if (key.part == SAY_FIELD)
		return words_of("field", vocabulary_fields[key.number].title);
	for (size_t i = 0; i < sizeof(frame) / sizeof(frame[0]); i++)
		if (frame[i].part == key.part)
			return words(frame[i].title);
	return "";
}

static void describe_items(uint32_t items, struct buf *into)
{
	const char *between = "";
	for (int i = 0; i < ITEM_KIND_COUNT; i++) {
		if (!(items >> i & 1))
			continue;
		buf_format(into, "%s%s (%s:)", between,
			words_of("item", item_kind_title((enum item_kind)i)),
			item_kind_name((enum item_kind)i));
		between = ", ";
	}
}

static void describe_choices(const struct vocabulary_choice *choice, struct buf *into)
{
	for (int i = 0; i < choice->count; i++) {
		const char *title = words_of("choice", choice->titles[i]);
		buf_format(into, "%s%s", i ? ", " : "", choice->values[i]);
		if (!span_is(span_of(title), choice->values[i]))
			buf_format(into, " (%s)", title);
	}
}

static void describe_range(const struct vocabulary_field *field, struct buf *into)
{
	char text[48];
	struct out out = out_into(text, sizeof(text));
	decimal_format(&out, field->least, field->digits);
	out_text(&out, _(" to "));
	decimal_format(&out, field->most, field->digits);
	buf_format(into, "%s%s%s", field->unit[0] ? words_of("unit", field->unit) : "",
		field->unit[0] ? ", " : "", text);
}

static void describe_field(const struct vocabulary_field *field, struct buf *into)
{
	switch (field->type) {
	case FIELD_IS_DECIMAL:
	case FIELD_IS_INTEGER:
		describe_range(field, into);
		break;
	case FIELD_IS_CHOICE:
		describe_choices(&vocabulary_choices[field->choice], into);
		break;
	case FIELD_IS_ITEM:
		describe_items(field->items, into);
		break;
	case FIELD_IS_TEXT:
		buf_format(into, _("text, at most %lld bytes"), (long long)field->most);
		break;
	case FIELD_IS_DATE:
		buf_format(into, _("a day, as %s"), SAY_EXAMPLE_DAY);
		break;
	case FIELD_IS_TIME:
		buf_format(into, _("a time, as %s"), SAY_EXAMPLE_TIME);
		break;
	case FIELD_IS_EVENT:
		buf_text(into,
			_("an event, as STATION/EPOCH/NUMBER, or STATION/-/HASH of one without a number"));
		break;
	case FIELD_IS_HEX:
		buf_format(into, _("%lld hexadecimal digits"), (long long)field->most * 2);
		break;
	case FIELD_IS_SERIES:
		buf_text(into, _("SECONDS:VALUE,SECONDS:VALUE,... after the time of the event; "));
		describe_range(field, into);
		break;
	}
}

void say_describe(enum event_kind kind, struct say_key key, struct buf *into)
{
	if (key.part == SAY_FIELD)
		describe_field(&vocabulary_fields[key.number], into);
	if (key.part == SAY_ROLE && kind != SAY_NO_KIND)
		describe_items(vocabulary_slot_of(kind, (enum role)key.number)->items, into);
}

const char *say_item_example(uint32_t items)
{
	for (int i = 0; i < ITEM_KIND_COUNT; i++)
		if (items >> i & 1)
			return item_examples[i];
	return "";
}
