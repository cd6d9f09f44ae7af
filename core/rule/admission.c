#include "core/rule/rule.h"

#include "core/base/words.h"
#include "core/rule/demand.h"

#include <assert.h>

#define OURS      "pigtrace"
#define KIND(k)   (UINT64_C(1) << KIND_##k)
#define ANY_KIND  (~UINT64_C(0))
#define LAW_TAGS  "农业部令67号 Art. 7-15"
#define LAW_DRUGS "兽药管理条例 Art. 38"
#define LAW_FILE  "畜牧法 2022 Art. 41"
#define LAW_CERT  "动物防疫法"
#define LAW_ENTRY "生猪屠宰管理条例 2021 Art. 13"

/* Who finds that a rule is broken. */
enum subject { ENVELOPE, NOTE, DECODER, DEMAND };

struct row {
	struct rule rule;
	enum subject subject;
	int which;      /* enum rule_envelope, note_error or event_error */
	uint64_t kinds; /* of the event, for DEMAND */
	bool (*broken)(const struct event *event, const char **key);
};

#define ENVELOPE_ROW(id, which, text)                        \
	{                                                    \
		{ id, OURS, text }, ENVELOPE, which, 0, NULL \
	}
#define NOTE_ROW(id, which)                              \
	{                                                \
		{ id, OURS, NULL }, NOTE, which, 0, NULL \
	}
#define DECODER_ROW(id, which)                              \
	{                                                   \
		{ id, OURS, NULL }, DECODER, which, 0, NULL \
	}
#define DEMAND_ROW(id, kinds, source, text, broken)            \
	{                                                      \
		{ id, source, text }, DEMAND, 0, kinds, broken \
	}

/* In order of id. Demands are made in this order, so one that names a law stands before the general
 * one of the vocabulary (R-REQ). The texts of NOTE and DECODER rows are the error's own: see below. */
