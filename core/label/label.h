/*
 * label.h - the label on a package: a QR code and the words under it, as PNG or SVG.
 *
 * QR      byte mode of the URI as it stands, error correction level M (15 %) or better when it fits the
 *         same size; quiet zone LABEL_QUIET modules on all sides; whole dots per module.
 * Words   set by pango under the code, in the order given, centred and wrapped, never cut; a line too
 *         long for one row is broken first where it has two spaces. A label with words is at least
 *         LABEL_WIDTH_UM wide. Chinese needs a CJK font on the machine: a character
 *         that no font has is refused in a PNG (in an SVG the viewer brings the font).
 * Bytes   the same label with the same fonts gives the same bytes. A PNG is 8-bit gray, modules
 *         pure black on pure white, and says its dots per metre (pHYs).
 * Source  ISO/IEC 18004:2015 (QR, quiet zone 4X); GS1 General Specifications 5.12 (X-dimension of
 *         GS1 Digital Link on general retail items 0.396 mm or more).
 * Memory  at most LABEL_DOTS_TOTAL_MOST bytes beside the answer; pango keeps its fonts per thread.
 */
#ifndef PIGTRACE_LABEL_LABEL_H
#define PIGTRACE_LABEL_LABEL_H

#include "core/base/buf.h"

#define LABEL_QUIET           4
#define LABEL_LINES_MOST      8
#define LABEL_LINE_MOST       256 /* bytes of one line of words */
#define LABEL_URI_MOST        512
#define LABEL_DPI             300
#define LABEL_DPI_LEAST       72
#define LABEL_DPI_MOST        1200
#define LABEL_DOTS_MOST       64    /* per module */
#define LABEL_MODULE_UM       396   /* least width of a module, micrometres */
#define LABEL_WIDTH_UM        40000 /* least width of a label that bears words, micrometres */
#define LABEL_DOTS_TOTAL_MOST ((int64_t)64 << 20)

enum label_format { LABEL_PNG, LABEL_SVG, LABEL_FORMAT_COUNT };

struct label {
	struct span uri;
	struct span
		lines[LABEL_LINES_MOST]; /* UTF-8; [0] is set larger; an empty one takes no room */
	int line_count;
	int dpi;  /* 0: LABEL_DPI */
	int dots; /* per module; 0: the least whole number that is LABEL_MODULE_UM at dpi */
};

/*
 * Append the drawing to *into; on a fault *into is as it was. FAULT_LIMIT: the URI, a line or the whole
 * label is too large; FAULT_SETTING: the URI is empty or has a byte outside 0x21..0x7e, a line is not
 * UTF-8 or has control characters, no font has a character (PNG), dpi out of range, or dots that
 * would make a module narrower than LABEL_MODULE_UM.
 */
int label_draw(const struct label *label, enum label_format format, struct buf *into,
	struct fault *fault) MUST_CHECK;

/* "png", "svg"; false if there is no such format. */
bool label_format_find(struct span name, enum label_format *format);

#endif
