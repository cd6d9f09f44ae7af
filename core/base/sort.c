#include "core/base/sort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define SHORT 8 /* a stretch of fewer is made this long by insertion */

struct sorting {
	size_t size;
	int (*compare)(const void *, const void *);
	char *one; /* room for an element */
};

static char *element(const struct sorting *sorting, char *list, size_t nth)
{
	return list + nth * sorting->size;
}

static int compare(const struct sorting *sorting, char *list, size_t a, size_t b)
{
	return sorting->compare(element(sorting, list, a), element(sorting, list, b));
}

/* Where the stretch in order ends that begins at `from`. */
static size_t stretch(const struct sorting *sorting, char *list, size_t from, size_t count)
{
	size_t end = from + 1;
	while (end < count && compare(sorting, list, end - 1, end) <= 0)
		end++;
	return end < count ? end : count;
}

/* Bring element `nth` to its place in [from, nth), which is in order. */
static void insert(const struct sorting *sorting, char *list, size_t from, size_t nth)
{
	size_t to = nth;
	while (to > from && compare(sorting, list, to - 1, nth) > 0)
		to--;
	memcpy(sorting->one, element(sorting, list, nth), sorting->size);
	memmove(element(sorting, list, to + 1), element(sorting, list, to),
		(nth - to) * sorting->size);
	memcpy(element(sorting, list, to), sorting->one, sorting->size);
}

/* Cut the list into stretches in order; where each begins, and the end of all. How many there are. */
static size_t cut(const struct sorting *sorting, char *list, size_t count, size_t *begins)
{
	size_t many = 0;
	for (size_t from = 0; from < count;) {
		size_t end = stretch(sorting, list, from, count);
		size_t least = count - from < SHORT ? count : from + SHORT;
		for (; end < least; end++)
			insert(sorting, list, from, end);
		begins[many++] = from;
		from = end;
	}
	begins[many] = count;
	return many;
}

static char *put(char *into, const char *from, const char *end)
{
	memcpy(into, from, (size_t)(end - from));
	return into + (end - from);
}

/* memcpy of a size that is not known in advance is a call. */
static void put_words(char *into, const char *from, size_t size)
{
	for (size_t at = 0; at < size; at += sizeof(uint64_t))
		memcpy(into + at, from + at, sizeof(uint64_t));
}

/* [left, middle) and [middle, end) become one, in `into`. */
static void merge(const struct sorting *sorting, char *into, const char *left, const char *middle,
	const char *end)
{
	const char *right = middle;
	size_t size = sorting->size;
	bool apart = middle < end && sorting->compare(middle - size, middle) <= 0;
	bool behind = !apart && middle < end && sorting->compare(end - size, left) < 0;
	if (behind) {
		into = put(into, right, end);
		right = end;
	}
	while (!apart && left < middle && right < end) {
		const char **first = sorting->compare(left, right) <= 0 ? &left : &right;
		if (size % sizeof(uint64_t) == 0)
			put_words(into, *first, size);
		else
			memcpy(into, *first, size);
		into += size;
		*first += size;
	}
	into = put(into, left, middle);
	(void)put(into, right, end);
}

static void sort_with(
	const struct sorting *sorting, char *list, char *other, size_t count, size_t *begins)
{
	char *here = list, *there = other;
	size_t many = cut(sorting, list, count, begins);
	while (many > 1) {
		size_t left = 0;
		for (size_t i = 0; i < many; i += 2) {
			size_t middle = begins[i + 1];
			size_t end = i + 1 < many ? begins[i + 2] : middle;
			merge(sorting, element(sorting, there, begins[i]),
				element(sorting, here, begins[i]), element(sorting, here, middle),
				element(sorting, here, end));
			begins[left++] = begins[i];
		}
		begins[left] = count;
		many = left;
		char *swap = here;
		here = there;
		there = swap;
	}
	if (here != list)
		memcpy(list, here, count * sorting->size);
}

/* ---- numbers ---- */

#define DIGIT  11 /* bits */
#define DIGITS (1u << DIGIT)
#define FEW    512 /* numbers for which counting digits is not worth it */

static int compare_numbers(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
	return (a > b) - (a < b);
}

/* By one digit of what is above the lowest number. */
static void sort_digit(const int64_t *from, int64_t *into, size_t count, int64_t lowest, int shift)
{
	size_t places[DIGITS] = { 0 }, place = 0;
	for (size_t i = 0; i < count; i++)
		places[((uint64_t)from[i] - (uint64_t)lowest) >> shift & (DIGITS - 1)]++;
	for (size_t digit = 0; digit < DIGITS; digit++) {
		size_t many = places[digit];
		places[digit] = place;
		place += many;
	}
	for (size_t i = 0; i < count; i++)
		into[places[((uint64_t)from[i] - (uint64_t)lowest) >> shift & (DIGITS - 1)]++] =
			from[i];
}

void sort_numbers(int64_t *list, size_t count)
{
	int64_t *here = list, *there, lowest = count > 0 ? list[0] : 0, highest = lowest;
	bool ordered = true;
	for (size_t i = 1; i < count; i++) {
		ordered = ordered && list[i - 1] <= list[i];
		lowest = list[i] < lowest ? list[i] : lowest;
		highest = list[i] > highest ? list[i] : highest;
	}
	if (ordered)
		return;
	int64_t *other = count < FEW ? NULL : malloc(count * sizeof(*other));
	if (!other) {
		qsort(list, count, sizeof(*list), compare_numbers);
		return;
	}
	uint64_t width = (uint64_t)highest - (uint64_t)lowest;
	there = other;
	for (int shift = 0; shift < 64 && width >> shift > 0; shift += DIGIT) {
		sort_digit(here, there, count, lowest, shift);
		int64_t *swap = here;
		here = there;
		there = swap;
	}
	if (here != list)
		memcpy(list, here, count * sizeof(*list));
	free(other);
}

/* ---- lists ---- */

void sort_list(
	void *list, size_t count, size_t size, int (*compare_two)(const void *, const void *))
{
	struct sorting sorting = { .size = size, .compare = compare_two };
	if (count < 2 || stretch(&sorting, list, 0, count) == count)
		return;
	char *other = malloc((count + 1) * size);
	size_t *begins = malloc((count / SHORT + 2) * sizeof(*begins));
	if (other && begins) {
		sorting.one = other + count * size;
		sort_with(&sorting, list, other, count, begins);
	} else {
		qsort(list, count, size, compare_two);
	}
	free(other);
	free(begins);
}
