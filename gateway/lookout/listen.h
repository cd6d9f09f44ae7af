/* listen.h - the places a lookout listens on. */
#ifndef PIGTRACE_GATEWAY_LOOKOUT_LISTEN_H
#define PIGTRACE_GATEWAY_LOOKOUT_LISTEN_H

#include "core/base/fault.h"

#include <stdint.h>

/* Non-blocking, close-on-exec. */
int listen_port(int64_t port, int *fd, struct fault *fault) MUST_CHECK;
int listen_socket(const char *path, int *fd, struct fault *fault) MUST_CHECK;
int listen_check_path(const char *path, struct fault *fault) MUST_CHECK;

#endif
