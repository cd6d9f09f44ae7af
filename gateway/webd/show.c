/* The page of an item, as HTML or JSON; from the cache while the store does not change. */
#include "gateway/webd/web.h"

#include "core/base/clock.h"
#include "core/base/words.h"

#include <stdio.h>
#include <string.h>

#define DAY_MS       INT64_C(86400000)
#define CHINA_MS     (WEB_CHINA_MIN * INT64_C(60000))
#define SHORT_MAX_S  5 /* a recall must be seen at once: nobody may keep a page for longer */
#define CHECKED_TEXT 48

/* ---- what a reader has just done, as ?checked= and ?complained= say it ---- */

struct just {
	bool checked;
	bool counted;
	bool complained;
};

/* "epoch-seq" of our own station: is it in the store already? */
static int find_own(const struct web *web, struct store *store, struct span text, bool *counted,
	struct fault *fault)
{
	struct span epoch, seq = text;
	struct event_name name = { .station = span_of(web->voice ? voice_name(web->voice) : "") };
	int64_t no;
	*counted = false;
	if (!web->voice || !span_cut(&seq, '-', &epoch) ||
		!span_number(epoch, INT64_MAX, &name.epoch) ||
		!span_number(seq, INT64_MAX, &name.seq))
		return 0;
	int code = store_event_find(store, name, &no, fault);
	*counted = code == 0;
	return code == FAULT_NOT_FOUND ? 0 : code;
}

static int read_just(const struct web *web, const struct http_request *request, struct store *store,
	struct just *just, struct fault *fault)
{
	char text[CHECKED_TEXT];
	struct out out = out_into(text, sizeof(text)), other = out_into(text, sizeof(text));
	just->complained = http_form_value(request->target.query, "complained", &other);
	just->checked = http_form_value(request->target.query, "checked", &out);
	return just->checked ? find_own(web, store, out_written(&out), &just->counted, fault) : 0;
}

/* ---- the label's own words ---- */

/* What a page is asked for with: the address as the label has it, and of its query what the page carries on. */
struct asked {
	const struct address *address;
	char query[HTTP_TARGET_MOST +
		   1]; /* "s=...&k=...", as it came; "" if there is no signature */
	char uri[WEB_PATH_TEXT + HTTP_TARGET_MOST + 16];
};

static void read_asked(
	const struct http_request *request, const struct address *address, struct asked *asked)
{
	struct out query = out_into(asked->query, sizeof(asked->query));
	struct out uri = out_into(asked->uri, sizeof(asked->uri));
	asked->address = address;
	address_signature(request->target.query, &query);
	out_text(&uri, "https://x");
	out_text(&uri, address->path);
	out_text(&uri, query.len > 0 ? "?" : "");
	out_span(&uri, out_written(&query));
}

/* ---- making one ---- */

static int make_page(struct web *web, struct store *store, const struct asked *asked,
	struct page **page, struct fault *fault)
{
	const struct address *address = asked->address;
	const struct web_config *config = web->config;
	struct page_question question = { .limits = &web->limits,
		.patterns = { config->suspect_checks, config->suspect_regions,
			config->suspect_late_days },
		.uri = span_of(asked->uri),
		.now_ms = clock_now_ms() };
	if (address->link.lot[0] && address->link.serial[0])
		question.lot = span_of(address->link.lot);
	if (item_parse(span_of(address->item), &question.item, NULL) != IDENT_OK)
		return fault_set(fault, FAULT_CORRUPT, "%s is not an item", address->item);
	return page_make(store, &question, page, fault);
}

static int render(struct web *web, const struct asked *asked, const struct page *page,
	enum form form, const struct just *just, struct buf *into, struct fault *fault)
{
	struct page_frame frame = { .path = asked->address->path,
		.query = asked->query,
		.home = web->config->base,
		.phone = web->config->phone,
		.asks = web->voice != NULL,
		.checked = just->checked,
		.counted = just->counted,
		.complained = just->complained };
	return form == FORM_JSON ? page_json(page, into, fault)
	                         : page_html(page, &frame, into, fault);
}

/* *lasting: the next reader of the same label may be told the same. */
static int make_and_render(struct web *web, struct store *store, const struct asked *asked,
	enum form form, const struct just *just, struct http_answer *answer, bool *lasting,
	struct fault *fault)
{
	struct page *page = NULL;
	int code = make_page(web, store, asked, &page, fault);
	if (code == 0)
		code = render(web, asked, page, form, just, &answer->body, fault);
	if (code == 0) {
		/* False signatures are without number: they may not drive good pages out. */
		*lasting =
			page->label.verdict == LABEL_VALID || page->label.verdict == LABEL_UNSIGNED;
		answer->status = page->verdict == PAGE_UNKNOWN ? 404 : 200;
		metric_add(web->metrics, COUNT_PAGES,
			metric_series(web->metrics, COUNT_PAGES, (size_t)page->verdict, 0), 1);
	}
	page_free(page);
	return code;
}

