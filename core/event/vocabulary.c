#include "core/event/vocabulary.h"

#include "core/event/vocabulary_index.h"

#include <assert.h>
#include <string.h>

static int find(const struct vocabulary_index *index, struct span name)
{
	if (name.len > VOCABULARY_NAME_MOST)
		return -1;
	for (int i = index->first[name.len]; i < index->first[name.len + 1]; i++)
		if (memcmp(index->words[i].name, name.at, name.len) == 0)
			return index->words[i].number;
	return -1;
}

bool vocabulary_find_kind(struct span name, enum event_kind *kind)
{
	int number = find(&vocabulary_kind_index, name);
	if (number < 0)
		return false;
	*kind = (enum event_kind)number;
	return true;
}

bool vocabulary_find_role(struct span name, enum role *role)
{
	int number = find(&vocabulary_role_index, name);
	if (number < 0)
		return false;
	*role = (enum role)number;
	return true;
}

bool vocabulary_find_field(struct span name, enum field *field)
{
	int number = find(&vocabulary_field_index, name);
	if (number < 0)
		return false;
	*field = (enum field)number;
	return true;
}

bool vocabulary_find_choice(enum choice choice, struct span value, int *index)
{
	const struct vocabulary_choice *table = &vocabulary_choices[choice];
	for (int i = 0; i < table->count; i++) {
		if (span_is(value, table->values[i])) {
			*index = i;
			return true;
		}
	}
	return false;
}

const struct vocabulary_slot *vocabulary_slot_of(enum event_kind kind, enum role role)
{
	assert((unsigned)kind < KIND_COUNT);
	const struct vocabulary_kind *row = &vocabulary_kinds[kind];
	for (int i = 0; i < row->slot_count; i++)
		if (row->slots[i].role == role)
			return &row->slots[i];
	return NULL;
}
