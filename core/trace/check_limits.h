/*
 * check_limits.h - what a record is held against where no law we have read names the number: the
 * settings of HOME/rules.conf.
 *
 * Every default is named in the table with where it comes from; none of them is a law.
 */
#ifndef PIGTRACE_TRACE_CHECK_LIMITS_H
#define PIGTRACE_TRACE_CHECK_LIMITS_H

#include "core/base/settings.h"

struct check_limits {
	char *chilled_most_c_text;
	int64_t chilled_most_c; /* hundredths of a degree, read from the text */
	int64_t cold_minutes;   /* above it, on the road and in store */
	int64_t chill_minutes;  /* above it while a carcass cools down */
	int64_t cold_gap_minutes;
	int64_t road_minutes; /* live animals in a vehicle */
	int64_t asf_test_days;
	int64_t vaccine_days; /* after a vaccination that names no withdrawal period, nobody knows whether there is one */
	int64_t history_days; /* of an animal, before its slaughter */
	bool asf_before_slaughter;
	bool antemortem_needed;
	bool gaps_matter; /* a hole in a station's numbering leaves the record undecided */
};

#define CHECK_LIMITS_COUNT 11
extern const struct setting check_limits_table[CHECK_LIMITS_COUNT];

/* The defaults, then the file over them if path is not NULL. A file that is not there is no error. */
int check_limits_read(
	struct check_limits *limits, const char *path, struct fault *fault) MUST_CHECK;
void check_limits_free(struct check_limits *limits);

#endif
