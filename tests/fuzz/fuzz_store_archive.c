/*
 * Any bytes as a line of an archive: what is understood lies in the line and within the limits, and a line is
 * never two things.
 */
#include "core/store/archive_file.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void demand(bool held)
{
	if (!held)
		abort();
}

static void lies_in(struct span part, struct span line)
{
	demand(part.len == 0 || (part.at >= line.at && part.at + part.len <= line.at + line.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct span line = { (const char *)bytes, len };
	struct archive_record record, shorter;
	if (!archive_parse_line(line, &record))
		return 0;
	demand(record.no >= 0 && record.got_ms >= 0 && record.seq >= 0 && record.len >= -1 &&
		record.len <= NOTE_MOST);
	demand((record.len >= 0) == (record.kind == ARCHIVE_KEY || record.kind == ARCHIVE_NOTE ||
					    record.kind == ARCHIVE_PLAIN));
	lies_in(record.station, line);
	lies_in(record.rule, line);
	lies_in(record.hash, line);
	demand(record.kind != ARCHIVE_PLAIN || note_name_good(record.station));
	demand(record.kind != ARCHIVE_END || record.hash.len == ARCHIVE_HASH_TEXT - 1);
	/* Nothing may follow: with one byte more it is another line, or none. */
	if (record.kind == ARCHIVE_END) {
		line.len--;
		demand(!archive_parse_line(line, &shorter));
	}
	return 0;
}
