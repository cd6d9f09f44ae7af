/*
 * digest.h - many events told in few lines; the inside of core/view.
 *
 * Events of one step and kind become one line if they say the same about everything that makes a
 * difference (choices, withdrawal days, what sort of thing was reported on, how it is vouched for). What
 * merely reads better apart (the disease, the drug, the pens of a move) is kept apart while that makes few
 * lines. A fact that asks for attention (a death, a positive test, a rejection), a new tag for an old one and
 * what was corrected always stand alone. What varies within a line is told as a list, a range or a sum.
 */
#ifndef PIGTRACE_VIEW_DIGEST_H
#define PIGTRACE_VIEW_DIGEST_H

#include "core/view/names.h"
#include "core/view/part.h"

#define DIGEST_VARIANTS_MOST 4 /* lines that are apart only because it reads better */

/* How a field is told of many events at once. */
enum digest_telling {
	TELL_NOT, /* in full only */
	TELL_LIST,
	TELL_RANGE,
	TELL_SUM,
	TELL_WITHDRAWAL
};

/* Whether events that differ in a field are one line. */
enum digest_apart { APART_NEVER, APART_WHILE_FEW, APART_ALWAYS };

struct digest_rule {
	enum digest_telling telling;
	enum digest_apart apart;
};

/* One different value of a line. */
struct digest_value {
	int slot; /* a role, DIGEST_FIELDS + a field, or DIGEST_STATIONS */
	bool is_item;
	bool other;     /* takes part beside items of the answer, and is none */
	size_t text_at; /* in digest.texts */
	size_t text_len;
	size_t next; /* value of the same line, DIGEST_NONE at the end */
};

#define DIGEST_FIELDS   ((int)ROLE_COUNT)
#define DIGEST_STATIONS (DIGEST_FIELDS + (int)FIELD_COUNT)
#define DIGEST_NONE     SIZE_MAX

/* What the items of one role weigh and number, those of the answer if there are any. */
struct digest_amount {
	int64_t mass_g;
	int64_t count;
	unsigned long told; /* mentions, and how many of them say what they weigh */
	unsigned long weighed;
};

struct digest_line {
	enum step step;
	size_t first; /* events of the trace */
	size_t last;
	unsigned long count;
	bool attention;
	int64_t withdrawal_days;
	struct moment edible; /* the latest end of a withdrawal period */
	size_t reached_least;
	size_t reached_most;
	struct digest_amount amounts[ROLE_COUNT];
	struct part_ranges ranges;
	size_t first_value;
	size_t last_value;
};

struct digest {
	const struct trace *trace;
	struct names items; /* of the answer: number = index */
	size_t *roots;      /* of each item: the code that stands for all of its animal */
	struct names keys;  /* what makes lines differ: while few, and always */
	size_t *apart;      /* of each event: its key, the fuller one first */
	size_t *always;
	size_t *variants;          /* of each key that always differs: how many fuller ones */
	size_t *line_of;           /* of each key */
	struct digest_line *lines; /* by their first event */
	size_t line_count;
	size_t line_cap;
	struct names value_keys; /* number = index of values */
	struct digest_value *values;
	size_t value_cap;
	struct buf texts;
};

/* All of trace, decoded into *event one by one. digest_free on a zeroed struct is allowed. */
int digest_make(struct digest *digest, const struct trace *trace, struct event *event,
	struct fault *fault) MUST_CHECK;
void digest_free(struct digest *digest);

/* The line that tells event nth. */
const struct digest_line *digest_line_of(const struct digest *digest, size_t nth);

struct digest_rule digest_rule_of(enum event_kind kind, enum field field);
/* A death, a positive test, a rejection: never told among others. */
bool digest_attention(const struct event *event);
/* A test of meat belongs to the slaughterhouse, though the farm tests too; a cold store is no road. */
enum step digest_step(
	const struct trace *trace, const struct trace_event *told, const struct event *event);
/* Where an item of the answer stands in it, DIGEST_NONE if it does not. */
size_t digest_place(const struct digest *digest, struct item item);

#endif
