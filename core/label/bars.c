#include "core/label/bars.h"

#define CHECK_MODULO 103
#define FNC1         102
#define START_C      105
#define STOP         106
#define PAIRS        ((BARS_SSCC + 2) / 2)

/* Widths of bar, space, bar, space, bar, space; the stop has one bar more. */
static const char *const widths[] = { "212222", "222122", "222221", "121223", "121322", "131222",
	"122213", "122312", "132212", "221213", "221312", "231212", "112232", "122132", "122231",
	"113222", "123122", "123221", "223211", "221132", "221231", "213212", "223112", "312131",
	"311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121",
	"111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311",
	"112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331", "231131",
	"213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
	"314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221",
	"112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111",
	"241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212",
	"421112", "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113",
	"114311", "411113", "411311", "113141", "114131", "311141", "411131", "211412", "211214",
	"211232", "2331112" };

/* Append a character; where the next one begins. */
static size_t put(struct bars *bars, size_t at, int value)
{
	bool dark = true;
	for (const char *width = widths[value]; *width; width++, dark = !dark)
		for (int i = 0; i < *width - '0'; i++)
			bars->dark[at++] = dark;
	return at;
}

bool bars_make(struct span sscc, struct bars *bars)
{
	int values[2 + PAIRS] = { START_C, FNC1, 0 /* the identifier "00" */ };
	int sum = START_C;
	size_t at = 0, count = sizeof(values) / sizeof(values[0]);
	if (sscc.len != BARS_SSCC)
		return false;
	for (size_t i = 0; i < BARS_SSCC; i++) {
		if (sscc.at[i] < '0' || sscc.at[i] > '9')
			return false;
		values[3 + i / 2] = values[3 + i / 2] * 10 + sscc.at[i] - '0';
	}
	for (size_t i = 0; i < count; i++) {
		sum += (int)i * values[i];
		at = put(bars, at, values[i]);
	}
	at = put(bars, at, sum % CHECK_MODULO);
	(void)put(bars, at, STOP);
	return true;
}

bool bars_next(const struct bars *bars, int from, int *at, int *width)
{
	while (from < BARS_MODULES && !bars->dark[from])
		from++;
	*at = from;
	while (from < BARS_MODULES && bars->dark[from])
		from++;
	*width = from - *at;
	return *width > 0;
}
