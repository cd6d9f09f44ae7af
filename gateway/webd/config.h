/*
 * config.h - the settings of pigtrace-webd. One table (config.c) is the parser, the --help and the sample
 * file.
 */
#ifndef PIGTRACE_GATEWAY_WEBD_CONFIG_H
#define PIGTRACE_GATEWAY_WEBD_CONFIG_H

#include "core/base/settings.h"

struct web_config {
	char *store;
	char *rules;
	char *station;
	char *language;
	char *base;
	char *phone;
	char *epcis;
	char *socket;
	char *address;
	int64_t port;
	int64_t threads;
	int64_t connections;
	int64_t idle_s;
	int64_t deadline_s;
	char *region_header;
	int64_t checks_per_minute;
	int64_t checks_per_address;
	int64_t checks_per_item;
	int64_t records_per_minute;
	int64_t records_per_address;
	int64_t suspect_checks;
	int64_t suspect_regions;
	int64_t suspect_late_days;
};

extern const struct setting web_config_table[];
extern const size_t web_config_count;

/* Defaults, then the file. */
int web_config_load(const char *path, struct web_config *config, struct fault *fault) MUST_CHECK;
/* Whether all of them together are such as it can run by; FAULT_SETTING. */
int web_config_check(
	const struct web_config *config, const char *path, struct fault *fault) MUST_CHECK;
void web_config_free(struct web_config *config);

#endif
