/* events.c - a season as files: each station's lines, and what must become of them. */
#include "tests/season/program/program.h"

#include <stdlib.h>
#include <sys/resource.h>

#include <sodium.h>

/* Many stations take turns; of their files so many bytes are kept before they are appended to. */
#define KEPT_BYTES 16384

struct writing {
	const struct request *request;
	const struct season_station *stations;
	size_t station_count;
	struct buf *kept; /* by station */
	FILE *expected;
	FILE *packages;
	int64_t lines;
	int64_t wrong;
	int64_t asked;
};

/* Files are opened for each append: a season has more stations than a process has descriptors. */
static int append(const struct writing *writing, size_t station, struct fault *fault)
{
	struct buf *kept = &writing->kept[station];
	char path[4096];
	int used = snprintf(path, sizeof(path), "%s/%s.events", writing->request->into,
		writing->stations[station].name);
	if (kept->failed)
		return fault_set(fault, FAULT_MEMORY, "no memory for %s", path);
	if (used < 0 || (size_t)used >= sizeof(path))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", writing->request->into);
	FILE *file = fopen(path, "ab");
	if (!file)
		return fault_set_errno(fault, FAULT_IO, "cannot write %s", path);
	program_span(file, buf_written(kept));
	buf_clear(kept);
	return program_close(file, fault);
}

static void expect(struct writing *writing, const struct season_line *line)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char hex[crypto_hash_sha256_BYTES * 2 + 1], row[256];
	struct out out = out_into(row, sizeof(row));
	crypto_hash_sha256(hash, (const unsigned char *)line->text.at, line->text.len);
	out_text(&out, writing->stations[line->station].name);
	out_char(&out, '\t');
	out_number(&out, line->seq);
	out_char(&out, '\t');
	out_text(&out, line->rule ? "-" : vocabulary_kinds[line->kind].name);
	out_char(&out, '\t');
	moment_format(&out, line->at);
	out_char(&out, '\t');
	out_text(&out, sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash)));
	out_char(&out, '\t');
	out_text(&out, line->rule ? line->rule : "accepted");
	out_char(&out, '\n');
	program_span(writing->expected, out_written(&out));
}

static void list(FILE *file, const struct span *names, size_t count, char end)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			(void)fputc(',', file);
		program_span(file, names[i]);
	}
	(void)fputc(end, file);
}

static int write_packages(struct writing *writing, struct season *season, struct fault *fault)
{
	struct season_package package;
	int found;
	while ((found = season_package(season, &package, fault)) == 1) {
		(void)fprintf(
			writing->packages, "%s\t%s\t%s\t", package.name, package.lot, package.path);
		list(writing->packages, package.farms, package.farm_count, '\t');
		list(writing->packages, package.carcasses, package.carcass_count, '\t');
		list(writing->packages, package.pigs, package.pig_count, '\n');
		writing->asked++;
	}
	return found;
}

static int write_line(struct writing *writing, const struct season_line *line, struct fault *fault)
{
	struct buf *kept = &writing->kept[line->station];
	buf_span(kept, line->text);
	buf_char(kept, '\n');
	expect(writing, line);
	writing->lines++;
	writing->wrong += line->rule != NULL;
	return kept->failed || kept->len >= KEPT_BYTES ? append(writing, line->station, fault) : 0;
}

static int write_all(struct writing *writing, struct season *season, struct fault *fault)
{
	struct season_line line;
	int code;
	while ((code = season_next(season, &line, fault)) == 1) {
		code = write_line(writing, &line, fault);
		if (code == 0)
			code = write_packages(writing, season, fault);
		if (code != 0)
			return code;
	}
	for (size_t i = 0; code == 0 && i < writing->station_count; i++)
		code = append(writing, i, fault);
	return code;
}

/* An earlier season's lines must not stand before this one's. */
static int write_stations(const struct writing *writing, struct fault *fault)
{
	FILE *file;
	int code = program_create(&file, writing->request->into, "stations", ".tsv", fault);
	if (code != 0)
		return code;
	for (size_t i = 0; i < writing->station_count; i++) {
		const struct season_station *station = &writing->stations[i];
		(void)fprintf(file, "%s\t%s\t%s\t%s\n", station->name, station->trade,
			station->home, station->title);
	}
	code = program_close(file, fault);
	for (size_t i = 0; code == 0 && i < writing->station_count; i++) {
		code = program_create(
			&file, writing->request->into, writing->stations[i].name, ".events", fault);
		if (code == 0)
			code = program_close(file, fault);
	}
	return code;
}

static void tell(const struct writing *writing)
{
	struct rusage used = { 0 };
	(void)getrusage(RUSAGE_SELF, &used);
	fprintf(stderr, "%lld lines of %zu stations (%lld to be refused), %lld packages, %ld MiB\n",
		(long long)writing->lines, writing->station_count, (long long)writing->wrong,
		(long long)writing->asked, used.ru_maxrss / 1024);
}

int season_events(const struct request *request, struct fault *fault)
{
	struct writing writing = { .request = request };
	struct season *season = NULL;
	int code = season_open(&season, &request->season, fault);
	if (code != 0)
		return code;
	writing.stations = season_stations(season, &writing.station_count);
	writing.kept = calloc(writing.station_count, sizeof(writing.kept[0]));
	if (!writing.kept) {
		code = fault_set(
			fault, FAULT_MEMORY, "no memory for %zu stations", writing.station_count);
		goto out;
	}
	code = write_stations(&writing, fault);
	if (code == 0)
		code = program_create(&writing.expected, request->into, "expected", ".tsv", fault);
	if (code == 0)
		code = program_create(&writing.packages, request->into, "packages", ".tsv", fault);
	if (code == 0)
		code = write_all(&writing, season, fault);
	if (writing.expected && program_close(writing.expected, fault) != 0)
		code = FAULT_IO;
	if (writing.packages && program_close(writing.packages, fault) != 0)
		code = FAULT_IO;
	if (code == 0)
		tell(&writing);
out:
	for (size_t i = 0; writing.kept && i < writing.station_count; i++)
		buf_free(&writing.kept[i]);
	free(writing.kept);
	season_close(season);
	return code;
}
