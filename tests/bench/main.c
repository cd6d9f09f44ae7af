/*
 * bench NAME - how fast, beside what the machine could do. See --help.
 */
#include "tests/bench/bench.h"

#include <limits.h>
#include <sodium.h>
#include <sqlite3.h>
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
		"events a second through a real broker into a durable store, beside what each part "
		"could do alone" },
	{ "sustained", bench_sustained,
		"how the store keeps its pace when it grows: many stations, many live pigs" },
	{ "decode", bench_decode, "events a second one core decodes" },
	{ "trace", bench_trace,
		"the back-trace of a package: warm and cold, in a small store and in a large one" },
	{ "recall", bench_recall,
		"what a feed lot went into, beside an array walk and a recursive query" },
	{ "contacts", bench_contacts, "whom an animal met, in a small store and in a large one" },
	{ "check", bench_check,
		"the record rules of a package, in a small store and in a large one" },
	{ "scan", bench_scan,
		"how many harmed labels are read, by kind of harm, beside plain zbar; frames a "
		"second" },
	{ "rungs", bench_rungs, "what each rung of scanning reads alone, and what it adds" },
	{ "label", bench_label,
		"labels a second in each format, beside QR code and signature alone" },
	{ "web", bench_web,
		"consumer pages a second out of a large store, beside nginx serving the same bytes" },
};

static int usage(void)
{
	(void)puts(
		"usage: bench NAME [OPTION...]\n"
		"  --pigs N    size of the season [ingest 4000], of the large store [100000]\n"
		"  --bundle N  ingest: only signed notes of N events\n"
		"  --peers     ingest: also the scripts of tests/bench/peers, where installed\n"
		"  --events N  ingest: how many the store has before [0]; sustained: in all [2000000]\n"
		"  --live N    ingest, sustained: pigs alive at a time [100000]\n"
		"  --scatter   with them: any pig of a farm may be next, not one of the same pen\n"
		"  --pages N   sustained: pages of write-ahead log before a checkpoint [20000]\n"
		"  --long      ingest, sustained: 20 million events, a million live pigs\n"
		"  --asks N    trace, contacts, check, label, web: how many are asked for [1000]\n"
		"  --shots N   scan, rungs: pictures of each kind and level [12, 2]\n"
		"  --seed N    of all chance [1]\n"
		"  --dir DIR   keep the files there instead of a temporary directory; stores that\n"
		"              stand there already are used again");
	for (size_t i = 0; i < sizeof(benches) / sizeof(benches[0]); i++)
		(void)printf("  %-9s %s\n", benches[i].name, benches[i].help);
	return 2;
}

static int remove_tree(const char *dir)
{
	char command[PATH_MAX + 16];
	int used = snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	return used > 0 && (size_t)used < sizeof(command) ? system(command) : -1;
}

static bool read_number(struct bench_options *options, const char *name, const char *value)
{
	const struct {
		const char *name;
		int64_t *into;
	} numbers[] = { { "--pigs", &options->pigs }, { "--bundle", &options->bundle },
		{ "--asks", &options->asks }, { "--seed", &options->seed },
		{ "--events", &options->events }, { "--live", &options->live },
		{ "--shots", &options->shots }, { "--pages", &options->pages } };
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (strcmp(name, numbers[i].name) == 0)
			return span_number(span_of(value), 1000000000, numbers[i].into) &&
			       *numbers[i].into > 0;
	return false;
}

/* How many words it took; 0 if it is none. */
static int read_option(struct bench_options *options, char **word, int left)
{
	if (strcmp(word[0], "--peers") == 0) {
		options->peers = true;
		return 1;
	}
	if (strcmp(word[0], "--scatter") == 0) {
		options->scatter = true;
		return 1;
	}
	if (strcmp(word[0], "--long") == 0) {
		options->events = LONG_EVENTS;
		options->live = LONG_LIVE;
		return 1;
	}
	if (left < 2)
		return 0;
	if (strcmp(word[0], "--dir") != 0)
		return read_number(options, word[0], word[1]) ? 2 : 0;
	options->dir = word[1];
	return 2;
}

int main(int argc, char **argv)
{
	char bin[PATH_MAX], dir[] = "/tmp/pigtrace-bench-XXXXXX";
	struct bench_options options = { .asks = 1000, .seed = 1, .bin = bin };
	size_t which = 0, count = sizeof(benches) / sizeof(benches[0]);
	ssize_t len = readlink("/proc/self/exe", bin, sizeof(bin) - 1);
	if (argc < 2 || len < 0 || sodium_init() < 0)
		return usage();
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* as the gateway does */
	bin[len] = '\0';
	*strrchr(bin, '/') = '\0';
	while (which < count && strcmp(argv[1], benches[which].name) != 0)
		which++;
	if (which == count)
		return usage();
	for (int i = 2, took; i < argc; i += took) {
		took = read_option(&options, argv + i, argc - i);
		if (took == 0)
			return usage();
	}
	bool keep = options.dir != NULL;
	options.keep = keep;
	if (!keep)
		options.dir = mkdtemp(dir);
	if (!options.dir)
		return give_up("no temporary directory", NULL);
	int code = benches[which].run(&options);
	if (!keep && remove_tree(options.dir) != 0)
		(void)fprintf(stderr, "bench: cannot remove %s\n", options.dir);
	return code;
}
