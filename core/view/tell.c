/*
 * One line of the digest. Parts are joined by WRAP_BETWEEN, which is where a line is broken.
 */
#include "core/view/tell.h"

#include "core/base/words.h"
#include "core/view/name.h"
#include "core/view/wrap.h"

#include <stdlib.h>
#include <string.h>

#define VALUES_MOST 3  /* different values told of one field */
#define DATE_LEN    10 /* YYYY-MM-DD */
#define YEAR_LEN    5  /* YYYY- */

static int no_memory(struct fault *fault)
{
	return fault_set(fault, FAULT_MEMORY, "no memory to tell the trace");
}

void tell_when(struct buf *into, const struct trace *trace, const struct digest_line *line)
{
	const struct moment *known = &trace->events[0].at;
	struct moment first = trace->events[line->first].at, last = trace->events[line->last].at;
	char a[MOMENT_TEXT], b[MOMENT_TEXT];
	struct out out_a = out_into(a, sizeof(a)), out_b = out_into(b, sizeof(b));
	moment_format(&out_a, first);
	moment_format(&out_b, last);
	if (line->count == 1) {
		part_time_known(into, first, known);
		return;
	}
	buf_bytes(into, a, DATE_LEN);
	if (memcmp(a, b, DATE_LEN) == 0)
		return;
	size_t shared = memcmp(a, b, YEAR_LEN) == 0 ? YEAR_LEN : 0;
	buf_text(into, " → ");
	buf_bytes(into, b + shared, DATE_LEN - shared);
}

void tell_kind(struct buf *into, const struct trace *trace, const struct digest_line *line)
{
	const struct trace_event *first = &trace->events[line->first];
	bool stored = first->kind == KIND_TRACK && line->step != STEP_TRANSPORT;
	buf_text(into,
		stored ? _("in store") : words_of("kind", vocabulary_kinds[first->kind].title));
	if (line->count > 1)
		buf_format(into, " ×%lu", line->count);
}

/* ---- values ---- */

static struct span text_of(const struct digest *digest, const struct digest_value *value)
{
	return (struct span){ digest->texts.at + value->text_at, value->text_len };
}

static void begin_part(struct buf *into)
{
	if (into->len > 0)
		buf_text(into, WRAP_BETWEEN);
}

/* The items of a slot, those of one kind together, then how many take part beside the answer's. */
struct listed {
	struct item *items;
	size_t count;
	unsigned long others;
};

static bool list_items(const struct digest *digest, const struct digest_line *line, int slot,
	struct listed *listed)
{
	size_t cap = 0;
	for (size_t i = line->first_value; i != DIGEST_NONE; i = digest->values[i].next) {
		const struct digest_value *value = &digest->values[i];
		if (value->slot != slot || !value->is_item)
			continue;
		if (value->other) {
			listed->others++;
			continue;
		}
		if (!array_reserve(
			    &listed->items, &cap, listed->count + 1, sizeof(*listed->items)) ||
			item_parse(text_of(digest, value), &listed->items[listed->count], NULL) !=
				IDENT_OK)
			return false;
		listed->count++;
	}
	return true;
}

/* In the order in which the kinds come first. */
static void put_kinds(struct buf *into, struct listed *listed)
{
	size_t from = 0;
	while (from < listed->count) {
		size_t end = from + 1;
		for (size_t i = end; i < listed->count; i++) {
			struct item moved = listed->items[i];
			if (moved.kind != listed->items[from].kind)
				continue;
			memmove(&listed->items[end + 1], &listed->items[end],
				(i - end) * sizeof(moved));
			listed->items[end++] = moved;
		}
		buf_text(into, from > 0 ? ", " : "");
		name_all(into, listed->items + from, end - from);
		from = end;
	}
	if (listed->others > 0) {
		buf_char(into, ' ');
		buf_format(into, words_plural("and %lu other", "and %lu others", listed->others),
			listed->others);
	}
}

