/*
 * frame.h - the bytes of one frame while it arrives, and where the next may begin behind noise.
 *
 * Memory  one struct frame; no allocation, no global state.
 */
#ifndef PIGTRACE_FIRMWARE_FRAME_H
#define PIGTRACE_FIRMWARE_FRAME_H

#include "core/base/bytes.h"

#define FRAME_MOST 32

struct frame {
	uint8_t at[FRAME_MOST];
	uint8_t len;
};

/* Take a byte of a frame that begins with `mark`; what stands before one is passed over. True when len
 * bytes (at most FRAME_MOST) are there. */
bool frame_feed(struct frame *frame, uint8_t byte, uint8_t mark, size_t len);

/* It was none: go on at the next mark inside of it. */
void frame_skip(struct frame *frame, uint8_t mark);

/* The value of one hexadecimal digit, either case; -1 if it is none. */
int frame_hex(uint8_t digit);

/* Exclusive or of len bytes. */
uint8_t frame_xor(const uint8_t *bytes, size_t len);

#endif
