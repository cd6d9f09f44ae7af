/*
 * decode.h - what the parts of the event decoder share. Private to core/event.
 */
#ifndef PIGTRACE_EVENT_DECODE_H
#define PIGTRACE_EVENT_DECODE_H

#include "core/base/json.h"
#include "core/event/event.h"

#define ITEM_COUNT_MOST INT64_C(1000000)

struct decoder {
	struct json json;
	struct out arena;
	struct event *event;
	struct event_wrong *wrong;
	struct span key; /* that is being read, {NULL, 0} between two */
	const struct vocabulary_kind *kind;
	uint64_t fields; /* seen so far */
	uint32_t roles;
	uint32_t frame; /* do, at, by, place */
};

/* Fill *wrong and return error. */
enum event_error decode_wrong(struct decoder *decoder, enum event_error error, size_t at);

/* The same for what the JSON reader refused. */
enum event_error decode_wrong_json(struct decoder *decoder);

/* As decode_wrong, at byte `inner` of a string, if the line has it as it is (without escapes). */
enum event_error decode_wrong_inside(
	struct decoder *decoder, enum event_error error, struct json_token token, size_t inner);

/* A JSON number without fraction or exponent, within least..most. */
enum event_error decode_integer(struct decoder *decoder, struct json_token token, int64_t least,
	int64_t most, int64_t *number);

/* A decimal string within least..most. */
enum event_error decode_decimal(struct decoder *decoder, struct json_token token, int digits,
	int64_t least, int64_t most, int64_t *number);

/* The value of a role: an item, or an array of items, as the slot allows. */
enum event_error decode_role(
	struct decoder *decoder, const struct vocabulary_slot *slot, struct json_token token);

/* A string that is one item of the kinds allowed; it joins event->items. */
enum event_error decode_item(
	struct decoder *decoder, enum role role, uint32_t kinds, struct json_token token);

/* The value of a field; it joins event->values. */
enum event_error decode_field(struct decoder *decoder, enum field field, struct json_token token);

#endif
