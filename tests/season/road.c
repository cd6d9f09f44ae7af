/* road.c - a market group's last days: weighed, certified, driven, inspected, slaughtered. */
#include "tests/season/wave.h"

#define SECOND_FARM_MIN      300 /* the lorry comes back for the second farm */
#define HOOK_SECONDS         40
#define HOOK_START_MIN       360
#define CHILL_READINGS       48
#define RAIL_LINE            40 /* carcasses a line; 40 names are below half of EVENT_LINE_MOST */
#define BAD_PIG_PERMILLE     3
#define BAD_CARCASS_PERMILLE 4
#define SAMPLED_PERMILLE     50 /* urine strips for beta-agonists */

/* One lorry load: pigs of one farm, herd[first..last). */
struct load {
	int farm;
	int day;
	int shift_min;
	size_t first;
	size_t last;
	struct code certificate;
};

static void herd_add(struct wave *wave, int pig)
{
	int *slot = WAVE_ADD(wave, herd);
	if (slot)
		*slot = pig;
}

static int64_t load_ms(struct wave *wave, const struct load *load, int minute)
{
	return wave_ms(wave, load->day, minute + load->shift_min, dice_between(&wave->dice, 0, 59));
}

static void say_load(struct wave *wave, const struct load *load, enum role role)
{
	say_role(wave, role);
	for (size_t i = load->first; i < load->last; i++)
		say_item(wave, wave_pig(wave, &wave->pigs[wave->herd[i]], load->day));
}

static void say_count(struct wave *wave, const struct load *load)
{
	say_integer(wave, FIELD_COUNT_, (int64_t)(load->last - load->first));
}

/* Urine strips at the farm for a sample; the report number tells the sheet. */
static void test_farm(struct wave *wave, const struct load *load)
{
	for (size_t i = load->first; i < load->last; i++) {
		const struct pig *pig = &wave->pigs[wave->herd[i]];
		if (i != load->first && !dice_chance(&wave->dice, SAMPLED_PERMILLE))
			continue;
		say(wave, load->farm, KIND_TEST,
			wave_ms(wave, load->day - 2, 540, (int)(i - load->first) * 45));
		say_one(wave, ROLE_OF, wave_pig(wave, pig, load->day - 2));
		say_text(wave, FIELD_AGENT, i % 2 ? "clenbuterol" : "ractopamine");
		say_text(wave, FIELD_METHOD, "strip");
		say_text(wave, FIELD_FINDING, "negative");
		(void)say_end(wave);
	}
}

static void weigh_load(struct wave *wave, const struct load *load)
{
	for (size_t i = load->first; i < load->last; i++) {
		struct pig *pig = &wave->pigs[wave->herd[i]];
		int age = load->day - wave->litters[pig->litter].born_day;
		pig->live_g = wave_weight(pig, age);
		if (!wave->pace->one_by_one)
			continue;
		say(wave, load->farm, KIND_WEIGH,
			wave_ms(wave, load->day, 360 + load->shift_min,
				(int)(i - load->first) * 30));
		say_one(wave, ROLE_OF, wave_pig(wave, pig, load->day));
		say_decimal(wave, FIELD_KG, pig->live_g);
		(void)say_end(wave);
	}
}

static void certify_load(struct wave *wave, struct load *load, int plant)
{
	load->certificate = wave_certificate(wave, "B");
	say(wave, load->farm, KIND_CERTIFY, load_ms(wave, load, 410));
	say_load(wave, load, ROLE_OF);
	say_one(wave, ROLE_OUT, load->certificate);
	say_one(wave, ROLE_TO, cast_vehicle(wave->number / 2, 0));
	say_text(wave, FIELD_FORM, "B");
	say_moment(wave, FIELD_EXPIRES, wave_ms(wave, load->day, DAY_MINUTES - 1, 0));
	say_text(wave, FIELD_DESTINATION, wave->cast->stations[plant].title);
	say_count(wave, load);
	(void)say_end(wave);
}

/* Pen by pen, so that each pig leaves its own group. The herd of a farm is in order of litters. */
static void drive_up(struct wave *wave, const struct load *load)
{
	size_t i = load->first;
	int minute = 440;
	while (i < load->last) {
		int litter = wave->pigs[wave->herd[i]].litter;
		say(wave, load->farm, KIND_LOAD, load_ms(wave, load, minute));
		say_one(wave, ROLE_FROM, cast_pen(load->farm, 'F', wave->litters[litter].pen));
		say_one(wave, ROLE_TO, cast_vehicle(wave->number / 2, 0));
		say_role(wave, ROLE_OF);
		for (; i < load->last && wave->pigs[wave->herd[i]].litter == litter; i++)
			say_item(wave, wave_pig(wave, &wave->pigs[wave->herd[i]], load->day));
		say_text(wave, FIELD_CERT, load->certificate.text);
		(void)say_end(wave);
		minute += 4;
	}
}

