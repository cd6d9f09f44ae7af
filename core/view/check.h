/*
 * check.h - a check as people and programs read it.
 *
 * Text    one line a rule that has an object, worst first within the table's order, and under it what was
 *         found, with the events behind it. JSON: format "pigtrace-check/1": names and meanings are only ever
 *         added; reasons are English msgids, so that they compare.
 * Record  of these, the rules about the record itself (check_rule_of_record): two animals with one tag, an
 *         impossible order, a missing step, a hole in a numbering, what nobody signed. Whoever reads a trace has to
 *         see them beside it.
 */
#ifndef PIGTRACE_VIEW_CHECK_H
#define PIGTRACE_VIEW_CHECK_H

#include "core/base/buf.h"
#include "core/trace/check.h"

struct check_look {
	bool all;    /* rules that pass and rules apart, too */
	bool colour; /* for a terminal */
};

void check_view_text(const struct check *check, const struct check_look *look, struct buf *into);
/* One line of JSON, with its newline. */
int check_view_json(const struct check *check, struct buf *into, struct fault *fault) MUST_CHECK;
/* What the rules about the record itself found, under a heading; nothing if they found nothing. */
void check_view_record(const struct check *check, bool colour, struct buf *into);

#endif
