#include "gateway/webd/web.h"

#include "core/base/log.h"
#include "core/base/words.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define SMALL      512 /* not worth compressing */
#define GZIP_BITS  (15 + 16)
#define GZIP_LEVEL 6

void reply_headers(const struct web *web, struct http_answer *answer, const char *type)
{
	reply_headers_under(web->policy, answer, type);
}

void reply_headers_under(const char *policy, struct http_answer *answer, const char *type)
{
	http_say(answer, "Content-Type", "%s", type);
	http_say(answer, "Content-Security-Policy", "%s", policy);
	http_say(answer, "X-Content-Type-Options", "nosniff");
	http_say(answer, "X-Robots-Tag", "noindex, nofollow, noarchive");
	http_say(answer, "Referrer-Policy", "same-origin");
	http_say(answer, "Access-Control-Allow-Origin", "*");
	http_say(answer, "Vary", "Accept, Accept-Encoding, Accept-Language");
}

void reply_notice(const struct web *web, struct http_answer *answer, int status, const char *title,
	const char *text)
{
	struct page_frame frame = {
		.path = "", .query = "", .home = "", .phone = web->config->phone
	};
	struct fault fault;
	answer->status = status;
	buf_clear(&answer->body);
	if (page_notice(title, text, &frame, &answer->body, &fault) != 0)
		answer->failed = true;
	reply_headers(web, answer, "text/html; charset=utf-8");
	reply_language(answer);
	http_say(answer, "Cache-Control", "no-store");
}

void reply_language(struct http_answer *answer)
{
	http_say(answer, "Content-Language", "%s",
		strcmp(words_language(), "en") == 0 ? "en" : "zh-CN");
}

void reply_store_failed(struct web *web, const struct fault *fault)
{
	log_say(LOG_ERROR, "store_failed", fault->text);
	metric_add(web->metrics, COUNT_STORE_FAULTS, 0, 1);
	reader_drop();
}

void reply_fault(struct web *web, struct http_answer *answer, const struct fault *fault)
{
	reply_store_failed(web, fault);
	http_say(answer, "Retry-After", "10");
	reply_notice(web, answer, 503, _("Cannot be verified now"),
		_("The records cannot be read at the moment. This says nothing about the product. Please try again, or call."));
}

void reply_status(const struct web *web, struct http_answer *answer, int status)
{
	static const struct {
		int status;
		const char *title;
		const char *text;
	} rows[] = {
		{ 400, N_("This is no code of ours"),
			N_("The address cannot be read as a code. Please scan the label again.") },
		{ 403, N_("Not from here"), N_("A check is made on the page itself.") },
		{ 404, N_("Nothing here"), N_("There is nothing at this address.") },
		{ 405, N_("Not like this"), N_("This address does not take such a request.") },
		{ 413, N_("Too long"), N_("That was more than this page takes.") },
		{ 414, N_("Too long"), N_("That was more than this page takes.") },
		{ 429, N_("Too many"),
			N_("There were too many checks in this minute. Please try again later.") },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].status == status) {
			reply_notice(
				web, answer, status, words(rows[i].title), words(rows[i].text));
			return;
		}
	reply_notice(web, answer, status, words(rows[2].title), words(rows[2].text));
}

/* ---- ETag and compression ---- */

static bool compress_body(struct buf *body)
{
	z_stream stream = { 0 };
	bool good = deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, GZIP_BITS, 8,
			    Z_DEFAULT_STRATEGY) == Z_OK;
	if (!good)
		return false;
	uLong most = deflateBound(&stream, (uLong)body->len);
	unsigned char *packed = malloc(most);
	if (packed) {
		stream.next_in = (unsigned char *)body->at;
		stream.avail_in = (uInt)body->len;
		stream.next_out = packed;
		stream.avail_out = (uInt)most;
		good = deflate(&stream, Z_FINISH) == Z_STREAM_END;
	}
	size_t len = (size_t)(most - stream.avail_out);
	(void)deflateEnd(&stream);
	if (packed && good) {
		buf_clear(body);
		buf_bytes(body, packed, len);
	}
	free(packed);
	return packed && good;
}

static bool has_tag(const char *list, const char *tag)
{
	return list && (strcmp(list, "*") == 0 || strstr(list, tag));
}

void reply_encode(
	const struct http_request *request, struct http_answer *answer, struct coded *coded)
{
	unsigned char hash[16];
	char hex[2 * sizeof(hash) + 1];
	struct out tag = out_into(coded->tag, sizeof(coded->tag));
	coded->status = answer->status;
	coded->gzip = accept_gzip(request) && answer->body.len > SMALL;
	if (answer->failed || answer->body.failed)
		return;
	(void)crypto_generichash(hash, sizeof(hash), (const unsigned char *)answer->body.at,
		answer->body.len, NULL, 0);
	(void)sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	if (coded->gzip)
		coded->gzip = compress_body(&answer->body);
	out_text(&tag, hex);
}

void reply_coded(
	const struct http_request *request, struct http_answer *answer, const struct coded *coded)
{
	if (coded->gzip)
		http_say(answer, "Content-Encoding", "gzip");
	http_say(answer, "ETag", "\"%s%s\"", coded->tag, coded->gzip ? "-gz" : "");
	answer->status = coded->status;
	/* The body stays: its length is told, and the server sends none with a 304. */
	if (answer->status == 200 && has_tag(http_header(request, "If-None-Match"), coded->tag))
		answer->status = 304;
}

void reply_body(const struct http_request *request, struct http_answer *answer)
{
	struct coded coded;
	reply_encode(request, answer, &coded);
	reply_coded(request, answer, &coded);
}
