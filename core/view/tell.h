/*
 * tell.h - what stands on the page; the inside of core/view.
 */
#ifndef PIGTRACE_VIEW_TELL_H
#define PIGTRACE_VIEW_TELL_H

#include "core/view/digest.h"

/* "2026-04-04 → 08-26", "2026-09-01", "2026-09-02 13:21" */
void tell_when(struct buf *into, const struct trace *trace, const struct digest_line *line);
/* "feeding ×40" */
void tell_kind(struct buf *into, const struct trace *trace, const struct digest_line *line);
/* "4 groups G1, F1 · 7 inputs ... · farm-01": everything behind it, parts by WRAP_BETWEEN. */
int tell_line(struct buf *into, const struct digest *digest, const struct digest_line *line,
	struct fault *fault) MUST_CHECK;

/* Above the steps: what it is, how exactly it is known, where from, and how the facts are vouched for. */
int tell_head(struct buf *into, const struct digest *digest, struct event *event,
	struct fault *fault) MUST_CHECK;
/* "From one of 11 animals from 2 farms." */
void tell_precision(struct buf *into, const struct trace *trace);

/* Whether an item is something to eat or becomes it, so that each step of the chain is expected. */
bool tell_chain(const struct trace *trace);

#endif
