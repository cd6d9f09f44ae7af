#include "gateway/intake/inner.h"

#include <sodium.h>
#include <stdlib.h>

int intake_open(struct intake **out, struct store *store, const struct intake_settings *settings,
	struct fault *fault)
{
	struct intake *intake = calloc(1, sizeof(*intake));
	if (!intake)
		return fault_set(fault, FAULT_MEMORY, "no memory for the intake");
	intake->store = store;
	intake->settings = *settings;
	intake->registry = 1;
	*out = intake;
	return 0;
}

void intake_close(struct intake *intake)
{
	if (!intake)
		return;
	intake_receipts_free(intake);
	sodium_memzero(&intake->settings, sizeof(intake->settings));
	free(intake);
}

void intake_rollback(struct intake *intake)
{
	intake_receipts_rollback(intake);
	intake_limits_rollback(intake);
	intake_registry_changed(intake);
}

void intake_committed(struct intake *intake)
{
	intake_limits_keep(intake);
}

/* ---- keeping what is refused ---- */

static int hold(struct intake *intake, struct source *source, struct span line, int64_t seq,
	struct judgement why, struct fault *fault)
{
	int64_t no;
	if (source->settles) /* it is held already */
		return 0;
	if (seq == 0 && intake_over_limit(intake, source))
		return intake_shed(intake, source, fault);
	struct store_claim claim = source->claim;
	claim.line = line;
	claim.seq = seq;
	int code = store_put_quarantine(
		intake->store, &claim, source->topic, why.rule->id, why.key, why.at, &no, fault);
	if (code != 0)
		return code;
	source->tally->refused++;
	intake_charge(intake, source, line.len);
	if (intake->settings.refused)
		intake->settings.refused(
			intake->settings.context, claim.station, claim.epoch, seq, &why, no);
	return 0;
}

static bool looks_plain(struct span payload)
{
	return payload.len > 0 && payload.at[0] == '{';
}

/* What the store finds a message without a number by, besides its bytes. */
static int64_t time_of(struct intake *intake, struct span payload)
{
	struct event_wrong wrong;
	bool event =
		looks_plain(payload) && event_decode(payload, &intake->event, &wrong) == EVENT_OK;
	return event ? intake->event.at.at_ms : 0;
}

/* A whole message: kept once, however often it is sent. */
static int hold_message(
	struct intake *intake, struct source *source, struct judgement why, struct fault *fault)
{
	enum store_seen seen;
	int code = store_seen_plain(intake->store, source->claim.station,
		time_of(intake, source->payload), source->payload, &seen, fault);
	if (code != 0)
		return code;
	if (seen == STORE_SAME && !source->settles) {
		source->tally->repeated++;
		return 0;
	}
	return hold(intake, source, source->payload, 0, why, fault);
}

/* ---- one event line ---- */

static bool admin_only(enum event_kind kind)
{
	return vocabulary_kinds[kind].trades == UINT32_C(1) << TRADE_ADMIN;
}

static struct judgement judge(struct intake *intake, struct source *source, struct span line)
{
	struct event_wrong wrong;
	source->at_ms = 0;
	if (event_decode(line, &intake->event, &wrong) != EVENT_OK)
		return rule_judge_wrong(&wrong);
	source->at_ms = intake->event.at.at_ms;
	if (admin_only(intake->event.kind) &&
		(source->station->trade != TRADE_ADMIN || source->claim.assurance != STORE_SIGNED))
		return rule_judge_envelope(RULE_ADMIN_ONLY);
	return rule_judge_event(&intake->event);
}

/* What an accepted event asks of the gateway itself. An order that is read again itself is an event, but no
 * order any more: whoever gave it can give it anew. */
static int obey(struct intake *intake, struct source *source, struct fault *fault)
{
	if (intake->event.kind == KIND_STATION)
		intake_registry_changed(intake);
	if (intake->event.kind != KIND_RETRY || source->order)
		return 0;
	return intake_retry(intake, source->event, event_find(&intake->event, FIELD_HELD)->number,
		source->tally, fault);
}

static int append(struct intake *intake, struct source *source, struct span line, int64_t seq,
	struct fault *fault)
{
	struct store_claim claim = source->claim;
	claim.line = line;
	claim.seq = seq;
	int code = store_put_event(intake->store, &claim, &intake->event, &source->event, fault);
	if (code == 0 && source->settles)
		code = store_settle(intake->store, source->settles, source->event, fault);
	if (code != 0)
		return code;
	source->tally->accepted++;
	intake_clock_event(intake, source);
	return obey(intake, source, fault);
}

