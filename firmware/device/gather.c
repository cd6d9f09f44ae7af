#include "firmware/device/gather.h"

#include "core/base/words.h" /* only N_, which is nothing */

#include <assert.h>
#include <string.h>

#define TEMP_DIGITS  2
#define ANGLE_DIGITS 6

struct gather_settings gather_defaults(void)
{
	return (struct gather_settings){ .least_g = GATHER_LEAST_G,
		.pair_ms = GATHER_PAIR_MS,
		.repeat_ms = GATHER_REPEAT_MS,
		.track_ms = GATHER_TRACK_MS };
}

void gather_start(struct gather *gather, const struct gather_settings *settings)
{
	memset(gather, 0, sizeof(*gather));
	gather->settings = *settings;
}

/* ---- tag, code, weight ---- */

static enum gather_result make_event(
	struct gather *gather, enum event_kind kind, int64_t mass_g, int64_t at_ms)
{
	struct gathered *made = &gather->made;
	*made = (struct gathered){ .kind = kind, .at_ms = at_ms, .mass_g = mass_g };
	(void)span_copy(span_of(gather->last), made->item, sizeof(made->item));
	return GATHER_EVENT;
}

static enum gather_result weigh(struct gather *gather)
{
	gather->waiting = false;
	gather->weighed = true;
	gather->used = true;
	return make_event(gather, KIND_WEIGH, gather->mass_g, gather->mass_ms);
}

static enum gather_result take_weight(
	struct gather *gather, int64_t mass_g, bool steady, int64_t now_ms)
{
	if (mass_g < gather->settings.least_g) {
		gather->has_mass = false;
		gather->used = false;
		gather->crowd = false;
		return GATHER_NOTHING;
	}
	if (!steady || gather->used)
		return GATHER_NOTHING;
	gather->has_mass = true;
	gather->mass_g = mass_g;
	gather->mass_ms = now_ms;
	return gather->waiting && !gather->crowd ? weigh(gather) : GATHER_NOTHING;
}

/* The item that was read, in canonical form. */
static enum gather_result take_item(
	struct gather *gather, const char *item, bool scanned, int64_t now_ms)
{
	bool same = strcmp(item, gather->last) == 0;
	int64_t since_ms = now_ms - gather->last_ms;
	bool weighed = gather->weighed && (gather->used || since_ms < gather->settings.pair_ms);
	if (same && (since_ms < gather->settings.repeat_ms || gather->waiting || weighed)) {
		gather->last_ms = now_ms;
		return GATHER_REPEATED;
	}
	bool second = gather->waiting && !gather->waiting_scanned && !scanned;
	(void)span_copy(span_of(item), gather->last, sizeof(gather->last));
	gather->last_ms = now_ms;
	gather->weighed = false;
	if (!gather->settings.weighs)
		return make_event(gather, gather->settings.kind, -1, now_ms);
	gather->crowd = gather->crowd || second;
	gather->waiting = !gather->crowd;
	gather->waiting_scanned = scanned;
	if (gather->crowd)
		return GATHER_CROWD;
	bool fresh = gather->has_mass && !gather->used &&
	             now_ms - gather->mass_ms <= gather->settings.pair_ms;
	return fresh ? weigh(gather) : GATHER_WAITS;
}

static enum gather_result take_tag(struct gather *gather, struct electronic_tag tag, int64_t now_ms)
{
	char code[ELECTRONIC_TAG_TEXT], item[ITEM_TEXT];
	struct out out = out_into(item, sizeof(item));
	electronic_tag_format(tag, code);
	item_format(&out, (struct item){ ITEM_EID, span_of(code) });
	return take_item(gather, item, false, now_ms);
}

static enum gather_result take_code(struct gather *gather, struct span code, int64_t now_ms)
{
	char item[ITEM_TEXT];
	struct out out = out_into(item, sizeof(item));
	gather->why = item_from_person(code, &out, NULL);
	return gather->why == IDENT_OK ? take_item(gather, item, true, now_ms) : GATHER_CODE;
}

/* ---- on the road ---- */

static void begin(struct gather *gather, int64_t now_ms)
{
	if (!gather->begun)
		gather->begun_ms = now_ms;
	gather->begun = true;
}

static enum gather_result make_track(struct gather *gather, int64_t now_ms)
{
	struct gathered *made = &gather->made;
	*made = (struct gathered){ .kind = KIND_TRACK,
		.at_ms = gather->begun_ms,
		.mass_g = -1,
		.samples = gather->samples,
		.has_fix = gather->has_fix && now_ms - gather->fix_ms <= GATHER_FIX_MS,
		.lat_e6 = gather->lat_e6,
		.lon_e6 = gather->lon_e6,
		.without = gather->without };
	(void)span_copy(gather->settings.track, made->item, sizeof(made->item));
	gather->begun = false;
	gather->samples = 0; /* the samples stay where they are until the next is taken */
	gather->without = NULL;
	return GATHER_EVENT;
}

