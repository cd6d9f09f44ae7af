#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <string.h>

#include "core/note/bundle.h"
#include "core/note/receipt.h"

#define HEAD "pigtrace-receipt/v1 farm-01 3 1000\n"
#define NOW  "\"now\":\"2026-11-20T07:31:00+08:00\""

static struct receipt receipt;
static char text[4 * RECEIPT_MOST];

static struct receipt example(void)
{
	struct receipt made = { .station = "farm-01",
		.epoch = 3,
		.upto = 1000,
		.now = { INT64_C(1795131060000), 480 },
		.missing_count = 1,
		.held_count = 1,
		.missing = { { 1001, 1004 } },
		.held = { { 1040, "R-TAG-03", "say \"why\"" } } };
	return made;
}

static void a_receipt_is_written_as_the_header_says(void **state)
{
	struct receipt made = example();
	struct out out = out_into(text, sizeof(text));
	(void)state;
	receipt_write(&out, &made);
	assert_string_equal(text, HEAD
		"{" NOW ",\"missing\":[[1001,1004]],"
		"\"held\":[{\"seq\":1040,\"rule\":\"R-TAG-03\",\"text\":\"say \\\"why\\\"\"}]}\n");
}

static void a_written_receipt_reads_back(void **state)
{
	struct receipt made = example();
	struct out out = out_into(text, sizeof(text));
	(void)state;
	receipt_write(&out, &made);
	assert_int_equal(receipt_parse(out_written(&out), &receipt, NULL), NOTE_OK);
	assert_string_equal(receipt.station, "farm-01");
	assert_int_equal(receipt.epoch, 3);
	assert_int_equal(receipt.upto, 1000);
	assert_int_equal(receipt.now.at_ms, made.now.at_ms);
	assert_int_equal(receipt.now.offset_min, 480);
	assert_int_equal(receipt.missing_count, 1);
	assert_int_equal(receipt.missing[0].first, 1001);
	assert_int_equal(receipt.missing[0].last, 1004);
	assert_int_equal(receipt.held_count, 1);
	assert_int_equal(receipt.held[0].seq, 1040);
	assert_string_equal(receipt.held[0].rule, "R-TAG-03");
	assert_string_equal(receipt.held[0].words, "say \"why\"");
}

static void a_receipt_of_nothing_may_say_upto_0(void **state)
{
	struct receipt made = { .station = "a", .epoch = 1, .now = { 1795131060000, 0 } };
	struct out out = out_into(text, sizeof(text));
	(void)state;
	receipt_write(&out, &made);
	assert_int_equal(receipt_parse(out_written(&out), &receipt, NULL), NOTE_OK);
	assert_int_equal(receipt.upto, 0);
	assert_int_equal(receipt.missing_count, 0);
	assert_int_equal(receipt.held_count, 0);
}

static void a_full_receipt_of_quotation_marks_fits_signed(void **state)
{
	struct receipt made = { .epoch = BUNDLE_NUMBER_MOST, .upto = BUNDLE_NUMBER_MOST };
	const uint8_t seed[32] = { 3 };
	struct note_secret key;
	struct out out = out_into(text, RECEIPT_MOST + 1);
	(void)state;
	memset(made.station, 'z', NOTE_NAME_MOST);
	made.now = (struct moment){ INT64_C(4102444800123), -840 };
	made.missing_count = RECEIPT_MISSING_MOST;
	made.held_count = RECEIPT_HELD_MOST;
	for (int i = 0; i < RECEIPT_MISSING_MOST; i++)
		made.missing[i] = (struct receipt_range){ BUNDLE_NUMBER_MOST, BUNDLE_NUMBER_MOST };
	for (int i = 0; i < RECEIPT_HELD_MOST; i++) {
		made.held[i].seq = BUNDLE_NUMBER_MOST;
		memset(made.held[i].rule, '"', RECEIPT_RULE_MOST);
		memset(made.held[i].words, '"', RECEIPT_WORDS_MOST);
	}
	receipt_write(&out, &made);
	assert_int_equal(note_key_make(span_of(made.station), seed, &key), NOTE_OK);
	assert_int_equal(note_sign(&out, &key), NOTE_OK);
	struct note_parts parts;
	assert_int_equal(note_split(out_written(&out), &parts, NULL), NOTE_OK);
	assert_int_equal(receipt_parse(parts.text, &receipt, NULL), NOTE_OK);
	for (int i = 0; i < RECEIPT_HELD_MOST; i++) {
		assert_int_equal(receipt.held[i].seq, made.held[i].seq);
		assert_string_equal(receipt.held[i].rule, made.held[i].rule);
		assert_string_equal(receipt.held[i].words, made.held[i].words);
	}
	assert_memory_equal(receipt.missing, made.missing, sizeof(made.missing));
}

