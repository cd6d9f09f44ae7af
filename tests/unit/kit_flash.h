/*
 * kit_flash.h - NOR flash in memory with bits that a cut left between 0 and 1: they read one way today and another after
 * the next start. For the tests of the outbox; kit_chip.h is the simpler one.
 */
#ifndef PIGTRACE_TESTS_KIT_FLASH_H
#define PIGTRACE_TESTS_KIT_FLASH_H

#include "firmware/core/outbox.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define BLOCK  8192
#define BLOCKS 3
#define FLASH  (BLOCK * BLOCKS)
#define EPOCH  INT64_C(1790000000)

enum what { PROG, ERASE };

struct flash {
	struct block_device device;
	uint8_t at[FLASH];
	uint8_t weak[FLASH];    /* bits a cut left between 0 and 1 */
	uint8_t durable[FLASH]; /* as at the last sync */
	int erased[BLOCKS];
	int operations;
	int fail_at; /* this operation fails, 0: none */
	bool stuck;  /* programming does nothing, and says it did */
	/* NULL, or what looks at the flash before every operation. */
	void (*before)(const struct flash *flash, enum what what, uint32_t at, const uint8_t *from,
		uint32_t len);
};

static uint32_t dice_state = 20261120;

static inline uint32_t dice(uint32_t sides)
{
	dice_state ^= dice_state << 13;
	dice_state ^= dice_state >> 17;
	dice_state ^= dice_state << 5;
	return dice_state % sides;
}

static inline bool fails(struct flash *flash)
{
	return ++flash->operations == flash->fail_at;
}

static inline int flash_read(void *context, uint32_t at, void *into, uint32_t len)
{
	struct flash *flash = context;
	assert_true(at <= FLASH && len <= FLASH - at);
	memcpy(into, flash->at + at, len);
	return 0;
}

static inline void program(struct flash *flash, uint32_t at, const uint8_t *from, uint32_t len)
{
	for (uint32_t i = 0; i < len; i++) {
		flash->at[at + i] &= from[i];
		flash->weak[at + i] &= from[i];
	}
}

static inline int flash_prog(void *context, uint32_t at, const void *from, uint32_t len)
{
	struct flash *flash = context;
	assert_true(len >= 1 && at % OUTBOX_PAGE + len <= OUTBOX_PAGE && at + len <= FLASH);
	if (flash->before)
		flash->before(flash, PROG, at, from, len);
	if (fails(flash))
		return BLOCK_FAILED;
	if (!flash->stuck)
		program(flash, at, from, len);
	return 0;
}

static inline int flash_erase(void *context, uint32_t at)
{
	struct flash *flash = context;
	assert_true(at % BLOCK == 0 && at < FLASH);
	if (flash->before)
		flash->before(flash, ERASE, at, NULL, BLOCK);
	if (fails(flash))
		return BLOCK_FAILED;
	memset(flash->at + at, 0xFF, BLOCK);
	memset(flash->weak + at, 0, BLOCK);
	flash->erased[at / BLOCK]++;
	return 0;
}

static inline int flash_sync(void *context)
{
	struct flash *flash = context;
	if (flash->before)
		memcpy(flash->durable, flash->at, FLASH);
	return 0;
}

static inline void flash_wire(struct flash *flash)
{
	flash->device = (struct block_device){ .context = flash,
		.page_size = OUTBOX_PAGE,
		.erase_size = BLOCK,
		.block_count = BLOCKS,
		.read = flash_read,
		.prog = flash_prog,
		.erase = flash_erase,
		.sync = flash_sync };
}

static inline struct flash *flash_new(void)
{
	struct flash *flash = calloc(1, sizeof(*flash));
	assert_non_null(flash);
	memset(flash->at, 0xFF, FLASH);
	memset(flash->durable, 0xFF, FLASH);
	flash_wire(flash);
	return flash;
}

static inline void copy_flash(struct flash *copy, const struct flash *flash)
{
	memcpy(copy, flash, sizeof(*copy));
	copy->before = NULL;
	flash_wire(copy);
}

#endif
