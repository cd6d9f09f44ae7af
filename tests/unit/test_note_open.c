#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <string.h>

#include "core/note/note.h"

#define DASH "\xe2\x80\x94 "

static struct note_secret farm, other, twin;
static char buffer[NOTE_MOST + 2 * NOTE_SIGNATURE_TEXT];

/* twin has the farm's name but another key. */
static int make_keys(void **state)
{
	uint8_t seed[32] = { 7 };
	(void)state;
	assert_int_equal(note_key_make(span_of("farm-01"), seed, &farm), NOTE_OK);
	seed[0]++;
	assert_int_equal(note_key_make(span_of("gateway"), seed, &other), NOTE_OK);
	seed[0]++;
	assert_int_equal(note_key_make(span_of("farm-01"), seed, &twin), NOTE_OK);
	return 0;
}

static struct out holding(const char *text)
{
	struct out out = out_into(buffer, sizeof(buffer));
	out_text(&out, text);
	return out;
}

static struct out signed_by_farm(const char *text)
{
	struct out out = holding(text);
	assert_int_equal(note_sign(&out, &farm), NOTE_OK);
	return out;
}

static void add_line(struct out *out, const char *name, const uint8_t *bytes, size_t len)
{
	static char base64[2048];
	sodium_bin2base64(base64, sizeof(base64), bytes, len, sodium_base64_VARIANT_ORIGINAL);
	out_text(out, DASH);
	out_text(out, name);
	out_char(out, ' ');
	out_text(out, base64);
	out_char(out, '\n');
}

static enum note_error open_farm(struct span note, size_t *at)
{
	struct span text;
	return note_open(note, &farm.pub, &text, at);
}

static void assert_still_opens(void)
{
	struct out out = signed_by_farm("next\n");
	assert_int_equal(open_farm(out_written(&out), NULL), NOTE_OK);
}

/* The example key and note of golang.org/x/mod/sumdb/note, the origin of C2SP signed-note. */
static void the_published_example_opens(void **state)
{
	static const char note[] =
		"If you think cryptography is the answer to your problem,\n"
		"then you don't know what your problem is.\n"
		"\n" DASH "PeterNeumann "
		"x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
		"KvqfqdngotpRZb6KE6RyyBwJnAM=\n";
	static const char typed[] = "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
	struct note_public key = { .name = "PeterNeumann", .id = { 0xc7, 0x4f, 0x20, 0xa3 } };
	uint8_t bytes[33];
	size_t len;
	struct span text;
	(void)state;
	assert_int_equal(sodium_base642bin(bytes, sizeof(bytes), typed, strlen(typed), NULL, &len,
				 NULL, sodium_base64_VARIANT_ORIGINAL),
		0);
	memcpy(key.key, bytes + 1, sizeof(key.key));
	assert_int_equal(note_open(span_of(note), &key, &text, NULL), NOTE_OK);
	assert_int_equal(text.len, strstr(note, "\n\n") + 1 - note);
}

static void a_signature_is_as_libsodium_makes_it_by_hand(void **state)
{
	static const char text[] = "weight 112.5\n";
	uint8_t bytes[4 + crypto_sign_BYTES];
	char expected[512];
	(void)state;
	memcpy(bytes, farm.pub.id, 4);
	crypto_sign_detached(bytes + 4, NULL, (const unsigned char *)text, strlen(text), farm.key);
	struct out by_hand = out_into(expected, sizeof(expected));
	out_text(&by_hand, text);
	out_char(&by_hand, '\n');
	add_line(&by_hand, "farm-01", bytes, sizeof(bytes));
	struct out out = signed_by_farm(text);
	assert_string_equal(out.at, expected);
}

static void what_was_signed_opens_and_gives_the_text(void **state)
{
	static const char *const texts[] = { "a\n", "\n", "a\n\n", "a\n\n\nb\n", "\xe7\x8c\xaa\n",
		"a\n\n" DASH "farm-01\n", "\xc2\x85\n" };
	struct span text;
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct out out = signed_by_farm(texts[i]);
		assert_int_equal(note_open(out_written(&out), &farm.pub, &text, NULL), NOTE_OK);
		assert_true(span_is(text, texts[i]));
	}
}

