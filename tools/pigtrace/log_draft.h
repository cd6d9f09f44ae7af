/*
 * log_draft.h - what a person said about one event, on its way to an event line.
 *
 * Way     words (options of the command line, headings of a table) -> keys -> draft -> line. A word may be the
 *         name of the vocabulary, its English or its Chinese title, whichever language the program speaks;
 *         capitals, '-' for '_', full-width characters and a unit in parentheses behind it do not matter.
 * Memory  a draft holds spans of what was said; that must outlive it.
 *         Private to log.c and log_*.c, and to scan_as.c, which says an event for each code.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_LOG_DRAFT_H
#define PIGTRACE_TOOLS_PIGTRACE_LOG_DRAFT_H

#include "core/event/event.h"
#include "firmware/ports/posix/station.h"
#include "tools/pigtrace/command.h"

#include <limits.h>

#define LOG_ENTRIES_MOST 320
#define LOG_VALUE_MOST   4096 /* bytes of one value; an event line has no more */
#define LOG_NO_KIND      KIND_COUNT

enum log_part {
	LOG_NONE, /* no such word */
	LOG_DO,
	LOG_AT,
	LOG_DAY, /* a day by itself, for a time of day in LOG_AT */
	LOG_BY,
	LOG_PLACE,
	LOG_ROLE, /* number: enum role */
	LOG_FIELD /* number: enum field */
};

struct log_key {
	enum log_part part;
	int number;
};

struct log_entry {
	struct log_key key;
	struct span name; /* as it was said */
	struct span value;
	int column; /* number of the cell in a table's row; 0: not from a table */
};

struct log_draft {
	enum event_kind kind; /* LOG_NO_KIND: not said yet */
	int count;
	struct log_entry entries[LOG_ENTRIES_MOST];
};

/* ---- log_words.c ---- */

/* Without white space around it, the wide and the unbreakable one included. */
struct span log_trim(struct span text);
/* Full-width characters of a Chinese keyboard as their ASCII ones; false if it does not fit. */
bool log_fold(struct span text, char *into, size_t size);

bool log_kind_find(struct span word, enum event_kind *kind);
/* One that is spelled much like it, where none is found. */
bool log_kind_near(struct span word, enum event_kind *kind);
bool log_choice_find(enum choice choice, struct span word, int *index);
/* What a word means for a kind (LOG_NO_KIND: for any). The title of an item kind means the one role or field
 * of the kind that takes such items. A word of another kind is found as well: using it is then an error. */
struct log_key log_key_find(enum event_kind kind, struct span word);
bool log_key_equal(struct log_key a, struct log_key b);
/* The key in the event: "kg", "of", "at". */
const char *log_key_name(struct log_key key);

/* False: there is no room. */
bool log_draft_add(struct log_draft *draft, const struct log_entry *entry);
/* The first entry with a key, NULL if there is none. */
const struct log_entry *log_draft_find(const struct log_draft *draft, struct log_key key);
/* Required roles and fields that were not said, one a call; *cursor begins at 0. */
bool log_draft_missing(const struct log_draft *draft, int *cursor, struct log_key *key);

/* ---- log_time.c ---- */

/* RFC 3339, or a day and a time of day, or a time of day on the day `today`, both local here. */
bool log_time_read(struct span text, struct day today, struct moment *moment);
/* 2026-11-20, 2026/11/20, 2026.11.20, 20261120, 2026年11月20日 */
bool log_day_read(struct span text, struct day *day);

/* ---- log_line.c, log_value.c, log_item.c ---- */

/* Why there is no line: the rule, what was wrong (entry, or key where nothing was said), a sentence. */
struct log_refusal {
	const char *rule; /* id, "" if none */
	const struct log_entry *entry;
	const char *key;
	char text[512];
};

/* What is said by default, and the room an event is checked in. */
struct log_desk {
	struct moment now;
	const char *place; /* "" : none */
	const char *by;
	struct event event;
};

/* Whether every word means something in this kind and is said once; asked before what is missing. */
bool log_words_good(const struct log_draft *draft, struct log_refusal *refusal);

/* Make the event line, checked by decoder and rules; false with *refusal filled. */
bool log_line_make(const struct log_draft *draft, struct log_desk *desk, struct out *line,
	struct log_refusal *refusal);

/* Whether one entry can be said; for asking on. */
bool log_entry_good(const struct log_draft *draft, const struct log_entry *entry,
	const struct log_desk *desk, struct log_refusal *refusal);

/* Fill *refusal; always false. The text is the error's own if format is NULL. */
bool log_refuse(struct log_refusal *refusal, const struct log_entry *entry, enum event_error error,
	const char *format, ...) FORMAT_LIKE(4, 5);

bool log_value_put(struct event_writer *writer, const struct log_entry *entry, struct moment now,
	struct log_refusal *refusal);
/* All items of an entry into the role that is being written. */
bool log_items_put(struct event_writer *writer, uint32_t kinds, const struct log_entry *entry,
	struct log_refusal *refusal);
/* One item without a quantity, canonical, into text. */
bool log_item_read(struct span said, uint32_t kinds, const struct log_entry *entry,
	char text[static ITEM_TEXT], struct log_refusal *refusal);
/* A number that a spreadsheet has shortened, 1.14113E+14, is refused: true. */
bool log_shortened(struct span text, const struct log_entry *entry, struct log_refusal *refusal);

#define LOG_SHOWN_TEXT 64

/* The beginning of what was said, safe on a terminal. */
const char *log_shown(struct span text, char into[static LOG_SHOWN_TEXT]);

/* ---- log.c ---- */

/* The directory of the station that says it; with --dry-run there may be none (""). Exit code. */
int log_station_find(const struct call *call, char dir[static PATH_MAX]);
/* What the station says by default. The strings of *settings are the caller's to free. Exit code. */
int log_desk_read(const struct call *call, const char *dir, struct station_settings *settings,
	struct log_desk *desk);

/* ---- log_help.c ---- */

/* "kg, 0.001 to 50000" and the like, for help, questions and complaints. A role's items depend on the kind. */
void log_describe(enum event_kind kind, struct log_key key, struct buf *into);
/* The key as an option: "--withdrawal-days". */
void log_option(struct log_key key, struct buf *into);
/* The title in the user's language. */
const char *log_title(struct log_key key);
/* All that is missing: as options, or as headings of a table. */
void log_missing(const struct log_draft *draft, bool options, struct buf *into);
void log_help_kinds(struct buf *into);
void log_help_kind(enum event_kind kind, struct buf *into);

/* ---- log_ask.c ---- */

#define LOG_ANSWERS_MOST 64

struct log_answers {
	char *texts[LOG_ANSWERS_MOST]; /* heap; the draft's spans point into them */
	int count;
};

/* Ask for all that is missing; false if a person would not say. */
bool log_ask(struct log_draft *draft, const struct log_desk *desk, struct log_answers *answers);
void log_answers_free(struct log_answers *answers);

/* ---- log_csv.c ---- */

struct log_batch {
	struct buf lines;   /* of the good rows, one behind the other */
	struct span *spans; /* of the lines, once all rows are read */
	size_t count, cap;
	size_t bad;
};

/* The rows of a table, with what `common` says for all of them. Bad rows are told on standard error. Exit code:
 * EXIT_DONE also with bad rows; anything else: there is no batch, and a complaint was made. */
int log_csv(const struct call *call, const char *path, const struct log_draft *common,
	struct log_desk *desk, struct log_batch *batch);
void log_batch_free(struct log_batch *batch);

#endif
