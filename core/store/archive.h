/*
 * archive.h - what is past its time leaves the store for an archive file.
 *
 * Moved    whole notes, and events without a note, all of which is older than before_ms and of which nothing is
 *          still needed. Kept are, each with the whole of its own record and what went into it:
 *            animals and goods of which anything is newer; goods until some days after their best-before date;
 *            animals whose end is not recorded; breeding stock (whoever gave birth) for ever;
 *            what was said of a pen, truck or place while something that is kept was there;
 *            registry, corrections and recalls; what is held and open; what does not verify.
 * Left     numbers (so that a resend is known, bytes and all), the names of the items that lack something here, and the
 *          archive's name and sum.
 * Crash    the file is whole, synced and read back before anything leaves the store; what leaves it does so in one
 *          transaction with all that is derived. At every moment each note is in the store or in the file.
 */
#ifndef PIGTRACE_STORE_ARCHIVE_H
#define PIGTRACE_STORE_ARCHIVE_H

#include "core/store/archive_file.h"
#include "core/store/store.h"

struct archive_settings {
	const char *path; /* of the file; must not be there yet */
	const struct note_public *admin;
	int64_t now_ms;
	int64_t before_ms;
	int64_t best_before_days; /* goods are kept so long after it */
};

struct archive_done {
	int64_t notes;
	int64_t plain;
	int64_t unverified; /* notes that stay because they do not verify */
};

/* The store is open for writing, and no batch is open. With nothing to move: 0, no file, and notes and plain 0. */
int store_archive(struct store *store, const struct archive_settings *settings,
	struct archive_done *done, struct fault *fault) MUST_CHECK;

struct archive_entry {
	int64_t no;
	struct span name;
	int64_t made_ms;
	int64_t before_ms;
	int64_t notes;
	int64_t plain;
	struct span sha256;
};

typedef int archive_entry_fn(void *context, const struct archive_entry *entry);

/* All archives that were made of this store; or those that hold something of an item. */
int store_archives(
	struct store *store, archive_entry_fn *each, void *context, struct fault *fault) MUST_CHECK;
int store_archives_of(struct store *store, struct item item, archive_entry_fn *each, void *context,
	struct fault *fault) MUST_CHECK;

#endif
