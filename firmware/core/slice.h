/*
 * slice.h - some erase blocks of a device as a device of their own.
 *
 * Memory  one struct slice; it and the whole device outlive whatever is opened on it.
 */
#ifndef PIGTRACE_FIRMWARE_SLICE_H
#define PIGTRACE_FIRMWARE_SLICE_H

#include "firmware/core/block_device.h"

#include <stdbool.h>

struct slice {
	struct block_device device;
	const struct block_device *whole;
	uint32_t from; /* bytes */
};

/* block_count blocks from first_block on; false if the whole device does not have them. */
bool slice_of(struct slice *slice, const struct block_device *whole, uint32_t first_block,
	uint32_t block_count);

#endif
