/*
 * serial.h - serial numbers of packages that nobody can guess.
 *
 * Shape   20 characters: counter of 8 digits (1..99999999, unique per GTIN), then 12 characters of
 *         Crockford base32 (no I L O U) = the first 60 bits, highest first, of 16-byte keyed BLAKE2b
 *         over "gtin/lot/counter", the counter with its 8 digits.
 * Key     32 bytes, one per packing run; stands in the run's `pack` event (serial_key), never on
 *         a label. Whoever has the record can check a serial; whoever has a label cannot make another.
 * Source  RFC 7693 (BLAKE2b, libsodium crypto_generichash); GS1 AI 21 X..20.
 * Memory  no allocation, no global state.
 */
#ifndef PIGTRACE_IDENT_SERIAL_H
#define PIGTRACE_IDENT_SERIAL_H

#include "core/ident/gs1.h"

#define SERIAL_LEN        20
#define SERIAL_TEXT       (SERIAL_LEN + 1)
#define SERIAL_KEY_LEN    32
#define SERIAL_COUNT_MOST 99999999

void serial_make(const uint8_t key[static SERIAL_KEY_LEN], struct span gtin, struct span lot,
	int64_t counter, char out[static SERIAL_TEXT]);

/* The counter of a serial of our shape; false if it is somebody else's shape. */
bool serial_counter(struct span serial, int64_t *counter);

/* Whether serial is the one serial_make gives for its counter (compared in constant time). */
bool serial_check(const uint8_t key[static SERIAL_KEY_LEN], struct span gtin, struct span lot,
	struct span serial);

#endif
