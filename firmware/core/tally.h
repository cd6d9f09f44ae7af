/*
 * tally.h - numbers of one day that are not given twice, whatever cut the power: strokes on one erase block of flash.
 *
 * Layout   bytes 0..3 the day (days since 1970, lowest byte first), 4..7 its complement; from byte 256 on one byte a
 *          number, cleared before the number is given. A byte that a cut left half cleared counts as given.
 * Limits   erase_size - 256 numbers a day; the day never goes back.
 * Memory   one struct tally; no allocation, no global state. The device outlives it; its first block is used.
 */
#ifndef PIGTRACE_FIRMWARE_TALLY_H
#define PIGTRACE_FIRMWARE_TALLY_H

#include "firmware/core/block_device.h"

#include <stdbool.h>
#include <stdint.h>

struct tally {
	const struct block_device *device;
	int64_t day; /* 0: none yet */
	uint32_t given;
};

enum tally_error {
	TALLY_OK,
	TALLY_BACK,  /* the day is before the one on the device */
	TALLY_FULL,  /* no more numbers this day */
	TALLY_DEVICE /* the device failed, or does not hold what was written */
};

/* What the device holds; an unreadable head is as good as none. */
enum tally_error tally_open(struct tally *tally, const struct block_device *device);

/* The next number of this day (1..2^32-1 days since 1970), from 1. */
enum tally_error tally_next(struct tally *tally, int64_t day, uint32_t *number);

#endif
