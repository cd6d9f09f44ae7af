/*
 * generate.h - the vocabulary tables as read, and what is written from them.
 *
 * read_* fill struct vocabulary from schema/vocabulary/ *.tsv and refuse what does not fit together;
 * write_* turn a vocabulary without fault into one output each.
 */
#ifndef PIGTRACE_GENERATE_GENERATE_H
#define PIGTRACE_GENERATE_GENERATE_H

#include "tools/generate/source.h"

/* Limits of the C tables: bits of the masks in core/event/vocabulary.h and of EVENT_VALUES_MOST. */
#define ITEMS_MOST       32
#define FIELDS_MOST      64
#define KINDS_MOST       64
#define KIND_FIELDS_MOST 32
#define TRADES_MOST      32
/* Limits of this program. */
#define STEPS_MOST   16
#define ROLES_MOST   16
#define CHOICES_MOST 32
#define VALUES_MOST  32
#define NAME_MOST    24
#define CLAIMS_MOST  1024
#define CLAIM_TEXT   64
#define TEXT_MOST    4000 /* bytes of a text field; an event's line has 4096 */
#define ALL_TRADES   UINT32_MAX

struct step {
	struct span name, en, zh;
};

struct item_row {
	struct span name, syntax, en, zh, example;
};

struct role_row {
	struct span name, flow, en, zh;
	bool spoken;
};

struct choice_row {
	struct span name;
	int count;
	struct span values[VALUES_MOST], en[VALUES_MOST], zh[VALUES_MOST];
};

enum type {
	TYPE_TEXT,
	TYPE_DECIMAL,
	TYPE_INTEGER,
	TYPE_DATE,
	TYPE_TIME,
	TYPE_CHOICE,
	TYPE_ITEM,
	TYPE_EVENT,
	TYPE_HEX,
	TYPE_SERIES,
	TYPE_COUNT
};

struct field_row {
	struct span name, said, unit, en, zh; /* said: the type as the table writes it */
	enum type type;
	bool common;
	int digits;
	int64_t least, most;
	int choice;
	uint32_t items;
};

struct slot {
	int role;
	char mark; /* ! + ? * */
	uint32_t items;
};

struct kind_row {
	struct span name, en, zh, epcis;
	int step;
	int slot_count;
	struct slot slots[ROLES_MOST];
	uint64_t required, allowed;
	uint32_t trades;
	int series; /* fields of that type: struct event has one array of readings */
};

enum table {
	TABLE_STEP,
	TABLE_ITEM,
	TABLE_ROLE,
	TABLE_CHOICE,
	TABLE_FIELD,
	TABLE_KIND,
	TABLE_COUNT
};

struct vocabulary {
	struct source sources[TABLE_COUNT];
	int step_count, item_count, role_count, choice_count, field_count, kind_count;
	struct step steps[STEPS_MOST];
	struct item_row items[ITEMS_MOST];
	struct role_row roles[ROLES_MOST];
	struct choice_row choices[CHOICES_MOST];
	struct field_row fields[FIELDS_MOST];
	struct kind_row kinds[KINDS_MOST];
	int claim_count;
	char claims[CLAIMS_MOST][CLAIM_TEXT]; /* constants and JSON keys already given away */
};

/* Fill a zeroed vocabulary; vocabulary_free in any case. */
int vocabulary_read(
	struct vocabulary *vocabulary, const char *directory, struct fault *fault) MUST_CHECK;
void vocabulary_free(struct vocabulary *vocabulary);
int read_fields(
	struct vocabulary *vocabulary, const char *directory, struct fault *fault) MUST_CHECK;
int read_kinds(
	struct vocabulary *vocabulary, const char *directory, struct fault *fault) MUST_CHECK;

/* A name [A-Za-z][A-Za-z0-9_]{0,23} that nobody has under this prefix; it is taken from now on. */
int claim_name(struct vocabulary *vocabulary, const struct source *source, const char *prefix,
	struct span name, struct fault *fault) MUST_CHECK;
/* A name that is a key of an event's JSON object: roles, fields and the decoder's own share them. */
int claim_key(struct vocabulary *vocabulary, const struct source *source, struct span name,
	struct fault *fault) MUST_CHECK;

/* Up to the next mark, or all that is left; false when nothing is. */
bool take_word(struct span *rest, char mark, struct span *word);

/* The number of a name, -1 if there is none. */
int find_item(const struct vocabulary *vocabulary, struct span name);
int find_role(const struct vocabulary *vocabulary, struct span name);
int find_choice(const struct vocabulary *vocabulary, struct span name);
int find_value(const struct choice_row *choice, struct span value);
int find_field(const struct vocabulary *vocabulary, struct span name);

/* "pig|eid" as bits. */
int read_items(const struct vocabulary *vocabulary, const struct source *source, struct span cell,
	uint32_t *items, struct fault *fault) MUST_CHECK;

/* PREFIX and the name in capitals. FIELD_COUNT being the number of fields, the field `count`
 * is FIELD_COUNT_: a name that is COUNT in capitals gets an underscore. */
void put_constant(struct buf *buf, const char *prefix, struct span name);

/* The regular expression (ECMA 262) of the code behind "kind:"; NULL if there is no such syntax. */
const char *syntax_pattern(struct span syntax);

void write_item_kinds(const struct vocabulary *vocabulary, struct buf *buf);
void write_header(const struct vocabulary *vocabulary, struct buf *buf);
void write_tables(const struct vocabulary *vocabulary, struct buf *buf);
void write_schema(
	const struct vocabulary *vocabulary, const struct kind_row *kind, struct buf *buf);
void write_schema_of_all(const struct vocabulary *vocabulary, struct buf *buf);
void write_reference(const struct vocabulary *vocabulary, struct buf *buf);
int write_words(
	const struct vocabulary *vocabulary, struct buf *buf, struct fault *fault) MUST_CHECK;

#endif
