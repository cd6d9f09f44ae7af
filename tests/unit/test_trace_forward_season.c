/*
 * The promise of forward.h held against the back-trace, for everything a generated season names: an item is
 * in the recall of a seed exactly if its back-trace names the seed.
 */
#include "tests/unit/kit_trace.h"

#include "core/base/map.h"
#include "core/trace/forward.h"
#include "tests/season/season.h"

#define KIND_BIT(kind) (1u << ITEM_##kind)
#define ASKED                                                                                \
	(KIND_BIT(PIG) | KIND_BIT(EID) | KIND_BIT(CARCASS) | KIND_BIT(LOT) | KIND_BIT(RUN) | \
		KIND_BIT(PKG) | KIND_BIT(SSCC))
#define HOLDS (KIND_BIT(GROUP) | KIND_BIT(TRUCK) | KIND_BIT(PLACE) | KIND_BIT(SSCC))

#define THINGS_MOST 8192
#define EVENTS_MOST 16384

struct world {
	struct store *store;
	struct fixture_path {
		char directory[64];
		char path[96];
	} at;
	char (*names)[ITEM_TEXT];
	enum item_kind *kinds;
	size_t count;
	struct map index;
	/* told[x]: names of what the back-trace of x has, as bits */
	uint8_t *has;    /* count x count */
	uint8_t *events; /* count x event_count */
	struct event_told {
		char station[NOTE_NAME_MOST + 1];
		int64_t seq;
		int64_t at_ms;
		size_t holder; /* the one container it observes, or SIZE_MAX */
	} * told;
	size_t event_count;
	struct map event_index;
	struct event event;
};

static size_t find_name(const struct world *world, const char *name)
{
	size_t cursor = 0, at;
	while (map_next(&world->index, map_hash_text(span_of(name)), &cursor, &at))
		if (strcmp(world->names[at], name) == 0)
			return at;
	return SIZE_MAX;
}

static size_t keep_name(struct world *world, struct item item)
{
	char name[ITEM_TEXT];
	struct out out = out_into(name, sizeof(name));
	item_format(&out, item);
	size_t at = find_name(world, name);
	if (at != SIZE_MAX)
		return at;
	assert_true(world->count < THINGS_MOST);
	memcpy(world->names[world->count], name, ITEM_TEXT);
	world->kinds[world->count] = item.kind;
	assert_true(map_put(&world->index, map_hash_text(span_of(name)), world->count));
	return world->count++;
}

static uint64_t event_hash(const char *station, int64_t seq)
{
	return map_hash_number(map_hash_text(span_of(station)) ^ (uint64_t)seq);
}

static void keep_event(struct world *world, const char *station, const struct season_line *line)
{
	struct event_told *told = &world->told[world->event_count];
	assert_true(world->event_count < EVENTS_MOST);
	*told = (struct event_told){
		.seq = line->seq, .at_ms = line->at.at_ms, .holder = SIZE_MAX
	};
	(void)snprintf(told->station, sizeof(told->station), "%s", station);
	int observed = 0;
	for (int i = 0; i < world->event.item_count; i++) {
		const struct event_item *item = &world->event.items[i];
		enum role_flow flow = vocabulary_roles[item->role].flow;
		if (flow == FLOW_SITE || flow == FLOW_MENTIONED)
			continue;
		size_t at = keep_name(world, item->item);
		if (flow == FLOW_OBSERVED && ++observed == 1 && (HOLDS >> item->item.kind & 1))
			told->holder = at;
	}
	/* What names several things may be told of one by way of another. */
	if (observed != 1)
		told->holder = SIZE_MAX;
	assert_true(
		map_put(&world->event_index, event_hash(station, line->seq), world->event_count));
	world->event_count++;
}

