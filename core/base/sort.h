/*
 * sort.h - qsort for lists that are mostly in order already: stretches in ascending order are found and merged, so that a
 * list in order costs one look at each element. Equal elements keep their order. Host only.
 */
#ifndef PIGTRACE_BASE_SORT_H
#define PIGTRACE_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Without memory for a second list it is qsort that does it, and equal elements may change places. */
void sort_list(void *list, size_t count, size_t size, int (*compare)(const void *, const void *));

/* Many numbers near each other, by their digits; without memory for a second list by qsort. */
void sort_numbers(int64_t *list, size_t count);

#endif
