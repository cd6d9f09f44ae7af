/* One pass over the line: keys, the frame every event has, and what is wrong. */
#include "core/event/decode.h"

#include <string.h>

enum frame { FRAME_DO, FRAME_AT, FRAME_BY, FRAME_PLACE, FRAME_COUNT };

/* A key is cut to fit, but not within a character. */
static void copy_key(struct span key, char *into, size_t size)
{
	size_t len = key.len < size ? key.len : size - 1;
	while (len > 0 && len < key.len && ((unsigned char)key.at[len] & 0xc0) == 0x80)
		len--;
	if (len)
		memcpy(into, key.at, len);
	into[len] = '\0';
}

enum event_error decode_wrong(struct decoder *decoder, enum event_error error, size_t at)
{
	struct event_wrong *wrong = decoder->wrong;
	wrong->error = error;
	wrong->ident = IDENT_OK;
	wrong->at = at;
	copy_key(decoder->key, wrong->key, sizeof(wrong->key));
	return error;
}

enum event_error decode_wrong_json(struct decoder *decoder)
{
	enum event_error error = decoder->json.error == JSON_UTF8   ? EVENT_UTF8
	                         : decoder->json.error == JSON_DEEP ? EVENT_DEEP
	                                                            : EVENT_JSON;
	return decode_wrong(decoder, error, decoder->json.error_at);
}

enum event_error decode_wrong_inside(
	struct decoder *decoder, enum event_error error, struct json_token token, size_t inner)
{
	bool as_said = token.text.at == decoder->json.text.at + token.at + 1;
	return decode_wrong(decoder, error, as_said ? token.at + 1 + inner : token.at);
}

static enum event_error read_do(struct decoder *decoder, struct json_token token)
{
	enum event_kind kind;
	if (token.kind != JSON_STRING || !vocabulary_find_kind(token.text, &kind))
		return decode_wrong(decoder, EVENT_KIND_UNKNOWN, token.at);
	decoder->event->kind = kind;
	decoder->kind = &vocabulary_kinds[kind];
	return EVENT_OK;
}

static enum event_error read_at(struct decoder *decoder, struct json_token token)
{
	size_t inner = 0;
	if (token.kind != JSON_STRING)
		return decode_wrong(decoder, EVENT_TIME, token.at);
	if (!moment_parse(token.text, &decoder->event->at, &inner))
		return decode_wrong_inside(decoder, EVENT_TIME, token, inner);
	return EVENT_OK;
}

static bool pseudonym_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '.' || c == '_' || c == '-';
}

static enum event_error read_by(struct decoder *decoder, struct json_token token)
{
	if (token.kind != JSON_STRING || token.text.len == 0)
		return decode_wrong(decoder, EVENT_OPERATOR, token.at);
	for (size_t i = 0; i < token.text.len; i++)
		if (i == EVENT_OPERATOR_MOST || !pseudonym_char(token.text.at[i]))
			return decode_wrong_inside(decoder, EVENT_OPERATOR, token, i);
	decoder->event->by = token.text;
	return EVENT_OK;
}

static enum event_error read_place(struct decoder *decoder, struct json_token token)
{
	return decode_item(
		decoder, ROLE_SITE, UINT32_C(1) << ITEM_PLACE | UINT32_C(1) << ITEM_GROUP, token);
}

static const struct {
	const char *name;
	size_t len;
	enum event_error (*read)(struct decoder *decoder, struct json_token token);
} frame[FRAME_COUNT] = {
	[FRAME_DO] = { "do", 2, read_do },
	[FRAME_AT] = { "at", 2, read_at },
	[FRAME_BY] = { "by", 2, read_by },
	[FRAME_PLACE] = { "place", 5, read_place },
};

static enum frame find_frame(struct span key)
{
	int i = 0;
	while (i < FRAME_COUNT &&
		(key.len != frame[i].len || memcmp(key.at, frame[i].name, frame[i].len) != 0))
		i++;
	return (enum frame)i;
}

/* Mark bit `n` of a set as seen; false if it already was. */
static bool first_time(uint32_t *seen, unsigned n)
{
	bool before = *seen >> n & 1;
	*seen |= UINT32_C(1) << n;
	return !before;
}

static enum event_error read_role(struct decoder *decoder, enum role role, size_t at)
{
	const struct vocabulary_slot *slot = vocabulary_slot_of(decoder->event->kind, role);
	if (!slot)
		return decode_wrong(decoder, EVENT_KEY_MISPLACED, at);
	if (!first_time(&decoder->roles, role))
		return decode_wrong(decoder, EVENT_KEY_TWICE, at);
	return decode_role(decoder, slot, json_next(&decoder->json));
}

