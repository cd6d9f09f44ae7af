/*
 * A recall: what a feed lot went into, in the plain line. A tenth of all pigs, ten farms, one farm; beside a walk over
 * the same graph as arrays, beside one recursive query, and beside reading the rows it rests on and nothing else, which
 * is what the store could do at best, and of these the names of the answer, put in order; beside reading as many pages of
 * the file and nothing else; and the memory it takes, which is to grow with the answer.
 */
#include "core/trace/forward.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

typedef size_t walk_fn(struct walk *walk, int64_t item);

static double walked(struct walk *walk, walk_fn *how, int64_t item, size_t *reached)
{
	struct samples times = { 0 };
	for (int i = 0; i < ROUNDS; i++) {
		int64_t begun = bench_cpu_ns();
		*reached = how(walk, item);
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

/* ---- the rows alone ---- */

struct numbers {
	int64_t *at;
	size_t count;
	size_t cap;
};

struct rows {
	struct numbers items;
	struct numbers events;
	size_t links;
	size_t names;
	bool collecting;
	struct fault *fault;
};

static int keep_number(struct numbers *numbers, int64_t number, struct fault *fault)
{
	if (!array_reserve(&numbers->at, &numbers->cap, numbers->count + 1, sizeof(*numbers->at)))
		return fault_set(fault, FAULT_MEMORY, "no memory for numbers");
	numbers->at[numbers->count++] = number;
	return 0;
}

static int compare_numbers(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
	return (a > b) - (a < b);
}

static void settle(struct numbers *numbers)
{
	size_t kept = 0;
	qsort(numbers->at, numbers->count, sizeof(*numbers->at), compare_numbers);
	for (size_t i = 0; i < numbers->count; i++)
		if (kept == 0 || numbers->at[kept - 1] != numbers->at[i])
			numbers->at[kept++] = numbers->at[i];
	numbers->count = kept;
}

static int take_link(void *context, const struct store_link *link)
{
	struct rows *rows = context;
	rows->links++;
	return rows->collecting ? keep_number(&rows->events, link->event, rows->fault) : 0;
}

static int take_gist(void *context, const struct store_gist *gist)
{
	(void)context;
	(void)gist;
	return 0;
}

static int take_name(void *context, int64_t item, struct item what)
{
	struct rows *rows = context;
	(void)item;
	(void)what;
	rows->names++;
	return 0;
}

/* The last of the numbers that follow each other without a gap. */
static int64_t run_of(const struct numbers *numbers, size_t *at)
{
	size_t last = *at;
	while (last + 1 < numbers->count && numbers->at[last + 1] == numbers->at[last] + 1)
		last++;
	*at = last + 1;
	return numbers->at[last];
}

static int read_rows(struct store *store, struct rows *rows, struct fault *fault)
{
	int code = 0;
	rows->links = rows->names = 0;
	for (size_t at = 0; code == 0 && at < rows->items.count;) {
		int64_t first = rows->items.at[at], last = run_of(&rows->items, &at);
		code = store_links_between(store, first, last, take_link, rows, fault);
		if (code == 0)
			code = store_items_numbered(store, first, last, take_name, rows, fault);
	}
	for (size_t at = 0; code == 0 && at < rows->events.count;) {
		int64_t first = rows->events.at[at], last = run_of(&rows->events, &at);
		code = store_gists(store, first, last, take_gist, rows, fault);
	}
	return code;
}

static int collect(struct store *store, const char *name, struct rows *rows, struct fault *fault)
{
	struct forward_settings settings = { .names_only = true };
	struct forward_seed seed;
	struct forward *answer = NULL;
	if (!forward_seed_parse(span_of(name), &seed))
		return fault_set(fault, FAULT_SETTING, "%s is no seed", name);
	int code = trace_forward(store, &seed, 1, &settings, &answer, fault);
	for (size_t i = 0; code == 0 && i < answer->item_count; i++) {
		struct item item;
		int64_t number = 0;
		if (item_parse(span_of(answer->items[i].name), &item, NULL) == IDENT_OK)
			code = store_item_find(store, item, &number, fault);
		if (code == 0 && !answer->items[i].holder)
			code = keep_number(&rows->items, number, fault);
	}
	forward_free(answer);
	settle(&rows->items);
	rows->collecting = true;
	if (code == 0)
		code = read_rows(store, rows, fault);
	rows->collecting = false;
	settle(&rows->events);
	return code;
}

/* ---- of the rows, the names ---- */

struct names {
	char **at;
	size_t count;
	size_t cap;
	struct fault *fault;
};

static int add_name(void *context, int64_t item, struct item what)
{
	struct names *names = context;
	char text[ITEM_TEXT];
	struct out out = out_into(text, sizeof(text));
	(void)item;
	item_format(&out, what);
	if (!array_reserve(&names->at, &names->cap, names->count + 1, sizeof(*names->at)) ||
		!(names->at[names->count] = strdup(text)))
		return fault_set(names->fault, FAULT_MEMORY, "no memory for names");
	names->count++;
	return 0;
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

static int order_names(struct store *store, struct rows *rows, struct fault *fault)
{
	struct names names = { .fault = fault };
	int code = 0;
	for (size_t at = 0; code == 0 && at < rows->items.count;) {
		int64_t first = rows->items.at[at], last = run_of(&rows->items, &at);
		code = store_items_numbered(store, first, last, add_name, &names, fault);
	}
	if (names.count > 1)
		qsort(names.at, names.count, sizeof(*names.at), compare_names);
	for (size_t i = 0; i < names.count; i++)
		free(names.at[i]);
	free(names.at);
	return code;
}

typedef int rows_fn(struct store *store, struct rows *rows, struct fault *fault);

/* The middle of several, in seconds; negative after a fault. */
static double time_rows(struct store *store, struct rows *rows, rows_fn *what, struct fault *fault)
{
	struct samples times = { 0 };
	int code = 0;
	for (int i = 0; code == 0 && i < ROUNDS; i++) {
		int64_t begun = bench_cpu_ns();
		code = what(store, rows, fault);
		samples_add(&times, bench_cpu_ns() - begun);
	}
	double seconds = (double)samples_permille(&times, 500) / 1e9;
	samples_free(&times);
	return code == 0 ? seconds : -1;
}

static int say_rows(struct store *store, const char *seed, double names, double arrays)
{
	struct fault fault = { 0 };
	struct rows rows = { .fault = &fault };
	int code = collect(store, seed, &rows, &fault);
	double all = code == 0 ? time_rows(store, &rows, read_rows, &fault) : -1;
	double named = all >= 0 ? time_rows(store, &rows, order_names, &fault) : -1;
	if (named >= 0)
		(void)printf("recall:   its rows alone (%zu links, %zu events, %zu names) %.3f s: "
			     "%.1f times the walk; which and why is %.1f times that; its names in "
			     "order %.3f s: %.1f times the walk\n",
			rows.links, rows.events.count, rows.names, all, all / arrays, names / all,
			named, named / arrays);
	free(rows.items.at);
	free(rows.events.at);
	return named >= 0 ? 0 : give_up("reading rows", &fault);
}

/* ---- of the file, as much as it reads ---- */

#define READ_MOST 65536

/* Reads of so many bytes, spread evenly over the file, and nothing done with them. In seconds; negative after a message. */
static double time_reads(const char *path, int64_t reads, int64_t bytes)
{
	static char room[READ_MOST];
	struct stat file;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int64_t begun = bench_cpu_ns(), got = 0;
	size_t each = (size_t)(bytes / reads);
	if (fd >= 0 && fstat(fd, &file) == 0 && each <= READ_MOST)
		for (int64_t i = 0; i < reads; i++)
			got += pread(fd, room, each, file.st_size / reads * i) > 0;
	int64_t took = bench_cpu_ns() - begun;
	if (fd >= 0)
		(void)close(fd);
	if (got == reads)
		return (double)took / 1e9;
	(void)give_up("reading the store's pages", NULL);
	return -1;
}

static int say_pages(
	const struct kept *kept, struct store *store, const char *seed, double names, double arrays)
{
	struct size size;
	int64_t reads = bench_io("syscr"), bytes = bench_io("rchar");
	int code = forward(store, seed, true, &size);
	reads = bench_io("syscr") - reads;
	bytes = bench_io("rchar") - bytes;
	if (code != 0 || reads < 1)
		return code;
	double alone = time_reads(kept->path, reads, bytes);
	if (alone >= 0)
		(void)printf("recall:   it reads %" PRId64 " times, %.0f MB, from the kernel's "
			     "memory; as many reads alone %.3f s: %.1f times the walk; which and "
			     "why is %.1f times that\n",
			reads, (double)bytes / 1e6, alone, alone / arrays, names / alone);
	return alone >= 0 ? 0 : 1;
}

static int ask(const struct kept *kept, struct store *store, struct walk *walk, size_t nth,
	const struct cold_answer *memory)
{
	const char *seed = seeds[nth].seed;
	struct size size;
	size_t reached, told;
	int64_t item = walk_find(walk, seed);
	double arrays = walked(walk, walk_forward, item, &reached);
	double answered = walked(walk, walk_answer, item, &told);
	double names = timed(store, seed, true, &size), full = timed(store, seed, false, &size);
	int64_t begun = bench_cpu_ns();
	int64_t found = naive_forward(walk, item);
	double query = (double)(bench_cpu_ns() - begun) / 1e9;
	if (names < 0 || full < 0 || found < 0)
		return 1;
	if (reached != size.items || told != reached || found != (int64_t)(reached - size.sold)) {
		(void)fprintf(stderr, "bench: %zu items, the walk %zu, the query %" PRId64 "\n",
			size.items, reached, found);
		return give_up("they do not agree", NULL);
	}
	(void)printf("recall: %s (%zu of %" PRId64 " pigs): %zu items, %" PRId64 " packages\n"
		     "recall:   which and why %.3f s, with quantities and holders %.3f s; array "
		     "walk %.4f s, recursive query %.3f s\n"
		     "recall:   %.1f and %.1f times the walk, %.2f of the query; %.0f bytes of "
		     "memory an item\n"
		     "recall:   the walk with names in order, as an answer has them, %.3f s: which "
		     "and why is %.1f times that\n",
		seeds[nth].what, size.pigs, kept->pigs, size.items, size.packages, names, full,
		arrays, query, names / arrays, full / arrays, full / query,
		(double)(memory->after_kib - memory->before_kib) * 1024 / (double)size.items,
		answered, names / answered);
	int code = say_rows(store, seed, names, arrays);
	return code == 0 ? say_pages(kept, store, seed, names, arrays) : code;
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