static void put_amount(struct buf *into, enum item_kind kind, const struct digest_amount *amount)
{
	/* A run's name says how many it is. */
	if (amount->count > 0 && kind != ITEM_RUN)
		buf_format(into, " ×%lld", (long long)amount->count);
	if (amount->weighed == 0)
		return;
	buf_text(into, amount->weighed < amount->told ? " (≥ " : " (");
	part_number(into, amount->mass_g, 3);
	part_unit(into, "kg");
	buf_char(into, ')');
}

/* What the head of the page is about need not be said on every line. */
static bool is_seed(const struct digest *digest, const struct listed *listed)
{
	size_t place = digest_place(digest, listed->items[0]);
	return listed->count == 1 && listed->others == 0 && place != DIGEST_NONE &&
	       strcmp(digest->trace->items[place].name, digest->trace->seed) == 0;
}

static bool put_role(struct buf *into, const struct digest *digest, const struct digest_line *line,
	enum role role)
{
	struct listed listed = { 0 };
	bool good = list_items(digest, line, (int)role, &listed);
	if (good && listed.count > 0 && !(role == ROLE_OF && is_seed(digest, &listed))) {
		enum item_kind kind = listed.items[0].kind;
		begin_part(into);
		/* That feed goes in and a certificate comes out need not be said. */
		if (role != ROLE_OF && kind != ITEM_INPUT && kind != ITEM_DOC) {
			buf_text(into, words_of("role", vocabulary_roles[role].title));
			buf_char(into, ' ');
		}
		if (vocabulary_roles[role].flow == FLOW_JOINED ||
			vocabulary_roles[role].flow == FLOW_LEFT)
			name_places(into, listed.items, listed.count);
		else
			put_kinds(into, &listed);
		put_amount(into, kind, &line->amounts[role]);
	}
	free(listed.items);
	return good;
}

/* Choices and names need no title. */
static bool is_plain(enum field field)
{
	static const enum field plain[] = { FIELD_DISEASE, FIELD_PRODUCT, FIELD_BREED };
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (plain[i] == field)
			return true;
	return vocabulary_fields[field].type == FIELD_IS_CHOICE;
}

static void put_title(struct buf *into, enum field field)
{
	if (is_plain(field))
		return;
	buf_text(into, words_of("field", vocabulary_fields[field].title));
	buf_char(into, ' ');
}

/* "dose 2 ml, 3 ml, 4 ml, … 5 in all" */
static void put_list(
	struct buf *into, const struct digest *digest, const struct digest_line *line, int slot)
{
	unsigned long count = 0;
	for (size_t i = line->first_value; i != DIGEST_NONE; i = digest->values[i].next) {
		const struct digest_value *value = &digest->values[i];
		struct item item;
		if (value->slot != slot || ++count > VALUES_MOST)
			continue;
		if (count == 1) {
			begin_part(into);
			if (slot != DIGEST_STATIONS)
				put_title(into, (enum field)(slot - DIGEST_FIELDS));
		}
		buf_text(into, count > 1 ? ", " : "");
		if (value->is_item && item_parse(text_of(digest, value), &item, NULL) == IDENT_OK)
			name_short(into, item);
		else if (slot == DIGEST_STATIONS)
			view_escape(into, text_of(digest, value));
		else
			buf_span(into, text_of(digest, value));
	}
	if (count > VALUES_MOST) {
		buf_text(into, ", … ");
		buf_format(into, words_plural("%lu in all", "%lu in all", count), count);
	}
}

/* The number of heads is not said again where each head is. */
static bool is_counted(const struct digest *digest, const struct digest_line *line, int64_t sum)
{
	for (size_t i = line->first_value; i != DIGEST_NONE; i = digest->values[i].next)
		sum -= digest->values[i].slot == ROLE_OF;
	return sum == 0;
}

