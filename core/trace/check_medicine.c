/*
 * Withdrawal periods: of the animal's own treatments and of those of the pens it stood in at the time. A
 * treatment ends when it says so, else when it was given. Most vaccines have no such period and their records name
 * none; of one given shortly before slaughter (vaccine_days) that is not taken for granted.
 */
#include "core/trace/check_work.h"

#include "core/base/words.h"

#define TREATMENTS (KINDS(MEDICATE) | KINDS(VACCINATE))
/* What only farms say: a slaughterhouse weighs, tests and moves animals, too. */
#define FARMING (TREATMENTS | KINDS(BIRTH) | KINDS(TAG) | KINDS(FEED))

static void judge_unnamed(
	struct inquiry *inquiry, const struct statement *vaccination, const struct statement *use)
{
	int64_t ago_ms = use->at_ms - vaccination->at_ms;
	if (ago_ms >= inquiry->limits->vaccine_days * DAY_MS)
		return;
	struct check_finding *finding = check_find(inquiry, CHECK_UNKNOWN,
		N_("it was vaccinated shortly before, and whether that has a withdrawal period is not said"),
		inquiry->animal);
	check_measure(finding, N_("days since"), CHECK_DAYS, ago_ms / DAY_MS);
	check_behind(finding, vaccination);
	check_behind(finding, use);
}

/* A pig that stood in its pen without a number until it was tagged for sale has no record before that. */
static void judge_record_length(struct inquiry *inquiry, const struct statement *use)
{
	const struct story *life = &inquiry->life;
	const struct statement *first = NULL;
	for (size_t i = 0; i < life->count; i++) {
		if (life->list[i].via != NO_NAME)
			continue;
		if (statement_is(&life->list[i], KINDS(BIRTH)))
			return;
		first = first ? first : &life->list[i];
	}
	if (!first || use->at_ms - first->at_ms >= inquiry->limits->history_days * DAY_MS)
		return;
	struct check_finding *finding = check_find(inquiry, CHECK_UNKNOWN,
		N_("its record begins too late to rule out a treatment before that"),
		inquiry->animal);
	check_measure(
		finding, N_("days on record"), CHECK_DAYS, (use->at_ms - first->at_ms) / DAY_MS);
	check_measure(finding, N_("needed"), CHECK_DAYS, inquiry->limits->history_days);
	check_behind(finding, first);
	check_behind(finding, use);
}

static void judge_withdrawal(
	struct inquiry *inquiry, const struct statement *use, const char *reason)
{
	const struct story *life = &inquiry->life;
	bool farm = false;
	check_applies(inquiry);
	for (size_t i = 0; i < life->count; i++) {
		const struct statement *drug = &life->list[i];
		if (drug->at_ms > use->at_ms)
			break;
		farm = farm || statement_is(drug, FARMING);
		if (!statement_is(drug, TREATMENTS))
			continue;
		if (!statement_says(drug, FIELD_WITHDRAWAL_DAYS)) {
			judge_unnamed(inquiry, drug, use);
			continue;
		}
		int64_t end_ms = statement_says(drug, FIELD_UNTIL) ? drug->said->number[FIELD_UNTIL]
		                                                   : drug->at_ms;
		int64_t days = drug->said->number[FIELD_WITHDRAWAL_DAYS];
		int64_t left_ms = end_ms + days * DAY_MS - use->at_ms;
		if (left_ms <= 0)
			continue;
		struct check_finding *finding =
			check_find(inquiry, CHECK_FAIL, reason, inquiry->animal);
		check_measure(finding, N_("withdrawal days"), CHECK_DAYS, days);
		check_measure(finding, N_("days still to wait"), CHECK_DAYS,
			(left_ms + DAY_MS - 1) / DAY_MS);
		check_behind(finding, drug);
		check_behind(finding, use);
	}
	if (!farm)
		check_behind(
			check_find(inquiry, CHECK_UNKNOWN,
				N_("nothing is recorded of its life on a farm, so no treatment can "
				   "be ruled out"),
				inquiry->animal),
			use);
	else
		judge_record_length(inquiry, use);
}

void judge_withdrawal_at_slaughter(struct inquiry *inquiry)
{
	const struct statement *slaughter = story_first(&inquiry->life, KINDS(SLAUGHTER));
	if (slaughter)
		judge_withdrawal(
			inquiry, slaughter, N_("it was slaughtered within the withdrawal period"));
}

/* It lives on a farm: what only farms say of it, or a farm's own station. */
static bool is_farming(struct inquiry *inquiry, const struct statement *at)
{
	struct store_station station;
	return statement_is(at, FARMING) ||
	       (vocabulary_kinds[at->told->kind].step == STEP_BREED &&
		       !statement_is(at, KINDS(DIE)) &&
		       inquiry_station(inquiry, at->told->station, &station) &&
		       station.trade == TRADE_FARM);
}

/* The last ride, unless it went back to a farm. */
void judge_withdrawal_at_dispatch(struct inquiry *inquiry)
{
	const struct story *life = &inquiry->life;
	const struct statement *arrive = story_first(life, KINDS(ARRIVE) | KINDS(SLAUGHTER));
	const struct statement *load =
		story_last(life, KINDS(LOAD), arrive ? arrive->at_ms : INT64_MAX);
	if (!load)
		return;
	for (size_t i = 0; i < life->count && !arrive; i++)
		if (life->list[i].at_ms > load->at_ms && is_farming(inquiry, &life->list[i]))
			return;
	judge_withdrawal(
		inquiry, load, N_("it was sent to slaughter within the withdrawal period"));
}
