/*
 * Laboratory tests, inspections before and after slaughter, and release: what must be negative or passed
 * before meat leaves.
 */
#include "core/trace/check_work.h"

#include "core/base/words.h"

#define SALE    (KINDS(SHIP) | KINDS(SELL))
#define LEAVING (SALE | KINDS(LOAD)) /* a lorry takes it away, whatever else is said */

/* The first statement of these kinds about meat, from a moment on. */
static const struct statement *first_of_meat(
	const struct inquiry *inquiry, uint64_t kinds, int64_t since_ms)
{
	for (size_t i = 0; i < inquiry->record.count; i++) {
		const struct statement *at = &inquiry->record.list[i];
		if (at->at_ms >= since_ms && statement_is(at, kinds) &&
			inquiry_is_meat(inquiry, at))
			return at;
	}
	return NULL;
}

/* ---- African swine fever ---- */

/* The tests of the batch the animal was slaughtered in, and of what was made of it. */
struct fever {
	const struct statement *slaughter;
	const struct statement *negative; /* the earliest */
	const struct statement *strong;   /* the earliest negative PCR: good for every province */
	const struct statement *weak;     /* the earliest negative strip */
	const struct statement *pending;
	const struct statement *positive;
};

static void earliest(const struct statement **kept, const struct statement *test)
{
	if (!*kept || test->at_ms < (*kept)->at_ms)
		*kept = test;
}

static void take_test(struct fever *fever, const struct statement *test)
{
	if (statement_says_this(test, FIELD_FINDING, FINDING_POSITIVE))
		earliest(&fever->positive, test);
	if (statement_says_this(test, FIELD_FINDING, FINDING_PENDING))
		earliest(&fever->pending, test);
	if (!statement_says_this(test, FIELD_FINDING, FINDING_NEGATIVE))
		return;
	earliest(&fever->negative, test);
	if (statement_says_this(test, FIELD_METHOD, METHOD_PCR))
		earliest(&fever->strong, test);
	if (statement_says_this(test, FIELD_METHOD, METHOD_STRIP))
		earliest(&fever->weak, test);
}

static bool is_fever_test(const struct statement *test)
{
	return statement_is(test, KINDS(TEST)) && statement_says_this(test, FIELD_AGENT, AGENT_ASF);
}

/* False if the animal was not slaughtered. */
static bool fever_look(const struct inquiry *inquiry, struct fever *fever)
{
	const struct story *life = &inquiry->life, *record = &inquiry->record;
	*fever = (struct fever){ .slaughter = story_first(life, KINDS(SLAUGHTER)) };
	if (!fever->slaughter)
		return false;
	int64_t since_ms = fever->slaughter->at_ms - inquiry->limits->asf_test_days * DAY_MS;
	for (size_t i = 0; i < life->count; i++)
		if (is_fever_test(&life->list[i]) && life->list[i].at_ms >= since_ms)
			take_test(fever, &life->list[i]);
	for (size_t i = 0; i < record->count; i++)
		if (is_fever_test(&record->list[i]) &&
			inquiry_names_meat(inquiry, &record->list[i], ROLE_OF))
			take_test(fever, &record->list[i]);
	return true;
}

void judge_fever_tested(struct inquiry *inquiry)
{
	struct fever fever;
	if (!fever_look(inquiry, &fever))
		return;
	const struct statement *sale = first_of_meat(inquiry, SALE, INT64_MIN);
	check_applies(inquiry);
	if (fever.negative)
		return;
	const char *reason = fever.positive  ? N_("a swine-fever test was positive")
	                     : fever.pending ? N_("the swine-fever test has no result yet")
	                                     : N_("no swine-fever test of its batch is recorded");
	struct check_finding *finding = check_find(inquiry,
		sale || fever.positive ? CHECK_FAIL : CHECK_UNKNOWN, reason, inquiry->animal);
	check_behind(finding, fever.slaughter);
	check_behind(finding, fever.positive ? fever.positive : fever.pending);
	check_behind(finding, sale);
}

void judge_fever_positive(struct inquiry *inquiry)
{
	const struct story *const stories[] = { &inquiry->life, &inquiry->record };
	for (size_t nth = 0; nth < 2; nth++) {
		for (size_t i = 0; i < stories[nth]->count; i++) {
			const struct statement *test = &stories[nth]->list[i];
			if (!is_fever_test(test) ||
				(nth == 1 && !inquiry_names_meat(inquiry, test, ROLE_OF)))
				continue;
			check_applies(inquiry);
			if (statement_says_this(test, FIELD_FINDING, FINDING_POSITIVE))
				check_behind(check_find(inquiry, CHECK_FAIL,
						     N_("a swine-fever test was positive"),
						     inquiry->animal),
					test);
		}
	}
}

