/*
 * The packing runs a package stands in. Where a run's `pack` event carries the key that makes its
 * serials, the serial must be the one the key makes; where none does, the counter alone decides.
 */
#include "core/trace/work.h"

#include "core/ident/serial.h"

#include <sodium.h>
#include <stdlib.h>

struct candidate {
	size_t run;
	bool keyed;
	bool verified;
};

struct candidates {
	struct work *work;
	struct candidate *list;
	size_t count;
	size_t cap;
};

static int candidate(void *context, int64_t item, struct item what)
{
	struct candidates *all = context;
	struct work *work = all->work;
	size_t node;
	int code = work_named_item(work, item, what, &node);
	if (code != 0)
		return code;
	if (!work_room(work, &all->list, &all->cap, all->count + 1, sizeof(*all->list)))
		return FAULT_MEMORY;
	all->list[all->count++] = (struct candidate){ .run = node };
	return 0;
}

static int runs_with(struct work *work, struct span gtin, int64_t counter, struct candidates *all)
{
	return store_runs_with(work->store, gtin, counter, candidate, all, work->fault);
}

int genuine_serial(struct work *work, size_t fact, struct item_run run, struct span serial,
	bool *keyed, bool *made)
{
	uint8_t key[SERIAL_KEY_LEN];
	size_t len;
	*keyed = *made = false;
	if (work->facts[fact].told.kind != KIND_PACK || work->facts[fact].corrected)
		return 0;
	int code = work_decode(work, fact);
	const struct event_value *said =
		code == 0 ? event_find(work->event, FIELD_SERIAL_KEY) : NULL;
	*keyed = said &&
	         sodium_hex2bin(
			 key, sizeof(key), said->text.at, said->text.len, NULL, &len, NULL) == 0 &&
	         len == sizeof(key);
	*made = *keyed && serial_check(key, run.gtin, run.lot, serial);
	return code;
}

/* Hold the serial against the keys of the run's `pack` events that stand uncorrected. */
static int check(struct work *work, struct candidate *run, struct span serial)
{
	struct item_run parts;
	int code = work_own_links(work, run->run);
	if (code != 0 || !item_split_run(work_item_of(work, run->run), &parts))
		return code;
	for (size_t i = 0; code == 0 && i < work->nodes[run->run].link_count; i++) {
		size_t nth = work->nodes[run->run].first_link + i, at;
		bool keyed = false, made = false;
		if (work->links[nth].flow != FLOW_PRODUCED)
			continue;
		code = link_fact(work, nth, &at);
		if (code == 0)
			code = genuine_serial(work, at, parts, serial, &keyed, &made);
		run->keyed = run->keyed || keyed;
		run->verified = run->verified || made;
	}
	return code;
}

static int stand(struct work *work, size_t node, size_t run)
{
	if (node == run)
		return 0;
	if (!WORK_ROOM(work, stands) || !WORK_ROOM(work, edges))
		return FAULT_MEMORY;
	work->stands[work->stands_count++] = (struct stand){ node, run };
	work->edges[work->edges_count++] = (struct edge){ .node = node, .from = run, .fact = NONE };
	return 0;
}

static bool lot_verified(const struct candidates *all, struct span lot)
{
	struct item_run parts;
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].verified &&
			item_split_run(work_item_of(all->work, all->list[i].run), &parts) &&
			span_equal(parts.lot, lot))
			return true;
	return false;
}

static int runs_of_package(struct work *work, size_t node, struct item_pkg pkg)
{
	struct candidates all = { .work = work };
	struct item_run parts;
	int64_t counter;
	bool keyed = false, verified = false;
	if (!serial_counter(pkg.serial, &counter))
		return 0;
	int code = runs_with(work, pkg.gtin, counter, &all);
	for (size_t i = 0; code == 0 && i < all.count; i++) {
		code = check(work, &all.list[i], pkg.serial);
		keyed = keyed || all.list[i].keyed;
		verified = verified || all.list[i].verified;
	}
	if (code == 0 && keyed && !verified && work->nodes[node].seed)
		work->not_genuine = true;
	for (size_t i = 0; code == 0 && i < all.count; i++)
		if (!keyed || (item_split_run(work_item_of(work, all.list[i].run), &parts) &&
				      lot_verified(&all, parts.lot)))
			code = stand(work, node, all.list[i].run);
	free(all.list);
	return code;
}

static int runs_around(struct work *work, size_t node, struct item_run run)
{
	struct candidates all = { .work = work };
	struct item_run parts;
	int code = runs_with(work, run.gtin, run.first, &all);
	for (size_t i = 0; code == 0 && i < all.count; i++)
		if (item_split_run(work_item_of(work, all.list[i].run), &parts) &&
			span_equal(parts.lot, run.lot) && parts.first <= run.first &&
			parts.last >= run.last)
			code = stand(work, node, all.list[i].run);
	free(all.list);
	return code;
}

int genuine_runs(struct work *work, size_t node)
{
	struct item_pkg pkg;
	struct item_run run;
	if (item_split_pkg(work_item_of(work, node), &pkg))
		return runs_of_package(work, node, pkg);
	if (item_split_run(work_item_of(work, node), &run))
		return runs_around(work, node, run);
	return 0;
}
