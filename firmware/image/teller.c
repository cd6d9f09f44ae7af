#include "firmware/image/teller.h"

#include <string.h>

#define SCALE_USUAL "scale-yaohua"

void teller_begin(struct teller *teller, struct event_writer *writer, struct out *line,
	enum event_kind kind, int64_t up_ms)
{
	char at[DATING_AT_TEXT];
	int64_t error_ms = unit_at(teller->unit, up_ms, at);
	event_write_begin_at(writer, line, kind, span_of(at));
	if (error_ms >= 1000)
		event_write_decimal(writer, "clock_error_s", error_ms, 3);
}

void teller_end(struct teller *teller, struct event_writer *writer)
{
	const struct gather_settings *settings = &teller->gather.settings;
	if (settings->place.len)
		event_write_text(writer, "place", settings->place);
	event_write_end(writer);
	if (writer->out->full)
		unit_refuse("too-long");
	else
		unit_keep(teller->unit, out_written(writer->out));
}

void teller_keep(struct teller *teller)
{
	char text[UNIT_LINE_MOST], at[DATING_AT_TEXT];
	struct out line = out_into(text, sizeof(text));
	int64_t error_ms = unit_at(teller->unit, teller->gather.made.at_ms, at);
	gather_write(&teller->gather, span_of(at), error_ms, &line);
	if (line.full)
		unit_refuse("too-long");
	else
		unit_keep(teller->unit, out_written(&line));
}

static void put_result(struct teller *teller, enum gather_result result, int64_t now_ms)
{
	bool crowd = result == GATHER_CROWD;
	switch (result) {
	case GATHER_EVENT:
		if (teller->made)
			teller->made(teller, now_ms);
		else
			teller_keep(teller);
		break;
	case GATHER_CODE:
	case GATHER_UNWEIGHED:
		unit_refuse(gather_result_word(result));
		break;
	case GATHER_CROWD:
		if (!teller->crowd)
			unit_refuse(gather_result_word(result));
		break;
	default:
		break;
	}
	if (result != GATHER_NOTHING && result != GATHER_REPEATED)
		teller->crowd = crowd;
}

/* What is for a person to act on; the rest is noise of the line. */
static bool is_for_people(enum device_result result)
{
	return result >= DEVICE_NOT_ANIMAL && result != DEVICE_NO_FIX;
}

static void watch_limits(struct teller *teller)
{
	if (teller->gather.outside != teller->outside)
		hal_signal(teller->gather.outside ? HAL_ALARM : HAL_QUIET);
	teller->outside = teller->gather.outside;
}

/* Each load once: the scale must have been empty before the next. */
static void take_mass(struct teller *teller, const struct reading *reading, int64_t now_ms)
{
	if (reading->is.mass.mass_g < teller->gather.settings.least_g)
		teller->used = false;
	else if (reading->is.mass.steady && !teller->used) {
		teller->used = true;
		teller->mass(reading->is.mass.mass_g, now_ms);
	}
}

static void take_reading(struct teller *teller, const struct reading *reading, int64_t now_ms)
{
	if (reading->kind == READING_MASS && teller->mass) {
		take_mass(teller, reading, now_ms);
		return;
	}
	if (reading->kind == READING_FIX && reading->is.fix.has_time)
		unit_hear_time(teller->unit, CHRONO_GNSS, reading->is.fix.at_ms, CHRONO_GNSS_MS);
	put_result(teller, gather_take(&teller->gather, reading, now_ms), now_ms);
	watch_limits(teller);
}

static void take(
	void *context, enum device_result result, const struct reading *reading, int64_t now_ms)
{
	struct teller *teller = context;
	enum device_result *before = &teller->trouble[teller->current];
	bool news = *before != result;
	*before = result;
	if (result == DEVICE_READING) {
		take_reading(teller, reading, now_ms);
		return;
	}
	if (teller->plug[teller->current].device.kind->gives == READING_TEMPERATURE)
		gather_without(&teller->gather, result, now_ms);
	if (teller->current == 0 || (news && is_for_people(result)))
		unit_refuse(device_result_word(result));
}

bool teller_has_scale(const struct unit *unit)
{
	return strcmp(unit->passport.scale, "none") != 0;
}

const char *teller_scale(const struct unit *unit)
{
	return unit->passport.scale[0] ? unit->passport.scale : SCALE_USUAL;
}

void teller_plug(struct teller *teller, enum hal_port port, const char *name,
	const struct device_settings *settings)
{
	const struct device_kind *kind = device_find(span_of(name));
	if (!kind || teller->plugs == TELLER_PLUGS) {
		unit_refuse("no-such-device");
		return;
	}
	plug_open(&teller->plug[teller->plugs++], port, kind, settings);
}

void teller_open(struct teller *teller, struct unit *unit, const char *reader,
	const struct gather_settings *settings)
{
	const struct passport *passport = &unit->passport;
	struct device_settings usual = device_defaults();
	struct gather_settings gather = *settings;
	memset(teller, 0, sizeof(*teller));
	teller->unit = unit;
	gather.place = span_of(passport->place);
	gather_start(&teller->gather, &gather);
	teller_plug(teller, HAL_CONSOLE, passport->reader[0] ? passport->reader : reader, &usual);
	if (gather.weighs)
		teller_plug(teller, HAL_DEVICE_1, teller_scale(unit), &usual);
}

void teller_line(struct teller *teller, struct span line)
{
	teller->current = 0;
	if (teller->plugs > 0)
		plug_line(&teller->plug[0], line, hal_now_ms(), take, teller);
}

void teller_step(struct teller *teller, int64_t now_ms)
{
	for (teller->current = 1; teller->current < teller->plugs; teller->current++)
		plug_step(&teller->plug[teller->current], now_ms, take, teller);
	put_result(teller, gather_tick(&teller->gather, now_ms), now_ms);
}
