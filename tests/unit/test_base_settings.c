#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/settings.h"

struct target {
	char *name;
	char *key;
	int64_t port;
	bool shared;
};

#define AT(member) offsetof(struct target, member)

static const struct setting table[] = {
	{ "name", SETTING_TEXT, AT(name), "pig", 0, 0, "what it is called" },
	{ "key", SETTING_PATH, AT(key), "own.key", 0, 0, "file with the key" },
	{ "port", SETTING_NUMBER, AT(port), "1883", 1, 65535, "where it listens" },
	{ "shared", SETTING_SWITCH, AT(shared), "no", 0, 0, "whether others may" },
};
#define COUNT (sizeof(table) / sizeof(table[0]))

static char dir[64], path[96];
static struct target target;
static struct fault fault;

static int begin(void **state)
{
	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/pigtrace-settings-XXXXXX");
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/pig.conf", dir);
	memset(&target, 0, sizeof(target));
	assert_int_equal(settings_start(table, COUNT, &target, &fault), 0);
	fault.text[0] = '\0';
	return 0;
}

static int end(void **state)
{
	(void)state;
	settings_free(table, COUNT, &target);
	(void)unlink(path);
	return rmdir(dir);
}

static int read_bytes(struct span text)
{
	assert_int_equal(file_write(path, text, 0600, &fault), 0);
	return settings_read(path, table, COUNT, &target, &fault);
}

static int read_text(const char *text)
{
	return read_bytes(span_of(text));
}

/* A refusal names file and line, and the next good file is read. */
static void assert_refused(const char *text, int line, const char *why)
{
	char expected[FAULT_TEXT];
	assert_int_equal(read_text(text), FAULT_SETTING);
	(void)snprintf(expected, sizeof(expected), "%s:%d: %s", path, line, why);
	assert_string_equal(fault.text, expected);
	assert_int_equal(read_text("port = 7\n"), 0);
	assert_int_equal(target.port, 7);
}

static void without_a_file_the_initial_values_stand(void **state)
{
	(void)state;
	assert_string_equal(target.name, "pig");
	assert_string_equal(target.key, "own.key");
	assert_int_equal(target.port, 1883);
	assert_false(target.shared);
}

static void a_file_sets_what_it_names_and_no_more(void **state)
{
	(void)state;
	assert_int_equal(read_text("# a comment\n\n  name\t=  old sow  \r\nshared=yes"), 0);
	assert_string_equal(target.name, "old sow");
	assert_true(target.shared);
	assert_int_equal(target.port, 1883);
}

static void a_value_may_hold_what_looks_like_a_comment_or_another_key(void **state)
{
	(void)state;
	assert_int_equal(read_text("name = a = b # c\n"), 0);
	assert_string_equal(target.name, "a = b # c");
}

static void a_value_may_be_empty(void **state)
{
	(void)state;
	assert_int_equal(read_text("name =\nkey = \n"), 0);
	assert_string_equal(target.name, "");
	assert_string_equal(target.key, "");
}

static void a_byte_order_mark_is_passed_over(void **state)
{
	(void)state;
	assert_int_equal(read_text("\xef\xbb\xbfname = sow\n"), 0);
	assert_string_equal(target.name, "sow");
	assert_refused(
		"name = sow\n\xef\xbb\xbfport = 1\n", 2, "unknown setting '\xef\xbb\xbfport'");
}

static void a_relative_path_is_taken_from_the_directory_of_the_file(void **state)
{
	char expected[128];
	(void)state;
	assert_int_equal(read_text("key = keys/a.key\n"), 0);
	(void)snprintf(expected, sizeof(expected), "%s/keys/a.key", dir);
	assert_string_equal(target.key, expected);
	assert_int_equal(read_text("key = /etc/a.key\n"), 0);
	assert_string_equal(target.key, "/etc/a.key");
}

static void a_path_the_file_does_not_name_is_taken_from_there_too(void **state)
{
	char expected[128];
	(void)state;
	assert_int_equal(read_text("port = 1\n"), 0);
	(void)snprintf(expected, sizeof(expected), "%s/own.key", dir);
	assert_string_equal(target.key, expected);
}

static void a_path_that_was_set_before_the_file_stays(void **state)
{
	(void)state;
	assert_int_equal(settings_set(table, COUNT, &target, span_of("key"), span_of("mine.key"),
				 "", &fault),
		0);
	assert_int_equal(read_text("port = 1\n"), 0);
	assert_string_equal(target.key, "mine.key");
}

static void a_relative_path_in_the_root_directory_stands_there(void **state)
{
	(void)state;
	assert_int_equal(
		settings_set(table, COUNT, &target, span_of("key"), span_of("a.key"), "/", &fault),
		0);
	assert_string_equal(target.key, "/a.key");
}

static void a_key_that_stands_twice_is_refused(void **state)
{
	(void)state;
	assert_refused("port = 1\nname = x\nport = 1\n", 3, "port stands here twice");
}

static void the_last_row_of_the_table_is_found_twice_as_well(void **state)
{
	(void)state;
	assert_refused("shared = no\nshared = yes\n", 2, "shared stands here twice");
}

static void an_unknown_key_is_refused(void **state)
{
	(void)state;
	assert_refused("\nprot = 1\n", 2, "unknown setting 'prot'");
	assert_refused("Port = 1\n", 1, "unknown setting 'Port'");
	assert_refused("= 1\n", 1, "unknown setting ''");
}

