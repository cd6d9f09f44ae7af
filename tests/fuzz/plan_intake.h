/*
 * plan_intake.h - an input as a plan: messages in batches that are committed or rolled back, with and without
 * proofs made ahead; and what must hold after each batch, whichever store it goes to.
 *
 * PLAN_HEADER bytes stand before each message: what it becomes and the number of its first line (world_intake.h),
 * which proof it comes with, whether a batch ends in front of it and how, and its length (two bytes).
 * mutate_intake.c makes inputs of this shape.
 */
#ifndef PIGTRACE_TESTS_FUZZ_PLAN_INTAKE_H
#define PIGTRACE_TESTS_FUZZ_PLAN_INTAKE_H

#include "tests/fuzz/plan_shape.h"
#include "tests/fuzz/world_intake.h"

enum proof_way { PROOF_NONE, PROOF_RIGHT, PROOF_OF_ANOTHER };

struct plan {
	struct message message;
	struct buf payload; /* the message's own bytes */
	struct buf topic;
	enum proof_way proof;
	bool ends_batch;  /* in front of it */
	bool rolled_back; /* that batch, or the last */
};

static struct plan plans[PLAN_MOST];
static size_t plan_count;

/* ---- an input becomes a plan ---- */

static inline void copy_message(struct plan *plan)
{
	buf_clear(&plan->payload);
	buf_clear(&plan->topic);
	buf_span(&plan->payload, plan->message.payload);
	buf_span(&plan->topic, plan->message.topic);
	check(!plan->payload.failed && !plan->topic.failed);
	plan->message.payload = buf_written(&plan->payload);
	plan->message.topic = buf_written(&plan->topic);
}

/* Most are proven ahead, as the gateway does; without, each delivery verifies again. */
static inline enum proof_way proof_way(unsigned byte)
{
	switch (byte % 64) {
	case 0:
		return PROOF_NONE;
	case 2:
		return PROOF_OF_ANOTHER;
	default:
		return PROOF_RIGHT;
	}
}

static inline void read_plans(const uint8_t *bytes, size_t len)
{
	for (plan_count = 0; plan_count < PLAN_MOST && len >= PLAN_HEADER; plan_count++) {
		struct plan *plan = &plans[plan_count];
		size_t size = plan_size(bytes, len);
		struct span rest = { (const char *)bytes + PLAN_HEADER, size };
		plan->message = message_of((enum kind)(bytes[PLAN_KIND] % KIND_OF_MESSAGE_COUNT),
			bytes[PLAN_FIRST], rest);
		plan->proof = proof_way(bytes[PLAN_PROOF]);
		plan->ends_batch = bytes[PLAN_BATCH] & 1;
		plan->rolled_back = (bytes[PLAN_BATCH] & 6) == 6;
		copy_message(plan);
		bytes += PLAN_HEADER + size;
		len -= PLAN_HEADER + size;
	}
}

/* ---- taking it ---- */

/* How many lines a message has, if it is read line by line. */
static inline int lines_of(const struct message *message)
{
	struct note_parts parts;
	struct bundle bundle;
	size_t at;
	bool note = note_split(message->payload, &parts, &at) == NOTE_OK &&
	            bundle_parse(parts.text, &bundle, &at) == NOTE_OK;
	return note ? bundle.count : 1;
}

/* A state is no claim. */
static inline bool is_state(struct span topic)
{
	struct span station;
	enum topic_branch branch;
	return topic_parse(topic, &station, &branch) && branch == TOPIC_STATE;
}

static inline void take_as_planned(const struct plan *plan, struct intake_tally *tally)
{
	struct intake_proof proof, *made = NULL;
	struct intake_tally own = { 0 };
	struct note_public key;
	bool provable = false;
	struct span topic = plan->message.topic, payload = plan->message.payload;
	must(intake_key(world.intake, topic, payload, &provable, &key, &fault));
	if (plan->proof == PROOF_OF_ANOTHER)
		key = world.gateway.pub;
	if (provable && plan->proof != PROOF_NONE) {
		prove(payload, &key, &proof);
		made = &proof;
	}
	must(intake_take_proven(world.intake, topic, payload, NOON_MS, made, &own, &fault));
	int64_t sum = own.accepted + own.refused + own.repeated;
	check(own.conflicts <= own.refused);
	check(is_state(topic) ? sum == 0 : own.shed || sum > 0);
	if (!plan->message.orders && !own.shed)
		check(sum <= 1 || sum == lines_of(&plan->message));
	tally->accepted += own.accepted;
	tally->refused += own.refused;
	tally->repeated += own.repeated;
}

static inline void check_receipts(void)
{
	static char room[RECEIPT_MOST];
	char topic[TOPIC_TEXT];
	struct moment now = { NOON_MS, 480 };
	struct receipt receipt;
	struct span text;
	bool due = true;
	while (due) {
		struct out out = out_into(room, sizeof(room));
		must(intake_receipt(world.intake, now, &due, topic, &out, &fault));
		check(!due ||
			(note_open(out_written(&out), &world.gateway.pub, &text, NULL) == NOTE_OK &&
				receipt_parse(text, &receipt, NULL) == NOTE_OK));
	}
}

struct counts {
	int64_t events;
	int64_t held;
};

static inline struct counts count(void)
{
	struct counts counts;
	must(store_newest(world.store, &counts.events, &counts.held, &fault));
	return counts;
}

/* Plans from..until within a batch; what they add is what their tally says. */
static inline void take_plans(size_t from, size_t until)
{
	struct intake_tally tally = { 0 };
	struct counts before = count();
	bool orders = false;
	for (size_t i = from; i < until; i++) {
		take_as_planned(&plans[i], &tally);
		orders = orders || plans[i].message.orders;
	}
	struct counts after = count();
	check(after.events - before.events == tally.accepted);
	if (!orders) /* what an order still refuses is held already */
		check(after.held - before.held == tally.refused);
}

/* A batch of plans, of which nothing is left if it is rolled back. */
static inline void run_batch(size_t from, size_t until, bool rolled_back)
{
	struct counts before = count();
	if (from == until)
		return;
	must(store_begin(world.store, &fault));
	take_plans(from, until);
	if (rolled_back) {
		store_rollback(world.store);
		intake_rollback(world.intake);
		struct counts after = count();
		check(after.events == before.events && after.held == before.held);
		return;
	}
	must(store_commit(world.store, &fault));
	intake_committed(world.intake);
}

static inline bool run_plans(bool again)
{
	size_t from = 0;
	bool any_rolled_back = false;
	for (size_t i = 1; i <= plan_count; i++) {
		if (i < plan_count && !plans[i].ends_batch)
			continue;
		bool rolled_back = !again && plans[from].rolled_back;
		run_batch(from, i, rolled_back);
		any_rolled_back = any_rolled_back || rolled_back;
		from = i;
	}
	return any_rolled_back;
}

static inline bool any_orders(void)
{
	for (size_t i = 0; i < plan_count; i++)
		if (plans[i].message.orders)
			return true;
	return false;
}

/*
 * As planned, then until all of it has come: what was rolled back comes now; and of a station that the registry
 * names otherwise since, the same message is something else, once.
 */
static inline void run_all_plans(void)
{
	if (run_plans(false))
		(void)run_plans(true);
	if (any_orders())
		(void)run_plans(true);
}

/* All of it comes once more: nothing changes. */
static inline void run_plans_in_vain(void)
{
	struct counts before = count();
	(void)run_plans(true);
	struct counts after = count();
	check(before.events == after.events && before.held == after.held);
}

#endif
