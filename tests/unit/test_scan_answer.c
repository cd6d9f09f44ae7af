#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/scan/apart.h"
#include "core/scan/ladder.h"

#include <string.h>

#define BYTES(text)                      \
	(struct span)                    \
	{                                \
		(text), sizeof(text) - 1 \
	}

static void codes_and_refusals_are_read_as_they_were_written(void **state)
{
	struct scan scan = { .count = 0 }, read;
	struct fault fault = { 0 }, told = { 0 };
	struct buf bytes = { 0 };
	(void)state;
	assert_int_equal(scan_add(&scan, "QR-Code", BYTES("a\0b"), &fault), 0);
	assert_int_equal(scan_add(&scan, "EAN-13", BYTES("6901234567892"), &fault), 0);
	assert_int_equal(scan_add(&scan, "QR-Code", BYTES(""), &fault), 0);
	answer_write(0, &scan, &fault, &bytes);
	assert_int_equal(answer_read(buf_written(&bytes), &read, &fault), 0);
	assert_int_equal(read.count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(read.codes[i].type, scan.codes[i].type);
		assert_true(span_equal(read.codes[i].data, scan.codes[i].data));
	}
	/* Cut anywhere, or with something behind it, it is none. */
	for (size_t len = 0; len < bytes.len; len++) {
		struct scan cut;
		assert_int_equal(
			answer_read((struct span){ bytes.at, len }, &cut, &fault), FAULT_PEER);
		assert_int_equal(cut.count, 0);
		scan_free(&cut);
	}
	scan_free(&read);
	buf_char(&bytes, 'x');
	assert_int_equal(answer_read(buf_written(&bytes), &read, &fault), FAULT_PEER);
	scan_free(&read);
	buf_clear(&bytes);
	(void)fault_set(&told, FAULT_LIMIT, "%s", "图片太大 · 10 %");
	answer_write(FAULT_LIMIT, &scan, &told, &bytes);
	assert_int_equal(answer_read(buf_written(&bytes), &read, &fault), FAULT_LIMIT);
	assert_string_equal(fault.text, told.text);
	buf_free(&bytes);
	scan_free(&scan);
	scan_free(&read);
}

static void what_no_reader_of_ours_says_is_no_answer(void **state)
{
	static const struct span cases[] = {
		{ "", 0 },
		{ "B\0\0\0\0\0", 6 },
		{ "A\0\x41\0\0\0", 6 },                            /* 65 codes, and none */
		{ "A\0\1\0\0\0\7\0\0\0QR-Code\xff\xff\0\0x", 22 }, /* data longer than all */
		{ "A\0\1\0\0\0\7\0\0\0QR-Code\1\x20\0\0", 21 },    /* longer than a code can be */
		{ "A\0\1\0\0\0\7\0\0\0\033[2J...\1\0\0\0x", 22 },  /* a type there is not */
		{ "A\x0a\3\0\0\0abc", 9 },                         /* a fault there is not */
		{ "A\7\0\0\0\0", 6 },                              /* no reason */
		{ "A\7\4\0\0\0\033[2J", 10 },                      /* one for the terminal */
		{ "A\7\2\0\0\0\xc2\x9b", 8 },                      /* the same in one character */
		{ "A\7\1\0\0\0\xff", 7 },                          /* not UTF-8 */
		{ "A\7\3\0\0\0abcd", 10 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scan scan;
		struct fault fault = { 0 };
		if (answer_read(cases[i], &scan, &fault) != FAULT_PEER)
			fail_msg("case %zu is taken", i);
		assert_int_equal(scan.count, 0);
		assert_null(strchr(fault.text, '\033'));
		scan_free(&scan);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_and_refusals_are_read_as_they_were_written),
		cmocka_unit_test(what_no_reader_of_ours_says_is_no_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
