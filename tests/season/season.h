/*
 * season.h - a believable season of Lüliang mountain pigs, made up the same way every time.
 *
 * From sows in March to the last package sold in November: farms in the Lüliang counties, trucks, slaughterhouses
 * with their packers, shops. It writes what these stations would say, as event lines, and knows nothing
 * of stores or brokers. It also keeps its own model of who became what, and answers from it what
 * a back-trace of a package must find: the oracle that tests compare with.
 *
 * Order   Lines come in waves of two farms (at most WAVE_PIGS pigs), each wave from its first sow to
 *         its last sale in order of time; a farm stands in one wave only, a slaughterhouse, packer or shop in
 *         many. A station's lines are numbered as they come, from 1: that is its sequence.
 *         A late line stands later than its time says; a wrong one must be refused, with the rule named.
 * Same    The same settings give the same bytes.
 * Memory  Of one wave: about 15 MB, whatever the season's size. Host only (uses the heap).
 */
#ifndef PIGTRACE_SEASON_SEASON_H
#define PIGTRACE_SEASON_SEASON_H

#include "core/base/fault.h"
#include "core/event/event.h"
#include "core/note/note.h"

#define SEASON_PIGS_LEAST 10
#define SEASON_PIGS_MOST  1000000
#define SEASON_START_MS   INT64_C(1772294400000) /* 2026-03-01T00:00:00+08:00 */
#define SEASON_OFFSET_MIN 480

/* How much is written down: every weighing and needle, or what the law asks for. */
enum season_pace {
	SEASON_BY_SIZE, /* full up to SEASON_FULL_MOST pigs */
	SEASON_FULL,    /* 25 to 30 lines a pig */
	SEASON_LEAN     /* about 7 lines a pig */
};

#define SEASON_FULL_MOST 20000

struct season_settings {
	int64_t pigs; /* tagged piglets, SEASON_PIGS_LEAST..SEASON_PIGS_MOST */
	uint64_t seed;
	int64_t start_ms; /* midnight (+08:00) of the first day; 0: SEASON_START_MS */
	int64_t epoch;    /* which `correct` events name; 0: 1 */
	int wrong_permille; /* lines that must be refused, for 1000 good ones; at least one a wave if not 0 */
	int late_permille; /* lines that stand later than their time */
	enum season_pace pace;
};

struct season_station {
	char name[NOTE_NAME_MOST + 1];
	const char *trade; /* a value of choice `trade` */
	char home[ITEM_TEXT];
	char title[81]; /* Chinese */
};

struct season_line {
	size_t station; /* index into season_stations */
	int64_t seq;
	enum event_kind kind; /* KIND_COUNT for a wrong line */
	struct moment at;
	struct span text; /* no newline; until the next call */
	const char *rule; /* NULL: must be accepted; else the id of the rule that refuses it */
};

/* What a back-trace of one package must find. Lists are sorted by bytes, "kind:code" without repeats. */
struct season_package {
	char name[ITEM_TEXT]; /* pkg:GTIN/SERIAL */
	char run[ITEM_TEXT];  /* the packing run that made it */
	char lot[GS1_X_TEXT];
	char path[ITEM_TEXT];     /* Digital Link path: /01/GTIN/10/LOT/21/SERIAL */
	const struct span *farms; /* farm numbers, 10 digits */
	size_t farm_count;
	const struct span *carcasses;
	size_t carcass_count;
	const struct span *pigs; /* every ear tag they ever wore */
	size_t pig_count;
	bool sold; /* it has an event of its own */
};

struct season;

/* FAULT_SETTING if a setting is out of range, FAULT_MEMORY. *season only on success. */
int season_open(struct season **season, const struct season_settings *settings,
	struct fault *fault) MUST_CHECK;
void season_close(struct season *season);

const struct season_station *season_stations(const struct season *season, size_t *count);

/* 1 and the next line; 0 at the end of the season; or a fault. */
int season_next(struct season *season, struct season_line *line, struct fault *fault) MUST_CHECK;

/*
 * 1 and the next package worth asking for, 0 if there is none now, or a fault. Packages come up with
 * the wave that made them: ask until 0 after each season_next, those left over when the next wave begins
 * are gone. Pointers hold until the next call of either.
 */
int season_package(
	struct season *season, struct season_package *package, struct fault *fault) MUST_CHECK;

/*
 * The kinds of line that must be refused, for those who want to try them one by one: the n-th as it would
 * stand in a station's note, written to out (up to SEASON_WRONG_MOST bytes). NULL behind the last.
 */
struct season_wrong {
	const char *name; /* a file name: what is wrong */
	const char *rule;
	const char *trade; /* of the station that would say it */
	const char *shape; /* the line, with marks for what varies; see wrong.c */
	bool alone; /* cannot stand in a note with good lines: the whole note would be refused */
};

#define SEASON_WRONG_MOST 8192

const struct season_wrong *season_wrong_at(size_t n);
void season_wrong_write(
	const struct season_wrong *wrong, struct moment at, struct span pig, struct out *out);

#endif
