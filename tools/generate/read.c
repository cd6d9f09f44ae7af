/* Names, and the tables that stand alone: steps, items, roles, choices. */
#include "tools/generate/generate.h"

#include "tools/generate/output.h"

#include <stdio.h>
#include <string.h>

/* What core/ident/item.c can read, and the same as a pattern for other programs. */
#define WORD "[A-Za-z0-9._-]{1,20}"
#define NAME "[^/\\s\\u0000-\\u001f\\u007f]{1,40}"
#define GTIN "[0-9]{14}"
#define GS1X "[!\"%-?A-Z_a-z]{1,20}"

static const struct {
	const char *name;
	const char *pattern;
} syntaxes[] = {
	{ "ear_tag", "1[0-9]{14}" },
	{ "electronic_tag", "[0-9]{15}" },
	{ "farm_group", "[0-9]{10}/" NAME },
	{ "carcass", WORD "/[0-9]{8}/[1-9][0-9]*" },
	{ "gtin_lot", GTIN "/" GS1X },
	{ "gtin_serial", GTIN "/" GS1X },
	{ "gtin_run", GTIN "/" GS1X "/[1-9][0-9]{0,7}-[1-9][0-9]{0,7}" },
	{ "sscc", "[0-9]{18}" },
	{ "supplier_lot", WORD "/" NAME },
	{ "plate", NAME },
	{ "document", WORD "/" NAME },
	{ "place", NAME },
	{ "station", "[a-z0-9-]{1,32}" },
};

/* Constants of core/event/vocabulary.h and core/ident/item.h, and the keys the decoder knows itself. */
static const char *const taken[] = { "FIELD_IS_TEXT", "FIELD_IS_DECIMAL", "FIELD_IS_INTEGER",
	"FIELD_IS_DATE", "FIELD_IS_TIME", "FIELD_IS_CHOICE", "FIELD_IS_ITEM", "FIELD_IS_EVENT",
	"FIELD_IS_HEX", "FIELD_IS_SERIES", "FLOW_OBSERVED", "FLOW_CONSUMED", "FLOW_PRODUCED",
	"FLOW_JOINED", "FLOW_LEFT", "FLOW_MENTIONED", "FLOW_SITE", "ITEM_CODE_MOST", "ITEM_TEXT",
	"ITEM_RUN_MOST", "ITEM_KIND_COUNT", "ITEM_KIND_TABLE", "key do", "key at", "key by",
	"key place" };

/* What the C code names: without these it does not compile, so they are asked for here. */
static const struct {
	enum table table;
	const char *name;
} needed[] = {
	{ TABLE_ITEM, "group" },
	{ TABLE_ITEM, "place" },
	{ TABLE_ROLE, "ref" },
	{ TABLE_ROLE, "site" },
	{ TABLE_CHOICE, "trade" },
};

static const char *const flows[] = { "observed", "consumed", "produced", "joined", "left",
	"mentioned", "site" };

const char *syntax_pattern(struct span syntax)
{
	for (size_t i = 0; i < sizeof(syntaxes) / sizeof(syntaxes[0]); i++)
		if (span_is(syntax, syntaxes[i].name))
			return syntaxes[i].pattern;
	return NULL;
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

void put_constant(struct buf *buf, const char *prefix, struct span name)
{
	buf_text(buf, prefix);
	for (size_t i = 0; i < name.len; i++)
		buf_char(buf, upper(name.at[i]));
	if (name.len == 5 && memcmp(name.at, "count", 5) == 0)
		buf_char(buf, '_');
}

static int claim(struct vocabulary *vocabulary, const struct source *source, const char *text,
	const char *at, struct fault *fault)
{
	for (int i = 0; i < vocabulary->claim_count; i++)
		if (strcmp(vocabulary->claims[i], text) == 0)
			return source_wrong(source, at, fault, "the name is taken (%s)", text);
	if (vocabulary->claim_count == CLAIMS_MOST)
		return source_wrong(source, at, fault, "more than %d names", CLAIMS_MOST);
	(void)span_copy(span_of(text), vocabulary->claims[vocabulary->claim_count++], CLAIM_TEXT);
	return 0;
}

/* Values of enumerations may have capitals: the forms of a certificate are A, B, PA, PB. */
static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int check_name(const struct source *source, struct span name, struct fault *fault)
{
	if (name.len == 0 || name.len > NAME_MOST)
		return source_wrong(
			source, name.at, fault, "a name has 1 to %d letters", NAME_MOST);
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		if (!letter(c) && (i == 0 || ((c < '0' || c > '9') && c != '_')))
			return source_wrong(source, name.at + i, fault,
				"a name has letters, digits and _ only");
	}
	return 0;
}

int claim_name(struct vocabulary *vocabulary, const struct source *source, const char *prefix,
	struct span name, struct fault *fault)
{
	struct buf text = { 0 };
	int code = check_name(source, name, fault);
	if (code != 0)
		return code;
	put_constant(&text, prefix, name);
	code = text.failed ? fault_set(fault, FAULT_MEMORY, "no memory")
	                   : claim(vocabulary, source, text.at, name.at, fault);
	buf_free(&text);
	return code;
}

