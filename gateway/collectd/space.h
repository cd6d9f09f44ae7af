/*
 * space.h - is there room left where the store is?
 *
 * A disk that is full can also fail what must not fail (the broker's own files, a rebuild, this file's log), so the
 * gateway stops taking messages while there is still some. It begins again with a quarter more than that free,
 * so that it does not flicker.
 */
#ifndef PIGTRACE_GATEWAY_COLLECTD_SPACE_H
#define PIGTRACE_GATEWAY_COLLECTD_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#define SPACE_EVERY_MS 1000

struct space {
	const char *path;
	int64_t reserve_bytes; /* 0: not watched */
	int64_t free_bytes;    /* when it was looked at last */
	int64_t looked_ms;
	bool low;
};

/* Looks at most every SPACE_EVERY_MS. What cannot be looked at is not low. */
bool space_is_low(struct space *space, int64_t now_ms);

#endif
