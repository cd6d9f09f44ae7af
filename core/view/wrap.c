#include "core/view/wrap.h"

#include "core/base/utf8.h"

#define MARK_COLUMNS 2 /* of " ·", which ends a line */

size_t wrap_width(struct span text)
{
	size_t columns = 0;
	for (size_t at = 0, step; at < text.len; at += step) {
		step = utf8_step(text.at + at, text.len - at);
		if (step == 0)
			step = 1;
		const unsigned char *c = (const unsigned char *)text.at + at;
		/* Of what is written here, three bytes and more are CJK, two columns wide; dashes,
		 * arrows and such (U+2000..U+2BFF) are one. */
		bool wide = step == 4 || (step == 3 && !(c[0] == 0xe2 && c[1] < 0xb0));
		columns += wide ? 2 : 1;
	}
	return columns;
}

void wrap_pad(struct buf *into, struct span text, size_t columns)
{
	buf_span(into, text);
	for (size_t width = wrap_width(text); width < columns; width++)
		buf_char(into, ' ');
}

static void new_line(struct buf *into, size_t indent)
{
	buf_char(into, '\n');
	wrap_pad(into, (struct span){ "", 0 }, indent);
}

/* Up to the next mark, which is left in front of *rest; one at the very start is taken along. */
static struct span take(struct span *rest, struct span mark)
{
	size_t len = span_starts(*rest, mark.at) ? mark.len : 0;
	while (len < rest->len &&
		!span_equal((struct span){ rest->at + len,
				    rest->len - len < mark.len ? rest->len - len : mark.len },
			mark))
		len++;
	struct span taken = { rest->at, len };
	*rest = (struct span){ rest->at + len, rest->len - len };
	return taken;
}

/* Up to where a list goes on or a bracket opens; numbers stay with their units. */
static struct span take_phrase(struct span *rest)
{
	size_t len = 0;
	struct span left = *rest;
	while (left.len > 0) {
		struct span word = take(&left, span_of(" "));
		len += word.len;
		if (word.at[word.len - 1] == ',' || span_starts(left, " ("))
			break;
	}
	struct span phrase = { rest->at, len };
	*rest = left;
	return phrase;
}

/* Where a text goes on, and which columns it may use. */
struct place {
	struct buf *into;
	size_t column;
	size_t indent;
	size_t room; /* less than all if something follows that stays on the line */
};

static void put_piece(struct place *place, struct span piece)
{
	if (place->column + wrap_width(piece) > place->room && place->column > place->indent) {
		new_line(place->into, place->indent);
		place->column = place->indent;
		if (piece.at[0] == ' ')
			piece = (struct span){ piece.at + 1, piece.len - 1 };
	}
	buf_span(place->into, piece);
	place->column += wrap_width(piece);
}

static void put_words(struct place *place, struct span part)
{
	while (part.len > 0) {
		struct span phrase = take_phrase(&part);
		if (place->indent + wrap_width(phrase) <= place->room) {
			put_piece(place, phrase);
			continue;
		}
		while (phrase.len > 0)
			put_piece(place, take(&phrase, span_of(" ")));
	}
}

void wrap_parts(struct buf *into, struct span text, size_t column, size_t indent)
{
	struct place place = { .into = into, .column = column, .indent = indent };
	struct span between = span_of(WRAP_BETWEEN);
	bool first = true;
	while (text.len > 0) {
		struct span part = take(&text, between);
		place.room = WRAP_COLUMNS - (text.len > 0 ? MARK_COLUMNS : 0);
		if (!first) {
			part = (struct span){ part.at + between.len, part.len - between.len };
			buf_text(into, " ·");
			place.column += MARK_COLUMNS;
			if (place.column + 1 + wrap_width(part) > place.room) {
				new_line(into, indent);
				place.column = indent;
			} else {
				buf_char(into, ' ');
				place.column++;
			}
		}
		first = false;
		put_words(&place, part);
	}
	buf_char(into, '\n');
}
