#include "core/trace/check_work.h"

#include <string.h>

bool statement_says(const struct statement *statement, enum field field)
{
	return statement->said->has >> field & 1;
}

bool statement_says_this(const struct statement *statement, enum field field, int64_t number)
{
	return statement_says(statement, field) && statement->said->number[field] == number;
}

bool statement_is(const struct statement *statement, uint64_t kinds)
{
	return kinds >> statement->told->kind & 1;
}

size_t statement_named(const struct statement *statement, enum role role, uint32_t kinds)
{
	const struct mention *mention = statement->said->mentions;
	for (size_t i = 0; i < statement->said->mention_count; i++)
		if (mention[i].role == role && kinds >> mention[i].kind & 1)
			return mention[i].name;
	return NO_NAME;
}

bool statement_names(const struct statement *statement, enum role role, size_t name)
{
	const struct mention *mention = statement->said->mentions;
	for (size_t i = 0; i < statement->said->mention_count; i++)
		if (mention[i].role == role && mention[i].name == name)
			return true;
	return false;
}

size_t statement_counts(const struct statement *statement, enum role role, uint32_t kinds)
{
	const struct mention *mention = statement->said->mentions;
	size_t count = 0;
	for (size_t i = 0; i < statement->said->mention_count; i++)
		count += mention[i].role == role && (kinds >> mention[i].kind & 1);
	return count;
}

bool statement_issues(const struct statement *statement, size_t doc)
{
	return statement_is(statement, KINDS(CERTIFY)) && statement_names(statement, ROLE_OUT, doc);
}

const struct statement *story_first(const struct story *story, uint64_t kinds)
{
	for (size_t i = 0; i < story->count; i++)
		if (statement_is(&story->list[i], kinds))
			return &story->list[i];
	return NULL;
}

const struct statement *story_last(const struct story *story, uint64_t kinds, int64_t before_ms)
{
	for (size_t i = story->count; i-- > 0;)
		if (story->list[i].at_ms <= before_ms && statement_is(&story->list[i], kinds))
			return &story->list[i];
	return NULL;
}

/* A piece of meat that the animal at hand is in. */
static bool is_mine(const struct inquiry *inquiry, size_t name)
{
	if (name >= inquiry->place_count || inquiry->place_of[name] == NO_NAME)
		return false;
	size_t place = inquiry->place_of[name];
	return inquiry->mine[place] && (MEAT >> inquiry->record.trace->items[place].kind & 1);
}

bool inquiry_names_meat(
	const struct inquiry *inquiry, const struct statement *statement, enum role role)
{
	const struct mention *mention = statement->said->mentions;
	for (size_t i = 0; i < statement->said->mention_count; i++)
		if (mention[i].role == role && is_mine(inquiry, mention[i].name))
			return true;
	return false;
}

bool inquiry_is_meat(const struct inquiry *inquiry, const struct statement *statement)
{
	if (statement->via != NO_NAME)
		return is_mine(inquiry, statement->item);
	return inquiry_names_meat(inquiry, statement, ROLE_OF) ||
	       inquiry_names_meat(inquiry, statement, ROLE_IN) ||
	       inquiry_names_meat(inquiry, statement, ROLE_OUT);
}

bool statement_same(const struct statement *a, const struct statement *b)
{
	return strcmp(a->told->station, b->told->station) == 0 &&
	       a->told->epoch == b->told->epoch && a->told->seq == b->told->seq &&
	       span_equal((struct span){ a->told->line, a->told->line_len },
		       (struct span){ b->told->line, b->told->line_len });
}

/* It says by itself where the package that the record is about was: what is said of its run is of others. */
static bool is_of_the_package(const struct inquiry *inquiry, const struct statement *statement)
{
	const struct trace_item *seed = &inquiry->record.trace->items[0];
	return seed->kind == ITEM_PKG && statement->via == NO_NAME &&
	       strcmp(inquiry->names[statement->item], seed->name) == 0;
}

struct ride story_ride(const struct inquiry *inquiry, const struct story *story,
	const struct statement *load, bool meat)
{
	const uint64_t ends = KINDS(UNLOAD) | KINDS(ARRIVE) | KINDS(RECEIVE);
	struct ride ride = { .load = load, .truck = statement_named(load, ROLE_TO, ITEMS(TRUCK)) };
	for (size_t i = 0; i < story->count; i++) {
		const struct statement *end = &story->list[i];
		bool again = end->at_ms > load->at_ms && statement_is(end, KINDS(LOAD)) &&
		             statement_names(end, ROLE_TO, ride.truck);
		if (ride.end && again)
			break;
		if (end->at_ms < load->at_ms || !statement_is(end, ends) ||
			(meat && !inquiry_is_meat(inquiry, end)))
			continue;
		size_t from = statement_named(end, ROLE_FROM, ITEMS(TRUCK));
		if (from != ride.truck && (from != NO_NAME || ride.end))
			continue;
		ride.end = end;
		if (!meat || is_of_the_package(inquiry, end))
			break;
	}
	return ride;
}
