/* From a draft to an event line that the gateway would take. */
#include "core/say/say.h"

#include "core/base/utf8.h"
#include "core/ident/serial.h"
#include "core/rule/rule.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>

#define SHOWN_MOST 40 /* bytes of a value in a complaint */

const char *say_shown(struct span text, char into[static SAY_SHOWN_TEXT])
{
	struct out out = out_into(into, SAY_SHOWN_TEXT);
	size_t at = 0;
	while (at < text.len && at < SHOWN_MOST) {
		size_t step = utf8_step(text.at + at, text.len - at);
		unsigned char c = (unsigned char)text.at[at];
		if (step == 0 || c < 0x20 || c == 0x7f)
			out_char(&out, '?');
		else
			out_bytes(&out, text.at + at, step);
		at += step ? step : 1;
	}
	if (at < text.len)
		out_text(&out, "…");
	return into;
}

static const char *rule_of(enum event_error error)
{
	struct event_wrong wrong = { .error = error };
	return rule_judge_wrong(&wrong).rule->id;
}

bool say_refuse(struct say_refusal *refusal, const struct say_entry *entry, enum event_error error,
	const char *format, ...)
{
	va_list args;
	refusal->rule = rule_of(error);
	refusal->entry = entry;
	refusal->key = "";
	va_start(args, format);
	if (format)
		(void)vsnprintf(refusal->text, sizeof(refusal->text), format, args);
	else
		(void)snprintf(
			refusal->text, sizeof(refusal->text), "%s", words(event_error_text(error)));
	va_end(args);
	return false;
}

/* ---- the frame of an event ---- */

static const struct say_entry *find_part(const struct say_draft *draft, enum say_part part)
{
	return say_draft_find(draft, (struct say_key){ part, 0 });
}

static bool read_when(const struct say_draft *draft, const struct say_desk *desk, struct moment *at,
	struct say_refusal *refusal)
{
	const struct say_entry *when = find_part(draft, SAY_AT), *on = find_part(draft, SAY_DAY);
	struct day day = moment_day(desk->now);
	char text[SAY_SHOWN_TEXT], shown[SAY_SHOWN_TEXT];
	*at = desk->now;
	if (on && (!say_fold(on->value, text, sizeof(text)) || !say_day_read(span_of(text), &day)))
		return say_refuse(refusal, on, EVENT_TIME, _("'%s' is no day: write 2026-11-20"),
			say_shown(on->value, shown));
	if (on && !when)
		return say_refuse(refusal, on, EVENT_TIME,
			_("a day alone does not say when it was: the time of day is missing (at)"));
	if (when && (!say_fold(when->value, text, sizeof(text)) ||
			    !say_time_read(span_of(text), day, at)))
		return say_refuse(refusal, when, EVENT_TIME,
			say_day_begin(span_of(text), day, at)
				? _("'%s' does not say when on that day: write 2026-11-20 07:30")
				: _("'%s' is no time: write 2026-11-20 07:30, or 07:30 for today"),
			say_shown(when->value, shown));
	return true;
}

/* Where and by whom: as said, else as the station always says. */
static bool put_frame(struct event_writer *writer, const struct say_draft *draft,
	const struct say_desk *desk, struct say_refusal *refusal)
{
	const uint32_t kinds = UINT32_C(1) << ITEM_PLACE | UINT32_C(1) << ITEM_GROUP;
	const struct say_entry *place = find_part(draft, SAY_PLACE), *by = find_part(draft, SAY_BY);
	char folded[SAY_VALUE_MOST + 1], text[ITEM_TEXT];
	if (place && !say_fold(place->value, folded, sizeof(folded)))
		return say_refuse(refusal, place, EVENT_TOO_LONG, NULL);
	if (place && !say_item_read(span_of(folded), kinds, place, text, refusal))
		return false;
	if (place || desk->place[0])
		event_write_text(writer, "place", span_of(place ? text : desk->place));
	if (by || desk->by[0])
		event_write_text(writer, "by", by ? say_trim(by->value) : span_of(desk->by));
	return true;
}

/* ---- roles and fields ---- */

static bool put_role(struct event_writer *writer, const struct say_draft *draft,
	const struct vocabulary_slot *slot, struct say_refusal *refusal)
{
	struct say_key key = { SAY_ROLE, (int)slot->role };
	if (!say_draft_find(draft, key))
		return true;
	event_write_role(writer, slot->role);
	for (int i = 0; i < draft->count; i++)
		if (say_key_equal(draft->entries[i].key, key) &&
			!say_items_put(writer, slot->items, &draft->entries[i], refusal))
			return false;
	return true;
}

bool say_key_fits(enum event_kind kind, struct say_key key)
{
	if (key.part == SAY_ROLE)
		return vocabulary_slot_of(kind, (enum role)key.number) != NULL;
	if (key.part == SAY_FIELD)
		return vocabulary_kinds[kind].allowed >> key.number & 1;
	return key.part != SAY_NONE;
}

