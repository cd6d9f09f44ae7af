/*
 * How the store keeps its pace when it grows. Many farms take turns, each with its share of all live pigs: notes of
 * ten events, as the scale and the needle that go through a pen would send them (with --scatter any pig of the farm may
 * be next, which no farm does and no store likes). Without a broker, and with making and signing the notes
 * left out of the time.
 */
#include "core/note/bundle.h"
#include "tests/bench/lab.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FARMS        2000
#define BUNDLE       10  /* events a note */
#define COMMIT_NOTES 500 /* notes a commit */
#define WINDOWS_MOST 20  /* lines printed */
#define PEN          40  /* pigs of one event, when all are made known */
#define NEW_PERMILLE 20  /* of the pigs that are tagged anew in a tag event's place */
#define START_MS     INT64_C(1772294400000) /* 2026-03-01 */

struct farm {
	char name[16];
	struct note_secret key;
	int64_t seq;
	int64_t first_pig; /* its pigs are numbered from here */
	int64_t tags;      /* given to new pigs */
};

struct trade {
	const struct bench_options *options;
	struct lab lab;
	struct farm *farms;
	int64_t pigs; /* of a farm */
	uint64_t dice;
	int64_t clock_ms;
	char *notes; /* of one commit, NOTE_MOST bytes each */
	struct outgoing_note {
		size_t len;
		size_t farm;
	} made[COMMIT_NOTES];
};

static uint64_t roll(struct trade *trade, uint64_t sides)
{
	trade->dice = trade->dice * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (trade->dice >> 33) % sides;
}

/* ---- what a farm says ---- */

static void say_pig(struct out *out, int64_t number)
{
	out_text(out, "pig:11411");
	out_digits(out, 30 + (uint64_t)(number / 90000000), 2); /* county */
	out_digits(out, (uint64_t)(number % 90000000) + 1, 8);
	out->at[out->len] = '\0';
}

static void begin_event(struct trade *trade, struct out *out, const char *kind)
{
	trade->clock_ms += 500;
	out_text(out, "{\"do\":\"");
	out_text(out, kind);
	out_text(out, "\",\"at\":\"");
	moment_format(out, (struct moment){ trade->clock_ms, 480 });
	out_text(out, "\",");
}

/* The n-th event of a note that is made in the pen that begins with this pig. */
static int64_t choose_pig(struct trade *trade, const struct farm *farm, int64_t pen, int n)
{
	int64_t pig = trade->options->scatter ? (int64_t)roll(trade, (uint64_t)trade->pigs)
	                                      : pen * PEN + (n * 7) % PEN; /* as they come */
	return farm->first_pig + pig % trade->pigs;
}

static void say_event(struct trade *trade, struct farm *farm, int64_t pen, int n, struct out *out)
{
	uint64_t which = roll(trade, 1000);
	int64_t pig = choose_pig(trade, farm, pen, n);
	if (which < 100) {
		begin_event(trade, out, "medicate");
		out_text(out, "\"of\":\"");
		say_pig(out, pig);
		out_text(out,
			"\",\"in\":\"input:vet/OTC26\",\"withdrawal_days\":28,\"by\":\"op-03\"}\n");
		return;
	}
	if (which < 100 + NEW_PERMILLE) {
		begin_event(trade, out, "tag");
		out_text(out, "\"out\":\"");
		say_pig(out, (int64_t)FARMS * trade->pigs + farm->first_pig + farm->tags++);
		out_text(out, "\",\"by\":\"op-03\"}\n");
		return;
	}
	begin_event(trade, out, "weigh");
	out_text(out, "\"of\":[\"");
	say_pig(out, pig);
	out_text(out, "\"],\"kg\":\"");
	out_digits(out, 20 + roll(trade, 90), 1);
	out_text(out, ".5\",\"by\":\"op-07\"}\n");
}

/* The next pigs of a farm that nobody has spoken of yet. */
static void say_herd(struct trade *trade, struct farm *farm, int64_t from, struct out *out)
{
	begin_event(trade, out, "vaccinate");
	out_text(out, "\"in\":\"input:vet/CSF26\",\"of\":[");
	for (int64_t i = from; i < from + PEN && i < trade->pigs; i++) {
		out_text(out, i == from ? "\"" : ",\"");
		say_pig(out, farm->first_pig + i);
		out_char(out, '"');
	}
	out_text(out, "]}\n");
}

static int sign(struct trade *trade, size_t n, size_t farm, struct out *note)
{
	if (note_sign(note, &trade->farms[farm].key) != NOTE_OK || note->full)
		return give_up("a note does not fit", NULL);
	trade->made[n] = (struct outgoing_note){ note->len, farm };
	return 0;
}

static struct out note_room(struct trade *trade, size_t n)
{
	return out_into(trade->notes + n * (NOTE_MOST + 1), NOTE_MOST + 1);
}

static int make_note(struct trade *trade, size_t n)
{
	size_t which = roll(trade, FARMS);
	struct farm *farm = &trade->farms[which];
	struct out note = note_room(trade, n);
	bundle_header(&note, span_of(farm->name), 1, farm->seq + 1, BUNDLE);
	farm->seq += BUNDLE;
	int64_t pen = (int64_t)roll(trade, (uint64_t)(trade->pigs / PEN + 1));
	for (int i = 0; i < BUNDLE; i++)
		say_event(trade, farm, pen, i, &note);
	return sign(trade, n, which, &note);
}

/* ---- taking it ---- */

