#include "tests/season/wave.h"

#include <stdlib.h>

#include "core/ident/ear_tag.h"
#include "core/ident/electronic_tag.h"

#define FIRST_BIRTH_DAY  3
#define BIRTH_SPREAD     70 /* days from the first market group's births to the last's */
#define WAVE_SHIFT       4  /* days over which waves are spread */
#define MARKET_PIGS      60 /* about what one lorry takes */
#define LITTER_LEAST     8
#define LITTER_MOST      12
#define COUNTRY_CHINA    156
#define CHIPS_A_FARM     100000
#define DIE_PERMILLE     20
#define RETAG_PERMILLE   20
#define CHIP_PERMILLE    50
#define TREATED_PERMILLE 250
#define LATE_MOST_MIN    (9 * DAY_MINUTES)

int64_t wave_ms(const struct wave *wave, int day, int minute, int second)
{
	int64_t minutes = (int64_t)day * DAY_MINUTES + minute;
	return wave->settings->start_ms + (minutes * 60 + second) * 1000;
}

int64_t wave_date(const struct wave *wave, int day)
{
	return day_number(moment_day((struct moment){
		.at_ms = wave_ms(wave, day, 0, 0), .offset_min = SEASON_OFFSET_MIN }));
}

void wave_compact_date(const struct wave *wave, struct out *out, int day)
{
	struct day date = day_from_number(wave_date(wave, day));
	out_digits(out, (uint64_t)date.year, 4);
	out_digits(out, (uint64_t)date.month, 2);
	out_digits(out, (uint64_t)date.mday, 2);
}

static struct code ear_tag_code(int farm, int32_t serial)
{
	struct code code;
	char digits[EAR_TAG_TEXT];
	struct out out = out_into(code.text, sizeof(code.text));
	ear_tag_format(
		(struct ear_tag){ .species = 1, .county = cast_county(farm), .serial = serial },
		digits);
	out_text(&out, "pig:");
	out_text(&out, digits);
	return code;
}

struct code wave_pig(const struct wave *wave, const struct pig *pig, int day)
{
	bool renewed = pig->new_serial && day >= pig->retag_day;
	return ear_tag_code(
		wave->litters[pig->litter].farm, renewed ? pig->new_serial : pig->serial);
}

struct code wave_first_tag(const struct wave *wave, const struct pig *pig)
{
	return ear_tag_code(wave->litters[pig->litter].farm, pig->serial);
}

struct code wave_sow(const struct litter *litter)
{
	return ear_tag_code(litter->farm, litter->sow);
}

struct code wave_chip(const struct wave *wave, const struct pig *pig)
{
	struct code code;
	char digits[ELECTRONIC_TAG_TEXT];
	struct out out = out_into(code.text, sizeof(code.text));
	int64_t farm = wave->litters[pig->litter].farm;
	electronic_tag_format((struct electronic_tag){ .country = COUNTRY_CHINA,
				      .national = farm * CHIPS_A_FARM + pig->chip },
		digits);
	out_text(&out, "eid:");
	out_text(&out, digits);
	return code;
}

struct code wave_carcass(const struct wave *wave, const struct carcass *carcass)
{
	struct code code;
	struct out out = out_into(code.text, sizeof(code.text));
	out_text(&out, "carcass:");
	out_text(&out, wave->cast->stations[cast_plant(wave->cast, wave->plant)].name);
	out_char(&out, '/');
	wave_compact_date(wave, &out, carcass->day);
	out_char(&out, '/');
	out_number(&out, carcass->hook);
	return code;
}

struct code wave_certificate(struct wave *wave, const char *form)
{
	struct code code;
	struct out out = out_into(code.text, sizeof(code.text));
	out_text(&out, "doc:");
	out_text(&out, form);
	out_text(&out, "/14");
	out_digits(&out, (uint64_t)++wave->ledger->certificates, 8);
	return code;
}

bool wave_alive(const struct pig *pig, int day)
{
	return pig->death_day == 0 || day < pig->death_day;
}

/* Usual growth of a fattening pig of a mountain breed cross. */
static const struct {
	int age;
	int32_t mass_g;
} growth[] = { { 0, 1300 }, { 24, 6800 }, { 75, 28000 }, { 120, 62000 }, { 180, 115000 },
	{ 220, 140000 } };

int32_t wave_weight(const struct pig *pig, int age)
{
	size_t i = 1;
	while (age > growth[i].age && i + 1 < sizeof(growth) / sizeof(growth[0]))
		i++;
	int32_t gain = growth[i].mass_g - growth[i - 1].mass_g;
	int32_t usual = growth[i - 1].mass_g +
	                gain * (age - growth[i - 1].age) / (growth[i].age - growth[i - 1].age);
	int32_t mass_g = (int32_t)((int64_t)usual * pig->vigour / 1000);
	return mass_g - mass_g % 100;
}