static void drive(struct wave *wave, const struct load *load, struct code lairage)
{
	int truck = cast_truck(wave->cast, wave->number);
	struct code lorry = cast_vehicle(wave->number / 2, 0);
	say(wave, truck, KIND_TRACK, load_ms(wave, load, 490));
	say_one(wave, ROLE_OF, lorry);
	say_decimal(wave, FIELD_LAT, dice_between(&wave->dice, 36950000, 38100000));
	say_decimal(wave, FIELD_LON, dice_between(&wave->dice, 110700000, 111500000));
	say_readings(wave, dice_between(&wave->dice, 6, 10), 1200, 2300);
	(void)say_end(wave);
	say(wave, truck, KIND_UNLOAD, load_ms(wave, load, 650));
	say_load(wave, load, ROLE_OF);
	say_one(wave, ROLE_FROM, lorry);
	say_one(wave, ROLE_TO, lairage);
	say_text(wave, FIELD_CERT, load->certificate.text);
	(void)say_end(wave);
	say(wave, truck, KIND_DISINFECT, load_ms(wave, load, 680));
	say_one(wave, ROLE_OF, lorry);
	say_text(wave, FIELD_REASON, "卸后清洗消毒");
	(void)say_end(wave);
}

static void receive_load(struct wave *wave, const struct load *load, int plant)
{
	say(wave, plant, KIND_ARRIVE, load_ms(wave, load, 665));
	say_load(wave, load, ROLE_OF);
	say_text(wave, FIELD_CERT, load->certificate.text);
	say_text(wave, FIELD_SUPPLIER, wave->cast->stations[load->farm].title);
	say_count(wave, load);
	(void)say_end(wave);
	say(wave, plant, KIND_TEST, load_ms(wave, load, 720));
	say_load(wave, load, ROLE_OF);
	say_text(wave, FIELD_AGENT, "asf");
	say_text(wave, FIELD_METHOD, "pcr");
	say_text(wave, FIELD_FINDING, "negative");
	(void)say_end(wave);
}

static void inspect_alive(
	struct wave *wave, int plant, int64_t at_ms, const char *verdict, const char *reason)
{
	say(wave, plant, KIND_ANTEMORTEM, at_ms);
	say_text(wave, FIELD_VERDICT, verdict);
	if (reason)
		say_text(wave, FIELD_REASON, reason);
	say_role(wave, ROLE_OF);
}

/* The sick stay behind and leave the herd. */
static void antemortem(struct wave *wave, struct load *load, int plant)
{
	size_t kept = load->first;
	for (size_t i = load->first; i < load->last; i++) {
		int number = wave->herd[i];
		struct code pig = wave_pig(wave, &wave->pigs[number], load->day);
		wave->herd[kept++] = number;
		if (load->last - load->first < 2 || !dice_chance(&wave->dice, BAD_PIG_PERMILLE))
			continue;
		kept--;
		inspect_alive(
			wave, plant, load_ms(wave, load, 780), "reject", "体温升高，卧地不起");
		say_item(wave, pig);
		(void)say_end(wave);
		say(wave, plant, KIND_DIE, load_ms(wave, load, 800));
		say_one(wave, ROLE_OF, pig);
		say_text(wave, FIELD_REASON, "宰前检验不合格，扑杀");
		say_text(wave, FIELD_DISPOSAL, "rendering");
		(void)say_end(wave);
	}
	load->last = wave->herd_count = kept;
	if (kept == load->first)
		return;
	inspect_alive(wave, plant, load_ms(wave, load, 785), "pass", NULL);
	for (size_t i = load->first; i < load->last; i++)
		say_item(wave, wave_pig(wave, &wave->pigs[wave->herd[i]], load->day));
	(void)say_end(wave);
}

void wave_ride(struct wave *wave, int market)
{
	int plant = cast_plant(wave->cast, wave->plant);
	struct code lairage = cast_place(wave->cast, plant, "-待宰圈");
	wave->herd_count = 0;
	for (int nth = 0; nth < WAVE_FARMS; nth++) {
		struct load load = { .farm = wave->number * WAVE_FARMS + nth,
			.day = market_ride_day(wave, market),
			.shift_min = nth * SECOND_FARM_MIN,
			.first = wave->herd_count };
		for (size_t i = 0; i < wave->pigs_count; i++) {
			const struct litter *litter = &wave->litters[wave->pigs[i].litter];
			if (litter->market == market && litter->farm == load.farm &&
				wave_alive(&wave->pigs[i], load.day))
				herd_add(wave, (int)i);
		}
		load.last = wave->herd_count;
		if (load.first == load.last)
			continue;
		test_farm(wave, &load);
		weigh_load(wave, &load);
		certify_load(wave, &load, plant);
		drive_up(wave, &load);
		drive(wave, &load, lairage);
		receive_load(wave, &load, plant);
		antemortem(wave, &load, plant);
	}
}

