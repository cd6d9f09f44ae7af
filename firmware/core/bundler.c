#include "firmware/core/bundler.h"

#include <assert.h>
#include <string.h>

enum outbox_error bundler_make(struct outbox *outbox, struct dating *dating,
	const struct note_secret *key, int64_t first, int64_t last, struct out *note, int *count)
{
	enum outbox_error error = OUTBOX_OK;
	size_t most = note->size - 1 < NOTE_MOST ? note->size - 1 : NOTE_MOST;
	size_t end = most - NOTE_SIGNATURE_TEXT;
	size_t at =
		BUNDLE_HEADER_MOST; /* the header is written last: it says how many lines fitted */
	assert(note->size >= BUNDLER_LEAST && note->len == 0);
	*count = 0;
	while (*count < BUNDLE_EVENTS_MOST && *count <= last - first && at < end) {
		size_t len;
		char *line = note->at + at;
		error = dating ? dating_read(dating, first + *count, line, end - at - 1, &len)
		               : outbox_read(outbox, first + *count, line, end - at - 1, &len);
		if (error != OUTBOX_OK)
			break;
		note->at[at + len] = '\n';
		at += len + 1;
		++*count;
	}
	if (*count == 0)
		return error == OUTBOX_OK ? OUTBOX_ABSENT : error;
	struct out header = out_into(note->at, BUNDLE_HEADER_MOST);
	bundle_header(&header, span_of(key->pub.name), outbox->epoch, first, *count);
	memmove(note->at + header.len, note->at + BUNDLE_HEADER_MOST, at - BUNDLE_HEADER_MOST);
	note->len = header.len + at - BUNDLE_HEADER_MOST;
	note->at[note->len] = '\0';
	return note_sign(note, key) == NOTE_OK ? OUTBOX_OK : OUTBOX_ROOM;
}
