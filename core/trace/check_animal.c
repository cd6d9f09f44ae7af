/*
 * Which animal it is, where it was, and in what order things happened to it.
 */
#include "core/trace/check_work.h"

#include "core/base/words.h"

#include <string.h>

static bool is_code(const struct inquiry *inquiry, size_t name)
{
	const struct trace *life = inquiry->life.trace;
	for (size_t i = 0; i < life->item_count; i++)
		if (life->items[i].depth == 0 && !life->items[i].input &&
			strcmp(life->items[i].name, inquiry->names[name]) == 0)
			return true;
	return false;
}

/* The name this birth or tagging gives to the animal at hand, NO_NAME if none. */
static size_t given_name(const struct inquiry *inquiry, const struct statement *statement)
{
	const struct mention *mention = statement->said->mentions;
	if (!statement_is(statement, KINDS(BIRTH) | KINDS(TAG)))
		return NO_NAME;
	for (size_t i = 0; i < statement->said->mention_count; i++)
		if (mention[i].role == ROLE_OUT && is_code(inquiry, mention[i].name))
			return mention[i].name;
	return NO_NAME;
}

/* A piglet that is tagged with the number it was born under. */
static bool is_first_tag(const struct statement *a, const struct statement *b)
{
	return statement_is(a, KINDS(BIRTH)) != statement_is(b, KINDS(BIRTH)) &&
	       strcmp(a->told->station, b->told->station) == 0 &&
	       statement_named(a, ROLE_IN, ANIMALS) == NO_NAME &&
	       statement_named(b, ROLE_IN, ANIMALS) == NO_NAME;
}

void judge_tag_once(struct inquiry *inquiry)
{
	const struct story *life = &inquiry->life;
	for (size_t i = 0; i < life->count; i++) {
		size_t name = given_name(inquiry, &life->list[i]);
		if (name == NO_NAME)
			continue;
		check_applies(inquiry);
		for (size_t j = i + 1; j < life->count; j++) {
			const struct statement *a = &life->list[i], *b = &life->list[j];
			if (given_name(inquiry, b) != name || is_first_tag(a, b))
				continue;
			bool same = strcmp(a->told->station, b->told->station) == 0 &&
			            statement_named(b, ROLE_IN, ANIMALS) ==
			                    statement_named(a, ROLE_IN, ANIMALS);
			struct check_finding *finding =
				check_find(inquiry, same ? CHECK_WARN : CHECK_FAIL,
					same ? N_("the same tag was given twice by one station")
					     : N_("one tag was given to two animals"),
					name);
			check_behind(finding, a);
			check_behind(finding, b);
		}
	}
}

void judge_tag_after_death(struct inquiry *inquiry)
{
	const struct story *life = &inquiry->life;
	const uint64_t later = KINDS(TEST) | KINDS(CORRECT) | KINDS(INSPECT);
	const struct statement *death = NULL;
	for (size_t i = 0; i < life->count; i++) {
		const struct statement *at = &life->list[i];
		if (at->via != NO_NAME)
			continue;
		if (!death) {
			death = statement_is(at, KINDS(DIE) | KINDS(SLAUGHTER)) ? at : NULL;
			if (death)
				check_applies(inquiry);
			continue;
		}
		if (at->at_ms == death->at_ms || statement_is(at, later) ||
			(statement_is(at, KINDS(SLAUGHTER)) &&
				statement_is(death, KINDS(SLAUGHTER))))
			continue;
		struct check_finding *finding = check_find(inquiry, CHECK_FAIL,
			N_("something is reported of it after its death"), inquiry->animal);
		check_behind(finding, death);
		check_behind(finding, at);
	}
}

