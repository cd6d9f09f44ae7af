#include "tests/bench/pair.h"

#include <inttypes.h>
#include <stdio.h>

#include "tests/bench/cold.h"

static double us(struct samples *samples, int permille)
{
	return (double)samples_permille(samples, permille) / 1000;
}

/* One store's answers: with its pages in the kernel's memory, and asked again at once. */
struct times {
	struct samples warm;
	struct samples again;
	struct samples sizes;
};

static int ask_once(struct store *store, const struct pair *pair, const struct keep_ask *ask,
	struct samples *times, struct samples *sizes, struct fault *fault)
{
	int64_t size = 0, begun = bench_cpu_ns();
	int code = pair->ask(store, ask, pair->context, &size, fault);
	samples_add(times, bench_cpu_ns() - begun);
	samples_add(sizes, size);
	return code;
}

static void print(const struct pair *pair, const struct kept *kept, struct times *times)
{
	(void)printf("%s: %-6s %7" PRId64
		     " pigs: warm p50 %.0f us, p99 %.0f us; asked again p50 %.0f "
		     "us, p99 %.0f us; %s p50 %" PRId64 " p99 %" PRId64 "; %.2f us each\n",
		pair->name, keep_name(kept->shape), kept->pigs, us(&times->warm, 500),
		us(&times->warm, 990), us(&times->again, 500), us(&times->again, 990), pair->unit,
		samples_permille(&times->sizes, 500), samples_permille(&times->sizes, 990),
		us(&times->again, 500) / (double)samples_permille(&times->sizes, 500));
}

int pair_warm(const struct bench_options *options, const struct pair *pair, const struct kept *kept,
	struct pair_p99 *p99)
{
	struct store *store = NULL;
	struct times times = { 0 };
	struct fault fault;
	bool many = pair->asks_most > 0 && options->asks > pair->asks_most;
	int64_t asks = many ? pair->asks_most : options->asks;
	int code = store_open(&store, kept->path, STORE_READ, &fault);
	for (int64_t i = 0; code == 0 && i < asks * 2; i++) {
		const struct keep_ask *ask = keep_ask(kept, (uint64_t)(i % asks));
		if (i == asks)
			times.warm.count = times.again.count = times.sizes.count = 0;
		code = ask_once(store, pair, ask, &times.warm, &times.sizes, &fault);
		if (code == 0)
			code = ask_once(store, pair, ask, &times.again, &times.sizes, &fault);
	}
	if (code == 0)
		print(pair, kept, &times);
	*p99 = (struct pair_p99){ samples_permille(&times.warm, 990),
		samples_permille(&times.again, 990) };
	samples_free(&times.warm);
	samples_free(&times.again);
	samples_free(&times.sizes);
	store_close(store);
	return code == 0 ? 0 : give_up("asking", &fault);
}

void pair_compare(const struct pair *pair, enum keep_shape shape, int64_t pigs,
	struct pair_p99 small, struct pair_p99 large)
{
	(void)printf("%s: %-6s p99 at %" PRId64
		     " pigs is %.2f times that at %d; asked again %.2f\n",
		pair->name, keep_name(shape), pigs, (double)large.warm_ns / (double)small.warm_ns,
		PAIR_SMALL, (double)large.again_ns / (double)small.again_ns);
}

int pair_ask(const struct bench_options *options, const struct pair *pair)
{
	const int64_t pigs[] = { PAIR_SMALL, options->pigs > 0 ? options->pigs : PAIR_LARGE };
	struct pair_p99 p99[2] = { { 0, 0 }, { 0, 0 } };
	int code = 0;
	for (int i = 0; code == 0 && i < 2; i++) {
		struct kept kept = { 0 };
		code = keep_store(options, KEEP_SEASON, pigs[i], &kept);
		if (code == 0)
			code = cold_undo(kept.path);
		if (code == 0)
			code = pair_warm(options, pair, &kept, &p99[i]);
		keep_free(&kept);
	}
	if (code == 0)
		pair_compare(pair, KEEP_SEASON, pigs[1], p99[0], p99[1]);
	return code;
}
