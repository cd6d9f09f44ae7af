/*
 * A correction counts if its station may make it and it is not itself corrected. Each names one event,
 * so from an event back to what corrects it there is a tree: a ring of corrections hangs on nothing.
 */
#include "core/trace/work.h"

#include <stdlib.h>
#include <string.h>

#define CORRECTION_DEPTH 16 /* corrections of corrections of ...; deeper ones stand as they are */
#define CORRECTIONS_MOST 10000 /* looked at for one event */

/* One `correct` event that names the event in question. */
struct claimant {
	int64_t event;
	char station[NOTE_NAME_MOST + 1];
	char *reason;
};

struct claimants {
	struct claimant *list;
	size_t count;
	size_t cap;
};

/* The correction that counts: the earliest, then the first by name. */
struct found {
	bool is;
	int64_t at_ms;
	char by[TRACE_NAME_TEXT];
	char *why;
};

static int gather(void *context, const struct store_correction *correction)
{
	struct claimants *all = context;
	struct span reason = correction->reason;
	if (!array_reserve(&all->list, &all->cap, all->count + 1, sizeof(*all->list)))
		return FAULT_MEMORY;
	struct claimant *claimant = &all->list[all->count];
	claimant->event = correction->event;
	(void)span_copy(correction->station, claimant->station, sizeof(claimant->station));
	claimant->reason = malloc(reason.len + 1);
	if (!claimant->reason)
		return FAULT_MEMORY;
	(void)span_copy(reason, claimant->reason, reason.len + 1);
	all->count++;
	return 0;
}

static int entitled(
	struct work *work, const struct claimant *claimant, struct span station, bool *yes)
{
	struct known_station known;
	*yes = span_is(station, claimant->station);
	if (*yes)
		return 0;
	int code = work_station(work, claimant->station, &known);
	*yes = code == 0 && known.trade == TRADE_ADMIN;
	return code;
}

static int look(struct work *work, struct event_name name, int depth, struct found *found);

/* Does this claimant's correction of `name` count, and is it before the one found so far? */
static int consider(struct work *work, struct event_name name, int depth, struct claimant *claimant,
	struct found *found)
{
	struct store_event event;
	struct found against = { 0 };
	bool yes;
	char by[TRACE_NAME_TEXT];
	int code = entitled(work, claimant, name.station, &yes);
	if (code != 0 || !yes)
		return code;
	if (++work->corrections > CORRECTIONS_MOST)
		return fault_set(
			work->fault, FAULT_LIMIT, "more than %d corrections", CORRECTIONS_MOST);
	code = store_event_get(work->store, claimant->event, &event, work->fault);
	if (code != 0)
		return code;
	struct out out = out_into(by, sizeof(by));
	struct event_name own =
		store_event_name(span_of(claimant->station), event.epoch, event.seq, event.line);
	event_name_format(&out, own);
	int64_t at_ms = event.at_ms;
	if (depth + 1 < CORRECTION_DEPTH)
		code = look(work, own, depth + 1, &against);
	free(against.why);
	if (code != 0 || against.is)
		return code;
	if (found->is &&
		(at_ms > found->at_ms || (at_ms == found->at_ms && strcmp(by, found->by) >= 0)))
		return 0;
	free(found->why);
	*found = (struct found){ .is = true, .at_ms = at_ms, .why = claimant->reason };
	claimant->reason = NULL;
	memcpy(found->by, by, sizeof(by));
	return 0;
}

static int look(struct work *work, struct event_name name, int depth, struct found *found)
{
	struct claimants all = { 0 };
	int code = store_corrections_of(work->store, name, gather, &all, work->fault);
	if (code == FAULT_MEMORY)
		(void)work_memory(work);
	for (size_t i = 0; code == 0 && i < all.count; i++)
		code = consider(work, name, depth, &all.list[i], found);
	for (size_t i = 0; i < all.count; i++)
		free(all.list[i].reason);
	free(all.list);
	return code;
}

int correct_look(struct work *work, size_t at)
{
	struct trace_event *told = &work->facts[at].told;
	struct found found = { 0 };
	struct event_name name = store_event_name(span_of(told->station), told->epoch, told->seq,
		(struct span){ told->line, told->line_len });
	work->corrections = 0;
	int code = look(work, name, 0, &found);
	if (code == 0 && found.is) {
		work->facts[at].corrected = true;
		told->corrected_by = strdup(found.by);
		told->corrected_why = found.why;
		found.why = NULL;
		if (!told->corrected_by)
			code = work_memory(work);
	}
	free(found.why);
	return code;
}
