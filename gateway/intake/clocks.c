/*
 * Stations whose clock is wrong (core/rule/clock.h): each told once when it begins, and again after an hour of it; an
 * event that is not ahead, or a state that is neither, ends it. Kept in memory alone: states are retained by the broker, so
 * that a gateway that starts hears them again, and an event that is ahead stays so in the store (`pigtrace status`).
 * What it says is no promise: a batch that is rolled back may have told already.
 */
#include "gateway/intake/inner.h"

#define AGAIN_MS 3600000

/* The station's flag; `make`: a new one, in place of one that is right, else of the last. */
static struct clock_flag *flag_of(struct intake *intake, struct span station, bool make)
{
	struct clock_flag *flag = NULL;
	for (size_t i = 0; i < intake->clock_count; i++)
		if (span_is(station, intake->clocks[i].station))
			return &intake->clocks[i];
	if (!make)
		return NULL;
	if (intake->clock_count < INTAKE_CLOCKS)
		flag = &intake->clocks[intake->clock_count++];
	for (size_t i = 0; !flag && i < INTAKE_CLOCKS; i++)
		if (!intake->clocks[i].wrong[false] && !intake->clocks[i].wrong[true])
			flag = &intake->clocks[i];
	if (!flag)
		flag = &intake->clocks[INTAKE_CLOCKS - 1];
	*flag = (struct clock_flag){ 0 };
	(void)span_copy(station, flag->station, sizeof(flag->station));
	return flag;
}

static void tell(
	const struct intake *intake, const struct source *source, bool ahead, int64_t off_ms)
{
	if (intake->settings.clock)
		intake->settings.clock(
			intake->settings.context, source->claim.station, ahead, off_ms);
}

/* The newest word about one direction. off_ms: 0 if it is right. */
static void note_clock(
	struct intake *intake, const struct source *source, bool ahead, int64_t off_ms)
{
	struct clock_flag *flag = flag_of(intake, source->claim.station, off_ms != 0);
	int64_t got_ms = source->claim.got_ms;
	if (!flag)
		return;
	bool was = flag->wrong[ahead];
	flag->wrong[ahead] = off_ms != 0;
	if (off_ms != 0)
		source->tally->clock_wrong[ahead]++;
	bool anew = off_ms != 0 &&
	            (flag->said_ms[ahead] == 0 || got_ms - flag->said_ms[ahead] >= AGAIN_MS ||
			    got_ms < flag->said_ms[ahead]);
	if (anew)
		flag->said_ms[ahead] = got_ms;
	if (anew || (was && off_ms == 0))
		tell(intake, source, ahead, off_ms);
}

void intake_clock_event(struct intake *intake, const struct source *source)
{
	const struct event_value *error = event_find(&intake->event, FIELD_CLOCK_ERROR_S);
	if (source->settles || source->order)
		return; /* it came long ago */
	/* In thousandths of a second. */
	note_clock(intake, source, true,
		clock_off_event(
			intake->event.at.at_ms, error ? error->number : 0, source->claim.got_ms));
}

void intake_clock_state(
	struct intake *intake, const struct source *source, const struct clock_said *said)
{
	if (said->now_ms == 0)
		return;
	int64_t off_ms = clock_off_state(said, source->claim.got_ms);
	note_clock(intake, source, true, off_ms > 0 ? off_ms : 0);
	note_clock(intake, source, false, off_ms < 0 ? off_ms : 0);
}

size_t intake_clocks_wrong(const struct intake *intake, bool ahead)
{
	size_t count = 0;
	for (size_t i = 0; i < intake->clock_count; i++)
		count += intake->clocks[i].wrong[ahead];
	return count;
}
