/* A list of label keys that parses is written and parsed again to the same list. */
#include "core/note/label_sign.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static bool same(const struct label_keys *a, const struct label_keys *b)
{
	if (a->count != b->count || a->made.at_ms != b->made.at_ms)
		return false;
	for (int i = 0; i < a->count; i++)
		if (a->list[i].revoked != b->list[i].revoked ||
			strcmp(a->list[i].title, b->list[i].title) != 0 ||
			memcmp(&a->list[i].key.key, &b->list[i].key.key, 32) != 0)
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static char written[NOTE_MOST + NOTE_SIGNATURE_TEXT];
	static struct label_keys keys, again;
	static const uint8_t seed[32] = { 1 };
	struct note_secret signer;
	struct out out = out_into(written, sizeof(written));
	size_t at = 0;
	if (label_keys_parse((struct span){ (const char *)bytes, len }, &keys, &at) != NOTE_OK) {
		if (at > len)
			abort();
		return 0;
	}
	if (note_key_make(span_of(keys.signer.name), seed, &signer) != NOTE_OK ||
		label_keys_write(&out, &keys, &signer) != NOTE_OK)
		abort();
	if (out.len <= NOTE_MOST && (label_keys_parse(out_written(&out), &again, NULL) != NOTE_OK ||
					    !same(&keys, &again)))
		abort();
	return 0;
}
