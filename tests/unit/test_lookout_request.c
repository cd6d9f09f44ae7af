#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/lookout/request.h"

static void a_request_is_taken_when_its_blank_line_is_there(void **state)
{
	static const char text[] =
		"GET /metrics HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n";
	struct request request;
	(void)state;
	for (size_t len = 0; len < sizeof(text) - 1; len++)
		assert_int_equal(request_parse((struct span){ text, len }, &request), 0);
	assert_int_equal(request_parse(span_of(text), &request), 200);
	assert_true(span_is(request.path, "/metrics"));
	assert_false(request.head);
}

static void what_is_not_http_is_answered_with_its_status(void **state)
{
	static const struct {
		const char *text;
		int status;
		const char *path; /* of 200 */
	} cases[] = {
		{ "GET / HTTP/1.0\n\n", 200, "/" },
		{ "HEAD /readyz HTTP/1.1\r\n\r\n", 200, "/readyz" },
		{ "GET /metrics?x=1?y HTTP/1.1\r\n\r\n", 200, "/metrics" },
		{ "POST /metrics HTTP/1.1\r\n\r\n", 405, NULL },
		{ "get / HTTP/1.1\r\n\r\n", 405, NULL },
		{ "GET / HTTP/2.0\r\n\r\n", 505, NULL },
		{ "GET / HTTP/1.1 x\r\n\r\n", 505, NULL },
		{ "GET / SIP/2.0\r\n\r\n", 400, NULL },
		{ "GET /\r\n\r\n", 400, NULL },
		{ "GET  / HTTP/1.1\r\n\r\n", 400, NULL },
		{ "GET metrics HTTP/1.1\r\n\r\n", 400, NULL },
		{ "GET http://x/ HTTP/1.1\r\n\r\n", 400, NULL },
		{ "GET /\x80 HTTP/1.1\r\n\r\n", 400, NULL },
		{ "GET /\x01 HTTP/1.1\r\n\r\n", 400, NULL },
		{ "\r\n\r\n", 400, NULL },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct request request = { 0 };
		int status = request_parse(span_of(cases[i].text), &request);
		if (status != cases[i].status)
			fail_msg("%s: %d", cases[i].text, status);
		if (cases[i].path)
			assert_true(span_is(request.path, cases[i].path));
	}
}

static void a_nul_is_refused_at_once(void **state)
{
	struct request request;
	(void)state;
	assert_int_equal(request_parse((struct span){ "GET\0", 4 }, &request), 400);
}

static void what_does_not_end_is_refused_at_the_limit(void **state)
{
	static char text[REQUEST_MOST];
	struct request request;
	(void)state;
	memset(text, 'a', sizeof(text));
	assert_int_equal(request_parse((struct span){ text, REQUEST_MOST - 1 }, &request), 0);
	assert_int_equal(request_parse((struct span){ text, REQUEST_MOST }, &request), 431);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_taken_when_its_blank_line_is_there),
		cmocka_unit_test(what_is_not_http_is_answered_with_its_status),
		cmocka_unit_test(a_nul_is_refused_at_once),
		cmocka_unit_test(what_does_not_end_is_refused_at_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
