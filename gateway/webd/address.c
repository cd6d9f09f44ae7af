/*
 * GS1 Digital Link paths: a key, then pairs of qualifier and value. Qualifiers we keep no record by (variant,
 * extension, dates) are passed over, so that such a link still leads to the lot or package it also names.
 */
#include "gateway/webd/web.h"

#include "core/ident/item.h"

#include <string.h>

#define BASE "https://x"

struct pair {
	struct span name;
	struct span value;
};

static bool next_pair(struct span *rest, struct pair *pair)
{
	if (!span_cut(rest, '/', &pair->name))
		return false;
	if (!span_cut(rest, '/', &pair->value)) {
		pair->value = *rest;
		*rest = (struct span){ rest->at + rest->len, 0 };
	}
	return true;
}

static bool is_identifier(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] < '0' || name.at[i] > '9')
			return false;
	return name.len >= 2 && name.len <= 4;
}

static bool is_key(struct span name)
{
	return span_is(name, "01") || span_is(name, "00") || span_is(name, "414");
}

static struct span without_slashes(struct span path)
{
	while (path.len > 1 && path.at[path.len - 1] == '/')
		path.len--;
	return path;
}

/* The path with what we know, in its order; false if it is no Digital Link by its form. */
static bool keep_known(struct span path, struct out *kept)
{
	struct span rest = { path.at + 1, path.len - 1 };
	struct pair pair;
	while (rest.len > 0) {
		if (!next_pair(&rest, &pair) || !is_identifier(pair.name) || pair.value.len == 0)
			return false;
		bool first = kept->len == strlen(BASE);
		bool known = first ? is_key(pair.name)
		                   : span_is(pair.name, "10") || span_is(pair.name, "21");
		if (!known)
			continue;
		out_char(kept, '/');
		out_span(kept, pair.name);
		out_char(kept, '/');
		out_span(kept, pair.value);
	}
	return !kept->full;
}

static void fill(struct address *address)
{
	char code[DIGITAL_LINK_MOST];
	struct out path = out_into(address->path, sizeof(address->path));
	struct out uri = out_into(code, sizeof(code));
	struct out item = out_into(address->item, sizeof(address->item));
	digital_link_format(&path, span_of(""), &address->link);
	digital_link_format(&uri, span_of(BASE), &address->link);
	/* A product alone is no item. */
	if (item_from_person(out_written(&uri), &item, NULL) != IDENT_OK)
		address->item[0] = '\0';
}

enum address_wrong address_read(struct span path, struct address *address)
{
	char text[DIGITAL_LINK_MOST];
	struct out kept = out_into(text, sizeof(text));
	struct span rest = { path.at + 1, path.len - 1 }, first;
	path = without_slashes(path);
	if (!span_cut(&rest, '/', &first) || !is_key(first))
		return ADDRESS_NONE;
	*address = (struct address){ .path = "" };
	out_text(&kept, BASE);
	if (path.len > sizeof(text) - sizeof(BASE) || !keep_known(path, &kept) ||
		digital_link_parse(out_written(&kept), &address->link, NULL) != IDENT_OK ||
		!span_is(address->link.base, BASE))
		return ADDRESS_BAD;
	address->link.base = address->link.query = (struct span){ 0 };
	fill(address);
	return ADDRESS_FINE;
}

bool address_up(const struct address *address, struct address *up)
{
	struct digital_link link = address->link;
	if (link.serial[0])
		link.serial[0] = '\0';
	else if (link.lot[0])
		link.lot[0] = '\0';
	else
		return false;
	/* A serial without its lot: the next level is the product. */
	*up = (struct address){ .link = link };
	fill(up);
	return true;
}

void address_signature(struct span query, struct out *signature)
{
	struct out start = *signature;
	bool any = false;
	while (query.len > 0) {
		struct span part;
		if (!span_cut(&query, '&', &part)) {
			part = query;
			query.len = 0;
		}
		if (!span_starts(part, "s=") && !span_starts(part, "k="))
			continue;
		any = any || part.at[0] == 's';
		out_text(signature, signature->len > start.len ? "&" : "");
		out_span(signature, part);
	}
	/* A key's id alone signs nothing. */
	if (!any || signature->full) {
		*signature = start;
		signature->at[signature->len] = '\0';
	}
}
