/* Packing runs kept in memory by where they begin, so that neighbours are not searched for one by one. */
#include "core/trace/forward_work.h"

#include <stdlib.h>
#include <string.h>

#define SHELF_AROUND 100000 /* numbers that can be asked for on either side of the first */

struct shelving {
	struct forward_work *fw;
	struct shelf *shelf;
};

static int put_run(void *context, int64_t number, struct item what)
{
	struct shelving *shelving = context;
	struct shelf *shelf = shelving->shelf;
	struct item_run run;
	if (!item_split_run(what, &run))
		return 0;
	if (!work_room(&shelving->fw->work, &shelf->runs, &shelf->cap, shelf->count + 1,
		    sizeof(*shelf->runs)))
		return FAULT_MEMORY;
	int64_t upto = shelf->count > 0 ? shelf->runs[shelf->count - 1].upto : 0;
	shelf->runs[shelf->count++] = (struct shelved){ .first = run.first,
		.last = run.last,
		.upto = run.last > upto ? run.last : upto,
		.number = number,
		.code = shelf->codes.len,
		.code_len = what.code.len };
	buf_span(&shelf->codes, what.code);
	return shelf->codes.failed ? work_memory(&shelving->fw->work) : 0;
}

static int fill(struct forward_work *fw, struct shelf *shelf, int64_t counter)
{
	struct shelving shelving = { fw, shelf };
	shelf->count = 0;
	buf_clear(&shelf->codes);
	shelf->after = counter - ITEM_RUN_MOST - SHELF_AROUND;
	shelf->upto = counter + SHELF_AROUND;
	int code = store_runs_between(fw->work.store, span_of(shelf->gtin), shelf->after,
		shelf->upto, put_run, &shelving, fw->work.fault);
	if (code != 0)
		shelf->upto = shelf->after; /* nothing can be found on it */
	return code;
}

static int shelf_of(struct forward_work *fw, struct span gtin, struct shelf **shelf)
{
	for (size_t i = 0; i < fw->shelves_count; i++)
		if (span_is(gtin, fw->shelves[i].gtin)) {
			*shelf = &fw->shelves[i];
			return 0;
		}
	if (!FORWARD_ROOM(fw, shelves))
		return FAULT_MEMORY;
	*shelf = &fw->shelves[fw->shelves_count++];
	**shelf = (struct shelf){ .upto = -1 };
	(void)span_copy(gtin, (*shelf)->gtin, sizeof((*shelf)->gtin));
	return 0;
}

/* How many runs begin at or before counter. */
static size_t runs_before(const struct shelf *shelf, int64_t counter)
{
	size_t low = 0, high = shelf->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (shelf->runs[middle].first <= counter)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int shelf_runs(
	struct work *work, struct span gtin, int64_t counter, store_item_fn *each, void *context)
{
	struct forward_work *fw = (struct forward_work *)work;
	struct shelf *shelf;
	int code = shelf_of(fw, gtin, &shelf);
	/* A run that holds the number may begin ITEM_RUN_MOST before it. */
	if (code == 0 && (counter > shelf->upto || counter - ITEM_RUN_MOST < shelf->after))
		code = fill(fw, shelf, counter);
	for (size_t i = code == 0 ? runs_before(shelf, counter) : 0;
		code == 0 && i > 0 && shelf->runs[i - 1].upto >= counter; i--) {
		const struct shelved *run = &shelf->runs[i - 1];
		struct item what = { ITEM_RUN, { shelf->codes.at + run->code, run->code_len } };
		if (run->last >= counter)
			code = each(context, run->number, what);
	}
	return code;
}

void shelves_free(struct forward_work *fw)
{
	for (size_t i = 0; i < fw->shelves_count; i++) {
		free(fw->shelves[i].runs);
		buf_free(&fw->shelves[i].codes);
	}
	free(fw->shelves);
}
