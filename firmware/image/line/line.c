/*
 * line: a slaughter line, hook after hook. Button 1 is the switch that each hook closes behind the tag reader, so
 * the order of hooks is the order of carcasses; the scale stands further on and sees them in the same order.
 *
 * A tag, then its hook: `slaughter` of that animal into carcass PLANT/DAY/HOOK. A hook without a tag, or with two
 * different ones, is `inspect`ed with the verdict hold and says why: its number is used, its weighing names the carcass,
 * and so the gap is there for everyone to see, instead of all later carcasses being called after the animal before.
 * Numbers go on behind a power cut (tally.h). They have the day in them: without a clock no hook is taken.
 * A steady weight is the next hook's: `weigh`, and `inspect` with the verdict pass, or hold if the inspector
 * pressed button 2 since the weight before.
 */
#include "firmware/core/places.h"
#include "firmware/core/tally.h"
#include "firmware/image/teller.h"

#include <string.h>

#define HOOKS_BETWEEN 32 /* at most that many between reader and scale */
#define PLACE_PREFIX  "place:"

struct hook {
	int64_t day; /* since 1970 */
	uint32_t number;
};

static struct {
	struct teller teller;
	char animal[ITEM_TEXT]; /* read since the last hook; "" none */
	bool two;               /* different ones: nobody can say which hangs there */
	bool rejected;
	int first; /* oldest hook that was not weighed */
	int count;
	struct hook hook[HOOKS_BETWEEN];
	struct slice slice;
	struct tally tally;
	bool numbered; /* the tally was read: without it numbers would begin at 1 again */
} line;

/* The next hook of today; NULL, or why there can be none. */
static const char *number_hook(struct hook *hook, int64_t now_ms)
{
	struct day today;
	if (!clock_today(&line.teller.unit->clock, now_ms, &today))
		return "clock";
	if (!line.numbered)
		return "storage";
	hook->day = day_number(today);
	switch (tally_next(&line.tally, hook->day, &hook->number)) {
	case TALLY_OK:
		return NULL;
	case TALLY_BACK:
		return "clock";
	case TALLY_FULL:
		return "full";
	default:
		return "storage";
	}
}

static void write_carcass(struct event_writer *writer, enum role role, const struct hook *hook)
{
	char text[ITEM_TEXT];
	struct out out = out_into(text, sizeof(text));
	struct day day = day_from_number(hook->day);
	out_text(&out, "carcass:");
	out_text(&out, line.teller.unit->passport.place + sizeof(PLACE_PREFIX) - 1);
	out_char(&out, '/');
	out_digits(&out, (uint64_t)(day.year * 10000 + day.month * 100 + day.mday), 8);
	out_char(&out, '/');
	out_number(&out, hook->number);
	event_write_role(writer, role);
	event_write_item(writer, out_written(&out), -1, -1);
}

static void keep_slaughter(const struct hook *hook, int64_t now_ms)
{
	char text[UNIT_LINE_MOST];
	struct out out = out_into(text, sizeof(text));
	struct event_writer writer;
	teller_begin(&line.teller, &writer, &out, KIND_SLAUGHTER, now_ms);
	event_write_role(&writer, ROLE_IN);
	event_write_item(&writer, span_of(line.animal), -1, -1);
	write_carcass(&writer, ROLE_OUT, hook);
	event_write_integer(&writer, "hook", hook->number);
	teller_end(&line.teller, &writer);
}

/* reason: "" for an inspection that says all there is to say. */
static void keep_of_carcass(const struct hook *hook, enum event_kind kind, int64_t mass_g,
	const char *verdict, const char *reason, int64_t now_ms)
{
	char text[UNIT_LINE_MOST];
	struct out out = out_into(text, sizeof(text));
	struct event_writer writer;
	teller_begin(&line.teller, &writer, &out, kind, now_ms);
	write_carcass(&writer, ROLE_OF, hook);
	if (kind == KIND_WEIGH)
		event_write_decimal(&writer, "kg", mass_g, 3);
	else
		event_write_text(&writer, "verdict", span_of(verdict));
	if (reason[0])
		event_write_text(&writer, "reason", span_of(reason));
	teller_end(&line.teller, &writer);
}

/* The next hook is another animal's. */
static void forget_tags(void)
{
	line.animal[0] = '\0';
	line.two = false;
}

static void hook_passes(int64_t now_ms)
{
	struct hook hook = { 0 };
	const char *cannot = number_hook(&hook, now_ms);
	if (cannot) {
		unit_refuse(cannot);
		forget_tags();
		return;
	}
	if (line.count == HOOKS_BETWEEN) { /* the scale stands still: the oldest stays unweighed */
		line.first = (line.first + 1) % HOOKS_BETWEEN;
		line.count--;
		unit_refuse("unweighed");
	}
	line.hook[(line.first + line.count++) % HOOKS_BETWEEN] = hook;
	if (line.animal[0] && !line.two) {
		keep_slaughter(&hook, now_ms);
	} else {
		keep_of_carcass(
			&hook, KIND_INSPECT, -1, "hold", line.two ? "two tags" : "no tag", now_ms);
		hal_signal(HAL_REFUSED);
	}
	forget_tags();
}

/* What gather makes here is a tag. */
static void on_made(struct teller *teller, int64_t now_ms)
{
	const struct gathered *made = &teller->gather.made;
	(void)now_ms;
	if (strcmp(line.animal, made->item) == 0)
		return;
	line.two = line.two || line.animal[0];
	(void)span_copy(span_of(made->item), line.animal, sizeof(line.animal));
}

static void on_mass(int64_t mass_g, int64_t now_ms)
{
	if (line.count == 0) {
		unit_refuse("no-hook");
		return;
	}
	const struct hook hook = line.hook[line.first];
	line.first = (line.first + 1) % HOOKS_BETWEEN;
	line.count--;
	keep_of_carcass(&hook, KIND_WEIGH, mass_g, "", "", now_ms);
	keep_of_carcass(&hook, KIND_INSPECT, -1, line.rejected ? "hold" : "pass", "", now_ms);
	line.rejected = false;
}

static void line_open(struct unit *unit)
{
	struct gather_settings settings = gather_defaults();
	struct device_settings usual = device_defaults();
	settings.kind = KIND_MOVE;
	teller_open(&line.teller, unit, "tag-ascii", &settings);
	line.teller.made = on_made;
	line.teller.mass = on_mass;
	if (teller_has_scale(unit))
		teller_plug(&line.teller, HAL_DEVICE_1, teller_scale(unit), &usual);
	line.numbered = slice_of(&line.slice, hal_storage(), PLACE_TALLY, 1) &&
	                tally_open(&line.tally, &line.slice.device) == TALLY_OK;
	if (!line.numbered)
		unit_refuse("storage");
	if (strncmp(unit->passport.place, PLACE_PREFIX, sizeof(PLACE_PREFIX) - 1) != 0)
		unit_refuse("no-place"); /* carcasses are named after the plant */
}

static void line_line(struct unit *unit, struct span text)
{
	(void)unit;
	teller_line(&line.teller, text);
}

static void line_step(struct unit *unit, int64_t now_ms)
{
	unsigned pressed = unit_buttons(unit);
	teller_step(&line.teller, now_ms);
	if (pressed & 2)
		line.rejected = true;
	if (pressed & 1)
		hook_passes(now_ms);
}

const struct image image = { "line", line_open, line_line, line_step };
