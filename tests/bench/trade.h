/*
 * trade.h - a store that fills: many farms take turns, each with its share of all live pigs. Notes of ten events, as the
 * scale and the needle that go through a pen would send them (options->scatter: any pig of the farm may be next, which no
 * farm does and no store likes).
 */
#ifndef PIGTRACE_TESTS_BENCH_TRADE_H
#define PIGTRACE_TESTS_BENCH_TRADE_H

#include "core/note/note.h"
#include "tests/bench/bench.h"

#define TRADE_FARMS  2000
#define TRADE_BUNDLE 10     /* events a note */
#define TRADE_COMMIT 5000   /* events a commit */
#define TRADE_LIVE   100000 /* pigs alive at a time, if the options do not say */

struct trade;

/* Farms and herds are made known in the store at path: a new one, or an empty one with this administrator. 0 on success;
 * trade_close in any case. Of the options: live, scatter, seed, pages. */
int trade_open(struct trade **trade, const struct bench_options *options, const char *path,
	const struct note_secret *admin);
/* So many more events. What each commit took, without making and signing its notes, is added to commits. */
int trade_go_on(struct trade *trade, int64_t events, struct samples *commits);
int64_t trade_pigs(const struct trade *trade);
void trade_close(struct trade *trade);

#endif
