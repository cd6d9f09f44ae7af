/*
 * part.h - the pieces of a line about an event; the inside of core/view.
 */
#ifndef PIGTRACE_VIEW_PART_H
#define PIGTRACE_VIEW_PART_H

#include "core/view/view.h"

#define PART_ITEMS_MOST 6 /* on one line: a longer list shows fewer and how many there are */

/* Values of one decimal or series field over one or many events, scaled by its digits. */
struct part_range {
	enum field field;
	int64_t least;
	int64_t most;
	int64_t sum;
	unsigned long count;
};

struct part_ranges {
	struct part_range list[EVENT_VALUES_MOST];
	int count;
};

/* "2026-11-20 07:30 +08:00" */
void part_time(struct buf *into, struct moment moment);
/* The same; the offset is left out if it is `known`'s, which may be NULL. */
void part_time_known(struct buf *into, struct moment moment, const struct moment *known);
void part_number(struct buf *into, int64_t number, int digits);
/* " kg", " °C" */
void part_unit(struct buf *into, const char *unit);
/* A field's value with its unit, escaped; times as part_time_known does. */
void part_value(struct buf *into, const struct event_value *value, const struct moment *known);
/* The items by role, at most `most` of each, and every field that is not measured. */
void part_fixed(struct buf *into, const struct event *event, unsigned long most);
/* Take a number or the readings of an event into the ranges. */
void part_measure(
	struct part_ranges *ranges, const struct event *event, const struct event_value *value);
/* " · temperature readings 12, 2.1..4 °C" for everything measured in an event. */
void part_measured(struct buf *into, const struct event *event);
/* "12, 2.1..4 °C" */
void part_range(struct buf *into, const struct part_range *range);
/* " · " and text, unless text is empty; text is escaped. */
void part_more(struct buf *into, struct span text);

#endif
