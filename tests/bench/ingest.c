/*
 * A season through the real broker into a durable store: signed notes from all stations at once, as fast as
 * the broker takes them, until the last event is committed. Then the same rows by SQLite alone.
 */
#include "core/note/topic.h"
#include "tests/bench/home.h"

#include <inttypes.h>
#include <limits.h>
#include <mosquitto.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LATENCY_ROUNDS 300

struct speaker {
	struct mosquitto *mosquitto;
	struct note_secret key;
	char up[TOPIC_TEXT];
	int64_t seq; /* of the last line given a number */
};

struct packed {
	size_t at, len;
	size_t speaker;
};

struct fleet {
	struct bench_home home;
	struct speaker *speakers;
	size_t count;
	struct buf notes;
	struct packed *packed;
	size_t packed_count;
	size_t packed_cap;
};

/* ---- notes ---- */

static int close_note(struct fleet *fleet, size_t speaker, struct span text)
{
	static char room[NOTE_MOST + 1];
	struct out note = out_into(room, sizeof(room));
	out_span(&note, text);
	if (note_sign(&note, &fleet->speakers[speaker].key) != NOTE_OK || note.full)
		return give_up("a note does not fit", NULL);
	if (!array_reserve(&fleet->packed, &fleet->packed_cap, fleet->packed_count + 1,
		    sizeof(*fleet->packed)))
		return give_up("no memory for notes", NULL);
	fleet->packed[fleet->packed_count++] =
		(struct packed){ fleet->notes.len, note.len, speaker };
	buf_span(&fleet->notes, out_written(&note));
	return fleet->notes.failed ? give_up("no memory for notes", NULL) : 0;
}

/* Lines in the season's order, `bundle` lines of a station to a note. */
static int pack_notes(struct fleet *fleet, const struct season_lines *lines, int64_t bundle)
{
	struct pending {
		struct buf lines;
		int count;
	} *pending = calloc(fleet->count, sizeof(*pending));
	char header[BUNDLE_HEADER_MOST + 1];
	int code = pending ? 0 : give_up("no memory for notes", NULL);
	for (size_t i = 0; code == 0 && i < lines->count + fleet->count; i++) {
		bool rest = i >= lines->count; /* behind the last line: what is left of each */
		size_t station = rest ? i - lines->count : lines->rows[i].station;
		struct pending *mine = &pending[station];
		if (!rest) {
			buf_bytes(&mine->lines, lines->text.at + lines->rows[i].at,
				lines->rows[i].len);
			buf_char(&mine->lines, '\n');
			mine->count++;
		}
		if (mine->count == 0 || (!rest && mine->count < bundle && mine->lines.len < 50000))
			continue;
		struct out out = out_into(header, sizeof(header));
		struct buf text = { 0 };
		struct speaker *speaker = &fleet->speakers[station];
		bundle_header(
			&out, span_of(speaker->key.pub.name), 1, speaker->seq + 1, mine->count);
		buf_span(&text, out_written(&out));
		buf_span(&text, buf_written(&mine->lines));
		speaker->seq += mine->count;
		code = close_note(fleet, station, buf_written(&text));
		buf_free(&text);
		buf_clear(&mine->lines);
		mine->count = 0;
	}
	for (size_t i = 0; pending && i < fleet->count; i++)
		buf_free(&pending[i].lines);
	free(pending);
	return code;
}

/* ---- stations ---- */

static int join(struct fleet *fleet, size_t n, const char *name)
{
	struct speaker *speaker = &fleet->speakers[n];
	char password[64];
	if (home_station(&fleet->home, name, &speaker->key, password, sizeof(password)) != 0)
		return 1;
	topic_format(span_of(name), TOPIC_UP, speaker->up);
	speaker->mosquitto = mosquitto_new(name, true, NULL);
	if (!speaker->mosquitto ||
		mosquitto_username_pw_set(speaker->mosquitto, name, password) != 0 ||
		mosquitto_int_option(speaker->mosquitto, MOSQ_OPT_TCP_NODELAY, 1) != 0 ||
		mosquitto_max_inflight_messages_set(speaker->mosquitto, 0) != 0 ||
		mosquitto_connect(speaker->mosquitto, "localhost", fleet->home.port, 60) != 0 ||
		mosquitto_loop_start(speaker->mosquitto) != 0)
		return give_up("a station cannot connect", NULL);
	return 0;
}