static void load(struct world *world, int64_t pigs, uint64_t seed)
{
	struct season_settings settings = {
		.pigs = pigs, .seed = seed, .wrong_permille = 0, .late_permille = 50
	};
	struct season *season = NULL;
	struct season_line line;
	struct fault fault = { 0 };
	struct store *writer = NULL;
	struct event_wrong wrong;
	size_t stations;
	int64_t no;
	int more;
	assert_int_equal(season_open(&season, &settings, &fault), 0);
	const struct season_station *station = season_stations(season, &stations);
	assert_int_equal(store_create(world->at.path, &fault), 0);
	assert_int_equal(store_open(&writer, world->at.path, STORE_WRITE, &fault), 0);
	assert_int_equal(store_begin(writer, &fault), 0);
	while ((more = season_next(season, &line, &fault)) == 1) {
		const char *name = station[line.station].name;
		struct store_claim claim = { .station = span_of(name),
			.epoch = 1,
			.seq = line.seq,
			.got_ms = line.at.at_ms,
			.assurance = STORE_SIGNED,
			.line = line.text };
		assert_int_equal(event_decode(line.text, &world->event, &wrong), EVENT_OK);
		assert_int_equal(store_put_event(writer, &claim, &world->event, &no, &fault), 0);
		keep_event(world, name, &line);
	}
	assert_int_equal(more, 0);
	assert_int_equal(store_commit(writer, &fault), 0);
	store_close(writer);
	season_close(season);
	assert_int_equal(store_open(&world->store, world->at.path, STORE_READ, &fault), 0);
}

static void take_back(struct world *world, size_t x)
{
	struct trace *trace = NULL;
	struct fault fault;
	struct item item;
	assert_int_equal(item_parse(span_of(world->names[x]), &item, NULL), IDENT_OK);
	if (trace_back(world->store, item, NULL, &trace, &fault) != 0)
		fail_msg("%s", fault.text);
	for (size_t i = 0; i < trace->item_count; i++) {
		size_t at = find_name(world, trace->items[i].name);
		if (at != SIZE_MAX)
			world->has[x * world->count + at] = 1;
	}
	for (size_t i = 0; i < trace->event_count; i++) {
		const struct trace_event *told = &trace->events[i];
		size_t cursor = 0, at;
		while (map_next(
			&world->event_index, event_hash(told->station, told->seq), &cursor, &at))
			if (strcmp(world->told[at].station, told->station) == 0 &&
				world->told[at].seq == told->seq)
				world->events[x * world->event_count + at] = 1;
	}
	trace_free(trace);
}

/* A lot that is printed on packages is only the name of its runs. */
static bool is_asked(const struct world *world, size_t x)
{
	struct item item;
	struct item_lot lot;
	struct item_run run;
	if (!(ASKED >> world->kinds[x] & 1))
		return false;
	(void)item_parse(span_of(world->names[x]), &item, NULL);
	if (!item_split_lot(item, &lot))
		return true;
	for (size_t i = 0; i < world->count; i++) {
		(void)item_parse(span_of(world->names[i]), &item, NULL);
		if (item_split_run(item, &run) && span_equal(run.lot, lot.lot) &&
			span_equal(run.gtin, lot.gtin))
			return false;
	}
	return true;
}

static struct world *world_open(int64_t pigs, uint64_t seed)
{
	struct world *world = calloc(1, sizeof(*world));
	assert_non_null(world);
	(void)snprintf(world->at.directory, sizeof(world->at.directory), "/tmp/forward-XXXXXX");
	assert_non_null(mkdtemp(world->at.directory));
	(void)snprintf(world->at.path, sizeof(world->at.path), "%s/store.db", world->at.directory);
	world->names = calloc(THINGS_MOST, sizeof(*world->names));
	world->kinds = calloc(THINGS_MOST, sizeof(*world->kinds));
	world->told = calloc(EVENTS_MOST, sizeof(*world->told));
	assert_true(world->names && world->kinds && world->told);
	load(world, pigs, seed);
	world->has = calloc(world->count, world->count);
	world->events = calloc(world->count, world->event_count);
	assert_true(world->has && world->events);
	for (size_t x = 0; x < world->count; x++)
		if (is_asked(world, x))
			take_back(world, x);
		else
			world->kinds[x] = ITEM_KIND_COUNT;
	return world;
}

