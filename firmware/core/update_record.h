/*
 * update_record.h - the pages that say which image is tried and which is confirmed. For update.c and its tests.
 *
 * Page  0 magic F7 'P' 'U' version(1) · 4 sequence u32 · 8 number u32 · 12 slot u8, three FF · 16 CRC-32 of bytes
 *       0..15 · then marks, FF until they are programmed to 00: 32 failed · 33 confirmed · 34.. tried,
 *       one a start. Numbers little-endian, 1..2^31-1. A mark that a cut left half programmed is finished when it is
 *       read: whoever began it had its reason.
 * Turn  pages of one block; when it is full the other is erased and begins with a copy of the confirmed page, so
 *       that a block is erased only when nothing in it is needed.
 */
#ifndef PIGTRACE_FIRMWARE_UPDATE_RECORD_H
#define PIGTRACE_FIRMWARE_UPDATE_RECORD_H

#include "firmware/core/update.h"

/* Fill update->newest and update->confirmed. All of these: false if the storage failed. */
bool update_record_read(struct update *update);
bool update_record_add(struct update *update, int slot, int64_t number);
bool update_record_try(struct update *update, struct update_record *record);
bool update_record_fail(struct update *update, struct update_record *record);
bool update_record_confirm(struct update *update, struct update_record *record);

#endif
