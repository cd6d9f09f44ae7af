/*
 * rs.h - Reed-Solomon over GF(256) as QR codes use it. Inside core/scan only.
 *
 * Source  ISO/IEC 18004:2015 clause 7.5: field polynomial 0x11d, generator roots 2^0 .. 2^(parity-1).
 * Memory  no allocation, no global state.
 */
#ifndef PIGTRACE_SCAN_RS_H
#define PIGTRACE_SCAN_RS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RS_LEN_MOST    255
#define RS_PARITY_MOST 68

/*
 * Correct a block of len bytes whose last `parity` ones are the check bytes, in place. `lost` names
 * positions known to be doubtful. Spends at most `spend` of the parity: 2 for an error, 1 for a lost byte;
 * what is left unspent is what tells a right answer from chance.
 * Returns how many bytes were changed, or -1 and the block as it was.
 */
int rs_correct(uint8_t *block, size_t len, size_t parity, const uint8_t *lost, size_t lost_count,
	size_t spend);

#endif
