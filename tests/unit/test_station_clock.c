/* A station without a clock of its own, through real files. */
#include "firmware/ports/posix/station.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <sodium.h>

#define NOON INT64_C(1795000000000)

static char dir[64];

static void make_station(void)
{
	static const uint8_t seed[32] = { 9 };
	struct note_secret gateway;
	char gateway_key[NOTE_KEY_TEXT], public_key[NOTE_KEY_TEXT];
	struct fault fault;
	assert_int_equal(note_key_make(span_of("gateway"), seed, &gateway), NOTE_OK);
	note_public_format(&gateway.pub, gateway_key);
	const struct station_settings settings = { .station = (char[]){ "gate-01" },
		.gateway_key = gateway_key,
		.host = (char[]){ "127.0.0.1" },
		.port = 1,
		.clock = (char[]){ "none" },
		.outbox_mb = 1 };
	(void)snprintf(dir, sizeof(dir), "/tmp/pigtrace-clock-XXXXXX");
	assert_non_null(mkdtemp(dir));
	assert_int_equal(station_create(dir, &settings, public_key, &fault), 0);
}

static void remove_station(void)
{
	static const char *const names[] = { "station.conf", "station.key", "outbox.nor", "lock" };
	char path[128];
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		(void)unlink(path);
	}
	assert_int_equal(rmdir(dir), 0);
}

/* One line as this station would write it now; 0, or the fault's code. */
static int keep_one(struct station *station, int64_t *seq)
{
	char text[128], when[DATING_AT_TEXT];
	struct out line = out_into(text, sizeof(text)), at = out_into(when, sizeof(when));
	struct fault fault;
	int64_t error_ms;
	station_at(station, station_now_ms(), &at, &error_ms);
	out_text(&line, "{\"do\":\"weigh\",\"at\":\"");
	out_span(&line, out_written(&at));
	out_text(&line, "\",\"of\":[\"pig:114113000012345\"],\"kg\":\"112.5\"}");
	return station_append(station, out_written(&line), seq, &fault);
}

static void a_memory_full_of_undated_lines_still_takes_the_time(void **state)
{
	struct station *station;
	struct fault fault;
	int64_t seq = 0, last = 0;
	int code;
	(void)state;
	make_station();
	assert_int_equal(station_open(&station, dir, &fault), 0);
	while ((code = keep_one(station, &seq)) == 0)
		last = seq;
	assert_int_equal(code, FAULT_LIMIT);
	assert_true(last > 1000);
	assert_int_equal(station_sync(station, &fault), 0);
	assert_int_equal(
		station_hear_time(station, CHRONO_GNSS, station_now_ms(), NOON, 1000, &fault), 0);
	assert_int_equal(station_count(station).next, last + 2); /* the anchor */
	station_close(station);
	/* After a restart they still have their time: nothing is asked of the new start. */
	assert_int_equal(station_open(&station, dir, &fault), 0);
	assert_int_equal(station_hear_time(station, CHRONO_GNSS, station_now_ms(), NOON + 60000,
				 1000, &fault),
		0);
	assert_int_equal(station_count(station).next, last + 2);
	station_close(station);
	remove_station();
}

static void a_line_that_pretends_to_be_undated_needs_a_station_without_a_clock(void **state)
{
	static const char line[] =
		"{\"do\":\"weigh\",\"at\":\"@1+5\",\"of\":[\"pig:114113000012345\"],\"kg\":\"1\"}";
	struct station *station;
	struct fault fault;
	int64_t seq;
	char path[128], command[256];
	(void)state;
	make_station();
	(void)snprintf(path, sizeof(path), "%s/station.conf", dir);
	(void)snprintf(command, sizeof(command), "sed -i 's/^clock = .*/clock = system/' %s", path);
	assert_int_equal(system(command), 0);
	assert_int_equal(station_open(&station, dir, &fault), 0);
	assert_int_equal(station_append(station, span_of(line), &seq, &fault), FAULT_LIMIT);
	station_close(station);
	remove_station();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_memory_full_of_undated_lines_still_takes_the_time),
		cmocka_unit_test(
			a_line_that_pretends_to_be_undated_needs_a_station_without_a_clock),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
