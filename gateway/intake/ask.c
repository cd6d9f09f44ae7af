/*
 * A station that does not know the time asks for a receipt: {"epoch":7,...,"ask":"9f3c01d2"} on its state topic.
 * The answer repeats what it asked, so it knows that `now` is the present and not a receipt the broker kept.
 */
#include "gateway/intake/inner.h"

#include "core/base/json.h"
#include "core/note/bundle.h"

#include <string.h>

#define STATE_MOST 1024 /* a station's own state is a third of that */
#define ASK_KEY    "\"ask\":"

bool intake_asks(struct span payload)
{
	const size_t len = sizeof(ASK_KEY) - 1;
	for (size_t i = 0; payload.len <= STATE_MOST && i + len <= payload.len; i++)
		if (memcmp(payload.at + i, ASK_KEY, len) == 0)
			return true;
	return false;
}

struct asked {
	int64_t epoch; /* 0: not said */
	char ask[RECEIPT_ASK_MOST + 1];
};

static bool member_read(struct json *json, struct span key, struct asked *asked)
{
	struct json_token token = json_next(json);
	if (span_is(key, "epoch"))
		return token.kind == JSON_NUMBER &&
		       span_number(token.text, BUNDLE_NUMBER_MOST, &asked->epoch);
	if (span_is(key, "ask"))
		return token.kind == JSON_STRING && receipt_ask_good(token.text) &&
		       span_copy(token.text, asked->ask, sizeof(asked->ask));
	return json_skip(json, token);
}

static bool state_read(struct span payload, struct asked *asked)
{
	char unescaped[STATE_MOST + 1];
	struct out arena = out_into(unescaped, sizeof(unescaped));
	struct json json;
	struct json_token token;
	*asked = (struct asked){ 0 };
	if (payload.len > STATE_MOST)
		return false;
	json_open(&json, payload, &arena);
	if (json_next(&json).kind != JSON_OBJECT)
		return false;
	for (token = json_next(&json); token.kind == JSON_KEY; token = json_next(&json))
		if (!member_read(&json, token.text, asked))
			return false;
	return token.kind == JSON_OBJECT_END && json_next(&json).kind == JSON_END &&
	       asked->epoch >= 1 && asked->ask[0];
}

/* A state is no claim: what is wrong with it is not kept, it is just not answered. */
int intake_state(struct intake *intake, struct source *source, struct fault *fault)
{
	struct store_station station;
	struct asked asked;
	if (!state_read(source->payload, &asked))
		return 0;
	int code = intake_station(intake, source->claim.station, &station, fault);
	if (code == FAULT_NOT_FOUND || (code == 0 && (station.revoked || !station.has_key)))
		return 0;
	return code == 0 ? intake_receipt_asked(intake, source->claim.station, asked.epoch,
				   span_of(asked.ask), fault)
	                 : code;
}
