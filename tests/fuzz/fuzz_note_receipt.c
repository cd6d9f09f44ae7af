/* A receipt that parses is written and parsed again to the same receipt. */
#include "core/note/receipt.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static bool same_lists(const struct receipt *a, const struct receipt *b)
{
	if (a->missing_count != b->missing_count || a->held_count != b->held_count)
		return false;
	for (int i = 0; i < a->missing_count; i++)
		if (a->missing[i].first != b->missing[i].first ||
			a->missing[i].last != b->missing[i].last)
			return false;
	for (int i = 0; i < a->held_count; i++)
		if (a->held[i].seq != b->held[i].seq ||
			strcmp(a->held[i].rule, b->held[i].rule) != 0 ||
			strcmp(a->held[i].words, b->held[i].words) != 0)
			return false;
	return true;
}

static bool same(const struct receipt *a, const struct receipt *b)
{
	return strcmp(a->station, b->station) == 0 && a->epoch == b->epoch && a->upto == b->upto &&
	       a->now.at_ms == b->now.at_ms && a->now.offset_min == b->now.offset_min &&
	       strcmp(a->ask, b->ask) == 0 && same_lists(a, b);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	/* An escape of two characters may come back as one of six. */
	static char written[4 * RECEIPT_MOST];
	static struct receipt receipt, again;
	struct span text = { (const char *)bytes, len };
	struct out out = out_into(written, sizeof(written));
	size_t at = 0;
	if (receipt_parse(text, &receipt, &at) != NOTE_OK) {
		if (at > len)
			abort();
		return 0;
	}
	receipt_write(&out, &receipt);
	if (out.full)
		abort();
	if (out.len > RECEIPT_MOST)
		return 0;
	if (receipt_parse(out_written(&out), &again, NULL) != NOTE_OK || !same(&receipt, &again))
		abort();
	return 0;
}
