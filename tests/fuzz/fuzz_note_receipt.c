/* A receipt that parses is written, parsed and written again to the same bytes. */
#include "core/note/receipt.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	/* An escape of two characters may come back as one of six. */
	static char first[4 * RECEIPT_MOST], second[4 * RECEIPT_MOST];
	static struct receipt receipt, again;
	struct span text = { (const char *)bytes, len };
	struct out one = out_into(first, sizeof(first)), two = out_into(second, sizeof(second));
	size_t at = 0;
	if (receipt_parse(text, &receipt, &at) != NOTE_OK) {
		if (at > len)
			abort();
		return 0;
	}
	receipt_write(&one, &receipt);
	if (one.full)
		abort();
	if (one.len > RECEIPT_MOST)
		return 0;
	if (receipt_parse(out_written(&one), &again, NULL) != NOTE_OK)
		abort();
	receipt_write(&two, &again);
	if (!span_equal(out_written(&one), out_written(&two)))
		abort();
	return 0;
}