int claim_key(struct vocabulary *vocabulary, const struct source *source, struct span name,
	struct fault *fault)
{
	char key[CLAIM_TEXT];
	(void)snprintf(key, sizeof(key), "key %.*s", SPAN(name));
	return claim(vocabulary, source, key, name.at, fault);
}

bool take_word(struct span *rest, char mark, struct span *word)
{
	if (rest->len == 0)
		return false;
	if (!span_cut(rest, mark, word)) {
		*word = *rest;
		*rest = (struct span){ rest->at + rest->len, 0 };
	}
	return true;
}

int find_item(const struct vocabulary *vocabulary, struct span name)
{
	for (int i = 0; i < vocabulary->item_count; i++)
		if (span_equal(vocabulary->items[i].name, name))
			return i;
	return -1;
}

int find_role(const struct vocabulary *vocabulary, struct span name)
{
	for (int i = 0; i < vocabulary->role_count; i++)
		if (span_equal(vocabulary->roles[i].name, name))
			return i;
	return -1;
}

int find_choice(const struct vocabulary *vocabulary, struct span name)
{
	for (int i = 0; i < vocabulary->choice_count; i++)
		if (span_equal(vocabulary->choices[i].name, name))
			return i;
	return -1;
}

int find_value(const struct choice_row *choice, struct span value)
{
	for (int i = 0; i < choice->count; i++)
		if (span_equal(choice->values[i], value))
			return i;
	return -1;
}

int find_field(const struct vocabulary *vocabulary, struct span name)
{
	for (int i = 0; i < vocabulary->field_count; i++)
		if (span_equal(vocabulary->fields[i].name, name))
			return i;
	return -1;
}

int read_items(const struct vocabulary *vocabulary, const struct source *source, struct span cell,
	uint32_t *items, struct fault *fault)
{
	struct span name;
	const char *at = cell.at;
	*items = 0;
	while (take_word(&cell, '|', &name)) {
		int item = find_item(vocabulary, name);
		if (item < 0)
			return source_wrong(
				source, name.at, fault, "no item kind `%.*s`", SPAN(name));
		if (*items & UINT32_C(1) << item)
			return source_wrong(
				source, name.at, fault, "item kind `%.*s` twice", SPAN(name));
		*items |= UINT32_C(1) << item;
	}
	return *items ? 0 : source_wrong(source, at, fault, "no item kinds");
}

static int check_titles(
	const struct source *source, struct span en, struct span zh, struct fault *fault)
{
	for (size_t i = 0; i < en.len; i++)
		if ((unsigned char)en.at[i] > 0x7e)
			return source_wrong(source, en.at + i, fault, "the English title is ASCII");
	if (en.len == 0)
		return source_wrong(source, en.at, fault, "the English title is missing");
	if (zh.len == 0)
		return source_wrong(source, zh.at, fault, "the Chinese title is missing");
	return 0;
}

static int read_step(struct vocabulary *vocabulary, const struct source *source,
	const struct span *cell, struct fault *fault)
{
	if (vocabulary->step_count == STEPS_MOST)
		return source_wrong(source, cell[0].at, fault, "more than %d steps", STEPS_MOST);
	vocabulary->steps[vocabulary->step_count++] = (struct step){ cell[0], cell[1], cell[2] };
	int code = claim_name(vocabulary, source, "STEP_", cell[0], fault);
	return code != 0 ? code : check_titles(source, cell[1], cell[2], fault);
}

static int read_item(struct vocabulary *vocabulary, const struct source *source,
	const struct span *cell, struct fault *fault)
{
	struct span example = cell[4], kind;
	if (vocabulary->item_count == ITEMS_MOST)
		return source_wrong(
			source, cell[0].at, fault, "more than %d item kinds", ITEMS_MOST);
	vocabulary->items[vocabulary->item_count++] =
		(struct item_row){ cell[0], cell[1], cell[2], cell[3], cell[4] };
	int code = claim_name(vocabulary, source, "ITEM_", cell[0], fault);
	if (code == 0)
		code = check_titles(source, cell[2], cell[3], fault);
	if (code != 0)
		return code;
	if (!syntax_pattern(cell[1]))
		return source_wrong(source, cell[1].at, fault, "no syntax `%.*s`", SPAN(cell[1]));
	if (!span_cut(&example, ':', &kind) || !span_equal(kind, cell[0]) || example.len == 0)
		return source_wrong(
			source, cell[4].at, fault, "the example is not `%.*s:...`", SPAN(cell[0]));
	return 0;
}

