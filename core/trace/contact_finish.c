/*
 * From who was reached to the answer in its one order.
 */
#include "core/trace/contact_walk.h"

#include <stdlib.h>
#include <string.h>

static bool keep(char **into, const char *text)
{
	*into = strdup(text);
	return *into != NULL;
}

static int compare_texts(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* All codes of an animal: `first`, then the others by name. */
static int finish_codes(
	struct contact_walk *walk, size_t at, size_t first, char ***codes, size_t *count)
{
	struct work *work = &walk->roster.work;
	const struct thing *thing = &walk->roster.things[at];
	char **list = calloc(thing->code_count, sizeof(*list));
	*codes = list;
	if (!list)
		return work_memory(work);
	if (!keep(&list[(*count)++], work_name(work, first)))
		return work_memory(work);
	for (size_t i = 0; i < thing->code_count; i++) {
		size_t node = walk->roster.codes[thing->first_code + i];
		if (node != first && !keep(&list[(*count)++], work_name(work, node)))
			return work_memory(work);
	}
	if (*count > 2)
		qsort(list + 1, *count - 1, sizeof(*list), compare_texts);
	return 0;
}

static int finish_hops(struct contact_walk *walk, size_t at, struct contact *contact)
{
	struct roster *roster = &walk->roster;
	size_t count = (size_t)walk->arrivals[at].degree;
	contact->hops = calloc(count, sizeof(*contact->hops));
	if (!contact->hops)
		return work_memory(&roster->work);
	contact->hop_count = count;
	for (size_t i = count; i-- > 0; at = walk->arrivals[at].from) {
		const struct arrival *arrival = &walk->arrivals[at];
		struct contact_hop *hop = &contact->hops[i];
		hop->at_ms = arrival->at_ms;
		hop->after = arrival->after;
		if (!keep(&hop->from, roster_name(roster, walk->arrivals[arrival->from].thing)) ||
			!keep(&hop->to, roster_name(roster, arrival->thing)) ||
			!keep(&hop->holder, work_name(&roster->work, arrival->holder)))
			return work_memory(&roster->work);
	}
	return 0;
}

static int compare_meetings(const void *left, const void *right)
{
	const struct contact_meeting *a = left, *b = right;
	if (a->since_ms != b->since_ms)
		return a->since_ms < b->since_ms ? -1 : 1;
	int by = strcmp(a->holder, b->holder);
	if (by != 0)
		return by;
	if (a->until_ms != b->until_ms)
		return a->until_ms < b->until_ms ? -1 : 1;
	if (a->after_ms != b->after_ms)
		return a->after_ms < b->after_ms ? -1 : 1;
	return strcmp(a->event, b->event);
}

static int add_meeting(struct contact_walk *walk, const struct meeting *met, size_t with,
	struct contact *contact, size_t *cap)
{
	struct roster *roster = &walk->roster;
	if (!work_room(&roster->work, &contact->meetings, cap, contact->meeting_count + 1,
		    sizeof(*contact->meetings)))
		return FAULT_MEMORY;
	struct contact_meeting *made = &contact->meetings[contact->meeting_count++];
	*made = (struct contact_meeting){ .since_ms = met->since_ms,
		.until_ms = met->until_ms < walk->to_ms ? met->until_ms : walk->to_ms,
		.after = met->after,
		.after_ms = met->after ? met->after_ms : 0,
		.open = met->open,
		.maybe = met->maybe };
	made->event = roster_event_name(roster, roster->presences[met->presence].began);
	if (!made->event || !keep(&made->holder, work_name(&roster->work, met->holder)) ||
		!keep(&made->with, roster_name(roster, with)))
		return work_memory(&roster->work);
	return 0;
}

/* All stays in which the contact met the animal it was reached from. */
static int finish_meetings(struct contact_walk *walk, size_t at, struct contact *contact)
{
	const struct roster *roster = &walk->roster;
	const struct arrival *arrival = &walk->arrivals[at];
	const struct thing *thing = &roster->things[arrival->thing];
	const struct arrival *source = &walk->arrivals[arrival->from];
	size_t cap = 0;
	int code = 0;
	for (size_t i = 0; code == 0 && i < source->suspect_count; i++) {
		const struct suspect *suspect = &walk->suspects[source->first_suspect + i];
		for (size_t j = 0; code == 0 && j < thing->presence_count; j++) {
			struct meeting met;
			size_t presence = thing->first_presence + j;
			if (roster->presences[presence].holder == suspect->holder &&
				contact_meet(walk, suspect, presence, &met))
				code = add_meeting(walk, &met, source->thing, contact, &cap);
		}
	}
	if (contact->meeting_count > 1)
		qsort(contact->meetings, contact->meeting_count, sizeof(*contact->meetings),
			compare_meetings);
	return code;
}

/* Where it stood itself when the window ended. */
static int finish_now(struct contact_walk *walk, size_t at, struct contact *contact)
{
	struct roster *roster = &walk->roster;
	const struct thing *thing = &roster->things[at];
	for (size_t i = 0; i < thing->presence_count; i++) {
		const struct presence *presence = &roster->presences[thing->first_presence + i];
		if (presence->level == 0 && presence->since_ms < walk->to_ms &&
			presence->until_ms >= walk->to_ms && !contact->now_in &&
			!keep(&contact->now_in, work_name(&roster->work, presence->holder)))
			return work_memory(&walk->roster.work);
	}
	return 0;
}

static int finish_contact(struct contact_walk *walk, size_t at, struct contact *contact)
{
	const struct arrival *arrival = &walk->arrivals[at];
	contact->degree = arrival->degree;
	contact->first_ms = arrival->at_ms;
	int code = finish_codes(walk, arrival->thing, walk->roster.things[arrival->thing].name,
		&contact->codes, &contact->code_count);
	if (code == 0)
		code = finish_hops(walk, at, contact);
	if (code == 0)
		code = finish_meetings(walk, at, contact);
	return code == 0 ? finish_now(walk, arrival->thing, contact) : code;
}

static int compare_contacts(const void *left, const void *right)
{
	const struct contact *a = left, *b = right;
	if (a->degree != b->degree)
		return a->degree - b->degree;
	if (a->first_ms != b->first_ms)
		return a->first_ms < b->first_ms ? -1 : 1;
	return strcmp(a->codes[0], b->codes[0]);
}

static int finish_list(struct contact_walk *walk, struct contacts *contacts)
{
	int code = 0;
	contacts->list = calloc(walk->arrivals_count + 1, sizeof(*contacts->list));
	if (!contacts->list)
		return work_memory(&walk->roster.work);
	for (size_t i = 0; code == 0 && i < walk->arrivals_count; i++)
		if (walk->arrivals[i].degree > 0 &&
			walk->roster.things[walk->arrivals[i].thing].arrival == i)
			code = finish_contact(walk, i, &contacts->list[contacts->count++]);
	if (code != 0)
		return code;
	if (contacts->count > 1)
		qsort(contacts->list, contacts->count, sizeof(*contacts->list), compare_contacts);
	for (size_t i = 0; i < contacts->count; i++)
		for (size_t j = 0; j < contacts->list[i].meeting_count; j++)
			contacts->open_stays += contacts->list[i].meetings[j].open;
	return 0;
}

int contact_finish(struct contact_walk *walk, struct contacts *contacts)
{
	const struct thing *seed = &walk->roster.things[walk->seed];
	int code = finish_codes(walk, walk->seed, walk->roster.codes[seed->first_code],
		&contacts->codes, &contacts->code_count);
	if (code != 0 || contacts->verdict != TRACE_FOUND)
		return code;
	contacts->from_ms = walk->from_ms;
	contacts->to_ms = walk->to_ms;
	contacts->persist_days = walk->persist_ms / INT64_C(86400000);
	contacts->degree = walk->degree;
	contacts->offset_min = walk->roster.work.facts[seed->last_fact].told.at.offset_min;
	return finish_list(walk, contacts);
}
