#include "kit_device.h"

static void is_mass(const struct said *said, int n, int64_t mass_g, bool steady)
{
	assert_true(n < said->count);
	assert_int_equal(said->result[n], DEVICE_READING);
	assert_int_equal(said->reading[n].kind, READING_MASS);
	assert_int_equal(said->reading[n].is.mass.mass_g, mass_g);
	assert_int_equal(said->reading[n].is.mass.steady, steady);
}

static struct device yaohua(uint8_t steady_count, bool tonnes)
{
	struct device device;
	struct device_settings settings = device_defaults();
	settings.scale = (struct scale_settings){ steady_count, tonnes };
	device_start(&device, device_find(span_of("scale-yaohua")), &settings);
	return device;
}

/* ---- Yaohua, continuous format 0 ---- */

static void a_yaohua_frame_is_a_sign_six_digits_and_a_point(void **state)
{
	static const struct {
		const char *frame;
		bool tonnes;
		int64_t mass_g;
	} cases[] = {
		{ "\x02+00200021B\x03", false,
			20000 }, /* +20.00, checksum 1B: a manual's example */
		{ "\x02+00112511D\x03", false, 112500 },
		{ "\x02-00112511B\x03", false, -112500 },
		{ "\x02+00000001B\x03", false, 0 },
		{ "\x02+012345319\x03", true, 12345000 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct device device = yaohua(1, cases[i].tonnes);
		struct said said = { 0 };
		hear(&device, cases[i].frame, &said);
		assert_int_equal(said.count, 1);
		is_mass(&said, 0, cases[i].mass_g, true);
	}
}

static void a_yaohua_frame_with_any_wrong_byte_gives_no_reading_and_the_next_does(void **state)
{
	static const char right[] = "\x02+00112511D\x03";
	(void)state;
	for (size_t at = 1; at + 1 < sizeof(right); at++) {
		char wrong[sizeof(right)];
		struct device device = yaohua(1, false);
		struct said said = { 0 };
		memcpy(wrong, right, sizeof(right));
		wrong[at] ^= 0x04;
		hear(&device, wrong, &said);
		assert_int_equal(said.count, 1);
		assert_true(said.result[0] == DEVICE_CHECK || said.result[0] == DEVICE_FORM);
		hear(&device, right, &said);
		is_mass(&said, said.count - 1, 112500, true);
	}
}

static void a_weight_is_steady_when_enough_frames_agree(void **state)
{
	static const char a[] = "\x02+00112511D\x03", b[] = "\x02+00112611E\x03";
	static const char bad[] = "\x02+00112511C\x03";
	struct device device = yaohua(3, false);
	struct said said = { 0 };
	(void)state;
	const char *frames[] = { a, a, b, a, a, a, a, bad, a, a, a };
	const bool steady[] = { 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1 };
	for (size_t i = 0; i < COUNT(frames); i++)
		hear(&device, frames[i], &said);
	assert_int_equal(said.count, COUNT(frames));
	for (int i = 0; i < said.count; i++)
		if (frames[i] == bad)
			assert_int_equal(said.result[i], DEVICE_CHECK);
		else
			is_mass(&said, i, frames[i] == b ? 112600 : 112500, steady[i]);
}

static void noise_before_a_frame_is_passed_over(void **state)
{
	struct device device = yaohua(1, false);
	struct said said = { 0 };
	(void)state;
	hear(&device,
		"\xff\xfe"
		"25118\x03"
		"\x02\x02+0\x02+00112511D\x03",
		&said);
	is_mass(&said, said.count - 1, 112500, true);
	for (int i = 0; i + 1 < said.count; i++)
		assert_int_not_equal(said.result[i], DEVICE_READING);
}

/* ---- Yaohua XK3190-A12(E) ---- */

static void an_a12_frame_is_read_as_the_manual_shows_it(void **state)
{
	static const struct {
		const char *frame;
		enum device_result result;
		int64_t mass_g;
	} cases[] = {
		{ "WG004.139kg3D\r\n", DEVICE_READING, 4139 }, /* the manual's examples */
		{ "         OL23\r\n", DEVICE_OVERLOAD, 0 },
		{ "         LO23\r\n", DEVICE_UNDERLOAD, 0 },
		{ "WN-12.500kg20\r\n", DEVICE_READING, -12500 },
		{ "WG000112 kg3E\r\n", DEVICE_READING, 112000 },
		{ "WG0112.50kg35\r\n", DEVICE_READING, 112500 },
		{ "WG004.139kg3C\r\n", DEVICE_CHECK, 0 },
		{ "WG004.139lb3F\r\n", DEVICE_UNIT, 0 },
		{ "WG004.139kg3D\n", DEVICE_FORM, 0 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct device device = device_of("scale-a12");
		struct said said = { 0 };
		device.settings.scale.steady_count = 1;
		hear(&device, cases[i].frame, &said);
		assert_int_equal(said.count, 1);
		assert_int_equal(said.result[0], cases[i].result);
		if (cases[i].result == DEVICE_READING)
			is_mass(&said, 0, cases[i].mass_g, true);
		hear(&device, "\x80noise WG004.139kg3D\r\n", &said);
		is_mass(&said, said.count - 1, 4139, true);
	}
}

/* ---- Mettler Toledo ---- */

static uint8_t checksum(const char *frame)
{
	unsigned sum = 0;
	for (int i = 0; i < 17; i++)
		sum += (unsigned char)frame[i];
	return (uint8_t)(-sum & 0x7f);
}

static void a_toledo_frame_says_point_sign_unit_and_motion(void **state)
{
	static const struct {
		const char *frame;
		enum device_result result;
		int64_t mass_g;
		bool steady;
	} cases[] = {
		/* A: 0x2B one place behind the point, B: 0x30 kg, C: 0x20 */
		{ "\x02\x2b\x30\x20  1125000000\r", DEVICE_READING, 112500, true },
		{ "\x02\x2b\x38\x20  1125000000\r", DEVICE_READING, 112500, false }, /* in motion */
		{ "\x02\x2b\x32\x20  1125     0\r", DEVICE_READING, -112500, true },
		{ "\x02\x2b\x31\x20  1125000300\r", DEVICE_READING, 112500,
			true }, /* net, with tare */
		{ "\x02\x2d\x30\x20"
		  "112500000000\r",
			DEVICE_READING, 112500, true }, /* three places */
		{ "\x02\x2a\x30\x20   112000000\r", DEVICE_READING, 112000, true },
		{ "\x02\x29\x30\x20    11000000\r", DEVICE_READING, 110000, true },  /* tens */
		{ "\x02\x28\x30\x20     1000000\r", DEVICE_READING, 100000, true },  /* hundreds */
		{ "\x02\x2b\x30\x30 11255000000\r", DEVICE_READING, 112550, true },  /* tenfold */
		{ "\x02\x2a\x20\x20   100000000\r", DEVICE_READING, 45359, true },   /* 100 lb */
		{ "\x02\x2a\x20\x21   100000000\r", DEVICE_READING, 100, true },     /* g */
		{ "\x02\x2d\x30\x22  1125000000\r", DEVICE_READING, 1125000, true }, /* t */
		{ "\x02\x2b\x30\x23  1125000000\r", DEVICE_UNIT, 0, false },
		{ "\x02\x2b\x34\x20  1125000000\r", DEVICE_OVERLOAD, 0, false },
		{ "\x02\x2b\x34\x20------000000\r", DEVICE_OVERLOAD, 0, false },
		{ "\x02\x2b\x36\x20  1125000000\r", DEVICE_UNDERLOAD, 0, false },
		{ "\x02\x2b\x70\x20  1125000000\r", DEVICE_NOT_READY, 0, false },
		{ "\x02\x2b\x30\x20  11-5000000\r", DEVICE_FORM, 0, false },
		{ "\x02\x0b\x30\x20  1125000000\r", DEVICE_FORM, 0, false },
		{ "\x02\x28\x30\x22"
		  "999999000000\r",
			DEVICE_RANGE, 0, false },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct device device = device_of("scale-toledo");
		struct said said = { 0 };
		hear(&device, cases[i].frame, &said);
		assert_int_equal(said.count, 0); /* a checksum may come */
		hear_silence(&device, &said);
		assert_int_equal(said.count, 1);
		assert_int_equal(said.result[0], cases[i].result);
		if (cases[i].result == DEVICE_READING)
			is_mass(&said, 0, cases[i].mass_g, cases[i].steady);
	}
}

static void a_toledo_without_checksum_is_read_when_the_next_frame_begins(void **state)
{
	static const char frame[] = "\x02\x2b\x30\x20  1125000000\r";
	struct device device = device_of("scale-toledo");
	struct said said = { 0 };
	(void)state;
	for (int i = 0; i < 4; i++)
		hear(&device, frame, &said);
	assert_int_equal(said.count, 3);
	is_mass(&said, 2, 112500, true);
}

static void once_a_toledo_sent_checksums_they_are_demanded(void **state)
{
	static const char frame[] = "\x02\x2b\x30\x20  1125000000\r";
	uint8_t sum = checksum(frame), wrong = (uint8_t)(sum ^ 1);
	struct device device = device_of("scale-toledo");
	struct said said = { 0 };
	(void)state;
	hear(&device, frame, &said);
	hear_bytes(&device, &wrong, 1, &said);
	hear(&device, frame, &said);
	hear_bytes(&device, &sum, 1, &said);
	hear(&device, frame, &said);
	hear(&device, frame, &said); /* its checksum was lost */
	hear_bytes(&device, &sum, 1, &said);
	assert_int_equal(said.count, 4);
	assert_int_equal(said.result[0], DEVICE_CHECK);
	is_mass(&said, 1, 112500, true);
	assert_int_equal(said.result[2], DEVICE_CHECK);
	is_mass(&said, 3, 112500, true);
}

static void parity_bits_let_through_do_not_matter(void **state)
{
	static const char frame[] =
		"\x82\x2b\x30\xa0\xa0\xa0\xb1\xb1\xb2\x35\x30\x30\x30\x30\x30\x30\x8d";
	struct device device = device_of("scale-toledo");
	struct said said = { 0 };
	(void)state;
	hear(&device, frame, &said);
	hear_silence(&device, &said);
	assert_int_equal(said.count, 1);
	is_mass(&said, 0, 112500, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_yaohua_frame_is_a_sign_six_digits_and_a_point),
		cmocka_unit_test(
			a_yaohua_frame_with_any_wrong_byte_gives_no_reading_and_the_next_does),
		cmocka_unit_test(a_weight_is_steady_when_enough_frames_agree),
		cmocka_unit_test(noise_before_a_frame_is_passed_over),
		cmocka_unit_test(an_a12_frame_is_read_as_the_manual_shows_it),
		cmocka_unit_test(a_toledo_frame_says_point_sign_unit_and_motion),
		cmocka_unit_test(a_toledo_without_checksum_is_read_when_the_next_frame_begins),
		cmocka_unit_test(once_a_toledo_sent_checksums_they_are_demanded),
		cmocka_unit_test(parity_bits_let_through_do_not_matter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
