/*
 * Who has which part of a thing that went out in parts: a ledger of its own events, in order. What an event moves is
 * taken from where it most likely came from, and what cannot be compared stays where it was, too: rather one too many is
 * told of a recall than one too few.
 */
#include "core/trace/forward_work.h"

#include <stdlib.h>
#include <string.h>

#define ARRIVALS \
	(UINT64_C(1) << KIND_RECEIVE | UINT64_C(1) << KIND_ARRIVE | UINT64_C(1) << KIND_UNLOAD)

/* From where an event may have it, the likeliest first. */
enum rank {
	RANK_LIKELY, /* on its way to there; else what the station itself had, or has sold */
	RANK_STATE,  /* on its way; else what any station had */
	RANK_ANY,
	RANK_COUNT
};

static const struct fact *fact_of(const struct forward_work *fw, const struct holding *holding)
{
	return &fw->work.facts[holding->fact];
}

static bool arrives(const struct fact *fact)
{
	return ARRIVALS >> fact->told.kind & 1;
}

static bool may_be_from(const struct forward_work *fw, const struct holding *holding,
	const struct fact *fact, enum rank rank)
{
	const struct fact *had = fact_of(fw, holding);
	enum forward_state state = arrives(fact)                    ? FORWARD_MOVING
	                           : fact->told.kind == KIND_RETURN ? FORWARD_SOLD
	                                                            : FORWARD_HELD;
	if (rank == RANK_ANY)
		return holding->state != FORWARD_SOLD;
	if (holding->state != state || rank == RANK_STATE)
		return holding->state == state;
	return arrives(fact) ? fact->to == NONE || had->to == fact->to
	                     : had->told.station == fact->told.station;
}

/* Loaded and shipped, or unloaded and received: the same goods, told twice. */
static bool told_again(const struct holding *holding, const struct fact *had,
	const struct fact *fact, struct extent extent)
{
	bool sent = (had->told.kind == KIND_LOAD && fact->told.kind == KIND_SHIP) ||
	            (had->told.kind == KIND_SHIP && fact->told.kind == KIND_LOAD);
	bool came = had->told.kind == KIND_UNLOAD && arrives(fact) &&
	            fact->told.kind != KIND_UNLOAD && (fact->to == NONE || fact->to == had->to);
	return holding->extent.measure == extent.measure && holding->extent.size == extent.size &&
	       (came || (sent && had->told.station == fact->told.station));
}

/* What is left of *extent after taking from this holding; true if the holding is empty then. */
static bool take(struct holding *holding, struct extent *extent)
{
	int64_t had = holding->extent.size;
	if (holding->extent.measure != extent->measure || extent->measure == MEASURE_SOME) {
		extent->size = 0;
		return false;
	}
	bool all = extent_reaches(holding->extent, extent->measure, extent->size);
	holding->extent.size -= extent->size;
	extent->size = all && extent->size > had ? extent->size - had : 0;
	return all;
}

static void take_away(struct forward_work *fw, const struct fact *fact, struct extent extent)
{
	bool known = extent.measure != MEASURE_SOME;
	for (enum rank rank = 0; known && rank < RANK_COUNT; rank++)
		for (size_t i = 0; i < fw->holdings_count && extent.size > 0;) {
			struct holding *holding = &fw->holdings[i];
			if (!may_be_from(fw, holding, fact, rank) || !take(holding, &extent)) {
				i++;
				continue;
			}
			fw->holdings_count--;
			memmove(holding, holding + 1, (fw->holdings_count - i) * sizeof(*holding));
		}
}

/* Who has some of several parts and says no number means that part; not of what only its run went to. */
static struct extent meant(
	const struct forward_work *fw, const struct fact *fact, struct extent extent, bool own)
{
	struct extent sum = { .measure = MEASURE_ALL };
	size_t likely = 0;
	bool parted = !own;
	for (size_t i = 0; i < fw->holdings_count; i++) {
		parted = parted || fw->holdings[i].own;
		if (!may_be_from(fw, &fw->holdings[i], fact, RANK_LIKELY))
			continue;
		likely++;
		extent_add(&sum, fw->holdings[i].extent);
	}
	return parted && likely > 0 && likely < fw->holdings_count ? sum : extent;
}

static int enter(struct forward_work *fw, size_t node, const struct row *row)
{
	struct work *work = &fw->work;
	const struct fact *fact = &work->facts[row->fact];
	struct extent extent = extent_of(work, row);
	bool own = row->node == node;
	if (extent.measure == MEASURE_ALL)
		extent = meant(fw, fact, extent, own);
	else if (!own)
		extent.measure = MEASURE_SOME; /* of the wider run: which packages nobody said */
	bool sold = fw->holdings_count == 1 && fw->holdings[0].state == FORWARD_SOLD;
	if (!own && sold && extent.measure != MEASURE_ALL)
		return 0;
	for (size_t i = 0; i < fw->holdings_count; i++)
		if (told_again(&fw->holdings[i], fact_of(fw, &fw->holdings[i]), fact, extent)) {
			fw->holdings[i].fact = row->fact;
			fw->holdings[i].state = forward_state_of(fw, row->fact);
			return 0;
		}
	if (extent.measure == MEASURE_ALL) {
		fw->holdings_count = 0;
		extent = extent_whole(work, node);
	}
	take_away(fw, fact, extent);
	if (!FORWARD_ROOM(fw, holdings))
		return FAULT_MEMORY;
	fw->holdings[fw->holdings_count++] = (struct holding){ .fact = row->fact,
		.state = forward_state_of(fw, row->fact),
		.extent = extent,
		.own = own,
		.holder = NONE };
	return 0;
}

