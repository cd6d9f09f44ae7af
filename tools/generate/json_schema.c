/*
 * JSON Schema (2020-12) of each kind of event, for those who write events in another language.
 * It says less than the decoder: no check digits, no order of readings, bytes counted as characters.
 */
#include "tools/generate/generate.h"

#include "core/base/decimal.h"

#include "tools/generate/output.h"

#define MOMENT                                                                   \
	"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,3})?" \
	"(Z|[+-][0-9]{2}:[0-9]{2})$"
#define INTEGER_MOST "9007199254740991"
#define EVENT_NAME   "^[a-z0-9-]{1,32}/((0|[1-9][0-9]{0,15})/(0|[1-9][0-9]{0,15})|-/[0-9a-f]{16})$"
#define OPERATOR     "^[A-Za-z0-9._-]{1,32}$"
#define ITEMS_A_ROLE 256

static void put_text(struct buf *buf, const char *text)
{
	output_quoted(buf, span_of(text));
}

static void put_titles(struct buf *buf, struct span en, struct span zh)
{
	char room[512];
	struct out out = out_into(room, sizeof(room));
	out_span(&out, en);
	out_char(&out, ' ');
	out_span(&out, zh);
	buf->failed = buf->failed || out.full;
	buf_text(buf, "\"title\": ");
	output_quoted(buf, out_written(&out));
}

/* ^(?:pig:...|eid:...)$ */
static void put_item_pattern(const struct vocabulary *vocabulary, struct buf *buf, uint32_t items)
{
	struct buf pattern = { 0 };
	const char *between = "^(?:";
	for (int i = 0; i < vocabulary->item_count; i++) {
		const struct item_row *item = &vocabulary->items[i];
		if (!(items & UINT32_C(1) << i))
			continue;
		buf_format(&pattern, "%s%.*s:%s", between, SPAN(item->name),
			syntax_pattern(item->syntax));
		between = "|";
	}
	buf_text(&pattern, ")$");
	buf_text(buf, "\"type\": \"string\", \"pattern\": ");
	output_quoted(buf, buf_written(&pattern));
	buf->failed = buf->failed || pattern.failed;
	buf_free(&pattern);
}

static void put_decimal(struct buf *buf, int digits, bool negative)
{
	char room[64];
	struct out out = out_into(room, sizeof(room));
	out_text(&out, negative ? "^-?(0|[1-9][0-9]*)" : "^(0|[1-9][0-9]*)");
	if (digits > 0) {
		out_text(&out, "(\\.[0-9]{1,");
		out_number(&out, digits);
		out_text(&out, "})?");
	}
	out_char(&out, '$');
	buf_text(buf, "\"type\": \"string\", \"pattern\": ");
	output_quoted(buf, out_written(&out));
}

static void put_range(struct buf *buf, const struct field_row *field)
{
	char room[128];
	struct out out = out_into(room, sizeof(room));
	decimal_format(&out, field->least, field->digits);
	out_text(&out, " to ");
	decimal_format(&out, field->most, field->digits);
	if (field->unit.len > 0)
		out_char(&out, ' ');
	out_span(&out, field->unit);
	buf_text(buf, ", \"description\": ");
	output_quoted(buf, out_written(&out));
}

static void put_enum(struct buf *buf, const struct choice_row *choice)
{
	buf_text(buf, "\"enum\": [");
	for (int i = 0; i < choice->count; i++) {
		buf_text(buf, i ? ", " : "");
		output_quoted(buf, choice->values[i]);
	}
	buf_char(buf, ']');
}

static void put_series(struct buf *buf, const struct field_row *field)
{
	buf_format(buf,
		"\"type\": \"array\", \"minItems\": 1, \"maxItems\": %d, \"items\": { \"type\": "
		"\"array\", "
		"\"minItems\": 2, \"maxItems\": 2, \"prefixItems\": [ "
		"{ \"type\": \"integer\", \"minimum\": 0, \"maximum\": 86400 }, { ",
		ITEMS_A_ROLE);
	put_decimal(buf, field->digits, field->least < 0);
	buf_text(buf, " } ] }");
	put_range(buf, field);
}

