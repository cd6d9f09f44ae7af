/*
 * block_put.h - what everybody who writes to a block device does: program any length, read it back; numbers as bytes.
 *
 * Memory  no allocation, no global state; 64 bytes of stack.
 */
#ifndef PIGTRACE_FIRMWARE_BLOCK_PUT_H
#define PIGTRACE_FIRMWARE_BLOCK_PUT_H

#include "firmware/core/block_device.h"

#include <stdbool.h>

/* Program len bytes at any address, page by page, each read back. False: the device failed or does not hold them;
 * what was named may be in any state, as after a cut. */
bool block_put(const struct block_device *device, uint32_t at, const void *bytes, uint32_t len);

/* Whether the device holds these bytes there. */
bool block_holds(const struct block_device *device, uint32_t at, const void *bytes, uint32_t len);

/* A number as `bytes` bytes, lowest first. */
void block_number_put(uint8_t *into, uint64_t number, int bytes);
uint64_t block_number_get(const uint8_t *from, int bytes);

#endif
