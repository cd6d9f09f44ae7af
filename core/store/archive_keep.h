/* archive_keep.h - what has to stay in the store. */
#ifndef PIGTRACE_STORE_ARCHIVE_KEEP_H
#define PIGTRACE_STORE_ARCHIVE_KEEP_H

#include "core/store/archive.h"

/* Within a batch: fill keep_event and keep_note; and empty all of them again. */
int keep_choose(struct store *store, const struct archive_settings *settings, int64_t *unverified,
	struct fault *fault) MUST_CHECK;
int keep_clear(struct store *store, struct fault *fault) MUST_CHECK;

#endif
