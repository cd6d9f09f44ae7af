/*
 * crc32.h - CRC-32 (IEEE 802.3, reflected, initial and final inversion), as in zip and PNG.
 *
 * Check   crc32_of("123456789") is 0xcbf43926.
 * Memory  a 64-byte constant table; safe in firmware.
 */
#ifndef PIGTRACE_BASE_CRC32_H
#define PIGTRACE_BASE_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* Go on from crc (0 at the start) over len bytes. */
uint32_t crc32_more(uint32_t crc, const void *bytes, size_t len);

#endif
