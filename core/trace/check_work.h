/*
 * check_work.h - what a check keeps while it runs; the inside of core/trace/check*.c.
 *
 * A story is a trace with what its events say: who takes part in which role, and the numbers. Names of
 * items are interned: equal names have equal numbers.
 * Errors   a failed allocation or read sets inquiry->code; everything after it is harmless and the check
 *          ends with that fault.
 */
#ifndef PIGTRACE_TRACE_CHECK_WORK_H
#define PIGTRACE_TRACE_CHECK_WORK_H

#include "core/base/map.h"
#include "core/ident/ear_tag.h"
#include "core/trace/check.h"

#define NO_NAME   SIZE_MAX
#define MINUTE_MS INT64_C(60000)
#define DAY_MS    INT64_C(86400000)
#define USES_MOST 5000 /* statements that name one certificate; our own choice */

#define KINDS(name) (UINT64_C(1) << KIND_##name)
#define ITEMS(name) (1u << ITEM_##name)
#define ANIMALS     (ITEMS(PIG) | ITEMS(EID))
#define MEAT        (ITEMS(CARCASS) | ITEMS(LOT) | ITEMS(RUN) | ITEMS(PKG) | ITEMS(SSCC))

/* An item in a statement. */
struct mention {
	enum role role;
	enum item_kind kind;
	size_t name;
	int64_t count; /* 0: not said */
	int64_t mass_g;
};

struct reading {
	int64_t at_ms;
	int64_t centi_c;
};

/* What an event's line says. Many animals' stories tell of one event: it is read once for all. */
struct said {
	char *line;
	size_t line_len;
	char by[EVENT_OPERATOR_MOST + 1];
	uint64_t has; /* bit per field */
	int64_t number[FIELD_COUNT];
	struct mention *mentions;
	size_t mention_count;
	struct reading *readings;
	size_t reading_count;
};

/* An event as a story tells it. */
struct statement {
	const struct trace_event *told;
	const struct said *said;
	int64_t at_ms;
	size_t station;
	size_t item; /* it is told under */
	size_t via;  /* NO_NAME, or the container it is about */
};

struct story {
	struct trace *trace;
	struct statement *list; /* in the trace's order */
	size_t count;
	size_t reading_count; /* of all of them */
};

/* A statement that names a certificate, as a part of an account of heads (check_heads.c). */
struct use {
	size_t account;   /* NO_NAME: it adds to none */
	size_t from;      /* loaded there */
	size_t rest;      /* unloaded there */
	int64_t heads;    /* 0: it does not say */
	int64_t added;    /* to its account */
	int64_t together; /* in its account, up to and with it */
};

struct certificate {
	size_t doc;
	struct story story;
	bool counted;
	bool many; /* more uses than are looked at: none is read */
	struct story uses;
	struct use *heads; /* of each of them */
	int64_t listed;    /* heads; 0: not said */
};

struct inquiry {
	struct store *store;
	const struct check_limits *limits;
	struct fault *fault;
	int code;
	struct event *event; /* room to decode in */
	char **names;
	size_t name_count;
	size_t name_cap;
	struct map name_by_text;
	struct said **saids;
	size_t said_count;
	size_t said_cap;
	struct map said_by_line;
	struct story record;
	size_t *place_of; /* by name known when the record was read: its item in the record, or NO_NAME */
	size_t place_count;
	bool *mine; /* by item of the record: the animal at hand is in it (no animal at hand: all) */
	struct story life; /* of the animal at hand */
	size_t animal;     /* its first name */
	struct certificate *certificates;
	size_t certificate_count;
	size_t certificate_cap;
	struct check *check;
	size_t rule; /* at hand */
};

/* Live animals or meat in a vehicle. */
struct ride {
	const struct statement *load;
	const struct statement *end; /* NULL: none is recorded */
	size_t truck;
};

/* ---- check_read.c ---- */
size_t inquiry_name(struct inquiry *inquiry, struct span text);
void story_read(struct inquiry *inquiry, struct item seed, struct story *story);
void story_free(struct story *story);
/* Names, what was read, and room. */
void inquiry_free(struct inquiry *inquiry);
void inquiry_no_memory(struct inquiry *inquiry);
/* What the record says of a document; NULL if memory is out. */
const struct story *inquiry_document(struct inquiry *inquiry, size_t doc);
/* The same with all its uses, counted; NULL after a fault. */
const struct certificate *inquiry_uses(struct inquiry *inquiry, size_t doc);
/* False: not in the registry. */
bool inquiry_station(struct inquiry *inquiry, const char *name, struct store_station *station);

