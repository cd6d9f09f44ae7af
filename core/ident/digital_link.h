/*
 * digital_link.h - GS1 Digital Link URIs: what the QR code on a package says.
 *
 * Shape   http or https, any host, any path prefix, then one of
 *           /01/{gtin}[/10/{lot}][/21/{serial}]     /00/{sscc}     /414/{gln}
 *         lot and serial percent-encoded; a query string and fragment may follow (kept as spans,
 *         not understood here). GTIN of 8, 12, 13 digits is padded. The rightmost /01/, /00/ or
 *         /414/ that gives a complete reading wins, so a prefix may hold anything.
 * Limits  DIGITAL_LINK_MOST bytes.
 * Source  GS1 Digital Link Standard 1.x, URI syntax; RFC 3986 percent-encoding.
 * Memory  no allocation, no global state; safe in firmware.
 */
#ifndef PIGTRACE_IDENT_DIGITAL_LINK_H
#define PIGTRACE_IDENT_DIGITAL_LINK_H

#include "core/ident/gs1.h"

#define DIGITAL_LINK_MOST 512

/* Empty strings are absent parts. Exactly one of gtin, sscc, gln is set. */
struct digital_link {
	char gtin[GTIN_TEXT];
	char lot[GS1_X_TEXT];
	char serial[GS1_X_TEXT];
	char sscc[SSCC_TEXT];
	char gln[GLN_TEXT];
	struct span base;  /* "https://host/prefix", points into the parsed text */
	struct span query; /* behind '?', without a fragment; points into the parsed text */
};

enum ident_error digital_link_parse(struct span uri, struct digital_link *link, size_t *at);

/* base (e.g. "https://id.example.cn", no slash at its end) + canonical path; link.query is left out.
 * Parsing what this wrote gives the same parts. */
void digital_link_format(struct out *out, struct span base, const struct digital_link *link);

#endif
