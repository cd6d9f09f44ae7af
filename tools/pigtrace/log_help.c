/* What the vocabulary says about kinds, roles and fields, for --help and for questions. */
#include "tools/pigtrace/log_draft.h"

#include "core/base/decimal.h"

#define EXAMPLE_TIME  "2026-11-20 07:30"
#define EXAMPLE_LATER "2026-11-21 07:30"
#define EXAMPLE_DAY   "2026-11-28"

#define OPTION_COLUMNS 26

/* How a field's value is named in the help, and an example where the type alone gives one. */
static const struct {
	const char *value;
	const char *example;
} types[] = {
	[FIELD_IS_TEXT] = { N_("TEXT"), "..." },
	[FIELD_IS_DECIMAL] = { N_("NUMBER"), NULL },
	[FIELD_IS_INTEGER] = { N_("NUMBER"), NULL },
	[FIELD_IS_DATE] = { N_("DAY"), EXAMPLE_DAY },
	[FIELD_IS_TIME] = { N_("TIME"), "'" EXAMPLE_LATER "'" },
	[FIELD_IS_CHOICE] = { N_("WORD"), NULL },
	[FIELD_IS_ITEM] = { N_("ITEM"), NULL },
	[FIELD_IS_EVENT] = { N_("EVENT"), "farm-01/1/42" },
	[FIELD_IS_HEX] = { N_("HEX"), "..." },
	[FIELD_IS_SERIES] = { N_("SERIES"), "0:3.1,900:3.4" },
};

#define ITEM_EXAMPLE(capitals, name, syntax, title, example) example,
static const char *const item_examples[] = { ITEM_KIND_TABLE(ITEM_EXAMPLE) };

const char *log_title(struct log_key key)
{
	static const struct {
		enum log_part part;
		const char *title;
	} frame[] = { { LOG_DO, N_("what was done") }, { LOG_AT, N_("time") },
		{ LOG_DAY, N_("day") }, { LOG_BY, N_("operator") }, { LOG_PLACE, N_("place") } };
	if (key.part == LOG_ROLE)
		return words_of("role", vocabulary_roles[key.number].title);
	if (key.part == LOG_FIELD)
		return words_of("field", vocabulary_fields[key.number].title);
	for (size_t i = 0; i < sizeof(frame) / sizeof(frame[0]); i++)
		if (frame[i].part == key.part)
			return words(frame[i].title);
	return "";
}

void log_option(struct log_key key, struct buf *into)
{
	buf_text(into, "--");
	for (const char *c = log_key_name(key); *c; c++)
		buf_char(into, *c == '_' ? '-' : *c);
}

/* A role's title is its name in English: once is enough. */
static bool titled_so(struct log_key key)
{
	return span_is(span_of(log_title(key)), log_key_name(key));
}

void log_missing(const struct log_draft *draft, bool options, struct buf *into)
{
	struct log_key key;
	int cursor = 0;
	const char *between = "";
	while (log_draft_missing(draft, &cursor, &key)) {
		buf_text(into, between);
		if (options) {
			log_option(key, into);
			if (!titled_so(key))
				buf_format(into, " (%s)", log_title(key));
		} else if (titled_so(key)) {
			buf_text(into, log_key_name(key));
		} else {
			buf_format(into, "%s (%s)", log_title(key), log_key_name(key));
		}
		between = ", ";
	}
}

/* ---- what a value may be ---- */

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
		buf_format(into, _("a day, as %s"), EXAMPLE_DAY);
		break;
	case FIELD_IS_TIME:
		buf_format(into, _("a time, as %s"), EXAMPLE_TIME);
		break;
	case FIELD_IS_EVENT:
		buf_text(into, _("an event, as STATION/EPOCH/NUMBER"));
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

void log_describe(enum event_kind kind, struct log_key key, struct buf *into)
{
	if (key.part == LOG_FIELD)
		describe_field(&vocabulary_fields[key.number], into);
	if (key.part == LOG_ROLE && kind != LOG_NO_KIND)
		describe_items(vocabulary_slot_of(kind, (enum role)key.number)->items, into);
}

/* ---- the list of kinds ---- */

void log_help_kinds(struct buf *into)
{
	buf_text(into, _("\nKinds of events (pigtrace log KIND --help says what each takes):\n"));
	for (int step = 0; step < STEP_COUNT; step++) {
		buf_format(into, "  %s\n", words_of("step", vocabulary_steps[step].title));
		for (int i = 0; i < KIND_COUNT; i++)
			if ((int)vocabulary_kinds[i].step == step)
				buf_format(into, "    %-14s %s\n", vocabulary_kinds[i].name,
					words_of("kind", vocabulary_kinds[i].title));
	}
}

