#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/scan/apart.h"
#include "core/scan/cell.h"

#include <fcntl.h>
#include <qrencode.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define WAIT_MS 60000
#define MOST    4096

/* What a child that has been taken over may try: the first byte of the question says what. */
static void misbehave(struct span asked, struct buf *answer)
{
	switch (asked.len ? asked.at[0] : 0) {
	case 'c':
		(void)raise(SIGSEGV);
		break;
	case 'a':
		abort();
	case 'h':
		for (;;)
			continue;
	case 'f':
		if (open("/etc/passwd", O_RDONLY) < 0)
			buf_text(answer, "no ");
		break;
	case 's':
		(void)socket(AF_INET, SOCK_STREAM, 0);
		break;
	case 'p':
		(void)fork();
		break;
	case 'x':
		(void)execl("/bin/sh", "sh", "-c", "exit 0", (char *)NULL);
		break;
	case 'm':
		(void)mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		break;
	case 'k':
		(void)kill(getppid(), SIGTERM);
		break;
	case 'e':
		_exit(0);
	case 'l':
		for (int i = 0; i <= MOST; i++)
			buf_char(answer, 'x');
		return;
	default:
		buf_text(answer, "read ");
		buf_span(answer, asked);
		return;
	}
	buf_text(answer, "it lived");
}

static int ask(struct cell *cell, const char *question, int wait_ms, struct fault *fault)
{
	struct buf answer = { 0 };
	struct span part = span_of(question);
	int code = cell_ask(cell, &part, 1, wait_ms, &answer, fault);
	if (code == 0) {
		assert_true(span_starts(buf_written(&answer), "read "));
		assert_int_equal(answer.len, 5 + strlen(question));
	} else {
		assert_int_equal(answer.len, 0);
	}
	buf_free(&answer);
	return code;
}

static void every_misdeed_ends_the_child_and_the_next_question_is_answered(void **state)
{
	static const struct {
		const char *question;
		int wait_ms;
		const char *says;
	} cases[] = {
		{ "crash", WAIT_MS, "crashed" },
		{ "abort", WAIT_MS, "crashed" },
		{ "hang", 300, "took longer than 1 s" },
		{ "socket", WAIT_MS, "no need to do" },
		{ "process", WAIT_MS, "no need to do" },
		{ "xec", WAIT_MS, "no need to do" },
		{ "memory to run", WAIT_MS, "no need to do" },
		{ "kill", WAIT_MS, "no need to do" },
		{ "end", WAIT_MS, "without an answer" },
		{ "long", WAIT_MS, "answer is none" },
	};
	struct cell cell = { .work = misbehave, .answer_most = MOST };
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fault fault = { 0 };
		assert_int_equal(ask(&cell, "good", WAIT_MS, &fault), 0);
#ifdef __SANITIZE_ADDRESS__
		/* A sanitizer catches the signal itself and then reads /proc, which is a misdeed too. */
		if (cases[i].question[0] == 'c' || cases[i].question[0] == 'a')
			continue;
#endif
		assert_int_equal(
			ask(&cell, cases[i].question, cases[i].wait_ms, &fault), FAULT_PEER);
		if (!strstr(fault.text, cases[i].says))
			fail_msg("%s: %s", cases[i].question, fault.text);
		assert_int_equal(cell.pid, 0);
		assert_int_equal(ask(&cell, "gone on", WAIT_MS, &fault), 0);
	}
	cell_close(&cell);
	/* Nothing is left: no child, no zombie. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void no_file_is_opened(void **state)
{
	struct cell cell = { .work = misbehave, .answer_most = MOST };
	struct buf answer = { 0 };
	struct fault fault = { 0 };
	struct span file = span_of("file");
	(void)state;
	assert_int_equal(access("/etc/passwd", R_OK), 0);
	assert_int_equal(cell_ask(&cell, &file, 1, WAIT_MS, &answer, &fault), 0);
	assert_string_equal(answer.at, "no it lived");
	buf_free(&answer);
	cell_close(&cell);
}

static void a_question_of_megabytes_is_put_and_an_empty_one(void **state)
{
	struct cell cell = { .work = misbehave, .answer_most = (size_t)8 << 20 };
	struct buf answer = { 0 };
	struct fault fault = { 0 };
	size_t len = (size_t)5 << 20;
	char *large = malloc(len);
	(void)state;
	assert_non_null(large);
	memset(large, 'z', len);
	struct span parts[] = { { large, len }, { "end", 3 } };
	assert_int_equal(cell_ask(&cell, parts, 2, WAIT_MS, &answer, &fault), 0);
	assert_int_equal(answer.len, 5 + len + 3);
	assert_memory_equal(answer.at + 5, large, len);
	buf_clear(&answer);
	assert_int_equal(cell_ask(&cell, NULL, 0, WAIT_MS, &answer, &fault), 0);
	assert_int_equal(answer.len, 5);
	struct span huge = { large, CELL_ASKED_MOST + 1 };
	assert_int_equal(cell_ask(&cell, &huge, 1, WAIT_MS, &answer, &fault), FAULT_LIMIT);
	buf_free(&answer);
	free(large);
	cell_close(&cell);
	cell_close(&cell);
}

/* ---- scanning in a cell ---- */

