/*
 * Quarantine certificates of the animals on the road: is there one, is it still valid, is it for this vehicle,
 * does it list the animal, do the numbers agree. And those that meat is sent with.
 */
#include "core/trace/check_work.h"

#include "core/base/words.h"

/* A moment at which an animal's certificate must be in order, and the certificate. */
struct occasion {
	const struct statement *at;
	size_t doc;                          /* NO_NAME: none is named */
	const struct story *issue;           /* what the record says of the document */
	const struct statement *certificate; /* in issue (or in the life); NULL: not recorded */
	bool listed;                         /* it covers the animal at hand */
};

typedef void occasion_fn(struct inquiry *inquiry, const struct occasion *occasion);

/* Whether a statement of the document's story reached the animal at hand. */
static bool reached_animal(const struct inquiry *inquiry, const struct statement *certificate)
{
	for (size_t i = 0; i < inquiry->life.count; i++)
		if (statement_same(&inquiry->life.list[i], certificate))
			return true;
	return false;
}

static void find_named(struct inquiry *inquiry, struct occasion *occasion)
{
	occasion->issue = inquiry_document(inquiry, occasion->doc);
	for (size_t i = 0; occasion->issue && i < occasion->issue->count; i++) {
		const struct statement *made = &occasion->issue->list[i];
		if (!statement_is(made, KINDS(CERTIFY)) ||
			!statement_names(made, ROLE_OUT, occasion->doc) || occasion->listed)
			continue;
		bool listed = reached_animal(inquiry, made);
		if (listed || !occasion->certificate)
			occasion->certificate = made;
		occasion->listed = listed;
	}
}

/* None is named: the newest that covers the animal, if it is for this vehicle or for none. */
static void find_unnamed(struct inquiry *inquiry, struct occasion *occasion)
{
	const struct story *life = &inquiry->life;
	size_t truck = statement_named(occasion->at, ROLE_TO, ITEMS(TRUCK));
	for (size_t i = life->count; i-- > 0;) {
		const struct statement *made = &life->list[i];
		size_t vehicle = statement_named(made, ROLE_TO, ITEMS(TRUCK));
		if (made->at_ms > occasion->at->at_ms || !statement_is(made, KINDS(CERTIFY)) ||
			(vehicle != truck && vehicle != NO_NAME) ||
			made->said->number[FIELD_EXPIRES] < occasion->at->at_ms)
			continue;
		occasion->issue = life;
		occasion->certificate = made;
		occasion->listed = true;
		return;
	}
}

static void each_occasion(struct inquiry *inquiry, occasion_fn *judge)
{
	const uint64_t road = KINDS(LOAD) | KINDS(UNLOAD) | KINDS(ARRIVE);
	for (size_t i = 0; inquiry->code == 0 && i < inquiry->life.count; i++) {
		struct occasion occasion = { .at = &inquiry->life.list[i] };
		if (!statement_is(occasion.at, road))
			continue;
		occasion.doc = statement_named(occasion.at, ROLE_REF, ITEMS(DOC));
		if (occasion.doc != NO_NAME)
			find_named(inquiry, &occasion);
		else if (statement_is(occasion.at, KINDS(LOAD)))
			find_unnamed(inquiry, &occasion);
		else
			continue;
		check_applies(inquiry);
		judge(inquiry, &occasion);
	}
}

static void there(struct inquiry *inquiry, const struct occasion *occasion)
{
	if (occasion->certificate)
		return;
	if (occasion->doc == NO_NAME)
		check_behind(
			check_find(inquiry, CHECK_FAIL,
				N_("it was taken on the road without a quarantine certificate"),
				inquiry->animal),
			occasion->at);
	else
		check_behind(check_find(inquiry, CHECK_UNKNOWN,
				     N_("a certificate is named, but its issue is not recorded"),
				     occasion->doc),
			occasion->at);
}

void judge_certificate_there(struct inquiry *inquiry)
{
	each_occasion(inquiry, there);
}

static void valid(struct inquiry *inquiry, const struct occasion *occasion)
{
	const struct statement *made = occasion->certificate;
	if (!made)
		return;
	bool early = occasion->at->at_ms < made->at_ms;
	if (!early && occasion->at->at_ms <= made->said->number[FIELD_EXPIRES])
		return;
	struct check_finding *finding = check_find(inquiry, CHECK_FAIL,
		early ? N_("the certificate was issued only afterwards")
		      : N_("the certificate had expired"),
		inquiry->animal);
	if (!early)
		check_measure(finding, N_("expired before"), CHECK_MINUTES,
			(occasion->at->at_ms - made->said->number[FIELD_EXPIRES]) / MINUTE_MS);
	check_behind(finding, made);
	check_behind(finding, occasion->at);
}