static void a_note_with_any_one_bit_changed_is_refused(void **state)
{
	struct out out = signed_by_farm("{\"do\":\"weigh\"}\n\nmore\n");
	(void)state;
	for (size_t bit = 0; bit < out.len * 8; bit++) {
		buffer[bit / 8] = (char)(buffer[bit / 8] ^ (1 << bit % 8));
		if (open_farm(out_written(&out), NULL) == NOTE_OK)
			fail_msg("bit %zu of byte %zu", bit % 8, bit / 8);
		buffer[bit / 8] = (char)(buffer[bit / 8] ^ (1 << bit % 8));
	}
	assert_int_equal(open_farm(out_written(&out), NULL), NOTE_OK);
}

static void a_note_cut_anywhere_is_refused(void **state)
{
	struct out out = signed_by_farm("a\n\nb\n");
	(void)state;
	for (size_t len = 0; len < out.len; len++)
		assert_int_not_equal(open_farm((struct span){ out.at, len }, NULL), NOTE_OK);
}

static void another_key_is_a_stranger(void **state)
{
	struct out out = signed_by_farm("text\n");
	struct note_public renamed = farm.pub;
	struct span text;
	size_t at = 0;
	(void)state;
	assert_int_equal(note_open(out_written(&out), &other.pub, &text, &at), NOTE_STRANGER);
	assert_int_equal(at, 6);
	assert_int_equal(note_open(out_written(&out), &twin.pub, &text, NULL), NOTE_STRANGER);
	(void)span_copy(span_of("farm-02"), renamed.name, sizeof(renamed.name));
	assert_int_equal(note_open(out_written(&out), &renamed, &text, NULL), NOTE_STRANGER);
	assert_still_opens();
}

static void unknown_lines_are_passed_over(void **state)
{
	uint8_t bytes[1000] = { 0 };
	(void)state;
	for (size_t len = 5; len <= sizeof(bytes); len++) {
		struct out out = signed_by_farm("text\n");
		add_line(&out, "farm-01", bytes, len);
		add_line(&out, "An.other_Name", bytes, len);
		assert_int_equal(open_farm(out_written(&out), NULL), NOTE_OK);
	}
}

static void our_line_may_stand_behind_an_unknown_one(void **state)
{
	uint8_t bytes[68] = { 0 };
	struct out out = holding("text\n\n");
	(void)state;
	add_line(&out, "someone", bytes, sizeof(bytes));
	assert_int_equal(note_sign(&out, &farm), NOTE_OK);
	assert_int_equal(open_farm(out_written(&out), NULL), NOTE_OK);
}

static void a_line_of_ours_that_does_not_verify_spoils_the_note(void **state)
{
	static const size_t lengths[] = { 5, 67, 68, 69, 200 };
	uint8_t bytes[200] = { 0 };
	(void)state;
	memcpy(bytes, farm.pub.id, 4);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct out out = signed_by_farm("text\n");
		size_t before = out.len, at = 0;
		add_line(&out, "farm-01", bytes, lengths[i]);
		assert_int_equal(open_farm(out_written(&out), &at), NOTE_FORGED);
		assert_int_equal(at, before);
		assert_still_opens();
	}
}

static void a_signature_line_of_another_shape_is_refused(void **state)
{
	static const char *const lines[] = {
		"farm-01 AAAAAAA=\n",   /* no dash */
		"- farm-01 AAAAAAA=\n", /* a hyphen */
		"\xe2\x80\x94"
		"farm-01 AAAAAAA=\n",          /* no space behind the dash */
		DASH "AAAAAAA=\n",             /* no name */
		DASH " AAAAAAA=\n",            /* an empty name */
		DASH "a+b AAAAAAA=\n",         /* a name that breaks a key's text form */
		DASH "farm-01 \n",             /* no signature */
		DASH "farm-01 AAAAAA==\n",     /* 4 bytes: a key id and nothing more */
		DASH "farm-01 AAAAAAA\n",      /* padding left out */
		DASH "farm-01 AAAAAAB=\n",     /* bits behind the last byte */
		DASH "farm-01 AAAAAA-_\n",     /* the URL alphabet */
		DASH "farm-01 AAAAAAA= \n",    /* a space at the end */
		DASH "farm-01 AAAA AAA=\n",    /* a space within */
		DASH "farm-01 AAAAAAA=AAAA\n", /* padding within */
		DASH "farm-01 AAAAAAA=",       /* no newline */
	};
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct out out = signed_by_farm("text\n");
		size_t before = out.len, at = 0;
		out_text(&out, lines[i]);
		assert_int_equal(open_farm(out_written(&out), &at), NOTE_FORM);
		assert_int_equal(at, before);
		assert_still_opens();
	}
}

