/* How many events one core decodes in a second. Prints figures, asserts none. */
#include "core/event/event.h"

#include "tests/bench/bench.h"

#include <stdio.h>

#define ROUNDS      1000000
#define SEASON_PIGS 1000
#define PASSES      10 /* over the season */

static const char *const lines[] = {
	"{\"do\":\"weigh\",\"at\":\"2026-11-20T07:30:12+08:00\",\"of\":[\"pig:114113000012345\"],"
	"\"kg\":\"112.5\",\"by\":\"op-07\"}",
	"{\"do\":\"pack\",\"at\":\"2026-11-20T07:30:12+08:00\","
	"\"in\":[\"carcass:lvliang-01/20261120/17\",\"carcass:lvliang-01/20261120/18\"],"
	"\"out\":[{\"id\":\"run:06901234000016/L20261120/1-400\",\"kg\":\"160\",\"count\":400}],"
	"\"product\":\"五花肉\",\"net_kg\":\"0.4\",\"best_before\":\"2026-11-27\",\"by\":\"op-"
	"11\"}",
};

static struct event event;

static bool decode(struct span line)
{
	struct event_wrong wrong;
	if (event_decode(line, &event, &wrong) == EVENT_OK)
		return true;
	(void)fprintf(stderr, "%s at byte %zu\n", event_error_text(wrong.error), wrong.at);
	return false;
}

static void say(const char *name, double bytes, double events, int64_t took_ns)
{
	double each = (double)took_ns / events;
	(void)printf("decode: %-6s %4.0f bytes, %5.0f ns, %8.0f events/s, %4.0f MB/s\n", name,
		bytes / events, each, 1e9 / each, bytes * 1e3 / (double)took_ns);
}

/* What stations really say in a season, kinds mixed as they come. */
static int decode_season(const struct bench_options *options)
{
	struct season_settings settings = { .pigs = SEASON_PIGS, .seed = (uint64_t)options->seed };
	struct season_lines season_lines = { 0 };
	struct season *season = NULL;
	struct fault fault;
	if (season_open(&season, &settings, &fault) != 0)
		return give_up("the season", &fault);
	int code = season_lines_load(&season_lines, season);
	int64_t begun = bench_now_ns();
	for (int pass = 0; code == 0 && pass < PASSES; pass++)
		for (size_t i = 0; code == 0 && i < season_lines.count; i++)
			code = !decode(
				(struct span){ season_lines.text.at + season_lines.rows[i].at,
					season_lines.rows[i].len });
	if (code == 0)
		say("season", PASSES * (double)season_lines.text.len,
			PASSES * (double)season_lines.count, bench_now_ns() - begun);
	season_close(season);
	season_lines_free(&season_lines);
	return code;
}

int bench_decode(const struct bench_options *options)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct span line = span_of(lines[i]);
		int64_t begun = bench_now_ns();
		for (int round = 0; round < ROUNDS; round++)
			if (!decode(line))
				return 1;
		say(vocabulary_kinds[event.kind].name, (double)line.len * ROUNDS, ROUNDS,
			bench_now_ns() - begun);
	}
	return decode_season(options);
}
