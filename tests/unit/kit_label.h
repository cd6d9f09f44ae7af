/*
 * kit_label.h - a package's label, drawn, and read back as dots and by other programs.
 */
#ifndef PIGTRACE_TESTS_UNIT_KIT_LABEL_H
#define PIGTRACE_TESTS_UNIT_KIT_LABEL_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/base/file.h"
#include "core/label/label.h"
#include "core/scan/scan.h"

#include <fcntl.h>
#include <png.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define URI          "https://id.example.cn/01/06901234567892/10/L20261120/21/00000017K3F9A7QW2M4T"

extern char **environ;

static const int densities[] = { 203, 300, 600 };

static inline struct label package_label(const char *uri, int dpi)
{
	return (struct label){
		.uri = span_of(uri),
		.lines = { span_of("吕梁山猪 五花肉 500 g"), span_of("批次 L20261120"),
			span_of("包装日期 2026-11-20  保质期至 2026-11-27"),
			span_of("00000017K3F9A7QW2M4T") },
		.line_count = 4,
		.dpi = dpi,
	};
}

static inline struct buf drawn(const struct label *label, enum label_format format)
{
	struct buf buf = { 0 };
	struct fault fault = { 0 };
	if (label_draw(label, format, &buf, &fault) != 0)
		fail_msg("%s", fault.text);
	return buf;
}

/* A PNG read with libpng's other interface, so not with our own reader. */
struct dots {
	unsigned width;
	unsigned height;
	uint8_t *gray;
};

static inline struct dots dots_of(struct span png)
{
	png_image image = { .version = PNG_IMAGE_VERSION };
	assert_int_not_equal(png_image_begin_read_from_memory(&image, png.at, png.len), 0);
	assert_int_equal(image.format, PNG_FORMAT_GRAY);
	uint8_t *gray = malloc(PNG_IMAGE_SIZE(image));
	assert_non_null(gray);
	assert_int_not_equal(png_image_finish_read(&image, NULL, gray, 0, NULL), 0);
	return (struct dots){ image.width, image.height, gray };
}

static inline struct dots dots_drawn(const struct label *label)
{
	struct buf png = drawn(label, LABEL_PNG);
	struct dots dots = dots_of(buf_written(&png));
	buf_free(&png);
	return dots;
}

/* The code found in the dots again: its place, side and modules. */
struct found {
	unsigned left; /* dots */
	unsigned top;
	unsigned dots; /* per module */
	unsigned side; /* modules */
};

static inline bool dark(const struct dots *picture, unsigned x, unsigned y)
{
	assert_in_range(x, 0, picture->width - 1);
	assert_in_range(y, 0, picture->height - 1);
	return picture->gray[y * picture->width + x] < 128;
}

static inline bool module_dark(
	const struct dots *picture, const struct found *code, unsigned x, unsigned y)
{
	return dark(picture, code->left + x * code->dots, code->top + y * code->dots);
}

/* The first dark row is the top of two finder patterns: 7 modules wide each, left and right. */
static inline struct found code_find(const struct dots *picture)
{
	struct found code = { 0 };
	unsigned run = 0, last = 0;
	while (code.top < picture->height && code.dots == 0) {
		for (unsigned x = 0; x < picture->width; x++) {
			if (!dark(picture, x, code.top))
				continue;
			if (run == 0)
				code.left = x;
			if (x == code.left + run)
				run++;
			last = x;
		}
		if (run > 0)
			code.dots = run / 7;
		else
			code.top++;
	}
	assert_int_not_equal(code.dots, 0);
	assert_int_equal(run % 7, 0);
	assert_int_equal((last + 1 - code.left) % code.dots, 0);
	code.side = (last + 1 - code.left) / code.dots;
	return code;
}

static inline void program_reads(struct span picture, const char *want)
{
	char path[] = "/tmp/pigtrace-label-XXXXXX", got[1024];
	char *argv[] = { "zbarimg", "--raw", "-q", "-Sdisable", "-Sqrcode.enable", path, NULL };
	int pipes[2], status;
	size_t len = 0;
	ssize_t step;
	pid_t pid;
	posix_spawn_file_actions_t actions;
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(file_write_all(fd, picture.at, picture.len, NULL), 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
	assert_int_equal(posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO), 0);
	assert_int_equal(posix_spawn_file_actions_addclose(&actions, pipes[0]), 0);
	assert_int_equal(
		posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0),
		0);
	/* zbarimg is part of the machine this runs on: without it nothing is proven. */
	assert_int_equal(posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ), 0);
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)close(pipes[1]);
	while (len < sizeof(got) && (step = read(pipes[0], got + len, sizeof(got) - len)) > 0)
		len += (size_t)step;
	(void)close(pipes[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	(void)unlink(path);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(len, strlen(want) + 1);
	assert_memory_equal(got, want, len - 1);
	assert_int_equal(got[len - 1], '\n');
}

static inline void scan_reads(struct span picture, const char *want)
{
	struct scan scan;
	struct fault fault = { 0 };
	if (scan_picture(picture, NULL, &scan, &fault) != 0)
		fail_msg("%s", fault.text);
	assert_int_equal(scan.count, 1);
	assert_string_equal(scan.codes[0].type, "QR-Code");
	assert_true(span_is(scan.codes[0].data, want));
	scan_free(&scan);
}

static inline struct label sized_label(int dpi, int width_mm, int height_mm)
{
	struct label label = package_label(URI, dpi);
	label.width_um = width_mm * 1000;
	label.height_um = height_mm * 1000;
	label.number = true;
	return label;
}

#endif