static struct row rows[] = {
	DEMAND_ROW("R-CER-01", KIND(CERTIFY), LAW_CERT,
		N_("this certificate does not say until when it is valid"),
		demand_certificate_validity),
	DEMAND_ROW("R-CER-02", KIND(ARRIVE), LAW_ENTRY,
		N_("this arrival does not name the quarantine certificate of the animals"),
		demand_arrival_certificate),
	DEMAND_ROW("R-COR-01", KIND(CORRECT), OURS, N_("a record cannot be corrected with itself"),
		demand_other_event),
	DEMAND_ROW("R-COR-02", KIND(CORRECT), OURS,
		N_("no record has the number 0: one without a number is named by its station, - and 16 "
		   "hexadecimal digits, as a trace shows it"),
		demand_event_named),
	DECODER_ROW("R-EVT-01", EVENT_TOO_LONG),
	DECODER_ROW("R-EVT-02", EVENT_UTF8),
	DECODER_ROW("R-EVT-03", EVENT_JSON),
	DECODER_ROW("R-EVT-04", EVENT_DEEP),
	DECODER_ROW("R-EVT-05", EVENT_NOT_OBJECT),
	DECODER_ROW("R-EVT-06", EVENT_KEY_TWICE),
	DECODER_ROW("R-EVT-07", EVENT_KEY_UNKNOWN),
	DECODER_ROW("R-EVT-08", EVENT_KEY_MISPLACED),
	DECODER_ROW("R-EVT-09", EVENT_KIND_MISSING),
	DECODER_ROW("R-EVT-10", EVENT_KIND_UNKNOWN),
	DECODER_ROW("R-EVT-11", EVENT_TIME_MISSING),
	DECODER_ROW("R-EVT-12", EVENT_TIME),
	DECODER_ROW("R-EVT-13", EVENT_OPERATOR),
	DECODER_ROW("R-EVT-14", EVENT_TYPE),
	DECODER_ROW("R-EVT-15", EVENT_RANGE),
	DECODER_ROW("R-EVT-16", EVENT_CHOICE),
	DECODER_ROW("R-EVT-17", EVENT_ITEM),
	DECODER_ROW("R-EVT-18", EVENT_ITEM_KIND),
	DECODER_ROW("R-EVT-19", EVENT_ITEM_TWICE),
	DECODER_ROW("R-EVT-20", EVENT_ITEMS_MANY),
	DEMAND_ROW("R-ITM-01", ANY_KIND & ~KIND(TAG), OURS,
		N_("the same thing is named as what goes in and as what comes out of it"),
		demand_two_sides),
	DEMAND_ROW("R-MED-01", KIND(MEDICATE) | KIND(VACCINATE), LAW_FILE,
		N_("this treatment does not say which drug or vaccine was given"), demand_drug),
	DEMAND_ROW("R-MED-02", KIND(MEDICATE), LAW_DRUGS,
		N_("this drug record does not say its withdrawal days"), demand_withdrawal),
	NOTE_ROW("R-NOTE-01", NOTE_TOO_LONG),
	NOTE_ROW("R-NOTE-02", NOTE_UTF8),
	NOTE_ROW("R-NOTE-03", NOTE_FORM),
	NOTE_ROW("R-NOTE-04", NOTE_SIGNATURES),
	NOTE_ROW("R-NOTE-05", NOTE_STRANGER),
	NOTE_ROW("R-NOTE-06", NOTE_FORGED),
	NOTE_ROW("R-NOTE-07", NOTE_HEADER),
	NOTE_ROW("R-NOTE-08", NOTE_COUNT),
	DEMAND_ROW("R-QTY-01", KIND(PACK), OURS,
		N_("this record says what one package weighs, but names no package"),
		demand_packages_of_weight),
	DEMAND_ROW("R-QTY-02", ANY_KIND, OURS,
		N_("a carcass or package is one piece, but another number is given with it"),
		demand_one_piece),
	DEMAND_ROW("R-REQ-01", ANY_KIND, OURS, N_("this record lacks something that must be said"),
		demand_fields),
	DEMAND_ROW("R-REQ-02", ANY_KIND, OURS, N_("this record does not name what it is about"),
		demand_roles),
	DEMAND_ROW("R-RUN-01", KIND(PACK), OURS,
		N_("a serial key is given, but no packing run that it belongs to"),
		demand_run_of_serials),
	ENVELOPE_ROW("R-SEQ-01", RULE_SEQ_CONFLICT,
		N_("another message was received under this number before")),
	ENVELOPE_ROW("R-STA-01", RULE_TOPIC_STATION,
		N_("this message came in under the name of another station")),
	ENVELOPE_ROW("R-STA-02", RULE_STATION_UNKNOWN, N_("this station is not registered")),
	ENVELOPE_ROW("R-STA-03", RULE_STATION_REVOKED, N_("the key of this station was revoked")),
	ENVELOPE_ROW("R-STA-04", RULE_STATION_PROOF,
		N_("this station must sign its messages, and this one is not signed")),
	ENVELOPE_ROW("R-STA-05", RULE_ADMIN_ONLY, N_("only the administrator may state this")),
	DEMAND_ROW("R-STA-06", KIND(STATION), OURS,
		N_("a new station needs its trade and how it proves who it is"),
		demand_station_terms),
	DEMAND_ROW("R-STA-07", KIND(STATION), OURS,
		N_("a station that signs needs its public key registered"), demand_station_key),
	DEMAND_ROW("R-STA-08", KIND(STATION) | KIND(LABEL_KEY), OURS,
		N_("this is not the public key of a station"), demand_station_key_form),
	DEMAND_ROW("R-STA-09", KIND(STATION) | KIND(LABEL_KEY), OURS,
		N_("this public key was made for a station of another name"),
		demand_station_key_name),
	ENVELOPE_ROW("R-STA-10", RULE_STATION_FLOOD,
		N_("so much of what this station sends is refused that it is counted, not kept")),
	DEMAND_ROW("R-TAG-01", KIND(TAG), LAW_TAGS,
		N_("the new ear tag is the same as the old one"), demand_new_tag),
	DEMAND_ROW("R-TAG-02", ANY_KIND, LAW_TAGS,
		N_("an ear tag is one animal, but another number is given with it"),
		demand_one_animal),
	DEMAND_ROW("R-TIME-01", KIND(PACK), OURS,
		N_("the goods are past their best-before day when they are packed"),
		demand_best_before),
	DEMAND_ROW("R-TIME-02", ANY_KIND, OURS, N_("this ends before it begins"), demand_end),
	DEMAND_ROW("R-TIME-03", ANY_KIND, OURS,
		N_("this certificate has run out before it was issued"), demand_expiry),
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

_Static_assert(KIND_COUNT <= 64, "a bit for every kind");

/* An error's sentence belongs to the module that finds it. It is put into the table before main
 * begins, and nothing is written to the table after that. */
__attribute__((constructor)) static void borrow_texts(void)
{
	for (size_t i = 0; i < ROW_COUNT; i++) {
		if (rows[i].subject == NOTE)
			rows[i].rule.text = note_error_text((enum note_error)rows[i].which);
		if (rows[i].subject == DECODER)
			rows[i].rule.text = event_error_text((enum event_error)rows[i].which);
	}
}

static struct judgement judge(const struct row *row, const char *key, size_t at)
{
	struct judgement judgement = { .rule = &row->rule, .at = at };
	(void)span_copy(span_of(key), judgement.key, sizeof(judgement.key));
	return judgement;
}

static struct judgement judge_error(enum subject subject, int which, const char *key, size_t at)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (rows[i].subject == subject && rows[i].which == which)
			return judge(&rows[i], key, at);
	assert(false); /* no error of a message at all, or one without its rule */
	return (struct judgement){ 0 };
}

struct judgement rule_judge_envelope(enum rule_envelope which)
{
	return judge_error(ENVELOPE, (int)which, "", 0);
}

struct judgement rule_judge_note(enum note_error error, size_t at)
{
	return judge_error(NOTE, (int)error, "", at);
}

struct judgement rule_judge_wrong(const struct event_wrong *wrong)
{
	return judge_error(DECODER, (int)wrong->error, wrong->key, wrong->at);
}

struct judgement rule_judge_event(const struct event *event)
{
	const char *key = "";
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (rows[i].subject == DEMAND && rows[i].kinds >> event->kind & 1 &&
			rows[i].broken(event, &key))
			return judge(&rows[i], key, 0);
	return (struct judgement){ 0 };
}

const struct rule *rule_find(struct span id)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (span_is(id, rows[i].rule.id))
			return &rows[i].rule;
	return NULL;
}

size_t rule_count(void)
{
	return ROW_COUNT;
}

const struct rule *rule_at(size_t n)
{
	assert(n < ROW_COUNT);
	return &rows[n].rule;
}
