/*
 * printed.h - which labels were printed: the `print` events that name a package's number.
 *
 * Asked of a package or of a packing run; of anything else, nothing is found: a lot or a case has one code for many
 * labels. Events that were corrected do not count.
 */
#ifndef PIGTRACE_TRACE_PRINTED_H
#define PIGTRACE_TRACE_PRINTED_H

#include "core/trace/trace.h"

struct printing {
	char event[TRACE_NAME_TEXT];
	char item[ITEM_TEXT]; /* it is said of: a name to trace to find the event */
	struct moment at;
	bool reasoned; /* it says why it prints again */
	int64_t first; /* what it has in common with what was asked; 0 for a package without a counter of ours */
	int64_t last;
};

struct printed {
	struct printing *list; /* by time, then name */
	size_t count;
	size_t cap;
};

/* *printed need not be initialised; printed_free after any answer. */
int printed_find(struct store *store, struct item item, struct printed *printed,
	struct fault *fault) MUST_CHECK;
void printed_free(struct printed *printed);

/* The first of them whose numbers an earlier one has too, and that one; false if there is none. */
bool printed_twice(const struct printed *printed, size_t from, size_t *again, size_t *before);

#endif
