#include "kit_device.h"

#include "core/base/moment.h"

static void is_fix(const struct said *said, int n, const char *when, int32_t lat_e6, int32_t lon_e6)
{
	struct moment moment = { 0 };
	assert_true(n < said->count);
	assert_int_equal(said->result[n], DEVICE_READING);
	assert_int_equal(said->reading[n].kind, READING_FIX);
	assert_int_equal(said->reading[n].is.fix.has_time, when != NULL);
	if (when) {
		assert_true(moment_parse(span_of(when), &moment, NULL));
		assert_int_equal(said->reading[n].is.fix.at_ms, moment.at_ms);
	}
	assert_int_equal(said->reading[n].is.fix.lat_e6, lat_e6);
	assert_int_equal(said->reading[n].is.fix.lon_e6, lon_e6);
}

/* A sentence with its checksum and end. */
static void hear_sentence(struct device *device, const char *body, struct said *said)
{
	static const char digits[] = "0123456789ABCDEF";
	uint8_t sum = frame_xor((const uint8_t *)body, strlen(body));
	char end[] = { '*', digits[sum >> 4], digits[sum & 15], '\r', '\n', '\0' };
	hear(device, "$", said);
	hear(device, body, said);
	hear(device, end, said);
}

static void sentences_as_receivers_send_them(void **state)
{
	struct device device = device_of("gnss");
	struct said said = { 0 };
	(void)state;
	/* A receiver's log, near Jiaokou: time and position, then position alone; the rest is passed over. */
	hear(&device, "$GNGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1,1*3A\r\n", &said);
	hear_sentence(&device, "GNRMC,233015.250,A,3658.8120,N,11110.6480,E,12.3,087.1,201126,,,A",
		&said);
	hear_sentence(&device,
		"GPGGA,233016.000,3658.8120,N,11110.6480,E,1,08,1.0,1104.1,M,-22.4,M,,", &said);
	assert_int_equal(said.count, 2);
	is_fix(&said, 0, "2026-11-20T23:30:15.25Z", 36980200, 111177467);
	is_fix(&said, 1, NULL, 36980200, 111177467);
}

static void the_examples_of_the_textbooks_come_out(void **state)
{
	struct device device = device_of("gnss");
	struct said said = { 0 };
	(void)state;
	hear(&device, "$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230326,003.1,W*63\r\n",
		&said);
	hear(&device, "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n",
		&said);
	assert_int_equal(said.count, 2);
	is_fix(&said, 0, "2026-03-23T12:35:19Z", 48117300, 11516667);
	is_fix(&said, 1, NULL, 48117300, 11516667);
}

static void south_and_west_are_negative_and_the_poles_are_the_end(void **state)
{
	static const struct {
		const char *body;
		enum device_result result;
		int32_t lat_e6, lon_e6;
	} cases[] = {
		{ "GPGGA,000000,0000.0006,S,00000.0006,W,1,08,,,,,,,", DEVICE_READING, -10, -10 },
		{ "GPGGA,000000,9000.0000,N,18000.0000,W,1,08,,,,,,,", DEVICE_READING, 90000000,
			-180000000 },
		{ "GPGGA,000000,9000.0001,N,00000.0000,E,1,08,,,,,,,", DEVICE_RANGE, 0, 0 },
		{ "GPGGA,000000,0060.0000,N,00000.0000,E,1,08,,,,,,,", DEVICE_RANGE, 0, 0 },
		{ "GPGGA,000000,3600.0000,X,11100.0000,E,1,08,,,,,,,", DEVICE_RANGE, 0, 0 },
		{ "GPGGA,000000,36x0.0000,N,11100.0000,E,1,08,,,,,,,", DEVICE_RANGE, 0, 0 },
		{ "GPGGA,000060,3600.0000,N,11100.0000,E,1,08,,,,,,,", DEVICE_RANGE, 0, 0 },
		{ "GPGGA,,,,,,0,00,,,,,,,", DEVICE_NO_FIX, 0, 0 },
		{ "GPGGA,000000,3600.0000,N", DEVICE_FORM, 0, 0 },
		{ "GPRMC,000000,V,,,,,,,010126,,,N", DEVICE_NO_FIX, 0, 0 },
		{ "GPRMC,000000,A,3600.0,N,11100.0,E,,,310226,,,A", DEVICE_RANGE, 0, 0 },
		{ "GPRMC,000000,A,3600.0,N,11100.0,E,,,,,,A", DEVICE_RANGE, 0, 0 },
		{ "GPRMC,000000,A,3600.0,N", DEVICE_FORM, 0, 0 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct device device = device_of("gnss");
		struct said said = { 0 };
		hear_sentence(&device, cases[i].body, &said);
		assert_int_equal(said.count, 1);
		assert_int_equal(said.result[0], cases[i].result);
		if (cases[i].result == DEVICE_READING)
			is_fix(&said, 0, NULL, cases[i].lat_e6, cases[i].lon_e6);
	}
}

static void a_receiver_that_lost_a_cycle_of_weeks_is_put_right(void **state)
{
	static const struct day first = { 2026, 1, 1 };
	struct device_settings settings = device_defaults();
	struct device device;
	struct said said = { 0 };
	(void)state;
	settings.gnss.floor_day = day_number(first);
	device_start(&device, device_find(span_of("gnss")), &settings);
	/* 2026-11-20 less 1024 weeks */
	hear_sentence(&device, "GPRMC,000000,A,3600.0,N,11100.0,E,,,060407,,,A", &said);
	hear_sentence(&device, "GPRMC,000000,A,3600.0,N,11100.0,E,,,311226,,,A", &said);
	assert_int_equal(said.count, 2);
	is_fix(&said, 0, "2026-11-20T00:00:00Z", 36000000, 111000000);
	is_fix(&said, 1, "2026-12-31T00:00:00Z", 36000000, 111000000);
}

static void a_wrong_checksum_a_missing_one_and_noise_give_no_fix(void **state)
{
	struct device device = device_of("gnss");
	struct said said = { 0 };
	char long_one[120];
	(void)state;
	hear(&device, "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*46\r\n",
		&said);
	hear(&device, "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,\r\n", &said);
	hear(&device,
		"\xff$GPGGA,1235$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r",
		&said);
	memset(long_one, 'x', sizeof(long_one));
	long_one[0] = '$';
	hear_bytes(&device, long_one, sizeof(long_one), &said);
	hear(&device, "\n*47\r\n", &said);
	assert_int_equal(said.count, 4);
	assert_int_equal(said.result[0], DEVICE_CHECK);
	assert_int_equal(said.result[1], DEVICE_FORM);
	is_fix(&said, 2, NULL, 48117300, 11516667);
	assert_int_equal(said.result[3], DEVICE_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentences_as_receivers_send_them),
		cmocka_unit_test(the_examples_of_the_textbooks_come_out),
		cmocka_unit_test(south_and_west_are_negative_and_the_poles_are_the_end),
		cmocka_unit_test(a_receiver_that_lost_a_cycle_of_weeks_is_put_right),
		cmocka_unit_test(a_wrong_checksum_a_missing_one_and_noise_give_no_fix),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
