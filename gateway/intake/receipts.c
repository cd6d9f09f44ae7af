#include "gateway/intake/inner.h"

#include "core/base/words.h"

#include <stdlib.h>

static uint64_t hash_of(struct span station, int64_t epoch)
{
	return map_hash_text(station) ^ map_hash_number((uint64_t)epoch);
}

static struct due_receipt *find_due(struct due_list *due, struct span station, int64_t epoch)
{
	size_t cursor = 0, at;
	uint64_t hash = hash_of(station, epoch);
	while (map_next(&due->places, hash, &cursor, &at)) {
		if (at >= due->next && at < due->count && due->list[at].epoch == epoch &&
			span_is(station, due->list[at].station))
			return &due->list[at];
	}
	return NULL;
}

int intake_receipt_due(struct intake *intake, struct span station, int64_t epoch, int64_t got_ms,
	struct fault *fault)
{
	struct due_list *due = &intake->due;
	if (find_due(due, station, epoch) || due->count == INTAKE_DUE_MOST)
		return 0;
	if (!array_reserve(&due->list, &due->cap, due->count + 1, sizeof(*due->list)) ||
		!map_put(&due->places, hash_of(station, epoch), due->count))
		return fault_set(fault, FAULT_MEMORY, "no memory for a receipt");
	struct due_receipt *row = &due->list[due->count++];
	*row = (struct due_receipt){ .epoch = epoch, .got_ms = got_ms };
	(void)span_copy(station, row->station, sizeof(row->station));
	return 0;
}

int intake_receipt_asked(struct intake *intake, const struct source *source, int64_t epoch,
	struct span ask, struct fault *fault)
{
	struct span station = source->claim.station;
	int code = intake_receipt_due(intake, station, epoch, source->claim.got_ms, fault);
	struct due_receipt *row = code == 0 ? find_due(&intake->due, station, epoch) : NULL;
	if (row)
		(void)span_copy(ask, row->ask, sizeof(row->ask));
	return code;
}

static void forget_all(struct due_list *due)
{
	map_free(&due->places);
	due->next = due->durable = due->count = 0;
}

void intake_receipts_rollback(struct intake *intake)
{
	struct due_list *due = &intake->due;
	due->count = due->durable;
	if (due->next == due->count)
		forget_all(due);
}

void intake_receipts_free(struct intake *intake)
{
	forget_all(&intake->due);
	free(intake->due.list);
}

static int add_held(void *context, const struct store_held *held)
{
	struct receipt *receipt = context;
	struct receipt_held *row = &receipt->held[receipt->held_count++];
	const struct rule *rule = rule_find(held->rule);
	row->seq = held->seq;
	(void)span_copy(held->rule, row->rule, sizeof(row->rule));
	if (!span_copy(span_of(rule ? words(rule->text) : ""), row->words, sizeof(row->words)))
		row->words[0] = '\0';
	return 0;
}

static int fill(struct intake *intake, const struct due_receipt *due, struct moment now,
	struct receipt *receipt, struct fault *fault)
{
	struct store_numbering numbering;
	struct span station = span_of(due->station);
	*receipt = (struct receipt){ .epoch = due->epoch, .now = now };
	(void)span_copy(station, receipt->station, sizeof(receipt->station));
	(void)span_copy(span_of(due->ask), receipt->ask, sizeof(receipt->ask));
	int code = store_numbering(intake->store, station, due->epoch, &numbering, fault);
	if (code != 0)
		return code;
	receipt->upto = numbering.upto;
	for (int i = 0; i < numbering.range_count && i < RECEIPT_MISSING_MOST; i++) {
		receipt->missing[i] = (struct receipt_range){ numbering.ranges[i].first,
			numbering.ranges[i].last };
		receipt->missing_count++;
	}
	return store_held_of_station(
		intake->store, station, due->epoch, RECEIPT_HELD_MOST, add_held, receipt, fault);
}

int intake_receipt(struct intake *intake, struct moment now, bool *due,
	char topic[static TOPIC_TEXT], struct out *note, struct fault *fault)
{
	struct receipt receipt;
	struct due_list *all = &intake->due;
	all->durable = all->count;
	*due = all->next < all->count;
	if (!*due) {
		forget_all(all);
		return 0;
	}
	const struct due_receipt *next = &all->list[all->next];
	int code = fill(intake, next, now, &receipt, fault);
	if (code != 0)
		return code;
	all->next++;
	intake->answered_ms = next->got_ms;
	receipt_write(note, &receipt);
	if (note_sign(note, &intake->settings.gateway) != NOTE_OK || note->full)
		return fault_set(
			fault, FAULT_LIMIT, "the receipt for %s does not fit", next->station);
	topic_format(span_of(next->station), TOPIC_RECEIPT, topic);
	return 0;
}

int64_t intake_receipt_answers(const struct intake *intake)
{
	return intake->answered_ms;
}
