/* kind.tsv: what each kind of event takes. */
#include "tools/generate/generate.h"

#include "tools/generate/output.h"

#include <string.h>

static int bits(uint64_t set)
{
	int count = 0;
	for (; set; set &= set - 1)
		count++;
	return count;
}

/* of+=pig|eid: the role, how many, the item kinds */
static int read_slot(const struct vocabulary *vocabulary, const struct source *source,
	struct span word, struct kind_row *kind, struct fault *fault)
{
	struct span items = word, role;
	if (!span_cut(&items, '=', &role) || role.len < 2 ||
		!memchr("!+?*", role.at[role.len - 1], 4))
		return source_wrong(
			source, word.at, fault, "a role is NAME, one of ! + ? *, then =KIND|KIND");
	struct slot slot = { .mark = role.at[--role.len] };
	slot.role = find_role(vocabulary, role);
	if (slot.role < 0)
		return source_wrong(source, role.at, fault, "no role `%.*s`", SPAN(role));
	if (!vocabulary->roles[slot.role].spoken)
		return source_wrong(
			source, role.at, fault, "role `%.*s` is not for events to say", SPAN(role));
	for (int i = 0; i < kind->slot_count; i++)
		if (kind->slots[i].role == slot.role)
			return source_wrong(
				source, role.at, fault, "role `%.*s` twice", SPAN(role));
	int code = read_items(vocabulary, source, items, &slot.items, fault);
	if (code == 0)
		kind->slots[kind->slot_count++] = slot;
	return code;
}

/* kg! or kg? */
static int read_use(const struct vocabulary *vocabulary, const struct source *source,
	struct span word, struct kind_row *kind, struct fault *fault)
{
	char mark = word.at[word.len - 1];
	struct span name = { word.at, word.len - 1 };
	if (mark != '!' && mark != '?')
		return source_wrong(source, word.at, fault, "a field is NAME, then ! or ?");
	int field = find_field(vocabulary, name);
	if (field < 0)
		return source_wrong(source, name.at, fault, "no field `%.*s`", SPAN(name));
	uint64_t bit = UINT64_C(1) << field;
	if (kind->allowed & bit)
		return source_wrong(source, name.at, fault, "field `%.*s` twice", SPAN(name));
	kind->allowed |= bit;
	if (vocabulary->fields[field].type == TYPE_SERIES && kind->series++ > 0)
		return source_wrong(
			source, name.at, fault, "an event holds the readings of one series");
	if (mark == '!')
		kind->required |= bit;
	return 0;
}

static int read_lists(const struct vocabulary *vocabulary, const struct source *source,
	struct span slots, struct span uses, struct kind_row *kind, struct fault *fault)
{
	struct span word;
	int code = 0;
	while (code == 0 && take_word(&slots, ' ', &word))
		code = read_slot(vocabulary, source, word, kind, fault);
	while (code == 0 && take_word(&uses, ' ', &word))
		code = word.len ? read_use(vocabulary, source, word, kind, fault)
		                : source_wrong(source, word.at, fault, "one space between fields");
	for (int i = 0; i < vocabulary->field_count; i++)
		if (vocabulary->fields[i].common)
			kind->allowed |= UINT64_C(1) << i;
	return code;
}

static int read_trades(const struct vocabulary *vocabulary, const struct source *source,
	struct span cell, uint32_t *trades, struct fault *fault)
{
	const struct choice_row *choice =
		&vocabulary->choices[find_choice(vocabulary, span_of("trade"))];
	struct span name;
	const char *at = cell.at;
	if (span_is(cell, "any")) {
		*trades = ALL_TRADES;
		return 0;
	}
	while (take_word(&cell, ',', &name)) {
		int trade = find_value(choice, name);
		if (trade < 0)
			return source_wrong(source, name.at, fault, "no trade `%.*s`", SPAN(name));
		*trades |= UINT32_C(1) << trade;
	}
	return *trades ? 0 : source_wrong(source, at, fault, "no trade may state it");
}

/* EventType/ACTION/bizStep; a transformation has no action. */
static int check_epcis(const struct source *source, struct span cell, struct fault *fault)
{
	static const char *const shapes[] = { "ObjectEvent/ADD/", "ObjectEvent/OBSERVE/",
		"ObjectEvent/DELETE/", "AggregationEvent/ADD/", "AggregationEvent/OBSERVE/",
		"AggregationEvent/DELETE/", "TransformationEvent/-/" };
	if (span_is(cell, "-"))
		return 0;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (span_starts(cell, shapes[i]) && cell.len > strlen(shapes[i]))
			return 0;
	return source_wrong(source, cell.at, fault, "not an EPCIS TYPE/ACTION/bizStep");
}

static int find_step(const struct vocabulary *vocabulary, struct span name)
{
	for (int i = 0; i < vocabulary->step_count; i++)
		if (span_equal(vocabulary->steps[i].name, name))
			return i;
	return -1;
}

static int read_kind(struct vocabulary *vocabulary, const struct source *source,
	const struct span *cell, struct fault *fault)
{
	struct kind_row kind = { .name = cell[0], .en = cell[2], .zh = cell[3], .epcis = cell[7] };
	if (vocabulary->kind_count == KINDS_MOST)
		return source_wrong(source, cell[0].at, fault, "more than %d kinds", KINDS_MOST);
	int code = claim_name(vocabulary, source, "KIND_", cell[0], fault);
	if (code != 0)
		return code;
	kind.step = find_step(vocabulary, cell[1]);
	if (kind.step < 0)
		return source_wrong(source, cell[1].at, fault, "no step `%.*s`", SPAN(cell[1]));
	if (kind.en.len == 0 || kind.zh.len == 0)
		return source_wrong(source, cell[2].at, fault, "a title is missing");
	code = read_lists(vocabulary, source, cell[4], cell[5], &kind, fault);
	if (code == 0 && bits(kind.allowed) > KIND_FIELDS_MOST)
		code = source_wrong(source, cell[5].at, fault, "more than %d fields in one kind",
			KIND_FIELDS_MOST);
	if (code == 0)
		code = read_trades(vocabulary, source, cell[6], &kind.trades, fault);
	if (code == 0)
		code = check_epcis(source, cell[7], fault);
	if (code == 0)
		vocabulary->kinds[vocabulary->kind_count++] = kind;
	return code;
}

int read_kinds(struct vocabulary *vocabulary, const char *directory, struct fault *fault)
{
	struct source *source = &vocabulary->sources[TABLE_KIND];
	struct span cell[SOURCE_COLUMNS_MOST];
	int code = source_open(source, directory, "kind.tsv",
		"kind\tstep\ten\tzh\troles\tfields\tby\tepcis", fault);
	if (code != 0)
		return code;
	while ((code = source_row(source, cell, fault)) > 0) {
		code = read_kind(vocabulary, source, cell, fault);
		if (code != 0)
			return code;
	}
	return code;
}
