/* The C side: item_kind.gen.h, vocabulary.gen.h and vocabulary.gen.c. */
#include "tools/generate/generate.h"

#include "tools/generate/output.h"

static const char first_line[] = "/* Generated from schema/vocabulary by vocabulary-generate. */\n";

static void begin_header(struct buf *buf, const char *guard)
{
	buf_text(buf, first_line);
	buf_format(buf, "#ifndef %s\n#define %s\n", guard, guard);
}

void write_item_kinds(const struct vocabulary *vocabulary, struct buf *buf)
{
	begin_header(buf, "PIGTRACE_IDENT_ITEM_KIND_GEN_H");
	buf_text(buf, "\nenum item_kind {\n");
	for (int i = 0; i < vocabulary->item_count; i++) {
		buf_char(buf, '\t');
		put_constant(buf, "ITEM_", vocabulary->items[i].name);
		buf_text(buf, ",\n");
	}
	buf_text(buf, "\tITEM_KIND_COUNT\n};\n\n"
		      "/* ROW(CAPITALS, name, syntax, English title, example), in order of enum "
		      "item_kind. */\n"
		      "#define ITEM_KIND_TABLE(ROW)");
	for (int i = 0; i < vocabulary->item_count; i++) {
		const struct item_row *item = &vocabulary->items[i];
		buf_text(buf, " \\\n\tROW(");
		put_constant(buf, "", item->name);
		buf_format(buf, ", \"%.*s\", %.*s, ", SPAN(item->name), SPAN(item->syntax));
		output_c(buf, item->en);
		buf_text(buf, ", ");
		output_c(buf, item->example);
		buf_char(buf, ')');
	}
	buf_text(buf, "\n\n#endif\n");
}

static void end_enum(struct buf *buf, const char *count)
{
	buf_format(buf, "\t%s\n};\n\n", count);
}

static void put_enumerator(struct buf *buf, const char *prefix, struct span name)
{
	buf_char(buf, '\t');
	put_constant(buf, prefix, name);
	buf_text(buf, ",\n");
}

static void put_choice(struct buf *buf, const struct choice_row *choice)
{
	buf_format(buf, "enum choice_%.*s {\n", SPAN(choice->name));
	for (int i = 0; i < choice->count; i++) {
		buf_char(buf, '\t');
		put_constant(buf, "", choice->name);
		put_constant(buf, "_", choice->values[i]);
		buf_text(buf, i + 1 < choice->count ? ",\n" : "\n");
	}
	buf_text(buf, "};\n\n");
}

void write_header(const struct vocabulary *vocabulary, struct buf *buf)
{
	begin_header(buf, "PIGTRACE_EVENT_VOCABULARY_GEN_H");
	buf_text(buf, "\nenum step {\n");
	for (int i = 0; i < vocabulary->step_count; i++)
		put_enumerator(buf, "STEP_", vocabulary->steps[i].name);
	end_enum(buf, "STEP_COUNT");
	buf_text(buf, "enum event_kind {\n");
	for (int i = 0; i < vocabulary->kind_count; i++)
		put_enumerator(buf, "KIND_", vocabulary->kinds[i].name);
	end_enum(buf, "KIND_COUNT");
	buf_text(buf, "enum role {\n");
	for (int i = 0; i < vocabulary->role_count; i++)
		put_enumerator(buf, "ROLE_", vocabulary->roles[i].name);
	end_enum(buf, "ROLE_COUNT");
	buf_text(buf,
		"/* FIELD_COUNT is how many there are; the field `count` is FIELD_COUNT_. */\n"
		"enum field {\n");
	for (int i = 0; i < vocabulary->field_count; i++)
		put_enumerator(buf, "FIELD_", vocabulary->fields[i].name);
	end_enum(buf, "FIELD_COUNT");
	buf_text(buf, "enum choice {\n");
	for (int i = 0; i < vocabulary->choice_count; i++)
		put_enumerator(buf, "CHOICE_", vocabulary->choices[i].name);
	end_enum(buf, "CHOICE_COUNT");
	for (int i = 0; i < vocabulary->choice_count; i++)
		put_choice(buf, &vocabulary->choices[i]);
	buf_text(buf, "#endif\n");
}

/* BIT(ITEM_PIG) | BIT(ITEM_EID), or 0 */
static void put_items(const struct vocabulary *vocabulary, struct buf *buf, uint32_t items)
{
	const char *between = "";
	for (int i = 0; i < vocabulary->item_count; i++) {
		if (!(items & UINT32_C(1) << i))
			continue;
		buf_format(buf, "%sBIT(", between);
		put_constant(buf, "ITEM_", vocabulary->items[i].name);
		buf_char(buf, ')');
		between = " | ";
	}
	if (!items)
		buf_char(buf, '0');
}

static void put_fields(const struct vocabulary *vocabulary, struct buf *buf, uint64_t fields)
{
	const char *between = "";
	for (int i = 0; i < vocabulary->field_count; i++) {
		if (!(fields & UINT64_C(1) << i))
			continue;
		buf_format(buf, "%sLONG_BIT(", between);
		put_constant(buf, "FIELD_", vocabulary->fields[i].name);
		buf_char(buf, ')');
		between = " | ";
	}
	if (!fields)
		buf_char(buf, '0');
}