static void words_with_any_character_can_be_signed(void **state)
{
	struct receipt made = example();
	const uint8_t seed[32] = { 3 };
	struct note_secret key;
	struct out out = out_into(text, sizeof(text));
	(void)state;
	for (int c = 1; c < 0x80; c++)
		made.held[0].words[c - 1] = (char)c;
	made.held[0].words[0x7f] = '\0';
	receipt_write(&out, &made);
	assert_int_equal(receipt_parse(out_written(&out), &receipt, NULL), NOTE_OK);
	assert_string_equal(receipt.held[0].words, made.held[0].words);
	assert_int_equal(note_key_make(span_of("farm-01"), seed, &key), NOTE_OK);
	assert_int_equal(note_sign(&out, &key), NOTE_OK);
}

static void a_receipt_that_does_not_fit_says_so(void **state)
{
	struct receipt made = example();
	struct out out = out_into(text, sizeof(text));
	(void)state;
	receipt_write(&out, &made);
	size_t whole = out.len;
	for (size_t size = 1; size <= whole; size++) {
		out = out_into(text, size);
		receipt_write(&out, &made);
		assert_true(out.full);
	}
	out = out_into(text, whole + 1);
	receipt_write(&out, &made);
	assert_false(out.full);
}

static void keys_of_a_newer_gateway_are_passed_over(void **state)
{
	static const char newer[] = HEAD
		"{\"more\":{\"now\":[1,{\"held\":null}]},\"note\":\"\\u4e2d\"," NOW
		",\"held\":[{\"why\":[[]],\"text\":\"t\",\"rule\":\"r\",\"seq\":7,\"x\":-1e9}],"
		"\"last\":true}\n";
	(void)state;
	assert_int_equal(receipt_parse(span_of(newer), &receipt, NULL), NOTE_OK);
	assert_int_equal(receipt.missing_count, 0);
	assert_int_equal(receipt.held_count, 1);
	assert_int_equal(receipt.held[0].seq, 7);
}

static void more_ranges_and_held_lines_than_are_kept_leave_the_first(void **state)
{
	struct out out = out_into(text, sizeof(text));
	(void)state;
	out_text(&out, HEAD "{" NOW ",\"missing\":[");
	for (int i = 1; i <= RECEIPT_MISSING_MOST + 3; i++) {
		out_text(&out, i > 1 ? ",[" : "[");
		out_number(&out, i);
		out_char(&out, ',');
		out_number(&out, i);
		out_char(&out, ']');
	}
	out_text(&out, "],\"held\":[");
	for (int i = 1; i <= RECEIPT_HELD_MOST + 3; i++) {
		out_text(&out, i > 1 ? ",{\"seq\":" : "{\"seq\":");
		out_number(&out, i);
		out_text(&out, ",\"rule\":\"r\",\"text\":\"t\"}");
	}
	out_text(&out, "]}\n");
	assert_int_equal(receipt_parse(out_written(&out), &receipt, NULL), NOTE_OK);
	assert_int_equal(receipt.missing_count, RECEIPT_MISSING_MOST);
	assert_int_equal(receipt.missing[RECEIPT_MISSING_MOST - 1].last, RECEIPT_MISSING_MOST);
	assert_int_equal(receipt.held_count, RECEIPT_HELD_MOST);
	assert_int_equal(receipt.held[RECEIPT_HELD_MOST - 1].seq, RECEIPT_HELD_MOST);
}

/* 255 bytes, then a character of three: it must not be cut in the middle. */
static void words_too_long_are_cut_behind_a_whole_character(void **state)
{
	struct out out = out_into(text, sizeof(text));
	(void)state;
	out_text(&out, HEAD "{" NOW ",\"held\":[{\"seq\":1,\"rule\":\"r\",\"text\":\"");
	for (int i = 0; i < RECEIPT_WORDS_MOST - 1; i++)
		out_char(&out, 'x');
	out_text(&out, "\xe7\x8c\xaa\"}]}\n");
	assert_int_equal(receipt_parse(out_written(&out), &receipt, NULL), NOTE_OK);
	assert_int_equal(strlen(receipt.held[0].words), RECEIPT_WORDS_MOST - 1);
}

