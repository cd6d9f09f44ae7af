/*
 * archive_file.h - notes that have left the store, in a file that anybody can read and verify.
 *
 * Shape   gzip of text, so that `zcat` shows it for as long as there are computers:
 *           pigtrace-archive/1
 *           @key NO BYTES            a note of the administrator that registers stations: a copy, to have the keys
 *           @note NO GOT_MS BYTES    a note, byte for byte as it was signed
 *           @held NOTE SEQ RULE AT   a line of the note before it that had been held
 *           @plain NO STATION GOT_MS BYTES   an event that rests on the broker's login alone
 *           @end NOTES PLAIN SHA256  of all the text before this line, in hex
 *         BYTES bytes and a newline follow where they are said. Nothing may follow the @end.
 * Trust   the keys are vouched for by the administrator's key, which is not in the file.
 * Limits  a line ARCHIVE_LINE_MOST, bytes NOTE_MOST.
 */
#ifndef PIGTRACE_STORE_ARCHIVE_FILE_H
#define PIGTRACE_STORE_ARCHIVE_FILE_H

#include "core/base/buf.h"
#include "core/note/note.h"

#define ARCHIVE_LINE_MOST 256
#define ARCHIVE_HASH_TEXT 65 /* SHA-256 in hex, NUL included */

enum archive_kind { ARCHIVE_KEY, ARCHIVE_NOTE, ARCHIVE_HELD, ARCHIVE_PLAIN, ARCHIVE_END };

struct archive_record {
	enum archive_kind kind;
	int64_t no;
	struct span station; /* of ARCHIVE_PLAIN */
	int64_t got_ms;
	int64_t seq;      /* of ARCHIVE_HELD */
	struct span rule; /* of ARCHIVE_HELD */
	int64_t at;
	int64_t len;       /* how many bytes follow; -1: none */
	struct span bytes; /* set by the reader */
	int64_t notes;     /* of ARCHIVE_END */
	int64_t plain;
	struct span hash;
};

/* One line without its newline; false if it is none of the above. Spans point into line. */
bool archive_parse_line(struct span line, struct archive_record *record);

/* ---- writing: a new file; after a fault only archive_close ---- */

struct archive_writer;

int archive_create(
	struct archive_writer **writer, const char *path, struct fault *fault) MUST_CHECK;
/* kind KEY, NOTE, HELD or PLAIN. */
int archive_write(struct archive_writer *writer, const struct archive_record *record,
	struct fault *fault) MUST_CHECK;
/* Write the @end, make the file durable. */
int archive_finish(struct archive_writer *writer, int64_t *notes, int64_t *plain,
	char hash[static ARCHIVE_HASH_TEXT], struct fault *fault) MUST_CHECK;
void archive_close(struct archive_writer *writer); /* NULL is allowed */

/* ---- reading: a callback returns 0 to go on ---- */

typedef int archive_record_fn(void *context, const struct archive_record *record);

/* All records in order, the @end last, after the hash has been checked. FAULT_CORRUPT says where it does not read. */
int archive_read(
	const char *path, archive_record_fn *each, void *context, struct fault *fault) MUST_CHECK;

struct archive_report {
	int64_t notes;
	int64_t plain;
	int64_t unverified; /* notes that no key of their station verifies */
	int64_t first_bad;  /* the number of the first of them */
	char hash[ARCHIVE_HASH_TEXT];
};

/* Read all of it and verify every signature; 0 also when some do not verify. */
int archive_verify(const char *path, const struct note_public *admin, struct archive_report *report,
	struct fault *fault) MUST_CHECK;

#endif
