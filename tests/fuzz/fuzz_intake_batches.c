/*
 * Bytes in, store out: messages in batches that are committed or rolled back, with and without proofs made ahead.
 *
 * What must hold beside what plan_intake.h demands: a second delivery of everything changes nothing; and every RUNS
 * inputs, rebuilding what is derived gives it back.
 */
#include "tests/fuzz/plan_intake.h"
#include "tests/fuzz/world_store.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define RUNS 100

/* ---- what is derived ---- */

static uint64_t digest;

static void mix(int64_t number)
{
	digest = map_hash_number(digest ^ (uint64_t)number);
}

static int mix_link(void *context, const struct store_link *link)
{
	(void)context;
	mix(link->item);
	mix(link->at_ms);
	mix(link->role);
	mix(link->has_mass ? link->mass_g : -1);
	mix(link->has_count ? link->count : -1);
	return 0;
}

static int mix_heard(void *context, const struct store_heard *heard)
{
	(void)context;
	digest ^= map_hash_text(span_of(heard->station.name));
	mix(heard->registered);
	mix(heard->station.revoked);
	mix(heard->epoch);
	mix(heard->got_ms);
	mix(heard->skew_ms);
	mix(heard->events);
	mix(heard->held);
	mix(heard->numbering.upto);
	mix(heard->numbering.highest);
	mix(heard->numbering.missing);
	return 0;
}

static int mix_gist(void *context, const struct store_gist *gist)
{
	(void)context;
	mix(gist->event);
	mix(gist->station);
	mix((int64_t)gist->kind);
	mix(gist->at.at_ms);
	mix((int64_t)map_hash_text(gist->parts));
	return 0;
}

static uint64_t digest_of_derived(void)
{
	digest = 1;
	must(store_heard_each(world.store, mix_heard, NULL, &fault));
	must(store_links_between(world.store, 0, INT64_MAX, mix_link, NULL, &fault));
	must(store_gists(world.store, 0, INT64_MAX, mix_gist, NULL, &fault));
	return digest;
}

static void check_rebuild(void)
{
	int64_t unread;
	uint64_t before = digest_of_derived();
	must(store_rebuild(world.store, &unread, &fault));
	check(unread == 0 && digest_of_derived() == before);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	if (len < PLAN_HEADER || len > NOTE_MOST * 2)
		return 0;
	if (world.store && ++world.runs >= RUNS) {
		check_rebuild();
		end_world();
	}
	if (!world.store)
		begin_world();
	read_plans(bytes, len);
	run_all_plans();
	check_receipts();
	run_plans_in_vain();
	return 0;
}
