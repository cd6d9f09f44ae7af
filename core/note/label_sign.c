#include "core/note/label_sign.h"

#include "core/base/words.h"
#include "core/ident/digital_link.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define SIGNED_AS  "pigtrace-label/v1\n"
#define CANONICAL  "https://id.gs1.org" /* GS1 Digital Link: the host of canonical URIs */
#define VARIANT    sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define SIGN_LEN   crypto_sign_BYTES
#define ID_LEN     sizeof(((struct note_public *)0)->id)
#define BYTES_MOST (SIGN_LEN + 1) /* so that one byte too many is seen */

_Static_assert(sizeof("?s=&k=") + sodium_base64_ENCODED_LEN(crypto_sign_BYTES, VARIANT) +
			       sodium_base64_ENCODED_LEN(4, VARIANT) <=
		       LABEL_SIGN_TEXT,
	"a signature fits its room");

static const struct {
	const char *name;
	const char *text;
} verdicts[LABEL_VERDICT_COUNT] = {
	[LABEL_VALID] = { "valid", N_("valid: this number was issued by the packer named") },
	[LABEL_INVALID] = { "invalid", N_("INVALID: the signature does not fit this number; it was "
					  "invented or changed") },
	[LABEL_UNKNOWN_KEY] = { "unknown_key",
		N_("UNKNOWN KEY: the list of keys does not have the one this label names") },
	[LABEL_REVOKED] = { "revoked",
		N_("REVOKED: signed with a key that has been revoked since") },
	[LABEL_UNSIGNED] = { "unsigned", N_("UNSIGNED: this label bears no signature") },
	[LABEL_FOREIGN] = { "foreign", N_("FOREIGN: this is not a code of a package label") },
};

const char *label_verdict_name(enum label_verdict verdict)
{
	return verdicts[verdict].name;
}

const char *label_verdict_text(enum label_verdict verdict)
{
	return verdicts[verdict].text;
}

/* What is signed of a URI; false if it is not a Digital Link. */
static bool signed_text(struct span uri, struct out *text, struct span *query)
{
	struct digital_link link;
	if (digital_link_parse(uri, &link, NULL) != IDENT_OK)
		return false;
	out_text(text, SIGNED_AS);
	digital_link_format(text, span_of(CANONICAL), &link);
	*query = link.query;
	return !text->full;
}

static void put_base64(struct out *out, const uint8_t *bytes, size_t len)
{
	char text[sodium_base64_ENCODED_LEN(SIGN_LEN, VARIANT)];
	(void)sodium_bin2base64(text, sizeof(text), bytes, len, VARIANT);
	out_text(out, text);
}

bool label_sign(struct out *uri, const struct note_secret *key)
{
	char room[DIGITAL_LINK_MOST + sizeof(SIGNED_AS)];
	struct out text = out_into(room, sizeof(room));
	struct out start = *uri;
	struct span query;
	uint8_t signature[SIGN_LEN];
	if (uri->full || !signed_text(out_written(uri), &text, &query) || query.at ||
		memchr(uri->at, '#', uri->len))
		return false;
	(void)crypto_sign_detached(
		signature, NULL, (const unsigned char *)text.at, text.len, key->key);
	out_text(uri, "?s=");
	put_base64(uri, signature, sizeof(signature));
	out_text(uri, "&k=");
	put_base64(uri, key->pub.id, sizeof(key->pub.id));
	if (!uri->full && uri->len <= DIGITAL_LINK_MOST)
		return true;
	*uri = start;
	uri->at[uri->len] = '\0';
	return false;
}

/* ---- verifying ---- */

/* How often the parameter `name` stands in the query; its last value in *value. */
static int parameter(struct span query, char name, struct span *value)
{
	int count = 0;
	while (query.len > 0) {
		struct span part;
		if (!span_cut(&query, '&', &part)) {
			part = query;
			query.len = 0;
		}
		if (part.len >= 2 && part.at[0] == name && part.at[1] == '=') {
			*value = (struct span){ part.at + 2, part.len - 2 };
			count++;
		}
	}
	return count;
}

static bool take_base64(struct span text, uint8_t *bytes, size_t len)
{
	uint8_t read[BYTES_MOST];
	size_t got = 0;
	if (sodium_base642bin(read, sizeof(read), text.at, text.len, NULL, &got, NULL, VARIANT) !=
			0 ||
		got != len)
		return false;
	memcpy(bytes, read, len);
	return true;
}

enum label_verdict label_verify(
	struct span uri, const struct label_keys *keys, const struct label_key **by)
{
	char room[DIGITAL_LINK_MOST + sizeof(SIGNED_AS)];
	struct out text = out_into(room, sizeof(room));
	struct span query, value = { NULL, 0 };
	uint8_t signature[SIGN_LEN], id[ID_LEN];
	*by = NULL;
	if (!signed_text(uri, &text, &query))
		return LABEL_FOREIGN;
	int count = parameter(query, 's', &value);
	if (count == 0)
		return LABEL_UNSIGNED;
	if (count > 1 || !take_base64(value, signature, sizeof(signature)))
		return LABEL_INVALID;
	count = parameter(query, 'k', &value);
	if (count > 1 || (count == 1 && !take_base64(value, id, sizeof(id))))
		return LABEL_INVALID;
	bool known = count == 0;
	for (int i = 0; i < keys->count; i++) {
		const struct label_key *key = &keys->list[i];
		if (count == 1 && memcmp(key->key.id, id, sizeof(id)) != 0)
			continue;
		known = true;
		if (crypto_sign_verify_detached(
			    signature, (const unsigned char *)text.at, text.len, key->key.key) != 0)
			continue;
		*by = key;
		return key->revoked ? LABEL_REVOKED : LABEL_VALID;
	}
	return known ? LABEL_INVALID : LABEL_UNKNOWN_KEY;
}
