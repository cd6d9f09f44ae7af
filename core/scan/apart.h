/*
 * apart.h - scan_picture and scan_gray in a cell: a picture that breaks zbar, libpng or us costs one child.
 *
 * Trust   the child's answer is read as a stranger's: counts and lengths within scan.h's limits, types from the
 *         list of those there are, the sentence of a refusal valid UTF-8 without control characters.
 */
#ifndef PIGTRACE_SCAN_APART_H
#define PIGTRACE_SCAN_APART_H

#include "core/scan/cell.h"
#include "core/scan/scan.h"

#define APART_DATA_MOST   ((size_t)8192) /* bytes of one code; QR has at most 7089 digits */
#define APART_ANSWER_MOST (SCAN_CODES_MOST * (APART_DATA_MOST + 64) + FAULT_TEXT + 64)
#define APART_PICTURE_MS  60000 /* of waiting, whatever else the machine does */
#define APART_FRAME_MS    10000

/* A cell for the following; cell_close when done. */
struct cell apart_cell(void);

/* Errors as of scan_picture, and FAULT_PEER: the reader broke; the next call has another. */
int apart_picture(struct cell *cell, struct span picture, const struct scan_manner *manner,
	struct scan *scan, struct fault *fault) MUST_CHECK;
int apart_gray(struct cell *cell, const uint8_t *gray, unsigned width, unsigned height,
	const struct scan_manner *manner, struct scan *scan, struct fault *fault) MUST_CHECK;

/* The answer's bytes, as the child writes and the parent reads them. FAULT_PEER: they are no answer. */
void answer_write(int code, const struct scan *scan, const struct fault *fault, struct buf *into);
int answer_read(struct span bytes, struct scan *scan, struct fault *fault) MUST_CHECK;

#endif
