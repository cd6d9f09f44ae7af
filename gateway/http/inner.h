/*
 * inner.h - what the parts of gateway/http share.
 */
#ifndef PIGTRACE_GATEWAY_HTTP_INNER_H
#define PIGTRACE_GATEWAY_HTTP_INNER_H

#include "gateway/http/http.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

/* ---- guests.c: who is connected, and for how long already ---- */

struct guest {
	int fd;
	int64_t since_ms; /* it connected, or its last request was finished */
	struct guest *before, *after;
};

/* In order of since_ms. */
struct guests {
	pthread_mutex_t lock;
	struct guest *first, *last;
	int64_t count;
	int64_t most;
	int64_t dropped;
};

void guests_begin(struct guests *guests, int64_t most);
void guests_end(struct guests *guests);
/* NULL when memory is out. */
struct guest *guests_enter(struct guests *guests, int fd);
void guests_leave(struct guests *guests, struct guest *guest);
/* A request was finished. */
void guests_renew(struct guests *guests, struct guest *guest);
/* Shut down the sockets of those that take too long; their threads then close them. */
void guests_sweep(struct guests *guests, int64_t deadline_ms);

/* ---- listen.c ---- */

int listen_socket(const char *path, int64_t mode, int *fd, struct fault *fault) MUST_CHECK;
int listen_tcp(const char *address, int64_t port, int *fd, struct fault *fault) MUST_CHECK;

#endif
