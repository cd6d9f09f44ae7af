/*
 * places.h - what stands in which erase block of a board's storage, for its images and its boot loader.
 *
 * A storage of less than PLACE_SMALL blocks has no room for images, nor for a line's tally: its outbox begins at
 * PLACE_OUTBOX_SMALL.
 */
#ifndef PIGTRACE_FIRMWARE_PLACES_H
#define PIGTRACE_FIRMWARE_PLACES_H

#define PLACE_PASSPORT     0
#define PLACE_STARTS       1 /* counted (image/clock.h) */
#define PLACE_TALLY        2 /* of a line's hooks */
#define PLACE_RECORD       3 /* two: which image is tried, which confirmed (update_record.h) */
#define PLACE_SLOT_0       5
#define PLACE_SLOT_1       9
#define PLACE_SLOT_BLOCKS  4
#define PLACE_OUTBOX       16 /* from here on */
#define PLACE_OUTBOX_SMALL 2
#define PLACE_SMALL        32

#endif
