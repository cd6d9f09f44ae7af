/*
 * part.h - the pieces of a line about an event; the inside of core/view.
 */
#ifndef PIGTRACE_VIEW_PART_H
#define PIGTRACE_VIEW_PART_H

#include "core/view/view.h"

#define PART_ITEMS_MOST 6 /* a longer list shows fewer and how many there are */

/* Values of one decimal or series field over one or many events, scaled by its digits. */
struct part_range {
	enum field field;
	int64_t least;
	int64_t most;
	unsigned long count;
};

struct part_ranges {
	struct part_range list[EVENT_VALUES_MOST];
	int count;
};

/* "2026-11-20 07:30 +08:00" */
void part_time(struct buf *into, struct moment moment);
/* The items by role, and every field that does not vary from reading to reading. */
void part_fixed(struct buf *into, const struct event *event);
/* Take the measured values of an event into the ranges. */
void part_measure(struct part_ranges *ranges, const struct event *event);
/* " · temperature readings 12, 2.1..4 °C" */
void part_ranges(struct buf *into, const struct part_ranges *ranges);
/* " · " and text, unless text is empty; text is escaped. */
void part_more(struct buf *into, struct span text);

#endif
