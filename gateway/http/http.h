/*
 * http.h - a small HTTP/1.1 server for what stands behind a proxy: libmicrohttpd, made strict.
 *
 * Refused  (400, and the connection is closed) two Content-Length, any Transfer-Encoding, a body with a
 *          method that has none, a target that target.h refuses. 413 and 414 for what is too large. The
 *          library's own decoding of %00 and %2f is switched off: a handler sees the target as it came.
 * Time     A connection that stays silent for idle_s, or has not finished a request deadline_s after the
 *          one before, is closed; when three quarters of all connections are taken, after HTTP_CROWDED_MS.
 * Files    The process's limit of open files is raised as far as it may be; where that is not enough, fewer
 *          connections are taken than asked for, and the log says so.
 * Threads  `threads` of them for each listener; the handler runs on any. One request, one thread.
 */
#ifndef PIGTRACE_GATEWAY_HTTP_HTTP_H
#define PIGTRACE_GATEWAY_HTTP_HTTP_H

#include "core/base/buf.h"
#include "gateway/http/target.h"

#define HTTP_BODY_MOST   4096
#define HTTP_CROWDED_MS  2000
#define HTTP_FIELDS_MOST 20

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OPTIONS, HTTP_OTHER };

struct http_request {
	enum http_method method;
	struct http_target target;
	struct span body;
	bool by_socket; /* through the UNIX socket: from our own proxy */
	void *inner;
};

/* A header of the request, NULL if it has none. */
const char *http_header(const struct http_request *request, const char *name);
/* Where a TCP client is, 16 bytes (IPv4 mapped); false through the UNIX socket. */
bool http_peer(const struct http_request *request, uint8_t address[static 16]);

struct http_field {
	const char *name;
	char *value; /* heap */
};

/* What a handler fills: zeroed when it gets it. */
struct http_answer {
	int status;
	struct buf body;
	struct http_field fields[HTTP_FIELDS_MOST];
	int field_count;
	bool failed; /* memory was out: 500 is said instead */
};

/* One more header; line breaks in its value become spaces. */
void http_say(struct http_answer *answer, const char *name, const char *format, ...)
	FORMAT_LIKE(3, 4);

typedef void http_handler(
	void *context, const struct http_request *request, struct http_answer *answer);
/* Bytes of a body that a target may bring. */
typedef size_t http_most(const struct http_target *target);

struct http_settings {
	const char *socket;  /* path of a UNIX socket, "" for none */
	int64_t socket_mode; /* 0660 */
	const char *address; /* IPv4 or IPv6 address of a TCP listener, "" for none */
	int64_t port;
	int64_t threads;
	int64_t connections_most;
	int64_t idle_s;
	int64_t deadline_s;
	http_handler *handler; /* every request that is well-formed */
	http_handler *refuse;  /* one that is not: answer->status is set, body and fields are not */
	http_most *body_most;  /* NULL: HTTP_BODY_MOST for all */
	void *context;
};

struct http_counts {
	int64_t connections;
	int64_t requests;
	int64_t refused;     /* malformed ones */
	int64_t dropped;     /* connections closed for being slow */
	int64_t by_class[6]; /* answers by the first digit of their status */
};

struct http;

int http_start(
	struct http **http, const struct http_settings *settings, struct fault *fault) MUST_CHECK;
/* No new connections; what is being answered is finished. NULL is allowed. */
void http_stop(struct http *http);
struct http_counts http_count(struct http *http);

#endif