/* ---- check_ask.c: questions to a story ---- */
bool statement_says(const struct statement *statement, enum field field);
bool statement_says_this(const struct statement *statement, enum field field, int64_t number);
bool statement_is(const struct statement *statement, uint64_t kinds);
/* The first item of one of these kinds in a role, NO_NAME if there is none. */
size_t statement_named(const struct statement *statement, enum role role, uint32_t kinds);
bool statement_names(const struct statement *statement, enum role role, size_t name);
size_t statement_counts(const struct statement *statement, enum role role, uint32_t kinds);
/* It is an issue of the certificate. */
bool statement_issues(const struct statement *statement, size_t doc);
/* The first statement of these kinds, NULL if there is none; and the last one before a moment. */
const struct statement *story_first(const struct story *story, uint64_t kinds);
const struct statement *story_last(const struct story *story, uint64_t kinds, int64_t before_ms);
/* The statement of the record is about meat of the animal at hand, or of any if there is none. */
bool inquiry_is_meat(const struct inquiry *inquiry, const struct statement *statement);
/* It names a piece of meat of the animal at hand itself, in this role. */
bool inquiry_names_meat(
	const struct inquiry *inquiry, const struct statement *statement, enum role role);
/* The same event in two stories. */
bool statement_same(const struct statement *a, const struct statement *b);
/* Where the ride that begins with `load` ends. */
struct ride story_ride(const struct inquiry *inquiry, const struct story *story,
	const struct statement *load, bool meat);

/* ---- check_heads.c ---- */
void certificate_count(struct inquiry *inquiry, struct certificate *certificate);

/* ---- check.c: answers ---- */
/* The rule at hand has an object in this record; it passes unless something is found. */
void check_applies(struct inquiry *inquiry);
/* NULL if memory is out; the calls below allow that. */
struct check_finding *check_find(
	struct inquiry *inquiry, enum check_verdict verdict, const char *reason, size_t item);
void check_behind(struct check_finding *finding, const struct statement *statement);
void check_measure(
	struct check_finding *finding, const char *label, enum check_unit unit, int64_t value);

enum check_scope {
	SCOPE_RECORD,
	SCOPE_ANIMAL /* once for each, with its life in inquiry->life */
};

struct check_row {
	struct record_rule rule;
	enum check_scope scope;
	void (*judge)(struct inquiry *inquiry);
};

extern const struct check_row check_rows[];
extern const size_t check_row_count;

/* ---- check_meat.c ---- */
/* The packing that made the goods a story is about; NULL if none is recorded. */
const struct statement *inquiry_packing(const struct inquiry *inquiry, const struct story *story);

/* ---- the predicates, by subject ---- */
void judge_tag_once(struct inquiry *inquiry);
void judge_tag_after_death(struct inquiry *inquiry);
void judge_slaughtered_once(struct inquiry *inquiry);
void judge_one_place(struct inquiry *inquiry);
void judge_withdrawal_at_slaughter(struct inquiry *inquiry);
void judge_withdrawal_at_dispatch(struct inquiry *inquiry);
void judge_certificate_there(struct inquiry *inquiry);
void judge_certificate_valid(struct inquiry *inquiry);
void judge_certificate_vehicle(struct inquiry *inquiry);
void judge_certificate_list(struct inquiry *inquiry);
void judge_certificate_count(struct inquiry *inquiry);
void judge_meat_certificate(struct inquiry *inquiry);
void judge_fever_tested(struct inquiry *inquiry);
void judge_fever_positive(struct inquiry *inquiry);
void judge_fever_province(struct inquiry *inquiry);
void judge_fever_before_slaughter(struct inquiry *inquiry);
void judge_residues(struct inquiry *inquiry);
void judge_antemortem(struct inquiry *inquiry);
void judge_meat_inspection(struct inquiry *inquiry);
void judge_release(struct inquiry *inquiry);
void judge_warmth(struct inquiry *inquiry);
void judge_watched(struct inquiry *inquiry);
void judge_road_time(struct inquiry *inquiry);
void judge_sold_fresh(struct inquiry *inquiry);
void judge_sold_once(struct inquiry *inquiry);
void judge_not_recalled(struct inquiry *inquiry);
void judge_entitled(struct inquiry *inquiry);
void judge_operator(struct inquiry *inquiry);
void judge_animal_order(struct inquiry *inquiry);
void judge_meat_order(struct inquiry *inquiry);
void judge_animal_steps(struct inquiry *inquiry);
void judge_leads_to_animals(struct inquiry *inquiry);
void judge_packed(struct inquiry *inquiry);
void judge_signed(struct inquiry *inquiry);
void judge_printed_once(struct inquiry *inquiry);
void judge_printed_fresh(struct inquiry *inquiry);
void judge_numbering(struct inquiry *inquiry);

#endif
