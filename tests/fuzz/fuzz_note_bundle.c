/* A bundle that parses is its header, written again, and its lines; and there are as many as it says. */
#include "core/note/bundle.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	char header[BUNDLE_HEADER_MOST];
	struct span text = { (const char *)bytes, len }, line;
	struct bundle bundle;
	struct out out = out_into(header, sizeof(header));
	size_t at = 0;
	int count = 0;
	if (bundle_parse(text, &bundle, &at) != NOTE_OK) {
		if (at > len)
			abort();
		return 0;
	}
	bundle_header(&out, bundle.station, bundle.epoch, bundle.first, bundle.count);
	if (out.full || out.len + bundle.lines.len != len || memcmp(header, bytes, out.len) != 0)
		abort();
	for (; bundle_next(&bundle.lines, &line); count++)
		if (line.len == 0)
			abort();
	if (count != bundle.count || bundle.lines.len != 0)
		abort();
	return 0;
}
