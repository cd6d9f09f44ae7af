/*
 * bench NAME - how fast, beside what the machine could do. See --help.
 */
#include "tests/bench/bench.h"

#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *name;
	int (*run)(const struct bench_options *options);
	const char *help;
} benches[] = {
	{ "ingest", bench_ingest,
		"events a second through a real broker into a durable store, beside SQLite alone" },
	{ "decode", bench_decode, "events a second one core decodes" },
	{ "trace", bench_trace,
		"the back-trace of a package: warm and cold, in a small store and in a large one" },
	{ "recall", bench_recall,
		"what a feed lot went into, beside an array walk and a recursive query" },
	{ "contacts", bench_contacts, "whom an animal met, in a small store and in a large one" },
	{ "check", bench_check,
		"the record rules of a package, in a small store and in a large one" },
};

static int usage(void)
{
	(void)puts(
		"usage: bench NAME [--pigs N] [--bundle N] [--asks N] [--seed N] [--dir DIR]\n"
		"  --pigs N    size of the season [ingest 4000], of the large store [100000]\n"
		"  --bundle N  ingest: events a note [10]\n"
		"  --asks N    trace, contacts, check: how many are asked for [1000]\n"
		"  --dir DIR   keep the files there instead of a temporary directory; stores that\n"
		"              stand there already are used again");
	for (size_t i = 0; i < sizeof(benches) / sizeof(benches[0]); i++)
		(void)printf("  %-8s %s\n", benches[i].name, benches[i].help);
	return 2;
}

static int remove_tree(const char *dir)
{
	char command[PATH_MAX + 16];
	int used = snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	return used > 0 && (size_t)used < sizeof(command) ? system(command) : -1;
}

static bool read_option(struct bench_options *options, const char *name, const char *value)
{
	int64_t number = 0;
	bool good = span_number(span_of(value), 100000000, &number) && number > 0;
	if (strcmp(name, "--pigs") == 0)
		options->pigs = number;
	else if (strcmp(name, "--bundle") == 0)
		options->bundle = number;
	else if (strcmp(name, "--asks") == 0)
		options->asks = number;
	else if (strcmp(name, "--seed") == 0)
		options->seed = (uint64_t)number;
	else
		return false;
	return good;
}

int main(int argc, char **argv)
{
	char bin[PATH_MAX], dir[] = "/tmp/pigtrace-bench-XXXXXX";
	struct bench_options options = { .bundle = 10, .asks = 1000, .seed = 1, .bin = bin };
	size_t which = 0, count = sizeof(benches) / sizeof(benches[0]);
	ssize_t len = readlink("/proc/self/exe", bin, sizeof(bin) - 1);
	if (argc < 2 || len < 0 || sodium_init() < 0)
		return usage();
	bin[len] = '\0';
	*strrchr(bin, '/') = '\0';
	while (which < count && strcmp(argv[1], benches[which].name) != 0)
		which++;
	if (which == count)
		return usage();
	for (int i = 2; i < argc; i += 2) {
		if (i + 1 < argc && strcmp(argv[i], "--dir") == 0)
			options.dir = argv[i + 1];
		else if (i + 1 >= argc || !read_option(&options, argv[i], argv[i + 1]))
			return usage();
	}
	bool keep = options.dir != NULL;
	if (!keep)
		options.dir = mkdtemp(dir);
	if (!options.dir)
		return give_up("no temporary directory", NULL);
	int code = benches[which].run(&options);
	if (!keep && remove_tree(options.dir) != 0)
		(void)fprintf(stderr, "bench: cannot remove %s\n", options.dir);
	return code;
}
