#include "tests/bench/keep.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/map.h"
#include "tests/bench/line.h"

#define EACH       20000 /* events a commit */
#define WAL_PAGES  20000
#define GOT_AFTER  60000 /* ms from saying to receiving */
#define ASKS_BYTES ((size_t)1 << 24)

const char *keep_name(enum keep_shape shape)
{
	return shape == KEEP_LINE ? "line" : "season";
}

/* Next of an endless row of numbers; the upper half is good. */
static uint64_t dice(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return *state >> 33;
}

const struct keep_ask *keep_ask(const struct kept *kept, uint64_t n)
{
	uint64_t state = n;
	(void)dice(&state);
	return &kept->asks[dice(&state) % kept->ask_count];
}

/* ---- writing ---- */

struct said {
	char name[NOTE_NAME_MOST + 1];
	int64_t seq;
};

struct keeping {
	struct kept *kept;
	struct store *store;
	struct event *event;
	struct fault fault;
	struct map by_name; /* of stations */
	struct said *stations;
	size_t stations_count;
	size_t stations_cap;
	uint64_t seen; /* packages so far, for the sample */
	uint64_t dice;
};

static int put(struct keeping *keeping, struct store_claim claim)
{
	struct event_wrong wrong;
	int64_t no;
	claim.epoch = 1;
	claim.assurance = STORE_SIGNED;
	if (event_decode(claim.line, keeping->event, &wrong) != EVENT_OK)
		return fault_set(&keeping->fault, FAULT_CORRUPT, "%s at byte %zu: %.*s",
			event_error_text(wrong.error), wrong.at, (int)claim.line.len,
			claim.line.at);
	int code = store_put_event(keeping->store, &claim, keeping->event, &no, &keeping->fault);
	if (code != 0 || ++keeping->kept->events % EACH != 0)
		return code;
	code = store_commit(keeping->store, &keeping->fault);
	if (code == 0)
		code = store_checkpoint(keeping->store, WAL_PAGES, &keeping->fault);
	return code == 0 ? store_begin(keeping->store, &keeping->fault) : code;
}

static int register_station(
	struct keeping *keeping, const char *name, const char *trade, int64_t seq)
{
	char text[256];
	struct out out = out_into(text, sizeof(text));
	out_text(&out,
		"{\"do\":\"station\",\"at\":\"2026-01-01T08:00:00+08:00\",\"of\":[\"station:");
	out_text(&out, name);
	out_text(&out, "\"],\"action\":\"add\",\"proof\":\"signed\",\"trade\":\"");
	out_text(&out, trade);
	out_text(&out, "\"}");
	return put(keeping, (struct store_claim){ .station = span_of("admin"),
				    .seq = seq,
				    .got_ms = SEASON_START_MS,
				    .line = out_written(&out) });
}

/* A station's next number; one that was never heard is registered first. */
static int next_seq(struct keeping *keeping, const char *name, const char *trade, int64_t *seq)
{
	uint64_t hash = map_hash_text(span_of(name));
	size_t cursor = 0, at;
	while (map_next(&keeping->by_name, hash, &cursor, &at))
		if (strcmp(keeping->stations[at].name, name) == 0) {
			*seq = ++keeping->stations[at].seq;
			return 0;
		}
	if (!array_reserve(&keeping->stations, &keeping->stations_cap, keeping->stations_count + 1,
		    sizeof(*keeping->stations)) ||
		!map_put(&keeping->by_name, hash, keeping->stations_count))
		return fault_set(&keeping->fault, FAULT_MEMORY, "no memory for stations");
	struct said *said = &keeping->stations[keeping->stations_count++];
	*said = (struct said){ .seq = 1 };
	(void)span_copy(span_of(name), said->name, sizeof(said->name));
	*seq = 1;
	return register_station(keeping, name, trade, (int64_t)keeping->stations_count);
}

static int put_line(struct keeping *keeping)
{
	struct line line;
	struct line_event event;
	int code = 0;
	line_begin(&line, keeping->kept->pigs);
	while (code == 0 && line_next(&line, &event)) {
		char name[NOTE_NAME_MOST + 1];
		struct out out = out_into(name, sizeof(name));
		struct store_claim claim = { .got_ms = event.at.at_ms + GOT_AFTER,
			.line = event.text };
		line_station(event.trade, event.station, &out);
		code = next_seq(keeping, name, event.trade, &claim.seq);
		claim.station = out_written(&out);
		if (code == 0)
			code = put(keeping, claim);
	}
	struct kept *kept = keeping->kept;
	for (size_t i = 0; i < KEEP_ASKS; i++) {
		int64_t pig = (int64_t)(dice(&keeping->dice) % (uint64_t)kept->pigs);
		struct keep_ask *ask = &kept->asks[kept->ask_count++];
		struct out out = out_into(ask->package, sizeof(ask->package));
		line_package(pig, 1 + (int64_t)(dice(&keeping->dice) % LINE_PACKAGES), &out);
		out = out_into(ask->pig, sizeof(ask->pig));
		line_pig(pig, &out);
	}
	return code;
}

/* A fair sample of all packages the season offers. */
static int take_packages(struct keeping *keeping, struct season *season)
{
	struct season_package package;
	struct kept *kept = keeping->kept;
	int code;
	while ((code = season_package(season, &package, &keeping->fault)) == 1) {
		size_t at = kept->ask_count;
		keeping->seen++;
		if (at == KEEP_ASKS)
			at = dice(&keeping->dice) % keeping->seen;
		if (at >= KEEP_ASKS || package.pig_count == 0)
			continue;
		(void)span_copy(span_of(package.name), kept->asks[at].package, ITEM_TEXT);
		(void)span_copy(package.pigs[0], kept->asks[at].pig, ITEM_TEXT);
		if (at == kept->ask_count)
			kept->ask_count++;
	}
	return code;
}