static void a_line_without_an_equals_sign_is_refused(void **state)
{
	(void)state;
	assert_refused("name = x\n\n# y\nport 1883\n", 4, "not 'key = value'");
}

static void a_number_must_be_one_within_its_range(void **state)
{
	static const char *const bad[] = { "0", "65536", "-1", "+1", "1.5", "1883x", "", "0x10",
		"99999999999999999999999", "1 2" };
	char text[64];
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(text, sizeof(text), "port = %s\n", bad[i]);
		assert_refused(text, 1, "port must be a number from 1 to 65535");
	}
	assert_int_equal(read_text("port = 65535\n"), 0);
	assert_int_equal(target.port, 65535);
	assert_int_equal(read_text("port = 1\n"), 0);
	assert_int_equal(target.port, 1);
}

static void a_switch_is_yes_or_no(void **state)
{
	(void)state;
	assert_refused("shared = true\n", 1, "shared must be yes or no");
	assert_refused("shared = YES\n", 1, "shared must be yes or no");
}

static void bytes_that_are_no_text_are_refused(void **state)
{
	static const char zero[] = "port = 1883\0\n";
	(void)state;
	assert_refused("name = \xff\n", 1, "name is not UTF-8 text");
	assert_int_equal(read_bytes((struct span){ zero, sizeof(zero) - 1 }), FAULT_SETTING);
	assert_non_null(strstr(fault.text, ":1: port is not UTF-8 text"));
}

static void a_value_of_4_kib_is_read_and_a_longer_one_refused(void **state)
{
	static char text[4200];
	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text, "name = ", 7);
	text[7 + 4096] = '\0';
	assert_int_equal(read_text(text), 0);
	assert_int_equal(strlen(target.name), 4096);
	text[7 + 4096] = 'x';
	text[7 + 4097] = '\0';
	assert_refused(text, 1, "name is too long");
}

static void a_file_of_64_kib_is_read_and_a_longer_one_refused(void **state)
{
	static char text[65538];
	(void)state;
	memset(text, '\n', sizeof(text) - 1);
	text[65536] = '\0';
	assert_int_equal(read_text(text), 0);
	text[65536] = '\n';
	assert_int_equal(read_text(text), FAULT_LIMIT);
	assert_int_equal(read_text("port = 7\n"), 0);
}

static void a_file_that_is_not_there_is_not_found(void **state)
{
	(void)state;
	assert_int_equal(read_text("port = 1\n"), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(settings_read(path, table, COUNT, &target, &fault), FAULT_NOT_FOUND);
	assert_non_null(strstr(fault.text, path));
	assert_int_equal(read_text("port = 7\n"), 0);
}

static void the_sample_file_reads_as_the_initial_values(void **state)
{
	struct buf sample = { 0 };
	char expected[128];
	(void)state;
	settings_sample(table, COUNT, &sample);
	assert_int_equal(read_text("name = x\nport = 2\nshared = yes\n"), 0);
	assert_int_equal(read_bytes(buf_written(&sample)), 0);
	(void)snprintf(expected, sizeof(expected), "%s/own.key", dir);
	assert_string_equal(target.name, "pig");
	assert_string_equal(target.key, expected);
	assert_int_equal(target.port, 1883);
	assert_false(target.shared);
	for (size_t i = 0; i < COUNT; i++)
		assert_non_null(strstr(sample.at, table[i].help));
	buf_free(&sample);
}

static void the_help_has_a_line_for_every_key(void **state)
{
	struct buf help = { 0 };
	size_t lines = 0;
	(void)state;
	settings_help(table, COUNT, &help);
	for (size_t i = 0; i < help.len; i++)
		lines += help.at[i] == '\n';
	assert_int_equal(lines, COUNT);
	for (size_t i = 0; i < COUNT; i++) {
		assert_non_null(strstr(help.at, table[i].key));
		assert_non_null(strstr(help.at, table[i].initial));
	}
	buf_free(&help);
}

#define proves(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		proves(without_a_file_the_initial_values_stand),
		proves(a_file_sets_what_it_names_and_no_more),
		proves(a_value_may_hold_what_looks_like_a_comment_or_another_key),
		proves(a_value_may_be_empty),
		proves(a_byte_order_mark_is_passed_over),
		proves(a_relative_path_is_taken_from_the_directory_of_the_file),
		proves(a_path_the_file_does_not_name_is_taken_from_there_too),
		proves(a_path_that_was_set_before_the_file_stays),
		proves(a_relative_path_in_the_root_directory_stands_there),
		proves(a_key_that_stands_twice_is_refused),
		proves(the_last_row_of_the_table_is_found_twice_as_well),
		proves(an_unknown_key_is_refused),
		proves(a_line_without_an_equals_sign_is_refused),
		proves(a_number_must_be_one_within_its_range),
		proves(a_switch_is_yes_or_no),
		proves(bytes_that_are_no_text_are_refused),
		proves(a_value_of_4_kib_is_read_and_a_longer_one_refused),
		proves(a_file_of_64_kib_is_read_and_a_longer_one_refused),
		proves(a_file_that_is_not_there_is_not_found),
		proves(the_sample_file_reads_as_the_initial_values),
		proves(the_help_has_a_line_for_every_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