static enum gather_result take_temperature(struct gather *gather, int32_t temp_c100, int64_t now_ms)
{
	const struct gather_settings *settings = &gather->settings;
	bool outside = settings->has_limits &&
	               (temp_c100 < settings->least_c100 || temp_c100 > settings->most_c100);
	bool crossed = outside != gather->outside;
	if (settings->track.len == 0)
		return GATHER_NOTHING;
	begin(gather, now_ms);
	gather->sample[gather->samples++] = (struct gather_sample){ now_ms, temp_c100 };
	gather->outside = outside;
	return crossed || gather->samples == GATHER_SAMPLES ? make_track(gather, now_ms)
	                                                    : GATHER_NOTHING;
}

void gather_without(struct gather *gather, enum device_result why, int64_t now_ms)
{
	begin(gather, now_ms);
	gather->without = device_result_word(why);
}

enum gather_result gather_tick(struct gather *gather, int64_t now_ms)
{
	const struct gather_settings *settings = &gather->settings;
	if (gather->waiting && now_ms - gather->last_ms > settings->pair_ms) {
		gather->waiting = false;
		return GATHER_UNWEIGHED;
	}
	bool due = gather->begun && now_ms - gather->begun_ms >= settings->track_ms;
	return settings->track.len && due ? make_track(gather, now_ms) : GATHER_NOTHING;
}

enum gather_result gather_take(struct gather *gather, const struct reading *reading, int64_t now_ms)
{
	switch (reading->kind) {
	case READING_TAG:
		return take_tag(gather, reading->is.tag, now_ms);
	case READING_CODE:
		return take_code(gather, reading->is.code, now_ms);
	case READING_MASS:
		return take_weight(
			gather, reading->is.mass.mass_g, reading->is.mass.steady, now_ms);
	case READING_TEMPERATURE:
		return take_temperature(gather, reading->is.temp_c100, now_ms);
	case READING_FIX:
		begin(gather, now_ms);
		gather->has_fix = true;
		gather->fix_ms = now_ms;
		gather->lat_e6 = reading->is.fix.lat_e6;
		gather->lon_e6 = reading->is.fix.lon_e6;
		return GATHER_NOTHING;
	default:
		assert(false);
		return GATHER_NOTHING;
	}
}

/* ---- the line ---- */

static void write_track(const struct gather *gather, struct event_writer *writer)
{
	const struct gathered *made = &gather->made;
	struct event_reading readings[GATHER_SAMPLES];
	char remark[48];
	struct out out = out_into(remark, sizeof(remark));
	int32_t last_s = -1;
	int count = 0;
	for (int i = 0; i < made->samples; i++) {
		int32_t after_s = (int32_t)((gather->sample[i].at_ms - made->at_ms) / 1000);
		if (after_s <= last_s) /* two within a second: the first is enough */
			continue;
		last_s = after_s;
		readings[count++] = (struct event_reading){ after_s, gather->sample[i].temp_c100 };
	}
	if (count)
		event_write_series(writer, "readings", readings, count, TEMP_DIGITS);
	if (made->has_fix) {
		event_write_decimal(writer, "lat", made->lat_e6, ANGLE_DIGITS);
		event_write_decimal(writer, "lon", made->lon_e6, ANGLE_DIGITS);
	}
	if (made->without) {
		out_text(&out, "probe: ");
		out_text(&out, made->without);
		event_write_text(writer, "remark", out_written(&out));
	}
}

void gather_write(const struct gather *gather, struct span at, int64_t error_ms, struct out *out)
{
	const struct gathered *made = &gather->made;
	struct event_writer writer;
	event_write_begin_at(&writer, out, made->kind, at);
	event_write_role(&writer, ROLE_OF);
	event_write_item(&writer, span_of(made->item), -1, -1);
	if (made->mass_g >= 0)
		event_write_decimal(&writer, "kg", made->mass_g, 3);
	if (made->kind == KIND_TRACK)
		write_track(gather, &writer);
	else if (gather->settings.place.len)
		event_write_text(&writer, "place", gather->settings.place);
	if (error_ms >= 1000)
		event_write_decimal(&writer, "clock_error_s", error_ms, 3);
	if (gather->settings.by.len)
		event_write_text(&writer, "by", gather->settings.by);
	event_write_end(&writer);
}

static const struct {
	const char *word;
	const char *text;
} results[GATHER_RESULT_COUNT] = {
	[GATHER_NOTHING] = { "nothing", N_("nothing to say") },
	[GATHER_EVENT] = { "event", N_("an event") },
	[GATHER_REPEATED] = { "repeated", N_("the same code again") },
	[GATHER_WAITS] = { "waits", N_("waiting for a steady weight") },
	[GATHER_CROWD] = { "crowd",
		N_("two animals on the scale: empty it, then one after the other") },
	[GATHER_UNWEIGHED] = { "unweighed", N_("no steady weight came in time") },
	[GATHER_CODE] = { "code", N_("this is no code of ours") },
};

const char *gather_result_text(enum gather_result result)
{
	return results[result].text;
}

const char *gather_result_word(enum gather_result result)
{
	return results[result].word;
}
