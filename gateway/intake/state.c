/*
 * What a station says of itself on its state topic, as far as the gateway minds:
 *   {"epoch":7,...,"ask":"9f3c01d2"}  it does not know the time and asks for a receipt. The answer repeats what it asked, so
 *   it knows that `now` is the present and not a receipt the broker kept.
 *   {"now_ms":...,"seen_ms":...,"clock_error_ms":...}  what it takes for the time (core/rule/clock.h).
 */
#include "gateway/intake/inner.h"

#include "core/base/json.h"
#include "core/note/bundle.h"

#include <string.h>

#define STATE_MOST 1024                     /* a station's own state is a third of that */
#define TIME_MOST  INT64_C(253402300800000) /* the year 10000 */

static bool has_key(struct span payload, struct span key)
{
	for (size_t i = 0; i + key.len <= payload.len; i++)
		if (memcmp(payload.at + i, key.at, key.len) == 0)
			return true;
	return false;
}

bool intake_minds(struct span payload)
{
	return payload.len <= STATE_MOST &&
	       (has_key(payload, span_of("\"ask\":")) || has_key(payload, span_of("\"now_ms\":")));
}

struct state {
	int64_t epoch; /* 0: not said */
	char ask[RECEIPT_ASK_MOST + 1];
	struct clock_said said;
};

static bool member_read(struct json *json, struct span key, struct state *state)
{
	const struct {
		const char *key;
		int64_t *number;
	} times[] = { { "now_ms", &state->said.now_ms }, { "seen_ms", &state->said.seen_ms },
		{ "clock_error_ms", &state->said.error_ms } };
	struct json_token token = json_next(json);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (span_is(key, times[i].key))
			return token.kind == JSON_NUMBER &&
			       span_number(token.text, TIME_MOST, times[i].number);
	if (span_is(key, "epoch"))
		return token.kind == JSON_NUMBER &&
		       span_number(token.text, BUNDLE_NUMBER_MOST, &state->epoch);
	if (span_is(key, "ask"))
		return token.kind == JSON_STRING && receipt_ask_good(token.text) &&
		       span_copy(token.text, state->ask, sizeof(state->ask));
	return json_skip(json, token);
}

static bool state_read(struct span payload, struct state *state)
{
	char unescaped[STATE_MOST + 1];
	struct out arena = out_into(unescaped, sizeof(unescaped));
	struct json json;
	struct json_token token;
	*state = (struct state){ 0 };
	if (payload.len > STATE_MOST)
		return false;
	json_open(&json, payload, &arena);
	if (json_next(&json).kind != JSON_OBJECT)
		return false;
	for (token = json_next(&json); token.kind == JSON_KEY; token = json_next(&json))
		if (!member_read(&json, token.text, state))
			return false;
	return token.kind == JSON_OBJECT_END && json_next(&json).kind == JSON_END;
}

/* A state is no claim: what is wrong with it is not kept, it is just not answered. */
int intake_state(struct intake *intake, struct source *source, struct fault *fault)
{
	struct store_station station;
	struct state state;
	if (!state_read(source->payload, &state))
		return 0;
	int code = intake_station(intake, source->claim.station, &station, fault);
	if (code == FAULT_NOT_FOUND || (code == 0 && station.revoked))
		return 0;
	if (code != 0)
		return code;
	intake_clock_state(intake, source, &state.said);
	if (!station.has_key || state.epoch < 1 || !state.ask[0])
		return 0;
	return intake_receipt_asked(intake, source, state.epoch, span_of(state.ask), fault);
}
