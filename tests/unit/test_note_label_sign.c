#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <string.h>

#include "core/ident/digital_link.h"
#include "core/note/label_sign.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define URI          "https://id.example.cn/01/06901234567892/10/L20261120/21/00000017K3F9A7QW2M4T"
#define CANONICAL    "https://id.gs1.org/01/06901234567892/10/L20261120/21/00000017K3F9A7QW2M4T"

static struct note_secret packer, other, admin;
static struct label_keys keys, again;
static char note[NOTE_MOST + 1024];

static int make(void **state)
{
	uint8_t seed[32] = { 7 };
	(void)state;
	if (note_key_make(span_of("packer-01"), seed, &packer) != NOTE_OK)
		return 1;
	seed[1] = 1;
	if (note_key_make(span_of("packer-02"), seed, &other) != NOTE_OK)
		return 1;
	seed[1] = 2;
	if (note_key_make(span_of("admin"), seed, &admin) != NOTE_OK)
		return 1;
	keys = (struct label_keys){ .count = 1 };
	keys.list[0].key = packer.pub;
	(void)span_copy(span_of("吕梁包装厂"), keys.list[0].title, sizeof(keys.list[0].title));
	return !moment_parse(span_of("2026-11-20T07:30:12+08:00"), &keys.made, NULL);
}

static struct span signed_uri(
	const char *uri, const struct note_secret *key, char room[static 1024])
{
	struct out out = out_into(room, 1024);
	out_text(&out, uri);
	assert_true(label_sign(&out, key));
	return out_written(&out);
}

static enum label_verdict verdict(struct span uri)
{
	const struct label_key *by;
	enum label_verdict verdict = label_verify(uri, &keys, &by);
	assert_int_equal(by != NULL, verdict == LABEL_VALID || verdict == LABEL_REVOKED);
	return verdict;
}

