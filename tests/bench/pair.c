#include "tests/bench/pair.h"

#include <inttypes.h>
#include <stdio.h>

#include "tests/bench/cold.h"

static double us(struct samples *samples, int permille)
{
	return (double)samples_permille(samples, permille) / 1000;
}

int pair_warm(const struct bench_options *options, const struct pair *pair, const struct kept *kept,
	int64_t *p99_ns)
{
	struct store *store = NULL;
	struct samples times = { 0 }, sizes = { 0 };
	struct fault fault;
	int code = store_open(&store, kept->path, STORE_READ, &fault);
	for (int64_t i = 0; code == 0 && i < options->asks * 2; i++) {
		const struct keep_ask *ask = keep_ask(kept, (uint64_t)(i % options->asks));
		int64_t size = 0;
		if (i == options->asks)
			times.count = sizes.count = 0;
		int64_t begun = bench_now_ns();
		code = pair->ask(store, ask, pair->context, &size, &fault);
		samples_add(&times, bench_now_ns() - begun);
		samples_add(&sizes, size);
	}
	if (code == 0)
		(void)printf("%s: %-6s %7" PRId64 " pigs: warm p50 %.0f us, p99 %.0f us; %s p50 "
			     "%" PRId64 " p99 %" PRId64 "; %.2f us each\n",
			pair->name, keep_name(kept->shape), kept->pigs, us(&times, 500),
			us(&times, 990), pair->unit, samples_permille(&sizes, 500),
			samples_permille(&sizes, 990),
			us(&times, 500) / (double)samples_permille(&sizes, 500));
	*p99_ns = samples_permille(&times, 990);
	samples_free(&times);
	samples_free(&sizes);
	store_close(store);
	return code == 0 ? 0 : give_up("asking", &fault);
}

int pair_ask(const struct bench_options *options, const struct pair *pair)
{
	const int64_t pigs[] = { PAIR_SMALL, options->pigs > 0 ? options->pigs : PAIR_LARGE };
	int64_t p99_ns[2] = { 0 };
	int code = 0;
	for (int i = 0; code == 0 && i < 2; i++) {
		struct kept kept = { 0 };
		code = keep_store(options, KEEP_SEASON, pigs[i], &kept);
		if (code == 0)
			code = cold_undo(kept.path);
		if (code == 0)
			code = pair_warm(options, pair, &kept, &p99_ns[i]);
		keep_free(&kept);
	}
	if (code == 0)
		(void)printf("%s: p99 at %" PRId64 " pigs is %.2f times that at %d\n", pair->name,
			pigs[1], (double)p99_ns[1] / (double)p99_ns[0], PAIR_SMALL);
	return code;
}
