#include "gateway/http/inner.h"

#include "core/base/clock.h"

#include <stdlib.h>
#include <sys/socket.h>

void guests_begin(struct guests *guests, int64_t most)
{
	*guests = (struct guests){ .most = most };
	(void)pthread_mutex_init(&guests->lock, NULL);
}

void guests_end(struct guests *guests)
{
	(void)pthread_mutex_destroy(&guests->lock);
}

static void take_out(struct guests *guests, struct guest *guest)
{
	*(guest->before ? &guest->before->after : &guests->first) = guest->after;
	*(guest->after ? &guest->after->before : &guests->last) = guest->before;
}

static void put_last(struct guests *guests, struct guest *guest)
{
	guest->since_ms = clock_steady_ms();
	guest->before = guests->last;
	guest->after = NULL;
	*(guests->last ? &guests->last->after : &guests->first) = guest;
	guests->last = guest;
}

struct guest *guests_enter(struct guests *guests, int fd)
{
	struct guest *guest = calloc(1, sizeof(*guest));
	if (!guest)
		return NULL;
	guest->fd = fd;
	(void)pthread_mutex_lock(&guests->lock);
	put_last(guests, guest);
	guests->count++;
	(void)pthread_mutex_unlock(&guests->lock);
	return guest;
}

void guests_leave(struct guests *guests, struct guest *guest)
{
	(void)pthread_mutex_lock(&guests->lock);
	take_out(guests, guest);
	guests->count--;
	(void)pthread_mutex_unlock(&guests->lock);
	free(guest);
}

void guests_renew(struct guests *guests, struct guest *guest)
{
	(void)pthread_mutex_lock(&guests->lock);
	take_out(guests, guest);
	put_last(guests, guest);
	(void)pthread_mutex_unlock(&guests->lock);
}

void guests_sweep(struct guests *guests, int64_t deadline_ms)
{
	int64_t now = clock_steady_ms();
	(void)pthread_mutex_lock(&guests->lock);
	if (guests->count > guests->most / 4 * 3 && deadline_ms > HTTP_CROWDED_MS)
		deadline_ms = HTTP_CROWDED_MS;
	for (struct guest *guest = guests->first; guest; guest = guest->after) {
		if (now - guest->since_ms < deadline_ms)
			break;
		if (guest->fd < 0)
			continue;
		/* Its thread sees the end, closes the socket and lets it leave: the number stays valid till then. */
		(void)shutdown(guest->fd, SHUT_RDWR);
		guest->fd = -1;
		guests->dropped++;
	}
	(void)pthread_mutex_unlock(&guests->lock);
}
