#include "tests/season/cast.h"

#include <stdlib.h>

#include "core/ident/ear_tag.h"
#include "core/ident/gs1.h"

#define FARM_PIGS    1000
#define FARM_SERIALS 100000 /* tags a farm may use up */
#define SHOP_PIGS    5000
#define PACKER_FIRST 8801 /* behind 690: company prefixes of the packers */
#define CASE_DIGITS  9

/* The two counties of the story first. */
static const struct {
	int32_t code;
	const char *name;
} counties[] = { { 141130, "交口县" }, { 141124, "临县" }, { 141102, "离石区" },
	{ 141121, "文水县" }, { 141122, "交城县" }, { 141123, "兴县" }, { 141125, "柳林县" },
	{ 141126, "石楼县" }, { 141127, "岚县" }, { 141128, "方山县" }, { 141129, "中阳县" },
	{ 141181, "孝义市" }, { 141182, "汾阳市" } };

#define COUNTY_COUNT ((int)(sizeof(counties) / sizeof(counties[0])))

static const char *const cities[] = { "吕梁离石", "太原柳巷", "北京新发地", "孝义", "汾阳",
	"晋中榆次", "西安西市", "石家庄桥西" };

#define CITY_COUNT ((int)(sizeof(cities) / sizeof(cities[0])))

const struct product cast_products[CAST_PRODUCTS] = {
	{ "五花肉", 'B', 130, 500, 7 },
	{ "里脊", 'L', 90, 500, 7 },
	{ "后腿", 'H', 250, 0, 0 },
	{ "前腿", 'F', 200, 0, 0 },
	{ "排骨", 'R', 70, 500, 7 },
	{ "碎肉", 'T', 80, 0, 0 },
	{ "肉馅", 'M', 0, 500, 4 },
};

static void station_name(struct season_station *station, const char *stem, int number)
{
	struct out name = out_into(station->name, sizeof(station->name));
	out_text(&name, stem);
	out_char(&name, '-');
	out_digits(&name, (uint64_t)number, 2);
}

static void station_home(struct season_station *station)
{
	struct out home = out_into(station->home, sizeof(station->home));
	out_text(&home, "place:");
	out_text(&home, station->name);
}

static void station_title(
	struct season_station *station, const char *before, int number, const char *after)
{
	struct out title = out_into(station->title, sizeof(station->title));
	out_text(&title, before);
	out_number(&title, number);
	out_text(&title, after);
}

static void make_farm(struct season_station *station, int farm)
{
	char before[48];
	struct out county = out_into(before, sizeof(before));
	struct code yard = cast_pen(farm, '\0', 0);
	out_text(&county, counties[farm % COUNTY_COUNT].name);
	out_text(&county, "吕梁山猪第");
	station_name(station, "farm", farm + 1);
	(void)span_copy(span_of(yard.text), station->home, sizeof(station->home));
	station_title(station, before, farm + 1, "养殖场");
	station->trade = "farm";
}

static void make_truck(struct season_station *station, int truck)
{
	station_name(station, "truck", truck + 1);
	station_home(station);
	station_title(station, "吕梁山猪运输第", truck + 1, "队");
	station->trade = "transport";
}

static void make_plant(struct season_station *station, int plant)
{
	station_name(station, "plant", plant + 1);
	station_home(station);
	station_title(station, "吕梁第", plant + 1, "屠宰厂");
	station->trade = "slaughter";
}

static void make_packer(struct season_station *station, int packer)
{
	station_name(station, "packer", packer + 1);
	station_home(station);
	station_title(station, "吕梁山猪第", packer + 1, "包装厂");
	station->trade = "packer";
}

static void make_shop(struct season_station *station, int shop)
{
	station_name(station, "shop", shop + 1);
	station_home(station);
	station_title(station, cities[shop % CITY_COUNT], shop + 1, "号店");
	station->trade = "shop";
}

static int least_parts(int64_t whole, int64_t part)
{
	return (int)((whole + part - 1) / part);
}

