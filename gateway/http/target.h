/*
 * target.h - what stands behind GET: a path and a query, read once and strictly.
 *
 * Shape   origin-form of RFC 9112: '/' first, printable ASCII, every '%' followed by two hex digits, no
 *         fragment. Refused in the path: escaped control characters (%00 .. %1f, %7f), and segments "." or
 *         "..", however they are spelled. An escaped '/' (%2f) is a character of its segment, never a
 *         separator: GS1 lot numbers may hold one.
 * Limits  HTTP_TARGET_MOST bytes.
 * Memory  no allocation, no global state. Spans point into the target.
 */
#ifndef PIGTRACE_GATEWAY_HTTP_TARGET_H
#define PIGTRACE_GATEWAY_HTTP_TARGET_H

#include "core/base/bytes.h"

#define HTTP_TARGET_MOST 2048

enum http_wrong { HTTP_FINE, HTTP_MALFORMED, HTTP_TOO_LONG };

struct http_target {
	struct span path;  /* as it came, escapes and all; at least "/" */
	struct span query; /* behind '?'; {NULL, 0} if there is none */
};

/* Fills *target on HTTP_FINE only. */
enum http_wrong http_target_read(struct span text, struct http_target *target);

/*
 * The first value of a key in a query or a form body ("a=1&b=2", '+' is a space), decoded. False if there
 * is none, if it does not fit, or if it is not UTF-8; control characters become spaces.
 */
bool http_form_value(struct span form, const char *key, struct out *value);

/* The next pair of a form, decoded into *room, which the spans point into. 1; 0: there is none left; -1: as false above. */
int http_form_next(struct span *form, struct out *room, struct span *key, struct span *value);

/* The pairs of a query but those of one key, as they came, each with '&' in front. */
void http_query_without(struct span query, const char *key, struct out *rest);

#endif
