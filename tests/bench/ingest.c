/*
 * A season through the real broker into a durable store, as fast as the broker takes it, until the last event is
 * committed; signed and plain, few and many events a message; a new store, or one with many events in it. Beside it, with
 * the same messages: SQLite alone, libmosquitto alone, each stage alone, and the scripts of tests/bench/peers.
 */
#include "tests/bench/lab.h"
#include "tests/bench/limits.h"
#include "tests/bench/peer.h"
#include "tests/bench/trade.h"

#include <inttypes.h>
#include <limits.h>
#include <mosquitto.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define RAW_EACH 5000 /* events a commit */

static const struct traffic traffics[] = {
	{ "plain", false, 1 },
	{ "signed x 1", true, 1 },
	{ "signed x 10", true, 10 },
	{ "signed x 50", true, 50 },
};
#define TRAFFICS (sizeof(traffics) / sizeof(traffics[0]))

struct figures {
	int64_t before; /* events that the store had */
	double per_second;
	double cpu_us; /* of collectd, an event */
	int64_t peak_kib;
	double raw_per_second;
	double receive_per_second; /* messages */
	double receive_cpu_us;     /* a message */
	double idle_p50_ms, idle_p99_ms;
	double load_p50_ms, load_p99_ms;
	size_t load_asked;
	struct stages stages;
};

static const struct traffic *of_bundle(int64_t bundle)
{
	static struct traffic own = { "signed x N", true, 0 };
	own.bundle = bundle;
	return &own;
}

/* ---- the gateway ---- */

static void *say_all(void *context)
{
	struct fleet *fleet = context;
	return publisher_say(fleet->publisher, fleet->messages, fleet->message_count) == 0 ? NULL
	                                                                                   : fleet;
}

static int wait_until(struct store *store, int64_t events, const struct probing *probing)
{
	struct fault fault;
	int64_t event = 0, held = 0;
	while (event < events + probe_events(probing)) {
		int64_t before = event;
		for (int quiet = 0; event == before && quiet < 6000; quiet++) {
			(void)nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
			if (store_newest(store, &event, &held, &fault) != 0)
				return give_up("reading the store", &fault);
			if (held > 0)
				return give_up("the gateway refused a line of the season", NULL);
		}
		if (event == before)
			return give_up("nothing arrives any more", NULL);
	}
	return 0;
}

static void take_loaded(struct samples *times, struct figures *figures)
{
	figures->load_p50_ms = (double)samples_permille(times, 500) / 1e6;
	figures->load_p99_ms = (double)samples_permille(times, 990) / 1e6;
	figures->load_asked = times->count;
	samples_free(times);
}

static int run_gateway(
	struct fleet *fleet, const char *path, int64_t events, struct figures *figures)
{
	struct store *store = NULL;
	struct fault fault;
	struct samples loaded = { 0 };
	pthread_t speaking;
	int64_t held;
	if (store_open(&store, path, STORE_READ, &fault) != 0 ||
		store_newest(store, &figures->before, &held, &fault) != 0)
		return give_up("opening the store", &fault);
	struct probing *probing = probe_start(fleet);
	if (!probing)
		return give_up("no probe", NULL);
	double cpu = home_cpu_s(&fleet->home);
	int64_t begun = bench_now_ns();
	if (pthread_create(&speaking, NULL, say_all, fleet) != 0)
		return give_up("no thread for the publisher", NULL);
	int code = wait_until(store, figures->before + events, probing);
	double seconds = (double)(bench_now_ns() - begun) / 1e9;
	(void)pthread_join(speaking, NULL);
	code = probe_stop(probing, &loaded) != 0 ? 1 : code;
	take_loaded(&loaded, figures);
	figures->cpu_us = (home_cpu_s(&fleet->home) - cpu) * 1e6 / (double)events;
	figures->per_second = (double)events / seconds;
	store_close(store);
	return code;
}

static int measure_idle(struct fleet *fleet, struct figures *figures)
{
	struct samples idle = { 0 };
	int code = idle_latency(fleet, &idle);
	figures->idle_p50_ms = (double)samples_permille(&idle, 500) / 1e6;
	figures->idle_p99_ms = (double)samples_permille(&idle, 990) / 1e6;
	samples_free(&idle);
	return code;
}

