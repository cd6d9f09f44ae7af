/*
 * clock.h - when a station's clock is wrong for certain: the one rule, for the gateway and whoever else tells of it.
 *
 * Rule     Nothing arrives before it was sent.
 *            ahead   what a station dates (an event's `at`, a state's `now_ms`) came before that time
 *            behind  a station says that it is `now_ms` and has a receipt that the gateway wrote later (`seen_ms`)
 *          beyond what the station says of its uncertainty, and CLOCK_TOLERANCE_MS.
 * Late     is not wrong. An event may have waited in an outbox for weeks or tell of yesterday, so no event proves that
 *          a clock is behind; a state that was delayed on its way carries both its times with it, and proves no more
 *          and no less. A clock that is behind without ever hearing of the gateway is not found out.
 * Trust    The gateway's own clock is taken for right. A state is not signed: it accuses nobody but its sender.
 * Memory   no allocation, no global state.
 */
#ifndef PIGTRACE_RULE_CLOCK_H
#define PIGTRACE_RULE_CLOCK_H

#include <stdint.h>

#define CLOCK_TOLERANCE_MS \
	120000 /* minutes matter to nobody's record, and the gateway may be off itself */

/* What a station says of the time; 0 where it does not say. */
struct clock_said {
	int64_t now_ms;
	int64_t error_ms; /* plus or minus, of now_ms */
	int64_t seen_ms;  /* at least so late it is by the newest receipt */
};

/* By how much the clock is wrong for certain, in ms: above 0 ahead, below 0 behind; 0: nothing is proved. got_ms: when
 * it came. What is within the tolerance is 0. */
int64_t clock_off_event(int64_t at_ms, int64_t error_ms, int64_t got_ms);
int64_t clock_off_state(const struct clock_said *said, int64_t got_ms);

#endif
