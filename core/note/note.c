#include "core/note/note.h"

#include "core/base/utf8.h"
#include "core/base/words.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define DASH          "\xe2\x80\x94 " /* U+2014 and a space begin a signature line */
#define KEY_ID_LEN    4
#define SIGNED_LEN    (KEY_ID_LEN + crypto_sign_BYTES)
#define SIGNED_TEXT   sodium_base64_ENCODED_LEN(SIGNED_LEN, sodium_base64_VARIANT_ORIGINAL)
#define BASE64_CHUNK  128 /* characters decoded at once: a stranger's line may be long */
#define DECODED_CHUNK (BASE64_CHUNK / 4 * 3)
#define SHORTEST      (KEY_ID_LEN + 1) /* bytes of the shortest signature line there can be */

_Static_assert(DECODED_CHUNK > SIGNED_LEN, "our signatures are decoded in one chunk");
_Static_assert(1 + sizeof(DASH) + NOTE_NAME_MOST + 1 + SIGNED_TEXT + 1 <= NOTE_SIGNATURE_TEXT,
	"the longest signature line fits");

static const char *const error_texts[NOTE_ERROR_COUNT] = {
	[NOTE_OK] = N_("the message is good"),
	[NOTE_TOO_LONG] = N_("this message is longer than 64 KiB"),
	[NOTE_UTF8] = N_("this message holds bytes that are not text"),
	[NOTE_FORM] = N_("this message does not have the form of a signed note"),
	[NOTE_SIGNATURES] = N_("this message has more signatures than are read"),
	[NOTE_STRANGER] = N_("this message is not signed with the sender's key"),
	[NOTE_FORGED] =
		N_("the signature does not fit this message: it was changed on the way or forged"),
	[NOTE_ROOM] = N_("the buffer is too small for this message"),
	[NOTE_KEY] = N_("this is not a key"),
	[NOTE_HEADER] = N_("the first line of this message is not as it should be"),
	[NOTE_COUNT] = N_("this message does not hold the number of lines that it says"),
};

const char *note_error_text(enum note_error error)
{
	assert(error >= NOTE_OK && error < NOTE_ERROR_COUNT);
	return error_texts[error];
}

bool note_name_good(struct span name)
{
	if (name.len == 0 || name.len > NOTE_NAME_MOST)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return true;
}

/* A signature line taken apart; bytes are the first DECODED_CHUNK of len. */
struct signature {
	struct span name;
	size_t len;
	uint8_t bytes[DECODED_CHUNK];
};

static bool base64_read(struct span text, struct signature *signature)
{
	uint8_t decoded[DECODED_CHUNK];
	signature->len = 0;
	for (size_t from = 0; from < text.len; from += BASE64_CHUNK) {
		size_t len = text.len - from < BASE64_CHUNK ? text.len - from : BASE64_CHUNK;
		uint8_t *into = from == 0 ? signature->bytes : decoded;
		size_t got = 0;
		if (sodium_base642bin(into, DECODED_CHUNK, text.at + from, len, NULL, &got, NULL,
			    sodium_base64_VARIANT_ORIGINAL) != 0)
			return false;
		/* Padding may stand at the very end only. */
		if (from + len < text.len && got != DECODED_CHUNK)
			return false;
		signature->len += got;
	}
	return true;
}

static bool signature_read(struct span line, struct signature *signature)
{
	struct span rest;
	if (!span_starts(line, DASH))
		return false;
	rest = (struct span){ line.at + sizeof(DASH) - 1, line.len - sizeof(DASH) + 1 };
	if (!span_cut(&rest, ' ', &signature->name) || signature->name.len == 0 ||
		memchr(signature->name.at, '+', signature->name.len))
		return false;
	return base64_read(rest, signature) && signature->len >= SHORTEST;
}

static enum note_error refuse(enum note_error error, size_t where, size_t *at)
{
	if (at)
		*at = where;
	return error;
}

/* UTF-8 without control characters but LF; the offset of the first byte that is not, or len. */
static size_t text_good(struct span text)
{
	size_t valid = utf8_valid(text.at, text.len);
	for (size_t i = 0; i < valid; i++) {
		unsigned char c = (unsigned char)text.at[i];
		if ((c < 0x20 && c != '\n') || c == 0x7f)
			return i;
	}
	return valid;
}

/* Where the signatures begin: behind the last empty line; 0 if there is none. */
static size_t signatures_begin(struct span note)
{
	for (size_t at = note.len; at >= 2; at--)
		if (note.at[at - 1] == '\n' && note.at[at - 2] == '\n')
			return at;
	return 0;
}