static int64_t hook_ms(const struct wave *wave, const struct carcass *carcass, int minutes_after)
{
	return wave_ms(
		wave, carcass->day, HOOK_START_MIN + minutes_after, carcass->hook * HOOK_SECONDS);
}

static struct carcass *hang(struct wave *wave, int number, int day)
{
	struct carcass *carcass = WAVE_ADD(wave, carcasses);
	if (!carcass)
		return NULL;
	struct pig *pig = &wave->pigs[number];
	int32_t hot_g = pig->live_g / 1000 * dice_between(&wave->dice, 735, 765);
	carcass->pig = number;
	carcass->day = day;
	carcass->hook = ++wave->ledger->plants[wave->plant].hooks[day];
	hot_g -= hot_g % 100;
	carcass->cold_g = hot_g / 1000 * 980;
	int plant = cast_plant(wave->cast, wave->plant);
	say(wave, plant, KIND_SLAUGHTER, hook_ms(wave, carcass, 0));
	say_role(wave, ROLE_IN);
	say_amount(wave, wave_pig(wave, pig, day), pig->live_g, -1);
	say_role(wave, ROLE_OUT);
	say_amount(wave, wave_carcass(wave, carcass), hot_g, -1);
	say_integer(wave, FIELD_HOOK, carcass->hook);
	(void)say_end(wave);
	return carcass;
}

/* carcasses[first..last) of the rail; `bad` picks those with a finding. */
static void inspect_rail(struct wave *wave, size_t first, size_t last, int64_t at_ms, bool bad)
{
	say(wave, cast_plant(wave->cast, wave->plant), KIND_INSPECT, at_ms);
	say_role(wave, ROLE_OF);
	for (size_t i = first; i < last; i++)
		say_item(wave, wave_carcass(wave, &wave->carcasses[i]));
	say_text(wave, FIELD_VERDICT, bad ? "reject" : "pass");
	if (bad)
		say_text(wave, FIELD_REASON, "胸膜炎，化制处理");
	(void)say_end(wave);
}

static void weigh_cold(struct wave *wave, const struct carcass *carcass, int second)
{
	say(wave, cast_plant(wave->cast, wave->plant), KIND_WEIGH,
		wave_ms(wave, carcass->day + 1, 300, second));
	say_one(wave, ROLE_OF, wave_carcass(wave, carcass));
	say_decimal(wave, FIELD_KG, carcass->cold_g);
	(void)say_end(wave);
}

static void chill_rail(struct wave *wave, size_t first, size_t last)
{
	int plant = cast_plant(wave->cast, wave->plant);
	const struct carcass *end = &wave->carcasses[last - 1];
	say(wave, plant, KIND_CHILL, hook_ms(wave, end, 35));
	say_role(wave, ROLE_OF);
	for (size_t i = first; i < last; i++)
		say_item(wave, wave_carcass(wave, &wave->carcasses[i]));
	say_one(wave, ROLE_TO, cast_place(wave->cast, plant, "-排酸间"));
	say_moment(wave, FIELD_UNTIL, wave_ms(wave, end->day + 1, 330, 0));
	say_readings(wave, CHILL_READINGS, 20, 390);
	(void)say_end(wave);
}

/* From here the herd is the rail: it holds the carcasses that passed, not the pigs. */
void wave_slaughter(struct wave *wave, int market)
{
	int day = market_ride_day(wave, market) + 1;
	size_t first = wave->carcasses_count, kept = 0;
	for (size_t i = 0; i < wave->herd_count; i++) {
		size_t at = wave->carcasses_count;
		const struct carcass *carcass = hang(wave, wave->herd[i], day);
		if (!carcass)
			return;
		bool bad = dice_chance(&wave->dice, BAD_CARCASS_PERMILLE) && wave->herd_count > 1;
		if (wave->pace->one_by_one || bad)
			inspect_rail(wave, at, at + 1, hook_ms(wave, carcass, 8), bad);
		if (bad)
			wave->carcasses_count = at; /* it goes no further */
		else
			wave->herd[kept++] = (int)at;
	}
	wave->herd_count = kept;
	for (size_t at = first; at < wave->carcasses_count; at += RAIL_LINE) {
		size_t end = at + RAIL_LINE < wave->carcasses_count ? at + RAIL_LINE
		                                                    : wave->carcasses_count;
		if (!wave->pace->one_by_one)
			inspect_rail(
				wave, at, end, hook_ms(wave, &wave->carcasses[end - 1], 12), false);
		chill_rail(wave, at, end);
	}
	for (size_t at = first; wave->pace->one_by_one && at < wave->carcasses_count; at++)
		weigh_cold(wave, &wave->carcasses[at], (int)(at - first) * 15);
}
