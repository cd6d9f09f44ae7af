/*
 * Any path and query: what is read has a canonical path that is read as the same, leads up in at most two steps, and
 * the signature that is carried on is made of whole pairs of the query.
 */
#include "gateway/webd/web.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void demand(bool held)
{
	if (!held)
		abort();
}

static void check_path(struct span path)
{
	struct address address, again, up;
	int steps = 0;
	if (path.len == 0 || path.at[0] != '/' || address_read(path, &address) != ADDRESS_FINE)
		return;
	demand(address.path[0] == '/');
	demand(address_read(span_of(address.path), &again) == ADDRESS_FINE);
	demand(strcmp(address.path, again.path) == 0 && strcmp(address.item, again.item) == 0);
	for (const char *c = address.path; *c; c++)
		demand(*c > ' ' && *c < 0x7f && *c != '"' && *c != '<' && *c != '>');
	while (address_up(&address, &up)) {
		address = up;
		demand(++steps <= 2);
	}
}

static void check_query(struct span query)
{
	char text[256];
	struct out out = out_into(text, sizeof(text));
	address_signature(query, &out);
	demand(!out.full);
	for (struct span rest = out_written(&out), pair; rest.len > 0;) {
		if (!span_cut(&rest, '&', &pair)) {
			pair = rest;
			rest.len = 0;
		}
		demand(span_starts(pair, "s=") || span_starts(pair, "k="));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct span query = { (const char *)bytes, len }, path;
	if (!span_cut(&query, '?', &path))
		path = (struct span){ (const char *)bytes, len };
	else
		check_query(query);
	check_path(path);
	return 0;
}
