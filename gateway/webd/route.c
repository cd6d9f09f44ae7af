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
	answer_fn *post; /* NULL: it takes nothing */
} fixed[] = {
	{ "/", answer_home, NULL },
	{ "/healthz", answer_health, NULL },
	{ "/readyz", answer_ready, NULL },
	{ "/metrics", answer_metrics, NULL },
	{ "/robots.txt", answer_robots, NULL },
	{ "/.well-known/gs1resolver", resolve_description, NULL },
	{ "/record", record_form, record_post },
	{ "/record-worker.js", record_worker, NULL },
};

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
	size_t nth = 0;
	words_turn(accept_language(web, request));
	while (nth < sizeof(fixed) / sizeof(fixed[0]) &&
		!span_is(request->target.path, fixed[nth].path))
		nth++;
	if (request->method == HTTP_OTHER)
		reply_status(web, answer, 405);
	else if (request->method == HTTP_OPTIONS)
		answer_options(web, answer);
	else if (nth < sizeof(fixed) / sizeof(fixed[0]))
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
	words_turn(accept_language(web, request));
	reply_status(web, answer, answer->status);
}
