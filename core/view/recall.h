/*
 * recall.h - a recall or its plan as people, spreadsheets and programs read it.
 *
 * Text, HTML  the same tables: scope by stage, sums, whom to tell, goods, notices, what came back, which
 *             stations may know more; in the language of words_open. Text lists at most
 *             VIEW_RECALL_LINES goods and says how many there are. HTML stands alone, prints on paper,
 *             and escapes all that somebody else wrote.
 * JSON        format "pigtrace-recall/1": names and meanings are only ever added.
 * CSV         one row for each item; of a recall that was opened, the other tables below, each after an empty row and
 *             its title. UTF-8 with byte order mark, CRLF, every cell in quotes. A cell that a spreadsheet
 *             would take for a formula (it begins with = + - @, also wide ones, tab, CR or LF) gets a ' in front.
 * All are functions of the value (and language) alone.
 */
#ifndef PIGTRACE_VIEW_RECALL_H
#define PIGTRACE_VIEW_RECALL_H

#include "core/base/buf.h"
#include "core/trace/recall.h"

#define VIEW_RECALL_LINES 40

struct view_recall {
	const struct recall_plan *plan;
	const struct recall *recall; /* NULL: a plan that is not opened */
	const char *const *seeds;    /* as they were asked for */
	size_t seed_count;
	bool drill;      /* nobody was told */
	int64_t took_ms; /* a drill's */
	struct moment now;
};

/* Append to *into; FAULT_MEMORY. */
int view_recall_text(
	const struct view_recall *view, struct buf *into, struct fault *fault) MUST_CHECK;
int view_recall_html(
	const struct view_recall *view, struct buf *into, struct fault *fault) MUST_CHECK;
int view_recall_json(
	const struct view_recall *view, struct buf *into, struct fault *fault) MUST_CHECK;
int view_recall_csv(
	const struct view_recall *view, struct buf *into, struct fault *fault) MUST_CHECK;

/* Why the item is in: a line for each step from the seed, in words. */
int view_recall_path(const struct forward *forward, size_t item, struct buf *into,
	struct fault *fault) MUST_CHECK;
/* Why an item is not in, in words. */
int view_recall_miss(const struct forward_miss *miss, const char *item, int offset_min,
	struct buf *into, struct fault *fault) MUST_CHECK;

#endif