/* A word that means nothing, nothing here, or what another word has said already. */
static bool check_entry(
	const struct say_draft *draft, const struct say_entry *entry, struct say_refusal *refusal)
{
	const char *kind = words_of("kind", vocabulary_kinds[draft->kind].title);
	if (entry->key.part == SAY_NONE)
		return say_refuse(refusal, entry, EVENT_KEY_UNKNOWN,
			_("there is no such word in '%s'"), kind);
	if (!say_key_fits(draft->kind, entry->key))
		return say_refuse(
			refusal, entry, EVENT_KEY_MISPLACED, _("'%s' does not have this"), kind);
	if (entry->key.part != SAY_ROLE && say_draft_find(draft, entry->key) != entry)
		return say_refuse(refusal, entry, EVENT_KEY_TWICE, _("this is said twice"));
	return true;
}

bool say_words_good(const struct say_draft *draft, struct say_refusal *refusal)
{
	for (int i = 0; i < draft->count; i++)
		if (!check_entry(draft, &draft->entries[i], refusal))
			return false;
	return true;
}

static bool put_all(struct event_writer *writer, const struct say_draft *draft,
	const struct say_desk *desk, struct say_refusal *refusal)
{
	const struct vocabulary_kind *kind = &vocabulary_kinds[draft->kind];
	for (int i = 0; i < kind->slot_count; i++)
		if (!put_role(writer, draft, &kind->slots[i], refusal))
			return false;
	for (int i = 0; i < draft->count; i++)
		if (draft->entries[i].key.part == SAY_FIELD &&
			!say_value_put(writer, &draft->entries[i], desk->now, refusal))
			return false;
	return put_frame(writer, draft, desk, refusal);
}

/* ---- what the gateway would say ---- */

/* Refused by a rule: the entry that said what stands under its key. */
static void blame(
	const struct say_draft *draft, struct judgement judgement, struct say_refusal *refusal)
{
	struct say_key key = say_key_find(draft->kind, span_of(judgement.key));
	refusal->rule = judgement.rule->id;
	refusal->entry = say_draft_find(draft, key);
	refusal->key = say_key_name(key);
	(void)snprintf(refusal->text, sizeof(refusal->text), "%s", words(judgement.rule->text));
}

static bool decode(const struct say_draft *draft, struct say_desk *desk, struct span line,
	struct say_refusal *refusal)
{
	struct event_wrong wrong;
	if (event_decode(line, &desk->event, &wrong) == EVENT_OK)
		return true;
	blame(draft, rule_judge_wrong(&wrong), refusal);
	return false;
}

/* Whether packages of a run come out whose serials nobody has given a key. */
static bool lacks_serial_key(const struct event *event)
{
	bool run = false;
	for (int i = 0; i < event->item_count; i++)
		run |= event->items[i].role == ROLE_OUT && event->items[i].item.kind == ITEM_RUN;
	return run && vocabulary_kinds[event->kind].allowed >> FIELD_SERIAL_KEY & 1 &&
	       !event_find(event, FIELD_SERIAL_KEY);
}

/* One more field at the end of a finished line. */
static void add_serial_key(struct event_writer *writer, struct out *line)
{
	uint8_t bytes[SERIAL_KEY_LEN];
	char text[2 * SERIAL_KEY_LEN + 1];
	randombytes_buf(bytes, sizeof(bytes));
	(void)sodium_bin2hex(text, sizeof(text), bytes, sizeof(bytes));
	line->len--; /* the closing brace */
	event_write_text(writer, vocabulary_fields[FIELD_SERIAL_KEY].name, span_of(text));
	event_write_end(writer);
}

bool say_line_make(const struct say_draft *draft, struct say_desk *desk, struct out *line,
	struct say_refusal *refusal)
{
	struct event_writer writer;
	struct moment at;
	*refusal = (struct say_refusal){ .rule = "", .key = "" };
	if (!say_words_good(draft, refusal) || !read_when(draft, desk, &at, refusal))
		return false;
	event_write_begin(&writer, line, draft->kind, at);
	if (!put_all(&writer, draft, desk, refusal))
		return false;
	event_write_end(&writer);
	if (line->full)
		return say_refuse(refusal, NULL, EVENT_TOO_LONG, NULL);
	if (!decode(draft, desk, out_written(line), refusal))
		return false;
	if (lacks_serial_key(&desk->event)) {
		add_serial_key(&writer, line);
		if (line->full)
			return say_refuse(refusal, NULL, EVENT_TOO_LONG, NULL);
		if (!decode(draft, desk, out_written(line), refusal))
			return false;
	}
	struct judgement judgement = rule_judge_event(&desk->event);
	if (judgement.rule)
		blame(draft, judgement, refusal);
	return !judgement.rule;
}

bool say_entry_good(const struct say_draft *draft, const struct say_entry *entry,
	const struct say_desk *desk, struct say_refusal *refusal)
{
	char room[EVENT_LINE_MOST + 1];
	struct out out = out_into(room, sizeof(room));
	struct event_writer writer;
	*refusal = (struct say_refusal){ .rule = "", .key = "" };
	event_write_begin(&writer, &out, draft->kind, desk->now);
	if (entry->key.part != SAY_ROLE)
		return say_value_put(&writer, entry, desk->now, refusal);
	const struct vocabulary_slot *slot =
		vocabulary_slot_of(draft->kind, (enum role)entry->key.number);
	event_write_role(&writer, slot->role);
	return say_items_put(&writer, slot->items, entry, refusal);
}