static void put_named(struct buf *buf, struct span name, struct span en, struct span zh)
{
	buf_format(buf, "\t{ \"%.*s\", ", SPAN(name));
	output_c(buf, en);
	buf_text(buf, ", ");
	output_c(buf, zh);
}

static void put_roles(const struct vocabulary *vocabulary, struct buf *buf)
{
	buf_text(buf, "const struct vocabulary_role vocabulary_roles[ROLE_COUNT] = {\n");
	for (int i = 0; i < vocabulary->role_count; i++) {
		const struct role_row *role = &vocabulary->roles[i];
		put_named(buf, role->name, role->en, role->zh);
		put_constant(buf, ", FLOW_", role->flow);
		buf_format(buf, ", %s },\n", role->spoken ? "true" : "false");
	}
	buf_text(buf, "};\n\n");
}

static void put_words(struct buf *buf, const char *what, const struct choice_row *choice,
	const struct span *words)
{
	buf_format(buf, "static const char *const %s_of_%.*s[] = {", what, SPAN(choice->name));
	for (int i = 0; i < choice->count; i++) {
		buf_text(buf, i ? ", " : " ");
		output_c(buf, words[i]);
	}
	buf_text(buf, " };\n");
}

static void put_item_titles(const struct vocabulary *vocabulary, struct buf *buf)
{
	buf_text(buf, "const char *const vocabulary_item_titles_zh[ITEM_KIND_COUNT] = {\n");
	for (int i = 0; i < vocabulary->item_count; i++) {
		buf_char(buf, '\t');
		output_c(buf, vocabulary->items[i].zh);
		buf_text(buf, ",\n");
	}
	buf_text(buf, "};\n\n");
}

static void put_choices(const struct vocabulary *vocabulary, struct buf *buf)
{
	for (int i = 0; i < vocabulary->choice_count; i++) {
		const struct choice_row *choice = &vocabulary->choices[i];
		put_words(buf, "values", choice, choice->values);
		put_words(buf, "titles", choice, choice->en);
		put_words(buf, "titles_zh", choice, choice->zh);
	}
	buf_text(buf, "\nconst struct vocabulary_choice vocabulary_choices[CHOICE_COUNT] = {\n");
	for (int i = 0; i < vocabulary->choice_count; i++) {
		struct span name = vocabulary->choices[i].name;
		buf_format(buf,
			"\t{ \"%.*s\", values_of_%.*s, titles_of_%.*s,\n"
			"\t\ttitles_zh_of_%.*s, %d },\n",
			SPAN(name), SPAN(name), SPAN(name), SPAN(name),
			vocabulary->choices[i].count);
	}
	buf_text(buf, "};\n\n");
}

static const char *const type_constants[TYPE_COUNT] = { "FIELD_IS_TEXT", "FIELD_IS_DECIMAL",
	"FIELD_IS_INTEGER", "FIELD_IS_DATE", "FIELD_IS_TIME", "FIELD_IS_CHOICE", "FIELD_IS_ITEM",
	"FIELD_IS_EVENT", "FIELD_IS_HEX", "FIELD_IS_SERIES" };

static void put_field_rows(const struct vocabulary *vocabulary, struct buf *buf)
{
	buf_text(buf, "const struct vocabulary_field vocabulary_fields[FIELD_COUNT] = {\n");
	for (int i = 0; i < vocabulary->field_count; i++) {
		const struct field_row *field = &vocabulary->fields[i];
		put_named(buf, field->name, field->en, field->zh);
		buf_format(buf, ", %s, ", type_constants[field->type]);
		output_c(buf, field->unit);
		buf_format(buf, ", %s, %d, INT64_C(%lld), INT64_C(%lld), ",
			field->common ? "true" : "false", field->digits, (long long)field->least,
			(long long)field->most);
		if (field->choice >= 0)
			put_constant(buf, "CHOICE_", vocabulary->choices[field->choice].name);
		else
			buf_char(buf, '0');
		buf_text(buf, ", ");
		put_items(vocabulary, buf, field->items);
		buf_text(buf, " },\n");
	}
	buf_text(buf, "};\n\n");
}

static void put_slots(
	const struct vocabulary *vocabulary, struct buf *buf, const struct kind_row *kind)
{
	if (kind->slot_count == 0)
		return;
	buf_format(
		buf, "static const struct vocabulary_slot slots_of_%.*s[] = {\n", SPAN(kind->name));
	for (int i = 0; i < kind->slot_count; i++) {
		const struct slot *slot = &kind->slots[i];
		put_constant(buf, "\t{ ROLE_", vocabulary->roles[slot->role].name);
		buf_format(buf, ", %d, %s, ", slot->mark == '!' || slot->mark == '+',
			slot->mark == '!' || slot->mark == '?' ? "1" : "EVENT_ITEMS_MOST");
		put_items(vocabulary, buf, slot->items);
		buf_text(buf, " },\n");
	}
	buf_text(buf, "};\n\n");
}

