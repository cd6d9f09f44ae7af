/*
 * file.h - whole small files. Host only.
 */
#ifndef PIGTRACE_BASE_FILE_H
#define PIGTRACE_BASE_FILE_H

#include "core/base/buf.h"

/*
 * Append all of path ("-" is standard input) to *into; more than `most` bytes is FAULT_LIMIT. After a
 * failure *into holds what it held before.
 */
int file_read(const char *path, size_t most, struct buf *into, struct fault *fault) MUST_CHECK;

/*
 * Make path hold exactly these bytes, or leave it as it was: written beside it, synced, renamed,
 * and the directory synced. mode is as for open(2), e.g. 0600 for a key.
 */
int file_write(const char *path, struct span bytes, unsigned mode, struct fault *fault) MUST_CHECK;

/* Make a name that was just given in the directory of path last through a power cut. */
int file_sync_directory(const char *path, struct fault *fault) MUST_CHECK;

/* write(2) until all is written, through interrupts. */
int file_write_all(int fd, const void *bytes, size_t len, struct fault *fault) MUST_CHECK;

#endif
