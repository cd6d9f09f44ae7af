/* What words mean: options, headings, kinds and choices as people write them. */
#include "core/say/say.h"

#define WORD_TEXT 96
#define WIDE_LEN  3 /* bytes of a full-width character */

/* White space, the wide one of a Chinese keyboard and the unbreakable one of a web page included. */
static const char *const spaces[] = { " ", "\t", "\r", "\n", "\xe3\x80\x80", "\xc2\xa0" };

static size_t space_at(struct span text)
{
	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++)
		if (span_starts(text, spaces[i]))
			return span_of(spaces[i]).len;
	return 0;
}

static size_t space_behind(struct span text)
{
	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
		size_t len = span_of(spaces[i]).len;
		if (text.len >= len &&
			span_starts((struct span){ text.at + text.len - len, len }, spaces[i]))
			return len;
	}
	return 0;
}

struct span say_trim(struct span text)
{
	size_t step;
	while ((step = space_at(text)) > 0)
		text = (struct span){ text.at + step, text.len - step };
	while ((step = space_behind(text)) > 0)
		text.len -= step;
	return text;
}

/* The ASCII character that the full-width one at text stands for (U+FF01..U+FF5E, the blank U+3000), '\0' if it is none. */
static char narrow(struct span text)
{
	if (span_starts(text, "\xe3\x80\x80"))
		return ' ';
	if (text.len < WIDE_LEN || text.at[0] != '\xef')
		return '\0';
	unsigned second = (unsigned char)text.at[1], third = (unsigned char)text.at[2];
	unsigned code = (second & 0x3f) << 6 | (third & 0x3f); /* below 0xf000 */
	return second >= 0xbc && second <= 0xbd && code >= 0xf01 && code <= 0xf5e
	               ? (char)(code - 0xf01 + '!')
	               : '\0';
}

bool say_fold(struct span text, char *into, size_t size)
{
	struct out out = out_into(into, size);
	text = say_trim(text);
	while (text.len > 0) {
		char c = narrow(text);
		size_t step = c ? WIDE_LEN : 1;
		out_char(&out, c ? c : text.at[0]);
		text = (struct span){ text.at + step, text.len - step };
	}
	return !out.full;
}

/* The form in which words are compared; "" if it is too long for a word. */
static void plain(struct span word, char into[static WORD_TEXT])
{
	if (!say_fold(word, into, WORD_TEXT))
		into[0] = '\0';
	size_t len = 0;
	for (size_t i = 0; into[i] && into[i] != '(' && into[i] != '['; i++) {
		char c = into[i];
		c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
		into[len++] = c == '-' || c == ' ' ? '_' : c;
	}
	while (len > 0 && (into[len - 1] == '_' || into[len - 1] == '*' || into[len - 1] == ':'))
		len--;
	into[len] = '\0';
}

/* Whether a word, already plain, is this title. */
static bool says(const char *word, const char *title)
{
	char other[WORD_TEXT];
	plain(span_of(title), other);
	return word[0] && span_is(span_of(word), other);
}

static bool says_one(const char *word, const char *name, const char *en, const char *zh)
{
	return says(word, name) || says(word, en) || says(word, zh);
}

bool say_kind_find(struct span word, enum event_kind *kind)
{
	char text[WORD_TEXT];
	plain(word, text);
	for (int i = 0; i < KIND_COUNT; i++) {
		const struct vocabulary_kind *row = &vocabulary_kinds[i];
		if (says_one(text, row->name, row->title, row->title_zh)) {
			*kind = (enum event_kind)i;
			return true;
		}
	}
	return false;
}

bool say_choice_find(enum choice choice, struct span word, int *index)
{
	const struct vocabulary_choice *row = &vocabulary_choices[choice];
	char text[WORD_TEXT];
	plain(word, text);
	for (int i = 0; i < row->count; i++) {
		if (says_one(text, row->values[i], row->titles[i], row->titles_zh[i])) {
			*index = i;
			return true;
		}
	}
	return false;
}

/* ---- keys ---- */

/* What every event has. The first word of a part is its key in the event. */
static const struct {
	enum say_part part;
	const char *word;
} frame[] = {
	{ SAY_DO, "do" },
	{ SAY_DO, "kind" },
	{ SAY_DO, "事件" },
	{ SAY_DO, "事项" },
	{ SAY_AT, "at" },
	{ SAY_AT, "time" },
	{ SAY_AT, "时间" },
	{ SAY_AT, "日期时间" },
	{ SAY_DAY, "date" },
	{ SAY_DAY, "day" },
	{ SAY_DAY, "日期" },
	{ SAY_BY, "by" },
	{ SAY_BY, "operator" },
	{ SAY_BY, "操作员" },
	{ SAY_BY, "经手人" },
	{ SAY_PLACE, "place" },
	{ SAY_PLACE, "地点" },
};

