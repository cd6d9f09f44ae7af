/*
 * The story as a person reads it. Events that say the same again and again (a lorry's thermometer, the
 * daily feed) become one line with how often, from when to when and what was measured.
 */
#include "core/base/map.h"
#include "core/base/words.h"
#include "core/view/part.h"

#include <stdlib.h>

#define SIMILAR_LEAST 3 /* so many are told in one line */

static const char *const bold[] = { "", "\033[1m" };
static const char *const dim[] = { "", "\033[2m" };
static const char *const plain[] = { "", "\033[0m" };

/* Events of one kind that say the same but for time and measured values. */
struct similar {
	struct buf fixed; /* what they say */
	size_t first;
	size_t last;
	unsigned long count;
	struct part_ranges ranges;
	struct buf tail; /* who says it */
};

struct text {
	const struct trace *trace;
	struct buf *into;
	int colour;
	struct event *event;
	struct similar *groups;
	size_t group_count;
	size_t group_cap;
	struct map by_fixed;
	size_t *group_of; /* of each event */
};

static int no_memory(struct fault *fault)
{
	return fault_set(fault, FAULT_MEMORY, "no memory to tell the trace");
}

/* The event is about a container; this is what was in it. */
static void put_way(const struct trace *trace, const struct trace_event *told, struct buf *into)
{
	struct buf item = { 0 }, via = { 0 };
	view_escape(&item, span_of(trace->items[told->item].name));
	view_escape(&via, span_of(told->via));
	into->failed = into->failed || item.failed || via.failed;
	buf_text(into, " · ");
	if (!into->failed)
		buf_format(into, _("reached %s in %s"), item.at, via.at);
	buf_free(&item);
	buf_free(&via);
}

static void put_tail(const struct trace *trace, const struct event *event,
	const struct trace_event *told, struct buf *into)
{
	part_more(into, span_of(told->station));
	part_more(into, event->by);
	part_more(into,
		span_of(told->assurance == STORE_SIGNED ? _("signed") : _("broker login only")));
	if (told->via)
		put_way(trace, told, into);
	if (told->corrected_by) {
		buf_text(into, " · ");
		buf_format(into, _("corrected by %s:"), told->corrected_by);
		buf_char(into, ' ');
		view_escape(into, span_of(told->corrected_why));
	}
}

static bool same(const struct similar *group, const struct trace *trace,
	const struct trace_event *told, const struct buf *fixed, const struct buf *tail)
{
	return trace->events[group->first].kind == told->kind &&
	       span_equal(buf_written(&group->fixed), buf_written(fixed)) &&
	       span_equal(buf_written(&group->tail), buf_written(tail));
}

/* The group that says what fixed and tail say; they become a new one's if there is none. */
static int find_group(struct text *text, size_t nth, struct buf *fixed, struct buf *tail,
	size_t *found, struct fault *fault)
{
	const struct trace_event *told = &text->trace->events[nth];
	uint64_t hash = map_hash_text(buf_written(fixed));
	size_t cursor = 0;
	while (map_next(&text->by_fixed, hash, &cursor, found))
		if (same(&text->groups[*found], text->trace, told, fixed, tail))
			return 0;
	*found = text->group_count;
	if (!array_reserve(&text->groups, &text->group_cap, *found + 1, sizeof(*text->groups)) ||
		!map_put(&text->by_fixed, hash, *found))
		return no_memory(fault);
	text->groups[text->group_count++] =
		(struct similar){ .fixed = *fixed, .tail = *tail, .first = nth };
	*fixed = *tail = (struct buf){ 0 };
	return 0;
}

static int group_event(struct text *text, size_t nth, struct fault *fault)
{
	const struct trace_event *told = &text->trace->events[nth];
	struct span line = { told->line, told->line_len };
	struct event_wrong wrong;
	struct buf fixed = { 0 }, tail = { 0 };
	size_t group;
	int code;
	if (event_decode(line, text->event, &wrong) != EVENT_OK)
		return fault_set(fault, FAULT_CORRUPT, "an event of the trace does not read");
	part_fixed(&fixed, text->event);
	put_tail(text->trace, text->event, told, &tail);
	code = fixed.failed || tail.failed ? no_memory(fault)
					   : find_group(text, nth, &fixed, &tail, &group, fault);
	if (code == 0) {
		text->group_of[nth] = group;
		text->groups[group].last = nth;
		text->groups[group].count++;
		part_measure(&text->groups[group].ranges, text->event);
	}
	buf_free(&fixed);
	buf_free(&tail);
	return code;
}

