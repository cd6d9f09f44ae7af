#include "tests/bench/line.h"

#include <string.h>

#include "core/ident/serial.h"
#include "tests/season/cast.h"

#define COUNTY      INT64_C(141130)
#define DAY_MS      INT64_C(86400000)
#define MINUTE_MS   INT64_C(60000)
#define FATTEN_DAYS 180
#define BIRTH_DAYS  150 /* over which the pens are born */
#define CARCASS_G   82000
#define LOT_G       60000
#define CRATE       10 /* runs a delivery */
#define SHOPS       40 /* that one plant delivers to */

/* A name on its way into an event. */
struct name {
	struct out out;
	char text[ITEM_TEXT];
};

static struct out *name(struct name *name, const char *kind)
{
	name->out = out_into(name->text, sizeof(name->text));
	out_text(&name->out, kind);
	return &name->out;
}

static int64_t pen_of(int64_t pig)
{
	return pig / LINE_PEN;
}

static int64_t plant_of(int64_t pig)
{
	return pig / LINE_PLANT;
}

/* Of the day a pen is tagged on; `days` and minutes later. */
static int64_t moment_of(int64_t pen, int64_t days, int64_t minutes)
{
	return SEASON_START_MS + (pen % BIRTH_DAYS + days) * DAY_MS + minutes * MINUTE_MS;
}

static void farm_number(struct out *out, int64_t farm)
{
	out_digits(out, (uint64_t)COUNTY, 6);
	out_digits(out, (uint64_t)farm + 1, 4);
}

void line_pig(int64_t pig, struct out *out)
{
	out_text(out, "pig:1");
	out_digits(out, (uint64_t)COUNTY, 6);
	out_digits(out, (uint64_t)pig + 1, 8);
}

void line_station(const char *trade, int64_t nth, struct out *out)
{
	out_text(out, trade);
	out_char(out, '-');
	out_digits(out, (uint64_t)nth + 1, 4);
}

static void put_group(struct out *out, int64_t pen)
{
	out_text(out, "group:");
	farm_number(out, pen * LINE_PEN / LINE_FARM);
	out_text(out, "/P");
	out_digits(out, (uint64_t)(pen % (LINE_FARM / LINE_PEN)), 2);
}

static void put_truck(struct out *out, int64_t pen)
{
	out_text(out, "truck:晋J");
	out_digits(out, (uint64_t)(pen * LINE_PEN / LINE_FARM), 5);
}

static void put_lairage(struct out *out, int64_t pen)
{
	out_text(out, "place:");
	line_station("slaughter", plant_of(pen * LINE_PEN), out);
	out_text(out, "-L");
	out_digits(out, (uint64_t)(pen % (LINE_PLANT / LINE_PEN)), 4);
}

static void put_carcass(struct out *out, int64_t pig)
{
	struct day day = moment_day(
		(struct moment){ moment_of(pen_of(pig), FATTEN_DAYS + 1, 0), SEASON_OFFSET_MIN });
	out_text(out, "carcass:");
	line_station("slaughter", plant_of(pig), out);
	out_char(out, '/');
	out_digits(out, (uint64_t)(day.year * 10000 + day.month * 100 + day.mday), 8);
	out_char(out, '/');
	out_number(out, pig % LINE_PLANT + 1);
}

static void put_lot_name(struct out *out, int64_t pig)
{
	out_text(out, "L");
	out_digits(out, (uint64_t)pig, 7);
}

static void put_lot(struct out *out, int64_t pig)
{
	out_text(out, "lot:");
	cast_gtin(out, (int)plant_of(pig), 0, false);
	out_char(out, '/');
	put_lot_name(out, pig);
}

static int64_t first_package(int64_t pig)
{
	return pig % LINE_PLANT * LINE_PACKAGES + 1;
}

static void put_run(struct out *out, int64_t pig)
{
	out_text(out, "run:");
	cast_gtin(out, (int)plant_of(pig), 0, true);
	out_char(out, '/');
	put_lot_name(out, pig);
	out_char(out, '/');
	out_number(out, first_package(pig));
	out_char(out, '-');
	out_number(out, first_package(pig) + LINE_PACKAGES - 1);
}

static void run_key(int64_t pig, uint8_t key[static SERIAL_KEY_LEN])
{
	memset(key, 0, SERIAL_KEY_LEN);
	for (int i = 0; i < 8; i++)
		key[i] = (uint8_t)(pig >> (8 * i));
}

void line_package(int64_t pig, int64_t nth, struct out *out)
{
	char gtin[GTIN_TEXT], lot[GS1_X_TEXT], serial[SERIAL_TEXT];
	uint8_t key[SERIAL_KEY_LEN];
	struct out gtin_out = out_into(gtin, sizeof(gtin)), lot_out = out_into(lot, sizeof(lot));
	cast_gtin(&gtin_out, (int)plant_of(pig), 0, true);
	put_lot_name(&lot_out, pig);
	run_key(pig, key);
	serial_make(key, out_written(&gtin_out), out_written(&lot_out),
		first_package(pig) + nth - 1, serial);
	out_text(out, "pkg:");
	out_span(out, out_written(&gtin_out));
	out_char(out, '/');
	out_text(out, serial);
}

