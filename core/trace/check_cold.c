/*
 * How warm meat was and for how long, whether anybody looked, and how long animals were on the road.
 *
 * A reading holds until the next one of the same vehicle or place, but for no longer than the gap that still
 * counts as watched. Readings behind the moment the meat left the vehicle are not the meat's.
 */
#include "core/trace/check_work.h"

#include "core/base/words.h"

#include <stdlib.h>

#define PARTED (ITEMS(LOT) | ITEMS(RUN))

/* The temperatures of one vehicle or place, as far as meat of the record was in it. */
struct warmth {
	int64_t above_ms;
	int64_t worst;
	int64_t allowed_ms;
	bool any;
	bool last_above;
	struct reading last;
	const struct statement *first_above;
	const struct statement *worst_at;
};

/* The vehicle or place a statement's readings are of. */
static size_t holder_of(const struct statement *at)
{
	const uint32_t kinds = ITEMS(TRUCK) | ITEMS(PLACE);
	if (at->via != NO_NAME)
		return at->via;
	size_t to = statement_named(at, ROLE_TO, kinds);
	return to != NO_NAME ? to : statement_named(at, ROLE_OF, ~0u);
}

static bool moves(const struct statement *at)
{
	return statement_is(at, KINDS(RECEIVE) | KINDS(SELL) | KINDS(CUT) | KINDS(PACK)) ||
	       statement_named(at, ROLE_TO, ~0u) != NO_NAME ||
	       statement_named(at, ROLE_FROM, ~0u) != NO_NAME;
}

/* Of what goes part by part: how much a statement says of it, by number before by weight; 0: nothing. */
static int64_t part_said(const struct statement *at)
{
	for (size_t i = 0; i < at->said->mention_count; i++) {
		const struct mention *mention = &at->said->mentions[i];
		if (mention->name != at->item || !(PARTED >> mention->kind & 1))
			continue;
		if (mention->count > 0)
			return mention->count;
		return statement_says(at, FIELD_COUNT_) ? at->said->number[FIELD_COUNT_]
		                                        : mention->mass_g;
	}
	return 0;
}

/* All there is of it, in packages; of a lot nobody knows here. */
static int64_t whole_of(const struct inquiry *inquiry, const struct statement *at)
{
	struct item item;
	struct item_run run;
	bool is_run = item_parse(span_of(inquiry->names[at->item]), &item, NULL) == IDENT_OK &&
	              item_split_run(item, &run);
	return is_run ? run.last - run.first + 1 : INT64_MAX;
}

/*
 * When what the readings are told of left the vehicle or place again. Of what came and went in parts: when as much left
 * as had come; where else a part of it went says nothing of this one.
 */
static int64_t left_ms(
	const struct inquiry *inquiry, const struct story *record, const struct statement *at)
{
	size_t holder = holder_of(at);
	int64_t came = 0, went = 0;
	for (size_t i = 0; i < record->count; i++) {
		const struct statement *next = &record->list[i];
		if (next->item != at->item || !moves(next))
			continue;
		int64_t whole = whole_of(inquiry, next), part = part_said(next);
		bool all = part == 0 || part >= whole;
		if (all && next->at_ms > at->at_ms)
			return next->at_ms;
		if (statement_names(next, ROLE_TO, holder))
			came = all ? whole : came + part;
		if (all || !statement_names(next, ROLE_FROM, holder))
			continue;
		went += part;
		if (next->at_ms > at->at_ms && went >= came - came / 100 * TRACE_SCALES_PERCENT)
			return next->at_ms;
	}
	return INT64_MAX;
}

static void take_reading(const struct inquiry *inquiry, struct warmth *warmth,
	const struct statement *at, struct reading reading)
{
	int64_t limit = inquiry->limits->chilled_most_c;
	int64_t held_ms = warmth->any ? reading.at_ms - warmth->last.at_ms : 0;
	int64_t most_ms = inquiry->limits->cold_gap_minutes * MINUTE_MS;
	if (warmth->any && warmth->last.centi_c > limit)
		warmth->above_ms += held_ms < most_ms ? held_ms : most_ms;
	warmth->last_above = reading.centi_c > limit;
	if (warmth->last_above && !warmth->first_above)
		warmth->first_above = at;
	if (!warmth->any || reading.centi_c > warmth->worst) {
		warmth->worst = reading.centi_c;
		warmth->worst_at = at;
	}
	warmth->any = true;
	warmth->last = reading;
}

