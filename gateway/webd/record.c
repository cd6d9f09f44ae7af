/*
 * A farmer's form, and what comes of it. A form becomes an event line, which is a function of the form alone: sent again,
 * it is the same message. It goes to the broker under the phone's own login; the phone asks again, with the same form,
 * until the store is seen to have it.
 *
 * POST  Authorization: Basic, the phone's station and its password at the broker. Answers are JSON,
 *       {"state": ..., "text": ...}: 200 kept, 200 held (with rule and key), 202 carried, 401 login, 413 and 422
 *       wrong (with rule and key), 429 and 503 later. No state but the first two says that it is durable.
 */
#include "gateway/webd/web.h"

#include "core/base/words.h"
#include "core/rule/rule.h"
#include "core/view/form.h"
#include "gateway/webd/record.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define LATER_S "10"

/* ---- answers ---- */

enum record_state { KEPT, HELD, CARRIED, LOGIN, WRONG, LATER, RECORD_STATES };

struct told {
	int status;
	enum record_state state;
	const char *text;
	const char *rule; /* NULL: none */
	const char *key;
};

const char *record_state_name(size_t state)
{
	static const char *const names[RECORD_STATES] = { [KEPT] = "kept",
		[HELD] = "held",
		[CARRIED] = "carried",
		[LOGIN] = "login",
		[WRONG] = "wrong",
		[LATER] = "later" };
	return state < RECORD_STATES ? names[state] : NULL;
}

static void tell(const struct web *web, const struct told *told, struct http_answer *answer)
{
	json_t *value = json_pack("{s:s, s:s, s:s*, s:s*}", "state", record_state_name(told->state),
		"text", told->text, "rule", told->rule, "key", told->key);
	char *text = value ? json_dumps(value, JSON_COMPACT) : NULL;
	json_decref(value);
	if (!text) {
		answer->failed = true;
		return;
	}
	metric_add(web->metrics, COUNT_RECORDS,
		metric_series(web->metrics, COUNT_RECORDS, (size_t)told->state, 0), 1);
	answer->status = told->status;
	buf_text(&answer->body, text);
	free(text);
	reply_headers(web, answer, "application/json; charset=utf-8");
	http_say(answer, "Cache-Control", "no-store");
	if (told->status == 401)
		http_say(answer, "WWW-Authenticate", "Pigtrace");
	if (told->status == 429 || told->status == 503)
		http_say(answer, "Retry-After", LATER_S);
}

static void tell_later(
	const struct web *web, int status, const char *text, struct http_answer *answer)
{
	tell(web, &(struct told){ .status = status, .state = LATER, .text = text }, answer);
}

/* ---- what becomes of it ---- */

static void tell_wrong(
	const struct web *web, const struct say_refusal *refusal, struct http_answer *answer)
{
	struct told told = { .status = 422,
		.state = WRONG,
		.text = refusal->text,
		.rule = refusal->rule,
		.key = refusal->entry ? say_key_name(refusal->entry->key) : refusal->key };
	tell(web, &told, answer);
}

static void tell_held(
	const struct web *web, const struct store_plain_fate *fate, struct http_answer *answer)
{
	const struct rule *rule = rule_find(span_of(fate->rule));
	struct told told = { .status = 200,
		.state = HELD,
		.text = rule ? words(rule->text) : _("It has come, but is not taken as it is."),
		.rule = fate->rule,
		.key = fate->key };
	tell(web, &told, answer);
}

static void tell_login(const struct web *web, const char *text, struct http_answer *answer)
{
	tell(web, &(struct told){ .status = 401, .state = LOGIN, .text = text }, answer);
}

static void tell_plain(
	const struct web *web, int status, enum record_state state, struct http_answer *answer)
{
	tell(web, &(struct told){ .status = status, .state = state, .text = "" }, answer);
}