static int put_season(struct keeping *keeping, uint64_t seed)
{
	struct season_settings settings = {
		.pigs = keeping->kept->pigs, .seed = seed, .late_permille = 20, .pace = SEASON_LEAN
	};
	struct season *season = NULL;
	struct season_line line;
	size_t count;
	int more = 0, code = season_open(&season, &settings, &keeping->fault);
	const struct season_station *stations = code == 0 ? season_stations(season, &count) : NULL;
	while (code == 0 && (more = season_next(season, &line, &keeping->fault)) == 1) {
		const struct season_station *station = &stations[line.station];
		struct store_claim claim = { .station = span_of(station->name),
			.got_ms = line.at.at_ms + GOT_AFTER,
			.line = line.text };
		code = next_seq(keeping, station->name, station->trade, &claim.seq);
		if (code == 0)
			code = put(keeping, claim);
		if (code == 0)
			code = take_packages(keeping, season);
	}
	season_close(season);
	return code == 0 && more < 0 ? more : code;
}

static int write_asks(const struct kept *kept, const char *path)
{
	FILE *file = fopen(path, "w");
	bool good = file != NULL;
	if (good)
		good = fprintf(file, "%" PRId64 "\n", kept->events) > 0;
	for (size_t i = 0; good && i < kept->ask_count; i++)
		good = fprintf(file, "%s %s\n", kept->asks[i].package, kept->asks[i].pig) > 0;
	if (file && fclose(file) != 0)
		good = false;
	return good ? 0 : give_up("the list of what is asked for cannot be written", NULL);
}

static int make(struct keeping *keeping, uint64_t seed)
{
	struct kept *kept = keeping->kept;
	struct fault *fault = &keeping->fault;
	int code = store_create(kept->path, fault);
	if (code == 0)
		code = store_open(&keeping->store, kept->path, STORE_WRITE, fault);
	if (code == 0)
		code = store_begin(keeping->store, fault);
	if (code == 0)
		code = kept->shape == KEEP_LINE ? put_line(keeping) : put_season(keeping, seed);
	if (code == 0)
		code = store_commit(keeping->store, fault);
	store_close(keeping->store);
	return code == 0 ? 0 : give_up("loading", fault);
}

/* ---- a store that stands there ---- */

static int read_asks(struct kept *kept, const char *path)
{
	struct buf text = { 0 };
	struct fault fault;
	struct span rest, row, package;
	int code = file_read(path, ASKS_BYTES, &text, &fault);
	rest = buf_written(&text);
	if (code == 0 &&
		(!span_cut(&rest, '\n', &row) || !span_number(row, INT64_MAX, &kept->events)))
		code = fault_set(&fault, FAULT_CORRUPT, "%s does not read", path);
	while (code == 0 && kept->ask_count < KEEP_ASKS && span_cut(&rest, '\n', &row)) {
		struct keep_ask *ask = &kept->asks[kept->ask_count];
		if (!span_cut(&row, ' ', &package) ||
			!span_copy(package, ask->package, sizeof(ask->package)) ||
			!span_copy(row, ask->pig, sizeof(ask->pig)))
			code = fault_set(&fault, FAULT_CORRUPT, "%s does not read", path);
		kept->ask_count++;
	}
	buf_free(&text);
	return code == 0 ? 0 : give_up("a kept store", &fault);
}

/* One that an older version made is brought up by a writer. */
static int bring_up(const struct kept *kept)
{
	struct store *store = NULL;
	struct fault fault;
	if (store_open(&store, kept->path, STORE_WRITE, &fault) != 0)
		return give_up("a kept store", &fault);
	store_close(store);
	return 0;
}

int keep_store(
	const struct bench_options *options, enum keep_shape shape, int64_t pigs, struct kept *kept)
{
	char asks[PATH_MAX + 8];
	struct keeping keeping = { .kept = kept, .dice = (uint64_t)options->seed };
	*kept = (struct kept){ .shape = shape, .pigs = pigs };
	int used = snprintf(kept->path, sizeof(kept->path), "%s/%s-%" PRId64 ".db", options->dir,
		keep_name(shape), pigs);
	if (used < 0 || (size_t)used >= sizeof(kept->path))
		return give_up("path too long", NULL);
	(void)snprintf(asks, sizeof(asks), "%s.asks", kept->path);
	kept->asks = calloc(KEEP_ASKS, sizeof(*kept->asks));
	keeping.event = malloc(sizeof(*keeping.event));
	int code = kept->asks && keeping.event ? 0 : give_up("no memory", NULL);
	if (code == 0 && access(asks, R_OK) == 0) {
		code = read_asks(kept, asks);
		if (code == 0)
			code = bring_up(kept);
	} else if (code == 0) {
		int64_t begun = bench_now_ns();
		code = make(&keeping, (uint64_t)options->seed);
		double seconds = (double)(bench_now_ns() - begun) / 1e9;
		if (code == 0)
			code = write_asks(kept, asks);
		if (code == 0)
			(void)printf("store: %s of %" PRId64 " pigs: %" PRId64
				     " events written in %.1f s (%.0f a second, one thread)\n",
				keep_name(shape), pigs, kept->events, seconds,
				(double)kept->events / seconds);
	}
	free(keeping.event);
	free(keeping.stations);
	map_free(&keeping.by_name);
	if (code == 0 && kept->ask_count == 0)
		code = give_up("nothing to ask for", NULL);
	return code;
}

void keep_free(struct kept *kept)
{
	free(kept->asks);
	kept->asks = NULL;
}
