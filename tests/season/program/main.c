/* main.c - season: write a season's events, or its signed notes, or all that must be refused. */
#include "tests/season/program/program.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sodium.h>

#include "core/base/file.h"
#include "core/note/bundle.h"

#define EXIT_USAGE 2

static const struct {
	const char *name;
	int (*run)(const struct request *request, struct fault *fault);
	const char *help;
} commands[] = {
	{ "events", season_events,
		"DIR/STATION.events, stations.tsv, expected.tsv and packages.tsv" },
	{ "notes", season_notes, "signed notes DIR/000001-STATION.note in order of delivery" },
	{ "wrong", season_broken, "one file for each kind of broken input, and manifest.tsv" },
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static const struct setting {
	const char *name;
	const char *value;
	const char *help;
	int64_t least;
	int64_t most;
} options[] = {
	{ "pigs", "N", "tagged piglets (100)", SEASON_PIGS_LEAST, SEASON_PIGS_MOST },
	{ "seed", "N", "of all chance (1)", 0, INT64_MAX },
	{ "wrong", "N", "lines in a thousand that must be refused (5)", 0, 1000 },
	{ "late", "N", "lines in a thousand that stand later than their time (20)", 0, 1000 },
	{ "epoch", "N", "of all stations (1)", 1, BUNDLE_NUMBER_MOST },
	{ "start", "DATE", "first day (2026-03-01)", 0, 0 },
	{ "pace", "full|lean", "how much is written down (full up to 20000 pigs)", 0, 0 },
	{ "keys", "DIR", "where DIR/STATION/station.key are; for notes, and for wrong if wanted", 0,
		0 },
	{ "station", "NAME", "wrong: that the unsigned input is from (scale-01)", 0, 0 },
	{ "bundle", "N", "notes: lines a note (64)", 1, BUNDLE_EVENTS_MOST },
	{ "shuffle", "SEED", "notes: deliver in another order", 0, INT64_MAX },
	{ "duplicate", "PERCENT", "notes: deliver so many again, half of them cut anew", 0, 100 },
};

enum {
	PIGS,
	SEED,
	WRONG,
	LATE,
	EPOCH,
	START,
	PACE,
	KEYS,
	STATION,
	BUNDLE,
	SHUFFLE,
	DUPLICATE,
	OPTION_COUNT
};

_Static_assert(sizeof(options) / sizeof(options[0]) == OPTION_COUNT, "a row for every option");

static int usage(FILE *to, int code)
{
	fputs("season COMMAND [OPTION...] DIR\n", to);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(to, "  %-8s %s\n", commands[i].name, commands[i].help);
	for (size_t i = 0; i < OPTION_COUNT; i++)
		fprintf(to, "  --%s %s  %s\n", options[i].name, options[i].value, options[i].help);
	return code;
}

static bool start_day(struct span text, int64_t *start_ms)
{
	struct day day;
	if (!day_parse(text, &day, NULL))
		return false;
	*start_ms = (day_number(day) * 1440 - SEASON_OFFSET_MIN) * 60000;
	return true;
}

static bool pace_of(struct span text, enum season_pace *pace)
{
	*pace = span_is(text, "lean") ? SEASON_LEAN : SEASON_FULL;
	return span_is(text, "lean") || span_is(text, "full");
}

static void take_number(struct request *request, int option, int64_t number)
{
	switch (option) {
	case PIGS:
		request->season.pigs = number;
		break;
	case SEED:
		request->season.seed = (uint64_t)number;
		break;
	case WRONG:
		request->season.wrong_permille = (int)number;
		break;
	case LATE:
		request->season.late_permille = (int)number;
		break;
	case EPOCH:
		request->season.epoch = number;
		break;
	case BUNDLE:
		request->bundle = number;
		break;
	case SHUFFLE:
		request->shuffle = number;
		break;
	default:
		request->duplicate = number;
	}
}

static bool take_word(struct request *request, int option, const char *word)
{
	switch (option) {
	case START:
		return start_day(span_of(word), &request->season.start_ms);
	case PACE:
		return pace_of(span_of(word), &request->season.pace);
	case KEYS:
		request->keys = word;
		return true;
	default:
		request->station = word;
		return note_name_good(span_of(word));
	}
}

/* An option whose most is 0 takes a word. */
static bool take(struct request *request, int option, const char *value)
{
	int64_t number;
	if (options[option].most == 0)
		return take_word(request, option, value);
	if (!span_number(span_of(value), options[option].most, &number) ||
		number < options[option].least)
		return false;
	take_number(request, option, number);
	return true;
}

static int read_options(int argc, char **argv, struct request *request)
{
	struct option longs[OPTION_COUNT + 2] = { { "help", no_argument, NULL, 'h' } };
	int found, index = 0;
	for (int i = 0; i < OPTION_COUNT; i++)
		longs[i + 1] = (struct option){ options[i].name, required_argument, NULL, 'o' };
	while ((found = getopt_long(argc, argv, "h", longs, &index)) != -1) {
		if (found == 'h')
			exit(usage(stdout, EXIT_SUCCESS));
		if (found != 'o')
			return usage(stderr, EXIT_USAGE);
		if (!take(request, index - 1, optarg)) {
			fprintf(stderr, "season: --%s cannot be %s\n", options[index - 1].name,
				optarg);
			return EXIT_USAGE;
		}
	}
	if (optind + 1 != argc)
		return usage(stderr, EXIT_USAGE);
	request->into = argv[optind];
	return 0;
}

int main(int argc, char **argv)
{
	struct request request = { .season = { .pigs = 100,
					   .seed = 1,
					   .epoch = 1,
					   .wrong_permille = 5,
					   .late_permille = 20 },
		.station = "scale-01",
		.bundle = 64,
		.shuffle = -1 };
	struct fault fault = { 0 };
	const char *name = argc > 1 ? argv[1] : "";
	if (sodium_init() < 0)
		return EXIT_FAILURE;
	if (strcmp(name, "--help") == 0)
		return usage(stdout, EXIT_SUCCESS);
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		if (strcmp(name, commands[i].name) != 0)
			continue;
		int code = read_options(argc - 1, argv + 1, &request);
		if (code != 0)
			return code;
		if (program_directory(request.into, &fault) == 0 &&
			commands[i].run(&request, &fault) == 0)
			return EXIT_SUCCESS;
		fprintf(stderr, "season: %s\n", fault.text);
		return fault.code == FAULT_SETTING ? EXIT_USAGE : EXIT_FAILURE;
	}
	return usage(stderr, EXIT_USAGE);
}

