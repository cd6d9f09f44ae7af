#include "kit_device.h"

/* The telegram of 985 100012135445 (a maker's code) in the order sent, as receivers dump it: header, bytes and control
 * bits. The eight identification bytes are those of a published dump: A8 28 0C 92 EA 6F 00 01. */
static const uint8_t dumped[8] = { 0xa8, 0x28, 0x0c, 0x92, 0xea, 0x6f, 0x00, 0x01 };

static uint8_t mirrored(uint8_t byte)
{
	uint8_t out = 0;
	for (int bit = 0; bit < 8; bit++)
		out = (uint8_t)(out << 1 | (byte >> bit & 1));
	return out;
}

static void put_bit(uint8_t *bytes, int *at, unsigned bit)
{
	if (bit)
		bytes[*at / 8] |= (uint8_t)(0x80 >> *at % 8);
	++*at;
}

/* 13 bytes with their control bits behind a header, from bit `at` on. */
static void put_telegram(uint8_t *bytes, int *at, const uint8_t id[static 8])
{
	uint16_t crc = tag_crc(id, 8);
	uint8_t all[13] = { 0 };
	memcpy(all, id, 8);
	all[8] = (uint8_t)crc;
	all[9] = (uint8_t)(crc >> 8);
	for (int i = 0; i < 10; i++)
		put_bit(bytes, at, 0);
	put_bit(bytes, at, 1);
	for (int i = 0; i < 13; i++) {
		for (int bit = 0; bit < 8; bit++)
			put_bit(bytes, at, all[i] >> bit & 1);
		put_bit(bytes, at, 1);
	}
}

static void id_of(bool animal, uint64_t country, uint64_t national, uint8_t id[static 8])
{
	uint64_t all = (uint64_t)animal << 63 | country << 38 | national;
	for (int i = 0; i < 8; i++)
		id[i] = (uint8_t)(all >> 8 * i);
}

static void is_tag(const struct said *said, int n, int country, int64_t national)
{
	assert_true(n < said->count);
	assert_int_equal(said->result[n], DEVICE_READING);
	assert_int_equal(said->reading[n].kind, READING_TAG);
	assert_int_equal(said->reading[n].is.tag.country, country);
	assert_int_equal(said->reading[n].is.tag.national, national);
}

static void lines_of_text_are_read_in_every_form_of_the_manuals(void **state)
{
	static const struct {
		const char *line;
		int country;
		int64_t national;
	} cases[] = {
		{ "LA 982 000001088420\r\n", 982, 1088420 }, /* as in the maker's manual */
		{ "LA 00000 0 982 000001088420\r\n", 982, 1088420 },
		{ "LA 156 000000012345\r", 156, 12345 },
		{ "156000000012345\n", 156, 12345 },
		{ "156 000000012345\r\n", 156, 12345 },
		{ "900274877906943\r\n", 900, ELECTRONIC_TAG_NATIONAL_MOST },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct device device = device_of("tag-ascii");
		struct said said = { 0 };
		hear(&device, cases[i].line, &said);
		assert_int_equal(said.count, 1);
		is_tag(&said, 0, cases[i].country, cases[i].national);
	}
}

static void a_line_that_is_no_animal_tag_is_refused_and_the_next_is_read(void **state)
{
	static const struct {
		const char *line;
		enum device_result why;
	} cases[] = {
		{ "LR 0006 0000000018514243\r\n", DEVICE_NOT_ANIMAL },
		{ "LA 999 000000000001\r\n", DEVICE_RANGE }, /* a test tag */
		{ "LA 000 000000000001\r\n", DEVICE_RANGE },
		{ "156274877906944\r\n", DEVICE_RANGE }, /* needs 39 bits */
		{ "LA 156 00000012345\r\n", DEVICE_FORM },
		{ "LA 156\r\n", DEVICE_FORM },
		{ "LA 0000 0 982 000001088420\r\n", DEVICE_FORM },
		{ "LA 00000 2 982 000001088420\r\n", DEVICE_FORM },
		{ "LA 982 000001088420 1\r\n", DEVICE_FORM },
		{ "LA 98x 000001088420\r\n", DEVICE_FORM },
		{ "15600000001234x\r\n", DEVICE_FORM },
		{ "1560000000123456\r\n", DEVICE_FORM },
		{ "\x80\xff\x01\r\n", DEVICE_FORM },
		{ "LA 982 000001088420LA 982 000001088420LA 982 000001088420\r\n", DEVICE_LONG },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct device device = device_of("tag-ascii");
		struct said said = { 0 };
		hear(&device, cases[i].line, &said);
		hear(&device, "LA 156 000000012345\r\n", &said);
		assert_int_equal(said.count, 2);
		assert_int_equal(said.result[0], cases[i].why);
		is_tag(&said, 1, 156, 12345);
	}
}

static void a_line_without_an_end_ends_by_silence(void **state)
{
	struct device device = device_of("tag-ascii");
	struct said said = { 0 };
	(void)state;
	hear(&device, "156000000012345", &said);
	assert_int_equal(said.count, 0);
	hear_silence(&device, &said);
	hear_silence(&device, &said);
	assert_int_equal(said.count, 1);
	is_tag(&said, 0, 156, 12345);
}

/* 156 000000012345 as a module sends it: 12345 is 0x3039, 156 is 0x09C, lowest digit first. */
static void module_frame(uint8_t frame[static TAG_MODULE_FRAME], const char *digits)
{
	frame[0] = 0x02;
	memcpy(frame + 1, digits, 26);
	frame[27] = frame_xor(frame + 1, 26);
	frame[28] = (uint8_t)~frame[27];
	frame[29] = 0x03;
}

