/*
 * label.h - the label on a package, case or carcass: a QR code and the words beside it, as PNG, SVG, PDF or ZPL.
 *
 * QR      byte mode of the URI as it stands, error correction level M (15 %) or better when it fits the
 *         same size; quiet zone LABEL_QUIET modules on all sides; whole dots per module.
 * Bars    of a case, if asked for: its SSCC as GS1-128 across the foot of the label (bars.h), its digits below.
 * Words   set by pango, in the order given, wrapped, never cut; a line too long for one row is broken first
 *         where it has two spaces. Chinese needs a CJK font on the machine: a character that no font has is
 *         refused (in an SVG the viewer brings the font).
 * Size    without one the label is as large as it must be: words centred under the code, at least LABEL_WIDTH_UM
 *         wide. With one, code and words are set under or beside each other, the modules as large as there is
 *         room for up to LABEL_MODULE_MOST_UM, the words smaller only if they fit in no other way, and not
 *         below LABEL_WORDS_LEAST percent. What does not fit then is refused, never cut.
 * Bytes   the same label with the same fonts gives the same bytes. A PNG is 8-bit gray, modules
 *         pure black on pure white, and says its dots per metre (pHYs). ZPL is one ^GFA bitmap a label: a
 *         printer needs no Chinese font. A PDF keeps everything as outlines.
 * Source  ISO/IEC 18004:2015 (QR, quiet zone 4X); GS1 General Specifications 5.12 (X-dimension of
 *         GS1 Digital Link on general retail items 0.396 mm to 0.743 mm); GB 7718 3.9 (characters of 1.8 mm).
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
#define LABEL_DOTS_MOST       64     /* per module */
#define LABEL_MODULE_UM       396    /* least width of a module, micrometres */
#define LABEL_MODULE_MOST_UM  743    /* of a label whose size is given */
#define LABEL_WIDTH_UM        40000  /* least width of a label that bears words, micrometres */
#define LABEL_SIZE_MOST_UM    420000 /* of a side */
#define LABEL_WORDS_LEAST     60     /* percent of their usual size */
#define LABEL_COPIES_MOST     9999
#define LABEL_DOTS_TOTAL_MOST ((int64_t)64 << 20)

enum label_format { LABEL_PNG, LABEL_SVG, LABEL_PDF, LABEL_ZPL, LABEL_FORMAT_COUNT };

struct label {
	struct span uri;
	struct span
		lines[LABEL_LINES_MOST]; /* UTF-8; [0] is set larger; an empty one takes no room */
	int line_count;
	int dpi; /* 0: LABEL_DPI */
	int dots; /* per module; 0: the least whole number that is LABEL_MODULE_UM at dpi, or what fits */
	bool number; /* the last line is a number: on a label of a given size smaller, if so it stays whole */
	int width_um; /* 0: as large as it must be, and height_um too */
	int height_um;
	struct span sscc; /* 18 digits, as bars, too; {NULL, 0}: no bars */
	int copies;       /* in ZPL the printer makes them; 0: 1 */
};

/*
 * Append the drawing to *into; on a fault *into is as it was. FAULT_LIMIT: the URI, a line or the whole
 * label is too large; FAULT_SETTING: the URI is empty or has a byte outside 0x21..0x7e, a line is not
 * UTF-8 or has control characters, no font has a character (PNG), dpi out of range, or dots that
 * would make a module narrower than LABEL_MODULE_UM.
 */
int label_draw(const struct label *label, enum label_format format, struct buf *into,
	struct fault *fault) MUST_CHECK;

/*
 * Append the URI's code for a terminal: half blocks (UTF-8), black on white by ANSI colours, the quiet zone with
 * them. Faults as above.
 */
int label_blocks(struct span uri, struct buf *into, struct fault *fault) MUST_CHECK;

/* How it came out, without drawing it. */
struct label_size {
	int width_um;
	int height_um;
	int module_um;
	int modules; /* of the code's side */
	int percent; /* of the usual size of words; 100 if there are none */
	int bar_um;  /* X-dimension of the bars; 0: there are none */
};

int label_measure(
	const struct label *label, struct label_size *size, struct fault *fault) MUST_CHECK;

/*
 * A PDF of many labels. Sheet 0 x 0: a page for each; else labels of one size (width_um, height_um of all of them)
 * side by side on pages of that size, with cutting marks in the margin. The bytes go to `write` as they are
 * made, so that memory does not grow with their number; it returns false if it cannot take them.
 */
struct label_book;

typedef bool label_write_fn(void *context, struct span bytes);

#define LABEL_A4_WIDTH_UM  210000
#define LABEL_A4_HEIGHT_UM 297000
#define LABEL_MARGIN_UM    5000 /* of a sheet: what office printers leave white */

int label_book_open(struct label_book **book, int sheet_width_um, int sheet_height_um,
	label_write_fn *write, void *context, struct fault *fault) MUST_CHECK;
int label_book_add(
	struct label_book *book, const struct label *label, struct fault *fault) MUST_CHECK;
/* The end of the PDF; NULL is allowed. FAULT_IO if anything could not be written. */
int label_book_close(struct label_book *book, struct fault *fault) MUST_CHECK;

/*
 * What the raster of a label is worth before ink and paper, by the parameters of ISO/IEC 15415 that a raster can
 * have: 4 (A) to 0 (F). Reflectances are means over an aperture of 0.8 modules, as a verifier takes them.
 */
enum label_grade {
	LABEL_GRADE_CONTRAST,   /* symbol contrast: percent */
	LABEL_GRADE_MODULATION, /* the worst module's: percent */
	LABEL_GRADE_MARGIN, /* reflectance margin: percent, negative for a module of the wrong colour */
	LABEL_GRADE_PATTERNS, /* fixed pattern damage: wrong modules of finders, timing and separators */
	LABEL_GRADE_QUIET,      /* quiet zone: dark modules within LABEL_QUIET */
	LABEL_GRADE_AXIAL,      /* axial non-uniformity: permille */
	LABEL_GRADE_CORRECTION, /* unused error correction: percent */
	LABEL_GRADE_COUNT
};

struct label_proof {
	struct label_size size;
	int dots; /* per module */
	int value[LABEL_GRADE_COUNT];
	int grade[LABEL_GRADE_COUNT];
	int overall; /* the least of them; 0 if the module is narrower than LABEL_MODULE_UM */
};

int label_prove(
	const struct label *label, struct label_proof *proof, struct fault *fault) MUST_CHECK;
/* "symbol contrast": a gettext msgid. And its unit: "%", "‰" or "". */
const char *label_grade_title(enum label_grade grade);
const char *label_grade_unit(enum label_grade grade);

/* "png", "svg", "pdf", "zpl"; false if there is no such format. And the name of one. */
bool label_format_find(struct span name, enum label_format *format);
const char *label_format_name(enum label_format format);

#endif
