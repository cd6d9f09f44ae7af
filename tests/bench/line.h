/*
 * line.h - the plain line: a season in which every pig becomes one lot and one run of 60 packages.
 *
 * The graph the store is measured with where a figure must not depend on how meat is mixed: pig, carcass, lot, run; a pen
 * of 20 is fed three times, every fourth is treated; a lorry and a lairage place for each pen. About 4.5 events a
 * pig, in the order farms of 1,000 would say them. The same pigs give the same bytes.
 *
 * Feed    input:feed/T0 to T9: each a tenth of all pens; input:feed/H0000 and on: each of ten farms; input:feed/F0000
 *         and on: each of one farm.
 */
#ifndef PIGTRACE_TESTS_BENCH_LINE_H
#define PIGTRACE_TESTS_BENCH_LINE_H

#include "core/event/event.h"

#define LINE_PEN      20
#define LINE_FARM     1000
#define LINE_PLANT    50000
#define LINE_PACKAGES 60 /* a run, and so a pig */

struct line {
	int64_t pigs; /* a multiple of LINE_PEN */
	int64_t farm;
	int64_t nth; /* within the stage */
	int stage;
	struct event_writer writer;
	struct out out;
	char text[EVENT_LINE_MOST + 1];
};

struct line_event {
	const char *trade; /* of the station, a value of choice `trade` */
	int64_t station;   /* the how-manyeth of its trade */
	struct moment at;
	struct span text; /* until the next call */
};

void line_begin(struct line *line, int64_t pigs);
/* False at the end. */
bool line_next(struct line *line, struct line_event *event);
/* pkg:GTIN/SERIAL of package nth (1 to LINE_PACKAGES) of a pig, as its run's key makes it. */
void line_package(int64_t pig, int64_t nth, struct out *out);
void line_pig(int64_t pig, struct out *out);
void line_station(const char *trade, int64_t nth, struct out *out);

#endif
