/*
 * Any bytes as what stands behind GET: a refusal leaves the output alone; what is read lies in the text, has
 * no control character and no segment of dots, and its values are valid text within their room.
 */
#include "gateway/http/target.h"

#include "core/base/utf8.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void demand(bool held)
{
	if (!held)
		abort();
}

/* Read the path as a naive server would: whatever it decodes, no segment may climb. */
static void check_path(struct span path)
{
	char decoded[HTTP_TARGET_MOST + 1];
	struct out out = out_into(decoded, sizeof(decoded));
	struct span rest = path, segment;
	demand(path.len > 0 && path.at[0] == '/');
	for (bool more = true; more;) {
		more = span_cut(&rest, '/', &segment);
		if (!more)
			segment = rest;
		size_t before = out.len;
		for (size_t i = 0; i < segment.len; i++) {
			char pair[3] = { 0 };
			demand(segment.at[i] > ' ' && segment.at[i] < 0x7f);
			if (segment.at[i] != '%') {
				out_char(&out, segment.at[i]);
				continue;
			}
			demand(i + 2 < segment.len);
			memcpy(pair, segment.at + i + 1, 2);
			long byte = strtol(pair, NULL, 16);
			demand(byte >= ' ' && byte != 0x7f);
			out_char(&out, (char)byte);
			i += 2;
		}
		struct span plain = { decoded + before, out.len - before };
		demand(!span_is(plain, ".") && !span_is(plain, ".."));
	}
}

static void check_value(struct span form, const char *key)
{
	char text[64];
	struct out out = out_into(text, sizeof(text));
	if (!http_form_value(form, key, &out))
		return;
	demand(!out.full && utf8_valid(text, out.len) == out.len);
	for (size_t i = 0; i < out.len; i++)
		demand((unsigned char)text[i] >= ' ' && text[i] != 0x7f);
}

/* Pair after pair, and the first value of each key is what is found by that key. */
static void check_pairs(struct span form)
{
	static char room[4096], again[4096];
	struct out out = out_into(room, sizeof(room));
	struct span rest = form, key, value;
	int more;
	while ((more = http_form_next(&rest, &out, &key, &value)) > 0) {
		demand(!out.full && key.at + key.len == value.at);
		demand(utf8_valid(key.at, key.len) == key.len);
		demand(utf8_valid(value.at, value.len) == value.len);
		struct out found = out_into(again, sizeof(again));
		if (span_is(key, "b") && http_form_value(form, "b", &found))
			demand(found.len <= form.len);
	}
	demand(more < 0 || rest.len == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static char rest[2 * HTTP_TARGET_MOST];
	struct span text = { (const char *)bytes, len };
	struct http_target target = { .path = { "untouched", 9 } };
	check_value(text, "a"); /* a form body is any bytes */
	check_pairs(text);
	if (http_target_read(text, &target) != HTTP_FINE) {
		demand(span_is(target.path, "untouched"));
		return 0;
	}
	demand(target.path.at == text.at && target.path.len <= len);
	demand(!target.query.at || target.query.at + target.query.len == text.at + len);
	check_path(target.path);
	check_value(target.query, "lang");
	struct out out = out_into(rest, sizeof(rest));
	http_query_without(target.query, "linkType", &out);
	demand(!out.full);
	return 0;
}
