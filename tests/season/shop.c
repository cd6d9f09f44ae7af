/* shop.c - cases to shops by cold lorry, packages to people. */
#include "tests/season/wave.h"

#define PALLET_CASES    40
#define CASE_AFTER_MIN  15 /* from packing */
#define CASE_SECONDS    15
#define BULK_MIN        900
#define PALLET_MIN      1140
#define LOADING_MIN     1150
#define DRIVE_READINGS  40
#define UNLOADING_MIN   300 /* next morning */
#define SHOP_OPEN_MIN   480
#define SHOP_CLOSE_MIN  1250
#define SHELF_DAYS      6
#define RETURN_PERMILLE 20
#define BULK_PERMILLE   300

/* A market's way to one shop. */
struct delivery {
	int nth;
	int shop;
	int day;
	size_t first_pallet; /* into crate.cases: the pallets stand behind the cases */
	struct code certificate;
};

static int64_t crate_add(struct wave *wave, int nth)
{
	int64_t *slot = WAVE_ADD(&wave->crates[nth], cases);
	int64_t number = ++wave->ledger->plants[wave->plant].cases;
	if (slot)
		*slot = number;
	wave->failed |= wave->crates[nth].failed;
	return number;
}

static int shop_of(const struct wave *wave, size_t run, int64_t counter)
{
	int64_t nth = (counter - wave->runs[run].first) / wave->pace->case_size;
	return (int)((nth + (int64_t)run) % CAST_SHOPS);
}

static void case_run(struct wave *wave, size_t number)
{
	const struct run *run = &wave->runs[number];
	int size = wave->pace->case_size, second = 0;
	for (int64_t first = run->first; first <= run->last; first += size) {
		int64_t last = first + size - 1 < run->last ? first + size - 1 : run->last;
		say(wave, cast_packer(wave->cast, wave->plant), KIND_CASE,
			wave_ms(wave, run->day, run->minute + CASE_AFTER_MIN, second));
		say_role(wave, ROLE_OF);
		say_amount(wave, run_part(run, first, last), -1, last - first + 1);
		say_one(wave, ROLE_TO,
			cast_sscc(wave->plant, crate_add(wave, shop_of(wave, number, first))));
		(void)say_end(wave);
		second += CASE_SECONDS;
	}
}

static bool in_bulk(const struct stock *stock)
{
	return cast_products[stock->product].pack_g == 0 && stock->product != PRODUCT_TRIM;
}

static void case_bulk(struct wave *wave, size_t number, int day)
{
	const struct stock *stock = &wave->stocks[number];
	say(wave, cast_packer(wave->cast, wave->plant), KIND_CASE,
		wave_ms(wave, day, BULK_MIN, (int)(number % 60) * CASE_SECONDS));
	say_role(wave, ROLE_OF);
	say_amount(wave, stock->lot, stock->mass_g, -1);
	say_one(wave, ROLE_TO, cast_sscc(wave->plant, crate_add(wave, (int)(number % CAST_SHOPS))));
	(void)say_end(wave);
}

static void stack_pallets(struct wave *wave, struct delivery *delivery)
{
	struct crate *crate = &wave->crates[delivery->nth];
	delivery->first_pallet = crate->cases_count;
	for (size_t first = 0; first < delivery->first_pallet; first += PALLET_CASES) {
		say(wave, cast_packer(wave->cast, wave->plant), KIND_CASE,
			wave_ms(wave, delivery->day, PALLET_MIN, (int)(first / PALLET_CASES) * 5));
		say_role(wave, ROLE_OF);
		for (size_t i = first; i < first + PALLET_CASES && i < delivery->first_pallet; i++)
			say_item(wave, cast_sscc(wave->plant, crate->cases[i]));
		say_one(wave, ROLE_TO, cast_sscc(wave->plant, crate_add(wave, delivery->nth)));
		(void)say_end(wave);
	}
}