static int read_role(struct vocabulary *vocabulary, const struct source *source,
	const struct span *cell, struct fault *fault)
{
	size_t flow = 0;
	while (flow < sizeof(flows) / sizeof(flows[0]) && !span_is(cell[1], flows[flow]))
		flow++;
	if (flow == sizeof(flows) / sizeof(flows[0]))
		return source_wrong(source, cell[1].at, fault, "no flow `%.*s`", SPAN(cell[1]));
	if (vocabulary->role_count == ROLES_MOST)
		return source_wrong(source, cell[0].at, fault, "more than %d roles", ROLES_MOST);
	bool spoken = !span_is(cell[1], "mentioned") && !span_is(cell[1], "site");
	vocabulary->roles[vocabulary->role_count++] =
		(struct role_row){ cell[0], cell[1], cell[2], cell[3], spoken };
	int code = claim_name(vocabulary, source, "ROLE_", cell[0], fault);
	if (code == 0 && spoken)
		code = claim_key(vocabulary, source, cell[0], fault);
	return code != 0 ? code : check_titles(source, cell[2], cell[3], fault);
}

static int read_choice(struct vocabulary *vocabulary, const struct source *source,
	const struct span *cell, struct fault *fault)
{
	char prefix[CLAIM_TEXT];
	int code = 0;
	int at = find_choice(vocabulary, cell[0]);
	if (at < 0) {
		at = vocabulary->choice_count;
		if (at == CHOICES_MOST)
			return source_wrong(source, cell[0].at, fault, "more than %d enumerations",
				CHOICES_MOST);
		vocabulary->choices[vocabulary->choice_count++].name = cell[0];
		code = claim_name(vocabulary, source, "CHOICE_", cell[0], fault);
	}
	if (code == 0)
		code = check_titles(source, cell[2], cell[3], fault);
	if (code != 0)
		return code;
	struct choice_row *choice = &vocabulary->choices[at];
	if (choice->count == VALUES_MOST) /* the trades of a kind are bits */
		return source_wrong(source, cell[1].at, fault, "more than %d values", VALUES_MOST);
	choice->values[choice->count] = cell[1];
	choice->en[choice->count] = cell[2];
	choice->zh[choice->count++] = cell[3];
	struct buf name = { 0 };
	put_constant(&name, "", cell[0]);
	buf_char(&name, '_');
	bool fits = span_copy(buf_written(&name), prefix, sizeof(prefix));
	buf_free(&name);
	return fits ? claim_name(vocabulary, source, prefix, cell[1], fault)
	            : fault_set(fault, FAULT_MEMORY, "no memory");
}

typedef int read_row(struct vocabulary *vocabulary, const struct source *source,
	const struct span *cell, struct fault *fault);

static int read_table(
	struct vocabulary *vocabulary, enum table table, const char *directory, struct fault *fault)
{
	static const struct {
		const char *file;
		const char *header;
		read_row *row;
	} tables[] = {
		[TABLE_STEP] = { "step.tsv", "step\ten\tzh", read_step },
		[TABLE_ITEM] = { "item.tsv", "kind\tsyntax\ten\tzh\texample", read_item },
		[TABLE_ROLE] = { "role.tsv", "role\tflow\ten\tzh", read_role },
		[TABLE_CHOICE] = { "choice.tsv", "choice\tvalue\ten\tzh", read_choice },
	};
	struct source *source = &vocabulary->sources[table];
	struct span cell[SOURCE_COLUMNS_MOST];
	int code = source_open(source, directory, tables[table].file, tables[table].header, fault);
	if (code != 0)
		return code;
	while ((code = source_row(source, cell, fault)) > 0) {
		code = tables[table].row(vocabulary, source, cell, fault);
		if (code != 0)
			return code;
	}
	return code;
}

static int check_needed(const struct vocabulary *vocabulary, struct fault *fault)
{
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		const struct source *source = &vocabulary->sources[needed[i].table];
		struct span name = span_of(needed[i].name);
		int found = needed[i].table == TABLE_ITEM   ? find_item(vocabulary, name)
		            : needed[i].table == TABLE_ROLE ? find_role(vocabulary, name)
		                                            : find_choice(vocabulary, name);
		if (found < 0)
			return source_wrong(
				source, source->rest.at, fault, "`%s` is missing", needed[i].name);
	}
	return 0;
}

int vocabulary_read(struct vocabulary *vocabulary, const char *directory, struct fault *fault)
{
	int code = 0;
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		(void)span_copy(span_of(taken[i]), vocabulary->claims[vocabulary->claim_count++],
			CLAIM_TEXT);
	for (int table = TABLE_STEP; table <= TABLE_CHOICE && code == 0; table++)
		code = read_table(vocabulary, (enum table)table, directory, fault);
	if (code == 0)
		code = check_needed(vocabulary, fault);
	if (code == 0)
		code = read_fields(vocabulary, directory, fault);
	return code != 0 ? code : read_kinds(vocabulary, directory, fault);
}

void vocabulary_free(struct vocabulary *vocabulary)
{
	for (int i = 0; i < TABLE_COUNT; i++)
		source_close(&vocabulary->sources[i]);
}
