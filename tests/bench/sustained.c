/*
 * How the store keeps its pace when it grows: see trade.h. Without a broker, and with making and signing the notes left
 * out of the time.
 */
#include "tests/bench/trade.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define WINDOWS_MOST 20 /* lines printed */
#define EVENTS       2000000

static double size_mib(const char *path)
{
	struct stat file;
	return stat(path, &file) == 0 ? (double)file.st_size / 1048576 : 0;
}

/* What was handed to the file system, in KiB: unlike the rate, no other program's business. */
static double written_kib(void)
{
	return (double)bench_io("wchar") / 1024;
}

static double rate_of(const struct samples *commits)
{
	int64_t spent = 0;
	for (size_t i = 0; i < commits->count; i++)
		spent += commits->at[i];
	return (double)commits->count * TRADE_COMMIT * 1e9 / (double)spent;
}

static int run(struct trade *trade, int64_t events, const char *path)
{
	int64_t done = 0;
	int64_t window = events / WINDOWS_MOST;
	double first = 0, rate = 0;
	int code = 0;
	window = window < TRADE_COMMIT ? TRADE_COMMIT : window;
	(void)printf("sustained: %" PRId64 " events, notes of %d from %d farms, %" PRId64
		     " live pigs; %d events a commit, no broker\n",
		events, TRADE_BUNDLE, TRADE_FARMS, trade_pigs(trade), TRADE_COMMIT);
	while (code == 0 && done < events) {
		struct samples commits = { 0 };
		double before = written_kib();
		code = trade_go_on(trade, window, &commits);
		rate = rate_of(&commits);
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
	return code;
}

int bench_sustained(const struct bench_options *options)
{
	struct trade *trade = NULL;
	char path[PATH_MAX];
	(void)snprintf(path, sizeof(path), "%s/sustained.db", options->dir);
	int code = trade_open(&trade, options, path, NULL);
	if (code == 0)
		code = run(trade, options->events ? options->events : EVENTS, path);
	trade_close(trade);
	return code;
}
