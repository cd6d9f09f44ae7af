/*
 * say.h - what a person says about one event, on its way to an event line: at a command line, in a table, in a form.
 *
 * Way     words (options of the command line, headings of a table, fields of a form) -> keys -> draft -> line. A word
 *         may be the name of the vocabulary, its English or its Chinese title, whichever language the program
 *         speaks; capitals, '-' for '_', full-width characters and a unit in parentheses behind it do not matter.
 * Limits  SAY_ENTRIES_MOST entries of SAY_VALUE_MOST bytes; a line is an event's (event.h).
 * Memory  a draft holds spans of what was said; that must outlive it. No global state.
 */
#ifndef PIGTRACE_SAY_SAY_H
#define PIGTRACE_SAY_SAY_H

#include "core/base/buf.h"
#include "core/base/words.h"
#include "core/event/event.h"

#define SAY_ENTRIES_MOST 320
#define SAY_VALUE_MOST   4096 /* bytes of one value; an event line has no more */
#define SAY_NO_KIND      KIND_COUNT

#define SAY_EXAMPLE_TIME "2026-11-20 07:30"
#define SAY_EXAMPLE_DAY  "2026-11-28"

enum say_part {
	SAY_NONE, /* no such word */
	SAY_DO,
	SAY_AT,
	SAY_DAY, /* a day by itself, for a time of day in SAY_AT */
	SAY_BY,
	SAY_PLACE,
	SAY_ROLE, /* number: enum role */
	SAY_FIELD /* number: enum field */
};

struct say_key {
	enum say_part part;
	int number;
};

struct say_entry {
	struct say_key key;
	struct span name; /* as it was said */
	struct span value;
	int column; /* number of the cell in a table's row; 0: not from a table */
};

struct say_draft {
	enum event_kind kind; /* SAY_NO_KIND: not said yet */
	int count;
	struct say_entry entries[SAY_ENTRIES_MOST];
};

/* ---- word.c, near.c ---- */

/* Without white space around it, the wide and the unbreakable one included. */
struct span say_trim(struct span text);
/* Full-width characters of a Chinese keyboard as their ASCII ones; false if it does not fit. */
bool say_fold(struct span text, char *into, size_t size);

bool say_kind_find(struct span word, enum event_kind *kind);
/* One that is spelled much like it, where none is found. */
bool say_kind_near(struct span word, enum event_kind *kind);
bool say_choice_find(enum choice choice, struct span word, int *index);
/* What a word means for a kind (SAY_NO_KIND: for any). The title of an item kind means the one role or field
 * of the kind that takes such items. A word of another kind is found as well: using it is then an error. */
struct say_key say_key_find(enum event_kind kind, struct span word);
bool say_key_equal(struct say_key a, struct say_key b);
/* The key in the event: "kg", "of", "at". */
const char *say_key_name(struct say_key key);

/* False: there is no room. */
bool say_draft_add(struct say_draft *draft, const struct say_entry *entry);
/* The first entry with a key, NULL if there is none. */
const struct say_entry *say_draft_find(const struct say_draft *draft, struct say_key key);
/* Required roles and fields that were not said, one a call; *cursor begins at 0. */
bool say_draft_missing(const struct say_draft *draft, int *cursor, struct say_key *key);

/* ---- time.c ---- */

/* RFC 3339, or a day and a time of day, or a time of day on the day `today`, both local here. */
bool say_time_read(struct span text, struct day today, struct moment *moment);
/* 2026-11-20, 2026/11/20, 2026.11.20, 20261120, 2026年11月20日 */
bool say_day_read(struct span text, struct day *day);
/* Such a day alone, or one as people say it on the day `today` (昨天, yesterday): its first moment here. */
bool say_day_begin(struct span text, struct day today, struct moment *moment);

/* ---- line.c, value.c, item.c ---- */

/* Why there is no line: the rule, what was wrong (entry, or key where nothing was said), a sentence. */
struct say_refusal {
	const char *rule; /* id, "" if none */
	const struct say_entry *entry;
	const char *key;
	char text[512];
};

/* What is said by default, and the room an event is checked in. */
struct say_desk {
	struct moment now;
	const char *place; /* "" : none */
	const char *by;
	struct event event;
};

/* Whether an event of this kind can have it. */
bool say_key_fits(enum event_kind kind, struct say_key key);
/* Whether every word means something in this kind and is said once; asked before what is missing. */
bool say_words_good(const struct say_draft *draft, struct say_refusal *refusal);

/* Make the event line, checked by decoder and rules; false with *refusal filled. */
bool say_line_make(const struct say_draft *draft, struct say_desk *desk, struct out *line,
	struct say_refusal *refusal);

/* Whether one entry can be said; for asking on. */
bool say_entry_good(const struct say_draft *draft, const struct say_entry *entry,
	const struct say_desk *desk, struct say_refusal *refusal);

/* Fill *refusal; always false. The text is the error's own if format is NULL. */
bool say_refuse(struct say_refusal *refusal, const struct say_entry *entry, enum event_error error,
	const char *format, ...) FORMAT_LIKE(4, 5);

bool say_value_put(struct event_writer *writer, const struct say_entry *entry, struct moment now,
	struct say_refusal *refusal);
/* All items of an entry into the role that is being written. */
bool say_items_put(struct event_writer *writer, uint32_t kinds, const struct say_entry *entry,
	struct say_refusal *refusal);
/* One item without a quantity, canonical, into text. */
bool say_item_read(struct span said, uint32_t kinds, const struct say_entry *entry,
	char text[static ITEM_TEXT], struct say_refusal *refusal);
/* A number that a spreadsheet has shortened, 1.14113E+14, is refused: true. */
bool say_shortened(struct span text, const struct say_entry *entry, struct say_refusal *refusal);

#define SAY_SHOWN_TEXT 64

/* The beginning of what was said, safe on a terminal. */
const char *say_shown(struct span text, char into[static SAY_SHOWN_TEXT]);

/* ---- describe.c ---- */

/* The title in the user's language. */
const char *say_title(struct say_key key);
/* "kg, 0.001 to 50000" and the like, for help, questions and complaints. A role's items depend on the kind. */
void say_describe(enum event_kind kind, struct say_key key, struct buf *into);
/* One item that could stand there. */
const char *say_item_example(uint32_t items);

#endif
