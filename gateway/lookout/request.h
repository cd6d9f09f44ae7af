/*
 * request.h - the little of HTTP that somebody who only asks for a page needs.
 *
 * Shape   one request line "GET PATH HTTP/1.x" (or HEAD), header lines of which nothing is read, a blank line;
 *         lines end with CR LF or LF. What stands behind ? in the path is passed over.
 * Limits  REQUEST_MOST bytes in all.
 * Memory  no allocation, no global state.
 */
#ifndef PIGTRACE_GATEWAY_LOOKOUT_REQUEST_H
#define PIGTRACE_GATEWAY_LOOKOUT_REQUEST_H

#include "core/base/bytes.h"

#define REQUEST_MOST 4096

struct request {
	struct span path; /* into the bytes given */
	bool head;        /* only the head of the answer is wanted */
};

/* 0: there must come more. 200: *request is filled. Else the status to answer with: 400, 405, 431, 505. */
int request_parse(struct span bytes, struct request *request);

#endif
