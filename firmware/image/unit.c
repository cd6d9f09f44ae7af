#include "firmware/image/unit.h"

#include "core/base/crc32.h"
#include "firmware/core/places.h"
#include "firmware/image/console.h"

#include <string.h>

#define STATE_TEXT       512
#define UNIT_ANCHOR_MOST 256

void unit_say(struct span line)
{
	hal_write(HAL_CONSOLE, line.at, line.len);
	hal_write(HAL_CONSOLE, "\n", 1);
}

void unit_refuse(const char *why)
{
	char text[80];
	struct out out = out_into(text, sizeof(text));
	out_text(&out, "refused ");
	out_text(&out, why);
	unit_say(out_written(&out));
	hal_signal(HAL_REFUSED);
}

static const char *outbox_word(enum outbox_error error)
{
	static const char *const words[OUTBOX_ERROR_COUNT] = {
		[OUTBOX_FULL] = "full",
		[OUTBOX_LINE] = "not-a-line",
		[OUTBOX_BLANK] = "blank",
		[OUTBOX_NEWER] = "newer",
		[OUTBOX_CORRUPT] = "corrupt",
		[OUTBOX_EPOCH] = "epoch",
		[OUTBOX_GEOMETRY] = "geometry",
		[OUTBOX_DEVICE] = "storage",
	};
	return words[error] ? words[error] : "outbox";
}

void unit_state(const struct unit *unit, struct out *out)
{
	static const char *const causes[HAL_RESET_COUNT] = {
		[HAL_RESET_POWER] = "power",
		[HAL_RESET_SOFTWARE] = "software",
		[HAL_RESET_FAULT] = "fault",
		[HAL_RESET_WATCHDOG] = "watchdog",
	};
	char text[320];
	struct out extra = out_into(text, sizeof(text));
	out_text(&extra, ",\"image\":\"");
	out_text(&extra, image.name);
	out_text(&extra, "\",\"reset\":\"");
	out_text(&extra, causes[hal_reset_cause()]);
	out_text(&extra, "\",\"outbox\":\"");
	out_text(&extra, unit->state == UNIT_WORKING ? "good" : outbox_word(unit->outbox_error));
	out_char(&extra, '"');
	clock_state(&unit->clock, hal_now_ms(), &extra);
	renewal_state(unit, &extra);
	out_text(&extra, ",\"uptime_ms\":");
	out_number(&extra, hal_now_ms());
	out_text(&extra, ",\"stack_left\":");
	out_number(&extra, (int64_t)hal_stack_left());
	courier_state(out, &unit->outbox, text);
}

/* People hear once that the memory is nearly full, and again when it was emptied and fills anew. */
static void watch_fill(struct unit *unit)
{
	bool nearly = outbox_fill_permille(&unit->outbox) >= UNIT_NEARLY_FULL;
	if (nearly != unit->warned)
		hal_signal(nearly ? HAL_NEARLY_FULL : HAL_QUIET);
	unit->warned = nearly;
}

/* Append and confirm. An anchor counts when it is confirmed, an undated line when it is there. */
static enum outbox_error keep(struct unit *unit, struct span line, int64_t *seq)
{
	enum outbox_error error = outbox_append(&unit->outbox, line, seq);
	if (error != OUTBOX_OK)
		return error;
	courier_held(&unit->courier, hal_now_ms());
	error = outbox_sync(&unit->outbox);
	if (error == OUTBOX_OK)
		(void)dating_took(&unit->clock.dating, line);
	return error;
}

void unit_keep(struct unit *unit, struct span line)
{
	char text[32];
	struct out out = out_into(text, sizeof(text));
	int64_t seq;
	enum outbox_error error = OUTBOX_FULL;
	if (clock_takes(&unit->clock, line))
		error = keep(unit, line, &seq);
	if (error != OUTBOX_OK) {
		unit_refuse(outbox_word(error));
		return;
	}
	out_text(&out, "ok ");
	out_number(&out, seq);
	unit_say(out_written(&out));
	hal_signal(HAL_ACCEPTED);
	watch_fill(unit);
}

int64_t unit_at(struct unit *unit, int64_t up_ms, char text[static DATING_AT_TEXT])
{
	struct out out = out_into(text, DATING_AT_TEXT);
	int64_t error_ms;
	dating_at(&unit->clock.dating, &unit->clock.chrono, up_ms, &out, &error_ms);
	return error_ms;
}

/* The anchors that are due, each confirmed before lines are dated by it. */
static void anchor(struct unit *unit)
{
	char text[UNIT_ANCHOR_MOST];
	int64_t seq;
	for (;;) {
		struct out line = out_into(text, sizeof(text));
		if (!dating_anchor_due(&unit->clock.dating, &unit->clock.chrono, hal_now_ms(),
			    span_of(unit->passport.keys.station.pub.name), &line) ||
			keep(unit, out_written(&line), &seq) != OUTBOX_OK)
			return;
		unit_say(span_of("# dated"));
	}
}

void unit_hear_time(struct unit *unit, enum chrono_source source, int64_t utc_ms, int64_t error_ms)
{
	if (chrono_hear(&unit->clock.chrono, source, hal_now_ms(), utc_ms, error_ms))
		anchor(unit);
}

static void say_state(struct unit *unit, struct out *state)
{
	clock_ask(&unit->clock, hal_now_ms());
	unit_state(unit, state);
}

static void on_up(void *context)
{
	struct unit *unit = context;
	char text[STATE_TEXT];
	struct out state = out_into(text, sizeof(text));
	say_state(unit, &state);
	unit->up = true;
	courier_up(&unit->courier, hal_now_ms(), out_written(&state));
	unit_say(span_of("# up"));
}

