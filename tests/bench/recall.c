/*
 * A recall: what a feed lot went into, in the plain line. A tenth of all pigs, ten farms, one farm; beside a walk over
 * the same graph as arrays, beside one recursive query; and the memory it takes, which is to grow with the answer.
 */
#include "core/trace/forward.h"

#include <inttypes.h>
#include <stdio.h>

#include "tests/bench/cold.h"
#include "tests/bench/keep.h"
#include "tests/bench/line.h"
#include "tests/bench/walk.h"

#define PIGS   100000
#define ROUNDS 5

static const struct {
	const char *seed;
	const char *what;
} seeds[] = {
	{ "input:feed/F0003", "one farm" },
	{ "input:feed/H0000", "ten farms" },
	{ "input:feed/T3", "a tenth of all" },
};
#define SEEDS (sizeof(seeds) / sizeof(seeds[0]))

struct size {
	size_t items;
	size_t pigs;
	size_t sold; /* packages with events of their own */
	int64_t packages;
};

static int forward(struct store *store, const char *name, bool names_only, struct size *size)
{
	struct forward_settings settings = { .names_only = names_only };
	struct forward_seed seed;
	struct forward *answer = NULL;
	struct fault fault;
	if (!forward_seed_parse(span_of(name), &seed))
		return give_up("not a seed", NULL);
	int code = trace_forward(store, &seed, 1, &settings, &answer, &fault);
	*size = (struct size){ 0 };
	for (size_t i = 0; code == 0 && i < answer->item_count; i++) {
		size->items += !answer->items[i].holder;
		size->pigs += answer->items[i].kind == ITEM_PIG;
		size->sold += answer->items[i].kind == ITEM_PKG;
		size->packages += answer->items[i].kind == ITEM_RUN ? LINE_PACKAGES : 0;
	}
	forward_free(answer);
	return code == 0 ? 0 : give_up("recall", &fault);
}

struct recall_question {
	const char *seed;
	bool names_only;
};

static int question(struct store *store, const void *context)
{
	const struct recall_question *asked = context;
	struct size size;
	return forward(store, asked->seed, asked->names_only, &size);
}

/* The middle of several, in seconds; negative after a message. */
static double timed(struct store *store, const char *seed, bool names_only, struct size *size)
{
	struct samples times = { 0 };
	int code = 0;
	for (int i = 0; code == 0 && i < ROUNDS; i++) {
		int64_t begun = bench_cpu_ns();
		code = forward(store, seed, names_only, size);
		samples_add(&times, bench_cpu_ns() - begun);
	}
	double seconds = (double)samples_permille(&times, 500) / 1e9;
	samples_free(&times);
	return code == 0 ? seconds : -1;
}

static double walked(struct walk *walk, int64_t item, size_t *reached)
{
	struct samples times = { 0 };
	for (int i = 0; i < ROUNDS; i++) {
		int64_t begun = bench_cpu_ns();
		*reached = walk_forward(walk, item);
		samples_add(&times, bench_cpu_ns() - begun);
	}
	double seconds = (double)samples_permille(&times, 500) / 1e9;
	samples_free(&times);
	return seconds;
}

/* In a process of its own, before this one has any memory to hand on. */
static int weigh(const struct kept *kept, struct cold_answer *memory)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < SEEDS; i++)
		code = cold_ask(kept->path, false, question,
			&(struct recall_question){ .seed = seeds[i].seed }, &memory[i]);
	return code;
}

static int ask(const struct kept *kept, struct store *store, struct walk *walk, size_t nth,
	const struct cold_answer *memory)
{
	const char *seed = seeds[nth].seed;
	struct size size;
	size_t reached;
	int64_t item = walk_find(walk, seed);
	double arrays = walked(walk, item, &reached);
	double names = timed(store, seed, true, &size), full = timed(store, seed, false, &size);
	int64_t begun = bench_cpu_ns();
	int64_t found = naive_forward(walk, item);
	double query = (double)(bench_cpu_ns() - begun) / 1e9;
	if (names < 0 || full < 0 || found < 0)
		return 1;
	if (reached != size.items || found != (int64_t)(reached - size.sold)) {
		(void)fprintf(stderr, "bench: %zu items, the walk %zu, the query %" PRId64 "\n",
			size.items, reached, found);
		return give_up("they do not agree", NULL);
	}
	(void)printf("recall: %s (%zu of %" PRId64 " pigs): %zu items, %" PRId64 " packages\n"
		     "recall:   which and why %.3f s, with quantities and holders %.3f s; array "
		     "walk %.4f s, recursive query %.3f s\n"
		     "recall:   %.1f and %.1f times the walk, %.2f of the query; %.0f bytes of "
		     "memory an item\n",
		seeds[nth].what, size.pigs, kept->pigs, size.items, size.packages, names, full,
		arrays, query, names / arrays, full / arrays, full / query,
		(double)(memory->after_kib - memory->before_kib) * 1024 / (double)size.items);
	return 0;
}

int bench_recall(const struct bench_options *options)
{
	struct kept kept = { 0 };
	struct store *store = NULL;
	struct walk *walk = NULL;
	struct cold_answer memory[SEEDS];
	struct fault fault;
	int64_t begun;
	int code = keep_store(options, KEEP_LINE, options->pigs > 0 ? options->pigs : PIGS, &kept);
	if (code == 0)
		code = cold_undo(kept.path);
	if (code == 0)
		code = weigh(&kept, memory);
	if (code == 0 && store_open(&store, kept.path, STORE_READ, &fault) != 0)
		code = give_up("opening", &fault);
	begun = bench_cpu_ns();
	if (code == 0)
		code = walk_load(&walk, kept.path);
	if (code == 0)
		(void)printf("recall: the store as arrays: %zu links, %.0f MB, read in %.1f s\n",
			walk_links(walk), (double)walk_bytes(walk) / 1e6,
			(double)(bench_cpu_ns() - begun) / 1e9);
	for (size_t i = 0; code == 0 && i < SEEDS; i++)
		code = ask(&kept, store, walk, i, &memory[i]);
	walk_free(walk);
	store_close(store);
	keep_free(&kept);
	return code;
}
