/*
 * block_device.h - what the outbox asks of a flash chip, or of whatever plays one.
 *
 * Model   NOR flash. An erased byte is 0xFF. Programming clears bits and never sets one: the byte
 *         afterwards is (old & new). Only erase sets bits, and only a whole erase block at once.
 *         A byte may be programmed several times as long as bits only go from 1 to 0.
 * Units   every address and length is in bytes; addresses begin at 0 and end before
 *         erase_size * block_count.
 * Cut     power may fail inside prog (any subset of the bits of that call is cleared) and inside
 *         erase (any subset of the bits of that block is set). Bytes that the call did not name keep
 *         their value. Calls that have returned before a sync that has returned are kept; of the calls
 *         after the last sync, a file may keep any subset of pages, a chip keeps all but the last.
 * Returns 0, or BLOCK_FAILED: then what was named may be in any state, as after a cut.
 * Memory  no allocation, no global state; the struct outlives whatever was opened on it.
 */
#ifndef PIGTRACE_FIRMWARE_BLOCK_DEVICE_H
#define PIGTRACE_FIRMWARE_BLOCK_DEVICE_H

#include <stdint.h>

#define BLOCK_FAILED (-1)

struct block_device {
	void *context;      /* the driver's own; first argument of every call */
	uint32_t page_size; /* one prog call stays inside one page of this size */
	uint32_t
		erase_size; /* bytes erase() sets to 0xFF; a multiple of page_size. A driver of a chip
	                         with smaller sectors than its user wants erases several in one call */
	uint32_t block_count; /* number of erase blocks */

	/* Any address, any length, across pages and blocks. */
	int (*read)(void *context, uint32_t at, void *into, uint32_t len);

	/* 1..page_size bytes at any byte address, not across a page boundary. Returns when the chip is
	 * no longer busy. Nothing is promised about what was written until it was read back. */
	int (*prog)(void *context, uint32_t at, const void *from, uint32_t len);

	/* The erase block that begins at `at` (a multiple of erase_size). */
	int (*erase)(void *context, uint32_t at);

	/* When this returns 0, all that was programmed and erased survives a loss of power. A chip has
	 * nothing to do here; a file has its fsync. */
	int (*sync)(void *context);
};

#endif
