#include "firmware/device/frame.h"

#include <assert.h>
#include <string.h>

bool frame_feed(struct frame *frame, uint8_t byte, uint8_t mark, size_t len)
{
	assert(len <= FRAME_MOST && frame->len < len);
	if (frame->len == 0 && byte != mark)
		return false;
	frame->at[frame->len++] = byte;
	return frame->len == len;
}

void frame_skip(struct frame *frame, uint8_t mark)
{
	const uint8_t *next =
		frame->len > 1 ? memchr(frame->at + 1, mark, (size_t)frame->len - 1) : NULL;
	size_t left = next ? (size_t)(frame->at + frame->len - next) : 0;
	if (left)
		memmove(frame->at, next, left);
	frame->len = (uint8_t)left;
}

int frame_hex(uint8_t digit)
{
	static const char digits[] = "0123456789ABCDEF";
	uint8_t upper = digit >= 'a' && digit <= 'f' ? (uint8_t)(digit - 'a' + 'A') : digit;
	const char *found = memchr(digits, upper, sizeof(digits) - 1);
	return found ? (int)(found - digits) : -1;
}

uint8_t frame_xor(const uint8_t *bytes, size_t len)
{
	uint8_t sum = 0;
	for (size_t i = 0; i < len; i++)
		sum ^= bytes[i];
	return sum;
}
