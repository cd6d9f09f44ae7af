/*
 * How much of what a station says wrong is kept one by one. Whoever may publish could else fill the disk with
 * rubbish. Every station has a bucket of tokens that fills up in a minute; a refusal takes one, and one more for
 * every KiB. When it is empty, what would be refused is shed: a note is left alone whole, gets no receipt, and so
 * stays in its station's outbox until there is room; a message without numbers is counted. A row of the quarantine
 * says that this begins, and one says, after a minute, how much it was: both are durable with the batch that they
 * speak of, so that a kill cannot make it silent. What is good is always taken.
 */
#include "gateway/intake/inner.h"

#define WINDOW_MS   60000
#define TOKEN       INT64_C(1000) /* thousandths, to fill up smoothly */
#define TOKEN_BYTES 1024

/* A clock that was set back gives nothing, and takes nothing. */
static void fill_up(const struct intake *intake, struct limit_state *state, int64_t now_ms)
{
	int64_t most = intake->settings.held_per_minute * TOKEN;
	int64_t passed = now_ms - state->at_ms;
	int64_t gained = passed >= WINDOW_MS ? most : most * passed / WINDOW_MS;
	if (passed > 0 && gained == 0) /* less than a thousandth: it adds up */
		return;
	state->at_ms = now_ms;
	if (passed > 0)
		state->tokens = state->tokens + gained < most ? state->tokens + gained : most;
}

static bool is_idle(const struct intake *intake, struct limit *limit, int64_t now_ms)
{
	struct limit_state state = limit->now;
	fill_up(intake, &state, now_ms);
	return state.since_ms == 0 && !limit->changed &&
	       state.tokens == intake->settings.held_per_minute * TOKEN;
}

/* The station's own limit; when there are too many stations with one, the last is that of all others. */
static struct limit *limit_of(struct intake *intake, struct span station, int64_t now_ms)
{
	struct limit *limit = NULL;
	for (size_t i = 0; i < intake->limit_count; i++)
		if (span_is(station, intake->limits[i].station))
			return &intake->limits[i];
	for (size_t i = 0; !limit && i < intake->limit_count; i++)
		if (is_idle(intake, &intake->limits[i], now_ms))
			limit = &intake->limits[i];
	if (!limit && intake->limit_count == INTAKE_LIMITS)
		return &intake->limits[INTAKE_LIMITS - 1];
	if (!limit)
		limit = &intake->limits[intake->limit_count++];
	*limit = (struct limit){ .now = { .at_ms = now_ms,
					 .tokens = intake->settings.held_per_minute * TOKEN } };
	if (!span_copy(station, limit->station, sizeof(limit->station)))
		limit->station[0] = '\0';
	return limit;
}

static struct limit *touch(struct intake *intake, struct span station, int64_t now_ms)
{
	struct limit *limit = limit_of(intake, station, now_ms);
	if (!limit->changed)
		limit->before = limit->now;
	limit->changed = true;
	fill_up(intake, &limit->now, now_ms);
	return limit;
}

bool intake_over_limit(struct intake *intake, const struct source *source)
{
	if (intake->settings.held_per_minute == 0 || source->settles || source->order)
		return false;
	return touch(intake, source->claim.station, source->claim.got_ms)->now.tokens < TOKEN;
}

void intake_charge(struct intake *intake, const struct source *source, size_t len)
{
	if (intake->settings.held_per_minute == 0 || source->order)
		return;
	struct limit *limit = touch(intake, source->claim.station, source->claim.got_ms);
	limit->now.tokens -= TOKEN * (1 + (int64_t)(len / TOKEN_BYTES));
}

/* ---- saying so ---- */

static void put_moment(struct out *out, const char *key, int64_t at_ms)
{
	out_text(out, ",\"");
	out_text(out, key);
	out_text(out, "\":\"");
	moment_format(out, (struct moment){ .at_ms = at_ms });
	out_char(out, '"');
}

static void put_number(struct out *out, const char *key, int64_t number)
{
	out_text(out, ",\"");
	out_text(out, key);
	out_text(out, "\":");
	out_number(out, number);
}

