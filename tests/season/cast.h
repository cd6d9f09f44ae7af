/*
 * cast.h - who takes part in a season of so many pigs, and what their things are called.
 */
#ifndef PIGTRACE_SEASON_CAST_H
#define PIGTRACE_SEASON_CAST_H

#include "tests/season/season.h"

#define WAVE_FARMS    2
#define WAVE_PIGS     2000  /* two farms of 1,000 */
#define CAST_SHOPS    3     /* that one wave delivers to */
#define PLANT_PIGS    50000 /* a season, by one slaughterhouse */
#define CAST_PRODUCTS 7

struct cast {
	int64_t pigs;
	int waves;
	int farms;
	int trucks; /* one serves two waves, whose markets fall on different days */
	int plants; /* each with its packer */
	int shops;
	struct season_station *stations; /* farms, trucks, plants, packers, shops */
	size_t station_count;
};

/* A thing's name, "kind:code". */
struct code {
	char text[ITEM_TEXT];
};

int cast_open(struct cast *cast, int64_t pigs, struct fault *fault) MUST_CHECK;
void cast_close(struct cast *cast);

/* Station indexes; a farm's is its own number. */
int cast_truck(const struct cast *cast, int wave);
int cast_plant(const struct cast *cast, int plant);
int cast_packer(const struct cast *cast, int plant);
int cast_shop(const struct cast *cast, int wave, int nth);
int cast_plant_of(const struct cast *cast, int wave);

int32_t cast_county(int farm);
/* Ear tag serials of a farm begin above this; no two farms of a county overlap. */
int32_t cast_first_serial(int farm);
int64_t cast_pigs_of(const struct cast *cast, int farm);

/* 10 digits of the farm's record number. */
void cast_farm_number(struct out *out, int farm);
struct code cast_pen(int farm, char row, int number);
struct code cast_place(const struct cast *cast, int station, const char *part);
/* nth 0: the pig lorry, 1: the refrigerated one */
struct code cast_vehicle(int truck, int nth);

struct product {
	const char *name;
	char letter;    /* of its lots */
	int32_t share;  /* permille of a chilled carcass; 0: made of another product */
	int32_t pack_g; /* weight of one package; 0: sold in bulk */
	int days;       /* best before, from packing */
};

extern const struct product cast_products[CAST_PRODUCTS];
enum { PRODUCT_TRIM = 5, PRODUCT_MINCE = 6 };

/* GTIN-14 of a plant's primal cut, and of the packer's package of it. */
void cast_gtin(struct out *out, int plant, int product, bool package);
/* SSCC-18 of a packer's n-th case. */
struct code cast_sscc(int plant, int64_t number);

#endif
