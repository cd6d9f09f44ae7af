/*
 * trace_out.h - trace an item and print the answer as the call's --json, --dot, --full and --raw say.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_TRACE_OUT_H
#define PIGTRACE_TOOLS_PIGTRACE_TRACE_OUT_H

#include "core/view/view.h"
#include "tools/pigtrace/command.h"

/* Exit code; a complaint is made. */
int trace_print(const struct call *call, struct store *store, struct span item);

#endif
