/* A note that opens was signed by the key: signing its text again gives the signature it has.
 * Whatever can be signed opens again and gives back its text. */
#include "core/note/note.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct note_secret fixed_key(void)
{
	const uint8_t seed[32] = { 'f', 'u', 'z', 'z' };
	struct note_secret key;
	if (sodium_init() < 0 || note_key_make(span_of("farm-01"), seed, &key) != NOTE_OK)
		abort();
	return key;
}

static bool holds(struct span whole, struct span part)
{
	for (size_t i = 0; i + part.len <= whole.len; i++)
		if (memcmp(whole.at + i, part.at, part.len) == 0)
			return true;
	return false;
}

static void check_opened(struct span note, struct span text, const struct note_secret *key)
{
	static char again[NOTE_MOST + NOTE_SIGNATURE_TEXT];
	struct note_parts parts;
	struct out out = out_into(again, sizeof(again));
	out_span(&out, text);
	enum note_error error = note_sign(&out, key);
	/* A text that is a note itself gets one signature more, over the inner text. */
	if (error == NOTE_SIGNATURES)
		return;
	if (error != NOTE_OK || note_split(out_written(&out), &parts, NULL) != NOTE_OK)
		abort();
	if (parts.text.len == text.len && !holds(note, parts.signatures))
		abort();
}

static void check_signed(struct span input, const struct note_secret *key)
{
	static char note[NOTE_MOST + NOTE_SIGNATURE_TEXT];
	struct note_parts parts;
	struct span text;
	struct out out = out_into(note, sizeof(note));
	bool already = note_split(input, &parts, NULL) == NOTE_OK;
	out_span(&out, input);
	if (out.full || note_sign(&out, key) != NOTE_OK)
		return;
	enum note_error error = note_open(out_written(&out), &key->pub, &text, NULL);
	if (error == NOTE_FORGED && already)
		return;
	if (error != NOTE_OK || !span_equal(text, already ? parts.text : input))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct note_secret key = fixed_key();
	struct span note = { (const char *)bytes, len }, text;
	size_t at = 0;
	enum note_error error = note_open(note, &key.pub, &text, &at);
	if (error == NOTE_OK)
		check_opened(note, text, &key);
	else if (at > len)
		abort();
	check_signed(note, &key);
	return 0;
}
