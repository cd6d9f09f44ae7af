/* A message is never a fault; its lines add up; and a second delivery changes nothing in the store.
 *
 * The first byte says what the rest becomes (see kinds), so that most inputs get past the signature; the second
 * one the number of its first line, so that inputs meet each other's numbers. The store is made anew every
 * RUNS inputs. */
#include "world_intake.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define RUNS 200

/* ---- what must hold ---- */

/* How many lines a message has, if it is read line by line. */
static int lines_of(const struct message *message)
{
	struct note_parts parts;
	struct bundle bundle;
	size_t at;
	bool note = note_split(message->payload, &parts, &at) == NOTE_OK &&
	            bundle_parse(parts.text, &bundle, &at) == NOTE_OK;
	return note ? bundle.count : 1;
}

static struct intake_tally deliver(const struct message *message)
{
	struct intake_tally tally = { 0 };
	must(store_begin(world.store, &fault));
	take(message->topic, message->payload, &tally);
	must(store_commit(world.store, &fault));
	int64_t sum = tally.accepted + tally.refused + tally.repeated;
	if (tally.conflicts > tally.refused || sum < 1)
		abort();
	if (!message->orders && sum != 1 && sum != lines_of(message))
		abort();
	return tally;
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
		if (due &&
			(note_open(out_written(&out), &world.gateway.pub, &text, NULL) != NOTE_OK ||
				receipt_parse(text, &receipt, NULL) != NOTE_OK))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	int64_t events[2], held[2];
	if (len < 2 || len > NOTE_MOST * 2)
		return 0;
	if (world.store && ++world.runs >= RUNS)
		end_world();
	if (!world.store)
		begin_world();
	struct span rest = { (const char *)bytes + 2, len - 2 };
	struct message message =
		message_of((enum kind)(bytes[0] % KIND_OF_MESSAGE_COUNT), bytes[1], rest);
	(void)deliver(&message);
	must(store_newest(world.store, &events[0], &held[0], &fault));
	struct intake_tally again = deliver(&message);
	must(store_newest(world.store, &events[1], &held[1], &fault));
	if (events[0] != events[1] || held[0] != held[1] || again.accepted || again.refused)
		abort();
	check_receipts();
	return 0;
}