/* ---- what is said, stage after stage ---- */

static void item(struct line *line, struct name *name, int64_t mass_g)
{
	event_write_item(&line->writer, out_written(&name->out), mass_g, -1);
}

static void one(struct line *line, enum role role, struct name *name)
{
	event_write_role(&line->writer, role);
	item(line, name, -1);
}

static struct line_event say(
	struct line *line, enum event_kind kind, const char *trade, int64_t station, int64_t at_ms)
{
	struct line_event event = {
		.trade = trade, .station = station, .at = { at_ms, SEASON_OFFSET_MIN }
	};
	line->out = out_into(line->text, sizeof(line->text));
	event_write_begin(&line->writer, &line->out, kind, event.at);
	return event;
}

static struct line_event say_tag(struct line *line, int64_t pig)
{
	struct name text;
	struct line_event event = say(line, KIND_TAG, "farm", line->farm,
		moment_of(pen_of(pig), 0, 480 + pig % LINE_PEN));
	line_pig(pig, name(&text, ""));
	one(line, ROLE_OUT, &text);
	put_group(name(&text, ""), pen_of(pig));
	one(line, ROLE_TO, &text);
	return event;
}

static struct line_event say_given(struct line *line, enum event_kind kind, int64_t pen,
	int64_t day, const char *lot, int64_t number, int width)
{
	struct name text;
	struct line_event event =
		say(line, kind, "farm", line->farm, moment_of(pen, day, 420 + pen % 60));
	put_group(name(&text, ""), pen);
	one(line, ROLE_OF, &text);
	out_digits(name(&text, lot), (uint64_t)number, width);
	event_write_role(&line->writer, ROLE_IN);
	item(line, &text, 90000);
	if (kind == KIND_MEDICATE)
		event_write_integer(&line->writer, "withdrawal_days", 7);
	return event;
}

static struct line_event say_feed_tenth(struct line *line, int64_t pen)
{
	return say_given(line, KIND_FEED, pen, 30, "input:feed/T", pen % 10, 1);
}

static struct line_event say_feed_ten_farms(struct line *line, int64_t pen)
{
	return say_given(line, KIND_FEED, pen, 80, "input:feed/H", line->farm / 10, 4);
}

static struct line_event say_feed_farm(struct line *line, int64_t pen)
{
	return say_given(line, KIND_FEED, pen, 130, "input:feed/F", line->farm, 4);
}

static struct line_event say_medicate(struct line *line, int64_t fourth)
{
	return say_given(line, KIND_MEDICATE, fourth * 4, 100, "input:drug/D", line->farm, 4);
}

static void put_pen(struct line *line, int64_t pen)
{
	event_write_role(&line->writer, ROLE_OF);
	for (int64_t pig = pen * LINE_PEN; pig < (pen + 1) * LINE_PEN; pig++) {
		struct name text;
		line_pig(pig, name(&text, ""));
		item(line, &text, -1);
	}
}

static struct line_event say_load(struct line *line, int64_t pen)
{
	struct name text;
	struct line_event event =
		say(line, KIND_LOAD, "farm", line->farm, moment_of(pen, FATTEN_DAYS, 1080));
	put_pen(line, pen);
	put_group(name(&text, ""), pen);
	one(line, ROLE_FROM, &text);
	put_truck(name(&text, ""), pen);
	one(line, ROLE_TO, &text);
	return event;
}

static struct line_event say_unload(struct line *line, int64_t pen)
{
	struct name text;
	struct line_event event = say(line, KIND_UNLOAD, "slaughter", plant_of(pen * LINE_PEN),
		moment_of(pen, FATTEN_DAYS, 1260));
	put_pen(line, pen);
	put_truck(name(&text, ""), pen);
	one(line, ROLE_FROM, &text);
	put_lairage(name(&text, ""), pen);
	one(line, ROLE_TO, &text);
	return event;
}

static struct line_event say_slaughter(struct line *line, int64_t pig)
{
	struct name text;
	struct line_event event = say(line, KIND_SLAUGHTER, "slaughter", plant_of(pig),
		moment_of(pen_of(pig), FATTEN_DAYS + 1, 300 + pig % LINE_PEN));
	line_pig(pig, name(&text, ""));
	one(line, ROLE_IN, &text);
	put_carcass(name(&text, ""), pig);
	one(line, ROLE_OUT, &text);
	event_write_decimal(&line->writer, "kg", CARCASS_G, 3);
	return event;
}