static void a_bad_receipt_is_refused_at_the_byte_that_is_wrong(void **state)
{
	static const struct {
		const char *text;
		enum note_error error;
		size_t at;
	} rows[] = {
		{ "", NOTE_HEADER, 0 },
		{ "pigtrace/v1 farm-01 3 1000 1\n{" NOW "}\n", NOTE_HEADER, 0 },
		{ "pigtrace-receipt/v1 Farm 3 1000\n{" NOW "}\n", NOTE_HEADER, 20 },
		{ "pigtrace-receipt/v1 a 0 1000\n{" NOW "}\n", NOTE_HEADER, 22 },
		{ "pigtrace-receipt/v1 a 1 01\n{" NOW "}\n", NOTE_HEADER, 24 },
		{ "pigtrace-receipt/v1 a 1 -1\n{" NOW "}\n", NOTE_HEADER, 24 },
		{ "pigtrace-receipt/v1 a 1 9007199254740992\n{" NOW "}\n", NOTE_HEADER, 24 },
		{ HEAD, NOTE_COUNT, 35 },
		{ HEAD "{" NOW "}", NOTE_COUNT, 70 },
		{ HEAD "{" NOW "}\n\n", NOTE_COUNT, 72 },
		{ HEAD "\n", NOTE_FORM, 35 },
		{ HEAD "[]\n", NOTE_FORM, 35 },
		{ HEAD "{}\n", NOTE_FORM, 36 }, /* `now` is missing */
		{ HEAD "{" NOW "," NOW "}\n", NOTE_FORM, 70 },
		{ HEAD "{\"now\":\"2026-11-20\"}\n", NOTE_FORM, 42 },
		{ HEAD "{\"now\":1}\n", NOTE_FORM, 42 },
		{ HEAD "{" NOW ",\"missing\":{}}\n", NOTE_FORM, 80 },
		{ HEAD "{" NOW ",\"missing\":[1]}\n", NOTE_FORM, 81 },
		{ HEAD "{" NOW ",\"missing\":[[1]]}\n", NOTE_FORM, 83 },
		{ HEAD "{" NOW ",\"missing\":[[2,1]]}\n", NOTE_FORM, 84 },
		{ HEAD "{" NOW ",\"missing\":[[0,1]]}\n", NOTE_FORM, 82 },
		{ HEAD "{" NOW ",\"missing\":[[1,2,3]]}\n", NOTE_FORM, 86 },
		{ HEAD "{" NOW ",\"missing\":[[1,1e3]]}\n", NOTE_FORM, 84 },
		{ HEAD "{" NOW ",\"missing\":[[1,9007199254740992]]}\n", NOTE_FORM, 84 },
		{ HEAD "{" NOW ",\"held\":[{\"seq\":1,\"rule\":\"r\"}]}\n", NOTE_FORM, 97 },
		{ HEAD "{" NOW ",\"held\":[{\"seq\":\"1\"}]}\n", NOTE_FORM, 85 },
		{ HEAD "{" NOW ",\"held\":[{\"rule\":\"R-LONGER-THAN-ANY\"}]}\n", NOTE_FORM, 86 },
	};
	static const char good[] = HEAD "{" NOW "}\n";
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t at = 999;
		if (receipt_parse(span_of(rows[i].text), &receipt, &at) != rows[i].error ||
			at != rows[i].at)
			fail_msg("row %zu: at %zu", i, at);
		assert_int_equal(receipt_parse(span_of(good), &receipt, NULL), NOTE_OK);
	}
	assert_int_equal(receipt_parse((struct span){ NULL, 0 }, &receipt, NULL), NOTE_HEADER);
}

static void a_receipt_longer_than_the_limit_is_refused(void **state)
{
	struct out out = out_into(text, sizeof(text));
	size_t at = 0;
	(void)state;
	out_text(&out, HEAD "{" NOW ",\"x\":\"");
	while (out.len < RECEIPT_MOST - 3)
		out_char(&out, 'x');
	out_text(&out, "\"}\n");
	assert_int_equal(out.len, RECEIPT_MOST);
	assert_int_equal(receipt_parse(out_written(&out), &receipt, NULL), NOTE_OK);
	out_char(&out, '\n');
	assert_int_equal(receipt_parse(out_written(&out), &receipt, &at), NOTE_TOO_LONG);
	assert_int_equal(at, RECEIPT_MOST);
}

/* A string with escapes has less room than a receipt: too long a one is refused, whoever signed it. */
static void a_string_longer_than_its_room_is_refused(void **state)
{
	struct out out = out_into(text, sizeof(text));
	(void)state;
	out_text(&out, HEAD "{" NOW ",\"x\":\"\\n");
	for (int i = 0; i < RECEIPT_ESCAPED_MOST; i++)
		out_char(&out, 'x');
	out_text(&out, "\"}\n");
	assert_int_equal(receipt_parse(out_written(&out), &receipt, NULL), NOTE_FORM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_receipt_is_written_as_the_header_says),
		cmocka_unit_test(a_written_receipt_reads_back),
		cmocka_unit_test(a_receipt_of_nothing_may_say_upto_0),
		cmocka_unit_test(a_full_receipt_of_quotation_marks_fits_signed),
		cmocka_unit_test(words_with_any_character_can_be_signed),
		cmocka_unit_test(a_receipt_that_does_not_fit_says_so),
		cmocka_unit_test(keys_of_a_newer_gateway_are_passed_over),
		cmocka_unit_test(more_ranges_and_held_lines_than_are_kept_leave_the_first),
		cmocka_unit_test(words_too_long_are_cut_behind_a_whole_character),
		cmocka_unit_test(a_bad_receipt_is_refused_at_the_byte_that_is_wrong),
		cmocka_unit_test(a_receipt_longer_than_the_limit_is_refused),
		cmocka_unit_test(a_string_longer_than_its_room_is_refused),
	};
	return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