void judge_fever_province(struct inquiry *inquiry)
{
	struct fever fever;
	const struct statement *out = NULL;
	if (!fever_look(inquiry, &fever))
		return;
	for (size_t i = 0; i < inquiry->record.count && !out; i++) {
		const struct statement *at = &inquiry->record.list[i];
		if (statement_is(at, KINDS(CERTIFY)) &&
			statement_says_this(at, FIELD_FORM, FORM_PA) &&
			inquiry_is_meat(inquiry, at))
			out = at;
	}
	if (!out)
		return;
	const struct statement *left = first_of_meat(inquiry, LEAVING, out->at_ms);
	check_applies(inquiry);
	if (fever.strong && (!left || fever.strong->at_ms <= left->at_ms))
		return;
	if (fever.strong) {
		struct check_finding *late = check_find(inquiry, CHECK_FAIL,
			N_("it left the province before the PCR test was negative"),
			inquiry->animal);
		check_behind(late, out);
		check_behind(late, left);
		check_behind(late, fever.strong);
		return;
	}
	struct check_finding *finding = check_find(inquiry, fever.weak ? CHECK_FAIL : CHECK_UNKNOWN,
		fever.weak ? N_("it left the province on a strip test alone")
			   : N_("it left the province, and no negative PCR test is recorded"),
		inquiry->animal);
	check_behind(finding, fever.weak ? fever.weak : fever.negative);
	check_behind(finding, out);
}

void judge_fever_before_slaughter(struct inquiry *inquiry)
{
	struct fever fever;
	if (!inquiry->limits->asf_before_slaughter || !fever_look(inquiry, &fever))
		return;
	check_applies(inquiry);
	if (fever.negative && fever.negative->at_ms <= fever.slaughter->at_ms)
		return;
	struct check_finding *finding = check_find(inquiry,
		fever.negative ? CHECK_FAIL : CHECK_UNKNOWN,
		fever.negative ? N_("it was slaughtered before the swine-fever test was negative")
			       : N_("no negative swine-fever test of its batch is recorded"),
		inquiry->animal);
	check_behind(finding, fever.slaughter);
	check_behind(finding, fever.negative);
}

/* ---- residues ---- */

static bool is_residue_test(const struct statement *test)
{
	return statement_is(test, KINDS(TEST)) &&
	       !statement_says_this(test, FIELD_AGENT, AGENT_ASF) &&
	       !statement_says_this(test, FIELD_AGENT, AGENT_OTHER);
}

/* The next test for residues, of its life and then of its meat; NULL after the last. */
static const struct statement *next_residue_test(const struct inquiry *inquiry, size_t *cursor)
{
	const struct story *life = &inquiry->life, *record = &inquiry->record;
	while (*cursor < life->count + record->count) {
		size_t at = (*cursor)++;
		bool meat = at >= life->count;
		const struct statement *test =
			meat ? &record->list[at - life->count] : &life->list[at];
		if (is_residue_test(test) && (!meat || inquiry_names_meat(inquiry, test, ROLE_OF)))
			return test;
	}
	return NULL;
}

/* A later statement tells the result. */
static bool has_result(const struct inquiry *inquiry, const struct statement *pending)
{
	const struct statement *test;
	for (size_t cursor = 0; (test = next_residue_test(inquiry, &cursor));)
		if (test->at_ms >= pending->at_ms &&
			!statement_says_this(test, FIELD_FINDING, FINDING_PENDING) &&
			statement_says_this(test, FIELD_AGENT, pending->said->number[FIELD_AGENT]))
			return true;
	return false;
}

void judge_residues(struct inquiry *inquiry)
{
	const struct statement *test;
	for (size_t cursor = 0; (test = next_residue_test(inquiry, &cursor));) {
		check_applies(inquiry);
		if (statement_says_this(test, FIELD_FINDING, FINDING_POSITIVE))
			check_behind(check_find(inquiry, CHECK_FAIL,
					     N_("a forbidden drug or residue was found"),
					     inquiry->animal),
				test);
		if (statement_says_this(test, FIELD_FINDING, FINDING_PENDING) &&
			!has_result(inquiry, test))
			check_behind(check_find(inquiry, CHECK_UNKNOWN,
					     N_("a test for residues has no result yet"),
					     inquiry->animal),
				test);
	}
}

/* ---- inspections ---- */

void judge_antemortem(struct inquiry *inquiry)
{
	const struct statement *slaughter = story_first(&inquiry->life, KINDS(SLAUGHTER));
	if (!inquiry->limits->antemortem_needed || !slaughter)
		return;
	const struct statement *look =
		story_last(&inquiry->life, KINDS(ANTEMORTEM), slaughter->at_ms);
	check_applies(inquiry);
	if (look && statement_says_this(look, FIELD_VERDICT, VERDICT_PASS))
		return;
	struct check_finding *finding = check_find(inquiry, look ? CHECK_FAIL : CHECK_UNKNOWN,
		look ? N_("it was slaughtered though it had not passed ante-mortem inspection")
		     : N_("no ante-mortem inspection is recorded"),
		inquiry->animal);
	check_behind(finding, look);
	check_behind(finding, slaughter);
}