static void put_trades(const struct vocabulary *vocabulary, struct buf *buf, uint32_t trades)
{
	const struct choice_row *choice =
		&vocabulary->choices[find_choice(vocabulary, span_of("trade"))];
	const char *between = "";
	if (trades == ALL_TRADES) {
		buf_text(buf, "UINT32_MAX");
		return;
	}
	for (int i = 0; i < choice->count; i++) {
		if (!(trades & UINT32_C(1) << i))
			continue;
		buf_format(buf, "%sBIT(", between);
		put_constant(buf, "TRADE_", choice->values[i]);
		buf_char(buf, ')');
		between = " | ";
	}
}

static void put_kinds(const struct vocabulary *vocabulary, struct buf *buf)
{
	for (int i = 0; i < vocabulary->kind_count; i++)
		put_slots(vocabulary, buf, &vocabulary->kinds[i]);
	buf_text(buf, "const struct vocabulary_kind vocabulary_kinds[KIND_COUNT] = {\n");
	for (int i = 0; i < vocabulary->kind_count; i++) {
		const struct kind_row *kind = &vocabulary->kinds[i];
		put_named(buf, kind->name, kind->en, kind->zh);
		put_constant(buf, ", STEP_", vocabulary->steps[kind->step].name);
		if (kind->slot_count)
			buf_format(buf, ", slots_of_%.*s, %d,\n\t\t", SPAN(kind->name),
				kind->slot_count);
		else
			buf_text(buf, ", NULL, 0,\n\t\t");
		put_fields(vocabulary, buf, kind->required);
		buf_text(buf, ",\n\t\t");
		put_fields(vocabulary, buf, kind->allowed);
		buf_text(buf, ",\n\t\t");
		put_trades(vocabulary, buf, kind->trades);
		buf_text(buf, ", ");
		output_c(buf, span_is(kind->epcis, "-") ? span_of("") : kind->epcis);
		buf_text(buf, " },\n");
	}
	buf_text(buf, "};\n");
}

/* The names of one table by length, for vocabulary_find_*. */
static void put_index(
	struct buf *buf, const char *table, const char *prefix, const struct span *names, int count)
{
	char first[4 * (NAME_MOST + 2)];
	struct out out = out_into(first, sizeof(first));
	int written = 0;
	buf_format(buf, "\nstatic const struct vocabulary_word %s_words[] = {\n", table);
	for (size_t len = 0; len <= NAME_MOST + 1; len++) {
		out_number(&out, written);
		out_char(&out, ',');
		for (int i = 0; i < count; i++) {
			if (names[i].len != len)
				continue;
			buf_format(buf, "\t{ \"%.*s\", ", SPAN(names[i]));
			put_constant(buf, prefix, names[i]);
			buf_text(buf, " },\n");
			written++;
		}
	}
	buf_format(buf,
		"};\n\nconst struct vocabulary_index vocabulary_%s_index = { %s_words,\n"
		"\t{ %s } };\n",
		table, table, first);
}

static void put_indexes(const struct vocabulary *vocabulary, struct buf *buf)
{
	struct span names[FIELDS_MOST > KINDS_MOST ? FIELDS_MOST : KINDS_MOST];
	int count = 0;
	for (int i = 0; i < vocabulary->kind_count; i++)
		names[i] = vocabulary->kinds[i].name;
	put_index(buf, "kind", "KIND_", names, vocabulary->kind_count);
	for (int i = 0; i < vocabulary->role_count; i++)
		if (vocabulary->roles[i].spoken)
			names[count++] = vocabulary->roles[i].name;
	put_index(buf, "role", "ROLE_", names, count);
	for (int i = 0; i < vocabulary->field_count; i++)
		names[i] = vocabulary->fields[i].name;
	put_index(buf, "field", "FIELD_", names, vocabulary->field_count);
}

void write_tables(const struct vocabulary *vocabulary, struct buf *buf)
{
	buf_text(buf, first_line);
	buf_text(buf, "#include \"core/event/event.h\"\n"
		      "#include \"core/event/vocabulary_index.h\"\n\n"
		      "#define BIT(n)      (UINT32_C(1) << (n))\n"
		      "#define LONG_BIT(n) (UINT64_C(1) << (n))\n\n"
		      "const struct vocabulary_step vocabulary_steps[STEP_COUNT] = {\n");
	for (int i = 0; i < vocabulary->step_count; i++) {
		put_named(buf, vocabulary->steps[i].name, vocabulary->steps[i].en,
			vocabulary->steps[i].zh);
		buf_text(buf, " },\n");
	}
	buf_text(buf, "};\n\n");
	put_item_titles(vocabulary, buf);
	put_roles(vocabulary, buf);
	put_choices(vocabulary, buf);
	put_field_rows(vocabulary, buf);
	put_kinds(vocabulary, buf);
	put_indexes(vocabulary, buf);
}
