/* Which path is answered by whom. */
#include "gateway/webd/web.h"

#include "core/base/clock.h"
#include "core/base/words.h"

#include <string.h>

#define PAGE_PREFIX "/page"

static void plain(const struct web *web, struct http_answer *answer, int status, const char *text)
{
	answer->status = status;
	buf_text(&answer->body, text);
	reply_headers(web, answer, "text/plain; charset=utf-8");
	http_say(answer, "Cache-Control", "no-store");
}

static void answer_health(
	struct web *web, const struct http_request *request, struct http_answer *answer)
{
	(void)request;
	plain(web, answer, 200, "ok\n");
}

/* Ready is who can read the store now. */
static void answer_ready(
	struct web *web, const struct http_request *request, struct http_answer *answer)
{
	struct fault fault;
	int64_t event, held;
	struct store *store = reader_open(web, &fault);
	(void)request;
	if (store && store_newest(store, &event, &held, &fault) == 0) {
		plain(web, answer, 200, "ready\n");
		return;
	}
	reader_drop();
	plain(web, answer, 503, "the store cannot be read\n");
}

/* Not through the proxy: they are nobody's business outside. */
static void answer_metrics(
	struct web *web, const struct http_request *request, struct http_answer *answer)
{
	if (request->by_socket) {
		reply_status(web, answer, 404);
		return;
	}
	counts_write(web, &answer->body);
	answer->status = 200;
	http_say(answer, "Content-Type", "%s", METRIC_MEDIA_TYPE);
	http_say(answer, "Cache-Control", "no-store");
}

static void answer_robots(
	struct web *web, const struct http_request *request, struct http_answer *answer)
{
	(void)request;
	plain(web, answer, 200, "User-agent: *\nDisallow: /\n");
}

static void answer_home(
	struct web *web, const struct http_request *request, struct http_answer *answer)
{
	(void)request;
	reply_notice(web, answer, 200, _("Lüliang mountain pork"),
		_("Scan the code on a package to see where it comes from."));
}

typedef void answer_fn(
	struct web *web, const struct http_request *request, struct http_answer *answer);

static const struct {
	const char *path;
	answer_fn *answer;
	answer_fn *post;  /* NULL: it takes nothing */
	size_t body_most; /* 0: HTTP_BODY_MOST */
} fixed[] = {
	{ "/", answer_home, NULL, 0 },
	{ "/healthz", answer_health, NULL, 0 },
	{ "/readyz", answer_ready, NULL, 0 },
	{ "/metrics", answer_metrics, NULL, 0 },
	{ "/robots.txt", answer_robots, NULL, 0 },
	{ "/.well-known/gs1resolver", resolve_description, NULL, 0 },
	{ "/record", record_form, record_post, RECORD_FORM_MOST },
	{ "/record-worker.js", record_worker, NULL, 0 },
};
#define FIXED_COUNT (sizeof(fixed) / sizeof(fixed[0]))

/* FIXED_COUNT: none of them. */
static size_t find_fixed(const struct http_target *target)
{
	size_t nth = 0;
	while (nth < FIXED_COUNT && !span_is(target->path, fixed[nth].path))
		nth++;
	return nth;
}

static void answer_options(const struct web *web, struct http_answer *answer)
{
	answer->status = 204;
	reply_headers(web, answer, "text/plain; charset=utf-8");
	http_say(answer, "Allow", "GET, HEAD, OPTIONS%s", web->voice ? ", POST" : "");
	http_say(answer, "Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
	http_say(answer, "Access-Control-Allow-Headers", "Accept, Accept-Language");
	http_say(answer, "Access-Control-Max-Age", "86400");
}

static void answer_code(
	struct web *web, const struct http_request *request, struct http_answer *answer)
{
	struct span path = request->target.path;
	bool page = span_starts(path, PAGE_PREFIX "/");
	struct address address;
	if (page) {
		path.at += strlen(PAGE_PREFIX);
		path.len -= strlen(PAGE_PREFIX);
	}
	enum address_wrong wrong = address_read(path, &address);
	if (wrong != ADDRESS_FINE)
		reply_status(web, answer, wrong == ADDRESS_NONE ? 404 : 400);
	else if (request->method == HTTP_POST)
		take_post(web, request, &address, answer);
	else if (page)
		show_page(web, request, &address, answer);
	else
		resolve(web, request, &address, answer);
}

static void answer_fixed(
	struct web *web, const struct http_request *request, size_t nth, struct http_answer *answer)
{
	answer_fn *how = request->method == HTTP_POST ? fixed[nth].post : fixed[nth].answer;
	if (how)
		how(web, request, answer);
	else
		reply_status(web, answer, 405);
}

void route(void *context, const struct http_request *request, struct http_answer *answer)
{
	struct web *web = context;
	int64_t begun_ms = clock_steady_ms();
	size_t nth = find_fixed(&request->target);
	words_turn(accept_language(web, request));
	if (request->method == HTTP_OTHER)
		reply_status(web, answer, 405);
	else if (request->method == HTTP_OPTIONS)
		answer_options(web, answer);
	else if (nth < FIXED_COUNT)
		answer_fixed(web, request, nth, answer);
	else
		answer_code(web, request, answer);
	if (answer->status == 405)
		http_say(answer, "Allow", "GET, HEAD, OPTIONS%s", web->voice ? ", POST" : "");
	metric_observe(web->metrics, COUNT_TIME, 0, (clock_steady_ms() - begun_ms) * 1000);
}

void route_refuse(void *context, const struct http_request *request, struct http_answer *answer)
{
	const struct web *web = context;
	size_t nth = find_fixed(&request->target);
	words_turn(accept_language(web, request));
	if (answer->status == 413 && nth < FIXED_COUNT && fixed[nth].post == record_post)
		record_too_long(web, answer);
	else
		reply_status(web, answer, answer->status);
}

size_t route_body_most(const struct http_target *target)
{
	size_t nth = find_fixed(target);
	return nth < FIXED_COUNT && fixed[nth].body_most > 0 ? fixed[nth].body_most
	                                                     : HTTP_BODY_MOST;
}
