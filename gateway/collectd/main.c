/*
 * pigtrace-collectd - collects what stations send over MQTT into the store. The only writer.
 */
#include "core/base/words.h"
#include "gateway/collectd/serve.h"
#include "gateway/daemon/daemon.h"

static int run(const char *path, bool check_only, const struct daemon_overrides *overrides,
	struct fault *fault)
{
	struct config config = { 0 };
	int code = config_load(path, &config, fault);
	if (code == 0)
		code = daemon_override(overrides, config_table, config_count, &config, fault);
	if (code == 0 && !words_speak(config.language))
		code = fault_set(fault, FAULT_SETTING, "%s: language must be zh_CN or en", path);
	if (code == 0) {
		words_open(config.language);
		code = serve(&config, path, check_only, fault);
	}
	config_free(&config);
	return code;
}

int main(int argc, char **argv)
{
	const struct daemon_program program = { .name = "pigtrace-collectd",
		.help = N_("Usage: pigtrace-collectd [-n] [-v] -c FILE\n"
			   "Collects what stations send over MQTT into the store.\n"),
		.table = config_table,
		.count = config_count,
		.run = run };
	return daemon_main(&program, argc, argv);
}
