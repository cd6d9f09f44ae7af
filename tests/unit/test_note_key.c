#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <string.h>

#include "core/note/note.h"

#define ID20 "0123456789abcdef0123"

static struct note_secret farm;

/* The key pair of RFC 8032, 7.1, test 1. */
static const char seed_hex[] = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
static const char public_hex[] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

static void from_hex(const char *hex, uint8_t bytes[static 32])
{
	size_t len;
	assert_int_equal(sodium_hex2bin(bytes, 32, hex, strlen(hex), NULL, &len, NULL), 0);
	assert_int_equal(len, 32);
}

static int make_key(void **state)
{
	uint8_t seed[32];
	(void)state;
	from_hex(seed_hex, seed);
	return note_key_make(span_of("farm-01"), seed, &farm) != NOTE_OK;
}

static void a_seed_gives_the_public_key_of_rfc_8032(void **state)
{
	uint8_t expected[32];
	(void)state;
	from_hex(public_hex, expected);
	assert_memory_equal(farm.pub.key, expected, 32);
	assert_string_equal(farm.pub.name, "farm-01");
}

static void the_key_id_is_the_head_of_a_hash_over_name_type_and_key(void **state)
{
	unsigned char bytes[7 + 2 + 32], hash[crypto_hash_sha256_BYTES];
	(void)state;
	memcpy(bytes, "farm-01\n\x01", 9);
	memcpy(bytes + 9, farm.pub.key, 32);
	crypto_hash_sha256(hash, bytes, sizeof(bytes));
	assert_memory_equal(farm.pub.id, hash, 4);
}

static void a_public_key_is_written_and_read_back(void **state)
{
	char text[NOTE_KEY_TEXT], again[NOTE_KEY_TEXT];
	struct note_public key;
	(void)state;
	note_public_format(&farm.pub, text);
	assert_int_equal(note_public_parse(span_of(text), &key), NOTE_OK);
	assert_string_equal(key.name, farm.pub.name);
	assert_memory_equal(key.id, farm.pub.id, sizeof(key.id));
	assert_memory_equal(key.key, farm.pub.key, sizeof(key.key));
	note_public_format(&key, again);
	assert_string_equal(again, text);
}

static void a_private_key_is_written_and_read_back(void **state)
{
	char text[NOTE_KEY_TEXT];
	struct note_secret key;
	(void)state;
	note_secret_format(&farm, text);
	assert_int_equal(strncmp(text, "PRIVATE+KEY+farm-01+", 20), 0);
	assert_int_equal(note_secret_parse(span_of(text), &key), NOTE_OK);
	assert_string_equal(key.pub.name, farm.pub.name);
	assert_memory_equal(key.key, farm.key, sizeof(key.key));
}

static void the_longest_name_fits_every_text(void **state)
{
	char name[NOTE_NAME_MOST + 2], text[NOTE_KEY_TEXT], note[NOTE_SIGNATURE_TEXT + 3];
	const uint8_t seed[32] = { 1 };
	struct note_secret key, again;
	(void)state;
	memset(name, 'a', sizeof(name));
	name[NOTE_NAME_MOST + 1] = '\0';
	assert_int_equal(note_key_make(span_of(name), seed, &key), NOTE_KEY);
	name[NOTE_NAME_MOST] = '\0';
	assert_int_equal(note_key_make(span_of(name), seed, &key), NOTE_OK);
	note_secret_format(&key, text);
	assert_int_equal(note_secret_parse(span_of(text), &again), NOTE_OK);
	struct out out = out_into(note, sizeof(note));
	out_text(&out, "a\n");
	assert_int_equal(note_sign(&out, &again), NOTE_OK);
}

