/*
 * serve.h - run the gateway until a signal ends it (signals.h).
 */
#ifndef PIGTRACE_GATEWAY_COLLECTD_SERVE_H
#define PIGTRACE_GATEWAY_COLLECTD_SERVE_H

#include "gateway/collectd/config.h"

/* path: the configuration file, for the log. check_only: see that keys, TLS files, store and
 * settings are good, and end; works beside a gateway that runs. A broker that is away is waited for, not an
 * error. */
int serve(const struct config *config, const char *path, bool check_only,
	struct fault *fault) MUST_CHECK;

#endif
