/*
 * A station through real files: its directory, and what a kill at any moment leaves behind.
 */
#include "firmware/ports/posix/station.h"

#include "core/base/file.h"
#include "firmware/ports/posix/file_device.h"

#include <stdarg.h>
#include <setjmp.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include <sodium.h>

#define ROUNDS       200
#define PATH_ROOM    128
#define LINES_A_SYNC 3

static char dir[PATH_ROOM];
static struct note_secret gateway;
static char gateway_key[NOTE_KEY_TEXT];

static const char *in_dir(const char *name)
{
	static char path[2 * PATH_ROOM];
	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static int set_up(void **state)
{
	static const uint8_t seed[32] = { 9 };
	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/pigtrace-station-XXXXXX");
	if (sodium_init() < 0 || !mkdtemp(dir))
		return -1;
	if (note_key_make(span_of("gateway"), seed, &gateway) != NOTE_OK)
		return -1;
	note_public_format(&gateway.pub, gateway_key);
	return 0;
}

static int tear_down(void **state)
{
	static const char *const names[] = { "station.conf", "station.key", "outbox.nor", "lock",
		"outbox.nor.new" };
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlink(in_dir(names[i]));
	return rmdir(dir);
}

static void create(char public_key[static NOTE_KEY_TEXT])
{
	struct fault fault;
	/* A port nobody listens on: these tests have no broker. */
	const struct station_settings settings = { .station = (char[]){ "farm-01" },
		.gateway_key = gateway_key,
		.host = (char[]){ "127.0.0.1" },
		.port = 1,
		.operator_id = (char[]){ "op-07" },
		.outbox_mb = 1 };
	assert_int_equal(station_create(dir, &settings, public_key, &fault), 0);
}

static struct station *open_here(void)
{
	struct station *station;
	struct fault fault;
	assert_int_equal(station_open(&station, dir, &fault), 0);
	return station;
}

static void what_was_created_opens_with_its_settings_and_key(void **state)
{
	char made[NOTE_KEY_TEXT], read[NOTE_KEY_TEXT];
	struct stat info;
	(void)state;
	create(made);
	struct station *station = open_here();
	station_public_key(station, read);
	assert_string_equal(made, read);
	assert_string_equal(station_name(station), "farm-01");
	assert_string_equal(station_conf(station)->operator_id, "op-07");
	assert_string_equal(station_conf(station)->place, "");
	assert_int_equal(station_conf(station)->port, 1);
	assert_false(station_is_renewed(station));
	assert_null(station_receipt(station));
	assert_int_equal(station_count(station).next, 1);
	station_close(station);
	assert_int_equal(stat(in_dir("station.key"), &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(stat(in_dir("station.conf"), &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(stat(in_dir("outbox.nor"), &info), 0);
	assert_int_equal(info.st_size, 1 << 20);
	assert_true(info.st_blocks * 512 < info.st_size / 2);
}

static void a_station_is_not_made_over_another(void **state)
{
	char key[NOTE_KEY_TEXT], again[NOTE_KEY_TEXT];
	const struct station_settings settings = { .station = (char[]){ "farm-01" },
		.gateway_key = gateway_key };
	struct fault fault;
	(void)state;
	create(key);
	assert_int_equal(station_create(dir, &settings, again, &fault), FAULT_SETTING);
	struct station *station = open_here();
	station_public_key(station, again);
	assert_string_equal(key, again);
	station_close(station);
}

static void a_bad_name_or_gateway_key_makes_no_station(void **state)
{
	const struct station_settings bad_name = { .station = (char[]){ "Farm 1" },
		.gateway_key = gateway_key };
	const struct station_settings bad_key = { .station = (char[]){ "farm-01" },
		.gateway_key = (char[]){ "gateway+00000000+AAAA" } };
	const struct station_settings nothing = { .station = NULL };
	char key[NOTE_KEY_TEXT];
	struct fault fault;
	(void)state;
	assert_int_equal(station_create(dir, &bad_name, key, &fault), FAULT_SETTING);
	assert_int_equal(station_create(dir, &bad_key, key, &fault), FAULT_SETTING);
	assert_int_equal(station_create(dir, &nothing, key, &fault), FAULT_SETTING);
	assert_int_equal(access(in_dir("station.key"), F_OK), -1);
	create(key);
}

static void an_unknown_setting_is_an_error_with_its_line(void **state)
{
	char key[NOTE_KEY_TEXT];
	struct station *station = NULL;
	struct fault fault;
	(void)state;
	create(key);
	struct span conf = span_of("station = farm-01\nbroker = there\n");
	assert_int_equal(file_write(in_dir("station.conf"), conf, 0600, &fault), 0);
	assert_int_equal(station_open(&station, dir, &fault), FAULT_SETTING);
	assert_non_null(strstr(fault.text, "station.conf:2:"));
	assert_non_null(strstr(fault.text, "broker"));
	assert_null(station);
}

static void another_program_makes_it_busy_and_leaves_it_whole(void **state)
{
	char key[NOTE_KEY_TEXT];
	struct station *station = NULL;
	struct fault fault;
	(void)state;
	create(key);
	int fd = open(in_dir("lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(station_open(&station, dir, &fault), FAULT_BUSY);
	assert_int_equal(close(fd), 0);
	station_close(open_here());
}

static void a_lost_outbox_begins_a_higher_epoch(void **state)
{
	char key[NOTE_KEY_TEXT];
	struct fault fault;
	int64_t seq;
	(void)state;
	create(key);
	struct station *station = open_here();
	int64_t epoch = station_count(station).epoch;
	assert_int_equal(station_accept(station, span_of("{\"do\":\"tag\"}"), &seq, &fault), 0);
	station_close(station);
	assert_int_equal(unlink(in_dir("outbox.nor")), 0);
	while (time(NULL) <= (time_t)epoch)
		(void)nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	station = open_here();
	assert_true(station_is_renewed(station));
	assert_true(station_count(station).epoch > epoch);
	assert_int_equal(station_count(station).next, 1);
	station_close(station);
}

static void a_cut_off_outbox_is_said_and_not_replaced(void **state)
{
	char key[NOTE_KEY_TEXT];
	struct station *station = NULL;
	struct fault fault;
	(void)state;
	create(key);
	assert_int_equal(truncate(in_dir("outbox.nor"), 100000), 0);
	assert_int_equal(station_open(&station, dir, &fault), FAULT_CORRUPT);
	assert_int_equal(truncate(in_dir("outbox.nor"), 0), 0);
	assert_int_equal(truncate(in_dir("outbox.nor"), 1 << 20), 0);
	assert_int_equal(station_open(&station, dir, &fault), FAULT_CORRUPT);
}

static void a_line_that_cannot_be_kept_leaves_the_next_one_fine(void **state)
{
	char key[NOTE_KEY_TEXT];
	struct fault fault;
	int64_t seq;
	(void)state;
	create(key);
	struct station *station = open_here();
	assert_int_equal(station_accept(station, span_of("a\nb"), &seq, &fault), FAULT_LIMIT);
	assert_int_equal(station_accept(station, span_of("ab"), &seq, &fault), 0);
	assert_int_equal(seq, 1);
	station_close(station);
}

static void a_broker_that_is_away_costs_time_and_no_event(void **state)
{
	char key[NOTE_KEY_TEXT];
	struct fault fault;
	int64_t seq;
	(void)state;
	create(key);
	struct station *station = open_here();
	assert_int_equal(station_deliver(station, 0, &fault), 0); /* nothing waits */
	assert_int_equal(station_accept(station, span_of("{\"do\":\"tag\"}"), &seq, &fault), 0);
	int64_t begin_ms = station_now_ms();
	assert_int_equal(station_deliver(station, 300, &fault), FAULT_PEER);
	assert_true(station_now_ms() - begin_ms >= 300);
	assert_int_equal(station_count(station).waiting, 1);
	assert_false(station_count(station).connected);
	station_close(station);
	station = open_here();
	assert_int_equal(station_count(station).waiting, 1);
	station_close(station);
}

static void a_file_behaves_like_nor_flash(void **state)
{
	struct file_device file;
	struct fault fault;
	uint8_t bytes[4];
	(void)state;
	assert_int_equal(file_device_create(in_dir("outbox.nor"), 1, &fault), 0);
	assert_int_equal(file_device_create(in_dir("outbox.nor"), 1, &fault), FAULT_IO);
	assert_int_equal(file_device_open(&file, in_dir("outbox.nor"), &fault), 0);
	const struct block_device *device = &file.device;
	assert_int_equal(device->erase_size * device->block_count, 1 << 20);
	assert_int_equal(device->read(device->context, 65530, bytes, 4), 0);
	assert_memory_equal(bytes, "\xFF\xFF\xFF\xFF", 4);
	assert_int_equal(device->prog(device->context, 65530, "\x0F\x55", 2), 0);
	assert_int_equal(device->prog(device->context, 65530, "\x3C\xFF", 2), 0);
	assert_int_equal(device->sync(device->context), 0);
	assert_int_equal(device->read(device->context, 65529, bytes, 4), 0);
	assert_memory_equal(bytes, "\xFF\x0C\x55\xFF", 4);
	assert_int_equal(device->prog(device->context, 65536, "\x00", 1), 0);
	assert_int_equal(device->erase(device->context, 0), 0);
	assert_int_equal(device->read(device->context, 65533, bytes, 4), 0);
	assert_memory_equal(bytes, "\xFF\xFF\xFF\x00", 4);
	assert_int_equal(device->read(device->context, (1 << 20) - 2, bytes, 4), BLOCK_FAILED);
	file_device_close(&file);
}

static size_t line_for(int64_t seq, int64_t epoch, char into[static OUTBOX_LINE_MOST])
{
	uint32_t len = 20 + (uint32_t)(seq * 7919 % 900);
	int used = snprintf(into, OUTBOX_LINE_MOST, "%lld/%lld ", (long long)epoch, (long long)seq);
	for (uint32_t i = (uint32_t)used; i < len; i++)
		into[i] = (char)('a' + (seq + i) % 26);
	return len;
}

/* Append for ever; each batch is reported by its last number only after the sync. */
static void child_appends(int report)
{
	struct station *station = NULL;
	struct fault fault;
	char line[OUTBOX_LINE_MOST];
	int64_t seq = 0;
	if (station_open(&station, dir, &fault) != 0)
		_exit(1);
	struct station_counts counts = station_count(station);
	for (int64_t next = counts.next;; next++) {
		size_t len = line_for(next, counts.epoch, line);
		if (station_append(station, (struct span){ line, len }, &seq, &fault) != 0 ||
			seq != next)
			_exit(2);
		if (next % LINES_A_SYNC != 0)
			continue;
		if (station_sync(station, &fault) != 0 ||
			write(report, &seq, sizeof(seq)) != (ssize_t)sizeof(seq))
			_exit(3);
	}
}

/* Kill the child after some microseconds; the last number it reported, or what was known before. */
static int64_t run_and_kill(int64_t reported, uint32_t after_us)
{
	int ends[2];
	int status;
	int64_t seq;
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)close(ends[0]);
		child_appends(ends[1]);
	}
	(void)close(ends[1]);
	(void)nanosleep(&(struct timespec){ .tv_nsec = (long)after_us * 1000 }, NULL);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	while (read(ends[0], &seq, sizeof(seq)) == (ssize_t)sizeof(seq))
		reported = seq;
	(void)close(ends[0]);
	return reported;
}

static void check_all_there(struct outbox *outbox, int64_t reported)
{
	char line[OUTBOX_LINE_MOST], expected[OUTBOX_LINE_MOST];
	assert_true(outbox->next > reported);
	assert_int_equal(outbox->damaged, 0);
	for (int64_t seq = outbox->first; seq < outbox->next; seq++) {
		size_t len;
		assert_int_equal(outbox_read(outbox, seq, line, sizeof(line), &len), OUTBOX_OK);
		assert_int_equal(len, line_for(seq, outbox->epoch, expected));
		assert_memory_equal(line, expected, len);
	}
}

static void a_kill_at_any_moment_loses_nothing_that_was_reported(void **state)
{
	char key[NOTE_KEY_TEXT];
	struct file_device file;
	struct outbox outbox;
	struct fault fault;
	int64_t reported = 0;
	(void)state;
	create(key);
	/* A slow disk gets more rounds, and longer ones, until enough was reported. */
	for (uint32_t round = 0; round < ROUNDS || (reported <= ROUNDS && round < 10 * ROUNDS);
		round++) {
		reported = run_and_kill(
			reported, 1000 + randombytes_uniform(15000 * (1 + round / ROUNDS)));
		assert_int_equal(file_device_open(&file, in_dir("outbox.nor"), &fault), 0);
		assert_int_equal(outbox_open(&outbox, &file.device), OUTBOX_OK);
		check_all_there(&outbox, reported);
		/* The gateway has all but the newest 40, so the ring goes round. */
		assert_int_equal(outbox_receipt(&outbox, outbox.synced - 40), OUTBOX_OK);
		file_device_close(&file);
	}
	print_message("%lld lines reported\n", (long long)reported);
	assert_true(reported > ROUNDS);
}

#define STATION_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STATION_TEST(what_was_created_opens_with_its_settings_and_key),
		STATION_TEST(a_station_is_not_made_over_another),
		STATION_TEST(a_bad_name_or_gateway_key_makes_no_station),
		STATION_TEST(an_unknown_setting_is_an_error_with_its_line),
		STATION_TEST(another_program_makes_it_busy_and_leaves_it_whole),
		STATION_TEST(a_lost_outbox_begins_a_higher_epoch),
		STATION_TEST(a_cut_off_outbox_is_said_and_not_replaced),
		STATION_TEST(a_line_that_cannot_be_kept_leaves_the_next_one_fine),
		STATION_TEST(a_broker_that_is_away_costs_time_and_no_event),
		STATION_TEST(a_file_behaves_like_nor_flash),
		STATION_TEST(a_kill_at_any_moment_loses_nothing_that_was_reported),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
