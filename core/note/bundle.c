#include "core/note/bundle.h"

#include "core/note/header.h"

#include <assert.h>

#define MAGIC "pigtrace/v1"

enum { EPOCH, FIRST, COUNT };

static const struct header_shape shape = { MAGIC, 3,
	{ [EPOCH] = { 1, BUNDLE_NUMBER_MOST },
		[FIRST] = { 1, BUNDLE_NUMBER_MOST },
		[COUNT] = { 1, BUNDLE_EVENTS_MOST } } };

static bool lines_good(struct span text, struct span lines, int64_t count, size_t *at)
{
	struct span line;
	while (bundle_next(&lines, &line)) {
		*at = (size_t)(line.at - text.at);
		if (line.len == 0 || count-- == 0)
			return false;
	}
	*at = text.len;
	return count == 0 && lines.len == 0;
}

enum note_error bundle_parse(struct span text, struct bundle *bundle, size_t *at)
{
	struct span lines = text;
	struct header header;
	enum note_error error = NOTE_OK;
	size_t where;
	if (!header_take(&lines, &shape, &header, &where) ||
		header.numbers[FIRST] > BUNDLE_NUMBER_MOST - header.numbers[COUNT] + 1)
		error = NOTE_HEADER;
	else if (!lines_good(text, lines, header.numbers[COUNT], &where))
		error = NOTE_COUNT;
	if (error != NOTE_OK) {
		if (at)
			*at = where;
		return error;
	}
	*bundle = (struct bundle){ header.station, header.numbers[EPOCH], header.numbers[FIRST],
		(int)header.numbers[COUNT], lines };
	return NOTE_OK;
}

bool bundle_next(struct span *lines, struct span *line)
{
	return span_cut(lines, '\n', line);
}

void bundle_header(struct out *out, struct span station, int64_t epoch, int64_t first, int count)
{
	assert(note_name_good(station) && epoch >= 1 && first >= 1);
	assert(count >= 1 && count <= BUNDLE_EVENTS_MOST);
	out_text(out, MAGIC " ");
	out_span(out, station);
	out_char(out, ' ');
	out_number(out, epoch);
	out_char(out, ' ');
	out_number(out, first);
	out_char(out, ' ');
	out_number(out, count);
	out_char(out, '\n');
}
