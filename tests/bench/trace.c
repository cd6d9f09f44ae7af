/*
 * The back-trace of a package: warm, in a small store and in a large one, which must not show; by a process that
 * has just begun, with nothing in memory; beside a walk over arrays and beside the query somebody would write
 * first.
 */
#include "core/trace/trace.h"

#include <inttypes.h>
#include <stdio.h>

#include "tests/bench/cold.h"
#include "tests/bench/pair.h"
#include "tests/bench/walk.h"

#define COLD_ASKS 60

static int back(struct store *store, const struct keep_ask *ask, const void *context,
	int64_t *events, struct fault *fault)
{
	struct trace_settings settings = { 0 };
	struct trace *trace = NULL;
	struct item item;
	(void)context;
	if (item_parse(span_of(ask->package), &item, NULL) != IDENT_OK)
		return fault_set(fault, FAULT_CORRUPT, "%s is not a package", ask->package);
	int code = trace_back(store, item, &settings, &trace, fault);
	if (code == 0 && trace->verdict != TRACE_FOUND)
		code = fault_set(fault, FAULT_CORRUPT, "%s was not found", ask->package);
	if (code == 0)
		*events = (int64_t)trace->event_count;
	trace_free(trace);
	return code;
}

static const struct pair pair = { .name = "trace", .unit = "events in an answer", .ask = back };

static double us(struct samples *samples, int permille)
{
	return (double)samples_permille(samples, permille) / 1000;
}

static int question(struct store *store, const void *context)
{
	struct fault fault;
	int64_t events;
	return back(store, context, NULL, &events, &fault) == 0 ? 0 : give_up("asking", &fault);
}

static int ask_cold(const struct kept *kept)
{
	struct samples times = { 0 };
	int code = 0;
	for (uint64_t i = 0; code == 0 && i < COLD_ASKS; i++) {
		struct cold_answer answer;
		code = cold_ask(kept->path, true, question, keep_ask(kept, 1000 + i), &answer);
		samples_add(&times, answer.took_ns);
	}
	if (code == 0)
		(void)printf("trace: %-6s %7" PRId64 " pigs: cold p50 %.1f ms, p90 %.1f ms, worst "
			     "%.1f ms of %d (new process, no page of the store in memory)\n",
			keep_name(kept->shape), kept->pigs, us(&times, 500) / 1000,
			us(&times, 900) / 1000, us(&times, 1000) / 1000, COLD_ASKS);
	samples_free(&times);
	return code;
}

/* Where a package comes from, without what happened: arrays, and one recursive query. */
static int ask_others(const struct kept *kept, const struct bench_options *options)
{
	struct walk *walk = NULL;
	struct samples walks = { 0 }, queries = { 0 };
	int64_t wrong = 0;
	int code = walk_load(&walk, kept->path);
	for (int64_t i = 0; code == 0 && i < options->asks * 2; i++) {
		int64_t pig = walk_find(walk, keep_ask(kept, (uint64_t)(i % options->asks))->pig);
		int64_t run = walk_to_run(walk, pig);
		int64_t begun = bench_now_ns();
		int64_t reached = (int64_t)walk_back(walk, run);
		int64_t walked = bench_now_ns();
		wrong += reached != naive_back(walk, run);
		int64_t asked = bench_now_ns();
		if (i < options->asks)
			continue;
		samples_add(&walks, walked - begun);
		samples_add(&queries, asked - walked);
	}
	if (code == 0 && wrong > 0)
		code = give_up("the walk and the query do not agree", NULL);
	if (code == 0)
		(void)printf("trace: %-6s %7" PRId64
			     " pigs: items only, from the run: array walk p99 "
			     "%.1f us, recursive query p99 %.1f us\n",
			keep_name(kept->shape), kept->pigs, us(&walks, 990), us(&queries, 990));
	samples_free(&walks);
	samples_free(&queries);
	walk_free(walk);
	return code;
}

static int ask_all(const struct bench_options *options, enum keep_shape shape, int64_t pigs,
	struct pair_p99 *p99)
{
	struct kept kept = { 0 };
	int code = keep_store(options, shape, pigs, &kept);
	if (code == 0)
		code = ask_cold(&kept);
	if (code == 0)
		code = cold_undo(kept.path);
	if (code == 0)
		code = pair_warm(options, &pair, &kept, p99);
	if (code == 0 && shape == KEEP_LINE)
		code = ask_others(&kept, options);
	keep_free(&kept);
	return code;
}

int bench_trace(const struct bench_options *options)
{
	int64_t large = options->pigs > 0 ? options->pigs : PAIR_LARGE;
	int code = 0;
	for (int shape = KEEP_LINE; code == 0 && shape <= KEEP_SEASON; shape++) {
		struct pair_p99 few = { 0, 0 }, many = { 0, 0 };
		code = ask_all(options, (enum keep_shape)shape, PAIR_SMALL, &few);
		if (code == 0)
			code = ask_all(options, (enum keep_shape)shape, large, &many);
		if (code == 0)
			pair_compare(&pair, (enum keep_shape)shape, large, few, many);
	}
	return code;
}
