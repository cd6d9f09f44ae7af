#include "core/trace/contact_walk.h"

#include <stdlib.h>

#define DAY_MS INT64_C(86400000)

static void free_texts(char **list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(list[i]);
	free(list);
}

static void free_contact(struct contact *contact)
{
	free_texts(contact->codes, contact->code_count);
	free(contact->now_in);
	for (size_t i = 0; i < contact->hop_count; i++) {
		free(contact->hops[i].from);
		free(contact->hops[i].to);
		free(contact->hops[i].holder);
	}
	for (size_t i = 0; i < contact->meeting_count; i++) {
		free(contact->meetings[i].holder);
		free(contact->meetings[i].with);
		free(contact->meetings[i].event);
	}
	free(contact->hops);
	free(contact->meetings);
}

void contacts_free(struct contacts *contacts)
{
	if (!contacts)
		return;
	free_texts(contacts->codes, contacts->code_count);
	for (size_t i = 0; i < contacts->count; i++)
		free_contact(&contacts->list[i]);
	for (size_t i = 0; i < contacts->holder_count; i++) {
		free(contacts->holders[i].name);
		free(contacts->holders[i].cleaned_by);
	}
	for (size_t i = 0; i < contacts->gap_count; i++)
		free(contacts->gaps[i].station);
	free(contacts->list);
	free(contacts->holders);
	free(contacts->gaps);
	free(contacts->blind);
	free(contacts);
}

static int set_window(struct contact_walk *walk, const struct contact_settings *settings)
{
	const struct thing *seed = &walk->roster.things[walk->seed];
	int64_t days = settings->days ? settings->days : CONTACT_DAYS;
	int64_t persist =
		settings->persist_days < 0 ? CONTACT_PERSIST_DAYS : settings->persist_days;
	walk->to_ms = settings->to_ms;
	walk->from_ms = settings->from_ms;
	walk->persist_ms = persist * DAY_MS;
	walk->degree = settings->degree ? settings->degree : 1;
	if (walk->from_ms == CONTACT_UNSAID && seed->last_fact != NONE)
		walk->from_ms =
			walk->roster.work.facts[seed->last_fact].told.at.at_ms - days * DAY_MS;
	walk->roster.from_ms = walk->from_ms;
	walk->roster.to_ms = walk->to_ms;
	if (walk->degree < 1 || walk->degree > CONTACT_DEGREE_MOST)
		return fault_set(walk->roster.work.fault, FAULT_SETTING, "a degree is from 1 to %d",
			CONTACT_DEGREE_MOST);
	if (walk->from_ms >= walk->to_ms)
		return fault_set(
			walk->roster.work.fault, FAULT_SETTING, "the window ends before it begins");
	return 0;
}

static int run(struct contact_walk *walk, struct item seed, const struct contact_settings *settings,
	struct contacts *contacts)
{
	size_t node;
	int code = work_node(&walk->roster.work, seed, &node);
	if (code == 0)
		code = roster_thing(&walk->roster, node, &walk->seed);
	if (code != 0)
		return code;
	contacts->verdict =
		walk->roster.things[walk->seed].last_fact == NONE ? TRACE_UNKNOWN : TRACE_FOUND;
	if (contacts->verdict == TRACE_FOUND)
		code = set_window(walk, settings);
	if (code == 0 && contacts->verdict == TRACE_FOUND)
		code = contact_walk(walk);
	if (code == 0)
		code = contact_finish(walk, contacts);
	if (code == 0 && contacts->verdict == TRACE_FOUND)
		code = contact_limits(walk, contacts);
	return code;
}

int contacts_find(struct store *store, struct item seed, const struct contact_settings *settings,
	struct contacts **contacts, struct fault *fault)
{
	struct contact_walk walk = { .degree = 0 };
	struct contacts *made = NULL;
	if (!kind_is_animal(seed.kind))
		return fault_set(fault, FAULT_SETTING, "contacts are asked of one animal");
	int code = roster_open(&walk.roster, store, settings->events_most, fault);
	if (code != 0)
		return code;
	made = calloc(1, sizeof(*made));
	if (!made) {
		code = work_memory(&walk.roster.work);
		goto out;
	}
	code = store_read_begin(store, fault);
	if (code != 0)
		goto out;
	code = run(&walk, seed, settings, made);
	if (code == 0)
		code = walk.roster.work.failed;
	store_read_end(store);
	if (code != 0)
		goto out;
	*contacts = made;
	made = NULL;
out:
	free(walk.arrivals);
	free(walk.candidates);
	free(walk.suspects);
	roster_free(&walk.roster);
	contacts_free(made);
	return code;
}
