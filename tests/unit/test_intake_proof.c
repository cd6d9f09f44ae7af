/* A proof made ahead saves work and changes nothing: what is accepted and refused is the same as without. */
#include "kit_intake.h"

static void take_proven(const char *station, struct span payload, const struct intake_proof *proof)
{
	char topic[TOPIC_TEXT];
	topic_format(span_of(station), TOPIC_UP, topic);
	assert_ok(kit.f, intake_take_proven(kit.intake, span_of(topic), payload, NOON_MS, proof,
				 &kit.tally, &kit.f->fault));
}

/* As the gateway does it: the key of now, then the proof. */
static bool prove(const char *station, struct span payload, struct intake_proof *proof)
{
	char topic[TOPIC_TEXT];
	struct note_public key;
	bool provable = false;
	topic_format(span_of(station), TOPIC_UP, topic);
	assert_ok(kit.f,
		intake_key(kit.intake, span_of(topic), payload, &provable, &key, &kit.f->fault));
	if (provable)
		intake_prove(payload, &key, proof);
	return provable;
}

static void a_proven_note_is_accepted(void **state)
{
	struct note_secret key = enroll_farm();
	const char *lines[] = { good(0), good(1) };
	struct intake_proof proof;
	(void)state;
	struct span note = sign_lines(&key, FARM, EPOCH, 1, lines, 2);
	begin_taking();
	assert_true(prove(FARM, note, &proof));
	take_proven(FARM, note, &proof);
	take_proven(FARM, note, &proof);
	commit_batch(kit.f);
	assert_tally(2, 0, 2);
}

/* The note is right, the thread that looked at it said otherwise: the proof is what is believed. */
static void the_proof_is_used(void **state)
{
	struct note_secret key = enroll_farm();
	const char *lines[] = { good(0) };
	struct intake_proof proof;
	(void)state;
	struct span note = sign_lines(&key, FARM, EPOCH, 1, lines, 1);
	begin_taking();
	assert_true(prove(FARM, note, &proof));
	proof.verified = NOTE_FORGED;
	take_proven(FARM, note, &proof);
	commit_batch(kit.f);
	assert_tally(0, 1, 0);
}

static void a_forged_note_is_refused_as_it_is_without_a_proof(void **state)
{
	struct note_secret other = key_of(FARM, 'x');
	const char *lines[] = { good(0) };
	struct intake_proof proof;
	(void)state;
	(void)enroll_farm();
	struct span note = sign_lines(&other, FARM, EPOCH, 1, lines, 1);
	begin_taking();
	assert_true(prove(FARM, note, &proof));
	take_proven(FARM, note, &proof);
	take(FARM, note);
	commit_batch(kit.f);
	assert_tally(0, 1, 1);
	assert_int_equal(held(), 1);
}

/* The key changed between the proof and the message's turn, in the same batch. */
static void a_proof_with_a_key_that_counts_no_longer_is_not_used(void **state)
{
	struct note_secret old = enroll_farm(), fresh = key_of(FARM, 'n');
	struct note_secret admin = key_of("admin", 'a');
	const char *lines[] = { good(0) };
	struct intake_proof proof;
	static char kept[NOTE_MOST];
	(void)state;
	struct span note = sign_lines(&old, FARM, EPOCH, 1, lines, 1);
	assert_true(span_copy(note, kept, sizeof(kept)));
	begin_taking();
	assert_true(prove(FARM, span_of(kept), &proof));
	take("admin", sign_line(&admin, "admin", kit.admin_seq++,
			      station_line(FARM, "add", "farm", &fresh.pub)));
	take_proven(FARM, span_of(kept), &proof);
	commit_batch(kit.f);
	assert_tally(1, 1, 0);
	assert_int_equal(events(), 0);
}

static void a_station_revoked_in_the_batch_is_refused_in_spite_of_its_proof(void **state)
{
	struct note_secret key = enroll_farm(), admin = key_of("admin", 'a');
	const char *lines[] = { good(0) };
	struct intake_proof proof;
	static char kept[NOTE_MOST];
	(void)state;
	assert_true(span_copy(sign_lines(&key, FARM, EPOCH, 1, lines, 1), kept, sizeof(kept)));
	begin_taking();
	assert_true(prove(FARM, span_of(kept), &proof));
	take("admin", sign_line(&admin, "admin", kit.admin_seq++,
			      station_line(FARM, "revoke", NULL, NULL)));
	take_proven(FARM, span_of(kept), &proof);
	commit_batch(kit.f);
	assert_tally(1, 1, 0);
	begin_taking();
	assert_false(prove(FARM, span_of(kept), &proof));
	commit_batch(kit.f);
}

static void there_is_nothing_to_prove_of_plain_messages_and_strangers(void **state)
{
	struct intake_proof proof;
	(void)state;
	(void)enroll_farm();
	enroll("scale-1", "farm", NULL);
	begin_taking();
	assert_false(prove("scale-1", span_of(good(0)), &proof));
	assert_false(prove("nobody", span_of("pigtrace/v1 nobody 1 1 1\n"), &proof));
	commit_batch(kit.f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		shows(a_proven_note_is_accepted),
		shows(the_proof_is_used),
		shows(a_forged_note_is_refused_as_it_is_without_a_proof),
		shows(a_proof_with_a_key_that_counts_no_longer_is_not_used),
		shows(a_station_revoked_in_the_batch_is_refused_in_spite_of_its_proof),
		shows(there_is_nothing_to_prove_of_plain_messages_and_strangers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
