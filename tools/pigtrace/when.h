/*
 * when.h - moments and spans of time as a person reads them.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_WHEN_H
#define PIGTRACE_TOOLS_PIGTRACE_WHEN_H

#include "core/base/moment.h"

#define WHEN_TEXT 32

/* Local time of this machine, "2026-11-20 07:30:12"; "-" for 0. */
void when_local(int64_t at_ms, char text[static WHEN_TEXT]);

/* "3 s", "5 min", "2 h", "4 d", with its sign. */
void when_span(int64_t ms, char text[static WHEN_TEXT]);

#endif