static void what_is_signed_is_the_canonical_link_and_nothing_else(void **state)
{
	static const char text[] = "pigtrace-label/v1\n" CANONICAL;
	char room[1024];
	uint8_t signature[crypto_sign_BYTES], id[4];
	size_t len;
	struct span uri = signed_uri(URI, &packer, room);
	(void)state;
	assert_int_equal(uri.len, strlen(URI) + 3 + 86 + 3 + 6);
	assert_memory_equal(uri.at + strlen(URI), "?s=", 3);
	assert_int_equal(sodium_base642bin(signature, sizeof(signature), uri.at + strlen(URI) + 3,
				 86, NULL, &len, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
		0);
	assert_int_equal(crypto_sign_verify_detached(signature, (const unsigned char *)text,
				 sizeof(text) - 1, packer.pub.key),
		0);
	assert_int_equal(sodium_base642bin(id, sizeof(id), uri.at + uri.len - 6, 6, NULL, &len,
				 NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
		0);
	assert_memory_equal(id, packer.pub.id, 4);
}

static void any_changed_character_of_the_number_or_the_signature_is_seen(void **state)
{
	char room[1024];
	struct span uri = signed_uri(URI, &packer, room);
	(void)state;
	assert_int_equal(verdict(uri), LABEL_VALID);
	for (size_t i = strlen("https://id.example.cn/"); i < uri.len; i++) {
		char was = room[i];
		room[i] = was == '8' ? '9' : '8';
		/* "?s=" and "&k=" themselves: then there is no signature, or no hint which key. */
		if (i != strlen(URI) && i != uri.len - 9 && i != uri.len - 8 && i != uri.len - 7)
			assert_int_not_equal(verdict(uri), LABEL_VALID);
		room[i] = was;
	}
	assert_int_equal(verdict(uri), LABEL_VALID);
}

static void the_printed_address_may_change_but_not_the_number(void **state)
{
	static const char *const same[] = { "http://other.example:8080/prefix/01/06901234567892/10/"
					    "L20261120/21/00000017K3F9A7QW2M4T",
		"https://id.gs1.org/01/6901234567892/10/L2026%31120/21/00000017K3F9A7QW2M4T" };
	static const char *const others[] = {
		"https://id.example.cn/01/06901234567892/21/00000017K3F9A7QW2M4T",
		"https://id.example.cn/01/06901234567892/10/L20261121/21/00000017K3F9A7QW2M4T",
		"https://id.example.cn/01/06901234567892/10/L20261120/21/00000018K3F9A7QW2M4T",
		"https://id.example.cn/01/06901234567892/10/L20261120",
		"https://id.example.cn/01/06901234567892",
		"https://id.example.cn/00/069012345678901231",
	};
	char room[1024], copy[1024];
	struct span uri = signed_uri(URI, &packer, room);
	struct span query = { uri.at + strlen(URI), uri.len - strlen(URI) };
	(void)state;
	for (size_t i = 0; i < COUNT(same) + COUNT(others); i++) {
		struct out out = out_into(copy, sizeof(copy));
		out_text(&out, i < COUNT(same) ? same[i] : others[i - COUNT(same)]);
		out_span(&out, query);
		enum label_verdict is = verdict(out_written(&out));
		if (i < COUNT(same))
			assert_int_equal(is, LABEL_VALID);
		else
			assert_true(is == LABEL_INVALID || is == LABEL_FOREIGN);
	}
}

static void each_verdict_has_its_case(void **state)
{
	char room[1024], copy[1024];
	struct span uri = signed_uri(URI, &packer, room);
	struct span stranger;
	struct out out = out_into(copy, sizeof(copy));
	(void)state;
	assert_int_equal(verdict(uri), LABEL_VALID);
	keys.list[0].revoked = true;
	assert_int_equal(verdict(uri), LABEL_REVOKED);
	room[strlen(URI) - 1] ^= 1; /* an invented number under a revoked key */
	assert_int_equal(verdict(uri), LABEL_INVALID);
	keys.list[0].revoked = false;
	assert_int_equal(verdict(span_of(URI)), LABEL_UNSIGNED);
	assert_int_equal(verdict(span_of(URI "?S=1&linkType=pip")), LABEL_UNSIGNED);
	assert_int_equal(verdict(span_of("6901234567892")), LABEL_FOREIGN);
	assert_int_equal(verdict(span_of("")), LABEL_FOREIGN);
	stranger = signed_uri(URI, &other, copy);
	assert_int_equal(verdict(stranger), LABEL_UNKNOWN_KEY);
	stranger.len -= 9; /* without its &k= every key is tried */
	assert_int_equal(verdict(stranger), LABEL_INVALID);
	uri = signed_uri(URI, &packer, room);
	uri.len -= 9;
	assert_int_equal(verdict(uri), LABEL_VALID);
	/* Other parameters around it change nothing; a second signature does. */
	out = out_into(copy, sizeof(copy));
	out_text(&out, URI "?linkType=pip&");
	out_bytes(&out, uri.at + strlen(URI) + 1, uri.len - strlen(URI) - 1);
	out_text(&out, "&utm=x");
	assert_int_equal(verdict(out_written(&out)), LABEL_VALID);
	out_text(&out, "&s=AAAA");
	assert_int_equal(verdict(out_written(&out)), LABEL_INVALID);
	/* In whatever order: two readers must not take two different ones for it. */
	out = out_into(copy, sizeof(copy));
	out_text(&out, URI "?s=AAAA&");
	out_bytes(&out, uri.at + strlen(URI) + 1, uri.len - strlen(URI) - 1);
	assert_int_equal(verdict(out_written(&out)), LABEL_INVALID);
}

static void only_a_plain_link_with_room_behind_it_is_signed(void **state)
{
	static const char *const bad[] = { "", "hello", URI "?x=1", URI "#x", "https://a/01/123" };
	char room[256];
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct out out = out_into(room, sizeof(room));
		out_text(&out, bad[i]);
		assert_false(label_sign(&out, &packer));
		assert_string_equal(room, bad[i]);
	}
	struct out small = out_into(room, strlen(URI) + 90);
	out_text(&small, URI);
	assert_false(label_sign(&small, &packer));
	assert_string_equal(room, URI);
	assert_false(small.full);
}

/* Nobody reads a link that is longer than one may be, so none is signed that would become one. */
static void a_link_that_would_become_too_long_is_not_signed(void **state)
{
	const size_t room_of_signature = strlen("?s=&k=") + 86 + 6;
	char room[1024];
	(void)state;
	for (size_t over = 0; over < 2; over++) {
		struct out out = out_into(room, sizeof(room));
		out_text(&out, "https://a/");
		while (out.len <
			DIGITAL_LINK_MOST - room_of_signature - strlen("/01/06901234567892") + over)
			out_char(&out, 'x');
		out_text(&out, "/01/06901234567892");
		size_t len = out.len;
		assert_int_equal(label_sign(&out, &packer), over == 0);
		assert_int_equal(out.len, over == 0 ? DIGITAL_LINK_MOST : len);
		assert_int_equal(strlen(room), out.len);
		assert_int_equal(
			verdict(out_written(&out)), over == 0 ? LABEL_VALID : LABEL_UNSIGNED);
	}
}

static struct span written(void)
{
	struct out out = out_into(note, sizeof(note));
	assert_int_equal(label_keys_write(&out, &keys, &admin), NOTE_OK);
	return out_written(&out);
}

static void a_list_is_written_and_read_back(void **state)
{
	(void)state;
	keys.count = 2;
	keys.list[1] = (struct label_key){ .key = other.pub, .revoked = true };
	assert_int_equal(label_keys_parse(written(), &again, NULL), NOTE_OK);
	assert_int_equal(again.count, 2);
	assert_string_equal(again.signer.name, "admin");
	assert_memory_equal(again.signer.key, admin.pub.key, 32);
	assert_int_equal(again.made.at_ms, keys.made.at_ms);
	assert_string_equal(again.list[0].title, "吕梁包装厂");
	assert_false(again.list[0].revoked);
	assert_memory_equal(again.list[0].key.key, packer.pub.key, 32);
	assert_string_equal(again.list[1].title, "");
	assert_true(again.list[1].revoked);
	keys.count = 1;
}

static void the_longest_list_fits_a_note(void **state)
{
	(void)state;
	for (int i = 0; i < LABEL_KEYS_MOST; i++) {
		uint8_t seed[32] = { 9, (uint8_t)i };
		struct note_secret key;
		assert_int_equal(
			note_key_make(span_of("a-name-of-thirty-two-characters-"), seed, &key),
			NOTE_OK);
		again.list[i] = (struct label_key){ .key = key.pub, .revoked = true };
		memset(again.list[i].title, 'x', LABEL_TITLE_MOST);
	}
	again.count = LABEL_KEYS_MOST;
	again.made = keys.made;
	struct out out = out_into(note, sizeof(note));
	assert_int_equal(label_keys_write(&out, &again, &admin), NOTE_OK);
	assert_int_equal(label_keys_parse(out_written(&out), &again, NULL), NOTE_OK);
	assert_int_equal(again.count, LABEL_KEYS_MOST);
}

static void every_damaged_byte_of_a_list_is_seen(void **state)
{
	struct span list = written();
	size_t at = 0;
	(void)state;
	for (size_t i = 0; i < list.len; i++) {
		char was = note[i];
		note[i] = was == 'x' ? 'y' : 'x';
		assert_int_not_equal(label_keys_parse(list, &again, &at), NOTE_OK);
		note[i] = was;
		assert_int_not_equal(
			label_keys_parse((struct span){ list.at, i }, &again, &at), NOTE_OK);
	}
	assert_int_equal(label_keys_parse(list, &again, &at), NOTE_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_signed_is_the_canonical_link_and_nothing_else),
		cmocka_unit_test(any_changed_character_of_the_number_or_the_signature_is_seen),
		cmocka_unit_test(the_printed_address_may_change_but_not_the_number),
		cmocka_unit_test(each_verdict_has_its_case),
		cmocka_unit_test(only_a_plain_link_with_room_behind_it_is_signed),
		cmocka_unit_test(a_link_that_would_become_too_long_is_not_signed),
		cmocka_unit_test(a_list_is_written_and_read_back),
		cmocka_unit_test(the_longest_list_fits_a_note),
		cmocka_unit_test(every_damaged_byte_of_a_list_is_seen),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, make, NULL);
}