int forward_ledger(struct forward_work *fw, size_t node)
{
	const struct work *work = &fw->work;
	int code = 0;
	fw->holdings_count = 0;
	for (size_t i = 0; code == 0 && i < work->rows_count; i++)
		if (forward_state_of(fw, work->rows[i].fact) != FORWARD_UNKNOWN)
			code = enter(fw, node, &work->rows[i]);
	/* It goes on where its container goes. */
	for (size_t i = 0; i < work->own_stays_count; i++)
		for (size_t j = 0; j < fw->holdings_count; j++)
			if (fw->holdings[j].fact == work->own_stays[i].fact &&
				work->own_stays[i].until_ms == EVER)
				fw->holdings[j].holder = work->own_stays[i].holder;
	return code;
}

/* ---- as parts of the answer ---- */

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* The part with this state, station and place, or a new one; NULL: memory is out. */
static struct forward_part *part_like(
	struct forward_item *item, enum forward_state state, const char *station, const char *place)
{
	for (size_t i = 0; i < item->part_count; i++) {
		struct forward_part *part = &item->parts[i];
		if (part->state == state && same_text(part->station, station) &&
			same_text(part->place, place))
			return part;
	}
	struct forward_part *part = &item->parts[item->part_count++];
	part->state = state;
	part->station = strdup(station);
	part->place = place ? strdup(place) : NULL;
	return part->station && (part->place || !place) ? part : NULL;
}

/* The largest part, of equals the last that was heard of. */
static size_t main_part(const struct forward_item *item)
{
	size_t best = 0;
	for (size_t i = 1; i < item->part_count; i++) {
		const struct forward_part *a = &item->parts[i], *b = &item->parts[best];
		int64_t more = a->share_count - b->share_count;
		if (more == 0)
			more = a->share_g - b->share_g;
		if (more > 0 || (more == 0 && a->seen_ms >= b->seen_ms))
			best = i;
	}
	return best;
}

/* The largest part stands for the item. */
static int set_main(struct forward_work *fw, struct forward_item *item)
{
	const struct forward_part *part = &item->parts[main_part(item)];
	free(item->station);
	free(item->place);
	item->station = item->place = NULL;
	item->state = part->state;
	item->seen_ms = part->seen_ms;
	item->station = strdup(part->station);
	item->place = part->place ? strdup(part->place) : NULL;
	if (!item->station || (part->place && !item->place))
		return work_memory(&fw->work);
	return 0;
}

int forward_parts(struct forward_work *fw, struct forward_item *item)
{
	item->parts = calloc(fw->holdings_count, sizeof(*item->parts));
	if (!item->parts)
		return work_memory(&fw->work);
	for (size_t i = 0; i < fw->holdings_count; i++) {
		const struct holding *holding = &fw->holdings[i];
		const struct fact *fact = fact_of(fw, holding);
		size_t place = holding->holder;
		if (place == NONE && holding->state == FORWARD_MOVING)
			place = fact->to;
		struct forward_part *part = part_like(item, holding->state, fact->told.station,
			place == NONE ? NULL : work_name(&fw->work, place));
		if (!part)
			return work_memory(&fw->work);
		if (part->seen_ms < fact->told.at.at_ms)
			part->seen_ms = fact->told.at.at_ms;
		if (holding->extent.measure == MEASURE_COUNT)
			part->share_count += holding->extent.size;
		if (holding->extent.measure == MEASURE_MASS)
			part->share_g += holding->extent.size;
	}
	return set_main(fw, item);
}

static int64_t hand_out(int64_t *left, int64_t wanted)
{
	int64_t given = wanted < *left ? wanted : *left;
	*left -= given;
	return given;
}

static void weigh_part(const struct forward_item *item, struct forward_part *part)
{
	if (item->kind != ITEM_LOT)
		part->share_g = item->share_count > 0
		                        ? item->share_g / item->share_count * part->share_count
		                        : 0;
}

void forward_share_parts(struct forward_item *item)
{
	if (item->part_count == 0)
		return;
	int64_t count = item->share_count, mass_g = item->share_g;
	struct forward_part *first = &item->parts[main_part(item)];
	/* What was used, or is told under narrower names, is likeliest missing where it all began. */
	for (size_t i = item->part_count; i > 0; i--) {
		struct forward_part *part = &item->parts[i - 1];
		part->share_count = hand_out(&count, part->share_count);
		part->share_g = hand_out(&mass_g, part->share_g);
	}
	first->share_count += count;
	first->share_g += mass_g;
	for (size_t i = 0; i < item->part_count; i++)
		weigh_part(item, &item->parts[i]);
}

struct forward_item forward_part_of(const struct forward_item *item, size_t nth)
{
	struct forward_item whole = *item;
	if (item->part_count == 0)
		return whole;
	const struct forward_part *part = &item->parts[nth];
	whole.state = part->state;
	whole.station = part->station;
	whole.place = part->place;
	whole.seen_ms = part->seen_ms;
	whole.share_count = part->share_count;
	whole.share_g = part->share_g;
	return whole;
}

size_t forward_part_count(const struct forward_item *item)
{
	return item->part_count > 0 ? item->part_count : 1;
}