int intake_line(struct intake *intake, struct source *source, struct span line, int64_t seq,
	struct fault *fault)
{
	struct judgement why = judge(intake, source, line);
	if (why.rule)
		return hold(intake, source, line, seq, why, fault);
	return append(intake, source, line, seq, fault);
}

/* ---- a bare event of a station without numbers ---- */

static int take_plain(struct intake *intake, struct source *source, struct fault *fault)
{
	enum store_seen seen;
	if (source->station->proof != PROOF_PLAIN)
		return hold_message(intake, source, rule_judge_envelope(RULE_STATION_PROOF), fault);
	source->claim.assurance = STORE_BROKER;
	struct judgement why = judge(intake, source, source->payload);
	if (!source->settles) {
		int code = store_seen_plain(intake->store, source->claim.station, source->at_ms,
			source->payload, &seen, fault);
		if (code != 0)
			return code;
		if (seen == STORE_SAME) {
			source->tally->repeated++;
			return 0;
		}
	}
	return why.rule ? hold(intake, source, source->payload, 0, why, fault)
	                : append(intake, source, source->payload, 0, fault);
}

/* ---- a signed note ---- */

static int put_note_once(struct intake *intake, struct source *source, const struct bundle *bundle,
	struct span signatures, struct fault *fault)
{
	if (source->claim.note != 0)
		return 0;
	struct store_note note = {
		.station = bundle->station,
		.epoch = bundle->epoch,
		.first = bundle->first,
		.count = bundle->count,
		.got_ms = source->claim.got_ms,
		.signatures = signatures,
	};
	return store_put_note(intake->store, &note, &source->claim.note, fault);
}

static int take_line(struct intake *intake, struct source *source, const struct bundle *bundle,
	struct span signatures, struct span line, int64_t seq, struct fault *fault)
{
	enum store_seen seen;
	int code =
		store_seen(intake->store, bundle->station, bundle->epoch, seq, line, &seen, fault);
	if (code != 0)
		return code;
	if (seen == STORE_SAME) {
		source->tally->repeated++;
		return 0;
	}
	code = put_note_once(intake, source, bundle, signatures, fault);
	if (code != 0)
		return code;
	if (seen == STORE_CONFLICT) {
		source->tally->conflicts++;
		return hold(
			intake, source, line, seq, rule_judge_envelope(RULE_SEQ_CONFLICT), fault);
	}
	return intake_line(intake, source, line, seq, fault);
}

/* Would a line of this note be refused that is not kept yet? */
static int has_wrong(struct intake *intake, struct source *source, const struct bundle *bundle,
	bool *wrong, struct fault *fault)
{
	enum store_seen seen;
	struct span rest = bundle->lines, line;
	int64_t seq = bundle->first;
	*wrong = false;
	for (; !*wrong && bundle_next(&rest, &line); seq++) {
		int code = store_seen(
			intake->store, bundle->station, bundle->epoch, seq, line, &seen, fault);
		if (code != 0)
			return code;
		*wrong = seen == STORE_CONFLICT ||
		         (seen == STORE_NEW && judge(intake, source, line).rule);
	}
	return 0;
}

/* A note is taken whole or left alone whole, so that its bytes can be made again. */
static int is_left_alone(struct intake *intake, struct source *source, const struct bundle *bundle,
	bool *left, struct fault *fault)
{
	*left = intake_over_limit(intake, source);
	return *left ? has_wrong(intake, source, bundle, left, fault) : 0;
}

static int take_lines(struct intake *intake, struct source *source, struct bundle *bundle,
	struct span signatures, struct fault *fault)
{
	struct span line;
	int64_t settles = source->settles;
	int64_t seq = bundle->first;
	source->claim.epoch = bundle->epoch;
	source->claim.assurance = STORE_SIGNED;
	bool left;
	int code = is_left_alone(intake, source, bundle, &left, fault);
	if (code != 0 || left) /* no receipt: its outbox keeps it */
		return code != 0 ? code : intake_shed(intake, source, fault);
	source->settles = 0; /* its lines are new to the store */
	while (bundle_next(&bundle->lines, &line)) {
		code = take_line(intake, source, bundle, signatures, line, seq++, fault);
		if (code != 0)
			return code;
	}
	if (settles) { /* by the order, if all its lines had come before or are held by themselves now */
		code = store_settle(intake->store, settles,
			source->event ? source->event : source->order, fault);
		if (code != 0)
			return code;
	}
	return intake_receipt_due(
		intake, bundle->station, bundle->epoch, source->claim.got_ms, fault);
}

