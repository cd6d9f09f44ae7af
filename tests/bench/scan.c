/*
 * How many labels are read that something has happened to (tests/qrbench), and how long that takes, beside
 * zbar alone. Prints figures, asserts none but that nothing is read wrongly.
 */
#include "core/scan/scan.h"

#include "tests/bench/bench.h"
#include "tests/qrbench/qrbench.h"

#include <limits.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SHOTS      12
#define RUNG_SHOTS 2
#define FRAMES     40 /* clean ones of a size */
#define PLAIN      (1U << SCAN_RUNG_PLAIN)
#define LONG_MS    1000000

struct tally {
	int shots, plain, ladder, wrong;
	int by_rung[SCAN_RUNGS]; /* of shots whose first reading rung is known */
	struct samples plain_ns, ladder_ns;
};

/* Processor time: benches are run on machines that do other things too. */
static int64_t now_ns(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* 1: what is on the label was read; 0: nothing was; -1: something else. */
static int look(const struct qrbench_shot *shot, struct scan_manner manner, struct samples *times)
{
	struct scan scan;
	struct fault fault = { 0 };
	int64_t begun = now_ns();
	int code = scan_gray(shot->gray, shot->width, shot->height, &manner, &scan, &fault);
	samples_add(times, now_ns() - begun);
	int answer = 0;
	for (size_t i = 0; code == 0 && i < scan.count && answer >= 0; i++)
		answer = span_is(scan.codes[i].data, shot->text) ? 1 : -1;
	scan_free(&scan);
	return answer;
}

static bool picture_keep(const struct bench_options *options, const struct qrbench_shot *shot,
	const char *name, int level, unsigned number, FILE *truth)
{
	char path[PATH_MAX], file[64];
	png_image image = { .version = PNG_IMAGE_VERSION,
		.width = shot->width,
		.height = shot->height,
		.format = PNG_FORMAT_GRAY };
	(void)snprintf(file, sizeof(file), "%s-%d-%03u.png", name, level, number);
	int used = snprintf(path, sizeof(path), "%s/%s", options->dir, file);
	return used > 0 && (size_t)used < sizeof(path) &&
	       png_image_write_to_file(&image, path, 0, shot->gray, 0, NULL) &&
	       fprintf(truth, "%s\t%s\t%s\n", file, name, shot->text) > 0;
}

static bool kind_shoot(
	const struct bench_options *options, size_t kind, struct tally *tally, FILE *truth)
{
	unsigned shots = (unsigned)(options->shots ? options->shots : SHOTS);
	const char *name = qrbench_kinds[kind].name;
	for (int level = 0; level < QRBENCH_LEVELS; level++)
		for (unsigned number = 0; number < shots; number++) {
			struct qrbench_shot shot;
			if (!qrbench_shoot((uint64_t)options->seed, kind, level, number, &shot))
				return false;
			int plain = look(
				&shot, (struct scan_manner){ .rungs = PLAIN }, &tally->plain_ns);
			int ladder = look(&shot, (struct scan_manner){ .budget_ms = SCAN_FRAME_MS },
				&tally->ladder_ns);
			tally->shots++;
			tally->plain += plain == 1;
			tally->ladder += ladder == 1;
			tally->wrong += (plain < 0) + (ladder < 0);
			bool kept =
				!truth || picture_keep(options, &shot, name, level, number, truth);
			free(shot.gray);
			if (!kept)
				return false;
		}
	return true;
}

static double mean_ms(const struct samples *samples)
{
	double sum = 0;
	for (size_t i = 0; i < samples->count; i++)
		sum += (double)samples->at[i];
	return samples->count ? sum / (double)samples->count / 1e6 : 0;
}

static void tally_print(const char *name, struct tally *tally)
{
	double shots = tally->shots ? tally->shots : 1;
	(void)printf("scan: %-12s %5d %7.1f %% %7.1f %% %6d %9.1f %9.1f %9.1f\n", name,
		tally->shots, 100 * tally->plain / shots, 100 * tally->ladder / shots, tally->wrong,
		mean_ms(&tally->plain_ns), mean_ms(&tally->ladder_ns),
		(double)samples_permille(&tally->ladder_ns, 990) / 1e6);
	(void)fflush(stdout);
}

static void tally_add(struct tally *all, struct tally *tally)
{
	all->shots += tally->shots;
	all->plain += tally->plain;
	all->ladder += tally->ladder;
	all->wrong += tally->wrong;
	for (size_t i = 0; i < tally->plain_ns.count; i++)
		samples_add(&all->plain_ns, tally->plain_ns.at[i]);
	for (size_t i = 0; i < tally->ladder_ns.count; i++)
		samples_add(&all->ladder_ns, tally->ladder_ns.at[i]);
	samples_free(&tally->plain_ns);
	samples_free(&tally->ladder_ns);
}

/* ---- frames ---- */

static bool frames(unsigned width, unsigned height)
{
	struct samples plain = { 0 }, ladder = { 0 };
	int read = 0;
	for (unsigned i = 0; i < FRAMES; i++) {
		struct qrbench_shot shot;
		if (!qrbench_shoot_sized(
			    7, 0, 0, i, (double)height / QRBENCH_HEIGHT, width, height, &shot))
			return false;
		(void)look(&shot, (struct scan_manner){ .rungs = PLAIN }, &plain);
		read += look(&shot, (struct scan_manner){ .budget_ms = SCAN_FRAME_MS }, &ladder) ==
		        1;
		free(shot.gray);
	}
	(void)printf(
		"scan: clean %4ux%-4u %3d of %d read; zbar alone %.0f frames/s, the ladder %.0f\n",
		width, height, read, FRAMES, 1000 / mean_ms(&plain), 1000 / mean_ms(&ladder));
	samples_free(&plain);
	samples_free(&ladder);
	return true;
}

/* Pictures without a code that look as if they had many. */
static void worst_fill(int which, unsigned x, unsigned y, unsigned width, uint8_t *pixel)
{
	static const uint8_t square[7] = { 0x7f, 0x41, 0x5d, 0x5d, 0x5d, 0x41, 0x7f };
	unsigned u = x / 2 % 8, v = y / 2 % 8;
	uint32_t mixed = (y * width + x) * 2654435761U;
	if (which == 0)
		*pixel = 200;
	else if (which == 1)
		*pixel = (uint8_t)(mixed >> 24);
	else
		*pixel = u < 7 && v < 7 && square[v] >> u & 1 ? 20 : 230;
}

static bool worst(unsigned width, unsigned height, int budget_ms)
{
	static const char *const names[] = { "empty", "noise", "corners" };
	struct qrbench_shot shot = { .width = width, .height = height };
	shot.gray = malloc((size_t)width * height);
	if (!shot.gray)
		return false;
	for (int which = 0; which < 3; which++) {
		struct samples times = { 0 };
		for (unsigned y = 0; y < height; y++)
			for (unsigned x = 0; x < width; x++)
				worst_fill(which, x, y, width, shot.gray + (size_t)y * width + x);
		(void)look(&shot, (struct scan_manner){ .budget_ms = budget_ms }, &times);
		(void)printf("scan: %-7s %4ux%-4u %7.1f ms with a budget of %d ms\n", names[which],
			width, height, mean_ms(&times), budget_ms);
		samples_free(&times);
	}
	free(shot.gray);
	return true;
}

static FILE *truth_open(const struct bench_options *options)
{
	char path[PATH_MAX];
	int used = snprintf(path, sizeof(path), "%s/truth.tsv", options->dir);
	return options->keep && used > 0 && (size_t)used < sizeof(path) ? fopen(path, "w") : NULL;
}

int bench_scan(const struct bench_options *options)
{
	struct tally all = { 0 };
	FILE *truth = truth_open(options);
	bool good = true;
	(void)printf("scan: %-12s %5s %9s %9s %6s %9s %9s %9s\n", "kind", "shots", "zbar", "ladder",
		"wrong", "zbar ms", "ladder ms", "p99 ms");
	for (size_t kind = 0; good && kind < qrbench_kind_count; kind++) {
		struct tally tally = { 0 };
		good = kind_shoot(options, kind, &tally, truth);
		tally_print(qrbench_kinds[kind].name, &tally);
		tally_add(&all, &tally);
	}
	tally_print("all", &all);
	good = good && frames(640, 480) && frames(1920, 1080) && worst(640, 480, SCAN_FRAME_MS) &&
	       worst(1920, 1080, SCAN_FRAME_MS);
	if (truth && fclose(truth) != 0)
		good = false;
	samples_free(&all.plain_ns);
	samples_free(&all.ladder_ns);
	if (!good)
		return give_up("a picture cannot be made or kept", NULL);
	return all.wrong ? give_up("something was read that is not on the label", NULL) : 0;
}

/* ---- what each rung is worth ---- */

int bench_rungs(const struct bench_options *options)
{
	unsigned shots = (unsigned)(options->shots ? options->shots : RUNG_SHOTS);
	int alone[SCAN_RUNGS] = { 0 }, adds[SCAN_RUNGS] = { 0 }, only[SCAN_RUNGS] = { 0 },
	    total = 0;
	struct samples times[SCAN_RUNGS] = { 0 };
	for (size_t kind = 0; kind < qrbench_kind_count; kind++)
		for (unsigned i = 0; i < shots * QRBENCH_LEVELS; i++, total++) {
			struct qrbench_shot shot;
			uint32_t readers = 0;
			if (!qrbench_shoot((uint64_t)options->seed, kind, (int)(i % QRBENCH_LEVELS),
				    i / QRBENCH_LEVELS, &shot))
				return give_up("a picture cannot be made", NULL);
			for (size_t rung = 0; rung < SCAN_RUNGS; rung++) {
				struct scan_manner manner = { .rungs = 1U << rung,
					.budget_ms = LONG_MS };
				if (look(&shot, manner, &times[rung]) == 1)
					readers |= 1U << rung;
			}
			free(shot.gray);
			for (size_t rung = 0; rung < SCAN_RUNGS; rung++) {
				uint32_t bit = 1U << rung;
				alone[rung] += (readers & bit) != 0;
				adds[rung] += (readers & bit) && !(readers & (bit - 1));
				only[rung] += readers == bit;
			}
		}
	(void)printf("rungs: %d pictures\nrungs: %-14s %8s %8s %8s %9s\n", total, "", "alone",
		"adds", "only it", "mean ms");
	for (size_t rung = 0; rung < SCAN_RUNGS; rung++) {
		(void)printf("rungs: %-14s %6.1f %% %6.1f %% %6.1f %% %9.1f\n",
			scan_rung_name(rung), 100.0 * alone[rung] / total,
			100.0 * adds[rung] / total, 100.0 * only[rung] / total,
			mean_ms(&times[rung]));
		samples_free(&times[rung]);
	}
	return 0;
}
