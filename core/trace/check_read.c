/*
 * From traces to stories: every line is decoded once and only what a rule can ask for is kept.
 */
#include "core/trace/check_work.h"

#include <stdlib.h>
#include <string.h>

void inquiry_no_memory(struct inquiry *inquiry)
{
	if (inquiry->code == 0)
		inquiry->code = fault_set(inquiry->fault, FAULT_MEMORY, "no memory to check");
}

size_t inquiry_name(struct inquiry *inquiry, struct span text)
{
	uint64_t hash = map_hash_text(text);
	size_t cursor = 0, at;
	while (map_next(&inquiry->name_by_text, hash, &cursor, &at))
		if (span_is(text, inquiry->names[at]))
			return at;
	char *kept = malloc(text.len + 1);
	if (!kept ||
		!array_reserve(&inquiry->names, &inquiry->name_cap, inquiry->name_count + 1,
			sizeof(*inquiry->names)) ||
		!map_put(&inquiry->name_by_text, hash, inquiry->name_count)) {
		free(kept);
		inquiry_no_memory(inquiry);
		return NO_NAME;
	}
	(void)span_copy(text, kept, text.len + 1);
	inquiry->names[inquiry->name_count] = kept;
	return inquiry->name_count++;
}

/* ---- what a line says ---- */

static bool keep_items(struct inquiry *inquiry, struct said *said)
{
	const struct event *event = inquiry->event;
	said->mentions = calloc((size_t)event->item_count + 1, sizeof(*said->mentions));
	for (int i = 0; said->mentions && i < event->item_count; i++) {
		char text[ITEM_TEXT];
		struct out out = out_into(text, sizeof(text));
		item_format(&out, event->items[i].item);
		said->mentions[said->mention_count++] = (struct mention){ event->items[i].role,
			event->items[i].item.kind, inquiry_name(inquiry, out_written(&out)),
			event->items[i].count, event->items[i].mass_g };
	}
	return said->mentions;
}

static bool keep_readings(const struct event *event, struct said *said)
{
	const struct event_value *single = event_find(event, FIELD_TEMP_C);
	said->readings = calloc((size_t)event->reading_count + 1, sizeof(*said->readings));
	if (!said->readings)
		return false;
	if (single)
		said->readings[said->reading_count++] =
			(struct reading){ event->at.at_ms, single->number };
	for (int i = 0; i < event->reading_count; i++)
		said->readings[said->reading_count++] = (struct reading){
			event->at.at_ms + event->readings[i].after_s * INT64_C(1000),
			event->readings[i].value
		};
	return true;
}

static void said_free(struct said *said)
{
	if (!said)
		return;
	free(said->line);
	free(said->mentions);
	free(said->readings);
	free(said);
}

/* From inquiry->event; NULL if memory is out. */
static struct said *said_make(struct inquiry *inquiry, struct span line)
{
	const struct event *event = inquiry->event;
	struct said *said = calloc(1, sizeof(*said));
	if (!said)
		return NULL;
	said->line = malloc(line.len + 1);
	said->line_len = line.len;
	if (!said->line || !keep_items(inquiry, said) || !keep_readings(event, said)) {
		said_free(said);
		return NULL;
	}
	(void)span_copy(line, said->line, line.len + 1);
	(void)span_copy(event->by, said->by, sizeof(said->by));
	for (int i = 0; i < event->value_count; i++) {
		said->has |= UINT64_C(1) << event->values[i].field;
		said->number[event->values[i].field] = event->values[i].number;
	}
	return said;
}

/* NULL after a fault. */
static const struct said *read_line(struct inquiry *inquiry, struct span line)
{
	uint64_t hash = map_hash_text(line);
	size_t cursor = 0, at;
	struct event_wrong wrong;
	while (map_next(&inquiry->said_by_line, hash, &cursor, &at))
		if (span_equal(line, (struct span){ inquiry->saids[at]->line,
					     inquiry->saids[at]->line_len }))
			return inquiry->saids[at];
	if (event_decode(line, inquiry->event, &wrong) != EVENT_OK) {
		inquiry->code = fault_set(inquiry->fault, FAULT_CORRUPT,
			"an event of the store does not read: %s", event_error_text(wrong.error));
		return NULL;
	}
	struct said *said = said_make(inquiry, line);
	if (!said ||
		!array_reserve(&inquiry->saids, &inquiry->said_cap, inquiry->said_count + 1,
			sizeof(*inquiry->saids)) ||
		!map_put(&inquiry->said_by_line, hash, inquiry->said_count)) {
		said_free(said);
		inquiry_no_memory(inquiry);
		return NULL;
	}
	inquiry->saids[inquiry->said_count++] = said;
	return said;
}

