#include "kit_device.h"

static struct device asked(uint8_t digits)
{
	uint8_t request[DEVICE_REQUEST_MOST];
	struct device_settings settings = device_defaults();
	struct device device;
	settings.probe.digits = digits;
	device_start(&device, device_find(span_of("probe")), &settings);
	assert_int_equal(device_ask(&device, request), PROBE_REQUEST);
	return device;
}

/* An answer with its CRC. */
static void hear_answer(struct device *device, const char *hex_free, size_t len, struct said *said)
{
	uint16_t crc = probe_crc((const uint8_t *)hex_free, len);
	uint8_t end[] = { (uint8_t)crc, (uint8_t)(crc >> 8) };
	hear_bytes(device, hex_free, len, said);
	hear_bytes(device, end, sizeof(end), said);
}

static void the_question_is_that_of_the_specification(void **state)
{
	/* Unit 1, input register 0, one: as every Modbus tester shows it. */
	static const uint8_t expected[PROBE_REQUEST] = { 0x01, 0x04, 0x00, 0x00, 0x00, 0x01, 0x31,
		0xca };
	struct device_settings settings = device_defaults();
	struct device device;
	uint8_t request[DEVICE_REQUEST_MOST];
	(void)state;
	device_start(&device, device_find(span_of("probe")), &settings);
	assert_int_equal(device_ask(&device, request), sizeof(expected));
	assert_memory_equal(request, expected, sizeof(expected));
}

static void an_answer_is_a_signed_number_of_tenths_or_hundredths(void **state)
{
	static const struct {
		const char *answer;
		uint8_t digits;
		enum device_result result;
		int32_t temp_c100;
	} cases[] = {
		{ "\x01\x04\x02\x00\x25", 1, DEVICE_READING, 370 },
		{ "\x01\x04\x02\xff\x4c", 1, DEVICE_READING, -1800 },
		{ "\x01\x04\x02\x01\x72", 2, DEVICE_READING, 370 },
		{ "\x01\x04\x02\x00\x00", 1, DEVICE_READING, 0 }, /* zero is a temperature */
		{ "\x01\x04\x02\x80\x00", 1, DEVICE_BROKEN, 0 },
		{ "\x01\x04\x02\x7f\xff", 2, DEVICE_BROKEN, 0 },
		{ "\x01\x04\x02\x03\x52", 1, DEVICE_BROKEN, 0 }, /* 85.0: never measured */
		{ "\x01\x04\x02\x21\x34", 2, DEVICE_BROKEN, 0 },
		{ "\x01\x04\x02\x05\xdd", 1, DEVICE_BROKEN, 0 }, /* 150.1 */
		{ "\x01\x04\x02\xfb\x0a", 1, DEVICE_BROKEN, 0 }, /* -127.0 */
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct device device = asked(cases[i].digits);
		struct said said = { 0 };
		hear_answer(&device, cases[i].answer, 5, &said);
		assert_int_equal(said.count, 1);
		assert_int_equal(said.result[0], cases[i].result);
		if (cases[i].result == DEVICE_READING)
			assert_int_equal(said.reading[0].is.temp_c100, cases[i].temp_c100);
	}
}

static void an_exception_and_silence_are_said_and_no_zero(void **state)
{
	struct device device = asked(1);
	uint8_t request[DEVICE_REQUEST_MOST];
	struct said said = { 0 };
	(void)state;
	hear_answer(&device, "\x01\x84\x02", 3, &said);
	(void)device_ask(&device, request);
	hear_silence(&device, &said);
	hear_silence(&device, &said);
	(void)device_ask(&device, request);
	hear_bytes(&device, "\x01\x04\x02\x00", 4, &said);
	hear_silence(&device, &said);
	(void)device_ask(&device, request);
	hear_answer(&device, "\x01\x04\x02\x00\x25", 5, &said);
	assert_int_equal(said.count, 4);
	assert_int_equal(said.result[0], DEVICE_EXCEPTION);
	assert_int_equal(said.result[1], DEVICE_SILENT);
	assert_int_equal(said.result[2], DEVICE_FORM);
	assert_int_equal(said.result[3], DEVICE_READING);
}

static void an_adapter_that_echoes_the_question_is_understood(void **state)
{
	struct device_settings settings = device_defaults();
	struct device device;
	uint8_t request[DEVICE_REQUEST_MOST];
	struct said said = { 0 };
	(void)state;
	device_start(&device, device_find(span_of("probe")), &settings);
	size_t len = device_ask(&device, request);
	hear_bytes(&device, request, len, &said);
	hear_answer(&device, "\x01\x04\x02\x00\x25", 5, &said);
	assert_int_equal(said.count, 1);
	assert_int_equal(said.reading[0].is.temp_c100, 370);
}

static void any_flipped_bit_gives_no_reading_and_the_next_question_works(void **state)
{
	uint8_t right[7] = { 0x01, 0x04, 0x02, 0x00, 0x25, 0, 0 };
	uint16_t crc = probe_crc(right, 5);
	(void)state;
	right[5] = (uint8_t)crc;
	right[6] = (uint8_t)(crc >> 8);
	for (int bit = 0; bit < 56; bit++) {
		uint8_t wrong[7], request[DEVICE_REQUEST_MOST];
		struct device device = asked(1);
		struct said said = { 0 };
		memcpy(wrong, right, sizeof(wrong));
		wrong[bit / 8] ^= (uint8_t)(1 << bit % 8);
		hear_bytes(&device, wrong, sizeof(wrong), &said);
		hear_silence(&device, &said);
		assert_int_equal(said.count, 1);
		assert_true(said.result[0] == DEVICE_FORM || said.result[0] == DEVICE_CHECK);
		(void)device_ask(&device, request);
		hear_bytes(&device, right, sizeof(right), &said);
		assert_int_equal(said.result[1], DEVICE_READING);
	}
}

static void what_comes_unasked_is_not_looked_at(void **state)
{
	struct device device = device_of("probe");
	struct said said = { 0 };
	(void)state;
	hear_answer(&device, "\x01\x04\x02\x00\x25", 5, &said);
	assert_int_equal(said.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_question_is_that_of_the_specification),
		cmocka_unit_test(an_answer_is_a_signed_number_of_tenths_or_hundredths),
		cmocka_unit_test(an_exception_and_silence_are_said_and_no_zero),
		cmocka_unit_test(an_adapter_that_echoes_the_question_is_understood),
		cmocka_unit_test(any_flipped_bit_gives_no_reading_and_the_next_question_works),
		cmocka_unit_test(what_comes_unasked_is_not_looked_at),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
