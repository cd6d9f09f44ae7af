/*
 * item.h - "kind:code": the name of anything an event can be about.
 *
 * Shape   pig:114113000012345 · group:1411300001/F3 · carcass:lvliang-01/20261120/17 ·
 *         lot:GTIN14/LOT · pkg:GTIN14/SERIAL · run:GTIN14/LOT/FIRST-LAST · sscc:18 digits ·
 *         input:SUPPLIER/LOT · truck:PLATE · doc:TYPE/NUMBER · place:NAME · station:NAME.
 *         Names (group, input lot, plate, doc number, place) are UTF-8 without '/', white space or
 *         control characters, 1..40 bytes; plant, supplier and doc type are [A-Za-z0-9._-]{1,20};
 *         station names [a-z0-9-]{1,32}. The kinds come from schema/vocabulary/item.tsv.
 * Limits  ITEM_CODE_MOST bytes behind the colon.
 * Canon   an item has one spelling; parse refuses every other. What a person types goes through
 *         item_from_person first.
 * Memory  no allocation, no global state; safe in firmware. A struct item points into the text
 *         it was parsed from.
 */
#ifndef PIGTRACE_IDENT_ITEM_H
#define PIGTRACE_IDENT_ITEM_H

#include "core/ident/digital_link.h"
#include "core/ident/ident.h"
#include "core/ident/item_kind.gen.h" /* enum item_kind: ITEM_PIG ... ITEM_KIND_COUNT */

#define ITEM_CODE_MOST 96
#define ITEM_TEXT      128 /* buffer for any "kind:code" with its NUL */

struct item {
	enum item_kind kind;
	struct span code;
};

/* "kind:code", canonical. *at: byte offset within text. */
enum ident_error item_parse(struct span text, struct item *item, size_t *at);

/* The code alone, for a known kind. */
enum ident_error item_code_check(enum item_kind kind, struct span code, size_t *at);

void item_format(struct out *out, struct item item);
const char *item_kind_name(enum item_kind kind);  /* "pig" */
const char *item_kind_title(enum item_kind kind); /* "ear tag": gettext msgid, context "item" */
bool item_kind_find(struct span name, enum item_kind *kind);
bool item_equal(struct item a, struct item b);

/*
 * What a person may type or scan -> canonical "kind:code" in out: an item as above, a GS1 Digital
 * Link URI (most specific part wins: serial, lot; 00; 414), 15 digits (ear tag, or electronic tag
 * if they begin with an ISO country or maker code and are no ear tag), 18 digits (SSCC; also behind "00", "(00)"
 * or a scanner's "]C100", as its bars say it), 13 digits (GLN as place). White space around it is ignored. A GTIN alone names a product, not an item:
 * IDENT_UNKNOWN.
 */
enum ident_error item_from_person(struct span typed, struct out *out, size_t *at);

/* The Digital Link URI of a pkg (its lot may be named for a fuller link), lot, sscc or GLN place;
 * false if the item has none. base as for digital_link_format. */
bool item_to_link(struct item item, struct span lot, struct span base, struct out *out);

struct item_lot {
	struct span gtin;
	struct span lot;
};

struct item_pkg {
	struct span gtin;
	struct span serial;
};

/* Packages first..last (1..99999999, at most ITEM_RUN_MOST of them) of one GTIN and lot. */
struct item_run {
	struct span gtin;
	struct span lot;
	int64_t first;
	int64_t last;
};

#define ITEM_RUN_MOST 100000 /* packages in one run; keeps a search for a package short */

/* Parts of a code that item_parse accepted; false for an item of another kind. */
bool item_split_lot(struct item item, struct item_lot *lot);
bool item_split_pkg(struct item item, struct item_pkg *pkg);
bool item_split_run(struct item item, struct item_run *run);

#endif
