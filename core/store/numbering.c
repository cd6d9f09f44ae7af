/*
 * Which numbers of a station have come. Sequences are gapless, so that a handful of intervals says it
 * all: the writer keeps them in memory and writes the rows that have changed when it commits.
 */
#include "core/store/inner.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int load(struct store *store, const struct known *known, struct received *received,
	struct fault *fault)
{
	struct statement *rows;
	int code = engine_take(store->engine, SQL_RECEIVED_OF, &rows, fault);
	if (code != 0)
		return code;
	bind_text(rows, 1, span_of(known->name));
	bind_int(rows, 2, received->epoch);
	while (engine_next(rows, &code, fault)) {
		if (!array_reserve(&received->list, &received->cap, received->count + 1,
			    sizeof(*received->list))) {
			code = fault_set(
				fault, FAULT_MEMORY, "no memory for what %s sent", known->name);
			continue;
		}
		received->list[received->count++] = (struct interval){
			.first = row_int(rows, 0),
			.last = row_int(rows, 1),
			.stored = true,
		};
	}
	return code;
}

/* A free place, or that of the epoch that was not asked for the longest. */
static struct received *oldest(struct known *known)
{
	struct received *found = &known->received[0];
	for (int i = 1; i < EPOCHS_KEPT; i++) {
		if (known->received[i].used < found->used)
			found = &known->received[i];
	}
	return found;
}

int received_find(struct store *store, struct known *known, int64_t epoch, struct received **found,
	struct fault *fault)
{
	for (int i = 0; i < EPOCHS_KEPT; i++) {
		struct received *received = &known->received[i];
		if (received->used && received->epoch == epoch) {
			received->used = ++store->ledger.clock;
			*found = received;
			return 0;
		}
	}
	struct received *received = oldest(known);
	struct received fresh = { .epoch = epoch };
	int code = received_flush(store, known, received, fault);
	if (code == 0)
		code = load(store, known, &fresh, fault);
	if (code != 0) {
		free(fresh.list);
		return code;
	}
	free(received->list);
	*received = fresh;
	received->used = ++store->ledger.clock;
	*found = received;
	return 0;
}

/* The first interval that ends at or behind seq; count if there is none. */
static size_t place_of(const struct received *received, int64_t seq)
{
	size_t low = 0, high = received->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (received->list[middle].last < seq)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool received_has(const struct received *received, int64_t seq)
{
	size_t at = place_of(received, seq);
	return at < received->count && received->list[at].first <= seq;
}

static int drop_row(struct store *store, const struct known *known, int64_t epoch,
	const struct interval *interval, struct fault *fault)
{
	struct statement *drop;
	if (!interval->stored)
		return 0;
	int code = engine_take(store->engine, SQL_RECEIVED_DROP, &drop, fault);
	if (code != 0)
		return code;
	bind_int(drop, 1, known->no);
	bind_int(drop, 2, epoch);
	bind_int(drop, 3, interval->first);
	return engine_run(drop, fault);
}

static int insert_at(struct received *received, size_t at, int64_t seq, struct fault *fault)
{
	if (!array_reserve(
		    &received->list, &received->cap, received->count + 1, sizeof(*received->list)))
		return fault_set(fault, FAULT_MEMORY, "no memory for what was received");
	struct interval *list = received->list;
	memmove(list + at + 1, list + at, (received->count - at) * sizeof(*list));
	list[at] = (struct interval){ .first = seq, .last = seq, .changed = true };
	received->count++;
	return 0;
}

static void remove_at(struct received *received, size_t at)
{
	struct interval *list = received->list;
	received->count--;
	memmove(list + at, list + at + 1, (received->count - at) * sizeof(*list));
}

int received_add(
	struct store *store, struct known *known, int64_t epoch, int64_t seq, struct fault *fault)
{
	struct received *received;
	int code = received_find(store, known, epoch, &received, fault);
	if (code != 0 || received_has(received, seq))
		return code;
	size_t at = place_of(received, seq);
	struct interval *before = at > 0 ? &received->list[at - 1] : NULL;
	struct interval *behind = at < received->count ? &received->list[at] : NULL;
	bool joins_before = before && before->last == seq - 1;
	bool joins_behind = behind && behind->first == seq + 1;
	received->changed = true;
	ledger_changed(store, known);
	if (joins_behind) {
		code = drop_row(store, known, epoch, behind, fault);
		if (code != 0)
			return code;
		behind->stored = false;
	}
	if (joins_before) {
		before->last = joins_behind ? behind->last : seq;
		before->changed = true;
		if (joins_behind)
			remove_at(received, at);
		return 0;
	}
	if (joins_behind) {
		behind->first = seq;
		behind->changed = true;
		return 0;
	}
	return insert_at(received, at, seq, fault);
}

static int put_row(struct store *store, const struct known *known, int64_t epoch,
	const struct interval *interval, struct fault *fault)
{
	struct statement *put;
	int code = engine_take(store->engine, SQL_RECEIVED_PUT, &put, fault);
	if (code != 0)
		return code;
	bind_int(put, 1, known->no);
	bind_int(put, 2, epoch);
	bind_int(put, 3, interval->first);
	bind_int(put, 4, interval->last);
	return engine_run(put, fault);
}

int received_flush(
	struct store *store, struct known *known, struct received *received, struct fault *fault)
{
	for (size_t i = 0; received->changed && i < received->count; i++) {
		struct interval *interval = &received->list[i];
		if (!interval->changed)
			continue;
		int code = put_row(store, known, received->epoch, interval, fault);
		if (code != 0)
			return code;
		interval->changed = false;
		interval->stored = true;
	}
	received->changed = false;
	return 0;
}

static void count_gap(struct store_numbering *numbering, int64_t first, int64_t last)
{
	const int most = (int)(sizeof(numbering->ranges) / sizeof(numbering->ranges[0]));
	numbering->missing += last - first + 1;
	if (numbering->range_count == most)
		return;
	numbering->ranges[numbering->range_count].first = first;
	numbering->ranges[numbering->range_count].last = last;
	numbering->range_count++;
}

int numbering_of(struct store *store, struct span station, int64_t epoch,
	struct store_numbering *out, struct fault *fault)
{
	struct statement *rows;
	struct store_numbering numbering = { 0 };
	int code = engine_take(store->engine, SQL_RECEIVED_OF, &rows, fault);
	if (code != 0)
		return code;
	bind_text(rows, 1, station);
	bind_int(rows, 2, epoch);
	while (engine_next(rows, &code, fault)) {
		int64_t first = row_int(rows, 0);
		if (first > numbering.highest + 1)
			count_gap(&numbering, numbering.highest + 1, first - 1);
		numbering.highest = row_int(rows, 1);
		if (numbering.missing == 0)
			numbering.upto = numbering.highest;
	}
	if (code == 0)
		*out = numbering;
	return code;
}

int store_numbering(struct store *store, struct span station, int64_t epoch,
	struct store_numbering *numbering, struct fault *fault)
{
	if (store->in_batch) { /* its rows do not yet say what this batch has put */
		int code = batch_check(store, fault);
		if (code == 0)
			code = batch_done(store, ledger_flush(store, fault));
		if (code != 0)
			return code;
	}
	return numbering_of(store, station, epoch, numbering, fault);
}
