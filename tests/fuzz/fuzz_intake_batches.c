/*
 * Bytes in, store out: messages in batches that are committed or rolled back, with and without proofs made ahead.
 *
 * Six bytes stand before each message: what it becomes and the number of its first line (world_intake.h), which
 * proof it comes with, whether a batch ends in front of it and how, and its length. What must hold: the
 * store counts what the tallies of committed batches say, and nothing of the others; a second
 * delivery of everything changes nothing; and every RUNS inputs, rebuilding what is derived gives it back.
 */
#include "world_intake.h"

#include "core/base/map.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define RUNS          100
#define MESSAGES_MOST 8
#define HEADER        6

enum { PROOF_NONE, PROOF_RIGHT, PROOF_OF_ANOTHER, PROOF_WAYS };

struct plan {
	struct message message;
	struct buf payload; /* the message's own bytes */
	struct buf topic;
	unsigned proof;
	bool ends_batch;  /* in front of it */
	bool rolled_back; /* that batch, or the last */
};

static struct plan plans[MESSAGES_MOST];
static size_t plan_count;

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* ---- an input becomes a plan ---- */

static void copy_message(struct plan *plan)
{
	buf_clear(&plan->payload);
	buf_clear(&plan->topic);
	buf_span(&plan->payload, plan->message.payload);
	buf_span(&plan->topic, plan->message.topic);
	check(!plan->payload.failed && !plan->topic.failed);
	plan->message.payload = buf_written(&plan->payload);
	plan->message.topic = buf_written(&plan->topic);
}

static void read_plans(const uint8_t *bytes, size_t len)
{
	for (plan_count = 0; plan_count < MESSAGES_MOST && len >= HEADER; plan_count++) {
		struct plan *plan = &plans[plan_count];
		size_t size = (size_t)bytes[4] << 8 | bytes[5];
		size = size < len - HEADER ? size : len - HEADER;
		struct span rest = { (const char *)bytes + HEADER, size };
		plan->message =
			message_of((enum kind)(bytes[0] % KIND_OF_MESSAGE_COUNT), bytes[1], rest);
		plan->proof = bytes[2] % PROOF_WAYS;
		plan->ends_batch = bytes[3] & 1;
		plan->rolled_back = (bytes[3] & 6) == 6;
		copy_message(plan);
		bytes += HEADER + size;
		len -= HEADER + size;
	}
}

/* ---- taking it ---- */

static void take_as_planned(const struct plan *plan, struct intake_tally *tally)
{
	struct intake_proof proof, *made = NULL;
	struct note_public key;
	bool provable = false;
	struct span topic = plan->message.topic, payload = plan->message.payload;
	must(intake_key(world.intake, topic, payload, &provable, &key, &fault));
	if (plan->proof == PROOF_OF_ANOTHER)
		key = world.gateway.pub;
	if (provable && plan->proof != PROOF_NONE) {
		intake_prove(payload, &key, &proof);
		made = &proof;
	}
	must(intake_take_proven(world.intake, topic, payload, NOON_MS, made, tally, &fault));
}

static void check_receipts(void)
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

static struct counts count(void)
{
	struct counts counts;
	must(store_newest(world.store, &counts.events, &counts.held, &fault));
	return counts;
}

/* A batch of plans from..until; what it adds is what its tally says, or nothing. */
static void run_batch(size_t from, size_t until, bool rolled_back)
{
	struct intake_tally tally = { 0 };
	struct counts before = count();
	bool orders = false;
	if (from == until)
		return;
	must(store_begin(world.store, &fault));
	for (size_t i = from; i < until; i++) {
		take_as_planned(&plans[i], &tally);
		orders = orders || plans[i].message.orders;
	}
	if (rolled_back) {
		store_rollback(world.store);
		intake_rollback(world.intake);
	} else {
		must(store_commit(world.store, &fault));
		intake_committed(world.intake);
	}
	struct counts after = count();
	check(after.events - before.events == (rolled_back ? 0 : tally.accepted));
	if (rolled_back)
		check(after.held == before.held);
	else if (!orders) /* what an order still refuses is held already */
		check(after.held - before.held == tally.refused);
	check_receipts();
}

static void run_plans(bool again)
{
	size_t from = 0;
	for (size_t i = 1; i <= plan_count; i++) {
		if (i < plan_count && !plans[i].ends_batch)
			continue;
		run_batch(from, i, !again && plans[from].rolled_back);
		from = i;
	}
}

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
	if (len < HEADER || len > NOTE_MOST * 2)
		return 0;
	if (world.store && ++world.runs >= RUNS) {
		check_rebuild();
		end_world();
	}
	if (!world.store)
		begin_world();
	read_plans(bytes, len);
	run_plans(false);
	run_plans(true); /* what was rolled back comes now */
	struct counts before = count();
	run_plans(true);
	struct counts after = count();
	check(before.events == after.events && before.held == after.held);
	return 0;
}
