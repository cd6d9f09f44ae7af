/*
 * Any bytes as a Digital Link: an error has its place inside the text and leaves the output alone;
 * what was read is written, and reads back as the same parts.
 */
#include "core/ident/digital_link.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void demand(bool held)
{
	if (!held)
		abort();
}

static void demand_x(const char *text)
{
	demand(!text[0] || gs1_x_check(span_of(text), NULL) == IDENT_OK);
}

/* Between "//" and the next '/' there is a host, and nobody's name in front of it. */
static void check_host(struct span base)
{
	struct span rest = base;
	struct span host, user;
	demand(span_cut(&rest, '/', &host) && span_cut(&rest, '/', &host));
	if (!span_cut(&rest, '/', &host))
		host = rest;
	demand(host.len > 0 && host.at[0] != ':' && !span_cut(&host, '@', &user));
}

static void check_parts(const struct digital_link *link, struct span uri)
{
	demand((link->gtin[0] != 0) + (link->sscc[0] != 0) + (link->gln[0] != 0) == 1);
	demand(link->gtin[0] || (!link->lot[0] && !link->serial[0]));
	demand(!link->gtin[0] || gs1_key_check(span_of(link->gtin), GTIN_LEN, NULL) == IDENT_OK);
	demand(!link->sscc[0] || gs1_key_check(span_of(link->sscc), SSCC_LEN, NULL) == IDENT_OK);
	demand(!link->gln[0] || gs1_key_check(span_of(link->gln), GLN_LEN, NULL) == IDENT_OK);
	demand_x(link->lot);
	demand_x(link->serial);
	demand(link->base.at == uri.at && link->base.len < uri.len);
	demand(!link->query.at || link->query.at + link->query.len <= uri.at + uri.len);
	check_host(link->base);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	char text[2 * DIGITAL_LINK_MOST];
	struct digital_link link, back;
	struct span uri = { (const char *)bytes, len };
	struct out out = out_into(text, sizeof(text));
	size_t at = len + 1;
	memset(&link, 0x5a, sizeof(link));
	back = link;
	enum ident_error error = digital_link_parse(uri, &link, &at);
	demand(error == digital_link_parse(uri, &back, NULL));
	if (error != IDENT_OK) {
		static const char untouched = 0x5a;
		demand(at <= len);
		for (size_t i = 0; i < sizeof(link.gtin); i++)
			demand(link.gtin[i] == untouched);
		return 0;
	}
	check_parts(&link, uri);
	digital_link_format(&out, link.base, &link);
	demand(!out.full);
	if (out.len > DIGITAL_LINK_MOST)
		return 0; /* escapes may make it longer than a link may be */
	demand(digital_link_parse(out_written(&out), &back, NULL) == IDENT_OK);
	demand(strcmp(link.gtin, back.gtin) == 0 && strcmp(link.lot, back.lot) == 0 &&
		strcmp(link.serial, back.serial) == 0 && strcmp(link.sscc, back.sscc) == 0 &&
		strcmp(link.gln, back.gln) == 0);
	demand(span_equal(link.base, back.base) && !back.query.at);
	return 0;
}
