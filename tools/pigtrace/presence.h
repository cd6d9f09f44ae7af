/*
 * presence.h - what stations say of themselves: the `state` messages the broker of this home retains.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_PRESENCE_H
#define PIGTRACE_TOOLS_PIGTRACE_PRESENCE_H

#include "tools/pigtrace/command.h"

/* Called for each, in no order: the station, and its JSON as it said it (anything at all may stand there). */
typedef void presence_fn(void *context, struct span station, struct span state);

/* Under the gateway's login, at the broker the administrator's station knows. Exit code; complained. */
int presence_each(const struct call *call, presence_fn *each, void *context);

/* The value of a member of a flat JSON object as text, "-" if it is not there or not text, number or boolean. */
void presence_member(struct span state, const char *name, char *text, size_t size);

#endif