/* ---- stories ---- */

static void read_statement(struct inquiry *inquiry, struct story *story, size_t nth)
{
	const struct trace_event *told = &story->trace->events[nth];
	struct statement *statement = &story->list[nth];
	*statement = (struct statement){ .told = told, .at_ms = told->at.at_ms, .via = NO_NAME };
	statement->said = read_line(inquiry, (struct span){ told->line, told->line_len });
	if (!statement->said)
		return;
	statement->item = inquiry_name(inquiry, span_of(story->trace->items[told->item].name));
	statement->station = inquiry_name(inquiry, span_of(told->station));
	if (told->via)
		statement->via = inquiry_name(inquiry, span_of(told->via));
	story->reading_count += statement->said->reading_count;
}

/* The statements of story->trace. */
static void read_statements(struct inquiry *inquiry, struct story *story)
{
	story->list = calloc(story->trace->event_count + 1, sizeof(*story->list));
	if (!story->list) {
		inquiry_no_memory(inquiry);
		return;
	}
	for (size_t i = 0; inquiry->code == 0 && i < story->trace->event_count; i++)
		read_statement(inquiry, story, i);
	story->count = inquiry->code == 0 ? story->trace->event_count : 0;
}

void story_read(struct inquiry *inquiry, struct item seed, struct story *story)
{
	*story = (struct story){ 0 };
	if (inquiry->code != 0)
		return;
	inquiry->code = trace_back(inquiry->store, seed, NULL, &story->trace, inquiry->fault);
	if (inquiry->code == 0)
		read_statements(inquiry, story);
}

void story_free(struct story *story)
{
	trace_free(story->trace);
	free(story->list);
	*story = (struct story){ 0 };
}

void inquiry_free(struct inquiry *inquiry)
{
	for (size_t i = 0; i < inquiry->name_count; i++)
		free(inquiry->names[i]);
	for (size_t i = 0; i < inquiry->said_count; i++)
		said_free(inquiry->saids[i]);
	free(inquiry->names);
	free(inquiry->saids);
	map_free(&inquiry->name_by_text);
	map_free(&inquiry->said_by_line);
	free(inquiry->event);
}

static struct certificate *find_certificate(struct inquiry *inquiry, size_t doc)
{
	struct item item;
	for (size_t i = 0; i < inquiry->certificate_count; i++)
		if (inquiry->certificates[i].doc == doc)
			return &inquiry->certificates[i];
	if (item_parse(span_of(inquiry->names[doc]), &item, NULL) != IDENT_OK ||
		!array_reserve(&inquiry->certificates, &inquiry->certificate_cap,
			inquiry->certificate_count + 1, sizeof(*inquiry->certificates))) {
		inquiry_no_memory(inquiry);
		return NULL;
	}
	struct certificate *made = &inquiry->certificates[inquiry->certificate_count++];
	*made = (struct certificate){ .doc = doc };
	story_read(inquiry, item, &made->story);
	return made;
}

const struct story *inquiry_document(struct inquiry *inquiry, size_t doc)
{
	const struct certificate *certificate = find_certificate(inquiry, doc);
	return certificate ? &certificate->story : NULL;
}

static void read_uses(struct inquiry *inquiry, struct certificate *certificate)
{
	const struct trace_settings settings = { .mentions = true, .events_most = USES_MOST };
	struct fault fault;
	struct item item;
	(void)item_parse(span_of(inquiry->names[certificate->doc]), &item, NULL);
	int code = trace_back(inquiry->store, item, &settings, &certificate->uses.trace, &fault);
	certificate->many = code == FAULT_LIMIT;
	if (code == 0)
		read_statements(inquiry, &certificate->uses);
	else if (!certificate->many)
		inquiry->code = fault_set(inquiry->fault, code, "%s", fault.text);
}

const struct certificate *inquiry_uses(struct inquiry *inquiry, size_t doc)
{
	struct certificate *certificate = find_certificate(inquiry, doc);
	if (inquiry->code == 0 && certificate && !certificate->counted) {
		certificate->counted = true;
		read_uses(inquiry, certificate);
		certificate_count(inquiry, certificate);
	}
	return inquiry->code == 0 ? certificate : NULL;
}

bool inquiry_station(struct inquiry *inquiry, const char *name, struct store_station *station)
{
	struct fault missing;
	int code = store_station_find(inquiry->store, span_of(name), station, &missing);
	if (code != 0 && code != FAULT_NOT_FOUND && inquiry->code == 0)
		inquiry->code = fault_set(inquiry->fault, code, "%s", missing.text);
	return code == 0;
}
