#include "core/note/note.h"

#include <sodium.h>
#include <string.h>

#define ED25519       1 /* signature type of C2SP signed-note */
#define SECRET_MARK   "PRIVATE+KEY+"
#define TYPED_LEN     33 /* signature type, then 32 bytes of key or seed */
#define TYPED_TEXT    sodium_base64_ENCODED_LEN(TYPED_LEN, sodium_base64_VARIANT_ORIGINAL)
#define KEY_ID_DIGITS 8

_Static_assert(
	sizeof(SECRET_MARK) + NOTE_NAME_MOST + 1 + KEY_ID_DIGITS + 1 + TYPED_TEXT <= NOTE_KEY_TEXT,
	"the longest key fits");
_Static_assert(sizeof(((struct note_secret *)0)->key) == crypto_sign_SECRETKEYBYTES,
	"libsodium's private key");

/* NAME+8 hex digits+BASE64, taken apart but not yet compared. */
struct key_text {
	struct span name;
	uint8_t id[4];
	uint8_t typed[TYPED_LEN];
};

static void key_id(struct note_public *key)
{
	static const unsigned char separator[] = { '\n', ED25519 };
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const unsigned char *)key->name, strlen(key->name));
	crypto_hash_sha256_update(&state, separator, sizeof(separator));
	crypto_hash_sha256_update(&state, key->key, sizeof(key->key));
	crypto_hash_sha256_final(&state, hash);
	memcpy(key->id, hash, sizeof(key->id));
}

static bool id_parse(struct span text, uint8_t id[static 4])
{
	static const char digits[] = "0123456789abcdef";
	if (text.len != KEY_ID_DIGITS)
		return false;
	memset(id, 0, 4);
	for (size_t i = 0; i < text.len; i++) {
		const char *found = memchr(digits, text.at[i], sizeof(digits) - 1);
		if (!found)
			return false;
		id[i / 2] = (uint8_t)(id[i / 2] << 4 | (found - digits));
	}
	return true;
}

static bool key_text_parse(struct span text, struct key_text *parts)
{
	struct span id;
	size_t len = 0;
	return span_cut(&text, '+', &parts->name) && note_name_good(parts->name) &&
	       span_cut(&text, '+', &id) && id_parse(id, parts->id) &&
	       sodium_base642bin(parts->typed, sizeof(parts->typed), text.at, text.len, NULL, &len,
		       NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       len == TYPED_LEN && parts->typed[0] == ED25519;
}

static void key_text_format(
	struct out *out, const struct note_public *key, const uint8_t half[static 32])
{
	char id[KEY_ID_DIGITS + 1], base64[TYPED_TEXT];
	uint8_t typed[TYPED_LEN] = { ED25519 };
	memcpy(typed + 1, half, TYPED_LEN - 1);
	sodium_bin2hex(id, sizeof(id), key->id, sizeof(key->id));
	sodium_bin2base64(
		base64, sizeof(base64), typed, sizeof(typed), sodium_base64_VARIANT_ORIGINAL);
	out_text(out, key->name);
	out_char(out, '+');
	out_text(out, id);
	out_char(out, '+');
	out_text(out, base64);
	sodium_memzero(typed, sizeof(typed));
	sodium_memzero(base64, sizeof(base64));
}

enum note_error note_key_make(
	struct span name, const uint8_t seed[static 32], struct note_secret *secret)
{
	if (!note_name_good(name))
		return NOTE_KEY;
	(void)span_copy(name, secret->pub.name, sizeof(secret->pub.name));
	crypto_sign_seed_keypair(secret->pub.key, secret->key, seed);
	key_id(&secret->pub);
	return NOTE_OK;
}

enum note_error note_public_parse(struct span text, struct note_public *key)
{
	struct key_text parts;
	struct note_public read;
	if (!key_text_parse(text, &parts))
		return NOTE_KEY;
	(void)span_copy(parts.name, read.name, sizeof(read.name));
	memcpy(read.key, parts.typed + 1, sizeof(read.key));
	key_id(&read);
	if (memcmp(read.id, parts.id, sizeof(read.id)) != 0)
		return NOTE_KEY;
	*key = read;
	return NOTE_OK;
}

bool note_public_equal(const struct note_public *a, const struct note_public *b)
{
	return memcmp(a->key, b->key, sizeof(a->key)) == 0 &&
	       memcmp(a->id, b->id, sizeof(a->id)) == 0 && strcmp(a->name, b->name) == 0;
}

void note_public_format(const struct note_public *key, char out[static NOTE_KEY_TEXT])
{
	struct out text = out_into(out, NOTE_KEY_TEXT);
	key_text_format(&text, key, key->key);
}

enum note_error note_secret_parse(struct span text, struct note_secret *key)
{
	struct key_text parts;
	struct note_secret read;
	enum note_error error = NOTE_KEY;
	const size_t mark = sizeof(SECRET_MARK) - 1;
	if (!span_starts(text, SECRET_MARK))
		return NOTE_KEY;
	if (!key_text_parse((struct span){ text.at + mark, text.len - mark }, &parts))
		goto out;
	(void)note_key_make(parts.name, parts.typed + 1, &read);
	if (memcmp(read.pub.id, parts.id, sizeof(parts.id)) == 0) {
		*key = read;
		error = NOTE_OK;
	}
	sodium_memzero(&read, sizeof(read));
out:
	sodium_memzero(&parts, sizeof(parts));
	return error;
}

void note_secret_format(const struct note_secret *key, char out[static NOTE_KEY_TEXT])
{
	struct out text = out_into(out, NOTE_KEY_TEXT);
	out_text(&text, SECRET_MARK);
	key_text_format(&text, &key->pub, key->key);
}