static void put_kind(struct text *text, const struct trace_event *told)
{
	buf_text(text->into, "  ");
	buf_text(text->into, bold[text->colour]);
	buf_text(text->into, words_of("kind", vocabulary_kinds[told->kind].title));
	buf_text(text->into, plain[text->colour]);
}

static void put_group(struct text *text, const struct similar *group)
{
	const struct trace_event *first = &text->trace->events[group->first];
	part_time(text->into, first->at);
	buf_text(text->into, " → ");
	part_time(text->into, text->trace->events[group->last].at);
	put_kind(text, first);
	buf_char(text->into, ' ');
	buf_format(text->into, words_plural("%lu time", "%lu times", group->count), group->count);
	buf_span(text->into, buf_written(&group->fixed));
	part_ranges(text->into, &group->ranges);
}

/* One of a group too small to be one line: its own measured values. */
static int put_single(struct text *text, const struct similar *group,
	const struct trace_event *told, struct fault *fault)
{
	struct part_ranges ranges = { .count = 0 };
	struct event_wrong wrong;
	if (event_decode((struct span){ told->line, told->line_len }, text->event, &wrong) !=
		EVENT_OK)
		return fault_set(fault, FAULT_CORRUPT, "an event of the trace does not read");
	part_measure(&ranges, text->event);
	part_time(text->into, told->at);
	put_kind(text, told);
	buf_span(text->into, buf_written(&group->fixed));
	part_ranges(text->into, &ranges);
	return 0;
}

static int put_event(struct text *text, size_t nth, struct fault *fault)
{
	const struct trace_event *told = &text->trace->events[nth];
	const struct similar *group = &text->groups[text->group_of[nth]];
	int code = 0;
	if (group->count >= SIMILAR_LEAST && group->first != nth)
		return 0;
	buf_text(text->into, "  ");
	if (group->count >= SIMILAR_LEAST)
		put_group(text, group);
	else
		code = put_single(text, group, told, fault);
	buf_text(text->into, dim[text->colour]);
	buf_span(text->into, buf_written(&group->tail));
	buf_text(text->into, plain[text->colour]);
	buf_char(text->into, '\n');
	return code;
}

/* A test of meat belongs to the slaughterhouse, though the farm tests too. */
static enum step step_of(const struct trace *trace, const struct trace_event *told)
{
	enum item_kind kind = trace->items[told->item].kind;
	enum step step = vocabulary_kinds[told->kind].step;
	bool meat =
		kind == ITEM_CARCASS || kind == ITEM_LOT || kind == ITEM_RUN || kind == ITEM_PKG;
	return step == STEP_BREED && meat ? STEP_SLAUGHTER : step;
}

static int put_step(struct text *text, enum step step, struct fault *fault)
{
	bool begun = false;
	int code = 0;
	for (size_t i = 0; code == 0 && i < text->trace->event_count; i++) {
		if (step_of(text->trace, &text->trace->events[i]) != step)
			continue;
		if (!begun)
			buf_format(text->into, "\n%s%s%s\n", bold[text->colour],
				words_of("step", vocabulary_steps[step].title),
				plain[text->colour]);
		begun = true;
		code = put_event(text, i, fault);
	}
	return code;
}