static struct line_event say_cut(struct line *line, int64_t pig)
{
	struct name text;
	struct line_event event = say(line, KIND_CUT, "slaughter", plant_of(pig),
		moment_of(pen_of(pig), FATTEN_DAYS + 2, 360 + pig % LINE_PEN));
	put_carcass(name(&text, ""), pig);
	one(line, ROLE_IN, &text);
	put_lot(name(&text, ""), pig);
	event_write_role(&line->writer, ROLE_OUT);
	item(line, &text, LOT_G);
	return event;
}

static struct line_event say_pack(struct line *line, int64_t pig)
{
	static const char hex[] = "0123456789abcdef";
	char text_key[2 * SERIAL_KEY_LEN + 1] = "";
	uint8_t key[SERIAL_KEY_LEN];
	struct name text;
	struct line_event event = say(line, KIND_PACK, "packer", plant_of(pig),
		moment_of(pen_of(pig), FATTEN_DAYS + 2, 480 + pig % LINE_PEN));
	put_lot(name(&text, ""), pig);
	event_write_role(&line->writer, ROLE_IN);
	item(line, &text, LOT_G);
	put_run(name(&text, ""), pig);
	one(line, ROLE_OUT, &text);
	event_write_decimal(&line->writer, "net_kg", LOT_G / LINE_PACKAGES, 3);
	run_key(pig, key);
	for (int i = 0; i < SERIAL_KEY_LEN; i++) {
		text_key[2 * i] = hex[key[i] >> 4];
		text_key[2 * i + 1] = hex[key[i] & 15];
	}
	event_write_text(&line->writer, "serial_key", span_of(text_key));
	return event;
}

/* Ten runs leave for a shop, or come there. */
static struct line_event say_crate(
	struct line *line, enum event_kind kind, enum role role, int64_t crate)
{
	int64_t pig = crate * CRATE, shop = plant_of(pig) * SHOPS + crate % SHOPS;
	struct name text;
	bool leaves = kind == KIND_SHIP;
	struct line_event event =
		say(line, kind, leaves ? "packer" : "shop", leaves ? plant_of(pig) : shop,
			moment_of(pen_of(pig), FATTEN_DAYS + 3, leaves ? 300 : 480));
	event_write_role(&line->writer, ROLE_OF);
	for (int64_t i = pig; i < pig + CRATE; i++) {
		put_run(name(&text, ""), i);
		item(line, &text, -1);
	}
	line_station("shop", shop, name(&text, "place:"));
	one(line, role, &text);
	return event;
}

static struct line_event say_ship(struct line *line, int64_t crate)
{
	return say_crate(line, KIND_SHIP, ROLE_TO, crate);
}

static struct line_event say_receive(struct line *line, int64_t crate)
{
	return say_crate(line, KIND_RECEIVE, ROLE_TO, crate);
}

/* One package in 1,200 is sold under its own name. */
static struct line_event say_sell(struct line *line, int64_t pen)
{
	int64_t pig = pen * LINE_PEN;
	struct name text;
	struct line_event event = say(line, KIND_SELL, "shop",
		plant_of(pig) * SHOPS + pig / CRATE % SHOPS, moment_of(pen, FATTEN_DAYS + 4, 600));
	line_package(pig, 1, name(&text, ""));
	one(line, ROLE_OF, &text);
	return event;
}

static const struct {
	struct line_event (*say)(struct line *line, int64_t nth);
	int64_t pigs; /* one line for so many */
} stages[] = {
	{ say_tag, 1 },
	{ say_feed_tenth, LINE_PEN },
	{ say_feed_ten_farms, LINE_PEN },
	{ say_medicate, (int64_t)LINE_PEN * 4 },
	{ say_feed_farm, LINE_PEN },
	{ say_load, LINE_PEN },
	{ say_unload, LINE_PEN },
	{ say_slaughter, 1 },
	{ say_cut, 1 },
	{ say_pack, 1 },
	{ say_ship, CRATE },
	{ say_receive, CRATE },
	{ say_sell, LINE_PEN },
};

void line_begin(struct line *line, int64_t pigs)
{
	*line = (struct line){ .pigs = pigs - pigs % LINE_PEN };
}

bool line_next(struct line *line, struct line_event *event)
{
	const int count = sizeof(stages) / sizeof(stages[0]);
	for (;;) {
		int64_t first = line->farm * LINE_FARM, last = first + LINE_FARM;
		if (first >= line->pigs)
			return false;
		if (last > line->pigs)
			last = line->pigs;
		/* What stands for the whole farm's nth of so many pigs. */
		int64_t each = stages[line->stage].pigs;
		int64_t at = (first + each - 1) / each + line->nth;
		if (at * each < last) {
			line->nth++;
			*event = stages[line->stage].say(line, at);
			event_write_end(&line->writer);
			event->text = out_written(&line->out);
			return !line->out.full;
		}
		line->nth = 0;
		if (++line->stage == count) {
			line->stage = 0;
			line->farm++;
		}
	}
}
