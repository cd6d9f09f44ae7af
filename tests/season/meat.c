/* meat.c - carcasses to primal cuts, cuts to packages. */
#include "tests/season/wave.h"

#include <sodium.h>

#define BONING_LEAST     4 /* carcasses a run on the boning line */
#define BONING_MOST      12
#define BONING_START_MIN 360
#define MINCE_START_MIN  780
#define PACK_START_MIN   800
#define MINCE_LOTS       4 /* trims of so many boning runs in one mince lot */
#define KEY_STREAM       UINT64_C(0x6b65790000000000) /* keys' dice apart from the waves' */

/* How long a day's n-th run of a line is behind the first: one a minute, within a shift of 5 hours. */
static int shift_min(int nth)
{
	return nth < 300 ? nth : 300;
}

static struct code lot_code(const struct wave *wave, int product, int day, int number)
{
	struct code code;
	struct out out = out_into(code.text, sizeof(code.text));
	out_text(&out, "lot:");
	cast_gtin(&out, wave->plant, product, false);
	out_char(&out, '/');
	out_char(&out, cast_products[product].letter);
	wave_compact_date(wave, &out, day);
	out_char(&out, '-');
	out_digits(&out, (uint64_t)number, 3);
	return code;
}

static struct stock *stock_add(struct wave *wave, int product, int day, int number, int32_t mass_g)
{
	struct stock *stock = WAVE_ADD(wave, stocks);
	if (!stock)
		return NULL;
	stock->lot = lot_code(wave, product, day, number);
	stock->product = product;
	stock->mass_g = mass_g;
	return stock;
}

static void member_add(struct wave *wave, int carcass)
{
	int *slot = WAVE_ADD(wave, members);
	if (slot)
		*slot = carcass;
}

/* The rail hangs mixed over night: this is why a boning run holds pigs of both farms. */
static void mix_rail(struct wave *wave)
{
	for (size_t i = wave->herd_count; i > 1; i--) {
		size_t j = (size_t)dice_between(&wave->dice, 0, (int32_t)i - 1);
		int carcass = wave->herd[i - 1];
		wave->herd[i - 1] = wave->herd[j];
		wave->herd[j] = carcass;
	}
}

/* Plant to packer next door: certified, shipped, received. */
static void hand_over(struct wave *wave, size_t first_stock, int day, int minute)
{
	int plant = cast_plant(wave->cast, wave->plant),
	    packer = cast_packer(wave->cast, wave->plant);
	struct code certificate = wave_certificate(wave, "PB");
	static const struct {
		enum event_kind kind;
		int minute;
	} steps[] = { { KIND_CERTIFY, 40 }, { KIND_SHIP, 50 }, { KIND_RECEIVE, 65 } };
	for (size_t n = 0; n < sizeof(steps) / sizeof(steps[0]); n++) {
		enum event_kind kind = steps[n].kind;
		say(wave, kind == KIND_RECEIVE ? packer : plant, kind,
			wave_ms(wave, day, minute + steps[n].minute,
				dice_between(&wave->dice, 0, 59)));
		say_role(wave, ROLE_OF);
		for (size_t i = first_stock; i < wave->stocks_count; i++)
			say_amount(wave, wave->stocks[i].lot, wave->stocks[i].mass_g, -1);
		if (kind == KIND_CERTIFY) {
			say_one(wave, ROLE_OUT, certificate);
			say_text(wave, FIELD_FORM, "PB");
			say_moment(wave, FIELD_EXPIRES, wave_ms(wave, day, DAY_MINUTES - 1, 0));
		} else {
			if (kind == KIND_SHIP)
				say_one(wave, ROLE_FROM, cast_place(wave->cast, plant, ""));
			say_one(wave, ROLE_TO, cast_place(wave->cast, packer, ""));
			say_text(wave, FIELD_CERT, certificate.text);
		}
		if (kind == KIND_SHIP)
			say_text(wave, FIELD_BUYER, wave->cast->stations[packer].title);
		if (kind == KIND_RECEIVE)
			say_decimal(wave, FIELD_TEMP_C, dice_between(&wave->dice, 150, 380));
		(void)say_end(wave);
	}
}

