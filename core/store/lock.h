/* lock.h - PATH.lock: at most one writer of a store, in any process. */
#ifndef PIGTRACE_STORE_LOCK_H
#define PIGTRACE_STORE_LOCK_H

#include "core/base/fault.h"

/* FAULT_BUSY names the process that has it. The file stays when the lock is given back. */
int lock_take(const char *path, int *lock, struct fault *fault) MUST_CHECK;
void lock_release(int lock); /* -1 is allowed */

#endif
