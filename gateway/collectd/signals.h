/*
 * signals.h - ending on request: SIGTERM, SIGINT and SIGHUP.
 *
 * Signals are held back but where the program waits, so that a batch is never cut short. SIGHUP ends the
 * gateway like SIGTERM (its terminal is gone), unless it was ignored from the start, as under nohup.
 */
#ifndef PIGTRACE_GATEWAY_COLLECTD_SIGNALS_H
#define PIGTRACE_GATEWAY_COLLECTD_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/* Once, at the start. SIGPIPE is ignored from then on. */
void signals_catch(void);

bool signals_stopping(void);

/* The mask to wait with. */
const sigset_t *signals_while_waiting(void);

/*
 * Around a call that may block: signals interrupt it, and so does an alarm after `seconds`; while the
 * program is to end, one every second, for a call that tries again by itself.
 */
void signals_let_through(unsigned seconds);
void signals_hold_back(void);

#endif