/* What will befall a pig is settled at its birth. */
static void plan_pig(struct wave *wave, int litter)
{
	struct pig *pig = WAVE_ADD(wave, pigs);
	if (!pig)
		return;
	struct dice *dice = &wave->dice;
	const struct litter *mother = &wave->litters[litter];
	int32_t *used = &wave->tags_used[mother->farm % WAVE_FARMS];
	pig->litter = litter;
	pig->serial = cast_first_serial(mother->farm) + ++*used;
	pig->vigour = (int16_t)dice_between(dice, 957, 1043);
	if (dice_chance(dice, DIE_PERMILLE))
		pig->death_day = (int16_t)(mother->born_day + dice_between(dice, 40, 150));
	if (dice_chance(dice, CHIP_PERMILLE)) {
		pig->chip = ++*used;
		pig->chip_day = (int16_t)(mother->born_day + 80);
	}
	if (dice_chance(dice, RETAG_PERMILLE)) {
		pig->new_serial = cast_first_serial(mother->farm) + ++*used;
		pig->retag_day = (int16_t)(mother->born_day + dice_between(dice, 60, 150));
	}
}

static void plan_litter(struct wave *wave, int farm, int pigs, int market, int pen)
{
	struct litter *litter = WAVE_ADD(wave, litters);
	if (!litter)
		return;
	litter->farm = farm;
	litter->pigs = pigs;
	litter->market = market;
	litter->pen = pen;
	litter->sow = cast_first_serial(farm) + ++wave->tags_used[farm % WAVE_FARMS];
	litter->treated = dice_chance(&wave->dice, TREATED_PERMILLE) || pen == 1;
}

static void plan_farm(struct wave *wave, int farm)
{
	int left = (int)cast_pigs_of(wave->cast, farm);
	int market = 0, gathered = 0;
	wave->tags_used[farm % WAVE_FARMS] = 0;
	for (int pen = 1; left > 0; pen++) {
		int pigs = dice_between(&wave->dice, LITTER_LEAST, LITTER_MOST);
		if (left - pigs < LITTER_LEAST / 2)
			pigs = left;
		plan_litter(wave, farm, pigs, market, pen);
		left -= pigs;
		gathered += pigs;
		if (wave->markets <= market)
			wave->markets = market + 1;
		if (gathered >= MARKET_PIGS) {
			gathered = 0;
			market++;
		}
	}
}

static int birth_day(const struct wave *wave, int market)
{
	return FIRST_BIRTH_DAY + wave->number % WAVE_SHIFT + market * BIRTH_SPREAD / wave->markets;
}

int market_ride_day(const struct wave *wave, int market)
{
	return birth_day(wave, market) + AGE_LEAVE;
}

void wave_plan(struct wave *wave)
{
	wave->markets = 0;
	for (int farm = 0; farm < WAVE_FARMS; farm++)
		plan_farm(wave, wave->number * WAVE_FARMS + farm);
	for (size_t i = 0; i < wave->litters_count; i++) {
		struct litter *litter = &wave->litters[i];
		litter->born_day =
			birth_day(wave, litter->market) + dice_between(&wave->dice, 0, 2);
		litter->first_pig = (int)wave->pigs_count;
		for (int n = 0; n < litter->pigs; n++)
			plan_pig(wave, (int)i);
		litter->apart = litter->treated && litter->pigs > 4 ? litter->first_pig + 2 : -1;
	}
}

static int entry_order(const void *a, const void *b)
{
	const struct entry *one = a, *two = b;
	if (one->key_ms != two->key_ms)
		return one->key_ms < two->key_ms ? -1 : 1;
	return (one->made > two->made) - (one->made < two->made);
}

static void wave_clear(struct wave *wave)
{
	buf_clear(&wave->text);
	wave->entries_count = wave->pigs_count = wave->litters_count = 0;
	wave->carcasses_count = wave->members_count = wave->stocks_count = 0;
	wave->runs_count = wave->asked_count = wave->herd_count = 0;
	wave->failed = false;
}

static void make_late(struct wave *wave)
{
	for (size_t i = 0; i < wave->entries_count; i++)
		if (dice_chance(&wave->dice, wave->settings->late_permille))
			wave->entries[i].key_ms +=
				INT64_C(60000) * dice_between(&wave->dice, 120, LATE_MOST_MIN);
}

void wave_build(struct wave *wave, int number)
{
	wave_clear(wave);
	wave->number = number;
	wave->plant = cast_plant_of(wave->cast, number);
	wave->dice = dice_of(wave->settings->seed, (uint64_t)number);
	wave_plan(wave);
	for (size_t i = 0; i < wave->litters_count && !wave->failed; i++)
		wave_rear(wave, &wave->litters[i]);
	for (int market = 0; market < wave->markets && !wave->failed; market++) {
		size_t stock = wave->stocks_count, run = wave->runs_count;
		wave_ride(wave, market);
		wave_slaughter(wave, market);
		wave_bone(wave, market);
		wave_pack(wave, market, stock);
		wave_deliver(wave, market, stock, run);
	}
	wave_disturb(wave);
	make_late(wave);
	if (wave->entries_count)
		qsort(wave->entries, wave->entries_count, sizeof(wave->entries[0]), entry_order);
}

void wave_free(struct wave *wave)
{
	buf_free(&wave->text);
	free(wave->entries);
	free(wave->pigs);
	free(wave->litters);
	free(wave->carcasses);
	free(wave->members);
	free(wave->stocks);
	free(wave->runs);
	free(wave->asked);
	free(wave->herd);
	for (int i = 0; i < CAST_SHOPS; i++)
		free(wave->crates[i].cases);
}