static void put_range(struct buf *into, const struct digest *digest, const struct digest_line *line,
	const struct part_range *range)
{
	const struct vocabulary_field *field = &vocabulary_fields[range->field];
	enum event_kind kind = digest->trace->events[line->first].kind;
	bool sum = digest_rule_of(kind, range->field).telling == TELL_SUM;
	if (sum && range->field == FIELD_COUNT_ && is_counted(digest, line, range->sum))
		return;
	begin_part(into);
	put_title(into, range->field);
	if (!sum) {
		part_range(into, range);
		return;
	}
	part_number(into, range->sum, field->digits);
	part_unit(into, field->unit);
}

static void put_withdrawal(
	struct buf *into, const struct digest *digest, const struct digest_line *line)
{
	struct buf day = { 0 };
	if (line->withdrawal_days < 0)
		return;
	begin_part(into);
	if (line->withdrawal_days == 0) {
		buf_text(into, _("no withdrawal period"));
		return;
	}
	part_time_known(&day, line->edible, &digest->trace->events[0].at);
	into->failed = into->failed || day.failed;
	if (!day.failed)
		buf_format(into,
			words_plural("withdrawal period %lu day, until %.10s",
				"withdrawal period %lu days, until %.10s",
				(unsigned long)line->withdrawal_days),
			(unsigned long)line->withdrawal_days, day.at);
	buf_free(&day);
}

/* A fact about a pen or a lorry: how many of the answer were in it. */
static void put_reached(
	struct buf *into, const struct digest *digest, const struct digest_line *line)
{
	const struct trace *trace = digest->trace;
	const struct trace_event *first = &trace->events[line->first];
	struct buf count = { 0 };
	enum item_kind kind = trace->items[first->item].kind;
	bool animal = kind == ITEM_PIG || kind == ITEM_EID;
	if (!first->via || (animal ? trace->animals == 1 : line->reached_most == 1))
		return;
	if (line->reached_least < line->reached_most)
		buf_format(&count, "%zu..", line->reached_least);
	name_count(&count, kind, line->reached_most);
	begin_part(into);
	into->failed = into->failed || count.failed;
	if (!count.failed)
		buf_format(into, _("reached %s"), count.at);
	buf_free(&count);
}

static void put_correction(struct buf *into, const struct trace_event *told)
{
	if (!told->corrected_by)
		return;
	begin_part(into);
	buf_format(into, _("corrected by %s:"), told->corrected_by);
	buf_char(into, ' ');
	view_escape(into, span_of(told->corrected_why));
}

static void put_fields(
	struct buf *into, const struct digest *digest, const struct digest_line *line, bool plain)
{
	for (int field = 0; field < FIELD_COUNT; field++) {
		if (is_plain((enum field)field) != plain)
			continue;
		put_list(into, digest, line, DIGEST_FIELDS + field);
		for (int i = 0; i < line->ranges.count; i++)
			if ((int)line->ranges.list[i].field == field)
				put_range(into, digest, line, &line->ranges.list[i]);
	}
}

int tell_line(struct buf *into, const struct digest *digest, const struct digest_line *line,
	struct fault *fault)
{
	const struct trace_event *first = &digest->trace->events[line->first];
	bool good = put_role(into, digest, line, ROLE_OF);
	put_fields(into, digest, line, true);
	for (int role = 0; good && role < ROLE_COUNT; role++)
		if (role != ROLE_OF && vocabulary_roles[role].flow != FLOW_MENTIONED)
			good = put_role(into, digest, line, (enum role)role);
	put_fields(into, digest, line, false);
	put_withdrawal(into, digest, line);
	put_reached(into, digest, line);
	put_list(into, digest, line, DIGEST_STATIONS);
	if (first->assurance != STORE_SIGNED) {
		begin_part(into);
		buf_text(into, _("broker login only"));
	}
	put_correction(into, first);
	return !good || into->failed ? no_memory(fault) : 0;
}
