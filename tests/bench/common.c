#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

int64_t bench_now_ns(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t bench_cpu_ns(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t bench_io(const char *what)
{
	char line[128];
	long long number = 0;
	size_t len = strlen(what);
	FILE *io = fopen("/proc/self/io", "r");
	while (io && fgets(line, sizeof(line), io))
		if (strncmp(line, what, len) == 0 && line[len] == ':')
			number = strtoll(line + len + 1, NULL, 10);
	if (io)
		(void)fclose(io);
	return number;
}

int give_up(const char *what, const struct fault *fault)
{
	(void)fprintf(stderr, "bench: %s%s%s\n", what, fault ? ": " : "", fault ? fault->text : "");
	return 1;
}

int make_directory(const char *path)
{
	return mkdir(path, 0700) == 0 ? 0 : give_up(path, NULL);
}

void samples_add(struct samples *samples, int64_t number)
{
	if (array_reserve(&samples->at, &samples->cap, samples->count + 1, sizeof(*samples->at)))
		samples->at[samples->count++] = number;
}

static int compare(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

int64_t samples_permille(struct samples *samples, int permille)
{
	if (samples->count == 0)
		return 0;
	qsort(samples->at, samples->count, sizeof(*samples->at), compare);
	return samples->at[(samples->count - 1) * (size_t)permille / 1000];
}

void samples_free(struct samples *samples)
{
	free(samples->at);
	*samples = (struct samples){ 0 };
}

int season_lines_load(struct season_lines *lines, struct season *season)
{
	struct season_line line;
	struct fault fault;
	int code;
	while ((code = season_next(season, &line, &fault)) == 1) {
		if (line.rule)
			continue;
		if (!array_reserve(
			    &lines->rows, &lines->cap, lines->count + 1, sizeof(*lines->rows)))
			return give_up("no memory for the season", NULL);
		lines->rows[lines->count++] =
			(struct season_lines_row){ lines->text.len, line.text.len, line.station };
		buf_span(&lines->text, line.text);
	}
	if (code < 0)
		return give_up("the season", &fault);
	return lines->text.failed ? give_up("no memory for the season", NULL) : 0;
}

void season_lines_free(struct season_lines *lines)
{
	free(lines->rows);
	buf_free(&lines->text);
}
