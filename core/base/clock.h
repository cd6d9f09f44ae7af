/*
 * clock.h - what time it is. Host only.
 */
#ifndef PIGTRACE_BASE_CLOCK_H
#define PIGTRACE_BASE_CLOCK_H

#include "core/base/moment.h"

/* Milliseconds since 1970 (UTC), as the machine's clock has it. */
int64_t clock_now_ms(void);
/* The same moment with the machine's local offset. */
struct moment clock_now(void);
/* Milliseconds that only run forward, for timeouts. */
int64_t clock_steady_ms(void);
/* The same clock, to measure with. */
int64_t clock_steady_us(void);

#endif
