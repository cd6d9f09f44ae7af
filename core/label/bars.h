/*
 * bars.h - an SSCC as the bar code that logistics scan: GS1-128. Inside core/label only.
 *
 * Shape   Start C, FNC1, "00" and the 18 digits as ten pairs, check character, Stop: BARS_MODULES modules, a bar
 *         first and a bar last. FNC1 behind the start is what makes Code 128 a GS1-128.
 * Size    an X-dimension of BARS_MODULE_UM to BARS_MODULE_MOST_UM, BARS_HEIGHT_UM high, a quiet zone of BARS_QUIET
 *         modules on both sides, and the number below in readable digits.
 * Source  ISO/IEC 15417:2007, table 1 (widths) and annex A (check character); GS1 General Specifications
 *         5.4 (GS1-128), 5.12.3 table 5 (logistic units).
 * Memory  no allocation.
 */
#ifndef PIGTRACE_LABEL_BARS_H
#define PIGTRACE_LABEL_BARS_H

#include "core/base/bytes.h"

#define BARS_SSCC           18
#define BARS_MODULES        156 /* 13 characters of 11, and the stop's 13 */
#define BARS_QUIET          10
#define BARS_MODULE_UM      495
#define BARS_MODULE_MOST_UM 1016
#define BARS_HEIGHT_UM      31750

struct bars {
	uint8_t dark[BARS_MODULES];
};

/* False if it is not BARS_SSCC digits. Whether its check digit is right is not looked at. */
bool bars_make(struct span sscc, struct bars *bars);

/* The next bar at or behind module `from`: where it begins and how wide it is; false behind the last. */
bool bars_next(const struct bars *bars, int from, int *at, int *width);

#endif
