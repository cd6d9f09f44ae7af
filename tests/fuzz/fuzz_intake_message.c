/*
 * Bytes in, store out, many times: all messages of an input go to a real store in one batch that is rolled back, so
 * that one store serves many inputs and nothing waits for a disk. fuzz_intake_batches.c commits.
 *
 * What must hold beside what plan_intake.h demands: within the batch a second delivery changes nothing; after it
 * the store is as it was.
 */
#include "tests/fuzz/plan_intake.h"
#include "tests/fuzz/world_store.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	if (len < PLAN_HEADER || len > NOTE_MOST * 2)
		return 0;
	if (!world.store)
		begin_world();
	world.admin_seq = 100;
	read_plans(bytes, len);
	struct counts before = count();
	must(store_begin(world.store, &fault));
	take_plans(0, plan_count);
	if (any_orders()) /* see run_all_plans */
		take_plans(0, plan_count);
	struct counts first = count();
	take_plans(0, plan_count);
	struct counts second = count();
	check(first.events == second.events && first.held == second.held);
	store_rollback(world.store);
	intake_rollback(world.intake);
	struct counts after = count();
	check(before.events == after.events && before.held == after.held);
	return 0;
}
