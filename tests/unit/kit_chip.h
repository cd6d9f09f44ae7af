/*
 * kit_chip.h - a NOR flash chip in memory whose power may fail. For unit tests and fuzzers.
 *
 * CHIP_BLOCK and CHIP_BLOCKS, defined in front of the include, say its size. What a driver must never ask ends the
 * program. kit_flash.h has bits that read differently from start to start.
 */
#ifndef PIGTRACE_TESTS_KIT_CHIP_H
#define PIGTRACE_TESTS_KIT_CHIP_H

#include "firmware/core/block_device.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define CHIP_PAGE 256
#define CHIP_SIZE (CHIP_BLOCK * CHIP_BLOCKS)

static uint8_t chip[CHIP_SIZE];
static long chip_steps_left =
	-1; /* the power fails within the program or erase so many on; -1: it stays */
static bool chip_dead;
static uint32_t chip_stuck =
	UINT32_MAX; /* a program with this byte in it does nothing, and says it did */

/* What a program that the power fails in leaves; chip_half unless a test has its own way. */
static void chip_half(uint32_t at, const uint8_t *from, uint32_t len)
{
	for (uint32_t i = 0; i < len / 2; i++)
		chip[at + i] &= from[i];
}

static void (*chip_tear)(uint32_t at, const uint8_t *from, uint32_t len) = chip_half;

static void chip_must(bool holds)
{
	if (!holds)
		abort();
}

/* True if this is the step in which the power fails. */
static bool chip_fails_now(void)
{
	if (chip_steps_left > 0)
		chip_steps_left--;
	return chip_steps_left == 0;
}

static int chip_read(void *context, uint32_t at, void *into, uint32_t len)
{
	(void)context;
	chip_must(at <= CHIP_SIZE && len <= CHIP_SIZE - at);
	memcpy(into, chip + at, len);
	return chip_dead ? BLOCK_FAILED : 0;
}

static int chip_prog(void *context, uint32_t at, const void *from, uint32_t len)
{
	const uint8_t *bytes = from;
	(void)context;
	chip_must(len >= 1 && at < CHIP_SIZE && at % CHIP_PAGE + len <= CHIP_PAGE);
	if (chip_dead)
		return BLOCK_FAILED;
	if (at <= chip_stuck && chip_stuck < at + len)
		return 0;
	chip_dead = chip_fails_now();
	if (chip_dead)
		chip_tear(at, bytes, len);
	for (uint32_t i = 0; !chip_dead && i < len; i++)
		chip[at + i] &= bytes[i];
	return chip_dead ? BLOCK_FAILED : 0;
}

/* Of an erase that the power fails in some bits are set. */
static int chip_erase(void *context, uint32_t at)
{
	(void)context;
	chip_must(at % CHIP_BLOCK == 0 && at < CHIP_SIZE);
	if (chip_dead)
		return BLOCK_FAILED;
	chip_dead = chip_fails_now();
	for (uint32_t i = 0; i < CHIP_BLOCK; i++)
		chip[at + i] = chip_dead ? (uint8_t)(chip[at + i] | rand()) : 0xFF;
	return chip_dead ? BLOCK_FAILED : 0;
}

static int chip_sync(void *context)
{
	(void)context;
	return chip_dead ? BLOCK_FAILED : 0;
}

static const struct block_device chip_device = { NULL, CHIP_PAGE, CHIP_BLOCK, CHIP_BLOCKS,
	chip_read, chip_prog, chip_erase, chip_sync };

/* Power again; the chip holds what it held. */
static void chip_power_on(void)
{
	chip_steps_left = -1;
	chip_dead = false;
}

/* A new chip. */
static void chip_blank(void)
{
	memset(chip, 0xFF, sizeof(chip));
	chip_stuck = UINT32_MAX;
	chip_power_on();
}

#endif
