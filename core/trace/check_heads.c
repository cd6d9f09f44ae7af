/*
 * Heads under one quarantine certificate: how many it lists, and how many its loads and arrivals tell of together.
 *
 * Accounts  Farm, driver and plant each tell of the same heads, so what one station loaded is an account of its own; a
 *           load may come off at several plants, so what all of them took in is one account.
 * Heads     In an account a tag is one head, however often it is told. Heads by number are others each time, but for those
 *           that are loaded again where they were unloaded: a rest on the road. Who said the same twice corrects it.
 * Order     By the statements' own time: the heads beyond the list are the last ones.
 */
#include "core/trace/check_work.h"

#include <stdlib.h>

#define LIVE    (ANIMALS | ITEMS(GROUP))
#define PENS    (ITEMS(GROUP) | ITEMS(PLACE))
#define ARRIVED 0 /* the plants' account; a station's is its name and one */
#define LISTED  0 /* by tag, in the issues */

#define ALL_HEADS INT64_C(1000000000) /* unloaded without a number: the whole group */

/* How many animals a statement is about; 0: it does not say. */
static int64_t heads(const struct statement *statement)
{
	const struct mention *mention = statement->said->mentions;
	int64_t count = 0;
	if (statement_counts(statement, ROLE_OF, LIVE) == 0)
		return 0;
	if (statement_says(statement, FIELD_COUNT_))
		return statement->said->number[FIELD_COUNT_];
	for (size_t i = 0; i < statement->said->mention_count; i++) {
		if (mention[i].role != ROLE_OF)
			continue;
		if (mention[i].kind == ITEM_GROUP && mention[i].count == 0)
			return 0;
		count += mention[i].kind == ITEM_GROUP ? mention[i].count : 1;
	}
	return count;
}

/* How many of its tags the account did not have; they are put into `tags`. */
static int64_t new_tags(struct inquiry *inquiry, struct map *tags, size_t account,
	const struct statement *statement)
{
	const struct mention *mention = statement->said->mentions;
	int64_t count = 0;
	for (size_t i = 0; i < statement->said->mention_count; i++) {
		uint64_t hash = map_hash_number((uint64_t)account << 32 | mention[i].name);
		size_t cursor = 0, at;
		if (mention[i].role != ROLE_OF || !(ANIMALS >> mention[i].kind & 1) ||
			map_next(tags, hash, &cursor, &at))
			continue;
		if (!map_put(tags, hash, i))
			inquiry_no_memory(inquiry);
		count++;
	}
	return count;
}

/* ---- what it lists ---- */

/* Heads of the issues so far. Those for one group (or for none, which name tags) say the same once more, or better. */
struct list {
	struct map first; /* by group: its first issue */
	int64_t *most;    /* by first issue: the most that one for its group says */
	struct map tags;
	int64_t in_groups;
	int64_t by_tag;
	int64_t tagged; /* different tags */
	bool known;
};

static void add_issue(
	struct inquiry *inquiry, struct list *list, const struct statement *made, size_t nth)
{
	size_t group = statement_named(made, ROLE_OF, ITEMS(GROUP)), cursor = 0, at = nth;
	uint64_t hash = map_hash_number((uint64_t)group);
	int64_t said = heads(made);
	if (!map_next(&list->first, hash, &cursor, &at) && !map_put(&list->first, hash, nth))
		inquiry_no_memory(inquiry);
	int64_t more = said > list->most[at] ? said - list->most[at] : 0;
	list->most[at] += more;
	list->known = list->known && said > 0;
	if (group != NO_NAME) {
		list->in_groups += more;
		return;
	}
	list->by_tag += more;
	list->tagged += new_tags(inquiry, &list->tags, LISTED, made);
}

/* 0: an issue does not say it. */
static int64_t list_heads(struct inquiry *inquiry, const struct story *story, size_t doc)
{
	struct list list = { .known = true };
	list.most = calloc(story->count + 1, sizeof(*list.most));
	if (!list.most)
		inquiry_no_memory(inquiry);
	for (size_t i = 0; inquiry->code == 0 && i < story->count; i++)
		if (statement_issues(&story->list[i], doc))
			add_issue(inquiry, &list, &story->list[i], i);
	map_free(&list.first);
	map_free(&list.tags);
	free(list.most);
	return list.known ? list.in_groups + (list.tagged > list.by_tag ? list.tagged : list.by_tag)
	                  : 0;
}

/* ---- what is told of it ---- */

static void read_use(const struct statement *statement, struct use *use)
{
	*use = (struct use){
		.account = NO_NAME, .from = NO_NAME, .rest = NO_NAME, .heads = heads(statement)
	};
	if (statement_is(statement, KINDS(ARRIVE)))
		use->account = ARRIVED;
	if (statement_is(statement, KINDS(LOAD))) {
		use->account = statement->station + 1;
		use->from = statement_named(statement, ROLE_FROM, PENS);
	}
	if (statement_is(statement, KINDS(UNLOAD)))
		use->rest = statement_named(statement, ROLE_TO, PENS);
}

/* The heads of a load, of `fresh` that its account does not know by their tags, that were unloaded where it was made. */
static int64_t loaded_again(const struct use *uses, size_t nth, int64_t fresh)
{
	int64_t here = 0;
	for (size_t i = 0; i < nth && uses[nth].from != NO_NAME; i++) {
		if (uses[i].rest == uses[nth].from)
			here += uses[i].heads == 0 ? ALL_HEADS : uses[i].heads;
		else if (uses[i].account == uses[nth].account && uses[i].from == uses[nth].from)
			here -= uses[i].heads < here ? uses[i].heads : here;
	}
	return here < fresh ? here : fresh;
}

static int64_t before(const struct use *uses, size_t nth)
{
	for (size_t i = nth; i-- > 0;)
		if (uses[i].account == uses[nth].account)
			return uses[i].together;
	return 0;
}

void certificate_count(struct inquiry *inquiry, struct certificate *certificate)
{
	const struct story *story = &certificate->uses;
	struct map tags = { 0 };
	certificate->listed = list_heads(inquiry, &certificate->story, certificate->doc);
	certificate->heads = calloc(story->count + 1, sizeof(*certificate->heads));
	if (!certificate->heads)
		inquiry_no_memory(inquiry);
	for (size_t i = 0; inquiry->code == 0 && i < story->count; i++) {
		struct use *use = &certificate->heads[i];
		read_use(&story->list[i], use);
		if (use->account == NO_NAME)
			continue;
		int64_t named = (int64_t)statement_counts(&story->list[i], ROLE_OF, ANIMALS);
		int64_t fresh = new_tags(inquiry, &tags, use->account, &story->list[i]) +
		                (use->heads > named ? use->heads - named : 0);
		use->added = fresh - loaded_again(certificate->heads, i, fresh);
		use->together = before(certificate->heads, i) + use->added;
	}
	map_free(&tags);
}
