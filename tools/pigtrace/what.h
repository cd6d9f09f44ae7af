/*
 * what.h - what a person names on the command line: a code, a Digital Link URI, or a picture of one.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_WHAT_H
#define PIGTRACE_TOOLS_PIGTRACE_WHAT_H

#include "core/ident/item.h"
#include "tools/pigtrace/command.h"

/* Canonical item text into `text`; EXIT_DONE, or an exit code after a complaint. A word that names a
 * readable file is a picture; its first code that is an item counts. */
int what_is(const struct call *call, const char *word, char text[static ITEM_TEXT]);

/* The same for what a scanner read; no complaint. */
bool what_scanned(struct span data, char text[static ITEM_TEXT]);

#endif