static void a_module_frame_is_read_lowest_digit_first(void **state)
{
	static const struct {
		const char *digits;
		enum device_result result;
	} cases[] = {
		{ "9303000000C900010000000000", DEVICE_READING },
		{ "9303000000C900000000000000", DEVICE_NOT_ANIMAL },
		{ "930300000GC900010000000000", DEVICE_FORM },
		{ "0000000004C900010000000000", DEVICE_RANGE }, /* 2^38 */
		{ "93030000007E30010000000000", DEVICE_RANGE }, /* 999 */
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint8_t frame[TAG_MODULE_FRAME];
		struct device device = device_of("tag-module");
		struct said said = { 0 };
		module_frame(frame, cases[i].digits);
		hear_bytes(&device, frame, sizeof(frame), &said);
		assert_true(said.count >= 1);
		assert_int_equal(said.result[0], cases[i].result);
		if (cases[i].result == DEVICE_READING)
			is_tag(&said, 0, 156, 12345);
	}
}

static void a_module_frame_with_any_wrong_byte_gives_no_reading_and_the_next_does(void **state)
{
	uint8_t right[TAG_MODULE_FRAME], wrong[TAG_MODULE_FRAME];
	(void)state;
	module_frame(right, "9303000000C900010000000000");
	for (size_t at = 1; at < sizeof(right); at++) {
		struct device device = device_of("tag-module");
		struct said said = { 0 };
		memcpy(wrong, right, sizeof(wrong));
		wrong[at] ^= 0x10;
		hear_bytes(&device, wrong, sizeof(wrong), &said);
		assert_int_equal(said.count, 1);
		assert_true(said.result[0] == DEVICE_CHECK || said.result[0] == DEVICE_FORM);
		/* A frame cut off in the middle may take the begin of the next with it, not more. */
		hear_bytes(&device, right, at, &said);
		hear_bytes(&device, right, sizeof(right), &said);
		hear_bytes(&device, right, sizeof(right), &said);
		is_tag(&said, said.count - 1, 156, 12345);
	}
}

static void a_published_telegram_is_read_at_every_bit_offset(void **state)
{
	uint8_t id[8];
	(void)state;
	for (int i = 0; i < 8; i++)
		id[i] = mirrored(dumped[i]);
	for (int offset = 0; offset < 8; offset++) {
		uint8_t bytes[64] = { 0xa5 };
		struct device device = device_of("tag-telegram");
		struct said said = { 0 };
		int at = 8 + offset;
		put_telegram(bytes, &at, id);
		put_telegram(bytes, &at, id); /* a transponder repeats itself */
		hear_bytes(&device, bytes, sizeof(bytes), &said);
		assert_int_equal(said.count, 2);
		is_tag(&said, 0, 985, INT64_C(100012135445));
		is_tag(&said, 1, 985, INT64_C(100012135445));
	}
}

static void a_telegram_is_held_against_crc_animal_bit_and_country(void **state)
{
	static const struct {
		bool animal;
		uint64_t country, national;
		enum device_result result;
	} cases[] = {
		{ true, 156, 12345, DEVICE_READING },
		{ true, 156, 0x3fffffffff, DEVICE_READING },
		{ false, 156, 12345, DEVICE_NOT_ANIMAL },
		{ true, 999, 12345, DEVICE_RANGE },
		{ true, 0, 12345, DEVICE_RANGE },
		{ true, 1023, 12345, DEVICE_RANGE },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint8_t bytes[17] = { 0 }, id[8];
		struct device device = device_of("tag-telegram");
		struct said said = { 0 };
		int at = 0;
		id_of(cases[i].animal, cases[i].country, cases[i].national, id);
		put_telegram(bytes, &at, id);
		hear_bytes(&device, bytes, sizeof(bytes), &said);
		assert_int_equal(said.count, 1);
		assert_int_equal(said.result[0], cases[i].result);
	}
}

static void any_flipped_bit_of_a_telegram_gives_no_reading(void **state)
{
	uint8_t id[8];
	int readings = 0;
	(void)state;
	id_of(true, 156, 12345, id);
	for (int bit = 0; bit < 128; bit++) {
		uint8_t bytes[32] = { 0 };
		struct device device = device_of("tag-telegram");
		struct said said = { 0 };
		int at = 0;
		put_telegram(bytes, &at, id);
		bytes[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
		put_telegram(bytes, &at, id); /* the next is not harmed */
		hear_bytes(&device, bytes, sizeof(bytes), &said);
		is_tag(&said, said.count - 1, 156, 12345);
		/* Only the trailer, which the CRC does not cover, may differ. */
		for (int i = 0; i + 1 < said.count; i++)
			if (said.result[i] == DEVICE_READING) {
				is_tag(&said, i, 156, 12345);
				readings++;
				assert_true(bit >= 11 + 10 * 9);
			}
	}
	assert_int_equal(readings, 24);
}

static void the_published_check_value_of_the_crc_comes_out(void **state)
{
	(void)state;
	assert_int_equal(tag_crc((const uint8_t *)"123456789", 9), 0x2189);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_text_are_read_in_every_form_of_the_manuals),
		cmocka_unit_test(a_line_that_is_no_animal_tag_is_refused_and_the_next_is_read),
		cmocka_unit_test(a_line_without_an_end_ends_by_silence),
		cmocka_unit_test(a_module_frame_is_read_lowest_digit_first),
		cmocka_unit_test(
			a_module_frame_with_any_wrong_byte_gives_no_reading_and_the_next_does),
		cmocka_unit_test(a_published_telegram_is_read_at_every_bit_offset),
		cmocka_unit_test(a_telegram_is_held_against_crc_animal_bit_and_country),
		cmocka_unit_test(any_flipped_bit_of_a_telegram_gives_no_reading),
		cmocka_unit_test(the_published_check_value_of_the_crc_comes_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
