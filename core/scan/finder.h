/*
 * finder.h - how much of a picture looks like the corner squares of QR codes. Inside core/scan only.
 *
 * zbar pairs every such square with every other, so a picture made of nothing else (a file of 30 kB)
 * would keep it busy for minutes: 12 million pixels of 1-pixel squares took it 100 s.
 */
#ifndef PIGTRACE_SCAN_FINDER_H
#define PIGTRACE_SCAN_FINDER_H

#include "core/scan/picture.h"

/*
 * 0 if at most `most` lines across squares are seen along the rows, and as many along the columns;
 * FAULT_LIMIT if more, FAULT_MEMORY. They are counted by zbar's own line scanner.
 */
int finder_check(const struct picture *picture, size_t most, struct fault *fault) MUST_CHECK;

#endif