static void world_close(struct world *world)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", ".lock" };
	store_close(world->store);
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char path[128];
		(void)snprintf(path, sizeof(path), "%s%s", world->at.path, suffixes[i]);
		(void)unlink(path);
	}
	(void)rmdir(world->at.directory);
	map_free(&world->index);
	map_free(&world->event_index);
	free(world->names);
	free(world->kinds);
	free(world->told);
	free(world->has);
	free(world->events);
	free(world);
}

static void mark_forward(struct world *world, struct forward_seed seed, uint8_t *in)
{
	struct forward_settings settings = { .names_only = true };
	struct forward *forward = NULL;
	struct fault fault;
	if (trace_forward(world->store, &seed, 1, &settings, &forward, &fault) != 0)
		fail_msg("%s", fault.text);
	memset(in, 0, world->count);
	for (size_t i = 0; i < forward->item_count; i++) {
		size_t at = find_name(world, forward->items[i].name);
		if (!forward->items[i].holder && at != SIZE_MAX)
			in[at] = 1;
	}
	forward_free(forward);
}

static void every_seed_agrees(int64_t pigs, uint64_t dice)
{
	struct world *world = world_open(pigs, dice);
	uint8_t *in = calloc(world->count, 1);
	size_t agreed = 0;
	assert_non_null(in);
	for (size_t seed = 0; seed < world->count; seed++) {
		struct forward_seed from;
		assert_true(forward_seed_parse(span_of(world->names[seed]), &from));
		if (span_starts(from.text, "doc:") || span_starts(from.text, "group:") ||
			span_starts(from.text, "truck:") || span_starts(from.text, "place:") ||
			span_starts(from.text, "station:") || span_starts(from.text, "sscc:"))
			continue;
		mark_forward(world, from, in);
		for (size_t x = 0; x < world->count; x++) {
			bool has = world->has[x * world->count + seed];
			if (world->kinds[x] != ITEM_KIND_COUNT && has != in[x])
				fail_msg("%s of %s: back says %d, forward %d", world->names[x],
					world->names[seed], has, in[x]);
			agreed += has;
		}
	}
	assert_true(agreed > world->count);
	free(in);
	world_close(world);
}

static void an_item_is_in_exactly_if_its_back_trace_names_the_seed(void **state)
{
	(void)state;
	every_seed_agrees(20, 1);
	every_seed_agrees(12, 5);
}

static void an_item_is_in_exactly_if_it_was_there_when_something_happened_to_the_container(
	void **state)
{
	struct world *world = world_open(20, 1);
	uint8_t *in = calloc(world->count, 1);
	size_t agreed = 0;
	(void)state;
	assert_non_null(in);
	for (size_t event = 0; event < world->event_count; event++) {
		const struct event_told *told = &world->told[event];
		struct forward_seed from;
		if (told->holder == SIZE_MAX)
			continue;
		assert_true(forward_seed_parse(span_of(world->names[told->holder]), &from));
		/* A case is also goods: what it is told of itself is no window. */
		if (span_starts(from.text, "sscc:"))
			continue;
		from.since_ms = told->at_ms;
		from.until_ms = told->at_ms + 1;
		mark_forward(world, from, in);
		for (size_t x = 0; x < world->count; x++) {
			bool has = world->events[x * world->event_count + event];
			if (world->kinds[x] != ITEM_KIND_COUNT && has != in[x])
				fail_msg("%s in %s at %s/%lld: back says %d, forward %d",
					world->names[x], world->names[told->holder], told->station,
					(long long)told->seq, has, in[x]);
			agreed += has;
		}
	}
	assert_true(agreed > 1000);
	free(in);
	world_close(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_item_is_in_exactly_if_its_back_trace_names_the_seed),
		cmocka_unit_test(
			an_item_is_in_exactly_if_it_was_there_when_something_happened_to_the_container),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