static int take_notes(struct trade *trade, size_t count, int64_t *spent_ns)
{
	int64_t begun = bench_now_ns();
	int code = lab_begin(&trade->lab);
	for (size_t i = 0; code == 0 && i < count; i++)
		code = lab_take(&trade->lab, trade->farms[trade->made[i].farm].name,
			(struct span){ trade->notes + i * (NOTE_MOST + 1), trade->made[i].len });
	if (code == 0)
		code = lab_commit(&trade->lab);
	if (code == 0)
		code = lab_receipts(&trade->lab);
	*spent_ns = bench_now_ns() - begun;
	return code;
}

/* Every pig has been heard of once before the clock starts. */
static int make_herds(struct trade *trade)
{
	int64_t spent;
	int code = 0;
	size_t n = 0;
	for (size_t i = 0; code == 0 && i < FARMS; i++) {
		struct farm *farm = &trade->farms[i];
		for (int64_t from = 0; code == 0 && from < trade->pigs; from += PEN) {
			struct out note = note_room(trade, n);
			bundle_header(&note, span_of(farm->name), 1, ++farm->seq, 1);
			say_herd(trade, farm, from, &note);
			code = sign(trade, n++, i, &note);
			if (code == 0 && n == COMMIT_NOTES) {
				code = take_notes(trade, n, &spent);
				n = 0;
			}
		}
	}
	return code == 0 ? take_notes(trade, n, &spent) : code;
}

static int enroll(struct trade *trade)
{
	int code = lab_begin(&trade->lab);
	for (int i = 0; code == 0 && i < FARMS; i++) {
		struct farm *farm = &trade->farms[i];
		(void)snprintf(farm->name, sizeof(farm->name), "farm-%04d", i);
		farm->key = lab_key(farm->name);
		farm->first_pig = i * trade->pigs;
		code = lab_enroll(&trade->lab, farm->name, "farm", &farm->key.pub);
	}
	return code == 0 ? lab_commit(&trade->lab) : code;
}

static double size_mib(const char *path)
{
	struct stat file;
	return stat(path, &file) == 0 ? (double)file.st_size / 1048576 : 0;
}

/* What was handed to the file system, in KiB: unlike the rate, no other program's business. 0 if it is not told. */
static double written_kib(void)
{
	char line[128];
	long long bytes = 0;
	FILE *io = fopen("/proc/self/io", "r");
	while (io && fgets(line, sizeof(line), io))
		if (strncmp(line, "wchar: ", 7) == 0)
			bytes = strtoll(line + 7, NULL, 10);
	if (io)
		(void)fclose(io);
	return (double)bytes / 1024;
}

static int run_window(struct trade *trade, int64_t events, struct samples *commits, double *rate)
{
	int64_t total = 0, spent = 0;
	int code = 0;
	for (int64_t done = 0; code == 0 && done < events; done += COMMIT_NOTES * BUNDLE) {
		for (size_t n = 0; code == 0 && n < COMMIT_NOTES; n++)
			code = make_note(trade, n);
		if (code == 0)
			code = take_notes(trade, COMMIT_NOTES, &spent);
		total += spent;
		samples_add(commits, spent);
	}
	*rate = (double)events * 1e9 / (double)total;
	return code;
}

static int run(struct trade *trade, const char *path)
{
	int64_t events = trade->options->events, done = 0;
	int64_t window = events / WINDOWS_MOST;
	double first = 0, rate = 0;
	int code = 0;
	window = window < COMMIT_NOTES * BUNDLE ? COMMIT_NOTES * BUNDLE : window;
	(void)printf("sustained: %" PRId64 " events, notes of %d from %d farms, %" PRId64
		     " live pigs; %d events a commit, no broker\n",
		events, BUNDLE, FARMS, trade->pigs * FARMS, COMMIT_NOTES * BUNDLE);
	while (code == 0 && done < events) {
		struct samples commits = { 0 };
		double before = written_kib();
		code = run_window(trade, window, &commits, &rate);
		done += window;
		first = first == 0 ? rate : first;
		if (code == 0)
			(void)printf("%10" PRId64 " events: %7.0f events/s, %3.0f %% of the first; "
				     "a batch p50 %.0f ms, p99 %.0f ms; %.2f KiB written an event; "
				     "store %.0f MiB\n",
				done, rate, 100 * rate / first,
				(double)samples_permille(&commits, 500) / 1e6,
				(double)samples_permille(&commits, 990) / 1e6,
				(written_kib() - before) / (double)window, size_mib(path));
		(void)fflush(stdout);
		samples_free(&commits);
	}
	if (code == 0 && (trade->lab.tally.refused || trade->lab.tally.repeated))
		return give_up("a line was refused", NULL);
	return code;
}

int bench_sustained(const struct bench_options *given)
{
	static struct trade trade;
	struct bench_options options = *given;
	char path[PATH_MAX];
	options.events = options.events ? options.events : 2000000;
	options.live = options.live ? options.live : 100000;
	trade = (struct trade){ .options = &options,
		.dice = (uint64_t)options.seed,
		.clock_ms = START_MS,
		.pigs = options.live / FARMS + 1 };
	(void)snprintf(path, sizeof(path), "%s/sustained.db", options.dir);
	trade.farms = calloc(FARMS, sizeof(*trade.farms));
	trade.notes = malloc((size_t)COMMIT_NOTES * (NOTE_MOST + 1));
	int code = trade.farms && trade.notes ? lab_open(&trade.lab, path)
	                                      : give_up("no memory", NULL);
	if (options.pages)
		trade.lab.pages = (int)options.pages;
	if (code == 0)
		code = enroll(&trade);
	if (code == 0)
		code = make_herds(&trade);
	if (code == 0)
		code = run(&trade, path);
	lab_close(&trade.lab);
	free(trade.farms);
	free(trade.notes);
	return code;
}