static void a_key_text_with_any_one_character_changed_is_refused(void **state)
{
	char good[NOTE_KEY_TEXT], text[NOTE_KEY_TEXT];
	struct note_public pub;
	struct note_secret secret;
	(void)state;
	note_public_format(&farm.pub, good);
	for (size_t i = 0; good[i]; i++) {
		memcpy(text, good, sizeof(text));
		text[i] = text[i] == 'x' ? 'y' : 'x';
		assert_int_equal(note_public_parse(span_of(text), &pub), NOTE_KEY);
	}
	note_secret_format(&farm, good);
	for (size_t i = 0; good[i]; i++) {
		memcpy(text, good, sizeof(text));
		text[i] = text[i] == 'x' ? 'y' : 'x';
		assert_int_equal(note_secret_parse(span_of(text), &secret), NOTE_KEY);
	}
	assert_int_equal(note_secret_parse(span_of(good), &secret), NOTE_OK);
}

static void what_is_cut_short_or_goes_on_is_no_key(void **state)
{
	char text[NOTE_KEY_TEXT];
	struct note_public pub;
	(void)state;
	note_public_format(&farm.pub, text);
	size_t len = strlen(text);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(note_public_parse((struct span){ text, i }, &pub), NOTE_KEY);
	text[len] = '\n';
	assert_int_equal(note_public_parse((struct span){ text, len + 1 }, &pub), NOTE_KEY);
	text[len] = 'A';
	assert_int_equal(note_public_parse((struct span){ text, len + 1 }, &pub), NOTE_KEY);
	assert_int_equal(note_public_parse((struct span){ text, len }, &pub), NOTE_OK);
	assert_int_equal(
		note_public_parse(span_of("farm-01+" ID20 ID20 ID20 ID20 ID20 "+AA=="), &pub),
		NOTE_KEY);
}

/* The name is the station's: the example key of C2SP signed-note has capitals in its own. */
static void a_key_of_a_name_no_station_can_have_is_refused(void **state)
{
	struct note_public pub;
	struct note_secret secret;
	(void)state;
	assert_int_equal(note_public_parse(span_of("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiB"
						   "fsVkmqq/LDE4izWy10TW"),
				 &pub),
		NOTE_KEY);
	assert_int_equal(note_secret_parse(span_of("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyN"
						   "hPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"),
				 &secret),
		NOTE_KEY);
}

static void a_private_key_is_no_public_key_and_the_other_way_round(void **state)
{
	char text[NOTE_KEY_TEXT];
	struct note_public pub;
	struct note_secret secret;
	(void)state;
	note_secret_format(&farm, text);
	assert_int_equal(note_public_parse(span_of(text), &pub), NOTE_KEY);
	note_public_format(&farm.pub, text);
	assert_int_equal(note_secret_parse(span_of(text), &secret), NOTE_KEY);
}

static void a_name_is_lower_case_letters_digits_and_hyphens(void **state)
{
	static const char *const bad[] = { "", "Farm", "farm 1", "farm/1", "farm+1", "farm_1",
		"\xe7\x8c\xaa" };
	static const char *const good[] = { "a", "0", "-", "lvliang-01" };
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(note_name_good(span_of(bad[i])));
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(note_name_good(span_of(good[i])));
	assert_false(note_name_good((struct span){ "a\0b", 3 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_seed_gives_the_public_key_of_rfc_8032),
		cmocka_unit_test(the_key_id_is_the_head_of_a_hash_over_name_type_and_key),
		cmocka_unit_test(a_public_key_is_written_and_read_back),
		cmocka_unit_test(a_private_key_is_written_and_read_back),
		cmocka_unit_test(the_longest_name_fits_every_text),
		cmocka_unit_test(a_key_text_with_any_one_character_changed_is_refused),
		cmocka_unit_test(what_is_cut_short_or_goes_on_is_no_key),
		cmocka_unit_test(a_key_of_a_name_no_station_can_have_is_refused),
		cmocka_unit_test(a_private_key_is_no_public_key_and_the_other_way_round),
		cmocka_unit_test(a_name_is_lower_case_letters_digits_and_hyphens),
	};
	return sodium_init() < 0 || cmocka_run_group_tests(tests, make_key, NULL);
}
