/* Whatever a code says: the verdict is one of the list, and only a signature of the key itself is valid. */
#include "core/ident/digital_link.h"
#include "core/note/label_sign.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct label_keys keys;
	static struct note_secret secret;
	static const uint8_t seed[32] = { 2 };
	char room[2 * DIGITAL_LINK_MOST];
	struct out out = out_into(room, sizeof(room));
	struct span uri = { (const char *)bytes, len };
	const struct label_key *by;
	if (keys.count == 0) {
		if (note_key_make(span_of("packer-01"), seed, &secret) != NOTE_OK)
			abort();
		keys.list[0].key = secret.pub;
		keys.count = 1;
	}
	enum label_verdict verdict = label_verify(uri, &keys, &by);
	if (verdict >= LABEL_VERDICT_COUNT || (by != NULL) != (verdict == LABEL_VALID))
		abort();
	/* What can be signed is valid when it is, and only then. */
	out_span(&out, uri);
	if (!label_sign(&out, &secret))
		return 0;
	if (label_verify(out_written(&out), &keys, &by) != LABEL_VALID)
		abort();
	room[len - 1] = room[len - 1] == '1' ? '2' : '1';
	if (memcmp(room, bytes, len) != 0 &&
		label_verify(out_written(&out), &keys, &by) == LABEL_VALID &&
		memchr(bytes, '%', len) == NULL)
		abort();
	return 0;
}