#define SIDE 200
#define DOTS 4

static void code_draw(uint8_t *gray, const char *text)
{
	QRcode *code =
		QRcode_encodeData((int)strlen(text), (const unsigned char *)text, 0, QR_ECLEVEL_M);
	assert_non_null(code);
	memset(gray, 255, (size_t)SIDE * SIDE);
	for (int y = 0; y < code->width * DOTS; y++)
		for (int x = 0; x < code->width * DOTS; x++)
			if (code->data[y / DOTS * code->width + x / DOTS] & 1)
				gray[(y + 30) * SIDE + x + 30] = 0;
	QRcode_free(code);
}

static void what_is_read_apart_is_what_is_read_here(void **state)
{
	static uint8_t gray[SIDE * SIDE];
	struct cell cell = apart_cell();
	struct scan scan;
	struct fault fault = { 0 };
	(void)state;
	code_draw(gray, "https://id.example/1");
	assert_int_equal(apart_gray(&cell, gray, SIDE, SIDE, NULL, &scan, &fault), 0);
	assert_int_equal(scan.count, 1);
	assert_true(span_is(scan.codes[0].data, "https://id.example/1"));
	assert_string_equal(scan.codes[0].type, "QR-Code");
	scan_free(&scan);
	memset(gray, 255, sizeof(gray));
	assert_int_equal(apart_gray(&cell, gray, SIDE, SIDE, NULL, &scan, &fault), 0);
	assert_int_equal(scan.count, 0);
	scan_free(&scan);
	cell_close(&cell);
}

static void a_refusal_comes_with_its_reason_and_the_reader_goes_on(void **state)
{
	static uint8_t gray[SIDE * SIDE];
	struct cell cell = apart_cell();
	struct scan scan;
	struct fault here = { 0 }, apart = { 0 };
	struct span damaged = { "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDRxxxxxxxxxxxxx", 29 };
	(void)state;
	int code = scan_picture(damaged, NULL, &scan, &here);
	assert_int_not_equal(code, 0);
	assert_int_equal(apart_picture(&cell, damaged, NULL, &scan, &apart), code);
	assert_string_equal(here.text, apart.text);
	pid_t reader = cell.pid;
	assert_int_equal(apart_gray(&cell, gray, 0, 7, NULL, &scan, &apart), FAULT_SETTING);
	assert_int_equal(
		apart_gray(&cell, gray, 1 << 20, 1 << 20, NULL, &scan, &apart), FAULT_LIMIT);
	code_draw(gray, "next");
	assert_int_equal(apart_gray(&cell, gray, SIDE, SIDE, NULL, &scan, &apart), 0);
	assert_int_equal(scan.count, 1);
	assert_int_equal(cell.pid, reader);
	scan_free(&scan);
	cell_close(&cell);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_misdeed_ends_the_child_and_the_next_question_is_answered),
		cmocka_unit_test(no_file_is_opened),
		cmocka_unit_test(a_question_of_megabytes_is_put_and_an_empty_one),
		cmocka_unit_test(what_is_read_apart_is_what_is_read_here),
		cmocka_unit_test(a_refusal_comes_with_its_reason_and_the_reader_goes_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
