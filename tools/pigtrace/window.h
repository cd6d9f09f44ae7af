/*
 * window.h - moments as options name them.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_WINDOW_H
#define PIGTRACE_TOOLS_PIGTRACE_WINDOW_H

#include "tools/pigtrace/command.h"

/*
 * A moment option: what pigtrace log takes for a time, or a day, which begins at this machine's midnight; *at_ms is
 * untouched if the option is not given. False after a complaint.
 */
bool window_moment(const struct call *call, const char *option, int64_t *at_ms);

#endif
