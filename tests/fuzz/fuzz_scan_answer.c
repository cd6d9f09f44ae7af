/* Any bytes as the answer of a reader that may have been taken over: taken whole and within limits, or not. */
#include "core/scan/apart.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void demand(bool held)
{
	if (!held)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct scan scan;
	struct fault fault = { 0 };
	int code = answer_read((struct span){ (const char *)bytes, len }, &scan, &fault);
	demand(code <= 0 && code >= FAULT_LIMIT);
	demand(code == 0 || fault.text[0] != '\0');
	for (size_t i = 0; i < strlen(fault.text); i++)
		demand((unsigned char)fault.text[i] >= ' ');
	demand(code != 0 || scan.count <= SCAN_CODES_MOST);
	for (size_t i = 0; code == 0 && i < scan.count; i++)
		demand(scan.codes[i].data.len <= APART_DATA_MOST && scan.codes[i].type[0] >= 'A');
	scan_free(&scan);
	return 0;
}