/* herd[from..to) on the boning line: one lot of each primal cut. */
static void bone_run(struct wave *wave, size_t from, size_t to, int day)
{
	int number = ++wave->ledger->plants[wave->plant].bonings[day];
	int minute = BONING_START_MIN + shift_min(number);
	size_t first_stock = wave->stocks_count, first_member = wave->members_count;
	int64_t mass_g = 0;
	say(wave, cast_plant(wave->cast, wave->plant), KIND_CUT,
		wave_ms(wave, day, minute, dice_between(&wave->dice, 0, 59)));
	say_role(wave, ROLE_IN);
	for (size_t i = from; i < to; i++) {
		const struct carcass *carcass = &wave->carcasses[wave->herd[i]];
		say_amount(wave, wave_carcass(wave, carcass), carcass->cold_g, -1);
		mass_g += carcass->cold_g;
		member_add(wave, wave->herd[i]);
	}
	say_role(wave, ROLE_OUT);
	for (int product = 0; product < CAST_PRODUCTS; product++) {
		int64_t share = mass_g * cast_products[product].share / 1000;
		share = share * dice_between(&wave->dice, 970, 1000) / 1000;
		share -= share % 10;
		if (share == 0)
			continue;
		struct stock *stock = stock_add(wave, product, day, number, (int32_t)share);
		if (!stock)
			return;
		stock->first_member = (int)first_member;
		stock->members = (int)(to - from);
		say_amount(wave, stock->lot, share, -1);
	}
	(void)say_end(wave);
	hand_over(wave, first_stock, day, minute);
}

void wave_bone(struct wave *wave, int market)
{
	int day = market_ride_day(wave, market) + 2;
	size_t at = 0;
	mix_rail(wave);
	while (at < wave->herd_count && !wave->failed) {
		size_t run = (size_t)dice_between(&wave->dice, BONING_LEAST, BONING_MOST);
		if (at + run + BONING_LEAST > wave->herd_count)
			run = wave->herd_count - at;
		bone_run(wave, at, at + run, day);
		at += run;
	}
}

/* One mince lot of the trims picked[0..count). Their carcasses are its carcasses. */
static void mince_lot(struct wave *wave, const size_t picked[static MINCE_LOTS], int count, int day)
{
	int number = ++wave->ledger->plants[wave->plant].minces[day];
	size_t first_member = wave->members_count;
	int64_t mass_g = 0;
	say(wave, cast_packer(wave->cast, wave->plant), KIND_CUT,
		wave_ms(wave, day, MINCE_START_MIN + shift_min(number),
			dice_between(&wave->dice, 0, 59)));
	say_role(wave, ROLE_IN);
	for (int n = 0; n < count; n++) {
		const struct stock *trim = &wave->stocks[picked[n]];
		say_amount(wave, trim->lot, trim->mass_g, -1);
		mass_g += trim->mass_g;
		for (int i = 0; i < trim->members; i++)
			member_add(wave, wave->members[trim->first_member + i]);
	}
	mass_g = mass_g * 985 / 1000;
	mass_g -= mass_g % 10;
	struct stock *mince = stock_add(wave, PRODUCT_MINCE, day, number, (int32_t)mass_g);
	if (!mince)
		return;
	mince->first_member = (int)first_member;
	mince->members = (int)(wave->members_count - first_member);
	say_role(wave, ROLE_OUT);
	say_amount(wave, mince->lot, mass_g, -1);
	(void)say_end(wave);
}

static void mince_all(struct wave *wave, size_t first_stock, int day)
{
	size_t picked[MINCE_LOTS], end = wave->stocks_count;
	int count = 0;
	for (size_t i = first_stock; i < end; i++) {
		if (wave->stocks[i].product == PRODUCT_TRIM)
			picked[count++] = i;
		if (count == MINCE_LOTS || (count && i + 1 == end)) {
			mince_lot(wave, picked, count, day);
			count = 0;
		}
	}
}

