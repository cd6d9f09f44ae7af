/*
 * The station library is not for two threads: one lock around it. The main thread turns its connection and
 * waits outside the lock; who says something wakes it.
 */
#define _GNU_SOURCE /* ppoll, which POSIX has had since 2024 */
#include "gateway/webd/web.h"

#include "firmware/ports/posix/station.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct voice {
	struct station *station;
	pthread_mutex_t lock;
	int wake;
};

int voice_open(struct voice **out, const char *dir, struct fault *fault)
{
	struct voice *voice = calloc(1, sizeof(*voice));
	if (!voice)
		return fault_set(fault, FAULT_MEMORY, "no memory for the station");
	(void)pthread_mutex_init(&voice->lock, NULL);
	voice->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	int code = voice->wake >= 0 ? station_open(&voice->station, dir, fault)
	                            : fault_set_errno(fault, FAULT_IO, "cannot make an event");
	if (code == 0)
		code = station_go_online(voice->station, true, fault);
	if (code != 0) {
		voice_close(voice);
		return code;
	}
	*out = voice;
	return 0;
}

void voice_close(struct voice *voice)
{
	if (!voice)
		return;
	station_close(voice->station);
	if (voice->wake >= 0)
		(void)close(voice->wake);
	(void)pthread_mutex_destroy(&voice->lock);
	free(voice);
}

int voice_say(
	struct voice *voice, struct span line, int64_t *epoch, int64_t *seq, struct fault *fault)
{
	const uint64_t one = 1;
	(void)pthread_mutex_lock(&voice->lock);
	int code = station_accept(voice->station, line, seq, fault);
	*epoch = station_count(voice->station).epoch;
	(void)pthread_mutex_unlock(&voice->lock);
	/* A full counter wakes it just as well. */
	if (code == 0 && write(voice->wake, &one, sizeof(one)) < 0 && errno != EAGAIN)
		return fault_set_errno(fault, FAULT_IO, "cannot wake the station");
	return code;
}

void voice_turn(struct voice *voice, int most_ms, const void *mask)
{
	struct pollfd fds[2] = { { .fd = -1 }, { .fd = -1, .events = POLLIN } };
	uint64_t drained;
	int wait = most_ms;
	if (voice) {
		(void)pthread_mutex_lock(&voice->lock);
		int station = station_pollfd(voice->station, &fds[0]);
		(void)pthread_mutex_unlock(&voice->lock);
		wait = station < wait ? station : wait;
		fds[1].fd = voice->wake;
	}
	struct timespec timeout = { .tv_sec = wait / 1000,
		.tv_nsec = (long)(wait % 1000) * 1000000 };
	(void)ppoll(fds, 2, &timeout, mask);
	if (!voice)
		return;
	if (read(voice->wake, &drained, sizeof(drained)) < 0)
		drained = 0; /* nobody spoke */
	(void)pthread_mutex_lock(&voice->lock);
	station_step(voice->station);
	(void)pthread_mutex_unlock(&voice->lock);
}

int64_t voice_waiting(struct voice *voice)
{
	(void)pthread_mutex_lock(&voice->lock);
	int64_t waiting = station_count(voice->station).waiting;
	(void)pthread_mutex_unlock(&voice->lock);
	return waiting;
}

const struct station_settings *voice_settings(const struct voice *voice)
{
	return station_conf(voice->station);
}

const char *voice_name(const struct voice *voice)
{
	return station_name(voice->station);
}
