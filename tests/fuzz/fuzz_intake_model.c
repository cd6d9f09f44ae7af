/*
 * Bytes in, judged: the whole of the intake (topics, notes, bundles, events, rules, the registry, second readings,
 * limits, receipts) over a store that is a few arrays (model_store.h), so that a hundred million messages can be
 * tried. Every input begins with an empty log: one input says all that led to what it found.
 *
 * What must hold beside what plan_intake.h and the model's store demand: what was rolled back can come again, and a
 * second delivery of everything changes nothing; in a gateway that keeps little of what is refused, every event is
 * still there.
 */
#include "tests/fuzz/model_store.h"
#include "tests/fuzz/plan_intake.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define HELD_PER_MINUTE 4
#define RECEIPTS_EVERY  256 /* inputs: each is signed, which takes longer than all the rest */

static struct intake *intakes[2]; /* one keeps all that it refuses, one only a little */

static void open_intakes(void)
{
	struct intake_settings settings = { 0 };
	make_keys();
	settings.admin = world.admin.pub;
	settings.gateway = world.gateway;
	for (size_t i = 0; i < 2; i++) {
		must(intake_open(&intakes[i], NULL, &settings, &fault));
		settings.held_per_minute = HELD_PER_MINUTE;
	}
}

/* A log with nothing in it, and an intake that has forgotten what it knew. */
static void begin(struct intake *intake)
{
	world.intake = intake;
	world.admin_seq = 1;
	model_forget();
	intake_rollback(intake);
}

/* In one batch that is rolled back, which gives back the limits, too. What was shed may be taken in later. */
static void run_limited(void)
{
	must(store_begin(world.store, &fault));
	take_plans(0, plan_count);
	struct counts before = count();
	take_plans(0, plan_count);
	check(count().events >= before.events);
	store_rollback(world.store);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	if (len < PLAN_HEADER || len > NOTE_MOST * 2)
		return 0;
	if (!intakes[0])
		open_intakes();
	bool limited = bytes[PLAN_BATCH] >> 7;
	begin(intakes[limited]);
	read_plans(bytes, len);
	if (limited) {
		run_limited();
		return 0;
	}
	run_all_plans();
	run_plans_in_vain();
	if (++world.runs % RECEIPTS_EVERY == 0)
		check_receipts();
	return 0;
}
