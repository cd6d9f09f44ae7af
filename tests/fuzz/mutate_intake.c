/*
 * Makes inputs for the intake's fuzz targets: the shape of plan_shape.h is kept, and lines are made from the
 * vocabulary as often as bytes are changed, so that most of what is tried gets past the decoder.
 */
#include "core/event/event.h"
#include "core/note/note.h"
#include "tests/fuzz/plan_shape.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define BODY_MOST 2048 /* bytes of a message that is changed by what it says */

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t len, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t len, size_t most, unsigned seed);

struct part {
	uint8_t header[PLAN_HEADER];
	size_t len;
	uint8_t body[BODY_MOST + EVENT_LINE_MOST];
};

static struct part parts[PLAN_MOST + 1];
static size_t part_count;
static uint64_t state;

static uint32_t roll(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 33) % below;
}

/* ---- a line that is a sentence of the vocabulary ---- */

static const char *const moments[] = { "2026-11-20T12:00:00+08:00", "2026-11-20T12:00:01+08:00",
	"2026-11-19T00:00:00Z", "2026-11-19T11:59:59.999+08:00", "2000-01-01T00:00:00-14:00",
	"2199-12-31T23:59:59+14:00" };
static const char *const texts[] = { "a", "\xe5\x90\x95\xe6\xa2\x81\xe5\xb1\xb1", "PRRS",
	"1 \"ml\"", "farm-01", "scale-1", "x.y", "ear tag\\" };
static const char *const names[] = { "farm-01/3/1", "farm-01/3/2", "admin/3/1", "nobody/1/1" };

#define ONE_OF(table) (table[roll(sizeof(table) / sizeof(table[0]))])

static struct span an_item(uint32_t kinds)
{
#define EXAMPLE(id, name, syntax, title, example) example,
	static const char *const examples[ITEM_KIND_COUNT] = { ITEM_KIND_TABLE(EXAMPLE) };
#undef EXAMPLE
	static const char *const stations[] = { "station:farm-01", "station:scale-1",
		"station:nobody", "station:shop-1" };
	static char room[ITEM_TEXT + 8];
	struct out out = out_into(room, sizeof(room));
	uint32_t kind = roll(ITEM_KIND_COUNT);
	for (uint32_t i = 0; i < ITEM_KIND_COUNT && !(kinds >> kind & 1); i++)
		kind = (kind + 1) % ITEM_KIND_COUNT;
	if (kind == ITEM_STATION)
		return span_of(ONE_OF(stations));
	out_text(&out, examples[kind]);
	if (out.len > 0 && roll(3) == 0)
		room[out.len - 1] = (char)('0' + roll(10));
	return out_written(&out);
}

static void put_key(struct event_writer *writer, const char *name)
{
	static const char *const owners[] = { "farm-01", "shop-1", "scale-1" };
	static const uint8_t salts[] = { 'f', 'g', 's' };
	uint8_t seed[32] = { ONE_OF(salts) };
	struct note_secret key;
	char text[NOTE_KEY_TEXT];
	if (sodium_init() < 0 || note_key_make(span_of(ONE_OF(owners)), seed, &key) != NOTE_OK)
		abort();
	note_public_format(&key.pub, text);
	event_write_text(writer, name, span_of(text));
}

static void put_series(struct event_writer *writer, const struct vocabulary_field *field)
{
	struct event_reading readings[4];
	int count = 1 + (int)roll(4);
	for (int i = 0; i < count; i++)
		readings[i] = (struct event_reading){ 60 * i, (int32_t)roll(800) - 200 };
	event_write_series(writer, field->name, readings, count, field->digits);
}

static int64_t a_number(const struct vocabulary_field *field)
{
	switch (roll(8)) {
	case 0:
		return field->least;
	case 1:
		return field->most;
	case 2:
		return field->most + 1;
	default:
		return field->least + roll(1000);
	}
}

static void put_field(struct event_writer *writer, enum field which)
{
	static const char hex[] =
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
	const struct vocabulary_field *field = &vocabulary_fields[which];
	const struct vocabulary_choice *choice = &vocabulary_choices[field->choice];
	switch (field->type) {
	case FIELD_IS_TEXT:
		if (which == FIELD_KEY)
			put_key(writer, field->name);
		else
			event_write_text(writer, field->name, span_of(ONE_OF(texts)));
		return;
	case FIELD_IS_DECIMAL:
		event_write_decimal(writer, field->name, a_number(field), field->digits);
		return;
	case FIELD_IS_INTEGER:
		event_write_integer(
			writer, field->name, which == FIELD_HELD ? 1 + roll(4) : a_number(field));
		return;
	case FIELD_IS_DATE:
		event_write_text(writer, field->name, span_of("2026-11-20"));
		return;
	case FIELD_IS_TIME:
		event_write_text(writer, field->name, span_of(ONE_OF(moments)));
		return;
	case FIELD_IS_CHOICE:
		event_write_text(writer, field->name,
			span_of(choice->values[roll((uint32_t)choice->count)]));
		return;
	case FIELD_IS_ITEM:
		event_write_text(writer, field->name, an_item(field->items));
		return;
	case FIELD_IS_EVENT:
		event_write_text(writer, field->name, span_of(ONE_OF(names)));
		return;
	case FIELD_IS_HEX:
		event_write_text(writer, field->name,
			(struct span){ hex, roll(4) ? sizeof(hex) - 1 : 2 * roll(33) });
		return;
	case FIELD_IS_SERIES:
		put_series(writer, field);
		return;
	}
}