static void put_type(
	const struct vocabulary *vocabulary, struct buf *buf, const struct field_row *field)
{
	switch (field->type) {
	case TYPE_TEXT:
		buf_format(buf, "\"type\": \"string\", \"minLength\": 1, \"maxLength\": %lld",
			(long long)field->most);
		break;
	case TYPE_DECIMAL:
		put_decimal(buf, field->digits, field->least < 0);
		put_range(buf, field);
		break;
	case TYPE_INTEGER:
		buf_format(buf, "\"type\": \"integer\", \"minimum\": %lld, \"maximum\": %lld",
			(long long)field->least, (long long)field->most);
		break;
	case TYPE_DATE:
		buf_text(buf, "\"type\": \"string\", \"format\": \"date\", "
			      "\"pattern\": \"^[0-9]{4}-[0-9]{2}-[0-9]{2}$\"");
		break;
	case TYPE_TIME:
		buf_text(buf, "\"type\": \"string\", \"format\": \"date-time\", \"pattern\": ");
		put_text(buf, MOMENT);
		break;
	case TYPE_CHOICE:
		put_enum(buf, &vocabulary->choices[field->choice]);
		break;
	case TYPE_ITEM:
		put_item_pattern(vocabulary, buf, field->items);
		break;
	case TYPE_EVENT:
		buf_text(buf, "\"type\": \"string\", \"pattern\": ");
		put_text(buf, EVENT_NAME);
		break;
	case TYPE_HEX:
		buf_format(buf, "\"type\": \"string\", \"pattern\": \"^[0-9a-f]{%lld}$\"",
			(long long)field->most * 2);
		break;
	case TYPE_SERIES:
		put_series(buf, field);
		break;
	case TYPE_COUNT:
		break;
	}
}

/* An item alone or a list of them; each is "kind:code" or an object with quantities. */
static void put_slot(const struct vocabulary *vocabulary, struct buf *buf, const struct slot *slot)
{
	bool one = slot->mark == '!' || slot->mark == '?';
	const struct role_row *role = &vocabulary->roles[slot->role];
	buf_text(buf, ",\n\t\t");
	output_quoted(buf, role->name);
	buf_text(buf, ": {\n\t\t\t");
	put_titles(buf, role->en, role->zh);
	buf_text(buf, ",\n\t\t\t\"anyOf\": [\n");
	buf_format(buf, "\t\t\t\t{ \"$ref\": \"#/$defs/%.*s\" },\n", SPAN(role->name));
	buf_format(buf,
		"\t\t\t\t{ \"type\": \"array\", \"items\": { \"$ref\": \"#/$defs/%.*s\" }, "
		"\"minItems\": %d, \"maxItems\": %d, \"uniqueItems\": true }\n\t\t\t]\n\t\t}",
		SPAN(role->name), slot->mark == '!' || slot->mark == '+', one ? 1 : ITEMS_A_ROLE);
}

static void put_definition(
	const struct vocabulary *vocabulary, struct buf *buf, const struct slot *slot)
{
	buf_format(buf, "\t\t\"%.*s\": {\n\t\t\t\"anyOf\": [\n\t\t\t\t{ ",
		SPAN(vocabulary->roles[slot->role].name));
	put_item_pattern(vocabulary, buf, slot->items);
	buf_text(buf, " },\n\t\t\t\t{ \"type\": \"object\", \"required\": [\"id\"], "
		      "\"additionalProperties\": false, \"properties\": {\n"
		      "\t\t\t\t\t\"id\": { ");
	put_item_pattern(vocabulary, buf, slot->items);
	buf_text(buf, " },\n\t\t\t\t\t\"kg\": { ");
	put_decimal(buf, 3, false);
	buf_text(buf, " },\n\t\t\t\t\t\"count\": { \"type\": \"integer\", \"minimum\": 1, "
		      "\"maximum\": 1000000 }\n\t\t\t\t} }\n\t\t\t]\n\t\t}");
}

