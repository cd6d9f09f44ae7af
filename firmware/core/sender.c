#include "firmware/core/sender.h"

#include <string.h>

void sender_start(struct sender *sender, struct outbox *outbox, const struct sender_keys *keys)
{
	memset(sender, 0, sizeof(*sender));
	sender->outbox = outbox;
	sender->keys = keys;
	sender->patience_ms = SENDER_PATIENCE_MS;
}

static void begin_again(struct sender *sender, int64_t now_ms)
{
	sender->unsent = sender->outbox->first;
	sender->flights = 0;
	sender->again_at_ms = now_ms + sender->patience_ms;
}

void sender_connected(struct sender *sender, int64_t now_ms)
{
	sender->connected = true;
	sender->patience_ms = SENDER_PATIENCE_MS;
	sender->missing_at = sender->receipt.missing_count;
	sender->resending = false;
	sender->said_before = sender->said;
	begin_again(sender, now_ms);
}

void sender_disconnected(struct sender *sender)
{
	sender->connected = false;
}

/* The part of the current missing range that is ours to send; false if no range is left. */
static bool missing_part(struct sender *sender, struct receipt_range *part)
{
	while (sender->missing_at < sender->receipt.missing_count) {
		struct receipt_range range = sender->receipt.missing[sender->missing_at];
		if (range.first < sender->missing_from)
			range.first = sender->missing_from;
		if (range.first < sender->outbox->first)
			range.first = sender->outbox->first;
		/* What was not sent yet comes in its turn. */
		if (range.last >= sender->unsent)
			range.last = sender->unsent - 1;
		*part = range;
		if (range.first <= range.last)
			return true;
		sender->missing_at++;
	}
	return false;
}

/* Bundle from..last; over damaged records in front of it, which are counted and left out. */
static int bundle(struct sender *sender, int64_t *from, int64_t last, struct out *note)
{
	int count;
	while (*from <= last) {
		enum outbox_error error = bundler_make(sender->outbox, sender->dating,
			&sender->keys->station, *from, last, note, &count);
		if (error == OUTBOX_OK) {
			if (sender->said < *from + count - 1)
				sender->said = *from + count - 1;
			return count;
		}
		if (error == OUTBOX_UNDATED)
			return 0; /* it waits for its time, and what is behind it for it */
		if (error != OUTBOX_DAMAGED)
			return -1;
		sender->skipped++;
		++*from;
	}
	return 0;
}

static int next_missing(struct sender *sender, int64_t now_ms, struct out *note)
{
	struct receipt_range part;
	while (missing_part(sender, &part)) {
		if (!sender->resending && now_ms < sender->resend_at_ms)
			return 0;
		if (!sender->resending)
			sender->resend_at_ms = now_ms + SENDER_RESEND_MS;
		sender->resending = true;
		int count = bundle(sender, &part.first, part.last, note);
		sender->missing_from = part.first + (count > 0 ? count : 0);
		if (count != 0)
			return count;
		sender->missing_at++; /* nothing of this range can be told now */
	}
	sender->resending = false;
	return 0;
}

static int next_unsent(struct sender *sender, int64_t now_ms, struct out *note)
{
	if (sender->flights == SENDER_WINDOW || sender->unsent > sender->outbox->synced)
		return 0;
	int count = bundle(sender, &sender->unsent, sender->outbox->synced, note);
	if (count <= 0)
		return count;
	if (sender->flights == 0)
		sender->again_at_ms = now_ms + sender->patience_ms;
	sender->unsent += count;
	sender->flight_last[sender->flights++] = sender->unsent - 1;
	return count;
}

static int64_t wait_for(const struct sender *sender, int64_t now_ms)
{
	bool waiting = sender->outbox->first < sender->unsent;
	bool missing = sender->missing_at < sender->receipt.missing_count;
	if (!waiting)
		return -1;
	int64_t until = sender->again_at_ms;
	if (missing && sender->resend_at_ms < until)
		until = sender->resend_at_ms;
	return until > now_ms ? until - now_ms : 0;
}

