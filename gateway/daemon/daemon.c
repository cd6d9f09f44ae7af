#include "gateway/daemon/daemon.h"

#include "core/base/log.h"
#include "core/base/words.h"

#include <getopt.h>
#include <sodium.h>
#include <stdio.h>

/* Exit codes as everywhere in pigtrace. */
enum { EXIT_GOOD = 0, EXIT_BAD = 1, EXIT_USAGE = 2, EXIT_BUSY = 5 };

static void print_help(const struct daemon_program *program, FILE *to)
{
	struct buf settings = { 0 };
	settings_help(program->table, program->count, &settings);
	(void)fputs(words(program->help), to);
	(void)fprintf(to,
		_("\n  -c, --config FILE  configuration (see below)\n"
		  "  -n, --check        check the configuration and end\n"
		  "  -v, --verbose      log more\n"
		  "      --KEY VALUE    a setting, over what the file says\n"
		  "      --sample       print a sample configuration\n"
		  "  -h, --help         print this\n"
		  "  -V, --version      print the version\n\n"
		  "Settings (key = value):\n%s"),
		settings.at ? settings.at : "");
	buf_free(&settings);
}

static void print_sample(const struct daemon_program *program)
{
	struct buf sample = { 0 };
	settings_sample(program->table, program->count, &sample);
	(void)fputs(sample.at ? sample.at : "", stdout);
	buf_free(&sample);
}

static int usage(const struct daemon_program *program)
{
	print_help(program, stderr);
	return EXIT_USAGE;
}

/* ---- "--cafile FILE" or "--cafile=FILE": taken out of argv, and kept ---- */

static bool is_setting(const struct daemon_program *program, struct span word)
{
	for (size_t i = 0; i < program->count; i++)
		if (span_is(word, program->table[i].key))
			return true;
	return false;
}

static void take_overrides(const struct daemon_program *program, struct daemon_overrides *overrides,
	int *argc, char **argv)
{
	int kept = 1;
	for (int i = 1; i < *argc; i++) {
		struct span value = { 0 }, word = span_of(argv[i]), key = { 0 };
		if (span_starts(word, "--"))
			key = (struct span){ word.at + 2, word.len - 2 };
		struct span rest = key;
		bool joined = key.at && span_cut(&rest, '=', &key);
		bool setting = key.at && is_setting(program, key) && (joined || i + 1 < *argc) &&
		               overrides->count < DAEMON_OVERRIDES_MOST;
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

int daemon_override(const struct daemon_overrides *overrides, const struct setting *table,
	size_t count, void *into, struct fault *fault)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < overrides->count; i++)
		code = settings_set(
			table, count, into, overrides->key[i], overrides->value[i], "", fault);
	return code;
}

/* ---- all of it ---- */

static int start(const struct daemon_program *program, const char *path, bool check_only,
	const struct daemon_overrides *overrides)
{
	struct fault fault;
	if (program->run(path, check_only, overrides, &fault) == 0)
		return EXIT_GOOD;
	log_say(LOG_ERROR, "failed", fault.text);
	if (fault.code == FAULT_BUSY)
		return EXIT_BUSY;
	return fault.code == FAULT_SETTING || fault.code == FAULT_NOT_FOUND ? EXIT_USAGE : EXIT_BAD;
}

int daemon_main(const struct daemon_program *program, int argc, char **argv)
{
	static const struct option options[] = { { "config", required_argument, NULL, 'c' },
		{ "check", no_argument, NULL, 'n' }, { "verbose", no_argument, NULL, 'v' },
		{ "sample", no_argument, NULL, 's' }, { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' }, { NULL, 0, NULL, 0 } };
	struct daemon_overrides overrides = { .count = 0 };
	const char *path = NULL;
	bool check_only = false;
	int option;
	words_open(NULL);
	take_overrides(program, &overrides, &argc, argv);
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
			print_sample(program);
			return EXIT_GOOD;
		case 'h':
			print_help(program, stdout);
			return EXIT_GOOD;
		case 'V':
			(void)printf("%s %s\n", program->name, PIGTRACE_VERSION);
			return EXIT_GOOD;
		default:
			(void)fprintf(stderr,
				_("%s: unknown option, or one that lacks its value: %s\n"),
				program->name, argv[optind - 1]);
			return usage(program);
		}
	}
	if (!path || optind != argc)
		return usage(program);
	return start(program, path, check_only, &overrides);
}
