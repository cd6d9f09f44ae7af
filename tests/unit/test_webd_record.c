/* A form from a phone as an event line: what it says, what it may not say, and that it is the same line each time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/view/form.h"
#include "gateway/webd/record.h"

#define AT "at=2026-11-20T07%3A30%3A12%2B08%3A00"

static struct record record;

static const char *line_of(const char *form)
{
	record = (struct record){ 0 };
	return record_read(&record, span_of(form)) ? record.line : NULL;
}

static void a_form_says_an_event(void **state)
{
	(void)state;
	assert_string_equal(line_of("do=weigh&" AT "&of=114113000012345&kg=112.5&by=op-07"),
		"{\"do\":\"weigh\",\"at\":\"2026-11-20T07:30:12+08:00\",\"of\":[\"pig:114113000012345\"],"
		"\"kg\":\"112.5\",\"by\":\"op-07\"}");
	assert_string_equal(
		line_of("do=move&" AT
			"&of=114113000012345%0A114113000012346&to=group%3A1411300001%2FF3&from="),
		"{\"do\":\"move\",\"at\":\"2026-11-20T07:30:12+08:00\",\"of\":[\"pig:114113000012345\","
		"\"pig:114113000012346\"],\"to\":[\"group:1411300001/F3\"]}");
	assert_string_equal(
		line_of("do=feed&" AT
			"&of=group:1411300001/F3&in=liangfeng%2FF1%3D90kg&kg=%EF%BC%99%EF%BC%90"),
		"{\"do\":\"feed\",\"at\":\"2026-11-20T07:30:12+08:00\",\"of\":[\"group:1411300001/F3\"],"
		"\"in\":[{\"id\":\"input:liangfeng/F1\",\"kg\":\"90\"}],\"kg\":\"90\"}");
}

static void what_is_wrong_is_said_with_its_rule_and_its_key(void **state)
{
	static const struct {
		const char *form, *rule, *key;
	} cases[] = {
		{ "", "R-EVT-10", "" },
		{ "do=nothing&" AT, "R-EVT-10", "" },
		{ "do=slaughter&" AT "&in=114113000012345&out=carcass:p/20261120/1", "R-EVT-10",
			"" },
		{ "do=station&" AT "&of=station:x&action=add", "R-EVT-10", "" },
		{ "do=weigh&of=114113000012345&kg=1", "R-EVT-11", "" },
		{ "do=weigh&at=07:30&of=114113000012345&kg=1", "R-EVT-12", "at" },
		{ "do=weigh&at=2026-11-20+07:30&of=114113000012345&kg=1", "R-EVT-12", "at" },
		{ "do=weigh&" AT "&of=114113000012345", "R-REQ-01", "kg" },
		{ "do=weigh&" AT "&of=114113000012345&kg=+", "R-REQ-01", "kg" },
		{ "do=weigh&" AT "&of=114113000012345&kg=0", "R-EVT-15", "kg" },
		{ "do=weigh&" AT "&of=114113000012345&kg=1&kg=2", "R-EVT-06", "kg" },
		{ "do=weigh&" AT "&of=114113000012345&kg=1&speed=2", "R-EVT-07", "" },
		{ "do=weigh&" AT "&of=114113000012345&kg=1&finding=negative", "R-EVT-08",
			"finding" },
		{ "do=weigh&" AT "&of=1141130000&kg=1", "R-EVT-17", "of" },
		{ "do=weigh&" AT "&of=114113000012345&kg=1&by=a%20b", "R-EVT-13", "by" },
		{ "do=weigh&" AT "&of=%ff&kg=1", "R-EVT-10", "" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct say_refusal *refusal = &record.refusal;
		assert_null(line_of(cases[i].form));
		if (strcmp(refusal->rule, cases[i].rule) != 0)
			fail_msg("%s: %s %s", cases[i].form, refusal->rule, refusal->text);
		assert_string_equal(
			refusal->entry ? say_key_name(refusal->entry->key) : refusal->key,
			cases[i].key);
		assert_true(refusal->text[0]);
	}
}

static void more_than_a_draft_holds_is_refused_and_the_next_is_not(void **state)
{
	static char form[RECORD_FORM_MOST + 1];
	struct out out = out_into(form, sizeof(form));
	(void)state;
	out_text(&out, "do=weigh&" AT);
	while (out.len + 5 < RECORD_FORM_MOST)
		out_text(&out, "&of=1");
	assert_null(line_of(form));
	assert_non_null(line_of("do=weigh&" AT "&of=114113000012345&kg=1"));
}

static void as_much_as_a_line_holds_fits_into_a_form(void **state)
{
	static char form[RECORD_FORM_MOST + 1];
	struct out out = out_into(form, sizeof(form));
	(void)state;
	out_text(&out, "do=die&" AT "&of=");
	for (unsigned i = 1; i <= 150; i++) { /* the county on a Chinese keyboard */
		out_text(&out, "%EF%BC%91%EF%BC%91%EF%BC%94%EF%BC%91%EF%BC%91%EF%BC%93");
		out_digits(&out, i, 9);
		out_text(&out, "%0A");
	}
	assert_false(out.full);
	assert_true(out.len > (size_t)2 * HTTP_BODY_MOST);
	assert_non_null(line_of(form));
	assert_int_equal(record.desk.event.item_count, 150);
}

