/*
 * The page: a head, then the five steps. In short (digest.h), or in full with every event on its own.
 */
#include "core/base/words.h"
#include "core/view/tell.h"
#include "core/view/wrap.h"

#include <stdlib.h>
#include <string.h>

#define MARGIN 2
#define GAP    2
#define ALL    EVENT_ITEMS_MOST /* items of one role */

static const char *const bold[] = { "", "\033[1m" };
static const char *const red[] = { "", "\033[1;31m" };
static const char *const plain[] = { "", "\033[0m" };

struct text {
	const struct trace *trace;
	struct buf *into;
	bool full;
	int colour;
	struct event *event;
	struct digest digest;
	size_t when_columns;
	bool was_empty; /* the step before */
};

static int no_memory(struct fault *fault)
{
	return fault_set(fault, FAULT_MEMORY, "no memory to tell the trace");
}

/* ---- in full ---- */

/* The event is about a container; this is what was in it. */
static void put_way(const struct trace *trace, const struct trace_event *told, struct buf *into)
{
	struct buf item = { 0 }, via = { 0 };
	view_escape(&item, span_of(trace->items[told->item].name));
	view_escape(&via, span_of(told->via));
	into->failed = into->failed || item.failed || via.failed;
	buf_text(into, WRAP_BETWEEN);
	if (!into->failed)
		buf_format(into, _("reached %s in %s"), item.at, via.at);
	if (told->reached > 1) {
		unsigned long others = told->reached - 1;
		buf_char(into, ' ');
		buf_format(into, words_plural("and %lu other", "and %lu others", others), others);
	}
	buf_free(&item);
	buf_free(&via);
}

static void put_tail(
	struct buf *into, const struct trace *trace, const struct trace_event *told, struct span by)
{
	part_more(into, span_of(told->station));
	part_more(into, by);
	part_more(into,
		span_of(told->assurance == STORE_SIGNED ? _("signed") : _("broker login only")));
	if (told->via)
		put_way(trace, told, into);
	if (told->corrected_by) {
		buf_text(into, WRAP_BETWEEN);
		buf_format(into, _("corrected by %s:"), told->corrected_by);
		buf_char(into, ' ');
		view_escape(into, span_of(told->corrected_why));
	}
}

static int put_event(struct text *text, size_t nth, struct fault *fault)
{
	const struct trace_event *told = &text->trace->events[nth];
	struct event_wrong wrong;
	struct buf when = { 0 }, rest = { 0 };
	if (event_decode((struct span){ told->line, told->line_len }, text->event, &wrong) !=
		EVENT_OK)
		return fault_set(fault, FAULT_CORRUPT, "an event of the trace does not read");
	part_time(&when, told->at);
	part_fixed(&rest, text->event, ALL);
	part_measured(&rest, text->event);
	put_tail(&rest, text->trace, told, text->event->by);
	text->into->failed = text->into->failed || when.failed || rest.failed;
	const char *kind = words_of("kind", vocabulary_kinds[told->kind].title);
	size_t column = MARGIN + wrap_width(buf_written(&when)) + GAP;
	buf_format(
		text->into, "  %s  %s%s%s", when.at, bold[text->colour], kind, plain[text->colour]);
	wrap_parts(text->into, buf_written(&rest), column + wrap_width(span_of(kind)),
		MARGIN + 2 * GAP);
	buf_free(&when);
	buf_free(&rest);
	return 0;
}

static int put_step_in_full(struct text *text, enum step step, struct fault *fault)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < text->trace->event_count; i++)
		if (digest_line_of(&text->digest, i)->step == step)
			code = put_event(text, i, fault);
	return code;
}

/* The items of one kind, input or not. */
static void put_items(struct text *text, enum item_kind kind, bool input)
{
	const struct trace *trace = text->trace;
	struct buf names = { 0 };
	buf_text(&names, words_of("item", item_kind_title(kind)));
	buf_text(&names, input ? _(" (given)") : "");
	bool first = true;
	for (size_t i = 0; i < trace->item_count; i++) {
		if (trace->items[i].kind != kind || trace->items[i].input != input)
			continue;
		buf_text(&names, first ? " " : ", ");
		view_escape(&names, span_of(trace->items[i].name));
		first = false;
	}
	text->into->failed = text->into->failed || names.failed;
	buf_text(text->into, "  ");
	wrap_parts(text->into, buf_written(&names), MARGIN, MARGIN + GAP);
	buf_free(&names);
}

/* Every code of the answer, nearest first: the items are in order of depth. */
static void put_all_items(struct text *text)
{
	uint32_t told[2] = { 0, 0 };
	buf_char(text->into, '\n');
	for (size_t i = 0; i < text->trace->item_count; i++) {
		const struct trace_item *item = &text->trace->items[i];
		if (told[item->input] >> item->kind & 1)
			continue;
		told[item->input] |= 1u << item->kind;
		put_items(text, item->kind, item->input);
	}
}

/* ---- in short ---- */

