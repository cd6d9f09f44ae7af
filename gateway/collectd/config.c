#include "gateway/collectd/config.h"

#include "core/base/words.h"

#define AT(member) offsetof(struct config, member)

const struct setting config_table[] = {
	{ "store", SETTING_PATH, AT(store), "pigtrace.db", 0, 0,
		N_("the store: a file, or a file with the address of a database") },
	{ "gateway_key", SETTING_PATH, AT(gateway_key), "gateway.key", 0, 0,
		N_("file with the key that signs receipts") },
	{ "admin_key", SETTING_TEXT, AT(admin_key), "", 0, 0,
		N_("public key of the administrator, who registers stations") },
	{ "language", SETTING_TEXT, AT(language), "zh_CN", 0, 0,
		N_("language of receipts: zh_CN or en") },
	{ "host", SETTING_TEXT, AT(host), "localhost", 0, 0, N_("the broker's host") },
	{ "port", SETTING_NUMBER, AT(port), "1883", 1, 65535, N_("the broker's port") },
	{ "username", SETTING_TEXT, AT(username), "", 0, 0, N_("user name at the broker") },
	{ "password_file", SETTING_PATH, AT(password_file), "", 0, 0,
		N_("file whose first line is the password") },
	{ "client_id", SETTING_TEXT, AT(client_id), "pigtrace-collectd", 0, 0,
		N_("MQTT client id; the broker keeps messages for it while it is away") },
	{ "keepalive_s", SETTING_NUMBER, AT(keepalive_s), "60", 5, 3600,
		N_("MQTT keepalive, seconds") },
	{ "shared", SETTING_SWITCH, AT(shared), "yes", 0, 0,
		N_("subscribe as $share/collect, so that several gateways divide the work") },
	{ "cafile", SETTING_PATH, AT(cafile), "", 0, 0,
		N_("certificates that vouch for the broker; turns TLS on") },
	{ "capath", SETTING_PATH, AT(capath), "", 0, 0, N_("directory of such certificates") },
	{ "cert", SETTING_PATH, AT(cert), "", 0, 0, N_("own certificate") },
	{ "key", SETTING_PATH, AT(key), "", 0, 0, N_("own private key") },
	{ "tls_version", SETTING_TEXT, AT(tls_version), "", 0, 0, N_("tlsv1.3 or tlsv1.2") },
	{ "ciphers", SETTING_TEXT, AT(ciphers), "", 0, 0,
		N_("TLS cipher list, as openssl writes it") },
	{ "insecure", SETTING_SWITCH, AT(insecure), "no", 0, 0,
		N_("do not check the broker's host name (tests only)") },
	{ "batch_messages", SETTING_NUMBER, AT(batch_messages), "10000", 1, 100000,
		N_("most messages in one commit") },
	{ "batch_kib", SETTING_NUMBER, AT(batch_kib), "8192", 64, 1048576,
		N_("most KiB of messages in one commit") },
	{ "checkpoint_pages", SETTING_NUMBER, AT(checkpoint_pages), "20000", 100, 10000000,
		N_("write-ahead log pages before they are moved into the store") },
	{ "links_hot", SETTING_NUMBER, AT(links_hot), "2000000", 0, 1000000000,
		N_("links of items to events that stand apart before they are sorted into the store") },
	{ "provers", SETTING_NUMBER, AT(provers), "1", 0, 16,
		N_("threads that check signatures beside the writer") },
	{ "disk_reserve_mib", SETTING_NUMBER, AT(disk_reserve_mib), "64", 0, 1048576,
		N_("MiB to be left free where the store is: with less, nothing is taken; 0: not watched") },
	{ "held_per_minute", SETTING_NUMBER, AT(held_per_minute), "600", 0, 1000000,
		N_("refusals of one station that are kept one by one in a minute; 0: all of them") },
	{ "metrics_port", SETTING_NUMBER, AT(metrics_port), "0", 0, 65535,
		N_("port of 127.0.0.1 for /metrics, /healthz and /readyz; 0: none") },
	{ "metrics_socket", SETTING_PATH, AT(metrics_socket), "", 0, 0,
		N_("the same on a unix socket") },
};
const size_t config_count = sizeof(config_table) / sizeof(config_table[0]);

int config_load(const char *path, struct config *config, struct fault *fault)
{
	int code = settings_start(config_table, config_count, config, fault);
	if (code != 0)
		return code;
	return settings_read(path, config_table, config_count, config, fault);
}

void config_free(struct config *config)
{
	settings_free(config_table, config_count, config);
}
