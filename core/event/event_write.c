/* The encoding side, all that firmware needs of this module besides the tables. */
#include "core/event/event.h"

#include "core/base/decimal.h"

#define MASS_DIGITS 3 /* kg on the wire, grams inside */

/* Close an open role, then a comma and the key. */
static void next_key(struct event_writer *writer, const char *key)
{
	if (writer->in_role)
		out_char(writer->out, ']');
	writer->in_role = false;
	out_char(writer->out, ',');
	out_json(writer->out, span_of(key));
	out_char(writer->out, ':');
}

static void put_decimal(struct out *out, int64_t number, int digits)
{
	out_char(out, '"');
	decimal_format(out, number, digits);
	out_char(out, '"');
}

void event_write_begin_at(
	struct event_writer *writer, struct out *out, enum event_kind kind, struct span at)
{
	*writer = (struct event_writer){ .out = out };
	out_text(out, "{\"do\":");
	out_json(out, span_of(vocabulary_kinds[kind].name));
	next_key(writer, "at");
	out_json(out, at);
}

void event_write_begin(
	struct event_writer *writer, struct out *out, enum event_kind kind, struct moment at)
{
	char text[MOMENT_TEXT];
	struct out moment = out_into(text, sizeof(text));
	moment_format(&moment, at);
	event_write_begin_at(writer, out, kind, out_written(&moment));
}

void event_write_text(struct event_writer *writer, const char *key, struct span text)
{
	next_key(writer, key);
	out_json(writer->out, text);
}

void event_write_decimal(struct event_writer *writer, const char *key, int64_t number, int digits)
{
	next_key(writer, key);
	put_decimal(writer->out, number, digits);
}

void event_write_integer(struct event_writer *writer, const char *key, int64_t number)
{
	next_key(writer, key);
	out_number(writer->out, number);
}

void event_write_series(struct event_writer *writer, const char *key,
	const struct event_reading *readings, int count, int digits)
{
	next_key(writer, key);
	out_char(writer->out, '[');
	for (int i = 0; i < count; i++) {
		out_text(writer->out, i ? ",[" : "[");
		out_number(writer->out, readings[i].after_s);
		out_char(writer->out, ',');
		put_decimal(writer->out, readings[i].value, digits);
		out_char(writer->out, ']');
	}
	out_char(writer->out, ']');
}

void event_write_role(struct event_writer *writer, enum role role)
{
	next_key(writer, vocabulary_roles[role].name);
	out_char(writer->out, '[');
	writer->in_role = true;
}

void event_write_item(struct event_writer *writer, struct span item, int64_t mass_g, int64_t count)
{
	struct out *out = writer->out;
	if (out->len > 0 && out->at[out->len - 1] != '[')
		out_char(out, ',');
	if (mass_g < 0 && count < 0) {
		out_json(out, item);
		return;
	}
	out_text(out, "{\"id\":");
	out_json(out, item);
	if (mass_g >= 0) {
		out_text(out, ",\"kg\":");
		put_decimal(out, mass_g, MASS_DIGITS);
	}
	if (count >= 0) {
		out_text(out, ",\"count\":");
		out_number(out, count);
	}
	out_char(out, '}');
}

void event_write_end(struct event_writer *writer)
{
	if (writer->in_role)
		out_char(writer->out, ']');
	writer->in_role = false;
	out_char(writer->out, '}');
}
