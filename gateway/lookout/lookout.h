/*
 * lookout.h - a program tells whoever watches it how it fares: a few pages over HTTP, on its own thread.
 *
 * Place    a port of the loopback interface, a unix socket (mode 0660), both, or neither: nothing of this is
 *          meant for the network; a proxy can carry it there.
 * Program  is never waited for and never waits: a page is written from what it left in atomics.
 * Clients  at most LOOKOUT_CLIENTS at once, the others wait in the kernel's queue; each has within_ms for
 *          everything: one request, one answer. Whatever they send, the thread goes on.
 * Signals  are all held back in the thread: they are the program's.
 */
#ifndef PIGTRACE_GATEWAY_LOOKOUT_LOOKOUT_H
#define PIGTRACE_GATEWAY_LOOKOUT_LOOKOUT_H

#include "core/base/buf.h"

#define LOOKOUT_CLIENTS   16
#define LOOKOUT_WITHIN_MS 5000 /* the usual */

struct lookout;

struct lookout_page {
	const char *path;
	const char *media_type;
	/* On the lookout's thread. Appends to *body and returns the HTTP status. */
	int (*write)(void *context, struct buf *body);
};

struct lookout_settings {
	int64_t port;       /* of 127.0.0.1; 0: none */
	const char *socket; /* path; "": none */
	int64_t within_ms;
	const struct lookout_page *pages;
	size_t page_count;
	void *context;
};

/* Can these settings be used? Binds nothing. */
int lookout_check(const struct lookout_settings *settings, struct fault *fault) MUST_CHECK;
/* *lookout is NULL where no place is set. A socket that nobody answers on any more is replaced; a place that is
 * taken is FAULT_SETTING. */
int lookout_open(struct lookout **lookout, const struct lookout_settings *settings,
	struct fault *fault) MUST_CHECK;
void lookout_close(struct lookout *lookout); /* NULL is allowed */

#endif
