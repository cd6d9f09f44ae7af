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

/* How a statement of the document's story, or of its uses, reached the animal at hand; NULL: it did not. */
static const struct statement *reached_animal(
	const struct inquiry *inquiry, const struct statement *statement)
{
	for (size_t i = 0; i < inquiry->life.count; i++)
		if (statement_same(&inquiry->life.list[i], statement))
			return &inquiry->life.list[i];
	return NULL;
}

static void find_named(struct inquiry *inquiry, struct occasion *occasion)
{
	occasion->issue = inquiry_document(inquiry, occasion->doc);
	for (size_t i = 0; occasion->issue && i < occasion->issue->count; i++) {
		const struct statement *made = &occasion->issue->list[i];
		if (!statement_issues(made, occasion->doc) || occasion->listed)
			continue;
		bool listed = reached_animal(inquiry, made) != NULL;
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

static size_t use_of(const struct certificate *certificate, const struct statement *statement)
{
	for (size_t i = 0; i < certificate->uses.count; i++)
		if (statement_same(&certificate->uses.list[i], statement))
			return i;
	return NO_NAME;
}

/* Whether the animal at hand came with an earlier statement of the account, within what is listed: said of itself, it did;
 * said of heads of its group, it may have. */
static enum check_verdict came_with(
	const struct inquiry *inquiry, const struct certificate *certificate, size_t nth)
{
	const struct use *uses = certificate->heads;
	enum check_verdict verdict = CHECK_FAIL;
	for (size_t i = 0; i < nth; i++) {
		const struct statement *earlier;
		if (uses[i].account != uses[nth].account ||
			uses[i].together > certificate->listed ||
			!(earlier = reached_animal(inquiry, &certificate->uses.list[i])))
			continue;
		if (earlier->via == NO_NAME)
			return CHECK_PASS;
		verdict = CHECK_UNKNOWN;
	}
	return verdict;
}

static void beyond_list(struct inquiry *inquiry, const struct occasion *occasion,
	const struct certificate *certificate, size_t nth)
{
	const struct use *uses = certificate->heads;
	bool arrived = statement_is(occasion->at, KINDS(ARRIVE));
	enum check_verdict verdict = came_with(inquiry, certificate, nth);
	if (verdict == CHECK_PASS)
		return;
	const char *reason = arrived ? N_("more animals arrived than the certificate lists")
	                             : N_("more animals were loaded than the certificate lists");
	if (verdict == CHECK_UNKNOWN)
		reason = N_(
			"more heads of its group travelled than the certificate lists, and it may be "
			"one of the last");
	struct check_finding *finding = check_find(inquiry, verdict, reason, inquiry->animal);
	check_measure(finding, N_("on the certificate"), CHECK_COUNT, certificate->listed);
	check_measure(
		finding, arrived ? N_("arrived") : N_("loaded"), CHECK_COUNT, uses[nth].together);
	check_behind(finding, occasion->certificate);
	for (size_t i = 0; i < nth; i++)
		if (uses[i].account == uses[nth].account && uses[i].added > 0)
			check_behind(finding, &certificate->uses.list[i]);
	check_behind(finding, occasion->at);
}

static void count(struct inquiry *inquiry, const struct occasion *occasion)
{
	if (!occasion->certificate || occasion->doc == NO_NAME ||
		!statement_is(occasion->at, KINDS(LOAD) | KINDS(ARRIVE)))
		return;
	const struct certificate *certificate = inquiry_uses(inquiry, occasion->doc);
	if (!certificate || certificate->listed == 0)
		return;
	if (certificate->many) {
		struct check_finding *finding = check_find(inquiry, CHECK_UNKNOWN,
			N_("the certificate is named in more statements than are looked at"),
			occasion->doc);
		check_behind(finding, occasion->certificate);
		check_behind(finding, occasion->at);
		return;
	}
	size_t nth = use_of(certificate, occasion->at);
	if (nth != NO_NAME && certificate->heads[nth].added > 0 &&
		certificate->heads[nth].together > certificate->listed)
		beyond_list(inquiry, occasion, certificate, nth);
}

void judge_certificate_count(struct inquiry *inquiry)
{
	each_occasion(inquiry, count);
}

/* ---- meat ---- */

static const struct statement *issue_of(const struct story *issue, size_t doc)
{
	for (size_t i = 0; issue && i < issue->count; i++)
		if (statement_issues(&issue->list[i], doc))
			return &issue->list[i];
	return NULL;
}

/* How much was sent on it is not counted: it names its pieces and lots, and their kilograms and packages are held together
 * by the balance, whatever papers they went with. */
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