/* How exactly the answer is known: never one pig where it may be several. */
static void put_precision(const struct trace *trace, struct buf *into)
{
	unsigned long animals = trace->animals, farms = trace->farms, carcasses = trace->carcasses;
	if (animals == 1 && farms == 1)
		buf_text(into, _("From one animal of one farm."));
	else if (animals == 1 && farms > 1)
		buf_format(into,
			words_plural("From one animal of %lu farm.",
				"From one animal of %lu farms.", farms),
			farms);
	else if (animals == 1)
		buf_text(into, _("From one animal; its farm is not recorded."));
	else if (animals > 1 && farms == 1)
		buf_format(into,
			words_plural("From one of %lu animal of one farm.",
				"From one of %lu animals of one farm.", animals),
			animals);
	else if (animals > 1 && farms > 1)
		buf_format(into, _("From one of %lu animals from %lu farms."), animals, farms);
	else if (animals > 1)
		buf_format(into,
			words_plural("From one of %lu animal; the farm is not recorded.",
				"From one of %lu animals; the farms are not recorded.", animals),
			animals);
	else
		buf_text(into, _("No animal behind it is recorded."));
	buf_char(into, '\n');
	if (carcasses > animals)
		buf_format(into,
			words_plural(
				"%lu carcass is behind it, not every one with a known animal.\n",
				"%lu carcasses are behind it, not every one with a known animal.\n",
				carcasses),
			carcasses);
}

/* The items of one kind, input or not, on one line. */
static void put_items(const struct trace *trace, enum item_kind kind, bool input, struct buf *into)
{
	unsigned long count = 0, shown = 0;
	for (size_t i = 0; i < trace->item_count; i++)
		count += trace->items[i].kind == kind && trace->items[i].input == input;
	if (count == 0)
		return;
	unsigned long most = count > PART_ITEMS_MOST ? PART_ITEMS_MOST - 2 : count;
	buf_format(into, "  %s%s ", words_of("item", item_kind_title(kind)),
		input ? _(" (given)") : "");
	for (size_t i = 0; i < trace->item_count && shown < most; i++) {
		if (trace->items[i].kind != kind || trace->items[i].input != input)
			continue;
		buf_text(into, shown++ ? ", " : "");
		view_escape(into, span_of(trace->items[i].name));
	}
	if (shown < count) {
		buf_text(into, ", … ");
		buf_format(into, words_plural("%lu in all", "%lu in all", count), count);
	}
	buf_char(into, '\n');
}

static void put_header(struct text *text)
{
	const struct trace *trace = text->trace;
	struct span seed = span_of(trace->seed);
	buf_text(text->into, bold[text->colour]);
	view_escape(text->into, seed);
	buf_text(text->into, plain[text->colour]);
	buf_char(text->into, '\n');
	if (trace->verdict == TRACE_UNKNOWN)
		buf_text(text->into, _("Nothing is recorded of it.\n"));
	if (trace->verdict == TRACE_NOT_GENUINE)
		buf_text(text->into, _("This number was never issued for its packing run.\n"));
	if (trace->verdict != TRACE_FOUND)
		return;
	put_precision(trace, text->into);
	/* Nearest first: the items are in order of depth. */
	uint32_t told[2] = { 0, 0 };
	for (size_t i = 0; i < trace->item_count; i++) {
		const struct trace_item *item = &trace->items[i];
		if (told[item->input] >> item->kind & 1)
			continue;
		told[item->input] |= 1u << item->kind;
		put_items(trace, item->kind, item->input, text->into);
	}
}

static void text_free(struct text *text)
{
	for (size_t i = 0; i < text->group_count; i++) {
		buf_free(&text->groups[i].fixed);
		buf_free(&text->groups[i].tail);
	}
	map_free(&text->by_fixed);
	free(text->groups);
	free(text->group_of);
	free(text->event);
}

int view_text(const struct trace *trace, const struct view_settings *settings, struct buf *into,
	struct fault *fault)
{
	struct text text = { .trace = trace, .into = into, .colour = settings && settings->colour };
	int code = 0;
	text.event = malloc(sizeof(*text.event));
	text.group_of = calloc(trace->event_count + 1, sizeof(*text.group_of));
	if (!text.event || !text.group_of) {
		code = no_memory(fault);
		goto out;
	}
	put_header(&text);
	for (size_t i = 0; code == 0 && i < trace->event_count; i++)
		code = group_event(&text, i, fault);
	for (int step = 0; code == 0 && step < STEP_COUNT; step++)
		code = put_step(&text, (enum step)step, fault);
	if (code == 0 && into->failed)
		code = no_memory(fault);
out:
	text_free(&text);
	return code;
}