static void run_key(const struct wave *wave, struct run *run)
{
	struct dice dice = dice_of(wave->settings->seed ^ KEY_STREAM,
		(uint64_t)wave->plant * CAST_PRODUCTS + (uint64_t)run->product);
	dice.state += (uint64_t)run->first;
	for (size_t i = 0; i < sizeof(run->key); i++)
		run->key[i] = (uint8_t)dice_throw(&dice);
}

static struct run *run_add(struct wave *wave, size_t stock, int day)
{
	struct plant_ledger *ledger = &wave->ledger->plants[wave->plant];
	int product = wave->stocks[stock].product;
	struct run *run = WAVE_ADD(wave, runs);
	if (!run)
		return NULL;
	run->stock = (int)stock;
	run->product = product;
	run->day = day;
	run->first = ledger->packages[product] + 1;
	run->last = ledger->packages[product] +
	            wave->stocks[stock].mass_g / cast_products[product].pack_g;
	ledger->packages[product] = run->last;
	struct out gtin = out_into(run->gtin, sizeof(run->gtin));
	cast_gtin(&gtin, wave->plant, product, true);
	struct out lot = out_into(run->lot, sizeof(run->lot));
	out_char(&lot, 'P');
	wave_compact_date(wave, &lot, day);
	out_char(&lot, '-');
	out_digits(&lot, (uint64_t)++ledger->packings[day], 3);
	run->name = run_part(run, run->first, run->last);
	run_key(wave, run);
	return run;
}

struct code run_part(const struct run *run, int64_t first, int64_t last)
{
	struct code code;
	struct out out = out_into(code.text, sizeof(code.text));
	out_text(&out, "run:");
	out_text(&out, run->gtin);
	out_char(&out, '/');
	out_text(&out, run->lot);
	out_char(&out, '/');
	out_number(&out, first);
	out_char(&out, '-');
	out_number(&out, last);
	return code;
}

struct code run_package(const struct run *run, int64_t counter)
{
	struct code code;
	char serial[SERIAL_TEXT];
	struct out out = out_into(code.text, sizeof(code.text));
	serial_make(run->key, span_of(run->gtin), span_of(run->lot), counter, serial);
	out_text(&out, "pkg:");
	out_text(&out, run->gtin);
	out_char(&out, '/');
	out_text(&out, serial);
	return code;
}

static void pack(struct wave *wave, size_t number, int day)
{
	const struct stock *stock = &wave->stocks[number];
	const struct product *product = &cast_products[stock->product];
	char key[SERIAL_KEY_LEN * 2 + 1];
	struct run *run = run_add(wave, number, day);
	if (!run)
		return;
	int64_t count = run->last - run->first + 1;
	run->minute = PACK_START_MIN + shift_min(wave->ledger->plants[wave->plant].packings[day]);
	say(wave, cast_packer(wave->cast, wave->plant), KIND_PACK,
		wave_ms(wave, day, run->minute, dice_between(&wave->dice, 0, 59)));
	say_role(wave, ROLE_IN);
	say_amount(wave, stock->lot, stock->mass_g, -1);
	say_role(wave, ROLE_OUT);
	say_amount(wave, run->name, count * product->pack_g, count);
	say_text(wave, FIELD_PRODUCT, product->name);
	say_decimal(wave, FIELD_NET_KG, product->pack_g);
	say_date(wave, FIELD_BEST_BEFORE, wave_date(wave, day + product->days));
	say_text(wave, FIELD_SERIAL_KEY,
		sodium_bin2hex(key, sizeof(key), run->key, sizeof(run->key)));
	(void)say_end(wave);
}

void wave_pack(struct wave *wave, int market, size_t first_stock)
{
	int day = market_ride_day(wave, market) + 2;
	mince_all(wave, first_stock, day);
	for (size_t i = first_stock; i < wave->stocks_count && !wave->failed; i++) {
		const struct product *product = &cast_products[wave->stocks[i].product];
		if (product->pack_g && wave->stocks[i].mass_g >= product->pack_g)
			pack(wave, i, day);
	}
}
