#include "gateway/intake/inner.h"

/* The held row's own bytes and claim, copied: the store's spans do not outlive its next call. */
struct second {
	struct buf topic;
	struct buf station;
	struct buf raw;
	struct source source;
};

static int copy_held(struct second *second, const struct store_held *held, struct fault *fault)
{
	buf_span(&second->topic, held->topic);
	buf_span(&second->station, held->station);
	buf_span(&second->raw, held->raw);
	if (second->topic.failed || second->station.failed || second->raw.failed)
		return fault_set(fault, FAULT_MEMORY, "no memory to read a held message again");
	second->source = (struct source){
		.topic = buf_written(&second->topic),
		.payload = buf_written(&second->raw),
		.claim = { .station = buf_written(&second->station),
			.epoch = held->epoch,
			.seq = held->seq,
			.got_ms = held->got_ms,
			.note = held->note,
			.assurance = STORE_SIGNED },
		.settles = held->no,
	};
	return 0;
}

/* A numbered line: its note was opened when it came, only the line is read again. A number that was
 * given two contents stays a conflict: a second reading cannot make it one. */
static int read_line_again(struct intake *intake, struct second *second, struct fault *fault)
{
	struct store_station station;
	int code = intake_station(intake, second->source.claim.station, &station, fault);
	if (code != 0)
		return code == FAULT_NOT_FOUND ? 0 : code;
	second->source.station = &station;
	code = intake_line(
		intake, &second->source, second->source.payload, second->source.claim.seq, fault);
	if (code != 0 || second->source.event == 0)
		return code;
	/* Its last receipt says that the line is held. */
	return intake_receipt_due(
		intake, second->source.claim.station, second->source.claim.epoch, 0, fault);
}

int intake_retry(struct intake *intake, int64_t order, int64_t no, struct intake_tally *tally,
	struct fault *fault)
{
	struct store_held held;
	struct second second = { 0 };
	int code = store_held_get(intake->store, no, &held, fault);
	if (code == FAULT_NOT_FOUND || (code == 0 && held.settled_by != 0))
		return 0; /* nothing to do; the order itself stands in the log */
	if (code != 0)
		return code;
	bool conflict = span_is(held.rule, rule_judge_envelope(RULE_SEQ_CONFLICT).rule->id);
	if (!conflict)
		code = copy_held(&second, &held, fault);
	second.source.order = order;
	second.source.tally = tally;
	if (!conflict && code == 0)
		code = second.source.claim.seq != 0 ? read_line_again(intake, &second, fault)
		                                    : intake_message(intake, &second.source, fault);
	buf_free(&second.topic);
	buf_free(&second.station);
	buf_free(&second.raw);
	return code;
}