static bool has_warmth(const struct inquiry *inquiry, const struct statement *at)
{
	return at->said->reading_count > 0 && inquiry_is_meat(inquiry, at);
}

static void conclude(struct inquiry *inquiry, const struct warmth *warmth, size_t holder)
{
	int64_t above = warmth->above_ms / MINUTE_MS;
	bool fail = warmth->above_ms > warmth->allowed_ms;
	check_applies(inquiry);
	if (!fail && !warmth->last_above)
		return;
	struct check_finding *finding = check_find(inquiry, fail ? CHECK_FAIL : CHECK_WARN,
		fail ? N_("meat was too warm for too long")
		     : N_("the last reading is too warm; for how long is not known"),
		holder);
	check_measure(finding, N_("minutes too warm"), CHECK_MINUTES, above);
	check_measure(finding, N_("allowed"), CHECK_MINUTES, warmth->allowed_ms / MINUTE_MS);
	check_measure(finding, N_("warmest"), CHECK_CENTI_C, warmth->worst);
	check_measure(finding, N_("limit"), CHECK_CENTI_C, inquiry->limits->chilled_most_c);
	check_behind(finding, warmth->first_above);
	if (warmth->worst_at != warmth->first_above)
		check_behind(finding, warmth->worst_at);
}

/* A reading with whose it is, on its way into the order of time. */
struct timed {
	struct reading reading;
	size_t statement;
};

static int compare_timed(const void *left, const void *right)
{
	const struct timed *a = left, *b = right;
	if (a->reading.at_ms != b->reading.at_ms)
		return a->reading.at_ms < b->reading.at_ms ? -1 : 1;
	if (a->reading.centi_c != b->reading.centi_c)
		return a->reading.centi_c < b->reading.centi_c ? -1 : 1;
	return (a->statement > b->statement) - (a->statement < b->statement);
}

static void judge_holder(struct inquiry *inquiry, size_t first, bool *done, struct timed *timed)
{
	const struct story *record = &inquiry->record;
	size_t holder = holder_of(&record->list[first]), count = 0;
	struct warmth warmth = { .allowed_ms = inquiry->limits->cold_minutes * MINUTE_MS };
	for (size_t i = first; i < record->count; i++) {
		const struct statement *at = &record->list[i];
		if (done[i] || !has_warmth(inquiry, at) || holder_of(at) != holder)
			continue;
		int64_t until_ms = left_ms(inquiry, record, at);
		done[i] = true;
		if (statement_is(at, KINDS(CHILL)))
			warmth.allowed_ms = inquiry->limits->chill_minutes * MINUTE_MS;
		for (size_t j = 0; j < at->said->reading_count; j++) {
			struct reading reading = at->said->readings[j];
			if (reading.at_ms < until_ms)
				timed[count++] = (struct timed){ reading, i };
		}
	}
	if (count == 0)
		return;
	qsort(timed, count, sizeof(*timed), compare_timed);
	for (size_t i = 0; i < count; i++)
		take_reading(inquiry, &warmth, &record->list[timed[i].statement], timed[i].reading);
	conclude(inquiry, &warmth, holder);
}

void judge_warmth(struct inquiry *inquiry)
{
	const struct story *record = &inquiry->record;
	bool *done = calloc(record->count + 1, sizeof(*done));
	struct timed *timed = calloc(record->reading_count + 1, sizeof(*timed));
	if (!done || !timed)
		inquiry->code = fault_set(inquiry->fault, FAULT_MEMORY, "no memory to check");
	for (size_t i = 0; inquiry->code == 0 && i < record->count; i++)
		if (!done[i] && has_warmth(inquiry, &record->list[i]))
			judge_holder(inquiry, i, done, timed);
	free(done);
	free(timed);
}

/* ---- watched ---- */

static int compare_times(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;
	return (*a > *b) - (*a < *b);
}