/* The proof, if it was made with the key that the station has now; else it is made here. */
static const struct intake_proof *proof_of(const struct source *source, struct intake_proof *own)
{
	const struct note_public *key = source->station->has_key ? &source->station->key : NULL;
	if (source->proof && source->proof->is_note && key &&
		note_public_equal(&source->proof->key, key))
		return source->proof;
	intake_prove(source->payload, key, own);
	return own;
}

static int take_note(struct intake *intake, struct source *source, struct fault *fault)
{
	struct intake_proof own;
	struct bundle bundle;
	size_t at = 0;
	const struct intake_proof *proof = proof_of(source, &own);
	if (proof->split != NOTE_OK)
		return hold_message(
			intake, source, rule_judge_note(proof->split, proof->split_at), fault);
	enum note_error error = bundle_parse(proof->parts.text, &bundle, &at);
	if (error != NOTE_OK)
		return hold_message(intake, source, rule_judge_note(error, at), fault);
	if (!span_equal(bundle.station, source->claim.station))
		return hold_message(intake, source, rule_judge_envelope(RULE_TOPIC_STATION), fault);
	if (!source->station->has_key)
		return hold_message(intake, source, rule_judge_note(NOTE_STRANGER, 0), fault);
	if (proof->verified != NOTE_OK)
		return hold_message(intake, source,
			rule_judge_note(proof->verified, proof->verified_at), fault);
	return take_lines(intake, source, &bundle, proof->parts.signatures, fault);
}

/* ---- a message ---- */

int intake_message(struct intake *intake, struct source *source, struct fault *fault)
{
	struct store_station station;
	int code = intake_station(intake, source->claim.station, &station, fault);
	if (code == FAULT_NOT_FOUND)
		return hold_message(
			intake, source, rule_judge_envelope(RULE_STATION_UNKNOWN), fault);
	if (code != 0)
		return code;
	if (station.revoked)
		return hold_message(
			intake, source, rule_judge_envelope(RULE_STATION_REVOKED), fault);
	source->station = &station;
	if (looks_plain(source->payload))
		return take_plain(intake, source, fault);
	return take_note(intake, source, fault);
}

int intake_take_proven(struct intake *intake, struct span topic, struct span payload,
	int64_t got_ms, const struct intake_proof *proof, struct intake_tally *tally,
	struct fault *fault)
{
	enum topic_branch branch;
	struct source source = {
		.topic = topic,
		.payload = payload,
		.claim = { .got_ms = got_ms },
		.proof = proof,
		.tally = tally,
	};
	bool ours = topic_parse(topic, &source.claim.station, &branch);
	if (ours && branch == TOPIC_STATE)
		return intake_state(intake, &source, fault);
	if (!ours || branch != TOPIC_UP) {
		source.claim.station = span_of("");
		return hold_message(
			intake, &source, rule_judge_envelope(RULE_TOPIC_STATION), fault);
	}
	return intake_message(intake, &source, fault);
}

int intake_take(struct intake *intake, struct span topic, struct span payload, int64_t got_ms,
	struct intake_tally *tally, struct fault *fault)
{
	return intake_take_proven(intake, topic, payload, got_ms, NULL, tally, fault);
}

/* ---- proofs ---- */

int intake_key(struct intake *intake, struct span topic, struct span payload, bool *provable,
	struct note_public *key, struct fault *fault)
{
	struct store_station station;
	struct span name;
	enum topic_branch branch;
	*provable = false;
	if (looks_plain(payload) || !topic_parse(topic, &name, &branch) || branch != TOPIC_UP)
		return 0;
	int code = intake_station(intake, name, &station, fault);
	if (code != 0)
		return code == FAULT_NOT_FOUND ? 0 : code;
	*provable = station.has_key && !station.revoked;
	*key = station.key;
	return 0;
}

void intake_prove(struct span payload, const struct note_public *key, struct intake_proof *proof)
{
	*proof = (struct intake_proof){ .is_note = key != NULL };
	proof->split = note_split(payload, &proof->parts, &proof->split_at);
	if (!key || proof->split != NOTE_OK)
		return;
	proof->key = *key;
	proof->verified = note_verify(&proof->parts, key, &proof->verified_at);
}