/* The server's clock, zone and language are not in it: what is sent again is the same message. */
static void the_line_is_the_forms_alone(void **state)
{
	static const char form[] = "do=medicate&" AT "&of=group:1411300001/F3&in=drug/D1&"
				   "withdrawal_days=7&until=2026-11-22T07:30:00%2B08:00";
	char first[EVENT_LINE_MOST + 1];
	static const char *const zones[] = { "Asia/Shanghai", "America/Lima", "UTC" };
	(void)state;
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		(void)setenv("TZ", zones[i], 1);
		tzset();
		const char *line = line_of(form);
		assert_non_null(line);
		if (i == 0)
			(void)snprintf(first, sizeof(first), "%s", line);
		assert_string_equal(line, first);
	}
}

static void a_login_is_a_station_and_its_password(void **state)
{
	static const struct {
		const char *header, *station, *password;
	} cases[] = { { "Basic cGhvbmUtMDE6c2VjcmV0", "phone-01", "secret" },
		{ "Basic cGhvbmUtMDE6YTpi", "phone-01", "a:b" },
		{ "Basic cGhvbmUtMDE65a+G56CB", "phone-01",
			"密码" },                         /* as RFC 7617 has it: UTF-8 */
		{ "Basic cGhvbmUtMDE6", NULL, NULL },     /* no password */
		{ "Basic UGhvbmU6c2VjcmV0", NULL, NULL }, /* no station's name: Phone */
		{ "Basic cGhvbmUvKzphAAA=", NULL, NULL }, /* phone/+ */
		{ "Basic cGhvbmUtMDE6YQBi", NULL, NULL }, /* a NUL */
		{ "Basic cGhvbmUtMDE", NULL, NULL }, { "Basic ", NULL, NULL }, { "", NULL, NULL },
		{ "Bearer cGhvbmUtMDE6c2VjcmV0", NULL, NULL } };
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		record = (struct record){ 0 };
		bool read = record_login(&record, cases[i].header);
		assert_int_equal(read, cases[i].station != NULL);
		if (!read)
			continue;
		assert_true(span_is(record.message.station, cases[i].station));
		assert_true(span_is(record.message.password, cases[i].password));
	}
}

static void a_login_has_a_limit(void **state)
{
	char header[1024] = "Basic cGhvbmUtMDE6"; /* phone-01: */
	size_t begun = strlen(header);
	(void)state;
	for (int i = 0; i < 42; i++) /* 126 bytes of password, then 132 */
		memcpy(header + begun + 4 * (size_t)i, "YWFh", 5);
	record = (struct record){ 0 };
	assert_true(record_login(&record, header));
	for (int i = 42; i < 44; i++)
		memcpy(header + begun + 4 * (size_t)i, "YWFh", 5);
	assert_false(record_login(&record, header));
	for (int i = 44; i < 200; i++)
		memcpy(header + begun + 4 * (size_t)i, "YWFh", 5);
	assert_false(record_login(&record, header));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_says_an_event),
		cmocka_unit_test(what_is_wrong_is_said_with_its_rule_and_its_key),
		cmocka_unit_test(more_than_a_draft_holds_is_refused_and_the_next_is_not),
		cmocka_unit_test(as_much_as_a_line_holds_fits_into_a_form),
		cmocka_unit_test(the_line_is_the_forms_alone),
		cmocka_unit_test(a_login_is_a_station_and_its_password),
		cmocka_unit_test(a_login_has_a_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
