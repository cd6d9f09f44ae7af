#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/base/file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <fcntl.h>
#include <signal.h>

struct place {
	char directory[64];
	char path[96];
};

static int make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	if (!place)
		return -1;
	(void)snprintf(place->directory, sizeof(place->directory), "/tmp/test_base_file.XXXXXX");
	if (!mkdtemp(place->directory))
		return -1;
	(void)snprintf(place->path, sizeof(place->path), "%s/file", place->directory);
	*state = place;
	return 0;
}

static int remove_place(void **state)
{
	struct place *place = *state;
	(void)unlink(place->path);
	int code = rmdir(place->directory); /* fails if anything was left beside the file */
	free(place);
	return code;
}

static void assert_holds(const char *path, const char *text)
{
	char bytes[64] = "";
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	size_t len = fread(bytes, 1, sizeof(bytes) - 1, file);
	(void)fclose(file);
	assert_int_equal(len, strlen(text));
	assert_string_equal(bytes, text);
}

static void a_file_is_replaced_whole_with_the_mode_asked_for(void **state)
{
	const struct place *place = *state;
	struct stat status;
	struct fault fault;
	assert_int_equal(file_write(place->path, span_of("first text"), 0600, &fault), 0);
	assert_holds(place->path, "first text");
	assert_int_equal(stat(place->path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(file_write(place->path, span_of("x"), 0600, &fault), 0);
	assert_holds(place->path, "x");
	assert_int_equal(file_write(place->path, (struct span){ 0 }, 0600, &fault), 0);
	assert_holds(place->path, "");
}

static void a_key_is_never_written_through_what_a_crash_left(void **state)
{
	const struct place *place = *state;
	char beside[128];
	struct stat status;
	(void)snprintf(beside, sizeof(beside), "%s.%ld.new", place->path, (long)getpid());
	int fd = open(beside, O_WRONLY | O_CREAT, 0666);
	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, 0666), 0);
	(void)close(fd);
	assert_int_equal(file_write(place->path, span_of("secret"), 0600, NULL), 0);
	assert_int_equal(stat(place->path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
}

static void a_disk_that_fills_leaves_the_old_file_and_nothing_beside_it(void **state)
{
	const struct place *place = *state;
	struct fault fault = { 0 };
	struct rlimit before, small;
	char large[4096];
	memset(large, 'x', sizeof(large));
	assert_int_equal(file_write(place->path, span_of("old"), 0644, NULL), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	(void)signal(SIGXFSZ, SIG_IGN);
	small = (struct rlimit){ 1000, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	int code = file_write(place->path, (struct span){ large, sizeof(large) }, 0644, &fault);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(code, FAULT_IO);
	assert_int_equal(fault.code, FAULT_IO);
	assert_holds(place->path, "old");
	assert_int_equal(file_write(place->path, span_of("new"), 0644, &fault), 0);
	assert_holds(place->path, "new");
}

static void what_cannot_be_written_says_which_file_and_why(void **state)
{
	const struct place *place = *state;
	struct fault fault = { 0 };
	char path[128];
	(void)snprintf(path, sizeof(path), "%s/none/file", place->directory);
	assert_int_equal(file_write(path, span_of("x"), 0600, &fault), FAULT_IO);
	assert_non_null(strstr(fault.text, path));
	assert_non_null(strstr(fault.text, "No such file"));
}

static void reading_appends_up_to_the_limit_and_not_a_byte_more(void **state)
{
	const struct place *place = *state;
	struct buf buf = { 0 };
	struct fault fault = { 0 };
	buf_text(&buf, "head ");
	assert_int_equal(file_write(place->path, span_of("ten bytes."), 0600, &fault), 0);
	assert_int_equal(file_read(place->path, 10, &buf, &fault), 0);
	assert_true(span_is(buf_written(&buf), "head ten bytes."));
	assert_int_equal(file_read(place->path, 9, &buf, &fault), FAULT_LIMIT);
	assert_true(span_is(buf_written(&buf), "head ten bytes."));
	assert_string_equal(buf.at, "head ten bytes.");
	assert_int_equal(file_read(place->path, 10, &buf, &fault), 0);
	assert_int_equal(buf.len, 25);
	buf_free(&buf);
}

static void a_large_file_comes_in_whole_and_too_large_leaves_nothing(void **state)
{
	const struct place *place = *state;
	struct buf large = { 0 };
	struct buf read = { 0 };
	for (int i = 0; i < 50000; i++)
		buf_char(&large, (char)i);
	assert_int_equal(file_write(place->path, buf_written(&large), 0600, NULL), 0);
	assert_int_equal(file_read(place->path, 49999, &read, NULL), FAULT_LIMIT);
	assert_int_equal(read.len, 0);
	assert_int_equal(file_read(place->path, 50000, &read, NULL), 0);
	assert_true(span_equal(buf_written(&read), buf_written(&large)));
	buf_free(&large);
	buf_free(&read);
}

static void standard_input_is_read_and_left_open(void **state)
{
	struct buf buf = { 0 };
	int pipes[2];
	int saved = dup(STDIN_FILENO);
	(void)state;
	assert_true(saved >= 0);
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(file_write_all(pipes[1], "piped", 5, NULL), 0);
	(void)close(pipes[1]);
	assert_int_equal(dup2(pipes[0], STDIN_FILENO), STDIN_FILENO);
	int code = file_read("-", 10, &buf, NULL);
	int still_open = fcntl(STDIN_FILENO, F_GETFD);
	assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
	(void)close(saved);
	(void)close(pipes[0]);
	assert_int_equal(code, 0);
	assert_true(still_open >= 0);
	assert_true(span_is(buf_written(&buf), "piped"));
	buf_free(&buf);
}

static void no_descriptor_stays_open_behind_a_read_or_a_write(void **state)
{
	const struct place *place = *state;
	struct buf buf = { 0 };
	int before = dup(STDIN_FILENO);
	(void)close(before);
	assert_int_equal(file_write(place->path, span_of("x"), 0600, NULL), 0);
	assert_int_equal(file_read(place->path, 10, &buf, NULL), 0);
	assert_int_equal(file_read(place->path, 0, &buf, NULL), FAULT_LIMIT);
	int behind = dup(STDIN_FILENO);
	(void)close(behind);
	assert_int_equal(before, behind);
	buf_free(&buf);
}

static void a_path_may_be_a_bare_name_but_not_longer_than_paths_are(void **state)
{
	const struct place *place = *state;
	char here[1024], path[5000];
	assert_non_null(getcwd(here, sizeof(here)));
	assert_int_equal(chdir(place->directory), 0);
	int code = file_write("file", span_of("bare"), 0600, NULL);
	assert_int_equal(chdir(here), 0);
	assert_int_equal(code, 0);
	assert_holds(place->path, "bare");
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(file_write(path, span_of("x"), 0600, NULL), FAULT_LIMIT);
}

static void a_full_device_is_a_fault(void **state)
{
	struct fault fault = { 0 };
	int fd = open("/dev/full", O_WRONLY);
	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(file_write_all(fd, "x", 1, &fault), FAULT_IO);
	assert_int_equal(file_write_all(fd, NULL, 0, NULL), 0);
	(void)close(fd);
	assert_non_null(strstr(fault.text, "No space left"));
}

static void a_missing_file_and_a_directory_are_told_apart(void **state)
{
	const struct place *place = *state;
	struct buf buf = { 0 };
	struct fault fault = { 0 };
	assert_int_equal(file_read(place->path, 10, &buf, &fault), FAULT_NOT_FOUND);
	assert_int_equal(file_read(place->directory, 10, &buf, &fault), FAULT_IO);
	assert_int_equal(buf.len, 0);
	buf_free(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)
		IN_PLACE(a_file_is_replaced_whole_with_the_mode_asked_for),
		IN_PLACE(a_key_is_never_written_through_what_a_crash_left),
		IN_PLACE(a_disk_that_fills_leaves_the_old_file_and_nothing_beside_it),
		IN_PLACE(what_cannot_be_written_says_which_file_and_why),
		IN_PLACE(reading_appends_up_to_the_limit_and_not_a_byte_more),
		IN_PLACE(a_large_file_comes_in_whole_and_too_large_leaves_nothing),
		cmocka_unit_test(standard_input_is_read_and_left_open),
		IN_PLACE(a_path_may_be_a_bare_name_but_not_longer_than_paths_are),
		IN_PLACE(no_descriptor_stays_open_behind_a_read_or_a_write),
		cmocka_unit_test(a_full_device_is_a_fault),
		IN_PLACE(a_missing_file_and_a_directory_are_told_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