static void put_required(
	const struct vocabulary *vocabulary, struct buf *buf, const struct kind_row *kind)
{
	buf_text(buf, "\t\"required\": [\"do\", \"at\"");
	for (int i = 0; i < kind->slot_count; i++) {
		if (kind->slots[i].mark != '!' && kind->slots[i].mark != '+')
			continue;
		buf_text(buf, ", ");
		output_quoted(buf, vocabulary->roles[kind->slots[i].role].name);
	}
	for (int i = 0; i < vocabulary->field_count; i++) {
		if (!(kind->required & UINT64_C(1) << i))
			continue;
		buf_text(buf, ", ");
		output_quoted(buf, vocabulary->fields[i].name);
	}
	buf_text(buf, "],\n");
}

static void put_properties(
	const struct vocabulary *vocabulary, struct buf *buf, const struct kind_row *kind)
{
	uint32_t sites = UINT32_C(1) << find_item(vocabulary, span_of("place")) |
	                 UINT32_C(1) << find_item(vocabulary, span_of("group"));
	buf_format(buf, "\t\"properties\": {\n\t\t\"do\": { \"const\": \"%.*s\" },\n",
		SPAN(kind->name));
	buf_text(buf,
		"\t\t\"at\": { \"type\": \"string\", \"format\": \"date-time\", \"pattern\": ");
	put_text(buf, MOMENT);
	buf_text(buf, " },\n\t\t\"by\": { \"type\": \"string\", \"pattern\": ");
	put_text(buf, OPERATOR);
	buf_text(buf, " },\n\t\t\"place\": { ");
	put_item_pattern(vocabulary, buf, sites);
	buf_text(buf, " }");
	for (int i = 0; i < kind->slot_count; i++)
		put_slot(vocabulary, buf, &kind->slots[i]);
	for (int i = 0; i < vocabulary->field_count; i++) {
		const struct field_row *field = &vocabulary->fields[i];
		if (!(kind->allowed & UINT64_C(1) << i))
			continue;
		buf_text(buf, ",\n\t\t");
		output_quoted(buf, field->name);
		buf_text(buf, ": { ");
		put_titles(buf, field->en, field->zh);
		buf_text(buf, ", ");
		put_type(vocabulary, buf, field);
		buf_text(buf, " }");
	}
	buf_text(buf, "\n\t}");
}

static const char schema_line[] =
	"{\n\t\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n\t";

void write_schema(const struct vocabulary *vocabulary, const struct kind_row *kind, struct buf *buf)
{
	buf_text(buf, schema_line);
	put_titles(buf, kind->en, kind->zh);
	buf_format(buf,
		",\n\t\"description\": \"One line of a pigtrace note: what a station says it did "
		"(%.*s).\",\n\t\"type\": \"object\",\n",
		SPAN(kind->name));
	put_required(vocabulary, buf, kind);
	put_properties(vocabulary, buf, kind);
	buf_text(buf, ",\n\t\"additionalProperties\": false");
	for (int i = 0; i < kind->slot_count; i++) {
		buf_text(buf, i ? ",\n" : ",\n\t\"$defs\": {\n");
		put_definition(vocabulary, buf, &kind->slots[i]);
	}
	buf_text(buf, kind->slot_count ? "\n\t}\n}\n" : "\n}\n");
}

void write_schema_of_all(const struct vocabulary *vocabulary, struct buf *buf)
{
	buf_text(buf, schema_line);
	buf_text(buf, "\"title\": \"pigtrace event 溯源事件\",\n"
		      "\t\"description\": \"Any event; `do` says which kind.\",\n"
		      "\t\"type\": \"object\",\n\t\"required\": [\"do\"],\n\t\"oneOf\": [\n");
	for (int i = 0; i < vocabulary->kind_count; i++)
		buf_format(buf, "\t\t{ \"$ref\": \"event-%.*s.schema.json\" }%s\n",
			SPAN(vocabulary->kinds[i].name), i + 1 < vocabulary->kind_count ? "," : "");
	buf_text(buf, "\t]\n}\n");
}