/* ---- one kind ---- */

static void option_line(enum event_kind kind, struct log_key key, bool required, const char *value,
	struct buf *into)
{
	struct buf left = { 0 };
	log_option(key, &left);
	buf_format(&left, " %s", value);
	buf_text(into, "  ");
	buf_padded(into, left.at ? left.at : "", OPTION_COLUMNS);
	buf_text(into, "  ");
	if (!titled_so(key))
		buf_format(into, "%s: ", log_title(key));
	if (required)
		buf_text(into, _("(required) "));
	into->failed |= left.failed;
	buf_free(&left);
	log_describe(kind, key, into);
}

static const char *value_of(enum field field)
{
	return words(types[vocabulary_fields[field].type].value);
}

static void help_roles(enum event_kind kind, struct buf *into)
{
	const struct vocabulary_kind *row = &vocabulary_kinds[kind];
	if (row->slot_count)
		buf_text(into, _("\nWhat it is about:\n"));
	for (int i = 0; i < row->slot_count; i++) {
		const struct vocabulary_slot *slot = &row->slots[i];
		option_line(kind, (struct log_key){ LOG_ROLE, (int)slot->role }, slot->least > 0,
			slot->most > 1 ? _("ITEM,...") : _("ITEM"), into);
		buf_char(into, '\n');
	}
}

static void help_fields(enum event_kind kind, struct buf *into)
{
	const struct vocabulary_kind *row = &vocabulary_kinds[kind];
	buf_text(into, _("\nWhat is said about it:\n"));
	for (int required = 1; required >= 0; required--) {
		for (int i = 0; i < FIELD_COUNT; i++) {
			if (!(row->allowed >> i & 1) || (int)(row->required >> i & 1) != required)
				continue;
			option_line(kind, (struct log_key){ LOG_FIELD, i }, required,
				value_of((enum field)i), into);
			if (i == FIELD_SERIAL_KEY)
				buf_text(into, _("; made at random if it is not given"));
			buf_char(into, '\n');
		}
	}
}

static const char *item_example(uint32_t items)
{
	for (int i = 0; i < ITEM_KIND_COUNT; i++)
		if (items >> i & 1)
			return item_examples[i];
	return "";
}

static void example_value(enum field number, struct buf *into)
{
	const struct vocabulary_field *field = &vocabulary_fields[number];
	char text[32];
	struct out out = out_into(text, sizeof(text));
	if (types[field->type].example) {
		buf_text(into, types[field->type].example);
	} else if (field->type == FIELD_IS_CHOICE) {
		buf_text(into, vocabulary_choices[field->choice].values[0]);
	} else if (field->type == FIELD_IS_ITEM) {
		buf_text(into, item_example(field->items));
	} else {
		int64_t middle = field->least < 1 ? 1 : field->least;
		for (int i = 0; i <= field->digits && middle * 10 <= field->most; i++)
			middle *= 10;
		decimal_format(&out, middle, field->digits);
		buf_text(into, text);
	}
}

/* What the administrator alone states has a command of its own. */
static void help_example(enum event_kind kind, struct buf *into)
{
	const struct vocabulary_kind *row = &vocabulary_kinds[kind];
	if (row->trades == UINT32_C(1) << TRADE_ADMIN)
		return;
	buf_format(into, _("\nFor example:\n  pigtrace log %s"), row->name);
	for (int i = 0; i < row->slot_count; i++)
		if (row->slots[i].least > 0)
			buf_format(into, " --%s %s", vocabulary_roles[row->slots[i].role].name,
				item_example(row->slots[i].items));
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (!(row->required >> i & 1))
			continue;
		if (vocabulary_fields[i].type == FIELD_IS_TIME)
			buf_text(into, " --at '" EXAMPLE_TIME "'"); /* so that it lies ahead */
		buf_char(into, ' ');
		log_option((struct log_key){ LOG_FIELD, i }, into);
		buf_char(into, ' ');
		example_value((enum field)i, into);
	}
	buf_char(into, '\n');
}

void log_help_kind(enum event_kind kind, struct buf *into)
{
	const struct vocabulary_kind *row = &vocabulary_kinds[kind];
	buf_format(into, _("Usage: pigtrace log [OPTION...] %s ...\n%s\n"), row->name,
		words_of("kind", row->title));
	help_roles(kind, into);
	help_fields(kind, into);
	help_example(kind, into);
	buf_text(into,
		_("\nEvery word may be said in Chinese, too. An item may have a quantity behind "
		  "it: "
		  "=12.5kg or =3.\nTime, operator, place and station: pigtrace log --help\n"));
}
