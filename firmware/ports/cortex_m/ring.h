/*
 * ring.h - bytes from an interrupt to the main loop.
 *
 * One side puts (the interrupt), one takes (the main loop); each writes one index only, so neither locks.
 * A full ring is left alone: the line's own buffer is the next to fill, and tells when it overflows.
 */
#ifndef PIGTRACE_FIRMWARE_RING_H
#define PIGTRACE_FIRMWARE_RING_H

#include <stddef.h>
#include <stdint.h>

#define RING_SIZE 512 /* a power of two; a 230-byte reader frame and its answer */

struct ring {
	volatile uint16_t put;
	volatile uint16_t taken;
	uint8_t bytes[RING_SIZE];
};

static inline int ring_full(const struct ring *ring)
{
	return (uint16_t)(ring->put - ring->taken) == RING_SIZE;
}

/* Only while it is not full. */
static inline void ring_put(struct ring *ring, uint8_t byte)
{
	uint16_t put = ring->put;
	ring->bytes[put % RING_SIZE] = byte;
	ring->put = (uint16_t)(put + 1);
}

static inline size_t ring_take(struct ring *ring, uint8_t *into, size_t most)
{
	uint16_t taken = ring->taken;
	size_t len = 0;
	while (len < most && taken != ring->put)
		into[len++] = ring->bytes[taken++ % RING_SIZE];
	ring->taken = taken;
	return len;
}

#endif