/* Decoding goes by chunks of 128 characters: padding at the end of the first is not the end. */
static void padding_within_a_long_line_is_refused(void **state)
{
	struct out out = signed_by_farm("text\n");
	size_t before = out.len, at = 0;
	(void)state;
	out_text(&out, DASH "someone ");
	for (int i = 0; i < 127; i++)
		out_char(&out, 'A');
	out_text(&out, "=AAAA\n");
	assert_int_equal(open_farm(out_written(&out), &at), NOTE_FORM);
	assert_int_equal(at, before);
}

static void control_characters_and_bytes_that_are_no_text_are_refused(void **state)
{
	static const char *const bad[] = { "\t", "\r", "\x01", "\x1f", "\x7f", "\x80", "\xc0\xaf",
		"\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe7\x8c" };
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct out out = holding("ab");
		size_t at = 0;
		out_text(&out, bad[i]);
		out_text(&out, "\n");
		assert_int_equal(note_sign(&out, &farm), NOTE_UTF8);
		out_text(&out, "\n" DASH "farm-01 AAAAAAA=\n");
		assert_int_equal(open_farm(out_written(&out), &at), NOTE_UTF8);
		assert_int_equal(at, 2);
	}
	struct out out = signed_by_farm("text\n");
	buffer[2] = '\0';
	assert_int_equal(open_farm(out_written(&out), NULL), NOTE_UTF8);
	assert_still_opens();
}

static void what_has_no_empty_line_or_no_signature_is_no_note(void **state)
{
	static const char *const notes[] = { "", "\n", "\n\n", "text", "text\n", "text\n\n",
		"text\n" DASH "farm-01 AAAAAAA=\n", "\n" DASH "farm-01 AAAAAAA=\n" };
	struct note_parts parts;
	(void)state;
	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
		assert_int_equal(note_split(span_of(notes[i]), &parts, NULL), NOTE_FORM);
	assert_int_equal(note_split((struct span){ NULL, 0 }, &parts, NULL), NOTE_FORM);
}

static void the_longest_note_opens_and_one_byte_more_is_refused(void **state)
{
	struct out out = signed_by_farm("a\n");
	size_t text = NOTE_MOST - (out.len - 2), at = 0;
	(void)state;
	memset(buffer, 'x', text + 1);
	buffer[text - 1] = '\n';
	out = (struct out){ buffer, sizeof(buffer), text, false };
	assert_int_equal(note_sign(&out, &farm), NOTE_OK);
	assert_int_equal(out.len, NOTE_MOST);
	assert_int_equal(open_farm(out_written(&out), NULL), NOTE_OK);
	assert_int_equal(open_farm((struct span){ buffer, NOTE_MOST + 1 }, &at), NOTE_TOO_LONG);
	assert_int_equal(at, NOTE_MOST);
	memset(buffer, 'x', text + 1);
	buffer[text] = '\n';
	out = (struct out){ buffer, sizeof(buffer), text + 1, false };
	assert_int_equal(note_sign(&out, &farm), NOTE_TOO_LONG);
	assert_int_equal(out.len, text + 1);
	assert_still_opens();
}

