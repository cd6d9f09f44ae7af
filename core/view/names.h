/*
 * names.h - different texts, numbered as they come; the inside of core/view.
 */
#ifndef PIGTRACE_VIEW_NAMES_H
#define PIGTRACE_VIEW_NAMES_H

#include "core/base/buf.h"
#include "core/base/map.h"

struct names {
	struct buf pool;
	struct names_text {
		size_t at;
		size_t len;
	} * list;
	size_t count;
	size_t cap;
	struct map by_text;
};

/* The number of text, a new one if it is new; false: memory is out. */
bool names_number(struct names *names, struct span text, size_t *number, bool *is_new) MUST_CHECK;
void names_free(struct names *names);

#endif
