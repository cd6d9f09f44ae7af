/*
 * thread.h - a thread beside the main one. Host only.
 */
#ifndef PIGTRACE_BASE_THREAD_H
#define PIGTRACE_BASE_THREAD_H

#include "core/base/fault.h"

#include <pthread.h>

/* Signals stay the main thread's: the new one gets none. FAULT_MEMORY if there can be none. */
int thread_start(
	pthread_t *thread, void *(*run)(void *), void *context, struct fault *fault) MUST_CHECK;

#endif
