#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/note/bundle.h"

static void a_bundle_gives_its_header_and_lines(void **state)
{
	static const char text[] = "pigtrace/v1 farm-01 3 1001 2\n{\"a\":1}\n{}\n";
	struct bundle bundle;
	struct span line;
	(void)state;
	assert_int_equal(bundle_parse(span_of(text), &bundle, NULL), NOTE_OK);
	assert_true(span_is(bundle.station, "farm-01"));
	assert_int_equal(bundle.epoch, 3);
	assert_int_equal(bundle.first, 1001);
	assert_int_equal(bundle.count, 2);
	assert_true(bundle_next(&bundle.lines, &line));
	assert_true(span_is(line, "{\"a\":1}"));
	assert_true(bundle_next(&bundle.lines, &line));
	assert_true(span_is(line, "{}"));
	assert_false(bundle_next(&bundle.lines, &line));
}

static void a_bad_bundle_is_refused_at_the_byte_that_is_wrong(void **state)
{
	static const struct {
		const char *text;
		enum note_error error;
		size_t at;
	} rows[] = {
		{ "", NOTE_HEADER, 0 },
		{ "\n", NOTE_HEADER, 0 },
		{ "pigtrace/v1 a 1 1 1", NOTE_HEADER, 0 },      /* no newline */
		{ "pigtrace/v2 a 1 1 1\nx\n", NOTE_HEADER, 0 }, /* a version to come */
		{ "pigtrace-receipt/v1 a 1 1\nx\n", NOTE_HEADER, 0 },
		{ "pigtrace/v1\nx\n", NOTE_HEADER, 11 },
		{ "pigtrace/v1 \nx\n", NOTE_HEADER, 12 },
		{ "pigtrace/v1 A 1 1 1\nx\n", NOTE_HEADER, 12 },
		{ "pigtrace/v1  a 1 1 1\nx\n", NOTE_HEADER, 12 }, /* two spaces */
		{ "pigtrace/v1 a 0 1 1\nx\n", NOTE_HEADER, 14 },
		{ "pigtrace/v1 a 01 1 1\nx\n", NOTE_HEADER, 14 }, /* a leading zero */
		{ "pigtrace/v1 a +1 1 1\nx\n", NOTE_HEADER, 14 },
		{ "pigtrace/v1 a 9007199254740992 1 1\nx\n", NOTE_HEADER, 14 },
		{ "pigtrace/v1 a 99999999999999999999 1 1\nx\n", NOTE_HEADER, 14 },
		{ "pigtrace/v1 a 1 0 1\nx\n", NOTE_HEADER, 16 },
		{ "pigtrace/v1 a 1 00 1\nx\n", NOTE_HEADER, 16 },
		{ "pigtrace/v1 a 1 1 0\n", NOTE_HEADER, 18 },
		{ "pigtrace/v1 a 1 1 257\nx\n", NOTE_HEADER, 18 },
		{ "pigtrace/v1 a 1 1\nx\n", NOTE_HEADER, 17 },
		{ "pigtrace/v1 a 1 1 1 1\nx\n", NOTE_HEADER, 20 },
		{ "pigtrace/v1 a 1 1 1 \nx\n", NOTE_HEADER, 20 }, /* a space at the end */
		{ "pigtrace/v1 a 1 9007199254740991 2\nx\nx\n", NOTE_HEADER, 34 },
		{ "pigtrace/v1 a 1 1 1\n", NOTE_COUNT, 20 },
		{ "pigtrace/v1 a 1 1 1\n\n", NOTE_COUNT, 20 }, /* an empty line */
		{ "pigtrace/v1 a 1 1 1\nx", NOTE_COUNT, 21 },  /* no newline */
		{ "pigtrace/v1 a 1 1 1\nx\ny\n", NOTE_COUNT, 22 },
		{ "pigtrace/v1 a 1 1 1\nx\ny", NOTE_COUNT, 23 },
		{ "pigtrace/v1 a 1 1 2\nx\n", NOTE_COUNT, 22 },
		{ "pigtrace/v1 a 1 1 3\nx\n\ny\n", NOTE_COUNT, 22 },
	};
	struct bundle bundle;
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t at = 999;
		if (bundle_parse(span_of(rows[i].text), &bundle, &at) != rows[i].error ||
			at != rows[i].at)
			fail_msg("row %zu: at %zu", i, at);
		assert_int_equal(
			bundle_parse(span_of("pigtrace/v1 a 1 1 1\nx\n"), &bundle, NULL), NOTE_OK);
	}
	assert_int_equal(bundle_parse((struct span){ NULL, 0 }, &bundle, NULL), NOTE_HEADER);
}

static void the_largest_numbers_are_written_and_read_back(void **state)
{
	char text[BUNDLE_HEADER_MOST + 2 * BUNDLE_EVENTS_MOST];
	char name[NOTE_NAME_MOST + 1];
	struct out out = out_into(text, sizeof(text));
	struct bundle bundle;
	(void)state;
	memset(name, 'z', NOTE_NAME_MOST);
	name[NOTE_NAME_MOST] = '\0';
	bundle_header(&out, span_of(name), BUNDLE_NUMBER_MOST,
		BUNDLE_NUMBER_MOST - BUNDLE_EVENTS_MOST + 1, BUNDLE_EVENTS_MOST);
	assert_true(out.len <= BUNDLE_HEADER_MOST);
	for (int i = 0; i < BUNDLE_EVENTS_MOST; i++)
		out_text(&out, "x\n");
	assert_false(out.full);
	assert_int_equal(bundle_parse(out_written(&out), &bundle, NULL), NOTE_OK);
	assert_true(span_is(bundle.station, name));
	assert_int_equal(bundle.epoch, BUNDLE_NUMBER_MOST);
	assert_int_equal(bundle.first + bundle.count - 1, BUNDLE_NUMBER_MOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bundle_gives_its_header_and_lines),
		cmocka_unit_test(a_bad_bundle_is_refused_at_the_byte_that_is_wrong),
		cmocka_unit_test(the_largest_numbers_are_written_and_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
