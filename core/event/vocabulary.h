/*
 * vocabulary.h - what can be said: event kinds, roles, fields, enumerations.
 *
 * The tables are generated from schema/vocabulary/ *.tsv at build time (tools/generate) into
 * vocabulary.gen.h (enum step STEP_*, event_kind KIND_*, role ROLE_*, field FIELD_*, choice CHOICE_*, and
 * an enum for each choice: TRADE_ADMIN ...) and vocabulary.gen.c.
 * FIELD_COUNT is the number of fields; the field `count` is FIELD_COUNT_.
 * English names are gettext msgids: context "kind", "field", "role", "item", "choice", "step". The Chinese
 * ones stand beside them for whoever reads what people wrote, in whichever language they speak; what is
 * shown goes through the catalogue.
 *
 * Memory  constant tables; safe in firmware.
 */
#ifndef PIGTRACE_EVENT_VOCABULARY_H
#define PIGTRACE_EVENT_VOCABULARY_H

#include "core/event/vocabulary.gen.h"
#include "core/ident/item.h"

enum role_flow {
	FLOW_OBSERVED,  /* the item is what the event is about */
	FLOW_CONSUMED,  /* it goes into what is produced, or is used up on what is observed */
	FLOW_PRODUCED,  /* it begins here */
	FLOW_JOINED,    /* the observed and produced items enter it (group, vehicle, case, place) */
	FLOW_LEFT,      /* the observed items leave it */
	FLOW_MENTIONED, /* a field of type item names it */
	FLOW_SITE       /* where it happened */
};

enum field_type {
	FIELD_IS_TEXT,
	FIELD_IS_DECIMAL,
	FIELD_IS_INTEGER,
	FIELD_IS_DATE,
	FIELD_IS_TIME,
	FIELD_IS_CHOICE,
	FIELD_IS_ITEM,
	FIELD_IS_EVENT,
	FIELD_IS_HEX,
	FIELD_IS_SERIES
};

struct vocabulary_step {
	const char *name;
	const char *title; /* msgid, context "step" */
	const char *title_zh;
};

struct vocabulary_role {
	const char *name;
	const char *title; /* msgid, context "role" */
	const char *title_zh;
	enum role_flow flow;
	bool spoken; /* may stand in an event as a key */
};

struct vocabulary_choice {
	const char *name;
	const char *const *values;
	const char *const *titles; /* msgids, context "choice" */
	const char *const *titles_zh;
	int count;
};

struct vocabulary_field {
	const char *name;
	const char *title; /* msgid, context "field" */
	const char *title_zh;
	enum field_type type;
	const char *unit; /* "" if none: kg, head, d, degC, deg */
	bool common;      /* allowed in every kind */
	int digits;       /* FIELD_IS_DECIMAL, FIELD_IS_SERIES: digits behind the point */
	int64_t least;    /* scaled by 10^digits */
	int64_t most;     /* scaled; FIELD_IS_TEXT: bytes; FIELD_IS_HEX: bytes (2 digits each) */
	int choice;       /* FIELD_IS_CHOICE: index into vocabulary_choices */
	uint32_t items;   /* FIELD_IS_ITEM: bit per enum item_kind */
};

struct vocabulary_slot {
	enum role role;
	int least;      /* 0 or 1 */
	int most;       /* 1 or EVENT_ITEMS_MOST */
	uint32_t items; /* bit per enum item_kind */
};

struct vocabulary_kind {
	const char *name;
	const char *title; /* msgid, context "kind" */
	const char *title_zh;
	enum step step;
	const struct vocabulary_slot *slots;
	int slot_count;
	uint64_t required; /* bit per enum field */
	uint64_t allowed;  /* required and common ones included */
	uint32_t trades;   /* bit per value of choice `trade`; all bits for "any" */
	const char *
		epcis; /* "EventType/ACTION/bizStep", the action "-" if it has none; "" if no event */
};

extern const char *const vocabulary_item_titles_zh[ITEM_KIND_COUNT];
extern const struct vocabulary_step vocabulary_steps[STEP_COUNT];
extern const struct vocabulary_role vocabulary_roles[ROLE_COUNT];
extern const struct vocabulary_choice vocabulary_choices[CHOICE_COUNT];
extern const struct vocabulary_field vocabulary_fields[FIELD_COUNT];
extern const struct vocabulary_kind vocabulary_kinds[KIND_COUNT];

/* False if there is no such name. */
bool vocabulary_find_kind(struct span name, enum event_kind *kind);
bool vocabulary_find_role(struct span name, enum role *role); /* spoken roles only */
bool vocabulary_find_field(struct span name, enum field *field);
bool vocabulary_find_choice(enum choice choice, struct span value, int *index);

/* The slot of a role in a kind, NULL if the kind has none. */
const struct vocabulary_slot *vocabulary_slot_of(enum event_kind kind, enum role role);

#endif
