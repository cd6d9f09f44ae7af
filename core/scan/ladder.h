/*
 * ladder.h - how a picture is looked at, one way after the other. Inside core/scan only.
 *
 * The rungs are a table in ladder.c, cheapest first; `bench scan` says what each adds and costs.
 */
#ifndef PIGTRACE_SCAN_LADDER_H
#define PIGTRACE_SCAN_LADDER_H

#include "core/scan/picture.h"
#include "core/scan/scan.h"

/* Codes that are found are added to *scan. Errors as of scan_gray. */
int ladder_climb(const struct picture *picture, const struct scan_manner *manner, struct scan *scan,
	struct fault *fault) MUST_CHECK;

/* Every code once; the bytes are copied. FAULT_LIMIT, FAULT_MEMORY. */
int scan_add(struct scan *scan, const char *type, struct span data, struct fault *fault) MUST_CHECK;

#endif