int program_directory(const char *path, struct fault *fault)
{
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		return fault_set_errno(fault, FAULT_IO, "cannot make %s", path);
	return 0;
}

int program_create(FILE **file, const char *directory, const char *name, const char *ending,
	struct fault *fault)
{
	char path[PATH_MAX];
	int used = snprintf(path, sizeof(path), "%s/%s%s", directory, name, ending);
	if (used < 0 || (size_t)used >= sizeof(path))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s/%s", directory, name);
	FILE *made = fopen(path, "wb");
	if (!made)
		return fault_set_errno(fault, FAULT_IO, "cannot write %s", path);
	*file = made;
	return 0;
}

int program_close(FILE *file, struct fault *fault)
{
	bool bad = ferror(file) != 0;
	if (fclose(file) != 0 || bad)
		return fault_set_errno(fault, FAULT_IO, "cannot write");
	return 0;
}

void program_span(FILE *file, struct span text)
{
	(void)fwrite(text.at, 1, text.len, file);
}

int program_key(const char *keys, const char *station, struct note_secret *key, struct fault *fault)
{
	char path[PATH_MAX];
	struct buf text = { 0 };
	int used = snprintf(path, sizeof(path), "%s/%s/station.key", keys, station);
	if (used < 0 || (size_t)used >= sizeof(path))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s/%s", keys, station);
	int code = file_read(path, NOTE_KEY_TEXT, &text, fault);
	struct span line = buf_written(&text);
	if (line.len && line.at[line.len - 1] == '\n')
		line.len--;
	if (code == 0 && note_secret_parse(line, key) != NOTE_OK)
		code = fault_set(fault, FAULT_SETTING, "%s holds no key of a station", path);
	if (text.at)
		sodium_memzero(text.at, text.len);
	buf_free(&text);
	return code;
}
