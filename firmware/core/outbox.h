/*
 * outbox.h - the station's memory: event lines on NOR flash, kept until the gateway's receipt.
 *
 * Promise   A line that outbox_append took and outbox_sync then confirmed is there with the same bytes
 *           and the same number after any loss of power, until a receipt covers it. A full outbox
 *           refuses new lines; it never gives up an old one.
 * Layout    A ring of erase blocks. Each begins with a header that repeats the superblock (epoch,
 *           geometry, the block's place in the ring, the number of its first record), then records, each
 *           on a page boundary: magic, length, mark, number, distance to the last confirmed number,
 *           CRC-32 over all of it, the epoch and the line. outbox_layout.h has the bytes.
 *
 * Why a number never has two contents once it may have been sent:
 *   1. A number is bundled only after outbox_sync returned (outbox_read refuses it before), so a
 *      number that may have been sent has its record, whole and read back, on the device.
 *   2. outbox_open gives a number again only if it found no whole record of it *and* nothing on the
 *      device says that it was confirmed: every record names the last confirmed number at its time,
 *      every block header is written only after all numbers below its first were confirmed, and a
 *      receipt's mark stands on a confirmed record. So such a number was never confirmed, so it was
 *      never bundled. What is left of its record is voided (magic cleared) before the number is given
 *      again, so a half-written bit that reads differently tomorrow cannot bring it back; and the
 *      last whole record is programmed once more at open, so that it cannot fade either. A whole record
 *      out of order is voided too; where numbers stay taken only because it says so, a new block's header
 *      says it first (in a full ring such records stay).
 *   3. A confirmed record that no longer reads is counted in `damaged`; its number stays taken and
 *      is a visible gap for ever. A lost header of the newest block is OUTBOX_CORRUPT, not a restart
 *      at an older number.
 *   4. When a program step fails and voiding its traces fails too, the outbox takes nothing more
 *      (OUTBOX_DEVICE) until it is opened again, and so decides from what the device then holds.
 *   A device that was restored from an old copy cannot be seen from inside; a receipt beyond our last
 *   number shows it (OUTBOX_BEYOND). A lost or swapped device starts a new, higher epoch.
 *
 * Receipts  The record a receipt ends at gets its mark cleared: all at or below it are durable at the
 *           gateway. The mark only saves sending again after a restart, and a block is erased only
 *           when all its records are covered, so a mark that a cut prevented costs nothing but a resend.
 * Limits    Lines of 1..OUTBOX_LINE_MOST bytes without control characters (below 0x20) and without
 *           bytes UTF-8 never uses (above 0xF4): so no part of a line looks like a record.
 *           2..OUTBOX_BLOCKS_MOST erase blocks of at least OUTBOX_BLOCK_LEAST bytes, pages of 256.
 * Memory    one struct outbox, about 2.5 KB; no allocation, no global state. One user at a time.
 */
#ifndef PIGTRACE_FIRMWARE_OUTBOX_H
#define PIGTRACE_FIRMWARE_OUTBOX_H

#include "core/base/bytes.h"
#include "firmware/core/block_device.h"

#define OUTBOX_LINE_MOST   4096
#define OUTBOX_PAGE        256
#define OUTBOX_BLOCKS_MOST 256
#define OUTBOX_BLOCK_LEAST 8192
#define OUTBOX_NUMBER_MOST INT64_C(9007199254740991) /* 2^53-1, as in a note's header */

enum outbox_error {
	OUTBOX_OK,
	OUTBOX_FULL,     /* every block holds lines without receipt; nothing was changed */
	OUTBOX_LINE,     /* not a line this outbox takes (see Limits) */
	OUTBOX_ABSENT,   /* no such number here: receipted, not yet given, or not yet confirmed */
	OUTBOX_DAMAGED,  /* the record of this number no longer reads */
	OUTBOX_ROOM,     /* the caller's buffer is too small; *len says what it takes */
	OUTBOX_BEYOND,   /* a receipt for numbers that were never given; nothing was changed */
	OUTBOX_BLANK,    /* the device holds no outbox */
	OUTBOX_NEWER,    /* written by a newer version */
	OUTBOX_CORRUPT,  /* going on could give a number twice: a new epoch is needed */
	OUTBOX_EPOCH,    /* format: the epoch is out of range or not above the one on the device */
	OUTBOX_GEOMETRY, /* sizes of the device outside Limits, or not those it was formatted with */
	OUTBOX_DEVICE,   /* the device failed, or does not read back what was programmed */
	OUTBOX_UNDATED,  /* the line's time is not known yet (dating.h) */
	OUTBOX_ERROR_COUNT
};

/* Where a record is, remembered so that reading in order need not search. */
struct outbox_place {
	int64_t seq; /* 0: nothing remembered */
	uint32_t at;
};

struct outbox {
	const struct block_device *device;
	int64_t epoch;
	int64_t first;   /* lowest number without receipt; == next when nothing waits */
	int64_t next;    /* the number the next line gets */
	int64_t synced;  /* highest confirmed number; may be bundled up to here */
	int64_t damaged; /* numbers at or above first, found at open, whose record does not read */
	uint64_t generation;
	uint32_t head; /* block being written */
	uint32_t tail; /* oldest block that may not be erased */
	uint32_t fill; /* bytes used in head */
	bool broken;   /* after a failure that left unknown traces: open again */
	struct outbox_place place;
	int64_t block_first[OUTBOX_BLOCKS_MOST]; /* first number of each block from tail to head */
	uint8_t page[OUTBOX_PAGE];
};

/* Make an empty outbox of this epoch (1..OUTBOX_NUMBER_MOST). What an older epoch left is given up. A
 * cut inside leaves the older one openable or the device blank, never a number given twice. */
enum outbox_error outbox_format(const struct block_device *device, int64_t epoch);

/* Find what the device holds. Voids torn records; may be called any number of times. */
enum outbox_error outbox_open(struct outbox *outbox, const struct block_device *device);

/* Write one line and read it back. It is confirmed, and may be answered OK, after outbox_sync. */
enum outbox_error outbox_append(struct outbox *outbox, struct span line, int64_t *seq);

/* Confirm all that was appended. On an error none of it may be answered OK. */
enum outbox_error outbox_sync(struct outbox *outbox);

/* The line of a confirmed number without receipt, into size bytes (no NUL is added). */
enum outbox_error outbox_read(
	struct outbox *outbox, int64_t seq, char *into, size_t size, size_t *len);

/* The gateway holds everything at or below upto. A lower upto than before changes nothing. */
enum outbox_error outbox_receipt(struct outbox *outbox, int64_t upto);

/* Thousandths of the ring that are taken: 0..1000; at 1000 the next block cannot be had. */
int outbox_fill_permille(const struct outbox *outbox);

/* Whether `count` more lines of `bytes` bytes together surely fit. A cautious answer: false may still fit. */
bool outbox_has_room(const struct outbox *outbox, uint64_t count, uint64_t bytes);

/* One English sentence for a person, a gettext msgid. */
const char *outbox_error_text(enum outbox_error error);

#endif