/* The longest time on a ride without a reading; *readings: how many there were. */
static int64_t longest_gap(struct inquiry *inquiry, const struct ride *ride, size_t *readings)
{
	const struct story *record = &inquiry->record;
	int64_t *times = calloc(record->reading_count + 2, sizeof(*times));
	int64_t longest = 0;
	size_t count = 0;
	*readings = 0;
	if (!times) {
		inquiry->code = fault_set(inquiry->fault, FAULT_MEMORY, "no memory to check");
		return 0;
	}
	times[count++] = ride->load->at_ms;
	times[count++] = ride->end->at_ms;
	for (size_t i = 0; i < record->count; i++) {
		const struct statement *at = &record->list[i];
		if (at->via != ride->truck && !statement_names(at, ROLE_OF, ride->truck))
			continue;
		for (size_t j = 0; j < at->said->reading_count; j++) {
			int64_t at_ms = at->said->readings[j].at_ms;
			if (at_ms >= ride->load->at_ms && at_ms <= ride->end->at_ms)
				times[count++] = at_ms;
		}
	}
	*readings = count - 2;
	qsort(times, count, sizeof(*times), compare_times);
	for (size_t i = 1; i < count; i++)
		longest = times[i] - times[i - 1] > longest ? times[i] - times[i - 1] : longest;
	free(times);
	return longest;
}

static void judge_ride(struct inquiry *inquiry, const struct ride *ride)
{
	size_t readings;
	struct check_finding *finding = NULL;
	check_applies(inquiry);
	if (!ride->end) {
		finding = check_find(inquiry, CHECK_UNKNOWN,
			N_("where this ride of meat ended is not recorded"), ride->truck);
		check_behind(finding, ride->load);
		return;
	}
	int64_t gap = longest_gap(inquiry, ride, &readings) / MINUTE_MS;
	if (readings == 0)
		finding = check_find(inquiry, CHECK_UNKNOWN,
			N_("no temperature was recorded while meat was on the road"), ride->truck);
	else if (gap > inquiry->limits->cold_gap_minutes)
		finding = check_find(inquiry, CHECK_UNKNOWN,
			N_("the temperature on the road is not known all the time"), ride->truck);
	if (!finding)
		return;
	check_measure(finding, N_("longest time without a reading"), CHECK_MINUTES, gap);
	check_measure(finding, N_("allowed"), CHECK_MINUTES, inquiry->limits->cold_gap_minutes);
	check_behind(finding, ride->load);
	check_behind(finding, ride->end);
}

void judge_watched(struct inquiry *inquiry)
{
	const struct story *record = &inquiry->record;
	for (size_t i = 0; inquiry->code == 0 && i < record->count; i++) {
		const struct statement *load = &record->list[i];
		if (!statement_is(load, KINDS(LOAD)) || !inquiry_is_meat(inquiry, load))
			continue;
		struct ride ride = story_ride(inquiry, record, load, true);
		judge_ride(inquiry, &ride);
	}
}

/* ---- live animals ---- */

void judge_road_time(struct inquiry *inquiry)
{
	const struct story *life = &inquiry->life;
	for (size_t i = 0; i < life->count; i++) {
		if (!statement_is(&life->list[i], KINDS(LOAD)))
			continue;
		struct ride ride = story_ride(inquiry, life, &life->list[i], false);
		const struct statement *later =
			story_last(life, KINDS(SLAUGHTER) | KINDS(ANTEMORTEM), INT64_MAX);
		struct check_finding *finding;
		if (!ride.end && (!later || later->at_ms < ride.load->at_ms))
			continue;
		check_applies(inquiry);
		if (!ride.end) {
			finding = check_find(inquiry, CHECK_UNKNOWN,
				N_("when the animal left the vehicle is not recorded"),
				inquiry->animal);
			check_behind(finding, ride.load);
			continue;
		}
		int64_t minutes = (ride.end->at_ms - ride.load->at_ms) / MINUTE_MS;
		if (minutes <= inquiry->limits->road_minutes)
			continue;
		finding = check_find(inquiry, CHECK_FAIL, N_("it was on the road for too long"),
			inquiry->animal);
		check_measure(finding, N_("on the road"), CHECK_MINUTES, minutes);
		check_measure(finding, N_("allowed"), CHECK_MINUTES, inquiry->limits->road_minutes);
		check_behind(finding, ride.load);
		check_behind(finding, ride.end);
	}
}
