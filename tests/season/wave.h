/*
 * wave.h - two farms' season: the model of its animals and meat, and the lines it gives rise to.
 *
 * A wave is built whole in memory, put in order and then read out line by line. Counters that go on from
 * wave to wave (hooks of a day, case numbers) stand in the ledger.
 * A failed allocation sets `failed`; building goes on harmlessly and is checked once at its end.
 */
#ifndef PIGTRACE_SEASON_WAVE_H
#define PIGTRACE_SEASON_WAVE_H

#include <string.h>

#include "core/base/buf.h"
#include "core/ident/serial.h"
#include "tests/season/cast.h"
#include "tests/season/dice.h"

#define SEASON_DAYS 320 /* births within 80 days, 180 to market, sales in two weeks */
#define DAY_MINUTES 1440
#define AGE_LEAVE   180 /* days from a market group's first birth to its last ride */

struct pace {
	int feed_every;  /* days between feed entries of a pen */
	bool one_by_one; /* needles, inspections and weighings by animal, not by group */
	int case_size;
	int sold_permille; /* packages whose sale is written down one by one */
	int asked_every;   /* one in so many packages is worth asking for */
};

struct plant_ledger {
	int32_t hooks[SEASON_DAYS];
	int32_t bonings[SEASON_DAYS];
	int32_t minces[SEASON_DAYS];
	int32_t packings[SEASON_DAYS];
	int64_t packages[CAST_PRODUCTS];
	int64_t cases;
};

struct ledger {
	struct plant_ledger *plants;
	int64_t certificates;
};

struct pig {
	int32_t serial;     /* of its first ear tag */
	int32_t new_serial; /* after that was lost; 0: never */
	int32_t chip;       /* of its electronic tag; 0: none */
	int32_t litter;
	int32_t live_g; /* at its last weighing */
	int16_t retag_day;
	int16_t chip_day;
	int16_t death_day; /* 0: lives to be slaughtered */
	int16_t vigour;    /* permille of the usual growth */
};

struct litter {
	int farm;
	int pen;
	int first_pig;
	int pigs;
	int market; /* which market group it leaves with */
	int32_t sow;
	int born_day;
	bool treated;
	int apart; /* pig taken out of the pen the day before its treatment; -1: none */
};

struct carcass {
	int pig;
	int day;
	int hook;
	int32_t cold_g;
};

struct stock {
	struct code lot;
	int product;
	int32_t mass_g;
	int first_member; /* into wave.members: the carcasses it is of */
	int members;
};

struct run {
	struct code name;
	int stock;
	int product;
	char lot[GS1_X_TEXT];
	char gtin[GTIN_TEXT];
	int64_t first;
	int64_t last;
	int day;
	int minute; /* of packing */
	uint8_t key[SERIAL_KEY_LEN];
};

struct asked {
	int run;
	int64_t counter;
	bool sold;
};

struct entry {
	int64_t key_ms; /* its place in the order */
	int64_t at_ms;
	size_t text;
	uint32_t len;
	uint32_t made; /* as the how-manyeth */
	int station;
	enum event_kind kind; /* KIND_COUNT: wrong */
	const char *rule;
	uint32_t target[2]; /* KIND_CORRECT: `made` of the wrong event and of the right one */
};

/* The line being written. */
struct pen {
	struct out out;
	struct event_writer writer;
	struct entry entry;
	int readings;
	int32_t low;
	int32_t high;
	char bytes[EVENT_LINE_MOST + 1];
};

#define WAVE_ARRAY(type, name) \
	type *name;            \
	size_t name##_count;   \
	size_t name##_cap

/* Numbers of the cases that go to one shop. */
struct crate {
	WAVE_ARRAY(int64_t, cases);
	bool failed;
};