static int put_row(struct intake *intake, const struct limit *limit, int64_t now_ms,
	struct span line, struct intake_tally *tally, struct fault *fault)
{
	struct judgement why = rule_judge_envelope(RULE_STATION_FLOOD);
	struct span station = span_of(limit->station);
	char topic[TOPIC_TEXT] = "";
	int64_t no;
	struct store_claim claim = { .station = station, .got_ms = now_ms, .line = line };
	if (station.len > 0)
		topic_format(station, TOPIC_UP, topic);
	int code = store_put_quarantine(
		intake->store, &claim, span_of(topic), why.rule->id, why.key, why.at, &no, fault);
	if (code != 0)
		return code;
	tally->refused++;
	if (intake->settings.refused)
		intake->settings.refused(intake->settings.context, station, 0, 0, &why, no);
	return 0;
}

static int say_begin(struct intake *intake, struct limit *limit, int64_t now_ms,
	struct intake_tally *tally, struct fault *fault)
{
	char text[256];
	struct out out = out_into(text, sizeof(text));
	out_text(&out, "{\"shed\":\"begin\"");
	put_moment(&out, "since", now_ms);
	put_number(&out, "held_per_minute", intake->settings.held_per_minute);
	out_char(&out, '}');
	limit->now.since_ms = now_ms;
	return put_row(intake, limit, now_ms, out_written(&out), tally, fault);
}

static int say_end(struct intake *intake, struct limit *limit, int64_t now_ms,
	struct intake_tally *tally, struct fault *fault)
{
	char text[256];
	struct out out = out_into(text, sizeof(text));
	out_text(&out, "{\"shed\":\"end\"");
	put_moment(&out, "since", limit->now.since_ms);
	put_moment(&out, "until", now_ms);
	put_number(&out, "messages", limit->now.messages);
	put_number(&out, "bytes", limit->now.bytes);
	out_char(&out, '}');
	limit->now.since_ms = limit->now.messages = limit->now.bytes = 0;
	return put_row(intake, limit, now_ms, out_written(&out), tally, fault);
}

int intake_shed(struct intake *intake, struct source *source, struct fault *fault)
{
	int64_t now_ms = source->claim.got_ms;
	struct limit *limit = touch(intake, source->claim.station, now_ms);
	int code = limit->now.since_ms == 0 ? say_begin(intake, limit, now_ms, source->tally, fault)
	                                    : 0;
	limit->now.messages++;
	limit->now.bytes += (int64_t)source->payload.len;
	source->tally->shed++;
	return code;
}

static bool is_over(const struct limit *limit, int64_t now_ms, bool all)
{
	int64_t since_ms = limit->now.since_ms;
	return since_ms != 0 && (all || now_ms - since_ms >= WINDOW_MS || now_ms < since_ms);
}

bool intake_summary_due(const struct intake *intake, int64_t now_ms, bool all)
{
	for (size_t i = 0; i < intake->limit_count; i++)
		if (is_over(&intake->limits[i], now_ms, all))
			return true;
	return false;
}

int intake_summarize(struct intake *intake, int64_t now_ms, bool all, struct intake_tally *tally,
	struct fault *fault)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < intake->limit_count; i++) {
		struct limit *limit = &intake->limits[i];
		if (!is_over(limit, now_ms, all))
			continue;
		if (!limit->changed)
			limit->before = limit->now;
		limit->changed = true;
		code = say_end(intake, limit, now_ms, tally, fault);
	}
	return code;
}

/* ---- the batch ends ---- */

void intake_limits_keep(struct intake *intake)
{
	for (size_t i = 0; i < intake->limit_count; i++)
		intake->limits[i].changed = false;
}

void intake_limits_rollback(struct intake *intake)
{
	for (size_t i = 0; i < intake->limit_count; i++) {
		if (intake->limits[i].changed)
			intake->limits[i].now = intake->limits[i].before;
		intake->limits[i].changed = false;
	}
}
