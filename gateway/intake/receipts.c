#include "gateway/intake/inner.h"

#include "core/base/words.h"

#include <string.h>

int intake_receipt_due(
	struct intake *intake, struct span station, int64_t epoch, struct fault *fault)
{
	for (size_t i = 0; i < intake->due_count; i++) {
		if (span_is(station, intake->due[i].station) && intake->due[i].epoch == epoch)
			return 0;
	}
	if (!array_reserve(
		    &intake->due, &intake->due_cap, intake->due_count + 1, sizeof(*intake->due)))
		return fault_set(fault, FAULT_MEMORY, "no memory for a receipt");
	struct due_receipt *due = &intake->due[intake->due_count];
	(void)span_copy(station, due->station, sizeof(due->station));
	due->epoch = epoch;
	intake->due_count++;
	return 0;
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

int intake_receipt(struct intake *intake, struct moment now, bool *due, char topic[static 64],
	struct out *note, struct fault *fault)
{
	struct receipt receipt;
	*due = intake->due_count > 0;
	if (!*due)
		return 0;
	const struct due_receipt *next = &intake->due[intake->due_count - 1];
	int code = fill(intake, next, now, &receipt, fault);
	if (code != 0)
		return code;
	receipt_write(note, &receipt);
	if (note_sign(note, &intake->settings.gateway) != NOTE_OK || note->full)
		return fault_set(
			fault, FAULT_LIMIT, "the receipt for %s does not fit", next->station);
	topic_format(span_of(next->station), TOPIC_RECEIPT, topic);
	intake->due_count--;
	return 0;
}
