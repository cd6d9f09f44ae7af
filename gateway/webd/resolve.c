/*
 * The resolver: what there is to read about a code, for programs (a linkset, RFC 9264) and for ?linkType=.
 *
 * Links are given for every level that is in the record, from the code that was asked for up to its product.
 */
#include "gateway/webd/web.h"

#include "core/base/words.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define VOCABULARY  "https://ref.gs1.org/voc/"
#define LEVELS_MOST 3

/* One kind of link: where on the page it leads. */
static const struct link_row {
	const char *type;
	const char *fragment;
	const char *title;
	bool external; /* leads to the EPCIS service */
} rows[] = {
	{ "pip", "", N_("About this product"), false },
	{ "traceability", "#story", N_("Where it comes from"), false },
	{ "recallStatus", "", N_("Whether it is recalled"), false },
	{ "certificationInfo", "#trust", N_("Which rules its record satisfies"), false },
	{ "epcis", "", N_("EPCIS events"), true },
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

struct levels {
	struct address list[LEVELS_MOST];
	size_t count;
	bool never_issued;
};

/* ---- what is in the record ---- */

static int found_one(void *context, int64_t item, struct item what)
{
	(void)context;
	(void)item;
	(void)what;
	return 1; /* ends the walk */
}

int known_product(struct store *store, const struct address *address, struct fault *fault)
{
	char from[GTIN_TEXT + 1], until[GTIN_TEXT + 1];
	struct out first = out_into(from, sizeof(from)), behind = out_into(until, sizeof(until));
	out_text(&first, address->link.gtin);
	out_char(&first, '/');
	out_text(&behind, address->link.gtin);
	out_char(&behind, '/' + 1);
	return store_items_between(
		store, ITEM_RUN, out_written(&first), out_written(&behind), found_one, NULL, fault);
}

int known_lot(struct store *store, const struct address *address, struct fault *fault)
{
	struct item item;
	int64_t no;
	int found = store_runs_of_lot(store, span_of(address->link.gtin),
		span_of(address->link.lot), found_one, NULL, fault);
	if (found != 0 || item_parse(span_of(address->item), &item, NULL) != IDENT_OK)
		return found;
	int code = store_item_find(store, item, &no, fault);
	return code == FAULT_NOT_FOUND ? 0 : code == 0 ? 1 : code;
}

static int known_item(
	struct store *store, const struct address *address, bool *never_issued, struct fault *fault)
{
	struct trace *trace = NULL;
	struct item item;
	if (item_parse(span_of(address->item), &item, NULL) != IDENT_OK)
		return 0;
	int code = trace_back(store, item, &(struct trace_settings){ .raw = false }, &trace, fault);
	int known = code == 0 ? trace->verdict == TRACE_FOUND : code;
	*never_issued = code == 0 && trace->verdict == TRACE_NOT_GENUINE;
	trace_free(trace);
	return known;
}

static int is_known(
	struct store *store, const struct address *address, bool *never_issued, struct fault *fault)
{
	if (address->link.serial[0] || address->link.sscc[0] || address->link.gln[0])
		return known_item(store, address, never_issued, fault);
	return address->link.lot[0] ? known_lot(store, address, fault)
	                            : known_product(store, address, fault);
}

/* A number that was never issued does not borrow the links of its lot. */
static int find_levels(
	struct web *web, const struct address *asked, struct levels *levels, struct fault *fault)
{
	struct store *store = reader_open(web, fault);
	struct address at = *asked;
	bool more = true;
	if (!store)
		return fault->code;
	int known = store_read_begin(store, fault);
	if (known != 0)
		return known;
	while (known >= 0 && more && !levels->never_issued && levels->count < LEVELS_MOST) {
		struct address up;
		known = is_known(store, &at, &levels->never_issued, fault);
		if (known > 0)
			levels->list[levels->count++] = at;
		more = address_up(&at, &up);
		if (more)
			at = up;
	}
	store_read_end(store);
	return known < 0 ? known : 0;
}

/* ---- a linkset ---- */

struct linkset {
	const struct web *web;
	bool good;
};

static void put(struct linkset *set, json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		set->good = false;
}

static void add(struct linkset *set, json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		set->good = false;
}

/* Where a link leads; false if there is none of its kind. */
static bool target_of(const struct web *web, const struct link_row *row,
	const struct address *address, const char *query, struct buf *into)
{
	if (row->external && !web->config->epcis[0])
		return false;
	if (row->external)
		buf_format(into, "%s", web->config->epcis);
	else
		buf_format(into, "%s/page%s", web->config->base, address->path);
	if (query[0])
		buf_format(into, "?%s", query);
	buf_text(into, row->fragment);
	return true;
}

static json_t *link_object(
	struct linkset *set, const struct link_row *row, const struct address *address)
{
	struct buf href = { 0 };
	json_t *object = json_object(), *languages = json_array();
	(void)target_of(set->web, row, address, "", &href);
	set->good = set->good && !href.failed;
	put(set, object, "href", json_string(href.at ? href.at : ""));
	put(set, object, "title", json_string(words(row->title)));
	put(set, object, "type", json_string(row->external ? "application/json" : "text/html"));
	add(set, languages, json_string("zh"));
	add(set, languages, json_string("en"));
	put(set, object, "hreflang", languages);
	buf_free(&href);
	return object;
}

static json_t *level_object(struct linkset *set, const struct address *address)
{
	struct buf anchor = { 0 };
	json_t *object = json_object(), *list = json_array();
	buf_format(&anchor, "%s%s", set->web->config->base, address->path);
	set->good = set->good && !anchor.failed;
	put(set, object, "anchor", json_string(anchor.at ? anchor.at : ""));
	add(set, list, link_object(set, &rows[0], address));
	put(set, object, VOCABULARY "defaultLink", list);
	for (size_t i = 0; i < ROW_COUNT; i++) {
		char key[80];
		struct out name = out_into(key, sizeof(key));
		if (rows[i].external && !set->web->config->epcis[0])
			continue;
		list = json_array();
		out_text(&name, VOCABULARY);
		out_text(&name, rows[i].type);
		add(set, list, link_object(set, &rows[i], address));
		put(set, object, key, list);
	}
	buf_free(&anchor);
	return object;
}

static int dump(const char *bytes, size_t len, void *into)
{
	buf_bytes(into, bytes, len);
	return 0;
}

static void answer_json(
	const struct web *web, json_t *top, const char *type, struct http_answer *answer)
{
	if (!top || json_dump_callback(top, dump, &answer->body, JSON_INDENT(1)) != 0)
		answer->failed = true;
	buf_char(&answer->body, '\n');
	reply_headers(web, answer, type);
	http_say(answer, "Cache-Control", "public, max-age=60");
}

static void answer_linkset(struct web *web, const struct http_request *request,
	const struct levels *levels, struct http_answer *answer)
{
	struct linkset set = { web, true };
	json_t *top = json_object(), *list = json_array();
	for (size_t i = 0; i < levels->count; i++)
		add(&set, list, level_object(&set, &levels->list[i]));
	put(&set, top, "linkset", list);
	answer->status = 200;
	answer_json(web, set.good ? top : NULL, "application/linkset+json", answer);
	http_say(answer, "Link",
		"<https://ref.gs1.org/standards/resolver/linkset-context>; "
		"rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"");
	json_decref(top);
	reply_body(request, answer);
}

/* ---- ?linkType= ---- */

/* "gs1:pip", "https://ref.gs1.org/voc/pip" (or its older spelling), "pip". */
static const struct link_row *row_of(const char *asked)
{
	static const char *const prefixes[] = { "gs1:", VOCABULARY, "https://gs1.org/voc/",
		"https://www.gs1.org/voc/" };
	struct span name = span_of(asked);
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (span_starts(name, prefixes[i])) {
			name.at += strlen(prefixes[i]);
			name.len -= strlen(prefixes[i]);
			break;
		}
	if (span_is(name, "defaultLink"))
		return &rows[0];
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (span_is(name, rows[i].type))
			return &rows[i];
	return NULL;
}

/* The links there are, in the header that a redirection carries, too. */
static void say_links(
	const struct web *web, const struct address *address, struct http_answer *answer)
{
	struct buf links = { 0 };
	for (size_t i = 0; i < ROW_COUNT; i++) {
		struct buf target = { 0 };
		if (target_of(web, &rows[i], address, "", &target) && !target.failed)
			buf_format(&links,
				"%s<%s>; rel=\"%s%s\"; title*=UTF-8''%s; type=\"text/html\"",
				links.len > 0 ? ", " : "", target.at, VOCABULARY, rows[i].type,
				rows[i].type);
		buf_free(&target);
	}
	buf_format(&links, ", <%s%s>; rel=\"owl:sameAs\"", web->config->base, address->path);
	if (links.failed)
		answer->failed = true;
	else
		http_say(answer, "Link", "%s", links.at);
	buf_free(&links);
}

static void redirect(struct web *web, const struct http_request *request,
	const struct link_row *row, const struct address *address, struct http_answer *answer)
{
	char query[HTTP_TARGET_MOST + 1];
	struct out rest = out_into(query, sizeof(query));
	struct buf target = { 0 };
	http_query_without(request->target.query, "linkType", &rest);
	if (!target_of(web, row, address, query[0] ? query + 1 : "", &target)) {
		reply_status(web, answer, 404);
		return;
	}
	answer->status = 307;
	reply_headers(web, answer, "text/plain; charset=utf-8");
	if (target.failed)
		answer->failed = true;
	else
		http_say(answer, "Location", "%s", target.at);
	http_say(answer, "Cache-Control", "public, max-age=60");
	say_links(web, address, answer);
	buf_free(&target);
}

void resolve(struct web *web, const struct http_request *request, const struct address *address,
	struct http_answer *answer)
{
	char asked[96];
	struct out type = out_into(asked, sizeof(asked));
	struct levels levels = { .count = 0 };
	struct fault fault = { .code = 0 };
	const struct link_row *row = NULL;
	bool typed = http_form_value(request->target.query, "linkType", &type);
	bool set = typed ? strcmp(asked, "linkset") == 0 || strcmp(asked, "all") == 0
	                 : accept_form(request) == FORM_LINKSET;
	if (!typed && !set) {
		show_page(web, request, address, answer);
		return;
	}
	if (!set)
		row = row_of(asked);
	int code = set || row ? find_levels(web, address, &levels, &fault) : 0;
	if (code != 0)
		reply_fault(web, answer, &fault);
	else if (levels.count == 0)
		reply_status(web, answer, 404);
	else if (set)
		answer_linkset(web, request, &levels, answer);
	else
		redirect(web, request, row, &levels.list[0], answer);
}

/* ---- /.well-known/gs1resolver ---- */

void resolve_description(
	struct web *web, const struct http_request *request, struct http_answer *answer)
{
	struct linkset set = { web, true };
	json_t *top = json_object(), *keys = json_array(), *types = json_array();
	put(&set, top, "name", json_string("pigtrace"));
	put(&set, top, "resolverRoot", json_string(web->config->base));
	static const char *const primary[] = { "01", "00", "414" };
	for (size_t i = 0; i < sizeof(primary) / sizeof(primary[0]); i++)
		add(&set, keys, json_string(primary[i]));
	put(&set, top, "supportedPrimaryKeys", keys);
	json_t *gs1 = json_object();
	put(&set, gs1, "namespace", json_string(VOCABULARY));
	put(&set, gs1, "prefix", json_string("gs1:"));
	add(&set, types, gs1);
	put(&set, top, "supportedLinkType", types);
	put(&set, top, "linkTypeDefaultCanBeLinkset", json_false());
	answer->status = 200;
	answer_json(web, set.good ? top : NULL, "application/json; charset=utf-8", answer);
	json_decref(top);
	reply_body(request, answer);
}