static int key_of(struct store *store, const struct http_request *request,
	const struct asked *asked, enum form form, struct cache_key *key, struct fault *fault)
{
	int used = snprintf(key->text, sizeof(key->text), "%s?%s %d %d %s", asked->address->path,
		asked->query, (int)form, accept_gzip(request), words_language());
	if (used < 0 || (size_t)used >= sizeof(key->text))
		return fault_set(fault, FAULT_LIMIT, "path too long: %s", asked->address->path);
	key->day = (clock_now_ms() + CHINA_MS) / DAY_MS;
	return store_newest(store, &key->event, &key->held, fault);
}

static int answer_item(struct web *web, const struct http_request *request,
	const struct address *address, enum form form, struct http_answer *answer,
	struct coded *coded, struct fault *fault)
{
	struct store *store = reader_open(web, fault);
	struct cache_key key;
	struct asked asked;
	struct just just = { .checked = false };
	bool lasting = false;
	if (!store)
		return fault->code;
	read_asked(request, address, &asked);
	/* The page is of the very state that the key names. */
	int code = store_read_begin(store, fault);
	if (code != 0)
		return code;
	code = read_just(web, request, store, &just, fault);
	bool plain = !just.checked && !just.complained && strlen(asked.query) <= LABEL_SIGN_TEXT;
	if (code == 0 && plain)
		code = key_of(store, request, &asked, form, &key, fault);
	if (code == 0 && plain && cache_get(web->cache, &key, &answer->body, coded)) {
		metric_add(web->metrics, COUNT_CACHED, 0, 1);
	} else if (code == 0) {
		code = make_and_render(web, store, &asked, form, &just, answer, &lasting, fault);
		if (code == 0)
			reply_encode(request, answer, coded);
		if (code == 0 && plain && lasting && !answer->failed && !answer->body.failed)
			cache_put(web->cache, &key, buf_written(&answer->body), coded);
	}
	store_read_end(store);
	return code;
}

/* ---- products and places, of which there is no trace ---- */

struct place {
	struct span wanted;
	char title[96];
};

static int is_home(void *context, const struct store_heard *heard)
{
	struct place *place = context;
	bool shown = heard->station.trade != TRADE_FARM && heard->station.trade != TRADE_TRANSPORT;
	if (heard->registered && shown && !heard->station.revoked &&
		span_is(place->wanted, heard->station.home))
		(void)span_copy(span_of(heard->station.title[0] ? heard->station.title
								: heard->station.name),
			place->title, sizeof(place->title));
	return 0;
}

static int answer_place(struct web *web, const struct address *address, struct http_answer *answer,
	struct fault *fault)
{
	struct place place = { .wanted = span_of(address->item) };
	struct store *store = reader_open(web, fault);
	if (!store)
		return fault->code;
	int code = store_heard_each(store, is_home, &place, fault);
	if (code == 0 && place.title[0])
		reply_notice(web, answer, 200, place.title,
			_("This place is registered. What came through it is told on the page of each package."));
	else if (code == 0)
		reply_status(web, answer, 404);
	return code;
}

static int answer_product(struct web *web, const struct address *address,
	struct http_answer *answer, struct fault *fault)
{
	struct store *store = reader_open(web, fault);
	int known = store ? known_product(store, address, fault) : fault->code;
	if (known > 0)
		reply_notice(web, answer, 200, _("Lüliang mountain pork"),
			_("This is a product of ours. Scan the code on the package itself to see its record."));
	else if (known == 0)
		reply_status(web, answer, 404);
	return known < 0 ? known : 0;
}

void show_page(struct web *web, const struct http_request *request, const struct address *address,
	struct http_answer *answer)
{
	enum form form = accept_form(request) == FORM_JSON ? FORM_JSON : FORM_HTML;
	struct fault fault = { .code = 0 };
	struct coded coded;
	int code;
	bool whole = true;
	if (address->link.gln[0]) {
		code = answer_place(web, address, answer, &fault);
		whole = false;
	} else if (!address->item[0]) {
		code = answer_product(web, address, answer, &fault);
		whole = false;
	} else {
		code = answer_item(web, request, address, form, answer, &coded, &fault);
	}
	if (code != 0) {
		reply_fault(web, answer, &fault);
		return;
	}
	if (!whole)
		return;
	reply_headers(web, answer,
		form == FORM_JSON ? "application/json; charset=utf-8" : "text/html; charset=utf-8");
	reply_language(answer);
	http_say(answer, "Cache-Control", "private, max-age=%d, must-revalidate", SHORT_MAX_S);
	http_say(answer, "Link",
		"<%s%s?linkType=linkset>; rel=\"linkset\"; type=\"application/linkset+json\"",
		web->config->base, address->path);
	reply_coded(request, answer, &coded);
}