struct wave {
	const struct season_settings *settings;
	const struct pace *pace;
	const struct cast *cast;
	struct ledger *ledger;
	struct dice dice;
	int number;
	int plant;
	int markets;
	int tags_used[WAVE_FARMS];
	bool failed;
	struct buf text;
	struct pen pen;
	WAVE_ARRAY(struct entry, entries);
	WAVE_ARRAY(struct pig, pigs);
	WAVE_ARRAY(struct litter, litters);
	WAVE_ARRAY(struct carcass, carcasses);
	WAVE_ARRAY(int, members);
	WAVE_ARRAY(struct stock, stocks);
	WAVE_ARRAY(struct run, runs);
	WAVE_ARRAY(struct asked, asked);
	/* one market day's */
	WAVE_ARRAY(int, herd); /* pigs on the way, then carcasses on the rail */
	struct crate crates[CAST_SHOPS];
};

/* One more element of a wave's array, zeroed; NULL (and failed) when memory is out. */
#define WAVE_ADD(wave, name)                                                                      \
	(array_reserve(&(wave)->name, &(wave)->name##_cap, (wave)->name##_count + 1,              \
		 sizeof(*(wave)->name))                                                           \
			? memset(&(wave)->name[(wave)->name##_count++], 0, sizeof(*(wave)->name)) \
			: ((wave)->failed = true, NULL))

/* Build wave `number` into *wave, whose arrays are used again. */
void wave_build(struct wave *wave, int number);
void wave_free(struct wave *wave);

/* Parts of wave_build, in the order of the pig's life. */
void wave_plan(struct wave *wave);
void wave_rear(struct wave *wave, const struct litter *litter);
void wave_ride(struct wave *wave, int market);
void wave_slaughter(struct wave *wave, int market);
void wave_bone(struct wave *wave, int market);
void wave_pack(struct wave *wave, int market, size_t first_stock);
void wave_deliver(struct wave *wave, int market, size_t first_stock, size_t first_run);
void wave_disturb(struct wave *wave);

/* Days of the season a market group passes through. */
int market_ride_day(const struct wave *wave, int market);

int64_t wave_ms(const struct wave *wave, int day, int minute, int second);
/* Days since 1970 of a day of the season, in local time. */
int64_t wave_date(const struct wave *wave, int day);
void wave_compact_date(const struct wave *wave, struct out *out, int day);

/* What a pig, carcass is called; a pig's ear tag changes with time, from 06:00 of the day. */
struct code wave_pig(const struct wave *wave, const struct pig *pig, int day);
struct code wave_first_tag(const struct wave *wave, const struct pig *pig);
struct code wave_chip(const struct wave *wave, const struct pig *pig);
struct code wave_carcass(const struct wave *wave, const struct carcass *carcass);
struct code wave_sow(const struct litter *litter);
struct code run_part(const struct run *run, int64_t first, int64_t last);
struct code run_package(const struct run *run, int64_t counter);
bool wave_alive(const struct pig *pig, int day);
int32_t wave_weight(const struct pig *pig, int age);
struct code wave_certificate(struct wave *wave, const char *form);

/* Writing one line: say, then keys, then say_end, which answers its `made` number. */
void say(struct wave *wave, int station, enum event_kind kind, int64_t at_ms);
void say_role(struct wave *wave, enum role role);
void say_item(struct wave *wave, struct code code);
void say_amount(struct wave *wave, struct code code, int64_t mass_g, int64_t count);
void say_one(struct wave *wave, enum role role, struct code code);
void say_text(struct wave *wave, enum field field, const char *text);
void say_decimal(struct wave *wave, enum field field, int64_t number);
void say_integer(struct wave *wave, enum field field, int64_t number);
void say_moment(struct wave *wave, enum field field, int64_t at_ms);
void say_date(struct wave *wave, enum field field, int64_t day);
/* One every 15 minutes, hundredths of a degree between low and high. */
void say_readings(struct wave *wave, int count, int32_t low, int32_t high);
uint32_t say_end(struct wave *wave);
/* `wrong` was a slip, `right` holds; written out when their numbers are known. */
void say_correct(struct wave *wave, int station, int64_t at_ms, uint32_t wrong, uint32_t right);
/* A line that is no event. */
void say_wrong(struct wave *wave, int station, int64_t at_ms, struct span line, const char *rule);

#endif
