/*
 * pigtrace-webd - the page behind the code on a package. Reads the store, writes nothing but its own outbox.
 */
#include "core/base/words.h"
#include "gateway/daemon/daemon.h"
#include "gateway/webd/serve.h"

static int run(const char *path, bool check_only, const struct daemon_overrides *overrides,
	struct fault *fault)
{
	struct web_config config = { 0 };
	int code = web_config_load(path, &config, fault);
	if (code == 0)
		code = daemon_override(
			overrides, web_config_table, web_config_count, &config, fault);
	if (code == 0)
		code = web_config_check(&config, path, fault);
	if (code == 0) {
		/* The Chinese catalogue; a thread turns to English where a reader asks for it. */
		words_open("zh_CN");
		words_turn(config.language);
		code = web_serve(&config, check_only, fault);
	}
	web_config_free(&config);
	return code;
}

int main(int argc, char **argv)
{
	const struct daemon_program program = { .name = "pigtrace-webd",
		.help = N_(
			"Usage: pigtrace-webd [-n] [-v] -c FILE\n"
			"Serves the page behind the code on a package, and resolves GS1 Digital Links.\n"),
		.table = web_config_table,
		.count = web_config_count,
		.run = run };
	return daemon_main(&program, argc, argv);
}
