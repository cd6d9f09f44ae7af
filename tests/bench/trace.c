/*
 * The back-trace of packages in a store of a whole season, asked in random order with everything warm.
 */
#include "core/trace/trace.h"

#include "tests/bench/bench.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EACH 5000

struct packages {
	char (*names)[ITEM_TEXT];
	size_t count;
	size_t cap;
};

/* Keeps every package the season lists, up to a limit by thinning out. */
static int take_packages(struct packages *packages, struct season *season, struct fault *fault)
{
	struct season_package package;
	int code;
	while ((code = season_package(season, &package, fault)) == 1) {
		if (!array_reserve(&packages->names, &packages->cap, packages->count + 1,
			    sizeof(*packages->names)))
			return FAULT_MEMORY;
		memcpy(packages->names[packages->count++], package.name, ITEM_TEXT);
	}
	return code;
}

static int put_line(struct store *store, const struct season_station *station,
	const struct season_line *line, struct event *event, struct fault *fault)
{
	struct event_wrong wrong;
	int64_t no;
	struct store_claim claim = { .station = span_of(station->name),
		.epoch = 1,
		.seq = line->seq,
		.got_ms = line->at.at_ms,
		.assurance = STORE_SIGNED,
		.line = line->text };
	if (event_decode(line->text, event, &wrong) != EVENT_OK)
		return fault_set(fault, FAULT_CORRUPT, "a line of the season cannot be read");
	return store_put_event(store, &claim, event, &no, fault);
}

static int load(struct store *store, struct season *season, struct packages *packages,
	int64_t *events, struct fault *fault)
{
	struct season_line line;
	size_t stations;
	struct event *event = malloc(sizeof(*event));
	const struct season_station *station = season_stations(season, &stations);
	int64_t count = 0;
	int more = 0;
	int code = event ? store_begin(store, fault) : FAULT_MEMORY;
	while (code == 0 && (more = season_next(season, &line, fault)) == 1) {
		if (line.rule)
			continue;
		code = put_line(store, &station[line.station], &line, event, fault);
		if (code == 0 && ++count % EACH == 0)
			code = store_commit(store, fault);
		if (code == 0 && count % EACH == 0)
			code = store_checkpoint(store, 20000, fault);
		if (code == 0 && count % EACH == 0)
			code = store_begin(store, fault);
		if (code == 0)
			code = take_packages(packages, season, fault);
	}
	if (code == 0)
		code = more < 0 ? more : store_commit(store, fault);
	free(event);
	*events = count;
	return code;
}

static int ask(struct store *store, const char *name, struct samples *times, struct samples *sizes,
	struct fault *fault)
{
	struct trace_settings settings = { 0 };
	struct trace *trace = NULL;
	struct item item;
	if (item_parse(span_of(name), &item, NULL) != IDENT_OK)
		return fault_set(fault, FAULT_CORRUPT, "%s is not an item", name);
	int64_t begun = bench_now_ns();
	int code = trace_back(store, item, &settings, &trace, fault);
	if (code == 0 && trace->verdict != TRACE_FOUND)
		code = fault_set(fault, FAULT_CORRUPT, "%s was not found", name);
	if (code == 0) {
		samples_add(times, bench_now_ns() - begun);
		samples_add(sizes, (int64_t)trace->event_count);
	}
	trace_free(trace);
	return code;
}

static int ask_all(
	const char *path, const struct packages *packages, const struct bench_options *options)
{
	struct store *store = NULL;
	struct samples times = { 0 }, sizes = { 0 };
	struct fault fault;
	uint64_t dice = options->seed;
	int code = store_open(&store, path, STORE_READ, &fault);
	for (int64_t i = 0; code == 0 && i < options->asks * 2; i++) {
		dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407u;
		if (i == options->asks) /* the first half warms up */
			times.count = sizes.count = 0;
		code = ask(store, packages->names[(dice >> 33) % packages->count], &times, &sizes,
			&fault);
	}
	if (code == 0)
		(void)printf("trace: %" PRId64
			     " pigs, %zu packages asked for, events in an answer p50 "
			     "%" PRId64 " p99 %" PRId64 "\n"
			     "trace: p50 %.0f us, p99 %.0f us; p50 %.2f us an event\n",
			options->pigs, times.count, samples_permille(&sizes, 500),
			samples_permille(&sizes, 990), (double)samples_permille(&times, 500) / 1000,
			(double)samples_permille(&times, 990) / 1000,
			(double)samples_permille(&times, 500) / 1000 /
				(double)samples_permille(&sizes, 500));
	samples_free(&times);
	samples_free(&sizes);
	store_close(store);
	return code == 0 ? 0 : give_up("asking", &fault);
}

int bench_trace(const struct bench_options *given)
{
	struct bench_options options = *given;
	char path[PATH_MAX];
	struct season *season = NULL;
	struct store *store = NULL;
	struct packages packages = { 0 };
	struct fault fault;
	int64_t events = 0;
	if (options.pigs == 0)
		options.pigs = 10000;
	struct season_settings settings = {
		.pigs = options.pigs, .seed = options.seed, .late_permille = 20
	};
	int used = snprintf(path, sizeof(path), "%s/trace.db", options.dir);
	if (used < 0 || (size_t)used >= sizeof(path))
		return give_up("path too long", NULL);
	int code = season_open(&season, &settings, &fault);
	if (code == 0)
		code = store_create(path, &fault);
	if (code == 0)
		code = store_open(&store, path, STORE_WRITE, &fault);
	int64_t begun = bench_now_ns();
	if (code == 0)
		code = load(store, season, &packages, &events, &fault);
	double seconds = (double)(bench_now_ns() - begun) / 1e9;
	store_close(store);
	season_close(season);
	if (code == 0)
		(void)printf("store: %" PRId64
			     " events written in %.1f s (%.0f a second, one thread, "
			     "%d a commit, generator included)\n",
			events, seconds, (double)events / seconds, EACH);
	code = code == 0 ? ask_all(path, &packages, &options) : give_up("loading", &fault);
	free(packages.names);
	return code;
}
