/*
 * pigtrace-collectd - collects what stations send over MQTT into the store. The only writer.
 */
#include "core/base/words.h"
#include "gateway/collectd/log.h"
#include "gateway/collectd/serve.h"

#include <getopt.h>
#include <sodium.h>
#include <stdio.h>

/* Exit codes as everywhere in pigtrace. */
enum { EXIT_GOOD = 0, EXIT_BAD = 1, EXIT_USAGE = 2, EXIT_BUSY = 5 };

static void print_help(FILE *to)
{
	struct buf help = { 0 };
	settings_help(config_table, config_count, &help);
	(void)fprintf(to,
		_("Usage: pigtrace-collectd [-n] [-v] -c FILE\n"
		  "Collects what stations send over MQTT into the store.\n\n"
		  "  -c, --config FILE  configuration (see below)\n"
		  "  -n, --check        check the configuration and end\n"
		  "  -v, --verbose      log every commit\n"
		  "      --sample       print a sample configuration\n"
		  "  -h, --help         print this\n"
		  "  -V, --version      print the version\n\n"
		  "Settings (key = value):\n%s"),
		help.at ? help.at : "");
	buf_free(&help);
}

static int fault_exit(const struct fault *fault)
{
	log_say(LOG_ERROR, "failed", fault->text);
	if (fault->code == FAULT_BUSY)
		return EXIT_BUSY;
	return fault->code == FAULT_SETTING || fault->code == FAULT_NOT_FOUND ? EXIT_USAGE
	                                                                      : EXIT_BAD;
}

static int start(const char *path, bool check_only)
{
	struct config config = { 0 };
	struct fault fault;
	int code = config_load(path, &config, &fault);
	if (code == 0 && !words_speak(config.language))
		code = fault_set(&fault, FAULT_SETTING, "%s: language must be zh_CN or en", path);
	if (code == 0) {
		words_open(config.language);
		code = serve(&config, path, check_only, &fault);
	}
	config_free(&config);
	return code == 0 ? EXIT_GOOD : fault_exit(&fault);
}

int main(int argc, char **argv)
{
	static const struct option options[] = { { "config", required_argument, NULL, 'c' },
		{ "check", no_argument, NULL, 'n' }, { "verbose", no_argument, NULL, 'v' },
		{ "sample", no_argument, NULL, 's' }, { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' }, { NULL, 0, NULL, 0 } };
	const char *path = NULL;
	bool check_only = false;
	int option;
	words_open(NULL);
	opterr = 0; /* getopt speaks English */
	if (sodium_init() < 0)
		return EXIT_BAD;
	while ((option = getopt_long(argc, argv, "c:nvhV", options, NULL)) != -1) {
		struct buf sample = { 0 };
		switch (option) {
		case 'c':
			path = optarg;
			break;
		case 'n':
			check_only = true;
			break;
		case 'v':
			log_level(LOG_DEBUG);
			break;
		case 's':
			settings_sample(config_table, config_count, &sample);
			(void)fputs(sample.at ? sample.at : "", stdout);
			buf_free(&sample);
			return EXIT_GOOD;
		case 'h':
			print_help(stdout);
			return EXIT_GOOD;
		case 'V':
			(void)puts("pigtrace-collectd " PIGTRACE_VERSION);
			return EXIT_GOOD;
		default:
			(void)fprintf(stderr,
				_("pigtrace-collectd: unknown option, or one that lacks its value: %s\n"),
				argv[optind - 1]);
			print_help(stderr);
			return EXIT_USAGE;
		}
	}
	if (!path || optind != argc) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	return start(path, check_only);
}
