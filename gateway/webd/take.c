/*
 * A tap on "check", or a complaint: an event of our own station, on our disk before the reader is told so. What
 * it says of the reader is at most a region, which the proxy names.
 */
#include "gateway/webd/web.h"

#include "core/base/clock.h"
#include "core/base/utf8.h"
#include "core/event/decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REGION_MOST 40
#define REMARK_MOST 200
#define DIGITS_MOST 6 /* longer numbers are telephone or identity numbers */
#define WHAT_MOST   16

struct said {
	bool complaint;
	char about[WHAT_MOST];
	char remark[REMARK_MOST + 1];
	char region[REGION_MOST + 1];
};

/* Numbers long enough to be somebody's are not kept: the log is for ever. */
static void hide_numbers(char *text)
{
	size_t digits = 0;
	for (char *c = text;; c++) {
		bool is_digit = *c >= '0' && *c <= '9';
		if (is_digit) {
			digits++;
			continue;
		}
		/* Written in groups, it is the same number. */
		if (digits > 0 && (*c == ' ' || *c == '-') && c[1] >= '0' && c[1] <= '9')
			continue;
		if (digits > DIGITS_MOST)
			for (char *d = c; d > text && ((d[-1] >= '0' && d[-1] <= '9') ||
							      d[-1] == ' ' || d[-1] == '-');)
				*--d = '*';
		digits = 0;
		if (!*c)
			return;
	}
}

static void cut_text(const char *from, char *into, size_t most)
{
	size_t len = 0, step;
	while (from[len] && (step = utf8_step(from + len, strlen(from + len))) > 0 &&
		len + step <= most)
		len += step;
	memcpy(into, from, len);
	into[len] = '\0';
}

