/* Items as people write them: bare codes, links, lists, quantities. */
#include "core/say/say.h"

#include "core/base/decimal.h"
#include "core/ident/ear_tag.h"

#include <stdio.h>
#include <string.h>

#define MASS_DIGITS    3
#define NO_QUANTITY    (-1)
#define EXPONENT_LEAST 3 /* digits and an exponent: 1E5 */

struct quantity {
	int64_t mass_g;
	int64_t count;
};

/* What may stand behind the number of a quantity. */
static const struct {
	const char *word;
	bool mass;
} units[] = {
	{ "kg", true },
	{ "公斤", true },
	{ "千克", true },
	{ "", false },
	{ "head", false },
	{ "头", false },
	{ "只", false },
	{ "件", false },
};

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool only_digits(struct span text)
{
	size_t len = 0;
	while (len < text.len && digit(text.at[len]))
		len++;
	return len > 0 && len == text.len;
}

bool say_shortened(struct span text, const struct say_entry *entry, struct say_refusal *refusal)
{
	size_t at = 0;
	while (at < text.len && (digit(text.at[at]) || text.at[at] == '.'))
		at++;
	if (text.len < EXPONENT_LEAST || at == 0 || at + 1 >= text.len ||
		(text.at[at] != 'e' && text.at[at] != 'E'))
		return false;
	at += text.at[at + 1] == '+' || text.at[at + 1] == '-' ? 2 : 1;
	size_t digits = at;
	while (at < text.len && digit(text.at[at]))
		at++;
	if (at < text.len || at == digits)
		return false;
	return !say_refuse(refusal, entry, EVENT_TYPE,
		_("'%.*s': the spreadsheet has shortened this number and its last digits are lost; "
		  "format the column as text and enter the number again"),
		(int)text.len, text.at);
}

/* ---- one item ---- */

/* A code without its kind in front, if it can be of one of these kinds only. */
static bool read_bare(struct span code, uint32_t kinds, struct out *out, int *fitting)
{
	enum item_kind found = ITEM_KIND_COUNT;
	*fitting = 0;
	for (int i = 0; i < ITEM_KIND_COUNT; i++) {
		if (!(kinds >> i & 1) || item_code_check((enum item_kind)i, code, NULL) != IDENT_OK)
			continue;
		found = (enum item_kind)i;
		(*fitting)++;
	}
	if (*fitting == 1)
		item_format(out, (struct item){ found, code });
	return *fitting == 1;
}

/* "pig:, eid: or lot:" */
static void kinds_in_front(uint32_t kinds, struct out *out)
{
	int left = 0;
	for (int i = 0; i < ITEM_KIND_COUNT; i++)
		left += (int)(kinds >> i & 1);
	for (int i = 0; i < ITEM_KIND_COUNT; i++) {
		if (!(kinds >> i & 1))
			continue;
		out_text(out, item_kind_name((enum item_kind)i));
		out_char(out, ':');
		left--;
		out_text(out, left > 1 ? ", " : left == 1 ? _(" or ") : "");
	}
}

bool say_item_read(struct span said, uint32_t kinds, const struct say_entry *entry,
	char text[static ITEM_TEXT], struct say_refusal *refusal)
{
	struct out out = out_into(text, ITEM_TEXT);
	struct item item;
	char shown[SAY_SHOWN_TEXT], names[256];
	struct out listed = out_into(names, sizeof(names));
	size_t at = 0;
	int fitting = 0;
	if (say_shortened(said, entry, refusal))
		return false;
	enum ident_error error = item_from_person(said, &out, &at);
	if (error != IDENT_OK && read_bare(said, kinds, &out, &fitting))
		return true;
	kinds_in_front(kinds, &listed);
	if (fitting > 1)
		return say_refuse(refusal, entry, EVENT_ITEM,
			_("'%s' may be several things: write %s in front of it"),
			say_shown(said, shown), names);
	if (error == IDENT_UNKNOWN && (kinds >> ITEM_PIG & 1) && only_digits(said))
		return say_refuse(refusal, entry, EVENT_ITEM,
			_("'%s': an ear tag has %d digits, this has %zu"), say_shown(said, shown),
			EAR_TAG_LEN, said.len);
	if (error != IDENT_OK)
		return say_refuse(refusal, entry, EVENT_ITEM, _("'%s': %s (at character %zu)"),
			say_shown(said, shown), words(ident_error_text(error)), at + 1);
	if (item_parse(out_written(&out), &item, NULL) == IDENT_OK && !(kinds >> item.kind & 1))
		return say_refuse(refusal, entry, EVENT_ITEM_KIND,
			_("'%s' cannot stand here, only %s"), say_shown(said, shown), names);
	return true;
}

/* ---- lists with quantities ---- */

/* Up to the next separator; false when nothing is left. Empty parts are passed over. */
static bool next_part(struct span *rest, struct span *part)
{
	static const char *const separators[] = { ",", ";", " ", "\t", "\n", "\r", "、" };
	size_t len = 0, step = 0;
	do {
		*rest = (struct span){ rest->at + len + step, rest->len - len - step };
		for (len = 0, step = 0; len < rest->len && step == 0; len += step == 0)
			for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]); i++)
				if (span_starts((struct span){ rest->at + len, rest->len - len },
					    separators[i]))
					step = span_of(separators[i]).len;
	} while (len == 0 && step > 0);
	*part = (struct span){ rest->at, len };
	*rest = (struct span){ rest->at + len + step, rest->len - len - step };
	return part->len > 0;
}

