#include "core/trace/work.h"

#include <stdlib.h>
#include <string.h>

void trace_event_name(struct span station, int64_t epoch, int64_t seq, struct span line,
	char name[static TRACE_NAME_TEXT])
{
	struct out out = out_into(name, TRACE_NAME_TEXT);
	event_name_format(&out, store_event_name(station, epoch, seq, line));
}

bool fact_counts(const struct work *work, const struct fact *fact)
{
	return work->raw || !fact->corrected;
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int event_order(const struct trace_event *a, const struct trace_event *b)
{
	int by = order(a->at.at_ms, b->at.at_ms);
	if (by == 0)
		by = strcmp(a->station, b->station);
	if (by == 0)
		by = order(a->epoch, b->epoch);
	if (by == 0)
		by = order(a->seq, b->seq);
	if (by == 0)
		by = span_compare((struct span){ a->line, a->line_len },
			(struct span){ b->line, b->line_len });
	return by;
}

/* ---- who says it ---- */

static int find_voice(struct work *work, int64_t no, struct voice **voice)
{
	size_t cursor = 0, at;
	uint64_t hash = map_hash_number((uint64_t)no);
	if (map_next(&work->voice_by_no, hash, &cursor, &at)) {
		*voice = work->voices[at];
		return 0;
	}
	*voice = NULL;
	if (!WORK_ROOM(work, voices))
		return FAULT_MEMORY;
	struct voice *made = malloc(sizeof(*made));
	if (!made || !map_put(&work->voice_by_no, hash, work->voices_count)) {
		free(made);
		return work_memory(work);
	}
	made->no = no;
	work->voices[work->voices_count++] = made;
	*voice = made;
	return store_station_name(work->store, no, made->name, &made->corrected, work->fault);
}

/* ---- what it says ---- */

/* Places and items in fields are told by the line alone. */
static bool is_kept(enum role_flow flow)
{
	return flow != FLOW_MENTIONED && flow != FLOW_SITE;
}

static int keep_part(struct work *work, const struct store_part *said, struct fact *fact)
{
	enum role_flow flow = vocabulary_roles[said->role].flow;
	int code = 0;
	if (flow == FLOW_JOINED && fact->to == NONE)
		code = work_item(work, said->item, said->kind, &fact->to);
	if (flow == FLOW_LEFT)
		fact->from = said->item;
	fact->leaves = fact->leaves || flow == FLOW_LEFT;
	if (code != 0 || !is_kept(flow))
		return code;
	if (!WORK_ROOM(work, parts))
		return FAULT_MEMORY;
	struct part *part = &work->parts[work->parts_count++];
	*part = (struct part){ .item = said->item,
		.node = NONE,
		.kind = said->kind,
		.flow = flow,
		.has_mass = said->has_mass,
		.has_count = said->has_count,
		.mass_g = said->mass_g,
		.count = said->count };
	fact->produces = fact->produces || flow == FLOW_PRODUCED;
	fact->used_count += flow == FLOW_CONSUMED;
	if (flow == FLOW_PRODUCED && fact->told.kind == KIND_TAG)
		code = part_node(work, work->parts_count - 1, &fact->renamed);
	return code;
}

static int keep_parts(struct work *work, struct span rest, struct fact *fact)
{
	struct store_part said;
	int more, code = 0;
	fact->first_part = work->parts_count;
	while (code == 0 && (more = store_part_next(&rest, &said)) != 0)
		code = more > 0 ? keep_part(work, &said, fact)
		                : fault_set(work->fault, FAULT_CORRUPT,
					  "what event %lld says of items does not read",
					  (long long)fact->no);
	fact->part_count = work->parts_count - fact->first_part;
	return code;
}

/* The fact is kept by value while it is made: its parts may make more nodes and facts grow only here. */
static int take_gist(void *context, const struct store_gist *gist)
{
	struct work *work = context;
	struct voice *voice;
	size_t at;
	if (number_map_find(&work->fact_by_no, gist->event, &at))
		return 0;
	if (work->facts_count >= work->events_most)
		return fault_set(work->fault, FAULT_LIMIT, "the answer has more than %zu events",
			work->events_most);
	int code = find_voice(work, gist->station, &voice);
	if (code != 0)
		return code;
	struct fact fact = { .no = gist->event,
		.told = { .station = voice->name,
			.epoch = gist->epoch,
			.seq = gist->seq,
			.kind = gist->kind,
			.at = gist->at },
		.to = NONE,
		.renamed = NONE,
		.has_heads = gist->has_heads,
		.has_mass = gist->has_mass,
		.has_net = gist->has_net,
		.heads = gist->heads,
		.mass_g = gist->mass_g,
		.net_g = gist->net_g };
	code = keep_parts(work, gist->parts, &fact);
	if (code != 0)
		return code;
	if (!WORK_ROOM(work, facts))
		return FAULT_MEMORY;
	at = work->facts_count++;
	work->facts[at] = fact;
	if (fact.told.seq == 0)
		code = work_line(work, at);
	if (code == 0 && voice->corrected)
		code = correct_look(work, at);
	if (code == 0 && !number_map_put(&work->fact_by_no, gist->event, at))
		code = work_memory(work);
	return code;
}

int work_fact(struct work *work, int64_t event, size_t *fact)
{
	if (number_map_find(&work->fact_by_no, event, fact))
		return 0;
	int code = store_gists(work->store, event, event, take_gist, work, work->fault);
	if (code == 0 && !number_map_find(&work->fact_by_no, event, fact))
		code = fault_set(work->fault, FAULT_CORRUPT,
			"event %lld has links but says nothing", (long long)event);
	return code;
}

int link_fact(struct work *work, size_t link, size_t *fact)
{
	struct link *of = &work->links[link];
	int code = of->fact == NONE ? work_fact(work, of->event, &of->fact) : 0;
	*fact = of->fact;
	return code;
}

int work_facts(struct work *work)
{
	int code = 0;
	size_t kept = 0;
	work_wanted_settle(work);
	for (size_t i = 0; i < work->wanted_count; i++) {
		size_t at;
		if (!number_map_find(&work->fact_by_no, work->wanted[i], &at))
			work->wanted[kept++] = work->wanted[i];
	}
	work->wanted_count = kept;
	for (size_t at = 0; code == 0 && at < work->wanted_count;) {
		int64_t first = work->wanted[at], last = work_wanted_range(work, &at, 0);
		code = store_gists(work->store, first, last, take_gist, work, work->fault);
	}
	return code;
}

bool part_next(const struct work *work, size_t at, uint32_t flows, size_t *part)
{
	const struct fact *fact = &work->facts[at];
	size_t next = *part == NONE ? fact->first_part : *part + 1;
	while (next < fact->first_part + fact->part_count &&
		(flows >> work->parts[next].flow & 1) == 0)
		next++;
	*part = next;
	return next < fact->first_part + fact->part_count;
}

int part_node(struct work *work, size_t part, size_t *node)
{
	struct part *of = &work->parts[part];
	int code = of->node == NONE ? work_item(work, of->item, of->kind, &of->node) : 0;
	*node = of->node;
	return code;
}

/* ---- its bytes ---- */

int work_line(struct work *work, size_t fact)
{
	struct store_event stored;
	struct trace_event *told = &work->facts[fact].told;
	if (told->line)
		return 0;
	int code = store_event_get(work->store, work->facts[fact].no, &stored, work->fault);
	if (code != 0)
		return code;
	told->line = malloc(stored.line.len + 1);
	if (!told->line)
		return work_memory(work);
	(void)span_copy(stored.line, told->line, stored.line.len + 1);
	told->line_len = stored.line.len;
	told->assurance = stored.assurance;
	return 0;
}

int work_decode(struct work *work, size_t fact)
{
	struct event_wrong wrong;
	int code = work_line(work, fact);
	const struct trace_event *told = &work->facts[fact].told;
	if (code == 0 && event_decode((struct span){ told->line, told->line_len }, work->event,
				 &wrong) != EVENT_OK)
		code = fault_set(work->fault, FAULT_CORRUPT,
			"event %lld of the store does not read: %s",
			(long long)work->facts[fact].no, event_error_text(wrong.error));
	return code;
}