void judge_certificate_valid(struct inquiry *inquiry)
{
	each_occasion(inquiry, valid);
}

static void vehicle(struct inquiry *inquiry, const struct occasion *occasion)
{
	const struct statement *made = occasion->certificate;
	if (!made)
		return;
	size_t allowed = statement_named(made, ROLE_TO, ITEMS(TRUCK));
	size_t used = statement_named(occasion->at,
		statement_is(occasion->at, KINDS(LOAD)) ? ROLE_TO : ROLE_FROM, ITEMS(TRUCK));
	if (used == NO_NAME || used == allowed)
		return;
	struct check_finding *finding =
		check_find(inquiry, allowed == NO_NAME ? CHECK_UNKNOWN : CHECK_FAIL,
			allowed == NO_NAME ? N_("the certificate names no vehicle")
					   : N_("the certificate is for another vehicle"),
			inquiry->animal);
	check_behind(finding, made);
	check_behind(finding, occasion->at);
}

void judge_certificate_vehicle(struct inquiry *inquiry)
{
	each_occasion(inquiry, vehicle);
}

static void list(struct inquiry *inquiry, const struct occasion *occasion)
{
	if (!occasion->certificate || occasion->listed)
		return;
	struct check_finding *finding = check_find(inquiry, CHECK_FAIL,
		N_("the certificate does not list this animal"), inquiry->animal);
	check_behind(finding, occasion->certificate);
	check_behind(finding, occasion->at);
}

void judge_certificate_list(struct inquiry *inquiry)
{
	each_occasion(inquiry, list);
}

/* How many animals a statement is about; 0: it does not say. */
static int64_t heads(const struct statement *statement)
{
	if (statement_says(statement, FIELD_COUNT_))
		return statement->said->number[FIELD_COUNT_];
	if (statement_named(statement, ROLE_OF, ITEMS(GROUP)) != NO_NAME)
		return 0;
	return (int64_t)statement_counts(statement, ROLE_OF, ANIMALS);
}

static void count(struct inquiry *inquiry, const struct occasion *occasion)
{
	if (!occasion->certificate || !statement_is(occasion->at, KINDS(ARRIVE)))
		return;
	int64_t listed = heads(occasion->certificate);
	int64_t came = heads(occasion->at);
	if (listed == 0 || came == 0 || came <= listed)
		return;
	struct check_finding *finding = check_find(inquiry, CHECK_FAIL,
		N_("more animals arrived than the certificate lists"), inquiry->animal);
	check_measure(finding, N_("on the certificate"), CHECK_COUNT, listed);
	check_measure(finding, N_("arrived"), CHECK_COUNT, came);
	check_behind(finding, occasion->certificate);
	check_behind(finding, occasion->at);
}

void judge_certificate_count(struct inquiry *inquiry)
{
	each_occasion(inquiry, count);
}

/* ---- meat ---- */

static const struct statement *issue_of(const struct story *issue, size_t doc)
{
	for (size_t i = 0; issue && i < issue->count; i++)
		if (statement_is(&issue->list[i], KINDS(CERTIFY)) &&
			statement_names(&issue->list[i], ROLE_OUT, doc))
			return &issue->list[i];
	return NULL;
}

void judge_meat_certificate(struct inquiry *inquiry)
{
	const struct story *record = &inquiry->record;
	const uint64_t road = KINDS(SHIP) | KINDS(LOAD) | KINDS(UNLOAD) | KINDS(RECEIVE);
	for (size_t i = 0; inquiry->code == 0 && i < record->count; i++) {
		const struct statement *at = &record->list[i];
		size_t doc = statement_named(at, ROLE_REF, ITEMS(DOC));
		if (doc == NO_NAME || !statement_is(at, road) || !inquiry_is_meat(inquiry, at))
			continue;
		const struct statement *made = issue_of(inquiry_document(inquiry, doc), doc);
		check_applies(inquiry);
		if (made && at->at_ms >= made->at_ms &&
			at->at_ms <= made->said->number[FIELD_EXPIRES])
			continue;
		const char *reason = N_("a certificate is named, but its issue is not recorded");
		if (made)
			reason = at->at_ms < made->at_ms
			                 ? N_("the certificate was issued only afterwards")
			                 : N_("the certificate had expired");
		struct check_finding *finding =
			check_find(inquiry, made ? CHECK_FAIL : CHECK_UNKNOWN, reason, doc);
		check_behind(finding, made);
		check_behind(finding, at);
	}
}