static void eight_signatures_are_read_and_nine_refused(void **state)
{
	struct out out = signed_by_farm("text\n");
	uint8_t bytes[68] = { 1 };
	size_t at = 0;
	(void)state;
	for (int i = 2; i <= NOTE_SIGNATURES_MOST; i++)
		assert_int_equal(note_sign(&out, &other), NOTE_OK);
	assert_int_equal(open_farm(out_written(&out), NULL), NOTE_OK);
	size_t before = out.len;
	assert_int_equal(note_sign(&out, &other), NOTE_SIGNATURES);
	assert_int_equal(out.len, before);
	add_line(&out, "someone", bytes, sizeof(bytes));
	assert_int_equal(open_farm(out_written(&out), &at), NOTE_SIGNATURES);
	assert_int_equal(at, before);
	assert_int_equal(note_sign(&out, &other), NOTE_SIGNATURES);
}

static void two_may_sign_the_same_text(void **state)
{
	struct out out = signed_by_farm("text\n");
	struct span text;
	(void)state;
	assert_int_equal(note_sign(&out, &other), NOTE_OK);
	assert_int_equal(note_open(out_written(&out), &other.pub, &text, NULL), NOTE_OK);
	assert_true(span_is(text, "text\n"));
	assert_int_equal(open_farm(out_written(&out), NULL), NOTE_OK);
}

static void a_text_that_does_not_end_in_a_newline_is_not_signed(void **state)
{
	struct out out = holding("text");
	(void)state;
	assert_int_equal(note_sign(&out, &farm), NOTE_FORM);
	assert_string_equal(buffer, "text");
	out = holding("");
	assert_int_equal(note_sign(&out, &farm), NOTE_FORM);
}

static void a_small_buffer_is_refused_and_left_as_it_was(void **state)
{
	struct out out = signed_by_farm("text\n");
	size_t whole = out.len;
	char small[256];
	(void)state;
	for (size_t size = 6; size <= whole; size++) {
		out = out_into(small, size);
		out_text(&out, "text\n");
		assert_int_equal(note_sign(&out, &farm), NOTE_ROOM);
		assert_string_equal(small, "text\n");
		assert_false(out.full);
	}
	out = out_into(small, whole + 1);
	out_text(&out, "text\n");
	assert_int_equal(note_sign(&out, &farm), NOTE_OK);
	out = out_into(small, 4);
	out_text(&out, "text\n");
	assert_int_equal(note_sign(&out, &farm), NOTE_ROOM);
}

static void every_error_has_its_own_sentence(void **state)
{
	(void)state;
	for (int i = 0; i < NOTE_ERROR_COUNT; i++) {
		assert_non_null(note_error_text((enum note_error)i));
		for (int j = 0; j < i; j++)
			assert_string_not_equal(note_error_text((enum note_error)i),
				note_error_text((enum note_error)j));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_example_opens),
		cmocka_unit_test(a_signature_is_as_libsodium_makes_it_by_hand),
		cmocka_unit_test(what_was_signed_opens_and_gives_the_text),
		cmocka_unit_test(a_note_with_any_one_bit_changed_is_refused),
		cmocka_unit_test(a_note_cut_anywhere_is_refused),
		cmocka_unit_test(another_key_is_a_stranger),
		cmocka_unit_test(unknown_lines_are_passed_over),
		cmocka_unit_test(our_line_may_stand_behind_an_unknown_one),
		cmocka_unit_test(a_line_of_ours_that_does_not_verify_spoils_the_note),
		cmocka_unit_test(a_signature_line_of_another_shape_is_refused),
		cmocka_unit_test(padding_within_a_long_line_is_refused),
		cmocka_unit_test(control_characters_and_bytes_that_are_no_text_are_refused),
		cmocka_unit_test(what_has_no_empty_line_or_no_signature_is_no_note),
		cmocka_unit_test(the_longest_note_opens_and_one_byte_more_is_refused),
		cmocka_unit_test(eight_signatures_are_read_and_nine_refused),
		cmocka_unit_test(two_may_sign_the_same_text),
		cmocka_unit_test(a_text_that_does_not_end_in_a_newline_is_not_signed),
		cmocka_unit_test(a_small_buffer_is_refused_and_left_as_it_was),
		cmocka_unit_test(every_error_has_its_own_sentence),
	};
	return sodium_init() < 0 || cmocka_run_group_tests(tests, make_keys, NULL);
}