int cast_open(struct cast *cast, int64_t pigs, struct fault *fault)
{
	struct cast made = { .pigs = pigs };
	made.farms = least_parts(pigs, FARM_PIGS);
	if (made.farms < WAVE_FARMS)
		made.farms = WAVE_FARMS;
	made.farms += made.farms % WAVE_FARMS;
	made.waves = made.farms / WAVE_FARMS;
	made.trucks = least_parts(made.waves, 2);
	made.plants = least_parts(pigs, PLANT_PIGS);
	made.shops = CAST_SHOPS + (int)(pigs / SHOP_PIGS);
	made.station_count = (size_t)(made.farms + made.trucks + 2 * made.plants + made.shops);
	made.stations = calloc(made.station_count, sizeof(made.stations[0]));
	if (!made.stations)
		return fault_set(
			fault, FAULT_MEMORY, "no memory for %zu stations", made.station_count);
	struct season_station *next = made.stations;
	for (int i = 0; i < made.farms; i++)
		make_farm(next++, i);
	for (int i = 0; i < made.trucks; i++)
		make_truck(next++, i);
	for (int i = 0; i < made.plants; i++)
		make_plant(next++, i);
	for (int i = 0; i < made.plants; i++)
		make_packer(next++, i);
	for (int i = 0; i < made.shops; i++)
		make_shop(next++, i);
	*cast = made;
	return 0;
}

void cast_close(struct cast *cast)
{
	free(cast->stations);
	*cast = (struct cast){ 0 };
}

int cast_truck(const struct cast *cast, int wave)
{
	return cast->farms + wave / 2;
}

int cast_plant(const struct cast *cast, int plant)
{
	return cast->farms + cast->trucks + plant;
}

int cast_packer(const struct cast *cast, int plant)
{
	return cast->farms + cast->trucks + cast->plants + plant;
}

int cast_shop(const struct cast *cast, int wave, int nth)
{
	return cast->farms + cast->trucks + 2 * cast->plants +
	       (wave * CAST_SHOPS + nth) % cast->shops;
}

int cast_plant_of(const struct cast *cast, int wave)
{
	int plant = wave / (PLANT_PIGS / WAVE_PIGS);
	return plant < cast->plants ? plant : cast->plants - 1;
}

int32_t cast_county(int farm)
{
	return counties[farm % COUNTY_COUNT].code;
}

int32_t cast_first_serial(int farm)
{
	return farm / COUNTY_COUNT * FARM_SERIALS;
}

int64_t cast_pigs_of(const struct cast *cast, int farm)
{
	return cast->pigs / cast->farms + (farm < cast->pigs % cast->farms);
}

void cast_farm_number(struct out *out, int farm)
{
	out_digits(out, (uint64_t)cast_county(farm), 6);
	out_digits(out, (uint64_t)(farm / COUNTY_COUNT + 1), 4);
}

struct code cast_pen(int farm, char row, int number)
{
	struct code code;
	struct out out = out_into(code.text, sizeof(code.text));
	out_text(&out, "group:");
	cast_farm_number(&out, farm);
	out_char(&out, '/');
	if (row == '\0') {
		out_text(&out, "场区");
		return code;
	}
	out_char(&out, row);
	out_number(&out, number);
	return code;
}

struct code cast_place(const struct cast *cast, int station, const char *part)
{
	struct code code;
	struct out out = out_into(code.text, sizeof(code.text));
	out_text(&out, "place:");
	out_text(&out, cast->stations[station].name);
	out_text(&out, part);
	return code;
}

struct code cast_vehicle(int truck, int nth)
{
	struct code code;
	struct out out = out_into(code.text, sizeof(code.text));
	out_text(&out, "truck:晋J");
	out_digits(&out, (uint64_t)(10000 * (nth + 1) + truck + 1), 5);
	return code;
}

/* 7 digits of a GS1 company prefix. */
static void company(struct out *out, int plant)
{
	out_text(out, "690");
	out_digits(out, (uint64_t)(PACKER_FIRST + plant), 4);
}

void cast_gtin(struct out *out, int plant, int product, bool package)
{
	char digits[GTIN_TEXT];
	struct out key = out_into(digits, sizeof(digits));
	out_char(&key, '0');
	company(&key, plant);
	out_digits(&key, (uint64_t)(product + (package ? 1 : 101)), 5);
	out_char(&key, gs1_check_digit(out_written(&key)));
	out_span(out, out_written(&key));
}

struct code cast_sscc(int plant, int64_t number)
{
	struct code code;
	struct out out = out_into(code.text, sizeof(code.text));
	char digits[SSCC_TEXT];
	struct out key = out_into(digits, sizeof(digits));
	out_char(&key, '0');
	company(&key, plant);
	out_digits(&key, (uint64_t)number, CASE_DIGITS);
	out_char(&key, gs1_check_digit(out_written(&key)));
	out_text(&out, "sscc:");
	out_span(&out, out_written(&key));
	return code;
}
