#include "tests/season/wave.h"

#include <assert.h>

#include "core/base/decimal.h"

#define READING_SECONDS 900
#define READING_DIGITS  2

void say(struct wave *wave, int station, enum event_kind kind, int64_t at_ms)
{
	struct pen *pen = &wave->pen;
	pen->out = out_into(pen->bytes, sizeof(pen->bytes));
	pen->entry =
		(struct entry){ .at_ms = at_ms, .key_ms = at_ms, .station = station, .kind = kind };
	pen->readings = 0;
	event_write_begin(&pen->writer, &pen->out, kind,
		(struct moment){ .at_ms = at_ms, .offset_min = SEASON_OFFSET_MIN });
}

void say_role(struct wave *wave, enum role role)
{
	event_write_role(&wave->pen.writer, role);
}

void say_item(struct wave *wave, struct code code)
{
	say_amount(wave, code, -1, -1);
}

void say_amount(struct wave *wave, struct code code, int64_t mass_g, int64_t count)
{
	event_write_item(&wave->pen.writer, span_of(code.text), mass_g, count);
}

void say_one(struct wave *wave, enum role role, struct code code)
{
	say_role(wave, role);
	say_item(wave, code);
}

void say_text(struct wave *wave, enum field field, const char *text)
{
	event_write_text(&wave->pen.writer, vocabulary_fields[field].name, span_of(text));
}

void say_decimal(struct wave *wave, enum field field, int64_t number)
{
	event_write_decimal(&wave->pen.writer, vocabulary_fields[field].name, number,
		vocabulary_fields[field].digits);
}

void say_integer(struct wave *wave, enum field field, int64_t number)
{
	event_write_integer(&wave->pen.writer, vocabulary_fields[field].name, number);
}

void say_moment(struct wave *wave, enum field field, int64_t at_ms)
{
	char text[MOMENT_TEXT];
	struct out out = out_into(text, sizeof(text));
	moment_format(&out, (struct moment){ .at_ms = at_ms, .offset_min = SEASON_OFFSET_MIN });
	say_text(wave, field, text);
}

void say_date(struct wave *wave, enum field field, int64_t number)
{
	char text[MOMENT_TEXT];
	struct out out = out_into(text, sizeof(text));
	struct day day = day_from_number(number);
	out_digits(&out, (uint64_t)day.year, 4);
	out_char(&out, '-');
	out_digits(&out, (uint64_t)day.month, 2);
	out_char(&out, '-');
	out_digits(&out, (uint64_t)day.mday, 2);
	say_text(wave, field, text);
}

void say_readings(struct wave *wave, int count, int32_t low, int32_t high)
{
	wave->pen.readings = count;
	wave->pen.low = low;
	wave->pen.high = high;
}

/* A walk between low and high, as a last key: the event writer has no series of its own. */
static void write_readings(struct wave *wave)
{
	struct pen *pen = &wave->pen;
	struct out *out = &pen->out;
	int32_t now = dice_between(&wave->dice, pen->low, pen->high);
	if (out->full || out->len == 0)
		return;
	out->len--; /* the closing brace */
	out_text(out, ",\"readings\":[");
	for (int i = 0; i < pen->readings; i++) {
		out_text(out, i ? ",[" : "[");
		out_number(out, (int64_t)i * READING_SECONDS);
		out_text(out, ",\"");
		decimal_format(out, now, READING_DIGITS);
		out_text(out, "\"]");
		now += dice_between(&wave->dice, -20, 20);
		now = now < pen->low ? pen->low : now > pen->high ? pen->high : now;
	}
	out_text(out, "]}");
}

static void write_operator(struct wave *wave)
{
	char name[EVENT_OPERATOR_MOST + 1];
	struct out out = out_into(name, sizeof(name));
	/* three people a station, each with their own work */
	out_text(&out, "op-");
	out_digits(&out,
		(uint64_t)(wave->pen.entry.station * 3 + (int)wave->pen.entry.kind % 3 + 1), 2);
	event_write_text(&wave->pen.writer, "by", out_written(&out));
}

static uint32_t keep(struct wave *wave, struct span line)
{
	struct entry *entry = WAVE_ADD(wave, entries);
	if (!entry)
		return 0;
	*entry = wave->pen.entry;
	entry->made = (uint32_t)(wave->entries_count - 1);
	entry->text = wave->text.len;
	entry->len = (uint32_t)line.len;
	buf_span(&wave->text, line);
	wave->failed |= wave->text.failed;
	return entry->made;
}

uint32_t say_end(struct wave *wave)
{
	write_operator(wave);
	event_write_end(&wave->pen.writer);
	if (wave->pen.readings)
		write_readings(wave);
	assert(!wave->pen.out.full); /* what stands in a line is bounded where it is said */
	return keep(wave, out_written(&wave->pen.out));
}

void say_correct(struct wave *wave, int station, int64_t at_ms, uint32_t wrong, uint32_t right)
{
	wave->pen.entry = (struct entry){ .at_ms = at_ms,
		.key_ms = at_ms,
		.station = station,
		.kind = KIND_CORRECT,
		.target = { wrong, right } };
	(void)keep(wave, (struct span){ "", 0 });
}

void say_wrong(struct wave *wave, int station, int64_t at_ms, struct span line, const char *rule)
{
	wave->pen.entry = (struct entry){ .at_ms = at_ms,
		.key_ms = at_ms,
		.station = station,
		.kind = KIND_COUNT,
		.rule = rule };
	(void)keep(wave, line);
}
