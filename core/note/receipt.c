#include "core/note/receipt.h"

#include "core/base/json.h"
#include "core/base/utf8.h"
#include "core/note/bundle.h"
#include "core/note/header.h"

#include <assert.h>

#define MAGIC "pigtrace-receipt/v1"

enum { EPOCH, UPTO };

static const struct header_shape shape = { MAGIC, 2,
	{ [EPOCH] = { 1, BUNDLE_NUMBER_MOST }, [UPTO] = { 0, BUNDLE_NUMBER_MOST } } };

static void write_missing(struct out *out, const struct receipt *receipt)
{
	for (int i = 0; i < receipt->missing_count; i++) {
		out_text(out, i ? ",[" : "[");
		out_number(out, receipt->missing[i].first);
		out_char(out, ',');
		out_number(out, receipt->missing[i].last);
		out_char(out, ']');
	}
}

static void write_held(struct out *out, const struct receipt *receipt)
{
	for (int i = 0; i < receipt->held_count; i++) {
		out_text(out, i ? ",{\"seq\":" : "{\"seq\":");
		out_number(out, receipt->held[i].seq);
		out_text(out, ",\"rule\":");
		out_json(out, span_of(receipt->held[i].rule));
		out_text(out, ",\"text\":");
		out_json(out, span_of(receipt->held[i].words));
		out_char(out, '}');
	}
}

