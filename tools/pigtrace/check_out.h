/*
 * check_out.h - a check as people and programs read it.
 *
 * Text  one line a rule that has an object, worst first within the table's order, and under it what was
 *       found, with the events behind it. JSON: format "pigtrace-check/1": names and meanings are only ever
 *       added; reasons are English msgids, so that they compare.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_CHECK_OUT_H
#define PIGTRACE_TOOLS_PIGTRACE_CHECK_OUT_H

#include "core/trace/check.h"

struct check_look {
	bool all;    /* rules that pass and rules apart, too */
	bool colour; /* for a terminal */
};

void check_text(const struct check *check, const struct check_look *look, struct buf *into);
/* One line of JSON, with its newline. */
int check_json(const struct check *check, struct buf *into, struct fault *fault) MUST_CHECK;

#endif
