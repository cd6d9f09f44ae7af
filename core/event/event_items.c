/* Items by role: "kind:code", {"id":...,"kg":...,"count":...}, and arrays of them. */
#include "core/event/decode.h"

#include <string.h>

#define MASS_DIGITS 3 /* kg on the wire, grams inside */

enum quantity { QUANTITY_ID, QUANTITY_KG, QUANTITY_COUNT, QUANTITY_KEYS };

static const char *const quantity_keys[QUANTITY_KEYS] = { "id", "kg", "count" };

/* Codes of one kind often differ in their last characters only. */
static bool same_item(struct item a, struct item b)
{
	size_t len = a.code.len;
	return a.kind == b.kind && len == b.code.len && a.code.at[len - 1] == b.code.at[len - 1] &&
	       memcmp(a.code.at, b.code.at, len) == 0;
}

static bool stands_already(const struct event *event, enum role role, struct item item)
{
	for (int i = 0; i < event->item_count; i++)
		if (event->items[i].role == role && same_item(event->items[i].item, item))
			return true;
	return false;
}

enum event_error decode_item(
	struct decoder *decoder, enum role role, uint32_t kinds, struct json_token token)
{
	struct event *event = decoder->event;
	struct item item;
	size_t inner = 0;
	if (token.kind == JSON_ERROR)
		return decode_wrong_json(decoder);
	if (token.kind != JSON_STRING)
		return decode_wrong(decoder, EVENT_TYPE, token.at);
	enum ident_error ident = item_parse(token.text, &item, &inner);
	if (ident != IDENT_OK) {
		(void)decode_wrong_inside(decoder, EVENT_ITEM, token, inner);
		decoder->wrong->ident = ident;
		return EVENT_ITEM;
	}
	if (!(kinds >> item.kind & 1))
		return decode_wrong(decoder, EVENT_ITEM_KIND, token.at);
	if (stands_already(event, role, item))
		return decode_wrong(decoder, EVENT_ITEM_TWICE, token.at);
	if (event->item_count == EVENT_ITEMS_MOST)
		return decode_wrong(decoder, EVENT_ITEMS_MANY, token.at);
	event->items[event->item_count++] = (struct event_item){ .role = role, .item = item };
	return EVENT_OK;
}

struct quantities {
	struct json_token id;
	unsigned seen;
	int64_t mass_g;
	int64_t count;
};

static enum event_error read_quantity(
	struct decoder *decoder, struct quantities *said, struct json_token key)
{
	int which = 0;
	while (which < QUANTITY_KEYS && !span_is(key.text, quantity_keys[which]))
		which++;
	if (which == QUANTITY_KEYS)
		return decode_wrong(decoder, EVENT_KEY_UNKNOWN, key.at);
	if (said->seen >> which & 1)
		return decode_wrong(decoder, EVENT_KEY_TWICE, key.at);
	said->seen |= 1U << which;
	struct json_token token = json_next(&decoder->json);
	if (which == QUANTITY_KG)
		return decode_decimal(decoder, token, MASS_DIGITS, 1, INT64_MAX, &said->mass_g);
	if (which == QUANTITY_COUNT)
		return decode_integer(decoder, token, 1, ITEM_COUNT_MOST, &said->count);
	said->id = token;
	return token.kind == JSON_STRING  ? EVENT_OK
	       : token.kind == JSON_ERROR ? decode_wrong_json(decoder)
	                                  : decode_wrong(decoder, EVENT_TYPE, token.at);
}

/* Behind the '{' at `at`. What is wrong inside is told under the inner key. */
static enum event_error read_object(
	struct decoder *decoder, const struct vocabulary_slot *slot, size_t at)
{
	struct span role = decoder->key;
	struct quantities said = { .seen = 0 };
	struct json_token token;
	while ((token = json_next(&decoder->json)).kind == JSON_KEY) {
		decoder->key = token.text;
		enum event_error error = read_quantity(decoder, &said, token);
		if (error != EVENT_OK)
			return error;
		decoder->key = role;
	}
	if (token.kind == JSON_ERROR)
		return decode_wrong_json(decoder);
	if (!(said.seen >> QUANTITY_ID & 1))
		return decode_wrong(decoder, EVENT_TYPE, at);
	enum event_error error = decode_item(decoder, slot->role, slot->items, said.id);
	if (error != EVENT_OK)
		return error;
	struct event_item *item = &decoder->event->items[decoder->event->item_count - 1];
	item->has_mass = said.seen >> QUANTITY_KG & 1;
	item->has_count = said.seen >> QUANTITY_COUNT & 1;
	item->mass_g = said.mass_g;
	item->count = said.count;
	return EVENT_OK;
}

static enum event_error read_one(
	struct decoder *decoder, const struct vocabulary_slot *slot, struct json_token token)
{
	return token.kind == JSON_OBJECT ? read_object(decoder, slot, token.at)
	                                 : decode_item(decoder, slot->role, slot->items, token);
}

enum event_error decode_role(
	struct decoder *decoder, const struct vocabulary_slot *slot, struct json_token token)
{
	if (token.kind != JSON_ARRAY)
		return read_one(decoder, slot, token);
	for (int count = 0; (token = json_next(&decoder->json)).kind != JSON_ARRAY_END; count++) {
		if (count == slot->most && token.kind != JSON_ERROR)
			return decode_wrong(decoder, EVENT_ITEMS_MANY, token.at);
		enum event_error error = read_one(decoder, slot, token);
		if (error != EVENT_OK)
			return error;
	}
	return EVENT_OK;
}
