/*
 * view.h - a trace as people and programs read it.
 *
 * Text   the story by the five steps, oldest first, in the language of words_open(); events that say the
 *        same are one line, and how much that leaves out is said. Lines of 100 columns. Times at the event's
 *        own offset, which is written where it is not that of the first event. JSON: format "pigtrace-trace/1", stable: names and meanings are only ever
 *        added. Dot: a Graphviz picture of items and what they were made of.
 * All three are functions of the trace value (and language) alone: same trace, same bytes.
 */
#ifndef PIGTRACE_VIEW_VIEW_H
#define PIGTRACE_VIEW_VIEW_H

#include "core/trace/check.h"
#include "core/trace/recall.h"
#include "core/trace/trace.h"

struct view_settings {
	bool colour; /* text: bold and colours for a terminal */
	bool full;   /* text: every event, with every code, operator and position */
};

/* Append to *into; FAULT_MEMORY, or FAULT_CORRUPT if a line of the trace does not read. */
int view_text(const struct trace *trace, const struct view_settings *settings, struct buf *into,
	struct fault *fault) MUST_CHECK;
int view_json(const struct trace *trace, struct buf *into, struct fault *fault) MUST_CHECK;
/*
 * With what the rules about the record itself found of it (check.h), under the name "record" unless check is NULL, and
 * the open recalls it is in (recall_find_all) under "recalls": [{"name", "station", "class", "reason", "opened"}], empty if
 * it is in none. "verdict" is not touched by either: it says whether there is a record.
 */
int view_json_checked(const struct trace *trace, const struct check *check,
	const struct recalls *recalls, struct buf *into, struct fault *fault) MUST_CHECK;
int view_dot(const struct trace *trace, struct buf *into, struct fault *fault) MUST_CHECK;

/*
 * Text somebody else wrote, fit for a terminal: control characters and those that change the direction
 * of writing are shown as \u001b, bytes that are not UTF-8 as \xff.
 */
void view_escape(struct buf *into, struct span text);

/* One event on one line, without a newline, for the trace, `watch` and `quarantine`: "2026-11-20 07:30 +08:00  称重  ..." */
int view_event_line(const struct event *event, struct span station, struct buf *into,
	struct fault *fault) MUST_CHECK;

#endif
