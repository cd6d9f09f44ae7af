/*
 * name.h - items as people call them; the inside of core/view.
 *
 * Everything written here is escaped. Full codes are --full's and JSON's business.
 */
#ifndef PIGTRACE_VIEW_NAME_H
#define PIGTRACE_VIEW_NAME_H

#include "core/view/view.h"

#define NAME_RANGES_MOST 4 /* of numbers, in one list */

/* Of a slaughtered animal: carcass, lot, packing run, package, case. */
bool name_is_meat(enum item_kind kind);
/* A group by its name, a lot by its number, a tag by its digits. */
void name_short(struct buf *into, struct item item);
/* "11 animals" */
void name_count(struct buf *into, enum item_kind kind, unsigned long count);
/*
 * All of these items of one kind, each once: "group F1", "2 groups F1, G1", "11 animals", "11 carcasses
 * plant/20260701/1-11", "17 inputs nongda/F1, nongda/F2, …". The list is put in the order of its names.
 */
void name_all(struct buf *into, struct item *items, size_t count);
/* Where things go to or come from, whatever it is: "F1, F2". */
void name_places(struct buf *into, const struct item *items, size_t count);
/* The numbers alone: "114113000000002-114113000000006, 114113000000009, …". */
void name_ranges(struct buf *into, struct item *items, size_t count);
/* "Jiaokou County 1411300001"; a farm as a trace names it. */
void name_farm(struct buf *into, struct span farm);

#endif
