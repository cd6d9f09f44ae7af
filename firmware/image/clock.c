#include "firmware/image/clock.h"

#include <string.h>

#define ASK_AGAIN_MS 10000   /* no answer yet */
#define ASK_ANEW_MS  3600000 /* to stay right */

/* Each start takes a stroke; a full block begins anew as the next "day". */
static bool count_start(struct clock *clock)
{
	int64_t day = clock->starts.day ? clock->starts.day : 1;
	enum tally_error error = tally_next(&clock->starts, day, &clock->start);
	if (error == TALLY_FULL)
		error = tally_next(&clock->starts, day + 1, &clock->start);
	return error == TALLY_OK;
}

enum outbox_error clock_open(struct clock *clock, struct outbox *outbox, int zone_min,
	const struct block_device *storage, uint32_t block,
	char scratch[static OUTBOX_LINE_MOST + 1])
{
	memset(clock, 0, sizeof(*clock));
	if (!slice_of(&clock->slice, storage, block, 1))
		return OUTBOX_GEOMETRY;
	if (tally_open(&clock->starts, &clock->slice.device) != TALLY_OK || !count_start(clock))
		return OUTBOX_DEVICE;
	return dating_open(&clock->dating, outbox, zone_min, scratch);
}

void clock_ask(struct clock *clock, int64_t now_ms)
{
	struct out out = out_into(clock->ask, sizeof(clock->ask));
	out_char(&out, 's');
	out_number(&out, clock->starts.day);
	out_char(&out, 's');
	out_number(&out, clock->start);
	out_char(&out, 'u');
	out_number(&out, now_ms);
	clock->asked_ms = now_ms;
	clock->ask_at_ms = now_ms + ASK_AGAIN_MS;
}

bool clock_asks(const struct clock *clock, int64_t now_ms)
{
	return now_ms >= clock->ask_at_ms;
}

bool clock_receipt(
	struct clock *clock, const struct receipt *receipt, bool retained, int64_t now_ms)
{
	/* It was written at some moment between our question and now. */
	int64_t turn_ms = now_ms - clock->asked_ms;
	if (retained || !clock->ask[0] || !span_is(span_of(receipt->ask), clock->ask)) {
		chrono_not_before(&clock->chrono, now_ms, receipt->now.at_ms);
		return false;
	}
	clock->ask[0] = '\0';
	clock->ask_at_ms = now_ms + ASK_ANEW_MS;
	(void)chrono_hear(&clock->chrono, CHRONO_GATEWAY, now_ms, receipt->now.at_ms + turn_ms / 2,
		turn_ms / 2 + 1);
	return true;
}

bool clock_takes(const struct clock *clock, struct span line)
{
	const struct dating *dating = &clock->dating;
	int64_t boot, up_ms;
	bool undated = dating_parse(line, &boot, &up_ms);
	if (undated && (boot != dating->boot || line.len + DATING_GROWS > OUTBOX_LINE_MOST))
		return false;
	for (int i = 0; i < dating->count; i++)
		undated = undated || !dating->at[i].anchored;
	return !undated || outbox_has_room(dating->outbox, 1, line.len);
}

void clock_state(const struct clock *clock, int64_t now_ms, struct out *extra)
{
	struct chrono_date date;
	out_text(extra, ",\"clock\":\"");
	out_text(extra, chrono_word(clock->chrono.source));
	out_char(extra, '"');
	if (chrono_date(&clock->chrono, now_ms, &date)) {
		/* Behind a receipt it cannot be: chrono does not go there. */
		out_text(extra, ",\"now_ms\":");
		out_number(extra, date.utc_ms);
		out_text(extra, ",\"clock_error_ms\":");
		out_number(extra, date.error_ms);
	}
	out_text(extra, ",\"clock_disputes\":");
	out_number(extra, clock->chrono.disputes);
	if (!clock->ask[0])
		return;
	out_text(extra, ",\"ask\":\"");
	out_text(extra, clock->ask);
	out_char(extra, '"');
}

bool clock_today(struct clock *clock, int64_t now_ms, struct day *day)
{
	struct chrono_date date;
	if (!chrono_now(&clock->chrono, now_ms, &date))
		return false;
	*day = moment_day((struct moment){ date.utc_ms, clock->dating.offset_min });
	return true;
}
