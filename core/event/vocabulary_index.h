/*
 * vocabulary_index.h - names of the vocabulary in order of their length, so that finding one is a
 * few comparisons of equal length. Generated tables; used by vocabulary.c only.
 */
#ifndef PIGTRACE_EVENT_VOCABULARY_INDEX_H
#define PIGTRACE_EVENT_VOCABULARY_INDEX_H

#include <stdint.h>

#define VOCABULARY_NAME_MOST 24 /* bytes of a name; vocabulary-generate refuses longer ones */

struct vocabulary_word {
	const char *name;
	int number;
};

struct vocabulary_index {
	const struct vocabulary_word *words;
	uint8_t first[VOCABULARY_NAME_MOST + 2]; /* words of length n: first[n] .. first[n + 1] */
};

extern const struct vocabulary_index vocabulary_kind_index;
extern const struct vocabulary_index vocabulary_role_index; /* spoken ones only */
extern const struct vocabulary_index vocabulary_field_index;

#endif