static void on_down(void *context)
{
	struct unit *unit = context;
	unit->up = false;
	courier_down(&unit->courier);
	unit_say(span_of("# down"));
}

unsigned unit_buttons(struct unit *unit)
{
	unsigned pressed = unit->pressed | hal_buttons();
	unit->pressed = 0;
	return pressed;
}

static void on_time(void *context, int64_t at_ms)
{
	unit_hear_time(context, CHRONO_SNTP, at_ms, CLOCK_NETWORK_MS);
	unit_say(span_of("# time"));
}

static void on_receipt(void *context, struct span message, bool retained)
{
	struct unit *unit = context;
	char text[80];
	struct out out = out_into(text, sizeof(text));
	/* lwIP's client does not tell what was retained; a board's key and outbox have no second copy. */
	enum sender_verdict verdict =
		courier_receipt(&unit->courier, hal_now_ms(), message, retained);
	out_text(&out, "# receipt ");
	out_text(&out, sender_verdict_word(verdict));
	out_text(&out, " waiting ");
	out_number(&out, unit->outbox.next - unit->outbox.first);
	unit_say(out_written(&out));
	bool of_this_start = verdict == SENDER_MOVED_ON;
	if (verdict == SENDER_MOVED_ON || verdict == SENDER_NOTHING_NEW) {
		of_this_start |= clock_receipt(
			&unit->clock, &unit->courier.sender.receipt, retained, hal_now_ms());
		anchor(unit);
	}
	if (of_this_start)
		renewal_receipt(unit);
	watch_fill(unit);
}

static bool link_ready(void *context)
{
	(void)context;
	return uplink_ready();
}

static bool link_publish(void *context, enum topic_branch branch, struct span bytes)
{
	(void)context;
	return uplink_publish(branch, bytes);
}

/* The outbox of this passport's epoch: found, or made if there is none yet or the passport's is newer. */
static enum outbox_error open_outbox(struct unit *unit)
{
	const struct block_device *storage = hal_storage();
	uint32_t from = storage->block_count < PLACE_SMALL ? PLACE_OUTBOX_SMALL : PLACE_OUTBOX;
	uint32_t blocks = storage->block_count - from;
	if (unit->passport.blocks)
		blocks = unit->passport.blocks;
	if (!slice_of(&unit->slice, storage, from, blocks))
		return OUTBOX_GEOMETRY;
	enum outbox_error error = outbox_open(&unit->outbox, &unit->slice.device);
	bool older = error == OUTBOX_OK && unit->outbox.epoch < unit->passport.epoch;
	if (error == OUTBOX_BLANK || error == OUTBOX_CORRUPT || older) {
		enum outbox_error made = outbox_format(&unit->slice.device, unit->passport.epoch);
		if (made == OUTBOX_EPOCH)
			return error; /* corrupt in this very epoch: only a newer one helps */
		error = made == OUTBOX_OK ? outbox_open(&unit->outbox, &unit->slice.device) : made;
	}
	return error;
}

static void open_uplink(struct unit *unit)
{
	const struct passport *passport = &unit->passport;
	const struct uplink_handlers handlers = { unit, on_up, on_down, on_time, on_receipt };
	struct uplink_settings settings = { .station = passport->keys.station.pub.name,
		.host = passport->host,
		.port = passport->port,
		.password = passport->password,
		.address = passport->address[0],
		.netmask = passport->address[1],
		.router = passport->address[2],
		.time_host = passport->time_host,
		.time_port = passport->time_port,
		/* Nothing here is random, but no two starts are alike. */
		.salt = crc32_more(unit->clock.start, &passport->keys.station.pub,
			sizeof(passport->keys.station.pub)) };
	uplink_open(&settings, &handlers);
}

void unit_open(struct unit *unit)
{
	static const struct courier_link link = { NULL, link_ready, link_publish };
	unit->state = UNIT_BLANK;
	if (passport_read(hal_storage(), unit->note, &unit->passport) != PASSPORT_OK) {
		unit_say(span_of("# no passport"));
		return;
	}
	unit->state = UNIT_BROKEN;
	unit->outbox_error = open_outbox(unit);
	if (unit->outbox_error == OUTBOX_OK)
		unit->outbox_error = clock_open(&unit->clock, &unit->outbox,
			unit->passport.zone_min, hal_storage(), PLACE_STARTS, unit->note);
	if (unit->outbox_error != OUTBOX_OK) {
		unit_refuse(outbox_word(unit->outbox_error));
		return;
	}
	unit->state = UNIT_WORKING;
	courier_start(&unit->courier, &unit->outbox, &unit->passport.keys, &link, unit->note,
		sizeof(unit->note));
	unit->courier.sender.dating = &unit->clock.dating;
	renewal_open(unit);
	open_uplink(unit);
	image.open(unit);
	console_state(unit);
}

/* Not within unit_step: its text would be below everything else on the stack. */
__attribute__((noinline)) static void ask_again(struct unit *unit)
{
	char text[STATE_TEXT];
	struct out state = out_into(text, sizeof(text));
	say_state(unit, &state);
	(void)uplink_publish(TOPIC_STATE, out_written(&state));
}

void unit_step(struct unit *unit, int64_t now_ms)
{
	console_step(unit);
	if (unit->state != UNIT_WORKING)
		return;
	image.step(unit, now_ms);
	renewal_step(unit, now_ms);
	uplink_step(now_ms);
	if (unit->up && clock_asks(&unit->clock, now_ms) && uplink_ready())
		ask_again(unit);
	if (unit->up)
		courier_pump(&unit->courier, now_ms);
}
