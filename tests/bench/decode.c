/* How many events one core decodes in a second. Prints a figure, asserts none. */
#include "core/event/event.h"

#include "tests/bench/bench.h"

#include <stdio.h>

#define ROUNDS 1000000

static const char *const lines[] = {
	"{\"do\":\"weigh\",\"at\":\"2026-11-20T07:30:12+08:00\",\"of\":[\"pig:114113000012345\"],"
	"\"kg\":\"112.5\",\"by\":\"op-07\"}",
	"{\"do\":\"pack\",\"at\":\"2026-11-20T07:30:12+08:00\","
	"\"in\":[\"carcass:lvliang-01/20261120/17\",\"carcass:lvliang-01/20261120/18\"],"
	"\"out\":[{\"id\":\"run:06901234000016/L20261120/1-400\",\"kg\":\"160\",\"count\":400}],"
	"\"product\":\"五花肉\",\"net_kg\":\"0.4\",\"best_before\":\"2026-11-27\",\"by\":\"op-"
	"11\"}",
};

int bench_decode(const struct bench_options *options)
{
	(void)options;
	static struct event event;
	struct event_wrong wrong;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct span line = span_of(lines[i]);
		int64_t begun = bench_now_ns();
		for (int round = 0; round < ROUNDS; round++) {
			if (event_decode(line, &event, &wrong) != EVENT_OK) {
				(void)fprintf(stderr, "%s at byte %zu\n",
					event_error_text(wrong.error), wrong.at);
				return 1;
			}
		}
		double each = (double)(bench_now_ns() - begun) / 1e9 / ROUNDS;
		(void)printf("decode: %s: %zu bytes, %.0f ns, %.0f events/s\n",
			vocabulary_kinds[event.kind].name, line.len, each * 1e9, 1 / each);
	}
	return 0;
}
