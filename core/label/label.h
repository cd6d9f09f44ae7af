/*
 * label.h - the label on a package: a QR code and the words under it, as PNG or SVG.
 *
 * QR      byte mode of the URI as it stands, error correction level M (15 %) or better when it fits the
 *         same size; quiet zone LABEL_QUIET modules on all sides; whole dots per module.
 * Words   set by pango under the code, in the order given; Chinese needs a CJK font on the machine.
 * Source  ISO/IEC 18004:2015 (QR, quiet zone 4X); GS1 General Specifications 5.12 (X-dimension of
 *         GS1 Digital Link on general retail items 0.396 mm or more).
 */
#ifndef PIGTRACE_LABEL_LABEL_H
#define PIGTRACE_LABEL_LABEL_H

#include "core/base/buf.h"

#define LABEL_QUIET      4
#define LABEL_LINES_MOST 8
#define LABEL_URI_MOST   512
#define LABEL_DPI        300
#define LABEL_MODULE_UM  396 /* least width of a module, micrometres */

enum label_format {
	LABEL_PNG,
	LABEL_SVG,
	LABEL_FORMAT_COUNT
};

struct label {
	struct span uri;
	struct span lines[LABEL_LINES_MOST]; /* UTF-8; [0] is set larger */
	int line_count;
	int dpi;      /* 0: LABEL_DPI */
	int dots;     /* per module; 0: the least whole number that is LABEL_MODULE_UM at dpi */
};

/* Draw it into *into. FAULT_LIMIT: the URI is too long for a QR code; FAULT_SETTING: not UTF-8,
 * or an option out of range. */
int label_draw(const struct label *label, enum label_format format, struct buf *into,
	struct fault *fault) MUST_CHECK;

/* "png", "svg"; false if there is no such format. */
bool label_format_find(struct span name, enum label_format *format);

#endif