/* Another animal became a carcass of the same number: which one is meant is not known any more. */
static void carcass_of_one(struct inquiry *inquiry, const struct statement *slaughter)
{
	const struct story *record = &inquiry->record;
	size_t carcass = statement_named(slaughter, ROLE_OUT, ITEMS(CARCASS));
	for (size_t i = 0; carcass != NO_NAME && i < record->count; i++) {
		const struct statement *other = &record->list[i];
		if (!statement_is(other, KINDS(SLAUGHTER)) ||
			!statement_names(other, ROLE_OUT, carcass) ||
			is_code(inquiry, statement_named(other, ROLE_IN, ANIMALS)))
			continue;
		struct check_finding *finding = check_find(inquiry, CHECK_FAIL,
			N_("one carcass number was given to two animals"), carcass);
		check_behind(finding, slaughter);
		check_behind(finding, other);
	}
}

void judge_slaughtered_once(struct inquiry *inquiry)
{
	const struct story *life = &inquiry->life;
	const struct statement *first = story_first(life, KINDS(SLAUGHTER));
	if (!first)
		return;
	check_applies(inquiry);
	carcass_of_one(inquiry, first);
	for (size_t i = 0; i < life->count; i++) {
		const struct statement *again = &life->list[i];
		if (again == first || !statement_is(again, KINDS(SLAUGHTER)))
			continue;
		struct check_finding *finding = check_find(
			inquiry, CHECK_FAIL, N_("it was slaughtered twice"), inquiry->animal);
		check_behind(finding, first);
		check_behind(finding, again);
	}
}

/* ---- where it was ---- */

/* The farm a group is of, or the home of a farm's station; "" if neither is known. True if the station is
 * a farm's. */
static bool farm_of(struct inquiry *inquiry, const struct statement *at, enum role role,
	char farm[static FARM_TEXT])
{
	size_t group = statement_named(at, role, ITEMS(GROUP));
	struct store_station station;
	struct item home = { .kind = ITEM_KIND_COUNT };
	bool farms = inquiry_station(inquiry, at->told->station, &station) &&
	             station.trade == TRADE_FARM;
	farm[0] = '\0';
	if (group != NO_NAME)
		(void)item_parse(span_of(inquiry->names[group]), &home, NULL);
	else if (farms)
		(void)item_parse(span_of(station.home), &home, NULL);
	if (home.kind == ITEM_GROUP && home.code.len >= FARM_NUMBER_LEN)
		(void)span_copy((struct span){ home.code.at, FARM_NUMBER_LEN }, farm, FARM_TEXT);
	return farms;
}

struct whereabouts {
	const struct statement *since; /* what put it there */
	size_t truck;
	char farm[FARM_TEXT];
};

static void conflict(struct inquiry *inquiry, const struct whereabouts *where,
	const struct statement *at, const char *reason)
{
	if (!where->since || where->since->at_ms == at->at_ms)
		return;
	struct check_finding *finding = check_find(inquiry, CHECK_FAIL, reason, inquiry->animal);
	check_behind(finding, where->since);
	check_behind(finding, at);
}

static void on_the_road(
	struct inquiry *inquiry, struct whereabouts *where, const struct statement *at)
{
	bool load = statement_is(at, KINDS(LOAD));
	char farm[FARM_TEXT];
	size_t truck = statement_named(at, load ? ROLE_TO : ROLE_FROM, ITEMS(TRUCK));
	(void)farm_of(inquiry, at, load ? ROLE_FROM : ROLE_TO, farm);
	if (truck != NO_NAME && where->truck != NO_NAME && truck != where->truck)
		conflict(inquiry, where, at, N_("it is in two vehicles at once"));
	if (load && where->farm[0] && farm[0] && strcmp(where->farm, farm) != 0)
		conflict(inquiry, where, at, N_("it is on two farms at once"));
	where->since = at;
	where->truck = load ? truck : NO_NAME;
	where->farm[0] = '\0';
	if (!load && statement_named(at, ROLE_TO, ITEMS(GROUP)) != NO_NAME)
		memcpy(where->farm, farm, sizeof(farm));
}