/* The broker has it. */
static void tell_fate(struct web *web, const struct record *record, struct http_answer *answer)
{
	struct store_plain_fate fate;
	struct fault fault = { .code = 0 };
	struct store *store = reader_open(web, &fault);
	int code = store ? store_plain_fate(store, record->message.station,
				   record->desk.event.at.at_ms, record->message.line, &fate, &fault)
	                 : fault.code;
	if (code != 0) {
		reply_store_failed(web, &fault);
		tell_later(web, 503, _("The records cannot be read now."), answer);
	} else if (fate.fate == PLAIN_HELD) {
		tell_held(web, &fate, answer);
	} else if (fate.fate == PLAIN_KEPT) {
		tell_plain(web, 200, KEPT, answer);
	} else {
		carrier_missed(web->carrier, &record->message);
		tell_plain(web, 202, CARRIED, answer);
	}
}

/* The store answers only whom the broker has let in with this very message. */
static void answer_record(struct web *web, const struct record *record, struct http_answer *answer)
{
	switch (carrier_take(web->carrier, &record->message)) {
	case CARRIED_WAITING:
		tell_plain(web, 202, CARRIED, answer);
		break;
	case CARRIED_TAKEN:
		tell_fate(web, record, answer);
		break;
	case CARRIED_REFUSED:
		tell_login(web, _("The station or its password is wrong."), answer);
		break;
	case CARRIED_FAILED:
		tell_later(web, 503, _("The gateway cannot be reached now."), answer);
		break;
	case CARRIED_FULL:
		tell_later(web, 503, _("Too many are sending at once."), answer);
		break;
	}
}

static void take(struct web *web, const struct http_request *request, struct record *record,
	struct http_answer *answer)
{
	const char *login = http_header(request, "Authorization");
	if (!login || !record_login(record, login))
		tell_login(web, _("Which station, and its password?"), answer);
	else if (!record_read(record, request->body))
		tell_wrong(web, &record->refusal, answer);
	else
		answer_record(web, record, answer);
}

void record_post(struct web *web, const struct http_request *request, struct http_answer *answer)
{
	if (!web->carrier) {
		reply_status(web, answer, 405);
		return;
	}
	if (!accept_own(request)) {
		reply_status(web, answer, 403);
		return;
	}
	if (!limiter_allows_sender(web->form_limiter, request)) {
		metric_add(web->metrics, COUNT_LIMITED, 0, 1);
		tell_later(web, 429, _("Too many are sending at once."), answer);
		return;
	}
	struct record *record = calloc(1, sizeof(*record));
	if (!record) {
		answer->failed = true;
		return;
	}
	take(web, request, record, answer);
	sodium_memzero(record->login, sizeof(record->login));
	free(record);
}

/* What the server did not even read is answered as the rest: the phone goes on with what comes next. */
void record_too_long(const struct web *web, struct http_answer *answer)
{
	struct told told = { .status = 413,
		.state = WRONG,
		.text = _("This is more than one record can hold: write it down as two.") };
	tell(web, &told, answer);
}

/* ---- the form itself ---- */

static void reply_form(const struct web *web, const struct http_request *request, const char *type,
	struct http_answer *answer)
{
	answer->status = 200;
	reply_headers_under(web->form_policy, answer, type);
	http_say(answer, "Cache-Control", "no-cache");
	reply_body(request, answer);
}

void record_form(struct web *web, const struct http_request *request, struct http_answer *answer)
{
	struct fault fault;
	if (!web->carrier) {
		reply_status(web, answer, 404);
		return;
	}
	if (form_html(&answer->body, &fault) != 0) {
		answer->failed = true;
		return;
	}
	reply_form(web, request, "text/html; charset=utf-8", answer);
	reply_language(answer);
}

void record_worker(struct web *web, const struct http_request *request, struct http_answer *answer)
{
	if (!web->carrier) {
		reply_status(web, answer, 404);
		return;
	}
	buf_text(&answer->body, form_worker());
	reply_form(web, request, "text/javascript; charset=utf-8", answer);
}
