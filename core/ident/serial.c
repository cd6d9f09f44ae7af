#include "core/ident/serial.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define COUNTER_DIGITS 8
#define PROOF_LEN      (SERIAL_LEN - COUNTER_DIGITS)
#define PROOF_BITS     5 /* of each character */

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void hash_more(crypto_generichash_state *state, struct span bytes)
{
	(void)crypto_generichash_update(state, (const unsigned char *)bytes.at, bytes.len);
}

void serial_make(const uint8_t key[static SERIAL_KEY_LEN], struct span gtin, struct span lot,
	int64_t counter, char out[static SERIAL_TEXT])
{
	crypto_generichash_state state;
	unsigned char hash[crypto_generichash_BYTES_MIN];
	struct out text = out_into(out, SERIAL_TEXT);
	assert(counter >= 1 && counter <= SERIAL_COUNT_MOST);
	out_digits(&text, (uint64_t)counter, COUNTER_DIGITS);
	(void)crypto_generichash_init(&state, key, SERIAL_KEY_LEN, sizeof(hash));
	hash_more(&state, gtin);
	hash_more(&state, span_of("/"));
	hash_more(&state, lot);
	hash_more(&state, span_of("/"));
	hash_more(&state, out_written(&text));
	(void)crypto_generichash_final(&state, hash, sizeof(hash));
	uint64_t bits = 0;
	for (size_t i = 0; i < sizeof(bits); i++)
		bits = bits << 8 | hash[i];
	for (int i = 0; i < PROOF_LEN; i++) {
		out_char(&text, crockford[bits >> (64 - PROOF_BITS)]);
		bits <<= PROOF_BITS;
	}
	sodium_memzero(&state, sizeof(state));
}

bool serial_counter(struct span serial, int64_t *counter)
{
	int64_t read;
	if (serial.len != SERIAL_LEN ||
		!span_number(
			(struct span){ serial.at, COUNTER_DIGITS }, SERIAL_COUNT_MOST, &read) ||
		read == 0)
		return false;
	for (size_t i = COUNTER_DIGITS; i < SERIAL_LEN; i++)
		if (!memchr(crockford, serial.at[i], sizeof(crockford) - 1))
			return false;
	*counter = read;
	return true;
}

bool serial_check(const uint8_t key[static SERIAL_KEY_LEN], struct span gtin, struct span lot,
	struct span serial)
{
	char made[SERIAL_TEXT];
	int64_t counter;
	if (!serial_counter(serial, &counter))
		return false;
	serial_make(key, gtin, lot, counter, made);
	return sodium_memcmp(made, serial.at, SERIAL_LEN) == 0;
}