static struct say_key find_frame(const char *word)
{
	for (size_t i = 0; i < sizeof(frame) / sizeof(frame[0]); i++)
		if (says(word, frame[i].word))
			return (struct say_key){ frame[i].part, 0 };
	return (struct say_key){ SAY_NONE, 0 };
}

static bool role_in(enum event_kind kind, enum role role)
{
	if (kind == SAY_NO_KIND)
		return vocabulary_roles[role].spoken;
	return vocabulary_slot_of(kind, role) != NULL;
}

static bool field_in(enum event_kind kind, int field)
{
	return kind == SAY_NO_KIND || vocabulary_kinds[kind].allowed >> field & 1;
}

static struct say_key find_own(enum event_kind kind, const char *word)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		const struct vocabulary_role *row = &vocabulary_roles[i];
		if (role_in(kind, (enum role)i) &&
			says_one(word, row->name, row->title, row->title_zh))
			return (struct say_key){ SAY_ROLE, i };
	}
	for (int i = 0; i < FIELD_COUNT; i++) {
		const struct vocabulary_field *row = &vocabulary_fields[i];
		if (field_in(kind, i) && says_one(word, row->name, row->title, row->title_zh))
			return (struct say_key){ SAY_FIELD, i };
	}
	return (struct say_key){ SAY_NONE, 0 };
}

/* The one role with at least `least` items, else field, of a kind that takes an item; SAY_NONE if there is
 * none or more than one. */
static struct say_key find_taker(enum event_kind kind, int item, int least)
{
	const struct vocabulary_kind *row = &vocabulary_kinds[kind];
	struct say_key key = { SAY_NONE, 0 };
	int takers = 0;
	for (int i = 0; i < row->slot_count; i++) {
		if (row->slots[i].least < least || !(row->slots[i].items >> item & 1))
			continue;
		key = (struct say_key){ SAY_ROLE, (int)row->slots[i].role };
		takers++;
	}
	for (int i = 0; takers == 0 && i < FIELD_COUNT; i++) {
		if (!field_in(kind, i) || vocabulary_fields[i].type != FIELD_IS_ITEM ||
			!(vocabulary_fields[i].items >> item & 1))
			continue;
		key = (struct say_key){ SAY_FIELD, i };
		takers++;
	}
	return takers == 1 ? key : (struct say_key){ SAY_NONE, 0 };
}

static struct say_key find_item(enum event_kind kind, const char *word)
{
	struct say_key key = { SAY_NONE, 0 };
	for (int i = 0; kind != SAY_NO_KIND && i < ITEM_KIND_COUNT; i++) {
		if (!says_one(word, item_kind_name((enum item_kind)i),
			    item_kind_title((enum item_kind)i), vocabulary_item_titles_zh[i]))
			continue;
		key = find_taker(kind, i, 1);
		return key.part == SAY_NONE ? find_taker(kind, i, 0) : key;
	}
	return key;
}

struct say_key say_key_find(enum event_kind kind, struct span word)
{
	char text[WORD_TEXT];
	plain(word, text);
	struct say_key key = find_own(kind, text);
	if (key.part == SAY_NONE || (kind == SAY_NO_KIND && find_frame(text).part != SAY_NONE))
		key = find_frame(text);
	if (key.part == SAY_NONE)
		key = find_item(kind, text);
	return key.part == SAY_NONE ? find_own(SAY_NO_KIND, text) : key;
}

bool say_key_equal(struct say_key a, struct say_key b)
{
	return a.part == b.part && a.number == b.number;
}

const char *say_key_name(struct say_key key)
{
	if (key.part == SAY_ROLE)
		return vocabulary_roles[key.number].name;
	if (key.part == SAY_FIELD)
		return vocabulary_fields[key.number].name;
	for (size_t i = 0; i < sizeof(frame) / sizeof(frame[0]); i++)
		if (frame[i].part == key.part)
			return frame[i].word;
	return "";
}

/* ---- drafts ---- */

bool say_draft_add(struct say_draft *draft, const struct say_entry *entry)
{
	if (draft->count == SAY_ENTRIES_MOST)
		return false;
	draft->entries[draft->count++] = *entry;
	return true;
}

const struct say_entry *say_draft_find(const struct say_draft *draft, struct say_key key)
{
	for (int i = 0; i < draft->count; i++)
		if (say_key_equal(draft->entries[i].key, key))
			return &draft->entries[i];
	return NULL;
}

bool say_draft_missing(const struct say_draft *draft, int *cursor, struct say_key *key)
{
	const struct vocabulary_kind *row = &vocabulary_kinds[draft->kind];
	while (*cursor < row->slot_count + FIELD_COUNT) {
		int i = (*cursor)++, field = i - row->slot_count;
		bool required = field < 0 ? row->slots[i].least > 0 : row->required >> field & 1;
		*key = field < 0 ? (struct say_key){ SAY_ROLE, (int)row->slots[i].role }
		                 : (struct say_key){ SAY_FIELD, field };
		if (required && !say_draft_find(draft, *key))
			return true;
	}
	return false;
}
