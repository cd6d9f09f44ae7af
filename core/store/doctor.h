/*
 * doctor.h - is a store still what it promises to be?
 *
 * Checks   a table (doctor.c), each with an id that stays: the file, the log's own order, the numbers that were
 *          received, every signature from the bytes of its note made again, the bytes of what has no number, the
 *          archive files, and every derived row against a rebuild of a copy.
 * Reads    only: it may run beside the gateway, and sees one moment of the store (the copy: of its own making).
 * Doubts   a note one of whose numbers has two contents, and that came after both of them, cannot always be made
 *          again byte for byte; that is said, and is no finding.
 */
#ifndef PIGTRACE_STORE_DOCTOR_H
#define PIGTRACE_STORE_DOCTOR_H

#include "core/store/store.h"

#define DOCTOR_FINDINGS_MOST 20 /* told of one check; all are counted */

struct doctor_check {
	const char *id;
	const char *text; /* msgid */
	int64_t looked;   /* at how many things */
	int64_t found;    /* how many of them are wrong */
	int64_t doubts;
	bool skipped;
};

typedef void doctor_finding_fn(void *context, const char *check, const char *text);
typedef void doctor_done_fn(void *context, const struct doctor_check *check);

struct doctor_settings {
	const struct note_public
		*admin; /* NULL: not known, and the administrator's notes are not verified */
	const char *
		scratch; /* where the copy may be made; NULL: no copy, no check of what is derived */
	const char *archives; /* where the archive files lie; NULL: they are not looked at */
	doctor_finding_fn *finding;
	doctor_done_fn *done;
	void *context;
};

/* 0 also when something is wrong: *found says how much. A fault: it could not be looked at. */
int doctor_run(struct store *store, const struct doctor_settings *settings, int64_t *found,
	struct fault *fault) MUST_CHECK;

#endif