/* The number behind the last '=' of a part, which is cut there. A lot may hold a '=' itself, and so may the
 * query of a link: without a digit behind it, or in a query, it is no quantity. */
static bool cut_quantity(struct span *part, struct span *number)
{
	size_t at = part->len;
	while (at > 0 && part->at[at - 1] != '=')
		at--;
	if (at == 0 || at == part->len || !digit(part->at[at]))
		return false;
	struct span link = *part, head;
	if (span_starts(link, "http") && span_cut(&link, '?', &head))
		return false;
	*number = (struct span){ part->at + at, part->len - at };
	part->len = at - 1;
	return true;
}

static bool read_quantity(struct span text, struct quantity *quantity)
{
	size_t len = 0;
	while (len < text.len && (digit(text.at[len]) || text.at[len] == '.'))
		len++;
	struct span number = { text.at, len }, unit = { text.at + len, text.len - len };
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (!span_is(unit, units[i].word))
			continue;
		return decimal_parse(number, units[i].mass ? MASS_DIGITS : 0,
			units[i].mass ? &quantity->mass_g : &quantity->count, NULL);
	}
	return false;
}

/* ---- what a blank parts ---- */

static bool reads(struct span said, uint32_t kinds)
{
	char text[ITEM_TEXT];
	struct out out = out_into(text, sizeof(text));
	int fitting;
	return item_from_person(said, &out, NULL) == IDENT_OK ||
	       read_bare(said, kinds, &out, &fitting);
}

static bool only_blanks_between(struct span one, struct span other)
{
	const char *at = one.at + one.len;
	while (at < other.at && *at == ' ')
		at++;
	return at == other.at;
}

/* The digits of an ear tag in groups, as people write long numbers: *part and what follows it, if they are no things by
 * themselves. *rest is then what is behind them. */
static bool tag_in_groups(
	uint32_t kinds, struct span part, struct span *rest, char tag[static EAR_TAG_LEN])
{
	struct span left = *rest, group = part, before;
	size_t len = 0;
	if (!(kinds >> ITEM_PIG & 1) || part.len >= EAR_TAG_LEN || reads(part, kinds))
		return false;
	do {
		if (!only_digits(group) || group.len > EAR_TAG_LEN - len)
			return false;
		memcpy(tag + len, group.at, group.len);
		len += group.len;
		before = group;
	} while (len < EAR_TAG_LEN && next_part(&left, &group) &&
		 only_blanks_between(before, group));
	if (len == EAR_TAG_LEN)
		*rest = left;
	return len == EAR_TAG_LEN;
}

/* Whoever wrote one name in two words does not know it. */
static void tell_of_blank(struct span all, struct span part, struct say_refusal *refusal)
{
	char text[sizeof(refusal->text)];
	struct span inner = say_trim(all);
	bool behind = part.at > inner.at && part.at[-1] == ' ';
	bool before = part.at + part.len < inner.at + inner.len && part.at[part.len] == ' ';
	if (!behind && !before)
		return;
	(void)snprintf(text, sizeof(text), "%s", refusal->text);
	(void)snprintf(refusal->text, sizeof(refusal->text),
		_("%s; what stands on either side of a blank is two things"), text);
}

static bool put_part(struct event_writer *writer, uint32_t kinds, struct span part,
	const struct say_entry *entry, struct say_refusal *refusal)
{
	struct quantity quantity = { NO_QUANTITY, NO_QUANTITY };
	struct span number;
	char text[ITEM_TEXT], shown[SAY_SHOWN_TEXT];
	if (cut_quantity(&part, &number) && !read_quantity(number, &quantity))
		return say_refuse(refusal, entry, EVENT_TYPE,
			_("'%s' is no quantity: write =12.5kg or =3 behind an item"),
			say_shown(number, shown));
	if (!say_item_read(part, kinds, entry, text, refusal))
		return false;
	event_write_item(writer, span_of(text), quantity.mass_g, quantity.count);
	return true;
}

bool say_items_put(struct event_writer *writer, uint32_t kinds, const struct say_entry *entry,
	struct say_refusal *refusal)
{
	char folded[SAY_VALUE_MOST + 1], tag[EAR_TAG_LEN];
	struct span rest, part;
	if (!say_fold(entry->value, folded, sizeof(folded)))
		return say_refuse(refusal, entry, EVENT_TOO_LONG, NULL);
	rest = span_of(folded);
	while (next_part(&rest, &part)) {
		bool grouped = tag_in_groups(kinds, part, &rest, tag);
		struct span said = grouped ? (struct span){ tag, sizeof(tag) } : part;
		if (put_part(writer, kinds, said, entry, refusal))
			continue;
		if (!grouped)
			tell_of_blank(span_of(folded), part, refusal);
		return false;
	}
	return true;
}
