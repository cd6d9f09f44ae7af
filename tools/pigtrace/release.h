/*
 * release.h - whether a label may be printed: the record of what it names must not fail the record rules, and its
 * best-before day must not be past.
 *
 * With --override REASON it is printed all the same, and that is an event (`override`) of the station that
 * prints, kept in its outbox before the first label is drawn.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_RELEASE_H
#define PIGTRACE_TOOLS_PIGTRACE_RELEASE_H

#include "core/store/store.h"
#include "tools/pigtrace/command.h"

/* EXIT_DONE: print it; anything else after a complaint. A thing the record does not know may be printed: its
 * events may still be on their way. */
int release_label(const struct call *call, struct store *store, struct item item,
	const char *best_before /* as the label would say it; "": none */);

#endif