static void say_pallets(struct wave *wave, const struct delivery *delivery)
{
	const struct crate *crate = &wave->crates[delivery->nth];
	say_role(wave, ROLE_OF);
	for (size_t i = delivery->first_pallet; i < crate->cases_count; i++)
		say_item(wave, cast_sscc(wave->plant, crate->cases[i]));
}

static int64_t delivery_ms(struct wave *wave, const struct delivery *delivery, int day, int minute)
{
	return wave_ms(wave, delivery->day + day, minute + delivery->nth * 2,
		dice_between(&wave->dice, 0, 59));
}

static void send(struct wave *wave, struct delivery *delivery)
{
	int packer = cast_packer(wave->cast, wave->plant);
	struct code lorry = cast_vehicle(wave->number / 2, 1);
	const char *buyer = wave->cast->stations[delivery->shop].title;
	delivery->certificate = wave_certificate(wave, "PA");
	say(wave, cast_plant(wave->cast, wave->plant), KIND_CERTIFY,
		delivery_ms(wave, delivery, 0, PALLET_MIN + 4));
	say_pallets(wave, delivery);
	say_one(wave, ROLE_OUT, delivery->certificate);
	say_text(wave, FIELD_FORM, "PA");
	say_moment(wave, FIELD_EXPIRES, wave_ms(wave, delivery->day + 6, DAY_MINUTES - 1, 0));
	say_text(wave, FIELD_DESTINATION, buyer);
	(void)say_end(wave);
	say(wave, packer, KIND_SHIP, delivery_ms(wave, delivery, 0, LOADING_MIN - 1));
	say_pallets(wave, delivery);
	say_one(wave, ROLE_FROM, cast_place(wave->cast, packer, ""));
	say_one(wave, ROLE_TO, cast_place(wave->cast, delivery->shop, ""));
	say_text(wave, FIELD_BUYER, buyer);
	say_text(wave, FIELD_CERT, delivery->certificate.text);
	(void)say_end(wave);
	say(wave, packer, KIND_LOAD, delivery_ms(wave, delivery, 0, LOADING_MIN + 10));
	say_pallets(wave, delivery);
	say_one(wave, ROLE_TO, lorry);
	say_text(wave, FIELD_CERT, delivery->certificate.text);
	(void)say_end(wave);
}

static void hand_in(struct wave *wave, const struct delivery *delivery)
{
	struct code lorry = cast_vehicle(wave->number / 2, 1);
	struct code place = cast_place(wave->cast, delivery->shop, "");
	say(wave, cast_truck(wave->cast, wave->number), KIND_UNLOAD,
		delivery_ms(wave, delivery, 1, UNLOADING_MIN));
	say_pallets(wave, delivery);
	say_one(wave, ROLE_FROM, lorry);
	say_one(wave, ROLE_TO, place);
	(void)say_end(wave);
	say(wave, delivery->shop, KIND_RECEIVE, delivery_ms(wave, delivery, 1, UNLOADING_MIN + 20));
	say_pallets(wave, delivery);
	say_one(wave, ROLE_TO, place);
	say_text(wave, FIELD_SUPPLIER,
		wave->cast->stations[cast_packer(wave->cast, wave->plant)].title);
	say_text(wave, FIELD_CERT, delivery->certificate.text);
	say_decimal(wave, FIELD_TEMP_C, dice_between(&wave->dice, 120, 390));
	(void)say_end(wave);
}

static void drive_cold(struct wave *wave, int day)
{
	say(wave, cast_truck(wave->cast, wave->number), KIND_TRACK,
		wave_ms(wave, day, LOADING_MIN + 30, dice_between(&wave->dice, 0, 59)));
	say_one(wave, ROLE_OF, cast_vehicle(wave->number / 2, 1));
	say_decimal(wave, FIELD_LAT, dice_between(&wave->dice, 37300000, 39900000));
	say_decimal(wave, FIELD_LON, dice_between(&wave->dice, 111100000, 116300000));
	say_readings(wave, DRIVE_READINGS, 50, 380);
	(void)say_end(wave);
}

static void ask(struct wave *wave, size_t run, int64_t counter, bool sold)
{
	struct asked *asked = WAVE_ADD(wave, asked);
	if (asked)
		*asked = (struct asked){ .run = (int)run, .counter = counter, .sold = sold };
}

