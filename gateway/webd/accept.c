#include "gateway/webd/web.h"

#include "core/base/words.h"

#include <string.h>
#include <strings.h>

/* "text/html;q=0.8" -> the name and 800; what cannot be read counts as 1. */
static int weight_of(struct span entry, struct span *name)
{
	struct span rest = entry;
	if (!span_cut(&rest, ';', name)) {
		*name = entry;
		rest = (struct span){ NULL, 0 };
	}
	while (name->len > 0 && name->at[0] == ' ') {
		name->at++;
		name->len--;
	}
	while (name->len > 0 && name->at[name->len - 1] == ' ')
		name->len--;
	for (size_t i = 0; i + 2 < rest.len; i++) {
		if (rest.at[i] != 'q' || rest.at[i + 1] != '=')
			continue;
		int weight = rest.at[i + 2] == '1' ? 1000 : 0, unit = 100;
		for (size_t d = i + 4; d < rest.len && unit > 0; d++, unit /= 10)
			if (rest.at[d] >= '0' && rest.at[d] <= '9')
				weight += (rest.at[d] - '0') * unit;
		return weight < 1000 ? weight : 1000;
	}
	return 1000;
}

static bool next_entry(struct span *list, struct span *entry)
{
	if (list->len == 0)
		return false;
	if (!span_cut(list, ',', entry)) {
		*entry = *list;
		*list = (struct span){ 0 };
	}
	return true;
}

static bool same_word(struct span name, const char *word)
{
	return name.len == strlen(word) && strncasecmp(name.at, word, name.len) == 0;
}

enum form accept_form(const struct http_request *request)
{
	static const struct {
		const char *type;
		enum form form;
	} types[] = { { "text/html", FORM_HTML }, { "application/xhtml+xml", FORM_HTML },
		{ "application/json", FORM_JSON }, { "application/linkset+json", FORM_LINKSET } };
	char asked[8];
	struct out format = out_into(asked, sizeof(asked));
	const char *header = http_header(request, "Accept");
	struct span list = span_of(header ? header : ""), entry, name;
	enum form form = FORM_HTML;
	int best = 0;
	if (http_form_value(request->target.query, "format", &format))
		return strcmp(asked, "json") == 0 ? FORM_JSON : FORM_HTML;
	while (next_entry(&list, &entry)) {
		int weight = weight_of(entry, &name);
		for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
			if (same_word(name, types[i].type) && weight > best) {
				best = weight;
				form = types[i].form;
			}
	}
	return form;
}

const char *accept_language(const struct web *web, const struct http_request *request)
{
	char asked[16];
	struct out lang = out_into(asked, sizeof(asked));
	const char *header = http_header(request, "Accept-Language");
	struct span list = span_of(header ? header : ""), entry, name;
	const char *language = span_starts(span_of(web->config->language), "en") ? "en" : "zh";
	int best = 0;
	if (http_form_value(request->target.query, "lang", &lang) && words_speak(asked))
		return asked[0] == 'e' ? "en" : "zh";
	while (next_entry(&list, &entry)) {
		int weight = weight_of(entry, &name);
		bool english = name.len >= 2 && strncasecmp(name.at, "en", 2) == 0;
		bool chinese = name.len >= 2 && strncasecmp(name.at, "zh", 2) == 0;
		if ((english || chinese) && weight > best) {
			best = weight;
			language = english ? "en" : "zh";
		}
	}
	return language;
}

bool accept_gzip(const struct http_request *request)
{
	const char *header = http_header(request, "Accept-Encoding");
	struct span list = span_of(header ? header : ""), entry, name;
	while (next_entry(&list, &entry))
		if (weight_of(entry, &name) > 0 && same_word(name, "gzip"))
			return true;
	return false;
}

bool accept_own(const struct http_request *request)
{
	const char *site = http_header(request, "Sec-Fetch-Site");
	return !site || strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
}
