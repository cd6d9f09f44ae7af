/* doc/vocabulary.md: the vocabulary for people. */
#include "tools/generate/generate.h"

#include "core/base/decimal.h"
#include "tools/generate/output.h"

static const char *how_many(char mark)
{
	static const struct {
		char mark;
		const char *words;
	} marks[] = { { '!', "exactly one" }, { '+', "one or more" }, { '?', "none or one" },
		{ '*', "any number" } };
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (marks[i].mark == mark)
			return marks[i].words;
	return "";
}

static void put_item_names(const struct vocabulary *vocabulary, struct buf *buf, uint32_t items)
{
	const char *between = "";
	for (int i = 0; i < vocabulary->item_count; i++) {
		if (!(items & UINT32_C(1) << i))
			continue;
		buf_format(buf, "%s`%.*s`", between, SPAN(vocabulary->items[i].name));
		between = ", ";
	}
}

static void put_trades(const struct vocabulary *vocabulary, struct buf *buf, uint32_t trades)
{
	const struct choice_row *choice =
		&vocabulary->choices[find_choice(vocabulary, span_of("trade"))];
	const char *between = "";
	if (trades == ALL_TRADES) {
		buf_text(buf, "any station");
		return;
	}
	for (int i = 0; i < choice->count; i++) {
		if (!(trades & UINT32_C(1) << i))
			continue;
		buf_format(buf, "%s%.*s", between, SPAN(choice->en[i]));
		between = ", ";
	}
}

static void put_uses(
	const struct vocabulary *vocabulary, struct buf *buf, const struct kind_row *kind)
{
	for (int i = 0; i < vocabulary->field_count; i++) {
		const struct field_row *field = &vocabulary->fields[i];
		uint64_t bit = UINT64_C(1) << i;
		if (!(kind->allowed & bit) || (field->common && !(kind->required & bit)))
			continue;
		buf_format(buf, "| `%.*s` | %s | %.*s %.*s |\n", SPAN(field->name),
			kind->required & bit ? "required" : "allowed", SPAN(field->en),
			SPAN(field->zh));
	}
}

static void put_kind(
	const struct vocabulary *vocabulary, struct buf *buf, const struct kind_row *kind)
{
	buf_format(buf, "### `%.*s` %.*s %.*s\n\nStated by: ", SPAN(kind->name), SPAN(kind->en),
		SPAN(kind->zh));
	put_trades(vocabulary, buf, kind->trades);
	if (span_is(kind->epcis, "-"))
		buf_text(buf, ". EPCIS: none.\n\n");
	else
		buf_format(buf, ". EPCIS: `%.*s`.\n\n", SPAN(kind->epcis));
	buf_text(buf, "| key | how many | what |\n|---|---|---|\n");
	for (int i = 0; i < kind->slot_count; i++) {
		const struct slot *slot = &kind->slots[i];
		buf_format(buf, "| `%.*s` | %s | ", SPAN(vocabulary->roles[slot->role].name),
			how_many(slot->mark));
		put_item_names(vocabulary, buf, slot->items);
		buf_text(buf, " |\n");
	}
	put_uses(vocabulary, buf, kind);
	buf_char(buf, '\n');
}

static void put_steps(const struct vocabulary *vocabulary, struct buf *buf)
{
	for (int i = 0; i < vocabulary->step_count; i++) {
		const struct step *step = &vocabulary->steps[i];
		buf_format(buf, "## %.*s %.*s\n\n", SPAN(step->en), SPAN(step->zh));
		for (int j = 0; j < vocabulary->kind_count; j++)
			if (vocabulary->kinds[j].step == i)
				put_kind(vocabulary, buf, &vocabulary->kinds[j]);
	}
}

static void put_number(struct buf *buf, int64_t number, int digits)
{
	char room[32];
	struct out out = out_into(room, sizeof(room));
	decimal_format(&out, number, digits);
	buf_span(buf, out_written(&out));
}

static void put_bounds(struct buf *buf, const struct field_row *field)
{
	put_number(buf, field->least, field->digits);
	buf_text(buf, " to ");
	put_number(buf, field->most, field->digits);
	if (field->digits > 0)
		buf_format(buf, ", at most %d digits behind the point", field->digits);
}

