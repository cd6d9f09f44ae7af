/*
 * balance_heads.h - the heads of one container, entry after entry; the inside of core/trace.
 *
 * An entry is what one event did to the number of heads in the container, split into animals with a tag and
 * heads known only by number (`untagged`). Tagged animals come from their stays, the others from what events
 * count beyond the animals they name. Heads that leave unnamed may be some of the tagged ones: untagged may go
 * below zero, the sum may not.
 */
#ifndef PIGTRACE_TRACE_BALANCE_HEADS_H
#define PIGTRACE_TRACE_BALANCE_HEADS_H

#include "core/trace/contact_work.h"

enum head_class {
	HEAD_BORN, /* within one instant: what adds before what takes away */
	HEAD_IN,
	HEAD_DEAD,
	HEAD_OUT,
	HEAD_COUNT
};

struct head_entry {
	enum head_class class;
	int64_t at_ms;
	size_t fact;
	int64_t tagged; /* how many, never negative */
	int64_t untagged;
	bool first_tag; /* may be a head that was there without a tag */
	bool elsewhere; /* the event does not say that it left here */
};

struct heads {
	LIST(head_entry, entries); /* in order */
	size_t *unknown;           /* facts whose number of heads is not said */
	size_t unknown_count;
	size_t unknown_cap;
};

/* The running sum. */
struct heads_now {
	int64_t tagged;
	int64_t untagged;
};

/* Entries up to before roster->to_ms. heads_free on a zeroed struct is allowed. */
int heads_load(struct roster *roster, size_t node, struct heads *heads) MUST_CHECK;
/*
 * Apply an entry; *tagged and *untagged are what it added (or took away, below zero). Returns how many heads
 * left that were not there; the sum is put back to zero then.
 */
int64_t heads_step(
	struct heads_now *now, const struct head_entry *entry, int64_t *tagged, int64_t *untagged);
/* Put entries in order; heads_load has. */
int heads_sort(struct roster *roster, struct heads *heads) MUST_CHECK;
void heads_free(struct heads *heads);

/* Of two size_t, for qsort and bsearch. */
int index_order(const void *left, const void *right);

#endif