static void put_slot(struct event_writer *writer, const struct vocabulary_slot *slot)
{
	uint32_t count = roll(4) == 0 && slot->most > 1 ? 1 + roll(4) : 1;
	event_write_role(writer, slot->role);
	for (uint32_t i = 0; i < count; i++) {
		int64_t mass_g = roll(3) ? -1 : (int64_t)roll(200000);
		int64_t heads = roll(3) ? -1 : (int64_t)roll(500);
		event_write_item(writer, an_item(slot->items), mass_g, heads);
	}
}

static size_t write_sentence(uint8_t *into, size_t size, bool of_admin)
{
	static const enum event_kind orders[] = { KIND_STATION, KIND_STATION, KIND_RETRY,
		KIND_CORRECT };
	char room[EVENT_LINE_MOST];
	struct out out = out_into(room, sizeof(room));
	struct event_writer writer;
	enum event_kind which = of_admin ? ONE_OF(orders) : (enum event_kind)roll(KIND_COUNT);
	const struct vocabulary_kind *kind = &vocabulary_kinds[which];
	event_write_begin_at(&writer, &out, which, span_of(ONE_OF(moments)));
	for (int i = 0; i < kind->slot_count; i++)
		if (kind->slots[i].least ? roll(32) : roll(2))
			put_slot(&writer, &kind->slots[i]);
	for (int i = 0; i < FIELD_COUNT; i++) {
		bool required = kind->required >> i & 1, allowed = kind->allowed >> i & 1;
		if (required ? roll(32) != 0 : allowed ? roll(3) == 0 : roll(512) == 0)
			put_field(&writer, (enum field)i);
	}
	event_write_end(&writer);
	if (out.full || out.len > size)
		return 0;
	memcpy(into, room, out.len);
	return out.len;
}

/* ---- an input taken apart, and put together again ---- */

static bool take_apart(const uint8_t *bytes, size_t len)
{
	for (part_count = 0; part_count < PLAN_MOST && len >= PLAN_HEADER; part_count++) {
		struct part *part = &parts[part_count];
		size_t size = plan_size(bytes, len);
		if (size > BODY_MOST)
			return false;
		memcpy(part->header, bytes, PLAN_HEADER);
		memcpy(part->body, bytes + PLAN_HEADER, size);
		part->len = size;
		bytes += PLAN_HEADER + size;
		len -= PLAN_HEADER + size;
	}
	return true;
}

static size_t put_together(uint8_t *bytes, size_t most)
{
	size_t len = 0;
	for (size_t i = 0; i < part_count && len + PLAN_HEADER + parts[i].len <= most; i++) {
		parts[i].header[PLAN_SIZE_HIGH] = (uint8_t)(parts[i].len >> 8);
		parts[i].header[PLAN_SIZE_LOW] = (uint8_t)parts[i].len;
		memcpy(bytes + len, parts[i].header, PLAN_HEADER);
		memcpy(bytes + len + PLAN_HEADER, parts[i].body, parts[i].len);
		len += PLAN_HEADER + parts[i].len;
	}
	return len;
}

/* ---- one change ---- */

static void say_anew(struct part *part)
{
	part->len = write_sentence(part->body, BODY_MOST, part->header[PLAN_KIND] % 8 == 6);
}

static void say_more(struct part *part)
{
	size_t before = part->len;
	if (before == 0 || before >= BODY_MOST) {
		say_anew(part);
		return;
	}
	part->body[before] = '\n';
	part->len = before + 1 +
	            write_sentence(part->body + before + 1, BODY_MOST - before - 1,
			    part->header[PLAN_KIND] % 8 == 6);
}

static void change_header(struct part *part)
{
	uint32_t which = roll(4);
	part->header[which] = (uint8_t)(roll(3) && which != PLAN_PROOF ? roll(16) : roll(256));
}

static void change_bytes(struct part *part)
{
	part->len = LLVMFuzzerMutate(part->body, part->len, BODY_MOST);
}

static void add_part(void)
{
	struct part *part = &parts[part_count < PLAN_MOST ? part_count++ : roll(PLAN_MOST)];
	for (int i = 0; i < 4; i++)
		part->header[i] = (uint8_t)(i == PLAN_PROOF ? roll(256) : roll(16));
	say_anew(part);
}

/* A copy of one in the place of another, or behind all: what comes twice, and in another order. */
static void copy_part(void)
{
	size_t from = roll((uint32_t)part_count);
	size_t to = part_count < PLAN_MOST && roll(2) ? part_count++ : roll((uint32_t)part_count);
	if (from != to)
		parts[to] = parts[from];
}

static void drop_part(void)
{
	size_t which = roll((uint32_t)part_count);
	if (part_count > 1)
		parts[which] = parts[--part_count];
}

static void change(void)
{
	struct part *part = &parts[part_count ? roll((uint32_t)part_count) : 0];
	uint32_t what = part_count ? roll(20) : 0;
	if (what < 2)
		add_part();
	else if (what < 3)
		copy_part();
	else if (what < 4)
		drop_part();
	else if (what < 7)
		change_header(part);
	else if (what < 10)
		say_anew(part);
	else if (what < 12)
		say_more(part);
	else
		change_bytes(part);
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t len, size_t most, unsigned seed)
{
	state = ((uint64_t)seed << 20) ^ UINT64_C(0x9e3779b97f4a7c15);
	if (most < PLAN_HEADER || roll(20) == 0 || !take_apart(bytes, len))
		return LLVMFuzzerMutate(bytes, len, most);
	for (uint32_t times = 1 + (roll(4) == 0 ? roll(4) : 0); times > 0; times--)
		change();
	size_t made = put_together(bytes, most);
	return made ? made : LLVMFuzzerMutate(bytes, len, most);
}
