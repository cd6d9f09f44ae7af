/*
 * How much of a thing an event is about: all of it, so many, so many grams, or a part nobody measured. Only groups,
 * lots and runs go part by part.
 */
#include "core/trace/work.h"

#define BIT(kind) (1u << ITEM_##kind)
#define PARTED    (BIT(GROUP) | BIT(LOT) | BIT(RUN))

/* Its number of packages; false if it is no run. */
static bool run_count(struct work *work, size_t node, int64_t *count)
{
	struct item_run run;
	if (work->nodes[node].kind != ITEM_RUN || !item_split_run(work_item_of(work, node), &run))
		return false;
	*count = run.last - run.first + 1;
	return true;
}

/* What the events of work->rows made of it; false if one of them does not say its weight, or none made it. */
static bool made_mass(const struct work *work, size_t node, int64_t *mass_g)
{
	bool known = true;
	*mass_g = 0;
	for (size_t i = 0; known && i < work->rows_count; i++) {
		const struct row *row = &work->rows[i];
		if (row->node != node || row->flow != FLOW_PRODUCED)
			continue;
		for (size_t j = NONE; part_next(work, row->fact, FLOW(PRODUCED), &j);) {
			const struct part *part = &work->parts[j];
			if (part->item != work->nodes[node].number)
				continue;
			known = known && part->has_mass;
			*mass_g += part->mass_g;
		}
	}
	return known && *mass_g > 0;
}

struct extent extent_whole(struct work *work, size_t node)
{
	struct extent whole = { .measure = MEASURE_SOME };
	if (run_count(work, node, &whole.size))
		whole.measure = MEASURE_COUNT;
	else if (work->nodes[node].kind == ITEM_LOT && made_mass(work, node, &whole.size))
		whole.measure = MEASURE_MASS;
	return whole;
}

void extent_add(struct extent *total, struct extent extent)
{
	if (total->measure == MEASURE_ALL)
		total->measure = extent.measure;
	if (total->measure != extent.measure)
		total->measure = MEASURE_SOME;
	total->size += extent.size;
}

bool extent_reaches(struct extent whole, enum measure measure, int64_t size)
{
	int64_t slack = measure == MEASURE_MASS ? whole.size / 100 * TRACE_SCALES_PERCENT : 0;
	return measure == whole.measure && measure != MEASURE_SOME && size >= whole.size - slack;
}

/* As the row's item says; else as the event says of all it names. */
static struct extent said_extent(const struct work *work, const struct row *row)
{
	const struct fact *fact = &work->facts[row->fact];
	const struct node *node = &work->nodes[row->node];
	size_t observed = 0;
	for (size_t i = NONE; part_next(work, row->fact, FLOW(OBSERVED), &i);) {
		const struct part *part = &work->parts[i];
		observed++;
		if (part->item != node->number)
			continue;
		if (part->has_count)
			return (struct extent){ MEASURE_COUNT, part->count };
		if (part->has_mass && node->kind != ITEM_GROUP)
			return (struct extent){ MEASURE_MASS, part->mass_g };
	}
	if (!fact->has_heads)
		return (struct extent){ .measure = MEASURE_ALL };
	if (observed > 1)
		return (struct extent){ .measure = MEASURE_SOME };
	return (struct extent){ MEASURE_COUNT, fact->heads };
}

struct extent extent_of(struct work *work, const struct row *row)
{
	const struct extent all = { .measure = MEASURE_ALL };
	if (!(PARTED >> work->nodes[row->node].kind & 1))
		return all;
	struct extent said = said_extent(work, row);
	if (said.measure == MEASURE_ALL || said.measure == MEASURE_SOME)
		return said;
	return extent_reaches(extent_whole(work, row->node), said.measure, said.size) ? all : said;
}
