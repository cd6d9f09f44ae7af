#include "tests/season/dice.h"

#include <assert.h>

#define WEYL_STEP UINT64_C(0x9e3779b97f4a7c15) /* 2^64 / golden ratio, odd */

static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

struct dice dice_of(uint64_t seed, uint64_t stream)
{
	return (struct dice){ mix(seed + WEYL_STEP) ^ mix(stream * WEYL_STEP + 1) };
}

uint64_t dice_throw(struct dice *dice)
{
	dice->state += WEYL_STEP;
	return mix(dice->state);
}

int32_t dice_between(struct dice *dice, int32_t least, int32_t most)
{
	assert(least <= most);
	uint64_t sides = (uint64_t)((int64_t)most - least) + 1;
	uint64_t high = dice_throw(dice) >> 32;
	return (int32_t)(least + (int64_t)((high * sides) >> 32));
}

bool dice_chance(struct dice *dice, int permille)
{
	return dice_between(dice, 1, 1000) <= permille;
}
