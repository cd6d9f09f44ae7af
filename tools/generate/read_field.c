/* field.tsv: names, types with their bounds, units. */
#include "tools/generate/generate.h"

#include "core/base/decimal.h"
#include "tools/generate/output.h"

#define DIGITS_MOST  9
#define HEX_MOST     1024
#define INTEGER_MOST INT64_C(9007199254740991) /* 2^53-1: what every JSON reader keeps exactly */

enum { ARGS_MOST = 3 };

struct reader {
	const struct vocabulary *vocabulary;
	const struct source *source;
	struct fault *fault;
};

static int wrong(const struct reader *reader, struct span at, const char *what)
{
	return source_wrong(reader->source, at.at, reader->fault, "%s", what);
}

static int number(const struct reader *reader, struct span text, int scale, int64_t least,
	int64_t most, int64_t *value)
{
	size_t at = 0;
	if (!decimal_parse(text, scale, value, &at))
		return source_wrong(reader->source, text.at + at, reader->fault, "not a number");
	if (*value < least || *value > most)
		return wrong(reader, text, "out of range");
	return 0;
}

static int bounds(
	const struct reader *reader, const struct span *arg, int64_t end, struct field_row *field)
{
	int code = number(reader, arg[0], field->digits, -end, end, &field->least);
	if (code == 0)
		code = number(reader, arg[1], field->digits, -end, end, &field->most);
	if (code == 0 && field->least > field->most)
		return wrong(reader, arg[0], "the least is above the most");
	return code;
}

static int no_bounds(const struct reader *reader, const struct span *arg, struct field_row *field)
{
	(void)reader, (void)arg, (void)field;
	return 0;
}

static int text_bounds(const struct reader *reader, const struct span *arg, struct field_row *field)
{
	field->least = 1;
	return number(reader, arg[0], 0, 1, TEXT_MOST, &field->most);
}

static int hex_bounds(const struct reader *reader, const struct span *arg, struct field_row *field)
{
	int code = number(reader, arg[0], 0, 1, HEX_MOST, &field->most);
	field->least = field->most;
	return code;
}

static int integer_bounds(
	const struct reader *reader, const struct span *arg, struct field_row *field)
{
	return bounds(reader, arg, INTEGER_MOST, field);
}

static int scaled_bounds(
	const struct reader *reader, const struct span *arg, int64_t end, struct field_row *field)
{
	int64_t digits = 0;
	int code = number(reader, arg[0], 0, 0, DIGITS_MOST, &digits);
	field->digits = (int)digits;
	return code != 0 ? code : bounds(reader, arg + 1, end, field);
}

static int decimal_bounds(
	const struct reader *reader, const struct span *arg, struct field_row *field)
{
	return scaled_bounds(reader, arg, DECIMAL_MOST, field);
}

/* A reading is kept in 32 bits. */
static int series_bounds(
	const struct reader *reader, const struct span *arg, struct field_row *field)
{
	return scaled_bounds(reader, arg, INT32_MAX, field);
}

static int choice_named(
	const struct reader *reader, const struct span *arg, struct field_row *field)
{
	field->choice = find_choice(reader->vocabulary, arg[0]);
	return field->choice >= 0 ? 0 : wrong(reader, arg[0], "no such enumeration in choice.tsv");
}

static int items_named(const struct reader *reader, const struct span *arg, struct field_row *field)
{
	return read_items(reader->vocabulary, reader->source, arg[0], &field->items, reader->fault);
}

static const struct {
	const char *name;
	size_t args;
	int (*read)(const struct reader *reader, const struct span *arg, struct field_row *field);
} types[TYPE_COUNT] = {
	[TYPE_TEXT] = { "text", 1, text_bounds },
	[TYPE_DECIMAL] = { "decimal", 3, decimal_bounds },
	[TYPE_INTEGER] = { "integer", 2, integer_bounds },
	[TYPE_DATE] = { "date", 0, no_bounds },
	[TYPE_TIME] = { "time", 0, no_bounds },
	[TYPE_CHOICE] = { "choice", 1, choice_named },
	[TYPE_ITEM] = { "item", 1, items_named },
	[TYPE_EVENT] = { "event", 0, no_bounds },
	[TYPE_HEX] = { "hex", 1, hex_bounds },
	[TYPE_SERIES] = { "series", 3, series_bounds },
};

/* name or name(argument,argument) */
static int read_type(const struct reader *reader, struct span cell, struct field_row *field)
{
	struct span arg[ARGS_MOST], rest = cell, name = cell;
	size_t type = 0, count = 0;
	if (span_cut(&rest, '(', &name)) {
		if (rest.len < 2 || rest.at[rest.len - 1] != ')')
			return wrong(reader, cell, "a type is name or name(argument,...)");
		rest.len--;
		for (; count <= ARGS_MOST && rest.len > 0; count++) {
			struct span word;
			(void)take_word(&rest, ',', &word);
			if (count < ARGS_MOST)
				arg[count] = word;
		}
	}
	while (type < TYPE_COUNT && !span_is(name, types[type].name))
		type++;
	if (type == TYPE_COUNT)
		return source_wrong(
			reader->source, cell.at, reader->fault, "no type `%.*s`", SPAN(name));
	if (count != types[type].args)
		return source_wrong(reader->source, cell.at, reader->fault,
			"type %s takes %zu arguments", types[type].name, types[type].args);
	field->type = (enum type)type;
	field->choice = -1;
	return types[type].read(reader, arg, field);
}

static int read_field(struct vocabulary *vocabulary, const struct source *source,
	const struct span *cell, struct fault *fault)
{
	struct reader reader = { vocabulary, source, fault };
	struct field_row field = {
		.name = cell[0], .said = cell[1], .unit = cell[2], .en = cell[4], .zh = cell[5]
	};
	if (vocabulary->field_count == FIELDS_MOST)
		return source_wrong(source, cell[0].at, fault, "more than %d fields", FIELDS_MOST);
	int code = claim_name(vocabulary, source, "FIELD_", cell[0], fault);
	if (code == 0)
		code = claim_key(vocabulary, source, cell[0], fault);
	if (code == 0)
		code = read_type(&reader, cell[1], &field);
	if (code != 0)
		return code;
	field.common = span_is(cell[3], "yes");
	if (!field.common && !span_is(cell[3], "no"))
		return wrong(&reader, cell[3], "common is yes or no");
	if (field.en.len == 0 || field.zh.len == 0)
		return wrong(&reader, field.en.len ? field.zh : field.en, "a title is missing");
	vocabulary->fields[vocabulary->field_count++] = field;
	return 0;
}

int read_fields(struct vocabulary *vocabulary, const char *directory, struct fault *fault)
{
	struct source *source = &vocabulary->sources[TABLE_FIELD];
	struct span cell[SOURCE_COLUMNS_MOST];
	int code = source_open(
		source, directory, "field.tsv", "field\ttype\tunit\tcommon\ten\tzh", fault);
	if (code != 0)
		return code;
	while ((code = source_row(source, cell, fault)) > 0) {
		code = read_field(vocabulary, source, cell, fault);
		if (code != 0)
			return code;
	}
	return code;
}
