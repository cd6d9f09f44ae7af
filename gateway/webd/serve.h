/*
 * serve.h - pigtrace-webd from its start to its end.
 */
#ifndef PIGTRACE_GATEWAY_WEBD_SERVE_H
#define PIGTRACE_GATEWAY_WEBD_SERVE_H

#include "gateway/webd/config.h"

/* Until SIGTERM, SIGINT or SIGHUP: 0, or a fault. check_only: open everything but the listeners, and end. */
int web_serve(const struct web_config *config, bool check_only, struct fault *fault) MUST_CHECK;

#endif
