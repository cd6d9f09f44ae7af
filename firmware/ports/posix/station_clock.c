/* A station on a machine without a clock that survives power ("clock = none"): uptime until somebody tells. */
#include "firmware/ports/posix/station_inner.h"

#include "core/base/clock.h"
#include "core/base/words.h"
#include "core/rule/clock.h"

#include <sodium.h>

#define ASK_AGAIN_MS 10000   /* no answer yet */
#define ASK_ANEW_MS  3600000 /* to stay right */

static int64_t up_of(const struct station *station, int64_t at_ms)
{
	int64_t up_ms = at_ms - station->clock.start_ms;
	return up_ms > 0 ? up_ms : 0;
}

enum outbox_error station_clock_open(struct station *station)
{
	struct station_clock *clock = &station->clock;
	clock->start_ms = station_now_ms();
	clock->none = span_is(span_of(station->settings.clock), "none");
	if (!clock->none)
		return OUTBOX_OK;
	station->courier.sender.dating = &clock->dating;
	return dating_open(&clock->dating, &station->outbox, clock_now().offset_min, station->note);
}

void station_at(struct station *station, int64_t at_ms, struct out *at, int64_t *error_ms)
{
	struct station_clock *clock = &station->clock;
	struct moment moment = clock_now();
	if (clock->none) {
		dating_at(&clock->dating, &clock->chrono, up_of(station, at_ms), at, error_ms);
		return;
	}
	*error_ms = 0;
	moment.at_ms -= station_now_ms() - at_ms;
	moment.at_ms -= moment.at_ms % 1000;
	moment_format(at, moment);
}

enum outbox_error station_clock_takes(const struct station *station, struct span line)
{
	const struct dating *dating = &station->clock.dating;
	int64_t boot, up_ms;
	bool undated = dating_parse(line, &boot, &up_ms);
	uint64_t anchors = undated;
	if (undated && (!station->clock.none || line.len + DATING_GROWS > OUTBOX_LINE_MOST))
		return OUTBOX_LINE;
	if (!station->clock.none || span_starts(line, STATION_CLOCK_BEGIN))
		return OUTBOX_OK;
	/* A full outbox must still take what tells its lines the time, or they could never leave. */
	for (int i = 0; i < dating->count; i++)
		anchors += !dating->at[i].anchored;
	return !anchors || outbox_has_room(&station->outbox, 1 + anchors,
				   line.len + anchors * STATION_CLOCK_LINE)
	               ? OUTBOX_OK
	               : OUTBOX_FULL;
}

/* The anchors that are due now, each confirmed before lines are dated by it. */
static int tend(struct station *station, struct fault *fault)
{
	struct station_clock *clock = &station->clock;
	char text[STATION_CLOCK_LINE];
	int64_t seq;
	for (;;) {
		struct out line = out_into(text, sizeof(text));
		if (!dating_anchor_due(&clock->dating, &clock->chrono,
			    up_of(station, station_now_ms()), span_of(station_name(station)),
			    &line))
			return 0;
		int code = station_accept(station, out_written(&line), &seq, fault);
		if (code != 0)
			return code;
		if (!dating_took(&clock->dating, out_written(&line)))
			return fault_set(fault, FAULT_LIMIT,
				"too many starts of this station wait for their time");
	}
}

int station_hear_time(struct station *station, enum chrono_source source, int64_t at_ms,
	int64_t utc_ms, int64_t error_ms, struct fault *fault)
{
	struct station_clock *clock = &station->clock;
	if (!clock->none)
		return 0;
	(void)chrono_hear(&clock->chrono, source, up_of(station, at_ms), utc_ms, error_ms);
	return tend(station, fault);
}

int station_clock_receipt(
	struct station *station, const struct receipt *receipt, bool retained, struct fault *fault)
{
	struct station_clock *clock = &station->clock;
	int64_t now_ms = station_now_ms();
	if (!retained) {
		clock->seen_ms = receipt->now.at_ms;
		clock->seen_at_ms = now_ms;
	}
	if (!clock->none)
		return 0;
	if (retained || !clock->ask[0] || !span_is(span_of(receipt->ask), clock->ask)) {
		chrono_not_before(&clock->chrono, up_of(station, now_ms), receipt->now.at_ms);
		return 0;
	}
	/* It was written at some moment between our question and now. */
	int64_t turn_ms = now_ms - clock->asked_ms;
	clock->ask[0] = '\0';
	clock->ask_at_ms = now_ms + ASK_ANEW_MS;
	return station_hear_time(station, CHRONO_GATEWAY, now_ms, receipt->now.at_ms + turn_ms / 2,
		turn_ms / 2 + 1, fault);
}

/* What this station would say of the time now (core/rule/clock.h). */
static struct clock_said say_time(const struct station *station)
{
	const struct station_clock *clock = &station->clock;
	struct clock_said said = { 0 };
	struct chrono_date date;
	int64_t now_ms = station_now_ms();
	if (!clock->none) {
		said.now_ms = clock_now_ms();
	} else if (chrono_date(&clock->chrono, up_of(station, now_ms), &date)) {
		said.now_ms = date.utc_ms;
		said.error_ms = date.error_ms;
	}
	if (clock->seen_ms)
		said.seen_ms = clock->seen_ms + (now_ms - clock->seen_at_ms);
	return said;
}

static bool is_behind(const struct clock_said *said)
{
	return clock_off_state(said, said->now_ms) < 0;
}

bool station_clock_news(const struct station *station)
{
	struct clock_said said = say_time(station);
	return is_behind(&said) != station->clock.said_behind;
}

static void member(struct out *out, const char *name, int64_t number)
{
	out_text(out, ",\"");
	out_text(out, name);
	out_text(out, "\":");
	out_number(out, number);
}

/* Members of the state message: what we know of the time, and the question if we want to know it. */
void station_clock_state(struct station *station, struct out *extra)
{
	struct station_clock *clock = &station->clock;
	struct clock_said said = say_time(station);
	unsigned char random[8];
	int64_t now_ms = station_now_ms();
	clock->said_behind = is_behind(&said);
	out_text(extra, ",\"clock\":\"");
	out_text(extra, clock->none ? chrono_word(clock->chrono.source) : "system");
	out_char(extra, '"');
	if (said.now_ms)
		member(extra, "now_ms", said.now_ms);
	if (said.seen_ms)
		member(extra, "seen_ms", said.seen_ms);
	if (!clock->none)
		return;
	if (said.now_ms)
		member(extra, "clock_error_ms", said.error_ms);
	member(extra, "clock_disputes", clock->chrono.disputes);
	randombytes_buf(random, sizeof(random));
	(void)sodium_bin2hex(clock->ask, sizeof(clock->ask), random, sizeof(random));
	clock->asked_ms = now_ms;
	clock->ask_at_ms = now_ms + ASK_AGAIN_MS;
	out_text(extra, ",\"ask\":\"");
	out_text(extra, clock->ask);
	out_char(extra, '"');
}

/* After how many ms to ask again; -1: never. */
int64_t station_clock_wait_ms(const struct station *station)
{
	int64_t left_ms = station->clock.ask_at_ms - station_now_ms();
	if (!station->clock.none)
		return -1;
	return left_ms > 0 ? left_ms : 0;
}