static enum event_error read_field(struct decoder *decoder, enum field field, size_t at)
{
	uint64_t bit = UINT64_C(1) << field;
	if (!(decoder->kind->allowed & bit))
		return decode_wrong(decoder, EVENT_KEY_MISPLACED, at);
	if (decoder->fields & bit)
		return decode_wrong(decoder, EVENT_KEY_TWICE, at);
	decoder->fields |= bit;
	return decode_field(decoder, field, json_next(&decoder->json));
}

static enum event_error read_pair(struct decoder *decoder, size_t at)
{
	enum role role;
	enum field field;
	enum frame known = find_frame(decoder->key);
	if (known == FRAME_COUNT) {
		if (vocabulary_find_role(decoder->key, &role))
			return read_role(decoder, role, at);
		if (vocabulary_find_field(decoder->key, &field))
			return read_field(decoder, field, at);
		return decode_wrong(decoder, EVENT_KEY_UNKNOWN, at);
	}
	if (!first_time(&decoder->frame, known))
		return decode_wrong(decoder, EVENT_KEY_TWICE, at);
	struct json_token token = json_next(&decoder->json);
	return token.kind == JSON_ERROR ? decode_wrong_json(decoder)
	                                : frame[known].read(decoder, token);
}

/* `do` does not come first: look for it, so that the other keys can be read in one go. */
static enum event_error find_do(struct decoder *decoder)
{
	struct json_token token;
	while ((token = json_next(&decoder->json)).kind == JSON_KEY) {
		bool found = find_frame(token.text) == FRAME_DO;
		decoder->key = token.text;
		token = json_next(&decoder->json);
		if (found && token.kind != JSON_ERROR)
			return read_do(decoder, token);
		if (!json_skip(&decoder->json, token))
			return decode_wrong_json(decoder);
		decoder->key = (struct span){ 0 };
	}
	if (token.kind == JSON_ERROR)
		return decode_wrong_json(decoder);
	decoder->key = span_of(frame[FRAME_DO].name);
	return decode_wrong(decoder, EVENT_KIND_MISSING, 0);
}

/* Stand behind the '{' of the line. */
static enum event_error open_object(struct decoder *decoder, struct span line)
{
	decoder->arena = out_into(decoder->event->arena, sizeof(decoder->event->arena));
	json_open(&decoder->json, line, &decoder->arena);
	struct json_token token = json_next(&decoder->json);
	if (token.kind == JSON_ERROR)
		return decode_wrong_json(decoder);
	return token.kind == JSON_OBJECT ? EVENT_OK
	                                 : decode_wrong(decoder, EVENT_NOT_OBJECT, token.at);
}

static enum event_error read_pairs(struct decoder *decoder, struct span line)
{
	struct json_token token;
	enum event_error error;
	while ((token = json_next(&decoder->json)).kind == JSON_KEY) {
		decoder->key = token.text;
		if (!decoder->kind && find_frame(token.text) != FRAME_DO) {
			error = open_object(decoder, line);
			if (error == EVENT_OK)
				error = find_do(decoder);
			if (error == EVENT_OK)
				error = open_object(decoder, line);
		} else {
			error = read_pair(decoder, token.at);
		}
		if (error != EVENT_OK)
			return error;
		decoder->key = (struct span){ 0 };
	}
	return token.kind == JSON_ERROR ? decode_wrong_json(decoder) : EVENT_OK;
}

enum event_error event_decode(struct span line, struct event *event, struct event_wrong *wrong)
{
	struct decoder decoder = { .event = event, .wrong = wrong };
	if (line.len > EVENT_LINE_MOST)
		return decode_wrong(&decoder, EVENT_TOO_LONG, EVENT_LINE_MOST);
	event->by = (struct span){ 0 };
	event->item_count = event->value_count = event->reading_count = 0;
	enum event_error error = open_object(&decoder, line);
	if (error == EVENT_OK)
		error = read_pairs(&decoder, line);
	if (error != EVENT_OK)
		return error;
	if (json_next(&decoder.json).kind == JSON_ERROR)
		return decode_wrong_json(&decoder);
	for (int i = FRAME_DO; i <= FRAME_AT; i++) {
		if (decoder.frame >> i & 1)
			continue;
		decoder.key = span_of(frame[i].name);
		return decode_wrong(
			&decoder, i == FRAME_DO ? EVENT_KIND_MISSING : EVENT_TIME_MISSING, 0);
	}
	return decode_wrong(&decoder, EVENT_OK, 0);
}
