/*
 * event.h - one claim by one station: the JSON line of a note, decoded.
 *
 * Shape   {"do":"weigh","at":"2026-11-20T07:30:12+08:00","of":["pig:114113000012345"],
 *          "kg":"112.5","by":"op-07"}
 *         do: kind · at: RFC 3339 with offset · by: operator pseudonym, [A-Za-z0-9._-]{1,32}, optional ·
 *         place: where (default: the station's) · a role: one item or an array of items · the kind's
 *         own fields. An item is "kind:code" or {"id":"kind:code","kg":"12.5","count":3}. Decimals
 *         are strings, integers are numbers. Any other key, and a key twice, is an error.
 * Limits  EVENT_LINE_MOST bytes, EVENT_ITEMS_MOST items, EVENT_VALUES_MOST fields.
 * Memory  no allocation, no global state; safe in firmware. A struct event is ~20 KiB: not for a
 *         small stack. Its spans point into the line or into its own arena: it must not be copied.
 *         On an error the struct is undefined and *wrong says what and where.
 *
 * The decoder checks the grammar and the vocabulary's shape (kinds, keys, types, ranges, codes).
 * Whether required things are there is the rules' (core/rule) business.
 */
#ifndef PIGTRACE_EVENT_EVENT_H
#define PIGTRACE_EVENT_EVENT_H

#include "core/base/moment.h"
#include "core/event/vocabulary.h"

#define EVENT_LINE_MOST     4096
#define EVENT_ITEMS_MOST    256
#define EVENT_VALUES_MOST   32
#define EVENT_READINGS_MOST 256
#define EVENT_OPERATOR_MOST 32

enum event_error {
	EVENT_OK,
	EVENT_TOO_LONG,      /* line above EVENT_LINE_MOST */
	EVENT_UTF8,          /* not UTF-8 */
	EVENT_JSON,          /* not JSON */
	EVENT_DEEP,          /* nested too deep */
	EVENT_NOT_OBJECT,    /* JSON, but not an object */
	EVENT_KEY_TWICE,     /* the same key twice */
	EVENT_KEY_UNKNOWN,   /* no such key at all */
	EVENT_KEY_MISPLACED, /* a key of the vocabulary that this kind does not have */
	EVENT_KIND_MISSING,  /* no "do" */
	EVENT_KIND_UNKNOWN,  /* "do" names no kind */
	EVENT_TIME_MISSING,  /* no "at" */
	EVENT_TIME,          /* not a moment */
	EVENT_OPERATOR,      /* "by" is not a pseudonym */
	EVENT_TYPE,          /* a value of the wrong JSON type or spelling for its field */
	EVENT_RANGE,  /* a number, or the length of a text or series, outside its field's range */
	EVENT_CHOICE, /* not a value of the enumeration */
	EVENT_ITEM,   /* not an item: `ident` says why */
	EVENT_ITEM_KIND,  /* an item of a kind that cannot take this role */
	EVENT_ITEM_TWICE, /* the same item twice in one role */
	EVENT_ITEMS_MANY, /* more than EVENT_ITEMS_MOST items, or than the slot allows */
	EVENT_ERROR_COUNT
};

struct event_wrong {
	enum event_error error;
	enum ident_error ident; /* for EVENT_ITEM */
	size_t at;              /* byte offset in the line; 0 for what is missing */
	char key[32];           /* the JSON key it happened under, or that is missing; "" if none */
};

struct event_item {
	enum role role; /* ROLE_REF for an item named by a field, ROLE_SITE for place */
	struct item item;
	bool has_mass;
	bool has_count;
	int64_t mass_g;
	int64_t count;
};

struct event_reading {
	int32_t after_s; /* seconds after the event's at_ms */
	int32_t value;   /* scaled by the field's digits */
};

/*
 * The name of an event as a `correct` event says it: station/epoch/seq. An event without a number is known by
 * its bytes: station/-/16 hex digits of the line's hash; its epoch is EVENT_NAME_PLAIN, its seq the hash's bits.
 */
#define EVENT_NAME_PLAIN (-1)
#define EVENT_NAME_TEXT  80 /* buffer for one as text, NUL included */

struct event_name {
	struct span station;
	int64_t epoch;
	int64_t seq;
};

struct event_value {
	enum field field;
	struct span text; /* as said (unescaped) for text, choice, item, date, hex, decimal */
	int64_t number;   /* decimal: scaled; integer; choice: index; time: ms; date: day number;
	                          series: number of readings in event.readings */
	struct event_name name; /* FIELD_IS_EVENT */
};

struct event {
	enum event_kind kind;
	struct moment at;
	struct span by; /* {NULL, 0} if absent */
	int item_count;
	int value_count;
	int reading_count;
	struct event_item items[EVENT_ITEMS_MOST]; /* in the order said */
	struct event_value values[EVENT_VALUES_MOST];
	struct event_reading readings[EVENT_READINGS_MOST];
	char arena[EVENT_LINE_MOST + 1];
};

enum event_error event_decode(struct span line, struct event *event, struct event_wrong *wrong);

/* The value of a field, NULL if the event does not have it. */
const struct event_value *event_find(const struct event *event, enum field field);

/* The n-th item (from 0) in a role, NULL if there are fewer. */
const struct event_item *event_item_at(const struct event *event, enum role role, int n);

/* station/epoch/seq or station/-/hash; false if it is not one. */
bool event_name_parse(struct span text, struct event_name *name);
void event_name_format(struct out *out, struct event_name name);

/*
 * Writing an event, for whoever makes one (firmware included): begin, then keys in any order,
 * then end. Nothing is checked but the room; what was written is decoded before it is trusted.
 */
struct event_writer {
	struct out *out;
	bool in_role;
};

void event_write_begin(
	struct event_writer *writer, struct out *out, enum event_kind kind, struct moment at);
/* The same with the time as text: for whoever does not know it yet (firmware/core/dating.h). */
void event_write_begin_at(
	struct event_writer *writer, struct out *out, enum event_kind kind, struct span at);
void event_write_text(struct event_writer *writer, const char *key, struct span text);
void event_write_decimal(struct event_writer *writer, const char *key, int64_t number, int digits);
void event_write_integer(struct event_writer *writer, const char *key, int64_t number);
/* Readings as they are in struct event: their values scaled by 10^digits. */
void event_write_series(struct event_writer *writer, const char *key,
	const struct event_reading *readings, int count, int digits);
/* One role, items one after the other; quantities below 0 are left out. */
void event_write_role(struct event_writer *writer, enum role role);
void event_write_item(struct event_writer *writer, struct span item, int64_t mass_g, int64_t count);
void event_write_end(struct event_writer *writer);

/* One English sentence for a person, a gettext msgid. */
const char *event_error_text(enum event_error error);

#endif