/* The region as the proxy says it: text, or nothing. */
static void read_region(const struct web *web, const struct http_request *request, char *region)
{
	const char *header = web->config->region_header[0] && request->by_socket
	                             ? http_header(request, web->config->region_header)
	                             : NULL;
	region[0] = '\0';
	if (!header || utf8_valid(header, strlen(header)) != strlen(header))
		return;
	for (const char *c = header; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return;
	cut_text(header, region, REGION_MOST);
}

static bool read_said(const struct web *web, const struct http_request *request, struct said *said)
{
	char what[WHAT_MOST], text[HTTP_BODY_MOST + 1];
	struct out what_out = out_into(what, sizeof(what));
	struct out about = out_into(said->about, sizeof(said->about));
	struct out remark = out_into(text, sizeof(text));
	int index;
	if (!http_form_value(request->body, "do", &what_out))
		return false;
	said->complaint = strcmp(what, "complain") == 0;
	if (!said->complaint && strcmp(what, "check") != 0)
		return false;
	read_region(web, request, said->region);
	if (!said->complaint)
		return true;
	if (!http_form_value(request->body, "about", &about) ||
		!vocabulary_find_choice(CHOICE_COMPLAINT, span_of(said->about), &index))
		return false;
	if (http_form_value(request->body, "text", &remark)) {
		hide_numbers(text);
		cut_text(text, said->remark, REMARK_MOST);
	}
	return true;
}

static bool write_event(const struct said *said, const char *item, struct out *line)
{
	struct event_writer writer;
	struct event_wrong wrong;
	struct event *event = malloc(sizeof(*event));
	event_write_begin(&writer, line, said->complaint ? KIND_COMPLAIN : KIND_CHECK,
		(struct moment){ clock_now_ms() / 1000 * 1000, WEB_CHINA_MIN });
	event_write_role(&writer, ROLE_OF);
	event_write_item(&writer, span_of(item), -1, -1);
	event_write_text(&writer, "by", span_of("consumer"));
	if (said->complaint)
		event_write_text(&writer, "complaint", span_of(said->about));
	if (said->region[0])
		event_write_text(&writer, "region", span_of(said->region));
	if (said->remark[0])
		event_write_text(&writer, "remark", span_of(said->remark));
	event_write_end(&writer);
	bool good =
		event && !line->full && event_decode(out_written(line), event, &wrong) == EVENT_OK;
	free(event);
	return good;
}

/* Enough checks are recorded, or the code is nobody's. Negative: a fault. */
enum standing { STANDING_TAKES, STANDING_FULL, STANDING_UNKNOWN };

static int standing_of(struct web *web, const struct address *address, struct fault *fault)
{
	struct store *store = reader_open(web, fault);
	struct trace *trace = NULL;
	struct item item;
	int64_t checks = 0;
	if (!store)
		return fault->code;
	if (item_parse(span_of(address->item), &item, NULL) != IDENT_OK ||
		!vocabulary_slot_of(KIND_CHECK, ROLE_OF) ||
		!(vocabulary_slot_of(KIND_CHECK, ROLE_OF)->items >> item.kind & 1))
		return STANDING_UNKNOWN;
	int code = trace_back(store, item, &(struct trace_settings){ .raw = false }, &trace, fault);
	if (code != 0)
		return code;
	for (size_t i = 0; i < trace->event_count; i++)
		checks += trace->events[i].kind == KIND_CHECK ||
		          trace->events[i].kind == KIND_COMPLAIN;
	int standing = trace->verdict != TRACE_FOUND            ? STANDING_UNKNOWN
	               : checks >= web->config->checks_per_item ? STANDING_FULL
	                                                        : STANDING_TAKES;
	trace_free(trace);
	return standing;
}

/* The label's signature goes with the reader. */
static void back_to_page(const struct http_request *request, const struct address *address,
	const char *language, const char *done, struct http_answer *answer)
{
	char text[HTTP_TARGET_MOST + 1];
	struct out signature = out_into(text, sizeof(text));
	address_signature(request->target.query, &signature);
	answer->status = 303;
	http_say(answer, "Location", "%s?%s%s%s&lang=%s#check", address->path, text,
		text[0] ? "&" : "", done, language);
	http_say(answer, "Cache-Control", "no-store");
}

static void take(struct web *web, const struct http_request *request, const struct address *address,
	const struct said *said, const char *language, struct http_answer *answer)
{
	char line[EVENT_LINE_MOST], done[64];
	struct out out = out_into(line, sizeof(line));
	struct fault fault = { .code = 0 };
	int64_t epoch = 0, seq = 0;
	int standing = standing_of(web, address, &fault);
	if (standing < 0) {
		reply_fault(web, answer, &fault);
		return;
	}
	if (standing == STANDING_UNKNOWN) {
		reply_status(web, answer, 404);
		return;
	}
	if (standing == STANDING_TAKES) {
		if (!write_event(said, address->item, &out)) {
			reply_status(web, answer, 400);
			return;
		}
		if (voice_say(web->voice, out_written(&out), &epoch, &seq, &fault) != 0) {
			reply_fault(web, answer, &fault);
			return;
		}
		metric_add(web->metrics, said->complaint ? COUNT_COMPLAINTS : COUNT_CHECKS, 0, 1);
	}
	if (said->complaint)
		(void)snprintf(done, sizeof(done), "complained=1");
	else
		(void)snprintf(
			done, sizeof(done), "checked=%lld-%lld", (long long)epoch, (long long)seq);
	back_to_page(request, address, language, done, answer);
}

void take_post(struct web *web, const struct http_request *request, const struct address *address,
	struct http_answer *answer)
{
	struct said said = { .complaint = false };
	char lang[16];
	struct out language = out_into(lang, sizeof(lang));
	if (!web->voice) {
		reply_status(web, answer, 405);
		return;
	}
	if (!accept_own(request)) {
		reply_status(web, answer, 403);
		return;
	}
	if (!read_said(web, request, &said)) {
		reply_status(web, answer, 400);
		return;
	}
	if (!limiter_allows_sender(web->limiter, request)) {
		metric_add(web->metrics, COUNT_LIMITED, 0, 1);
		http_say(answer, "Retry-After", "60");
		reply_status(web, answer, 429);
		return;
	}
	bool english = http_form_value(request->body, "lang", &language) && strcmp(lang, "en") == 0;
	take(web, request, address, &said, english ? "en" : "zh", answer);
}
