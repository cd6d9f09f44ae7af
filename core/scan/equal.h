/*
 * equal.h - undo what blur and motion did to modules. Inside core/scan only.
 *
 * A blurred module is a mixture of itself and its neighbours. The corner squares are known, so the mixture
 * is measured there, and the modules that give what is seen are found by steps towards them.
 */
#ifndef PIGTRACE_SCAN_EQUAL_H
#define PIGTRACE_SCAN_EQUAL_H

#include "core/scan/matrix.h"

/* dark[side * side] as of lattice_sample, made clearer. False, and unchanged: the mixture is not known. */
bool equal_modules(int version, const int8_t *fixed, float *dark);

/* `seen` is what the modules in `dark`, taken as black and white, would look like through the same mixture. */
bool equal_seen(
	int version, const int8_t *fixed, const float *sampled, const float *dark, float *seen);

#endif