bool receipt_ask_good(struct span ask)
{
	for (size_t i = 0; i < ask.len; i++) {
		char c = ask.at[i];
		if ((c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z'))
			return false;
	}
	return ask.len >= 1 && ask.len <= RECEIPT_ASK_MOST;
}

void receipt_write(struct out *out, const struct receipt *receipt)
{
	assert(receipt->missing_count >= 0 && receipt->missing_count <= RECEIPT_MISSING_MOST);
	assert(receipt->held_count >= 0 && receipt->held_count <= RECEIPT_HELD_MOST);
	out_text(out, MAGIC " ");
	out_text(out, receipt->station);
	out_char(out, ' ');
	out_number(out, receipt->epoch);
	out_char(out, ' ');
	out_number(out, receipt->upto);
	out_text(out, "\n{\"now\":\"");
	moment_format(out, receipt->now);
	out_char(out, '"');
	if (receipt->ask[0]) {
		out_text(out, ",\"ask\":\"");
		out_text(out, receipt->ask);
		out_char(out, '"');
	}
	out_text(out, ",\"missing\":[");
	write_missing(out, receipt);
	out_text(out, "],\"held\":[");
	write_held(out, receipt);
	out_text(out, "]}\n");
}

/* The JSON line being read. */
struct reading {
	struct json json;
	size_t at; /* of the last token */
	struct receipt *receipt;
	struct receipt_held *held; /* the element being filled */
};

/* A key of an object and what reads its value. */
struct key {
	const char *name;
	bool (*read)(struct reading *reading);
	bool required;
};

/* A token's text is used up before the next is asked for, so each may have the whole arena. */
static struct json_token next(struct reading *reading)
{
	reading->json.arena->len = 0;
	struct json_token token = json_next(&reading->json);
	reading->at = token.at;
	return token;
}

static bool number_read(struct json_token token, int64_t *number)
{
	return token.kind == JSON_NUMBER && span_number(token.text, BUNDLE_NUMBER_MOST, number) &&
	       *number >= 1;
}

/* A key of the table; an unknown one is passed over. */
static bool member_read(struct reading *reading, struct span name, const struct key *keys,
	size_t count, uint32_t *seen)
{
	size_t i = 0;
	while (i < count && !span_is(name, keys[i].name))
		i++;
	if (i == count)
		return json_skip(&reading->json, next(reading));
	if (*seen & UINT32_C(1) << i)
		return false;
	*seen |= UINT32_C(1) << i;
	return keys[i].read(reading);
}

/* The members of an object whose brace is read already. */
static bool object_read(struct reading *reading, const struct key *keys, size_t count)
{
	uint32_t seen = 0;
	struct json_token token;
	for (token = next(reading); token.kind == JSON_KEY; token = next(reading))
		if (!member_read(reading, token.text, keys, count, &seen))
			return false;
	for (size_t i = 0; i < count; i++)
		if (keys[i].required && !(seen & UINT32_C(1) << i))
			return false;
	return token.kind == JSON_OBJECT_END;
}

static bool now_read(struct reading *reading)
{
	struct json_token token = next(reading);
	return token.kind == JSON_STRING && moment_parse(token.text, &reading->receipt->now, NULL);
}

/* A range whose bracket is read already. */
static bool range_read(struct reading *reading, struct receipt_range *range)
{
	return number_read(next(reading), &range->first) &&
	       number_read(next(reading), &range->last) && range->first <= range->last &&
	       next(reading).kind == JSON_ARRAY_END;
}

static bool missing_read(struct reading *reading)
{
	struct receipt *receipt = reading->receipt;
	struct json_token token = next(reading);
	if (token.kind != JSON_ARRAY)
		return false;
	for (token = next(reading); token.kind == JSON_ARRAY; token = next(reading)) {
		struct receipt_range range;
		if (!range_read(reading, &range))
			return false;
		if (receipt->missing_count < RECEIPT_MISSING_MOST)
			receipt->missing[receipt->missing_count++] = range;
	}
	return token.kind == JSON_ARRAY_END;
}

static bool seq_read(struct reading *reading)
{
	return number_read(next(reading), &reading->held->seq);
}

static bool rule_read(struct reading *reading)
{
	struct json_token token = next(reading);
	return token.kind == JSON_STRING &&
	       span_copy(token.text, reading->held->rule, sizeof(reading->held->rule));
}

/* Words that are too long are cut behind a whole character: they are for a person. */
static bool words_read(struct reading *reading)
{
	struct json_token token = next(reading);
	struct span words = { token.text.at, 0 };
	if (token.kind != JSON_STRING)
		return false;
	while (words.len < token.text.len) {
		size_t step = utf8_step(token.text.at + words.len, token.text.len - words.len);
		if (step == 0 || words.len + step > RECEIPT_WORDS_MOST)
			break;
		words.len += step;
	}
	return span_copy(words, reading->held->words, sizeof(reading->held->words));
}

static const struct key held_keys[] = {
	{ "seq", seq_read, true },
	{ "rule", rule_read, true },
	{ "text", words_read, true },
};

static bool held_read(struct reading *reading)
{
	struct receipt *receipt = reading->receipt;
	struct json_token token = next(reading);
	if (token.kind != JSON_ARRAY)
		return false;
	for (token = next(reading); token.kind == JSON_OBJECT; token = next(reading)) {
		struct receipt_held held;
		reading->held = &held;
		if (!object_read(reading, held_keys, sizeof(held_keys) / sizeof(held_keys[0])))
			return false;
		if (receipt->held_count < RECEIPT_HELD_MOST)
			receipt->held[receipt->held_count++] = held;
	}
	return token.kind == JSON_ARRAY_END;
}

static bool ask_read(struct reading *reading)
{
	struct json_token token = next(reading);
	return token.kind == JSON_STRING && receipt_ask_good(token.text) &&
	       span_copy(token.text, reading->receipt->ask, sizeof(reading->receipt->ask));
}

static const struct key receipt_keys[] = {
	{ "now", now_read, true },
	{ "ask", ask_read, false },
	{ "missing", missing_read, false },
	{ "held", held_read, false },
};

static bool body_read(struct span line, struct receipt *receipt, size_t *at)
{
	char unescaped[RECEIPT_ESCAPED_MOST];
	struct out arena = out_into(unescaped, sizeof(unescaped));
	struct reading reading = { .receipt = receipt };
	json_open(&reading.json, line, &arena);
	bool good = next(&reading).kind == JSON_OBJECT &&
	            object_read(&reading, receipt_keys,
			    sizeof(receipt_keys) / sizeof(receipt_keys[0])) &&
	            next(&reading).kind == JSON_END;
	*at = reading.at;
	return good;
}

static enum note_error receipt_read(struct span text, struct receipt *receipt, size_t *at)
{
	struct span rest = text, line;
	struct header header;
	*at = RECEIPT_MOST;
	if (text.len > RECEIPT_MOST)
		return NOTE_TOO_LONG;
	if (!header_take(&rest, &shape, &header, at))
		return NOTE_HEADER;
	*at = text.len;
	if (!span_cut(&rest, '\n', &line) || rest.len > 0)
		return NOTE_COUNT;
	*receipt = (struct receipt){ .epoch = header.numbers[EPOCH], .upto = header.numbers[UPTO] };
	(void)span_copy(header.station, receipt->station, sizeof(receipt->station));
	if (!body_read(line, receipt, at)) {
		*at += (size_t)(line.at - text.at);
		return NOTE_FORM;
	}
	return NOTE_OK;
}

enum note_error receipt_peek(struct span text, struct receipt_head *head)
{
	struct header header;
	size_t at;
	if (!header_take(&text, &shape, &header, &at))
		return NOTE_HEADER;
	*head = (struct receipt_head){ header.station, header.numbers[EPOCH],
		header.numbers[UPTO] };
	return NOTE_OK;
}

enum note_error receipt_parse(struct span text, struct receipt *receipt, size_t *at)
{
	size_t where;
	enum note_error error = receipt_read(text, receipt, &where);
	if (error != NOTE_OK && at)
		*at = where;
	return error;
}
