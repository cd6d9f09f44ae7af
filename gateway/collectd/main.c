/*
 * pigtrace-collectd - collects what stations send over MQTT into the store. The only writer.
 */
#include "core/base/words.h"
#include "core/base/log.h"
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
		  "      --KEY VALUE    a setting, over what the file says\n"
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

/* "--cafile FILE" or "--cafile=FILE" for every setting of the table: taken out of argv, and kept. */
#define OVERRIDES_MOST 32

struct overrides {
	struct span key[OVERRIDES_MOST];
	struct span value[OVERRIDES_MOST];
	size_t count;
};

static bool is_setting(struct span word)
{
	for (size_t i = 0; i < config_count; i++)
		if (span_is(word, config_table[i].key))
			return true;
	return false;
}

static void take_overrides(struct overrides *overrides, int *argc, char **argv)
{
	int kept = 1;
	for (int i = 1; i < *argc; i++) {
		struct span value = { 0 }, word = span_of(argv[i]), key = { 0 };
		if (span_starts(word, "--"))
			key = (struct span){ word.at + 2, word.len - 2 };
		struct span rest = key;
		bool joined = key.at && span_cut(&rest, '=', &key);
		bool setting = key.at && is_setting(key) && (joined || i + 1 < *argc) &&
		               overrides->count < OVERRIDES_MOST;
		if (!setting) {
			argv[kept++] = argv[i];
			continue;
		}
		value = joined ? rest : span_of(argv[++i]);
		overrides->key[overrides->count] = key;
		overrides->value[overrides->count++] = value;
	}
	*argc = kept;
}

static int start(const char *path, bool check_only, const struct overrides *overrides)
{
	struct config config = { 0 };
	struct fault fault;
	int code = config_load(path, &config, &fault);
	for (size_t i = 0; code == 0 && i < overrides->count; i++)
		code = settings_set(config_table, config_count, &config, overrides->key[i],
			overrides->value[i], "", &fault);
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
	struct overrides overrides = { .count = 0 };
	const char *path = NULL;
	bool check_only = false;
	int option;
	words_open(NULL);
	take_overrides(&overrides, &argc, argv);
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
	return start(path, check_only, &overrides);
}
