#include "core/trace/check_limits.h"

#include "core/base/decimal.h"
#include "core/base/words.h"

#include <stddef.h>

#define MINUTES_MOST    10080 /* a week */
#define AT(field)       offsetof(struct check_limits, field)
#define COLDEST_CENTI_C (-6000)
#define WARMEST_CENTI_C 3000

const struct setting check_limits_table[CHECK_LIMITS_COUNT] = {
	{ "chilled_most_c", SETTING_TEXT, AT(chilled_most_c_text), "4", 0, 0,
		N_("chilled meat may be so warm, in degrees (GB/T 24616 as copied: 0 to 4)") },
	{ "cold_minutes", SETTING_NUMBER, AT(cold_minutes), "30", 0, MINUTES_MOST,
		N_("minutes it may be warmer on the road and in store (our own choice)") },
	{ "chill_minutes", SETTING_NUMBER, AT(chill_minutes), "1440", 0, MINUTES_MOST,
		N_("minutes a carcass may take to cool down to it (our own choice)") },
	{ "cold_gap_minutes", SETTING_NUMBER, AT(cold_gap_minutes), "60", 1, MINUTES_MOST,
		N_("minutes without a temperature that still count as watched (our own choice)") },
	{ "road_minutes", SETTING_NUMBER, AT(road_minutes), "1440", 1, MINUTES_MOST,
		N_("minutes live animals may be in a vehicle (our own choice)") },
	{ "asf_test_days", SETTING_NUMBER, AT(asf_test_days), "7", 0, 60,
		N_("days before slaughter a swine-fever test counts for the batch (our own "
		   "choice)") },
	{ "asf_before_slaughter", SETTING_SWITCH, AT(asf_before_slaughter), "no", 0, 0,
		N_("whether the negative test must come before slaughter (the plant's choice)") },
	{ "vaccine_days", SETTING_NUMBER, AT(vaccine_days), "28", 0, 365,
		N_("days before slaughter in which a vaccination that names no withdrawal days leaves the "
		   "record undecided (our own choice)") },
	{ "history_days", SETTING_NUMBER, AT(history_days), "60", 0, 365,
		N_("days before slaughter from which on an animal must have a record, unless its "
		   "birth is in it (our own choice)") },
	{ "antemortem_needed", SETTING_SWITCH, AT(antemortem_needed), "yes", 0, 0,
		N_("whether every animal needs an ante-mortem inspection (our own choice)") },
	{ "gaps_matter", SETTING_SWITCH, AT(gaps_matter), "yes", 0, 0,
		N_("whether missing numbers of a station leave the record undecided (our own "
		   "choice)") },
};

int check_limits_read(struct check_limits *limits, const char *path, struct fault *fault)
{
	struct check_limits made = { 0 };
	struct fault inner;
	int code = settings_start(check_limits_table, CHECK_LIMITS_COUNT, &made, fault);
	if (code == 0 && path) {
		code = settings_read(path, check_limits_table, CHECK_LIMITS_COUNT, &made, &inner);
		if (code == FAULT_NOT_FOUND)
			code = 0;
		if (code != 0)
			(void)fault_set(fault, code, "%s", inner.text);
	}
	if (code == 0 &&
		(!decimal_parse(span_of(made.chilled_most_c_text), 2, &made.chilled_most_c, NULL) ||
			made.chilled_most_c < COLDEST_CENTI_C ||
			made.chilled_most_c > WARMEST_CENTI_C))
		code = fault_set(fault, FAULT_SETTING,
			"chilled_most_c must be degrees from -60 to 30, e.g. 4 or 2.5");
	if (code != 0) {
		check_limits_free(&made);
		return code;
	}
	*limits = made;
	return 0;
}

void check_limits_free(struct check_limits *limits)
{
	settings_free(check_limits_table, CHECK_LIMITS_COUNT, limits);
}