static void put_type(
	const struct vocabulary *vocabulary, struct buf *buf, const struct field_row *field)
{
	switch (field->type) {
	case TYPE_TEXT:
		buf_format(buf, "text of 1 to %lld bytes", (long long)field->most);
		break;
	case TYPE_DECIMAL:
		buf_text(buf, "decimal string, ");
		put_bounds(buf, field);
		break;
	case TYPE_INTEGER:
		buf_text(buf, "number, ");
		put_bounds(buf, field);
		break;
	case TYPE_DATE:
		buf_text(buf, "`YYYY-MM-DD`");
		break;
	case TYPE_TIME:
		buf_text(buf, "RFC 3339 time with offset");
		break;
	case TYPE_CHOICE:
		buf_format(buf, "one of [%.*s](#enumerations)",
			SPAN(vocabulary->choices[field->choice].name));
		break;
	case TYPE_ITEM:
		buf_text(buf, "item: ");
		put_item_names(vocabulary, buf, field->items);
		break;
	case TYPE_EVENT:
		buf_text(buf, "event, as `station/epoch/seq` or `station/-/hash`");
		break;
	case TYPE_HEX:
		buf_format(buf, "%lld bytes as %lld small hexadecimal digits",
			(long long)field->most, (long long)field->most * 2);
		break;
	case TYPE_SERIES:
		buf_text(buf, "`[[seconds after at, \"value\"], ...]`, seconds rising; value ");
		put_bounds(buf, field);
		break;
	case TYPE_COUNT:
		break;
	}
}

static void put_field_table(const struct vocabulary *vocabulary, struct buf *buf)
{
	buf_text(buf, "## Fields\n\nA field marked * may stand in every kind.\n\n"
		      "| field | name | type and range | unit |\n|---|---|---|---|\n");
	for (int i = 0; i < vocabulary->field_count; i++) {
		const struct field_row *field = &vocabulary->fields[i];
		buf_format(buf, "| `%.*s`%s | %.*s %.*s | ", SPAN(field->name),
			field->common ? " *" : "", SPAN(field->en), SPAN(field->zh));
		put_type(vocabulary, buf, field);
		buf_format(buf, " | %.*s |\n", SPAN(field->unit));
	}
}

static void put_choice_table(const struct vocabulary *vocabulary, struct buf *buf)
{
	buf_text(buf, "\n## Enumerations\n\n| enumeration | value | meaning |\n|---|---|---|\n");
	for (int i = 0; i < vocabulary->choice_count; i++) {
		const struct choice_row *choice = &vocabulary->choices[i];
		for (int j = 0; j < choice->count; j++)
			buf_format(buf, "| `%.*s` | `%.*s` | %.*s %.*s |\n", SPAN(choice->name),
				SPAN(choice->values[j]), SPAN(choice->en[j]), SPAN(choice->zh[j]));
	}
}

static void put_item_table(const struct vocabulary *vocabulary, struct buf *buf)
{
	buf_text(buf, "\n## Items\n\nAn item is `kind:code`, or `{\"id\": \"kind:code\", \"kg\": "
		      "\"12.5\", \"count\": 3}` where it has a quantity.\n\n"
		      "| kind | name | example |\n|---|---|---|\n");
	for (int i = 0; i < vocabulary->item_count; i++) {
		const struct item_row *item = &vocabulary->items[i];
		buf_format(buf, "| `%.*s` | %.*s %.*s | `%.*s` |\n", SPAN(item->name),
			SPAN(item->en), SPAN(item->zh), SPAN(item->example));
	}
}

static void put_role_table(const struct vocabulary *vocabulary, struct buf *buf)
{
	buf_text(buf, "\n## Roles\n\n| role | name | flow |\n|---|---|---|\n");
	for (int i = 0; i < vocabulary->role_count; i++) {
		const struct role_row *role = &vocabulary->roles[i];
		buf_format(buf, "| %s%.*s%s | %.*s %.*s | %.*s |\n", role->spoken ? "`" : "",
			SPAN(role->name), role->spoken ? "`" : "", SPAN(role->en), SPAN(role->zh),
			SPAN(role->flow));
	}
}

void write_reference(const struct vocabulary *vocabulary, struct buf *buf)
{
	buf_text(buf,
		"# Vocabulary\n\n"
		"What a station can say. Generated from `schema/vocabulary`; change the tables, "
		"not this "
		"page.\n\n"
		"Every event has `do` (its kind) and `at` (RFC 3339 time with offset), and may "
		"have `by` "
		"(operator pseudonym) and `place` (where, if not at the station's own place).\n\n");
	put_steps(vocabulary, buf);
	put_field_table(vocabulary, buf);
	put_choice_table(vocabulary, buf);
	put_item_table(vocabulary, buf);
	put_role_table(vocabulary, buf);
}
