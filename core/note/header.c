#include "core/note/header.h"

/* The next word of *line; the last one is ended by the line. */
static struct span word_next(struct span *line)
{
	struct span word;
	if (!span_cut(line, ' ', &word)) {
		word = *line;
		*line = (struct span){ line->at + line->len, 0 };
	}
	return word;
}

static bool number_good(struct span word, int64_t least, int64_t most, int64_t *number)
{
	if (word.len > 1 && word.at[0] == '0')
		return false;
	return span_number(word, most, number) && *number >= least;
}

bool header_take(
	struct span *text, const struct header_shape *shape, struct header *header, size_t *at)
{
	struct span rest = *text, line;
	*at = 0;
	if (!span_cut(&rest, '\n', &line) || !span_is(word_next(&line), shape->magic))
		return false;
	*at = (size_t)(line.at - text->at);
	header->station = word_next(&line);
	if (!note_name_good(header->station))
		return false;
	for (size_t i = 0; i < shape->count; i++) {
		*at = (size_t)(line.at - text->at);
		if (!number_good(word_next(&line), shape->range[i].least, shape->range[i].most,
			    &header->numbers[i]))
			return false;
	}
	/* Nothing may follow the last number, a space neither. */
	*at = (size_t)(line.at - text->at);
	if (line.len > 0 || rest.at[-2] == ' ')
		return false;
	*text = rest;
	return true;
}
