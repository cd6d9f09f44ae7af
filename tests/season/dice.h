/*
 * dice.h - repeatable chance: the same seed gives the same throws on every machine.
 *
 * A 64-bit Weyl sequence whose every step is mixed (the SplitMix64 scheme of Steele, Lea, Flood,
 * OOPSLA 2014). Not for secrets.
 */
#ifndef PIGTRACE_SEASON_DICE_H
#define PIGTRACE_SEASON_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
	uint64_t state;
};

/* Dice of their own for each (seed, stream), so that one part's throws do not move another's. */
struct dice dice_of(uint64_t seed, uint64_t stream);
uint64_t dice_throw(struct dice *dice);

/* least..most, both included; most - least below 2^31. */
int32_t dice_between(struct dice *dice, int32_t least, int32_t most);
bool dice_chance(struct dice *dice, int permille);

#endif
