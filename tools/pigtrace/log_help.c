/* What the vocabulary says about kinds, roles and fields, for --help and for questions. */
#include "tools/pigtrace/log_draft.h"

#include "core/base/decimal.h"

#define EXAMPLE_LATER "2026-11-21 07:30"

#define OPTION_COLUMNS 26

/* How a field's value is named in the help, and an example where the type alone gives one. */
static const struct {
	const char *value;
	const char *example;
} types[] = {
	[FIELD_IS_TEXT] = { N_("TEXT"), "..." },
	[FIELD_IS_DECIMAL] = { N_("NUMBER"), NULL },
	[FIELD_IS_INTEGER] = { N_("NUMBER"), NULL },
	[FIELD_IS_DATE] = { N_("DAY"), SAY_EXAMPLE_DAY },
	[FIELD_IS_TIME] = { N_("TIME"), "'" EXAMPLE_LATER "'" },
	[FIELD_IS_CHOICE] = { N_("WORD"), NULL },
	[FIELD_IS_ITEM] = { N_("ITEM"), NULL },
	[FIELD_IS_EVENT] = { N_("EVENT"), "farm-01/1/42" },
	[FIELD_IS_HEX] = { N_("HEX"), "..." },
	[FIELD_IS_SERIES] = { N_("SERIES"), "0:3.1,900:3.4" },
};

void log_option(struct say_key key, struct buf *into)
{
	buf_text(into, "--");
	for (const char *c = say_key_name(key); *c; c++)
		buf_char(into, *c == '_' ? '-' : *c);
}

/* A role's title is its name in English: once is enough. */
static bool titled_so(struct say_key key)
{
	return span_is(span_of(say_title(key)), say_key_name(key));
}

void log_missing(const struct say_draft *draft, bool options, struct buf *into)
{
	struct say_key key;
	int cursor = 0;
	const char *between = "";
	while (say_draft_missing(draft, &cursor, &key)) {
		buf_text(into, between);
		if (options) {
			log_option(key, into);
			if (!titled_so(key))
				buf_format(into, " (%s)", say_title(key));
		} else if (titled_so(key)) {
			buf_text(into, say_key_name(key));
		} else {
			buf_format(into, "%s (%s)", say_title(key), say_key_name(key));
		}
		between = ", ";
	}
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

static void option_line(enum event_kind kind, struct say_key key, bool required, const char *value,
	struct buf *into)
{
	struct buf left = { 0 };
	log_option(key, &left);
	buf_format(&left, " %s", value);
	buf_text(into, "  ");
	buf_padded(into, left.at ? left.at : "", OPTION_COLUMNS);
	buf_text(into, "  ");
	if (!titled_so(key))
		buf_format(into, "%s: ", say_title(key));
	if (required)
		buf_text(into, _("(required) "));
	into->failed |= left.failed;
	buf_free(&left);
	say_describe(kind, key, into);
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
		option_line(kind, (struct say_key){ SAY_ROLE, (int)slot->role }, slot->least > 0,
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
			option_line(kind, (struct say_key){ SAY_FIELD, i }, required,
				value_of((enum field)i), into);
			if (i == FIELD_SERIAL_KEY)
				buf_text(into, _("; made at random if it is not given"));
			buf_char(into, '\n');
		}
	}
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
		buf_text(into, say_item_example(field->items));
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
				say_item_example(row->slots[i].items));
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (!(row->required >> i & 1))
			continue;
		if (vocabulary_fields[i].type == FIELD_IS_TIME)
			buf_text(into, " --at '" SAY_EXAMPLE_TIME "'"); /* so that it lies ahead */
		buf_char(into, ' ');
		log_option((struct say_key){ SAY_FIELD, i }, into);
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