static void on_the_farm(
	struct inquiry *inquiry, struct whereabouts *where, const struct statement *at)
{
	char farm[FARM_TEXT];
	bool farms = farm_of(inquiry, at, ROLE_TO, farm);
	if (farms && where->truck != NO_NAME && !statement_is(at, KINDS(DIE)))
		conflict(inquiry, where, at, N_("it is on a farm while it is in a vehicle"));
	if (where->farm[0] && farm[0] && strcmp(where->farm, farm) != 0 &&
		!statement_is(at, KINDS(MOVE)))
		conflict(inquiry, where, at, N_("it is on two farms at once"));
	if (!farm[0])
		return;
	where->since = at;
	where->truck = NO_NAME;
	memcpy(where->farm, farm, sizeof(farm));
}

void judge_one_place(struct inquiry *inquiry)
{
	const struct story *life = &inquiry->life;
	const uint64_t road = KINDS(LOAD) | KINDS(UNLOAD) | KINDS(ARRIVE);
	struct whereabouts where = { .truck = NO_NAME };
	for (size_t i = 0; i < life->count; i++) {
		const struct statement *at = &life->list[i];
		if (at->via != NO_NAME)
			continue;
		check_applies(inquiry);
		if (statement_is(at, road))
			on_the_road(inquiry, &where, at);
		else if (vocabulary_kinds[at->told->kind].step == STEP_BREED)
			on_the_farm(inquiry, &where, at);
	}
}

/* ---- in what order ---- */

static void before_birth(struct inquiry *inquiry)
{
	const struct story *life = &inquiry->life;
	for (size_t i = 0; i < life->count; i++) {
		const struct statement *start = &life->list[i];
		size_t name = given_name(inquiry, start);
		if (name == NO_NAME)
			continue;
		check_applies(inquiry);
		bool birth = statement_is(start, KINDS(BIRTH));
		for (size_t j = 0; j < i; j++) {
			const struct statement *early = &life->list[j];
			bool about = birth ? early->via == NO_NAME
			                   : statement_names(early, ROLE_OF, name) ||
			                             statement_names(early, ROLE_IN, name);
			if (early->at_ms == start->at_ms || !about)
				continue;
			struct check_finding *finding =
				check_find(inquiry, birth ? CHECK_FAIL : CHECK_WARN,
					birth ? N_("something is reported of it before its birth")
					      : N_("its tag is named before it was put on"),
					name);
			check_behind(finding, early);
			check_behind(finding, start);
		}
	}
}

void judge_animal_order(struct inquiry *inquiry)
{
	const struct story *life = &inquiry->life;
	const struct statement *arrive = story_first(life, KINDS(ARRIVE));
	const struct statement *slaughter = story_first(life, KINDS(SLAUGHTER));
	const struct statement *load = story_last(life, KINDS(LOAD), INT64_MAX);
	before_birth(inquiry);
	if (!arrive)
		return;
	check_applies(inquiry);
	if (slaughter && slaughter->at_ms < arrive->at_ms) {
		struct check_finding *finding = check_find(inquiry, CHECK_FAIL,
			N_("it was slaughtered before it arrived"), inquiry->animal);
		check_behind(finding, slaughter);
		check_behind(finding, arrive);
	}
	if (load && load->at_ms > arrive->at_ms && !story_ride(inquiry, life, load, false).end) {
		struct check_finding *finding = check_find(inquiry, CHECK_FAIL,
			N_("it was loaded after it had arrived"), inquiry->animal);
		check_behind(finding, arrive);
		check_behind(finding, load);
	}
}

void judge_animal_steps(struct inquiry *inquiry)
{
	static const struct {
		uint64_t kinds;
		const char *reason;
	} steps[] = {
		{ KINDS(BIRTH) | KINDS(TAG), N_("neither its birth nor its tagging is recorded") },
		{ KINDS(LOAD), N_("the vehicle that brought it is not recorded") },
		{ KINDS(ARRIVE), N_("its arrival at the slaughterhouse is not recorded") },
	};
	const struct statement *slaughter = story_first(&inquiry->life, KINDS(SLAUGHTER));
	if (!slaughter)
		return;
	check_applies(inquiry);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (!story_first(&inquiry->life, steps[i].kinds))
			check_behind(
				check_find(inquiry, CHECK_WARN, steps[i].reason, inquiry->animal),
				slaughter);
}
