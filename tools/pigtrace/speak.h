/*
 * speak.h - say events as a station of this home: into its outbox (durable), then to the gateway.
 */
#ifndef PIGTRACE_TOOLS_PIGTRACE_SPEAK_H
#define PIGTRACE_TOOLS_PIGTRACE_SPEAK_H

#include "tools/pigtrace/command.h"

struct station;

#define SPEAK_WAIT_MS 5000

/*
 * Lines of events, each without its newline, as the station in `dir`. 0 when all are in the outbox; they are
 * kept for ever from then on. Then waits up to wait_ms for the gateway's receipt and says on standard
 * error what became of them. Exit code: EXIT_DONE (receipted, or waiting in the outbox), EXIT_FAILED (refused by
 * the gateway: held, or not kept), EXIT_BUSY (another program holds the station).
 */
int speak(const struct call *call, const char *dir, const struct span *lines, size_t count,
	int wait_ms);

/* Deliver what waits in an open station; first..last (first > last: none) are what this call added. */
int speak_deliver(
	const struct call *call, struct station *station, int64_t first, int64_t last, int wait_ms);

/* speak for one event of the administrator of this home. */
int speak_admin(const struct call *call, struct span line);

#endif
