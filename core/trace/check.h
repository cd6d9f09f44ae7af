/*
 * check.h - a record held against what must be true of it: the record rules.
 *
 * A record is what a back-trace finds. Each animal it leads to is looked at by itself, through its own
 * trace, so that a treatment of a pen counts for the animals that were in it then and for no other.
 * Verdicts  pass, warn, fail, or unknown where the record does not decide it; an unknown is never a
 *           pass. A rule that has no object in this record (a live pig was not slaughtered) is apart.
 * Overall   fail if any rule fails; else unknown if a rule that must hold is undecided; else warn; else pass.
 * Same      The answer is a function of the set of events (and the limits) alone. It holds msgids and
 *           numbers, no sentences of a language.
 * Ids       W-SUBJECT-nn, never reused. A row names its source of law, "configuration" (a limit of
 *           check_limits.h) or "pigtrace" (what follows from the meaning of the record itself).
 */
#ifndef PIGTRACE_TRACE_CHECK_H
#define PIGTRACE_TRACE_CHECK_H

#include "core/trace/check_limits.h"
#include "core/trace/trace.h"

#define CHECK_MEASURES_MOST 4
#define CHECK_EVENTS_MOST   8

/* From best to worst. */
enum check_verdict { CHECK_APART, CHECK_PASS, CHECK_WARN, CHECK_UNKNOWN, CHECK_FAIL };

enum check_severity { CHECK_SHOULD, CHECK_MUST };

struct record_rule {
	const char *id;
	enum check_severity severity;
	const char *source;
	const char *text; /* msgid: what must be true */
};

enum check_unit {
	CHECK_COUNT,
	CHECK_MINUTES,
	CHECK_DAYS,
	CHECK_CENTI_C /* hundredths of a degree */
};

struct check_measure {
	const char *label; /* msgid */
	enum check_unit unit;
	int64_t value;
};

/* An event behind a finding: whose statement it is tells who is responsible. */
struct check_event {
	char name[TRACE_NAME_TEXT];
	enum event_kind kind;
	struct moment at;
	char station[NOTE_NAME_MOST + 1];
	char by[EVENT_OPERATOR_MOST + 1]; /* "" if not named */
};

struct check_finding {
	size_t rule; /* of check_rule_at */
	enum check_verdict verdict;
	const char *reason;   /* msgid */
	char item[ITEM_TEXT]; /* what it is about */
	size_t others;        /* further items of which the same is true for the same events */
	int measure_count;
	struct check_measure measures[CHECK_MEASURES_MOST];
	int event_count;
	size_t more_events; /* that had no room */
	struct check_event events[CHECK_EVENTS_MOST];
};

struct check {
	char item[ITEM_TEXT];
	enum trace_verdict found; /* unless TRACE_FOUND nothing below is said */
	enum check_verdict verdict;
	size_t animals;
	enum check_verdict *rules;      /* by number of rule, check_rule_count() of them */
	struct check_finding *findings; /* by rule, verdict (worst first), item, reason, events */
	size_t finding_count;
	size_t finding_cap;
};

/* 0 and *check, or a fault. check_free(NULL) is allowed. */
int check_record(struct store *store, struct item seed, const struct check_limits *limits,
	struct check **check, struct fault *fault) MUST_CHECK;
void check_free(struct check *check);

size_t check_rule_count(void);
const struct record_rule *check_rule_at(size_t n);
/* Is it about the record itself (conflicts, holes, evidence), not about what was done to animals and meat? */
bool check_rule_of_record(size_t n);
/* "pass", "unknown": for programs; for people, a msgid of context "verdict". */
const char *check_verdict_name(enum check_verdict verdict);

#endif