/* The last inspection of a piece of meat up to a moment. */
static const struct statement *inspection_of(
	const struct story *record, size_t name, int64_t until_ms)
{
	for (size_t i = record->count; i-- > 0;)
		if (record->list[i].at_ms <= until_ms &&
			statement_is(&record->list[i], KINDS(INSPECT)) &&
			statement_names(&record->list[i], ROLE_OF, name))
			return &record->list[i];
	return NULL;
}

static bool is_passed(const struct statement *look)
{
	return look && statement_says_this(look, FIELD_VERDICT, VERDICT_PASS);
}

/* A carcass, which must be inspected, or a lot, which may be. */
struct piece {
	size_t name;
	bool carcass;
	const struct statement *look; /* its last inspection; NULL: none */
};

/* The animal's next one; false if there is none left. */
static bool next_piece(struct inquiry *inquiry, size_t *cursor, struct piece *piece)
{
	const struct trace *record = inquiry->record.trace;
	while (*cursor < record->item_count) {
		size_t at = (*cursor)++;
		piece->carcass = record->items[at].kind == ITEM_CARCASS;
		if ((!piece->carcass && record->items[at].kind != ITEM_LOT) || !inquiry->mine[at])
			continue;
		piece->name = inquiry_name(inquiry, span_of(record->items[at].name));
		if (inquiry->code != 0)
			return false;
		piece->look = inspection_of(&inquiry->record, piece->name, INT64_MAX);
		if (piece->carcass || piece->look)
			return true;
	}
	return false;
}

void judge_meat_inspection(struct inquiry *inquiry)
{
	struct piece piece;
	for (size_t cursor = 0; next_piece(inquiry, &cursor, &piece);) {
		const char *failed = piece.carcass ? N_("this carcass did not pass meat inspection")
		                                   : N_("this lot did not pass meat inspection");
		check_applies(inquiry);
		if (is_passed(piece.look))
			continue;
		struct check_finding *finding = check_find(inquiry,
			piece.look ? CHECK_FAIL : CHECK_UNKNOWN,
			piece.look ? failed : N_("no meat inspection of this carcass is recorded"),
			piece.name);
		check_behind(finding, piece.look);
		check_behind(finding, story_first(&inquiry->life, KINDS(SLAUGHTER)));
	}
}

/* Where meat left of which the piece is a part, as far as is known: of a carcass all the animal's; of a lot, itself and
 * what was asked for. */
static bool takes_away(
	const struct inquiry *inquiry, const struct statement *at, const struct piece *piece)
{
	return statement_is(at, LEAVING) && inquiry_is_meat(inquiry, at) &&
	       (piece->carcass || statement_names(at, ROLE_OF, piece->name) ||
		       inquiry->record.trace->items[at->told->item].depth == 0);
}

/* It had to be passed whenever it left, not only in the end. */
static void judge_piece_released(struct inquiry *inquiry, const struct piece *piece)
{
	const struct story *record = &inquiry->record;
	for (size_t i = 0; i < record->count; i++) {
		const struct statement *left = &record->list[i];
		if (!takes_away(inquiry, left, piece))
			continue;
		const struct statement *look = inspection_of(record, piece->name, left->at_ms);
		if (is_passed(look) || (!look && !piece->carcass))
			continue;
		struct check_finding *finding = check_find(inquiry, CHECK_FAIL,
			N_("meat left before it had passed meat inspection"), piece->name);
		check_behind(finding, left);
		check_behind(finding, piece->look);
		return;
	}
}

void judge_release(struct inquiry *inquiry)
{
	struct fever fever;
	struct piece piece;
	const struct statement *left = first_of_meat(inquiry, LEAVING, INT64_MIN);
	if (!left || !fever_look(inquiry, &fever))
		return;
	if (fever.negative) {
		check_applies(inquiry);
		if (fever.negative->at_ms > left->at_ms) {
			struct check_finding *finding = check_find(inquiry, CHECK_FAIL,
				N_("meat left before the swine-fever test was negative"),
				inquiry->animal);
			check_behind(finding, left);
			check_behind(finding, fever.negative);
		}
	}
	for (size_t cursor = 0; next_piece(inquiry, &cursor, &piece);) {
		if (!is_passed(piece.look))
			continue;
		check_applies(inquiry);
		judge_piece_released(inquiry, &piece);
	}
}
