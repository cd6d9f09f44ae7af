/*
 * config.h - the settings of pigtrace-collectd. One table (config.c) is the parser, the --help and
 * the sample file.
 */
#ifndef PIGTRACE_GATEWAY_COLLECTD_CONFIG_H
#define PIGTRACE_GATEWAY_COLLECTD_CONFIG_H

#include "core/base/settings.h"

struct config {
	char *store;
	char *gateway_key; /* file with the private key that signs receipts */
	char *admin_key;   /* the administrator's public key, as text */
	char *language;
	char *host;
	int64_t port;
	char *username;
	char *password_file;
	char *client_id;
	int64_t keepalive_s;
	bool shared;
	char *cafile;
	char *capath;
	char *cert;
	char *key;
	char *tls_version;
	char *ciphers;
	bool insecure;
	int64_t batch_messages;
	int64_t batch_kib;
	int64_t checkpoint_pages;
	int64_t links_hot;
	int64_t provers;
	int64_t disk_reserve_mib;
	int64_t held_per_minute;
	int64_t metrics_port;
	char *metrics_socket;
};

extern const struct setting config_table[];
extern const size_t config_count;

/* Defaults, then the file. */
int config_load(const char *path, struct config *config, struct fault *fault) MUST_CHECK;
void config_free(struct config *config);

#endif
