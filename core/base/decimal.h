/*
 * decimal.h - quantities: decimal strings on the wire, scaled integers inside, never floats.
 *
 * Shape   optional '-', digits without a leading zero (except "0"), optionally '.' and at least
 *         one digit. "112.5" at scale 3 is 112500.
 * Range   at most `scale` digits behind the point; |value| * 10^scale <= 10^15.
 * Memory  no allocation, no global state; safe in firmware.
 */
#ifndef PIGTRACE_BASE_DECIMAL_H
#define PIGTRACE_BASE_DECIMAL_H

#include "core/base/bytes.h"

#define DECIMAL_MOST INT64_C(1000000000000000)

/* False (and *number untouched) on anything else; *at is the offending byte. */
bool decimal_parse(struct span text, int scale, int64_t *number, size_t *at);

/* The shortest spelling: 112500 at scale 3 is "112.5". decimal_parse gives the number back. */
void decimal_format(struct out *out, int64_t number, int scale);

#endif