static int measure(struct fleet *fleet, const struct bench_options *options,
	const struct season_station *stations, const struct traffic *traffic, int64_t events,
	struct figures *figures)
{
	char path[PATH_MAX + 64], copy[PATH_MAX + 64];
	(void)snprintf(path, sizeof(path), "%s/pigtrace.db", fleet->home.dir);
	(void)snprintf(copy, sizeof(copy), "%s/raw.db", options->dir);
	int code = run_gateway(fleet, path, events, figures);
	if (code == 0 && traffic->is_signed)
		code = measure_idle(fleet, figures);
	figures->peak_kib = home_peak_kib(&fleet->home);
	home_stop_gateway(&fleet->home);
	if (code == 0)
		code = limit_receive(fleet, &figures->receive_per_second, &figures->receive_cpu_us);
	if (code == 0)
		code = limit_stages(fleet, options, stations, traffic, events, &figures->stages);
	if (code == 0) {
		figures->raw_per_second =
			raw_events_per_second(path, figures->before, copy, RAW_EACH);
		code = figures->raw_per_second > 0 ? 0 : 1;
	}
	return code;
}

/* ---- the page ---- */

static void say(const struct traffic *traffic, const struct figures *it)
{
	double receive = it->receive_per_second * (double)traffic->bundle;
	const struct stages *stages = &it->stages;
	(void)printf("%-11s %8.0f events/s | SQLite alone %8.0f, reached %3.0f %% | libmosquitto "
		     "alone %8.0f, reached %3.0f %%\n",
		traffic->name, it->per_second, it->raw_per_second,
		100 * it->per_second / it->raw_per_second, receive, 100 * it->per_second / receive);
	(void)printf("            CPU us an event: collectd %.1f; of it receive %.1f, verify %.1f, "
		     "decode and judge %.1f, append %.1f, commit %.1f\n",
		it->cpu_us, it->receive_cpu_us / (double)traffic->bundle, stages->verify_us,
		stages->decode_us, stages->append_us, stages->commit_us);
	(void)printf("            peak memory %.1f MiB", (double)it->peak_kib / 1024);
	if (traffic->is_signed)
		(void)printf("; idle, publish to receipt: p50 %.2f ms, p99 %.2f ms; verify limit "
			     "%.0f events/s, reached %.0f %%",
			it->idle_p50_ms, it->idle_p99_ms, 1e6 / stages->verify_us,
			it->per_second * stages->verify_us / 1e4);
	(void)printf("; under this load, publish to receipt: p50 %.0f ms, p99 %.0f ms of %zu asked",
		it->load_p50_ms, it->load_p99_ms, it->load_asked);
	(void)printf("; without a broker %.0f events/s\n", 1e6 / stages->wall_us);
	(void)fflush(stdout);
}

struct bench {
	const struct bench_options *options;
	const struct season_station *stations;
	size_t station_count;
	struct season_lines lines;
};

static int run_traffic(struct bench *bench, const struct traffic *traffic)
{
	struct bench_options options = *bench->options;
	struct fleet fleet;
	struct figures figures = { 0 };
	char dir[PATH_MAX + 32];
	int64_t events = (int64_t)bench->lines.count;
	static int run;
	(void)snprintf(dir, sizeof(dir), "%s/%d", bench->options->dir, ++run);
	options.dir = dir;
	int code = make_directory(dir);
	if (code == 0)
		code = fleet_start(
			&fleet, &options, bench->stations, bench->station_count, traffic);
	if (code == 0)
		code = fleet_pack(&fleet, &bench->lines, traffic);
	if (code == 0)
		code = measure(&fleet, &options, bench->stations, traffic, events, &figures);
	if (code == 0)
		say(traffic, &figures);
	if (code == 0 && !traffic->is_signed && bench->options->peers)
		code = peers_run(&fleet, &options, figures.per_second);
	fleet_stop(&fleet);
	return code;
}

int bench_ingest(const struct bench_options *given)
{
	struct bench_options options = *given;
	struct bench bench = { .options = &options };
	struct season *season = NULL;
	struct fault fault;
	if (options.pigs == 0)
		options.pigs = 4000;
	struct season_settings settings = {
		.pigs = options.pigs, .seed = (uint64_t)options.seed, .late_permille = 20
	};
	if (season_open(&season, &settings, &fault) != 0)
		return give_up("the season", &fault);
	(void)mosquitto_lib_init();
	bench.stations = season_stations(season, &bench.station_count);
	int code = season_lines_load(&bench.lines, season);
	(void)printf("%zu events of %" PRId64 " pigs from %zu stations; publish to COMMIT with "
		     "synchronous=FULL\n",
		bench.lines.count, options.pigs, bench.station_count);
	if (options.events > 0)
		(void)printf("each time into a store that has %" PRId64 " events of %" PRId64
			     " live pigs in it; SQLite alone into an empty one\n",
			options.events, options.live ? options.live : (int64_t)TRADE_LIVE);
	if (options.bundle != 0 && code == 0)
		code = run_traffic(&bench, of_bundle(options.bundle));
	for (size_t i = 0; options.bundle == 0 && code == 0 && i < TRAFFICS; i++)
		code = run_traffic(&bench, &traffics[i]);
	season_close(season);
	season_lines_free(&bench.lines);
	(void)mosquitto_lib_cleanup();
	return code;
}
