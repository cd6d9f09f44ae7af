/*
 * outbox_layout.h - the bytes of an outbox on its device. For the outbox's own files and its tests.
 *
 * All numbers little-endian. Block header, at the start of each erase block in use, OUTBOX_HEADER bytes:
 *   0 magic F7 'P' 'B' version(1) · 4 page size u16 · 6 zero u16 · 8 erase size u32 · 12 blocks u32 ·
 *   16 generation u64 (1 for the first block ever started, +1 for each next one around the ring) ·
 *   24 epoch u64 · 32 number of the first record u64 · 40 CRC-32 of bytes 0..39
 * Record, at a page boundary, from the second page of a block on, never across a block's end:
 *   0 magic F7 'P' 'R' version(1) · 4 length u16 · 6 mark (FF, 00 once receipted up to here) · 7 FF ·
 *   8 number u64 · 16 distance u32 to the last number confirmed when it was written ·
 *   20 CRC-32 of epoch u64, bytes 4..5, 8..19 and the line · 24 the line
 * A void header or record has its magic cleared to zero.
 */
#ifndef PIGTRACE_FIRMWARE_OUTBOX_LAYOUT_H
#define PIGTRACE_FIRMWARE_OUTBOX_LAYOUT_H

#include "firmware/core/outbox.h"

#define OUTBOX_HEADER        44
#define OUTBOX_RECORD_HEADER 24
#define OUTBOX_MARK_AT       6

struct outbox_header {
	uint64_t generation;
	int64_t epoch;
	int64_t first;
};

struct outbox_record {
	int64_t seq;
	uint32_t distance;
	uint32_t len;
	uint32_t crc;
	bool marked;
};

/* What stands at a page boundary where a record may begin. */
enum outbox_found {
	OUTBOX_NO_RECORD,   /* no magic: blank, void, or the middle of a torn record */
	OUTBOX_TORN_RECORD, /* magic, but it does not read */
	OUTBOX_WHOLE_RECORD
};

/* Bytes a record of a line takes on the device: whole pages. */
uint32_t outbox_record_size(uint32_t len);

/* The first address behind block `block`. */
uint32_t outbox_block_end(const struct block_device *device, uint32_t block);

/* The next block of the ring. */
uint32_t outbox_block_after(const struct block_device *device, uint32_t block);

/* Let go of the blocks whose numbers are all receipted. */
void outbox_advance_tail(struct outbox *outbox);

/* Begin the next block of the ring; all that was appended is confirmed by it. OUTBOX_FULL, OUTBOX_DEVICE. */
enum outbox_error outbox_start_block(struct outbox *outbox);

/* OUTBOX_OK; OUTBOX_BLANK if there is no valid header; OUTBOX_NEWER, OUTBOX_GEOMETRY, OUTBOX_DEVICE. */
enum outbox_error outbox_header_read(
	const struct block_device *device, uint32_t block, struct outbox_header *header);

/* Programmed and read back. */
enum outbox_error outbox_header_write(
	const struct block_device *device, uint32_t block, const struct outbox_header *header);

/* Clear a block header, so that a half-done erase cannot leave a valid one. */
enum outbox_error outbox_header_void(const struct block_device *device, uint32_t block);

/* Clear the magic of the record at this address, and see it cleared. */
enum outbox_error outbox_record_void(const struct block_device *device, uint32_t at);

/* The record header at a page boundary; *found is never OUTBOX_WHOLE_RECORD unless it fits its block.
 * The line is not read. */
enum outbox_error outbox_record_peek(const struct block_device *device, uint32_t at,
	struct outbox_record *record, enum outbox_found *found);

/* As peek, with the line read and its CRC checked. page is room to work in. */
enum outbox_error outbox_record_check(const struct block_device *device, int64_t epoch, uint32_t at,
	uint8_t page[static OUTBOX_PAGE], struct outbox_record *record, enum outbox_found *found);

/* CRC of a record's fields; go on over the line with crc32_more. */
uint32_t outbox_record_crc(int64_t epoch, const struct outbox_record *record);

/* Fields and CRC as bytes. */
void outbox_record_encode(
	const struct outbox_record *record, uint8_t bytes[static OUTBOX_RECORD_HEADER]);

/* Program len bytes at `at` once more with what they already hold. */
enum outbox_error outbox_firm_up(const struct block_device *device, uint32_t at, uint32_t len,
	uint8_t page[static OUTBOX_PAGE]);

#endif