int sender_next(struct sender *sender, int64_t now_ms, struct out *note, int64_t *wait_ms)
{
	*wait_ms = -1;
	if (!sender->connected)
		return 0;
	if (sender->outbox->first < sender->unsent && now_ms >= sender->again_at_ms) {
		sender->patience_ms *= 2;
		if (sender->patience_ms > SENDER_PATIENCE_MOST_MS)
			sender->patience_ms = SENDER_PATIENCE_MOST_MS;
		sender->missing_at = sender->receipt.missing_count;
		sender->resending = false;
		begin_again(sender, now_ms);
	}
	int count = next_missing(sender, now_ms, note);
	if (count == 0)
		count = next_unsent(sender, now_ms, note);
	if (count == 0)
		*wait_ms = wait_for(sender, now_ms);
	return count < 0 ? -1 : count > 0;
}

static void land(struct sender *sender)
{
	int landed = 0;
	while (landed < sender->flights && sender->flight_last[landed] < sender->outbox->first)
		landed++;
	sender->flights -= landed;
	memmove(sender->flight_last, sender->flight_last + landed,
		(size_t)sender->flights * sizeof(sender->flight_last[0]));
	if (sender->unsent < sender->outbox->first)
		sender->unsent = sender->outbox->first;
}

/* What the head alone decides. SENDER_MOVED_ON: it is one to read. */
static enum sender_verdict judge(const struct sender *sender, const struct receipt_head *head)
{
	const struct outbox *outbox = sender->outbox;
	if (!span_is(head->station, sender->keys->station.pub.name))
		return SENDER_STRANGER;
	if (head->epoch != outbox->epoch)
		return SENDER_EPOCH;
	if (head->upto > outbox->synced)
		return SENDER_BEYOND;
	/* An older receipt, delivered late. */
	return head->upto < outbox->first - 1 ? SENDER_NOTHING_NEW : SENDER_MOVED_ON;
}

/* What of a receipt's numbers may be forgotten. */
static int64_t upto_of(const struct sender *sender, int64_t upto, bool retained)
{
	int64_t said = retained ? sender->said_before : sender->said;
	if (said < sender->outbox->first - 1)
		said = sender->outbox->first - 1;
	return upto < said ? upto : said;
}

enum sender_verdict sender_receipt(
	struct sender *sender, int64_t now_ms, struct span message, bool retained)
{
	struct outbox *outbox = sender->outbox;
	struct receipt_head head;
	struct span text;
	size_t at;
	if (note_open(message, &sender->keys->gateway, &text, &at) != NOTE_OK ||
		receipt_peek(text, &head) != NOTE_OK)
		return SENDER_FORGED;
	enum sender_verdict verdict = judge(sender, &head);
	if (verdict != SENDER_MOVED_ON)
		return verdict;
	/* Read in place: a second struct receipt would be most of a small board's stack. */
	sender->has_receipt = receipt_parse(text, &sender->receipt, &at) == NOTE_OK;
	sender->missing_at = 0;
	sender->missing_from = 0;
	sender->resending = false;
	if (!sender->has_receipt) {
		sender->receipt.missing_count = 0;
		return SENDER_FORGED;
	}
	int64_t upto = upto_of(sender, head.upto, retained);
	bool moved = upto >= outbox->first;
	(void)outbox_receipt(outbox, upto);
	land(sender);
	if (!moved)
		return SENDER_NOTHING_NEW;
	sender->patience_ms = SENDER_PATIENCE_MS;
	sender->again_at_ms = now_ms + sender->patience_ms;
	return SENDER_MOVED_ON;
}

const char *sender_verdict_word(enum sender_verdict verdict)
{
	static const char *const words[SENDER_VERDICT_COUNT] = {
		[SENDER_MOVED_ON] = "moved-on",
		[SENDER_NOTHING_NEW] = "nothing-new",
		[SENDER_FORGED] = "forged",
		[SENDER_STRANGER] = "other-station",
		[SENDER_EPOCH] = "other-epoch",
		[SENDER_BEYOND] = "beyond-what-was-given",
	};
	return words[verdict];
}