enum note_error note_split(struct span note, struct note_parts *parts, size_t *at)
{
	struct signature signature;
	struct span rest, line;
	int count = 0;
	if (note.len > NOTE_MOST)
		return refuse(NOTE_TOO_LONG, NOTE_MOST, at);
	size_t good = text_good(note);
	if (good < note.len)
		return refuse(NOTE_UTF8, good, at);
	size_t begin = signatures_begin(note);
	if (begin == 0 || begin == note.len)
		return refuse(NOTE_FORM, note.len, at);
	rest = (struct span){ note.at + begin, note.len - begin };
	while (rest.len > 0) {
		size_t where = (size_t)(rest.at - note.at);
		if (!span_cut(&rest, '\n', &line) || !signature_read(line, &signature))
			return refuse(NOTE_FORM, where, at);
		if (++count > NOTE_SIGNATURES_MOST)
			return refuse(NOTE_SIGNATURES, where, at);
	}
	parts->text = (struct span){ note.at, begin - 1 };
	parts->signatures = (struct span){ note.at + begin, note.len - begin };
	return NOTE_OK;
}

static bool signature_by(const struct signature *signature, const struct note_public *key)
{
	return span_is(signature->name, key->name) &&
	       memcmp(signature->bytes, key->id, sizeof(key->id)) == 0;
}

static bool signature_fits(
	const struct signature *signature, struct span text, const struct note_public *key)
{
	return signature->len == SIGNED_LEN &&
	       crypto_sign_verify_detached(signature->bytes + KEY_ID_LEN,
		       (const unsigned char *)text.at, text.len, key->key) == 0;
}

enum note_error note_verify(
	const struct note_parts *parts, const struct note_public *key, size_t *at)
{
	struct signature signature;
	struct span line;
	bool verified = false;
	for (struct span rest = parts->signatures; span_cut(&rest, '\n', &line);) {
		if (!signature_read(line, &signature) || !signature_by(&signature, key))
			continue;
		if (!signature_fits(&signature, parts->text, key))
			return refuse(NOTE_FORGED, (size_t)(line.at - parts->text.at), at);
		verified = true;
	}
	if (!verified)
		return refuse(NOTE_STRANGER, (size_t)(parts->signatures.at - parts->text.at), at);
	return NOTE_OK;
}

enum note_error note_open(
	struct span note, const struct note_public *key, struct span *text, size_t *at)
{
	struct note_parts parts;
	enum note_error error = note_split(note, &parts, at);
	if (error == NOTE_OK)
		error = note_verify(&parts, key, at);
	if (error == NOTE_OK)
		*text = parts.text;
	return error;
}

static int signature_count(struct span signatures)
{
	struct span line;
	int count = 0;
	while (span_cut(&signatures, '\n', &line))
		count++;
	return count;
}

/* What is to be signed of these bytes: the text of a signed note that takes one signature more,
 * or all of a text; and what then stands between them and the new signature line. */
static enum note_error signable(struct span note, struct span *text, const char **between)
{
	struct note_parts parts;
	enum note_error error = note_split(note, &parts, NULL);
	if (error == NOTE_OK) {
		*text = parts.text;
		*between = "";
		return signature_count(parts.signatures) < NOTE_SIGNATURES_MOST ? NOTE_OK
		                                                                : NOTE_SIGNATURES;
	}
	if (error == NOTE_FORM && note.len > 0 && note.at[note.len - 1] == '\n') {
		*text = note;
		*between = "\n";
		return NOTE_OK;
	}
	return error;
}

enum note_error note_sign(struct out *note, const struct note_secret *key)
{
	uint8_t bytes[SIGNED_LEN];
	char base64[SIGNED_TEXT];
	struct span text, written = out_written(note);
	const char *between;
	if (note->full)
		return NOTE_ROOM;
	enum note_error error = signable(written, &text, &between);
	if (error != NOTE_OK)
		return error;
	size_t need = strlen(between) + strlen(DASH) + strlen(key->pub.name) + 1 + SIGNED_TEXT;
	if (written.len + need > NOTE_MOST)
		return NOTE_TOO_LONG;
	if (note->size - note->len <= need)
		return NOTE_ROOM;
	memcpy(bytes, key->pub.id, KEY_ID_LEN);
	crypto_sign_detached(
		bytes + KEY_ID_LEN, NULL, (const unsigned char *)text.at, text.len, key->key);
	sodium_bin2base64(
		base64, sizeof(base64), bytes, sizeof(bytes), sodium_base64_VARIANT_ORIGINAL);
	out_text(note, between);
	out_text(note, DASH);
	out_text(note, key->pub.name);
	out_char(note, ' ');
	out_text(note, base64);
	out_char(note, '\n');
	return NOTE_OK;
}
