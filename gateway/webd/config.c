#include "gateway/webd/config.h"

#include "core/base/words.h"

#include <stddef.h>

#define AT(member) offsetof(struct web_config, member)

const struct setting web_config_table[] = {
	{ "store", SETTING_PATH, AT(store), "pigtrace.db", 0, 0,
		N_("the store: a file, or a file with the address of a database; it is only read") },
	{ "rules", SETTING_PATH, AT(rules), "rules.conf", 0, 0,
		N_("limits of the record rules; need not be there") },
	{ "station", SETTING_PATH, AT(station), "", 0, 0,
		N_("directory of the station that reports checks and complaints; empty: none are taken") },
	{ "language", SETTING_TEXT, AT(language), "zh_CN", 0, 0,
		N_("language for readers who ask for neither: zh_CN or en") },
	{ "base", SETTING_TEXT, AT(base), "http://localhost:8080", 0, 0,
		N_("what labels carry in front of /01/...: scheme and host, no slash at its end") },
	{ "phone", SETTING_TEXT, AT(phone), "", 0, 0,
		N_("telephone number for consumers, on pages that tell bad news") },
	{ "epcis", SETTING_TEXT, AT(epcis), "", 0, 0,
		N_("address of an EPCIS service, for links of type epcis; empty: there is none") },
	{ "socket", SETTING_PATH, AT(socket), "", 0, 0,
		N_("UNIX socket the proxy connects to; empty: none") },
	{ "address", SETTING_TEXT, AT(address), "127.0.0.1", 0, 0,
		N_("address to listen on; empty: only the socket") },
	{ "port", SETTING_NUMBER, AT(port), "8080", 1, 65535, N_("port to listen on") },
	{ "threads", SETTING_NUMBER, AT(threads), "2", 1, 64, N_("threads of each listener") },
	{ "connections", SETTING_NUMBER, AT(connections), "2000", 16, 100000,
		N_("most connections of each listener") },
	{ "idle_s", SETTING_NUMBER, AT(idle_s), "15", 1, 3600,
		N_("seconds after which a silent connection is closed") },
	{ "deadline_s", SETTING_NUMBER, AT(deadline_s), "20", 1, 3600,
		N_("seconds a request may take to come in") },
	{ "region_header", SETTING_TEXT, AT(region_header), "", 0, 0,
		N_("header in which the proxy names the reader's region; empty: none. Taken from the "
		   "socket only") },
	{ "checks_per_minute", SETTING_NUMBER, AT(checks_per_minute), "600", 1, 1000000,
		N_("most checks and complaints in a minute, of all readers") },
	{ "checks_per_address", SETTING_NUMBER, AT(checks_per_address), "20", 1, 1000000,
		N_("the same of one network address") },
	{ "checks_per_item", SETTING_NUMBER, AT(checks_per_item), "200", 1, 100000,
		N_("checks of one code that are recorded; later ones change nothing") },
	{ "records_per_minute", SETTING_NUMBER, AT(records_per_minute), "6000", 0, 1000000,
		N_("most requests of phones' forms in a minute, of all of them; they go to the broker of "
		   "`station`. 0: there is no form") },
	{ "records_per_address", SETTING_NUMBER, AT(records_per_address), "3000", 1, 1000000,
		N_("the same of one network address") },
	{ "suspect_checks", SETTING_NUMBER, AT(suspect_checks), "20", 1, 100000,
		N_("more checks of one code than this are suspicious") },
	{ "suspect_regions", SETTING_NUMBER, AT(suspect_regions), "3", 2, 64,
		N_("checks of one code in so many regions are suspicious") },
	{ "suspect_late_days", SETTING_NUMBER, AT(suspect_late_days), "30", 1, 3650,
		N_("a check so many days after the sale or the best-before day is suspicious") },
};
const size_t web_config_count = sizeof(web_config_table) / sizeof(web_config_table[0]);

int web_config_check(const struct web_config *config, const char *path, struct fault *fault)
{
	size_t len = span_of(config->base).len;
	if (!words_speak(config->language))
		return fault_set(fault, FAULT_SETTING, "%s: language must be zh_CN or en", path);
	if ((!span_starts(span_of(config->base), "http://") &&
		    !span_starts(span_of(config->base), "https://")) ||
		config->base[len - 1] == '/')
		return fault_set(fault, FAULT_SETTING,
			"%s: base must be like https://id.example.cn, without a slash at its end",
			path);
	return 0;
}

int web_config_load(const char *path, struct web_config *config, struct fault *fault)
{
	int code = settings_start(web_config_table, web_config_count, config, fault);
	if (code == 0)
		code = settings_read(path, web_config_table, web_config_count, config, fault);
	return code;
}

void web_config_free(struct web_config *config)
{
	settings_free(web_config_table, web_config_count, config);
}
