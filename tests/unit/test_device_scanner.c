#include "kit_device.h"

static void is_code(const struct said *said, int n, enum device_result result)
{
	assert_true(n < said->count);
	assert_int_equal(said->result[n], result);
}

/* What a code was is gone with the next byte: it is looked at as it comes. */
static void reads_as(struct device *device, const char *bytes, bool silence, const char *code)
{
	struct reading reading = { 0 };
	enum device_result result = DEVICE_NOTHING;
	for (size_t i = 0; i < strlen(bytes) && result == DEVICE_NOTHING; i++)
		result = device_feed(device, (uint8_t)bytes[i], &reading);
	if (silence && result == DEVICE_NOTHING)
		result = device_silence(device, &reading);
	assert_int_equal(result, DEVICE_READING);
	assert_int_equal(reading.kind, READING_CODE);
	assert_true(span_is(reading.is.code, code));
}

static void a_code_ends_by_any_mark_or_by_silence(void **state)
{
	static const char *const ends[] = { "\r", "\n", "\r\n", "\t", "\x03", "" };
	(void)state;
	for (size_t i = 0; i < COUNT(ends); i++) {
		char text[64];
		struct device device = device_of("scanner");
		struct out out = out_into(text, sizeof(text));
		out_text(&out, "114113000012345");
		out_text(&out, ends[i]);
		reads_as(&device, text, true, "114113000012345");
		reads_as(&device, text, true, "114113000012345");
	}
}

static void what_a_scanner_puts_around_a_code_is_taken_off(void **state)
{
	struct device device = device_of("scanner");
	(void)state;
	reads_as(&device,
		"\x02"
		"114113000012345\x03",
		false, "114113000012345");
	reads_as(&device, "]Q3https://a.example/01/06901234000016/21/1\r", false,
		"https://a.example/01/06901234000016/21/1");
	reads_as(&device, "]x\r", false, "]x");
	(void)span_copy(span_of("##"), device.settings.scanner.prefix, SCANNER_AFFIX);
	(void)span_copy(span_of("!"), device.settings.scanner.suffix, SCANNER_AFFIX);
	reads_as(&device, "##]C1114113000012345!\r", false, "114113000012345");
	reads_as(&device, "##\xe7\x8c\xaa!\r", false, "\xe7\x8c\xaa");
}

static void what_is_no_code_is_refused_and_the_next_is_read(void **state)
{
	static const struct {
		const char *bytes;
		enum device_result why;
	} cases[] = {
		{ "12\x1d"
		  "34\r",
			DEVICE_FORM }, /* FNC1 of an element string: not a code we take */
		{ "\xff\xfe\r", DEVICE_FORM },
		{ "]Q3\r", DEVICE_FORM },
		{ "1234\x7f\r", DEVICE_FORM },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct device device = device_of("scanner");
		struct said said = { 0 };
		hear(&device, cases[i].bytes, &said);
		assert_int_equal(said.count, 1);
		is_code(&said, 0, cases[i].why);
		reads_as(&device, "114113000012345\r", false, "114113000012345");
	}
}

static void a_code_without_the_prefix_that_was_set_is_refused(void **state)
{
	struct device device = device_of("scanner");
	struct said said = { 0 };
	(void)state;
	(void)span_copy(span_of("##"), device.settings.scanner.prefix, SCANNER_AFFIX);
	hear(&device, "114113000012345\r#\r##\r", &said);
	assert_int_equal(said.count, 3);
	for (int i = 0; i < 3; i++)
		is_code(&said, i, DEVICE_FORM);
}

static void a_code_that_is_too_long_is_dropped_whole(void **state)
{
	char bytes[SCANNER_CODE_MOST + 2];
	struct device device = device_of("scanner");
	struct said said = { 0 };
	(void)state;
	memset(bytes, '7', sizeof(bytes));
	hear_bytes(&device, bytes, sizeof(bytes), &said);
	hear(&device, "\r", &said);
	assert_int_equal(said.count, 1);
	is_code(&said, 0, DEVICE_LONG);
	bytes[SCANNER_CODE_MOST] = '\0';
	reads_as(&device, bytes, true, bytes);
}

static void silence_and_empty_frames_are_nothing(void **state)
{
	struct device device = device_of("scanner");
	struct said said = { 0 };
	(void)state;
	hear_silence(&device, &said);
	hear(&device, "\r\n\r\n", &said);
	hear_silence(&device, &said);
	assert_int_equal(said.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_ends_by_any_mark_or_by_silence),
		cmocka_unit_test(what_a_scanner_puts_around_a_code_is_taken_off),
		cmocka_unit_test(what_is_no_code_is_refused_and_the_next_is_read),
		cmocka_unit_test(a_code_without_the_prefix_that_was_set_is_refused),
		cmocka_unit_test(a_code_that_is_too_long_is_dropped_whole),
		cmocka_unit_test(silence_and_empty_frames_are_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
