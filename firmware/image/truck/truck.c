/*
 * truck: a box under a truck. A scanner on the console line; a satellite receiver on HAL_DEVICE_1, a temperature probe
 * on HAL_DEVICE_2. Button 1: what is scanned now is loaded; button 2: unloaded. Position and temperature become one
 * `track` event a quarter of an hour, and one at once when a limit is crossed.
 */
#include "firmware/image/teller.h"

static struct {
	struct teller teller;
	bool unloading;
} truck;

static void on_made(struct teller *teller, int64_t now_ms)
{
	const struct gathered *made = &teller->gather.made;
	char text[UNIT_LINE_MOST];
	struct out out = out_into(text, sizeof(text));
	struct event_writer writer;
	if (made->kind == KIND_TRACK) {
		teller_keep(teller);
		return;
	}
	teller_begin(teller, &writer, &out, truck.unloading ? KIND_UNLOAD : KIND_LOAD, now_ms);
	event_write_role(&writer, ROLE_OF);
	event_write_item(&writer, span_of(made->item), -1, -1);
	event_write_role(&writer, truck.unloading ? ROLE_FROM : ROLE_TO);
	event_write_item(&writer, teller->gather.settings.track, -1, -1);
	teller_end(teller, &writer);
}

static void truck_open(struct unit *unit)
{
	const struct passport *passport = &unit->passport;
	struct gather_settings settings = gather_defaults();
	struct device_settings usual = device_defaults();
	settings.kind = KIND_LOAD;
	settings.track = span_of(passport->truck);
	settings.has_limits = passport->has_limits;
	settings.least_c100 = passport->least_c100;
	settings.most_c100 = passport->most_c100;
	if (passport->track_ms)
		settings.track_ms = passport->track_ms;
	teller_open(&truck.teller, unit, "scanner", &settings);
	truck.teller.made = on_made;
	teller_plug(&truck.teller, HAL_DEVICE_1, "gnss", &usual);
	teller_plug(&truck.teller, HAL_DEVICE_2, "probe", &usual);
	if (passport->sample_ms)
		truck.teller.plug[truck.teller.plugs - 1].every_ms = passport->sample_ms;
	if (!passport->truck[0])
		unit_refuse("no-truck"); /* nothing could be said of it */
}

static void truck_line(struct unit *unit, struct span line)
{
	(void)unit;
	teller_line(&truck.teller, line);
}

static void truck_step(struct unit *unit, int64_t now_ms)
{
	unsigned pressed = unit_buttons(unit);
	if (pressed & 3)
		truck.unloading = (pressed & 2) != 0;
	teller_step(&truck.teller, now_ms);
}

const struct image image = { "truck", truck_open, truck_line, truck_step };