static void leave(struct fleet *fleet)
{
	for (size_t i = 0; fleet->speakers && i < fleet->count; i++) {
		struct mosquitto *mosquitto = fleet->speakers[i].mosquitto;
		if (!mosquitto)
			continue;
		(void)mosquitto_disconnect(mosquitto);
		(void)mosquitto_loop_stop(mosquitto, false);
		mosquitto_destroy(mosquitto);
		fleet->speakers[i].mosquitto = NULL;
	}
}

/* ---- measuring ---- */

static int wait_until(struct store *store, int64_t events)
{
	struct fault fault;
	int64_t event = 0, held = 0;
	while (event < events) {
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

static int say_all(struct fleet *fleet)
{
	for (size_t i = 0; i < fleet->packed_count; i++) {
		const struct packed *packed = &fleet->packed[i];
		struct speaker *speaker = &fleet->speakers[packed->speaker];
		if (mosquitto_publish(speaker->mosquitto, NULL, speaker->up, (int)packed->len,
			    fleet->notes.at + packed->at, 1, false) != MOSQ_ERR_SUCCESS)
			return give_up("cannot publish", NULL);
	}
	return 0;
}

struct latency {
	pthread_mutex_t lock;
	pthread_cond_t came;
	int64_t receipts;
};

static void on_receipt(
	struct mosquitto *mosquitto, void *context, const struct mosquitto_message *message)
{
	struct latency *latency = context;
	(void)mosquitto;
	(void)message;
	(void)pthread_mutex_lock(&latency->lock);
	latency->receipts++;
	(void)pthread_cond_signal(&latency->came);
	(void)pthread_mutex_unlock(&latency->lock);
}

/* One event at a time on an idle gateway: from publish to the station having the receipt. */
static int idle_latency(struct fleet *fleet, struct samples *times)
{
	struct latency latency = { .lock = PTHREAD_MUTEX_INITIALIZER,
		.came = PTHREAD_COND_INITIALIZER };
	struct speaker *speaker = &fleet->speakers[0];
	char receipts[TOPIC_TEXT], text[512];
	topic_format(span_of(speaker->key.pub.name), TOPIC_RECEIPT, receipts);
	mosquitto_user_data_set(speaker->mosquitto, &latency);
	mosquitto_message_callback_set(speaker->mosquitto, on_receipt);
	if (mosquitto_subscribe(speaker->mosquitto, NULL, receipts, 1) != MOSQ_ERR_SUCCESS)
		return give_up("cannot subscribe to receipts", NULL);
	(void)nanosleep(&(struct timespec){ .tv_nsec = 500000000 }, NULL); /* the retained one */
	for (int i = 0; i < LATENCY_ROUNDS; i++) {
		struct out out = out_into(text, sizeof(text));
		bundle_header(&out, span_of(speaker->key.pub.name), 1, ++speaker->seq, 1);
		out_text(&out, "{\"do\":\"weigh\",\"at\":\"2026-11-20T07:30:12+08:00\",\"of\":"
			       "[\"pig:114113000000001\"],\"kg\":\"112.5\"}\n");
		if (note_sign(&out, &speaker->key) != NOTE_OK)
			return give_up("a note does not fit", NULL);
		(void)pthread_mutex_lock(&latency.lock);
		int64_t before = latency.receipts, begun = bench_now_ns();
		(void)mosquitto_publish(
			speaker->mosquitto, NULL, speaker->up, (int)out.len, text, 1, false);
		while (latency.receipts == before)
			(void)pthread_cond_wait(&latency.came, &latency.lock);
		samples_add(times, bench_now_ns() - begun);
		(void)pthread_mutex_unlock(&latency.lock);
	}
	return 0;
}

static void report(const struct fleet *fleet, const struct bench_options *options, size_t events,
	double seconds, double cpu, double raw, struct samples *idle)
{
	double rate = (double)events / seconds;
	(void)printf("ingest: %zu events in %zu signed notes of %" PRId64 " from %zu stations\n",
		events, fleet->packed_count, options->bundle, fleet->count);
	(void)printf(
		"ingest: %.0f events a second, publish to committed (synchronous=FULL), %.1f s\n",
		rate, seconds);
	(void)printf("ingest: SQLite alone, same rows, 5000 events a commit: %.0f a second; "
		     "the gateway reaches %.0f %% of it\n",
		raw, raw > 0 ? 100 * rate / raw : 0);
	(void)printf("ingest: collectd CPU %.1f us an event, peak memory %.1f MiB\n",
		cpu * 1e6 / (double)events, (double)home_peak_kib(&fleet->home) / 1024);
	(void)printf("ingest: idle gateway, publish to receipt: p50 %.2f ms, p99 %.2f ms\n",
		(double)samples_permille(idle, 500) / 1e6,
		(double)samples_permille(idle, 990) / 1e6);
}

static int measure(struct fleet *fleet, const struct bench_options *options, size_t events)
{
	char path[PATH_MAX + 64], copy[PATH_MAX + 64];
	struct store *store = NULL;
	struct samples idle = { 0 };
	struct fault fault;
	int64_t before, held;
	(void)snprintf(path, sizeof(path), "%s/pigtrace.db", fleet->home.dir);
	(void)snprintf(copy, sizeof(copy), "%s/raw.db", options->dir);
	if (store_open(&store, path, STORE_READ, &fault) != 0 ||
		store_newest(store, &before, &held, &fault) != 0)
		return give_up("opening the store", &fault);
	double cpu = home_cpu_s(&fleet->home);
	int64_t begun = bench_now_ns();
	int code = say_all(fleet);
	if (code == 0)
		code = wait_until(store, before + (int64_t)events);
	double seconds = (double)(bench_now_ns() - begun) / 1e9;
	cpu = home_cpu_s(&fleet->home) - cpu;
	if (code == 0)
		code = idle_latency(fleet, &idle);
	store_close(store);
	if (code == 0)
		report(fleet, options, events, seconds, cpu,
			raw_events_per_second(path, copy, 5000), &idle);
	samples_free(&idle);
	return code;
}

int bench_ingest(const struct bench_options *given)
{
	struct bench_options options = *given;
	struct fleet fleet = { .home = { .port = 0 } };
	struct season_lines lines = { 0 };
	struct season *season = NULL;
	struct fault fault;
	if (options.pigs == 0)
		options.pigs = 4000;
	struct season_settings settings = {
		.pigs = options.pigs, .seed = options.seed, .late_permille = 20
	};
	if (season_open(&season, &settings, &fault) != 0)
		return give_up("the season", &fault);
	(void)mosquitto_lib_init();
	const struct season_station *stations = season_stations(season, &fleet.count);
	fleet.speakers = calloc(fleet.count, sizeof(*fleet.speakers));
	int code = fleet.speakers ? home_start(&fleet.home, &options) : 1;
	for (size_t i = 0; code == 0 && i < fleet.count; i++) {
		code = home_add_station(&fleet.home, &stations[i]);
		if (code == 0)
			code = join(&fleet, i, stations[i].name);
	}
	if (code == 0)
		code = season_lines_load(&lines, season);
	if (code == 0)
		code = pack_notes(&fleet, &lines, options.bundle);
	if (code == 0)
		code = measure(&fleet, &options, lines.count);
	leave(&fleet);
	home_stop(&fleet.home);
	season_close(season);
	season_lines_free(&lines);
	free(fleet.speakers);
	free(fleet.packed);
	buf_free(&fleet.notes);
	(void)mosquitto_lib_cleanup();
	return code;
}
