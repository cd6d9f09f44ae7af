/*
 * matrix.h - the modules of one QR code: where its fixed patterns are, and what it says. Inside core/scan.
 *
 * Range   versions 1..MATRIX_VERSION_MOST; numeric, alphanumeric and byte segments, ECI skipped. Kanji,
 *         FNC1 and structured append are not read here: no label of ours has them.
 * Chance  an answer has MATRIX_SPARE check bytes of every block unspent, a format word at most 3 bits off,
 *         no broken segment and, behind the last one, the padding that every encoder writes.
 * Source  ISO/IEC 18004:2015: 6.3 (function patterns), 7.4 (segments), 7.5 (blocks), 7.8 (masks), 7.9, 7.10.
 * Memory  no allocation, no global state.
 */
#ifndef PIGTRACE_SCAN_MATRIX_H
#define PIGTRACE_SCAN_MATRIX_H

#include "core/base/bytes.h"

#define MATRIX_VERSION_MOST  20
#define MATRIX_SIDE(version) (17 + 4 * (version))
#define MATRIX_SIDE_MOST     MATRIX_SIDE(MATRIX_VERSION_MOST)
#define MATRIX_TEXT_MOST     1024 /* bytes that a code of these versions can say: 858 */
#define MATRIX_SPARE         4    /* with doubtful bytes given up */
#define MATRIX_SPARE_SURE    2    /* without */

/* What stands at a module whatever the code says: dark 1, light -1; 0: data; MATRIX_FORMAT: the format word. */
#define MATRIX_FORMAT 2

/* fixed[side * side], rows from the top. */
void matrix_fixed(int version, int8_t *fixed);

/* Centres of the alignment patterns along a side, at most 7; returns how many (0 for version 1). */
int matrix_alignments(int version, int centres[static 7]);

/*
 * What the modules say: dark[side * side], 1 surely dark, -1 surely light, nearer to 0 more doubtful.
 * Into `text` (not terminated) and *len. False: not readable.
 */
bool matrix_read(int version, const float *dark, char text[static MATRIX_TEXT_MOST], size_t *len);

#endif
