/* From a draft to an event line that the gateway would take. */
#include "tools/pigtrace/log_draft.h"

#include "core/base/utf8.h"
#include "core/ident/serial.h"
#include "core/rule/rule.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>

#define SHOWN_MOST 40 /* bytes of a value in a complaint */

const char *log_shown(struct span text, char into[static LOG_SHOWN_TEXT])
{
	struct out out = out_into(into, LOG_SHOWN_TEXT);
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

bool log_refuse(struct log_refusal *refusal, const struct log_entry *entry, enum event_error error,
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

static const struct log_entry *find_part(const struct log_draft *draft, enum log_part part)
{
	return log_draft_find(draft, (struct log_key){ part, 0 });
}

static bool read_when(const struct log_draft *draft, const struct log_desk *desk, struct moment *at,
	struct log_refusal *refusal)
{
	const struct log_entry *when = find_part(draft, LOG_AT), *on = find_part(draft, LOG_DAY);
	struct day day = moment_day(desk->now);
	char text[LOG_SHOWN_TEXT], shown[LOG_SHOWN_TEXT];
	*at = desk->now;
	if (on && (!log_fold(on->value, text, sizeof(text)) || !log_day_read(span_of(text), &day)))
		return log_refuse(refusal, on, EVENT_TIME, _("'%s' is no day: write 2026-11-20"),
			log_shown(on->value, shown));
	if (on && !when)
		return log_refuse(refusal, on, EVENT_TIME,
			_("a day alone does not say when it was: the time of day is missing (at)"));
	if (when && (!log_fold(when->value, text, sizeof(text)) ||
			    !log_time_read(span_of(text), day, at)))
		return log_refuse(refusal, when, EVENT_TIME,
			_("'%s' is no time: write 2026-11-20 07:30, or 07:30 for today"),
			log_shown(when->value, shown));
	return true;
}

/* Where and by whom: as said, else as the station always says. */
static bool put_frame(struct event_writer *writer, const struct log_draft *draft,
	const struct log_desk *desk, struct log_refusal *refusal)
{
	const uint32_t kinds = UINT32_C(1) << ITEM_PLACE | UINT32_C(1) << ITEM_GROUP;
	const struct log_entry *place = find_part(draft, LOG_PLACE), *by = find_part(draft, LOG_BY);
	char folded[LOG_VALUE_MOST + 1], text[ITEM_TEXT];
	if (place && !log_fold(place->value, folded, sizeof(folded)))
		return log_refuse(refusal, place, EVENT_TOO_LONG, NULL);
	if (place && !log_item_read(span_of(folded), kinds, place, text, refusal))
		return false;
	if (place || desk->place[0])
		event_write_text(writer, "place", span_of(place ? text : desk->place));
	if (by || desk->by[0])
		event_write_text(writer, "by", by ? log_trim(by->value) : span_of(desk->by));
	return true;
}

/* ---- roles and fields ---- */

static bool put_role(struct event_writer *writer, const struct log_draft *draft,
	const struct vocabulary_slot *slot, struct log_refusal *refusal)
{
	struct log_key key = { LOG_ROLE, (int)slot->role };
	if (!log_draft_find(draft, key))
		return true;
	event_write_role(writer, slot->role);
	for (int i = 0; i < draft->count; i++)
		if (log_key_equal(draft->entries[i].key, key) &&
			!log_items_put(writer, slot->items, &draft->entries[i], refusal))
			return false;
	return true;
}

/* A word that means nothing, nothing here, or what another word has said already. */
static bool check_entry(
	const struct log_draft *draft, const struct log_entry *entry, struct log_refusal *refusal)
{
	const struct vocabulary_kind *kind = &vocabulary_kinds[draft->kind];
	bool role = entry->key.part == LOG_ROLE, field = entry->key.part == LOG_FIELD;
	if (entry->key.part == LOG_NONE)
		return log_refuse(refusal, entry, EVENT_KEY_UNKNOWN,
			_("there is no such word in '%s'; pigtrace log %s --help lists them"),
			words_of("kind", kind->title), kind->name);
	if ((role && !vocabulary_slot_of(draft->kind, (enum role)entry->key.number)) ||
		(field && !(kind->allowed >> entry->key.number & 1)))
		return log_refuse(refusal, entry, EVENT_KEY_MISPLACED,
			_("'%s' does not have this; pigtrace log %s --help lists what it has"),
			words_of("kind", kind->title), kind->name);
	if (!role && log_draft_find(draft, entry->key) != entry)
		return log_refuse(refusal, entry, EVENT_KEY_TWICE, _("this is said twice"));
	return true;
}

bool log_words_good(const struct log_draft *draft, struct log_refusal *refusal)
{
	for (int i = 0; i < draft->count; i++)
		if (!check_entry(draft, &draft->entries[i], refusal))
			return false;
	return true;
}

static bool put_all(struct event_writer *writer, const struct log_draft *draft,
	const struct log_desk *desk, struct log_refusal *refusal)
{
	const struct vocabulary_kind *kind = &vocabulary_kinds[draft->kind];
	for (int i = 0; i < kind->slot_count; i++)
		if (!put_role(writer, draft, &kind->slots[i], refusal))
			return false;
	for (int i = 0; i < draft->count; i++)
		if (draft->entries[i].key.part == LOG_FIELD &&
			!log_value_put(writer, &draft->entries[i], desk->now, refusal))
			return false;
	return put_frame(writer, draft, desk, refusal);
}

/* ---- what the gateway would say ---- */

/* Refused by a rule: the entry that said what stands under its key. */
static void blame(
	const struct log_draft *draft, struct judgement judgement, struct log_refusal *refusal)
{
	struct log_key key = log_key_find(draft->kind, span_of(judgement.key));
	refusal->rule = judgement.rule->id;
	refusal->entry = log_draft_find(draft, key);
	refusal->key = log_key_name(key);
	(void)snprintf(refusal->text, sizeof(refusal->text), "%s", words(judgement.rule->text));
}

static bool decode(const struct log_draft *draft, struct log_desk *desk, struct span line,
	struct log_refusal *refusal)
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

bool log_line_make(const struct log_draft *draft, struct log_desk *desk, struct out *line,
	struct log_refusal *refusal)
{
	struct event_writer writer;
	struct moment at;
	*refusal = (struct log_refusal){ .rule = "", .key = "" };
	if (!log_words_good(draft, refusal) || !read_when(draft, desk, &at, refusal))
		return false;
	event_write_begin(&writer, line, draft->kind, at);
	if (!put_all(&writer, draft, desk, refusal))
		return false;
	event_write_end(&writer);
	if (line->full)
		return log_refuse(refusal, NULL, EVENT_TOO_LONG, NULL);
	if (!decode(draft, desk, out_written(line), refusal))
		return false;
	if (lacks_serial_key(&desk->event)) {
		add_serial_key(&writer, line);
		if (line->full)
			return log_refuse(refusal, NULL, EVENT_TOO_LONG, NULL);
		if (!decode(draft, desk, out_written(line), refusal))
			return false;
	}
	struct judgement judgement = rule_judge_event(&desk->event);
	if (judgement.rule)
		blame(draft, judgement, refusal);
	return !judgement.rule;
}

bool log_entry_good(const struct log_draft *draft, const struct log_entry *entry,
	const struct log_desk *desk, struct log_refusal *refusal)
{
	char room[EVENT_LINE_MOST + 1];
	struct out out = out_into(room, sizeof(room));
	struct event_writer writer;
	*refusal = (struct log_refusal){ .rule = "", .key = "" };
	event_write_begin(&writer, &out, draft->kind, desk->now);
	if (entry->key.part != LOG_ROLE)
		return log_value_put(&writer, entry, desk->now, refusal);
	const struct vocabulary_slot *slot =
		vocabulary_slot_of(draft->kind, (enum role)entry->key.number);
	event_write_role(&writer, slot->role);
	return log_items_put(&writer, slot->items, entry, refusal);
}
