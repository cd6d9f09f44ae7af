/*
 * From traces to stories: every event is decoded once and only what a rule can ask for is kept.
 */
#include "core/trace/check_work.h"

#include <stdlib.h>
#include <string.h>

static void no_memory(struct inquiry *inquiry)
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
		no_memory(inquiry);
		return NO_NAME;
	}
	(void)span_copy(text, kept, text.len + 1);
	inquiry->names[inquiry->name_count] = kept;
	return inquiry->name_count++;
}

static void keep_items(struct inquiry *inquiry, struct story *story, struct statement *statement)
{
	const struct event *event = inquiry->event;
	statement->first_mention = story->mention_count;
	for (int i = 0; i < event->item_count; i++) {
		char text[ITEM_TEXT];
		struct out out = out_into(text, sizeof(text));
		item_format(&out, event->items[i].item);
		size_t name = inquiry_name(inquiry, out_written(&out));
		if (!array_reserve(&story->mentions, &story->mention_cap, story->mention_count + 1,
			    sizeof(*story->mentions))) {
			no_memory(inquiry);
			return;
		}
		story->mentions[story->mention_count++] =
			(struct mention){ event->items[i].role, event->items[i].item.kind, name };
	}
	statement->mention_count = story->mention_count - statement->first_mention;
}

static void keep_reading(
	struct inquiry *inquiry, struct story *story, int64_t at_ms, int64_t centi_c)
{
	if (!array_reserve(&story->readings, &story->reading_cap, story->reading_count + 1,
		    sizeof(*story->readings))) {
		no_memory(inquiry);
		return;
	}
	story->readings[story->reading_count++] = (struct reading){ at_ms, centi_c };
}

static void keep_readings(struct inquiry *inquiry, struct story *story, struct statement *statement)
{
	const struct event *event = inquiry->event;
	statement->first_reading = story->reading_count;
	if (statement_says(statement, FIELD_TEMP_C))
		keep_reading(inquiry, story, statement->at_ms, statement->number[FIELD_TEMP_C]);
	for (int i = 0; i < event->reading_count; i++)
		keep_reading(inquiry, story,
			statement->at_ms + event->readings[i].after_s * INT64_C(1000),
			event->readings[i].value);
	statement->reading_count = story->reading_count - statement->first_reading;
}

static void read_statement(struct inquiry *inquiry, struct story *story, size_t nth)
{
	const struct trace_event *told = &story->trace->events[nth];
	struct statement *statement = &story->list[nth];
	struct event *event = inquiry->event;
	struct event_wrong wrong;
	if (event_decode((struct span){ told->line, told->line_len }, event, &wrong) != EVENT_OK) {
		inquiry->code = fault_set(inquiry->fault, FAULT_CORRUPT,
			"an event of the store does not read: %s", event_error_text(wrong.error));
		return;
	}
	*statement = (struct statement){ .told = told, .at_ms = told->at.at_ms, .via = NO_NAME };
	statement->item = inquiry_name(inquiry, span_of(story->trace->items[told->item].name));
	statement->station = inquiry_name(inquiry, span_of(told->station));
	if (told->via)
		statement->via = inquiry_name(inquiry, span_of(told->via));
	(void)span_copy(event->by, statement->by, sizeof(statement->by));
	for (int i = 0; i < event->value_count; i++) {
		statement->has |= UINT64_C(1) << event->values[i].field;
		statement->number[event->values[i].field] = event->values[i].number;
	}
	keep_items(inquiry, story, statement);
	keep_readings(inquiry, story, statement);
}

void story_read(struct inquiry *inquiry, struct item seed, struct story *story)
{
	*story = (struct story){ 0 };
	if (inquiry->code != 0)
		return;
	inquiry->code = trace_back(inquiry->store, seed, NULL, &story->trace, inquiry->fault);
	if (inquiry->code != 0)
		return;
	story->list = calloc(story->trace->event_count + 1, sizeof(*story->list));
	if (!story->list) {
		no_memory(inquiry);
		return;
	}
	for (size_t i = 0; inquiry->code == 0 && i < story->trace->event_count; i++)
		read_statement(inquiry, story, i);
	story->count = inquiry->code == 0 ? story->trace->event_count : 0;
}

void story_free(struct story *story)
{
	trace_free(story->trace);
	free(story->list);
	free(story->mentions);
	free(story->readings);
	*story = (struct story){ 0 };
}

const struct story *inquiry_document(struct inquiry *inquiry, size_t doc)
{
	struct item item;
	for (size_t i = 0; i < inquiry->certificate_count; i++)
		if (inquiry->certificates[i].doc == doc)
			return &inquiry->certificates[i].story;
	if (item_parse(span_of(inquiry->names[doc]), &item, NULL) != IDENT_OK ||
		!array_reserve(&inquiry->certificates, &inquiry->certificate_cap,
			inquiry->certificate_count + 1, sizeof(*inquiry->certificates))) {
		no_memory(inquiry);
		return NULL;
	}
	struct certificate *made = &inquiry->certificates[inquiry->certificate_count++];
	made->doc = doc;
	story_read(inquiry, item, &made->story);
	return &made->story;
}

bool inquiry_station(struct inquiry *inquiry, const char *name, struct store_station *station)
{
	struct fault missing;
	int code = store_station_find(inquiry->store, span_of(name), station, &missing);
	if (code != 0 && code != FAULT_NOT_FOUND && inquiry->code == 0)
		inquiry->code = fault_set(inquiry->fault, code, "%s", missing.text);
	return code == 0;
}
