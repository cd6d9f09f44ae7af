/* plan_shape.h - where things lie in an input of the intake's fuzz targets: for plan_intake.h and mutate_intake.c. */
#ifndef PIGTRACE_TESTS_FUZZ_PLAN_SHAPE_H
#define PIGTRACE_TESTS_FUZZ_PLAN_SHAPE_H

#include <stddef.h>
#include <stdint.h>

#define PLAN_MOST   8 /* messages of an input */
#define PLAN_HEADER 6

enum plan_byte {
	PLAN_KIND,  /* enum kind of world_intake.h */
	PLAN_FIRST, /* number of the first line; of a RETRY, the row */
	PLAN_PROOF,
	PLAN_BATCH, /* bit 0: ends one; bits 1 and 2: it is rolled back */
	PLAN_SIZE_HIGH,
	PLAN_SIZE_LOW
};

/* Bytes of the message behind the header at bytes; len >= PLAN_HEADER is left. */
static inline size_t plan_size(const uint8_t *bytes, size_t len)
{
	size_t size = (size_t)bytes[PLAN_SIZE_HIGH] << 8 | bytes[PLAN_SIZE_LOW];
	return size < len - PLAN_HEADER ? size : len - PLAN_HEADER;
}

#endif
