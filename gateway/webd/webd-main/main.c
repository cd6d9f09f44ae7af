/*
 * pigtrace-webd - the page behind the code on a package. Reads the store, writes nothing but its own outbox.
 */
#include "core/base/log.h"
#include "core/base/words.h"
#include "gateway/webd/serve.h"

#include <getopt.h>
#include <sodium.h>
#include <stdio.h>

/* Exit codes as everywhere in pigtrace. */
enum { EXIT_GOOD = 0, EXIT_BAD = 1, EXIT_USAGE = 2, EXIT_BUSY = 5 };

static void print_help(FILE *to)
{
	struct buf help = { 0 };
	settings_help(web_config_table, web_config_count, &help);
	(void)fprintf(to,
		_("Usage: pigtrace-webd [-n] [-v] -c FILE\n"
		  "Serves the page behind the code on a package, and resolves GS1 Digital Links.\n\n"
		  "  -c, --config FILE  configuration (see below)\n"
		  "  -n, --check        check the configuration and end\n"
		  "  -v, --verbose      log more\n"
		  "      --sample       print a sample configuration\n"
		  "  -h, --help         print this\n"
		  "  -V, --version      print the version\n\n"
		  "Settings (key = value):\n%s"),
		help.at ? help.at : "");
	buf_free(&help);
}

static void print_sample(void)
{
	struct buf sample = { 0 };
	settings_sample(web_config_table, web_config_count, &sample);
	(void)fputs(sample.at ? sample.at : "", stdout);
	buf_free(&sample);
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
	struct web_config config = { 0 };
	struct fault fault;
	int code = web_config_load(path, &config, &fault);
	if (code == 0) {
		/* The Chinese catalogue; a thread turns to English where a reader asks for it. */
		words_open("zh_CN");
		words_turn(config.language);
		code = web_serve(&config, check_only, &fault);
	}
	web_config_free(&config);
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
			print_sample();
			return EXIT_GOOD;
		case 'h':
			print_help(stdout);
			return EXIT_GOOD;
		case 'V':
			(void)puts("pigtrace-webd " PIGTRACE_VERSION);
			return EXIT_GOOD;
		default:
			(void)fprintf(stderr,
				_("pigtrace-webd: unknown option, or one that lacks its value: %s\n"),
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
