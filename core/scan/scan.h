/*
 * scan.h - codes in a picture: PNG or JPEG bytes in, what they say out (zbar).
 *
 * Codes   QR, EAN and UPC, Code 128, 93 and 39, Codabar, interleaved 2 of 5, GS1 DataBar: what zbarimg
 *         reads, but for SQ codes.
 * Limits  SCAN_FILE_MOST bytes of picture, SCAN_SIDE_MOST pixels a side, SCAN_PIXELS_MOST pixels
 *         (SCAN_WHOLE_MOST for a JPEG that must be held whole while it is decoded: progressive or not
 *         interleaved), SCAN_PASSES_MOST pixels times passes over a JPEG, SCAN_CODES_MOST codes,
 *         SCAN_FINDERS_MOST lines across what looks like the corners of QR codes (a label has about a
 *         hundred; zbar's work grows with their square). The header is checked before anything is
 *         decoded, so a picture that claims to be huge costs nothing.
 * Trust   what a code says is anybody's: show it escaped, follow nothing.
 */
#ifndef PIGTRACE_LABEL_SCAN_H
#define PIGTRACE_LABEL_SCAN_H

#include "core/base/buf.h"

#define SCAN_FILE_MOST    ((size_t)64 << 20)
#define SCAN_PIXELS_MOST  ((size_t)64 << 20)
#define SCAN_WHOLE_MOST   ((size_t)16 << 20)
#define SCAN_PASSES_MOST  ((size_t)1 << 30)
#define SCAN_FINDERS_MOST ((size_t)1 << 16)
#define SCAN_SIDE_MOST    16384
#define SCAN_CODES_MOST   64

struct scan_code {
	char type[24];    /* "QR-Code", "EAN-13", as zbarimg says it */
	struct span data; /* bytes, not necessarily UTF-8; points into struct scan */
};

struct scan {
	struct scan_code codes[SCAN_CODES_MOST]; /* as found, each type and data once */
	size_t count;
	struct buf bytes;
};

/*
 * 0 with count 0 if there is no code. FAULT_SETTING: not a PNG or JPEG, or damaged; FAULT_LIMIT: too
 * large, or too many codes. *scan need not be initialised; scan_free after any answer.
 */
int scan_picture(struct span picture, struct scan *scan, struct fault *fault) MUST_CHECK;
void scan_free(struct scan *scan);

#endif
