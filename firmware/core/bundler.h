/*
 * bundler.h - consecutive lines of the outbox as one signed note.
 *
 * Limits  BUNDLE_EVENTS_MOST lines, and what the caller's buffer and NOTE_MOST leave beside the signature.
 *         A buffer of BUNDLER_LEAST bytes holds one line of any length.
 * Memory  no allocation, no global state.
 */
#ifndef PIGTRACE_FIRMWARE_BUNDLER_H
#define PIGTRACE_FIRMWARE_BUNDLER_H

#include "core/note/bundle.h"
#include "firmware/core/dating.h"

#define BUNDLER_LEAST (BUNDLE_HEADER_MOST + OUTBOX_LINE_MOST + 1 + NOTE_SIGNATURE_TEXT + 1)

/*
 * The lines first..last, as many as fit, signed, into *note (empty, at least BUNDLER_LEAST bytes).
 * *count says how many lines went in. It ends before a damaged record; if `first` itself cannot be
 * read the error is the outbox's and *count is 0.
 * dating: lines without a time get theirs, and a note ends before one that has none yet; NULL: all lines have.
 */
enum outbox_error bundler_make(struct outbox *outbox, struct dating *dating,
	const struct note_secret *key, int64_t first, int64_t last, struct out *note, int *count);

#endif