static void sell_package(struct wave *wave, size_t number, int64_t counter)
{
	static const char *const complaints[] = { "包装漏气", "顾客误购", "标签破损" };
	const struct run *run = &wave->runs[number];
	int shop = cast_shop(wave->cast, wave->number, shop_of(wave, number, counter));
	int after = 1 + dice_between(&wave->dice, 0, SHELF_DAYS - 1);
	int best = cast_products[run->product].days; /* no shop sells it later */
	int day = run->day + (after < best ? after : best);
	int minute = dice_between(&wave->dice, SHOP_OPEN_MIN, SHOP_CLOSE_MIN);
	struct code package = run_package(run, counter);
	say(wave, shop, KIND_SELL, wave_ms(wave, day, minute, dice_between(&wave->dice, 0, 59)));
	say_one(wave, ROLE_OF, package);
	say_one(wave, ROLE_FROM, cast_place(wave->cast, shop, ""));
	(void)say_end(wave);
	if (!dice_chance(&wave->dice, RETURN_PERMILLE))
		return;
	say(wave, shop, KIND_RETURN, wave_ms(wave, day + 1, minute, 0));
	say_one(wave, ROLE_OF, package);
	say_text(wave, FIELD_REASON, complaints[dice_between(&wave->dice, 0, 2)]);
	(void)say_end(wave);
}

/* The first package of a run is asked for unsold, and every one that is sold. */
static void sell_run(struct wave *wave, size_t number)
{
	const struct run *run = &wave->runs[number];
	int every = wave->pace->asked_every;
	if (number % (size_t)every == 0)
		ask(wave, number, run->first, false);
	for (int64_t counter = run->first + 1; counter <= run->last; counter++) {
		if (!dice_chance(&wave->dice, wave->pace->sold_permille))
			continue;
		sell_package(wave, number, counter);
		if (counter % every == 0)
			ask(wave, number, counter, true);
	}
}

static void sell_bulk(struct wave *wave, size_t number, int day)
{
	const struct stock *stock = &wave->stocks[number];
	int shop = cast_shop(wave->cast, wave->number, (int)(number % CAST_SHOPS));
	if (!dice_chance(&wave->dice, BULK_PERMILLE))
		return;
	say(wave, shop, KIND_SELL,
		wave_ms(wave, day + 1, dice_between(&wave->dice, SHOP_OPEN_MIN, SHOP_CLOSE_MIN),
			0));
	say_role(wave, ROLE_OF);
	say_amount(wave, stock->lot, dice_between(&wave->dice, 30, 120) * 10, -1);
	say_one(wave, ROLE_FROM, cast_place(wave->cast, shop, ""));
	(void)say_end(wave);
}

void wave_deliver(struct wave *wave, int market, size_t first_stock, size_t first_run)
{
	int day = market_ride_day(wave, market) + 2;
	for (int nth = 0; nth < CAST_SHOPS; nth++)
		wave->crates[nth].cases_count = 0;
	for (size_t i = first_run; i < wave->runs_count; i++)
		case_run(wave, i);
	for (size_t i = first_stock; i < wave->stocks_count; i++)
		if (in_bulk(&wave->stocks[i]))
			case_bulk(wave, i, day);
	for (int nth = 0; nth < CAST_SHOPS; nth++) {
		struct delivery delivery = {
			.nth = nth, .shop = cast_shop(wave->cast, wave->number, nth), .day = day
		};
		if (wave->crates[nth].cases_count == 0)
			continue;
		stack_pallets(wave, &delivery);
		send(wave, &delivery);
		hand_in(wave, &delivery);
	}
	if (wave->runs_count > first_run)
		drive_cold(wave, day);
	for (size_t i = first_run; i < wave->runs_count; i++)
		sell_run(wave, i);
	for (size_t i = first_stock; i < wave->stocks_count; i++)
		if (in_bulk(&wave->stocks[i]))
			sell_bulk(wave, i, day);
}
