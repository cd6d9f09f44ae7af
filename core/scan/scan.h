/*
 * scan.h - codes in a picture: PNG or JPEG bytes, or gray pixels, in; what they say out.
 *
 * Ladder  zbar looks first; where it finds nothing, one preparation of the picture after the other is
 *         tried, cheapest first, until one reads or the time is over (ladder.h has the table).
 * Codes   QR; with `bars` also EAN and UPC, Code 128, 93 and 39, Codabar, interleaved 2 of 5, GS1 DataBar:
 *         what zbarimg reads, but for SQ codes.
 * Limits  SCAN_FILE_MOST bytes of picture, SCAN_SIDE_MOST pixels a side, SCAN_PIXELS_MOST pixels
 *         (SCAN_WHOLE_MOST for a JPEG that must be held whole while it is decoded: progressive or not
 *         interleaved), SCAN_PASSES_MOST pixels times passes over a JPEG, SCAN_CODES_MOST codes,
 *         SCAN_FINDERS_MOST lines across what looks like the corners of QR codes (a label has about a
 *         hundred; zbar's work grows with their square). The header is checked before anything is
 *         decoded, so a picture that claims to be huge costs nothing.
 * Trust   what a code says is anybody's: show it escaped, follow nothing.
 */
#ifndef PIGTRACE_SCAN_SCAN_H
#define PIGTRACE_SCAN_SCAN_H

#include "core/base/buf.h"

#define SCAN_FILE_MOST    ((size_t)64 << 20)
#define SCAN_PIXELS_MOST  ((size_t)64 << 20)
#define SCAN_WHOLE_MOST   ((size_t)16 << 20)
#define SCAN_PASSES_MOST  ((size_t)1 << 30)
#define SCAN_FINDERS_MOST ((size_t)1 << 16)
#define SCAN_SIDE_MOST    16384
#define SCAN_CODES_MOST   64

#define SCAN_RUNGS      8
#define SCAN_RUNG_PLAIN 3    /* zbar as it comes */
#define SCAN_RUNG_FULL  6    /* zbar on all of a large picture */
#define SCAN_BUDGET_MS  1000 /* for a picture somebody asks about; a frame is followed by another */
#define SCAN_FRAME_MS   200

struct scan_code {
	char type[24];    /* "QR-Code", "EAN-13", as zbarimg says it */
	struct span data; /* bytes, not necessarily UTF-8; points into struct scan */
};

struct scan {
	struct scan_code codes[SCAN_CODES_MOST]; /* as found, each type and data once */
	size_t count;
	struct buf bytes;
};

struct scan_manner {
	bool bars;      /* bar codes too; they carry little against a misreading */
	uint32_t rungs; /* a bit each of the ladder's rungs; 0: all */
	int budget_ms;  /* of processor time, after which no rung is begun; 0: SCAN_BUDGET_MS */
};

/*
 * 0 with count 0 if there is no code. FAULT_SETTING: not a PNG or JPEG, or damaged; FAULT_LIMIT: too
 * large, or too many codes. `manner` may be NULL. *scan need not be initialised; scan_free after any answer.
 */
int scan_picture(struct span picture, const struct scan_manner *manner, struct scan *scan,
	struct fault *fault) MUST_CHECK;
/* The same for width * height bytes of luminance, 0 black, rows from the top. */
int scan_gray(const uint8_t *gray, unsigned width, unsigned height,
	const struct scan_manner *manner, struct scan *scan, struct fault *fault) MUST_CHECK;
void scan_free(struct scan *scan);

/* The name of one of SCAN_RUNGS rungs, for benches. */
const char *scan_rung_name(size_t rung);

#endif