static int put_line(struct text *text, const struct digest_line *line, struct fault *fault)
{
	struct buf when = { 0 }, kind = { 0 }, rest = { 0 };
	struct buf *into = text->into;
	size_t indent = MARGIN + text->when_columns + GAP;
	tell_when(&when, text->trace, line);
	tell_kind(&kind, text->trace, line);
	int code = tell_line(&rest, &text->digest, line, fault);
	into->failed = into->failed || when.failed || kind.failed;
	buf_text(into, line->attention ? red[text->colour] : "");
	buf_text(into, line->attention ? "! " : "  ");
	wrap_pad(into, buf_written(&when), text->when_columns + GAP);
	buf_text(into, bold[text->colour]);
	buf_span(into, buf_written(&kind));
	buf_text(into, plain[text->colour]);
	buf_text(into, rest.len > 0 ? WRAP_BETWEEN : "");
	size_t column = indent + wrap_width(buf_written(&kind)) + wrap_width(span_of(WRAP_BETWEEN));
	wrap_parts(into, buf_written(&rest), column, indent);
	buf_free(&when);
	buf_free(&kind);
	buf_free(&rest);
	return code;
}

/* What asks for attention comes first. */
static int put_step_in_short(struct text *text, enum step step, struct fault *fault)
{
	int code = 0;
	for (int attention = 1; attention >= 0; attention--)
		for (size_t i = 0; code == 0 && i < text->digest.line_count; i++) {
			const struct digest_line *line = &text->digest.lines[i];
			if (line->step == step && line->attention == attention)
				code = put_line(text, line, fault);
		}
	return code;
}

static size_t widest_when(const struct text *text)
{
	size_t widest = 0;
	for (size_t i = 0; i < text->digest.line_count; i++) {
		struct buf when = { 0 };
		tell_when(&when, text->trace, &text->digest.lines[i]);
		size_t columns = wrap_width(buf_written(&when));
		widest = columns > widest ? columns : widest;
		buf_free(&when);
	}
	return widest;
}

/* ---- both ---- */

static int put_step(struct text *text, enum step step, struct fault *fault)
{
	const char *title = words_of("step", vocabulary_steps[step].title);
	bool some = false;
	for (size_t i = 0; i < text->digest.line_count; i++)
		some = some || text->digest.lines[i].step == step;
	if (!some && (step == STEP_MANAGE || !tell_chain(text->trace)))
		return 0;
	if (some || !text->was_empty)
		buf_char(text->into, '\n');
	text->was_empty = !some;
	buf_format(text->into, "%s%s%s", bold[text->colour], title, plain[text->colour]);
	if (!some) {
		buf_format(text->into, ": %s\n", _("nothing recorded"));
		return 0;
	}
	buf_char(text->into, '\n');
	return text->full ? put_step_in_full(text, step, fault)
	                  : put_step_in_short(text, step, fault);
}

static void put_title(struct text *text)
{
	const struct trace *trace = text->trace;
	struct item seed;
	buf_text(text->into, bold[text->colour]);
	view_escape(text->into, span_of(trace->seed));
	buf_text(text->into, plain[text->colour]);
	if (item_parse(span_of(trace->seed), &seed, NULL) == IDENT_OK)
		part_more(text->into, span_of(words_of("item", item_kind_title(seed.kind))));
	buf_char(text->into, '\n');
	if (trace->verdict == TRACE_UNKNOWN)
		buf_text(text->into, _("Nothing is recorded of it.\n"));
	if (trace->verdict == TRACE_NOT_GENUINE)
		buf_text(text->into, _("This number was never issued for its packing run.\n"));
}

/* Nothing is left out without a word. */
static void put_foot(struct text *text)
{
	unsigned long lines = text->digest.line_count, facts = text->trace->event_count;
	if (text->full || facts == 0)
		return;
	buf_char(text->into, '\n');
	buf_format(text->into,
		_("Facts: %1$lu, lines here: %2$lu. With --full each fact is told, with codes, "
		  "operators and positions.\n"),
		facts, lines);
}

int view_text(const struct trace *trace, const struct view_settings *settings, struct buf *into,
	struct fault *fault)
{
	struct text text = { .trace = trace,
		.into = into,
		.full = settings && settings->full,
		.colour = settings && settings->colour };
	put_title(&text);
	if (trace->verdict != TRACE_FOUND)
		return into->failed ? no_memory(fault) : 0;
	text.event = malloc(sizeof(*text.event));
	int code =
		text.event ? digest_make(&text.digest, trace, text.event, fault) : no_memory(fault);
	if (code == 0)
		code = tell_head(into, &text.digest, text.event, fault);
	if (code == 0 && text.full)
		put_all_items(&text);
	text.when_columns = code == 0 ? widest_when(&text) : 0;
	for (int step = 0; code == 0 && step < STEP_COUNT; step++)
		code = put_step(&text, (enum step)step, fault);
	put_foot(&text);
	if (code == 0 && into->failed)
		code = no_memory(fault);
	digest_free(&text.digest);
	free(text.event);
	return code;
}
