/*
 * log_draft.h - what log.c and log_*.c share, and scan_as.c, which says an event for each code: a person's event (say.h),
 * as this program asks for it, explains it and reads tables of it.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_LOG_DRAFT_H
#define PIGTRACE_TOOLS_PIGTRACE_LOG_DRAFT_H

#include "core/say/say.h"
#include "firmware/ports/posix/station.h"
#include "tools/pigtrace/command.h"

#include <limits.h>

/* ---- log.c ---- */

/* The directory of the station that says it; with --dry-run there may be none (""). Exit code. */
int log_station_find(const struct call *call, char dir[static PATH_MAX]);
/* What the station says by default. The strings of *settings are the caller's to free. Exit code. */
int log_desk_read(const struct call *call, const char *dir, struct station_settings *settings,
	struct say_desk *desk);

/* ---- log_help.c ---- */

/* The key as an option: "--withdrawal-days". */
void log_option(struct say_key key, struct buf *into);
/* All that is missing: as options, or as headings of a table. */
void log_missing(const struct say_draft *draft, bool options, struct buf *into);
void log_help_kinds(struct buf *into);
void log_help_kind(enum event_kind kind, struct buf *into);

/* ---- log_ask.c ---- */

#define LOG_ANSWERS_MOST 64

struct log_answers {
	char *texts[LOG_ANSWERS_MOST]; /* heap; the draft's spans point into them */
	int count;
};

/* Ask for all that is missing; false if a person would not say. */
bool log_ask(struct say_draft *draft, const struct say_desk *desk, struct log_answers *answers);
void log_answers_free(struct log_answers *answers);

/* ---- log_csv.c ---- */

struct log_batch {
	struct buf lines;   /* of the good rows, one behind the other */
	struct span *spans; /* of the lines, once all rows are read */
	size_t count, cap;
	size_t bad;
};

/* The rows of a table, with what `common` says for all of them. Bad rows are told on standard error. Exit code:
 * EXIT_DONE also with bad rows; anything else: there is no batch, and a complaint was made. */
int log_csv(const struct call *call, const char *path, const struct say_draft *common,
	struct say_desk *desk, struct log_batch *batch);
void log_batch_free(struct log_batch *batch);

#endif
