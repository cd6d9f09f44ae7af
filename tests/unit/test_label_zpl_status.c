/* A printer's answers as the ZPL II Programming Guide shows them, and others. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/label/zpl_status.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define STRING(text) "\x02" text "\x03\r\n"
#define READY_1      STRING("030,0,0,1245,000,0,0,0,000,0,0,0")
#define READY_2      STRING("001,0,0,0,1,2,6,0,00000000,1,000")
#define LAST         STRING("1234,0")

static void each_trouble_is_told_by_its_name_and_the_worst_first(void **state)
{
	static const struct {
		const char *first, *second, *text;
	} cases[] = {
		{ READY_1, READY_2, NULL },
		{ STRING("030,1,0,1245,000,0,0,0,000,0,0,0"), READY_2, "paper is out" },
		{ STRING("030,1,1,1245,000,0,0,0,000,0,0,0"), READY_2, "paper is out" },
		{ STRING("030,0,1,1245,000,0,0,0,000,0,0,0"), READY_2, "it is paused" },
		{ STRING("030,0,0,1245,000,0,0,0,000,1,0,0"), READY_2, "its memory is damaged" },
		{ STRING("030,0,0,1245,000,0,0,0,000,0,1,0"), READY_2, "it is too cold" },
		{ STRING("030,0,0,1245,000,0,0,0,000,0,0,1"), READY_2, "it is too hot" },
		{ READY_1, STRING("001,0,1,0,1,2,6,0,00000000,1,000"), "its head is open" },
		{ READY_1, STRING("001,0,0,1,1,2,6,0,00000000,1,000"), "the ribbon is out" },
		/* A full buffer and a label to be taken are its ordinary life. */
		{ STRING("030,0,0,1245,050,1,0,0,000,0,0,0"),
			STRING("001,0,0,0,1,2,6,1,00000002,1,000"), NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[ZPL_STATUS_MOST];
		struct zpl_status status;
		(void)snprintf(text, sizeof(text), "%s%s" LAST, cases[i].first, cases[i].second);
		assert_int_equal(zpl_status_read(span_of(text), &status), ZPL_WHOLE);
		const char *trouble = zpl_status_trouble(&status);
		if (cases[i].text)
			assert_string_equal(trouble, cases[i].text);
		else
			assert_null(trouble);
	}
}

static void labels_that_wait_are_counted(void **state)
{
	struct zpl_status status;
	(void)state;
	assert_int_equal(zpl_status_read(span_of(STRING("030,0,0,1245,017,0,0,0,000,0,0,0") STRING(
						 "001,0,0,0,1,2,6,0,00000120,1,000") LAST),
				 &status),
		ZPL_WHOLE);
	assert_int_equal(status.waiting, 17);
	assert_int_equal(status.left, 120);
}

static void a_piece_of_an_answer_asks_for_more(void **state)
{
	static const char whole[] = READY_1 READY_2 LAST;
	struct zpl_status status = { .waiting = 99 };
	(void)state;
	/* Its last two bytes, CR and LF, say nothing any more. */
	for (size_t len = 0; len + 2 < sizeof(whole) - 1; len++)
		assert_int_equal(zpl_status_read((struct span){ whole, len }, &status), ZPL_MORE);
	assert_int_equal(status.waiting, 99);
	assert_int_equal(zpl_status_read(span_of(whole), &status), ZPL_WHOLE);
	assert_int_equal(status.waiting, 0);
}

static void what_is_no_answer_is_refused(void **state)
{
	static const char *const wrong[] = { "HTTP/1.1 200 OK\r\n", "?",
		STRING("030,0,0") READY_2 LAST, STRING("") READY_2 LAST,
		STRING("030,x,0,1245,000,0,0,0,000,0,0,0") READY_2 LAST,
		STRING("030,2,0,1245,000,0,0,0,000,0,0,0") READY_2 LAST,
		STRING("030,0,0,1245,,0,0,0,000,0,0,0") READY_2 LAST,
		STRING("030,0,0,1245,99999999999999999999,0,0,0,000,0,0,0") READY_2 LAST,
		READY_1 STRING("001,0,-1,0,1,2,6,0,00000000,1,000") LAST, READY_1 "x" READY_2 LAST,
		READY_1 READY_2 STRING("1") };
	char flood[ZPL_STATUS_MOST + 2];
	struct zpl_status status = { .waiting = 99 };
	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (zpl_status_read(span_of(wrong[i]), &status) != ZPL_WRONG)
			fail_msg("%s", wrong[i]);
	/* A string without an end is not waited for for ever. */
	memset(flood, '0', sizeof(flood));
	flood[0] = '\x02';
	assert_int_equal(
		zpl_status_read((struct span){ flood, ZPL_STATUS_MOST + 1 }, &status), ZPL_WRONG);
	assert_int_equal(status.waiting, 99);
	assert_int_equal(zpl_status_read(span_of(READY_1 READY_2 LAST), &status), ZPL_WHOLE);
}

static void newer_printers_may_say_more_and_others_leave_out_what_nobody_asks_for(void **state)
{
	struct zpl_status status;
	(void)state;
	assert_int_equal(
		zpl_status_read(span_of(STRING("030,0,0,,000,0,0,0,,0,0,0,17") STRING(
					",,0,0,T,,,0,00000000,,000,x,y") STRING("1234,0,9")),
			&status),
		ZPL_WHOLE);
	assert_null(zpl_status_trouble(&status));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_trouble_is_told_by_its_name_and_the_worst_first),
		cmocka_unit_test(labels_that_wait_are_counted),
		cmocka_unit_test(a_piece_of_an_answer_asks_for_more),
		cmocka_unit_test(what_is_no_answer_is_refused),
		cmocka_unit_test(
			newer_printers_may_say_more_and_others_leave_out_what_nobody_asks_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
